"""Finds the lines of a page that were wrapped at a fixed width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from newslint.model.joins import attested, fresh
from newslint.text.blocks import HEADINGS, Block, Kind
from newslint.text.document import Document
from newslint.text.marks import ends_sentence
from newslint.text.span import Span
from newslint_rules.layout._halves import starts_afresh, starts_item, unfinished

NARROWEST, WIDEST = 20, 160
"""Columns (a Han character fills two) of the narrowest and the widest wrapped line."""

FEWEST_FULL = 4
"""So many unfinished lines must be full."""

FULL_SHARE = 0.75
"""Share of the unfinished lines that are full in a wrapped text."""

PAUSED_SHARE = 0.5
"""Verse ends more of its lines than this with a mark; of prose one line in five does."""

INDENT = 4
"""Columns of the indent of a paragraph."""

FEWEST_FIRST, FIRST_SHARE = 2, 0.6
"""So many first lines, and so large a share of the unfinished ones, must be short by an indent."""

SAMPLE = 40
"""Line ends of a page that are read, about."""

READS_ON = 0.5
"""Mean log odds of the characters at full line ends, from which lines are one text."""

FRESH = -1.0
"""Log odds of a paragraph start from which a full line that ends a sentence ends a paragraph."""

_NOT_FIRST = "，。、；：！？”’）》】〉…—·%％,.!?;:)"
_PAUSES = "：:；;"
_UNIT = regex.compile(rf"[“‘（《【〈(]*(?:[A-Za-z0-9.%+\-/]+|.)[{regex.escape(_NOT_FIRST)}]*")
"""What a printed line must take as a whole: a character or word with the marks that cling to it."""

_PARTED = frozenset({Kind.BYLINE, Kind.CREDIT, Kind.CAPTION, Kind.LIST, Kind.TABLE, Kind.FURNITURE})


@dataclass(frozen=True, slots=True)
class Wrap:
    """A line end inside a paragraph: the white space, and what belongs there."""

    span: Span
    new: str


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The wraps of one paragraph and the width of its lines in columns."""

    wraps: tuple[Wrap, ...]
    width: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank.

    Args:
        start, end: its content.
        text: the content.
        indent: white space stands before it.
        width: columns, the indent included.
        parted: a blank line follows.
        stands: it is of a kind that is no running text.
    """

    start: int
    end: int
    text: str
    indent: bool
    width: int
    parted: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class Region:
    """Neighbouring wrapped lines: their span, and the paragraphs among them that have wraps."""

    span: Span
    paragraphs: tuple[Wrapped, ...]


def regions(document: Document) -> tuple[Region, ...]:
    """Return the wrapped parts of a page in order; those of the last page asked for are kept."""
    return _regions(_Same(document))


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A document that equals itself only: to compare two would take longer than to read one."""

    document: Document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.document is self.document

    def __hash__(self) -> int:
        return id(self.document)


@lru_cache(maxsize=1)
def _regions(same: _Same) -> tuple[Region, ...]:
    return tuple(_parts(same.document.text, same.document.blocks))


def _parts(text: str, blocks: Sequence[Block]) -> Iterator[Region]:
    lines = list(_lines(text, blocks))
    width = _modal_width(lines)
    start = 0
    for number in range(len(lines) + 1):
        if number < len(lines) and lines[number].width <= width + 4:
            continue
        if number - start > FEWEST_FULL:
            span = Span(lines[start].start, lines[number - 1].end)
            paragraphs = tuple(_paragraphs(lines[start:number], width))
            if paragraphs:
                yield Region(span, paragraphs)
        start = number + 1


def _lines(text: str, blocks: Sequence[Block]) -> Iterator[_Line]:
    standing = {
        block.span.start
        for block in blocks
        if block.kind in _PARTED or (block.kind in HEADINGS and block.level)
    }
    start = 0
    previous: tuple[int, str, str] | None = None
    blank = False
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            if previous is not None:
                yield _line(*previous, blank, standing)
            previous, blank = (start, line, bare), False
        else:
            blank = True
        start += len(line) + 1
    if previous is not None:
        yield _line(*previous, blank, standing)


def _line(start: int, line: str, bare: str, parted: bool, standing: set[int]) -> _Line:
    head = line.index(bare[0])
    return _Line(
        start + head,
        start + head + len(bare),
        bare,
        head > 0,
        columns(line[:head]) + columns(bare),
        parted,
        start in standing or start + head in standing,
    )


