"""Marks that are wrong, marks that only look so, and rules that meet at one place."""

from dataclasses import replace

import pytest

from newslint.rule import Rule, load_packs
from newslint.testing import check, run, sure

EVERY = sure(load_packs())
FAMILY = tuple(one for one in EVERY if one.family == "PUN")

DEFECTS = [
    ("PUN002", "渡口的老艄公笑着说⟦“⟧今晚有雾，明早再走吧。"),
    ("PUN002", "这家面馆的招牌叫作半碗汤⟦”⟧，开了三十年。"),
    ("PUN002", "队员把救生圈称为⟦‘⟧铁饼，谁也不肯多背一个。"),
    ("PUN002", "茶农说：“头采最鲜。”二采⟦“⟧味道也不差。"),
    ("PUN002", "𠮷田先生把院子让给邻居晒谷，说⟦「⟧空着也是空着。"),
    ("PUN003", "戏台上的锣鼓队⟦（⟧全由中学生组成排练了整个暑假。"),
    ("PUN003", "她向校长推荐了⟦《⟧瓦尔登湖这本书。"),
    ("PUN003", "入选名单将在月底前公示⟦）⟧，欢迎监督。"),
    ("PUN003", "⟦【⟧编者按本期介绍盐场的变迁。"),
    ("PUN004", "烤房的温度升得太快⟦，，→，⟧师傅赶紧开了窗。"),
    ("PUN004", "谷仓已经修好⟦。。→。⟧"),
    ("PUN004", "集市上有竹篮⟦、、→、⟧蓑衣和草帽。"),
    ("PUN004", "一班守坝⟦；；→；⟧二班巡堤。"),
    ("PUN004", "船票早就卖光了⟦，。⇢。⟧"),
    ("PUN004", "候鸟提前半个月飞来⟦、，⇢，⟧观鸟的人也多了。"),
    ("PUN005", "铃声⟦...→……⟧脚步声，走廊一下子热闹起来。"),
    ("PUN005", "老人抬头望了望天⟦。。。→……⟧又低头补网。"),
    ("PUN005", "“我本来想告诉你⟦…→……⟧”她欲言又止。"),
    ("PUN005", "鼓点越来越密⟦······→……⟧终于停了。"),
    ("PUN006", "他把毕生所藏捐给了母校⟦--→——⟧乡里的完全小学。"),
    ("PUN006", "全村最高的建筑⟦──→——⟧水塔昨天拆除。"),
    ("PUN006", "谁也没想到⟦—→——⟧这口井竟打出了温泉。"),
    ("PUN006", "海的那一边⟦———→——⟧灯塔还亮着。"),
    ("PUN006", "《盐路》⟦一一⟧县城旧事录"),
    ("PUN007", "⟦。⟧队伍重新出发时天已放晴。"),
    ("PUN007", "库房登记了十二件铜器（⟦、⟧另有残片若干）。"),
    ("PUN007", "周末两人开车去了龙泉镇⟦，“打卡”⟧，顺路买了青瓷。"),
    ("PUN008", '合唱团给新歌取名⟦"麦浪"→“麦浪”⟧，下周首演。'),
    ("PUN008", "孩子们念着⟦'一寸光阴'→‘一寸光阴’⟧跑远了。"),
    ("PUN008", '馆长解释：⟦"原件太脆弱，只能展出复制品。"→“原件太脆弱，只能展出复制品。”⟧'),
    ("PUN008", '厨师回答⟦“火候到了"→“火候到了”⟧就端锅。'),
    ("PUN008", '牌子上写的⟦"⟧闲人免进被雨淋花了。'),
    ("PUN009", "会长表示：“我们提倡⟦“慢游”⟧，不赶景点。”"),
    ("PUN009", "院里贴着⟦‘记住“少即是多”，凡事留白’⟧的条幅。"),
    ("PUN009", "她合上《再读⟦《边城》⟧札记》。"),
    ("PUN009", "所谓“零距离⟦（服务”）⟧受到好评。"),
    ("PUN010", "导演安德烈⟦•→·⟧塔可夫斯基的影展开幕。"),
    ("PUN010", "诗人巴勃罗⟦・→·⟧聂鲁达出生于此。"),
    ("PUN010", "美术展“丝路⟦•⇢·⟧回响”免费开放。"),
    ("PUN011", "养蜂人赶着花期走南闯北。" * 3 + "今年他们决定留⟦下⟧⏎⏎# 花期⏎⏎花开了。⏎"),
    ("PUN012", "大家推举他做⟦”寨老“⇢“寨老”⟧，他连连推辞。"),
    ("PUN012", "她说这叫⟦“养地“⇢“养地”⟧，隔年才种一茬。"),
    ("PUN012", "门卫喊道：⟦”登记了再进”⇢“登记了再进”⟧，谁也不例外。"),
    ("PUN013", "峡谷最窄处宽15⟦~⇢～⟧20米。"),
    ("PUN013", "这批瓷碗直径12⟦-⇢～⟧14厘米，釉色偏青。"),
    ("PUN013", "铁路局保存着1936⟦-⇢—⟧1949年的时刻表。"),
    ("PUN013", "窖内常年保持在3℃⟦–⇢～⟧5℃。"),
]

