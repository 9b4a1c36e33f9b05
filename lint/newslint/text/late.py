"""Regular expressions that are compiled when they are first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

import regex


class Ask(Protocol):
    """Looks for a pattern in a part of a text and returns its match, None without one."""

    def __call__(
        self, string: str, pos: int | None = None, endpos: int | None = None, /
    ) -> regex.Match[str] | None:
        """Return the match, None without one."""
        ...


class AskAll(Protocol):
    """Yields the matches of a pattern in a part of a text."""

    def __call__(
        self, string: str, pos: int | None = None, endpos: int | None = None, /
    ) -> Iterator[regex.Match[str]]:
        """Yield the matches in order."""
        ...


class Late:
    """A pattern that most pages do not need: to compile all of them takes longer than to read one.

    Its methods are those of the compiled pattern, at no further cost once they were asked for.

    Args:
        pattern: as for `regex.compile`.
        flags: likewise.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        return regex.compile(self.pattern, self._flags)

    @cached_property
    def match(self) -> Ask:
        """Return the method that looks at the start of a text."""
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Ask:
        """Return the method that takes all of a text or nothing."""
        return self._compiled.fullmatch

    @cached_property
    def search(self) -> Ask:
        """Return the method that looks everywhere in a text."""
        return self._compiled.search

    @cached_property
    def finditer(self) -> AskAll:
        """Return the method that yields all matches."""
        return self._compiled.finditer
