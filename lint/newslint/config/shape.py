"""The dataclasses of the configuration, and of rule options, as tables with typed keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from typing import get_type_hints

from newslint.described import arguments


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
    about = dict(arguments(table))
    for one in fields(table):  # type: ignore[arg-type]
        default: object = None
        if one.default is not MISSING:
            default = one.default
        elif one.default_factory is not MISSING:
            default = one.default_factory()
        name = one.name.replace("_", "-")
        yield Key(name, one.name, hints[one.name], about.get(one.name, ""), default)
