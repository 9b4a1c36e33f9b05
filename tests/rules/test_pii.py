"""The rules on personal data, beyond the examples of their pages; all numbers are invented."""

from __future__ import annotations

import pytest

from newslint.cli.session import select_rules
from newslint.pipeline.clean import Cleaner
from newslint.pipeline.resolve import Gate
from newslint.rule import load_packs, parse_example
from newslint.testing import check, document, run, sure
from newslint.text.edit import Safety
from newslint.text.span import Span

RULES = sure(load_packs())
FAMILY = [rule for rule in RULES if rule.family == "PII"]

DEFECTS = [
    "寻人启事留的是⟦18611112222⇢186＊＊＊＊2222⟧，盼好心人来电。",
    "房东⟦+86 150-0000-9876⇢+86 150-＊＊＊＊-9876⟧，微信同号。",
    "⟦19900000001⇢199＊＊＊＊0001⟧这个号码打来过三次",
    "老李家座机⟦010-62220000⇢010-＊＊＊＊0000⟧没人接。",
    "张嫂（⟦0731）8222333⇢0731）＊＊＊2333⟧愿意作证。",
    "拨⟦177 0000 1111⇢177 ＊＊＊＊ 1111⟧或⟦021-53332211⇢021-＊＊＊＊2211⟧找失主",
    "遗失证件，号⟦440106197712314516⇢440106＊＊＊＊＊＊＊＊4516⟧，声明作废。",
    "乘客名单第三行：⟦511723200107041233⇢511723＊＊＊＊＊＊＊＊1233⟧",
    "嫌疑人⟦650102196505098020⇢650102＊＊＊＊＊＊＊＊8020⟧昨日落网。",
    "补办时填了⟦230604198811176606⇢230604＊＊＊＊＊＊＊＊6606⟧。",
    "捐助卡⟦6228480000012345674⇢622848＊＊＊＊＊＊＊＊＊5674⟧当晚关闭。",
    "骗子让她转到⟦6217001234567893⇢621700＊＊＊＊＊＊7893⟧。",
    "老存折旁写着⟦9558800111122223337⇢955880＊＊＊＊＊＊＊＊＊3337⟧",
    "开户行发来卡号⟦5105 1000 0011 1121⇢5105 10＊＊ ＊＊＊＊ 1121⟧。",
    "工资打进⟦6225880012345675⇢622588＊＊＊＊＊＊5675⟧，月底到账。",
    "简历投⟦meng.yichuan@example.com⇢m＊＊＊＊＊＊＊＊＊＊n@example.com⟧即可。",
    "署名⟦lu7@example.net⇢l＊7@example.net⟧的来信最长",
    "只留了⟦xy@mail.example.cn⇢x＊@mail.example.cn⟧",
    "抄送⟦T_song-tao@lab.example.edu⇢T＊＊＊＊＊＊＊＊o@lab.example.edu⟧。",
    "一辆⟦鲁B3K789⇢鲁B＊＊＊89⟧闯了红灯。",
    "网约车⟦沪A·F12345⇢沪A·＊＊＊＊45⟧靠边停下",
    "教练驾驶的⟦皖A1234学⇢皖A＊＊＊＊学⟧熄火。",
    "目击者记下⟦渝D 6M021⇢渝D ＊＊＊21⟧。",
    "火从梧桐花园⟦7幢1单元1204室⇢＊幢＊单元＊＊＊＊室⟧烧起",
    "独居的她在晨光新村⟦12号楼601室⇢＊＊号楼＊＊＊室⟧摔倒。",
    "中和街45号⟦二栋308房⇢＊栋＊＊＊房⟧住着老兵。",
    "包裹退回滨河家园⟦B区9座1502室⇢B区＊座＊＊＊＊室⟧",
]

LOOK_ALIKES = [
    "消费投诉打12315，火警拨119，急救是120。",
    "客服400-123-4567转2，旧号800-8200000停用。",
    "运单编号13622223333已签收。",
    "流水号：18855556666，请核对。",
    "拍卖以15300000000元落槌，刷新纪录。",
    "全省用电13812345678万千瓦时。",
    "代码138000012345共十二位。",
    "区号0571单独写，0571-12后面缺了。",
    "书号9787020002207，刊号ISSN 1000-0000。",
    "信用代码91440300MA5ABCDE12已登记。",
    "身份证号码440106197712314510校验不过。",
    "十五位老号440106771231451不在此列",
    "编码99010119900101001X没有这个地区。",
    "长串62170012345678930000000不是卡。",
    "订单号6225880012345675待发货。",
    "圆周率3.14159265358979323846背到此处",
    "总资产6228480000012345元整。",
    "稿件请发bianji@example.org，办公室office@example.org。",
    "记者@夜航船提问，编号a@b无后缀。",
    "邮箱zhang(at)example.org已隐去。",
    "京C罩杯不是车，沪A股收跌。",
    "国道G60与京G6高速相接，川S9线断道。",
    "鄂A＊＊＊88已隐去，甘E代表天水。",
    "东京A12345号展位，最新A99999款。",
    "请到政务大楼3栋2单元501室咨询。",
    "翠湖小区5栋外墙脱落，惠及2单元64户。",
    "实验楼四层408室亮着灯。",
    "世纪广场9号楼1101室挂牌",
    "比分138-1234-567有误，2024-11-20开赛。",
]


@pytest.mark.parametrize("line", DEFECTS + LOOK_ALIKES)
def test_personal_data_is_found_and_nothing_else(line: str) -> None:
    outcome = check(FAMILY, line)
    assert bool(outcome.reports) == (line in DEFECTS)


@pytest.mark.parametrize("line", DEFECTS)
def test_a_mask_keeps_the_length_and_is_not_found_again(line: str) -> None:
    text = parse_example(line).text
    [masked] = Cleaner(FAMILY, Gate(Safety.ASK)).run([document(text)])
    assert len(masked.cleaned.text) == len(text)
    assert not run(FAMILY, masked.cleaned.text).reports


@pytest.mark.parametrize("line", DEFECTS)
def test_no_rule_changes_a_mask(line: str) -> None:
    [masked] = Cleaner(FAMILY, Gate(Safety.ASK)).run([document(parse_example(line).text)])
    text = masked.cleaned.text
    hidden = [at for at, char in enumerate(text) if char == "＊"]
    log = run(RULES, text).log
    assert all(log.forward(Span(at, at + 1)).of(log.text) == "＊" for at in hidden)


def test_rules_on_personal_data_run_only_when_they_are_selected() -> None:
    def codes(*words: str | None) -> set[str]:
        return {rule.code for rule in select_rules(RULES, *words) if rule.family == "PII"}

    assert codes(None, None, None) == set()
    assert codes("PII", None, None) == {rule.code for rule in FAMILY}
    assert codes(None, "PII004", None) == {"PII004"}
    assert codes(None, "number-plate", None) == {"PII005"}
    assert codes("ALL", None, "PII001") == {rule.code for rule in FAMILY} - {"PII001"}
    assert not any(rule.default for rule in FAMILY)
