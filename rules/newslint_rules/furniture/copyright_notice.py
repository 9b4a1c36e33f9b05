"""FUR008 copyright-notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Role
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR008",
    name="copyright-notice",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def copyright_notice(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line that says who may reprint.

    What it finds
    -------------
    版权所有, 未经授权不得转载, ©, All rights reserved on a line of their own.

        灯会开到正月十八，门票半价。⏎⏎⟦版权所有，未经书面授权不得转载⟧⏎

    Why it matters
    --------------
    It is no news, repeats on every page, and a corpus must honour it: the record keeps the page it
    stood on.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    Articles about copyright.

        ⟦法院认为，版权所有人有权要求平台删除侵权视频，并赔偿损失。⟧⏎

    Source
    ------
    Copyright notices of the labelled pages in `tests/pages/`; Copyright Law of China, article 24.
    """
    yield from tagged(page, "copyright notice", Role.COPYRIGHT)
