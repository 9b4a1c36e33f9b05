"""LAY005 blank-run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.span import Span


def untidy_gaps(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of white space that are no plain line end, blank line or indent.

    A text's last code point is a candidate when it is no line end, since the line end is missing.
    """
    newline, border = batch.has(Class.NEWLINE), batch.has(Class.BORDER)
    size = len(newline)
    starts, ends = batch.runs(Class.SPACE | Class.NEWLINE)
    lines = batch.newlines_before[ends] - batch.newlines_before[starts]
    at_start = (starts == 0) | border[np.maximum(starts - 1, 0)]
    at_end = (ends == size) | border[np.minimum(ends, size - 1)]
    second = np.minimum(starts + 1, size - 1)
    plain = newline[starts] & ((lines == 1) | ((lines == 2) & newline[second]))
    one_line_end = (ends - starts == 1) & newline[starts]
    untidy = ((lines > 0) & (at_start | ~plain)) | (at_end & ~one_line_end)
    unfinished = _without_line_end(batch)
    begins = np.concatenate((starts[untidy], unfinished))
    order = np.argsort(begins, kind="stable")
    return begins[order], np.concatenate((ends[untidy], unfinished))[order]


def _without_line_end(batch: Batch) -> Offsets:
    """Return the ends of the text files whose last code point is no white space."""
    files = np.array([document.row is None for document in batch.documents])
    ends = batch.ends[files & (batch.ends > np.maximum(batch.starts, 0))]
    ends = ends[ends <= len(batch.codes)]
    return ends[~batch.has(Class.SPACE | Class.NEWLINE)[ends - 1]]


@rule(
    code="LAY005",
    name="blank-run",
    level=Level.WARNING,
    stage=Stage.VERDICT,
    trigger=Places(untidy_gaps),
    contract="whitespace",
)
def blank_run(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Blank lines beyond one, blank lines at the borders of a text, spaces at line ends.

    What it finds
    -------------
    More than one blank line between paragraphs, blank lines before the first or after the last
    one, white space at the end of a line, and a text file without a final line end.

        新港区的桥墩已经露出水面。⟦⏎⏎⏎⏎→⏎⏎⟧工人们正在铺设钢梁。⏎
        ⟦⏎⏎→⟧新港区的桥墩已经露出水面。⏎
        新港区的桥墩已经露出水面。⟦␠␠⏎→⏎⟧工人们正在铺设钢梁。⏎
        新港区的桥墩已经露出水面。⟦→⏎⟧

    Why it matters
    --------------
    OCR engines leave a blank run where a photograph or an advertisement stood. Tools that cut
    documents at blank lines then cut in the wrong places, and two copies of a text no longer
    compare as equal.

    When the fix is safe
    --------------------
    Always: only white space changes. It runs last, when sentences have been joined and copies
    removed across blank lines; blocks never depend on the number of blank lines.

    What it leaves alone
    --------------------
    One blank line, single line ends, the indent of a paragraph, and a field of a JSONL row that
    ends without a line end.

        新港区的桥墩已经露出水面。⟦⏎⏎⟧工人们正在铺设钢梁。⏎
        新港区的桥墩已经露出水面。⏎⟦　　⟧工人们正在铺设钢梁。⏎

    Source
    ------
    Both seed pages: blank runs of three lines stand where their photographs were.
    """
    text = page.text
    is_row = page.document.row is not None
    for span in places:
        old = span.of(text)
        new = _tidy(old, span, len(text), is_row)
        if new == old:
            continue
        fix = page.fix(page.edit(span, new), safety=Safety.SAFE, contract=Whitespace())
        yield page.finding(span, _message(old, span, len(text)), fix=fix)


def _tidy(gap: str, span: Span, size: int, is_row: bool) -> str:
    """Return what should stand in place of a run of white space."""
    if span.end == size:
        if is_row or not size or span.start == 0:
            return "\n" if is_row and "\n" in gap and span.start else ""
        return "\n"
    indent = gap[gap.rfind("\n") + 1 :]
    if span.start == 0:
        return indent
    return ("\n\n" if gap.count("\n") > 1 else "\n") + indent


def _message(gap: str, span: Span, size: int) -> str:
    lines = gap.count("\n")
    if span.start == 0:
        return f"{lines} blank lines before the text" if lines > 1 else "blank line before the text"
    if span.end == size:
        return "white space after the text" if gap else "no line end after the last line"
    if lines > 2:
        return f"{lines - 1} blank lines between paragraphs"
    return "white space at the end of a line"
