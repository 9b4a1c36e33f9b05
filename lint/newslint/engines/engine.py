"""What every engine offers: a function over arguments, wherever it runs.

Functions are named on the top level of a module and arguments can be pickled, so that they cross
the borders of processes and machines. What a function returns crosses them too: large results
go to files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from newslint.errors import OutputError

Argument = TypeVar("Argument")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Died:
    """The worker that was at an argument ended before it gave a result.

    Args:
        reason: how it ended, as far as it is known.
    """

    reason: str


class Engine(Protocol):
    """Runs functions."""

    def each(
        self, function: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> Iterator[tuple[int, Result | Died]]:
        """Yield the number of each argument with its result, as they are ready.

        An exception of the function ends the run and is raised here.
        """
        ...

    def close(self) -> None:
        """End all workers."""
        ...


def in_order(
    engine: Engine, function: Callable[[Argument], Result], arguments: Sequence[Argument]
) -> Iterator[Result]:
    """Yield the results in the order of the arguments; those of a dead worker are tried again.

    The second time nothing else runs beside it. Raises OutputError when it dies again.
    """
    ready: dict[int, Result] = {}
    dead: list[int] = []
    following = 0
    for number, result in engine.each(function, arguments):
        if isinstance(result, Died):
            dead.append(number)
            continue
        ready[number] = result
        while following in ready:
            yield ready.pop(following)
            following += 1
    for number in sorted(dead):
        [(_, result)] = engine.each(function, [arguments[number]])
        if isinstance(result, Died):
            raise OutputError(
                f"a worker died twice at the same task ({result.reason})",
                where=function.__name__,
                todo="give it more memory or fewer workers, then run the same command again",
            )
        ready[number] = result
        while following in ready:
            yield ready.pop(following)
            following += 1
