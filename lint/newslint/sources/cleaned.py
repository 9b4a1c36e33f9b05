"""Reads a cleaned directory back: its pages with their edit logs, and its rejects."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import jsonlines
import orjson
import zstandard

from newslint.errors import InputError, UsageError
from newslint.sources.read import Page, Reject
from newslint.sources.rows import Row, literal
from newslint.text.document import Document, Source
from newslint.text.edit import Edit, Safety
from newslint.text.log import Change, EditLog, Step
from newslint.text.newlines import fold
from newslint.text.span import Span

Value = TypeVar("Value", str, int, float, list)  # type: ignore[type-arg]


@dataclass(frozen=True)
class Stored:
    """A page of a cleaned directory: as it was read, and the steps over its decoded source."""

    page: Page
    log: EditLog
    ids: tuple[tuple[int, ...], ...]
    """The ids of the edits of each step, as in edits.jsonl."""

    left: tuple[Mapping[str, object], ...]


class CleanedDirectory:
    """A directory that `newslint clean` wrote.

    Raises UsageError when it is none, InputError when one of its files is damaged.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        if not (root / "pages.jsonl").is_file() or not (root / "edits.jsonl").is_file():
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

    def _damaged(self, name: str, why: str) -> InputError:
        return InputError(
            f"damaged ({why})", where=str(self.root / name), todo="clean the source again"
        )

    def _lines(self, name: str) -> Iterator[Mapping[str, object]]:
        path = self.root / name
        try:
            with path.open(encoding="utf-8", errors="surrogatepass") as stream:
                yield from jsonlines.Reader(stream, loads=_loads).iter(type=dict)
        except (OSError, jsonlines.Error, UnicodeDecodeError) as error:
            raise self._damaged(name, str(error)) from None

    def pages(self) -> Iterator[Stored]:
        """Yield the pages in the order they were written."""
        edits = _grouped(self._lines("edits.jsonl"))
        known = (self.root / "left.jsonl").is_file()
        lefts = _grouped(self._lines("left.jsonl")) if known else {}
        for line in self._lines("pages.jsonl"):
            place = str(line["path"]), line["row"]
            try:
                yield _stored(line, edits.get(place, []), lefts.get(place, []))
            except (KeyError, TypeError, ValueError) as error:
                raise self._damaged("pages.jsonl", f"{place[0]}: {error}") from None

    def rejects(self) -> Iterator[Reject]:
        """Yield what could not be read or cleaned, with its bytes."""
        for line in self._lines("rejects.jsonl"):
            if "file" in line:
                data = (self.root / str(line["file"])).read_bytes()
            else:
                data = base64.b64decode(str(line["base64"]))
            if hashlib.sha256(data).hexdigest() != line["sha256"]:
                raise self._damaged("rejects.jsonl", f"{line['path']}: wrong checksum")
            row = line["row"]
            yield Reject(
                str(line["path"]),
                row if isinstance(row, int) else None,
                str(line["reason"]),
                str(line["todo"]),
                data,
                0,
            )


def _loads(text: str | bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # lone surrogates
        return json.loads(text)


_Place = tuple[str, object]


def _grouped(
    lines: Iterator[Mapping[str, object]],
) -> dict[_Place, list[Mapping[str, object]]]:
    """Return lines by the page they belong to."""
    groups: dict[_Place, list[Mapping[str, object]]] = {}
    for line in lines:
        groups.setdefault((str(line["source"]), line["row"]), []).append(line)
    return groups


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


def _stored(
    line: Mapping[str, object],
    edits: list[Mapping[str, object]],
    lefts: list[Mapping[str, object]],
) -> Stored:
    steps, ids = steps_of(edits)
    text = _get(line, "text", str)
    decoded = text
    for step in reversed(steps):
        decoded = step.revert(decoded)
    bom = line["bom"]
    source = Source(
        _get(line, "path", str),
        _get(line, "codec", str),
        bytes.fromhex(bom) if isinstance(bom, str) else b"",
        _get(line, "sha256", str),
        _get(line, "bytes", int),
    )
    row = line["row"]
    folded, newlines = fold(decoded)
    pointer, meta = line.get("field"), line.get("meta")
    document = Document(
        source,
        folded,
        newlines,
        row if isinstance(row, int) else None,
        pointer if isinstance(pointer, str) else None,
        {str(name): str(value) for name, value in meta.items()} if isinstance(meta, dict) else {},
    )
    cut = None
    if document.row is not None:
        old = line.get("literal", literal(decoded))
        cut = Row(_get(line, "head", str), str(old), _get(line, "tail", str), decoded)
    original = None
    if "original" in line:
        packed = base64.b64decode(_get(line, "original", str))
        original = zstandard.ZstdDecompressor().decompress(packed)
    return Stored(
        Page(document, decoded, cut, original), EditLog(decoded, steps), ids, tuple(lefts)
    )
