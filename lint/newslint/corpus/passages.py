"""Passages that stand word for word in several documents.

Every passage of the least length holds a sampled gram (see `shingles.sampled`), so documents
that share a passage share a key. Where two share one, both texts are read and compared character by
character; what is left is cut at the ends of sentences. Nothing depends on hashes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import regex
from numpy.typing import NDArray

from newslint.corpus.candidates import Slice, groups, is_lost, read_slice
from newslint.corpus.layout import RANGE, Documents, Layout
from newslint.corpus.normal import normalise
from newslint.corpus.store import open_store, write_store

SEEDS: Final = "places of sampled grams"
PASSAGES: Final = "shared passages"
_UNITS: Final = 1 << 17

_BREAK = regex.compile(r"[。！？!?…]+[”’」』）)\"']*|[.]+[”’\"']*(?=\s|$)|\n(?=\s)")
"""Where a sentence ends: behind its marks, or before a blank or an indented line."""

_OPENING = "“‘「『（(《\"'"

Numbers = NDArray[np.int64]


def seeds(one: Slice) -> Path:
    """Find the sampled grams of a range of keys that stand in several documents that stay.

    The file it returns holds, sorted by `document`: `document`, `place`, `other`, `beside` (the
    place in the other), and `many`, how many documents have the gram.
    """
    layout = Layout.read(one.scratch)
    keys, (documents, places) = read_slice(
        layout, one, "passage_keys", "passage_owners", "passage_places"
    )
    kept = ~is_lost(one.scratch, documents)
    keys, documents, places = keys[kept], documents[kept], places[kept]
    order = np.lexsort((places, documents, keys))
    keys, documents, places = keys[order], documents[order], places[order]
    starts, ends = groups(keys)
    different = documents[starts] != documents[ends - 1] if len(starts) else starts > 0
    starts, ends = starts[different], ends[different]
    sizes = ends - starts
    owners = np.repeat(np.arange(len(starts)), sizes)
    inside = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    of_first = documents[inside] == documents[starts][owners]
    news = np.ones(len(inside), dtype=np.bool_)
    news[1:] = (documents[inside][1:] != documents[inside][:-1]) | (owners[1:] != owners[:-1])
    many = np.bincount(owners[news], minlength=len(starts))
    second = starts + np.bincount(owners[of_first], minlength=len(starts))
    beside = np.where(of_first, second[owners], starts[owners])
    columns = {
        "document": documents[inside],
        "place": places[inside],
        "other": documents[beside],
        "beside": places[beside],
        "many": many[owners],
    }
    order = np.argsort(columns["document"], kind="stable")
    path = one.scratch / f"seeds-{one.name}"
    write_store(path, SEEDS, {}, {name: column[order] for name, column in columns.items()})
    return path


@dataclass(frozen=True, slots=True)
class Cut:
    """Whole sentences: their span in code points, and how many units are compared of them."""

    start: int
    end: int
    units: int


@dataclass(frozen=True, slots=True)
class Sentences:
    """Where the sentences of a text start and end.

    Args:
        starts: unit of the text as it is compared with which each starts, ascending.
        ends: unit behind which each ends, ascending.
        first: code point of each start.
        last: code point behind each end, its marks included.
    """

    starts: Numbers
    ends: Numbers
    first: Numbers
    last: Numbers

    @classmethod
    def of(cls, text: str, places: Numbers) -> Sentences:
        """Return the sentences of a text; `places` are the code points of its units."""
        breaks = [match.end() for match in _BREAK.finditer(text)]
        ends, at = np.unique(np.searchsorted(places, [*breaks, len(text)]), return_index=True)
        last = np.array([*breaks, len(text.rstrip())], dtype=np.int64)[at]
        starts = np.unique(np.concatenate(([0], ends)))
        starts = starts[starts < len(places)]
        first = [_opened(text, int(place)) for place in places[starts]]
        return cls(starts, ends, np.array(first, dtype=np.int64), last)

    def inside(self, start: int, end: int) -> Cut | None:
        """Return the whole sentences among some units, None when there are none."""
        first = int(np.searchsorted(self.starts, start))
        last = int(np.searchsorted(self.ends, end, side="right")) - 1
        if first == len(self.starts) or last < 0 or self.starts[first] >= self.ends[last]:
            return None
        units = int(self.ends[last] - self.starts[first])
        return Cut(int(self.first[first]), int(self.last[last]), units)


def _opened(text: str, start: int) -> int:
    """Return where a sentence starts with the marks that open it."""
    while start and text[start - 1] in _OPENING:
        start -= 1
    return start


@dataclass(frozen=True, slots=True)
class Extend:
    """Documents of a range whose sampled grams stand in others, in some files of seeds."""

    scratch: Path
    seeds: tuple[Path, ...]
    first: int

    @property
    def found(self) -> Path:
        """Return the file that is written."""
        return self.scratch / f"passages-{self.first}"


def ranges(scratch: Path, files: tuple[Path, ...], documents: int) -> Iterator[Extend]:
    """Yield the tasks that compare all texts that share sampled grams."""
    for first in range(0, documents, RANGE):
        yield Extend(scratch, files, first)


def shared_passages(one: Extend) -> Path | None:
    """Find the shared passages of the documents of a range; None when there are none.

    The file it returns holds `document`, `start`, `end`, `other`, `many`, sorted by document, then
    start.
    """
    names = ("document", "place", "other", "beside", "many")
    parts: list[list[Numbers]] = [[] for _ in names]
    for path in one.seeds:
        store = open_store(path, SEEDS)
        begin, end = np.searchsorted(store.numbers("document"), (one.first, one.first + RANGE))
        for part, name in zip(parts, names, strict=True):
            part.append(np.array(store.numbers(name)[begin:end]))
    document, place, other, beside, many = (np.concatenate(part) for part in parts)
    if not len(document):
        return None
    layout = Layout.read(one.scratch)
    diagonal = place - beside
    order = np.lexsort((place, diagonal, other, document))
    keys = np.stack((document, other, diagonal), axis=1)[order]
    place, many = place[order], many[order]
    begins = np.flatnonzero(np.concatenate(([True], (keys[1:] != keys[:-1]).any(axis=1))))
    ends = np.append(begins[1:], len(keys))
    rows: list[tuple[int, int, int, int, int]] = []
    for first, last in layout.portions(keys[begins, 0], keys[begins, 1], most=_UNITS):
        rows += _extended(layout, keys, place, many, begins[first:last], ends[first:last])
    if not rows:
        return None
    table = np.array(_widest(sorted(rows)), dtype=np.int64)
    columns = {name: table[:, at] for at, name in enumerate(("document", "start", "end"))}
    columns |= {"other": table[:, 3], "many": table[:, 4]}
    write_store(one.found, PASSAGES, {}, columns)
    return one.found


def _extended(
    layout: Layout,
    keys: Numbers,
    place: Numbers,
    many: Numbers,
    begins: Numbers,
    ends: Numbers,
) -> list[tuple[int, int, int, int, int]]:
    """Return the passages of pairs of documents: document, start, end, other, how many."""
    of: Documents = np.unique(keys[begins, :2])
    texts = layout.texts(of)
    normal = normalise(texts, places=True)
    characters = layout.settings.characters
    breaks: dict[int, Sentences] = {}
    found = []
    for first, last in zip(begins.tolist(), ends.tolist(), strict=True):
        document, other, diagonal = keys[first].tolist()
        here, there = np.searchsorted(of, (document, other)).tolist()
        for start, end in _equal(normal.of(here), normal.of(there), diagonal, characters):
            among = (place[first:last] >= start) & (place[first:last] < end)
            if not among.any():
                continue
            if here not in breaks:
                breaks[here] = Sentences.of(texts[here], normal.places_of(here))
            cut = breaks[here].inside(start, end)
            if cut is None or cut.units < characters:
                continue
            found.append((document, cut.start, cut.end, other, int(many[first:last][among].max())))
    return found


def _equal(
    here: NDArray[np.uint16], there: NDArray[np.uint16], diagonal: int, least: int
) -> list[tuple[int, int]]:
    """Return the runs of equal units of two texts, the one moved, in places of the first."""
    first = max(0, diagonal)
    last = min(len(here), len(there) + diagonal)
    same = here[first:last] == there[first - diagonal : last - diagonal]
    edges = np.flatnonzero(np.diff(same.view(np.int8), prepend=np.int8(0), append=np.int8(0)))
    starts, ends = edges[::2] + first, edges[1::2] + first
    long = ends - starts >= least
    return list(zip(starts[long].tolist(), ends[long].tolist(), strict=True))


def _widest(
    rows: list[tuple[int, int, int, int, int]],
) -> list[tuple[int, int, int, int, int]]:
    """Return passages without those that lie in another of the same document."""
    kept: list[tuple[int, int, int, int, int]] = []
    for row in sorted(rows, key=lambda row: (row[0], row[1], -row[2], -row[4], row[3])):
        if kept and kept[-1][0] == row[0] and row[2] <= kept[-1][2]:
            if row[4] > kept[-1][4]:
                kept[-1] = (*kept[-1][:4], row[4])
            continue
        kept.append(row)
    return kept
