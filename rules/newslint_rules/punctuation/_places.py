"""Candidate places that rules of this family share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from newslint.rule import Batch
from newslint.text.charclass import Class, Codes, Offsets
from newslint.text.pairs import Matching, match, odd_lines
from newslint.text.span import Span

MOST = 20
"""Findings of one kind in one line; a line with more is no prose."""

_KNOWN = np.uint16(0xFFFF & ~Class.ODD)


def _at_full_marks(batch: Batch) -> tuple[Offsets, Codes]:
    places = batch.at(Class.FULL_MARK)
    return places, batch.codes[places]


def _at_unclassed(batch: Batch) -> tuple[Offsets, Codes]:
    places = np.flatnonzero((batch.classes & _KNOWN) == 0)
    return places, batch.codes[places]


def _odd_lines(batch: Batch) -> tuple[Offsets, Offsets]:
    marks = batch.at(Class.OPENER | Class.CLOSER)
    return odd_lines(batch.codes, marks, batch.at(Class.NEWLINE | Class.BORDER))


def unclassed(batch: Batch, chars: str) -> Offsets:
    """Return the offsets of some characters that have no class, or only ODD."""
    places, codes = batch.once(_at_unclassed)
    return places[one_of(codes, chars)]


def full_marks(batch: Batch, chars: str) -> Offsets:
    """Return the offsets of some full-width marks."""
    places, codes = batch.once(_at_full_marks)
    return places[one_of(codes, chars)]


def lines_with_odd_pairs(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the lines whose quotes, brackets and book-title marks do not simply nest."""
    return batch.once(_odd_lines)


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
