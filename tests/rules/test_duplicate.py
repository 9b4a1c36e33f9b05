"""Repetition inside one document: copies, near copies and loops, and what only looks so."""

from collections.abc import Callable

import pytest

from newslint.rule import Rule, load_packs
from newslint.testing import check, document, run, sure
from newslint.text.contract import DeleteCopy
from newslint.text.repeats import differences

EVERY = sure(load_packs())
FAMILY = tuple(one for one in EVERY if one.family == "DUP")
BRIDGE = "横跨两岸的老铁桥经过三年加固重新通车，桥面加宽到十二米，两侧新添了人行步道。"
WELL = "村口那口老井今年枯水期仍有清水，镇里请来测绘队查明水脉，准备修一座蓄水池。"
TEA = "采茶节昨天在云雾山开园，四百名采茶工背着竹篓上山，头一天就收了两吨鲜叶。"
ROAD = "通往山里的公路全线铺好沥青，班车从一天两趟加到六趟，菜农的货当天就能进城。"
LOOM = "纺织博物馆把织机搬进社区"
KILN = "老窑厂烧出第一炉青花大盘"

DEFECTS = [
    ("DUP001", f"{BRIDGE}⟦⏎⏎{BRIDGE}→⟧⏎"),
    ("DUP001", f"{BRIDGE}⏎⏎{WELL}⟦⏎⏎{BRIDGE}⇢⟧⏎"),
    ("DUP001", f"{TEA}⟦⏎{TEA}→⟧⟦⏎{TEA}→⟧⏎⏎{ROAD}⏎"),
    ("DUP001", f"{TEA}⏎⏎{ROAD}⟦⏎⏎{TEA}⇢⟧⟦⏎⏎{ROAD}⇢⟧⏎"),
    ("DUP002", f"{BRIDGE}⟦⏎⏎{BRIDGE.replace('加固', '加周')}⇢⟧⏎"),
    ("DUP002", f"{BRIDGE}⏎⏎{WELL}⟦⏎⏎{BRIDGE.replace('重新', '重').replace('宽', '寛')}⇢⟧⏎"),
    ("DUP002", f"{WELL}⏎⏎{TEA}⟦⏎⏎{WELL[:34]}⇢⟧⏎"),
    ("DUP002", f"{TEA}⏎⏎⟦{ROAD[:33]}⇢⟧⏎⏎{ROAD}⏎".replace("⏎⏎⟦", "⟦⏎⏎")),
    ("DUP003", f"{LOOM}供人参观。孩子们学着穿梭引线。⟦{LOOM}供人参观。⇢⟧周末还有讲座。⏎"),
    ("DUP003", f"先看城东。{KILN}轰动全县。⏎⏎再看城西。⟦{KILN}轰动全县。⇢⟧客商闻讯赶来。⏎"),
    (
        "DUP003",
        f"开头一句话。{LOOM}供人参观。{KILN}轰动全县。⏎⏎收尾一句话。"
        f"⟦{LOOM}供人参观。{KILN}轰动全县。⇢⟧游客不少。⏎",
    ),
    ("DUP006", f"{LOOM}⟦，{LOOM}，{LOOM}，{LOOM}→⟧。⏎"),
    ("DUP006", f"{LOOM}⟦，{LOOM}，{LOOM}⇢⟧。⏎"),
    ("DUP006", f"昨天{LOOM}⟦{LOOM * 499}→⟧。⏎"),
    ("DUP006", f"{KILN}⟦。⏎{KILN}。⏎{KILN}。⏎{KILN}→⟧。⏎"),
    ("DUP006", f"{KILN}⟦。⏎⏎{KILN}。⏎⏎{KILN}。⏎⏎{KILN}。⏎⏎{KILN}→⟧。⏎⏎{ROAD}⏎"),
    ("DUP006", f"{LOOM}，{KILN}⟦，{LOOM}，{KILN}，{LOOM}，{KILN}，{LOOM}，{KILN}→⟧。⏎"),
    ("DUP006", f"{LOOM}。⟦{LOOM}。{LOOM}。{LOOM}。{LOOM[:5]}→⟧⏎"),
    ("DUP006", f"{LOOM}。⟦{LOOM}。{LOOM}。{LOOM}。{LOOM[:5]}→⟧⏎⏎{LOOM[5:7]}是新事。⏎"),
    ("DUP006", f"{LOOM}⟦。{LOOM}。{LOOM}。{LOOM}→⟧。{LOOM}的巷子里。⏎"),
    ("DUP006", f"{LOOM}⟦。{LOOM}，{LOOM}。 {LOOM}⇢⟧。⏎"),
    ("DUP006", f"{LOOM}⟦。 {LOOM}。{LOOM}。　{LOOM}→⟧。⏎"),
    ("DUP006", f"{LOOM}⟦、{LOOM}、{LOOM}、{LOOM}、{LOOM}、{LOOM}、{LOOM}、{LOOM}⇢⟧等。⏎"),
    ("DUP006", f"他说，“这几年{LOOM}⟦，{LOOM}，{LOOM}，{LOOM}⇢⟧，大家高兴。”⏎"),
    ("DUP006", f"这里⟦水渠修好{'水渠修好' * 9}⇢⟧了。⏎".replace("⟦水渠修好", "水渠修好⟦", 1)),
    ("DUP006", f"{BRIDGE[:-1]}⟦。⏎⏎{BRIDGE}⏎⏎{BRIDGE}⏎⏎{BRIDGE[:-1]}→⟧。⏎"),
    ("DUP006", f"{TEA}⏎⏎{ROAD[:-1]}⟦。⏎⏎{TEA}⏎⏎{ROAD}⏎⏎{TEA}⏎⏎{ROAD}⏎⏎{TEA}⏎⏎{ROAD[:-1]}→⟧。⏎"),
    ("DUP006", "⟦渔港今年，渔港今年添船，渔港今年添船又添网⇢渔港今年添船又添网⟧。⏎"),
    ("DUP006", "⟦牧民下山。牧民下山，歌声四起。牧民下山，歌声四起，炊烟升了⇢"
     "牧民下山，歌声四起，炊烟升了⟧。⏎"),
    ("DUP006", f"𠮷田镇上{LOOM}⟦，{LOOM}，{LOOM}，{LOOM}→⟧。⏎".replace("𠮷田镇上", "𠮷田镇里，")),
    ("DUP004", "省里出台了促进民宿经营经营⟦经营⇢⟧的办法。⏎".replace("经营经营⟦", "经营⟦")),
    ("DUP007", "驾校添了模拟舱，⟦驾校添了模拟舱，⇢⟧学员雨天照样练车。⏎"),
    ("DUP007", "厂区里，给水泵装上“听诊器”，⟦⏎⏎给水泵装上“听诊器”，⇢⟧哪根轴发烫一眼看清。"
     "老师傅再不用贴着机壳听响动了。⏎"),
    ("DUP007", "他当过兵。退伍那年回了乡。⟦退伍那年回了乡。⇢⟧乡亲们推他当组长。⏎"),
    ("DUP007", "阿婆说，巷口装灯了，夜路不怕黑，⟦巷口装灯了，夜路不怕黑，⇢⟧串门的人多起来。⏎"),
    ("DUP007", "港区里绿灯长亮，海风带着咸味。从去年冬天起，货轮靠港后先接上岸电再卸集装"
     "⟦⏎⏎先接上岸电再卸集装⇢⟧箱，码头上听不见柴油机的轰鸣。⏎"),
    ("DUP007", "他们把拆下来的旧枕木铺成湖边栈道⟦旧枕木铺成湖边栈道⇢⟧，游人走上去咚咚作响。⏎"),
    ("DUP007", "新规自下月起，晚八点后装卸机停开，临街窗户加隔音条。"
     "⟦晚八点后装卸机停开，临街窗户加隔音条。⇢⟧居民松了口气。⏎"),
    ("DUP007", "队员分成三组、两人守一座闸口，⟦两人守一座闸口，⇢⟧轮流吃饭。⏎"),
    ("DUP007", "磅房的灯亮到半夜，司机们排着队喝姜茶。管库员清点账本，秋粮入仓两万多吨"
     "⟦⏎⏎秋粮入仓两万多吨⇢⟧，比上一年足足多出三成，粮农笑着数钱。⏎"),
    ("DUP007", "院长介绍：“本院把慢病门诊搬进十四个村的卫生室，"
     "⟦本院把慢病门诊搬进十四个村的卫生室，⇢⟧"
     "老人少跑了路。”⏎"),
    ("DUP005", "获奖的有青山茶场、⟦青山茶场⟧和绿水茶场。⏎"),
]  # fmt: skip

