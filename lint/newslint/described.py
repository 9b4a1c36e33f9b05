"""What the docstring of a dataclass says of it and of each of its fields."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import regex

_ARGUMENT = regex.compile(r"^ {4}(\w+): (.*)$")
_CONTINUED = regex.compile(r"^ {5,}(\S.*)$")


def summary(table: type[object]) -> str:
    """Return the first line of a dataclass's docstring."""
    return (inspect.getdoc(table) or "").partition("\n")[0]


def arguments(table: type[object]) -> Iterator[tuple[str, str]]:
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
