"""OCR006 kana-for-han."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Listed
from newslint.text.span import Span
from newslint_rules.ocr._lookalikes import HAN, LATIN, PAIRS, stand_for_han, stand_for_latin

_LETTERS = np.array(sorted(map(ord, (*HAN, *LATIN))), dtype=np.uint32)


def lone_letters(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the first of each run of letters that look like Han or like Latin ones."""
    codes = batch.codes
    near = np.flatnonzero((batch.classes == 0) & (codes >= _LETTERS[0]) & (codes <= _LETTERS[-1]))
    found = near[np.isin(codes[near], _LETTERS)]
    if len(found):
        found = found[np.diff(found, prepend=found[0] - 2) != 1]
    return found, found + 1


@rule(
    code="OCR006",
    name="kana-for-han",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(lone_letters),
    contract="listed",
)
def kana_for_han(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A letter of another script that stands for a Han or Latin character of its shape.

    What it finds
    -------------
    Kana, bopomofo and Hangul letters alone among Han, such as ロ for 口 and カ for 力; Cyrillic
    and Greek letters inside a Latin word, or alone where a Latin letter belongs.

        全县常住人⟦ロ→口⟧不足五万，劳动⟦カ→力⟧大多外出。
        桥梁⟦エ→工⟧程如期完成，两地标准得到统⟦ー→一⟧。
        馆藏编号三七⟦ニ⇢二⟧四，展览开到十⟦ニ→二⟧月底，主机采用⟦Т⇢T⟧-90底盘，⟦СОVID⇢COVID⟧检测点已经撤除。

    Why it matters
    --------------
    The word looks right to the eye and is found by no search.

    When the fix is safe
    --------------------
    Between Han or marks, for the closest look-alikes, when the character makes a word of the
    lexicon with its neighbours and no kana stand near. Others, numerals that are no word of the
    lexicon and Latin words are asked about.

    What it leaves alone
    --------------------
    Japanese text and names, titles, の as a fashionable particle, a ー that may be a dash between
    two words, Greek signs of science, words that are Russian or Greek.

        逛了⟦优の良品⟧，买了《⟦人ロ⟧》杂志，吃了⟦カレー⟧和⟦ラーメン⟧，停留了⟦三カ月⟧。
        ⟦α⟧粒子、⟦β⟧受体、⟦Ω⟧形弯与⟦μ⟧子各有讲究，直径写作⟦Φ⟧20，⟦СССР⟧是旧国名，⟦Москва⟧是首都。
        ⟦北京ー上海⟧专列，弹幕里飘过⟦好ーー看⟧。

    Source
    ------
    Shapes of the letters; edited news holds such slips, about one in ten million characters.
    """
    text = page.text
    done = 0
    for place in places:
        if place.start < done:
            continue
        judge = stand_for_han if text[place.start] in HAN else stand_for_latin
        stand = judge(text, place.start)
        if stand is None:
            continue
        done = stand.span.end
        edits = [
            page.edit(Span(at, at + 1), new)
            for at, new in enumerate(stand.right, stand.span.start)
            if text[at] != new
        ]
        fix = page.fix(*edits, safety=stand.safety, contract=Listed(PAIRS))
        yield page.finding(
            stand.span,
            f"{stand.span.of(text)} stands for {stand.right}",
            fix=fix,
            candidates=[stand.right],
            evidence=[Evidence("why", stand.why)],
        )
