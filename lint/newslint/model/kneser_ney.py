"""Kneser-Ney smoothing and pruning of counted n-grams (Chen and Goodman 1999; Stolcke 1998).

The result is a back-off model: an n-gram that is kept has its own probability, every other one
the back-off weight of its context times the probability of its suffix. Each kept n-gram's prefix
and suffix are kept too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from newslint.model.counts import ORDERS, Run
from newslint.model.keys import WIDTH, Keys
from newslint.model.symbols import BORDER

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Level:
    """The n-grams of one order, ascending.

    Args:
        keys: shape (n,).
        logs: natural logarithm of the probability of the last symbol after the others.
        backs: natural logarithm of the back-off weight of the n-gram as a context.
    """

    keys: Keys
    logs: Floats
    backs: Floats


def smoothed(counts: Mapping[int, Run]) -> dict[int, Level]:
    """Return the interpolated model of all counted n-grams, without pruning."""
    levels: dict[int, Level] = {}
    for order in ORDERS:
        run = counts[order]
        numbers = _evidence(counts, order)
        first, totals = _contexts(run.keys, numbers)
        discounts = _discounts(numbers)
        taken = discounts[np.minimum(numbers, 3).astype(np.int64)]
        sizes = np.diff(np.append(first, len(run.keys)))
        left = np.add.reduceat(taken, first) / totals
        own = (numbers - taken) / np.repeat(totals, sizes)
        if order == 1:
            probability = own + left[0] / len(run.keys)
        else:
            below = levels[order - 1]
            suffix = np.searchsorted(below.keys, run.keys & _mask(order - 1))
            probability = own + np.repeat(left, sizes) * np.exp(below.logs[suffix])
            context = np.searchsorted(below.keys, run.keys[first] >> WIDTH)
            below.backs[context] = np.log(left)
        levels[order] = Level(run.keys, np.log(probability), np.zeros(len(run.keys)))
    return levels


def _evidence(counts: Mapping[int, Run], order: int) -> Floats:
    """Return how often each n-gram counts: as seen in the highest order and after a border,
    else by the number of different symbols seen before it.
    """
    run = counts[order]
    if order == ORDERS[-1]:
        return run.counts.astype(np.float64)
    suffixes = counts[order + 1].keys & _mask(order)
    found = Run.of(suffixes)
    numbers = np.zeros(len(run.keys))
    numbers[np.searchsorted(run.keys, found.keys)] = found.counts
    starts = (run.keys >> (WIDTH * np.uint64(order - 1))) == BORDER
    seen = starts if order > 1 else np.zeros(len(run.keys), dtype=np.bool_)
    numbers[seen] = run.counts[seen]
    return np.maximum(numbers, 1.0)


def _contexts(
    keys: Keys, numbers: Floats
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]:
    """Return the index of the first n-gram of each context, and the context's total."""
    first = np.flatnonzero(np.diff(keys >> WIDTH, prepend=~(keys[:1] >> WIDTH)))
    return first, np.add.reduceat(numbers, first)


def _discounts(numbers: Floats) -> Floats:
    """Return what is taken from n-grams counted 0, 1, 2, and 3 or more times."""
    n1, n2, n3, n4 = (int((numbers == count).sum()) for count in (1, 2, 3, 4))
    if not (n1 and n2 and n3 and n4):
        return np.array([0.0, 0.5, 0.75, 0.9])
    share = n1 / (n1 + 2 * n2)
    return np.array(
        [
            0.0,
            max(0.05, 1 - 2 * share * n2 / n1),
            max(0.05, 2 - 3 * share * n3 / n2),
            max(0.05, 3 - 4 * share * n4 / n3),
        ]
    )


def _mask(order: int) -> np.uint64:
    return np.uint64((1 << (16 * order)) - 1)


def pruned(
    levels: Mapping[int, Level],
    counts: Mapping[int, Run],
    fewest: Mapping[int, int],
    sizes: Mapping[int, int],
) -> dict[int, Level]:
    """Return a smaller model.

    Args:
        levels: the whole model.
        counts: what it was made of.
        fewest: by order, n-grams seen fewer times go; longer ones with a symbol that goes, too.
        sizes: by order, this many are kept: those whose loss would cost most, weighed by how
            often they occur (weighted difference, Seymore and Rosenfeld 1996).
    """
    top = ORDERS[-1]
    kept: dict[int, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}
    common = np.zeros(1 << 16, dtype=np.bool_)
    common[counts[1].keys[counts[1].counts >= fewest[1]]] = True
    for order in reversed(ORDERS):
        level, run = levels[order], counts[order]
        fit = (run.counts >= fewest[order]) & _all_common(level.keys, order, common)
        if order > 1 and fit.sum() > sizes[order]:
            worth = _worth(levels, counts, order)
            worth[~fit] = -np.inf
            limit = np.partition(worth, -sizes[order])[-sizes[order]]
            fit = worth >= limit
        if order < top:
            above = levels[order + 1].keys[kept[order + 1]]
            fit[np.searchsorted(level.keys, above >> WIDTH)] = True
            fit[np.searchsorted(level.keys, above & _mask(order))] = True
        kept[order] = fit
    result: dict[int, Level] = {}
    for order in ORDERS:
        level, fit = levels[order], kept[order]
        result[order] = Level(level.keys[fit], level.logs[fit], np.zeros(int(fit.sum())))
        if order > 1:
            _weigh(result[order - 1], result[order], order)
    return result


def _all_common(
    keys: Keys, order: int, common: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell of each n-gram whether all its symbols are common."""
    fit = np.ones(len(keys), dtype=np.bool_)
    for step in range(order):
        fit &= common[(keys >> (WIDTH * np.uint64(step))) & np.uint64(0xFFFF)]
    return fit


def _worth(levels: Mapping[int, Level], counts: Mapping[int, Run], order: int) -> Floats:
    level, below = levels[order], levels[order - 1]
    suffix = np.searchsorted(below.keys, level.keys & _mask(order - 1))
    context = np.searchsorted(below.keys, level.keys >> WIDTH)
    alternative = below.logs[suffix] + below.backs[context]
    worth: Floats = counts[order].counts * (level.logs - alternative)
    return worth


def _weigh(below: Level, level: Level, order: int) -> None:
    """Set the back-off weights of the contexts of one order, given the kept n-grams above it."""
    if not len(level.keys):
        return
    first = np.flatnonzero(np.diff(level.keys >> WIDTH, prepend=~(level.keys[:1] >> WIDTH)))
    suffix = np.searchsorted(below.keys, level.keys & _mask(order - 1))
    held = np.add.reduceat(np.exp(level.logs), first)
    covered = np.add.reduceat(np.exp(below.logs[suffix]), first)
    context = np.searchsorted(below.keys, level.keys[first] >> WIDTH)
    weight = np.maximum(1 - held, 1e-6) / np.maximum(1 - covered, 1e-6)
    below.backs[context] = np.log(weight)
