"""FUR002 jump-line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Role
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR002",
    name="jump-line",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def jump_line(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line that sends the reader to another page of the paper.

    What it finds
    -------------
    下转第二版 at the end of a story, 上接第一版 at its head, 详见 and 未完待续, as a line or in
    brackets at the end of a paragraph.

        新桥合龙那天，两岸的人都来看。⏎⏎⟦（下转第四版）⟧⏎
        ⟦（上接第一版）⟧村口的大榕树下，老人们正在下棋。⏎

    Why it matters
    --------------
    The label tells which parts of two pages are one story; in running text it is noise.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    Pages of books and editions named in a sentence.

        这本书的⟦第四版⟧去年上市，读者说比第三版好读。⏎

    Source
    ------
    Jump lines of the labelled pages in `tests/pages/`.
    """
    yield from tagged(page, "jump line", Role.JUMP)