LOOK_ALIKES = [
    "看台上⟦哈哈哈哈哈哈哈哈⟧的笑声此起彼伏。⏎",
    "⟦加油！加油！加油！加油！⟧呐喊声响彻体育馆。⏎",
    "评语栏里画着⟦★★★★★★★★⟧。⏎",
    "鼓声⟦咚咚咚咚咚咚咚咚⟧传来。⏎",
    "她沉默了很久⟦……………………⟧才开口。⏎",
    "⟦————————————⟧⏎",
    "| 项目 | 得分 |⏎| --- | --- |⏎| ⟦未参加测评 | 未参加测评 | 未参加测评 | 未参加测评⟧ |⏎",
    "保险柜的密码是⟦000000000000000000000000⟧。⏎",
    "重要的事情说三遍：⟦不要下河野泳，不要下河野泳，不要下河野泳。⟧⏎",
    "人们挥着小旗：⟦欢迎远方来客！欢迎远方来客！欢迎远方来客！⟧⏎",
    "“⟦开闸放水的号子，开闸放水的号子，开闸放水的号子⟧”，他哼着。⏎",
    "⟦月亮出来亮堂堂⟧⏎船儿摇过石拱桥⏎⟦月亮出来亮堂堂⟧⏎阿妹坐在码头旁⏎",
    "1. 检查闸门⏎2. 检查闸门⏎3. 检查闸门⏎",
    "本期开奖号码：⟦07 07 07 07 07 07 07 07⟧。⏎",
    "⟦城北水位站报告水位三米二，比昨天上涨一分米，堤防巡查一切正常，请市民放心。⏎⏎"
    "城北水位站报告水位三米六，比昨天上涨四分米，堤防巡查一切正常，请市民放心。⟧⏎",
    "⟦（掌声）⏎⏎（掌声）⏎⏎（掌声）⏎⏎（掌声）⟧⏎",
    "⟦一步一步一步一步⟧地往山顶挪。⏎",
    "钟摆⟦嘀嗒嘀嗒嘀嗒嘀嗒嘀嗒嘀嗒嘀嗒嘀嗒嘀嗒嘀嗒⟧响。⏎",
    "雷声⟦轰轰轰轰轰轰轰轰轰轰轰轰轰轰轰轰轰轰轰轰轰轰⟧。⏎",
    "⟦新华社发⟧⏎⏎河面结了薄冰。⏎⏎⟦新华社发⟧⏎",
    "⟦现将今年秋季征订的有关事项通知如下：⟧⏎⏎报名。⏎⏎⟦现将今年秋季征订的有关事项通知如下：⟧⏎",
    "院长说：“⟦医者先要有一颗仁心。⟧”病人也说：“⟦医者先要有一颗仁心。⟧”⏎",
    "⟦谁来守护候鸟迁徙的最后一站？⟧专家呼吁。⟦谁来守护候鸟迁徙的最后一站？⟧答案在湿地。⏎",
    "⟦6月8日，市体育局召开新闻通气会。⟧赛程公布。⏎⏎"
    "⟦6月8日，市体育局召开新闻通气会。⟧门票开售。⏎",
    "⟦护林员在瞭望塔上观察火情变化。⟧⏎⏎⟦护林员在瞭望塔上观察火情变化。⟧山风很大。⏎",
    "⟦向阳小学的同学们把亲手做的灯笼送到敬老院，陪爷爷奶奶们一起唱歌过节。⏎⏎"
    "红星小学的同学们把亲手做的灯笼送到敬老院，陪爷爷奶奶们一起唱歌过节。⟧⏎",
    "工匠们⟦研究研究⟧图纸，⟦商量商量⟧工期，⟦一个个⟧干劲十足，⟦天天⟧加班。⏎",
    "⟦科学院院士⟧与⟦市市长⟧下到⟦座座煤矿矿井⟧，⟦近年年均⟧增产一成，⟦家家户户⟧受益，⟦实实在在⟧。⏎",
    "⟦有电。有电灯。电灯亮。⟧⏎",
    "⟦甲队得分，乙队得分，丙队得分，丁队得分⟧，场面热闹。⏎",
    "⟦第一道工序合格，第二道工序合格，第三道工序合格，第四道工序合格⟧。⏎",
    "网址⟦http://a.example/http://a.example/http://a.example⟧打不开。⏎",
    f"{LOOM}。{KILN}。⏎",
    "老船长总念：“⟦看云识天看水识鱼，看云识天看水识鱼⟧，错不了。”⏎",
    "横幅上写着“⟦节水护林从我做起，节水护林从我做起⟧”。⏎",
    "旗手领着大家喊，⟦冲过终点就是胜利！冲过终点就是胜利！⟧声浪盖过海风。⏎",
    "考察团来到⟦沿江竹编产业园，沿江竹编产业园⟧去年投产。⏎",
    "几年摸索，终于形成了⟦梯田养鱼模式。梯田养鱼模式⟧如今传到了邻省。⏎",
    "他们登上⟦北岭天文观测站⟧，⟦北岭天文观测站⟧站长迎上前来。⏎",
    "主办方为⟦清溪摄影家协会⟧，承办方为⟦清溪摄影家协会⟧秘书处。⏎",
    "⟦旧厂房里办起书市⟧⏎⏎⟦旧厂房里办起书市⟧，逛的人从门口排到街角，摊主忙得喝不上水。⏎",
    "⟦风吹过青青的坡⏎⏎风吹过青青的坡⟧⏎⏎谁在坡上唱山歌⏎",
    "| 站名 | 备注 |⏎| --- | --- |⏎| ⟦临时停靠四分钟 | 临时停靠四分钟⟧ |⏎",
    "这段话他叮嘱了两遍，⟦先关总闸后查线路，先关总闸后查线路，⟧徒弟牢牢记下。⏎",
    "⟦谁来接过这把胡琴？谁来接过这把胡琴？⟧台下一片沉默。⏎",
    "编号⟦20240317，20240317⟧，均已作废。⏎",
    "⟦摄影师在栈桥边拍红嘴鸥。⏎⏎摄影师在栈桥边拍红嘴鸥。⟧湖面晨雾未散，早起的人裹紧了围巾。⏎",
    "⟦把路修到山顶，把路修到山脚，⟧全村盼了十年。⏎",
    "他一次又一次潜入水底，⟦一个个一个个⟧地数着蚌壳。⏎",
    "创意经济要⟦同课堂教学衔接、技能比武同课堂教学衔接、技能比武⟧同岗位练兵衔接。⏎",
]  # fmt: skip


