"""Which documents of a batch are in which script, and how a run reads in the other one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np

from newslint.model.lexicon import LONGEST, Word, look_up
from newslint.rule import Batch
from newslint.text.charclass import Offsets
from newslint.text.script import FEWEST_SPECIFIC, Kinds, Script, Share, table
from newslint.text.span import Span

COMMON_NOUN = 6
"""Strength of a nominal; weaker ones are mostly persons, firms and places."""

COMMON_OTHER = 4
"""Strength of a word of another class."""

REACH = LONGEST
"""Code points on each side of a run that are read with it."""


def lookup(batch: Batch) -> Kinds:
    """Return the kind of every code point of a batch."""
    kinds: Kinds = table().kinds.take(batch.codes)
    return kinds


def document_of(batch: Batch, owner: int) -> slice:
    """Return where a document lies in its batch."""
    start = int(batch.starts[owner])
    return slice(start, start + len(batch.documents[owner].text))


def simplified_documents(batch: Batch, kinds: Kinds, owners: Offsets) -> list[int]:
    """Return which of some documents, named by their numbers, are clearly in Simplified script."""
    return [one for one in np.unique(owners).tolist() if _share(batch, kinds, one).is_simplified]


def traditional_documents(batch: Batch, kinds: Kinds) -> list[int]:
    """Return the numbers of the documents that are clearly in Traditional script."""
    places = np.flatnonzero((kinds - 1).view(np.uint8) < Script.BOTH - 1)
    owners = np.searchsorted(batch.starts, places, side="right") - 1
    numbers, counts = np.unique(owners, return_counts=True)
    enough = numbers[counts >= FEWEST_SPECIFIC].tolist()
    return [one for one in enough if _share(batch, kinds, one).is_traditional]


def _share(batch: Batch, kinds: Kinds, owner: int) -> Share:
    """Return the counts of one document of a batch."""
    return Share.of(kinds[document_of(batch, owner)])


class Converter(Protocol):
    """A conversion of OpenCC."""

    def __call__(self, text: str) -> str:
        """Return the text in the other script."""
        ...


@cache
def converter(name: str) -> Converter:
    """Return OpenCC's conversion of a name: t2s or s2t."""
    from opencc import OpenCC  # loaded where it is used: 18 ms

    convert: Converter = OpenCC(name).convert
    return convert


@dataclass(frozen=True, slots=True)
class Reading:
    """A run of characters of the wrong script with the Han round it.

    Args:
        span: the run.
        converted: the run in the other script, as OpenCC converts it in its context.
        words: the Simplified words of the lexicon that cover it; empty when one part is in none.
        start: where the first of them starts, the run's start without any.
    """

    span: Span
    converted: str
    words: tuple[Word, ...]
    start: int


def runs(places: Sequence[Span]) -> Iterator[Span]:
    """Yield the runs of places that touch each other."""
    start = end = -1
    for place in places:
        if place.start != end:
            if start >= 0:
                yield Span(start, end)
            start = place.start
        end = place.end
    if start >= 0:
        yield Span(start, end)


def read(text: str, run: Span, direction: str) -> Reading | None:
    """Return how a run reads in the other script, or None when OpenCC would not change it.

    Only the Han of the same run of Han is read, so no phrase reaches over a mark.
    """
    left, right = run.start, run.end
    while left > max(0, run.start - REACH) and _is_han(text[left - 1]):
        left -= 1
    while right < min(len(text), run.end + REACH) and _is_han(text[right]):
        right += 1
    window = text[left:right]
    converted = converter(direction)(window)
    simplified = converted if direction == "t2s" else converter("t2s")(window)
    if len(converted) != len(window) or len(simplified) != len(window):
        return None
    own = slice(run.start - left, run.end - left)
    if any(old == new for old, new in zip(window[own], converted[own], strict=True)):
        return None
    words = _words(simplified, own.start, own.stop)
    start = left + words[0][0] if words else run.start
    return Reading(run, converted[own], tuple(word for _, word in words), start)


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿"


def _words(text: str, start: int, end: int) -> Sequence[tuple[int, Word]]:
    """Return the strongest words that cover [start, end), each with where it starts.

    There are none if a part of it is in no word.
    """
    words: list[tuple[int, Word]] = []
    at = start
    while at < end:
        found = _covering(text, at)
        if found is None:
            return ()
        begin, word = found
        words.append(found)
        at = begin + len(word.text)
    return words


def _covering(text: str, at: int) -> tuple[int, Word] | None:
    """Return the strongest word that covers an offset, the leftmost of equal ones."""
    found = [
        (-strength(word), start, word)
        for start in range(max(0, at - LONGEST + 1), at + 1)
        for end in range(max(at + 1, start + 2), min(len(text), start + LONGEST) + 1)
        if (word := look_up(text[start:end])) is not None
    ]
    if not found:
        return None
    _, start, word = min(found, key=lambda one: one[:2])
    return start, word


def strength(word: Word) -> int:
    """Return how unlikely it is that the word stands here by chance or is a name.

    In powers of two: its frequency, and a factor of eight for each character beyond two.
    """
    return word.frequency + 3 * (len(word.text) - 2)


def is_common(word: Word) -> bool:
    """Tell whether a word is so strong that the characters are no name's; verbs need less."""
    return strength(word) >= (COMMON_NOUN if "n" in word.classes else COMMON_OTHER)


_PAIRS = (("《", "》"), ("〈", "〉"), ("“", "”"), ("「", "」"), ("『", "』"), ("‘", "’"))
_BRACKETS = (("（", "）"), ("(", ")"), ("[", "]"), ("【", "】"))

QUOTATION = 60
"""A quotation is looked for within this many code points on each side."""


def is_quoted(text: str, span: Span, *, brackets: bool = False) -> bool:
    """Tell whether a place lies in quotation marks or a book title (or brackets), on one line."""
    left = text[max(0, span.start - QUOTATION) : span.start].rpartition("\n")[2]
    right = text[span.end : span.end + QUOTATION].partition("\n")[0]
    if left.count('"') % 2 and '"' in right:
        return True
    return any(
        left.rfind(opener) > left.rfind(closer) and closer in right
        for opener, closer in (_PAIRS + _BRACKETS if brackets else _PAIRS)
    )
