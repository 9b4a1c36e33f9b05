"""Counts that can be merged in any order, and what they come to."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil, inf, nan
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newslint.reports import stats
from newslint.reports.stats import (
    FINEST,
    LARGEST,
    MOST_EXACT,
    SIZES,
    Distribution,
    Meter,
    Scale,
    Spread,
    Statistics,
    Value,
    rounded,
)
from newslint.reports.stats_figures import (
    PERCENTS,
    SHARES,
    axis,
    figures,
    histogram,
    share,
    shown_limit,
)
from newslint.rule import load_packs
from newslint.testing import document

NUMBERS = st.one_of(
    st.integers(-300, 100_000).map(float),
    st.floats(0, 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, -0.0, 0.3, 1.0, LARGEST, -LARGEST]),
)
FEW = 6
LENGTH = Scale("characters of text", "DOC001", "too-short", "characters", 50.0, least=True)
SHARE = Scale("share", "DOC004", "wrong-language", "share", 0.3)


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """Let distributions and sources reach their bounds soon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stats, "MOST_EXACT", FEW)
        patch.setattr(stats, "MOST_SOURCES", 3)
        yield


def spread_of(values: Sequence[float]) -> Distribution:
    found = Distribution()
    for value in values:
        found.add(value)
    return found


def nearest_rank(values: Sequence[float], percent: int) -> float:
    return sorted(values)[max(1, ceil(percent * len(values) / 100)) - 1]


@given(NUMBERS)
def test_a_rounded_value_is_within_its_error(value: float) -> None:
    value = max(-LARGEST, min(value, LARGEST))
    assert abs(rounded(value) - value) <= max(abs(value) / 256, 2.0 ** -(FINEST + 1))
    assert rounded(rounded(value)) == rounded(value)


