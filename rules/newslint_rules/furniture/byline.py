"""FUR003 byline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR003",
    name="byline",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def byline(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line that names who wrote, translated or photographed an article.

    What it finds
    -------------
    Roles with names, names behind a square or in brackets, names alone under a headline or below
    the last paragraph, and who the author is.

        # 茶山通了索道⏎⏎⟦本报记者 许之远 通讯员 沈小禾⟧⏎⏎采茶工坐索道上山，省了一个小时。⏎
        柿子红透的时候，山里才算真正入了秋。⏎⏎⟦（作者系青岚县中学教师）⟧⏎

    Why it matters
    --------------
    The record lists the people with their roles; in the text of an article the line is no sentence.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    Headlines that start with a role, and people who speak in the text.

        ⟦记者手记：在海拔五千米处过夜⟧⏎⏎帐篷外的风刮了一夜，记者手记写到天亮。⏎

    Source
    ------
    Bylines of the labelled pages in `tests/pages/`.
    """
    yield from tagged(page, "byline", Kind.BYLINE)
