"""Tells whether a text reads on over a break between two lines.

The evidence is counted: how much likelier two characters stand side by side than apart, how often
one to three characters end a sentence, how often they start a paragraph. `joins.bin` holds these
numbers for the characters, pairs and triples that are frequent in news; `tools/build_joins.py`
makes it, and says how the weights below were found. Digits count as one character, Latin letters
as another.
"""

from __future__ import annotations

import lzma
import math
import struct
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul
from typing import Final, NamedTuple

import numpy as np
import regex

from newslint.model.lexicon import LONGEST, known, word_after, word_before
from newslint.text.marks import CLOSERS, OPENERS

REACH: Final = 400
"""Code points of each half that are read, counted from the break."""

HEADLINE: Final = 48
"""A headline of two printed lines has at most this many code points."""

CLAUSE: Final = 16
"""A line with a comma that is shorter than this is no headline."""

SCRAP: Final = 3
"""Characters of a clause that is not whole."""

FEWEST: Final = 100
"""Characters, pairs and triples counted less often in the text stand in no table."""

STEP: Final = 0.5
"""Natural-log units of one step of the stored numbers of characters and of pairs' affinity."""

PAIR_STEP: Final = 1.0
"""The same for what a pair adds to its own last or first character, and a triple to its pair."""

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
_PAIRS = tuple(zip(OPENERS, CLOSERS, strict=True))
_EDGE = 8
_DOTS = frozenset('.*°．·"')
_FIGURE_END = regex.compile(r"0[.,，]$")
_STOP = regex.compile(r"[。！？!?]")
_COMMA = regex.compile(r"[，,]")
_SAYS = regex.compile(
    r"[^，。！？；：“”]{2,16}(?:说|表示|介绍|指出|认为|称|强调|提出|宣布|透露|坦言|告诉记者)[，：。]"
)
_SPEECH = regex.compile(r"[“「『][^”」』，。！？；]*[，。！？；]")
_MARK = regex.compile(r"[，。！？；：、,;:!?“”（）()《》]")
_LAST_MARK = regex.compile(rf"(?r){_MARK.pattern}")
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
        onward: what the last two characters of the left half add to the affinity.
        backward: what the first two of the right half add to it.
        spanned: 1 when a word of the lexicon reaches over the break, 2 when one of three
            characters or more does.
        torn: sides of the break at which no word of the lexicon ends or starts.
        listed: the left half ends with an enumeration comma.
        dot: the mark is one that a misread full stop becomes, and not inside a figure.
        figure: a point or comma stands between two digits at the break.
        quote: the right half starts with an opening quote or bracket.
        quoted: so, and what is quoted has a pause or stop: a paragraph may start with speech.
        unclosed: a quote or bracket opened in the left half is closed in neither.
        paired: quotes or brackets opened in the left half are closed in the right one.
        stopless: no sentence ends inside the left half (none does in a headline).
        short: so, and it is at most HEADLINE long.
        plain: so, and it has no comma.
        decorated: stopless, with a space, colon, book-title mark or black lenticular bracket.
        repeated: share of the left half's character pairs that stand at the right half's
            beginning, if the left is stopless or at most HEADLINE long, and no mere clause.
        left_length, right_length: natural logarithm of the lengths.
        closed: the right half closes a sentence.
        left_clause, right_clause: logarithm of one more than the characters between the break and
            the nearest mark; a paragraph has whole clauses at its ends.
        scraps: sides of the break with at most SCRAP such characters.
        spoken: the right half starts with a clause that someone says something.
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
    onward: float
    backward: float
    spanned: float
    torn: float
    listed: float
    dot: float
    figure: float
    quote: float
    quoted: float
    unclosed: float
    paired: float
    stopless: float
    short: float
    plain: float
    decorated: float
    repeated: float
    left_length: float
    right_length: float
    closed: float
    left_clause: float
    right_clause: float
    scraps: float
    spoken: float


