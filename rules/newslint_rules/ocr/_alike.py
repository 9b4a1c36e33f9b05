"""Tells whether two Han look alike in print."""

from __future__ import annotations

from functools import cache

import numpy as np

from newslint.model.confusions import confusions

BEST = 20
"""So many candidates of a misread character count as like it."""

_LAST = 0xFFFF


def alike(one: str, other: str) -> bool:
    """Tell whether one of two characters is among those that the other is readily taken for."""
    return other in _readings(one) or one in _readings(other)


@cache
def _readings(char: str) -> frozenset[str]:
    """Return what a character may truly be; the table lists none beyond the first plane."""
    if ord(char) > _LAST:
        return frozenset()
    _, candidates = confusions().of(np.array([ord(char)], dtype=np.uint16), BEST)
    return frozenset(map(chr, candidates.tolist()))
