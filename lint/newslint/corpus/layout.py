"""All documents of a run under one numbering, and the arrays of any of them."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.fingerprints import Part, open_part
from newslint.corpus.settings import Settings
from newslint.corpus.store import Array
from newslint.sinks.files import writing

MAPPED: Final = 64
"""Parts that are mapped into memory at a time, at most; each takes a file handle."""

Documents = NDArray[np.int64]
"""Numbers of documents: those of the first part, then those of the next."""

LAYOUT: Final = "layout.json"
SLICE: Final = 1 << 20
"""Keys of a band that one task reads, about."""

RANGE: Final = 1 << 14
"""Documents that one task compares with others."""


@dataclass(frozen=True)
class Layout:
    """Where the parts of a run are, how many documents each has, and what is looked for.

    Args:
        folders: of the fingerprints; of many parts several may have been put together in one.
        sizes: how many documents each folder has.
        settings: what is looked for.
        given: how many documents each part of the run has, before any were put together.
    """

    folders: tuple[Path, ...]
    sizes: tuple[int, ...]
    settings: Settings
    given: tuple[int, ...] = ()

    def write(self, scratch: Path) -> None:
        """Write the layout where tasks find it. Raises OutputError."""
        settings = asdict(self.settings) | {"dropped": sorted(self.settings.dropped)}
        folders = [str(folder) for folder in self.folders]
        with writing(scratch):
            (scratch / LAYOUT).write_text(
                json.dumps(
                    {
                        "folders": folders,
                        "sizes": self.sizes,
                        "settings": settings,
                        "given": self.given,
                    }
                ),
                encoding="utf-8",
            )

    @classmethod
    def read(cls, scratch: Path) -> Layout:
        """Return the layout that was written."""
        path = scratch / LAYOUT
        known = path.stat()
        one = _parsed(path, known.st_mtime_ns, known.st_size)
        return cls(one.folders, one.sizes, one.settings, one.given)

    @cached_property
    def bases(self) -> Documents:
        """Return the number of the first document of each folder, and how many there are."""
        return _bases(self.sizes)

    @cached_property
    def given_bases(self) -> Documents:
        """Return the number of the first document of each part, and how many there are."""
        return _bases(self.given or self.sizes)

    @property
    def documents(self) -> int:
        """Return how many documents there are."""
        return int(self.bases[-1])

    def part(self, number: int) -> Part:
        """Return the fingerprints of a folder; the last few stay mapped as long as this lives."""
        known = self._parts
        part = known.pop(number, None)
        if part is None:
            if len(known) >= MAPPED:
                del known[next(iter(known))]
            part = open_part(self.folders[number])
        known[number] = part
        return part

    @cached_property
    def _parts(self) -> dict[int, Part]:
        return {}

    def by_part(self, documents: Documents) -> Iterator[tuple[Part, Documents, Documents]]:
        """Yield each part with the places of its documents among some, and their ordinals."""
        owners = np.searchsorted(self.bases, documents, side="right") - 1
        order = np.argsort(owners, kind="stable")
        cuts = np.flatnonzero(np.diff(owners[order])) + 1
        for places in np.split(order, cuts) if len(order) else ():
            number = int(owners[places[0]])
            yield self.part(number), places, documents[places] - self.bases[number]

    def gather(self, name: str, documents: Documents) -> Array:
        """Return the values of an array, one a document, for some documents."""
        first = self.part(0).store.arrays[name]
        found = np.empty((len(documents), *first.shape[1:]), dtype=first.dtype)
        for part, places, ordinals in self.by_part(documents):
            found[places] = part.store.arrays[name][ordinals]
        return found

    def lengths(self, documents: Documents) -> Documents:
        """Return the lengths of some documents as they are compared."""
        return self.gather("sizes", documents).astype(np.int64)

    def portions(self, *columns: Documents, most: int) -> Iterator[tuple[int, int]]:
        """Yield ranges of rows of documents whose texts have so many characters, or one row."""
        total = np.cumsum(sum(self.lengths(column) for column in columns))
        begin = 0
        while begin < len(total):
            room = int(total[begin - 1]) + most if begin else most
            end = max(begin + 1, int(np.searchsorted(total, room, side="right")))
            yield begin, end
            begin = end

    def texts(self, documents: Documents) -> list[str]:
        """Return the texts of some documents."""
        found = [""] * len(documents)
        for part, places, ordinals in self.by_part(documents):
            for place, text in zip(places.tolist(), part.texts(ordinals.tolist()), strict=True):
                found[place] = text
        return found

    def id(self, document: int) -> str:
        """Return the id of a document."""
        number = int(np.searchsorted(self.bases, document, side="right")) - 1
        return self.part(number).id(document - int(self.bases[number]))

    def order(self, documents: Documents) -> Documents:
        """Return the places of some documents in order of preference, the one to keep first.

        By priority of the source, then the earliest date, then the longest text, then the first
        16 bytes of the id, then the order of the input.
        """
        ids = np.zeros((len(documents), 2), dtype=np.uint64)
        ranks = np.zeros(len(documents), dtype=np.int64)
        for part, places, ordinals in self.by_part(documents):
            ids[places] = _id_keys(part, ordinals)
            if self.settings.priority:
                sources = part.store.numbers("sources")[ordinals]
                some, inverse = np.unique(sources, return_inverse=True)
                of_source = [self.rank(part.source(one)) for one in some.tolist()]
                ranks[places] = np.array(of_source, dtype=np.int64)[inverse]
        dates = self.gather("dates", documents)
        sizes = self.lengths(documents)
        return np.lexsort((documents, ids[:, 1], ids[:, 0], -sizes, dates, ranks))

    def rank(self, source: str) -> int:
        """Return the priority of a source, the most trusted 0."""
        return rank(source, self.settings.priority)


@lru_cache(maxsize=1)
def _parsed(path: Path, changed: int, size: int) -> Layout:
    """Return the layout that a file holds; when it was changed, and its size, tell files apart."""
    row = json.loads(path.read_text(encoding="utf-8"))
    said = row["settings"]
    said |= {"priority": tuple(said["priority"]), "dropped": frozenset(said["dropped"])}
    folders = tuple(Path(folder) for folder in row["folders"])
    return Layout(folders, tuple(row["sizes"]), Settings(**said), tuple(row["given"]))


def _bases(sizes: Sequence[int]) -> Documents:
    bases = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=bases[1:])
    return bases


def rank(source: str, priority: Sequence[str]) -> int:
    """Return the number of the first pattern that a source is or matches; sources without last."""
    for number, pattern in enumerate(priority):
        if source == pattern or fnmatch.fnmatchcase(source, pattern):
            return number
    return len(priority)


def _id_keys(part: Part, ordinals: Documents) -> NDArray[np.uint64]:
    """Return the first 16 bytes of ids as two numbers that order them."""
    starts = part.store.numbers("id_starts").astype(np.int64)
    first = starts[ordinals][:, None] + np.arange(16)
    letters = part.store.arrays["ids"]
    there = first < starts[ordinals + 1][:, None]
    padded = np.zeros(first.shape, dtype=np.uint8)
    padded[there] = letters[first[there]]
    return padded.view(">u8").astype(np.uint64)
