"""The JSON schema (draft 2020-12) of the configuration, made from its dataclasses."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from typing import Annotated, Literal, Union, get_args, get_origin

from newslint.config.model import Bounds, Config, RuleTable
from newslint.config.shape import Key, keys
from newslint.described import summary
from newslint.rule import Rule

Schema = dict[str, object]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_RULE = "rule"


def schema(rules: Sequence[Rule]) -> Schema:
    """Return the schema of newslint.toml, and of [tool.newslint], with these rules."""
    body = table(Config)
    known: Schema = {}
    definitions: Schema = {_RULE: _rule_table(None)}
    for rule in rules:
        if rule.options is not None:
            definitions[rule.code] = _rule_table(rule)
        name = _RULE if rule.options is None else rule.code
        for word in (rule.code, rule.name):
            known[word] = {"$ref": f"#/$defs/{name}", "description": rule.summary}
    properties = body["properties"]
    assert isinstance(properties, dict)
    properties["rules"] |= {"properties": known, "additionalProperties": False}
    return {"$schema": DRAFT, **body, "$defs": definitions}


def table(kind: type[object], defaults: object | None = None) -> Schema:
    """Return the schema of the table that a dataclass stands for.

    Args:
        kind: the dataclass.
        defaults: an instance of it whose values are the defaults, in place of its own.
    """
    properties = {
        key.name: _property(key, key.default if defaults is None else getattr(defaults, key.field))
        for key in keys(kind)
    }
    return {
        "title": summary(kind).partition(";")[0].rstrip("."),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _rule_table(rule: Rule | None) -> Schema:
    level = next(key for key in keys(RuleTable) if key.name == "level")
    body = table(type(rule.options), rule.options) if rule else table(RuleTable)
    own = body["properties"] if rule else {}
    assert isinstance(own, dict)
    return body | {"properties": {"level": _property(level, None), **own}}


def _property(key: Key, default: object) -> Schema:
    body = {"description": key.about, **_type(key.kind)}
    if default is None or is_dataclass(default):
        return body
    if isinstance(default, Mapping):
        return body | {"default": dict(default)}
    return body | {"default": list(default) if isinstance(default, tuple) else default}


def _type(kind: object) -> Schema:
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        bounds = inside[1]
        assert isinstance(bounds, Bounds)
        return _type(inside[0]) | {"minimum": bounds.least, "maximum": bounds.most}
    if origin in (Union, types.UnionType):
        [kind] = [one for one in inside if one is not type(None)]
        return _type(kind)
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is tuple:
        return {"type": "array", "items": _type(inside[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _type(inside[1])}
    if isinstance(kind, type) and is_dataclass(kind):
        return table(kind)
    names = {str: "string", bool: "boolean", int: "integer", float: "number"}
    return {"type": names[kind]} if isinstance(kind, type) and kind in names else {}
