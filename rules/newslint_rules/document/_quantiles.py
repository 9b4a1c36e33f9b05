"""How the measures of stories are spread in clean news."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files


def quantiles_of(measure: str) -> Callable[[], tuple[float, ...]]:
    """Return what loads the 101 quantiles of a measure, by its function's name."""
    return cache(lambda: _table()[measure])


@cache
def _table() -> dict[str, tuple[float, ...]]:
    """Return the rows of `_quantiles.tsv`, ascending by measure."""
    lines = (files(__package__) / "_quantiles.tsv").read_text(encoding="utf-8").splitlines()
    spread: dict[str, list[float]] = {}
    for line in lines[1:]:
        measure, _, value = line.split("\t")
        spread.setdefault(measure, []).append(float(value))
    return {measure: tuple(values) for measure, values in spread.items()}
