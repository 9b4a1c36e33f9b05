"""What `newslint stats` counts: parts can be merged in any order and stay of bounded size.

What is counted depends on the documents alone, not on how they were divided among parts nor on
the order in which these were merged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from math import frexp, isnan, ldexp
from typing import Final

from newslint.rule import Measure, Rule
from newslint.text.marks import FINAL
from newslint.text.measures import Matter, characters

MOST_EXACT: Final = 1_000
"""A distribution of more values than this rounds them."""

BITS: Final = 8
"""Binary digits that a rounded value keeps: it is off by 0.4 % at most, integers up to 256 by
nothing."""

FINEST: Final = 12
"""Rounded values are multiples of 2**-FINEST: that far from zero, 0.4 % is not kept."""

LARGEST: Final = 2.0**63
"""Greater values count as this one."""

MOST_SOURCES: Final = 500
"""Sources that are told apart; of more, the first by name are, and the others are one."""

LONGEST_NAME: Final = 200
"""Code points of a source's name that are kept."""

_ENDS = re.compile(f"[{FINAL}]+")


def rounded(value: float) -> float:
    """Return the nearest number of BITS binary digits that is a multiple of 2**-FINEST."""
    step = ldexp(1.0, max(frexp(value)[1] - BITS, -FINEST))
    return round(value / step) * step


@dataclass
class Distribution:
    """How often each value stands in a sample; rounded once there are more than MOST_EXACT.

    Args:
        counts: by value.
        exact: whether the values are as they were added.
    """

    counts: Counter[float] = field(default_factory=Counter)
    exact: bool = True

    def add(self, value: float) -> None:
        """Count a value; one that is no number is left out."""
        if isnan(value):
            return
        value = max(-LARGEST, min(value, LARGEST)) + 0.0  # no negative zero
        self.counts[value if self.exact else rounded(value)] += 1
        self._bound()

    def merge(self, other: Distribution) -> None:
        """Count all values of another sample."""
        if self.exact and not other.exact:
            self._round()
        for value, times in other.counts.items():
            self.counts[value if self.exact else rounded(value)] += times
        self._bound()

    def _bound(self) -> None:
        if self.exact and len(self.counts) > MOST_EXACT:
            self._round()

    def _round(self) -> None:
        counts: Counter[float] = Counter()
        for value, times in self.counts.items():
            counts[rounded(value)] += times
        self.counts, self.exact = counts, False

    @property
    def size(self) -> int:
        """Return how many values were counted."""
        return self.counts.total()

    def percentiles(self, percents: Sequence[int]) -> tuple[float, ...]:
        """Return the least values that so many in a hundred are at most; none of an empty sample.

        They are values of the sample, rounded where the distribution is. Percents ascend.
        """
        size, seen, at = self.size, 0, 0
        found: list[float] = []
        for value in sorted(self.counts):
            seen += self.counts[value]
            while at < len(percents) and 100 * seen >= percents[at] * size:
                found.append(value)
                at += 1
        return tuple(found)

    def limit(self, most: int, *, least: bool) -> float | None:
        """Return the strictest value that has no more than `most` values beyond it.

        Beyond are smaller values when it is the least that passes, else greater ones. None when
        all may be beyond.
        """
        seen = 0
        for value in sorted(self.counts, reverse=not least):
            seen += self.counts[value]
            if seen > most:
                return value
        return None


@dataclass
class Spread:
    """How one measure is spread over articles.

    Args:
        judged: values of the articles that a limit holds for.
        exempt: values of those that pass whatever was measured.
        beyond: articles beyond the limit of now, exempt ones too; by their exact values.
        failed: those of them that are not exempt.
    """

    judged: Distribution = field(default_factory=Distribution)
    exempt: Distribution = field(default_factory=Distribution)
    beyond: int = 0
    failed: int = 0

    def add(self, reading: Value) -> None:
        """Count an article."""
        (self.exempt if reading.exempt else self.judged).add(reading.value)
        self.beyond += reading.beyond
        self.failed += reading.failed

    def merge(self, other: Spread) -> None:
        """Count the articles of another part."""
        self.judged.merge(other.judged)
        self.exempt.merge(other.exempt)
        self.beyond += other.beyond
        self.failed += other.failed

    @property
    def whole(self) -> Distribution:
        """Return the values of all articles."""
        both = Distribution()
        both.merge(self.judged)
        both.merge(self.exempt)
        return both


@dataclass(frozen=True, slots=True)
class Value:
    """What one measure says of one article."""

    value: float
    beyond: bool = False
    exempt: bool = False

    @property
    def failed(self) -> bool:
        """Tell whether the article fails."""
        return self.beyond and not self.exempt


@dataclass(frozen=True, slots=True)
class Scale:
    """What is measured of each article, and its limit.

    Args:
        measure: what is counted, in the words of a report.
        rule: code of the rule that sets a limit to it, None for mere counts.
        name: name of that rule.
        option: option of the rule that holds the limit.
        limit: the limit of now.
        least: whether the limit is the least that passes; else it is the most.
        news: the 101 quantiles of clean news, none for mere counts.
    """

    measure: str
    rule: str | None = None
    name: str = ""
    option: str = ""
    limit: float | None = None
    least: bool = False
    news: tuple[float, ...] = ()


