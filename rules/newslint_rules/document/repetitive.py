"""DOC003 repetitive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newslint.rule import (
    EachDocument,
    Finding,
    Level,
    Measure,
    Page,
    Stage,
    Verdict,
    rule,
)
from newslint.text.measures import commonest_phrase, repeated_paragraphs, repeated_passages
from newslint.text.span import Span
from newslint_rules.document._quantiles import quantiles_of


@dataclass(frozen=True, slots=True)
class Shares:
    """Options of repetitive.

    Args:
        paragraphs: The greatest share of characters in paragraphs told before.
        passages: The greatest share of characters in passages of ten told before.
        phrase: The greatest share that the commonest phrase of five characters makes.
    """

    paragraphs: float = 0.3
    passages: float = 0.6
    phrase: float = 0.3


VERDICT = Verdict(
    (
        Measure(
            "share of repeated paragraphs",
            repeated_paragraphs,
            "paragraphs",
            quantiles_of("repeated_paragraphs"),
        ),
        Measure(
            "share of repeated passages",
            repeated_passages,
            "passages",
            quantiles_of("repeated_passages"),
        ),
        Measure(
            "share of the commonest phrase",
            commonest_phrase,
            "phrase",
            quantiles_of("commonest_phrase"),
        ),
    ),
)


@rule(
    code="DOC003",
    name="repetitive",
    level=Level.WARNING,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    options=Shares(),
    verdict=VERDICT,
)
def repetitive(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """An article that says the same again and again.

    What it finds
    -------------
    Articles in which paragraphs, passages of ten characters or one phrase of five make too great
    a share: `paragraphs` (0.3), `passages` (0.6), `phrase` (0.3).

        ⟦大坝已经合龙，施工队正在清理现场，大坝已经合龙，施工队正在清理现场，大坝已经合龙，施工队正在清理现场，大坝已经合龙。⟧

    Why it matters
    --------------
    Models that read pages fall into loops, and a corpus with loops teaches looping.

    When the fix is safe
    --------------------
    There is none here; the DUP rules repair single repetitions. `newslint clean --drop DOC003`
    leaves such articles out of the records.

    What it leaves alone
    --------------------
    Refrains, titles of office and names that come again, as they do in any news.

        ⟦村里修路，先修村东的路，再修村西的路，路修好了，车进来了，货出去了，人也回来了，大家说，要致富先修路，这话一点儿也不假。⟧

    Source
    ------
    Rae et al. 2021, "Scaling Language Models", table A1 (duplicate paragraphs 0.30; n-grams of
    words there, of characters here). Of 13,500 runs of paragraphs of clean news one has more
    than 0.6 in repeated passages (a decree that changes one word of many paragraphs), none more
    than 0.29 in one phrase; on 91 newspaper pages the greatest shares are 0.13 and 0.05.
    """
    yield from page.failures()
