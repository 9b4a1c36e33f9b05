"""Whether two documents are near duplicates: exact Jaccard similarity, and their figures.

Shingles are compared by 44 bits of their hashes: of two texts of 2,000 shingles that share
none, two hashes agree with a probability of 2e-7.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.candidates import ENOUGH, PAIRS
from newslint.corpus.layout import RANGE, Documents, Layout
from newslint.corpus.normal import Normal, normalise
from newslint.corpus.settings import Settings
from newslint.corpus.shingles import Grams, Hashes, figures, without_figures
from newslint.corpus.store import Array, open_store, write_store

EDGES: Final = "near duplicates"

_UNITS: Final = 1 << 17
"""Units of text that are compared together, about."""

_ELEMENTS: Final = 1 << 18
_SHIFT: Final = np.uint64(20)
_PAIR: Final = np.uint64(44)

_CHANCE: Final = 0.01
"""Figures that differ count as misread when so many would by chance in more than 1 % of cases."""

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Verify:
    """Candidates to compare: those of some files whose first document is in a range."""

    scratch: Path
    pairs: tuple[Path, ...]
    first: int
    name: str


def ranges(scratch: Path, pairs: tuple[Path, ...], documents: int, name: str) -> Iterator[Verify]:
    """Yield the tasks that compare all candidates."""
    for first in range(0, documents, RANGE):
        yield Verify(scratch, pairs, first, name)


def near_duplicates(one: Verify) -> Path | None:
    """Compare the candidates of a range; None when there are none.

    The file it returns holds `first`, `second`, sorted, and the `similarity` of those that are
    near duplicates.
    """
    firsts, seconds, weights = [], [], []
    for path in one.pairs:
        store = open_store(path, PAIRS)
        column = store.numbers("first")
        begin, end = np.searchsorted(column, (one.first, one.first + RANGE))
        if begin < end:
            firsts.append(np.array(column[begin:end]))
            seconds.append(np.array(store.numbers("second")[begin:end]))
            weights.append(np.full(end - begin, int(store.facts["weight"])))
    if not firsts:
        return None
    layout = Layout.read(one.scratch)
    first, second = worth_comparing(*map(np.concatenate, (firsts, seconds, weights)))
    similarity, near = compared(layout, first, second)
    path = one.scratch / f"{one.name}-{one.first}"
    arrays: dict[str, Array] = {
        "first": first[near],
        "second": second[near],
        "similarity": similarity[near].astype(np.float32),
    }
    write_store(path, EDGES, {}, arrays)
    return path


def worth_comparing(
    first: Documents, second: Documents, weights: NDArray[np.int64]
) -> tuple[Documents, Documents]:
    """Return the pairs that met in a band, or under two anchors, each once, sorted."""
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    if not len(first):
        return first, second
    new = np.ones(len(first), dtype=np.bool_)
    new[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    at = np.flatnonzero(new)
    enough = at[np.add.reduceat(weights[order], at) >= ENOUGH]
    return first[enough], second[enough]


def compared(layout: Layout, first: Documents, second: Documents) -> tuple[Numbers, Flags]:
    """Return the similarity of pairs, and whether they are near duplicates.

    Pairs half of whose figures differ are told apart by those alone; their similarity is 0.
    """
    similarity = np.zeros(len(first))
    near = np.zeros(len(first), dtype=np.bool_)
    for begin, end in layout.portions(first, second, most=_UNITS):
        of, inverse = np.unique(
            np.concatenate((first[begin:end], second[begin:end])), return_inverse=True
        )
        normal = normalise(layout.texts(of))
        left, right = np.split(inverse, 2)
        similarity[begin:end], near[begin:end] = _near(normal, left, right, layout.settings)
    return similarity, near


def _near(
    normal: Normal, first: Documents, second: Documents, settings: Settings
) -> tuple[Numbers, Flags]:
    """Return what `compared` does; pairs that their figures tell apart have similarity 0."""
    similarity, near = np.zeros(len(first)), np.zeros(len(first), dtype=np.bool_)
    hashes, owners, sizes = figures(normal)
    many = np.bincount(owners, minlength=len(normal.starts) - 1)
    letters = np.bincount(owners, weights=sizes, minlength=len(many))
    sets = _sets(_numbered(hashes, owners), np.concatenate(([0], np.cumsum(many))))
    fewer = np.minimum(many[first], many[second])
    missing = fewer - shared(*sets, first, second)
    agree = missing <= (1 - settings.figures) * fewer + 1e-9
    places = np.flatnonzero(agree | (2 * missing <= fewer))
    if not len(places):
        return similarity, near
    some, left, right = _only(normal, first[places], second[places])
    alike = jaccard(*_shingles(some, settings.shingle), left, right)
    similarity[places] = alike
    near[places] = (alike >= settings.similarity) & agree[places]
    doubt = np.flatnonzero((alike >= settings.similarity) & ~agree[places])
    if len(doubt):
        bare, one, other = _only(some, left[doubt], right[doubt])
        alike = jaccard(*_shingles(without_figures(bare), settings.shingle), one, other)
        misread = 1 - (2 * alike / (1 + alike)) ** (1 / settings.shingle)
        at = places[doubt]
        expected = misread * np.minimum(letters[first[at]], letters[second[at]])
        near[at] = _by_chance(missing[at], expected) >= _CHANCE
    return similarity, near


def _only(normal: Normal, left: Documents, right: Documents) -> tuple[Normal, Documents, Documents]:
    """Return the documents of some pairs alone, and the pairs among them."""
    used, inverse = np.unique(np.concatenate((left, right)), return_inverse=True)
    starts = np.zeros(len(used) + 1, dtype=np.int64)
    np.cumsum(np.diff(normal.starts)[used], out=starts[1:])
    units = np.concatenate([normal.of(one) for one in used.tolist()])
    return Normal(units, starts), inverse[: len(left)], inverse[len(left) :]


def _shingles(normal: Normal, size: int) -> tuple[Hashes, Documents]:
    return _sets(Grams(normal).hashes(size), normal.starts)


def _by_chance(missing: NDArray[np.int64], expected: Numbers) -> Numbers:
    """Return the probability that so many figures or more are misread (Poisson)."""
    term = np.exp(-expected)
    below = np.zeros(len(missing))
    for count in range(int(missing.max(initial=0))):
        below += np.where(count < missing, term, 0)
        term = term * expected / (count + 1)
    return 1 - below


def _numbered(hashes: Hashes, owners: Documents) -> Hashes:
    """Return hashes of the figures of each document in which a second equal one differs."""
    order = np.lexsort((hashes, owners))
    found, whose = hashes[order], owners[order]
    begins = np.ones(len(found), dtype=np.bool_)
    begins[1:] = (found[1:] != found[:-1]) | (whose[1:] != whose[:-1])
    first = np.flatnonzero(begins)
    again = np.arange(len(found)) - (first[np.cumsum(begins) - 1] if len(first) else 0)
    numbered: Hashes = found + again.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    return numbered


def _sets(hashes: Hashes, starts: Documents) -> tuple[Hashes, Documents]:
    """Return the hashes of each document, 44 bits of each, every one once and in order."""
    documents = np.repeat(np.arange(len(starts) - 1, dtype=np.uint64), np.diff(starts))
    keys = hashes >> _SHIFT
    for first, last in pairwise(starts.tolist()):
        keys[first:last].sort()  # many small sorts take a quarter of the time of one large one
    keys |= documents << _PAIR
    if len(keys):
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    edges = np.arange(len(starts), dtype=np.uint64) << _PAIR
    return keys & np.uint64((1 << 44) - 1), np.searchsorted(keys, edges).astype(np.int64)


def jaccard(sets: Hashes, starts: Documents, left: Documents, right: Documents) -> Numbers:
    """Return the Jaccard similarity of pairs of sets; 0 when one is empty."""
    sizes = np.diff(starts)
    both = shared(sets, starts, left, right)
    either = sizes[left] + sizes[right] - both
    return both / np.maximum(either, 1)


def shared(sets: Hashes, starts: Documents, left: Documents, right: Documents) -> NDArray[np.int64]:
    """Return how many hashes the two sets of each pair have in common."""
    sizes = np.diff(starts)
    total = np.cumsum(sizes[left] + sizes[right])
    found = np.zeros(len(left), dtype=np.int64)
    begin = 0
    while begin < len(left):
        room = int(total[begin - 1]) + _ELEMENTS if begin else _ELEMENTS
        end = max(begin + 1, int(np.searchsorted(total, room, side="right")))
        end = min(end, begin + (1 << 20))
        which = np.concatenate((left[begin:end], right[begin:end]))
        counts = sizes[which]
        offsets = np.cumsum(counts) - counts
        places = np.repeat(starts[which] - offsets, counts) + np.arange(int(counts.sum()))
        pairs = np.tile(np.arange(end - begin, dtype=np.uint64), 2)
        keys = (np.repeat(pairs, counts) << _PAIR) | sets[places]
        keys.sort(kind="stable")  # two sorted runs, which it merges
        same = keys[1:][keys[1:] == keys[:-1]] >> _PAIR
        found[begin:end] = np.bincount(same.astype(np.int64), minlength=end - begin)
        begin = end
    return found