SIZES: Final = tuple(map(Scale, ("characters", "share of Han", "paragraphs", "sentences")))
"""What is counted of every article, as in `counts` of a record."""


def sizes(matter: Matter) -> tuple[float, ...]:
    """Return what SIZES count of an article."""
    length = characters(matter)
    sentences = sum(len(_ENDS.findall(paragraph)) for paragraph in matter.paragraphs)
    return (
        length,
        matter.han / length if length else 0.0,
        float(len(matter.paragraphs)),
        float(sentences),
    )


class Meter:
    """Measures articles.

    Args:
        rules: the rules of a run; those with a verdict measure.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rule for rule in rules if rule.verdict is not None)
        self.scales = (*SIZES, *(scale for rule in self._rules for scale in _scales(rule)))

    def read(self, matter: Matter) -> tuple[Value, ...]:
        """Return what each of the scales says of an article."""
        return (*map(Value, sizes(matter)), *self._judged(matter))

    def _judged(self, matter: Matter) -> Iterator[Value]:
        for rule in self._rules:
            assert rule.verdict is not None
            exempt = rule.verdict.exempt is not None and rule.verdict.exempt(matter)
            for measure in rule.verdict.measures:
                value, limit = float(measure.value(matter)), limit_of(rule, measure)
                beyond = value < limit if measure.least else value > limit
                yield Value(value, beyond, exempt)


def _scales(rule: Rule) -> Iterator[Scale]:
    assert rule.verdict is not None
    for one in rule.verdict.measures:
        yield Scale(
            one.name,
            rule.code,
            rule.name,
            one.limit,
            limit_of(rule, one),
            one.least,
            tuple(one.quantiles()),
        )


def limit_of(rule: Rule, measure: Measure) -> float:
    """Return the limit that a rule sets to a measure."""
    return float(getattr(rule.options, measure.limit))


@dataclass
class Tally:
    """What was counted of one source.

    Args:
        documents: text files and rows that were read.
        articles: articles of the documents as cleaned; a row is one.
        characters: code points of the documents as read.
        rejects: what could not be read.
        suppressed: findings that the configuration sets aside.
        found: findings by rule, tags left out.
        repaired: those that were repaired, by rule.
        failed: articles that fail, by rule.
        spreads: of each scale in order; empty as long as there is no article.
    """

    documents: int = 0
    articles: int = 0
    characters: int = 0
    rejects: int = 0
    suppressed: int = 0
    found: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    spreads: list[Spread] = field(default_factory=list)

    def measure(self, scales: Sequence[Scale], values: Sequence[Value]) -> None:
        """Count an article, by its value on each scale."""
        self.articles += 1
        self._widen(len(scales))
        for spread, value in zip(self.spreads, values, strict=True):
            spread.add(value)
        rules = {one.rule for one, value in zip(scales, values, strict=True) if value.failed}
        self.failed.update(rule for rule in rules if rule is not None)

    def merge(self, other: Tally) -> None:
        """Count what another part counted of the same source."""
        self._widen(len(other.spreads))
        for mine, its in zip(self.spreads, other.spreads, strict=False):
            mine.merge(its)
        for one in fields(self):
            mine, its = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, Counter):
                mine.update(its)
            elif isinstance(mine, int):
                setattr(self, one.name, mine + its)

    def _widen(self, scales: int) -> None:
        if not self.spreads:
            self.spreads = [Spread() for _ in range(scales)]


@dataclass
class Statistics:
    """What was counted, by source.

    Args:
        sources: by name; no more than MOST_SOURCES once it is settled.
        others: the sources beyond those, together.
    """

    sources: dict[str, Tally] = field(default_factory=dict)
    others: Tally = field(default_factory=Tally)

    def of(self, name: str) -> Tally:
        """Return the tally of a source, to be counted in."""
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME - 1] + "…"
        name = name.encode("utf-8", "backslashreplace").decode("utf-8")
        found = self.sources.get(name)
        if found is None:
            if len(self.sources) >= 2 * MOST_SOURCES:
                self.settle()
            found = self.sources[name] = Tally()
        return found

    def settle(self) -> None:
        """Keep the first MOST_SOURCES by name apart and put the rest together."""
        for name in sorted(self.sources)[MOST_SOURCES:]:
            self.others.merge(self.sources.pop(name))

    def merge(self, other: Statistics) -> None:
        """Count what another part counted, and settle."""
        self.others.merge(other.others)
        for name, tally in other.sources.items():
            self.sources.setdefault(name, Tally()).merge(tally)
        self.settle()

    @property
    def total(self) -> Tally:
        """Return all sources together."""
        whole = Tally()
        for tally in (*self.sources.values(), self.others):
            whole.merge(tally)
        return whole
