"""No input stops a run: repeats, noise from all of Unicode, and both ends of every range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.rule import load_packs
from planting import page_of

EVERYTHING = Cleaner(load_packs())
CLEANER = Cleaner([rule for rule in load_packs() if rule.default])
UNITS = [
    "“", "(", "的", " and ", "$", "**", "&", "<b>", "。", ",", "…", "—", "-", "1", "１", "\u200b",
    "\n", "　", "中\n\n", "发展", "人住", "[", "```\n", "\ufffd", "e\u0301", "&nbsp;", "“中”",
    "中,", '"', "#", "|", "中 ", "\ud800", "𠮷", "中.", "中 and ",
]  # fmt: skip


def checked(text: str, cleaner: Cleaner) -> Cleaned:
    [item] = flow([page_of(text)], cleaner)
    assert isinstance(item, Cleaned), str(item)
    assert item.outcome.log.undo() == item.outcome.document.text
    assert item.log.undo() == text
    for report in item.outcome.reports:
        for edit in report.edits:
            assert edit.span.of(item.outcome.document.text) == edit.old
    return item


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_a_unit_repeated_is_no_trouble(unit: str) -> None:
    checked(unit * (20_000 // len(unit)), CLEANER)
    checked("中" + unit * 200 + "文。", EVERYTHING)


@given(st.text(max_size=200))
def test_any_unicode_is_no_trouble(text: str) -> None:
    checked(text, EVERYTHING)


@given(st.text(st.characters(), max_size=60))
def test_any_code_point_between_han_is_no_trouble(text: str) -> None:
    checked("".join(f"中{char}" for char in text), EVERYTHING)


@given(st.integers(0, 0x10FFFF), st.integers(0, 0x10FFFF))
def test_a_pair_of_any_code_points_is_no_trouble(left: int, right: int) -> None:
    checked(f"码头{chr(left)}{chr(right)}开放。\n", EVERYTHING)
