"""Matches quotation marks, brackets and book-title marks over a line, and quotes over a speech.

A line is the unit because a block lies in one line. Marks are matched by a stack, as they nest;
what is left over may still be paired with a mark of another line: a quotation of several
paragraphs opens each of them with “ and closes only the last, and a quotation that a break cuts
is closed in a later line. All of it is linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import regex

from newslint.text.charclass import Codes, Offsets
from newslint.text.span import Span

QUOTES: Final = "“‘「『"
"""Opening quotation marks; the first two and the last two are outer and inner."""

_FORMS: Final = ("“”", "‘’", "「」", "『』", "（）", "《》", "〈〉", "【】", "〔〕", "()")
"""The pairs; a round bracket of one width may close one of the other."""

_ROUND: Final = 5
_OPENERS: Final = {form[0]: form for form in _FORMS} | {"(": "（）"}
_CLOSERS: Final = {form[1]: form for form in _FORMS} | {")": "（）"}
_MARK = regex.compile(r"[“”‘’「」『』（）()《》〈〉【】〔〕]")

QUOTE_REACH: Final = 2_000
"""Code points that a quotation may run on beyond its line."""

BRACKET_REACH: Final = 400
"""Code points that a bracket may run on beyond its line."""

_PAUSES = "，、；："
_ENDS = "，。、；！？）》】"
_LEADS = "：（《【"
_SHORT = regex.compile(r"[\p{Han}A-Za-z0-9]{1,8}")
_NUMBERED = regex.compile(
    r"(?:^|[^\p{L}\p{N}])(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,4}|[一二三四五六七八九十]{1,3})$"
)
_FACE = regex.compile(r"[:;=xX8]['`^]?[-~oO]?$|[_^><;]$")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two marks that belong together, and the opener of the next pair around them, if any."""

    opener: int
    closer: int
    around: int | None


@dataclass(slots=True)
class Matching:
    """The marks of one line.

    Args:
        line: the line.
        pairs: in order of their closers.
        crossed: openers and closers whose pair cuts into another one.
        unclosed: openers without a closer.
        unopened: closers without an opener.
    """

    line: Span
    pairs: list[Pair] = field(default_factory=list)
    crossed: list[tuple[int, int]] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    unopened: list[int] = field(default_factory=list)


def match(text: str, line: Span) -> Matching:
    """Match the marks of a line; apostrophes, inch signs, numbering and faces are no marks."""
    found = Matching(line)
    stack: list[int] = []
    depth = dict.fromkeys(_FORMS, 0)
    skipped: dict[str, list[int]] = {}
    for one in _MARK.finditer(text, line.start, line.end):
        at, mark = one.start(), one[0]
        form = _OPENERS.get(mark)
        if form is not None:
            if not _is_face(text, line, at):
                stack.append(at)
                depth[form] += 1
            continue
        form = _CLOSERS[mark]
        if depth[form]:
            while _OPENERS[text[stack[-1]]] != form:
                left = stack.pop()
                depth[_OPENERS[text[left]]] -= 1
                skipped.setdefault(_OPENERS[text[left]], []).append(left)
            opener = stack.pop()
            depth[form] -= 1
            found.pairs.append(Pair(opener, at, stack[-1] if stack else None))
        elif _is_no_closer(text, line, at):
            continue
        elif skipped.get(form):
            found.crossed.append((skipped[form].pop(), at))
        else:
            found.unopened.append(at)
    found.unclosed = sorted([*stack, *(at for left in skipped.values() for at in left)])
    return found


def _is_face(text: str, line: Span, at: int) -> bool:
    """Tell whether an opening bracket is the mouth of an emoticon."""
    return text[at] == "(" and bool(_FACE.search(text, max(line.start, at - 3), at))


