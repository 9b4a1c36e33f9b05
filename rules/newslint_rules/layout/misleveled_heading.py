"""LAY008 misleveled-heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Free
from newslint.text.edit import Safety
from newslint.text.span import Span

FEWEST = 2
"""So many titles must agree on their level before another one can be wrong."""


def heading_marks(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the number signs at the start of a line."""
    marks = np.flatnonzero(batch.codes == ord("#"))
    before = np.maximum(marks - 1, 0)
    marks = marks[(marks == 0) | batch.has(Class.NEWLINE | Class.BORDER)[before]]
    return marks, marks + 1


@rule(
    code="LAY008",
    name="misleveled-heading",
    level=Level.WARNING,
    stage=Stage.LAYOUT,
    trigger=Places(heading_marks),
    contract="free",
)
def misleveled_heading(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A heading whose number of marks contradicts what it heads.

    What it finds
    -------------
    The title of an article that has more marks than the other titles of the page, and a heading
    inside an article that has no more marks than the title over it while others have.

        #␠老街换上新灯⏎昨晚，城南老街的路灯全部换新。⏎本报记者␠高小满⏎#␠渡口今日停航⏎受大风影响，两处渡口停航一天。⏎本报记者␠方一苇⏎⟦###⇢#⟧␠清江晨雾⏎清江晨雾中的渔船与远山相映成趣(3月6日摄)。⏎本报记者␠石可摄⏎

    Why it matters
    --------------
    Vision-language models guess the level from the size of the type. A tool that builds articles
    from levels hangs a photo story under the report above it, or cuts a report in two.

    When the fix is safe
    --------------------
    Never: what a heading heads is a guess.

    What it leaves alone
    --------------------
    Kickers and subtitles, pages whose titles agree, pages with one title, page heads over articles
    of a lower level.

        #␠江城晚报⏎⟦##⟧␠老街换上新灯⏎昨晚，城南老街的路灯全部换新。⏎⟦##⟧␠渡口今日停航⏎受大风影响，两处渡口停航一天。⏎

    Source
    ------
    A seed page gives a photo story a heading of level 3 between articles of level 1.
    """
    heads = [block for block in page.blocks if block.level]
    titles = Counter(block.level for block in heads if block.kind is Kind.TITLE)
    if not titles:
        return
    level, count = titles.most_common(1)[0]
    if count < FEWEST or 2 * count <= titles.total():
        return
    inner = Counter(block.level for block in heads if block.kind is Kind.SUBHEAD)
    for block in heads:
        right = 0
        if block.kind is Kind.TITLE and block.level > level:
            right = level
        elif block.kind is Kind.SUBHEAD and block.level <= level:
            deeper = [one for one, _ in inner.most_common() if one > level]
            right = deeper[0] if deeper else 0
        if not right:
            continue
        marks = Span(block.span.start, block.span.start + block.level)
        if marks.of(page.text) != "#" * block.level:
            continue
        role = "title" if block.kind is Kind.TITLE else "subhead"
        fix = page.fix(page.edit(marks, "#" * right), safety=Safety.ASK, contract=Free())
        yield page.finding(
            marks,
            f"{role} of level {block.level} where the others have level {right}",
            fix=fix,
            evidence=[Evidence("taken for a " + role, block.why)],
        )
