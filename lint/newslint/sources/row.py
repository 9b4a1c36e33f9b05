"""What every row of an input file offers, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

Stored = None | bool | int | float | str | Sequence["Stored"] | Mapping[str, "Stored"]
"""A value that JSON can hold."""


class RowError(ValueError):
    """Why a piece of input is no row, at which character of it, and what to do about it."""

    def __init__(self, reason: str, at: int = 0, todo: str = "repair the row") -> None:
        super().__init__(reason, at, todo)
        self.reason = reason
        self.at = at
        self.todo = todo


class Row(Protocol):
    """A row whose text can be replaced while everything else of it stays as it is."""

    @property
    def text(self) -> str:
        """Return the text it was read with."""
        ...

    @property
    def id(self) -> str | None:
        """Return the value of its id field as it is spelled, None when it has none."""
        ...

    def encoded(self, text: str, codec: str) -> bytes:
        """Return the bytes that stand for it in its file, with a text; its own gives its own.

        Raises UnicodeEncodeError when the text cannot be written in the codec.
        """
        ...

    def record(self, text: str) -> str:
        """Return it as a JSON object with a text, `newslint` left out, without the last brace."""
        ...

    def facts(self) -> Mapping[str, Stored]:
        """Return what pages.jsonl keeps of it beside the text, enough to build it again."""
        ...


def column_name(pointer: str) -> str:
    """Return the name of the column or member that a JSON pointer of one step names."""
    return pointer.removeprefix("/").replace("~1", "/").replace("~0", "~")
