"""The rules on how numbers are written, beyond the examples of their pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from newslint.rule import Rule, load_packs, parse_example
from newslint.testing import check, run, sure

RULES = sure(load_packs())
FAMILY = [rule for rule in RULES if rule.family == "NUM"]

DEFECTS = [
    "⟦１９９８→1998⟧年建厂，代号⟦ＸＹ→XY⟧。",
    "税率⟦３．５％→3.5%⟧不变，⟦ＶＡＴ→VAT⟧另计。",
    "住⟦Ｂ→B⟧座⟦７→7⟧层，看⟦ＣＣＴＶ→CCTV⟧。",
    "他考了⟦１００→100⟧分（满分⟦１２０→120⟧分）",
    "型号⟦Ｒ２Ｄ２→R2D2⟧已停产",
    "⟦ｋｍ→km⟧与⟦ｋｇ→kg⟧都是单位。",
    "⟦１５→15⟧～⟦２０→20⟧日晴，风力⟦３→3⟧级",
    "购进图书⟦1 ,200→1,200⟧套",
    "汇入⟦12, 345, 678→12,345,678⟧元善款。",
    "海拔落差⟦1 , 050→1,050⟧米。",
    "通胀为⟦2. 3→2.3⟧%，核心⟦1 .9→1.9⟧%。",
    "每斤⟦0. 85→0.85⟧元，日销⟦3 .2→3.2⟧吨",
    "库容⟦7 0→70⟧万方，移民⟦2 0 0→200⟧人。",
    "分校创办于⟦1 987→1987⟧年，翻修在⟦201 5→2015⟧年。",
    "⟦2 0 1 9→2019⟧年的雪最大",
    "那是⟦20 08→2008⟧年8月的事",
    "合同签到⟦20 26⇢2026⟧年底",
    "缴获赃物⟦4 3⇢43⟧件，罚款⟦65 0⇢650⟧元。",
    "栽下⟦3 00→300⟧棵",
    "搭起帐篷⟦9 00→900⟧间。",
    "深⟦8 .8→8.8⟧公里的隧道",
    "客流⟦2. 75→2.75⟧亿人次，创新高。",
    "外储⟦3 ,222→3,222⟧亿美元",
    "每户补⟦5 ,000→5,000⟧多元。",
    "⟦Ａ４→A4⟧纸用了⟦1 0→10⟧万张。",
    "体温⟦36 .5→36.5⟧℃，退烧了",
]

LOOK_ALIKES = [
    "一二三等奖依次为5 6 7",
    "航程12 500千米，造价1 234 567元。",
    "彩票开出03 11 25 30号。",
    "双色球：红7 14 21，蓝9",
    "乒乓球11 9胜出，羽毛球21 18再下一城。",
    "热线010 6222 0000，分机8 001。",
    "会期2023 10 01至2023 10 07。",
    "截至12 31日，共计365天。",
    "第 3 5 号台风与第12 0条。",
    "1. 5人一组⏎2. 8人一队",
    "如表2. 3万字以内为宜。",
    "编号SN 4 0台，型号X9 0件。",
    "开盘价0 95元，缺了点。",
    "分数依次是98, 97, 96",
    "3, 4, 5月雨水偏多。",
    "2024 15亿元大单",
    "全长5.5公里，耗资3,200万元。",
    "两队10:30开赛，3:1收场，概率1/3。",
    "①②③项同意，Ⅳ级预警解除，㎏不用。",
    "请输入全角数字１２，不要半角。",
    "〇八年与二〇二四年都写汉字。",
    "他说：“（好）！”又补一句：【不】。",
    "Web 2.0时代，Python 3 500行代码。",
    "气温-3、5度之间。",
    "比例是1 : 200，误差±0.5。",
    "车次G1 08点开，K9 07点到",
    "一班35 二班36 三班不详",
]

TOGETHER = [
    ("（２０２４）年,全市(含县)售出３ ,５００辆,增长１２. ５％。\n",
     "（2024）年，全市（含县）售出3,500辆，增长12.5%。\n"),
    ("(１)水价１．５元,(２)电价0 .6元。\n", "（1）水价1.5元，（2）电价0.6元。\n"),
    ("１０:３０开会,比分２:１。\n", "10:30开会，比分2:1。\n"),
]  # fmt: skip


@pytest.mark.parametrize("line", DEFECTS + LOOK_ALIKES)
def test_badly_written_numbers_are_found_and_nothing_else(line: str) -> None:
    outcome = check(FAMILY, line)
    assert bool(outcome.reports) == (line in DEFECTS)


@pytest.mark.parametrize("line", DEFECTS + LOOK_ALIKES)
def test_a_cleaned_page_stays_as_it_is_under_all_rules(line: str) -> None:
    outcome = run(RULES, parse_example(line).text)
    assert run(RULES, outcome.cleaned.text).cleaned.text == outcome.cleaned.text


@pytest.mark.parametrize(("before", "after"), TOGETHER)
def test_numbers_meet_the_width_of_marks(before: str, after: str) -> None:
    assert run(RULES, before).cleaned.text == after


@pytest.mark.parametrize("unit", ["1 ", "1 0", "1 ,", ". 5", "１", "１．", "1 ,234", "0 0万"])
def test_repeats_take_linear_work(unit: str, judging: Callable[[Sequence[Rule], str], int]) -> None:
    judging(FAMILY, unit * 50)
    assert judging(FAMILY, unit * 2_000) < 4 * 1.3 * judging(FAMILY, unit * 500) + 500