LOOK_ALIKES = [
    "掌柜问“要辣吗”“要葱吗”“要汤吗”，客人都摇头。",
    "他讲起往事：“那时没有桥。⏎⏎“过河全靠绳子。⏎⏎“后来才有了船。”",
    "信里写着：“田里的事我已安排妥当，⏎⏎你安心读书。”",
    "机长通报：“塔台说‘等候“蓝天”号先落地’，请各位稍候。”",
    "屏幕是27”的，套件里还有3’的软管。",
    "The museum's ’60s collection reopened，观众不少。",
    "申领流程：1）实名；2）拍照；a）等待审核；三）取证。",
    "小朋友画了两张笑脸 :) 和 ^_^) 送给护士。",
    "他把杂技叫作‘活把式’，已经演了半辈子。",
    "《〈茶经〉注疏》与《“一带一路”词典》同时面世。",
    "这是谁干的？！太不像话了！！！",
    "编辑部规定，“，、。；”四种点号要用全角。",
    "他只回了两个字：好的……",
    "全诗从略：⏎⏎…………",
    "脚本要从 ../assets 里读，命令是 tar -xzf --strip=1，注释用 <!-- 页脚 -->。",
    "序言······3",
    "“Wait... what?”主持人用英语喊了一句。",
    "沪宁—沪杭—杭甬三线并行，工期从三月—五月顺延。",
    "库存与账面一一核对，所提意见一一答复，唯一一座石塔完好。",
    "——献给守岛的人",
    "古话说，“春分”，秋分，昼夜平分。",
    "顿号（、）比逗号（，）短。",
    '显示屏有 6.7" 和 11" 两种，跳高成绩是 5\'7"。',
    '接口返回 {"city": "泉州", "temp": 21}，页面写着 <b class="标题">。',
    "那首《Don't Stop》由 O'Brien 作词，歌名印成\"Don't Stop\"。",
    "甲•乙•丙⏎•苹果•梨•枣",
    "第二节．范围与对象",
    "作家弗吉尼亚·伍尔夫故居修缮完毕。",
    "# 海边的风车转了又转，⏎⏎夜里的渔火亮了又灭",
    "摄影：林语",
    "再等半个钟头就靠岸。⏎“那好。”船长点点头。",
    "气温-3℃，热线 0571-8800，日期 2021-07-30，比分 2-1，机型歼-16、波音737-800。",
    "约~5个，版本 1.4-2.0rc，住在 6-8号楼，2019-20赛季。",
    "全角的５～８级风和8～10级阵风，2001—2005年建成。",
]


