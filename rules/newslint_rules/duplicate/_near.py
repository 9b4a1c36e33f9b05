"""Paragraphs that nearly repeat an earlier one, as the rules of this family see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import regex

from newslint.rule import Batch
from newslint.text.charclass import classify, encode
from newslint.text.contract import comparable
from newslint.text.document import Document
from newslint.text.marks import ends_sentence
from newslint.text.repeats import Difference, akin, differences
from newslint.text.span import Span
from newslint_rules.duplicate._letters import SHORTEST_LINE, batch_letters, long_lines, owners

EDITED = 10
"""At most one letter in so many may differ."""

AGREEING = 60
"""Letters that must agree for each pair of different words; else the paragraphs differ in facts."""

_FIGURE = regex.compile(r"[0-9〇零二三四五六七八九十百千万亿两甲乙丙丁戊]")
_PAUSE = regex.compile(r"[，。；：]")
_HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class NearCopy:
    """A later line that nearly repeats an earlier one.

    Args:
        earlier: the line that stood before, without white space round it.
        later: the line that repeats it.
        differences: what both say, earlier and later; empty when one is only cut short.
    """

    earlier: Span
    later: Span
    differences: tuple[tuple[str, str], ...]


def near_copies(document: Document) -> tuple[NearCopy, ...]:
    """Return the near copies of a document in order of the later line."""
    return _near_copies(document.text)


@lru_cache(maxsize=2)
def _near_copies(text: str) -> tuple[NearCopy, ...]:
    codes = encode(text)
    batch = Batch(text, codes, classify(codes), (), np.zeros(1, dtype=np.int64))
    starts, ends = long_lines(batch)
    if len(starts) < 2:
        return ()
    found = batch.once(batch_letters)
    later, earlier = akin(found.codes, starts, ends, owners(batch, starts))
    first, last = found.places[starts].tolist(), (found.places[ends - 1] + 1).tolist()
    copies: dict[int, NearCopy] = {}
    for one, other in zip(later.tolist(), earlier.tolist(), strict=True):
        if one in copies:
            continue
        left, right = _line(text, first[other], last[other]), _line(text, first[one], last[one])
        if _is_head_sentence(left.of(text), right.of(text)):
            continue
        told = _told(*(_letters_of(span.of(text)) for span in (left, right)))
        if told is not None:
            copies[one] = NearCopy(left, right, told)
    return tuple(copies[one] for one in sorted(copies))


def _line(text: str, first: int, last: int) -> Span:
    """Return the line round some letters, without white space at its ends."""
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    line = text[start : end if end >= 0 else len(text)]
    return Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))


def _is_head_sentence(left: str, right: str) -> bool:
    """Tell whether one is a caption, flash or headline with which the other begins."""
    short, long = sorted((left, right), key=len)
    return long.startswith(short) and (ends_sentence(short) or not _PAUSE.search(short))


_NO_LETTER = regex.compile(r"[\s\p{P}--[%＠@#&*/]]+", regex.V1)


def _letters_of(text: str) -> str:
    return _NO_LETTER.sub("", comparable(text))


def _told(left: str, right: str) -> tuple[tuple[str, str], ...] | None:
    """Return the differences of two near copies, or None when they are none, or are equal."""
    if left == right:
        return None
    short, long = sorted((left, right), key=len)
    if len(short) >= SHORTEST_LINE and long.startswith(short):
        return ()
    found = differences(left, right, len(short) // EDITED)
    if found is None:
        return None
    if not _same_facts(left, right, found):
        return None
    return tuple((one.left.of(left), one.right.of(right)) for one in found)


def _same_facts(left: str, right: str, found: list[Difference]) -> bool:
    """Tell whether differences may be slips: no figures, and hardly a word for another."""
    words = 0
    for one in found:
        old, new = one.left.of(left), one.right.of(right)
        if _FIGURE.search(old + new):
            return False
        words += len(_HAN.findall(old)) > 1 and len(_HAN.findall(new)) > 1
    return words * AGREEING <= min(len(left), len(right))


def templates(copies: tuple[NearCopy, ...]) -> Iterator[NearCopy]:
    """Yield the copies that are no item of a series: one of three lines or more made alike."""
    partners: dict[Span, int] = {}
    for copy in copies:
        if copy.differences:
            for line in (copy.earlier, copy.later):
                partners[line] = partners.get(line, 0) + 1
    for copy in copies:
        if not copy.differences or max(partners[copy.earlier], partners[copy.later]) == 1:
            yield copy
