"""Laws of folded line ends; newline_laws.py says what each one means."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.text import newlines as core
from newslint.text.edit import Edit, Safety
from newslint.text.log import Change, EditLog, Step
from newslint.text.newlines import Newlines, Places, fold, unfold
from newslint.text.span import Span
from text import newline_laws
from text.histories import RANDOMS, decoded

DECODED = st.one_of(st.builds(decoded, RANDOMS), st.text("\r\n字𠮷\u0301", max_size=12))


def repaired(text: str, start: int, old: str, new: str) -> EditLog:
    folded, newlines = fold(text)
    edit = Edit(Span(start, start + len(old)), old, new)
    step = Step((Change(edit, "T1", Safety.SAFE, 1.0, "free", "", 0),))
    return unfold(EditLog(folded).apply(step), text, newlines)


@pytest.mark.parametrize("law", newline_laws.LAWS, ids=lambda law: law.__name__)
@given(text=DECODED, random=RANDOMS)
def test_every_decoded_text_obeys(law: newline_laws.Law, text: str, random: Random) -> None:
    law(text, random, core)


def test_a_text_without_carriage_returns_is_not_copied() -> None:
    assert fold("上行\n下行") == ("上行\n下行", Newlines("lf"))
    assert fold("𠮷") == ("𠮷", Newlines("none"))


def test_offsets_behind_a_windows_line_end_count_it_twice() -> None:
    folded, newlines = fold("𠮷\r\n野\u3099\r家\r\n")
    places = Places(folded, newlines)
    assert [places.offset(at) for at in range(len(folded) + 1)] == [0, 1, 3, 4, 5, 6, 7, 9]


def test_written_line_ends_take_the_style_of_the_file() -> None:
    log = repaired("甲\r\n乙丙\r\n丁\n戊", 3, "丙", "\n丙")
    assert log.text == "甲\r\n乙\r\n丙\r\n丁\n戊"


def test_an_edit_right_behind_a_lone_carriage_return_leaves_it_alone() -> None:
    assert repaired("甲\r人住\n", 2, "人", "入").text == "甲\r入住\n"


def test_a_lone_carriage_return_is_parted_from_a_line_feed_written_behind_it() -> None:
    log = repaired("甲\n乙\n丙\r丁", 6, "", "\n")
    assert log.text == "甲\n乙\n丙\r\n\n丁"
    assert log.undo() == "甲\n乙\n丙\r丁"


def test_a_lone_carriage_return_is_parted_from_a_line_feed_that_a_deletion_brings_near() -> None:
    log = repaired("甲\r乙\n丙", 2, "乙", "")
    assert log.text == "甲\r\n\n丙"
    assert log.undo() == "甲\r乙\n丙"


def test_a_written_carriage_return_is_parted_from_the_line_feed_behind_it() -> None:
    log = repaired("甲\r乙\r丙\n丁", 5, "", "\n")
    assert log.text == "甲\r乙\r丙\r\n\n丁"
    assert fold(log.text)[0] == "甲\n乙\n丙\n\n丁"
