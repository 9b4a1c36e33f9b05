"""Finds what a text says again: loops, sentences, and paragraphs that are nearly the same.

Everything reads the letters of a text: its code points without white space and marks, so that a
copy is a copy whatever stands between its words. Arrays of letters are looked at as a whole;
what these functions return are candidates or exact runs, and the rules judge the text itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newslint.text.charclass import Class, Classes, Codes, Offsets
from newslint.text.span import Span

GRAM = 8
"""Letters whose hash stands for a place when loops of longer units are looked for."""

COPIES = 3
"""Fewer copies in a row are a repetition and no loop."""

SHORT_UNIT = 3 * GRAM
"""Up to here every period is tried; three copies of longer units hold two picks that agree."""

WORD = 6
"""Units of fewer letters are looked for from WORD_COPIES copies on, single letters from 20."""

WORD_COPIES = 8
_MARKS = (
    Class.SPACE
    | Class.NEWLINE
    | Class.HALF_MARK
    | Class.FULL_MARK
    | Class.FINAL
    | Class.PAUSE
    | Class.OPENER
    | Class.CLOSER
)
_SAMPLE = 24
_NO_CHARACTER = 0x110000
_NOTHING = 0xFFFFFFFF
_FEW = 1 << 14
"""Up to here the calls on an array take longer than the work on its letters."""

_SEEDS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xB5297A4D)
_WORK = 64
"""Letters compared for each letter of a text, at most, when runs are made exact."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text.

    Args:
        codes: their code points; each border between documents has a number of its own.
        places: where they stand in the text, ascending, same shape.
    """

    codes: Codes
    places: Offsets


def letters(codes: Codes, classes: Classes) -> Letters:
    """Return the letters among the code points of a text."""
    places = np.flatnonzero((classes & np.uint16(_MARKS)) == 0)
    kept = codes[places]
    borders = np.flatnonzero((classes[places] & np.uint16(Class.BORDER)) != 0)
    kept[borders] = _NO_CHARACTER + np.arange(len(borders), dtype=np.uint32)
    return Letters(kept, places)


# Loops.


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Letters that repeat with a period: `start` and `end` are offsets among the letters."""

    start: int
    end: int
    period: int

    @property
    def copies(self) -> int:
        """Return how many whole copies it holds."""
        return (self.end - self.start) // self.period


def looped(codes: Codes) -> tuple[Offsets, Offsets, Offsets]:
    """Return starts, ends and periods of places that may repeat COPIES times or more.

    Units of fewer than SHORT_UNIT letters are looked for at every fourth or eighth letter, longer
    ones by the distance to the last equal gram. Units of fewer than WORD letters repeat by right
    and are found from WORD_COPIES copies on.
    """
    found = []
    if len(codes) > _FEW or _may_be_short(codes):
        found = [_short(codes, period) for period in range(1, SHORT_UNIT)]
    found.append(_long(codes))
    starts, ends, periods = (np.concatenate(column) for column in zip(*found, strict=True))
    return starts, ends, periods


def _may_be_short(codes: Codes) -> bool:
    """Tell whether units of fewer than SHORT_UNIT letters may repeat: all periods at once.

    Every period that `_short` looks for takes three agreeing letters in a row or more.
    """
    padded = np.concatenate((codes, np.full(SHORT_UNIT, _NOTHING, dtype=codes.dtype)))
    rows = np.lib.stride_tricks.sliding_window_view(padded, SHORT_UNIT)[::4]
    same = rows[:, 1:] == rows[:, :1]
    for part in (same[:, : 2 * WORD - 1], same[::2, 2 * WORD - 1 :]):
        if (part[2:] & part[1:-1] & part[:-2]).any():
            return True
    return False


