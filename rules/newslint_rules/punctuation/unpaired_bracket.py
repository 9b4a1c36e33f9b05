"""PUN003 unpaired-bracket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import Finding, Level, Page, Places, Stage, rule
from newslint.text.span import Span
from newslint_rules.punctuation._places import lines_with_odd_pairs
from newslint_rules.punctuation._unpaired import unpaired

_BRACKETS = "（(《〈【〔"


@rule(
    code="PUN003",
    name="unpaired-bracket",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(lines_with_odd_pairs),
)
def unpaired_bracket(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A bracket or book-title mark without its partner.

    What it finds
    -------------
    A round, lenticular or tortoise-shell bracket or a book-title mark that is never closed, or
    that closes nothing.

        市图书馆⟦（⟧含三家分馆本周末延长开放两小时。
        孩子们排着队领到了⟦《⟧昆虫记和一支铅笔。
        新规自下月起施行⟦）⟧，过渡期为半年。

    Why it matters
    --------------
    The remark or title runs into the sentence, and it cannot be told which words it held.

    When the fix is safe
    --------------------
    There is none: where the other mark stood must be read from the page.

    What it leaves alone
    --------------------
    Numbering such as 1) a) 一）, emoticons, brackets of different width that form a pair, and a
    bracket that a line break cut in two.

        办理步骤：⟦1)⟧填表；⟦2）⟧缴费；⟦a)⟧到窗口，⟦一）⟧网上。
        她在便条上画了个笑脸⟦:)⟧，又画了个⟦:-(⟧。
        展品⟦（复制件)⟧来自⟦《山海经》⟧。

    Source
    ------
    GB/T 15834-2011, clauses 4.9 (brackets) and 4.15 (book-title marks), and clause 5.1.
    """
    for span, closes in unpaired(page.text, places, _BRACKETS):
        how = "closes nothing" if closes else "is never closed"
        yield page.finding(span, f"{span.of(page.text)} {how}")
