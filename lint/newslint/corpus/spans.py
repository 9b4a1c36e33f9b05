"""What a document that is lost shares with the one that stays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.layout import Documents, Layout
from newslint.corpus.normal import Normal, normalise
from newslint.corpus.shingles import Grams
from newslint.corpus.store import open_store, write_store

LOSERS: Final = "lost documents"
EQUAL, NEAR = 0, 1
"""Kinds of losers."""

FOUND: Final = "lost documents with spans"
_UNITS: Final = 1 << 17

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Shared:
    """Lost documents of one range, in a file with `documents`, `winners` and `kinds`."""

    scratch: Path
    losers: Path
    first: int
    last: int

    @property
    def found(self) -> Path:
        """Return the file that is written."""
        return self.scratch / f"spans-{self.first}"


def shared_spans(one: Shared) -> Path:
    """Find what lost documents share with their winners.

    The file it returns holds `starts` and `ends` in code points, and `bounds`, where those of each
    document begin.
    """
    layout = Layout.read(one.scratch)
    store = open_store(one.losers, LOSERS)
    losers = np.array(store.numbers("documents")[one.first : one.last])
    winners = np.array(store.numbers("winners")[one.first : one.last])
    equal = np.array(store.numbers("kinds")[one.first : one.last]) == EQUAL
    found = spans_of(layout, losers, winners, equal)
    flat = np.array([span for spans in found for span in spans], dtype=np.int64).reshape(-1, 2)
    bounds = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum([len(spans) for spans in found], out=bounds[1:])
    arrays = {"starts": flat[:, 0], "ends": flat[:, 1], "bounds": bounds}
    write_store(one.found, FOUND, {}, arrays)
    return one.found


def spans_of(
    layout: Layout, losers: Documents, winners: Documents, equal: NDArray[np.bool_]
) -> list[Spans]:
    """Return what each loser shares with its winner: all of it when the texts are equal."""
    found: list[Spans] = []
    for begin, end in layout.portions(losers, winners, most=_UNITS):
        found += _of_pairs(layout, losers[begin:end], winners[begin:end], equal[begin:end])
    return found


def _of_pairs(
    layout: Layout, losers: Documents, winners: Documents, equal: NDArray[np.bool_]
) -> list[Spans]:
    texts = layout.texts(losers)
    found: list[Spans] = [[(len(text) - len(text.lstrip()), len(text.rstrip()))] for text in texts]
    near = np.flatnonzero(~equal)
    of, inverse = np.unique(winners[near], return_inverse=True)
    normal = normalise([texts[place] for place in near.tolist()], places=True)
    others = normalise(layout.texts(of))
    shared = spans(normal, others, inverse, layout.settings.shingle)
    for place, some in zip(near.tolist(), shared, strict=True):
        found[place] = some
    return found


def spans(normal: Normal, others: Normal, which: NDArray[np.int64], shingle: int) -> list[Spans]:
    """Return the spans of each text whose every shingle stands in another text, too.

    Args:
        normal: the texts, with their places.
        others: texts to compare with.
        which: the number of the other text of each text.
        shingle: characters of a shingle; no text is shorter.
    """
    here, there = Grams(normal).hashes(shingle), Grams(others).hashes(shingle)
    found: list[Spans] = []
    for number, other in enumerate(which.tolist()):
        begin, end = normal.starts[number], normal.starts[number + 1]
        known = np.sort(there[others.starts[other] : others.starts[other + 1]])
        mine = here[begin : max(begin, end - shingle + 1)]
        at = np.minimum(np.searchsorted(known, mine), len(known) - 1)
        offsets = np.flatnonzero(known[at] == mine)
        found.append(_joined(normal.places_of(number), offsets, shingle))
    return found


def _joined(origin: NDArray[np.int64], offsets: NDArray[np.int64], shingle: int) -> Spans:
    """Return the spans that shingles at some offsets cover, in code points."""
    covered = np.zeros(len(origin) + 1, dtype=np.int64)
    np.add.at(covered, offsets, 1)
    np.add.at(covered, offsets + shingle, -1)
    inner = np.cumsum(covered[:-1]) > 0
    edges = np.flatnonzero(np.diff(inner.view(np.int8), prepend=np.int8(0), append=np.int8(0)))
    return [
        (int(origin[first]), int(origin[last - 1]) + 1)
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ]
