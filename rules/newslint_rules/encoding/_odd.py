"""The few code points of a batch that the rules of this family look at, and what is beside them."""

from __future__ import annotations

from enum import Enum
from unicodedata import category

import numpy as np

from newslint.rule import Batch
from newslint.text.charclass import Class, Codes, Offsets, table

Range = tuple[int, int]


def odd_between(batch: Batch, *ranges: Range) -> Offsets:
    """Return the offsets of the odd code points in some inclusive ranges, ascending."""
    at = batch.at(Class.ODD)
    codes: Codes = batch.codes[at]
    wanted = np.zeros(len(at), dtype=np.bool_)
    for first, last in ranges:
        wanted |= (codes >= first) & (codes <= last)
    chosen: Offsets = at[wanted]
    return chosen


def joined(at: Offsets, reach: int = 1) -> tuple[Offsets, Offsets]:
    """Return starts and ends of the runs of offsets that are at most `reach` apart."""
    if not len(at):
        return at, at
    breaks = np.flatnonzero(np.diff(at) > reach)
    starts = at[np.concatenate(([0], breaks + 1))]
    ends = at[np.concatenate((breaks, [len(at) - 1]))] + 1
    return starts, ends


class Side(Enum):
    """What stands beside a place."""

    EDGE = "line's edge"
    CHINESE = "Han or a Chinese mark"
    NEUTRAL = "ASCII, a mark, a figure or a symbol"
    OTHER = "another script"


_CHINESE = int(Class.HAN | Class.FULL_MARK)


def side(char: str) -> Side:
    """Return what a character is to its neighbour; the empty string is a text's edge."""
    if not char or char == "\n":
        return Side.EDGE
    code = ord(char)
    if (
        int(table()[code]) & _CHINESE
        or 0x2E80 <= code <= 0x303F
        or 0xFF01 <= code <= 0xFF60
        or 0xFFE0 <= code <= 0xFFE6
        or char in "℃℉"
    ):
        return Side.CHINESE
    if code < 0x80 or category(char)[0] in "PSNZ":
        return Side.NEUTRAL
    return Side.OTHER


def sides(text: str, start: int, end: int) -> frozenset[Side]:
    """Return what stands on the two sides of a span."""
    return frozenset((side(text[start - 1 : start] if start else ""), side(text[end : end + 1])))


def names_of(text: str) -> str:
    """Return the code points of a text as U+XXXX, the first three of them."""
    shown = " ".join(f"U+{ord(char):04X}" for char in text[:3])
    return shown if len(text) <= 3 else f"{shown} …"
