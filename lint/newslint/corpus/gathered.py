"""Puts files of many parts together, so that no task opens more than some thousand of them.

Parts of a run become fewer, larger ones whose texts stay where they are; files of pairs become
fewer ones in the same order. Nothing that is found depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.fingerprints import (
    KIND,
    PRINTS,
    WHOLE,
    Checked,
    Part,
    lists,
    open_part,
    sorted_keys,
)
from newslint.corpus.layout import MAPPED
from newslint.corpus.settings import Map
from newslint.corpus.shingles import KEYS
from newslint.corpus.store import Array, Fact, open_store, write_store
from newslint.sinks.files import writing

FEW: Final = MAPPED
"""So many parts, or files of pairs, are left as they are."""

MOST_DOCUMENTS: Final = 1 << 19
"""Documents of parts that are put together, at most; a task needs some 400 bytes for each."""

MOST_GRAMS: Final = 1 << 22
"""Sampled grams of such parts, at most; a task needs some 40 bytes for each."""

MOST_ROWS: Final = 1 << 21
"""Rows of files of pairs that are put together, at most; a task needs some 150 bytes for each."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts to put together: their folders, in order, and the folder to write."""

    folders: tuple[Path, ...]
    target: Path


def fewer_parts(
    folders: Sequence[Path], known: Sequence[Checked], scratch: Path, map: Map
) -> tuple[tuple[Path, ...], tuple[int, ...]]:
    """Return folders with the documents of some parts in their order, and how many each has.

    Raises OutputError.
    """
    sizes = [one.documents for one in known]
    if len(folders) <= FEW:
        return tuple(folders), tuple(sizes)
    groups = list(_groups(sizes, [one.grams for one in known]))
    tasks = [
        Parts(tuple(folders[first:last]), scratch / f"part-{first:07}") for first, last in groups
    ]
    made = tuple(map(gathered, tasks))
    return made, tuple(sum(sizes[first:last]) for first, last in groups)


