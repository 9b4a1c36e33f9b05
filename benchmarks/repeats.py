"""Measures how well repetition inside a page is found: plants copies and loops in clean news.

    python benchmarks/repeats.py --lm DIR [--ocr DIR] [--pages N] [--seed N] [--shown N]

A planted copy counts as found when the fix of one finding gives the page back, marks and white
space aside. Every other finding that the page does not have without the plant is false. Pages
with what only looks like a copy (hard negatives) must stay as they are. At the end: findings on
clean text in 10,000 characters.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from confidence_pages import lines_of, whole
from newslint.pipeline.clean import Cleaner, Outcome, Report
from newslint.rule import Rule, load_packs
from newslint.shares import wilson
from newslint.text.contract import comparable, without_marks
from newslint.text.document import Document, Source
from newslint.text.edit import Safety
from newslint.text.newlines import Newlines
from plants.duplicate import NEGATIVES, PLANTERS

PARAGRAPHS = 8
FAMILY = "DUP"


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts of one kind of planted repetition, or of one kind of hard negative.

    Args:
        kind: what was planted.
        planted: pages with it; none of a hard negative should be found.
        found: plants that a fix takes out exactly.
        safe: of these, with a safe fix.
        false: findings that do not take out the plant.
        safe_false: of these, with a safe fix.
    """

    kind: str
    planted: int
    found: int
    safe: int
    false: int
    safe_false: int

    @property
    def precision(self) -> tuple[float, float, float]:
        """Return the share of findings that are right, with its 95 % interval."""
        return interval(self.found, self.found + self.false)

    @property
    def recall(self) -> tuple[float, float, float]:
        """Return the share of plants that are found, with its 95 % interval."""
        return interval(self.found, self.planted)


def interval(right: int, n: int) -> tuple[float, float, float]:
    """Return a share and the bounds of its 95 % interval (Wilson 1927)."""
    if not n:
        return 0.0, 0.0, 1.0
    return right / n, *wilson(right, n)


def family_rules() -> list[Rule]:
    """Return the rules of repetition inside a document."""
    return [rule for rule in load_packs() if rule.code.startswith(FAMILY) and rule.default]


def measure(
    lm: Path, *, pages: int = 100, seed: int = 0, shown: list[str] | None = None
) -> list[Measure]:
    """Return the measures of all kinds, each over some pages of dev.txt.zst.

    Texts of false and missed findings are added to `shown`.
    """
    lines = [line for line in lines_of(lm / "dev.txt.zst", None, Random(seed)) if whole(line)]
    cleaner = Cleaner(family_rules())
    measures = []
    for kind, planter in {**PLANTERS, **NEGATIVES}.items():
        rng = Random(f"{kind} {seed}")
        counts: Counter[str] = Counter()
        while counts["planted"] < pages:
            start = rng.randrange(len(lines) - PARAGRAPHS)
            page = planter(lines[start : start + PARAGRAPHS], rng)
            if page is None:
                continue
            counts["planted"] += 1
            clean, text = page
            _judge(cleaner, clean, text, kind in PLANTERS, counts, kind, shown)
        measures.append(
            Measure(
                kind,
                counts["planted"] if kind in PLANTERS else 0,
                counts["found"],
                counts["safe"],
                counts["false"],
                counts["safe_false"],
            )
        )
    return measures


def _judge(
    cleaner: Cleaner,
    clean: str,
    text: str,
    planted: bool,
    counts: Counter[str],
    kind: str,
    shown: list[str] | None,
) -> None:
    """Count the findings of one page that its clean form does not have."""
    before, after = cleaner.run([_document(clean), _document(text)])
    known = {(one.finding.rule, one.span.of(clean)) for one in before.reports}
    goal = _letters(clean)
    found = False
    for report in after.reports:
        if (report.finding.rule, report.span.of(text)) in known:
            continue
        right = planted and not found and _letters(_repaired(text, report)) == goal
        safe = report.finding.safety is Safety.SAFE
        found = found or right
        counts["found"] += right
        counts["safe"] += right and safe
        counts["false"] += not right
        counts["safe_false"] += safe and not right
        if not right and shown is not None:
            shown.append(f"{kind}: false {report.finding.rule} {report.span.of(text)[:60]!r}")
    if planted and not found and shown is not None:
        shown.append(f"{kind}: missed {_difference(clean, text)[:120]!r}")


