"""DUP101 duplicate-document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import Across, Finding, Level, Page, Relation, Stage, rule
from newslint.text.span import Span


@rule(
    code="DUP101",
    name="duplicate-document",
    level=Level.WARNING,
    stage=Stage.CORPUS,
    trigger=Across(Relation.SAME),
)
def duplicate_document(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A document whose text another document has, too.

    What it finds
    -------------
    Documents that are the same once full width and half width, Traditional and Simplified, upper
    and lower case are taken as equal and white space, punctuation and symbols are left out. Figures
    stay, with their decimal points and signs. In the examples ║ stands between two documents.

        渡口昨晨因大雾关闭，中午恢复摆渡。║⟦渡口昨晨因大雾关闭，⏎中午恢复摆渡。⟧
        新桥长１２８０米，后年通车。║⟦新橋長1280米,後年通車。⟧

    Why it matters
    --------------
    A model that reads a story ten times learns it by heart, and a test set that holds what the
    training set holds measures nothing. Reprints are the rule in news, not the exception.

    When the fix is safe
    --------------------
    There is none on a page. `newslint dedup` reports the documents; `newslint clean --drop DUP101`
    leaves them out of the records and keeps them in `dropped.jsonl` with the id of the one that
    stays: that of the most trusted source, then the earliest, then the longest, then the first by
    id.

    What it leaves alone
    --------------------
    Bulletins alike but for their figures, and documents without a letter or figure, which all
    look the same once their punctuation is gone.

        今天最高气温31.5度。║⟦今天最高气温315度。⟧
        今天最低气温-5度。║⟦今天最低气温5度。⟧
        ……║⟦！！⟧

    Source
    ------
    Lee et al. 2022, "Deduplicating Training Data Makes Language Models Better". Texts are compared
    by 128-bit BLAKE2b hashes. OpenCC's characters (`text/script.tsv`) map Traditional to
    Simplified one by one; for comparing that is enough, and nothing is written in that form.
    """
    for place in places:
        yield page.finding(place, "the same text as another document")
