"""Tells at which anchors a name may stand, for all documents of a batch at once."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from newslint.rule import Batch
from newslint.text.charclass import Class, Codes, Offsets
from newslint.text.names import COMMON_SURNAMES
from newslint_rules.ocr._named import CITY, DOT, LEFT, NO_GIVEN, RIGHT, TAIL, kinds, words

Mask = NDArray[np.bool_]

_NO_HAN = np.array([(0, 0x2E80), (0xFF00, 0x10000)], dtype=np.uint32)
"""Ranges without Han."""

_HAN_FIRST, _HAN_LAST = 0x4E00, 0x9FFF
"""A range that holds Han only."""

_NO_GIVEN_CODES = np.array(sorted(map(ord, NO_GIVEN)), dtype=np.uint32)
_DIVISION_CODES = np.array([ord(char) for char in "市县区"], dtype=np.uint32)


def may_tell(batch: Batch, begins: Offsets, ends: Offsets) -> Mask:
    """Tell which of the places of anchors may stand beside a name, or round its dot."""
    near = _Near(batch)
    kinds = _kinds_of(batch.codes, begins, ends)
    found = np.zeros(len(begins), dtype=np.bool_)
    for number, kind in enumerate(_ASKED):
        at = np.flatnonzero(kinds == number)
        if not len(at):
            continue
        start, end = begins[at], ends[at]
        if kind == "role":
            code = near.codes(end)
            gap = (code == ord(" ")) | (code == 0x3000)
            found[at] = near.starts_name(end + gap)
        elif kind == "verb":
            role_ends = ends[kinds == _ASKED.index("role")]
            found[at] = near.ends_name(start, role_ends)
        elif kind == "suffix":
            found[at] = near.are_han(*(start - back for back in range(1, TAIL + 1)))
        elif kind == DOT:
            around = [start - back for back in range(1, LEFT + 1)]
            around += [end + on for on in range(RIGHT)]
            found[at] = near.are_han(*around)
        else:
            child = np.isin(near.codes(end + 2), _DIVISION_CODES)
            child |= np.isin(near.codes(end + 3), _DIVISION_CODES)
            found[at] = child & near.are_han(start - 1, start - 2, end, end + 1)
    return found


_ASKED = ("role", "verb", "suffix", DOT, CITY)


@cache
def _anchor_keys() -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the keys of the anchors, ascending, and the number of the kind of each."""
    of = {**kinds(), DOT: DOT, CITY: CITY}
    rows = sorted((_key(word), _ASKED.index(kind)) for word, kind in of.items())
    return (
        np.array([key for key, _ in rows], dtype=np.uint64),
        np.array([kind for _, kind in rows], dtype=np.int64),
    )


def _key(word: str) -> int:
    """Return a number that a word of up to three code points has alone."""
    return sum(ord(char) << 21 * at for at, char in enumerate(word))


def _kinds_of(codes: Codes, begins: Offsets, ends: Offsets) -> NDArray[np.int64]:
    """Return the number of the kind of each anchor."""
    keys, kinds = _anchor_keys()
    found = np.zeros(len(begins), dtype=np.uint64)
    for at in range(3):
        code = codes[np.minimum(begins + at, len(codes) - 1)].astype(np.uint64)
        found |= np.where(begins + at < ends, code << np.uint64(21 * at), np.uint64(0))
    of: NDArray[np.int64] = kinds[np.searchsorted(keys, found)]
    return of


@cache
def _surnames() -> tuple[Codes, NDArray[np.uint64]]:
    """Return the common surnames of one code point and those of two as pairs, ascending."""
    single = np.array(sorted(map(ord, COMMON_SURNAMES)), dtype=np.uint32)
    double = sorted(ord(word[0]) << 21 | ord(word[1]) for word in words("compound"))
    return single, np.array(double, dtype=np.uint64)


class _Near:
    """Looks at the code points near many places; beyond the ends the outermost one stands."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._last = len(batch.codes) - 1

    def codes(self, at: Offsets) -> Codes:
        """Return the code points at some offsets, same shape."""
        codes: Codes = self._batch.codes[np.clip(at, 0, self._last)]
        return codes

    def are_han(self, *places: Offsets) -> Mask:
        """Tell where none of several places is sure to hold no Han."""
        whole = np.ones(len(places[0]), dtype=np.bool_)
        for at in places:
            codes = self.codes(at)
            for first, last in _NO_HAN:
                whole &= (codes < first) | (codes >= last)
            marks = self._batch.classes[np.clip(at, 0, self._last)] & np.uint16(Class.FULL_MARK)
            whole &= marks == 0
        return whole

    def _given(self, *places: Offsets) -> Mask:
        """Tell where each of several places may hold a part of a given name."""
        whole = self.are_han(*places)
        for at in places:
            whole &= ~np.isin(self.codes(at), _NO_GIVEN_CODES)
        return whole

    def _surname(self, at: Offsets) -> Mask:
        return np.isin(self.codes(at), _surnames()[0])

    def _double(self, at: Offsets) -> Mask:
        pairs = self.codes(at).astype(np.uint64) << np.uint64(21) | self.codes(at + 1)
        return np.isin(pairs, _surnames()[1])

    def starts_name(self, at: Offsets) -> Mask:
        """Tell which places a name may start at."""
        single = self._surname(at) & self._given(at + 1)
        return single | (self._double(at) & self._given(at + 2))

    def ends_name(self, at: Offsets, role_ends: Offsets) -> Mask:
        """Tell which places a name may end at, one behind a role or behind no Han."""
        found = np.zeros(len(at), dtype=np.bool_)
        for size in (2, 3, 4):
            start = at - size
            before = self.codes(start - 1)
            alone = (start < 1) | (before < _HAN_FIRST) | (before > _HAN_LAST)
            alone |= np.isin(start, role_ends)
            made = np.zeros(len(at), dtype=np.bool_)
            if size > 2:
                made |= self._double(start) & self._given(
                    *(at - back for back in range(1, size - 1))
                )
            if size < 4:
                made |= self._surname(start) & self._given(*(at - back for back in range(1, size)))
            found |= made & alone
        return found
