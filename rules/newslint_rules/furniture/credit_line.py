"""FUR004 credit-line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Role
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR004",
    name="credit-line",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def credit_line(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line that names the agency or source an article comes from.

    What it finds
    -------------
    据新华社, 来源：…, 本报综合 and the like, alone on a line or at the end of the last paragraph.

        水文站说，洪峰将在夜里过境。⏎⏎⟦据新华社⟧⏎
        展览持续到下个月底，周一闭馆。⏎⏎⟦来源：江州发布⟧⏎

    Why it matters
    --------------
    The record keeps the source in a field, where duplicates and licences are judged by it.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    Sentences that quote a source.

        ⟦据新华社报道，洪峰已经过境，沿岸未见险情。⟧⏎

    Source
    ------
    Credits of the labelled pages in `tests/pages/` and of both seed pages.
    """
    yield from tagged(page, "credit line", Role.AGENCY)
