"""Tells two halves of a sentence from paragraphs that only look like them."""

from __future__ import annotations

import numpy as np
import regex

from newslint.model.joins import at_break, fresh
from newslint.rule import Batch
from newslint.text.charclass import Class, Offsets
from newslint.text.lines import is_torn
from newslint.text.marks import ends_sentence
from newslint.text.openings import is_running

_SALUTATION = regex.compile(
    r"(?:尊敬|敬爱|亲爱|各位|同志|女士|先生|朋友|来宾|老师|同学|乡亲|父老|战友)\p{Han}{0,12}"
    r"(?:[、，]\p{Han}{2,8}){0,3}[，,：:！]?$"
)
_NOTE_BEHIND = regex.compile(
    r"(?:^|[。！？!?…][”’）)]*)(?:[（(][^（）()。]{1,40}[）)]|[^。！？!?…，,]{0,20}(?:摄|新华社发)[）)]?)$"
)
_SPECKS = ".．·*°"
"""Specks of dirt that OCR engines read behind a final mark."""

_SPEAKER = regex.compile(r"(?:问|答|\p{Han}{2,4})[：:]")
_FRESH_START = regex.compile(
    r"[#>|•▪◆◇▶■□●○◎①-⑳]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、"
)


def unfinished_line_ends(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the white space with a line end in it that does not follow a finished sentence."""
    starts, ends = batch.runs(Class.SPACE | Class.NEWLINE)
    size = len(batch.codes)
    inside = (starts > 0) & (ends < size)
    starts, ends = starts[inside], ends[inside]
    seen = batch.newlines_before
    final = batch.has(Class.FINAL)
    closer = batch.has(Class.CLOSER)
    border = batch.has(Class.BORDER)
    last, before = starts - 1, np.maximum(starts - 2, 0)
    unfinished = (
        (seen[ends] > seen[starts])
        & ~final[last]
        & ~(closer[last] & final[before])
        & ~border[last]
        & ~border[ends]
    )
    return starts[unfinished], ends[unfinished]


def unfinished(left: str) -> bool:
    """Tell whether a paragraph lacks a final mark, and is no lead-in, salutation or credit."""
    return not (
        ends_sentence(left.rstrip(_SPECKS))
        or left[-1] in "：:；;"
        or _NOTE_BEHIND.search(left, len(left) - 64 if len(left) > 64 else 0)
        or _SALUTATION.match(left)
    )


def starts_item(right: str) -> bool:
    """Tell whether a paragraph starts with a bullet, number or heading mark."""
    return bool(_FRESH_START.match(right))


def starts_afresh(right: str) -> bool:
    """Tell whether a paragraph starts with a bullet, number, heading mark or speaker."""
    return bool(_FRESH_START.match(right) or _SPEAKER.match(right))


def closes_sentence(right: str) -> bool:
    """Tell whether a sentence ends somewhere in a text."""
    return any(mark in right for mark in "。！？!?…")


def glues_latin(left: str, right: str) -> bool:
    """Tell whether the join would make one word of two Latin ones."""
    return left[-1].isascii() and left[-1].isalpha() and right[0].isascii() and right[0].isalpha()


def across(left: str, right: str) -> float:
    """Return the log odds that the characters at a break belong together.

    The length, the marks and the clauses of the halves count for nothing: a crosshead is as short
    and unmarked as the first half of a cut paragraph.
    """
    dated = DATED * bool(right[0].isdecimal() and _DATE_BEGUN.search(left, max(0, len(left) - 6)))
    return dated + at_break(left, right)


def beyond_heading(left: str, right: str) -> float:
    """Return how much says that a line that may be a heading is the first half of a sentence.

    Besides the characters at the break these are a beginning as of a paragraph, clauses as of
    running text, and an end inside a phrase or pair; a text that takes up a word of the line
    speaks against it.
    """
    return (
        across(left, right)
        + BEGUN * fresh(left)
        + RUNNING * is_running(left)
        + UNCLOSED * is_torn(left)
        - TAKEN_UP * (right[:2] in left)
    )


DATED, BEGUN, RUNNING, UNCLOSED, TAKEN_UP = 3.0, 0.25, 3.0, 1.5, 2.0
"""Weights, in log odds: half a date; `fresh`; `is_running`; `is_torn`; the right half's first word.

Fitted on 550 headlines and crossheads before beginnings of paragraphs drawn by lot, and on 8,000
paragraphs cut behind 4 to 40 characters; then rounded.
"""

_DATE_BEGUN = regex.compile(r"[0-9][年月至到]$")
