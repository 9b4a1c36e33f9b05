"""What is counted of a story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.testing import document
from newslint.text.block import Block, Kind
from newslint.text.measures import (
    Matter,
    characters,
    commonest_phrase,
    foreign_share,
    furniture_share,
    han_share,
    is_brief,
    is_photo_story,
    list_share,
    percentile,
    repeated_paragraphs,
    repeated_passages,
)
from newslint.text.span import Span

SHARES = (
    han_share,
    foreign_share,
    repeated_paragraphs,
    repeated_passages,
    commonest_phrase,
    list_share,
    furniture_share,
)

PLAIN = (
    "山谷里的水电站上周并网，村民第一次用上了不限时的电，磨坊从早转到晚，"
    "孩子们在灯下写作业，老人说夜里也亮堂了。"
)


def story(*pieces: tuple[Kind, str]) -> Matter:
    """Return the matter of a story of these blocks."""
    blocks, page = [], ""
    for kind, text in pieces:
        span = Span(len(page), len(page) + len(text))
        blocks.append(Block(Span(span.start, span.end + 2), span, kind, "given"))
        page += text + "\n\n"
    return Matter(page, tuple(blocks))


def body(*paragraphs: str) -> Matter:
    return story(*((Kind.BODY, paragraph) for paragraph in paragraphs))


def test_only_the_text_of_a_story_counts_and_white_space_does_not() -> None:
    matter = story(
        (Kind.TITLE, "电来了"), (Kind.BODY, "　　水 电 站\n并网。"), (Kind.CAPTION, "图为大坝。")
    )
    assert characters(matter) == 6


def test_plain_news_is_han_and_says_nothing_twice() -> None:
    matter = body(PLAIN)
    assert han_share(matter) > 0.85
    assert foreign_share(matter) == 0
    assert repeated_paragraphs(matter) == 0
    assert repeated_passages(matter) == 0
    assert commonest_phrase(matter) == 0


def test_a_paragraph_told_twice_is_half_of_the_text() -> None:
    matter = body(PLAIN, PLAIN)
    assert repeated_paragraphs(matter) == 0.5
    assert repeated_passages(matter) == 0.5


def test_a_loop_is_nearly_all_repeated() -> None:
    matter = body("大坝合龙了，" * 40)
    assert repeated_passages(matter) > 0.95
    assert commonest_phrase(matter) > 0.8


def test_passages_shorter_than_ten_characters_are_no_repetition() -> None:
    lines = [f"{name}：参加。" for name in "赵钱孙李周吴郑王冯陈褚卫蒋沈"]
    assert repeated_passages(body("".join(lines))) == 0


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The ferry resumed service on Tuesday after two days of thick fog. " * 2, 1.0, 1.0),
        ("この村では毎年の春にたくさんの人が集まって祭りをします。" * 3, 0.5, 0.8),
        ("우리 마을에서는 해마다 봄이 오면 잔치를 엽니다. 올해도 모였습니다. " * 3, 1.0, 1.0),
        ("Паром возобновил работу во вторник после двух дней густого тумана.", 1.0, 1.0),
        (PLAIN + "他用iPhone拍下照片，发到App上。", 0.01, 0.05),
        ("子曰学而时习之不亦说乎有朋自远方来不亦乐乎人不知而不愠不亦君子乎" * 2, 0, 0),
    ],
)  # fmt: skip
def test_other_scripts_are_told_from_han(text: str, least: float, most: float) -> None:
    assert least <= foreign_share(body(text)) <= most


def test_lists_tables_bylines_and_credits_have_their_shares() -> None:
    matter = story((Kind.BODY, "四个字。"), (Kind.LIST, "1. 两项"), (Kind.BYLINE, "记者 白露"))
    assert list_share(matter) == 4 / 12
    assert furniture_share(matter) == 4 / 12


def test_briefs_and_photo_stories_are_known() -> None:
    assert is_brief(body("渡口恢复通航了。"))
    assert not is_brief(body("渡口恢复通航了，"))
    assert not is_brief(body("晴。"))
    assert not is_brief(story((Kind.TITLE, "渡口")))
    assert is_photo_story(story((Kind.TITLE, "渡口"), (Kind.CAPTION, "图为渡船靠岸。")))
    assert not is_photo_story(body(PLAIN))


def test_a_percentile_says_how_many_in_a_hundred_are_smaller() -> None:
    quantiles = tuple(float(number) for number in range(101))
    assert [percentile(quantiles, value) for value in (-5, 0, 50, 99.5, 100, 300)] == [
        0, 0, 49, 99, 99, 100,
    ]  # fmt: skip
    assert percentile((0.0,) * 101, 0.0) == 0


def test_the_stories_of_a_page_are_measured_one_by_one() -> None:
    page = document(f"# 电来了\n\n{PLAIN}\n\n本报记者 白露\n\n# 路通了\n\n{PLAIN[::-1]}\n")
    assert [characters(matter) for matter in page.matters] == [len(PLAIN), len(PLAIN)]


@given(st.text(max_size=200), st.integers(1, 4))
def test_shares_lie_between_none_and_all_for_any_text(text: str, times: int) -> None:
    for matter in (body(*[text] * times), *document("\n\n".join([text] * times)).matters):
        for share in SHARES:
            assert 0 <= share(matter) <= 1


def test_a_long_text_is_measured_in_linear_time() -> None:
    from time import process_time

    def cost(size: int) -> float:
        matter = body("海" * size, *("山水" for _ in range(size // 10)))
        started = process_time()
        for share in SHARES:
            share(matter)
        return process_time() - started

    cost(1_000)
    assert cost(400_000) < 20 * max(cost(40_000), 0.005)
