"""Reads a cleaned directory back: its pages with their edit logs, and its rejects."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Final, TypeVar, cast

import orjson
import regex
import zstandard

from newslint.errors import InputError, UsageError
from newslint.sources.csv_rows import csv_row
from newslint.sources.decompress import decompressed
from newslint.sources.find import COMPRESSIONS
from newslint.sources.item import Page, Reject
from newslint.sources.parquet import parquet_row
from newslint.sources.payload import Payload
from newslint.sources.row import Row
from newslint.sources.rows import JsonRow, literal
from newslint.text.document import Document, Source
from newslint.text.edit import Edit, Safety
from newslint.text.log import Change, EditLog, Step
from newslint.text.newlines import fold
from newslint.text.span import Span

Value = TypeVar("Value", str, int, float, list)  # type: ignore[type-arg]
_Line = Mapping[str, object]
_SHARD: Final = regex.compile(
    r"(?P<stem>[a-z]+)(?:-(?P<number>\d{5,})-of-(?P<all>\d{5,}))?\.jsonl(?P<suffix>\.gz|\.zst)?"
)


@dataclass(frozen=True)
class Stored:
    """A page of a cleaned directory: as it was read, and the steps over its decoded source."""

    page: Page
    log: EditLog
    ids: tuple[tuple[int, ...], ...]
    """The ids of the edits of each step, as in edits.jsonl."""

    left: tuple[Mapping[str, object], ...]


class CleanedDirectory:
    """A directory that `newslint clean` wrote, in one file of each kind or in several.

    It is read as a stream: pages, edits and findings left are in the same order. Raises
    UsageError when it is none, InputError when one of its files is damaged.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        if not self.files("pages") or not self.files("edits"):
            raise UsageError(
                "not a cleaned directory (no pages.jsonl and edits.jsonl)",
                where=str(root),
                todo="name the directory that was given to `newslint clean -o`",
            )

    @cached_property
    def manifest(self) -> Mapping[str, object]:
        """Return the manifest; only writing the directory anew needs it."""
        try:
            manifest: Mapping[str, object] = json.loads((self.root / "manifest.json").read_bytes())
        except (OSError, ValueError) as error:
            raise self._damaged("manifest.json", str(error)) from None
        return manifest

    @cached_property
    def _shards(self) -> Mapping[str, tuple[Path, ...]]:
        found: dict[str, list[tuple[int, int, Path]]] = {}
        for path in self.root.iterdir() if self.root.is_dir() else ():
            if match := _SHARD.fullmatch(path.name):
                number, count = match["number"], match["all"]
                place = int(number or 0), int(count or 1), path
                found.setdefault(match["stem"], []).append(place)
        for stem, places in found.items():
            places.sort()
            wanted = places[0][1]
            if [(number, count) for number, count, _ in places] != [
                (number, wanted) for number in range(wanted)
            ]:
                names = ", ".join(path.name for _, _, path in places)
                raise self._damaged(f"{stem}.jsonl", f"files are missing or too many: {names}")
        return {stem: tuple(path for *_, path in places) for stem, places in found.items()}

    def files(self, stem: str) -> tuple[Path, ...]:
        """Return the files of a kind in order: pages.jsonl, or pages-00000-of-00002.jsonl.zst …"""
        return self._shards.get(stem, ())

    def _damaged(self, name: str, why: str) -> InputError:
        return InputError(
            f"damaged ({why})", where=str(self.root / name), todo="clean the source again"
        )

    def lines(self, stem: str) -> Iterator[_Line]:
        """Yield the lines of a kind of file."""
        for path in self.files(stem):
            for raw in self._raw_lines(path):
                yield self._object(raw, path.name)

    def _raw_lines(self, path: Path) -> Iterator[bytes]:
        kind = COMPRESSIONS.get(path.suffix)
        try:
            with path.open("rb", buffering=1 << 18) as stream:
                if kind is None:
                    yield from stream
                    return
                lines, raw = decompressed(stream, kind, sys.maxsize, sys.maxsize)
                yield from lines
        except OSError as error:
            raise self._damaged(path.name, error.strerror or str(error)) from None
        if raw.damage is not None:
            raise self._damaged(path.name, raw.damage.reason)

    def _object(self, raw: bytes, name: str) -> _Line:
        try:
            value = _loads(raw)
        except ValueError as error:
            raise self._damaged(name, str(error)) from None
        if not isinstance(value, dict):
            raise self._damaged(name, "a line is no object")
        return value

    def pages(self) -> Iterator[Stored]:
        """Yield the pages in the order they were written."""
        edits, lefts = _Beside(self.lines("edits")), _Beside(self.lines("left"))
        for line in self.lines("pages"):
            try:
                place = str(line["path"]), line["row"]
                yield _stored(line, edits.of(place), lefts.of(place))
            except (KeyError, TypeError, ValueError, AssertionError) as error:
                raise self._damaged("pages.jsonl", f"{line.get('path')}: {error}") from None
        if edits.waiting is not None:
            path, row = edits.waiting
            where = path if row is None else f"{path}:{row}"
            raise self._damaged("edits.jsonl", f"{where} does not stand where its page does")

    def rejects(self) -> Iterator[Reject]:
        """Yield what could not be read or cleaned, with its bytes."""
        for line in self.lines("rejects"):
            yield self.reject_of(line)

    def reject_of(self, line: _Line) -> Reject:
        """Return the reject that a line of rejects.jsonl tells of; raises InputError."""
        try:
            path, row, sha256 = str(line["path"]), line["row"], line["sha256"]
            payload, data = None, b""
            if "file" in line:
                file = self.root / str(line["file"])
                with file.open("rb") as stream:
                    digest = hashlib.file_digest(stream, "sha256").hexdigest()
                    payload = Payload(file, stream.tell(), digest)
            else:
                data = base64.b64decode(str(line["base64"]))
                digest = hashlib.sha256(data).hexdigest()
            reason, todo, offset = str(line["reason"]), str(line["todo"]), line["offset"]
        except (KeyError, ValueError, OSError) as error:
            raise self._damaged("rejects.jsonl", str(error)) from None
        if digest != sha256:
            raise self._damaged("rejects.jsonl", f"{path}: wrong checksum")
        return Reject(
            path,
            row if isinstance(row, int) else None,
            reason,
            todo,
            data,
            offset if isinstance(offset, int) else 0,
            payload=payload,
            whole=bool(line.get("whole")),
        )

    def rejects_by_file(self) -> RejectsByFile:
        """Return the rejects, to be asked for by file."""
        return RejectsByFile(self)


