"""ENC008 compatibility-ideograph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import category, normalize

import numpy as np

from newslint.model.lexicon import look_up
from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Canonical
from newslint.text.edit import Safety
from newslint.text.recode import COMMON
from newslint.text.span import Span
from newslint_rules.encoding._odd import joined, names_of, odd_between

_UNIFIED: Final = tuple(map(ord, "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"))
"""Twelve code points of the compatibility block that are unified ideographs of their own."""

_LONGEST: Final = 4


def compatibility(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of compatibility ideographs."""
    at = odd_between(batch, (0xF900, 0xFAD9), (0x2F800, 0x2FA1D))
    return joined(at[~np.isin(batch.codes[at], _UNIFIED)])


@rule(
    code="ENC008",
    name="compatibility-ideograph",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(compatibility),
    contract="canonical",
)
def compatibility_ideograph(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A compatibility ideograph in place of the unified one that it is equivalent to.

    What it finds
    -------------
    Ideographs of the block U+F900 to U+FAFF and its supplement U+2F800 to U+2FA1F, which stand
    there only for round trips with old Korean, Japanese and Taiwanese codes.

        汛期里⟦\uf967→不⟧能放松巡查。
        码头的装卸⟦\uf97e→量⟧翻了一番。
        船长名叫安⟦\uf914⇢樂⟧仁。

    Why it matters
    --------------
    It looks the same as the unified character and is not equal to it; any NFC normaliser on the
    way changes it in silence.

    When the fix is safe
    --------------------
    When the character is one of the commonest of news, or makes a word of the lexicon with its
    neighbours: the two are canonically equivalent. In other places it may be the chosen form of
    a name, and is asked about.

    What it leaves alone
    --------------------
    The twelve unified ideographs that stand in the same block, and unified ideographs elsewhere.

        宫⟦﨑⟧骏与松﨑的写法不同，⟦﨎﨏﨓﨔﨟﨡﨣﨤﨧﨨﨩⟧各是一字，⟦㐂⟧寿司与⟦𠮷⟧野家开了分店。

    Source
    ------
    The Unicode Standard, section 18.1 (CJK compatibility ideographs) and Unicode Annex 15.
    """
    text = page.text
    for place in places:
        for at in range(place.start, place.end):
            new = normalize("NFC", text[at])
            if new == text[at] or category(text[at]) == "Cn":
                continue
            span = Span(at, at + 1)
            safety = Safety.SAFE if new in COMMON or _in_word(text, at) else Safety.ASK
            fix = page.fix(page.edit(span, new), safety=safety, contract=Canonical())
            yield page.finding(span, f"compatibility ideograph {names_of(text[at])}", fix=fix)


def _in_word(text: str, at: int) -> bool:
    """Tell whether a word of the lexicon covers a place once it is normalised."""
    start = max(0, at - _LONGEST + 1)
    near = [normalize("NFC", char) for char in text[start : at + _LONGEST]]
    place = at - start
    for first in range(place + 1):
        for last in range(max(place, first + 1) + 1, min(len(near), first + _LONGEST) + 1):
            word = look_up("".join(near[first:last]))
            if word is not None and word.frequency >= _KNOWN_WELL:
                return True
    return False


_KNOWN_WELL: Final = 3
"""Rarer words of the lexicon are often names (frequency is a base-2 logarithm)."""
