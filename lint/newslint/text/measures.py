"""What can be counted of a story: length, scripts, repetition, lists and furniture.

Every measure is a pure function of a `Matter`; the rules of the DOC family set limits to them.
Characters are code points without white space.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import regex
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
_FOREIGN = regex.compile(
    r"[A-Za-z]+|[\u00aa-\u024f\u0370-\u1fff\u3041-\u3096\u30a1-\u30fa\u3105-\u312f\u3131-\u318e"
    r"\ua490-\ud7fb\uff66-\uff9d]"
)
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
        return tuple(one.content.of(self.page) for one in self.blocks if one.kind in PROSE)

    @cached_property
    def text(self) -> str:
        """Return its paragraphs run together, white space left out."""
        return "".join("".join(self.paragraphs).split())

    @cached_property
    def codes(self) -> Codes:
        """Return the code points of `text`."""
        return encode(self.text)

    @cached_property
    def han(self) -> int:
        """Return how many characters of `text` are Han."""
        return int(np.count_nonzero(classify(self.codes) & np.uint16(Class.HAN)))

    @cached_property
    def phrases(self) -> tuple[Offsets, NDArray[np.bool_]]:
        """Return where the runs of PHRASE characters of `text` start, alike ones together.

        With it, for each but the first, whether it is like the one before it; of alike ones the
        earliest comes first. The text has at least so many characters.
        """
        wide = self.codes.astype(np.uint64)
        pairs = (wide[:-1] << np.uint64(21)) + wide[1:]
        fours = pairs[:-2] * _MIX + pairs[2:]
        hashes = (fours[:-1] * _MIX + wide[PHRASE - 1 :]) * _MIX
        places = np.uint64(len(hashes).bit_length())
        numbers = np.arange(len(hashes), dtype=np.uint64)
        keys: NDArray[np.uint64] = (hashes >> places << places) + numbers
        keys.sort()
        ranked = keys >> places
        return (keys - (ranked << places)).astype(np.int64), ranked[1:] == ranked[:-1]

    @cached_property
    def size(self) -> int:
        """Return the characters of all its blocks, at least 1."""
        return max(1, sum(solid(one.content.of(self.page)) for one in self.blocks))


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
    if len(matter.text) < _JUDGED:
        return 0.0
    other = sum(len(_FOREIGN.findall(paragraph)) for paragraph in matter.paragraphs)
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
    if size < _JUDGED:
        return 0.0
    order, alike = matter.phrases
    again = np.zeros(len(order) + 2, dtype=np.int8)
    again[order[1:][alike] + 1] = 1
    edges = np.flatnonzero(again[1:] != again[:-1])
    lengths = edges[1::2] - edges[::2] + (PHRASE - 1)
    return min(1.0, int(lengths[lengths >= PASSAGE].sum()) / size)


def commonest_phrase(matter: Matter) -> float:
    """Return the share of a story's characters that its commonest phrase of PHRASE makes.

    A phrase that stands once makes none: the share is 0 when nothing is said twice.
    """
    size = len(matter.text)
    if size < _JUDGED:
        return 0.0
    _, alike = matter.phrases
    borders = np.flatnonzero(~alike)
    if len(borders) == len(alike):
        return 0.0
    most = int(np.diff(borders, prepend=-1, append=len(alike)).max())
    return min(1.0, most * PHRASE / size)


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