def _groups(documents: Sequence[int], grams: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and end of groups that stay under the limits, each of one part at least."""
    begin = held = sampled = 0
    for at, (some, more) in enumerate(zip(documents, grams, strict=True)):
        if at > begin and (held + some > MOST_DOCUMENTS or sampled + more > MOST_GRAMS):
            yield begin, at
            begin, held, sampled = at, 0, 0
        held += some
        sampled += more
    yield begin, len(documents)


def gathered(one: Parts) -> Path:
    """Put parts together, their texts excepted, and return the folder; of one part its own."""
    if len(one.folders) == 1:
        return one.folders[0]
    with writing(one.target):
        one.target.mkdir(parents=True, exist_ok=True)
    made = _Gathered(one.folders)
    write_store(one.target / PRINTS, KIND, made.facts(), made.arrays())
    return one.target


class _Gathered:
    """Parts that are being put together; each is opened anew for every array."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._documents = np.zeros(len(folders) + 1, dtype=np.int64)
        self._units = np.zeros(len(folders) + 1, dtype=np.int64)
        for number, part in enumerate(self._parts()):
            self._documents[number + 1] = self._documents[number] + part.documents
            self._units[number + 1] = self._units[number] + int(part.store.facts["units"])

    def _parts(self) -> Iterator[Part]:
        return map(open_part, self._folders)

    def facts(self) -> dict[str, Fact]:
        """Return the facts of all parts together."""
        empty = sum(int(part.store.facts["empty"]) for part in self._parts())
        first = open_part(self._folders[0])
        return {
            "documents": int(self._documents[-1]),
            "empty": empty,
            "units": int(self._units[-1]),
            "identity": first.store.facts["identity"],
        }

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of all parts together."""
        known = open_part(self._folders[0]).store.arrays
        names = ("dates", "sizes", "digests", "figures")
        found = {name: self._column(name) for name in names}
        found["starts"] = np.append(self._moved("starts", self._units), self._units[-1:])
        found |= self._ids() | self._sources()
        for band in (*range(KEYS), WHOLE):
            if f"keys{band}" in known:
                owners = self._moved(f"owners{band}", self._documents)
                found |= sorted_keys(str(band), self._column(f"keys{band}"), owners)
        if "passage_keys" in known:
            found |= self._grams()
        found["member_documents"], found["member_units"] = self._documents, self._units
        return found | lists("member", [str(folder) for folder in self._folders])

    def _column(self, name: str) -> Array:
        return np.concatenate([np.array(part.store.arrays[name]) for part in self._parts()])

    def _moved(self, name: str, bases: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return an array of places, each counted from the first part on.

        Of starts, the end of each part is left out.
        """
        found = []
        for part, base in zip(self._parts(), bases.tolist(), strict=False):
            places = np.array(part.store.arrays[name], dtype=np.uint64)
            found.append((places[:-1] if name.endswith("starts") else places) + np.uint64(base))
        return np.concatenate(found)

    def _ids(self) -> dict[str, Array]:
        sizes = [len(part.store.arrays["ids"]) for part in self._parts()]
        bases = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        starts = np.append(self._moved("id_starts", bases), np.uint64(bases[-1]))
        return {"id_starts": starts, "ids": self._column("ids")}

    def _sources(self) -> dict[str, Array]:
        numbers: dict[str, int] = {}
        found = []
        for part in self._parts():
            here = [numbers.setdefault(name, len(numbers)) for name in part.sources()]
            found.append(np.array(here, dtype=np.uint32)[part.store.numbers("sources")])
        return {"sources": np.concatenate(found), **lists("source", list(numbers))}

    def _grams(self) -> dict[str, Array]:
        keys = self._column("passage_keys")
        order = np.argsort(keys, kind="stable")
        owners = self._moved("passage_owners", self._documents).astype(np.uint32)
        places = self._column("passage_places")
        return {
            "passage_keys": keys[order],
            "passage_owners": owners[order],
            "passage_places": places[order],
        }


@dataclass(frozen=True, slots=True)
class Files:
    """Files of columns to put together, sorted by their first one, and the file to write."""

    paths: tuple[Path, ...]
    kind: str
    target: Path


def fewer_files(paths: Sequence[Path], kind: str, scratch: Path, map: Map) -> tuple[Path, ...]:
    """Return files with the rows of some files; those with other facts stay apart.

    Raises OutputError.
    """
    if len(paths) <= FEW:
        return tuple(paths)
    groups: list[list[Path]] = []
    before: object = None
    held = 0
    for path in paths:
        store = open_store(path, kind)
        rows = len(next(iter(store.arrays.values())))
        if not groups or store.facts != before or held + rows > MOST_ROWS:
            groups.append([])
            before, held = store.facts, 0
        groups[-1].append(path)
        held += rows
    stem = kind.replace(" ", "-")
    tasks = [
        Files(tuple(group), kind, scratch / f"{stem}-{number:06}")
        for number, group in enumerate(groups)
    ]
    return tuple(map(joined_file, tasks))


def joined_file(one: Files) -> Path:
    """Put files together, their rows sorted by the first column; of one file it is that one."""
    if len(one.paths) == 1:
        return one.paths[0]
    columns: dict[str, list[Array]] = {}
    facts: dict[str, Fact] = {}
    for path in one.paths:
        store = open_store(path, one.kind)
        facts = dict(store.facts)
        for name, array in store.arrays.items():
            columns.setdefault(name, []).append(np.array(array))
    order = np.argsort(np.concatenate(next(iter(columns.values()))), kind="stable")
    write_store(one.target, one.kind, facts, dict(_sorted(columns.items(), order)))
    return one.target


def _sorted(
    columns: Iterable[tuple[str, list[Array]]], order: NDArray[np.int64]
) -> Iterator[tuple[str, Array]]:
    for name, arrays in columns:
        yield name, np.concatenate(arrays)[order]
