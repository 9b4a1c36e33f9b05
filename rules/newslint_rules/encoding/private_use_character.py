"""ENC006 private-use-character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import category

import numpy as np

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Codes, Offsets
from newslint.text.span import Span
from newslint_rules.encoding._odd import joined, names_of

_KINDS: Final = {"Co": "private-use", "Cn": "unassigned", "Cs": "surrogate"}
_GROWING: Final = ((0x1F000, 0x1FAFF), (0x2B800, 0x2FFEF), (0x30000, 0x3347F))
"""Blocks that new versions of Unicode fill with emoji and ideographs."""

_SYMBOL_FONTS: Final = {
    "\ue5e5": "　",
    "\uf0b7": "•",
    "\uf06c": "●",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf06e": "■",
    "\uf0fc": "✓",
    "\uf075": "◆",
}
"""GBK's A3A0, a blank of old web pages, and bullets of the Symbol and Wingdings fonts."""


def nameless(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of code points that Unicode gives no character."""
    at = batch.at(Class.ODD)
    codes: Codes = batch.codes[at]
    kinds = np.array([category(chr(code)) in _KINDS for code in np.unique(codes)], dtype=np.bool_)
    if not kinds.any():
        return at[:0], at[:0]
    chosen = kinds[np.searchsorted(np.unique(codes), codes)]
    for first, last in _GROWING:
        chosen &= (codes < first) | (codes > last)
    return joined(at[chosen])


@rule(
    code="ENC006",
    name="private-use-character",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(nameless),
)
def private_use_character(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A code point that stands for no character.

    What it finds
    -------------
    Private-use code points, which only one font shows as something, unassigned ones,
    noncharacters and lone surrogates.

        ⟦\uf0b7⟧新增渔船泊位二十个
        县志里的⟦\ue863⟧字需要造字。
        广播站的旧稿混进了⟦\ufdd0⟧乱码。

    Why it matters
    --------------
    They print as boxes, or as something else in another font. Old web pages indent with one;
    PDF files give bullets, formulas and rare names this way.

    When the fix is safe
    --------------------
    Never: what was meant is known to a font that is not here. For bullets of common fonts the
    usual reading is shown.

    What it leaves alone
    --------------------
    Rare ideographs of all planes, emoji, and bullets that Unicode knows.

        ⟦𠮷⟧野家和⟦𬭎⟧院士，⟦🚢⟧进港，⟦•⟧泊位，⟦㙍⟧地名，⟦〇⟧号。

    Source
    ------
    The Unicode Standard, sections 23.5 to 23.7. U+FFFF, which parts the texts of a batch, is not
    looked for.
    """
    for span in places:
        old = span.of(page.text)
        kind = _KINDS.get(category(old[0]), "nameless")
        if kind == "unassigned" and (old[0] >= "\ufdd0"):
            kind = "unassigned or noncharacter"
        readings = [_SYMBOL_FONTS[old]] if old in _SYMBOL_FONTS else []
        yield page.finding(span, f"{kind} code point {names_of(old)}", candidates=readings)
