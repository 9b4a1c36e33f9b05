"""The rules on misread characters, beyond the examples of their pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from newslint.rule import Rule, load_packs, parse_example
from newslint.testing import check, run, sure

RULES = sure(load_packs())
FAMILY = [rule for rule in RULES if rule.code in ("OCR003", "OCR004", "OCR006")]

DIGITS = [
    "厂史馆始建于⟦19B5→1985⟧年，⟦2OOO→2000⟧年翻新。",
    "第一场雪落在⟦l2→12⟧月，化雪要等到⟦I1→11⟧月末。",
    "外债减少⟦3O.5→30.5⟧%，存粮增至⟦2.l→2.1⟧万吨",
    "水渠绵延⟦1O,8OO⇢10,800⟧米，灌田⟦7〇→70⟧亩。",
    "拆迁补偿⟦25l→251⟧亿元，分⟦l0→10⟧年付清。",
    "编入图书⟦1O24→1024⟧册，缺⟦1O5⇢105⟧页。",
    "她从⟦I996→1996⟧年起教书。",
    "道光八年（⟦i828⇢1828⟧年）立的碑还在。",
    "⟦B0⇢80⟧年代的老照片挂满走廊",
    "火灾烧了⟦201S→2015⟧年才盖的礼堂。",
    "工资涨了⟦O.5→0.5⟧%，物价没动。",
    "五月⟦2B⇢28⟧日晚，八月⟦Z4⇢24⟧日晨",
    "挂历翻到⟦2〇24→2024⟧年，又翻到⟦2○25⇢2025⟧年",
    "报名者逾⟦2Oo⇢200⟧，录取三成。",
    "会费每人⟦5O→50⟧ 元，老人免交。",
    "抽检误差⟦1.S⇢1.5⟧%以内",
    "他在⟦N8A⇢NBA⟧打过球，又去⟦WT0⇢WTO⟧做翻译。",
    "EXPO园区门票已开售，⟦EXP0⇢EXPO⟧夜场另算。",
]

SHAPES = [
    "渡⟦ロ→口⟧的老船工换了新船",
    "公司缺少人⟦カ→力⟧和资金。",
    "萝⟦ト→卜⟧白菜各有所爱，⟦ニ→二⟧手家具便宜。",
    "⟦タ→夕⟧阳下的村庄",
    "⟦エ→工⟧人们正在浇水泥，有⟦ー→一⟧些路还没通",
    "⟦ハ→八⟧月的果园里满是人⟦オ→才⟧市场来的学生。",
    "周⟦ㄧ→一⟧闭馆",
    "山坡上有⟦ミ⇢三⟧百只羊，羊圈在西头",
    "开通⟦А⇢A⟧股账户，穿一件⟦Т⇢T⟧恤",
    "两架⟦В⇢B⟧-52掠过海面",
    "⟦NΑTO⇢NATO⟧秘书处回信了，⟦Мicrosoft⇢Microsoft⟧没有。",
]

NAMES = [
    "县长曹祎林说修路要紧。曹祎林表示年底通车。⟦曹伟林⟧认为还能提前。",
    "记者采访了教授高建峰。高建峰说，水质变好了。多年来⟦高建峄⟧坚持每周取样。",
    "队长罗志远介绍，罗志远回忆，那晚风大。⟦罗忘远⟧第一个下水。",
    "据院士欧阳玲说，星星会老。院士欧阳玲指出，太阳也会。院士⟦欧阳铃⟧透露新镜片已磨好。",
    "诗人阿列克·波波夫到了。阿列克·波波夫朗诵。听众围着⟦阿列克·泼波⟧夫索要签名。",
    "晚会在青峰中医大学举行，青峰中医大学师生到场，⟦青蜂中医大学⟧食堂供餐。",
    "广东省肇庆市端州区产砚，老坑在广东⟦肇兴⟧端州。",
]

DEFECTS = [*DIGITS, *SHAPES, *NAMES]

LOOK_ALIKES = [
    "线上线下融合的O2O门店有二十家",
    "H2O2溶液、SO2气体、B2O3粉末、I2晶体、O3层",
    "血站急需O型与B型血，5S与6S管理并行。",
    "I级、III级预警先后发布",
    "沿G60、S20、Z4线行驶",
    "3l桶装油与5g茶叶，2B铅笔两支，500S相机",
    "7B和70B两种大模型，用GPT 4o作答。",
    "住B1座S3单元l室，快递柜O6格口",
    "航班CA1831、MU5l37、CZ3O1均晚点",
    "服务器192.168.1.l，版本v1.O.2",
    "网址http://a1O24.example/2O24/index，邮箱b1O0@l63.example",
    "提交哈希3b6fO12c9，序列号SN1O0I7",
    "车牌京A1O24，川B8O88警车",
    "二〇二四年，一九八〇年代，王○○与李○",
    "尾号138○○○○1234，第○组，○1组待定",
    "把“0”写成“O”，如误写作2O24年者不予受理。",
    "iPhone5S、iOS18、Win1O预览版，宝马i8",
    "Z32次、S1号线，i20两厢车，A股B股H股",
    "MP3、P2P、B2B、L1、R1级，VO2max",
    "K2-18b行星在狮子座，开普勒-452b更远",
    "1O这个型号停产了，3O没有消息。",
    "QX0不是词，COO1也不是，SUV2款",
    "2049BBS论坛、20180610Z批号",
    "优の良品开张，鲜の每日打烊",
    "《ロ部》《カ士》是两本漫画，“エ程”二字被描红。",
    "カタカナとひらがな人ロ混排",
    "东京ー大阪线，阿ー嚏",
    "大ーー声，ーーー，啊ー",
    "顺时针转α角，β胡萝卜素，γ射线，Δ值，Σ求和，Ω环",
    "直径Φ30，κ值，ν频率，NF-κB通路，ΔG为负",
    "俄文Спасибо意为谢谢，СССР早已解体，РФ是缩写",
    "ㄅㄆㄇㄈ要背熟，ㄧ声二声分清",
    "한국의 ㅁ과 ㅡ，人ㅁ",
    "逗留三カ月，走访两カ国，サービス很好",
    "书记方志和说，方志和表示同意。会计方志加另有看法。",
    "市长王晓明说开工。王晓明认为可行。保安王小明路过。",
    "厂长孙桂平说好。孙桂平表示行。护士孙佳平说累。",
    "哥哥刘志强说一句，刘志强说两句，弟弟刘忘强不说。",
    "主任田波、主任田坡一同到会，田波说了开场白。",
    "记者林伟 林炜 摄。林伟说光线好。",
    "高新区副主任曹伟说累了。记者曹伟铭说不累。曹伟说再坚持。",
    "村民陈玲说甜。村民陈玲说脆。村民陈铃说酸。村民陈铃说涩。",
    "第一人民医院、第二人民医院、第三人民医院",
    "城南实验小学、城北实验小学、城南实验小学",
    "广东省广州市天河区，广东天河城",
    "上海市静安区的早晨，上午静安区有雨",
    "海南省海口市龙华区，海南龙华路",
    "盱眙、亳州、郏县、冼星海、曹祎铭、戊戌、鸟巢",
]


@pytest.mark.parametrize("line", [*DEFECTS, *LOOK_ALIKES])
def test_misread_characters_are_found_and_nothing_else(line: str) -> None:
    outcome = check(FAMILY, line)
    assert bool(outcome.reports) == (line in DEFECTS)


@pytest.mark.parametrize("line", [*DIGITS, *SHAPES, *LOOK_ALIKES])
def test_a_cleaned_page_stays_as_it_is_under_all_rules(line: str) -> None:
    outcome = run(RULES, parse_example(line).text)
    assert run(RULES, outcome.cleaned.text).cleaned.text == outcome.cleaned.text


TOGETHER = [
    ("２Ｏ２４年产粮１Ｏ万吨。\n", "2024年产粮10万吨。\n"),
    ("全县人 ロ 有1O .5万,努カ增收。\n", "全县人口有10.5万，努力增收。\n"),
]


@pytest.mark.parametrize("rule", FAMILY, ids=lambda rule: rule.code)
@pytest.mark.parametrize(
    "text",
    ["", "\n", "O", "1O", "O1", "0O0O" * 9, "ー", "ロ人", "С", "\ud800ロ\udfff1O", "𠮷ロ𠮷", "·",
     "市", "王说", "记者", "市县市区" * 9],
)  # fmt: skip
def test_no_text_makes_a_rule_fail(rule: Rule, text: str) -> None:
    for page in (text, f"人{text}口", f"记者{text}说", f"{text}年\n{text}月"):
        run([rule], page)


@pytest.mark.parametrize(
    "unit",
    ["1O", "O.", "1O ", "1,O00", "ロ人", "人ロー", "СО", "аa", "王王", "记者王明说",
     "王明铝说王明铅", "甲乙市丙丁县", "李军医院", "安·德鲁"],
)  # fmt: skip
def test_repeats_take_linear_work(unit: str, judging: Callable[[Sequence[Rule], str], int]) -> None:
    judging(FAMILY, unit * 50)
    assert judging(FAMILY, unit * 1_200) < 4 * 1.3 * judging(FAMILY, unit * 300) + 500
