"""Scores segmentation, extraction, joins and repetition on the labelled pages.

    python benchmarks/segment.py [--part tuning] [--show] [--lm DIR] [--ocr DIR]

Every page goes through the whole pipeline; what it says is mapped back to the page as it was
read. Intervals are 95 %: Wilson's for shares, a bootstrap over pages for F1.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import joins
import pages
import repeats
from newslint.pipeline.clean import Cleaner, Outcome
from newslint.pipeline.project import Article, project
from newslint.rule import load_packs
from newslint.shares import wilson
from newslint.text.blocks import Kind
from newslint.text.contract import comparable
from newslint.text.document import Document, Source
from newslint.text.newlines import fold
from newslint.text.span import Span
from pages import LabelledPage

JOINING = frozenset({"LAY001", "LAY002"})
REPEATING = frozenset({"DUP001", "DUP002", "DUP003", "DUP006", "DUP007"})
SAMPLES = 400
"""Bootstrap samples."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Right, predicted and true things; what an F1 is made of."""

    right: int = 0
    predicted: int = 0
    true: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.right + other.right, self.predicted + other.predicted, self.true + other.true
        )

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, 1 when there is nothing to find."""
        total = self.predicted + self.true
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True)
class Score:
    """What became of one page.

    Args:
        starts: first blocks of articles.
        inner: the same without the first of the page.
        kinds: true and predicted kind of each labelled block.
        people, credits, captions: what the records hold against the labels.
        safe_joins, joins: joins made, joins made or asked for.
        repeats: repetitions found, counted by finding (right, predicted) ...
        repeats_met: ... and by label (found, labelled).
        notes: what went wrong, for a reader.
    """

    name: str
    starts: Tally
    inner: Tally
    kinds: tuple[tuple[Kind, Kind], ...]
    people: Tally
    credits: Tally
    captions: Tally
    safe_joins: Tally
    joins: Tally
    met_safely: int
    met: int
    repeats: Tally
    repeats_met: int
    notes: tuple[str, ...]


def document(page: LabelledPage) -> Document:
    """Return a labelled page as a document that was read from a text file."""
    data = page.text.encode()
    text, newlines = fold(page.text)
    digest = hashlib.sha256(data).hexdigest()
    return Document(Source(f"{page.name}.txt", "utf-8", b"", digest, len(data)), text, newlines)


def score_part(part: str) -> list[Score]:
    """Return the scores of the pages of a part."""
    labelled = pages.load(part)
    outcomes = Cleaner(load_packs()).run(document(page) for page in labelled)
    return [score(page, outcome) for page, outcome in zip(labelled, outcomes, strict=True)]


def score(page: LabelledPage, outcome: Outcome) -> Score:
    """Return what the pipeline made of a page."""
    if outcome.error is not None:
        raise outcome.error
    articles = project(outcome.cleaned).articles
    notes: list[str] = []
    starts, inner = _starts(page, outcome, articles, notes)
    kinds = tuple(_kinds(page, outcome, notes))
    joined = [one for one in outcome.reports if one.finding.rule in JOINING]
    safe = [one.span for one in joined if one.applied]
    asked = [one.span for one in joined]
    repeated = [one.span for one in outcome.reports if one.finding.rule in REPEATING]
    for kind, spans, truth in (
        ("safe join", safe, page.joins),
        ("join", asked, page.joins),
        ("repeat", repeated, page.repeats),
    ):
        notes += [f"false {kind}: {_shown(page, one)}" for one in spans if not _meets(one, truth)]
        if kind != "safe join":
            missed = [one for one in truth if not _meets(one, spans)]
            notes += [f"missed {kind}: {_shown(page, one)}" for one in missed]
    facts = page.facts
    return Score(
        page.name,
        starts,
        inner,
        kinds,
        _bags(
            "person",
            [f"{one.name} {one.role}" for article in articles for one in article.byline],
            [f"{one.name} {one.role}" for one in facts.people],
            notes,
        ),
        _bags("credit", [*_credits(articles)], [*facts.credits, *facts.photos], notes),
        _bags(
            "caption",
            [one.text for article in articles for one in article.captions],
            [
                block.span.of(page.text).replace("\n", "")
                for block in page.blocks
                if block.kind is Kind.CAPTION
            ],
            notes,
        ),
        _found(safe, page.joins),
        _found(asked, page.joins),
        sum(_meets(one, safe) for one in page.joins),
        sum(_meets(one, asked) for one in page.joins),
        _found(repeated, page.repeats),
        sum(_meets(one, repeated) for one in page.repeats),
        tuple(notes),
    )


def _starts(
    page: LabelledPage, outcome: Outcome, articles: Sequence[Article], notes: list[str]
) -> tuple[Tally, Tally]:
    last = len(outcome.log.steps)
    found = {
        outcome.log.origin(Span(content.start, content.start + 1), last).start
        for article in articles
        if (content := article.blocks[0].content)
    }
    heading = {
        block.span.start + _marks(block.span.of(page.text)): block.span.start
        for block in page.blocks
    }
    found = {heading.get(start, start) for start in found}
    true = {block.span.start for block in page.blocks if block.opens}
    notes += [f"false start: {_shown(page, Span(at, at + 1))}" for at in sorted(found - true)]
    notes += [f"missed start: {_shown(page, Span(at, at + 1))}" for at in sorted(true - found)]
    starts = Tally(len(found & true), len(found), len(true))
    inner_found, inner_true = set(sorted(found)[1:]), set(sorted(true)[1:])
    return starts, Tally(len(inner_found & inner_true), len(inner_found), len(inner_true))


def _marks(text: str) -> int:
    """Return the length of the heading marks in front of a text."""
    bare = text.lstrip("#*")
    return len(text) - len(bare.lstrip()) if bare != text else 0


def _kinds(page: LabelledPage, outcome: Outcome, notes: list[str]) -> Iterable[tuple[Kind, Kind]]:
    """Yield the true and predicted kind of each labelled block that is no repetition."""
    blocks = outcome.cleaned.blocks
    for block in page.blocks:
        if any(
            copy.start <= block.span.start and block.span.end <= copy.end for copy in page.repeats
        ):
            continue
        place = outcome.log.forward(block.span)
        shares: Counter[Kind] = Counter()
        for other in blocks:
            overlap = min(place.end, other.content.end) - max(place.start, other.content.start)
            if overlap > 0:
                shares[other.kind] += overlap
        if not shares:
            notes.append(f"lost {block.kind.value}: {_shown(page, block.span)}")
            continue
        predicted = shares.most_common(1)[0][0]
        if predicted is not block.kind:
            notes.append(
                f"{block.kind.value} read as {predicted.value}: {_shown(page, block.span)}"
            )
        yield block.kind, predicted


def _credits(articles: Sequence[Article]) -> Iterable[str]:
    for article in articles:
        yield from article.credits
        yield from (one.credit for one in article.captions if one.credit)


def _bags(name: str, found: Sequence[str], true: Sequence[str], notes: list[str]) -> Tally:
    """Compare two bags of texts, white space, width and outer brackets left aside."""
    ours, theirs = (
        Counter(comparable(text).strip("()。.") for text in texts) for texts in (found, true)
    )
    notes += [f"false {name}: {text}" for text in (ours - theirs).elements()]
    notes += [f"missed {name}: {text}" for text in (theirs - ours).elements()]
    return Tally((ours & theirs).total(), ours.total(), theirs.total())


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _found(spans: Sequence[Span], truth: Sequence[Span]) -> Tally:
    right = sum(_meets(span, truth) for span in spans)
    return Tally(right, len(spans), len(truth))


def _shown(page: LabelledPage, span: Span) -> str:
    line = page.text.count("\n", 0, span.start) + 1
    around = page.text[max(0, span.start - 12) : span.end + 16].replace("\n", "⏎")
    return f"line {line}: {around if len(around) <= 48 else around[:48] + '…'}"


def macro(scores: Sequence[Score]) -> float:
    """Return the mean F1 of the kinds that are labelled or predicted."""
    by_kind = kinds_of(scores)
    return sum(tally.f1 for tally in by_kind.values()) / len(by_kind) if by_kind else 1.0


def kinds_of(scores: Sequence[Score]) -> dict[Kind, Tally]:
    """Return the tally of each kind that is labelled."""
    right: Counter[Kind] = Counter()
    predicted: Counter[Kind] = Counter()
    true: Counter[Kind] = Counter()
    for one in scores:
        for truth, guess in one.kinds:
            true[truth] += 1
            predicted[guess] += 1
            right[truth] += truth is guess
    return {kind: Tally(right[kind], predicted[kind], true[kind]) for kind in Kind if true[kind]}


Measure = Callable[[Sequence[Score]], float]

F1S: dict[str, Measure] = {
    "article starts, F1": lambda scores: sum((one.starts for one in scores), Tally()).f1,
    "article starts but the first of a page, F1": lambda scores: (
        sum((one.inner for one in scores), Tally()).f1
    ),
    "block kinds, macro F1": macro,
    "names with roles, F1": lambda scores: sum((one.people for one in scores), Tally()).f1,
    "credits, F1": lambda scores: sum((one.credits for one in scores), Tally()).f1,
    "captions, F1": lambda scores: sum((one.captions for one in scores), Tally()).f1,
}


def interval(scores: Sequence[Score], measure: Measure) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a measure, pages drawn with replacement."""
    random = Random(4)
    drawn = sorted(measure(random.choices(scores, k=len(scores))) for _ in range(SAMPLES))
    return drawn[int(0.025 * SAMPLES)], drawn[int(0.975 * SAMPLES)]


