"""Pairs of symbols as a bit matrix with ranks: exact, and a few nanoseconds a look-up.

Symbols that were counted often have an id; bit (first id, second id) tells whether the pair is
in the model, and the number of bits set before it is the pair's place in the lists of values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from newslint.model.keys import WIDTH, Keys
from newslint.model.symbols import Symbols

Words = np.ndarray[tuple[int], np.dtype[np.uint64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.uint64]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]

ABSENT: Final = -1


@dataclass(frozen=True, eq=False)
class Bigrams:
    """The pairs of a model.

    Args:
        ids: id of each symbol, shape (65536,), uint16; 0 for symbols that are in no pair.
        size: number of ids, 0 included, rounded up to a multiple of 64.
        bits: shape (size, size / 64); row by first id.
        ranks: number of bits set before each word, shape (size * size / 64,), uint32.
    """

    ids: Symbols
    size: int
    bits: Matrix
    ranks: np.ndarray[tuple[int], np.dtype[np.uint32]]

    @classmethod
    def of(cls, symbols: Symbols, keys: Keys) -> tuple[Bigrams, Places]:
        """Return the pairs made of some symbols, and the place of each key in their order."""
        ids = np.zeros(1 << 16, dtype=np.uint16)
        ids[symbols] = np.arange(1, len(symbols) + 1, dtype=np.uint16)
        size = -(-(len(symbols) + 1) // 64) * 64
        cells = _cells(ids, size, keys)
        pairs = cls.ranked(ids, bit_matrix(size, cells))
        return pairs, pairs.find(
            (keys >> WIDTH).astype(np.uint16), (keys & np.uint64(0xFFFF)).astype(np.uint16)
        )

    @classmethod
    def ranked(cls, ids: Symbols, bits: Matrix) -> Bigrams:
        """Return the pairs of a bit matrix; counts its bits."""
        words = bits.reshape(-1)
        ranks = np.zeros(len(words), dtype=np.uint32)
        np.cumsum(np.bitwise_count(words[:-1]), dtype=np.uint32, out=ranks[1:])
        return cls(ids, len(bits), bits, ranks)

    @cached_property
    def symbols(self) -> Symbols:
        """Return the symbol of each id, 0 for id 0 and those not given, shape (size,)."""
        symbols = np.zeros(self.size, dtype=np.uint16)
        known = np.flatnonzero(self.ids)
        symbols[self.ids[known]] = known
        return symbols

    @cached_property
    def before(self) -> Matrix:
        """Return the transposed matrix: row by second id, bit by first."""
        first, second = np.divmod(set_bits(self.bits.reshape(-1)), self.size)
        return bit_matrix(self.size, second * self.size + first)

    def listed(self) -> tuple[Symbols, Symbols]:
        """Return all pairs in the order of their places: first and second symbols."""
        first, second = np.divmod(set_bits(self.bits.reshape(-1)), self.size)
        return self.symbols[first], self.symbols[second]

    def has(self, first: Symbols, second: Symbols) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Tell of each pair whether it is in the model."""
        cell = self.ids[first].astype(np.int64) * self.size + self.ids[second]
        known: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
            self.bits.reshape(-1)[cell >> 6] >> (cell & 63).astype(np.uint64) & np.uint64(1)
        ).astype(np.bool_)
        return known

    def find(self, first: Symbols, second: Symbols) -> Places:
        """Return the place of each pair among all pairs, ABSENT where it is not in the model."""
        cell = self.ids[first].astype(np.int64) * self.size + self.ids[second]
        word = self.bits.reshape(-1)[cell >> 6]
        bit = np.uint64(1) << (cell & 63).astype(np.uint64)
        before = np.bitwise_count(word & (bit - np.uint64(1)))
        place = self.ranks[cell >> 6].astype(np.int64) + before
        return np.where(word & bit, place, ABSENT)


def _cells(ids: Symbols, size: int, keys: Keys) -> Places:
    first = ids[(keys >> WIDTH).astype(np.int64)].astype(np.int64)
    second = ids[(keys & np.uint64(0xFFFF)).astype(np.int64)]
    return first * size + second


def bit_matrix(size: int, cells: Places) -> Matrix:
    """Return a square matrix of bits with some cells (row * size + column) set."""
    flat = np.zeros(size * size, dtype=np.bool_)
    flat[cells] = True
    packed = np.packbits(flat, bitorder="little").view(np.uint64)
    return packed.reshape(size, size // 64)


def set_bits(words: Words) -> Places:
    """Return the indices of the bits that are set, ascending."""
    filled = np.flatnonzero(words)
    spread = np.unpackbits(words[filled].view(np.uint8), bitorder="little")
    place = np.flatnonzero(spread)
    found: Places = filled[place >> 6] * 64 + (place & 63)
    return found
