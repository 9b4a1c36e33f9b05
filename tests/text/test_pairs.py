"""Marks are matched as they nest, over a line and over a speech."""

from random import Random

import numpy as np
import pytest

from newslint.rule import Batch
from newslint.text.charclass import classify, encode
from newslint.text.document import Document, Source
from newslint.text.newlines import fold
from newslint.text.pairs import Pair, leftovers, match, turned
from newslint.text.span import Span
from newslint_rules.punctuation._places import lines_with_odd_pairs, matchings


def whole(text: str) -> Span:
    return Span(0, len(text))


def lines(text: str) -> list[Span]:
    found, start = [], 0
    for line in text.split("\n"):
        found.append(Span(start, start + len(line)))
        start += len(line) + 1
    return found


def test_pairs_know_what_is_around_them() -> None:
    found = match("甲“乙‘丙’丁”戊（己）", whole("甲“乙‘丙’丁”戊（己）"))
    assert found.pairs == [Pair(3, 5, 1), Pair(1, 7, None), Pair(9, 11, None)]
    assert [*found.unclosed, *found.unopened, *found.crossed] == []


def test_brackets_of_both_widths_form_a_pair() -> None:
    assert match("桥(长百米）", whole("桥(长百米）")).pairs == [Pair(1, 5, None)]


def test_a_pair_that_cuts_into_another_is_crossed() -> None:
    found = match("“甲（乙”丙）", whole("“甲（乙”丙）"))
    assert found.crossed == [(2, 6)]
    assert [*found.unclosed, *found.unopened] == []


@pytest.mark.parametrize(
    "text", ["it’s", "’90s", "屏幕15”", "1）甲", "（1）甲 2）乙", "三）丙", "a) b", "笑脸:)", ":-("]
)
def test_other_uses_of_the_signs_are_no_marks(text: str) -> None:
    found = match(text, whole(text))
    assert [*found.unclosed, *found.unopened, *found.crossed] == []


def left_over(text: str) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    rest = leftovers(text, [match(text, line) for line in lines(text)])
    return rest.unclosed, rest.unopened, rest.continued


def test_a_speech_opens_each_paragraph_and_closes_the_last() -> None:
    assert left_over("“甲。\n\n“乙。\n\n“丙。”") == ((), (), (0, 5))


def test_a_speech_that_is_never_closed_is_reported_once() -> None:
    assert left_over("“甲。\n\n“乙。\n\n丙。") == ((5,), (), (0,))


def test_a_quotation_cut_by_a_break_is_a_pair() -> None:
    assert left_over("他说：“甲，\n\n乙。”") == ((), (), ())


def test_a_closer_before_its_opener_is_no_pair() -> None:
    assert left_over("甲”\n乙“") == ((3 + 1,), (1,), ())


def test_a_bracket_far_away_is_no_partner() -> None:
    text = "甲（\n" + "乙" * 500 + "\n丙）"
    assert left_over(text) == ((1,), (len(text) - 1,), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("叫”甲“的", ((1, 3),)),
        ("“甲“，", ((0, 2),)),
        ("说：”甲乙。”", ((2, 6),)),
        ("”甲“和”乙“", ((0, 2), (4, 6))),
        ("“甲”“乙”", ()),
        ("“甲", ()),
        ("甲。”他说，“乙", ()),
        ("“甲“乙”丙”", ()),
    ],
)
def test_quotes_that_face_the_wrong_way(text: str, expected: tuple[tuple[int, int], ...]) -> None:
    assert turned(text, match(text, whole(text))) == expected


def odd(text: str) -> list[Span]:
    codes = encode(text)
    folded, newlines = fold(text)
    document = Document(Source("a.txt", "utf-8", b"", "", len(text)), folded, newlines)
    batch = Batch(text, codes, classify(codes), (document,), np.array([0]))
    starts, ends = lines_with_odd_pairs(batch)
    return [Span(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def test_the_batch_finds_every_line_that_matching_finds() -> None:
    random = Random(5)
    for _ in range(300):
        text = "\n".join(
            "".join(random.choices("“”‘’（）《》()甲1", k=random.randint(0, 7))) for _ in range(6)
        )
        found = {span.start for span in odd(text)}
        for line, matching in zip(lines(text), matchings(text, lines(text)), strict=True):
            if matching.unclosed or matching.unopened or matching.crossed:
                assert line.start in found, line.of(text)


@pytest.mark.parametrize(
    "text", ["“甲”（乙）《丙》", "“甲‘乙’丙”", "（《甲》“乙”）", "甲乙丙", "", "𠮷“野”家"]
)
def test_tidy_lines_are_not_looked_at(text: str) -> None:
    assert odd(text) == []


@pytest.mark.parametrize(
    "text", ["“甲“乙”丙”", "‘甲“乙”丙’", "《甲《乙》》", "甲”", "（甲", "“甲（”）"]
)
def test_odd_lines_are_looked_at(text: str) -> None:
    assert odd(f"甲\n{text}\n乙") == [Span(2, 2 + len(text))]
