"""Plants characters of the wrong script."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from opencc import OpenCC

from newslint.text.script import Script, table
from newslint_rules.mixed._script import converter
from plants import Plant

Planter = Callable[[str, Random], Plant | None]


def traditional(line: str, random: Random) -> Plant | None:
    """Write one character or two neighbours of a Simplified line in Traditional script."""
    converted = converter("s2t")(line)
    if len(converted) != len(line):
        return None
    places = [at for at in range(len(line)) if _is_traditional(converted[at])]
    if not places:
        return None
    start = random.choice(places)
    end = start + 1
    if random.random() < 0.3 and end in places:
        end += 1
    return _swapped(line, converted, start, end)


def simplified(line: str, random: Random) -> Plant | None:
    """Write a line in Traditional script, as a region does, but for one or two characters."""
    converted = OpenCC(random.choice(("s2t", "s2tw", "s2hk"))).convert(line)
    if len(converted) != len(line):
        return None
    places = [at for at in range(len(line)) if _is_simple(line[at]) and converted[at] != line[at]]
    if not places:
        return None
    start = random.choice(places)
    end = start + 1
    if random.random() < 0.3 and end in places:
        end += 1
    return _swapped(converted, line, start, end)


def _is_traditional(char: str) -> bool:
    return table().kinds[ord(char)] in (Script.ONE, Script.MANY, Script.BOTH)


def _is_simple(char: str) -> bool:
    return bool(table().kinds[ord(char)] == Script.SIMPLE)


def _swapped(line: str, other: str, start: int, end: int) -> Plant:
    """Return the line with a piece of the other script in it."""
    damaged = line[:start] + other[start:end] + line[end:]
    return Plant(damaged, start, end, line[start:end])


PLANTS: dict[str, Planter] = {"MIX003": traditional, "MIX004": simplified}
