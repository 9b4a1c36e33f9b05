"""Dates as Chinese news writes them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.text.dates import dates, longest, number, read_date, with_year

COMPLETE = [
    ("2024年11月20日", "2024-11-20"),
    ("2024 年 3 月 7 日", "2024-03-07"),
    ("２０２１年０５月０９号", "2021-05-09"),
    ("二〇二四年十一月二十日", "2024-11-20"),
    ("二零一九年二月廿八日", "2019-02-28"),
    ("一九九七年七月一日", "1997-07-01"),
    ("二○○八年十二月三十一号", "2008-12-31"),
    ("2024-11-20", "2024-11-20"),
    ("2023/1/5", "2023-01-05"),
    ("2022.08.31", "2022-08-31"),
    ("2024年2月29日", "2024-02-29"),
    ("2000年2月29日", "2000-02-29"),
]

INCOMPLETE = [
    "11月20日",
    "2024年11月",
    "2023年2月29日",
    "1900年2月29日",
    "2024年13月1日",
    "4月31日",
]

OTHER_CALENDARS = [
    "农历二月三十日",
    "腊月三十",
    "正月初五",
    "2024年十月二十",
    "藏历6月30日",
    "伊斯兰历2月30日",
    "闰六月廿九",
    "二月三十日（农历）",
    "甲辰年二月三十日",
]

NO_DATES = [
    "13月薪",
    "版本2.30.1",
    "比分2-1-3",
    "3.15月票",
    "192.168.1.1",
    "2024-11-20-7",
    "月日",
    "",
]

WEEKDAYS = [
    ("2024年11月20日 星期三", 3),
    ("2024年11月20日（周三）", 3),
    ("11月17日，礼拜天", 7),
    ("2024年11月23日　农历甲辰年十月廿三　星期六", 6),
    ("2024-11-18 周一", 1),
    ("2024年11月20日，每周三", None),
    ("2024年11月", None),
]


@pytest.mark.parametrize(("text", "iso"), COMPLETE)
def test_a_complete_date_has_an_iso_form(text: str, iso: str) -> None:
    [day] = dates(f"会议于{text}召开。")
    assert day.iso == iso
    assert day.span.of(f"会议于{text}召开。") == text
    assert not day.inferred


@pytest.mark.parametrize("text", INCOMPLETE)
def test_a_date_that_is_incomplete_or_impossible_has_none(text: str) -> None:
    day = read_date(text)
    assert day is not None
    assert day.civil
    assert day.iso is None


@pytest.mark.parametrize("text", OTHER_CALENDARS)
def test_dates_of_other_calendars_are_kept_apart(text: str) -> None:
    [day] = dates(f"按习俗，{text}祭祖")
    assert not day.civil
    assert day.iso is None


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_none(text: str) -> None:
    assert list(dates(text)) == []
    assert read_date(text) is None


@pytest.mark.parametrize(("text", "weekday"), WEEKDAYS)
def test_the_weekday_behind_a_date_belongs_to_it(text: str, weekday: int | None) -> None:
    day = read_date(text)
    assert day is not None
    assert day.weekday == weekday
    assert (day.weekday_span is None) == (weekday is None)


def test_a_missing_year_is_taken_from_the_nearest_such_day_and_flagged() -> None:
    printed = datetime.date(2024, 1, 2)
    day = read_date("12月30日")
    assert day is not None
    known = with_year(day, printed)
    assert (known.iso, known.inferred) == ("2023-12-30", True)
    leap = read_date("2月29日")
    assert leap is not None
    assert with_year(leap, datetime.date(2022, 3, 1)) == leap
    stated = read_date("2019年5月1日")
    assert stated is not None
    assert with_year(stated, printed) == stated


def test_a_reader_looks_only_at_the_start_of_a_text() -> None:
    day = read_date("　11月20日电（记者")
    assert day is not None
    assert (day.month, day.day, day.year) == (11, 20, None)
    assert read_date("北京11月20日电") is None


def test_february_is_as_long_as_its_year_makes_it() -> None:
    assert [longest(2, year) for year in (2023, 2024, 1900, 2000, None)] == [28, 29, 28, 29, 29]


@given(st.dates(datetime.date(1800, 1, 1), datetime.date(2199, 12, 31)))
def test_every_day_is_read_back_from_each_form(day: datetime.date) -> None:
    forms = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{han_year(day.year)}年{han(day.month)}月{han(day.day)}日",
        day.isoformat(),
    )
    for form in forms:
        [found] = dates(form)
        assert found.date == day, form


@given(st.text("0123456789０１２年月日号星期周一二三十廿初农历正腊闰 -/.（，", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for day in dates(text):
        assert 0 <= day.span.start < day.span.end <= len(text)
        assert day.iso is None or day.possible


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("０７", 7), ("十", 10), ("廿三", 23), ("三十一", 31), ("初九", 9)],
)
def test_numerals_have_one_value(text: str, value: int) -> None:
    assert number(text) == value


def han(value: int) -> str:
    tens, ones = divmod(value, 10)
    start = {0: "", 1: "十", 2: "二十", 3: "三十"}[tens]
    return start + ("" if ones == 0 else "一二三四五六七八九"[ones - 1])


def han_year(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(char)] for char in str(value))
