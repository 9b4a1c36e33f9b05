"""Measures how surely and how completely LAY001 and LAY002 join what a page has cut.

    python benchmarks/joins.py --lm DIR --ocr DIR [--share 0.2] [--show 5]

Real breaks are those of the OCR pages. The others are made: 6 to 12 consecutive paragraphs of
edited news are set in lines of 12 to 40 characters, as a compositor sets them, and cut where a
column ends, or at every line end. True paragraph ends are the negatives. In some pages one
paragraph in ten has lost its final mark, some have titles without a mark over their
paragraphs, some have paragraphs shorter than a line. Only joins that are safe count; a join is
right when the place is a cut and what is written there is what stood there before.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import regex

from confidence_pages import groups, lines_of, whole
from newslint.pipeline.clean import Cleaner
from newslint.rule import load_packs
from newslint.shares import lower_bound, wilson
from newslint.testing import document, sure
from newslint.text.span import Span
from typesetting import printed

CODES = ("LAY001", "LAY002")
LOST = 0.1
"""Share of the paragraphs that lose their final mark in pages of that kind."""

WIDTHS = (12, 40)
HEIGHTS = (6, 40)
"""Characters of a line and lines of a column, fewest and most."""

_SENTENCE = regex.compile(r"[^。！？]*[。！？]”?")


@dataclass(frozen=True, slots=True)
class JoinScore:
    """What became of the cuts of some pages.

    Args:
        name: the kind of pages.
        cuts: line ends inside a sentence or paragraph.
        found: cuts that were joined rightly.
        joins: places that were joined.
        wrong: joins of what was apart, or with the wrong text.
        samples: contexts of some wrong joins and missed cuts, for reading.
    """

    name: str
    cuts: int
    found: int
    joins: int
    wrong: int
    samples: tuple[str, ...] = ()

    @property
    def precision(self) -> tuple[float, float]:
        """Return the share of joins that are right, and its one-sided 95 % lower bound."""
        if not self.joins:
            return 0.0, 0.0
        return 1 - self.wrong / self.joins, lower_bound(self.joins, self.wrong)

    @property
    def recall(self) -> tuple[float, float, float]:
        """Return the share of cuts that were found, and its 95 % Wilson interval."""
        if not self.cuts:
            return 0.0, 0.0, 1.0
        return self.found / self.cuts, *wilson(self.found, self.cuts)

    def __str__(self) -> str:
        right, lower = self.precision
        share, low, high = self.recall
        return (
            f"{self.name:34}{self.joins:7} joins {self.wrong:4} wrong {right:7.4f} (>= {lower:.4f})"
            f"{self.cuts:7} cuts, recall {share:.3f} ({low:.3f}-{high:.3f})"
        )


def total(name: str, scores: Iterable[JoinScore]) -> JoinScore:
    """Return the sum of some scores."""
    all_ = list(scores)
    return JoinScore(
        name,
        sum(one.cuts for one in all_),
        sum(one.found for one in all_),
        sum(one.joins for one in all_),
        sum(one.wrong for one in all_),
    )


@dataclass(frozen=True, slots=True)
class CutPage:
    """A page and its cuts: the white space of each, and what belongs there."""

    name: str
    text: str
    cuts: tuple[tuple[Span, str], ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How pages of one kind are made.

    Args:
        name: as it is reported.
        line_end: what stands at a line end inside a column; empty: the lines of a paragraph run
            on, and only columns cut them.
        column_end: what stands where a column ends.
        paragraph_end: what stands behind a paragraph.
        indent: what stands before its first line.
        lost, titles, short: whether final marks are lost, titles put between, paragraphs short.
    """

    name: str
    line_end: str = ""
    column_end: str = "\n\n"
    paragraph_end: str = "\n\n"
    indent: str = ""
    lost: bool = False
    titles: bool = False
    short: bool = False


STYLES = (
    Style("columns"),
    Style("columns, marks lost", lost=True),
    Style("columns, titles", titles=True),
    Style("columns, short paragraphs", short=True),
    Style("columns, marks lost, titles, short", lost=True, titles=True, short=True),
    Style("wrapped", "\n", "\n", "\n"),
    Style("wrapped, paragraphs parted", "\n", "\n", "\n\n"),
    Style("wrapped, indented", "\n", "\n", "\n", "　　"),
    Style("wrapped, indented, titles, short", "\n", "\n", "\n", "　　", titles=True, short=True),
    Style("wrapped, blank lines", "\n\n", "\n\n", "\n\n"),
    Style("wrapped, marks lost, titles", "\n", "\n", "\n", lost=True, titles=True),
)


def made_page(lines: Sequence[str], style: Style, rng: Random) -> CutPage:
    """Return a page made of paragraphs."""
    width = rng.randint(*WIDTHS)
    height = rng.randint(*HEIGHTS)
    left = rng.randint(1, height)
    text, cuts = "", []
    for paragraph in paragraphs(lines, style, rng):
        text += style.indent if paragraph[1] else ""
        pieces = list(printed(paragraph[0], width))
        for number, (piece, gap) in enumerate(pieces):
            text += piece
            left -= 1
            between = style.column_end if left <= 0 else style.line_end
            if left <= 0:
                left = height
            if number + 1 == len(pieces):
                text += style.paragraph_end
            elif between:
                cuts.append((Span(len(text), len(text) + len(between)), gap))
                text += between
            else:
                text += gap
    return CutPage(style.name, text.rstrip("\n") + "\n", tuple(cuts))


