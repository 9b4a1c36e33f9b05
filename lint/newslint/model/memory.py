"""Keeps what was found in texts, so that each is read once, however often rules ask."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

REMEMBERED: Final = 4_000_000
"""Code points of texts that are remembered; the oldest are forgotten first."""

BLANKS: Final = " \t\r\u3000\u00a0"
"""White space that a judge does not see; a line of nothing else is blank."""

Key = bytes
Placed = Mapping[tuple[int, int], object]
"""What was found by the number of the line, blank ones not counted, and the offset in it."""


@dataclass(slots=True)
class _Kept:
    """What was found in a text of some code points, by what was asked."""

    size: int
    found: dict[object, Placed] = field(default_factory=dict)


@dataclass
class Memory:
    """What was found in texts, by what was asked.

    Texts that differ in blank lines only count as one, as a judge sees no difference.

    Args:
        exact: whether blank lines count.
    """

    exact: bool = False
    _kept: dict[Key, _Kept] = field(default_factory=dict)
    _size: int = 0

    def key(self, text: str) -> Key:
        """Return what stands for a text."""
        seen = text if self.exact else "\n".join(line for line in text.split("\n") if _solid(line))
        return hashlib.blake2b(seen.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def knows(self, key: Key) -> bool:
        """Tell whether a text was read, whatever was asked."""
        return key in self._kept

    def of(self, key: Key, find: object, text: str) -> dict[int, object] | None:
        """Return what was found in a text by its offset, None when that was not asked."""
        kept = self._kept.get(key)
        found = None if kept is None else kept.found.get(find)
        if not found:
            return None if found is None else {}
        starts = _starts(text)
        return {starts[line] + offset: what for (line, offset), what in found.items()}

    def keep(self, key: Key, find: object, text: str, found: Mapping[int, object]) -> None:
        """Remember what was found in a text, beside what was known of it."""
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = _Kept(len(text))
            self._size += kept.size
        kept.found[find] = {**kept.found.get(find, {}), **_placed(text, found)}
        while self._size > REMEMBERED and len(self._kept) > 1:
            oldest = next(iter(self._kept))
            self._size -= self._kept.pop(oldest).size


def _solid(line: str) -> bool:
    return bool(line.strip(BLANKS))


def _starts(text: str) -> list[int]:
    """Return the offset of each line that is not blank."""
    lines = text.split("\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    return [start for start, line in zip(starts, lines, strict=False) if _solid(line)]


def _placed(text: str, found: Mapping[int, object]) -> Placed:
    """Return what was found by line and offset in it."""
    if not found:
        return {}
    starts = _starts(text)
    placed: dict[tuple[int, int], object] = {}
    line = 0
    for at in sorted(found):
        while line + 1 < len(starts) and starts[line + 1] <= at:
            line += 1
        placed[line, at - starts[line]] = found[at]
    return placed
