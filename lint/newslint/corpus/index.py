"""A reference index on disk: fingerprints of an accepted corpus to check new documents by.

A directory with `index.nl`, which says what it is and how its fingerprints were made, and a folder
of fingerprints (see `fingerprints`) for every time that documents were added. Segments are never
changed: one appears whole, by one rename, or not at all. A query maps them into memory and
looks its keys up, so it costs the new documents and not those of the index; the checksums of all
but the texts are compared when the index is opened, those of the texts that are used by the hash
of each.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.candidates import ENOUGH, FEW, unique_pairs
from newslint.corpus.fingerprints import (
    TEXTS,
    WHOLE,
    Fingerprints,
    Part,
    digests,
    identity,
    open_part,
)
from newslint.corpus.layout import Documents, Layout
from newslint.corpus.lock import locked
from newslint.corpus.normal import normalise
from newslint.corpus.settings import Duplicate, Entry, Settings
from newslint.corpus.shingles import BANDS, KEYS
from newslint.corpus.spans import spans_of
from newslint.corpus.store import Fact, damaged, open_store, write_store
from newslint.corpus.verify import compared, worth_comparing
from newslint.errors import UsageError
from newslint.sinks.files import writing

KIND: Final = "reference index"
HEADER: Final = "index.nl"
LOCK: Final = "lock"

_MOST: Final = 1 << 12
"""Documents of the index under one key that a new document is compared with are chosen among so
many."""

_QUERIES: Final = 1 << 12
"""New documents that are looked up together."""


@dataclass(frozen=True)
class Index:
    """An index that was opened."""

    path: Path
    settings: Settings

    @classmethod
    def create(cls, path: Path, settings: Settings) -> Index:
        """Make an empty index; raises UsageError when there is something already."""
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise UsageError(
                "there is something already",
                where=str(path),
                todo="name a new directory, or use `newslint dedup index add`",
            )
        settings = _of(settings)
        with writing(path):
            path.mkdir(parents=True, exist_ok=True)
        facts: dict[str, Fact] = {"identity": identity(settings), "shingle": settings.shingle}
        write_store(path / HEADER, KIND, facts, {}, durable=True)
        return cls(path, settings)

    @classmethod
    def open(cls, path: Path, settings: Settings) -> Index:
        """Open an index; `settings` say from which similarity on documents are duplicates.

        Raises UsageError for what is no index, is of a newer newslint, or was made for other
        shingles, DamagedError for a damaged one.
        """
        if not (path / HEADER).is_file():
            raise UsageError(
                "this is no reference index" if path.exists() else "no such index",
                where=str(path),
                todo="make one with `newslint dedup index build`",
            )
        settings = _of(settings)
        header = open_store(path / HEADER, KIND, check=True)
        made, wanted = str(header.facts["identity"]), identity(settings)
        if made != wanted:
            raise UsageError(
                f"made for other settings ({made}; wanted: {wanted})",
                where=str(path),
                todo="set the shingle of DUP102 back, or build the index anew",
            )
        index = cls(path, settings)
        for folder in index.segments():
            open_part(folder).store.check()
        return index

    def segments(self) -> list[Path]:
        """Return the folders of the segments, the oldest first."""
        return sorted(one for one in self.path.iterdir() if one.name.isdigit())

    @property
    def documents(self) -> int:
        """Return how many documents it has."""
        return sum(open_part(folder).documents for folder in self.segments())

    @contextmanager
    def adding(self) -> Iterator[Fingerprints]:
        """Give what takes new documents; they are in the index when the block succeeds.

        Documents whose text the index has, or that came before in this block, and those without a
        letter or figure are left out. Raises OutputError, also when another process adds.
        """
        with locked(self.path / LOCK, "index"), writing(self.path):
            stage = Path(tempfile.mkdtemp(prefix=".new-", dir=self.path))
            try:
                prints = Fingerprints(stage / "all", self.settings)
                yield prints
                prints.close()
                self._append(stage)
            finally:
                shutil.rmtree(stage, ignore_errors=True)

    def _append(self, stage: Path) -> None:
        staged = open_part(stage / "all")
        new = self._new(staged)
        if not len(new):
            return
        ready = stage / "all"
        if len(new) < staged.documents:
            ready = stage / "new"
            prints = Fingerprints(ready, self.settings)
            sources, of = staged.sources(), staged.store.numbers("sources")
            dates = staged.store.numbers("dates")
            for one in new.tolist():
                entry = Entry(staged.id(one), sources[int(of[one])], date_of(int(dates[one])))
                prints.add(entry, staged.text(one))
            prints.close()
        last = max((int(one.name) for one in self.segments()), default=0)
        ready.replace(self.path / f"{last + 1:06}")

    def _new(self, staged: Part) -> Documents:
        """Return the staged documents whose text is not in the index, each text once."""
        hashes = staged.store.hashes("digests")
        filled = np.flatnonzero(staged.store.numbers("sizes") > 0)
        _, first = np.unique(hashes[filled], axis=0, return_index=True)
        new = np.sort(filled[first])
        for folder in self.segments():
            part = open_part(folder)
            places, others = _looked_up(part, WHOLE, hashes[new, 0])
            same = part.store.hashes("digests")[others] == hashes[new][places]
            new = np.delete(new, np.unique(places[same.all(axis=1)]))
        return new

    def query(self, folder: Path) -> Mapping[int, Duplicate]:
        """Return the documents of a folder of fingerprints that are in the index, or nearly.

        By ordinal, ascending. The winner is the most similar one, of equals the preferred one.
        """
        folders = (*self.segments(), folder)
        sizes = tuple(open_part(one).documents for one in folders)
        layout = Layout(folders, sizes, self.settings)
        found: dict[int, Duplicate] = {}
        for begin in range(0, sizes[-1], _QUERIES):
            found |= self._query(layout, begin, min(begin + _QUERIES, sizes[-1]))
        return found

    def _query(self, layout: Layout, begin: int, end: int) -> dict[int, Duplicate]:
        base = int(layout.bases[-2])
        rows = np.arange(base + begin, base + end)
        equal = _equal(layout, rows) if self.settings.same is not None else _NO_PAIRS
        pairs = [(*equal, np.ones(len(equal[0])))]
        if self.settings.near is not None:
            old, new = _candidates(layout, rows[~np.isin(rows, equal[1])])
            _check_texts(layout, np.unique(old))
            similarity, near = compared(layout, old, new)
            pairs.append((old[near], new[near], similarity[near]))
        old, new, similarity = (np.concatenate(column) for column in zip(*pairs, strict=True))
        if not len(old):
            return {}
        rank = np.empty(len(old), dtype=np.int64)
        rank[layout.order(old)] = np.arange(len(old))
        order = np.lexsort((rank, -similarity, new))
        old, new, similarity = old[order], new[order], similarity[order]
        best = np.concatenate(([True], new[1:] != new[:-1]))
        old, new, similarity = old[best], new[best], similarity[best]
        same = np.isin(new, equal[1])
        shared = spans_of(layout, new, old, same)
        codes = {True: self.settings.same or "", False: self.settings.near or ""}
        columns = (new - base, same, old, similarity, shared)
        return {
            int(one): Duplicate(
                codes[bool(kind)], layout.id(int(winner)), round(float(alike), 4), tuple(spans)
            )
            for one, kind, winner, alike, spans in zip(*columns, strict=True)
        }


_NO_PAIRS = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _of(settings: Settings) -> Settings:
    """Return settings without passages, which an index knows nothing of."""
    return Settings(
        settings.same,
        settings.near,
        None,
        settings.shingle,
        settings.similarity,
        settings.figures,
        priority=settings.priority,
    )


def date_of(number: int) -> str:
    """Return an ISO date that `date_number` made a number of; empty for none."""
    digits = f"{number:014}"
    if len(digits) > 14:
        return ""
    year, month, day, clock = digits[:4], digits[4:6], digits[6:8], digits[8:]
    if month == "00":
        return year
    if day == "00":
        return f"{year}-{month}"
    time = f"T{clock[:2]}:{clock[2:4]}:{clock[4:]}" if int(clock) else ""
    return f"{year}-{month}-{day}{time}"


def _looked_up(
    part: Part, band: int, keys: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of keys that a part has in a band, and its documents; _MOST of a key."""
    known = part.store.hashes(f"keys{band}")
    first = np.searchsorted(known, keys, side="left")
    last = np.minimum(np.searchsorted(known, keys, side="right"), first + _MOST)
    counts = last - first
    places = np.repeat(np.arange(len(keys)), counts)
    offsets = np.cumsum(counts) - counts
    at = np.repeat(first - offsets, counts) + np.arange(int(counts.sum()))
    return places, part.store.numbers(f"owners{band}")[at].astype(np.int64)