@pytest.mark.parametrize(("code", "line"), DEFECTS)
def test_a_repetition_is_found_by_the_one_rule_it_belongs_to(code: str, line: str) -> None:
    outcome = check(FAMILY, line)
    assert {report.finding.rule for report in outcome.reports} == {code}
    assert not outcome.refused


@pytest.mark.parametrize("line", LOOK_ALIKES)
def test_what_only_looks_repeated_is_left_alone(line: str) -> None:
    check(FAMILY, line.replace("⟦", "").replace("⟧", ""))


@pytest.mark.parametrize(("code", "line"), DEFECTS)
def test_a_page_is_quiet_once_it_is_repaired(code: str, line: str) -> None:
    outcome = check(FAMILY, line)
    if all(report.applied for report in outcome.reports):
        again = run(FAMILY, outcome.cleaned.text)
        assert [report.finding.rule for report in again.reports] == []


@pytest.mark.parametrize(
    "line",
    [
        f"{LOOM}⟦，{LOOM}，{LOOM}，{LOOM}→⟧。⏎",
        f"{BRIDGE}⟦⏎⏎{BRIDGE}→⟧⏎",
        f"{KILN}⟦。⏎⏎{KILN}。⏎⏎{KILN}。⏎⏎{KILN}→⟧。⏎",
        f"{LOOM}供人参观。孩子们来了。⟦{LOOM}供人参观。⇢⟧周末还有讲座。⏎",
    ],
)
def test_one_repetition_is_one_finding_of_all_rules(line: str) -> None:
    check([rule for rule in EVERY if rule.default and not rule.code.startswith("DOC")], line)


