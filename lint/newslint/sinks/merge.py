"""Puts parts together: writes the files of a cleaned directory, group by group of parts.

Only here is known what no single part knows: the numbers of its first edit, the other parts of
continued stories, and which records are copies of others.
"""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

import orjson

from newslint.sinks.card import Summary
from newslint.sinks.chain import Ends
from newslint.sinks.files import writing
from newslint.sinks.lines import Json, dump, load
from newslint.sinks.output import Kind, LineFile, ParquetRecords
from newslint.sinks.part import (
    DROPPED,
    EDITS,
    LEFT,
    OWNERS,
    PAGES,
    RECORDS,
    REJECTS,
    STREAMS,
    TEXTS,
)
from newslint.sinks.reject_line import PAYLOADS
from newslint.sources.payload import blocks_of

DUPLICATES: Final = "duplicates.jsonl"
PARQUET: Final = ".parquet"
FILES: Final = (*STREAMS, DUPLICATES)
"""The files of a cleaned directory that hold lines."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A record whose text stands in another record too.

    Args:
        record: its id.
        rule: code of the rule that says so.
        winner: id of the other record.
        similarity: share of what both have in what either has, 0 to 1.
        threshold: the similarity from which the rule speaks.
        shared: what both have, as [start, end) in the record's text, in code points.
        dropped: whether the record goes to dropped.jsonl.
    """

    record: str
    rule: str
    winner: str
    similarity: float
    threshold: float
    shared: tuple[tuple[int, int], ...]
    dropped: bool

    def line(self) -> dict[str, Json]:
        """Return what duplicates.jsonl says of it."""
        return {
            "record": self.record,
            "rule": self.rule,
            "winner": self.winner,
            "similarity": round(self.similarity, 4),
            "shared_spans": [list(span) for span in self.shared],
            "dropped": self.dropped,
        }

    def reason(self) -> dict[str, Json]:
        """Return what dropped.jsonl adds to the record."""
        return {
            "rule": self.rule,
            "value": round(self.similarity, 4),
            "threshold": self.threshold,
            "failed": [self.rule],
            "winner": self.winner,
            "similarity": round(self.similarity, 4),
            "shared_spans": [list(span) for span in self.shared],
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a record that stands in other records too.

    Args:
        record: its id.
        rule: code of the rule that says so.
        other: id of one of the others.
        documents: how many records have a part of it at least.
        start: its first code point in the record's text.
        end: the one behind its last.
    """

    record: str
    rule: str
    other: str
    documents: int
    start: int
    end: int

    def line(self) -> dict[str, Json]:
        """Return what duplicates.jsonl says of it."""
        return {
            "record": self.record,
            "rule": self.rule,
            "other": self.other,
            "documents": self.documents,
            "shared_spans": [[self.start, self.end]],
            "dropped": False,
        }


Said = Copy | Passage
"""What is said of a record beside others."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A part, and what only the whole run knows about it.

    Args:
        folder: where it is.
        first_edit: the number of its first edit.
        ends: the links of its records, by line of records.jsonl.
        said: what is said of its records beside others, by line of records.jsonl.
    """

    folder: Path
    first_edit: int = 0
    ends: Mapping[int, Ends] = field(default_factory=dict)
    said: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are written to one file of each kind.

    Args:
        parts: the parts, in order.
        target: the directory to write to.
        names: what each of FILES is called there.
        card: whether the records are counted for a dataset card.
        kinds: how Parquet stores the fields of rows; None when there are no rows.
    """

    parts: tuple[Filled, ...]
    target: Path
    names: Mapping[str, str]
    card: bool = False
    kinds: Mapping[str, Kind] | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a group has become.

    Args:
        dropped: how many records were dropped as copies.
        summary: what its records hold, None without a card.
    """

    dropped: int
    summary: Summary | None


def write_group(group: Group) -> Written:
    """Write the files of a group; raises OutputError."""
    with writing(group.target):
        return _Merge(group).written()


class _Merge:
    """One group being written."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._dropped = 0
        self._summary = Summary() if group.card else None

    def written(self) -> Written:
        group = self._group
        group.target.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, LineFile | ParquetRecords] = {
            name: _opened(group.target / group.names[name], group.kinds) for name in FILES
        }
        for part in group.parts:
            gone = {line: copy for line, said in part.said.items() if (copy := _dropping(said))}
            self._records(part, gone)
            self._pages(part, gone)
            self._edits(part)
            for name in (LEFT, DROPPED, REJECTS):
                self._whole(part, name)
            self._said(part)
            for folder in (PAYLOADS, TEXTS):
                _moved(part.folder / folder, group.target / folder)
        for file in self._files.values():
            file.close()
        return Written(self._dropped, self._summary)

    def _whole(self, part: Filled, name: str) -> None:
        with (part.folder / name).open("rb") as stream:
            for block in blocks_of(stream):
                self._files[name].write_bytes(block)

    def _records(self, part: Filled, gone: Mapping[int, Copy]) -> None:
        if not part.ends and not part.said and self._summary is None:
            self._whole(part, RECORDS)
            return
        owners = _owners(part.folder)
        records = self._files[RECORDS]
        for number, line in enumerate(_lines(part.folder / RECORDS)):
            is_row = bool(owners[number] & 1)
            said = part.said.get(number, ())
            if number in part.ends:
                text = line.decode("utf-8", "surrogatepass")
                line = part.ends[number].filled(text).encode("utf-8", "surrogatepass")
            line = _counted(line, said)
            losing = gone.get(number)
            if losing is not None:
                self._dropped += 1
                self._files[DROPPED].write_bytes(_with_reason(line, losing, is_row=is_row))
                continue
            records.write_bytes(line)
            if self._summary is not None:
                self._summary.rows |= is_row
                self._summary.add(_columns(line, is_row=is_row))

    def _pages(self, part: Filled, gone: Mapping[int, Copy]) -> None:
        if not gone:
            self._whole(part, PAGES)
            return
        owners = _owners(part.folder)
        changes: dict[int, list[Copy]] = {}
        for number, copy in gone.items():
            changes.setdefault(owners[number] >> 1, []).append(copy)
        for number, line in enumerate(_lines(part.folder / PAGES)):
            for copy in changes.get(number, ()):
                here = f'"record":"{copy.record}","dropped_by":'.encode()
                line = line.replace(here + b"null", here + dump(copy.rule).encode())
            self._files[PAGES].write_bytes(line)

    def _edits(self, part: Filled) -> None:
        if not part.first_edit:
            self._whole(part, EDITS)
            return
        start = len(b'{"id":')
        for number, line in enumerate(_lines(part.folder / EDITS), start=part.first_edit):
            self._files[EDITS].write_bytes(b'{"id":%d' % number + line[line.index(b",", start) :])

    def _said(self, part: Filled) -> None:
        for number in sorted(part.said):
            for one in part.said[number]:
                line = dump(one.line()).encode() + b"\n"
                self._files[DUPLICATES].write_bytes(line)


