"""Reads what a newspaper page says of itself: its label, section, paper and date."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import regex

from newslint.text.articles import page_label
from newslint.text.block import Block, Kind, Role
from newslint.text.dates import dates
from newslint.text.furniture import section_name
from newslint.text.late import Late

Fact = TypeVar("Fact")

_NUMBER = r"[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3}"
_ANY_NUMBER = Late(_NUMBER)
_LABEL = regex.compile(rf"第?[ 　]*(?:{_NUMBER})[ 　]*版(?!式|面)|头版")
_LETTERED = Late(r"(?<![A-Za-z0-9])(?:[A-Z]\d{1,2}|0\d)(?![A-Za-z0-9:：.年月日/-])")
_BARE = Late(r"[-—·－〔\[(（第]?[ 　]?(\d{1,3})[ 　]?(?:[-—·－〕\])）]|页)?")
_HOW_MANY = regex.compile(r"(?:今日|本期|共)\p{Han}{0,4}\d{1,3}[ 　]*版")
PAPER = Late(
    r"(?:\p{Han}{2,8}(?:日报|晚报|早报|晨报|时报|商报|都市报|青年报|导报|周报|农民报|工人报|法治报|法制报)"
    r"|参考消息|南方周末|文汇报|新京报|大公报|解放军报)"
)
"""A name that only a newspaper has."""

_WORDS = regex.compile(r"[^\p{Han}A-Z0-9]+")
_FACES = frozenset({Role.PAGE, Role.MASTHEAD, Role.EDITOR})


@dataclass(frozen=True, slots=True)
class Folio:
    """What the furniture of a page says of it; what it does not say, or says twice, is None.

    Args:
        label: the page's number as printed: 第二版, 02版, A3.
        section: name of the section.
        newspaper: name of the paper.
        date: day of the issue.
    """

    label: str | None = None
    section: str | None = None
    newspaper: str | None = None
    date: datetime.date | None = None


def folio_of(text: str, blocks: Sequence[Block]) -> Folio:
    """Return what the furniture of a page says of it."""
    lines = [
        block.content.of(text)
        for block in blocks
        if block.kind is Kind.FURNITURE and block.role in _FACES
    ]
    if not lines:
        return Folio()
    bare = [_HOW_MANY.sub(" ", line) for line in lines]
    papers = {found[0] for line in lines for found in PAPER.finditer(line)}
    days = {day.date for line in lines for day in dates(line) if day.date and day.civil}
    sections = {
        word
        for line in lines
        for word in _WORDS.split(_LABEL.sub(" ", line))
        if word and section_name(word)
    }
    return Folio(_label(bare), _only(sections), _only(papers), _only(days))


def label_value(label: str) -> str:
    """Return a label that can be compared: 第二版 and 02 are both 2; empty without a number."""
    found = _ANY_NUMBER.search(label.replace("头", "1"))
    return page_label(found[0]) if found else ""


def _label(lines: Sequence[str]) -> str | None:
    """Return the label on which the lines agree; 第…版 says more than A3, and A3 than a number."""
    for pattern in (_LABEL, _LETTERED):
        found = {"".join(match[0].split()) for line in lines for match in pattern.finditer(line)}
        if found:
            return _only(found)
    return _only({match[1] for line in lines if (match := _BARE.fullmatch(line))})


def _only(found: set[Fact]) -> Fact | None:
    return found.pop() if len(found) == 1 else None
