"""Leaves out lines of a corpus that were met before, whole or nearly so.

A reprint must not count twice: an error in it would look like usage. A line is a repeat when it
is the same as an earlier one, or when at least half of a sample of its strings of SHINGLE
symbols were met in earlier lines. What was met is kept in a table of bits of fixed size, so that
memory does not grow with the corpus; at 100 million characters fewer than one new line in
a hundred is taken for a repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from newslint.model.keys import Hashes, hashed
from newslint.model.symbols import BORDER, Symbols

SHINGLE: Final = 13
"""Symbols of a string that two lines have in common only when one is from the other."""

SAMPLED: Final = 8
"""One string in so many is looked at, chosen by its hash."""

FEWEST: Final = 3
"""Lines with fewer sampled strings are repeats only when they are the same as a whole."""

SAME: Final = 0.5
"""Share of a line's sampled strings that were met before from which on it is a repeat."""

_BITS: Final = 28
_BASE = np.uint64(0x9E3779B97F4A7C15)
_LINE = np.uint64(0xD6E8FEB86659FD93)

Lines = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass
class Repeats:
    """What was met so far.

    Args:
        lines: lines met, repeats and all.
        repeated: those that were left out.
    """

    lines: int = 0
    repeated: int = 0
    _met: np.ndarray[tuple[int], np.dtype[np.uint8]] = field(
        default_factory=lambda: np.zeros(1 << (_BITS - 3), dtype=np.uint8)
    )

    def new(self, symbols: Symbols) -> Symbols:
        """Return a stream without the lines that repeat earlier ones, and remember all of them.

        Args:
            symbols: whole lines, a border before the first and behind each.
        """
        borders = np.flatnonzero(symbols == BORDER)
        first, last = borders[:-1] + 1, borders[1:]
        filled = last > first
        first, last = first[filled], last[filled]
        if not len(first):
            return symbols[:1]
        line_of = np.zeros(len(symbols), dtype=np.int64)
        line_of[first] = 1
        line_of = np.cumsum(line_of) - 1
        repeat = self._same(_line_hashes(symbols, first), np.arange(len(first)))
        repeat |= self._near(symbols, first, last, line_of)
        self.lines += len(first)
        self.repeated += int(repeat.sum())
        kept = ~repeat[np.maximum(line_of, 0)] & (symbols != BORDER)
        kept[last[~repeat]] = True
        kept[0] = True
        left: Symbols = symbols[kept]
        return left

    def _near(self, symbols: Symbols, first: Lines, last: Lines, line_of: Lines) -> Flags:
        """Tell of each line whether most of its sampled strings were met in earlier ones."""
        size = len(symbols) - SHINGLE + 1
        if size <= 0:
            return np.zeros(len(first), dtype=np.bool_)
        mixed = np.zeros(size, dtype=np.uint64)
        for step in range(SHINGLE):
            mixed *= _BASE
            mixed += symbols[step : step + size]
        mixed = hashed(mixed)
        room = last[np.maximum(line_of[:size], 0)] - np.arange(size) >= SHINGLE
        room &= symbols[:size] != BORDER
        sampled = np.flatnonzero(room & (mixed % np.uint64(SAMPLED) == 0))
        owner = line_of[sampled]
        met = self._same(mixed[sampled] // np.uint64(SAMPLED), owner)
        strings = np.bincount(owner, minlength=len(first))
        again = np.bincount(owner[met], minlength=len(first))
        near: Flags = (strings >= FEWEST) & (again >= SAME * strings)
        return near

    def _same(self, hashes: Hashes, owner: Lines) -> Flags:
        """Tell of each hash whether an earlier owner had it; the hashes are remembered."""
        bits = hashes & np.uint64((1 << _BITS) - 1)
        cells, shift = (bits >> np.uint64(3)).astype(np.int64), (bits & np.uint64(7))
        masks = np.left_shift(1, shift.astype(np.int64)).astype(np.uint8)
        met: Flags = (self._met[cells] & masks) != 0
        _, at, inverse = np.unique(hashes, return_index=True, return_inverse=True)
        met |= owner[at[inverse]] < owner
        np.bitwise_or.at(self._met, cells, masks)
        return met


def _line_hashes(symbols: Symbols, first: Lines) -> Hashes:
    """Return a hash of each line; `first` are the indices of their first symbols."""
    place = np.arange(len(symbols), dtype=np.uint64)
    starts = np.zeros(len(symbols), dtype=np.uint64)
    starts[first] = first
    starts = np.maximum.accumulate(starts)
    mixed = hashed((symbols.astype(np.uint64) << np.uint64(32)) | (place - starts)) ^ _LINE
    mixed[symbols == BORDER] = 0
    sums: Hashes = np.add.reduceat(mixed, first)
    return hashed(sums)
