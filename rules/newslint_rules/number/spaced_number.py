"""NUM002 spaced-number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.span import Span

LONGEST = 24
"""Code points of a number and its spaces on each side of a candidate space."""

_NUMBER = regex.compile(r"[0-9]{1,9}(?: ?[.,] ?[0-9]{1,9}| [0-9]{1,4})++")
_POINTED = regex.compile(r"[0-9]{1,9}(?: \. ?| ?\. )[0-9]{1,4}")
_THOUSANDS = regex.compile(r"[1-9][0-9]{0,2}(?:(?: , ?| ?, |,)[0-9]{3})+(?:\.[0-9]{1,4})?")
_BY_THREES = regex.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")
_SPLIT = regex.compile(r"[1-9][0-9]{0,3}(?: [0-9]{1,3})+")
_YEAR = regex.compile(r"(?:19|20)[0-9]{2}")
_MEASURED = regex.compile(
    r"[%％℃万亿元人户名吨斤克亩倍件套台辆艘架所座栋间棵株头只条项位支批次岁笔种家米升]|多[万亿元人名吨]|余[万亿元人名吨]"
    r"|(?:公[里斤顷吨]|平方|立方|千[瓦克米]|兆瓦|毫米|厘米|个(?!月)|美元|欧元|港元|日元|英镑|分钟|小时|摄氏度)"
)
_COUNTED = regex.compile(r"[人户名件套台辆艘架所座栋间棵株头条位家]|个(?!百分点|月)")
_ORDINAL = frozenset("第图表例注步版条章节卷")


def parted_digits(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the spaces between a digit, a comma or a point, and a digit or such a mark."""
    codes = batch.codes
    space = np.flatnonzero(codes == 0x20)
    space = space[(space > 0) & (space + 1 < len(codes))]
    digit = batch.has(Class.DIGIT)
    before, after = space - 1, space + 1
    mark = (codes == ord(",")) | (codes == ord("."))
    left, right = digit[before], digit[after]
    space = space[(left & (right | mark[after])) | (mark[before] & right)]
    return space, space + 1


@rule(
    code="NUM002",
    name="spaced-number",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(parted_digits),
    contract="whitespace",
)
def spaced_number(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A space inside a number.

    What it finds
    -------------
    Spaces beside a decimal point or a comma of thousands, and spaces between the digits of one
    number, before a unit or 年.

        全年接待⟦3 ,500→3,500⟧人，同比增长⟦12. 5→12.5⟧%，人均消费⟦18 .25→18.25⟧元。
        园区占地⟦1 0→10⟧万亩，始建于⟦2 024→2024⟧年，安置⟦5 00→500⟧人就业。
        立案⟦6 6⇢66⟧个，涉案金额⟦35 0⇢350⟧亿元。

    Why it matters
    --------------
    A parted number is two numbers to every reader that is not a person: 1 0万 becomes 1 and 0万.

    When the fix is safe
    --------------------
    When the parts can only be one number: a point or comma between digits before a unit; a year;
    zeros that begin no number of their own before a word that counts whole things. Where a
    lost mark is as likely as a stray space, it asks.

    What it leaves alone
    --------------------
    Numbers grouped by threes, lists, scores, telephone numbers, dates, ordinals, numbering.

        总面积⟦9 460 000⟧平方千米，近⟦75 000⟧人参加，号码是⟦3 5 8⟧，比分⟦21 19⟧。
        电话⟦138 0000 5678⟧，日期⟦2024 11 20⟧，⟦2024 09⟧月，第⟦3 5⟧号。
        型号⟦R7 7735⟧台，见图⟦1. 5⟧万人参加。
        ⟦1. 5⟧月开工。⏎⟦2. 10⟧个村通路，版本⟦2. 0⟧发布，涨幅⟦0 06⟧%，分别为⟦3, 5, 8⟧。

    Source
    ------
    GB/T 15835-2011, clause 5.1: multi-digit numbers may be grouped by threes with commas or
    narrow gaps; a number stays on one line.
    """
    text = page.text
    done = 0
    for place in places:
        if place.start < done:
            continue
        match = _around(text, place.start)
        if match is None:
            continue
        done = match.end()
        safety = _judge(text, match)
        if safety is None:
            continue
        span = Span(*match.span())
        edits = [
            page.edit(Span(at, at + 1), "") for at in range(span.start, span.end) if text[at] == " "
        ]
        fix = page.fix(*edits, safety=safety, contract=Whitespace())
        yield page.finding(span, "space inside a number", fix=fix)


def _around(text: str, at: int) -> regex.Match[str] | None:
    """Return the number with spaces that a space lies in, or None when it has no clear start."""
    start = at
    while start > 0 and at - start < LONGEST and text[start - 1] in "0123456789., ":
        start -= 1
    if at - start >= LONGEST:
        return None
    while text[start] in "., ":
        start += 1
    if start > at:
        return None
    before = text[start - 1 : start]
    if before == " ":
        before = text[start - 2 : start - 1]
    if before.isascii() and (before.isalnum() or before in tuple("-/:+_*")):
        return None
    match = _NUMBER.match(text, start)
    return match if match and match.end() > at else None


def _judge(text: str, match: regex.Match[str]) -> Safety | None:
    """Return how safely the spaces of a number may go, None when they may well be right."""
    number, start, end = match[0], match.start(), match.end()
    following = text[end : end + 1]
    if following.isascii() and (following.isalnum() or following in tuple("-/:.,_*")):
        return None
    led = text[start - 1 : start]
    measured = _MEASURED.match(text, end)
    if led in _ORDINAL:
        return None
    if _POINTED.fullmatch(number) or _THOUSANDS.fullmatch(number):
        prose = bool(regex.match(r"\p{Han}", led))
        tight = " ." in number or " ," in number
        return Safety.SAFE if measured and (prose or tight) and not _item(text, start) else None
    joined = number.replace(" ", "")
    if following == "年" and _SPLIT.fullmatch(number):
        return _year(text, number, joined, end)
    if not _SPLIT.fullmatch(number) or _BY_THREES.fullmatch(number) or not measured:
        return None
    if len(joined) > 6 or number.count(" ") > 3:
        return None
    groups = number.split(" ")[1:]
    if set(joined[1:]) == {"0"} and text[end : end + 1] == "万":
        return Safety.SAFE
    counted = _COUNTED.match(text, end)
    if counted and all(group[0] == "0" for group in groups):
        return Safety.SAFE
    return Safety.ASK if len(joined) <= 4 and len(groups) == 1 else None


def _year(text: str, number: str, joined: str, end: int) -> Safety | None:
    """Return how safely a parted year may be joined; 20 24年 may be a range without its dash."""
    if not _YEAR.fullmatch(joined):
        return None
    if [len(group) for group in number.split(" ")] == [2, 2]:
        return Safety.SAFE if regex.match(r"年[0-9]{1,2}月", text[end : end + 4]) else Safety.ASK
    return Safety.SAFE


def _item(text: str, start: int) -> bool:
    """Tell whether a number starts a line, where it may be an item's."""
    return text[start - 1 : start] in ("", "\n", " ", "　")
