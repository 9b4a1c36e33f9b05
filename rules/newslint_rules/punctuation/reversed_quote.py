"""PUN012 reversed-quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import Finding, Level, Page, Places, Stage, rule
from newslint.text.contract import Mark
from newslint.text.edit import Safety
from newslint.text.pairs import turned
from newslint.text.span import Span
from newslint_rules.punctuation._places import lines_with_odd_pairs, matchings


@rule(
    code="PUN012",
    name="reversed-quote",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(lines_with_odd_pairs),
    contract="mark",
)
def reversed_quote(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A double quotation mark that faces the wrong way.

    What it finds
    -------------
    Two marks that form a pair by their place, one or both of which are turned round.

        游客纷纷来到古镇⟦”打卡“⇢“打卡”⟧，客栈一房难求。
        他把这种种法叫作⟦“懒人田“⇢“懒人田”⟧，省工又省水。
        班长回答：⟦”三分钟能到”⇢“三分钟能到”⟧，说完就跑。

    Why it matters
    --------------
    It is what an input method or a recognizer leaves that does not know the two sides apart.
    Matching of pairs fails from there to the end of the paragraph.

    When the fix is safe
    --------------------
    It asks. The marks of the line must pair off in order, and the place of one mark or the
    short word between them must show the mistake.

    What it leaves alone
    --------------------
    The end of one quotation and the start of the next in a paragraph that a break cut off, and
    quotations that are merely unpaired.

        再过一年就能见效益了。⟦”他说，“⟧到时候请你们再来。
        老人摆摆手：⟦“⟧都是应该做的。
        会上提到⟦“老问题”“新办法”⟧两个词。

    Source
    ------
    GB/T 15834-2011, clause 4.8.
    """
    text = page.text
    for matching in matchings(text, places):
        for left, right in turned(text, matching):
            edits = [
                page.edit(Span(at, at + 1), side)
                for at, side in ((left, "“"), (right, "”"))
                if text[at] != side
            ]
            fix = page.fix(*edits, safety=Safety.ASK, contract=Mark())
            yield page.finding(Span(left, right + 1), "quotation mark turned round", fix=fix)
