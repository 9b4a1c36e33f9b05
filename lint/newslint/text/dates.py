"""Reads dates as Chinese news writes them: 2024年5月6日, 二〇二四年五月六日, 5月6日（星期一）.

Dates of the farmers' calendar (农历四月初八, 腊月三十) and of other calendars are recognised and
kept apart: their months have other lengths, so nothing is checked of them.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from newslint.text.late import Late
from newslint.text.span import Span

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""Years that a date of the civil calendar in news may have."""

REACH = 48
"""No date with its weekday is longer, in code points, and its calendar is named no farther off."""

_D = "[0-9０-９]"
_HAN_MONTH = "十[一二]?|[一二三四五六七八九]"
_HAN_DAY = "(?:[二三]?十|廿|卅)[一二三四五六七八九]?|[一二三四五六七八九]"
_HAN_YEAR = "[一二][〇零○一二三四五六七八九]{3}"
_CYCLE = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年"
_LUNAR_DAY = "初[一二三四五六七八九十]|十[一二三四五六七八九]|廿[一二三四五六七八九]?|[二三]十"
_LUNAR = (
    rf"(?:农历|夏历|阴历|旧历)?(?:{_CYCLE})?[ 　]*"
    rf"闰?(?:[正冬腊]|{_HAN_MONTH})月(?:{_LUNAR_DAY}|[大小])"
)
_DATE = Late(
    rf"(?<!{_D}|{_D}[.．])(?:(?P<year>(?<!{_D}){_D}{{4}}|{_HAN_YEAR})[ 　]?年[ 　]?)?"
    rf"(?P<month>{_D}{{1,2}}|闰?(?:{_HAN_MONTH}|正|冬|腊|十三))[ 　]?月"
    rf"(?:[ 　]?(?:(?P<day>{_D}{{1,2}}(?!{_D})|{_HAN_DAY})[ 　]?(?P<unit>[日号])"
    rf"|(?P<lunar>{_LUNAR_DAY})))?"
    rf"|(?<![0-9A-Za-z./_-])(?P<iso_year>[0-9]{{4}})(?P<mark>[-/.])(?P<iso_month>[0-9]{{1,2}})"
    rf"(?P=mark)(?P<iso_day>[0-9]{{1,2}})(?![0-9A-Za-z/_-]|\.[0-9])"
)
_WEEKDAY = Late(
    rf"[ 　，,（(]{{0,3}}(?:{_LUNAR}[ 　，,]{{0,3}})?"
    r"(?P<weekday>(?:星期|礼拜|周)(?P<which>[一二三四五六日天]))"
)
_OTHER_CALENDAR = Late(
    rf"(?:[农阴旧夏藏傣彝回]历|(?:兰|教|塞俄比亚|斯|太|度|略)历|{_CYCLE})[^。！？\n]{{0,16}}$"
)
_NAMED_BEHIND = Late(r"[日号]?[（(](?:农历|阴历|旧历|夏历)[）)]")
_DIGITS = {**{char: at for at, char in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0}


@dataclass(frozen=True, slots=True)
class Day:
    """A date as it stands in a text; what is not said is None.

    Args:
        span: where it stands, without its weekday.
        year: as said, or as inferred.
        month: 1 for 一月; may be out of range, as the text has it.
        day: of the month; may be out of range.
        weekday: 1 for Monday to 7 for Sunday.
        weekday_span: where the weekday stands.
        civil: whether it is a date of the civil calendar.
        inferred: whether the year comes from the context.
    """

    span: Span
    year: int | None
    month: int
    day: int | None
    weekday: int | None = None
    weekday_span: Span | None = None
    civil: bool = True
    inferred: bool = False

    @property
    def possible(self) -> bool:
        """Tell whether the civil calendar has such a day; 29 February without a year passes."""
        if not 1 <= self.month <= 12:
            return False
        return self.day is None or 1 <= self.day <= longest(self.month, self.year)

    @property
    def date(self) -> datetime.date | None:
        """Return the day when year, month and day are known and the civil calendar has it."""
        if self.year is None or self.day is None or not self.civil or not self.possible:
            return None
        return datetime.date(self.year, self.month, self.day)

    @property
    def iso(self) -> str | None:
        """Return it as YYYY-MM-DD when it is complete, else None."""
        return self.date.isoformat() if self.date else None


def longest(month: int, year: int | None) -> int:
    """Return how many days a month has; February has 29 when the year is not known."""
    return monthrange(2000 if year is None else year, month)[1]


def dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Day]:
    """Yield the dates that start in text[start:end], in order; offsets are those of the text."""
    end = len(text) if end is None else end
    for match in _DATE.finditer(text, start, min(len(text), end + REACH)):
        if match.start() >= end:
            return
        found = _day(text, match)
        if found is not None:
            yield found


def read_date(text: str) -> Day | None:
    """Return the date that a text starts with, white space aside, or None."""
    start = len(text) - len(text.lstrip())
    match = _DATE.match(text, start)
    return _day(text, match) if match else None


def with_year(day: Day, near: datetime.date) -> Day:
    """Return a date that lacks its year with that of the nearest such day; flagged as inferred.

    Others, and dates that no year near has, come back as they are.
    """
    if day.year is not None or day.day is None or not day.civil or not day.possible:
        return day
    around = (near.year, near.year - 1, near.year + 1)
    guesses = [replace(day, year=year, inferred=True) for year in around]
    real = [(abs((guess.date - near).days), guess) for guess in guesses if guess.date]
    return min(real, key=lambda one: one[0])[1] if real else day


def number(text: str) -> int:
    """Return the value of a numeral of one or two places: 07, ０７, 七, 十七, 廿七, 三十."""
    if text[0] in "0123456789０１２３４５６７８９":
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("初", "")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _year(text: str) -> int:
    if text[0] in _DIGITS:
        return int("".join(str(_DIGITS[char]) for char in text))
    return int(text)


def _day(text: str, match: regex.Match[str]) -> Day | None:
    if match["iso_year"]:
        year = int(match["iso_year"])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        found = Day(Span(*match.span()), year, int(match["iso_month"]), int(match["iso_day"]))
        return _with_weekday(text, found)
    if match["day"] is None and match["lunar"] is None and match["year"] is None:
        return None
    said = None if match["year"] is None else _year(match["year"])
    if said is not None and not FIRST_YEAR <= said <= LAST_YEAR:
        return None
    month = match["month"]
    day = match["day"] or match["lunar"]
    lunar = bool(match["lunar"]) or month[0] in "闰正冬腊"
    civil = not (
        lunar
        or _OTHER_CALENDAR.search(text, max(0, match.start() - REACH), match.start())
        or _NAMED_BEHIND.match(text, match.end())
    )
    month = month.lstrip("闰")
    found = Day(
        Span(*match.span()),
        said,
        {"正": 1, "冬": 11, "腊": 12}.get(month) or number(month),
        number(day) if day else None,
        civil=civil,
    )
    return _with_weekday(text, found) if found.day is not None else found


def _with_weekday(text: str, day: Day) -> Day:
    """Return a date with the weekday that stands behind it, if one does."""
    match = _WEEKDAY.match(text, day.span.end)
    if match is None:
        return day
    which = "一二三四五六日天".index(match["which"]) + 1
    return replace(day, weekday=min(which, 7), weekday_span=Span(*match.span("weekday")))