def table(part: str, scores: Sequence[Score]) -> list[str]:
    """Return the lines of a part's table."""
    lines = [f"### {part}: {len(scores)} pages", "", "| measure | value | 95 % |", "|---|---|---|"]
    for name, measure in F1S.items():
        low, high = interval(scores, measure)
        lines.append(f"| {name} | {measure(scores):.3f} | {low:.3f}-{high:.3f} |")
    safe = sum((one.safe_joins for one in scores), Tally())
    asked = sum((one.joins for one in scores), Tally())
    repeated = sum((one.repeats for one in scores), Tally())
    lines += [
        _share("safe joins right", safe.right, safe.predicted),
        _share("joins made safely", sum(one.met_safely for one in scores), safe.true),
        _share("joins asked or made right", asked.right, asked.predicted),
        _share("joins found", sum(one.met for one in scores), asked.true),
        _share("repetitions right", repeated.right, repeated.predicted),
        _share("repetitions found", sum(one.repeats_met for one in scores), repeated.true),
        "",
        "| kind | labelled | F1 |",
        "|---|---|---|",
    ]
    for kind, tally in kinds_of(scores).items():
        lines.append(f"| {kind.value} | {tally.true} | {tally.f1:.3f} |")
    return lines


def _share(name: str, right: int, of: int) -> str:
    if not of:
        return f"| {name} | none | |"
    low, high = wilson(right, of)
    return f"| {name} | {right}/{of} = {right / of:.3f} | {low:.3f}-{high:.3f} |"


