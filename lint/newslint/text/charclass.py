"""Classes of code points, looked up for a whole batch at once.

The table holds one bit set for each code point; `classify` turns a text into an array of
them. All vectorised triggers are predicates over that array.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cache
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from newslint.text.marks import CLOSERS, FINAL, OPENERS, PAUSES
from newslint.text.recode import CHARACTERISTIC

Codes = NDArray[np.uint32]
Classes = NDArray[np.uint16]
Offsets = NDArray[np.int64]


class Class(IntFlag):
    """What a code point is; a code point may be several things.

    ODD are those that the rules on bytes and code points look at; news hardly has any.
    """

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
    ODD = 1 << 12


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

_ODD_RANGES = (
    (0x00, 0x08),
    (0x0B, 0x0C),
    (0x0E, 0x1F),
    (0x7F, 0xFF),
    (0x0300, 0x036F),
    (0x061C, 0x061C),
    (0x1100, 0x11FF),
    (0x1680, 0x1680),
    (0x180B, 0x180F),
    (0x2000, 0x200F),
    (0x2028, 0x202F),
    (0x205F, 0x206F),
    (0x2126, 0x2126),
    (0x212A, 0x212B),
    (0x2329, 0x232A),
    (0x2E80, 0x2FD5),
    (0x3099, 0x309A),
    (0x3164, 0x3164),
    (0xD800, 0xFAFF),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFE),
    (0x1FFFE, 0x1FFFF),
    (0x2F800, 0x2FFFF),
    (0x33480, 0x10FFFF),
)
"""Controls, Latin-1, combining marks, invisible characters, radicals, private use and the like."""

_WITH_GAPS = ((0x0370, 0x33FF), (0xA490, 0xABFF), (0xFB00, 0xFFEF))
"""Ranges in which code points without a character are looked for one by one."""


@cache
def table() -> Classes:
    """Return the bit set of every code point, shape (0x110000,)."""
    bits = np.zeros(0x110000, dtype=np.uint16)
    for first, last in _HAN_RANGES:
        bits[first : last + 1] |= np.uint16(Class.HAN)
    for first, last in ((0x41, 0x5A), (0x61, 0x7A)):
        bits[first : last + 1] |= np.uint16(Class.LATIN)
    for first, last in _ODD_RANGES:
        bits[first : last + 1] |= np.uint16(Class.ODD)
    bits[[ord(char) for char in CHARACTERISTIC]] |= np.uint16(Class.ODD)
    for first, last in _WITH_GAPS:
        gaps = [code for code in range(first, last + 1) if category(chr(code)) == "Cn"]
        bits[gaps] |= np.uint16(Class.ODD)
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