def paragraphs(lines: Sequence[str], style: Style, rng: Random) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs of a page as the style wants them; False: it is a title."""
    for line in lines:
        if style.titles and rng.random() < 0.3:
            clauses = [one for one in regex.split("[，。；！？]", line) if 7 <= len(one) <= 24]
            if clauses and not regex.search("[“”（）《》：]", clauses[0]):
                yield clauses[0], False
        if style.short and rng.random() < 0.4:
            sentences = [one for one in _SENTENCE.findall(line) if 8 <= len(one) <= 40]
            line = rng.choice(sentences) if sentences else line
        if style.lost and rng.random() < LOST:
            line = line.rstrip("。！？”")
        yield line, True


def made_pages(lines: Sequence[str], style: Style, seed: int) -> Iterator[CutPage]:
    """Yield pages made of all lines."""
    rng = Random(f"{style.name} {seed}")
    for group in groups(lines, rng):
        yield made_page(group, style, rng)


def ocr_pages(folder: Path) -> Iterator[CutPage]:
    """Yield the OCR pages with the line ends that their truth has not."""
    cuts: dict[str, list[tuple[Span, str]]] = {}
    for row in (folder / "dev.gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(row)
        if gold["kind"] == "break_insert":
            cuts.setdefault(gold["doc"], []).append((Span(gold["start"], gold["end"]), ""))
    for row in (folder / "dev.docs.jsonl").read_text("utf-8").splitlines():
        page = json.loads(row)
        yield CutPage("real OCR pages", page["text"], tuple(cuts.get(page["doc"], ())))


def scored(pages: Iterable[CutPage], shown: int = 0) -> JoinScore:
    """Return what the rules make of the cuts of some pages."""
    cleaner = Cleaner(sure(rule for rule in load_packs() if rule.code in CODES))
    all_ = list(pages)
    cuts = found = joins = wrong = 0
    bad: list[str] = []
    missed: list[str] = []
    for page, outcome in zip(all_, cleaner.run(document(page.text) for page in all_), strict=True):
        if outcome.error is not None:
            raise outcome.error
        text, right = page.text, set()
        for report in outcome.reports:
            for edit in report.edits if report.applied else ():
                if "\n" not in edit.old or "\n" in edit.new:
                    continue
                joins += 1
                at = [cut for cut in page.cuts if cut[0].overlaps(edit.span)]
                if at and (edit.new == at[0][1] or page.name.startswith("real")):
                    right.add(at[0][0])
                else:
                    wrong += 1
                    bad.append(f"WRONG {report.finding.rule} {_context(text, edit.span)}")
        cuts += len(page.cuts)
        found += len(right)
        missed += [f"MISSED {_context(text, cut)}" for cut, _ in page.cuts if cut not in right]
    rng = Random(0)
    samples = [one for some in (bad, missed) for one in rng.sample(some, min(shown, len(some)))]
    return JoinScore(all_[0].name, cuts, found, joins, wrong, tuple(samples))


def _context(text: str, span: Span) -> str:
    before, after = text[max(0, span.start - 30) : span.start], text[span.end : span.end + 30]
    return f"{before}|{after}".replace("\n", "⏎")


def measure(
    lm: Path | None, ocr: Path | None, *, share: float = 1.0, seed: int = 0, shown: int = 0
) -> list[JoinScore]:
    """Return the scores of the real pages and of those made of the paragraphs of dev.txt.zst.

    Args:
        lm: folder of dev.txt.zst, None: no pages are made.
        ocr: folder of dev.docs.jsonl and dev.gold.jsonl, None: without real pages.
        share: share of the paragraphs that are used, from the first on.
        seed: of widths, heights and what is lost.
        shown: samples of wrong joins and of missed cuts of each kind.
    """
    scores: list[JoinScore] = [] if ocr is None else [scored(ocr_pages(ocr), shown)]
    if lm is not None:
        lines = [line for line in lines_of(lm / "dev.txt.zst", None, Random(seed)) if whole(line)]
        lines = lines[: int(len(lines) * share)]
        scores += [scored(made_pages(lines, style, seed), shown) for style in STYLES]
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--lm", type=Path, help="holds dev.txt.zst")
    parser.add_argument("--ocr", type=Path, help="holds dev.docs.jsonl and dev.gold.jsonl")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    scores = measure(
        options.lm, options.ocr, share=options.share, seed=options.seed, shown=options.show
    )
    for score in scores:
        print(score)
        print("".join(f"    {sample}\n" for sample in score.samples), end="")
    print(total("columns, real and made", (one for one in scores if "wrapped" not in one.name)))
    print(total("wrapped", (one for one in scores if "wrapped" in one.name)))
    print(total("all", scores))


if __name__ == "__main__":
    main()
