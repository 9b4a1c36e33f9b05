"""OCR002 improbable-character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newslint.model.misread import Misread, misread
from newslint.model.typos import Doubting, Judge, doubted, judge_of
from newslint.rule import Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.contract import Free
from newslint.text.edit import Fix, Safety
from newslint.text.span import Span

_READ = frozenset(Kind) - {Kind.TABLE, Kind.BYLINE, Kind.CREDIT, Kind.FURNITURE}
"""Blocks that are more than names and numbers."""

LIKELY = 0.02
"""Candidates that are less probable beside the best are not told."""


@dataclass(frozen=True, slots=True)
class Typos:
    """Options of improbable-character.

    Args:
        model: Digest of the model that judges; `base` is the one that is shipped.
        false_alarms: Clean characters to one false alarm, 5,000 to 200,000.
        probability: Least probability of the best candidate; 0 asks for none.
    """

    model: str = "base"
    false_alarms: int = 20_000
    probability: float = 0.0


@rule(
    code="OCR002",
    name="improbable-character",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(Doubting(misread)),
    contract="free",
    options=Typos(),
)
def improbable_character(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A character that hardly stands where it stands, while one that looks like it often does.

    What it finds
    -------------
    Characters whose neighbourhood a model of news has seldom or never seen, and which become
    usual when a look-alike takes their place.

        县里的新闻发布会上，有关负责人介绍了今年下半⟦午⇢年⟧的重点工作安排。⏎
        代表团⟦末⇢未⟧来几天将访问三个国家，并与当地企业签署合作协议。⏎
        海滨酒店的⟦人⇢入⟧住率去年很高，旺季里旅客的⟦人⇢入⟧住天数也有所延长。⏎

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

        队长⟦曹祎铭⟧家在⟦盱眙⟧，到过⟦亳州⟧和⟦郏县⟧，最爱听⟦冼星海⟧的曲子。⏎
        门店的⟦入驻率⟧回升了，他赶上⟦末班车⟧去看⟦鸟巢⟧，常说⟦己所不欲⟧，勿施于人。⏎
        ⟦戊戌⟧年修的石桥还在，桥头卖⟦豆汁儿⟧的老人说起往事，眼里有光。⏎

    Source
    ------
    Character n-grams of news (`base.lm`), look-alikes from fonts and a recogniser
    (`confusions.bin`), a classifier and thresholds (`calibration.json`). What it finds of real
    misreadings, at which rate of false alarms, is measured by `benchmarks/typos.py`.
    """
    options = page.rule.options
    if not isinstance(options, Typos):
        return
    judge = judge_of(page.rule)
    calibration = judge.calibration
    model = judge.mark
    if calibration.recall and judge.scorer is None:
        model += f"; finds {calibration.expected(options.false_alarms):.0%} of misreadings"
    threshold = calibration.threshold(options.false_alarms)
    for span, doubt in doubted(page, places, misread, _READ):
        if not doubt.is_sure(threshold):
            continue
        read, true = span.of(page.text), doubt.candidates[0][0]
        ranked = list(_ranked(judge, doubt))
        if ranked[0][1] < options.probability:
            continue
        fix = Fix((page.edit(span, true),), Safety.ASK, ranked[0][1], Free())
        yield page.finding(
            span,
            f"{read} may stand for {true}",
            fix=None if doubt.named else fix,
            candidates=[candidate for candidate, _ in ranked],
            evidence=[
                *(
                    Evidence("probability", f"{candidate} {chance:.0%}")
                    for candidate, chance in ranked
                ),
                Evidence("log odds", f"{doubt.candidates[0][1]:.2f}"),
                Evidence("likelier by", f"e to the {doubt.gain:.1f}"),
                *([Evidence("read again", _preferred(doubt))] if doubt.evidence else []),
                Evidence("known trigrams", f"{doubt.attested} as read, {doubt.fits} with {true}"),
                *([Evidence("same misreading", "elsewhere")] if doubt.highest > doubt.odds else []),
                *([Evidence("name", "may be part of one")] if doubt.named else []),
                Evidence("model", model),
            ],
        )


def _ranked(judge: Judge, doubt: Misread) -> Iterator[tuple[str, float]]:
    """Yield the candidates with their probabilities, best first."""
    for at, (candidate, odds) in enumerate(doubt.candidates):
        chance = judge.calibration.probability(odds)
        if not at or chance >= LIKELY:
            yield candidate, chance


def _preferred(doubt: Misread) -> str:
    """Return by how much the scorer prefers the candidates to what was read."""
    each = zip(doubt.candidates, doubt.evidence, strict=True)
    return ", ".join(f"{candidate} {nats:+.1f}" for (candidate, _), nats in each) + " nats"
