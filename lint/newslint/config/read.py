"""From the tables of a file to frozen dataclasses; what does not fit is one clear error."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Annotated, Literal, TypeVar, Union, get_args, get_origin

import regex

from newslint.config.model import Bounds
from newslint.config.shape import keys
from newslint.errors import RuleError, UsageError

Table = TypeVar("Table")

_BARE = regex.compile(r"[A-Za-z0-9_-]+")
_MOST_NAMED = 12
"""An error names all that is allowed when it is no more than this."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the file and the keys that lead to it."""

    file: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.path}" if self.path else self.file

    def key(self, name: str) -> Place:
        """Return the place of a key of the table here."""
        name = name if _BARE.fullmatch(name) else f'"{name}"'
        return Place(self.file, f"{self.path}.{name}" if self.path else name)

    def item(self, number: int) -> Place:
        """Return the place of an item of the array here, counted from 0."""
        return Place(self.file, f"{self.path}[{number}]")

    def error(self, what: str, todo: str) -> UsageError:
        """Return the error about the value here."""
        return UsageError(what, where=str(self), todo=todo)

    def unknown(self, kind: str, word: str, allowed: Iterable[str], todo: str = "") -> UsageError:
        """Return the error about a word that is none of those allowed, with the nearest one."""
        return self.error(f"unknown {kind} {word!r}", suggestion(word, allowed, todo))


def suggestion(word: str, allowed: Iterable[str], todo: str = "") -> str:
    """Return what to do about an unknown word: the nearest that is allowed, and all of them.

    Args:
        word: the unknown word.
        allowed: the known ones.
        todo: what to say in place of a list that is too long.
    """
    from difflib import get_close_matches  # loaded where it is used: 4 ms

    known = list(allowed)
    folded = {one.lower(): one for one in reversed(known)}
    near = get_close_matches(word.lower().replace("_", "-"), folded, n=1)
    named = f"allowed: {', '.join(known)}" if len(known) <= _MOST_NAMED or not todo else todo
    return f"did you mean {folded[near[0]]!r}? {named}" if near else named


def read_table(
    given: object,
    kind: type[Table],
    place: Place,
    ready: Mapping[str, object] | None = None,
    also: Sequence[str] = (),
) -> Table:
    """Return the dataclass that a table stands for; raises UsageError.

    Args:
        given: the table as the file has it.
        kind: the dataclass.
        place: where the table stands.
        ready: values of fields that the table does not set.
        also: keys of the same table in the file that are read elsewhere.
    """
    known = {key.name: key for key in keys(kind)}
    values: dict[str, object] = dict(ready or {})
    for name, value in table_of(given, place).items():
        if name not in known:
            raise place.unknown("key", name, (*also, *known))
        values[known[name].field] = read_value(value, known[name].kind, place.key(name))
    make: Callable[..., Table] = kind
    try:
        return make(**values)
    except ValueError as error:
        raise place.error(str(error), "see the page of the rule: newslint explain") from None


def table_of(given: object, place: Place) -> dict[str, object]:
    """Return a table; raises UsageError when it is none."""
    if not isinstance(given, dict):
        raise _wrong(given, "a table", place)
    return given


def read_value(given: object, kind: object, place: Place) -> object:
    """Return a value of a declared type; raises UsageError."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _bounded(read_value(given, inside[0], place), inside[1], place)
    if origin in (Union, types.UnionType):
        [kind] = [one for one in inside if one is not type(None)]
        return read_value(given, kind, place)
    if origin is Literal:
        return _chosen(given, inside, place)
    if origin is tuple:
        if not isinstance(given, list):
            raise _wrong(given, "an array", place)
        return tuple(read_value(one, inside[0], place.item(at)) for at, one in enumerate(given))
    if origin is not None and issubclass(origin, Mapping):
        table = table_of(given, place)
        return {name: read_value(one, inside[1], place.key(name)) for name, one in table.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        return read_table(given, kind, place)
    return _plain(given, kind, place)


def _plain(given: object, kind: object, place: Place) -> object:
    if kind is float and type(given) is int:
        return float(given)
    names = {str: "a string", bool: "true or false", int: "a whole number", float: "a number"}
    if not isinstance(kind, type) or kind not in names:
        raise RuleError(
            f"an option of type {kind} cannot be set in a file",
            where=str(place),
            todo="declare it as a string, number, Literal, tuple or Mapping",
        )
    if type(given) is not kind:
        raise _wrong(given, names[kind], place)
    return given


def _chosen(given: object, allowed: Sequence[str], place: Place) -> object:
    if given in allowed:
        return given
    if isinstance(given, str):
        raise place.unknown("value", given, allowed)
    raise _wrong(given, f"one of {', '.join(allowed)}", place)


def _bounded(value: object, bounds: Bounds, place: Place) -> object:
    assert isinstance(value, float)
    if not bounds.least <= value <= bounds.most:
        allowed = f"allowed: {bounds.least:g} to {bounds.most:g}"
        raise place.error(f"{value:g} is out of range", allowed)
    return value


def _wrong(given: object, wanted: str, place: Place) -> UsageError:
    return place.error(f"is {_kind_of(given)}", f"allowed: {wanted}")


def _kind_of(given: object) -> str:
    if isinstance(given, bool):
        return f"the boolean {str(given).lower()}"
    if isinstance(given, str):
        return f"the string {given!r}"
    if isinstance(given, int | float):
        return f"the number {given}"
    return {"list": "an array", "dict": "a table"}.get(type(given).__name__, "a date or time")
