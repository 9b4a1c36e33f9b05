"""DUP102 near-duplicate-document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newslint.rule import Across, Finding, Level, Page, Relation, Stage, rule
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Likeness:
    """Options of near-duplicate-document.

    Args:
        similarity: The least share of shingles in common, of all that either text has.
        figures: The least share of the figures of one text that stand in the other.
        shingle: Characters of a shingle.
    """

    similarity: float = 0.7
    figures: float = 0.95
    shingle: int = 5


@rule(
    code="DUP102",
    name="near-duplicate-document",
    level=Level.WARNING,
    stage=Stage.CORPUS,
    trigger=Across(Relation.NEAR),
    options=Likeness(),
)
def near_duplicate_document(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A document that is nearly the same as another one.

    What it finds
    -------------
    Reprints with a few characters changed or misread, or with a paragraph less: of the strings of
    `shingle` characters (5) that either text has, a share of `similarity` (0.7) stands in both,
    counted exactly; texts are compared as DUP101 compares them. And their figures agree: a share of
    `figures` (0.95) of those of one text stands in the other, or the texts differ in so many
    characters that as many figures are misread by chance. In the examples ║ stands between two
    documents.

        县里今年把七座老桥加固一遍，工人白天封半幅路面，夜里放行，月底前全部完工，过桥的货车不用再绕行。║⟦县里今年把七座老桥加固一遍，工入白天封半幅路面，夜里放行，月底前全部完工，过桥的货车不用再绕行。⟧

    Why it matters
    --------------
    Two agencies print one story; two scans of one page never agree in every character.

    When the fix is safe
    --------------------
    There is none on a page. `newslint dedup` reports the documents with their similarity and the
    spans they share; `newslint clean --drop DUP102` leaves them out of the records. Each is
    compared with the document that stays, so a chain of stories, each like the next, does not fall
    as a whole.

    What it leaves alone
    --------------------
    Bulletins alike but for their figures, and stories that have a sentence in common.

        县里今年把7座老桥加固一遍，工人白天封半幅路面，夜里放行，12月底前全部完工，过桥的货车不用再绕行。║⟦县里今年把9座老桥加固一遍，工人白天封半幅路面，夜里放行，11月底前全部完工，过桥的货车不用再绕行。⟧
        渡口昨晨因大雾关闭，中午恢复摆渡。船工趁空检修了两条渡船。║⟦渡口昨晨因大雾关闭，中午恢复摆渡。赶集的人改走了新修的大桥。⟧

    Source
    ------
    Broder 1997, "On the resemblance and containment of documents"; candidates share one of 16 bands
    of 8 MinHashes, or two least hashes of strings of 16 characters. On 100 MB of made-up news
    (`benchmarks/corpus_text.py`) 2,759 of 2,760 copies were found, up to 2 % of their characters
    changed, and none of 480 bulletins was taken for one; docs/dedup.md says more.
    """
    for place in places:
        yield page.finding(place, "nearly the same text as another document")