WEIGHTS: Final = Terms(
    word=1.56,
    word_end=-0.58,
    word_start=-0.59,
    pause=-0.51,
    pause_end=-0.60,
    pause_start=-0.77,
    mark=0.54,
    mark_end=-0.48,
    mark_start=-0.58,
    affinity=0.33,
    within=1.70,
    onward=0.46,
    backward=0.57,
    spanned=1.57,
    torn=0.01,
    listed=2.83,
    dot=-3.13,
    figure=0.33,
    quote=1.67,
    quoted=-1.73,
    unclosed=0.59,
    paired=2.44,
    stopless=-0.26,
    short=1.66,
    plain=-1.58,
    decorated=-0.88,
    repeated=-6.12,
    left_length=0.05,
    right_length=-0.52,
    closed=3.11,
    left_clause=-1.23,
    right_clause=-0.20,
    scraps=-0.05,
    spoken=-1.21,
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
        triples: the frequent triples, index of the pair << 16 | code point, ascending.
        gains: STEPs from the bottom of the range of how much likelier the third character is
            behind both others than behind the second alone.
        more: as `added`, what each triple adds to its last two (end) or first two (start).
    """

    places: dict[str, int]
    logs: list[float]
    ends: list[float]
    starts: list[float]
    room: float
    keys: memoryview
    affinities: bytes
    added: bytes
    triples: list[int]
    gains: bytes
    more: bytes

    def pair(self, two: str) -> int:
        """Return the index of a pair in the lists of pairs, -1 when it is not frequent."""
        key = ord(two[0]) << 16 | ord(two[1])
        at = bisect_left(self.keys, key)
        return at if at < len(self.keys) and self.keys[at] == key else -1

    def triple(self, three: str) -> int:
        """Return the index of a triple in the lists of triples, -1 when it is not frequent."""
        pair = self.pair(three[:2])
        if pair < 0:
            return -1
        key = pair << 16 | ord(three[2])
        at = bisect_left(self.triples, key)
        return at if at < len(self.triples) and self.triples[at] == key else -1


def reads_on(left: str, right: str) -> float:
    """Return the natural log odds that the right half goes on with the left half's sentence.

    Both must hold a character that is no white space at the break. Takes some 25 microseconds;
    only REACH code points of each are read. What was asked lately is remembered, since a page
    is read again after its edits.
    """
    return _reads_on(left[-REACH:], right[:REACH])


@lru_cache(maxsize=1 << 12)
def _reads_on(left: str, right: str) -> float:
    return math.fsum(map(mul, terms(left, right), WEIGHTS))


def terms(left: str, right: str) -> Terms:
    """Return the terms of the log odds, not yet weighted."""
    left, right = left[-REACH:], right[:REACH]
    before, after = left[-_EDGE:].translate(_FIGURES), right[:3].translate(_FIGURES)
    last, first = before[-1], after[0]
    start = _start(after)
    word = pause = mark = (0.0, 0.0, 0.0)
    if is_character(last):
        word = (1.0, _end(before[-3:]), start)
    elif last in "，、":
        pause = (1.0, _end(before[-4:-1]), start)
    else:
        mark = (1.0, _end(before.rstrip(_TAIL)[-3:]), start)
    behind, ahead = _clauses(left, right)
    paired = opened_pair(left, right)
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
        onward=_gain(before[-2:] + first) if within else 0.0,
        backward=_gain(last + after[:2]) if within else 0.0,
        spanned=float(spanning(left, right)) if within else 0.0,
        torn=_torn(left, right) if within else 0.0,
        listed=last == "、",
        dot=bool(mark[0]) and last in _DOTS and not figure,
        figure=figure,
        quote=first in OPENERS,
        quoted=bool(_SPEECH.match(right)),
        unclosed=not paired and bool(left_open(left)),
        paired=bool(paired),
        stopless=stopless,
        short=short,
        plain=short and not comma,
        decorated=stopless and bool(_HEADLINE_MARK.search(left[:-1])),
        repeated=_repeated(left, right) if headline else 0.0,
        left_length=math.log(len(left)),
        right_length=math.log(len(right)),
        closed=bool(_STOP.search(right)),
        left_clause=math.log1p(behind),
        right_clause=math.log1p(ahead),
        scraps=(0 < behind <= SCRAP) + (ahead <= SCRAP),
        spoken=bool(_SAYS.match(right)),
    )


def at_break(left: str, right: str) -> float:
    """Return the weighted sum of the terms that the characters at a break alone decide.

    These are affinity, onward, backward, spanned, word_end and word_start.
    """
    before, after = left[-_EDGE:].translate(_FIGURES), right[:3].translate(_FIGURES)
    last, first = before[-1], after[0]
    if not is_character(last):
        return 0.0
    odds = 0.0
    if is_character(first):
        odds = _affinity(last, first) * WEIGHTS.affinity
        odds += _gain(before[-2:] + first) * WEIGHTS.onward
        odds += _gain(last + after[:2]) * WEIGHTS.backward
        odds += spanning(left, right) * WEIGHTS.spanned
    odds += _end(before[-3:]) * WEIGHTS.word_end
    return odds + _start(after) * WEIGHTS.word_start


def _clauses(left: str, right: str) -> tuple[int, int]:
    """Return the characters from the last mark to the break and from there to the next mark."""
    start = max(0, len(left) - HEADLINE)
    last = _LAST_MARK.search(left, start)
    behind = len(left) - (last.end() if last else start)
    mark = _MARK.search(right, 0, HEADLINE)
    return behind, mark.start() if mark else min(len(right), HEADLINE)


def attested(left: str, right: str) -> float:
    """Return the log odds that a text reads on, from the characters at the break alone.

    The length and the shape of the halves count for nothing, so that lines of a column can be
    compared with each other.
    """
    before, after = left[-_EDGE:].translate(_FIGURES), right[:3].translate(_FIGURES)
    last, first = before[-1], after[0]
    start = _start(after)
    if not is_character(last):
        return 1.0 - 0.5 * start if last in "，、" else -0.5 * start
    odds = 2.0 - 0.8 * _end(before[-3:]) - 0.9 * start
    return odds + 0.5 * _affinity(last, first) if is_character(first) else odds


def fresh(text: str) -> float:
    """Return the log odds that a paragraph starts with a text, by its first characters."""
    return _start(text[:3].translate(_FIGURES))


def said(text: str) -> bool:
    """Tell whether a text starts with a clause that someone says something."""
    return bool(_SAYS.match(text))


def opened_pair(left: str, right: str) -> str:
    """Return a pair of marks opened in the left half and closed in the right one, or nothing."""
    for opener, closer in _PAIRS:
        if opener not in left or closer not in right:
            continue
        if left.count(opener) > left.count(closer) and right.count(closer) > right.count(opener):
            return opener + closer
    return ""


def left_open(text: str) -> str:
    """Return an opening quote or bracket that is not closed in a text, or nothing."""
    for opener, closer in _PAIRS:
        if opener in text and text.count(opener) > text.count(closer):
            return opener
    return ""


def closing(text: str) -> float:
    """Return the log odds that a sentence ends with a text, by its last three characters."""
    return _end(text[-3:].translate(_FIGURES))


def is_character(one: str) -> bool:
    """Tell whether a character counts as one of a word: Han, digit, Latin letter or %."""
    return "一" <= one <= "鿿" or one in "0A%"


def _repeated(left: str, right: str) -> float:
    """Return the share of the left half's pairs that stand at the right half's beginning."""
    pairs = {left[at : at + 2] for at in range(len(left) - 1)}
    head = right[: 2 * HEADLINE]
    return sum(pair in head for pair in pairs) / len(pairs) if pairs else 0.0


@lru_cache(maxsize=1 << 14)
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


@lru_cache(maxsize=1 << 14)
def _gain(three: str) -> float:
    """Return how much likelier a character is behind two than behind the second alone.

    Natural-log units; for a rare triple what a quarter of FEWEST would give, 0 if unknown.
    """
    if len(three) < 3 or not all(map(is_character, three)):
        return 0.0
    table = _table()
    at = table.triple(three)
    if at >= 0:
        return table.gains[at] * STEP + AFFINITY[0]
    one, two = table.pair(three[:2]), table.pair(three[1:])
    middle = table.places.get(three[1])
    if one < 0 or two < 0 or middle is None:
        return 0.0
    expected = _log_count(three[:2], one) + _log_count(three[1:], two) - table.logs[middle]
    return max(AFFINITY[0], min(0.0, math.log(FEWEST / 4) - expected))


def _log_count(two: str, at: int) -> float:
    """Return the logarithm of the count of a frequent pair."""
    table = _table()
    alone = table.logs[table.places[two[0]]] + table.logs[table.places[two[1]]] - table.room
    return table.affinities[at] * STEP + AFFINITY[0] + alone


def spanning(left: str, right: str) -> int:
    """Return 1 or 2 when a word of two, or of three and more characters reaches over the break."""
    for size in range(LONGEST, 1, -1):
        for head in range(1, min(size - 1, len(left)) + 1):
            if known(left[-head:] + right[: size - head]):
                return 2 if size > 2 else 1
    return 0


def _torn(left: str, right: str) -> float:
    """Return the number of sides of a break where no word of the lexicon ends or starts."""
    tail, head = left[-LONGEST:], right[:LONGEST]
    return float(word_before(tail, len(tail)) is None) + float(word_after(head, 0) is None)


@lru_cache(maxsize=1 << 14)
def _end(text: str) -> float:
    """Return the log odds that a sentence ends after the text, by its last three characters."""
    table = _table()
    place = table.places.get(text[-1:])
    odds = 0.0 if place is None else table.ends[place]
    at = table.pair(text[-2:]) if len(text) > 1 else -1
    if at >= 0:
        odds += (table.added[at] >> 4) * PAIR_STEP + ADDED[0]
        at = table.triple(text[-3:]) if len(text) > 2 else -1
        if at >= 0:
            odds += (table.more[at] >> 4) * PAIR_STEP + ADDED[0]
    return odds


@lru_cache(maxsize=1 << 14)
def _start(text: str) -> float:
    """Return the log odds that a paragraph starts with the text, by its first three characters."""
    table = _table()
    place = table.places.get(text[:1])
    odds = 0.0 if place is None else table.starts[place]
    at = table.pair(text[:2]) if len(text) > 1 else -1
    if at >= 0:
        odds += (table.added[at] & 15) * PAIR_STEP + ADDED[0]
        at = table.triple(text[:3]) if len(text) > 2 else -1
        if at >= 0:
            odds += (table.more[at] & 15) * PAIR_STEP + ADDED[0]
    return odds


@cache
def _table() -> _Table:
    """Read `joins.bin`.

    LZMA; then little-endian: number of characters, number of pairs, counted characters (uint32
    each); per character its code point and the number of pairs it is the first of (uint16), its
    log count in eighths, its end and start odds in STEPs from the bottom of their range (uint8);
    per pair the index of its second character as the distance from the pair before or, in the
    first pair of a character, from 0 (uint16, low bytes of all pairs before the high ones), its
    `affinities` and `added` (uint8), and the number of triples it starts (as the distances); per
    triple the index of its third character as that of a pair's second, its `gains` and `more`.
    """
    data = lzma.decompress(files(__package__).joinpath("joins.bin").read_bytes())
    characters, pairs, triples, counted = struct.unpack_from("<4I", data)
    position = struct.calcsize("<4I")

    def take(kind: str, size: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        nonlocal position
        array = np.frombuffer(data, kind, size, position)
        position += array.nbytes
        return array.astype(np.int64)

    codes, heads = take("<u2", characters), take("<u2", characters)
    logs, ends, starts = (take("u1", characters) for _ in range(3))
    seconds = _places(take("u1", pairs) + 256 * take("u1", pairs), heads)
    affinities, added = (take("u1", pairs).astype(np.uint8).tobytes() for _ in range(2))
    tails = take("u1", pairs) + 256 * take("u1", pairs)
    thirds = _places(take("u1", triples) + 256 * take("u1", triples), tails)
    firsts = np.repeat(np.arange(characters), heads)
    opening = np.repeat(np.arange(pairs), tails)
    return _Table(
        places={chr(code): place for place, code in enumerate(codes.tolist())},
        logs=(logs / 8).tolist(),
        ends=(ends * STEP + ODDS[0]).tolist(),
        starts=(starts * STEP + ODDS[0]).tolist(),
        room=math.log(counted),
        keys=memoryview((codes[firsts] << 16 | codes[seconds]).astype(np.uint32)),
        affinities=affinities,
        added=added,
        triples=(opening << 16 | codes[thirds]).tolist(),
        gains=data[position : position + triples],
        more=data[position + triples :],
    )


def _places(
    steps: np.ndarray[tuple[int], np.dtype[np.int64]],
    heads: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return indexes from their distances, which begin anew with each of the groups of `heads`."""
    sums = np.concatenate(([0], np.cumsum(steps)))
    opening = np.cumsum(heads) - heads
    places: np.ndarray[tuple[int], np.dtype[np.int64]] = sums[1:] - np.repeat(sums[opening], heads)
    return places
