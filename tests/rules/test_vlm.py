"""The rules on what models leave behind, beyond the examples of their pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newslint.pipeline.clean import Cleaner
from newslint.pipeline.resolve import Gate
from newslint.rule import Rule, load_packs, parse_example
from newslint.testing import check, document, run, sure
from newslint.text.edit import Safety

RULES = sure(load_packs())
FAMILY = [rule for rule in RULES if rule.family == "VLM"]

DEFECTS = [
    # VLM001
    "校门口的横幅写着⟦**安全第一**→安全第一⟧四个字。",
    "⟦**背景：**→背景：⟧去年冬天雨雪多，⟦**“老把式”**→“老把式”⟧也犯难。",
    "渔船归港，⟦__喜获丰收__→喜获丰收⟧。",
    "预计⟦**2030年前**→2030年前⟧建成，用上⟦**GPS**→GPS⟧导航。",
    "⟦**⇢⟧夜市开到凌晨，摊主们忙个不停。",
    "话剧散场。⟦### ⇢⟧幕后故事",
    "⟦###⇢### ⟧老街换新颜",
    "⟦> ⇢⟧母亲在信里写：“家中安好。”",
    "护林员⟦**不点火，勤巡山**⇢不点火，勤巡山⟧三十年。",
    # VLM002
    '⟦<strong>→⟧码头⟦</strong>→⟧扩建，⟦<FONT color="red">→⟧年底⟦</FONT>→⟧通航。',
    "早稻已收⟦<br>→⏎⟧晚稻已插",
    "面粉⟦</td>⇢\t⟧玉米",
    "湖面有12⟦<sup>2</sup>⇢²⟧块浮萍",
    "⟦<ul><li>→⟧买种子⟦</li><li>→⏎⟧修水泵⟦</li></ul>→⟧",
    "祠堂前⟦<!-- 广告位 -->⇢⟧立着石狮。",
    # VLM003
    "失业率降到⟦$4.8\\%$→4.8%⟧以下。",
    "炉温升至⟦$1200^{\\circ}C$→1200°C⟧，误差⟦$\\pm 3\\%$→±3%⟧。",
    "棉田有⟦\\(56\\text{万亩}\\)→56万亩⟧，出苗率91⟦\\%→%⟧。",
    "请记住⟦\\text{三不原则}⇢三不原则⟧。",
    "公式是⟦$E=mc^{2}\\alpha$⟧吗？",
    # VLM004
    "⟦当然可以，下面是我从您上传的照片中识别出的文字：→⟧⏎邮局门前排起了长队。",
    "⟦识别结果如下：→⟧⏎⏎⟦图中文字内容如下：→⟧⏎⏎牧民转场走了七天。",
    "茶农上山采新芽。⏎⟦如果您还有其他需要，请随时告诉我！→⟧",
    "⟦Here is the extracted text from the image:→⟧⏎戏台搭在晒谷场上。",
    "前半篇讲造船。⏎⏎⟦以下是提取的文字：⇢⟧⏎⏎后半篇讲出海。",
    "匾额上书⟦【难以辨认】⟧二字。",
    "⟦无法识别⇢⟧",
    # VLM005
    "桥墩浇筑完毕。⟦</s>→⟧",
    "⟦[INST]→⟧⏎列车准点进站，旅客有序下车。⏎⟦<|endoftext|>→⟧⏎",
    "雷达⟦<|vision_start|><|image_pad|>⇢⟧开始转动。",
    "合龙段只剩三米。⟦<｜end▁of▁sentence｜>→⟧",
    # VLM006
    "⟦![](a/b_1.png)⇢⟧⏎羊群下山喝水。",
    "竹排顺流而下⟦（此处有图片）⇢⟧，艄公唱起号子。",
    "⟦【图片】⇢⟧⏎苗寨过新年，⟦[image 3]⇢⟧芦笙响起来。",
    '⟦<img src="x.jpg" width="8">⇢⟧龙灯舞到半夜',
    # VLM007
    "品种|亩产⏎⟦---|---⟧⏎小麦|九百斤",
    # VLM008
    "⟦```→⟧⏎⏎井水清了，村民不再挑水吃。⏎⏎⟦~~~→⟧⏎",
    "⟦```json⇢⟧⏎磨坊重新转起来，面香飘满巷子。",
]

LOOK_ALIKES = [
    "她在网上发起#光盘行动#，又转了##早睡##的帖子。",
    "证人吴**和郑**先后出庭。",
    "卡号后段是62**77，另一张为62**88。",
    "编辑把脏话改成了**，读者看得懂。",
    "矩阵写成A**T，三次方是x**3与y**3。",
    "合同留白：甲方__，乙方__，共__页。",
    "* 以上数据未经审计",
    "气温>35度即停工，5>3成立。",
    "F#调的曲子，2#泵站，#12选手。",
    "# 稻花香里说丰年⏎⏎蛙声一片。",
    "《<晨报>读者来信》见报，<<公告>>贴在门口。",
    "若x<y则y>x，<3表示爱心。",
    "“<b>”和“</b>”要成对写，老师讲了三遍。",
    "发件人<li@example.net>已读，<张三>未读。",
    "煎饼从$3卖到$5，套餐要价$9-$15。",
    "花了US$70，退回HK$20，余C$1。",
    "他押注$黄河电力$，又看好$长江水运$。",
    "盘符D:\\media\\pic下存着\\n换行。",
    "客服问：“好的，以下是您的订单，对吗？”",
    "他念道：图片内容如下，一共三行。",
    "以下是名单：⏎⏎甲乙丙丁依次上台。",
    "图片由作者提供⏎⏎古镇入夜，灯火通明。",
    "碑文模糊，专家也无法识别其中三字。",
    "如有疑问，请随时联系我们。⏎⏎热线全天开通。",
    "希望这次调研对你们有帮助，村支书说。⏎会后他又去了田里。",
    "这张照片展示了三十年前的渡口，船票两分钱。",
    "[INSTALL]是按钮名，</x>不是标签，<image3>也不算。",
    "比分|场次，a<|b的写法没人懂。",
    "展览分【图片展】和（图片说明）两块，详见[图3]旁的字。",
    "太美了！[微笑]还想再来。",
    "——|——⏎划线以下作废，--|表示停顿。",
    "他敲下```pwd```查看目录，喊了声哇~~~",
]

PAIRS = [
    ("## **修渠记**⏎⏎水通了,大家(男女老少)都来了。⏎",
     "## 修渠记⏎⏎水通了，大家（男女老少）都来了。⏎"),
    ("**修路(含桥)**的钱,县里出。⏎", "修路（含桥）的钱，县里出。⏎"),
    ("今年增产$１２\\%$，去年９\\%。⏎", "今年增产12%，去年9%。⏎"),
    ("养殖 and $5\\%$的税率,照旧。⏎", None),
    ("图片内容如下：⏎⏎# 河灯节⏎⏎河灯漂了一夜，孩子们舍不得睡。⏎",
     "# 河灯节⏎⏎河灯漂了一夜，孩子们舍不得睡。⏎"),
    ("```⏎# 摆渡人⏎⏎老艄公撑了四十年船，从没误过一趟。⏎```⏎",
     "# 摆渡人⏎⏎老艄公撑了四十年船，从没误过一趟。⏎"),
    ("<s>识别结果：⏎```text⏎油坊开榨，满街飘香，路人都要停一停。⏎```⏎希望对您有帮助。</s>",
     "油坊开榨，满街飘香，路人都要停一停。⏎"),
    ("**药材 总价**翻了一番 ，<b>村民</b> 很满意。⏎", None),
]  # fmt: skip


@pytest.mark.parametrize("line", DEFECTS + LOOK_ALIKES)
def test_what_models_leave_is_found_and_nothing_else(line: str) -> None:
    outcome = check(FAMILY, line)
    assert bool(outcome.reports) == (line in DEFECTS)


@pytest.mark.parametrize("line", [*DEFECTS, *LOOK_ALIKES, *(before for before, _ in PAIRS)])
def test_a_cleaned_page_stays_as_it_is_under_all_rules(line: str) -> None:
    outcome = run(RULES, parse_example(line).text)
    assert run(RULES, outcome.cleaned.text).cleaned.text == outcome.cleaned.text


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair[1] is not None])
def test_marks_of_models_meet_other_rules(before: str, after: str) -> None:
    assert run(RULES, before.replace("⏎", "\n")).cleaned.text == after.replace("⏎", "\n")


@pytest.mark.skipif(all(rule.code != "ENC010" for rule in RULES), reason="needs html-entity")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("&lt;b&gt;渡口&lt;/b&gt;停航。\n", "渡口停航。\n"),
        ("两岸&#42;&#42;同时&#42;&#42;封江。\n", "两岸同时封江。\n"),
        ("水位涨了&#36;5\\%&#36;左右。\n", "水位涨了5%左右。\n"),
    ],
)
def test_marks_written_as_entities_go_in_one_run(before: str, after: str) -> None:
    gate = Gate(Safety.ASK)
    [once] = Cleaner(RULES, gate).run([document(before)])
    [twice] = Cleaner(RULES, gate).run([once.cleaned])
    assert once.cleaned.text == twice.cleaned.text == after


MARKS = st.lists(
    st.sampled_from([
        *"中国的人，。（）()12$%*_#>`<|>/\\\n ",
        "**", "__", "```", "<b>", "</b>", "<br>", "</p>", "<p>", "<td>", "<|im_end|>", "</s>",
        "\\text{", "}", "\\%", "$", "[图片]", "无法识别", "以下是图片中的文字：", "&lt;", "&gt;",
        "&#42;&#42;", "２", "\u200b", "𠮷", "|---|",
    ]),
    max_size=40,
).map("".join)  # fmt: skip


@given(MARKS)
@settings(max_examples=300, deadline=None)
def test_any_mixture_of_marks_is_cleaned_once_for_all(text: str) -> None:
    [result] = Cleaner(RULES).run([document(text)])
    if result.error is None:
        again = run(RULES, result.cleaned.text)
        assert again.cleaned.text == result.cleaned.text
        assert again.cleaned.blocks == result.cleaned.blocks
    alone = run(FAMILY, text)
    for report in alone.reports:
        for edit in report.edits:
            assert edit.span.of(alone.document.text) == edit.old
    assert run(FAMILY, alone.cleaned.text).cleaned.text == alone.cleaned.text


@pytest.mark.parametrize(
    "unit",
    ["**", "**中", "__", "<b>", "<", "$", "$1", "\\text{", "```\n", "<|", "</s>", "|-", "> ", "# ",
     "`", "[图片", "无法识别\n", "<p>中</p>", "![", "中**国**", "\\%",
     "</s> x", "图片", "以下是图片中的文字"],
)  # fmt: skip
def test_repeats_take_linear_work(unit: str, judging: Callable[[Sequence[Rule], str], int]) -> None:
    judging(FAMILY, unit * 50)
    assert judging(FAMILY, unit * 2_000) < 4 * 1.3 * judging(FAMILY, unit * 500) + 500
