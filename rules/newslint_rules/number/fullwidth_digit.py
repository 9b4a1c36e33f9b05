"""NUM001 fullwidth-digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Width
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint.text.width import to_half

_RUN = regex.compile(
    r"[０-９Ａ-Ｚａ-ｚ]++(?:(?:(?<=[0-9０-９])．(?=[0-9０-９])|(?<=[Ａ-Ｚａ-ｚ])[．＆](?=[Ａ-Ｚａ-ｚ]))"
    r"[０-９Ａ-Ｚａ-ｚ]++)*+(?:(?<=[０-９])％)?"
)
_SPOKEN_OF = regex.compile(r"全角|全形|半角|字宽")


def wide_characters(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the first of each run of full-width digits and letters."""
    codes = batch.codes
    found = np.flatnonzero(codes - np.uint32(0xFF10) <= 0x4A)
    code = codes[found]
    wide = (code <= 0xFF19) | ((code >= 0xFF21) & (code <= 0xFF3A)) | (code >= 0xFF41)
    found = found[wide]
    if len(found):
        found = found[np.diff(found, prepend=found[0] - 2) != 1]
    return found, found + 1


@rule(
    code="NUM001",
    name="fullwidth-digit",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(wide_characters),
    contract="width",
)
def fullwidth_digit(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A digit or Latin letter in its full-width form.

    What it finds
    -------------
    Runs of full-width digits and letters, with the decimal points, percent signs and & inside
    or behind them.

        ⟦２０２４→2024⟧年全县的⟦ＧＤＰ→GDP⟧增长⟦６．５％→6.5%⟧。
        ⟦Ａ→A⟧区和⟦Ｂ→B⟧区之间修了⟦３→3⟧座桥，⟦Ｒ＆Ｄ→R&D⟧经费翻了一番。

    Why it matters
    --------------
    A number in two widths is two numbers for a search, a count and a tokenizer.

    When the fix is safe
    --------------------
    Always: only the width changes.

    What it leaves alone
    --------------------
    Numbers and letters of other shapes, full-width punctuation, text about width.

        第⟦①⟧至⟦⑨⟧条、第⟦Ⅲ⟧类、⟦㎡⟧和⟦〇⟧不在此列，他说：“⟦（对）！⟧”
        这里要用全角的“⟦Ａ⟧”，不用半角，⟦＊⟧和⟦＋⟧是符号，⟦２⟧也写成全角。

    Source
    ------
    GB/T 15835-2011, clause 5.1: Arabic digits take half the width of a Chinese character.
    """
    text = page.text
    done = 0
    for place in places:
        if place.start < done:
            continue
        match = _RUN.match(text, place.start)
        if match is None:
            continue
        done = match.end()
        if _SPOKEN_OF.search(text, max(0, place.start - 8), done + 8):
            continue
        span = Span(place.start, done)
        edit = page.edit(span, to_half(match[0]))
        fix = page.fix(edit, safety=Safety.SAFE, contract=Width())
        yield page.finding(span, "full-width digits or letters", fix=fix)
