"""What can be counted of a story: length, scripts, repetition, lists and furniture.

Every measure is a pure function of a `Matter`; the rules of the DOC family set limits to them.
Characters are code points without white space.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from newslint.text.block import PROSE, Block, Kind
from newslint.text.charclass import Class, Codes, Offsets, classify, encode
from newslint.text.marks import ends_sentence

SIGNED = frozenset({Kind.BYLINE, Kind.CREDIT, Kind.FURNITURE})
"""Kinds that stand round a story and tell nothing of it."""

LISTED = frozenset({Kind.LIST, Kind.TABLE})

PHRASE = 5
"""Characters of a phrase whose share is looked at: some three words."""

PASSAGE = 2 * PHRASE
"""Characters of a passage that counts as repeated: as many as the longest word n-gram of Rae et
al. 2021 ("Scaling Language Models", table A1) has words; in Chinese some six words."""

BRIEF = 5
"""A brief has at least this many characters: a sentence that says something."""

_JUDGED = 50
"""With fewer characters than this, shares say nothing."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
_PLACES = 16
"""Bits that number the characters of a group, two GROUPs at most."""

_MIXES = tuple(map(np.uint32, (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)))
_SLOTS, _STEP = 16, np.uint32(0x9E3779B1)
"""Bits of a hash that tell most phrases apart; a step that parts those of the texts of a group."""

GROUP = 1 << 14
"""Short stories are counted together up to so many characters: sorting them stays in the cache."""

_SCRIPTS = (
    ("\u00aa", "\u024f"),
    ("\u0370", "\u1fff"),
    ("\u3041", "\u3096"),
    ("\u30a1", "\u30fa"),
    ("\u3105", "\u312f"),
    ("\u3131", "\u318e"),
    ("\ua490", "\ud7fb"),
    ("\uff66", "\uff9d"),
)
_FOREIGN = re.compile(rf"[A-Za-z]+|[{''.join(f'{first}-{last}' for first, last in _SCRIPTS)}]")
"""A word of ASCII letters, or one letter of accented Latin, Greek, Cyrillic, Arabic, Indic, kana,
bopomofo or Hangul; the few marks between those letters are never many."""


@dataclass(frozen=True)
class Matter:
    """The reading matter of one story.

    Args:
        page: the text of the page it stands in.
        blocks: its blocks in order.
    """

    page: str
    blocks: tuple[Block, ...]

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the contents of the blocks that make its text, in order."""
        page = self.page
        return tuple(
            [page[one.content.start : one.content.end] for one in self.blocks if one.kind in PROSE]
        )

    @cached_property
    def text(self) -> str:
        """Return its paragraphs run together, white space left out."""
        return "".join("".join(self.paragraphs).split())

    @cached_property
    def han(self) -> int:
        """Return how many characters of `text` are Han."""
        known: Counted | None = vars(self).get("counted")
        if known is not None:
            return known.han
        return int(np.count_nonzero(classify(encode(self.text)) & np.uint16(Class.HAN)))

    @cached_property
    def words(self) -> int:
        """Return how many words of ASCII letters and letters of other scripts it has."""
        return sum([len(_FOREIGN.findall(paragraph)) for paragraph in self.paragraphs])

    @cached_property
    def counted(self) -> Counted:
        """Return what is counted of the characters of `text`."""
        [counted] = _counted([self.text])
        return counted

    @cached_property
    def size(self) -> int:
        """Return the characters of all its blocks, at least 1."""
        others = (one for one in self.blocks if one.kind not in PROSE)
        return max(1, len(self.text) + sum(solid(one.content.of(self.page)) for one in others))


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of the characters of a text.

    Args:
        han: characters that are Han.
        foreign: characters that are letters of other scripts.
        again: characters of passages that were told before.
        copies: how often its commonest phrase stands in it, 0 when none stands twice.
    """

    han: int
    foreign: int
    again: int
    copies: int


def count(matters: Iterable[Matter]) -> None:
    """Count the characters of stories, many at a time, so that asking each takes no time."""
    group: list[Matter] = []
    size = 0
    for matter in matters:
        if "counted" in vars(matter):
            continue
        if len(matter.text) > GROUP:
            _count_group([matter])
            continue
        group.append(matter)
        size += len(matter.text)
        if size >= GROUP:
            _count_group(group)
            group, size = [], 0
    _count_group(group)


