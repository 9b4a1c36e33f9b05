"""ENC009 unnormalized-text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import combining, normalize

import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Canonical
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.encoding._odd import joined, odd_between

MOST_MARKS: Final = 30
"""Longer piles of combining marks are ornament, and are left alone."""

_JAMO = regex.compile(r"(?:[\u1100-\u1112][\u1161-\u1175]|[\uAC00-\uD7A3])[\u11A8-\u11C2]?")


def decomposed(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of combining marks, Korean letters and symbols that stand for a letter."""
    return joined(
        odd_between(
            batch,
            (0x0300, 0x034E),
            (0x0350, 0x036F),
            (0x1100, 0x11FF),
            (0x2126, 0x212B),
            (0x2329, 0x232A),
            (0x3099, 0x309A),
        )
    )


@rule(
    code="ENC009",
    name="unnormalized-text",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(decomposed),
    contract="canonical",
)
def unnormalized_text(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A letter written in pieces, or by a sign, that has a code point of its own.

    What it finds
    -------------
    Letters followed by combining marks, kana followed by voicing marks and Korean syllables in
    parts where a composed character exists; the signs Ω, K and Å and the angle brackets that are
    canonically other characters.

        她在里昂开了一家caf⟦e\u0301→é⟧。
        拼音写作l⟦u\u0308\u030c→ǚ⟧，声调在上。
        招牌上的⟦か\u3099→が⟧字掉了漆。
        电阻为十⟦\u2126→Ω⟧，重印的是⟦\u2329→〈⟧春江。

    Why it matters
    --------------
    File names from macOS and some PDF files come in pieces. The two spellings print alike and
    compare as different, and a pinyin table finds only one.

    When the fix is safe
    --------------------
    Always: old and new are canonically equivalent by the tables of Unicode.

    What it leaves alone
    --------------------
    Sequences that have no composed form, spacing accents, compatibility ideographs.

        方言读作⟦m\u0300⟧，又作⟦ê\u0304⟧，单独的⟦´⟧和⟦゛⟧不动，⟦é⟧与⟦が⟧本来就是一个字。

    Source
    ------
    Unicode Standard Annex 15 (normalisation form C).
    """
    text = page.text
    done = 0
    for place in places:
        if place.start < done or (len(place) > MOST_MARKS and combining(text[place.start])):
            continue
        for span in _sequences(text, place):
            old = span.of(text)
            new = normalize("NFC", old)
            done = span.end
            if new != old:
                fix = page.fix(page.edit(span, new), safety=Safety.SAFE, contract=Canonical())
                yield page.finding(span, "a letter in pieces", fix=fix)


def _sequences(text: str, place: Span) -> Iterator[Span]:
    """Yield the sequences of a run that normalise on their own."""
    at = place.start
    while at < place.end:
        if combining(text[at]):
            start, end = max(0, at - 1), at
            while end < place.end and combining(text[end]):
                end += 1
            if start < at and not _kept(text[start]):
                yield Span(start, end)
            at = end
        elif "\u1100" <= text[at] <= "\u11ff":
            start = at - (at > 0 and "\uac00" <= text[at - 1] <= "\ud7a3")
            match = _JAMO.match(text, start)
            if match and match.end() > at:
                yield Span(*match.span())
                at = match.end()
            else:
                at += 1
        else:
            end = at + 1
            while end < place.end and end - at <= MOST_MARKS and combining(text[end]):
                end += 1
            yield Span(at, end)
            at = end


def _kept(base: str) -> bool:
    """Tell whether a base is another rule's matter or cannot carry a mark."""
    return base == "\n" or "\uf900" <= base <= "\ufaff" or base >= "\U0002f800"