def _dropping(said: Sequence[Said]) -> Copy | None:
    return next((one for one in said if isinstance(one, Copy) and one.dropped), None)


def _opened(path: Path, kinds: Mapping[str, Kind] | None) -> LineFile | ParquetRecords:
    return ParquetRecords(path, kinds) if path.suffix == PARQUET else LineFile(path)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from stream


def _owners(folder: Path) -> array[int]:
    owners = array("I")
    owners.frombytes((folder / OWNERS).read_bytes())
    return owners


_LEFT: Final = b'"findings_left":'


def _counted(line: bytes, said: Sequence[Said]) -> bytes:
    """Return a record's line with what is said of it among the findings that are left in it.

    A row's own fields stand before ours, so the last place is the one.
    """
    if not said or (at := line.rfind(_LEFT)) < 0:
        return line
    start = at + len(_LEFT)
    end = line.index(b"}", start) + 1
    counts = cast("dict[str, int]", orjson.loads(line[start:end]))
    for one in said:
        counts[one.rule] = counts.get(one.rule, 0) + 1
    return line[:start] + orjson.dumps(dict(sorted(counts.items()))) + line[end:]


def _with_reason(line: bytes, copy: Copy, *, is_row: bool) -> bytes:
    """Return a record's line with why it is dropped, under `newslint` in a row."""
    close = b"}}" if is_row else b"}"
    body = line.rstrip(b"\n").removesuffix(close)
    return body + b"," + dump(copy.reason()).encode()[1:] + close[1:] + b"\n"


def _columns(line: bytes, *, is_row: bool) -> Mapping[str, object]:
    """Return the columns of a record from its line; none for a row without an article."""
    record = cast("Mapping[str, object]", load(line))
    return cast("Mapping[str, object]", record["newslint"]) if is_row else record


def _moved(source: Path, target: Path) -> None:
    """Link the files of a folder to another place; parts stay whole."""
    if not source.is_dir():
        return
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        try:
            place.hardlink_to(path)
        except OSError:
            shutil.copyfile(path, place)