def _short(codes: Codes, period: int) -> tuple[Offsets, Offsets, Offsets]:
    stride = 4 if period < 2 * WORD else 8
    copies = COPIES if period >= WORD else max(WORD_COPIES, 20 // period)
    needed = (copies - 1) * period // stride
    same = codes[period::stride] == codes[: max(0, len(codes) - period) : stride]
    for _ in range(needed - 1):
        same = same[1:] & same[:-1]
    places = np.flatnonzero(same).astype(np.int64) * stride
    ends = places + period + (needed - 1) * stride + 1
    return _merged(places, ends, np.full(len(places), period))


def _long(codes: Codes) -> tuple[Offsets, Offsets, Offsets]:
    picks, keys = _picks(codes)
    order = np.sort(keys.astype(np.uint64) << np.uint64(32) | np.arange(len(keys), dtype=np.uint64))
    which = (order & np.uint64(0xFFFFFFFF)).astype(np.int64)
    keys = (order >> np.uint64(32)).astype(np.uint32)
    again = np.flatnonzero(keys[1:] == keys[:-1])
    left, right = picks[which[again]], picks[which[again + 1]]
    period = right - left
    fit = (period >= SHORT_UNIT) & (right + period <= len(codes))
    for quarter in (4, 2, 3, 1):
        left, right, period = left[fit], right[fit], period[fit]
        step = period - 1 if quarter == 1 else period * quarter // 5
        fit = codes[left + step] == codes[right + step]
    left, right, period = left[fit], right[fit], period[fit]
    order = np.lexsort((left, period))
    return _merged(left[order], right[order] + GRAM, period[order])


def _picks(codes: Codes) -> tuple[Offsets, NDArray[np.uint32]]:
    """Return the places whose gram has the least hash round them, one in nine, and the hashes."""
    hashes = codes
    for reach, seed in zip((1, 2, 4), _SEEDS, strict=False):
        if len(hashes) <= reach:
            return np.empty(0, np.int64), np.empty(0, np.uint32)
        hashes = hashes[:-reach] * np.uint32(seed) + hashes[reach:]
        hashes = hashes ^ (hashes >> np.uint32(15))
    least = hashes
    for reach in (1, 2, 4):
        if len(least) <= reach:
            return np.empty(0, np.int64), np.empty(0, np.uint32)
        least = np.minimum(least[:-reach], least[reach:])
    picked = np.ones(len(hashes), dtype=np.bool_)
    picked[GRAM:] &= hashes[GRAM:] < least[: len(hashes) - GRAM]
    size = len(least) - 1
    picked[:size] &= hashes[:size] <= least[1:]
    places = np.flatnonzero(picked)
    return places, hashes[places]


def _merged(starts: Offsets, ends: Offsets, periods: Offsets) -> tuple[Offsets, Offsets, Offsets]:
    """Return places of one period that touch as one; the places are in order of period, start."""
    if not len(starts):
        return starts, ends, periods
    apart = (np.diff(periods) != 0) | (starts[1:] > ends[:-1] + periods[1:])
    first = np.concatenate(([0], np.flatnonzero(apart) + 1))
    return starts[first], ends[np.append(first[1:], len(starts)) - 1], periods[first]


def runs(codes: Codes) -> list[Run]:
    """Return the runs of COPIES copies or more, in order; of runs inside others the outer one.

    Work is linear in the letters: pages so alike to themselves that there would be more of it
    lose their last runs.
    """
    starts, ends, periods = looped(codes)
    order = np.lexsort((starts, periods, starts - ends))
    covered = np.zeros(len(codes) + 1, dtype=np.int64)
    found: list[Run] = []
    work = 1_000_000 + _WORK * len(codes)
    for start, end, period in zip(
        starts[order].tolist(), ends[order].tolist(), periods[order].tolist(), strict=True
    ):
        middle = (start + end) // 2
        if covered[start] and covered[middle] == covered[start] == covered[end - 1]:
            continue
        if work <= 0:
            break
        exact, spent = _exact(codes, start, end, period)
        work -= spent
        for run in exact:
            if not covered[run.start] or covered[run.start] != covered[run.end - 1]:
                found.append(run)
                covered[run.start : run.end] = len(found)
    found.sort()
    return [run for at, run in enumerate(found) if not (at and run.end <= found[at - 1].end)]


def _exact(codes: Codes, start: int, end: int, period: int) -> tuple[list[Run], int]:
    """Return the maximal runs of a period round a place, and how many letters were compared."""
    left, right = max(0, start - period), min(len(codes), end + 2 * period)
    spent = 0
    while True:
        same = codes[left : right - period] == codes[left + period : right]
        spent += len(same)
        grow_left = left > 0 and len(same) > 0 and bool(same[:period].all())
        grow_right = right < len(codes) and len(same) > 0 and bool(same[-period:].all())
        if not grow_left and not grow_right:
            break
        size = right - left
        left = max(0, left - size) if grow_left else left
        right = min(len(codes), right + size) if grow_right else right
    edges = np.flatnonzero(np.diff(same.view(np.int8), prepend=np.int8(0), append=np.int8(0)))
    found = [
        Run(left + first, left + last + period, period)
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        if last - first >= (COPIES - 1) * period
    ]
    return [_primitive(codes, run) for run in found], spent


def _primitive(codes: Codes, run: Run) -> Run:
    """Return the run with the least period that divides its own."""
    unit = codes[run.start : run.start + run.period]
    for period in range(1, min(SHORT_UNIT, run.period // 2 + 1)):
        if run.period % period == 0 and (unit[period:] == unit[:-period]).all():
            return Run(run.start, run.end, period)
    return run


# Doublings: a passage twice, one right after the other.

SHORTEST_DOUBLED, LONGEST_DOUBLED = 7, 127
"""Letters of a doubled passage; a longer one holds whole sentences that stand twice."""

_MANY = 256
"""From so many places of one period on, all letters are compared at once."""


def doubled(codes: Codes) -> tuple[Offsets, Offsets]:
    """Return starts and ends of the letters that are exactly two copies of one unit, ascending.

    They may be longer than two copies by less than one: the unit may start anywhere in them.
    Equal letters are looked for at every second, fourth or eighth place and then made exact.
    """
    places, periods = _spaced(codes)
    starts, ends = _widened(codes, places, periods)
    sizes = ends - starts
    fit = (sizes >= 2 * periods) & (sizes < COPIES * periods)
    found = np.unique(np.stack((starts[fit], ends[fit]), axis=1), axis=0)
    return found[:, 0], found[:, 1]


def _spaced(codes: Codes) -> tuple[Offsets, Offsets]:
    """Return places that may lie in the first copy of a doubling, and their periods."""
    low = codes.astype(np.uint16)
    found: list[Offsets] = [np.empty(0, np.int64)]
    sizes = []
    for stride, first, last in ((2, 7, 11), (4, 12, 31), (8, 32, LONGEST_DOUBLED)):
        phases = [np.ascontiguousarray(low[phase::stride]) for phase in range(stride)]
        for period in range(first, last + 1):
            needed = period // stride
            there = phases[period % stride][period // stride :]
            same = phases[0][: len(there)] == there
            runs = same[: max(0, len(same) - needed + 1)] & same[needed - 1 :]
            runs &= same[1 : len(runs) + 1]
            places = np.flatnonzero(runs) * stride
            if len(places) > _MANY:
                places = _agreeing(codes, period)
            found.append(places)
            sizes.append(len(places))
    periods = np.repeat(np.arange(SHORTEST_DOUBLED, LONGEST_DOUBLED + 1), sizes)
    return np.concatenate(found), periods


def _agreeing(codes: Codes, period: int) -> Offsets:
    """Return where letters start that agree with those a period behind, for one copy exactly."""
    same = codes[period:] == codes[:-period]
    edges = np.flatnonzero(np.diff(same.view(np.int8), prepend=np.int8(0), append=np.int8(0)))
    starts, sizes = edges[::2], edges[1::2] - edges[::2]
    return starts[(sizes >= period) & (sizes < (COPIES - 1) * period)]


def _widened(codes: Codes, places: Offsets, periods: Offsets) -> tuple[Offsets, Offsets]:
    """Return the letters round places that repeat with a period, up to COPIES copies each way."""
    reach = COPIES * periods
    edges = []
    for step in (-1, 1):
        edge = places.copy()
        alive = np.arange(len(places))
        while len(alive):
            at = edge[alive]
            inside = (at >= 0) & (at + periods[alive] < len(codes))
            inside &= np.abs(at - places[alive]) < reach[alive]
            alive, at = alive[inside], at[inside]
            same = codes[at] == codes[at + periods[alive]]
            alive = alive[same]
            edge[alive] += step
        edges.append(edge)
    return edges[0] + 1, edges[1] + periods


# Stretches of letters: sentences and lines.


def stretches(codes: Codes, starts: Offsets, ends: Offsets, owners: Offsets) -> NDArray[np.bool_]:
    """Return for each stretch whether one of its owner, as long and much alike, stood before."""
    keys = (ends - starts).astype(np.uint64) * np.uint64(_SEEDS[5]) + owners.astype(np.uint64)
    for step in (0, 1, 2, 3, 5, 7, -1, -2, -3, -5):
        at = (starts if step >= 0 else ends) + step
        at = np.clip(at, starts, ends - 1)
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + codes[at]
        keys ^= keys >> np.uint64(29)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    again: NDArray[np.bool_] = first[inverse] != np.arange(len(keys))
    return again


def akin(codes: Codes, starts: Offsets, ends: Offsets, owners: Offsets) -> tuple[Offsets, Offsets]:
    """Return pairs of stretches, by number, the later and an earlier one, that may be near copies.

    Two stretches are paired when the least of their trigram hashes agree under one of six hash
    functions and their lengths by 10 %, or when they start alike. Each is paired with the nearest
    before it, so that the pairs are linear in the stretches.
    """
    later, earlier = [], []
    sizes = ends - starts
    for keys, near in (*_sketches(codes, starts, ends), (_heads(codes, starts), False)):
        order = np.lexsort((np.arange(len(keys)), owners, keys))
        same = (keys[order[1:]] == keys[order[:-1]]) & (owners[order[1:]] == owners[order[:-1]])
        right, left = order[1:][same], order[:-1][same]
        if near:
            most = np.maximum(sizes[right], sizes[left])
            fit = np.abs(sizes[right] - sizes[left]) * 10 <= most
            right, left = right[fit], left[fit]
        later.append(right)
        earlier.append(left)
    pairs = np.unique(np.stack((np.concatenate(later), np.concatenate(earlier)), axis=1), axis=0)
    if not len(pairs):
        return pairs[:, 0], pairs[:, 1]
    text = np.minimum(codes, _NO_CHARACTER - 1).tobytes().decode("utf-32-le", "surrogatepass")
    first, last = starts.tolist(), ends.tolist()
    held = [_held(text, first, last, one, other) for one, other in pairs.tolist()]
    pairs = pairs[np.array(held, dtype=np.bool_)]
    return pairs[:, 0], pairs[:, 1]


def _held(text: str, starts: list[int], ends: list[int], one: int, other: int) -> bool:
    """Tell whether two in five of a sample of the shorter stretch's trigrams are in the longer."""
    short, long = one, other
    if ends[one] - starts[one] > ends[other] - starts[other]:
        short, long = other, one
    first, size = starts[short], ends[short] - starts[short]
    within = text[starts[long] : min(ends[long], starts[long] + 2 * size)]
    places = range(first, first + size - 2, max(1, size // _SAMPLE))
    wanted = -(-2 * len(places) // 5)
    lost = len(places) - wanted
    for at in places:
        if text[at : at + 3] in within:
            wanted -= 1
            if wanted <= 0:
                return True
        elif lost == 0:
            return False
        else:
            lost -= 1
    return wanted <= 0


def _heads(codes: Codes, starts: Offsets) -> NDArray[np.uint64]:
    keys = np.zeros(len(starts), dtype=np.uint64)
    for step in (0, 2, 5, 9, 13, 17, 21, 25, 28):
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + codes[starts + step]
        keys ^= keys >> np.uint64(29)
    return keys


def _sketches(
    codes: Codes, starts: Offsets, ends: Offsets
) -> list[tuple[NDArray[np.uint64], bool]]:
    grams = codes[:-2] * np.uint32(_SEEDS[0]) + codes[1:-1]
    grams = (grams ^ (grams >> np.uint32(15))) * np.uint32(_SEEDS[1]) + codes[2:]
    grams ^= grams >> np.uint32(13)
    grams *= np.uint32(_SEEDS[2])
    grams ^= grams >> np.uint32(16)
    sampled = np.flatnonzero((grams & np.uint32(3)) == 0)
    first, last = np.searchsorted(sampled, starts), np.searchsorted(sampled, ends - 2)
    some = last > first
    if not some.any():
        return []
    bounds = np.stack((first[some], last[some]), axis=1).ravel()
    features = np.append(grams[sampled], np.uint32(0xFFFFFFFF))
    sketches = []
    for seed in _SEEDS:
        mixed = features * np.uint32(seed)
        mixed ^= mixed >> np.uint32(16)
        mixed *= np.uint32(0x7FEB352D)
        least = np.arange(1 << 33, (1 << 33) + len(starts), dtype=np.uint64)
        least[some] = np.minimum.reduceat(mixed, bounds)[::2]
        sketches.append((least, True))
    return sketches


# Differences of two near copies.

MOST_EDITS = 40
"""Copies with more edits are not compared to the end."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one text says at a span and the other at another; either may be empty."""

    left: Span
    right: Span


def differences(left: str, right: str, most: int) -> list[Difference] | None:
    """Return where two texts differ, in order, or None when it takes more than `most` edits.

    Edits are single characters written, left out or exchanged. Steps: at most
    (2 * edits + 1) * length (Ukkonen 1985, furthest reaching points on each diagonal).
    """
    most = min(most, MOST_EDITS)
    if abs(len(left) - len(right)) > most or _apart(left, right, most):
        return None
    goal = len(right) - len(left)
    reached: list[dict[int, int]] = []
    for edits in range(most + 1):
        before = reached[-1] if reached else {}
        now: dict[int, int] = {}
        for diagonal in range(-edits, edits + 1):
            at = 0 if not edits else _furthest(before, diagonal)
            at = min(at, len(left), len(right) - diagonal)
            if at < max(0, -diagonal):
                continue
            other = at + diagonal
            while at < len(left) and other < len(right) and left[at] == right[other]:
                at, other = at + 1, other + 1
            now[diagonal] = at
        reached.append(now)
        if now.get(goal) == len(left):
            return _traced(reached, goal, len(left))
    return None


def _apart(left: str, right: str, most: int) -> bool:
    """Tell whether a text has more trigrams that are not in the other than so many edits make.

    An edit takes part in three trigrams of either text at most (Ukkonen 1992).
    """
    grams = {right[at : at + 3] for at in range(len(right) - 2)}
    lost = sum(left[at : at + 3] not in grams for at in range(len(left) - 2))
    return lost > 3 * most


def _furthest(before: dict[int, int], diagonal: int) -> int:
    return max(
        before.get(diagonal, -2) + 1,
        before.get(diagonal - 1, -1),
        before.get(diagonal + 1, -2) + 1,
    )


def _traced(reached: list[dict[int, int]], diagonal: int, at: int) -> list[Difference]:
    """Return the differences on the way back from the end; touching ones are one."""
    found: list[Difference] = []
    for edits in range(len(reached) - 1, 0, -1):
        before = reached[edits - 1]
        ways = (
            (before.get(diagonal, -2) + 1, diagonal, 1, 1),
            (before.get(diagonal - 1, -1), diagonal - 1, 0, 1),
            (before.get(diagonal + 1, -2) + 1, diagonal + 1, 1, 0),
        )
        stop, origin, old, new = max(way for way in ways if way[0] <= at)
        one = Difference(
            Span(stop - old, stop), Span(stop - old + origin, stop - old + origin + new)
        )
        if (
            found
            and found[-1].left.start == one.left.end
            and (found[-1].right.start == one.right.end)
        ):
            last = found.pop()
            one = Difference(one.left.joined(last.left), one.right.joined(last.right))
        found.append(one)
        diagonal, at = origin, stop - old
    return found[::-1]
