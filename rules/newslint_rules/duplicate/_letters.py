"""The letters of a batch and their stretches, found once for all rules of this family."""

from __future__ import annotations

import numpy as np

from newslint.rule import Batch
from newslint.text.charclass import Class, Offsets
from newslint.text.repeats import Letters, letters

SHORTEST_LINE = 30
"""Near copies of shorter lines are too often different facts."""

Stretches = tuple[Offsets, Offsets]
"""Starts and ends among the letters, ascending; none is empty."""


def batch_letters(batch: Batch) -> Letters:
    """Return the letters of a batch."""
    return letters(batch.codes, batch.classes)


def sentences(batch: Batch) -> Stretches:
    """Return the stretches between final marks, line ends and borders."""
    return _between(batch, batch.at(Class.FINAL | Class.NEWLINE | Class.BORDER))


def lines(batch: Batch) -> Stretches:
    """Return the stretches between line ends and borders."""
    return _between(batch, batch.at(Class.NEWLINE | Class.BORDER))


def clauses(batch: Batch) -> Stretches:
    """Return the stretches of letters with nothing between them."""
    places = batch.once(batch_letters).places
    cuts = np.flatnonzero(np.diff(places) != 1) + 1
    return _stretches(cuts, len(places))


def long_lines(batch: Batch) -> Stretches:
    """Return the lines of at least SHORTEST_LINE letters."""
    starts, ends = batch.once(lines)
    fit = ends - starts >= SHORTEST_LINE
    return starts[fit], ends[fit]


def owners(batch: Batch, starts: Offsets) -> Offsets:
    """Return the number of the document that each stretch lies in."""
    places = batch.once(batch_letters).places
    return np.searchsorted(batch.starts, places[starts], side="right").astype(np.int64)


def placed(batch: Batch, starts: Offsets, ends: Offsets) -> Stretches:
    """Return stretches of letters as spans of the batch's text, in order of their starts."""
    places = batch.once(batch_letters).places
    order = np.lexsort((ends, starts))
    return places[starts[order]], places[ends[order] - 1] + 1


def _between(batch: Batch, marks: Offsets) -> Stretches:
    places = batch.once(batch_letters).places
    cuts = np.searchsorted(places, marks)
    starts, ends = _stretches(cuts[np.diff(cuts, prepend=-1) != 0], len(places))
    borders = batch.classes[places[starts]] & np.uint16(Class.BORDER) if len(starts) else starts
    starts = starts + (borders != 0)
    some = ends > starts
    return starts[some], ends[some]


def _stretches(cuts: Offsets, size: int) -> Stretches:
    inner = cuts[(cuts > 0) & (cuts < size)].astype(np.int64)
    if not size:
        return inner[:0], inner[:0]
    return np.concatenate(([0], inner)).astype(np.int64), np.append(inner, size)
