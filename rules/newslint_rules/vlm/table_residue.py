"""VLM007 table-residue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.span import Span

LONGEST = 400
"""Code points of a line that may rule a table."""

_RULING = regex.compile(r"[ \t]*\|?[ \t]*:?-{2,}+:?(?:[ \t]*\|[ \t]*:?-{2,}+:?)+[ \t]*\|?[ \t]*")


def bars_before_hyphens(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the bars with a hyphen near enough to rule a table."""
    codes = batch.codes
    found = np.flatnonzero(codes == ord("|"))
    if len(found):
        last = len(codes) - 1
        near = [codes[np.minimum(found + step, last)] == ord("-") for step in (1, 2, 3)]
        found = found[near[0] | near[1] | near[2]]
    return found, found + 1


@rule(
    code="VLM007",
    name="table-residue",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(bars_before_hyphens),
)
def table_residue(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line of bars and hyphens that ruled a table in Markdown.

    What it finds
    -------------
    The line between the head of a Markdown table and its rows.

        | 乡镇 | 户数 |⏎⟦|---|---|⟧⏎| 石桥 | 58 |
        乡镇 | 户数⏎⟦:--- | ---:⟧⏎石桥 | 58

    Why it matters
    --------------
    A table in running text is read as one long sentence. Its rows become table blocks; what they
    said in columns has to be checked by a person.

    When the fix is safe
    --------------------
    It has no fix: how the cells belong together is not known from the line.

    What it leaves alone
    --------------------
    Dashes, bars between items, minus signs.

        栏目：⟦要闻 | 时政 | 评论⟧，气温⟦-3|-5⟧度，他说⟦——|——⟧是分割线。
        ⟦---⟧⏎下一则消息说，水库已经蓄满。

    Source
    ------
    GitHub Flavored Markdown 0.29, section 4.10.
    """
    text = page.text
    done = -1
    for place in places:
        if place.start < done:
            continue
        start = text.rfind("\n", max(0, place.start - LONGEST), place.start) + 1
        stop = text.find("\n", place.start, place.start + LONGEST)
        stop = stop if stop >= 0 else len(text)
        done = stop
        if stop - start <= LONGEST and _RULING.fullmatch(text, start, stop):
            line = text[start:stop]
            begin = start + len(line) - len(line.lstrip())
            yield page.finding(Span(begin, begin + len(line.strip())), "ruling of a Markdown table")
