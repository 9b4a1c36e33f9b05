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
    made = _Gathered()
    for folder in one.folders:
        made.add(folder)
    write_store(one.target / PRINTS, KIND, made.facts(), made.arrays())
    return one.target


_AS_THEY_ARE: Final = ("dates", "sizes", "digests", "figures", "ids")
"""Arrays that are put one behind the other."""


class _Gathered:
    """Parts that are being put together: lists of their arrays, places counted from the first."""

    def __init__(self) -> None:
        self._columns: dict[str, list[Array]] = {}
        self._folders: list[str] = []
        self._documents, self._units, self._ids = [0], [0], 0
        self._empty = 0
        self._identity = ""
        self._sources: dict[str, int] = {}

    def add(self, folder: Path) -> None:
        """Take in the next part."""
        part = open_part(folder)
        facts, arrays = part.store.facts, part.store.arrays
        documents, units = self._documents[-1], self._units[-1]
        bands = [band for band in (*range(KEYS), WHOLE) if f"keys{band}" in arrays]
        grams = ("passage_keys", "passage_places") if "passage_keys" in arrays else ()
        for name in (*_AS_THEY_ARE, *(f"keys{band}" for band in bands), *grams):
            self._append(name, np.array(arrays[name]))
        for name in (*(f"owners{band}" for band in bands), *(["passage_owners"] if grams else [])):
            self._append(name, arrays[name].astype(np.uint32) + np.uint32(documents))
        self._append("starts", arrays["starts"][:-1].astype(np.uint64) + np.uint64(units))
        self._append("id_starts", arrays["id_starts"][:-1].astype(np.uint64) + np.uint64(self._ids))
        known = self._sources
        here = [known.setdefault(name, len(known)) for name in part.sources()]
        self._append("sources", np.array(here, dtype=np.uint32)[part.store.numbers("sources")])
        self._folders.append(str(folder))
        self._documents.append(documents + part.documents)
        self._units.append(units + int(facts["units"]))
        self._ids += len(arrays["ids"])
        self._empty += int(facts["empty"])
        self._identity = str(facts["identity"])

    def _append(self, name: str, array: Array) -> None:
        self._columns.setdefault(name, []).append(array)

    def facts(self) -> dict[str, Fact]:
        """Return the facts of all parts together."""
        return {
            "documents": self._documents[-1],
            "empty": self._empty,
            "units": self._units[-1],
            "identity": self._identity,
        }

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of all parts together; they are taken out of this object."""
        found: dict[str, Array] = {}
        for band in (*range(KEYS), WHOLE):
            if f"keys{band}" in self._columns:
                found |= sorted_keys(str(band), self._of(f"keys{band}"), self._of(f"owners{band}"))
        if "passage_keys" in self._columns:
            keys = self._of("passage_keys")
            order = np.argsort(keys, kind="stable")
            found["passage_keys"] = keys[order]
            del keys
            found["passage_owners"] = self._of("passage_owners")[order]
            found["passage_places"] = self._of("passage_places")[order]
        found |= {name: self._of(name) for name in list(self._columns)}
        found["starts"] = np.append(found["starts"], np.uint64(self._units[-1]))
        found["id_starts"] = np.append(found["id_starts"], np.uint64(self._ids))
        found["member_documents"] = np.array(self._documents, dtype=np.int64)
        found["member_units"] = np.array(self._units, dtype=np.int64)
        return found | lists("source", list(self._sources)) | lists("member", self._folders)

    def _of(self, name: str) -> Array:
        return np.concatenate(self._columns.pop(name))


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
