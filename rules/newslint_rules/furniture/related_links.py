"""FUR009 related-links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Role
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR009",
    name="related-links",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def related_links(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line that leads to other texts.

    What it finds
    -------------
    相关链接, 延伸阅读, 点击进入 and bare addresses, with the titles listed below them.

        海塘加固工程昨日完工。⏎⏎⟦点击进入专题报道⟧⏎

    Why it matters
    --------------
    Titles of other articles look like headings and start articles that are not there.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    A box of background under 相关链接, which is text, and addresses in a sentence.

        海塘加固工程昨日完工。⏎⏎⟦相关链接⟧⏎⏎⟦海塘始建于五十年代，先后三次加高，保护着沿岸两万亩农田。⟧⏎

    Source
    ------
    Web pages of newspapers; labelled pages in `tests/pages/`.
    """
    yield from tagged(page, "links to other texts", Role.RELATED)
