"""NUM003 impossible-date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.dates import REACH, Day, dates, longest
from newslint.text.span import Span

_MONTH_SIGN, _HAN = ord("月"), tuple(map(ord, "一二三四五六七八九十"))
_LENGTHS = np.array([0, 31, 28, *(longest(month, None) for month in range(3, 13))])
"""Days of each month; 29 February is looked at."""

_UNIT_BEHIND = regex.compile(r"[龄薪大]|(?<=[日号])(?:均线|游|龄|内|元|票)")
_OPENED = regex.compile(r"[“‘「『《][^”’」』》\n]{0,40}$")
_DENIED = regex.compile(r"没有|不存在|并无|子虚|乌有|不可能|哪来|哪有|玩笑|笑话")


def odd_months(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return 月 in dates of digits that no year has or that need a year, and in dates of Han.

    A mark between four digits and digits is a candidate too (2024-13-05).
    """
    codes = batch.codes
    size = len(codes)
    at = np.flatnonzero(codes == _MONTH_SIGN)
    at = at[(at >= 1) & (at + 1 < size)]
    before, behind = np.maximum(at - 2, 0), np.minimum(at + 2, size - 1)
    month = _number(batch, before, at - 1, at - 1)
    day = _number(batch, at + 1, behind, at + 1)
    most = _LENGTHS[np.minimum(month, 12)]
    numeric = (month >= 0) & ((month > 12) | (month == 0) | (day == 0) | (day > most))
    han = np.isin(codes[at - 1], _HAN) & (np.isin(codes[at + 1], _HAN) | (codes[before] == _HAN[9]))
    marks = np.flatnonzero((codes == ord("-")) | (codes == ord("/")))
    marks = marks[(marks >= 4) & (marks + 3 < size)]
    for step in (-4, -3, -2, -1, 1):
        marks = marks[batch.has(Class.DIGIT)[marks + step]]
    same = (codes[marks + 2] == codes[marks]) | (codes[marks + 3] == codes[marks])
    found = np.sort(np.concatenate((at[numeric | han], marks[same])))
    return found, found + 1


def _number(batch: Batch, tens: Offsets, ones: Offsets, needed: Offsets) -> Offsets:
    """Return the numbers of the digits at two neighbouring offsets, -1 where `needed` is none.

    Where only the needed offset holds a digit, it is the number.
    """
    digit = batch.has(Class.DIGIT)
    first, second = (batch.codes[at].astype(np.int64) - 0x30 for at in (tens, ones))
    both = digit[tens] & digit[ones]
    alone = np.where(needed == tens, first, second)
    return np.where(both, 10 * first + second, np.where(digit[needed], alone, -1))


@rule(
    code="NUM003",
    name="impossible-date",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(odd_months),
)
def impossible_date(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A date that the calendar does not have.

    What it finds
    -------------
    Months beyond the twelfth, days beyond the end of their month, 29 February of a common year.

        检查组⟦2月30日⟧抵达灾区，⟦4月31日⟧撤离。
        展会定于⟦2023年2月29日⟧揭幕，报名截至⟦2022年13月5日⟧。
        合同签于⟦二〇一九年六月三十一日⟧，公告日期为⟦2021-06-31⟧。

    Why it matters
    --------------
    One of its digits was misread; time lines and fact checks built on it are wrong.

    When the fix is safe
    --------------------
    Never: the text does not say which digit is wrong.

    What it leaves alone
    --------------------
    The farmers' and other calendars, whose months have other lengths; ages and wages counted in
    months, versions, scores, document numbers; such a date in quotation marks or one that the
    text itself denies.

        农历⟦二月三十⟧祭祖，⟦腊月三十⟧守岁；藏历⟦2月30日⟧转山。
        发⟦13月⟧薪，宝宝⟦18月⟧龄，固件⟦2.30⟧版，股价跌破⟦2月30日⟧均线。
        他说还钱要等“⟦2月30日⟧”，可历书上没有⟦2月31日⟧。
        ⟦2024年2月29日⟧是闰日，⟦3月25日至4月1日⟧停水，⟦12月31日24时⟧截止。

    Source
    ------
    GB/T 7408.1-2023 (ISO 8601-1) for the calendar; GB/T 15835-2011 for how dates are written.
    Three findings in 77.5 million characters of news, all of them slips.
    """
    text = page.text
    done = 0
    for place in places:
        if place.start < done:
            continue
        for day in dates(text, max(done, place.start - 12), place.end):
            if place.start < day.span.end:
                done = day.span.end
                if day.civil and not day.possible and not _meant(text, day):
                    yield page.finding(day.span, f"no such day: {day.span.of(text)}")


def _meant(text: str, day: Day) -> bool:
    """Tell whether the text is likely to mean what it says: no date, a quoted or a denied one."""
    start, end = day.span.start, day.span.end
    return bool(
        _UNIT_BEHIND.match(text, end)
        or _OPENED.search(text, max(0, start - REACH), start)
        or _DENIED.search(text, max(0, start - 12), min(len(text), end + 8))
    )
