"""Writes what stays of a corpus and what is dropped, group by group of parts.

What stays is copied as it was, in whole stretches; only what is dropped is read again.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.duplicates import Duplicates
from newslint.corpus.fingerprints import Part, open_part
from newslint.corpus.intake import BOUNDS, DOCUMENTS, FINGERPRINTS, KINDS, REJECTS, ROW
from newslint.corpus.settings import Duplicate, SharedPassage
from newslint.sinks.files import writing
from newslint.sinks.lines import Json, dump
from newslint.sinks.merge import Copy, Passage
from newslint.sinks.output import LineFile
from newslint.sinks.reject_line import PAYLOADS
from newslint.sources.payload import blocks_of
from newslint.sources.rows import literal, members

KEPT, KEPT_FILES, DROPPED, SAID = "kept.jsonl", "kept.txt", "dropped.jsonl", "duplicates.jsonl"
FILES: Final = (KEPT, KEPT_FILES, DROPPED, SAID, REJECTS)
"""What is written: rows that stay, paths of text files that stay, documents that are dropped, what
was found and where, and what could not be read."""

_OURS: Final = b'"newslint"'
_BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are written to one file of each kind.

    Args:
        scratch: where it lies what was found.
        parts: the number of each part and its folder.
        target: the directory to write to.
        names: what FILES are called there; what is not named is not written.
    """

    scratch: Path
    parts: tuple[tuple[int, Path], ...]
    target: Path
    names: Mapping[str, str]


@dataclass
class Written:
    """What was written.

    Args:
        kept: documents that stay.
        dropped: documents that do not.
        rejects: lines about what could not be read.
        found: documents by the code of the rule that says something of them.
    """

    kept: int = 0
    dropped: int = 0
    rejects: int = 0
    found: Counter[str] = field(default_factory=Counter)

    def add(self, other: Written) -> None:
        """Add those of another group."""
        self.kept += other.kept
        self.dropped += other.dropped
        self.rejects += other.rejects
        self.found.update(other.found)


def write_group(group: Group) -> Written:
    """Write the files of a group; raises OutputError."""
    with writing(group.target):
        return _Group(group).written()


class _Group:
    """One group being written."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._written = Written()
        self._found = Duplicates.read(group.scratch)
        self._files = {name: LineFile(group.target / as_) for name, as_ in group.names.items()}

    def written(self) -> Written:
        for number, folder in self._group.parts:
            prints = open_part(folder / FINGERPRINTS)
            lost = self._found.of(number)
            self._say(prints, lost, self._found.passages(number))
            self._divide(folder, prints, lost)
            self._reject(folder)
        for file in self._files.values():
            file.close()
        return self._written

    def _say(
        self,
        prints: Part,
        lost: Mapping[int, Duplicate],
        passages: Mapping[int, Sequence[SharedPassage]],
    ) -> None:
        """Write what was found of the documents of a part."""
        passage = self._found.layout.settings.passage or ""
        said, found = self._files[SAID], self._written.found
        for one in sorted({*lost, *passages}):
            name = prints.id(one)
            if one in lost:
                found[lost[one].rule] += 1
                said.write_bytes(_line(self._copy(name, lost[one]).line()))
            if one in passages:
                found[passage] += 1
            for shared in passages.get(one, ()):
                told = Passage(
                    name, passage, shared.other, shared.documents, shared.start, shared.end
                )
                said.write_bytes(_line(told.line()))

    def _copy(self, name: str, one: Duplicate) -> Copy:
        settings = self._found.layout.settings
        return Copy(
            name,
            one.rule,
            one.winner,
            one.similarity,
            settings.similarity if one.rule == settings.near else 1.0,
            one.shared_spans,
            one.rule in settings.dropped,
        )

    def _divide(self, folder: Path, prints: Part, lost: Mapping[int, Duplicate]) -> None:
        """Write the documents of a part that stay, and those that do not."""
        bounds = np.load(folder / BOUNDS).astype(np.int64)
        is_row = np.load(folder / KINDS) == ROW
        stays = np.ones(len(is_row), dtype=np.bool_)
        dropped = self._found.layout.settings.dropped
        stays[[one for one, copy in lost.items() if copy.rule in dropped]] = False
        with (folder / DOCUMENTS).open("rb") as documents:
            for first, last in stretches(is_row, stays):
                documents.seek(int(bounds[first]))
                if stays[first]:
                    file = self._files[KEPT if is_row[first] else KEPT_FILES]
                    _copied(documents, int(bounds[last] - bounds[first]), file)
                    self._written.kept += last - first
                    continue
                for one in range(first, last):
                    line = documents.read(int(bounds[one + 1] - bounds[one]))
                    reason = self._copy(prints.id(one), lost[one]).reason()
                    text = None if is_row[one] else prints.text(one)
                    self._files[DROPPED].write_bytes(
                        dropped_line(prints.id(one), line, text, reason)
                    )
                    self._written.dropped += 1

    def _reject(self, folder: Path) -> None:
        """Write the rejects of a part, with the payloads that stand beside."""
        with (folder / REJECTS).open("rb") as stream:
            for block in blocks_of(stream):
                self._files[REJECTS].write_bytes(block)
                self._written.rejects += block.count(b"\n")
        for path in sorted((folder / PAYLOADS).glob("*")):
            place = self._group.target / PAYLOADS / path.name
            place.parent.mkdir(exist_ok=True)
            place.unlink(missing_ok=True)
            try:
                place.hardlink_to(path)
            except OSError:
                shutil.copyfile(path, place)


def stretches(is_row: NDArray[np.bool_], stays: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield first and end of the stretches of documents that go the same way."""
    breaks = np.ones(len(is_row) + 1, dtype=np.bool_)
    breaks[1:-1] = (is_row[1:] != is_row[:-1]) | (stays[1:] != stays[:-1])
    edges = np.flatnonzero(breaks).tolist() if len(is_row) else []
    yield from pairwise(edges)


def _copied(source: BinaryIO, size: int, target: LineFile) -> None:
    while size:
        block = source.read(min(size, _BLOCK))
        if not block:
            raise OSError(f"{source.name} is shorter than it was")
        target.write_bytes(block)
        size -= len(block)


def dropped_line(name: str, line: bytes, text: str | None, reason: Mapping[str, Json]) -> bytes:
    """Return a document with why it is dropped, under `newslint` in a row, as a line of JSON.

    Args:
        name: its id.
        line: its line among the documents.
        text: of a text file, None of a row.
        reason: why.
    """
    if text is not None:
        return _line({"path": name, "row": None, "text": text, **reason})
    path, _, row = name.rpartition(":")
    body = line.strip()
    if _OURS in body:
        kept = members(body.decode("utf-8", "surrogatepass"))
        spelled = ",".join(
            f"{literal(one.name)}:{one.raw}" for one in kept if one.name != "newslint"
        )
        body = ("{" + spelled + "}").encode("utf-8", "surrogatepass")
    ours = dump({"path": path, "row": int(row), **reason}).encode("utf-8", "surrogatepass")
    return body[:-1].rstrip() + b',"newslint":' + ours + b"}\n"


def _line(value: Mapping[str, Json]) -> bytes:
    return dump(value).encode("utf-8", "surrogatepass") + b"\n"
