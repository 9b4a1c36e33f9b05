"""Open-addressing tables of n-grams: 16 bits a cell, looked up a whole array at a time.

A cell holds ten bits of the n-gram's hash and six bits of its probability, an index into a
codebook. Four cells make a bucket, which is read as one 64-bit number; an n-gram whose bucket is
full stands in the first one with room of those that follow at a distance of its own. A string of
symbols that is in no table is taken for one that is with a chance of about one in a hundred; the
model asks for the suffix and the prefix of an n-gram first, which makes that rare.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import Final

import numpy as np

from newslint.model.keys import Hashes, Keys, hashed

Cells = np.ndarray[tuple[int], np.dtype[np.uint16]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]

LANES: Final = 4
"""Cells of a bucket."""

VALUE_BITS: Final = 6
VALUES: Final = 1 << VALUE_BITS
LOAD: Final = 0.8
"""Share of the cells that are filled."""

_MARK = np.uint16((1 << (16 - VALUE_BITS)) - 1)

_ONE = np.uint64(1)
_VALUE_BITS = np.uint64(VALUE_BITS)
_LAST_LANE = np.uint64(48)
_LOWEST = np.uint64(0x0001000100010001)
_MARKS = _LOWEST * np.uint64(_MARK)
_HIGHEST = _LOWEST << np.uint64(15)
_BELOW = _HIGHEST - _LOWEST
"""Lanes of a bucket: the lowest bit of each, all bits of a mark, the highest, those below it."""


@dataclass(frozen=True, slots=True)
class Table:
    """N-grams of one order.

    Args:
        cells: shape (LANES * buckets,); 0 where nothing stands.
    """

    cells: Cells

    @property
    def buckets(self) -> int:
        """Return the number of buckets."""
        return len(self.cells) // LANES

    def __len__(self) -> int:
        """Return the number of n-grams."""
        return int(np.count_nonzero(self.cells))

    @classmethod
    def of(cls, keys: Keys, values: Cells) -> tuple[Table, Places]:
        """Return a table of unique n-grams with their values (below VALUES), and their places."""
        buckets = _prime(int(len(keys) / LOAD) // LANES + 2)
        hashes = hashed(keys)
        cells = np.zeros((buckets, LANES), dtype=np.uint16)
        filled = np.zeros(buckets, dtype=np.int64)
        places = np.empty(len(keys), dtype=np.int64)
        contents = (_marks(hashes) << np.uint16(VALUE_BITS)) | values
        waiting = np.arange(len(keys))
        wanted, distance = _bucket(hashes, buckets), _distance(hashes, buckets)
        while len(waiting):
            order = np.argsort(wanted, kind="stable")
            waiting, wanted = waiting[order], wanted[order]
            first = np.flatnonzero(np.diff(wanted, prepend=-1))
            rank = np.arange(len(wanted)) - np.repeat(first, np.diff(np.append(first, len(wanted))))
            lane = filled[wanted] + rank
            fits = lane < LANES
            places[waiting[fits]] = wanted[fits] * LANES + lane[fits]
            cells[wanted[fits], lane[fits]] = contents[waiting[fits]]
            filled += np.bincount(wanted[fits], minlength=buckets)
            waiting, wanted = waiting[~fits], wanted[~fits]
            wanted = (wanted + distance[waiting]) % buckets
        return cls(cells.reshape(-1)), places

    def find(self, keys: Keys) -> Places:
        """Return the cell of each n-gram, -1 for one that is not in the table.

        The four marks of a bucket are compared at once, as lanes of one number.
        """
        found = np.full(len(keys), -1, dtype=np.int64)
        if not len(self.cells):
            return found
        rows = self.cells.view(np.uint64)
        hashes = hashed(keys)
        marks = _marks(hashes).astype(np.uint64) * _LOWEST
        bucket = _bucket(hashes, self.buckets)
        asked: Places | None = None
        distance = bucket
        while len(bucket):
            words = rows[bucket]
            equal = ((words >> _VALUE_BITS & _MARKS ^ marks) + _BELOW & _HIGHEST) ^ _HIGHEST
            hit = equal != 0
            lane = np.bitwise_count((equal & (~equal + _ONE)) - _ONE) >> 4
            place = np.where(hit, bucket * LANES + lane, -1)
            on = np.flatnonzero(~hit & (words >> _LAST_LANE != 0))
            if asked is None:
                found, asked = place, on
                distance = _distance(hashes[on], self.buckets)
            else:
                found[asked] = place
                asked, distance = asked[on], distance[on]
            marks, bucket = marks[on], bucket[on] + distance
            bucket[bucket >= self.buckets] -= self.buckets
        return found

    def values(self, places: Places) -> Cells:
        """Return the values at some cells."""
        values: Cells = self.cells[places] & np.uint16(VALUES - 1)
        return values


def _prime(least: int) -> int:
    """Return the smallest prime number that is not less; then every distance reaches all."""
    while any(least % factor == 0 for factor in range(2, isqrt(least) + 1)):
        least += 1
    return least


def _marks(hashes: Hashes) -> Cells:
    marks = (hashes & np.uint64(int(_MARK))).astype(np.uint16)
    return np.maximum(marks, np.uint16(1))


def _bucket(hashes: Hashes, buckets: int) -> Places:
    return (((hashes >> np.uint64(32)) * np.uint64(buckets)) >> np.uint64(32)).astype(np.int64)


def _distance(hashes: Hashes, buckets: int) -> Places:
    """Return how far apart the buckets stand in which each n-gram may be."""
    spread = (hashes >> np.uint64(12)) & np.uint64(0xFFFF)
    return ((spread * np.uint64(buckets - 1)) >> np.uint64(16)).astype(np.int64) + 1
