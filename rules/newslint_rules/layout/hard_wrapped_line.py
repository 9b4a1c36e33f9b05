"""LAY002 hard-wrapped-line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.layout._halves import unfinished_line_ends
from newslint_rules.layout._wrapping import FEWEST_FULL, regions


@rule(
    code="LAY002",
    name="hard-wrapped-line",
    level=Level.WARNING,
    stage=Stage.LAYOUT,
    trigger=Places(unfinished_line_ends),
    contract="whitespace",
)
def hard_wrapped_line(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A paragraph whose lines were broken at a fixed width.

    What it finds
    -------------
    Paragraphs in which every line but the last fills the width of the page.

        沿河的老码头荒废多年，今年春天开⟦⏎始修缮。工人们先清走淤泥和碎石，⏎再把松动的条石一块块取下编号，等⏎基础夯实以后按原样放回。负责施工⏎→始修缮。工人们先清走淤泥和碎石，再把松动的条石一块块取下编号，等基础夯实以后按原样放回。负责施工⟧的石匠说，这样的活急不得。⏎

    Why it matters
    --------------
    Every line end cuts a sentence, half of them cut a word. Tools that take a line for a
    paragraph see nothing but fragments.

    When the fix is safe
    --------------------
    When most unfinished lines of the page are as wide as the page, counted in columns with the
    words and marks that must stay together, and the characters on both sides of the line ends
    read on in the mean. An indent, a blank line or a line that is not full ends a paragraph. A
    space is put between two Latin words.

    What it leaves alone
    --------------------
    Verse, lists, tables, names, questions and answers, headings, bylines and captions; lines of
    different widths; fewer than four full lines.

        青石巷里⟦⏎⟧炊烟升起，⏎小河弯弯⏎载着落日，⏎邻家阿婆⏎收起了渔网。⏎

    Source
    ------
    Edited news wrapped at 12 to 40 characters (`benchmarks/joins.py`).
    """
    if len(places) < FEWEST_FULL:
        return
    text = page.text
    for paragraph in (one for region in regions(page.document) for one in region.paragraphs):
        edits = [page.edit(wrap.span, wrap.new) for wrap in paragraph.wraps]
        fix = page.fix(*edits, safety=Safety.SAFE, contract=Whitespace())
        span = Span(edits[0].span.start, edits[-1].span.end)
        count = len(edits) + 1
        yield page.finding(
            span,
            f"paragraph broken into {count} lines of {paragraph.width} columns",
            fix=fix,
            evidence=[
                Evidence("line is full", text[max(0, wrap.span.start - 6) : wrap.span.start])
                for wrap in paragraph.wraps[:1]
            ],
        )
