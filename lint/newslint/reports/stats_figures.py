"""What the counts of `newslint stats` come to: rates, percentiles, histograms, possible limits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Final

from newslint.reports.stats import LARGEST, Distribution, Scale, Spread, Statistics, Tally
from newslint.sinks.lines import Json, dump_indented

PERCENTS: Final = (1, 5, 10, 25, 50, 75, 90, 95, 99)

SHARES: Final = (1, 5, 10, 50, 100)
"""For so many articles in a thousand it is told which limit would drop them."""

BINS: Final = 50
"""Bins of equal width between 0 and the end of an axis of shares."""

_TOPS: Final = (0.1, 0.2, 0.5, 1.0)
_PREFERRED: Final = (10, 12, 16, 20, 25, 32, 40, 50, 63, 80)
"""The series R10 of preferred numbers (ISO 3), rounded: each is some 1.26 times the last."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many values lie in each bin: from its edge up to the next one, which is not in it.

    The last bin holds its upper edge, too.

    Args:
        edges: of the bins, ascending, one more than there are bins.
        counts: values in each bin.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a rule found something.

    Args:
        per_10k: findings per 10,000 characters.
    """

    rule: str
    name: str
    findings: int
    repaired: int
    per_10k: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A limit, and the share of articles, in a thousand, that it would drop at most.

    Args:
        limit: None when any limit drops fewer.
    """

    per_mille: int
    limit: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What one measure comes to.

    Args:
        scale: what is measured.
        articles: how many articles were measured.
        exact: whether values are as measured; else they are within 0.4 %.
        percentiles: the least value, those of PERCENTS, the greatest; empty without articles.
        histogram: None without articles.
        exempt: articles that pass whatever was measured.
        beyond: articles beyond the limit of now.
        failed: those of them that are not exempt.
        proposals: what other limits would drop; empty for mere counts.
    """

    scale: Scale
    articles: int
    exact: bool
    percentiles: tuple[float, ...]
    histogram: Histogram | None
    exempt: int
    beyond: int
    failed: int
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What one source, or several, come to.

    Args:
        name: of the source; what to call several.
    """

    name: str
    tally: Tally
    rates: tuple[Rate, ...]
    figures: tuple[Figures, ...]

    @property
    def findings(self) -> int:
        """Return the findings of all rules."""
        return self.tally.found.total()

    @property
    def per_10k(self) -> float:
        """Return them per 10,000 characters."""
        return per_10k(self.findings, self.tally.characters)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to.

    Args:
        by: what a source is.
        rules: names of the rules that looked, by code.
        fingerprint: of what decided the counts beside the input.
        total: all sources together.
        sources: in order of name.
        others: sources that are not told apart, None without any.
    """

    by: str
    rules: Mapping[str, str]
    fingerprint: str
    total: Group
    sources: tuple[Group, ...]
    others: Group | None


def summary(
    statistics: Statistics,
    scales: Sequence[Scale],
    rules: Mapping[str, str],
    *,
    by: str,
    fingerprint: str,
) -> Summary:
    """Return what counts come to.

    Args:
        statistics: the counts, settled.
        scales: what was measured.
        rules: names of the rules that looked, by code.
        by: what a source is.
        fingerprint: of what decided the counts beside the input.
    """

    def group(name: str, tally: Tally) -> Group:
        spreads = tally.spreads or [Spread() for _ in scales]
        found = tuple(map(figures, scales, spreads))
        return Group(name, tally, tuple(_rates(tally, rules)), found)

    others = statistics.others
    return Summary(
        by,
        rules,
        fingerprint,
        group("total", statistics.total),
        tuple(group(name, statistics.sources[name]) for name in sorted(statistics.sources)),
        group("all others", others) if others != Tally() else None,
    )


def _rates(tally: Tally, rules: Mapping[str, str]) -> list[Rate]:
    """Return the rules that found something, the most frequent first."""
    order = sorted(tally.found, key=lambda rule: (-tally.found[rule], rule))
    return [
        Rate(
            rule,
            rules.get(rule, ""),
            tally.found[rule],
            tally.repaired[rule],
            per_10k(tally.found[rule], tally.characters),
        )
        for rule in order
    ]


def per_10k(findings: int, characters: int) -> float:
    """Return findings per 10,000 characters, rounded to four digits behind the point."""
    return round(10_000 * findings / characters, 4) if characters else 0.0


def figures(scale: Scale, spread: Spread) -> Figures:
    """Return what one measure comes to."""
    whole = spread.whole
    size = whole.size
    values = (min(whole.counts), *whole.percentiles(PERCENTS), max(whole.counts)) if size else ()
    proposals: tuple[Proposal, ...] = ()
    if scale.limit is not None and size:
        proposals = tuple(
            Proposal(share, spread.judged.limit(size * share // 1000, least=scale.least))
            for share in SHARES
        )
    return Figures(
        scale,
        size,
        whole.exact,
        values,
        histogram(whole, scale.limit) if size else None,
        spread.exempt.size,
        spread.beyond,
        spread.failed,
        proposals,
    )


def histogram(values: Distribution, limit: float | None = None) -> Histogram:
    """Return the histogram of at least one value; its axis reaches to the limit if that is near.

    Near is ten times the greatest value.
    """
    shown = [*values.counts]
    if limit is not None and abs(limit) <= max(1.0, 10 * max(map(abs, shown))):
        shown.append(limit)
    edges = axis(min(shown), max(shown))
    counts = [0] * (len(edges) - 1)
    for value, times in values.counts.items():
        counts[min(bisect_right(edges, value) - 1, len(counts) - 1)] += times
    return Histogram(edges, tuple(counts))


def axis(least: float, most: float) -> tuple[float, ...]:
    """Return the edges of bins that hold all values from `least` to `most`.

    Shares have bins of equal width from 0 to .1, .2, .5 or 1. Greater numbers have the preferred
    numbers 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32, ... Where there are negative ones,
    bins are of equal width.
    """
    if least < 0:
        span = (most - least) or max(1.0, abs(least))
        places = {least + at * span / BINS for at in range(BINS)}
        return tuple(sorted(places | {max(most, least + span)}))
    if most <= 1:
        top = next(one for one in _TOPS if most <= one)
        return tuple(at * top / BINS for at in range(BINS + 1))
    edges = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0]
    scale = 1
    while edges[-1] <= most:
        edges += [float(one * scale) for one in _PREFERRED]
        scale *= 10
    first = bisect_right(edges, least) - 1
    last = bisect_right(edges, most)
    return tuple(edges[first : last + 1])


def plain(value: float) -> int | float:
    """Return a whole number as an integer, any other as it is."""
    return int(value) if value.is_integer() and abs(value) <= LARGEST else value


def shown(value: float) -> str:
    """Return a value for a person: whole numbers whole, others with three digits that count."""
    if value.is_integer():
        return f"{int(value):,}"
    digits = max(0, 2 - floor(log10(abs(value))))
    return f"{value:,.{min(digits, 4)}f}"


def shown_limit(value: float, *, least: bool) -> str:
    """Return a limit for a person, never stricter than it is."""
    if not isfinite(value):
        return str(value)
    if value.is_integer():
        return f"{int(value):,}"
    scaled = value * 10_000
    whole = floor(scaled) if least else -floor(-scaled)
    return f"{whole / 10_000:,g}"


def share(part: int, whole: int) -> str:
    """Return a share in percent for a person; what is not nothing is not shown as 0."""
    if not part or not whole:
        return "0 %"
    percent = 100 * part / whole
    return "< 0.01 %" if percent < 0.01 else f"{percent:.2f} %"


def as_json(found: Summary, version: str) -> str:
    """Return a summary as JSON: the same bytes for the same documents, rules and version."""
    return dump_indented(
        {
            "newslint": version,
            "fingerprint": found.fingerprint,
            "by": found.by,
            "rules": dict(found.rules),
            "total": _group(found.total),
            "sources": [{"source": one.name, **_group(one)} for one in found.sources],
            "others": _group(found.others) if found.others else None,
        }
    )


def _group(group: Group) -> dict[str, Json]:
    tally = group.tally
    return {
        "documents": tally.documents,
        "articles": tally.articles,
        "characters": tally.characters,
        "rejects": tally.rejects,
        "suppressed": tally.suppressed,
        "findings": [
            {
                "rule": one.rule,
                "name": one.name,
                "findings": one.findings,
                "repaired": one.repaired,
                "per_10000_characters": one.per_10k,
            }
            for one in group.rates
        ],
        "fails": dict(sorted(tally.failed.items())),
        "measures": [_figures(one) for one in group.figures],
    }


def _figures(one: Figures) -> dict[str, Json]:
    scale, values = one.scale, [plain(value) for value in one.percentiles]
    told: dict[str, Json] = {
        "measure": scale.measure,
        "rule": scale.rule,
        "exact": one.exact,
        "least": values[0] if values else None,
        "percentiles": dict(zip(map(str, PERCENTS), values[1:-1], strict=True)) if values else None,
        "greatest": values[-1] if values else None,
        "histogram": {
            "edges": [plain(edge) for edge in one.histogram.edges],
            "counts": list(one.histogram.counts),
        }
        if one.histogram
        else None,
    }
    if scale.limit is None:
        return told
    return told | {
        "option": scale.option,
        "limit": plain(scale.limit),
        "passes": "at least" if scale.least else "at most",
        "beyond": one.beyond,
        "exempt": one.exempt,
        "fails": one.failed,
        "would_drop": [
            {
                "share": proposal.per_mille / 1000,
                "limit": None if proposal.limit is None else plain(proposal.limit),
            }
            for proposal in one.proposals
        ],
    }
