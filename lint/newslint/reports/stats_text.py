"""The text of `newslint stats`: tables whose columns stand in line on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from newslint.reports.stats_figures import (
    PERCENTS,
    Figures,
    Group,
    Proposal,
    Summary,
    share,
    shown,
    shown_limit,
)

MOST_TOLD: Final = 10
"""Of more sources than this only the overview is printed."""

WIDEST: Final = 48
"""Columns of a name; the end of a longer one is shown."""

Row = Sequence[str]


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for wide characters."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def text(found: Summary) -> Iterator[str]:
    """Yield the lines of a summary."""
    groups = [*found.sources, *([found.others] if found.others else [])]
    yield from _table(
        ("source", "documents", "articles", "characters", "findings", "per 10k", "rejects"),
        [*map(_overview, groups), _overview(found.total)],
        left=1,
    )
    told = groups if 1 < len(groups) <= MOST_TOLD else []
    for group in (found.total, *told):
        yield from _group(group)
    if len(groups) > MOST_TOLD:
        yield ""
        yield f"{len(groups):,} sources: --format json or html tells each of them apart"


def _overview(group: Group) -> Row:
    tally = group.tally
    counts = (tally.documents, tally.articles, tally.characters, group.findings)
    rejects = f"{tally.rejects:,}"
    return (_name(group.name), *(f"{one:,}" for one in counts), f"{group.per_10k:.2f}", rejects)


def _group(group: Group) -> Iterator[str]:
    tally = group.tally
    yield ""
    yield f"== {_name(group.name)} =="
    if tally.suppressed:
        yield f"{tally.suppressed:,} findings are suppressed and not counted"
    if group.rates:
        rows = [
            (one.rule, one.name, f"{one.findings:,}", f"{one.repaired:,}", f"{one.per_10k:.2f}")
            for one in group.rates
        ]
        yield ""
        yield from _table(("rule", "name", "findings", "repaired", "per 10k"), rows, left=2)
    if not tally.articles:
        return
    yield ""
    yield f"percentiles of {tally.articles:,} articles"
    percents = [f"{one} %" for one in PERCENTS]
    yield from _table(
        ("", "measure", "least", *percents, "greatest"),
        [
            (one.scale.rule or "", one.scale.measure, *map(shown, one.percentiles))
            for one in group.figures
        ],
        left=2,
    )
    limited = [one for one in group.figures if one.scale.limit is not None]
    if limited:
        yield ""
        yield "limits, and those that would drop no more than a share of the articles"
        shares = [f"{one.per_mille / 10:g} %" for one in limited[0].proposals]
        yield from _table(
            ("rule", "option", "limit", "beyond", "exempt", "fail", "", *shares),
            [_limits(one) for one in limited],
            left=2,
        )
    if not all(one.exact for one in group.figures):
        yield "values are rounded to within 0.4 %"


def _limits(one: Figures) -> Row:
    scale = one.scale
    assert scale.limit is not None
    side = "at least" if scale.least else "at most"
    return (
        scale.rule or "",
        scale.option,
        f"{side} {shown_limit(scale.limit, least=scale.least)}",
        f"{one.beyond:,}",
        f"{one.exempt:,}",
        f"{one.failed:,}",
        share(one.failed, one.articles),
        *(_proposed(proposal, least=scale.least) for proposal in one.proposals),
    )


def _proposed(one: Proposal, *, least: bool) -> str:
    return "any" if one.limit is None else shown_limit(one.limit, least=least)


def _name(name: str) -> str:
    """Return a name that fits into a column; control characters are spelt out."""
    name = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in name)
    if width(name) <= WIDEST:
        return name
    kept, room = "", WIDEST - 1
    for character in reversed(name):
        room -= _columns(character)
        if room < 0:
            break
        kept = character + kept
    return f"…{kept}"


def _table(head: Row, rows: Sequence[Row], *, left: int) -> Iterator[str]:
    """Yield the lines of a table; the first `left` columns are set left, the others right."""
    widths = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = []
        for at, (cell, room) in enumerate(zip(row, widths, strict=True)):
            padding = " " * (room - width(cell))
            cells.append(cell + padding if at < left else padding + cell)
        yield "  ".join(cells).rstrip()
