"""LAY003 interrupted-sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from newslint.model.joins import closing, reads_on
from newslint.rule import Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import HEADINGS, Block, Kind
from newslint.text.contract import Move
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.layout._halves import (
    closes_sentence,
    glues_latin,
    starts_afresh,
    unfinished,
    unfinished_line_ends,
)

LIKELY = 3.0
"""Log odds from which two halves with something between them are asked about.

In edited news with captions and bylines between whole paragraphs nothing reaches them.
"""

SURE = 5.0
"""The same for a left half that was taken for a caption or title, since a credit follows it."""

SELDOM = -3.0
"""Log odds of a sentence end that a supposed title must have; see LAY007."""

MOST = 3
"""So many blocks may stand between the halves."""

SHORTEST = 12
"""A shorter left half says too little about what goes on."""

_BETWEEN = frozenset({Kind.CAPTION, Kind.BYLINE, Kind.CREDIT, Kind.FURNITURE})


@rule(
    code="LAY003",
    name="interrupted-sentence",
    level=Level.WARNING,
    stage=Stage.LAYOUT,
    trigger=Places(unfinished_line_ends),
    contract="move",
)
def interrupted_sentence(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A caption, byline, credit or page line between two halves of a sentence.

    What it finds
    -------------
    A sentence that stops at a line end and goes on behind the caption, byline, credit or page
    furniture that follows. The fix puts the halves together and what was between them behind.

        今年的旱情来得早。⏎⏎入夏以来，县里的供水站每天派出六辆水车，为高坡上的三个村寨送⟦⏎⏎图为村民在取水点接水。⏎⏎水，保证每户人家都有干净的水喝。⇢水，保证每户人家都有干净的水喝。⏎⏎图为村民在取水点接水。⟧⏎

    Why it matters
    --------------
    Text round a photograph is read in the order of the page, so that the caption lands inside a
    sentence. Both halves are useless as sentences.

    When the fix is safe
    --------------------
    Never: it changes the order of the text.

    What it leaves alone
    --------------------
    Paragraphs that only lack their full stop, and headings between them.

        今年的旱情来得早。⏎⏎入夏以来，县里的供水站每天派出六辆水车，为高坡上的三个村寨送水⟦⏎⏎图为村民在取水点接水。⏎⏎⟧据了解，明年这里将建成自来水厂。⏎

    Source
    ------
    The real column breaks and counts that LAY001 is measured on.
    """
    text = page.text
    blocks = page.blocks
    ends = [block.content.end for block in blocks]
    for place in places:
        at = bisect_left(ends, place.start)
        if at >= len(ends) or ends[at] != place.start or not _may_be_cut(blocks[at], text):
            continue
        behind = at + 1
        while behind < len(blocks) and blocks[behind].kind in _BETWEEN and behind <= at + MOST:
            behind += 1
        if behind == at + 1 or behind == len(blocks) or blocks[behind].kind is not Kind.BODY:
            continue
        left, right = blocks[at].content.of(text), blocks[behind].content.of(text)
        if "\n" not in text[ends[behind - 1] : blocks[behind].content.start]:
            continue
        if len(left) < SHORTEST or not unfinished(left) or starts_afresh(right):
            continue
        if not closes_sentence(right) or glues_latin(left, right):
            continue
        odds = reads_on(left, right)
        if odds < (LIKELY if blocks[at].kind is Kind.BODY else SURE):
            continue
        start = blocks[behind].content.start
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        whole = Span(place.start, start + len(text[start:stop].rstrip()))
        between = Span(place.end, ends[behind - 1]).of(text)
        new = Span(start, whole.end).of(text) + place.of(text) + between
        fix = page.fix(page.edit(whole, new), safety=Safety.ASK, contract=Move())
        yield page.finding(
            whole,
            f"{blocks[at + 1].kind.value} inside a sentence: …{left[-6:]}|{right[:6]}…",
            fix=fix,
            evidence=[
                Evidence("reads on", f"{odds:+.1f}"),
                Evidence("stands between", between[:20], Span(place.end, ends[behind - 1])),
            ],
        )


def _may_be_cut(block: Block, text: str) -> bool:
    """Tell whether a block is running text, or may be although a credit or byline follows it."""
    if block.kind in HEADINGS and not block.level:
        return closing(block.content.of(text)) <= SELDOM
    return block.kind in (Kind.BODY, Kind.CAPTION)
