"""FUR005 caption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Kind, Role
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR005",
    name="caption",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def caption(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Words about a photograph, or the line that says who took it.

    What it finds
    -------------
    图为…, numbered or pointing captions, sentences with …摄, paragraphs above a photo credit, and
    photo credits such as 新华社发.

        白鹭飞回湿地，观鸟的人也来了。⏎⏎⟦图为白鹭在浅水处觅食。⟧⏎⏎⟦新华社发⟧⏎

    Why it matters
    --------------
    Without the picture a caption in the middle of an article interrupts it; with it, it is a
    description worth keeping. The record pairs each caption with its credit.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    图 in other words, sentences about photographers and cameras.

        ⟦图书馆新馆下月开放，市民可以凭身份证入馆。⟧⏎
        ⟦他拍摄的老街照片被档案馆收藏了三百张。⟧⏎

    Source
    ------
    Captions of the labelled pages in `tests/pages/` and of both seed pages.
    """
    yield from tagged(page, "caption or photo credit", Kind.CAPTION, Role.PHOTO)
