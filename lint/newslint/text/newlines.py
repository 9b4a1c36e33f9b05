r"""Line ends: rules read a text whose line ends are all "\n"; the file's own are kept beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate

import regex

from newslint.text.edit import Edit
from newslint.text.log import Change, EditLog, Step
from newslint.text.span import Span

_END = regex.compile(r"\r\n|\r|\n")
_STYLES = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}


@dataclass(frozen=True, slots=True)
class Newlines:
    r"""The line ends of a decoded text, in order; `style` is the commonest (`none`: no line end).

    `ends` is None when every line end is "\n", so that the common file costs nothing.
    """

    style: str
    ends: tuple[str, ...] | None = None

    @property
    def default(self) -> str:
        """Return the line end that repaired text of this file is written with."""
        return {"crlf": "\r\n", "cr": "\r"}.get(self.style, "\n")


def fold(decoded: str) -> tuple[str, Newlines]:
    r"""Return the text with every line end as "\n", and its line ends."""
    if "\r" not in decoded:
        return decoded, Newlines("lf" if "\n" in decoded else "none")
    ends = tuple(_END.findall(decoded))
    counts = Counter(ends)
    style = max(_STYLES, key=lambda end: counts[end])
    return _END.sub("\n", decoded), Newlines(_STYLES[style], ends)


def line_ends(folded: str) -> list[int]:
    """Return the offsets of all line ends of a folded text."""
    ends: list[int] = []
    at = folded.find("\n")
    while at >= 0:
        ends.append(at)
        at = folded.find("\n", at + 1)
    return ends


class Places:
    """Translates offsets of a folded text into offsets of its decoded source."""

    def __init__(self, folded: str, newlines: Newlines) -> None:
        self._ends: list[int] | None = None
        if newlines.ends is None or all(len(end) == 1 for end in newlines.ends):
            return
        self._ends = line_ends(folded)
        self._extra = list(accumulate((len(end) - 1 for end in newlines.ends), initial=0))

    def offset(self, folded: int) -> int:
        """Return the decoded offset of a folded one."""
        if self._ends is None:
            return folded
        return folded + self._extra[bisect_left(self._ends, folded)]

    def span(self, folded: Span) -> Span:
        """Return the decoded span of a folded one."""
        if self._ends is None:
            return folded
        return Span(self.offset(folded.start), self.offset(folded.end))


def unfold(log: EditLog, decoded: str, newlines: Newlines) -> EditLog:
    r"""Return the log of a folded text as a log of its decoded source.

    Line ends that edits write get the file's own style; those they leave alone stay, except
    that a lone "\r" which an edit brings before a "\n" becomes "\r\n", since the two would be
    read as one line end.
    """
    if newlines.ends is None:
        return log
    result = EditLog(decoded)
    ends = list(newlines.ends)
    for number, step in enumerate(log.steps):
        folded = log.revisions[number]
        places = Places(folded, Newlines(newlines.style, tuple(ends)))
        ends, written = _written(step, folded, log.revisions[number + 1], ends, newlines.default)
        changes: list[Change] = []
        for change, new in zip(step.changes, written, strict=True):
            span = places.span(change.edit.span)
            changes.append(replace(change, edit=Edit(span, span.of(result.text), new)))
        result = result.apply(Step(tuple(changes)))
    return result


def _written(
    step: Step, before: str, after: str, ends: list[str], default: str
) -> tuple[list[str], list[str]]:
    """Return the line ends after a step, and what its changes write into the decoded text."""
    next_ends: list[str] = []
    borders: list[tuple[int, int]] = []
    position = seen = 0
    for edit in step.edits:
        kept = before.count("\n", position, edit.span.start)
        next_ends += ends[seen : seen + kept]
        borders.append((len(next_ends), len(next_ends) + edit.new.count("\n")))
        next_ends += [default] * edit.new.count("\n")
        seen += kept + edit.old.count("\n")
        position = edit.span.end
    next_ends += ends[seen:]
    written: list[str] = []
    grown = 0
    for edit, (first, last) in zip(step.edits, borders, strict=True):
        start = edit.span.start + grown
        before_it = _parted(after, start, next_ends, first)
        behind_it = _parted(after, start + len(edit.new), next_ends, last)
        written.append(before_it + edit.new.replace("\n", default) + behind_it)
        grown += edit.growth
    return next_ends, written


def _parted(text: str, at: int, ends: list[str], before: int) -> str:
    r"""Return what must be written at an offset to part a lone "\r" from a "\n" behind it.

    `before` is the number of line ends before the offset; `ends` is brought up to date.
    """
    if text[max(0, at - 1) : at + 1] != "\n\n" or ends[before - 1 : before + 1] != ["\r", "\n"]:
        return ""
    ends[before - 1] = "\r\n"
    return "\n"
