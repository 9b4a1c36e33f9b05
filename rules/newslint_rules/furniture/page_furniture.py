"""FUR001 page-furniture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import EachDocument, Finding, Level, Page, Stage, rule
from newslint.text.blocks import Role
from newslint.text.span import Span
from newslint_rules.furniture._blocks import tagged


@rule(
    code="FUR001",
    name="page-furniture",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    tags=True,
)
def page_furniture(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line that belongs to the page and not to an article.

    What it finds
    -------------
    Page numbers and labels, the paper's head with date and weekday, names of sections beside them,
    rules between parts, fences and image placeholders on lines of their own.

        ⟦江州日报　2024年6月4日　星期二　第3版　要闻⟧⏎⏎渡口的老船工今年七十三岁，仍然每天五点起床。⏎
        老城墙脚下搬来一家小小的修表铺，掌柜是个年轻人。⏎⏎⟦— 12 —⟧⏎

    Why it matters
    --------------
    It stands between paragraphs after OCR, breaks sentences in two and repeats on every page of a
    corpus.

    When the fix is safe
    --------------------
    There is none: it tells what a part of the page is and is no defect.

    What it leaves alone
    --------------------
    Dates, weekdays and page numbers in running text; headings that name a day.

        ⟦今明两天有雨 周日放晴⟧⏎⏎市气象台昨日发布消息，今明两天有雨，周日转晴。⏎
        ⟦会议定于6月4日星期二召开，第3版通知另附。⟧⏎

    Source
    ------
    Mastheads and page labels of the labelled pages in `tests/pages/`; GB/T 9851.3 for the parts of
    a newspaper page.
    """
    yield from tagged(page, "page furniture", Role.PAGE, Role.MASTHEAD, Role.MARKUP)
