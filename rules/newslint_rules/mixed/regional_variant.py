"""MIX005 regional-variant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.span import Span
from newslint_rules.mixed._script import (
    document_of,
    is_quoted,
    lookup,
    traditional_documents,
)
from newslint_rules.mixed._variants import variants


@cache
def _forms() -> NDArray[np.bool_]:
    """Return for every code point whether it is one of the forms, shape (0x110000,)."""
    forms = np.zeros(0x110000, dtype=np.bool_)
    forms[[ord(form) for form in variants()]] = True
    return forms


def variant_forms(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the characters with regional forms in documents that are clearly Traditional."""
    found = [np.zeros(0, dtype=np.int64)]
    for owner in traditional_documents(batch, lookup(batch)):
        own = document_of(batch, owner)
        found.append(np.flatnonzero(_forms()[batch.codes[own]]) + own.start)
    places = np.concatenate(found)
    return places, places + 1


@rule(
    code="MIX005",
    name="regional-variant",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=Places(variant_forms),
)
def regional_variant(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Two regional forms of one character in one Traditional text.

    What it finds
    -------------
    Pairs such as 裡 and 裏, 為 and 爲, 台 and 臺 that one document uses side by side. The rarer
    form is shown once, where it stands first, with how often each of the two occurs.

        村裡的學校開學了，操場裡站滿師生，禮堂⟦裏⟧也坐滿鄉親，縣長說這條鐵路會帶動農業發展，還將興建圖書館與運動場。
        縣長認為鐵路會帶動農業發展，也認為圖書館應當興建，學校師生則⟦爲⟧運動場寫信，鄉親們還請報紙記者來訪問。

    Why it matters
    --------------
    Each form is right in its region. Both in one text are the trace of a conversion or of two
    sources, and they split every count of the word.

    When the fix is safe
    --------------------
    There is none: which form is wanted is the house's choice.

    What it leaves alone
    --------------------
    Words spelt alike everywhere (著名 beside 跟着, 台風 beside 臺灣), quotations and titles, and
    Simplified texts.

        ⟦著⟧名作家跟⟦着⟧鄉親們走進學校，縣長說這條鐵路會帶動農業發展，還將興建圖書館與運動場，記者來訪問時師生們都很興奮。
        這場⟦台⟧風侵襲⟦臺⟧灣，縣長說鐵路停駛會影響農業發展，圖書館與運動場將關閉，記者來訪問時師生們都躲進學校禮堂。

    Source
    ------
    Lists of standard forms: Taiwan (Ministry of Education, 1982), Hong Kong (2012 edition).
    """
    text = page.text
    counts: dict[str, list[Span]] = {}
    for span in places:
        form = span.of(text)
        if variants()[form].compares(text, span.start) and not is_quoted(text, span):
            counts.setdefault(form, []).append(span)
    for form in sorted(counts, key=lambda form: counts[form][0]):
        partner = variants()[form].partner(form)
        if partner in counts and _is_minority(counts[form], counts[partner]):
            first = counts[form][0]
            yield page.finding(
                first,
                f"{form} beside {partner} in one text",
                evidence=[
                    Evidence(form, str(len(counts[form])), first),
                    Evidence(partner, str(len(counts[partner])), counts[partner][0]),
                ],
            )


def _is_minority(own: Sequence[Span], other: Sequence[Span]) -> bool:
    """Tell whether a form is the rarer of two, or as frequent and the later one."""
    return (len(own), other[0].start) < (len(other), own[0].start)
