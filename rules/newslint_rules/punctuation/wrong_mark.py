"""PUN014 wrong-mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newslint.model.typos import Doubting, doubted, judge_of
from newslint.model.wrong_marks import wrong_marks
from newslint.rule import Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Marks:
    """Options of wrong-mark.

    Args:
        model: Digest of the model that judges; `base` is the one that is shipped.
    """

    model: str = "base"


@rule(
    code="PUN014",
    name="wrong-mark",
    level=Level.INFO,
    stage=Stage.WORDS,
    trigger=Places(Doubting(wrong_marks)),
    options=Marks(),
)
def wrong_mark(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A mark inside a paragraph in whose place another one is expected.

    What it finds
    -------------
    A colon or stop where the clause only pauses, a comma where the sentence surely ends.

        目前⟦：⟧救援工作正在紧张进行，受伤的村民已经送到县医院。⏎

    Why it matters
    --------------
    Small marks are what engines misread most beside characters. Sentences run into each other
    or fall apart.

    When the fix is safe
    --------------------
    Never: on real pages 3 in 5 of its findings are right. What may belong there is told.

    What it leaves alone
    --------------------
    Marks beside figures, letters, quotes and line ends; lists, tables, headings and text in
    Traditional script.

        他说⟦：⟧救援工作正在紧张进行，受伤的村民已经送到县医院。⏎
        比分定格在10⟦：⟧8，主队拿下了这一局。⏎

    Source
    ------
    Character n-grams of news (`base.lm`), characters that end and start sentences
    (`tools/build_joins.py`); the limit is one false alarm in 20,000 characters
    (`calibration.json`). It finds one in seven wrong marks of real pages.
    """
    judge = judge_of(page.rule)
    for span, found in doubted(page, places, wrong_marks, {Kind.BODY}):
        yield page.finding(
            span,
            f"{span.of(page.text)} may stand for {found.mark}",
            candidates=[found.mark],
            evidence=[
                Evidence("strength", f"{found.strength:.1f}"),
                Evidence("model", judge.model.facts.name),
            ],
        )
