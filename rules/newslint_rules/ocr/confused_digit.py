"""OCR003 confused-digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Listed
from newslint.text.span import Span
from newslint_rules.ocr._confused_digits import DIGITS, LETTERS, PAIRS, number_at, word_at

_OTHER_SIGNS = [ord(char) for char in DIGITS if not char.isascii() or not char.isalpha()]
_LETTER_SIGNS = np.array(sorted(ord(char) for char in DIGITS if char.isascii()), dtype=np.uint32)
_READ_AS_LETTERS = np.array(sorted(map(ord, LETTERS)), dtype=np.uint32)


def mixed_places(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the signs beside a digit or the point of one, and the digits beside a letter."""
    codes, last = batch.codes, len(batch.codes) - 1
    digit, letters = batch.has(Class.DIGIT), batch.at(Class.LATIN)
    if last < 0:
        return letters, letters
    signs = [letters[np.isin(codes[letters], _LETTER_SIGNS)]]
    signs += [np.flatnonzero(codes == code) for code in _OTHER_SIGNS]
    sign = np.concatenate(signs)
    beside = np.zeros(len(sign), dtype=np.bool_)
    for step in (-1, 1):
        near, far = np.clip(sign + step, 0, last), np.clip(sign + 2 * step, 0, last)
        beside |= digit[near] | ((codes[near] == ord(".")) & digit[far])
    touching = np.concatenate((letters - 1, letters + 1))
    touching = touching[(touching >= 0) & (touching <= last)]
    touching = touching[digit[touching]]
    touching = touching[np.isin(codes[touching], _READ_AS_LETTERS)]
    found = np.sort(np.concatenate((sign[beside], touching)))
    found = found[np.diff(found, prepend=-1) > 0]
    return found, found + 1


@rule(
    code="OCR003",
    name="confused-digit",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(mixed_places),
    contract="listed",
)
def confused_digit(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A letter read for a digit inside a number, or a digit for a letter inside a Latin word.

    What it finds
    -------------
    O, o, 〇 for 0, l, I for 1, and in years also S, B, Z, g, b for 5, 8, 2, 9, 6; 0, 1, 5, 8 in
    a Latin word that is in a list of names or stands elsewhere on the page without them.

        ⟦2O24→2024⟧年全镇栽下果树⟦1O0→100⟧万株，成活率达到⟦9l.5→91.5⟧%。
        从⟦l2→12⟧月⟦2l→21⟧日起，票价改为⟦5O→50⟧元，馆内现有展品⟦5Oo⇢500⟧余种。
        申报⟦UNESC0⇢UNESCO⟧名录的材料已经寄出。

    Why it matters
    --------------
    A number with a letter in it is lost to every search, sum and check.

    When the fix is safe
    --------------------
    Inside a run of digits with two of them on one side, and before a unit: 年, 月, 万, %. Letters
    that stand for a unit or a size, such as l, S and B, need more. Latin words are asked about.

    What it leaves alone
    --------------------
    Names of models, blocks, flights, formulas, blood groups, sizes and placeholders.

        推广⟦O2O⟧模式与⟦B2B⟧平台，⟦H2O⟧、⟦CO2⟧和⟦O3⟧是分子式，他是⟦O型⟧血。
        实行⟦5S⟧管理，启动⟦I级⟧响应，⟦G60⟧高速边有家⟦4S⟧店，每壶装⟦3l⟧水，住在⟦B5⟧座⟦L1⟧层。
        升级到⟦iOS18⟧后选用⟦GPT-4o⟧，登机牌上印着⟦CA1831⟧，⟦S7⟧次列车到站，手机尾号⟦13○○2⟧。

    Source
    ------
    Real OCR pages and edited news, both of which hold such numbers.
    """
    text = page.text
    done = 0
    for place in places:
        if place.start < done:
            continue
        reading = number_at(text, place.start) or word_at(text, place.start)
        if reading is None:
            continue
        span, done = reading.span, reading.span.end
        edits = [
            page.edit(Span(at, at + 1), new)
            for at, new in enumerate(reading.right, span.start)
            if text[at] != new
        ]
        fix = page.fix(*edits, safety=reading.safety, contract=Listed(PAIRS))
        yield page.finding(
            span,
            f"{span.of(text)} stands for {reading.right}",
            fix=fix,
            candidates=[reading.right],
            evidence=[Evidence("why", reading.why)],
        )
