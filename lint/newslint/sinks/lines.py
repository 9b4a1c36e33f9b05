"""JSON lines: one object a line, characters as they are, keys in the order given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum

import orjson

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def dump(value: object) -> str:
    """Return a value as compact JSON; lone surrogates are escaped.

    Dataclasses become objects and enumerations their values.
    """
    return dump_bytes(value).decode()


def dump_bytes(value: object) -> bytes:
    """Return a value as compact JSON in UTF-8, as `dump` does."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value, separators=(",", ":"), default=_plain).encode()


def load(line: bytes | str) -> object:
    """Return what a line of JSON says; raises ValueError for anything else."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:  # lone surrogates
        return json.loads(line)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    raise TypeError(f"{value!r} has no form in JSON")


def dump_indented(value: Json) -> str:
    """Return a value as JSON for people, two spaces a level, with a final line end."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