@given(NUMBERS, NUMBERS)
def test_rounding_keeps_the_order(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert rounded(low) <= rounded(high)


@given(st.integers(0, 256))
def test_small_counts_are_not_rounded(count: int) -> None:
    assert rounded(float(count)) == count


@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_percentiles_are_those_of_the_sorted_values(values: list[float]) -> None:
    found = spread_of(values)
    exact = [max(-LARGEST, min(value, LARGEST)) for value in values]
    expected = [nearest_rank(exact, percent) for percent in PERCENTS]
    assert found.exact == (len(set(exact)) <= FEW)
    if not found.exact:
        expected = [rounded(value) for value in expected]
    assert list(found.percentiles(PERCENTS)) == expected


@given(st.lists(NUMBERS, max_size=30), st.lists(st.integers(0, 4), max_size=30), st.randoms())
def test_a_distribution_does_not_depend_on_how_it_was_divided(
    values: list[float], owners: list[int], random: Random
) -> None:
    parts = [Distribution() for _ in range(5)]
    for value, owner in zip(values, [*owners, *([0] * len(values))], strict=False):
        parts[owner].add(value)
    random.shuffle(parts)
    while len(parts) > 1:
        one = parts.pop(random.randrange(len(parts)))
        parts[random.randrange(len(parts))].merge(one)
    assert parts[0] == spread_of(values)
    assert repr(sorted(parts[0].counts)) == repr(sorted(spread_of(values).counts))


def test_values_that_rounding_makes_few_stay_rounded_when_merged() -> None:
    close = [float(value) for value in range(1000, 1000 + FEW + 1)]
    one, other = spread_of([1001.0]), spread_of(close)
    assert len(other.counts) < FEW
    one.merge(other)
    assert one == spread_of([1001.0, *close])
    assert not one.exact


def test_there_is_one_zero() -> None:
    assert repr(list(spread_of([-0.0, 0.0]).counts)) == "[0.0]"


@given(st.lists(NUMBERS, max_size=30), st.integers(0, 30), st.booleans())
def test_a_limit_is_the_strictest_that_drops_no_more(
    values: list[float], most: int, least: bool
) -> None:
    found = spread_of(values)
    limit = found.limit(most, least=least)
    held = list(found.counts.elements())

    def beyond(than: float) -> int:
        return sum(value < than if least else value > than for value in held)

    if limit is None:
        assert len(held) <= most
        return
    assert beyond(limit) <= most
    stricter = [value for value in held if (value > limit if least else value < limit)]
    assert all(beyond(value) > most for value in stricter)


def test_a_distribution_is_of_bounded_size() -> None:
    random = Random(3)
    lengths = spread_of([float(random.randrange(1, 10**6)) for _ in range(50_000)])
    shares = spread_of([random.random() for _ in range(50_000)])
    assert lengths.size == shares.size == 50_000
    assert len(lengths.counts) < 256 + 13 * 128
    assert len(shares.counts) < 256 + 5 * 128
    assert len(pickle.dumps(lengths)) < 40_000


def test_what_is_no_number_is_left_out_and_infinity_is_large() -> None:
    found = spread_of([nan, inf, -inf, 1.0])
    assert sorted(found.counts) == [-LARGEST, 1.0, LARGEST]


def test_the_bound_is_a_thousand_values() -> None:
    assert MOST_EXACT == 1_000


NAMES = st.sampled_from(["甲报", "乙报", "丙报", "丁报", "戊报", "a/b.txt"])
EVENTS = st.lists(st.tuples(NAMES, st.integers(0, 4), st.floats(0, 1), st.booleans()), max_size=30)


def counted(events: Sequence[tuple[str, int, float, bool]]) -> Statistics:
    found = Statistics()
    for name, rule, value, exempt in events:
        tally = found.of(name)
        tally.documents += 1
        tally.found[f"TST00{rule}"] += rule
        tally.measure((SHARE,), (Value(value, value > 0.3, exempt),))
    found.settle()
    return found


@settings(max_examples=150)
@given(EVENTS, st.lists(st.integers(0, 3), min_size=30, max_size=30), st.randoms())
def test_statistics_do_not_depend_on_how_documents_were_divided(
    events: list[tuple[str, int, float, bool]], owners: list[int], random: Random
) -> None:
    parts = [
        counted([event for event, owner in zip(events, owners, strict=False) if owner == part])
        for part in range(4)
    ]
    random.shuffle(parts)
    whole = Statistics()
    for part in parts:
        whole.merge(part)
    assert whole == counted(events)
    names = sorted({name for name, *_ in events})
    assert sorted(whole.sources) == names[:3]
    assert whole.total.documents == len(events)
    assert whole.others.documents == sum(name in names[3:] for name, *_ in events)


def test_merging_leaves_the_other_as_it_is() -> None:
    one, other = counted([("甲报", 1, 0.5, False)]), counted([("甲报", 2, 0.2, False)])
    whole = Statistics()
    whole.merge(one)
    whole.merge(other)
    assert one == counted([("甲报", 1, 0.5, False)])


def test_a_long_or_broken_name_is_cut_and_can_be_stored() -> None:
    found = Statistics()
    found.of("报" * 500)
    found.of("甲\ud800")
    assert sorted(map(len, found.sources)) == [7, 200]
    assert all(name.encode() for name in found.sources)


def test_the_measures_are_those_of_the_rules() -> None:
    rules = [rule for rule in load_packs() if rule.verdict is not None]
    meter = Meter(rules)
    page = document("# 渡口复航\n\n" + "渡口昨天复航，两岸居民不必再绕行。" * 9 + "\n")
    [matter] = page.matters
    values = dict(zip(meter.scales, meter.read(matter), strict=True))
    assert values[SIZES[0]].value == 9 * 17
    assert values[SIZES[2]].value == 1
    assert values[SIZES[3]].value == 9
    failed = {scale.rule for scale, value in values.items() if value.failed}
    judged = [rule.judge(matter) for rule in rules]
    assert failed == {one.rule for one in judged if one is not None and not one.passed}
    assert failed == {"DOC003"}


@pytest.mark.parametrize(("limit", "beyond"), [(18.0, True), (17.0, False), (16.0, False)])
def test_a_value_at_the_least_limit_is_not_beyond_it(limit: float, beyond: bool) -> None:
    [rule] = [rule for rule in load_packs() if rule.code == "DOC001"]
    options = type(rule.options)(characters=limit)  # type: ignore[call-arg]
    [matter] = document("渡口昨天复航，两岸居民不必再绕行。\n").matters
    value = Meter([replace(rule, options=options)]).read(matter)[-1]
    assert (value.value, value.beyond) == (17, beyond)
    assert value.exempt
    assert not value.failed


@pytest.mark.parametrize(("limit", "beyond"), [(0.9, True), (1.0, False)])
def test_a_value_at_the_greatest_limit_is_not_beyond_it(limit: float, beyond: bool) -> None:
    [rule] = [rule for rule in load_packs() if rule.code == "DOC004"]
    options = type(rule.options)(share=limit)  # type: ignore[call-arg]
    [matter] = document("The ferry across the bay was suspended after thick fog. " * 2).matters
    value = Meter([replace(rule, options=options)]).read(matter)[-1]
    assert (value.value, value.failed) == (1, beyond)


@given(st.lists(NUMBERS, min_size=1, max_size=30), st.one_of(st.none(), NUMBERS))
def test_every_value_is_in_one_bin_of_the_histogram(
    values: list[float], limit: float | None
) -> None:
    found = spread_of(values)
    drawn = histogram(found, limit)
    assert sum(drawn.counts) == len(values)
    assert list(drawn.edges) == sorted(set(drawn.edges))
    assert drawn.edges[0] <= min(found.counts)
    assert max(found.counts) <= drawn.edges[-1]
    if limit is not None and abs(limit) <= 10 * max(map(abs, found.counts)):
        assert drawn.edges[0] <= limit <= drawn.edges[-1]


def test_bins_of_shares_are_even_and_bins_of_counts_grow() -> None:
    assert axis(0, 0.07)[:3] == (0.0, 0.002, 0.004)
    assert axis(0, 0.7)[-1] == 1
    assert axis(3, 30) == (3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32)
    assert axis(0, 1.5) == (0, 1, 2)


def test_a_value_on_an_edge_is_in_the_bin_that_starts_there() -> None:
    drawn = histogram(spread_of([10.0, 11.0, 12.0]), None)
    assert (drawn.edges, drawn.counts) == ((10, 12, 16), (2, 1))


def test_figures_tell_what_the_limit_of_now_and_others_drop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stats, "MOST_EXACT", 100)
    spread = Spread()
    for length in range(100):
        spread.add(Value(float(length), length < 50, length in (10, 20)))
    found = figures(LENGTH, spread)
    assert (found.articles, found.beyond, found.exempt, found.failed) == (100, 50, 2, 48)
    assert list(found.percentiles) == [0, 0, 4, 9, 24, 49, 74, 89, 94, 98, 99]
    limits = {one.per_mille: one.limit for one in found.proposals}
    assert limits == {1: 0, 5: 0, 10: 1, 50: 5, 100: 11}
    assert sorted(limits) == list(SHARES)


def test_without_articles_there_are_no_percentiles() -> None:
    found = figures(LENGTH, Spread())
    assert (found.articles, found.percentiles, found.histogram) == (0, (), None)
    assert found.proposals == ()


def test_a_limit_is_never_shown_stricter_than_it_is() -> None:
    assert shown_limit(1 / 3, least=True) == "0.3333"
    assert shown_limit(1 / 3, least=False) == "0.3334"
    assert shown_limit(1250.0, least=True) == "1,250"


def test_what_is_not_nothing_is_not_shown_as_nothing() -> None:
    assert share(0, 10) == share(0, 0) == "0 %"
    assert share(1, 10**6) == "< 0.01 %"
    assert share(1, 3) == "33.33 %"
