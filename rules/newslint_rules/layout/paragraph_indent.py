"""LAY009 paragraph-indent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Options:
    """Options of paragraph-indent.

    Args:
        indent: `strip` takes the ideographic spaces at the head of a paragraph out, `keep` leaves
            them.
    """

    indent: Literal["keep", "strip"] = "keep"


DEEPEST = 4
"""White space wider than this many code points sets a line to the middle or the right."""

LONGEST_VERSE = 20
"""A line of verse has at most this many code points; a column of a newspaper has 12 to 20."""


def indents(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of white space at the head of a line that hold an ideographic space."""
    starts, ends = batch.runs(Class.SPACE)
    wide = np.concatenate(([0], np.cumsum(batch.codes == 0x3000)))
    head = np.maximum(starts - 1, 0)
    line = (starts == 0) | batch.has(Class.NEWLINE | Class.BORDER)[head]
    kept = line & (wide[ends] > wide[starts])
    return starts[kept], ends[kept]


@rule(
    code="LAY009",
    name="paragraph-indent",
    level=Level.INFO,
    stage=Stage.CHARACTERS,
    trigger=Places(indents),
    contract="whitespace",
    options=Options(),
)
def paragraph_indent(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Ideographic spaces at the head of a paragraph where the house wants none.

    What it finds
    -------------
    Nothing, unless the policy `indent` is `strip`. Then the indent of every paragraph; where the
    indent was all that parted two paragraphs, a blank line takes its place.

        (option indent=strip) ⟦　　→⟧新港区的桥墩已经露出水面，工人们正在铺设最后一段钢梁。⏎
        (option indent=strip) 新港区的桥墩露出水面。⟦⏎　　→⏎⏎⟧工人们正在铺设最后一段十米长的钢梁。⏎

    Why it matters
    --------------
    The indent is typography, not text. In a corpus that is read by paragraphs it is noise before
    every first word.

    When the fix is safe
    --------------------
    Always: only white space changes, and paragraphs stay apart.

    What it leaves alone
    --------------------
    Everything under `keep`. Lines set to the middle or the right by more white space, verse, and
    lines of white space only.

        新港区的桥墩已经露出水面。⏎
        (option indent=strip) 新港区的桥墩露出水面。⏎⟦　　　　　　⟧（作者系桥梁工程师）⏎
        (option indent=strip) ⟦　　⟧山高月渐小，⏎⟦　　⟧水落石初明。⏎

    Source
    ------
    The policy `indent` of the configuration.
    """
    options = page.rule.options
    if not isinstance(options, Options) or options.indent == "keep":
        return
    text = page.text
    for span in places:
        if len(span) > DEEPEST or text[span.end : span.end + 1] in ("", "\n"):
            continue
        if _is_verse(text, span):
            continue
        head = span.start
        alone = head > 1 and text[head - 2 : head] != "\n\n"
        whole = Span(head - 1, span.end) if alone else span
        fix = page.fix(
            page.edit(whole, "\n\n" if alone else ""), safety=Safety.SAFE, contract=Whitespace()
        )
        yield page.finding(whole, "indent of a paragraph", fix=fix)


def _is_verse(text: str, span: Span) -> bool:
    """Tell whether an indented line is short and has a neighbour that is so, too."""
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    if end - span.end > LONGEST_VERSE:
        return False
    above = text.rfind("\n", 0, max(0, span.start - 1)) + 1
    below = text.find("\n", end + 1)
    below = len(text) if below < 0 else below
    neighbours = (text[above : max(0, span.start - 1)], text[end + 1 : below])
    return any(
        line.startswith("\u3000") and 0 < len(line.strip()) <= LONGEST_VERSE for line in neighbours
    )
