"""OCR005 missing-character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newslint.model.gaps import missing
from newslint.model.typos import Doubting, doubted, judge_of
from newslint.rule import Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Gaps:
    """Options of missing-character.

    Args:
        model: Digest of the model that judges; `base` is the one that is shipped.
    """

    model: str = "base"


@rule(
    code="OCR005",
    name="missing-character",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(Doubting(missing)),
    options=Gaps(),
)
def missing_character(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A character that is missing inside a word or phrase of a paragraph.

    What it finds
    -------------
    Two characters that hardly stand side by side, in a text that becomes much likelier when a
    character stands between them. The finding is at the character behind the gap.

        警方昨晚发布通报说，那名犯罪嫌⟦人⟧已被依法采取刑事强制措施。⏎

    Why it matters
    --------------
    Engines skip faint and narrow characters. What is left looks like a word that nobody knows.

    When the fix is safe
    --------------------
    There is none: what is missing is not in the text. The likeliest characters are told.

    What it leaves alone
    --------------------
    Names, new words and abbreviations, unless the model is nearly certain; captions, tables,
    headings and text in Traditional script.

        网上流传的视频里，犯罪嫌⟦疑人⟧低着头走进看守所。⏎
        县里的农机合作社⟦昨天开⟧镰收割，三百多台机器进了地。⏎

    Source
    ------
    Character n-grams of news (`base.lm`); the limit is one false alarm in 50,000 characters
    (`calibration.json`). It finds one in twelve characters that were left out of broadcast news,
    one in twenty of newspaper prose.
    """
    judge = judge_of(page.rule)
    for span, found in doubted(page, places, missing, {Kind.BODY}):
        best = found.candidates[0][0]
        yield page.finding(
            span,
            f"{best} may be missing before {span.of(page.text)}",
            candidates=[candidate for candidate, _ in found.candidates],
            evidence=[
                Evidence("likelier by", f"e to the {found.gain:.1f} with {best}"),
                Evidence("model", judge.model.facts.name),
            ],
        )
