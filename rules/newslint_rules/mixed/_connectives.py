"""English function words and what they stand for in Chinese."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def connectives() -> dict[str, tuple[str, ...]]:
    """Return the Chinese readings of each English connective, best first."""
    table = files(__package__).joinpath("_connectives.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return {word: tuple(candidates.split("|")) for word, candidates in rows}
