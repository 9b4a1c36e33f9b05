r"""Line ends: rules read a text whose line ends are all "\n"; the file's own are kept beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
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


class Places:
    """Translates offsets of a folded text into offsets of its decoded source."""

    def __init__(self, folded: str, newlines: Newlines) -> None:
        self._ends: list[int] | None = None
        if newlines.ends is None or all(len(end) == 1 for end in newlines.ends):
            return
        self._ends = [at for at, char in enumerate(folded) if char == "\n"]
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
    """Return the log of a folded text as a log of its decoded source.

    Line ends that edits write get the file's own style; those they leave alone stay.
    """
    if newlines.ends is None:
        return log
    result = EditLog(decoded)
    ends = list(newlines.ends)
    for number, step in enumerate(log.steps):
        folded = log.revisions[number]
        places = Places(folded, Newlines(newlines.style, tuple(ends)))
        changes: list[Change] = []
        next_ends: list[str] = []
        position = seen = 0
        for change in step.changes:
            edit = change.edit
            kept = folded.count("\n", position, edit.span.start)
            next_ends += ends[seen : seen + kept]
            seen += kept + edit.old.count("\n")
            next_ends += [newlines.default] * edit.new.count("\n")
            position = edit.span.end
            span = places.span(edit.span)
            changes.append(
                Change(
                    Edit(span, span.of(result.text), edit.new.replace("\n", newlines.default)),
                    change.rule, change.safety, change.confidence, change.contract,
                    change.because, change.group,
                )
            )
        next_ends += ends[seen:]
        ends = next_ends
        result = result.apply(Step(tuple(changes)))
    return result
