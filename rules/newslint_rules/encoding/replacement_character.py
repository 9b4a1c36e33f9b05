"""ENC003 replacement-character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.span import Span
from newslint_rules.encoding._lost import lost_bytes
from newslint_rules.encoding._odd import joined, odd_between


def replacements(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of U+FFFD."""
    return joined(odd_between(batch, (0xFFFD, 0xFFFD)))


@rule(
    code="ENC003",
    name="replacement-character",
    level=Level.ERROR,
    stage=Stage.BYTES,
    trigger=Places(replacements),
)
def replacement_character(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A character that was lost: U+FFFD stands in its place.

    What it finds
    -------------
    Runs of U+FFFD, which decoders write for bytes they cannot read and OCR engines for shapes
    they do not know.

        新馆的设计者是陆⟦�⟧先生，今年七十岁。
        渔船于凌晨⟦���⟧返回港口。

    Why it matters
    --------------
    The character is gone, and nothing in the text says what it was. A reader has to look it up.

    When the fix is safe
    --------------------
    Never: the lost character is not in the text.

    What it leaves alone
    --------------------
    Question marks, geta marks and blanks that an author wrote; runs in which U+FFFD alternates
    with letters, which mojibake reports.

        答案是⟦?⟧还是⟦？⟧，缺字用⟦〓⟧或⟦□⟧表示，空格填在⟦____⟧上。

    Source
    ------
    The Unicode Standard, section 23.8.
    """
    end = 0
    for span in places:
        if span.start < end:
            continue
        lost = lost_bytes(page.text, span.start)
        if lost is not None:
            end = lost.end
            continue
        count = len(span)
        message = "a character was lost" if count == 1 else f"{count} code units were lost"
        yield page.finding(span, message)
