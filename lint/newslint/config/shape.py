"""The dataclasses of the configuration, and of rule options, as tables with typed keys."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from typing import get_type_hints

import regex

_ARGUMENT = regex.compile(r"^ {4}(\w+): (.*)$")
_CONTINUED = regex.compile(r"^ {5,}(\S.*)$")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table.

    Args:
        name: as it is written in the file.
        field: name of the dataclass field.
        kind: type of the field.
        about: what its docstring says of it.
        default: the value without the key.
    """

    name: str
    field: str
    kind: object
    about: str
    default: object


def keys(table: type[object]) -> tuple[Key, ...]:
    """Return the keys of a dataclass in order."""
    return tuple(_keys(table))


def _keys(table: type[object]) -> Iterator[Key]:
    hints = get_type_hints(table, include_extras=True)
    about = dict(_arguments(table))
    for one in fields(table):  # type: ignore[arg-type]
        default: object = None
        if one.default is not MISSING:
            default = one.default
        elif one.default_factory is not MISSING:
            default = one.default_factory()
        name = one.name.replace("_", "-")
        yield Key(name, one.name, hints[one.name], about.get(one.name, ""), default)


def summary(table: type[object]) -> str:
    """Return the first line of a dataclass's docstring."""
    return (inspect.getdoc(table) or "").partition("\n")[0]


def _arguments(table: type[object]) -> Iterator[tuple[str, str]]:
    """Yield the fields that a docstring describes, each with its text in one line."""
    name, words = "", ""
    for line in (inspect.getdoc(table) or "").partition("Args:\n")[2].splitlines():
        if found := _ARGUMENT.match(line):
            if name:
                yield name, words
            name, words = found[1], found[2]
        elif found := _CONTINUED.match(line):
            words += f" {found[1]}"
    if name:
        yield name, words
