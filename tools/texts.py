"""Reads the text that statistics are counted on."""

from __future__ import annotations

import json
from pathlib import Path

import zstandard

SHARED = 14
"""Code points that a line and a page to leave out have in common."""


def lines_of(path: Path) -> list[str]:
    """Return the lines of a text, unpacked if its name ends in .zst."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(data).read()
    return data.decode().splitlines()


def passages_of(pages: Path | None) -> frozenset[str]:
    """Return all passages of SHARED code points in the true text of pages, a JSON Lines file."""
    passages: set[str] = set()
    if pages is not None:
        for row in pages.read_text(encoding="utf-8").splitlines():
            for line in json.loads(row)["truth"].split("\n"):
                passages.update(line[at : at + SHARED] for at in range(len(line) - SHARED + 1))
    return frozenset(passages)


def shares(line: str, passages: frozenset[str]) -> bool:
    """Tell whether a line has one of the passages at one of four places."""
    places = (0, SHARED, len(line) // 2, len(line) - SHARED - 2)
    return any(line[at : at + SHARED] in passages for at in places)
