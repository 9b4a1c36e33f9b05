"""PUN002 unpaired-quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import Finding, Level, Page, Places, Stage, rule
from newslint.text.pairs import QUOTES
from newslint.text.span import Span
from newslint_rules.punctuation._places import lines_with_odd_pairs
from newslint_rules.punctuation._unpaired import unpaired


@rule(
    code="PUN002",
    name="unpaired-quote",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(lines_with_odd_pairs),
)
def unpaired_quote(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A quotation mark without its partner.

    What it finds
    -------------
    An opening quotation mark that is never closed, and a closing one that nothing opened, of
    any of the forms “” ‘’ 「」 『』.

        村支书指着新修的水渠说：⟦“⟧今年不愁浇地了。
        这项手艺被称为指尖上的舞蹈⟦”⟧，去年列入了省级名录。
        她把这间屋子叫作⟦「⟧时光邮局，每天替人收信。

    Why it matters
    --------------
    Nobody can tell where the quotation ends; who said what is lost, and everything that reads
    quotations (speakers, titles, other rules) goes wrong from there.

    When the fix is safe
    --------------------
    There is none: where the other mark stood must be read from the page.

    What it leaves alone
    --------------------
    A speech of several paragraphs, each opened and only the last one closed; a quotation that a
    line break cut in two; quote after quote; apostrophes, inches and minutes; marks that face
    the wrong way (reversed-quote).

        他回忆道：⟦“⟧那年雪下得特别大。⏎⏎⟦“⟧我们走了一夜才到。⟦”⟧
        乘客问⟦“⟧还要等多久⟦”“⟧有没有热水⟦”⟧，列车员一一作答。
        他念了一段信：⟦“⟧谷雨已过，⏎⏎该插秧了。⟦”⟧
        那台⟦15.6”⟧的显示器旁写着⟦it’s⟧和⟦’90s⟧字样。

    Source
    ------
    GB/T 15834-2011, clause 4.8 (quotation marks) and clause 5.1 (marks stand at both ends).
    """
    for span, closes in unpaired(page.text, places, QUOTES):
        how = "closes nothing" if closes else "is never closed"
        yield page.finding(span, f"quotation mark {span.of(page.text)} {how}")
