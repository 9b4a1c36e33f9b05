"""PUN008 straight-quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Mark
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.punctuation._places import unclassed

_STRAIGHT = "\"'＂"
_DOUBLE = regex.compile(r"[\"＂“”]")
_SINGLE = regex.compile(r"'")
_HAN = regex.compile(r"\p{Han}")
_CODE = regex.compile(
    r"\w=[\"']|[\"'][ ]?:[ ]?[\"'\[{0-9]|[\"'],[ ]?[\"']|[{\[][ ]?[\"']|[A-Za-z_]\([\"']|\\[\"']|`"
)
_CUT_SPEECH = regex.compile(
    r"\p{Han}{0,8}(?:说|道|称|问|答|表示|介绍|指出|强调|认为|告诉)\p{Han}{0,6}[，。：]"
)
_NO_OPENER = "，。、；：！？）》】” \n\t　"
_NO_CLOSER = "：（《【“ \n\t　"


@dataclass(frozen=True, slots=True)
class _Quotation:
    """Two marks, at least one of them straight, and the marks that belong there."""

    left: int
    right: int
    sides: str
    sure: bool


def straight_quotes(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the straight quotes with a Chinese neighbour."""
    places = unclassed(batch, _STRAIGHT)
    chinese = batch.has(Class.HAN | Class.FULL_MARK)
    last = len(batch.codes) - 1
    beside = (chinese[np.maximum(places - 1, 0)] & (places > 0)) | chinese[
        np.minimum(places + 1, last)
    ]
    return places[beside], places[beside] + 1