@pytest.mark.parametrize(("code", "case"), DEFECTS)
def test_a_defect_is_found_where_it_stands(code: str, case: str) -> None:
    outcome = check(FAMILY, case)
    assert {report.finding.rule for report in outcome.reports} == {code}
    again = run(FAMILY, outcome.cleaned.text)
    assert not any(report.applied for report in again.reports)


@pytest.mark.parametrize("case", LOOK_ALIKES)
def test_a_look_alike_stays_silent(case: str) -> None:
    outcome = run(FAMILY, case.replace("⏎", "\n"))
    assert [(one.finding.rule, one.span) for one in outcome.reports] == []


TOGETHER = [
    pytest.param(
        "镇长说：“渠修通了，地不再旱，⏎⏎大家可以放心种稻。”说完就下田去了。⏎",
        "镇长说：“渠修通了，地不再旱，大家可以放心种稻。”说完就下田去了。⏎",
        id="a quotation that a break cut is joined, and its marks are a pair",
    ),
    pytest.param(
        '他问:"还来得及吗?"大家都点头。⏎',
        "他问：“还来得及吗？”大家都点头。⏎",
        id="half-width marks beside straight quotes",
    ),
    pytest.param(
        '导游指着"望夫石",讲起传说。⏎',
        "导游指着“望夫石”，讲起传说。⏎",
        id="a half-width comma after a straight quote",
    ),
    pytest.param("雪越下越大。。。路都看不见了。。⏎", "雪越下越大……路都看不见了。⏎", id="stops"),
    pytest.param("他很忙,，没有来。⏎", "他很忙，没有来。⏎", id="a comma of each width"),
    pytest.param(
        "新桥(又叫“彩虹桥”)今晨通车。⏎", "新桥（又叫“彩虹桥”）今晨通车。⏎", id="quotes in brackets"
    ),
    pytest.param(
        "这趟车--全程8-12小时--座无虚席。⏎",
        "这趟车——全程8-12小时——座无虚席。⏎",
        id="dashes round a range, which only asks",
    ),
    pytest.param(
        '老人说:"山里冷...多穿点。"⏎', "老人说：“山里冷……多穿点。”⏎", id="ellipsis in quotes"
    ),
]


@pytest.mark.parametrize(("before", "after"), TOGETHER)
def test_rules_that_meet_repair_together(before: str, after: str) -> None:
    outcome = run(EVERY, before.replace("⏎", "\n"))
    assert outcome.cleaned.text == after.replace("⏎", "\n")
    left = {report.finding.rule for report in outcome.reports if not report.applied}
    assert not left & {"PUN002", "PUN003", "PUN008", "PUN009", "PUN012"}
    assert run(EVERY, outcome.cleaned.text).cleaned.text == outcome.cleaned.text


def styled(style: str) -> tuple[Rule, ...]:
    [rule] = [one for one in EVERY if one.code == "PUN015"]
    assert rule.options is not None
    return (replace(rule, options=type(rule.options)(style)),)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("curly", "corner"),
    [
        ("他说：“老师讲‘慢工出细活’。”", "他说：「老师讲『慢工出细活』。」"),
        ("“头一段。⏎⏎“第二段。”", "「头一段。⏎⏎「第二段。」"),
        ("It’s 五点，“快走”。", "It’s 五点，「快走」。"),
        ("只有“一半", "只有“一半"),
    ],
)
def test_a_house_style_goes_there_and_back(curly: str, corner: str) -> None:
    curly, corner = curly.replace("⏎", "\n"), corner.replace("⏎", "\n")
    assert run(styled("corner"), curly).cleaned.text == corner
    assert run(styled("curly"), corner).cleaned.text == curly
    for text in (curly, corner):
        assert run(styled("keep"), text).reports == ()


MARKS = ["“", "”", "（", "1”", '"', "'好'", "…", ".", "—", "--", "•", "1-", "，。", "“（"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_line_of_one_mark_is_read_to_its_end(mark: str) -> None:
    outcome = run(FAMILY, "山" + mark * 2_000 + "水\n")
    assert len(outcome.reports) <= 2_000
