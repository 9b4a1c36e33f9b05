"""Tells whether a text reads on over a break between two lines.

The evidence is counted: how much likelier two characters stand side by side than apart, how
often one or two characters end a sentence, how often they start a paragraph. `joins.bin` holds
these numbers for the characters and pairs that are frequent in news; `tools/build_joins.py`
makes it, and says how the weights below were found. Digits count as one character, Latin
letters as another.
"""

from __future__ import annotations

import lzma
import math
import struct
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul
from typing import Final, NamedTuple

import numpy as np
import regex

from newslint.text.marks import CLOSERS, OPENERS

REACH: Final = 400
"""Code points of each half that are read, counted from the break."""

HEADLINE: Final = 48
"""A headline of two printed lines has at most this many code points."""

CLAUSE: Final = 16
"""A line with a comma that is shorter than this is no headline."""

FEWEST: Final = 100
"""Characters and pairs counted less often in the text stand in no table."""

STEP: Final = 0.5
"""Natural-log units of one step of the stored numbers of characters and of pairs' affinity."""

PAIR_STEP: Final = 1.0
"""The same for what a pair adds to its own last or first character."""

AFFINITY: Final = (-3.0, 4.5)
ODDS: Final = (-6.0, 4.0)
ADDED: Final = (-4.0, 4.0)
"""Ranges that the stored numbers are cut to."""

_FIGURES = str.maketrans(
    {
        **dict.fromkeys("0123456789", "0"),
        **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "A"),
        **dict(zip(",!?:;()", "，！？：；（）", strict=True)),
    }
)
_TAIL = "·*．.°-—_\"'、，" + CLOSERS
_EDGE = 8
_DOTS = frozenset('.*°．·"')
_FIGURE_END = regex.compile(r"0[.,，]$")
_STOP = regex.compile(r"[。！？!?]")
_COMMA = regex.compile(r"[，,]")
_HEADLINE_MARK = regex.compile(r"[【】《\s]|(?<![0-9])[：:]")


class Terms(NamedTuple):
    """What the log odds are summed from; the weights have the same fields.

    A left half that ends with a character (Han, digit, Latin letter or %) has the terms `word…`,
    with a comma or enumeration comma `pause…`, with any other mark `mark…`. Of each three: 1 when
    it is so, the log odds that a sentence ends there, the log odds that a paragraph starts with
    the right half's first characters.

    Args:
        affinity: pointwise mutual information of the two characters at the break.
        within: both sides are characters, so that affinity is known.
        listed: the left half ends with an enumeration comma.
        dot: the mark is one that a misread full stop becomes, and not inside a figure.
        figure: a point or comma stands between two digits at the break.
        quote: the right half starts with an opening quote or bracket.
        paired: quotes or brackets opened in the left half are closed in the right one.
        stopless: no sentence ends inside the left half (none does in a headline).
        short: so, and it is at most HEADLINE long.
        plain: so, and it has no comma.
        decorated: stopless, with a space, colon, book-title mark or black lenticular bracket.
        repeated: share of the left half's character pairs that stand at the right half's
            beginning, if the left is stopless or at most HEADLINE long, and no mere clause.
        left_length, right_length: natural logarithm of the lengths.
        closed: the right half closes a sentence.
    """

    word: float
    word_end: float
    word_start: float
    pause: float
    pause_end: float
    pause_start: float
    mark: float
    mark_end: float
    mark_start: float
    affinity: float
    within: float
    listed: float
    dot: float
    figure: float
    quote: float
    paired: float
    stopless: float
    short: float
    plain: float
    decorated: float
    repeated: float
    left_length: float
    right_length: float
    closed: float


WEIGHTS: Final = Terms(
    word=0.39,
    word_end=-0.79,
    word_start=-0.93,
    pause=0.45,
    pause_end=-0.65,
    pause_start=-0.54,
    mark=1.73,
    mark_end=-0.45,
    mark_start=-0.50,
    affinity=0.48,
    within=2.16,
    listed=2.77,
    dot=-5.03,
    figure=0.07,
    quote=2.38,
    paired=2.11,
    stopless=-0.52,
    short=1.97,
    plain=-2.55,
    decorated=-0.79,
    repeated=-5.54,
    left_length=0.29,
    right_length=-1.01,
    closed=2.41,
)


@dataclass(frozen=True, slots=True)
class _Table:
    """The counted numbers, in natural-log units where no step is named.

    Args:
        places: index of each frequent character in the three lists that follow.
        logs: logarithm of its count.
        ends: log odds that a sentence ends with it.
        starts: log odds that a paragraph starts with it.
        room: logarithm of the number of counted characters.
        keys: the frequent pairs, code points as first << 16 | second, ascending (uint32).
        affinities: STEPs of each pair's affinity from the bottom of the range.
        added: PAIR_STEPs from the bottom of what the pair adds to the end odds, in the high
            four bits, and to the start odds, in the low ones.
    """

    places: dict[str, int]
    logs: list[float]
    ends: list[float]
    starts: list[float]
    room: float
    keys: memoryview
    affinities: bytes
    added: bytes

    def pair(self, two: str) -> int:
        """Return the index of a pair in the lists of pairs, -1 when it is not frequent."""
        key = ord(two[0]) << 16 | ord(two[1])
        at = bisect_left(self.keys, key)
        return at if at < len(self.keys) and self.keys[at] == key else -1


def reads_on(left: str, right: str) -> float:
    """Return the natural log odds that the right half goes on with the left half's sentence.

    Both must hold a character that is no white space at the break. Takes some 20 microseconds;
    only REACH code points of each are read.
    """
    return math.fsum(map(mul, terms(left, right), WEIGHTS))