class RejectsByFile:
    """The rejects of a cleaned directory by file; their bytes stay on disk."""

    def __init__(self, cleaned: CleanedDirectory) -> None:
        self._cleaned = cleaned
        self._copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is collected
        self._places: dict[str, list[tuple[int, bool, int]]] = {}
        for line in cleaned.lines("rejects"):
            row = line.get("row")
            place = row if isinstance(row, int) else 0, bool(line.get("whole")), self._copy.tell()
            self._places.setdefault(str(line.get("path")), []).append(place)
            self._copy.write(orjson.dumps(line) + b"\n")

    def take(self, path: str) -> Iterator[Reject]:
        """Yield the rejects of a file by row, and forget them."""
        for *_, offset in sorted(self._places.pop(path, ())):
            yield self._at(offset)

    def take_whole(self, path: str) -> Reject | None:
        """Return the reject that holds all of a file, and forget its others; None without one."""
        whole = [offset for _, whole, offset in self._places.get(path, ()) if whole]
        if not whole:
            return None
        del self._places[path]
        return self._at(whole[0])

    def paths(self) -> list[str]:
        """Return the files whose rejects were not taken."""
        return sorted(self._places)

    def _at(self, offset: int) -> Reject:
        self._copy.seek(offset)
        return self._cleaned.reject_of(cast("_Line", orjson.loads(self._copy.readline())))


