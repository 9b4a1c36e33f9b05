"""Plants what a policy of the house forbids: the rules are silent until the option is set."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import regex

from plants import Plant

Planter = Callable[[str, Random], Plant | None]

_WORD = r"[A-Z][A-Za-z]{2,12}"
_CLOSE = regex.compile(rf"(?<=\p{{Han}})(?={_WORD}\p{{Han}})|(?<=\p{{Han}}{_WORD})(?=\p{{Han}})")
_QUOTATION = regex.compile(r"“([^“”‘’「」『』\n]+)”")
_STOP = regex.compile(r"(?<=[\p{Han}，；。]{20}。)(?=\p{Han}[^\n]{20})")
_INDENT = "　　"


def close(line: str, random: Random) -> Plant | None:
    """Return the line with a Latin word that stands close where a space is wanted."""
    places = [match.start() for match in _CLOSE.finditer(line)]
    if not places:
        return None
    at = random.choice(places)
    return Plant(line, at, at, " ")


def apart(line: str, random: Random) -> Plant | None:
    """Put a space between Han and a Latin word."""
    places = [match.start() for match in _CLOSE.finditer(line)]
    if not places:
        return None
    at = random.choice(places)
    return Plant(f"{line[:at]} {line[at:]}", at, at + 1, "")


def indent(line: str, random: Random) -> Plant | None:
    """Indent the line, or its second half as a paragraph that no blank line sets apart."""
    places = [match.start() for match in _STOP.finditer(line)]
    if places and random.random() < 0.5:
        at = random.choice(places)
        return Plant(f"{line[:at]}\n{_INDENT}{line[at:]}", at, at + 3, "\n\n")
    return Plant(_INDENT + line, 0, len(_INDENT), "")


def curly(line: str, random: Random) -> Plant | None:
    """Return the line with a pair of curly quotes where corner ones are wanted."""
    places = list(_QUOTATION.finditer(line))
    if not places:
        return None
    place = random.choice(places)
    return Plant(line, place.start(), place.end(), f"「{place[1]}」")


def corner(line: str, random: Random) -> Plant | None:
    """Write a pair of curly quotes as corner ones."""
    places = list(_QUOTATION.finditer(line))
    if not places:
        return None
    place = random.choice(places)
    text = f"{line[: place.start()]}「{place[1]}」{line[place.end() :]}"
    return Plant(text, place.start(), place.end(), place[0])


POLICIES: tuple[tuple[str, dict[str, str], Planter], ...] = (
    ("MIX006", {"spacing": "space"}, close),
    ("MIX006", {"spacing": "none"}, apart),
    ("LAY009", {"indent": "strip"}, indent),
    ("PUN015", {"style": "corner"}, curly),
    ("PUN015", {"style": "curly"}, corner),
)
"""Code, options that the rule needs, planter."""