# The contract of a row of copies.


@pytest.mark.parametrize(
    ("kept", "deleted", "holds"),
    [
        ("修好水渠", "，修好水渠，修好水渠", True),
        ("修好水渠", "修好水渠，修好水渠，", True),
        ("修好水渠", "修好水渠，修好水渠，修好", True),
        ("修好水渠", "修好水渠 。 修好水渠。", True),
        ("修好水渠", "修好水渠", True),
        ("修好水渠", "，修好", False),
        ("修好水渠", "修好", False),
        ("修好水渠", "，修好水渠。修好水渠", False),
        ("修好水渠", "修好水渠3修好水渠", False),
        ("修好水渠", "修好水渠了", False),
        ("修好水渠", "不修好水渠", False),
    ],
)
def test_a_row_holds_copies_and_equal_marks_only(kept: str, deleted: str, holds: bool) -> None:
    from newslint.text.contract import Scene
    from newslint.text.edit import Edit, Fix, Safety
    from newslint.text.log import EditLog
    from newslint.text.span import Span

    text = kept + "｜" + deleted
    span = Span(len(kept) + 1, len(text))
    contract = DeleteCopy(Span(0, len(kept)), row=True)
    fix = Fix((Edit(span, deleted, ""),), Safety.SAFE, 1.0, contract)

    class Page:
        def __init__(self) -> None:
            self.text = EditLog(text).text

        def born(self, span: Span) -> bool:
            return False

        def untouched(self, span: Span) -> bool:
            return True

    scene: Scene = Page()
    assert (contract.broken(fix, scene) is None) is holds
    strict = DeleteCopy(Span(0, len(kept)))
    assert (strict.broken(fix, scene) is None) is (deleted == kept)


