"""N-grams as numbers, and their hashes."""

from __future__ import annotations

from typing import Final

import numpy as np

Keys = np.ndarray[tuple[int], np.dtype[np.uint64]]
Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]

WIDTH: Final = np.uint64(16)
"""Bits of a symbol in a key; the last symbol stands lowest."""

_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def hashed(keys: Keys) -> Hashes:
    """Return a hash of each n-gram in which every bit depends on all of its own (splitmix64)."""
    mixed = keys ^ (keys >> np.uint64(30))
    mixed *= _FIRST
    mixed ^= mixed >> np.uint64(27)
    mixed *= _SECOND
    mixed ^= mixed >> np.uint64(31)
    return mixed
