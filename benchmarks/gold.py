"""Scores newslint on the annotated seed pages, family by family.

    python benchmarks/gold.py

A gold row counts as repaired when the cleaned text at its place is its fix or one of its
alternatives, as reported when a finding overlaps it. A trap is kept when its text is unchanged.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from newslint.pipeline.clean import Cleaner, Outcome
from newslint.pipeline.flow import Cleaned, flow
from newslint.rule import Level, load_packs
from newslint.sources.find import find
from newslint.sources.read import Reading, read
from newslint.text.span import Span

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold"


@dataclass(frozen=True)
class Row:
    """An annotated place of a seed page."""

    id: str
    file: str
    line: int
    span: Span
    family: str
    certainty: int
    text: str
    fixes: tuple[str, ...]
    autofix_safe: bool


@dataclass(frozen=True)
class Score:
    """What became of the gold rows and traps."""

    rows: tuple[Row, ...]
    repaired: frozenset[str]
    reported: frozenset[str]
    traps: int
    broken_traps: tuple[str, ...]
    unmatched: tuple[str, ...]
    characters: int


def load_rows() -> tuple[Row, ...]:
    """Return the gold rows."""
    rows = []
    for line in (GOLD / "seeds.gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        fixes = [row["fix"], *(row.get("alt") or [])]
        rows.append(
            Row(
                row["id"],
                row["file"],
                row["line"],
                Span(row["start"], row["end"]),
                row["family"],
                row["certainty"],
                row["text"],
                tuple(fix for fix in fixes if fix is not None),
                bool(row["autofix_safe"]),
            )
        )
    return tuple(rows)


def clean_seeds(seeds: Path = ROOT / "seeds") -> dict[str, Outcome]:
    """Return what became of each seed page by file name."""
    cleaner = Cleaner(load_packs())
    outcomes = {}
    for item in flow(read(find([str(seeds)]), Reading()), cleaner):
        assert isinstance(item, Cleaned)
        outcomes[Path(item.page.document.source.path).name] = item.outcome
    return outcomes


def score(outcomes: dict[str, Outcome]) -> Score:
    """Compare outcomes with the annotation."""
    rows = load_rows()
    repaired: set[str] = set()
    reported: set[str] = set()
    for row in rows:
        outcome = outcomes[row.file]
        assert row.span.of(outcome.document.text) == row.text, row.id
        if any(_touches(report.span, row.span) for report in outcome.reports):
            reported.add(row.id)
        if outcome.log.forward(row.span).of(outcome.cleaned.text) in row.fixes:
            repaired.add(row.id)
    unmatched = []
    for name, outcome in outcomes.items():
        spans = [row.span for row in rows if row.file == name]
        for report in outcome.reports:
            if report.finding.level >= Level.WARNING and not any(
                _touches(report.span, span) for span in spans
            ):
                line = outcome.document.text.count("\n", 0, report.span.start) + 1
                unmatched.append(f"{name}:{line} {report.finding.rule} {report.finding.message}")
    traps = [
        json.loads(line) for line in (GOLD / "seeds.traps.jsonl").read_text("utf-8").splitlines()
    ]
    broken = []
    for trap in traps:
        outcome = outcomes[trap["file"]]
        span = Span(trap["start"], trap["end"])
        if outcome.log.forward(span).of(outcome.cleaned.text) != trap["text"]:
            broken.append(f"{trap['file']}:{trap['line']} {trap['text']}")
    return Score(
        rows,
        frozenset(repaired),
        frozenset(reported),
        len(traps),
        tuple(broken),
        tuple(unmatched),
        sum(len(outcome.document.text) for outcome in outcomes.values()),
    )


def _touches(found: Span, gold: Span) -> bool:
    return (
        found.overlaps(gold)
        or found == gold
        or (not (len(found) and len(gold)) and found.start <= gold.end and gold.start <= found.end)
    )


def table(result: Score) -> str:
    """Return the score by family as a Markdown table."""
    lines = [
        "| family | rows | certain | safe to repair | repaired | of the safe | reported |",
        "|---|---|---|---|---|---|---|",
    ]
    families: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in result.rows:
        for family in (row.family, "all"):
            count = families[family]
            count["rows"] += 1
            count["certain"] += row.certainty == 1
            count["safe"] += row.autofix_safe
            count["repaired"] += row.id in result.repaired
            count["right"] += row.autofix_safe and row.id in result.repaired
            count["reported"] += row.id in result.reported
    total = families.pop("all")
    for family, count in [*sorted(families.items()), ("**all**", total)]:
        lines.append(
            f"| {family} | {count['rows']} | {count['certain']} | {count['safe']} | "
            f"{count['repaired']} | {count['right']} | {count['reported']} |"
        )
    lines += [
        "",
        f"traps changed: {len(result.broken_traps)} of {result.traps}",
        f"findings of level warning or error that overlap no gold row: {len(result.unmatched)} "
        f"in {result.characters:,} characters",
        *result.unmatched,
        *result.broken_traps,
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(score(clean_seeds())))
