"""Which script and which language a text is in, by characters that exist in one script only.

`script.tsv` is made by `tools/build_variants.py`, which says what its columns hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
import regex
from numpy.typing import NDArray

from newslint.text.charclass import Class, classify, encode

TABLE = files(__package__) / "script.tsv"

FEWEST_SPECIFIC = 20
"""A document's script is decided by at least this many characters that exist in one only."""

CLEAR_SHARE = 0.9
"""Share of them that must agree; Simplified news reaches 0.999, a page in both scripts 0.5."""

FEWEST_MIXED = 5
"""With fewer characters that exist in one script only, a few strays would look like a mixture."""

KANA_SHARE = 0.15
"""Japanese prose has more kana than this among its Han and kana; Chinese prose has next to none."""

Language = Literal["zh", "en", "ja", "ko", "und"]
Written = Literal["Hans", "Hant", "mixed"]


class Script(IntEnum):
    """What the table says of a character; the names are those of its second column."""

    NONE = 0
    ONE = 1
    MANY = 2
    BOTH = 3
    SIMPLE = 4


Kinds = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Table:
    """The kinds by code point, shape (0x110000,), and each character's counterpart."""

    kinds: Kinds
    other: dict[str, str]


@cache
def table() -> Table:
    """Return the table."""
    kinds = np.zeros(0x110000, dtype=np.uint8)
    other: dict[str, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        char, kind, counterpart = line.split("\t")
        kinds[ord(char)] = Script[kind.upper()]
        other[char] = counterpart
    return Table(kinds, other)


@dataclass(frozen=True, slots=True)
class Share:
    """How many characters of a document exist in one script only."""

    traditional: int
    simple: int

    @classmethod
    def of(cls, kinds: Kinds) -> Share:
        """Return the counts of characters of some kinds."""
        traditional = np.count_nonzero((kinds - 1).view(np.uint8) < Script.BOTH - 1)
        return cls(int(traditional), int(np.count_nonzero(kinds == Script.SIMPLE)))

    @property
    def is_simplified(self) -> bool:
        """Tell whether the document is clearly in Simplified script."""
        return self.simple >= max(FEWEST_SPECIFIC, CLEAR_SHARE * (self.simple + self.traditional))

    @property
    def is_traditional(self) -> bool:
        """Tell whether the document is clearly in Traditional script."""
        return self.traditional >= max(
            FEWEST_SPECIFIC, CLEAR_SHARE * (self.simple + self.traditional)
        )

    @property
    def written(self) -> Written | None:
        """Return the script most characters agree on, None when there is too little evidence."""
        total = self.simple + self.traditional
        if total == 0:
            return None
        if self.simple >= CLEAR_SHARE * total:
            return "Hans"
        if self.traditional >= CLEAR_SHARE * total:
            return "Hant"
        return "mixed" if total >= FEWEST_MIXED else None


_HAN, _TRADITIONAL, _SIMPLE, _KANA, _HANGUL, _OTHER = range(1, 7)
_RANGES = (
    (_KANA, (0x3041, 0x3096), (0x30A1, 0x30FA), (0xFF66, 0xFF9D)),
    (_HANGUL, (0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x3131, 0x318E)),
    (_OTHER, (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x370, 0x10FF), (0x1200, 0x1FFF)),
)
_WORD = regex.compile(r"[A-Za-z]+|[\u00c0-\u024f\u0370-\u10ff\u1200-\u1fff]")
_ENGLISH = frozenset(
    ("the", "of", "and", "to", "in", "a", "is", "for", "that", "on", "with", "by", "was", "at")
)
_ENGLISH_SHARE = 0.12
"""Share of those words in English prose of some length is 0.25 and more."""


@cache
def _letters() -> Kinds:
    """Return which sort of letter every code point is, 0 for none, shape (0x110000,)."""
    letters = np.zeros(0x110000, dtype=np.uint8)
    letters[(classify(np.arange(0x110000, dtype=np.uint32)) & np.uint16(Class.HAN)) > 0] = _HAN
    kinds = table().kinds
    letters[(kinds == Script.ONE) | (kinds == Script.MANY)] = _TRADITIONAL
    letters[kinds == Script.SIMPLE] = _SIMPLE
    for letter, *ranges in _RANGES:
        for first, last in ranges:
            letters[first : last + 1] = letter
    return letters


def tongue_of(text: str) -> tuple[Language, Written | None]:
    """Return the language that the letters of a text speak for, and the script of a Chinese one.

    A Han character, a kana, a Hangul syllable and a word of other letters each count one; the
    language is `und` when none has most.
    """
    counts = np.bincount(_letters().take(encode(text)), minlength=7).tolist()
    han = counts[_HAN] + counts[_TRADITIONAL] + counts[_SIMPLE]
    kana, hangul, letters = counts[_KANA], counts[_HANGUL], counts[_OTHER]
    words = _WORD.findall(text) if letters >= abs(han + kana - hangul) else []
    others = len(words) if words else letters
    if han + kana > hangul + others:
        if kana > KANA_SHARE * (han + kana):
            return "ja", None
        return "zh", Share(counts[_TRADITIONAL], counts[_SIMPLE]).written
    if hangul > han + kana + others:
        return "ko", None
    if len(words) > han + kana + hangul:
        known = sum(word.lower() in _ENGLISH for word in words)
        return ("en" if known >= _ENGLISH_SHARE * len(words) else "und"), None
    return "und", None