def _count_group(group: Sequence[Matter]) -> None:
    texts = [matter.text for matter in group]
    for matter, counted in zip(group, _counted(texts), strict=True):
        vars(matter)["counted"] = counted


def _counted(texts: Sequence[str]) -> list[Counted]:
    """Return what is counted of each text."""
    codes = encode("".join(texts))
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(sizes, out=bounds[1:])
    is_han, is_foreign = np.empty((2, len(codes)), dtype=np.bool_)
    for start in range(0, len(codes), GROUP):
        part = codes[start : start + GROUP]
        np.not_equal(classify(part) & np.uint16(Class.HAN), 0, out=is_han[start : start + GROUP])
        is_foreign[start : start + GROUP] = _foreign()[np.minimum(part, np.uint32(0xFFFF))]
    han, foreign = _within(is_han, bounds), _within(is_foreign, bounds)
    again, copies = _repeated(codes, owners, len(texts))
    columns = (han.tolist(), foreign.tolist(), again.tolist(), copies.tolist())
    return [Counted(*row) for row in zip(*columns, strict=True)]


def _within(mask: NDArray[np.bool_], bounds: Offsets) -> Offsets:
    """Return how many places between each two neighbouring bounds are set."""
    seen = np.zeros(len(mask) + 1, dtype=np.int64)
    np.cumsum(mask, out=seen[1:])
    counts: Offsets = seen[bounds[1:]] - seen[bounds[:-1]]
    return counts


def _repeated(codes: Codes, owners: NDArray[np.int32], texts: int) -> tuple[Offsets, Offsets]:
    """Return the characters told before and the copies of the commonest phrase of each text.

    Alike phrases of one text are neighbours once the hashes are sorted, the earliest first.
    """
    again, copies = np.zeros((2, texts), dtype=np.int64)
    if len(codes) < PHRASE:
        return again, copies
    at = np.arange(len(codes) - PHRASE + 1) if texts == 1 else _crowded(codes, owners)
    places = np.uint64(max(_PLACES, len(codes).bit_length()))
    keys = _hashes(codes, at)
    keys >>= places
    keys <<= places
    keys += at.astype(np.uint64)
    keys.sort()
    ranked = keys >> places
    alike = np.flatnonzero(ranked[1:] == ranked[:-1])
    if not len(alike):
        return again, copies
    mask = (np.uint64(1) << places) - np.uint64(1)
    later = (keys[alike + 1] & mask).astype(np.int64)
    if texts > 1:
        own = owners[later] == owners[(keys[alike] & mask).astype(np.int64)]
        alike, later = alike[own], later[own]
    first, last = _rows(alike)
    np.maximum.at(copies, owners[later[first]], last - first + 2)
    marked = np.zeros(len(codes), dtype=np.bool_)
    marked[later] = True
    told = np.flatnonzero(marked)
    first, last = _rows(told)
    lengths = last - first + PHRASE
    fit = lengths >= PASSAGE
    np.add.at(again, owners[told[first[fit]]], lengths[fit])
    return again, copies


def _crowded(codes: Codes, owners: NDArray[np.int32]) -> Offsets:
    """Return where phrases start that may not be alone in their text: of most there is but one.

    Phrases of one text that are alike have one hash, and so one slot under either half of it.
    """
    pairs = codes[:-1] * _MIXES[0] + codes[1:]
    fours = pairs[:-2] * _MIXES[1] + pairs[2:]
    hashes = (fours[:-1] * _MIXES[2] + codes[PHRASE - 1 :]) * _MIXES[3]
    hashes ^= hashes >> np.uint32(15)
    hashes += owners[: 1 - PHRASE].astype(np.uint32) * _STEP
    at = np.arange(len(hashes))
    for shift in (np.uint32(32 - _SLOTS), np.uint32(0)):
        slots = (hashes >> shift).astype(np.uint16)
        crowded = np.flatnonzero((np.bincount(slots, minlength=1 << _SLOTS) > 1)[slots])
        at, hashes = at[crowded], hashes[crowded]
    whole: Offsets = at[owners[at] == owners[at + PHRASE - 1]]
    return whole


def _hashes(codes: Codes, at: Offsets) -> NDArray[np.uint64]:
    """Return a hash of each phrase that starts at one of some places."""
    hashes = np.empty(len(at), dtype=np.uint64)
    for start in range(0, len(at), GROUP):
        some = at[start : start + GROUP]
        one, two, three, four, five = (
            codes[some + step].astype(np.uint64) for step in range(PHRASE)
        )
        fours = ((one << np.uint64(21)) + two) * _MIX + (three << np.uint64(21)) + four
        hashes[start : start + GROUP] = (fours * _MIX + five) * _MIX
    return hashes


