"""What a scorer is asked and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

Logs = np.ndarray[tuple[int], np.dtype[np.float32]]

LEAST: Final = -20.0
"""Log-probability below which no character is told, however unlikely it is."""

UNKNOWN: Final = -30.0
"""Told in place of a log-probability for a character that is no token of the model."""


@dataclass(frozen=True, slots=True)
class Context:
    """One suspicious place.

    Args:
        text: what stands round the place, the place included.
        at: offset of the place in it, in code points.
        characters: those to compare: the one that was read first, then the candidates.
    """

    text: str
    at: int
    characters: tuple[str, ...]


class Scorer(Protocol):
    """A language model that reads both sides of a place."""

    @property
    def digest(self) -> str:
        """SHA-256 of the model and its vocabulary; belongs into every cache key."""

    def score(self, contexts: Sequence[Context]) -> Sequence[Logs]:
        """Return for each context the natural log-probability of each of its characters there.

        The place is hidden from the model. Values are UNKNOWN, or from LEAST to 0.
        """
