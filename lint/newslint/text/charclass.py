"""Classes of code points, looked up for a whole batch at once.

The table holds one bit set for each code point; `classify` turns a text into an array of
them. All vectorised triggers are predicates over that array.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newslint.text.marks import CLOSERS, FINAL, OPENERS, PAUSES

Codes = NDArray[np.uint32]
Classes = NDArray[np.uint16]
Offsets = NDArray[np.int64]


class Class(IntFlag):
    """What a code point is; a code point may be several things."""

    HAN = 1
    LATIN = 1 << 1
    DIGIT = 1 << 2
    SPACE = 1 << 3
    NEWLINE = 1 << 4
    HALF_MARK = 1 << 5
    FULL_MARK = 1 << 6
    FINAL = 1 << 7
    CLOSER = 1 << 8
    OPENER = 1 << 9
    PAUSE = 1 << 10
    BORDER = 1 << 11


SENTINEL = "\uffff"
"""Stands between the documents of a batch; a noncharacter, so no text needs it."""

_HAN_RANGES = (
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
"""Unicode 16 Han ideographs: 〇, extension A, unified, compatibility, extensions B to H."""

_HALF_MARKS = "(),:;!?"
_FULL_MARKS = "，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』…—·～"


@cache
def table() -> Classes:
    """Return the bit set of every code point, shape (0x110000,)."""
    bits = np.zeros(0x110000, dtype=np.uint16)
    for first, last in _HAN_RANGES:
        bits[first : last + 1] |= np.uint16(Class.HAN)
    for first, last in ((0x41, 0x5A), (0x61, 0x7A)):
        bits[first : last + 1] |= np.uint16(Class.LATIN)
    bits[0x30:0x3A] |= np.uint16(Class.DIGIT)
    for chars, flag in (
        (" \t\u00a0\u3000\u2002\u2003\u2009\u202f", Class.SPACE),
        ("\n", Class.NEWLINE),
        (_HALF_MARKS, Class.HALF_MARK),
        (_FULL_MARKS, Class.FULL_MARK),
        (FINAL, Class.FINAL),
        (CLOSERS, Class.CLOSER),
        (OPENERS, Class.OPENER),
        (PAUSES, Class.PAUSE),
        (SENTINEL, Class.BORDER),
    ):
        for char in chars:
            bits[ord(char)] |= np.uint16(flag)
    bits.setflags(write=False)
    return bits


def encode(text: str) -> Codes:
    """Return the code points of a text, shape (len(text),); lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def classify(codes: Codes) -> Classes:
    """Return the bit sets of an array of code points; same shape."""
    classes: Classes = table()[codes]
    return classes