def _letters(text: str) -> str:
    return without_marks(comparable(text))


def _repaired(text: str, report: Report) -> str:
    parts, position = [], 0
    for edit in report.edits:
        parts += [text[position : edit.span.start], edit.new]
        position = edit.span.end
    return "".join([*parts, text[position:]])


def _difference(clean: str, text: str) -> str:
    at = next(
        (at for at, pair in enumerate(zip(clean, text, strict=False)) if len(set(pair)) > 1), 0
    )
    return text[max(0, at - 20) :]


def _document(text: str) -> Document:
    return Document(Source("page.txt", "utf-8", b"", "", 0), text, Newlines("lf"))


def clean_pages(lm: Path, ocr: Path | None) -> Iterator[tuple[str, str]]:
    """Yield name of the set and text of pages without planted repetition."""
    lines = [line for line in lines_of(lm / "dev.txt.zst", None, Random(0)) if line]
    for at in range(0, len(lines), PARAGRAPHS):
        yield "lm dev", "\n\n".join(lines[at : at + PARAGRAPHS]) + "\n"
    if ocr is not None:
        for line in (ocr / "dev.docs.jsonl").read_text("utf-8").splitlines():
            yield "ocr truth", json.loads(line)["truth"] + "\n"


def false_alarms(
    pages: Sequence[tuple[str, str]], shown: list[str]
) -> Iterator[tuple[str, str, int, float]]:
    """Yield set, code, findings and findings in 10,000 characters of clean text."""
    cleaner = Cleaner(family_rules())
    sizes: Counter[str] = Counter()
    hits: Counter[tuple[str, str]] = Counter()
    outcomes: Iterator[Outcome] = cleaner.run([_document(text) for _, text in pages])
    for (name, text), outcome in zip(pages, outcomes, strict=True):
        sizes[name] += len(text)
        for report in outcome.reports:
            hits[name, report.finding.rule] += 1
            left = text[max(0, report.span.start - 30) : report.span.start]
            evidence = " ".join(one.value for one in report.finding.evidence)
            safety = report.finding.safety.label
            what = f"{left!r} [{report.span.of(text)[:80]!r}] {evidence!r}"
            shown.append(f"{name}: {report.finding.rule} {safety} {what}")
    for (name, code), n in sorted(hits.items()):
        yield name, code, n, 10_000 * n / sizes[name]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lm", type=Path, required=True)
    parser.add_argument("--ocr", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shown", type=int, default=0)
    arguments = parser.parse_args()
    shown: list[str] = []
    rows = measure(arguments.lm, pages=arguments.pages, seed=arguments.seed, shown=shown)
    counted = f"{'planted':>8}{'found':>7}{'safe':>6}{'false':>7}{'safe':>6}"
    print(f"{'kind':22}{counted}  precision, recall")
    for row in rows:
        shares = "  ".join(
            f"{share:.3f} ({low:.3f}-{high:.3f})"
            for share, low, high in (row.precision, row.recall)
        )
        counts = f"{row.planted:8}{row.found:7}{row.safe:6}{row.false:7}{row.safe_false:6}"
        print(f"{row.kind:22}{counts}  {shares if row.planted else ''}")
    alarms: list[str] = []
    for name, code, n, rate in false_alarms(list(clean_pages(arguments.lm, arguments.ocr)), alarms):
        print(f"{name}: {code} {n} findings, {rate:.4f} in 10,000 characters")
    kinds: Counter[str] = Counter()
    for line in [*shown, *alarms]:
        kind = line.partition(":")[0]
        kinds[kind] += 1
        if kinds[kind] <= arguments.shown:
            print(line)


if __name__ == "__main__":
    main()
