"""PUN016 fullwidth-bracket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Width
from newslint.text.edit import Safety
from newslint.text.pairs import match
from newslint.text.span import Span
from newslint.text.width import to_half


@dataclass(frozen=True, slots=True)
class Options:
    """Options of fullwidth-bracket.

    Args:
        brackets: `half` writes pairs of round brackets half-width; `full` and `keep` leave them
            (under `full` the rule halfwidth-punctuation widens the others).
    """

    brackets: Literal["full", "half", "keep"] = "full"


def opening_brackets(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the full-width opening brackets."""
    places = np.flatnonzero(batch.codes == ord("（"))
    return places, places + 1


@rule(
    code="PUN016",
    name="fullwidth-bracket",
    level=Level.INFO,
    stage=Stage.WORDS,
    trigger=Places(opening_brackets),
    contract="width",
    options=Options(),
)
def fullwidth_bracket(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A pair of full-width round brackets, when the house writes them half-width.

    What it finds
    -------------
    With the option `brackets = "half"`, pairs of full-width round brackets. By default the rule
    yields nothing: full width is what the standard asks for.

        (option brackets=half) 码头⟦（含引桥）→(含引桥)⟧上午恢复作业。

    Why it matters
    --------------
    A corpus whose house style is half-width brackets should not mix in the other form.

    When the fix is safe
    --------------------
    Always: the two brackets of a pair change together, and only in width.

    What it leaves alone
    --------------------
    Everything unless the option is set; then brackets without a partner.

        码头⟦（含引桥）⟧上午恢复作业。

    Source
    ------
    A house policy; GB/T 15834-2011 sets brackets in full width.
    """
    options = page.rule.options
    if not isinstance(options, Options) or options.brackets != "half":
        return
    text = page.text
    done = -1
    for place in places:
        if place.start <= done:
            continue
        start = text.rfind("\n", max(0, done), place.start) + 1
        end = text.find("\n", place.start)
        line = Span(max(start, done + 1, 0), len(text) if end < 0 else end)
        done = line.end
        for pair in sorted(match(text, line).pairs, key=lambda pair: pair.opener):
            if text[pair.opener] == "（" and text[pair.closer] == "）":
                edits = [
                    page.edit(Span(at, at + 1), to_half(text[at]))
                    for at in (pair.opener, pair.closer)
                ]
                fix = page.fix(*edits, safety=Safety.SAFE, contract=Width())
                whole = Span(pair.opener, pair.closer + 1)
                yield page.finding(whole, "full-width brackets where the house has half", fix=fix)
