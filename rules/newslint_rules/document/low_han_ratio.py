"""DOC002 low-han-ratio."""

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
from newslint.text.measures import han_share
from newslint.text.span import Span
from newslint_rules.document._quantiles import quantiles_of


@dataclass(frozen=True, slots=True)
class HanShare:
    """Options of low-han-ratio.

    Args:
        share: The least share of Han among the characters of the text that passes.
    """

    share: float = 0.4


VERDICT = Verdict(
    (Measure("share of Han", han_share, "share", quantiles_of("han_share"), least=True),),
)


@rule(
    code="DOC002",
    name="low-han-ratio",
    level=Level.WARNING,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    options=HanShare(),
    verdict=VERDICT,
)
def low_han_ratio(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """An article with few Chinese characters in its text.

    What it finds
    -------------
    Articles of 50 characters or more of which less than `share` (0.4) are Han.

        ⟦8-12␠0.35␠|||␠7740␠5512␠(3)␠11:09␠::␠62.8␠91.4␠2207␠;␠38␠/␠116␠%␠4075␠9981␠4.02␠均价␠7␠1␠6⟧⏎

    Why it matters
    --------------
    Rows of figures, codes and marks are what is left of tables, maps and charts that an engine
    read as if they were text.

    When the fix is safe
    --------------------
    There is none. `newslint clean --drop DOC002` leaves such articles out of the records.

    What it leaves alone
    --------------------
    News full of figures and foreign names, and texts of fewer than 50 characters.

        ⟦全年进出口3.2万亿元，增长5.6%；其中出口1.9万亿元，增长7.1%，进口1.3万亿元，增长3.4%，顺差6000亿元，再创新高。⟧
        ⟦62.8 91.4 2207⟧

    Source
    ------
    The least share of 91 pages of newspaper text is 0.56; results of matches and prices go down
    to 0.45.
    """
    yield from page.failures()
