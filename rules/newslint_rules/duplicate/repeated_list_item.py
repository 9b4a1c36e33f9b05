"""DUP005 repeated-list-item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.span import Span
from newslint_rules.duplicate._loops import loops

SHORTEST_ITEM = 3
"""Items of one or two code points repeat for rhythm (一锤、一锤 and the like)."""

_ENUMERATION = ord("、")
_ITEM_ENDS = tuple(map(ord, "，。；：！？、,;:!?()（）“”‘’《》…\n和与及或等"))


def equal_neighbours(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the items after a 、 whose first and last code points equal those before it."""
    codes = batch.codes
    ends = np.flatnonzero(np.isin(codes, _ITEM_ENDS) | batch.has(Class.BORDER))
    if len(ends) == 0:
        return ends, ends
    which = np.flatnonzero(codes[ends] == _ENUMERATION)
    marks = ends[which]
    stops = np.append(ends, len(codes))[which + 1]
    sizes = stops - marks - 1
    fit = (sizes >= SHORTEST_ITEM) & (marks >= sizes)
    marks, stops, sizes = marks[fit], stops[fit], sizes[fit]
    equal = (codes[marks - sizes] == codes[marks + 1]) & (codes[marks - 1] == codes[stops - 1])
    return marks[equal] + 1, stops[equal]


@rule(
    code="DUP005",
    name="repeated-list-item",
    level=Level.WARNING,
    stage=Stage.REPETITION,
    trigger=Places(equal_neighbours),
)
def repeated_list_item(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """The same item twice running in a list joined by enumeration commas.

    What it finds
    -------------
    Two neighbouring items of a 、 list that are the same.

        公司先后收购了江州轴承厂、⟦江州轴承厂⟧，产量翻番。
        到会的有青石镇商会、⟦青石镇商会⟧和柳河镇商会。

    Why it matters
    --------------
    A generating model that cannot read the second name writes the first one again. The list
    then reads well and says something false: one of two facts is gone.

    When the fix is safe
    --------------------
    Never: taking the copy out would hide that a fact is missing. The finding only shows it.

    What it leaves alone
    --------------------
    Items of one or two characters, which repeat for rhythm, items that differ at all, and
    loops of eight copies or more, which are repetition-loop's.

        他挥起铁锤，⟦一下、一下⟧地敲。
        公司先后收购了⟦江州轴承厂、江州轴承二厂⟧，产量翻番。

    Source
    ------
    Seed 003: a women's football club took the name of the men's.
    """
    text = page.text
    looped: list[Span] | None = None
    at = 0
    for span in places:
        size = len(span)
        first = Span(span.start - 1 - size, span.start - 1)
        if first.of(text) != span.of(text):
            continue
        if looped is None:
            looped = [loop.span for loop in loops(page.document)]
        while at < len(looped) and looped[at].end <= span.start:
            at += 1
        if at < len(looped) and looped[at].overlaps(span):
            continue
        yield page.finding(
            span,
            f"{span.of(text)} stands twice running in a list; another name may be lost",
            evidence=[Evidence("first item", first.of(text), first)],
        )
