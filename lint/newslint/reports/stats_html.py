"""The HTML page of `newslint stats`: histograms with their limits; self-contained, no scripts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log1p
from typing import Final

from newslint.reports.stats_figures import (
    PERCENTS,
    Figures,
    Group,
    Histogram,
    Summary,
    share,
    shown,
    shown_limit,
)
from newslint.reports.template import storable, template

MOST_DRAWN: Final = 20
"""Sources that are drawn one by one: those with the most articles."""

WIDTH, HEIGHT, BASE = 520.0, 150.0, 128.0
"""Size of a chart, and where its axis is, in units of the drawing."""

LEFT, TOP = 8.0, 18.0
"""Room beside and above the bars."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a bar, and what lies in its bin.

    Args:
        beyond: it is beyond the limit.
        title: the bin and how many articles are in it.
    """

    x: float
    y: float
    width: float
    height: float
    beyond: bool
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A number at the axis, where it stands, and where its text is anchored."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """The limit: where it stands, what it says, and on which side of it that is written."""

    x: float
    text: str
    text_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class News:
    """Where nine of ten articles of clean news lie, and the middle one."""

    x: float
    width: float
    middle: float
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One histogram as it is drawn.

    Args:
        said: where the limit leaves the articles, in words; empty for mere counts.
        proposals: what other limits would drop: share and limit.
    """

    figures: Figures
    boxes: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    line: Line | None
    news: News | None
    said: str
    proposals: tuple[tuple[str, str], ...]

    @property
    def percentiles(self) -> tuple[tuple[str, str], ...]:
        """Return the percentiles with their names."""
        names = ("least", *(f"{one} %" for one in PERCENTS), "greatest")
        return tuple(zip(names, map(shown, self.figures.percentiles), strict=True))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A source, or all of them, with its charts."""

    group: Group
    charts: tuple[Chart, ...]

    @property
    def widest(self) -> int:
        """Return the findings of the most frequent rule, at least 1."""
        return max((one.findings for one in self.group.rates), default=1)


def stats_html(found: Summary, newslint_version: str) -> str:
    """Return the page: the same HTML for the same counts; nothing is loaded, nothing sent."""
    groups = [*found.sources, *([found.others] if found.others else [])]
    largest = sorted(groups, key=lambda one: (-one.tally.articles, one.name))[:MOST_DRAWN]
    kept = {one.name for one in largest}
    drawn = [one for one in groups if one.name in kept] if len(groups) > 1 else []
    html = template("stats.html.j2").render(
        version=newslint_version,
        found=found,
        groups=groups,
        total=_drawn(found.total),
        drawn=[_drawn(one) for one in drawn],
        undrawn=len(groups) - len(drawn) if drawn else 0,
        rounded=not all(one.exact for one in found.total.figures),
        size=(WIDTH, HEIGHT),
        base=BASE,
        top=TOP,
    )
    return storable(html)


def _drawn(group: Group) -> Drawn:
    return Drawn(group, tuple(_chart(one) for one in group.figures if one.histogram is not None))


def _chart(one: Figures) -> Chart:
    assert one.histogram is not None
    histogram, scale = one.histogram, one.scale
    place = _Axis(histogram)
    line, said = None, ""
    if scale.limit is not None:
        side = "at least" if scale.least else "at most"
        limit = shown_limit(scale.limit, least=scale.least)
        x = place.at(scale.limit)
        late = x > WIDTH / 2
        text_x = round(x - 5 if late else x + 5, 1)
        line = Line(x, f"{side} {limit}", text_x, "end" if late else "start")
        said = f"Limit of {scale.option}: {side} {limit}. {_told(one)}"
    return Chart(
        one,
        tuple(_boxes(one, histogram, place)),
        tuple(_ticks(histogram, place)),
        line,
        _news(one, place),
        said,
        tuple(
            (
                f"{proposal.per_mille / 10:g} %",
                "any" if proposal.limit is None else shown_limit(proposal.limit, least=scale.least),
            )
            for proposal in one.proposals
        ),
    )


def _told(one: Figures) -> str:
    """Return where the limit leaves the articles, in words."""
    if not one.beyond:
        return f"None of {one.articles:,} articles is beyond it."
    told = f"{one.beyond:,} of {one.articles:,} articles ({share(one.beyond, one.articles)})"
    if one.failed == one.beyond:
        return f"{told} are beyond it and fail."
    failed = f"{one.failed:,} ({share(one.failed, one.articles)}) fail"
    return f"{told} are beyond it: {one.beyond - one.failed:,} are exempt, {failed}."


class _Axis:
    """Where values stand in a chart: all bins are drawn equally wide."""

    def __init__(self, histogram: Histogram) -> None:
        self.edges = histogram.edges
        self.bin = (WIDTH - 2 * LEFT) / len(histogram.counts)

    def at(self, value: float) -> float:
        """Return the place of a value; those beyond the axis stand at its end."""
        edges = self.edges
        value = max(edges[0], min(value, edges[-1]))
        bin_ = min(bisect_right(edges, value) - 1, len(edges) - 2)
        inside = (value - edges[bin_]) / (edges[bin_ + 1] - edges[bin_])
        return round(LEFT + self.bin * (bin_ + inside), 1)


def _boxes(one: Figures, histogram: Histogram, place: _Axis) -> Iterator[Box]:
    """Yield the bars; the one in which the limit stands is cut there."""
    highest = log1p(max(histogram.counts))
    scale = one.scale
    limit = None if scale.limit is None else place.at(scale.limit)
    for at, count in enumerate(histogram.counts):
        if not count:
            continue
        left, right = place.at(histogram.edges[at]), place.at(histogram.edges[at + 1])
        height = round((BASE - TOP) * log1p(count) / highest, 1)
        title = (
            f"{_edge(histogram.edges[at])} to {_edge(histogram.edges[at + 1])}: {count:,} "
            f"({share(count, one.articles)})"
        )
        cuts = [left, right]
        if limit is not None and left < limit < right:
            cuts.insert(1, limit)
        for start, end in pairwise(cuts):
            beyond = limit is not None and (end <= limit if scale.least else start >= limit)
            gap = 0.6 if end == right else 0.0
            yield Box(
                start, round(BASE - height, 1), round(end - start - gap, 1), height, beyond, title
            )


def _ticks(histogram: Histogram, place: _Axis) -> Iterator[Tick]:
    """Yield some six numbers of the axis, its ends among them."""
    last = len(histogram.edges) - 1
    step = max(1, -(-last // 5))
    chosen = [*range(0, last - step // 2, step), last]
    for at in chosen:
        anchor = "start" if at == 0 else "end" if at == last else "middle"
        yield Tick(place.at(histogram.edges[at]), _edge(histogram.edges[at]), anchor)


def _edge(value: float) -> str:
    return f"{int(value):,}" if value.is_integer() else f"{value:.4g}"


def _news(one: Figures, place: _Axis) -> News | None:
    news = one.scale.news
    if len(news) != 101:
        return None
    left, middle, right = place.at(news[5]), place.at(news[50]), place.at(news[95])
    title = f"clean news: 5 % {shown(news[5])}, 50 % {shown(news[50])}, 95 % {shown(news[95])}"
    return News(left, round(max(right - left, 2.0), 1), middle, title)
