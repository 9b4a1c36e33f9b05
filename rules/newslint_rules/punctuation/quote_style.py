"""PUN015 quote-style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Mark
from newslint.text.edit import Safety
from newslint.text.pairs import leftovers, match
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Options:
    """Options of quote-style.

    Args:
        style: `keep` leaves quotation marks as they are, `curly` writes “” and ‘’, `corner`
            writes 「」 and 『』.
    """

    style: Literal["keep", "curly", "corner"] = "keep"


_CORNER = dict(zip("“”‘’", "「」『』", strict=True))
_TABLES = {"corner": _CORNER, "curly": {new: old for old, new in _CORNER.items()}}
_LINE = regex.compile(r"[^\n]+")


def pages_with_quotes(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the first quotation mark of each document; the check reads the whole page."""
    marks = batch.at(Class.OPENER)
    codes = batch.codes[marks]
    quotes = marks[(codes == 0x201C) | (codes == 0x2018) | (codes == 0x300C) | (codes == 0x300E)]
    documents = np.searchsorted(batch.at(Class.BORDER), quotes)
    first = quotes[np.diff(documents, prepend=-1) > 0]
    return first, first + 1


@rule(
    code="PUN015",
    name="quote-style",
    level=Level.INFO,
    stage=Stage.WORDS,
    trigger=Places(pages_with_quotes),
    contract="mark",
    options=Options(),
)
def quote_style(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Quotation marks of another style than the house's, when a style is set.

    What it finds
    -------------
    With the option `style`, pairs of “” ‘’ where the house writes 「」 『』, or the reverse. By
    default (`keep`) the rule yields nothing: either style is right.

        (option style=corner) 店主管这道菜叫⟦“一锅鲜”→「一锅鲜」⟧，客人都点。
        (option style=curly) 他念道：⟦「此地无银」→“此地无银”⟧，众人点头。

    Why it matters
    --------------
    A corpus that mixes both styles teaches a model to mix them.

    When the fix is safe
    --------------------
    Always, since only pairs change, with the openings of the paragraphs of one speech.

    What it leaves alone
    --------------------
    Everything unless a style is set; then marks without a partner and apostrophes.

        大人说⟦「⟧慢慢走⟦」⟧，孩子偏要⟦“⟧快快跑⟦”⟧。

    Source
    ------
    GB/T 15834-2011, clause 4.8, and clause 5.2 for vertical text, whose marks are 『』 and 「」.
    """
    options = page.rule.options
    style = options.style if isinstance(options, Options) else "keep"
    table = _TABLES.get(style)
    if table is None or not places:
        return
    text = page.text
    matchings = [match(text, Span(*line.span())) for line in _LINE.finditer(text)]
    for opener in leftovers(text, matchings).continued:
        if text[opener] in table:
            yield _finding(page, (opener,), table)
    for matching in matchings:
        for pair in sorted(matching.pairs, key=lambda pair: pair.opener):
            if text[pair.opener] in table:
                yield _finding(page, (pair.opener, pair.closer), table)


def _finding(page: Page, places: Sequence[int], table: dict[str, str]) -> Finding:
    """Return the finding that rewrites the marks at some places."""
    text = page.text
    edits = [page.edit(Span(at, at + 1), table[text[at]]) for at in places]
    fix = page.fix(*edits, safety=Safety.SAFE, contract=Mark())
    whole = Span(places[0], places[-1] + 1)
    return page.finding(whole, f"{edits[0].old} where the house writes {edits[0].new}", fix=fix)
