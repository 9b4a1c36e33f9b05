"""Spaces inside Chinese words, spaces that belong where they are, and rules that meet there."""

import pytest

from newslint.rule import load_packs, parse_example
from newslint.testing import check, run, sure

EVERY = sure(load_packs())
ALONE = tuple(one for one in EVERY if one.code == "LAY006")

DEFECTS = [
    "⟦通 知→通知⟧⏎⏎全体职工明早八点到操场集合。",
    "⟦公　告→公告⟧⏎⏎渡口自今日起停航。",
    "⟦目 录→目录⟧⏎⏎第一章写的是村史。",
    "# ⟦社 论→社论⟧⏎⏎种树的人不怕等。",
    "⟦编 者 按→编者按⟧⏎⏎本期介绍三位守林人。",
    "据⟦新 华 社→新华社⟧消息，雪后初晴。",
    "两国代表会后发表联合公⟦ ⇢⟧报，全文共六段。",
    "昨夜⟦气 象 台→气象台⟧发布蓝色预警。",
    "两校成立了⟦委 员 会→委员会⟧。",
    "村里办起了⟦幼　儿　园→幼儿园⟧，孩子不必走远路。",
    "展品来自⟦博 物 馆→博物馆⟧。",
    "𠮷野先生参观了⟦图 书 馆→图书馆⟧。",
    "“⟦运 动 会→运动会⟧”三个字挂在门口。",
    "最后一班⟦公 共 汽 车→公共汽车⟧开走了。",
    "⟦前 言→前言⟧⏎⏎写这本书花了九年。",
    "⟦通  告⇢通告⟧⏎⏎东桥昨天合龙。",
    "老支书把积蓄都拿出来捐给学⟦ ⇢⟧校，乡亲们很感动。",
    "这所中学的教⟦ ⇢⟧室全部换上了护眼灯，学生很喜欢。",
    "工人连夜抢修电⟦ ⇢⟧缆，凌晨三点恢复供电。",
    "气温回升以后，湖面的冰开始融⟦ ⇢⟧化，渔船准备出港。",
    "志愿者把旧衣物分⟦ ⇢⟧类打包，送往高原牧区。",
    "孩子们在沙滩上捡贝壳，海浪拍打着海⟦ ⇢⟧岸，笑声不断。",
    "专家认为，这批竹简的价⟦ ⇢⟧值不亚于一座宝库。",
    "今年的荔枝丰⟦ ⇢⟧收在望，果农却担心卖不出去。",
    "列车驶出隧⟦ ⇢⟧道，窗外是一片金黄的稻田。",
    "剧团下乡演出，观⟦ ⇢⟧众从十里外赶来捧场。",
]

LOOK_ALIKES = [
    "获奖者：王 强 李小明 赵 磊",
    "先进工作者名单：安 康 高 峰 白 雪",
    "新华社记者 程 楠 梁军 任玮",
    "摄影 高　山 文字 方　正",
    "城市更新 生活更美",
    "守一盏灯 等一艘船⏎⏎灯塔看守人在岛上住了二十年。",
    "山重水复疑无路 柳暗花明又一村",
    "春风得意马蹄疾 一日看尽长安花。",
    "上联：春 满 人 间",
    "新华社电 记者近日从学校获悉，这种纤维可以发光发电。",
    "本报讯 记者从县里获悉，堤坝已经加固完毕。",
    "　　渡轮靠岸。⏎　　旅客上船。",
    "| 姓 名 | 年 龄 |",
    "姓名\t年龄\t籍贯⏎石 英\t三十\t山东",
    "注：表 格 中的数字为概数。",
    "时　间：上午九点",
    "地　点：三楼礼堂",
    "责　编：周　到　校　对：任　重",
    "高　峰和王　强走上领奖台，台下响起热烈的掌声。",
    "老师点名：方 圆、金 星、白 杨，三人答到。",
    "颁奖台上站着温 暖，她的教练在台下擦眼泪。",
    "石 磊 马 骏 江 河 林 森",
    "第一名 中国队 第二名 日本队",
    "大江东去 浪淘尽 千古风流人物",
    "中国 加油 中国 必胜",
    "图为工人在检修线路 新华社发",
    "主持人 李想 嘉宾 王牌",
    "我在码头等你 你在船上看我，谁也没有说话。",
    "这 一 天终于来了，他却说不出一句完整的话来。",
    "轻轻的我走了 正如我轻轻的来。",
]


@pytest.mark.parametrize("case", DEFECTS)
def test_a_space_inside_a_word_is_found(case: str) -> None:
    outcome = check(ALONE, case + "⏎")
    assert run(ALONE, outcome.cleaned.text).log.steps == ()


@pytest.mark.parametrize("case", LOOK_ALIKES)
def test_a_space_that_belongs_there_stays(case: str) -> None:
    text = parse_example(case + "⏎").text
    assert [report.span.of(text) for report in run(ALONE, text).reports] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "图书馆 and 博 物 馆 都在河边。\n",
            "图书馆和博物馆 都在河边。\n",
            id="the word is joined before the English connective is judged",
        ),
        pytest.param(
            "新 华 社消息，民宿的人住率上升。\n",
            "新华社消息，民宿的入住率上升。\n",
            id="letters set apart and a confused word",
        ),
        pytest.param(
            "渡轮靠岸。  \n\n\n\n　　新 华 社的记者上了船。\n",
            "渡轮靠岸。\n\n　　新华社的记者上了船。\n",
            id="an indent, blank lines and letters set apart",
        ),
        pytest.param(
            "他在气 象 台气象台工作。\n",
            "他在气象台气象台工作。\n",
            id="a word set apart and its copy",
        ),
        pytest.param(
            "委 员 会说,天气好。\n", "委员会说，天气好。\n", id="letters set apart and a comma"
        ),
    ],
)
def test_rules_that_meet_agree(text: str, expected: str) -> None:
    outcome = run(EVERY, text)
    assert outcome.cleaned.text == expected
    assert run(EVERY, expected).cleaned.text == expected


def test_a_repeated_word_is_seen_although_its_copy_was_set_apart() -> None:
    outcome = run(EVERY, "他在气象台气 象 台工作了很久，每天记录风向。\n")
    assert "DUP004" in {report.finding.rule for report in outcome.reports}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "　",
        "中 ",
        " 中",
        "中 国",
        "\ud800 中",
        "中 \U00020bb7 国",
        "中 国 " * 3000,
        "一 " * 9000,
    ],
)
def test_no_text_makes_the_rule_fail(text: str) -> None:
    outcome = run(ALONE, text)
    assert run(ALONE, outcome.cleaned.text).log.steps == ()