def _equal(layout: Layout, rows: Documents) -> tuple[Documents, Documents]:
    """Return pairs of a document of the index and a new one with the same text."""
    hashes = layout.gather("digests", rows)
    filled = layout.lengths(rows) > 0
    old, new = [], []
    for number in range(len(layout.folders) - 1):
        part = layout.part(number)
        places, others = _looked_up(part, WHOLE, hashes[filled, 0])
        same = (part.store.hashes("digests")[others] == hashes[filled][places]).all(axis=1)
        old.append(others[same] + layout.bases[number])
        new.append(rows[filled][places[same]])
    return np.concatenate([_NO_PAIRS[0], *old]), np.concatenate([_NO_PAIRS[1], *new])


def _candidates(layout: Layout, rows: Documents) -> tuple[Documents, Documents]:
    """Return pairs of a document of the index and a new one that are worth comparing."""
    mine = layout.part(len(layout.folders) - 1)
    base = layout.bases[-2]
    figures = layout.gather("figures", rows)
    columns: list[tuple[Documents, Documents, NDArray[np.int64]]] = []
    for band in range(KEYS):
        owners = mine.store.numbers(f"owners{band}").astype(np.int64) + base
        asked = np.isin(owners, rows)
        keys, owners = mine.store.hashes(f"keys{band}")[asked], owners[asked]
        for number in range(len(layout.folders) - 1):
            places, others = _looked_up(layout.part(number), band, keys)
            others += layout.bases[number]
            many = np.bincount(places, minlength=len(keys))
            hot = many[places] > FEW
            if hot.any():
                at = np.searchsorted(rows, owners[places])
                alike = figures[at] == layout.gather("figures", others)
                begins = np.cumsum(many) - many
                hot &= ~alike & (np.arange(len(places)) - begins[places] >= FEW)
                places, others = places[~hot], others[~hot]
            old, new = unique_pairs(others, owners[places])
            weight = ENOUGH if band < BANDS else 1
            columns.append((old, new, np.full(len(old), weight)))
    if not columns:
        return _NO_PAIRS
    old, new, weights = (np.concatenate(column) for column in zip(*columns, strict=True))
    return worth_comparing(old, new, weights)


def _check_texts(layout: Layout, documents: Documents) -> None:
    """Raise DamagedError unless texts of the index are those that were added."""
    for begin, end in layout.portions(documents, most=1 << 17):
        some = documents[begin:end]
        found = digests(normalise(layout.texts(some)))
        wrong = np.flatnonzero((found != layout.gather("digests", some)).any(axis=1))
        if len(wrong):
            number = int(np.searchsorted(layout.bases, some[wrong[0]], side="right")) - 1
            raise damaged(layout.folders[number] / TEXTS, "a text is not what was added")