def terms(left: str, right: str) -> Terms:
    """Return the terms of the log odds, not yet weighted."""
    left, right = left[-REACH:], right[:REACH]
    before, after = left[-_EDGE:].translate(_FIGURES), right[:2].translate(_FIGURES)
    last, first = before[-1], after[0]
    start = _start(after)
    word = pause = mark = (0.0, 0.0, 0.0)
    if is_character(last):
        word = (1.0, _end(before), start)
    elif last in "，、":
        pause = (1.0, _end(before[:-1]), start)
    else:
        mark = (1.0, _end(before.rstrip(_TAIL)), start)
    within = bool(word[0]) and is_character(first)
    figure = first == "0" and bool(_FIGURE_END.search(before))
    stopless = not _STOP.search(left)
    short = stopless and len(left) <= HEADLINE
    comma = bool(_COMMA.search(left))
    headline = (stopless or len(left) <= HEADLINE) and not (comma and len(left) < CLAUSE)
    return Terms(
        *word,
        *pause,
        *mark,
        affinity=_affinity(last, first) if within else 0.0,
        within=within,
        listed=last == "、",
        dot=bool(mark[0]) and last in _DOTS and not figure,
        figure=figure,
        quote=first in OPENERS,
        paired=bool(opened_pair(left, right)),
        stopless=stopless,
        short=short,
        plain=short and not comma,
        decorated=stopless and bool(_HEADLINE_MARK.search(left[:-1])),
        repeated=_repeated(left, right) if headline else 0.0,
        left_length=math.log(len(left)),
        right_length=math.log(len(right)),
        closed=bool(_STOP.search(right)),
    )


def opened_pair(left: str, right: str) -> str:
    """Return a pair of marks opened in the left half and closed in the right one, or nothing."""
    for opener, closer in zip(OPENERS, CLOSERS, strict=True):
        if left.count(opener) > left.count(closer) and right.count(closer) > right.count(opener):
            return opener + closer
    return ""


def is_character(one: str) -> bool:
    """Tell whether a character counts as one of a word: Han, digit, Latin letter or %."""
    return "一" <= one <= "鿿" or one in "0A%"


def _repeated(left: str, right: str) -> float:
    """Return the share of the left half's pairs that stand at the right half's beginning."""
    pairs = {left[at : at + 2] for at in range(len(left) - 1)}
    head = right[: 2 * HEADLINE]
    return sum(pair in head for pair in pairs) / len(pairs) if pairs else 0.0


def _affinity(last: str, first: str) -> float:
    """Return the information of a pair; of a rare one what a quarter of FEWEST would give."""
    table = _table()
    at = table.pair(last + first)
    if at >= 0:
        return table.affinities[at] * STEP + AFFINITY[0]
    left, right = table.places.get(last), table.places.get(first)
    if left is None or right is None:
        return 0.0
    expected = table.logs[left] + table.logs[right] - table.room
    return max(-5.0, min(1.0, math.log(FEWEST / 4) - expected))


def _end(text: str) -> float:
    """Return the log odds that a sentence ends after the text, by its last two characters."""
    table = _table()
    place = table.places.get(text[-1:])
    alone = 0.0 if place is None else table.ends[place]
    at = table.pair(text[-2:]) if len(text) > 1 else -1
    return alone + (table.added[at] >> 4) * PAIR_STEP + ADDED[0] if at >= 0 else alone


def _start(text: str) -> float:
    """Return the log odds that a paragraph starts with the text, by its first two characters."""
    table = _table()
    place = table.places.get(text[:1])
    alone = 0.0 if place is None else table.starts[place]
    at = table.pair(text[:2]) if len(text) > 1 else -1
    return alone + (table.added[at] & 15) * PAIR_STEP + ADDED[0] if at >= 0 else alone


@cache
def _table() -> _Table:
    """Read `joins.bin`.

    LZMA; then little-endian: number of characters, number of pairs, counted characters (uint32
    each); per character its code point and the number of pairs it is the first of (uint16), its
    log count in eighths, its end and start odds in STEPs from the bottom of their range (uint8);
    per pair the index of its second character as the distance from the pair before or, in the
    first pair of a character, from 0 (uint16, low bytes of all pairs before the high ones), its
    `affinities` and `added` (uint8).
    """
    data = lzma.decompress(files(__package__).joinpath("joins.bin").read_bytes())
    characters, pairs, counted = struct.unpack_from("<3I", data)
    position = struct.calcsize("<3I")

    def take(kind: str, size: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        nonlocal position
        array = np.frombuffer(data, kind, size, position)
        position += array.nbytes
        return array.astype(np.int64)

    codes, heads = take("<u2", characters), take("<u2", characters)
    logs, ends, starts = (take("u1", characters) for _ in range(3))
    steps = take("u1", pairs) + 256 * take("u1", pairs)
    firsts = np.repeat(np.arange(characters), heads)
    sums = np.cumsum(steps)
    opening = np.cumsum(heads) - heads
    before = np.concatenate(([0], sums))[opening]
    seconds = sums - before[firsts]
    keys = (codes[firsts] << 16 | codes[seconds]).astype(np.uint32)
    return _Table(
        places={chr(code): place for place, code in enumerate(codes.tolist())},
        logs=(logs / 8).tolist(),
        ends=(ends * STEP + ODDS[0]).tolist(),
        starts=(starts * STEP + ODDS[0]).tolist(),
        room=math.log(counted),
        keys=memoryview(keys),
        affinities=data[position : position + pairs],
        added=data[position + pairs :],
    )
