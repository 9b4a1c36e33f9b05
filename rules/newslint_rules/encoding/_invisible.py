"""Characters that cannot be seen, and whether they may be removed where they stand."""

from __future__ import annotations

from typing import Final

import regex

from newslint.text.span import Span
from newslint_rules.encoding._odd import Side, sides

INVISIBLE: Final = (
    r"[\u00AD\u034F\u061C\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F"
    r"\uFE00-\uFE0F\uFEFF\uFFF9-\uFFFB\U000E0000-\U000E01EF]"
)
"""Soft hyphen, joiners, direction marks, zero-width spaces, variation selectors, tags."""

ANYWHERE: Final = frozenset("\u200b\u2060\ufeff")
"""What may go beside ASCII too when a line's edge or Chinese is on the other side."""

_EMOJI = regex.compile(
    r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}0-9#*\u20E3]$"
)
_BLACK_FLAG = "🏴"
_IDEOGRAPH = regex.compile(r"\p{Han}$")
_TIED = regex.compile(r"[\uFE0E\uFE0F]?(?:\u200D(?=\p{Extended_Pictographic}))?")
_TAGGED = regex.compile(r"[\U000E0020-\U000E007F]{0,30}")
_SELECTED = regex.compile(r"[\uFE00-\uFE02\U000E0100-\U000E01EF]?")
_SELECTED_MARKS = "，。、．！？；：,.!?;:"


def misplaced(text: str, start: int, end: int) -> Span | None:
    """Return what of a run of invisible characters has no work to do there, or None.

    Work: selecting the form of an emoji, ideograph or mark, joining emoji, joining or directing
    the letters of other scripts, telling where a Latin word may be hyphenated.
    """
    around = sides(text, start, end)
    before = text[start - 1 : start] if start else ""
    if _EMOJI.match(before):
        work = (_TAGGED if before == _BLACK_FLAG else _TIED).match(text, start)
        start = min(work.end(), end) if work else start
    elif before and (before in _SELECTED_MARKS or _IDEOGRAPH.match(before)):
        selected = _SELECTED.match(text, start, end)
        start = selected.end() if selected else start
    if start == end or Side.OTHER in around:
        return None
    if Side.CHINESE not in around and set(text[start:end]) <= {"\u00ad", "\ufe00", "\ufe01"}:
        return None
    return Span(start, end)


def removable(text: str, span: Span, run: Span) -> bool:
    """Tell whether nothing is lost when the idle part of a run of invisible characters goes.

    The run stands beside Chinese or at a line's edge, and beside no other script.
    """
    around = sides(text, run.start, run.end)
    if Side.OTHER in around:
        return False
    if Side.CHINESE in around:
        return True
    return Side.EDGE in around and set(span.of(text)) <= ANYWHERE
