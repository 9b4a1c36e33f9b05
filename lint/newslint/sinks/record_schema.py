"""The JSON schema (draft 2020-12) of records.jsonl, made from the dataclasses of a record."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from newslint.described import arguments, summary
from newslint.rule import Judgement
from newslint.sinks.record import (
    Author,
    BlockFacts,
    CaptionFacts,
    DatelineFacts,
    Link,
    Pattern,
    Record,
    Sizes,
    SourceFacts,
)

Schema = dict[str, object]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
OURS = "newslint"
"""The key of a row under which everything stands that newslint says of it."""

PARTS: Mapping[type[object], str] = {
    SourceFacts: "source",
    Author: "author",
    DatelineFacts: "dateline",
    BlockFacts: "block",
    CaptionFacts: "caption",
    Sizes: "counts",
    Judgement: "verdict",
    Link: "link",
}
"""The dataclasses that a record holds, with the names of their definitions."""


def schema() -> Schema:
    """Return the schema of a line of records.jsonl."""
    record = _object(Record)
    properties = record["properties"]
    assert isinstance(properties, dict)
    inside = {name: body for name, body in properties.items() if name != "text"}
    own = record | {"properties": inside, "required": list(inside)}
    own["title"] = "What newslint says of a row; empty when its text holds nothing but furniture"
    nothing = {"type": "object", "maxProperties": 0}
    row: Schema = {
        "title": "A row of the input: its fields as they were, its text cleaned",
        "type": "object",
        "properties": {OURS: {"anyOf": [{"$ref": "#/$defs/ours"}, nothing]}},
        "required": [OURS],
    }
    return {
        "$schema": DRAFT,
        "title": "A line of records.jsonl",
        "anyOf": [{"$ref": "#/$defs/record"}, {"$ref": "#/$defs/row"}],
        "$defs": {
            "record": record,
            "row": row,
            "ours": own,
            **{name: _object(part) for part, name in PARTS.items()},
        },
    }


def _object(kind: type[object]) -> Schema:
    about = dict(arguments(kind))
    hints = get_type_hints(kind, include_extras=True)
    names = [one.name for one in fields(kind)]  # type: ignore[arg-type]
    return {
        "title": summary(kind).rstrip("."),
        "type": "object",
        "properties": {name: {"description": about[name], **_type(hints[name])} for name in names},
        "required": names,
        "additionalProperties": False,
    }


def _type(kind: object) -> Schema:
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        pattern = inside[1]
        assert isinstance(pattern, Pattern)
        return _type(inside[0]) | {"pattern": pattern.text}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_type(one) for one in inside]}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is tuple:
        if inside[-1] is not Ellipsis:
            size = len(inside)
            return {"type": "array", "items": _type(inside[0]), "minItems": size, "maxItems": size}
        return {"type": "array", "items": _type(inside[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _type(inside[1])}
    if isinstance(kind, type) and is_dataclass(kind):
        return {"$ref": f"#/$defs/{PARTS[kind]}"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    assert isinstance(kind, type)
    return {"type": names[kind]}
