"""Texts as they are compared: NFKC, Simplified, lower case, letters and figures only.

A table maps every UTF-16 unit to the unit it is compared as, or leaves it out. White space,
punctuation, symbols, marks and format characters are left out; of a figure its decimal point and
its sign stay. Characters that stand for several (㎡) and those outside the Basic Multilingual Plane
are looked up one by one. Nothing is ever repaired from this form.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.text.script import Script
from newslint.text.script import table as script_table

Units = NDArray[np.uint16]
Offsets = NDArray[np.int64]

_SPECIAL: Final = 0xFFFF
"""Marks in the table what is looked up one by one; U+FFFF is no character."""

_POINT, _SIGN, _ZERO, _NINE, _A, _Z = map(ord, ".-09az")
_SPACE = np.array([chr(code).isspace() and code > 0 for code in range(0x10000)])
_BETWEEN: Final = "\0"
_IDENTITY: Final = ((0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xF8FF))
"""Unified ideographs, Hangul syllables and private use: NFKC leaves them as they are."""

_SURROGATES: Final = (0xD800, 0xDFFF)
_MERGED: Final = {"著": "着", "馀": "余", "覆": "复"}
"""Written for each other by converters; the script table leaves them alone, they have two uses."""


@cache
def _simple() -> dict[str, str]:
    """Return the Simplified counterparts of characters, by `text/script.tsv` (from OpenCC)."""
    known = script_table()
    both = {Script.ONE, Script.MANY, Script.BOTH}
    return {
        char: other for char, other in known.other.items() if known.kinds[ord(char)] in both
    } | _MERGED


@cache
def compared_as(char: str) -> str:
    """Return what one character is compared as; empty when it is left out."""
    whole = unicodedata.normalize("NFKC", char).lower()
    kept = []
    for one in whole:
        parts = unicodedata.normalize("NFD", one)
        if all(unicodedata.category(mark)[0] == "M" for mark in parts[1:]):
            one = parts[0]
        if unicodedata.category(one)[0] in "LN" or unicodedata.category(one) == "Co":
            kept.append(_simple().get(one, one))
        elif len(whole) == 1 and one in ".-−":
            kept.append("." if one == "." else "-")
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Table:
    """Units by unit, 0 for what is left out; and what names this table."""

    units: Units
    digest: str


@cache
def table() -> Table:
    """Return the table; it takes some 50 ms."""
    units = np.zeros(0x10000, dtype=np.uint16)
    same = np.zeros(0x10000, dtype=np.bool_)
    for first, last in _IDENTITY:
        units[first : last + 1] = np.arange(first, last + 1)
        same[first : last + 1] = True
    first, last = _SURROGATES
    same[first : last + 1] = True
    units[first : last + 1] = _SPECIAL
    for code in np.flatnonzero(~same).tolist():
        new = compared_as(chr(code))
        units[code] = ord(new) if len(new) == 1 and new <= "\uffff" else _SPECIAL if new else 0
    for char, other in _simple().items():
        units[ord(char)] = ord(other)
    digest = hashlib.blake2b(units.astype("<u2").tobytes(), digest_size=8).hexdigest()
    return Table(units, digest)


@dataclass(frozen=True, slots=True)
class Normal:
    """Documents in the form in which they are compared, one behind the other.

    Args:
        units: their units, shape (n,).
        starts: where each starts and the last ends, shape (documents + 1,).
        places: code point of its document from which each unit comes, shape (n,); None unless
            they were asked for.
    """

    units: Units
    starts: Offsets
    places: Offsets | None = None

    def of(self, document: int) -> Units:
        """Return the units of one document."""
        return self.units[self.starts[document] : self.starts[document + 1]]

    def places_of(self, document: int) -> Offsets:
        """Return the code points from which the units of one document come."""
        assert self.places is not None
        return self.places[self.starts[document] : self.starts[document + 1]]


def joined(texts: Sequence[str]) -> tuple[bytes, Offsets]:
    """Return texts in UTF-16 with a NUL between them, and where each starts, in units.

    The offsets have one more than there are texts: where the next one would start.
    """
    data = _BETWEEN.join(texts).encode("utf-16-le", "surrogatepass")
    sizes = [len(text) for text in texts]
    if 2 * (sum(sizes) + len(texts) - 1) != len(data):
        sizes = [len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts]
    starts = accumulate((size + 1 for size in sizes), initial=0)
    return data, np.fromiter(starts, dtype=np.int64, count=len(texts) + 1)


def normalise(texts: Sequence[str], *, places: bool = False) -> Normal:
    """Return texts as they are compared, with the place that each unit comes from if asked."""
    return normalise_units(*joined(texts), places=places)


def normalise_units(data: bytes, starts: Offsets, *, places: bool = False) -> Normal:
    """Return as `normalise` does what `joined` gave."""
    raw = np.frombuffer(data, dtype="<u2")
    mapped = table().units.take(raw)
    _figures_only(raw, mapped)
    special = np.flatnonzero(mapped == _SPECIAL)
    if len(special):
        kept, units = _looked_up(raw, mapped, special)
    else:
        kept = np.flatnonzero(mapped)
        units = mapped.take(kept)
    bounds = np.searchsorted(kept, starts).astype(np.int64)
    if not places:
        return Normal(units, bounds)
    owners = np.repeat(starts[:-1], np.diff(bounds))
    if not len(special):
        return Normal(units, bounds, kept - owners)
    pairs = np.zeros(len(raw) + 1, dtype=np.int64)
    np.cumsum(_second_halves(raw), out=pairs[1:])
    return Normal(units, bounds, kept - owners - (pairs[kept] - pairs[owners]))


def _figures_only(raw: Units, mapped: Units) -> None:
    """Leave out points that are not between digits and hyphens that are no sign, in place.

    White space between does not count, so that re-wrapped text is compared as the same.
    """
    for mark in (_POINT, _SIGN):
        found = np.flatnonzero(mapped == mark)
        if not len(found):
            continue
        before, behind = _beside(raw, mapped, found, -1), _beside(raw, mapped, found, 1)
        good = (behind >= _ZERO) & (behind <= _NINE)
        digit = (before >= _ZERO) & (before <= _NINE)
        if mark == _POINT:
            good &= digit
        else:
            good &= ~digit & (before != _SIGN) & ((before < _A) | (before > _Z))
        mapped[found[~good]] = 0


def _beside(raw: Units, mapped: Units, found: Offsets, step: int) -> Units:
    """Return what is nearest to places on one side, white space left out; 0 for nothing."""
    at = found + step
    while True:
        there = (at >= 0) & (at < len(raw))
        space = _SPACE[raw[np.where(there, at, 0)]] & there
        if not space.any():
            return np.where(there, mapped[np.where(there, at, 0)], 0).astype(np.uint16)
        at[space] += step


def _looked_up(raw: Units, mapped: Units, special: Offsets) -> tuple[Offsets, Units]:
    """Return the place in `raw` of every unit that is kept, and the units."""
    second = _second_halves(raw)
    counts = (mapped != 0).astype(np.int64)
    units: list[int] = []
    for at in special.tolist():
        if second[at]:
            counts[at] = 0
            continue
        pair = at + 1 < len(raw) and second[at + 1]
        char = raw[at : at + 1 + pair].tobytes().decode("utf-16-le", "surrogatepass")
        new = compared_as(char).encode("utf-16-le", "surrogatepass")
        counts[at] = len(new) // 2
        units += np.frombuffer(new, dtype="<u2").tolist()
    kept = np.repeat(np.arange(len(raw), dtype=np.int64), counts)
    found = mapped.take(kept)
    found[found == _SPECIAL] = units
    return kept, found


def _second_halves(raw: Units) -> NDArray[np.bool_]:
    """Tell of each unit whether it is the second of a surrogate pair."""
    second = np.zeros(len(raw), dtype=np.bool_)
    high = (raw >= 0xD800) & (raw <= 0xDBFF)
    low = (raw >= 0xDC00) & (raw <= 0xDFFF)
    second[1:] = high[:-1] & low[1:]
    return second
