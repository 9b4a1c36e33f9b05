"""Breaks paragraphs into printed lines."""

from __future__ import annotations

from collections.abc import Iterator

import regex

_NOT_FIRST = frozenset("，。、；：！？”’）》】〉…—·%％,.!?;:)")
_NOT_LAST = frozenset("“‘（《【〈(")
_UNIT = regex.compile(r"[A-Za-z0-9.%+\-/]+|.", regex.DOTALL)


def printed(paragraph: str, width: int) -> Iterator[tuple[str, str]]:
    """Yield the lines of a paragraph, each with what stood behind it: a space or nothing.

    The first line is two characters shorter. A line neither starts with a closing mark nor ends
    with an opening one, and no Latin word or number is cut.
    """
    room, line, size = 2 * width - 4, "", 0
    for unit in _UNIT.findall(paragraph):
        wide = len(unit) if unit.isascii() else 2 * len(unit)
        if line and size + wide > room and unit not in _NOT_FIRST and line[-1] not in _NOT_LAST:
            gap = " " if unit == " " or line[-1] == " " else ""
            yield line.rstrip(" "), gap
            line, size, room = "", 0, 2 * width
            if unit == " ":
                continue
        line += unit
        size += wide
    yield line, ""