def columns(text: str) -> int:
    """Return the columns that a text fills: one for ASCII, two for all else."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def _modal_width(lines: Sequence[_Line]) -> int:
    """Return the columns that most unfinished lines fill, 0 when there are none."""
    widths = Counter(
        line.width
        for line in lines
        if NARROWEST <= line.width <= WIDEST and line.text[-1] not in _NOT_FIRST
    )
    if not widths:
        return 0
    width = max(widths, key=lambda one: (widths[one], one))
    return width + 1 if widths[width + 1] > widths[width] / 10 else width


def _paragraphs(lines: Sequence[_Line], width: int) -> Iterator[Wrapped]:
    """Yield the wrapped paragraphs of neighbouring lines, none of which is too long.

    There are none unless the lines fill a width and read on.
    """
    pairs = list(pairwise(lines))
    prose = [not one.stands and not two.stands for one, two in pairs]
    full = [yes and _is_full(*pair, width) for yes, pair in zip(prose, pairs, strict=True)]
    open_ = [
        yes and not ends_sentence(one.text) for yes, (one, _) in zip(prose, pairs, strict=True)
    ]
    for number in _firsts(pairs, full, open_, width):
        full[number] = True
    cut = [number for number, yes in enumerate(full) if yes and open_[number]]
    if len(cut) < FEWEST_FULL or len(cut) < FULL_SHARE * sum(open_):
        return
    if sum(lines[number].text[-1] in _NOT_FIRST for number in cut) > PAUSED_SHARE * len(cut):
        return
    some = cut[:: len(cut) // SAMPLE + 1]
    odds = [attested(lines[number].text, lines[number + 1].text) for number in some]
    if sum(odds) < READS_ON * len(some):
        return
    indented = sum(line.indent for line in lines)
    by_indent = 2 <= indented <= len(lines) - 2
    parted = sum(line.parted for line in lines[:-1])
    by_blank = 1 <= parted <= (len(lines) - 1) / 2
    wraps: list[Wrap] = []
    for number, (one, two) in enumerate(pairs):
        last = number + 1 == len(full) or not full[number + 1]
        if full[number] and _goes_on(one, two, last, by_indent=by_indent, by_blank=by_blank):
            wraps.append(Wrap(Span(one.end, two.start), _between(one.text, two.text)))
            continue
        if wraps:
            yield Wrapped(tuple(wraps), width)
        wraps = []
    if wraps:
        yield Wrapped(tuple(wraps), width)


def _firsts(
    pairs: Sequence[tuple[_Line, _Line]], full: Sequence[bool], open_: Sequence[bool], width: int
) -> list[int]:
    """Return the first lines of paragraphs that would be full with the indent that they lost.

    OCR engines drop the indent; then most unfinished first lines are short by its width.
    """
    heads = [
        number
        for number, yes in enumerate(open_)
        if yes and not full[number] and not (number and full[number - 1])
    ]
    lost = [number for number in heads if _is_full(*pairs[number], width - INDENT)]
    return lost if len(lost) >= FEWEST_FIRST and len(lost) >= FIRST_SHARE * len(heads) else []


def _is_full(one: _Line, two: _Line, width: int) -> bool:
    """Tell whether what starts the next line had no room in this one."""
    unit = _UNIT.match(two.text)
    return one.width + columns(unit[0] if unit else two.text[0]) > width


def _goes_on(one: _Line, two: _Line, last: bool, *, by_indent: bool, by_blank: bool) -> bool:
    """Tell whether a paragraph goes on from a full line to the next.

    Args:
        one, two: the lines.
        last: the second one is not full.
        by_indent: an indent marks the paragraphs of the page.
        by_blank: blank lines do.
    """
    if starts_item(two.text) or (two.indent and (by_indent or not one.indent)):
        return False
    if by_blank and one.parted:
        return False
    if not ends_sentence(one.text):
        return by_indent or unfinished(one.text) or one.text[-1] in _PAUSES
    if starts_afresh(two.text) or (last and not ends_sentence(two.text)):
        return False
    return by_indent or by_blank or fresh(two.text) < FRESH


def _between(left: str, right: str) -> str:
    """Return what belongs between two lines: a space between Latin words, else nothing."""
    latin = left[-1].isascii() and (left[-1].isalpha() or left[-1] in ",.;:!?)\"'")
    return " " if latin and right[0].isascii() and right[0].isalpha() else ""
