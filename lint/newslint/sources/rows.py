"""Rows of a JSONL file: finds the text's literal in the raw line; the rest stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]

import orjson

from newslint.sources.row import RowError, Stored, column_name

_SPACE = " \t\r\n\ufeff"
_DECODER = json.JSONDecoder()
_OURS = '"newslint"'


@dataclass(frozen=True, slots=True)
class JsonRow:
    """A line of JSONL cut round the literal of its text: head + literal + tail is the line."""

    head: str
    literal: str
    tail: str
    text: str
    id: str | None = None

    def line(self, text: str) -> str:
        """Return the line with another text; the old literal is kept when the text is the same."""
        return self.head + (self.literal if text == self.text else literal(text)) + self.tail

    def encoded(self, text: str, codec: str) -> bytes:
        """Return the bytes of the line with a text."""
        return self.line(text).encode(codec)

    def record(self, text: str) -> str:
        """Return the line with a text, without what is round the object and its last brace."""
        line = self.line(text).strip(_SPACE)
        if _OURS in self.head or _OURS in self.tail:
            kept = [member for member in members(line) if member.name != "newslint"]
            return "{" + ",".join(f"{literal(member.name)}:{member.raw}" for member in kept)
        return line[: line.rfind("}")].rstrip()

    def facts(self) -> Mapping[str, Stored]:
        """Return the slices round the literal; the literal, when it is spelled in its own way."""
        said: dict[str, Stored] = {"head": self.head, "tail": self.tail}
        if literal(self.text) != self.literal:
            said["literal"] = self.literal
        return said


def literal(text: str) -> str:
    """Return a text as a JSON string literal, non-ASCII characters as they are."""
    try:
        return orjson.dumps(text).decode()
    except orjson.JSONEncodeError:  # lone surrogates
        return json.dumps(text)


def parse_row(line: str, pointer: str, id_pointer: str | None = None) -> JsonRow:
    """Cut a line round the string that a JSON pointer names; raises RowError."""
    row = _plain_row(line, pointer, id_pointer)
    return row if row is not None else _walked_row(line, pointer, id_pointer)


def _plain_row(line: str, pointer: str, id_pointer: str | None) -> JsonRow | None:
    """Return the row when its text can be found without walking through it, else None."""
    name = pointer[1:]
    key = f'"{name}"'
    at = line.find(key)
    if at < 0 or "/" in name or "~" in name or line.find(key, at + 1) >= 0:
        return None
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    text = value.get(name) if isinstance(value, dict) else None
    if not isinstance(text, str):
        return None
    start = _skip(line, _skip(line, at + len(key)) + 1)
    old = literal(text)
    if not line.startswith(old, start):
        return None
    found = None
    if id_pointer is not None:
        said = value.get(column_name(id_pointer)) if id_pointer.count("/") == 1 else None
        found = said if isinstance(said, str) else _id(line, id_pointer)
    return JsonRow(line[:start], old, line[start + len(old) :], text, found)


def _walked_row(line: str, pointer: str, id_pointer: str | None) -> JsonRow:
    try:
        start, end = _place(line, pointer)
        if line[start] != '"':
            raise RowError(f"the field {pointer} holds no text", start, "name it with --text-field")
        text, end = scanstring(line, start + 1, True)
        _whole(line)
        found = None if id_pointer is None else _id(line, id_pointer)
    except RecursionError:
        raise RowError("the row is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise RowError(f"invalid JSON ({error.msg})", error.pos) from None
    return JsonRow(line[:start], line[start:end], line[end:], text, found)


def _place(line: str, pointer: str) -> tuple[int, int]:
    """Return the span of the value that a JSON pointer names."""
    start, end = 0, len(line)
    for name in pointer.removeprefix("/").split("/"):
        start, end = _member(line, start, column_name(name))
    return start, end


def _id(line: str, pointer: str) -> str | None:
    """Return a string, or a number as it is spelled, that a pointer names; None for all else."""
    try:
        start, end = _place(line, pointer)
    except RowError:
        return None
    raw = line[start:end]
    if raw[0] == '"':
        return str(scanstring(raw, 1, True)[0])
    return raw if raw[0] in "-0123456789" else None


def _whole(line: str) -> None:
    """Raise JSONDecodeError unless the line is one JSON value and nothing else."""
    _DECODER.decode(line.strip(_SPACE))


def _member(line: str, at: int, name: str) -> tuple[int, int]:
    """Return the span of the value of an object's member (the last one, if it is repeated)."""
    at = _skip(line, at)
    if line[at : at + 1] != "{":
        raise RowError("the row is no JSON object" if at == 0 else f"no object holds {name!r}", at)
    found: tuple[int, int] | None = None
    at = _skip(line, at + 1)
    while line[at : at + 1] == '"':
        key, at = scanstring(line, at + 1, True)
        at = _skip(line, at)
        if line[at : at + 1] != ":":
            raise RowError("invalid JSON (expected ':')", at)
        start = _skip(line, at + 1)
        try:
            _, at = _DECODER.raw_decode(line, start)
        except StopIteration:
            raise RowError("invalid JSON (expected a value)", start) from None
        if key == name:
            found = start, at
        at = _skip(line, at)
        if line[at : at + 1] != ",":
            break
        at = _skip(line, at + 1)
    if found is None:
        if line[at : at + 1] != "}":
            raise RowError("invalid JSON (unfinished object)", at)
        raise RowError(f"the row has no field {name!r}", at, "name it with --text-field")
    return found


def _skip(line: str, at: int) -> int:
    while line[at : at + 1] in _SPACE and at < len(line):
        at += 1
    return at


@dataclass(frozen=True, slots=True)
class Member:
    """One top-level member of a row: its name and the raw slice of its value."""

    name: str
    raw: str


def members(line: str) -> tuple[Member, ...]:
    """Return the top-level members of a row in order, values as they were written."""
    found: list[Member] = []
    at = _skip(line, _skip(line, 0) + 1)
    while line[at : at + 1] == '"':
        key, at = scanstring(line, at + 1, True)
        start = _skip(line, _skip(line, at) + 1)
        _, at = _DECODER.raw_decode(line, start)
        found.append(Member(key, line[start:at]))
        at = _skip(line, at)
        at = _skip(line, at + 1) if line[at : at + 1] == "," else at
    return tuple(found)
