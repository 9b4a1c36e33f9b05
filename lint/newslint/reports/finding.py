"""One finding as all text outputs see it: where it is in the file, what it says, its repair."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from newslint.pipeline.clean import Report
from newslint.pipeline.flow import Cleaned
from newslint.rule import Finding
from newslint.text.edit import Edit
from newslint.text.newlines import Places, line_ends
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Position:
    """A 1-based line and column; a column is a number of code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Located:
    """A finding in the coordinates of the decoded source, or of the field value for a row.

    Args:
        edits: what its repair changes in the decoded source.
        before: up to a line of text before it.
        text: the text it covers.
        after: up to a line of text behind it.
    """

    path: str
    row: int | None
    field: str | None
    finding: Finding
    span: Span
    start: Position
    end: Position
    edits: tuple[Edit, ...]
    before: str
    text: str
    after: str
    applied: bool

    @property
    def where(self) -> str:
        """Return path, row, line and column as editors read them."""
        place = f"{self.start.line}:{self.start.column}"
        return f"{self.path}:{place}" if self.row is None else f"{self.path}:{self.row}:{place}"


LONGEST_CONTEXT = 200
"""Code points of context that a located finding carries on each side."""


def located(cleaned: Cleaned) -> Iterator[Located]:
    """Yield the findings of a page in order of place."""
    document = cleaned.page.document
    text = document.text
    ends: list[int] = []
    places = Places(text, document.newlines)
    if cleaned.outcome.reports:
        ends = line_ends(text)
    for report in cleaned.outcome.reports:
        yield _located(cleaned, report, places, ends)


def _located(cleaned: Cleaned, report: Report, places: Places, ends: list[int]) -> Located:
    document = cleaned.page.document
    text, span = document.text, report.span
    decoded = cleaned.page.decoded
    newline = document.newlines.default
    edits = tuple(
        Edit(
            places.span(edit.span),
            places.span(edit.span).of(decoded),
            edit.new.replace("\n", newline),
        )
        for edit in report.edits
    )
    before = text[max(0, span.start - LONGEST_CONTEXT) : span.start].rpartition("\n")[2]
    after = text[span.end : span.end + LONGEST_CONTEXT].partition("\n")[0]
    return Located(
        document.source.path,
        document.row,
        document.pointer,
        report.finding,
        places.span(span),
        _position(span.start, ends),
        _position(span.end, ends),
        edits,
        before,
        places.span(span).of(decoded),
        after,
        report.applied,
    )


def _position(at: int, ends: list[int]) -> Position:
    line = bisect_left(ends, at)
    start = ends[line - 1] + 1 if line else 0
    return Position(line + 1, at - start + 1)
