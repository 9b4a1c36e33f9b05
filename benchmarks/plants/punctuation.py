"""Plants defects of punctuation."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import regex

from plants import Plant

Planter = Callable[[str, Random], Plant | None]

_PAUSE = regex.compile(r"(?<=[\p{Han}0-9])[，、。；](?![，、。；：！？”’）》…—]|$)")
_COMMA = regex.compile(r"(?<=\p{Han})，(?=\p{Han})")
_ELLIPSIS = regex.compile(r"(?<=\p{Han})……(?!…)")
_DASH = regex.compile(r"(?<=[\p{Han}”》）])——(?=[\p{Han}“《])")
_QUOTATION = regex.compile(r"“([^“”‘’\"\n]*\p{Han}[^“”‘’\"\n]*)”")
_NAME = regex.compile(r"(?<=\p{Han}{2})·(?=\p{Han}{2})")
_RANGE = regex.compile(
    r"(?<=[0-9]%?)～(?=[0-9])(?![0-9]{4}年)|(?<![0-9—])(?<=[0-9]{4})—(?=[0-9]{4}年)"
    r"|(?<=[^0-9.][0-9]{1,4})至(?=[0-9]{1,4}(?:岁|个(?!月)|米|℃|%|元|级|天|公里|小时|分钟|吨|倍))"
)
_TIMES = regex.compile(r"(?<=[0-9]{4}年)至(?=[0-9]{4}年)|(?<=[0-9][月日])至(?=[0-9]{1,2}[月日])")

_MIXED = {"。": ("，。", "、。"), "，": ("、，", "；，"), "；": ("，；", "、；"), "、": ("，、",)}


def repeated(line: str, random: Random) -> Plant | None:
    """Write a pause or stop twice, or another one before it."""
    place = _choose(_PAUSE, line, random)
    if place is None:
        return None
    mark = place[0]
    bad = mark * 2 if random.random() < 0.7 else random.choice(_MIXED[mark])
    return _put(line, place.start(), place.end(), bad, mark)


def ellipsis_(line: str, random: Random) -> Plant | None:
    """Write an ellipsis in another form; a comma makes room where the line has none."""
    place = _choose(_ELLIPSIS, line, random) or _choose(_COMMA, line, random)
    if place is None:
        return None
    bad = random.choice(["...", "...", "....", "......", "。。。", "…", "………", "······"])
    return _put(line, place.start(), place.end(), bad, "……")


def dash(line: str, random: Random) -> Plant | None:
    """Write a dash in another form; a comma makes room where the line has none."""
    real = _choose(_DASH, line, random)
    place = real or _choose(_COMMA, line, random)
    if place is None:
        return None
    forms = ["--", "--", "---", "──", "――", "–" * 2, "———", "－－"]
    bad = random.choice([*forms, "—", "—"] if real else forms)
    return _put(line, place.start(), place.end(), bad, "——")


def straight(line: str, random: Random) -> Plant | None:
    """Write one pair of quotes straight, or the last side of one."""
    place = _choose(_QUOTATION, line, random)
    if place is None:
        return None
    left = '"' if random.random() < 0.8 else "“"
    return _put(line, place.start(), place.end(), f'{left}{place[1]}"', place[0])


def dot(line: str, random: Random) -> Plant | None:
    """Write the dot of a name in another form."""
    place = _choose(_NAME, line, random)
    if place is None:
        return None
    return _put(line, place.start(), place.end(), random.choice("•・．‧"), "·")


def reversed_(line: str, random: Random) -> Plant | None:
    """Turn one or both quotes of a pair round."""
    place = _choose(_QUOTATION, line, random)
    if place is None:
        return None
    left, right = random.choice([("”", "”"), ("“", "“"), ("”", "“")])
    return _put(line, place.start(), place.end(), f"{left}{place[1]}{right}", place[0])


def range_(line: str, random: Random) -> Plant | None:
    """Write the mark of a range half-width."""
    place = _choose(_TIMES, line, random) or _choose(_RANGE, line, random)
    if place is None:
        return None
    good = "—" if place[0] == "—" or place.re is _TIMES else "～"
    bad = "-" if good == "—" else random.choice("-~")
    return _put(line, place.start(), place.end(), bad, good)


def _choose(pattern: regex.Pattern[str], line: str, random: Random) -> regex.Match[str] | None:
    places = list(pattern.finditer(line))
    return random.choice(places) if places else None


def _put(line: str, start: int, end: int, bad: str, expected: str) -> Plant:
    return Plant(line[:start] + bad + line[end:], start, start + len(bad), expected)


PLANTS: dict[str, Planter] = {
    "PUN004": repeated,
    "PUN005": ellipsis_,
    "PUN006": dash,
    "PUN008": straight,
    "PUN010": dot,
    "PUN012": reversed_,
    "PUN013": range_,
}
"""How to plant a defect of each rule that has a fix."""