def _loads(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # lone surrogates
        return json.loads(text)


_Place = tuple[str, object]


class _Beside:
    """Lines that stand in the order of the pages they belong to."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self._groups = groupby(lines, key=lambda line: (str(line["source"]), line["row"]))
        self._group: tuple[_Place, Iterator[_Line]] | None = next(self._groups, None)

    @property
    def waiting(self) -> _Place | None:
        """Return the page that the next lines belong to."""
        return None if self._group is None else self._group[0]

    def of(self, place: _Place) -> list[_Line]:
        """Return the lines of the next page."""
        if self._group is None or self._group[0] != place:
            return []
        lines = list(self._group[1])
        self._group = next(self._groups, None)
        return lines


def steps_of(
    lines: list[Mapping[str, object]],
) -> tuple[tuple[Step, ...], tuple[tuple[int, ...], ...]]:
    """Return the steps that lines of an edit log describe, and the ids of their edits."""
    steps: list[Step] = []
    ids: list[tuple[int, ...]] = []
    for _, members in groupby(lines, key=lambda line: line["step"]):
        rows = list(members)
        steps.append(Step(tuple(_change(row) for row in rows)))
        ids.append(tuple(_get(row, "id", int) for row in rows))
    return tuple(steps), tuple(ids)


def _change(line: Mapping[str, object]) -> Change:
    span = Span(_get(line, "start", int), _get(line, "end", int))
    edit = Edit(span, _get(line, "old", str), _get(line, "new", str))
    confidence = line["confidence"]
    return Change(
        edit,
        _get(line, "rule", str),
        Safety[_get(line, "safety", str).upper()],
        float(confidence) if isinstance(confidence, int | float) else 0.0,
        _get(line, "contract", str),
        _get(line, "because", str),
        _get(line, "group", int),
    )


def _get(line: Mapping[str, object], key: str, kind: type[Value]) -> Value:
    value = line[key]
    if not isinstance(value, kind):
        raise TypeError(f"{key} is {value!r}")
    return value


def _stored(line: _Line, edits: list[_Line], lefts: list[_Line]) -> Stored:
    steps, ids = steps_of(edits)
    decoded = _get(line, "text", str)
    for step in reversed(steps):
        decoded = step.revert(decoded)
    bom, row = line["bom"], line["row"]
    source = Source(
        _get(line, "path", str),
        _get(line, "codec", str),
        bytes.fromhex(bom) if isinstance(bom, str) else b"",
        _get(line, "sha256", str),
        _get(line, "bytes", int),
    )
    folded, newlines = fold(decoded)
    pointer, meta, content = line.get("field"), line.get("meta"), line.get("content")
    document = Document(
        source,
        folded,
        newlines,
        row if isinstance(row, int) else None,
        pointer if isinstance(pointer, str) else None,
        {str(name): str(value) for name, value in meta.items()} if isinstance(meta, dict) else {},
    )
    original = None
    if "original" in line:
        packed = base64.b64decode(_get(line, "original", str))
        original = zstandard.ZstdDecompressor().decompress(packed)
    page = Page(
        document,
        decoded,
        None if document.row is None else _row(line, decoded),
        original,
        content=content if isinstance(content, str) else None,
    )
    return Stored(page, EditLog(decoded, steps), ids, tuple(lefts))


def _row(line: _Line, text: str) -> Row:
    """Return the row that a line of pages.jsonl keeps."""
    if "batch" in line:
        return parquet_row(line, text)
    if "delimiter" in line:
        return csv_row(line, text)
    spelled = str(line.get("literal", literal(text)))
    return JsonRow(_get(line, "head", str), spelled, _get(line, "tail", str), text)
