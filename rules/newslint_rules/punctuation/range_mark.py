"""PUN013 range-mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Contract, Listed, Width
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.punctuation._places import one_of, unclassed

_MARKS = "~-–－"
_FORMS = frozenset((char, mark) for char in "-–－" for mark in "～—")
_NUMBER = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_UNIT = (
    r"(?:[十百千万亿]{0,2}(?:个百分点|个|人|名|美元|欧元|港元|日元|元|岁|周岁|周年|年|月|日|天|周|"
    r"小时|分钟|秒|米|毫米|厘米|公里|千米|海里|吨|公斤|千克|克|升|毫升|平方米|立方米|平方公里|亩|公顷|"
    r"摄氏度|度|℃|℉|°C|%|％|‰|级|倍|次|家|户|所|座|辆|台|件|只|头|成|页|层|届|季度|人次|千瓦)|[万亿])"
)
_LEFT = regex.compile(rf"(?<![A-Za-z0-9.\-–—~～/:+−＋,])(-?)({_NUMBER})({_UNIT})?[ ]?$")
_RIGHT = regex.compile(rf"[ ]?(-?)({_NUMBER})({_UNIT})?(?![\w\-–~/:.])")
_RIGHT_UNIT = regex.compile(rf"[ ]?(-?)({_NUMBER})({_UNIT})(?![0-9\-–~/:])")
_TIME = ("年", "月", "日", "季度")
_WINDOW = 20
_AHEAD = 40


def marks_between_numbers(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the hyphens, en dashes and tildes before a digit that follow a digit or unit."""
    places = unclassed(batch, _MARKS)
    last = len(batch.codes) - 1
    places = places[(places > 0) & (places < last)]
    digit, space = batch.has(Class.DIGIT), batch.codes == 0x20
    after, before = places + 1, places - 1
    second = np.minimum(places + 2, last)
    minus = batch.codes[after] == ord("-")
    right = digit[after] | ((space[after] | minus) & digit[second])
    left = batch.has(Class.HAN | Class.DIGIT | Class.SPACE)[before] | one_of(
        batch.codes[before], "%％℃℉‰C"
    )
    keep = left & right
    return places[keep], places[keep] + 1


@rule(
    code="PUN013",
    name="range-mark",
    level=Level.INFO,
    stage=Stage.CHARACTERS,
    trigger=Places(marks_between_numbers),
    contract="listed",
)
def range_mark(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A half-width tilde or hyphen between the two numbers of a range.

    What it finds
    -------------
    A tilde, hyphen or en dash between a smaller and a larger number of the same unit, where the
    wave mark ～ belongs, or — between points of time.

        这种鱼一般能长到30⟦~⇢～⟧50厘米。
        入秋后夜里只有8⟦-⇢～⟧12℃，要添衣服。
        博物馆在1996⟦-⇢—⟧2001年间停办。

    Why it matters
    --------------
    A hyphen joins codes and scores, a tilde means “about”: the reader of figures takes 8-12 for
    a score, a date or a code.

    When the fix is safe
    --------------------
    It asks: many newspapers write ranges with a hyphen on purpose.

    What it leaves alone
    --------------------
    Negative numbers, telephone numbers, dates, scores, model numbers, addresses, seasons.

        最低气温⟦-5℃⟧，咨询⟦010-6307⟧转8，截至⟦2023-09-15⟧。
        主队⟦3-1⟧获胜，⟦歼-20⟧和⟦3-5号⟧楼都在⟦2020-21⟧赛季的照片里。
        误差为⟦~10%⟧，版本是⟦2.0-3.1-beta⟧。

    Source
    ------
    GB/T 15834-2011, clause 4.13 (joining marks: — for times and places, ～ for numbers).
    """
    text = page.text
    for span in places:
        left = _LEFT.search(text, max(0, span.start - _WINDOW), span.start)
        if left is None:
            continue
        tilde = text[span.start] == "~"
        stop = span.end + _AHEAD
        right = _RIGHT_UNIT.match(text, span.end, stop)
        if right is None and tilde:
            right = _RIGHT.match(text, span.end, stop)
        if right is None or not _rises(left, right):
            continue
        new = "—" if not tilde and _is_time(left, right) else "～"
        contract: Contract = Width() if tilde else Listed(_FORMS)
        fix = page.fix(page.edit(span, new), safety=Safety.ASK, contract=contract)
        yield page.finding(span, f"{text[span.start]} between the numbers of a range", fix=fix)


def _is_time(left: regex.Match[str], right: regex.Match[str]) -> bool:
    """Tell whether the numbers are points of time; small numbers of years are a duration."""
    unit = right[3] or left[3]
    return unit in _TIME and (unit != "年" or len(right[2]) == 4)


def _rises(left: regex.Match[str], right: regex.Match[str]) -> bool:
    """Tell whether the numbers form a range: they rise, and have one unit or one between them."""
    if left[3] and right[3] and left[3] != right[3]:
        return left[3][-1] == right[3][-1]
    low = float(left[1] + left[2].replace(",", ""))
    high = float(right[1] + right[2].replace(",", ""))
    return low < high and not (left[2].startswith("0") and left[2] != "0" and "." not in left[2])
