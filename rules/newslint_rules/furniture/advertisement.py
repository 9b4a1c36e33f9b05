"""FUR007 advertisement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Role
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR007",
    name="advertisement",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def advertisement(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line of an advertisement or public notice, or one that asks to scan a code.

    What it finds
    -------------
    Classified advertisements, notices of lost documents, lines of telephone numbers and addresses
    with the short lines above them, prompts to scan a code or follow an account.

        山货节开到月底，村民忙着打包发货。⏎⏎⟦出租　临街铺面两间，水电齐全，价格面议，非诚勿扰⟧⏎
        大桥将在国庆前通车。⏎⏎⟦扫码看视频⟧⏎

    Why it matters
    --------------
    Advertisements carry private telephone numbers and repeat in every issue.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    Hotlines and addresses in a sentence of an article.

        ⟦市民如有疑问，可以拨打12345热线，也可以到社区服务站咨询。⟧⏎

    Source
    ------
    Advertisements and prompts of the labelled pages in `tests/pages/`.
    """
    yield from tagged(page, "advertisement or prompt", Role.ADVERTISEMENT, Role.PROMPT)
