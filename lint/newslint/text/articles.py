"""Groups the blocks of a page into its articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from newslint.text.block import Block, Kind, Role
from newslint.text.span import Span

Unit = Literal["article", "page"]
"""What a record is."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article of a page.

    Args:
        blocks: its blocks in order; of the furniture only its jump lines.
        why: the evidence that it starts where it does.
        continues: label of the page it comes from (上接第一版), as `page_label` writes it.
        continued: label of the page it goes on to (下转第二版), likewise.
    """

    blocks: tuple[Block, ...]
    why: str
    continues: str | None = None
    continued: str | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the tiles of its blocks, neighbouring ones merged."""
        spans: list[Span] = []
        start = end = self.blocks[0].span.start
        for block in self.blocks:
            tile = block.span
            if tile.start != end:
                spans.append(Span(start, end))
                start = tile.start
            end = tile.end
        spans.append(Span(start, end))
        return tuple(spans)

    def of_kind(self, *kinds: Kind) -> Iterator[Block]:
        """Yield its blocks of some kinds, in order."""
        return (block for block in self.blocks if block.kind in kinds)


def stories(text: str, blocks: Sequence[Block], unit: Unit = "article") -> tuple[Story, ...]:
    """Return the articles of a page in order; the whole page is one when the unit is `page`.

    Every block but furniture is in one story. A jump line is in the story it leads to or from;
    other furniture is in none.
    """
    groups: list[list[Block]] = []
    for block in blocks:
        if block.kind is Kind.FURNITURE and not (
            block.role is Role.JUMP and (block.opens or groups)
        ):
            continue
        if not groups or (block.opens and unit == "article"):
            groups.append([])
        groups[-1].append(block)
    return tuple(_story(text, group, unit) for group in groups)


_JUMP = regex.compile(
    r"(?P<way>上接|紧接|接|下转|转|详见|见)[^0-9A-Z一二三四五六七八九十\n]{0,6}"
    r"(?P<page>[A-Z]?[0-9]{1,3}|[一二三四五六七八九十]{1,3})[ 　]*版"
)
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def _story(text: str, group: Sequence[Block], unit: Unit) -> Story:
    continues = continued = None
    for block in group:
        if block.role is Role.JUMP and (jump := jump_of(block.content.of(text))):
            if jump.onward:
                continued = jump.page
            else:
                continues = continues or jump.page
    why = (group[0].opens or "start of the page") if unit == "article" else "the whole page"
    return Story(tuple(group), why, continues, continued)


@dataclass(frozen=True, slots=True)
class Jump:
    """A jump line: the label of the page it names, and whether the story goes on there."""

    page: str
    onward: bool


def jump_of(line: str) -> Jump | None:
    """Return what a jump line says, None when it names no page."""
    match = _JUMP.search(line)
    if not match:
        return None
    return Jump(page_label(match["page"]), match["way"] in ("下转", "转", "详见", "见"))


def page_label(printed: str) -> str:
    """Return a page's label with Chinese numerals and leading zeros made plain.

    第二版 and 02版 are both page 2, A02 is A2; so the labels of two pages can be compared.
    """
    if printed[0] in "一二三四五六七八九十":
        tens, found, units = printed.rpartition("十")
        value = (_NUMERALS.get(tens, 1) * 10 if found else 0) + _NUMERALS.get(units, 0)
        return str(value)
    letter = printed[0] if printed[0].isalpha() else ""
    return letter + (printed[len(letter) :].lstrip("0") or "0")
