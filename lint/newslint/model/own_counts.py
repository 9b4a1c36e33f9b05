"""How often texts that a corpus holds have n-grams themselves, so that these can be left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from newslint.model.counts import keys_of
from newslint.model.keys import Keys, hashed
from newslint.model.ngrams import Bytes, Flags, Owners
from newslint.model.symbols import Symbols

MIXED: Final = (2, 3, 4)
"""Orders that are counted in the corpus."""

Counts = np.ndarray[tuple[int], np.dtype[np.float32]]

_OWN_BITS = 22
_TEXT = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Own:
    """How often the texts of a stream hold n-grams themselves.

    Counts lie in two hashed tables an order, of which the smaller number is right for all but
    about one n-gram in a hundred.
    """

    symbols: Symbols
    text_of: Owners
    member: Flags

    def counts(self, order: int, keys: Keys, texts: Owners) -> Counts:
        """Return how often each text holds an n-gram."""
        tables = self._tables[order]
        found = [table[cell] for table, cell in zip(tables, _cells(keys, texts), strict=True)]
        return np.minimum(*found).astype(np.float32)

    @cached_property
    def _tables(self) -> dict[int, list[Bytes]]:
        tables: dict[int, list[Bytes]] = {}
        for order in MIXED:
            keys = keys_of(self.symbols, order)
            inside = self.member[: len(keys)]
            cells = _cells(keys[inside], self.text_of[: len(keys)][inside])
            counted = (np.bincount(cell, minlength=1 << _OWN_BITS) for cell in cells)
            tables[order] = [np.minimum(one, 255).astype(np.uint8) for one in counted]
        return tables


def _cells(keys: Keys, texts: Owners) -> tuple[Owners, Owners]:
    mixed = hashed(keys ^ (texts.astype(np.uint64) * _TEXT))
    mask = np.uint64((1 << _OWN_BITS) - 1)
    high = mixed >> np.uint64(64 - _OWN_BITS)
    return high.astype(np.int64), (mixed & mask).astype(np.int64)