@rule(
    code="PUN008",
    name="straight-quote",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(straight_quotes),
    contract="mark",
)
def straight_quote(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A straight quotation mark in Chinese text.

    What it finds
    -------------
    The marks " and ' round Chinese words. Which side each one is follows from pairing them
    within the paragraph; a straight mark may pair with a curly one.

        社区办起了⟦"孝老食堂"→“孝老食堂”⟧，一餐只要六元。
        他说：⟦“先把路修通"→“先把路修通”⟧，大家都赞成。
        老师讲了⟦'守株待兔'→‘守株待兔’⟧的故事。
        她答道：⟦"⟧这是我应该做的。

    Why it matters
    --------------
    Both sides look alike, so that a program cannot tell who starts to speak and who ends, and
    a cut in between goes unseen.

    When the fix is safe
    --------------------
    When all marks of the paragraph pair off, the pair holds Chinese, and neither mark stands
    where its side cannot be. Pairs inside curly ones ask; what cannot be paired is shown.

    What it leaves alone
    --------------------
    Inches, feet, minutes and seconds, English quotations and apostrophes, code, JSON and
    attributes.

        新款是⟦15.6"⟧屏，运动员身高⟦5'11"⟧，方位是北纬⟦30°12'⟧。
        歌名叫⟦"Let It Go"⟧，由⟦Ronald O'Neil⟧演唱。
        配置里写着⟦{"name": "张三"}⟧，页面里是⟦<a title="首页">⟧。

    Source
    ------
    GB/T 15834-2011, clause 4.8: quotation marks are “” and ‘’.
    """
    text = page.text
    line_end = -1
    for span in places:
        if span.start < line_end:
            continue
        start = text.rfind("\n", max(0, line_end), span.start) + 1 or max(0, line_end)
        line_end = text.find("\n", span.start)
        line_end = len(text) if line_end < 0 else line_end
        if _CODE.search(text, start, line_end):
            continue
        yield from _of_line(page, Span(start, line_end))


def _of_line(page: Page, line: Span) -> Iterator[Finding]:
    """Yield the findings of one line."""
    text = page.text
    quotations = _pairs(text, line)
    for one in (*(quotations or ()), *_single_pairs(text, line)):
        if not _HAN.search(text, one.left, one.right):
            continue
        edits = [
            page.edit(Span(at, at + 1), side)
            for at, side in zip((one.left, one.right), one.sides, strict=True)
            if text[at] != side
        ]
        safety = Safety.SAFE if one.sure else Safety.ASK
        fix = page.fix(*edits, safety=safety, contract=Mark())
        yield page.finding(Span(one.left, one.right + 1), "straight quotation marks", fix=fix)
    if quotations is None:
        for mark in _DOUBLE.finditer(text, line.start, line.end):
            at = mark.start()
            if mark[0] in '"＂' and _beside_han(text, at, line):
                yield page.finding(
                    Span(at, at + 1),
                    "straight quotation mark whose partner is not clear",
                    candidates=("“", "”"),
                )
                return


def _beside_han(text: str, at: int, line: Span) -> bool:
    """Tell whether Han stands beside an offset and no digit before it."""
    left = text[at - 1] if at > line.start else ""
    right = text[at + 1] if at + 1 < line.end else ""
    return not left.isdigit() and bool(_HAN.match(left) or _HAN.match(right))


def _pairs(text: str, line: Span) -> list[_Quotation] | None:
    """Return the pairs of double marks that need a change, None when they do not pair off."""
    marks = [mark.start() for mark in _DOUBLE.finditer(text, line.start, line.end)]
    closing = _next_curly(text, marks)
    found: list[_Quotation] = []
    open_: int | None = None
    inner: int | None = None
    for number, at in enumerate(marks):
        mark = text[at]
        before = text[at - 1] if at > line.start else "\n"
        after = text[at + 1] if at + 1 < line.end else "\n"
        if mark in "“”":
            if (mark == "“") == (open_ is not None) or inner is not None:
                return None
            if open_ is not None and text[open_] != "“":
                found.append(_Quotation(open_, at, "“”", _plain(text, open_, at, line)))
            open_ = at if mark == "“" else None
        elif open_ is None:
            if before.isdigit() and not _HAN.match(after):
                continue
            if after in _NO_OPENER or before.isdigit():
                return None
            open_ = at
        elif before in _NO_CLOSER:
            if text[open_] != "“" or inner is not None or after in _NO_OPENER:
                return None
            inner = at
        elif inner is not None:
            found.append(_Quotation(inner, at, "‘’", sure=False))
            inner = None
        elif text[open_] == "“" and closing[number] == "”":
            if after in _NO_OPENER:
                return None
            inner = at
        else:
            found.append(_Quotation(open_, at, "“”", _plain(text, open_, at, line)))
            open_ = None
    return None if (open_ is not None and text[open_] != "“") or inner is not None else found


def _next_curly(text: str, marks: Sequence[int]) -> list[str]:
    """Return for each mark the curly mark that follows next, empty when none does."""
    following: list[str] = []
    curly = ""
    for at in reversed(marks):
        following.append(curly)
        curly = text[at] if text[at] in "“”" else curly
    return following[::-1]


def _plain(text: str, left: int, right: int, line: Span) -> bool:
    """Tell whether nothing speaks against a pair: no speaker inside, no pause before its end."""
    after = text[right + 1 : right + 2]
    if text[right - 1] in "，、；" and _HAN.match(after):
        return False
    return left == line.start or not _CUT_SPEECH.fullmatch(text, left + 1, right)


def _single_pairs(text: str, line: Span) -> Iterator[_Quotation]:
    """Yield the pairs of ' round Chinese when all of them on the line pair off."""
    places = [
        mark.start()
        for mark in _SINGLE.finditer(text, line.start, line.end)
        if not _is_apostrophe(text, mark.start(), line)
    ]
    if len(places) % 2 or any(right - left < 2 for left, right in pairwise(places)):
        return
    for left, right in zip(places[::2], places[1::2], strict=True):
        if text[left + 1] in _NO_OPENER or text[right - 1] in _NO_CLOSER:
            return
    for left, right in zip(places[::2], places[1::2], strict=True):
        yield _Quotation(left, right, "‘’", sure=True)


def _is_apostrophe(text: str, at: int, line: Span) -> bool:
    """Tell whether ' follows a Latin letter or digit and no Han comes next, or leads one."""
    before = text[at - 1] if at > line.start else ""
    after = text[at + 1] if at + 1 < line.end else ""
    if before.isdigit() or before in "°":
        return True
    return before.isascii() and before.isalpha() and not _HAN.match(after)