def test_differences_turn_one_text_into_the_other() -> None:
    left, right = "梯田里的水稻抽穗了", "梯里的水稻油穗了呢"
    found = differences(left, right, 3)
    assert found is not None
    assert [(one.left.of(left), one.right.of(right)) for one in found] == [
        ("田", ""), ("抽", "油"), ("", "呢"),
    ]  # fmt: skip
    assert differences(left, right, 2) is None


# Work.


def _fibonacci(size: int) -> str:
    shorter, longer = "甲", "甲乙"
    while len(longer) < size:
        shorter, longer = longer, longer + shorter
    return longer[:size]


def _de_bruijn(size: int) -> str:
    state, out = 1, []
    for _ in range(size):
        out.append("甲乙"[state & 1])
        bit = (state ^ (state >> 1) ^ (state >> 4) ^ (state >> 6)) & 1
        state = (state >> 1) | (bit << 15)
    return "".join(out)


TEXTS: dict[str, Callable[[int], str]] = {
    "one character": lambda size: "中" * size,
    "period 7": lambda size: ("一座新桥通车了" * size)[:size],
    "period 7 in lines": lambda size: ("一座新桥通车。\n" * size)[:size],
    "Fibonacci": _fibonacci,
    "Thue-Morse": lambda size: "".join("甲乙"[at.bit_count() % 2] for at in range(size)),
    "de Bruijn": _de_bruijn,
    "bulletins": lambda size: "".join(
        f"城北水位站第{at}次报告水位，比昨天上涨一分米，堤防巡查一切正常，请沿河居民放心。\n\n"
        for at in range(size // 40)
    ),
    "growing": lambda size: "，".join("渔港添船" + "啊" * at for at in range(int(size**0.5))),
    "near copies": lambda size: "\n".join(
        BRIDGE[: at % 30] + chr(0x4E00 + at % 97) + BRIDGE[at % 30 + 1 :]
        for at in range(size // 39)
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_twice_the_text_is_no_more_than_about_twice_the_work(
    name: str, judging: Callable[[tuple[Rule, ...], str], int]
) -> None:
    small, large = (judging(FAMILY, TEXTS[name](size)) for size in (2_000, 8_000))
    assert large <= 6 * small + 5_000


def test_a_long_loop_of_a_whole_page_is_one_edit() -> None:
    outcome = run(FAMILY, "风电场今年并网，" * 20_000)
    assert [len(report.edits) for report in outcome.reports] == [1]
    assert outcome.cleaned.text.startswith("风电场今年并网")
    assert len(outcome.cleaned.text) < 20


def test_a_loop_on_a_page_of_many_windows_is_found() -> None:
    filler = "".join(chr(0x4E00 + at * 7919 % 20_000) for at in range(2_300_000))
    outcome = run(FAMILY, filler + f"，{LOOM}" * 6 + "。\n")
    assert "DUP006" in {report.finding.rule for report in outcome.reports}
    assert document(filler).text == filler
