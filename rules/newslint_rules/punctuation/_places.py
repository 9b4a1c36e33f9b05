"""Candidate places that rules of this family share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from weakref import ref

import numpy as np

from newslint.rule import Batch
from newslint.text.charclass import Class, Codes, Offsets
from newslint.text.pairs import Matching, match, odd_lines
from newslint.text.span import Span

MOST = 20
"""Findings of one kind in one line; a line with more is no prose."""

_KNOWN = np.uint16(0xFFFF & ~Class.ODD)

Found = TypeVar("Found")


class _OfBatch(Generic[Found]):
    """Answers a question about a batch once, however many rules ask; keeps no batch alive."""

    def __init__(self, find: Callable[[Batch], Found]) -> None:
        self._find = find
        self._last: tuple[ref[Codes], Found] | None = None

    def __call__(self, batch: Batch) -> Found:
        if self._last is None or self._last[0]() is not batch.codes:
            self._last = ref(batch.codes), self._find(batch)
        return self._last[1]


def _at_full_marks(batch: Batch) -> tuple[Offsets, Codes]:
    places = batch.at(Class.FULL_MARK)
    return places, batch.codes[places]


def _at_unclassed(batch: Batch) -> tuple[Offsets, Codes]:
    places = np.flatnonzero((batch.classes & _KNOWN) == 0)
    return places, batch.codes[places]


def _odd_lines(batch: Batch) -> tuple[Offsets, Offsets]:
    marks = batch.at(Class.OPENER | Class.CLOSER)
    return odd_lines(batch.codes, marks, batch.at(Class.NEWLINE | Class.BORDER))


_full_marks = _OfBatch(_at_full_marks)
_unclassed = _OfBatch(_at_unclassed)
_odd = _OfBatch(_odd_lines)


def unclassed(batch: Batch, chars: str) -> Offsets:
    """Return the offsets of some characters that have no class, or only ODD."""
    places, codes = _unclassed(batch)
    return places[one_of(codes, chars)]


def full_marks(batch: Batch, chars: str) -> Offsets:
    """Return the offsets of some full-width marks."""
    places, codes = _full_marks(batch)
    return places[one_of(codes, chars)]


def lines_with_odd_pairs(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the lines whose quotes, brackets and book-title marks do not simply nest."""
    return _odd(batch)


def one_of(codes: Codes, chars: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell for each code point whether it is one of a few characters."""
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = codes == ord(chars[0])
    for char in chars[1:]:
        found |= codes == ord(char)
    return found


def runs(places: Offsets) -> tuple[Offsets, Offsets]:
    """Return starts and lengths of the runs of neighbouring places."""
    starts = np.flatnonzero(np.diff(places, prepend=-2) > 1)
    return places[starts], np.diff(starts, append=len(places))


def matchings(text: str, lines: Sequence[Span]) -> list[Matching]:
    """Return the matching of each line; one that a window of the scan cut is made whole."""
    found = []
    for line in lines:
        end = text.find("\n", line.end)
        found.append(match(text, Span(line.start, len(text) if end < 0 else end)))
    return found
