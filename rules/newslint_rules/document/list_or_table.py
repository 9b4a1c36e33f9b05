"""DOC005 list-or-table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newslint.rule import (
    EachDocument,
    Finding,
    Level,
    Measure,
    Page,
    Stage,
    Verdict,
    rule,
)
from newslint.text.measures import Matter, characters, list_share
from newslint.text.span import Span
from newslint_rules.document._quantiles import quantiles_of


@dataclass(frozen=True, slots=True)
class ListShare:
    """Options of list-or-table.

    Args:
        share: The greatest share of characters in lists and tables that passes.
    """

    share: float = 0.9


SHORTEST = 100
"""A list of fewer characters is part of some text that was cut off, or a brief."""


def is_short(matter: Matter) -> bool:
    """Tell whether a story has too little text to be judged."""
    return characters(matter) < SHORTEST


VERDICT = Verdict(
    (Measure("share of lists and tables", list_share, "share", quantiles_of("list_share")),),
    exempt=is_short,
)


@rule(
    code="DOC005",
    name="list-or-table",
    level=Level.WARNING,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    options=ListShare(),
    verdict=VERDICT,
)
def list_or_table(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """An article that is nothing but a list or a table.

    What it finds
    -------------
    Articles of 100 characters of text or more of which more than `share` (0.9) stand in table
    rows and list items that are no sentences.

        ⟦|␠泊位␠|␠船名␠|␠吨位␠|␠吃水␠|⟧⏎|␠东一␠|␠海丰␠|␠3200␠|␠九米␠|⏎|␠东二␠|␠远顺␠|␠4100␠|␠七米␠|⏎|␠西一␠|␠安澜␠|␠2750␠|␠八米␠|⏎|␠西二␠|␠鼎盛␠|␠5600␠|␠六米␠|⏎|␠南一␠|␠银帆␠|␠1980␠|␠五米␠|⏎|␠南二␠|␠泰和␠|␠3650␠|␠四米␠|⏎

    Why it matters
    --------------
    Timetables, price lists and results are data, not prose; a language model learns their rows
    by heart.

    When the fix is safe
    --------------------
    There is none. `newslint clean --drop DOC005` leaves such articles out of the records.

    What it leaves alone
    --------------------
    Articles with a list or a table in them, short lists, and round-ups whose paragraphs start
    with bullets.

        ⟦本周末的活动有三项，市民可以免费参加，地点都在滨江公园东门。⟧⏎⏎1.␠读书会⏎2.␠风筝节⏎3.␠露天电影

    Source
    ------
    The greatest share in 13,500 runs of paragraphs of clean news is 0.40; 91 newspaper pages
    have none.
    """
    yield from page.failures()
