"""Unified diffs of pages, made from the log, so that their cost grows with the text alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click

from newslint.text.log import EditLog
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Whole lines of both texts that differ."""

    before: Span
    after: Span


def unified(name: str, log: EditLog) -> str:
    """Return the unified diff between the two ends of a log, empty when nothing changed."""
    if not log.steps:
        return ""
    lines = [
        click.style(f"--- a/{name}", bold=True),
        click.style(f"+++ b/{name}", bold=True),
    ]
    line_before = line_after = 1
    at_before = at_after = 0
    for hunk in _hunks(log):
        line_before += log.source.count("\n", at_before, hunk.before.start)
        line_after += log.text.count("\n", at_after, hunk.after.start)
        at_before, at_after = hunk.before.start, hunk.after.start
        old, new = _lines(hunk.before, log.source), _lines(hunk.after, log.text)
        head = f"@@ -{line_before},{len(old)} +{line_after},{len(new)} @@"
        lines.append(click.style(head, fg="cyan"))
        lines += [click.style(f"-{line}", fg="red") for line in old]
        lines += [click.style(f"+{line}", fg="green") for line in new]
    return "".join(line + "\n" for line in lines)


def _hunks(log: EditLog) -> Iterator[_Hunk]:
    """Yield the changed lines, neighbouring changes of one line together."""
    open_: _Hunk | None = None
    for region in log.regions():
        before = _whole_lines(region.source, log.source)
        after = _whole_lines(region.final, log.text)
        if open_ is not None and before.start < open_.before.end:
            open_ = _Hunk(
                Span(open_.before.start, max(open_.before.end, before.end)),
                Span(open_.after.start, max(open_.after.end, after.end)),
            )
            continue
        if open_ is not None:
            yield open_
        open_ = _Hunk(before, after)
    if open_ is not None:
        yield open_


def _whole_lines(span: Span, text: str) -> Span:
    """Return the lines that a span touches, the last line end included."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end + 1)


def _lines(span: Span, text: str) -> list[str]:
    """Return the lines of a span of whole lines, with diff's note on a missing line end."""
    part = span.of(text)
    if not part:
        return []
    lines = part.removesuffix("\n").split("\n")
    if not part.endswith("\n"):
        lines[-1] += "\n\\ No newline at end of file"
    return [line.rstrip("\r") for line in lines]
