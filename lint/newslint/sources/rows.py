"""Rows of a JSONL file: finds the text's literal in the raw line; the rest stays as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]

import orjson

_SPACE = " \t\r\n\ufeff"
_DECODER = json.JSONDecoder()


class RowError(ValueError):
    """Why a line is no row, at which character of it, and what to do about it."""

    def __init__(self, reason: str, at: int = 0, todo: str = "repair the row") -> None:
        super().__init__(reason, at, todo)
        self.reason = reason
        self.at = at
        self.todo = todo


@dataclass(frozen=True, slots=True)
class Row:
    """A line of JSONL cut round the literal of its text: head + literal + tail is the line."""

    head: str
    literal: str
    tail: str
    text: str

    def with_text(self, text: str) -> str:
        """Return the line with another text; the old literal is kept when the text is the same."""
        return self.head + (self.literal if text == self.text else literal(text)) + self.tail


def literal(text: str) -> str:
    """Return a text as a JSON string literal, non-ASCII characters as they are."""
    try:
        return orjson.dumps(text).decode()
    except orjson.JSONEncodeError:  # lone surrogates
        return json.dumps(text)


def parse_row(line: str, pointer: str) -> Row:
    """Cut a line round the string that a JSON pointer names; raises RowError."""
    return _plain_row(line, pointer.removeprefix("/")) or _walked_row(line, pointer)


def _plain_row(line: str, name: str) -> Row | None:
    """Return the row when its text can be found without walking through it, else None."""
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
    return Row(line[:start], old, line[start + len(old) :], text)


def _walked_row(line: str, pointer: str) -> Row:
    start, end = 0, len(line)
    try:
        for name in pointer.lstrip("/").split("/"):
            start, end = _member(line, start, name.replace("~1", "/").replace("~0", "~"))
        if line[start] != '"':
            raise RowError(f"the field {pointer} holds no text", start, "name it with --text-field")
        text, end = scanstring(line, start + 1, True)
        _whole(line)
    except RecursionError:
        raise RowError("the row is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise RowError(f"invalid JSON ({error.msg})", error.pos) from None
    return Row(line[:start], line[start:end], line[end:], text)


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
