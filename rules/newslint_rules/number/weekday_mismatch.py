"""NUM004 weekday-mismatch."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np
import regex

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.charclass import Offsets
from newslint.text.dates import Day, dates, with_year
from newslint.text.span import Span

_DAYS = "一二三四五六日"
_WHICH = tuple(map(ord, "一二三四五六日天"))
_WEEK = tuple(map(ord, "期周拜"))
_DATE_ENDS = np.array([*map(ord, "日号初廿一二三四五六七八九十"), *range(0x30, 0x3A)])
NEAR = 5
"""Code points before 周 or the like within which a date ends."""

LONGEST = 44
"""Code points from the start of a date to its weekday at most."""

PARAGRAPH = 200
"""Code points before a date in its paragraph that may speak of another year."""

_GOES_ON = regex.compile(r"[）)]?[ 　]*[至到、和及或与—–~～-]|[一二三四五六日天]")
_TIME_BEHIND = regex.compile(
    r"$|[^\p{Han}]|[上下中正]午|[早晚夜]|凌晨|清晨|傍晚|当[天日]|[是在将的起开举]"
)
_NAMED = regex.compile("周(?:一围|六福)")
"""A well-known person and a brand."""

_YEAR = regex.compile(
    r"[0-9]{4}年|[一二][〇零○一二三四五六七八九]{3}年|去年|明年|前年|当年|次年|翌年"
)


def weekdays(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the last characters of 星期一, 周二, 礼拜天 and the like close behind a date."""
    codes = batch.codes
    at = np.flatnonzero((codes == _WEEK[0]) | (codes == _WEEK[1]) | (codes == _WEEK[2]))
    at = at[(at + 1 < len(codes)) & (at >= NEAR)]
    at = at[np.isin(codes[at + 1], _WHICH)]
    dated = np.zeros(len(at), dtype=np.bool_)
    for step in range(1, NEAR + 1):
        dated |= np.isin(codes[at - step], _DATE_ENDS)
    at = at[dated] + 1
    return at, at + 1


@rule(
    code="NUM004",
    name="weekday-mismatch",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(weekdays),
)
def weekday_mismatch(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A date and a weekday that do not belong together.

    What it finds
    -------------
    A weekday right behind a date with its year that falls on another one. Where the page says
    on which day it was printed, dates without a year are taken as the nearest such day.

        听证会定于⟦2024年11月20日 星期一⟧上午举行。
        ⟦二〇二三年五月四日（星期五⟧），老校友回到母校。
        2022年8月3日 星期三 第3版⏎渡口将在⟦8月6日（周二⟧）恢复摆渡，票价不变。

    Why it matters
    --------------
    One of the two was misread or invented, and which issue of a paper a page is from hangs on it.

    When the fix is safe
    --------------------
    Never: either may be the wrong one.

    What it leaves alone
    --------------------
    Dates without a year on a page that does not say its own, or in a paragraph that speaks of
    other years; ranges and lists; weekdays of something else; other calendars.

        ⟦2024年11月20日 星期三⟧出版，⟦3月9日（星期日）⟧开幕，每⟦周三⟧闭馆。
        ⟦2024年11月18日至11月22日（星期一至星期五）⟧培训，逢⟦周六⟧补课。
        农历⟦2024年十月二十 星期一⟧，⟦2024年11月20日⟧，周一围律师到庭。

    Source
    ------
    The Gregorian calendar, in China since 1912; GB/T 7408.1-2023 numbers the days of the week.
    Ten findings in 77.5 million characters of news, all of them slips.
    """
    text = page.text
    printed = cache(partial(_printed, page))
    for place in places:
        start = max(0, place.start - LONGEST)
        for day in dates(text, start, place.start):
            if day.weekday_span is None or day.weekday_span.end != place.end:
                continue
            known = _known(text, day, printed)
            if known is None or known.date is None or _belongs_elsewhere(text, day):
                continue
            true = known.date.isoweekday()
            if true != known.weekday and not _fits_near(known):
                yield page.finding(
                    Span(day.span.start, day.weekday_span.end),
                    f"{known.iso} is 星期{_DAYS[true - 1]}",
                    evidence=[Evidence("year", "inferred" if known.inferred else "stated")],
                )


def _printed(page: Page) -> datetime.date | None:
    """Return the day on which the page says it was printed: a whole date in its furniture."""
    for block in page.blocks:
        if block.kind is Kind.FURNITURE:
            for day in dates(page.text, block.content.start, block.content.end):
                if day.date is not None:
                    return day.date
    return None


def _known(text: str, day: Day, printed: Callable[[], datetime.date | None]) -> Day | None:
    """Return a date with its year, None when the year cannot be known for sure."""
    if day.year is not None:
        return day if day.year >= 1912 else None
    near = printed()
    if near is None:
        return None
    reach = max(0, day.span.start - PARAGRAPH)
    start = max(reach, text.rfind("\n", reach, day.span.start) + 1)
    return None if _YEAR.search(text, start, day.span.start) else with_year(day, near)


def _fits_near(day: Day) -> bool:
    """Tell whether a date whose year is inferred fits its weekday in the year before or after."""
    if not day.inferred or day.year is None:
        return False
    near = (replace(day, year=day.year + step).date for step in (-1, 1))
    return any(one is not None and one.isoweekday() == day.weekday for one in near)


def _belongs_elsewhere(text: str, day: Day) -> bool:
    """Tell whether a weekday starts a range or list, or is none (a name that starts with 周)."""
    weekday = day.weekday_span
    if weekday is None or _GOES_ON.match(text, weekday.end):
        return True
    named = _NAMED.match(text, weekday.start) or (
        text[weekday.start - 1] in "，," and not _TIME_BEHIND.match(text, weekday.end)
    )
    return text[weekday.start] == "周" and bool(named)
