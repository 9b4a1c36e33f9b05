"""PUN009 wrong-nesting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from newslint.rule import Finding, Level, Page, Places, Stage, rule
from newslint.text.pairs import Matching, turned
from newslint.text.span import Span
from newslint_rules.punctuation._places import MOST, lines_with_odd_pairs, matchings

_INNER = {"“": "‘’", "‘": "“”", "「": "『』", "『": "「」", "《": "〈〉"}


@rule(
    code="PUN009",
    name="wrong-nesting",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(lines_with_odd_pairs),
)
def wrong_nesting(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Quotation or book-title marks that are nested in the wrong order.

    What it finds
    -------------
    Double quotation marks directly inside double ones, single ones outside double ones, book
    titles directly inside book titles, and pairs that cut into each other.

        厂长说：“我们把这条线叫作⟦“争气线”⟧，谁也不许停。”
        展板上写着⟦‘他们说“等一等”，我们说干’⟧几个字。
        她刚读完《〈红楼梦〉导读》，又翻开《重读⟦《呐喊》⟧》。
        馆藏的“手抄本⟦（残卷”）⟧明天开展。

    Why it matters
    --------------
    A reader of marks, human or machine, closes the quotation too early. Levels alternate so
    that each closing mark tells what it closes.

    When the fix is safe
    --------------------
    There is none yet: the marks may also be unpaired ones that happen to nest.

    What it leaves alone
    --------------------
    Levels that alternate, single marks that stand by themselves, brackets in between.

        他说：“老师常讲⟦‘温故而知新’⟧，我记了一辈子。”
        电文写道：“船长喊⟦‘向“海燕”号靠拢’⟧，随后断了联系。”
        ⟦‘小满’⟧过后，农家自编的⟦《〈齐民要术〉今读》⟧印了第二版。
        报告说：“草案（即所谓⟦“第二稿”⟧）还要再议。”

    Source
    ------
    GB/T 15834-2011, clauses 4.8 (quotation marks) and 4.15 (book-title marks).
    """
    text = page.text
    for matching in matchings(text, places):
        if turned(text, matching):
            continue
        for span, message in islice(_wrong(text, matching), MOST):
            yield page.finding(span, message)


def _wrong(text: str, matching: Matching) -> Iterator[tuple[Span, str]]:
    """Yield the places of a line where marks are nested wrongly, and how."""
    around = {pair.opener: pair.around for pair in matching.pairs}
    closer = {pair.opener: pair.closer for pair in matching.pairs}
    found: dict[int, tuple[Span, str]] = {}
    for pair in matching.pairs:
        outer = pair.around
        if outer is None or outer not in closer:
            continue
        mark, over = text[pair.opener], text[outer]
        if mark == over and mark in _INNER:
            message = f"{mark} inside {over}: the inner pair is {_INNER[mark]}"
            found[pair.opener] = (Span(pair.opener, pair.closer + 1), message)
        elif mark == "“" and over == "‘" and around[outer] is None:
            found[outer] = (Span(outer, closer[outer] + 1), "‘’ outside “”: the outer pair is “”")
    for left, right in matching.crossed:
        found[left] = (Span(left, right + 1), f"{text[left]}{text[right]} cuts into another pair")
    yield from (found[at] for at in sorted(found))
