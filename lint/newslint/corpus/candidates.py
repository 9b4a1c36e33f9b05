"""Which documents may be duplicates: those that share a key of a band.

Each task reads one range of the keys of one band from all parts, so bands and ranges run side by
side and memory is bounded by the range. Groups of a few are paired all with all; in larger ones
(boilerplate) each document is paired with a few, so that pairs stay linear in documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.fingerprints import WHOLE
from newslint.corpus.layout import SLICE, Documents, Layout
from newslint.corpus.shingles import BANDS
from newslint.corpus.store import write_store

PAIRS: Final = "candidate pairs"
GROUPS: Final = "equal texts"
LOST: Final = "lost.bits.npy"

ENOUGH: Final = 2
"""Weight from which on a pair is compared: a band weighs as much, an anchor half.

Unrelated news meet under one anchor (a quotation) six times as often as under two.
"""

FEW: Final = 12
"""Documents of a group that are paired all with all."""

MANY: Final = 256
"""In groups of more only documents that have the same figures are paired.

A bulletin and a misread copy of it meet in other bands, too, where their likes do not.
"""

_NEIGHBOURS: Final = 3
"""In a larger group each document is paired with so many behind it that have its figures."""

Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Slice:
    """A range of the keys of a band: the first key, and the last one that still belongs to it."""

    scratch: Path
    band: int
    first: int
    last: int

    @property
    def name(self) -> str:
        """Return what its results are called."""
        return f"{self.band}-{self.first:016x}"


def slices(scratch: Path, band: int, keys: int) -> Iterator[Slice]:
    """Yield ranges that divide the keys of a band, SLICE in each or fewer, about."""
    many = max(1, -(-keys // SLICE))
    bounds = [number * (1 << 64) // many for number in range(many + 1)]
    for first, end in pairwise(bounds):
        yield Slice(scratch, band, first, end - 1)


def read_slice(
    layout: Layout, one: Slice, keys: str, *columns: str
) -> tuple[Keys, tuple[NDArray[np.int64], ...]]:
    """Return the keys of a range from all parts, sorted, and what stands beside each.

    The first column holds documents of the part; it comes back with numbers of the run.
    """
    found: list[Keys] = [np.zeros(0, dtype=np.uint64)]
    beside: list[list[NDArray[np.int64]]] = [[np.zeros(0, dtype=np.int64)] for _ in columns]
    for number in range(len(layout.folders)):
        store = layout.part(number).store
        sorted_keys = store.hashes(keys)
        first = int(np.searchsorted(sorted_keys, np.uint64(one.first), side="left"))
        last = int(np.searchsorted(sorted_keys, np.uint64(one.last), side="right"))
        if first == last:
            continue
        found.append(np.array(sorted_keys[first:last], dtype=np.uint64))
        for at, column in enumerate(columns):
            values = store.numbers(column)[first:last].astype(np.int64)
            beside[at].append(values if at else values + layout.bases[number])
    joined = np.concatenate(found)
    order = np.argsort(joined, kind="stable")
    return joined[order], tuple(np.concatenate(column)[order] for column in beside)


def groups(keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return starts and ends of the runs of two or more equal keys."""
    breaks = np.ones(len(keys) + 1, dtype=np.bool_)
    breaks[1:-1] = keys[1:] != keys[:-1]
    edges = np.flatnonzero(breaks)
    starts, ends = edges[:-1], edges[1:]
    large = ends - starts > 1
    return starts[large], ends[large]


def equal_texts(one: Slice) -> Path:
    """Find the documents of a range of hashes that have the same text as another.

    The file it returns holds `members`, and `winners`, the one that stays of each one's group.
    """
    layout = Layout.read(one.scratch)
    keys, (documents,) = read_slice(layout, one, f"keys{WHOLE}", f"owners{WHOLE}")
    starts, ends = groups(keys)
    sizes = ends - starts
    inside = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    documents = documents[inside]
    hashes = layout.gather("digests", documents)
    by_preference = layout.order(documents)
    rank = np.empty(len(documents), dtype=np.int64)
    rank[by_preference] = np.arange(len(documents))
    order = np.lexsort((rank, hashes[:, 1], hashes[:, 0]))
    hashes, documents = hashes[order], documents[order]
    begins = np.ones(len(documents), dtype=np.bool_)
    begins[1:] = (hashes[1:] != hashes[:-1]).any(axis=1)
    first = np.flatnonzero(begins)
    winners = documents[first[np.cumsum(begins) - 1]] if len(first) else documents
    path = one.scratch / f"equal-{one.name}"
    arrays = {"members": documents[~begins], "winners": winners[~begins]}
    write_store(path, GROUPS, {}, arrays)
    return path