def _rows(numbers: Offsets) -> tuple[Offsets, Offsets]:
    """Return where rows of consecutive numbers among ascending ones start and end, as indexes."""
    apart = np.ones(len(numbers) + 1, dtype=np.bool_)
    apart[1:-1] = numbers[1:] != numbers[:-1] + 1
    return np.flatnonzero(apart[:-1]), np.flatnonzero(apart[1:])


@cache
def _foreign() -> NDArray[np.bool_]:
    """Return for every code point of the first plane whether it is a foreign letter."""
    letters = np.zeros(0x10000, dtype=np.bool_)
    for first, last in (("A", "Z"), ("a", "z"), *_SCRIPTS):
        letters[ord(first) : ord(last) + 1] = True
    return letters


def solid(text: str) -> int:
    """Return how many code points of a text are no white space."""
    return sum(map(len, text.split()))


def characters(matter: Matter) -> float:
    """Return how many characters the text of a story has; captions and headings do not count."""
    return float(len(matter.text))


def han_share(matter: Matter) -> float:
    """Return the share of Han among the characters of a story's text; 1 for too few to tell."""
    size = len(matter.text)
    return matter.han / size if size >= _JUDGED else 1.0


def foreign_share(matter: Matter) -> float:
    """Return the share of other scripts among the letters of a story's text; 0 for too few to tell.

    A word of ASCII letters counts as one letter, as a Han character does. Classical Chinese is
    Han alone.
    """
    if len(matter.text) < _JUDGED or not matter.counted.foreign:
        return 0.0
    other = matter.words
    return other / (matter.han + other) if other else 0.0


def repeated_paragraphs(matter: Matter) -> float:
    """Return the share of a story's characters that stand in paragraphs told before in it."""
    if len(matter.text) < _JUDGED or len(set(matter.paragraphs)) == len(matter.paragraphs):
        return 0.0
    seen: set[str] = set()
    again = 0
    for paragraph in matter.paragraphs:
        again += solid(paragraph) if paragraph in seen else 0
        seen.add(paragraph)
    return again / len(matter.text)


def repeated_passages(matter: Matter) -> float:
    """Return the share of a story's characters in passages that were told before.

    A passage has at least PASSAGE characters, and every phrase in it stood in the story before.
    """
    size = len(matter.text)
    return min(1.0, matter.counted.again / size) if size >= _JUDGED else 0.0


def commonest_phrase(matter: Matter) -> float:
    """Return the share of a story's characters that its commonest phrase of PHRASE makes.

    A phrase that stands once makes none: the share is 0 when nothing is said twice.
    """
    size = len(matter.text)
    return min(1.0, matter.counted.copies * PHRASE / size) if size >= _JUDGED else 0.0


def list_share(matter: Matter) -> float:
    """Return the share of a story's characters in tables and in list items that are no sentences.

    A round-up whose paragraphs start with bullets is prose.
    """
    listed = [one for one in matter.blocks if one.kind in LISTED]
    if not listed:
        return 0.0
    contents = (one.content.of(matter.page) for one in listed)
    return sum(solid(content) for content in contents if "。" not in content) / matter.size


def furniture_share(matter: Matter) -> float:
    """Return the share of a story's characters in bylines, credits and page furniture."""
    signed = [one for one in matter.blocks if one.kind in SIGNED]
    if not signed:
        return 0.0
    return sum(solid(one.content.of(matter.page)) for one in signed) / matter.size


def is_photo_story(matter: Matter) -> bool:
    """Tell whether a story tells most of what it tells in captions."""
    captions = sum(len(one.content) for one in matter.blocks if one.kind is Kind.CAPTION)
    return captions > sum(len(one.content) for one in matter.blocks if one.kind is Kind.BODY)


def is_brief(matter: Matter) -> bool:
    """Tell whether a story that is short may be whole: its last paragraph is finished."""
    return len(matter.text) >= BRIEF and ends_sentence(matter.paragraphs[-1])


def percentile(quantiles: Sequence[float], value: float) -> int:
    """Return how many in a hundred lie under a value, by 101 ascending quantiles."""
    return max(0, bisect_left(quantiles, value) - 1)