def _is_no_closer(text: str, line: Span, at: int) -> bool:
    """Tell whether a closing mark without an opener stands for something else."""
    mark = text[at]
    before = text[at - 1 : at] if at > line.start else ""
    if mark == "’":
        return (before.isascii() and before.isalnum()) or text[at + 1 : at + 2].isdigit()
    if mark == "”":
        return before.isdigit()
    if mark in ")）":
        window = max(line.start, at - 5)
        return bool(_NUMBERED.search(text, window, at) or _FACE.search(text, window, at))
    return False


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Marks of broken lines that have no partner, in order of place.

    Args:
        unclosed: openers.
        unopened: closers.
        continued: openers of paragraphs whose quotation goes on in the next paragraph.
    """

    unclosed: tuple[int, ...]
    unopened: tuple[int, ...]
    continued: tuple[int, ...]


def leftovers(text: str, matchings: Sequence[Matching]) -> Leftovers:
    """Return the marks that are unpaired over the whole page.

    Args:
        text: the page.
        matchings: its broken lines, in order.
    """
    waiting: dict[str, list[int]] = {form: [] for form in _FORMS}
    unopened: list[int] = []
    continued: list[int] = []
    for matching in matchings:
        marks = sorted([*matching.unclosed, *matching.unopened])
        last = _runs_on(text, matching)
        for at in marks:
            form = _OPENERS.get(text[at])
            if form is not None:
                (continued if at == last else waiting[form]).append(at)
                continue
            form = _CLOSERS[text[at]]
            reach = QUOTE_REACH if form[0] in QUOTES else BRACKET_REACH
            far = waiting[form][-1] if waiting[form] else at
            if far < matching.line.start and at - far <= reach:
                waiting[form].pop()
            else:
                unopened.append(at)
    unclosed = sorted(at for left in waiting.values() for at in left)
    return Leftovers(tuple(unclosed), tuple(unopened), tuple(continued))


def _runs_on(text: str, matching: Matching) -> int | None:
    """Return the opener that the next paragraph repeats, if there is one."""
    quotes = [at for at in matching.unclosed if text[at] in "“「"]
    if not quotes:
        return None
    at = matching.line.end
    stop = min(len(text), at + 8)
    while at < stop and text[at].isspace():
        at += 1
    return quotes[-1] if text[at : at + 1] == text[quotes[-1]] else None


def turned(text: str, matching: Matching) -> tuple[tuple[int, int], ...]:
    """Return pairs of double quotes of which one or both face the wrong way.

    The marks of the line must pair off in order, none of them may contradict its new side, and
    each pair must show that it is wrong: a closing mark that leads, an opening one before a
    pause, or a short word between where the marks do not nest either.
    """
    line = matching.line
    marks = _double_quotes(text, line)
    if len(marks) % 2 or text.find('"', line.start, line.end) >= 0:
        return ()
    nests = not matching.unclosed and not matching.unopened
    found = []
    for left, right in zip(marks[::2], marks[1::2], strict=True):
        if text[left] == "“" and text[right] == "”":
            continue
        before = text[left - 1] if left > line.start else ""
        after = text[right + 1] if right + 1 < line.end else ""
        inner, last = text[left + 1], text[right - 1]
        if inner in _ENDS or last in _PAUSES or last in _LEADS or right == left + 1:
            return ()
        proved = (text[left] == "”" and before and before in _LEADS) or (
            text[right] == "“" and after in _ENDS
        )
        if not proved and (nests or not _SHORT.fullmatch(text, left + 1, right)):
            return ()
        found.append((left, right))
    return tuple(found)


def _double_quotes(text: str, line: Span) -> list[int]:
    """Return the double quotes of a line; a ” after a digit that nothing opened is an inch."""
    found: list[int] = []
    opened = False
    for one in _MARK.finditer(text, line.start, line.end):
        at = one.start()
        if one[0] == "“" or (one[0] == "”" and (opened or not text[at - 1 : at].isdigit())):
            found.append(at)
            opened = opened or one[0] == "“"
    return found


# The same question for a whole batch, answered at once.

_KIND: Final = np.zeros(0x10000, dtype=np.int8)
"""Number of the pair that a code point opens, its negative for the one it closes."""

for _number, _form in enumerate(_FORMS, start=1):
    _KIND[ord(_form[0])] = min(_number, len(_FORMS)) if _form != "()" else _ROUND
    _KIND[ord(_form[1])] = -_KIND[ord(_form[0])]


def odd_lines(codes: Codes, marks: Offsets, ends: Offsets) -> tuple[Offsets, Offsets]:
    """Return starts and ends of the lines whose marks do not simply nest.

    Those are lines where a mark has no partner, where pairs cross, where a pair lies directly
    or deeper inside one of the same kind, or where “” lies in ‘’.

    Args:
        codes: code points of the joined text.
        marks: offsets of all opening and closing marks, ascending.
        ends: offsets of all line ends, ascending.
    """
    at = codes[marks]
    marks = marks[at < 0x10000]
    kinds = _KIND[codes[marks]]
    marks, kinds = marks[kinds != 0], kinds[kinds != 0]
    if not len(marks):
        return marks, marks
    lines = np.searchsorted(ends, marks)
    lines, kinds, _ = _of_lines(lines, kinds, marks, _not_in_turn(lines, kinds))
    odd = np.unique(lines[_not_nested(lines, kinds)])
    bounded = np.concatenate((np.array([-1]), ends, np.array([len(codes)])))
    return bounded[odd] + 1, bounded[odd + 1]


def _of_lines(
    lines: Offsets, kinds: np.ndarray[tuple[int], np.dtype[np.int8]], marks: Offsets, bad: Offsets
) -> tuple[Offsets, np.ndarray[tuple[int], np.dtype[np.int8]], Offsets]:
    """Keep the marks of the lines that hold one of the bad marks."""
    wanted = np.zeros(int(lines[-1]) + 1, dtype=np.bool_)
    wanted[lines[bad]] = True
    keep = wanted[lines]
    return lines[keep], kinds[keep], marks[keep]


def _not_in_turn(lines: Offsets, kinds: np.ndarray[tuple[int], np.dtype[np.int8]]) -> Offsets:
    """Return marks of lines that are more than a row of simple pairs."""
    fresh = np.flatnonzero(np.diff(lines, prepend=-1))
    place = np.arange(len(lines)) - np.repeat(fresh, np.diff(fresh, append=len(lines)))
    second = place % 2 == 1
    before = np.concatenate((np.zeros(1, np.int8), kinds[:-1]))
    last = np.concatenate((np.diff(lines) != 0, np.ones(1, np.bool_)))
    bad = np.where(second, (kinds >= 0) | (before != -kinds), (kinds < 0) | last)
    return np.flatnonzero(bad)


def _not_nested(lines: Offsets, kinds: np.ndarray[tuple[int], np.dtype[np.int8]]) -> Offsets:
    """Return marks, at least one of each line whose marks do not simply nest."""
    if not len(lines):
        return lines
    sign = np.sign(kinds).astype(np.int64)
    fresh = np.flatnonzero(np.diff(lines, prepend=-1))
    size = np.diff(fresh, append=len(lines))
    level = _running(sign, fresh, size) + (sign < 0)
    order = np.lexsort((level, lines))
    ranked, of = kinds[order], lines[order]
    group = np.concatenate(
        (np.ones(1, np.bool_), (np.diff(of) != 0) | (np.diff(level[order]) != 0))
    )
    start = np.flatnonzero(group)
    place = np.arange(len(of)) - np.repeat(start, np.diff(start, append=len(of)))
    before = np.concatenate((np.zeros(1, np.int8), ranked[:-1]))
    last = np.concatenate((group[1:], np.ones(1, np.bool_)))
    wrong = np.where(place % 2 == 1, (ranked >= 0) | (before != -ranked), (ranked < 0) | last)
    bad = [order[np.flatnonzero(wrong)], np.flatnonzero(level <= 0)]
    for kind in (1, 2, 3, 4, 6):
        own = np.where(np.abs(kinds) == kind, sign, 0)
        inside = _running(own, fresh, size)
        bad.append(np.flatnonzero((inside > 1) & (kinds == kind)))
        if kind == 2:
            bad.append(np.flatnonzero((inside > 0) & (kinds == 1)))
    return np.concatenate(bad)


def _running(values: Offsets, fresh: Offsets, size: Offsets) -> Offsets:
    """Return the running sum of values inside each line."""
    total = np.cumsum(values)
    base = total[fresh] - values[fresh]
    running: Offsets = total - np.repeat(base, size)
    return running