def candidate_pairs(one: Slice) -> Path:
    """Find the pairs of documents that share a key of a range; those that are lost are left out.

    The file it returns holds `first` and `second`, sorted, each pair once, first < second; `weight`
    says how much it tells that a pair is in it.
    """
    layout = Layout.read(one.scratch)
    keys, (documents,) = read_slice(layout, one, f"keys{one.band}", f"owners{one.band}")
    kept = ~is_lost(one.scratch, documents)
    keys, documents = keys[kept], documents[kept]
    starts, ends = groups(keys)
    first, second = _all_pairs(documents, starts, ends)
    large = ends - starts > FEW
    if large.any():
        more = _few_pairs(layout, documents, starts[large], ends[large])
        first, second = np.concatenate((first, more[0])), np.concatenate((second, more[1]))
    path = one.scratch / f"pairs-{one.name}"
    first, second = unique_pairs(first, second)
    weight = ENOUGH if one.band < BANDS else 1
    write_store(path, PAIRS, {"weight": weight}, {"first": first, "second": second})
    return path


def unique_pairs(first: Documents, second: Documents) -> tuple[Documents, Documents]:
    """Return pairs sorted, each once, the lower number first; none of a document with itself."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    new = low != high
    new[1:] &= (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return low[new], high[new]


def is_lost(scratch: Path, documents: Documents) -> NDArray[np.bool_]:
    """Tell of documents whether they are known to be lost."""
    bits = np.load(scratch / LOST, mmap_mode="r")
    lost: NDArray[np.bool_] = (bits[documents >> 3] >> (documents & 7)) & 1 > 0
    return lost


def _all_pairs(
    documents: Documents, starts: Documents, ends: Documents
) -> tuple[Documents, Documents]:
    first, second = [documents[:0]], [documents[:0]]
    sizes = ends - starts
    for size in range(2, FEW + 1):
        group = documents[starts[sizes == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        first.append(group[:, left].ravel())
        second.append(group[:, right].ravel())
    return np.concatenate(first), np.concatenate(second)


def _few_pairs(
    layout: Layout, documents: Documents, starts: Documents, ends: Documents
) -> tuple[Documents, Documents]:
    """Return pairs of large groups, linear in their documents.

    In order of figures and length each is paired with a few behind it and with the first, among
    those that have the same figures; and with the first of its group, unless those are MANY.
    """
    sizes = ends - starts
    owners = np.repeat(np.arange(len(starts)), sizes)
    inside = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    members = documents[inside]
    figures = layout.gather("figures", members).astype(np.uint64)
    order = np.lexsort((members, layout.gather("sizes", members), figures, owners))
    members, figures, owners = members[order], figures[order], owners[order]
    places = np.arange(len(members))
    of_group, of_figures = _firsts(owners, figures)
    paired = [
        (of_figures, places),
        (of_group[sizes[owners] <= MANY], places[sizes[owners] <= MANY]),
    ]
    for step in range(1, _NEIGHBOURS + 1):
        same = of_figures[:-step] == of_figures[step:]
        paired.append((places[:-step][same], places[step:][same]))
    first, second = (np.concatenate(column) for column in zip(*paired, strict=True))
    return members[first], members[second]


def _firsts(owners: Documents, figures: Keys) -> Iterator[Documents]:
    """Yield for each place that of the first of its group, then of the first with its figures."""
    begins = np.ones(len(owners), dtype=np.bool_)
    begins[1:] = owners[1:] != owners[:-1]
    yield np.flatnonzero(begins)[np.cumsum(begins) - 1]
    begins[1:] |= figures[1:] != figures[:-1]
    yield np.flatnonzero(begins)[np.cumsum(begins) - 1]
