"""FUR006 editor-line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Role
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR006",
    name="editor-line",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def editor_line(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line that names the editors of a page or asks for contributions.

    What it finds
    -------------
    本版责编, 责任编辑, 美编, 校对, 版式 with names, and where to send contributions.

        渠水进了田，秧苗一天一个样。⏎⏎⟦本版责编：周小满　美编：吴越⟧⏎

    Why it matters
    --------------
    It names people who did not write the article and stands beside its last line.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    Bylines with an editor among the reporters, editors who speak in the text.

        ⟦编辑部搬家那天，校对科的老周把铅字盒擦了又擦。⟧⏎

    Source
    ------
    Editor lines of the labelled pages in `tests/pages/`.
    """
    yield from tagged(page, "editor line", Role.EDITOR)
