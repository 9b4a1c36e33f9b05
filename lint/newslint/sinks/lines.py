"""JSON lines: one object a line, characters as they are, keys in the order given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import orjson

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def dump(value: Json) -> str:
    """Return a value as compact JSON; lone surrogates are escaped."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value, separators=(",", ":"))


def dump_indented(value: Json) -> str:
    """Return a value as JSON for people, two spaces a level, with a final line end."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
