"""Runs everything in this process, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from newslint.engines.engine import Argument, Died, Result


class Serial:
    """The engine for little input: starts no process."""

    def each(
        self, function: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> Iterator[tuple[int, Result | Died]]:
        """Yield the number of each argument with its result."""
        for number, argument in enumerate(arguments):
            yield number, function(argument)

    def close(self) -> None:
        """Do nothing: there are no workers."""