def join_table(scores: Sequence[joins.JoinScore]) -> list[str]:
    """Return the lines of the table of joins on cut pages."""
    lines = ["### joins", "", "| pages | cuts | safe joins | wrong | lower 95 % | found |"]
    lines.append("|---|---|---|---|---|---|")
    columns = [one for one in scores if "wrapped" not in one.name]
    wrapped = [one for one in scores if "wrapped" in one.name]
    for one in (
        *scores,
        joins.total("**columns**", columns),
        joins.total("**wrapped**", wrapped),
        joins.total("**all**", scores),
    ):
        lines.append(
            f"| {one.name} | {one.cuts:,} | {one.joins:,} | {one.wrong} | "
            f"{one.precision[1]:.4f} | {one.recall[0]:.3f} |"
        )
    return [*lines, ""]


def repeat_table(rows: Sequence[repeats.Measure]) -> list[str]:
    """Return the lines of the table of planted repetitions."""
    lines = ["### repetition", "", "| kind | planted | found | false | precision | recall |"]
    lines.append("|---|---|---|---|---|---|")
    for row in rows:
        shares = (
            " | ".join(
                f"{share:.3f} ({low:.3f}-{high:.3f})"
                for share, low, high in (row.precision, row.recall)
            )
            if row.planted
            else " | "
        )
        lines.append(f"| {row.kind} | {row.planted} | {row.found} | {row.false} | {shares} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", choices=["seeds", "tuning", "frozen"])
    parser.add_argument("--show", action="store_true", help="say what went wrong where")
    parser.add_argument("--lm", type=Path, help="directory with dev.txt.zst: joins, repetitions")
    parser.add_argument("--ocr", type=Path, help="directory with dev.docs.jsonl: joins")
    given = parser.parse_args()
    for part in given.part or ["seeds", "tuning", "frozen"]:
        scores = score_part(part)
        if given.show and part == "frozen":
            sys.exit("the frozen pages are not for looking at")
        if given.show:
            for one in scores:
                for note in one.notes:
                    print(f"{one.name}: {note}")
        print("\n".join([*table(part, scores), ""]))
    if given.lm or given.ocr:
        print("\n".join(join_table(joins.measure(given.lm, given.ocr))))
    if given.lm:
        print("\n".join(repeat_table(repeats.measure(given.lm))))


if __name__ == "__main__":
    main()
