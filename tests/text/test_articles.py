"""Articles of a page, the labels of its jump lines, and what bylines and datelines say."""

import pytest

from newslint.text.articles import Jump, jump_of, page_label, stories
from newslint.text.blocks import Kind, Role, segment
from newslint.text.metadata import (
    Day,
    Person,
    caption_credit,
    credit,
    dateline,
    dateline_people,
    people,
)

PAGE = """江湾日报　2024年4月9日　星期二　第1版

# 古镇修复用老料

匠人们把拆下来的砖瓦编了号，一块一块放回原来的位置，缺的就去邻县的窑里现烧。

（下转A03版）

# 江豚数量恢复

近日公布的考察结果显示，江豚的数量十年里增加了三成，幼豚的比例也在上升。

新华社记者 林一舟
"""


def test_a_story_knows_where_it_goes_on_and_why_it_starts() -> None:
    [first, second] = stories(PAGE, segment(PAGE))
    assert (first.continues, first.continued) == (None, "A3")
    assert (second.continues, second.continued) == (None, None)
    assert first.why == "start of the page"
    assert "after a jump line" in second.why
    assert [block.role for block in first.blocks if block.role] == [Role.JUMP]


def test_a_page_is_one_story_when_the_unit_is_page() -> None:
    [whole] = stories(PAGE, segment(PAGE), "page")
    assert whole.why == "the whole page"
    assert [block.kind for block in whole.of_kind(Kind.TITLE)] == [Kind.TITLE] * 2
    assert stories("", segment("")) == stories("\n\n", segment("\n\n")) == ()


def test_furniture_outside_articles_is_in_none() -> None:
    blocks = segment(PAGE)
    held = {block for story in stories(PAGE, blocks) for block in story.blocks}
    assert [block.role for block in blocks if block not in held] == [Role.MASTHEAD]


@pytest.mark.parametrize(
    ("line", "jump"),
    [
        ("（上接第一版）", Jump("1", onward=False)),
        ("（下转第十二版）", Jump("12", onward=True)),
        ("▲紧接02版", Jump("2", onward=False)),
        ("下转A08版", Jump("A8", onward=True)),
        ("详见二十一版", Jump("21", onward=True)),
        ("（未完待续）", None),
    ],
)
def test_a_jump_line_names_a_page(line: str, jump: Jump | None) -> None:
    assert jump_of(line) == jump


def test_labels_of_one_page_are_equal() -> None:
    assert {page_label(label) for label in ("二", "2", "02")} == {"2"}
    assert page_label("十") == page_label("10") == "10"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("本报记者 林一舟 通讯员 周　晓", [("林一舟", "记者", "本报"), ("周晓", "通讯员", "")]),
        ("□ 苏　禾", [("苏禾", "", "")]),
        ("文/图 夏至", [("夏至", "文/图", "")]),
        ("林一舟/文 白鹿/图", [("林一舟", "文", ""), ("白鹿", "图", "")]),
        ("编译/谷雨", [("谷雨", "编译", "")]),
        ("记者林一舟 实习生童谣", [("林一舟", "记者", ""), ("童谣", "实习生", "")]),
        ("新华社记者 艾力·买买提", [("艾力·买买提", "记者", "新华社")]),
        ("本报记者 程 楠 梁 军", [("程楠", "记者", "本报"), ("梁军", "记者", "本报")]),
        ("本报记者　盖　世　平", [("盖世平", "记者", "本报")]),
        ("本报记者 石榴 摄影报道", [("石榴", "记者", "本报")]),
        ("市水利局局长　方　圆", [("方圆", "局长", "市水利局")]),
        ("读者　甘草", [("甘草", "读者", "")]),
        ("（作者系桐溪县中学教师）", []),
        ("（作者：林一舟，单位：桐溪学院）", [("林一舟", "作者", "")]),
    ],
)
def test_a_byline_names_people(line: str, found: list[tuple[str, str, str]]) -> None:
    assert list(people(line)) == [Person(*one) for one in found]


@pytest.mark.parametrize(
    ("text", "agency", "place", "date"),
    [
        ("新华社拉萨11月21日电（记者 林一舟）", "新华社", "拉萨", Day(0, 11, 21)),
        ("中新社河内2023年5月6日电", "中新社", "河内", Day(2023, 5, 6)),
        ("据新华社电", "新华社", "", Day()),
        ("本报讯（记者 林一舟）", "本报", "", Day()),
        ("本报舟山3月2日讯", "本报", "舟山", Day(0, 3, 2)),
    ],
)
def test_a_dateline_says_who_where_and_when(text: str, agency: str, place: str, date: Day) -> None:
    said = dateline(text)
    assert (said.text, said.agency, said.place, said.date) == (text, agency, place, date)


def test_a_dateline_names_reporters() -> None:
    text = "本报讯（记者 林一舟 通讯员 周晓）"
    assert dateline_people(text) == (Person("林一舟", "记者", ""), Person("周晓", "通讯员", ""))
    assert dateline_people("新华社电") == ()


def test_a_photo_credit_names_photographers() -> None:
    assert credit("新华社发（林一舟 摄）").photographers == ("林一舟",)
    assert credit("新华社发（林一舟 摄）").agency == "新华社"
    assert credit("受访者供图").photographers == ()
    assert caption_credit("渔民在补网。本报记者 林一舟摄") == "本报记者 林一舟摄"
    assert caption_credit("渔民在补网。") is None
