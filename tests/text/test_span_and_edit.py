import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.text.contract import Free
from newslint.text.edit import Edit, Fix, Safety
from newslint.text.log import EditMismatchError
from newslint.text.span import Span

SPANS = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda pair: Span(*sorted(pair)))


def edit(start: int, old: str, new: str) -> Edit:
    return Edit(Span(start, start + len(old)), old, new)


def fix(*edits: Edit) -> Fix:
    return Fix(edits, Safety.ASK, 0.5, Free())


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (2, 1), (-3, -2)])
def test_a_span_that_runs_backwards_or_starts_before_the_text_is_refused(
    start: int, end: int
) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@pytest.mark.parametrize(
    ("one", "other", "overlaps", "meets"),
    [
        (Span(1, 3), Span(2, 4), True, True),
        (Span(1, 3), Span(1, 3), True, True),
        (Span(1, 4), Span(2, 3), True, True),
        (Span(1, 3), Span(2, 2), True, True),
        (Span(1, 3), Span(3, 5), False, False),
        (Span(1, 3), Span(3, 3), False, False),
        (Span(1, 3), Span(1, 1), False, True),
        (Span(2, 2), Span(2, 2), False, True),
        (Span(1, 2), Span(4, 6), False, False),
        (Span(0, 0), Span(0, 2), False, True),
    ],
)
def test_spans_overlap_by_a_code_point_and_meet_by_their_start_too(
    one: Span, other: Span, overlaps: bool, meets: bool
) -> None:
    assert one.overlaps(other) == overlaps
    assert other.overlaps(one) == overlaps
    assert one.meets(other) == meets
    assert other.meets(one) == meets


@given(one=SPANS, other=SPANS)
def test_edits_that_do_not_meet_give_the_same_text_in_either_order(one: Span, other: Span) -> None:
    text = "零一二三四五六"
    results = set()
    for first, second in ((one, other), (other, one)):
        marks = list(text)
        marks[first.start : first.end] = ["甲" if first is one else "乙"]
        moved = 1 - len(first) if first.start < second.start or first.end <= second.start else 0
        if not first.overlaps(second):
            marks[second.start + moved : second.end + moved] = ["甲" if second is one else "乙"]
        results.add("".join(marks))
    assert one.meets(other) or len(results) == 1


@given(one=SPANS, other=SPANS)
def test_the_span_joined_from_two_contains_both_and_no_smaller_one_does(
    one: Span, other: Span
) -> None:
    joined = one.joined(other)
    assert joined.contains(one)
    assert joined.contains(other)
    assert {joined.start, joined.end} <= {one.start, one.end, other.start, other.end}


@given(one=SPANS, by=st.integers(0, 5))
def test_a_shifted_span_keeps_its_length_and_text(one: Span, by: int) -> None:
    text = "𠮷野家か\u3099増"
    assert one.shifted(by).of("字" * by + text) == one.of(text)
    assert len(one.shifted(by)) == len(one)


def test_an_edit_whose_old_text_is_not_as_long_as_its_span_is_refused() -> None:
    with pytest.raises(ValueError, match="holds 1 old code points"):
        Edit(Span(3, 5), "人", "入")


def test_an_astral_character_counts_as_one_code_point() -> None:
    assert edit(0, "𠮷", "吉").growth == 0
    assert edit(0, "𠮷", "").growth == -1


def test_a_fix_without_edits_is_refused() -> None:
    with pytest.raises(ValueError, match="a fix without edits"):
        fix()


@pytest.mark.parametrize(
    "edits",
    [
        (edit(1, "住房", "房"), edit(2, "房价", "价")),
        (edit(2, "", "，"), edit(2, "", "。")),
        (edit(2, "", "，"), edit(2, "房", "屋")),
        (edit(1, "住房", "房"), edit(2, "", "，")),
        (edit(5, "价", "格"), edit(2, "房", "屋")),
    ],
)
def test_a_fix_whose_edits_meet_or_are_out_of_order_is_refused(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(ValueError, match="edits of one fix meet"):
        fix(*edits)


def test_a_fix_spans_from_its_first_edit_to_its_last() -> None:
    assert fix(edit(2, "房", ""), edit(3, "", "，"), edit(7, "价价", "价")).span == Span(2, 9)


def test_safety_is_ordered_and_has_words_for_reports() -> None:
    assert Safety.SHOW < Safety.ASK < Safety.SAFE
    assert [safety.label for safety in Safety] == ["show", "ask", "safe"]


def test_a_mismatch_names_the_place_and_both_texts() -> None:
    error = EditMismatchError(edit(4, "人住", "入住"), "入往")
    assert str(error) == "at 4-6 stands '入往', not '人住'"


def test_a_mismatch_behind_the_end_of_the_text_says_so() -> None:
    assert str(EditMismatchError(edit(9, "", "。"), "")) == "the text ends before 9"


def test_a_mismatch_crosses_a_process_border_unchanged() -> None:
    error = EditMismatchError(edit(4, "人住", "入住"), "入往")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.edit, back.found) == (str(error), error.edit, error.found)
