"""Plants defects in how numbers are written."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import regex

from plants import Plant

_DIGITS = regex.compile(r"(?<![0-9A-Za-z.,%])(?:[0-9]{1,8}|[A-Z]{2,5})(?![0-9A-Za-z.,])")
_NUMBER = regex.compile(
    r"(?<![0-9A-Za-z.,/:-])[0-9]{1,4}(?:,[0-9]{3}|\.[0-9]{1,2}|[0-9])(?![0-9.,/:-])"
)


def wide(line: str, random: Random) -> Plant | None:
    """Write a number or an abbreviation full-width."""
    places = list(_DIGITS.finditer(line))
    if not places:
        return None
    place = random.choice(places)
    bad = "".join(chr(ord(char) + 0xFEE0) for char in place[0])
    return _put(line, place.start(), place.end(), bad, place[0])


def spaced(line: str, random: Random) -> Plant | None:
    """Put a space into a number, beside its point or comma where it has one."""
    places = list(_NUMBER.finditer(line))
    if not places:
        return None
    place = random.choice(places)
    number = place[0]
    mark = regex.search("[.,]", number)
    cut = mark.start() + random.randint(0, 1) if mark else random.randint(1, len(number) - 1)
    return _put(line, place.start(), place.end(), f"{number[:cut]} {number[cut:]}", number)


def _put(line: str, start: int, end: int, bad: str, good: str) -> Plant:
    return Plant(line[:start] + bad + line[end:], start, start + len(bad), good)


PLANTS: dict[str, Callable[[str, Random], Plant | None]] = {"NUM001": wide, "NUM002": spaced}
"""A planter for each rule of the family that has fixes."""
