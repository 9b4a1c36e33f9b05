"""The table behind a removal, declared as a pattern instead of row by row."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import regex

LONGEST = 200
"""No row holds more code points."""


@dataclass(frozen=True, slots=True)
class Removal(Container[tuple[str, str]]):
    """The rows that turn what a linear pattern matches into one of a few short strings.

    Other than with `DeletePattern`, the text may have been written by another rule of the same
    run (an unescaped tag, decoded mojibake): refused in the first run, it would go in the second,
    and a cleaned page would not stay as it is.

    Args:
        pattern: matches what may go, in full.
        left: what may stand there afterwards.
    """

    pattern: str
    left: tuple[str, ...] = ("",)

    def __contains__(self, row: object) -> bool:
        match row:
            case (str(old), str(new)):
                return (
                    new in self.left
                    and len(old) <= LONGEST
                    and regex.fullmatch(self.pattern, old) is not None
                )
            case _:
                return False
