"""OCR002 improbable-character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from newslint.model.typos import Doubt, Doubting, Judge, judge_of
from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.charclass import Offsets
from newslint.text.contract import Free
from newslint.text.edit import Safety
from newslint.text.script import tongue_of
from newslint.text.span import Span

_NO_PROSE = frozenset({Kind.TABLE, Kind.BYLINE, Kind.CREDIT, Kind.FURNITURE})
"""Blocks that are hardly more than names and numbers."""

LIKELY = 0.02
"""Candidates that are less probable beside the best are not told."""


@dataclass(frozen=True, slots=True)
class Typos:
    """Options of improbable-character.

    Args:
        model: Digest of the model that judges; `base` is the one that is shipped.
        false_alarms: Clean characters to one false alarm, 5,000 to 200,000.
    """

    model: str = "base"
    false_alarms: int = 20_000


def doubted(judge: Judge, batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the characters of a batch that a judge doubts."""
    found = [
        int(batch.starts[text]) + place
        for text, doubts in sorted(batch.once(judge.doubted).items())
        for place in sorted(doubts)
    ]
    starts = np.array(found, dtype=np.int64)
    return starts, starts + 1


@rule(
    code="OCR002",
    name="improbable-character",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(Doubting(doubted)),
    contract="free",
    options=Typos(),
)
def improbable_character(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A character that hardly stands where it stands, while one that looks like it often does.

    What it finds
    -------------
    Characters whose neighbourhood a model of news has seldom or never seen, and which become
    usual when a look-alike takes their place.

    Why it matters
    --------------
    Most misread characters make no wrong word that a list could hold. They are lost to search,
    and language models learn them.

    When the fix is safe
    --------------------
    Never: the model knows what is usual, not what was printed. It asks, with the candidates in
    order of their probability. Inside what may be a name the candidates are only shown.

    What it leaves alone
    --------------------
    Text in Traditional script, tables, bylines and credits, words of the configuration's
    lexicon, and whatever a text writes again and again.

    Source
    ------
    Character n-grams of news (`base.lm`), look-alikes from fonts and a recogniser
    (`confusions.bin`), a classifier and thresholds (`calibration.json`). What it finds of real
    misreadings, at which rate of false alarms, is measured by `benchmarks/typos.py`.
    """
    options = page.rule.options
    if not isinstance(options, Typos) or tongue_of(page.text)[1] == "Hant":
        return
    judge = judge_of(page.rule)
    known = judge.doubts_of(page.text)
    calibration = judge.calibration
    recall = calibration.expected(options.false_alarms)
    starts = [block.span.start for block in page.blocks]
    for span in places:
        doubt = known.get(span.start)
        if doubt is None or not judge.is_sure(doubt, options.false_alarms):
            continue
        block = page.blocks[bisect_right(starts, span.start) - 1]
        if block.kind in _NO_PROSE:
            continue
        read, true = span.of(page.text), doubt.candidates[0][0]
        fix = page.fix(page.edit(span, true), safety=Safety.ASK, contract=Free())
        yield page.finding(
            span,
            f"{read} may stand for {true}",
            fix=None if doubt.named else fix,
            candidates=[candidate for candidate, _ in _ranked(judge, doubt)],
            evidence=[
                *(
                    Evidence("probability", f"{candidate} {chance:.0%}")
                    for candidate, chance in _ranked(judge, doubt)
                ),
                Evidence("likelier by", f"e to the {doubt.gain:.1f}"),
                Evidence("known trigrams", f"{doubt.attested} as read, {doubt.fits} with {true}"),
                *([Evidence("same misreading", "elsewhere")] if doubt.highest > doubt.odds else []),
                *([Evidence("name", "may be part of one")] if doubt.named else []),
                Evidence("model", f"{judge.model.facts.name}; finds {recall:.0%} of misreadings"),
            ],
        )


def _ranked(judge: Judge, doubt: Doubt) -> Iterator[tuple[str, float]]:
    """Yield the candidates with their probabilities, best first."""
    for at, (candidate, odds) in enumerate(doubt.candidates):
        chance = judge.calibration.probability(odds)
        if not at or chance >= LIKELY:
            yield candidate, chance
