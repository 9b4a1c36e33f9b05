"""DUP006 repetition-loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import DeleteCopy, Free
from newslint.text.edit import Safety
from newslint.text.repeats import looped
from newslint.text.span import Span
from newslint_rules.duplicate._letters import Stretches, batch_letters, clauses, placed, sentences
from newslint_rules.duplicate._loops import CLAUSE, SENTENCE, Loop, growth, loops

SHORTEST_GROWING = 4
"""Letters of the first piece of a growing loop."""


def repeated_or_grown(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the places that may hold loops, and the first three pieces of growing ones."""
    starts, ends, _ = looped(batch.once(batch_letters).codes)
    found = [(starts, ends), _growing(batch, clauses(batch))]
    found.append(_growing(batch, batch.once(sentences)))
    begins, stops = (np.concatenate(column) for column in zip(*found, strict=True))
    return placed(batch, begins, stops)


def _growing(batch: Batch, stretches: Stretches) -> Stretches:
    codes = batch.once(batch_letters).codes
    starts, ends = stretches
    sizes = ends - starts
    fit = (sizes[:-2] >= SHORTEST_GROWING) & (sizes[1:-1] > sizes[:-2]) & (sizes[2:] > sizes[1:-1])
    first = np.flatnonzero(fit)
    head, tail = np.ones((2, len(first)), dtype=np.bool_)
    for step in range(SHORTEST_GROWING):
        for following in (1, 2):
            head &= codes[starts[first] + step] == codes[starts[first + following] + step]
            tail &= codes[ends[first] - 1 - step] == codes[ends[first + following] - 1 - step]
    first = first[head | tail]
    return starts[first], ends[first + 2]


@rule(
    code="DUP006",
    name="repetition-loop",
    level=Level.WARNING,
    stage=Stage.REPETITION,
    trigger=Places(repeated_or_grown),
    contract="delete-copy",
)
def repetition_loop(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A phrase or sentence that a generating model wrote again and again.

    What it finds
    -------------
    Three copies or more in a row of six letters or more, whatever white space and marks stand
    between them, in one line or each on its own; shorter words from eight copies on, and
    single characters from twenty on. A last copy that is cut short at a line's end belongs to
    the loop. Also three pieces or more that grow: each starts or ends with the one before it.

        渡口今年新添两艘电动客船⟦，渡口今年新添两艘电动客船，渡口今年新添两艘电动客船，渡口今年新添两艘电动客船→⟧。⏎
        合作社给果树剪枝⟦。合作社给果树剪枝。合作社给果树剪枝⇢⟧。⏎
        盐田的风车修好了，⟦明天更美，美好的明天更美，更加美好的明天更美⇢更加美好的明天更美⟧。⏎

    Why it matters
    --------------
    A generating model that loses its place writes one phrase until its token limit. One such
    page teaches a language model to loop, and its text stands in no newspaper.

    When the fix is safe
    --------------------
    From four copies on that are equal but for white space, with the same marks between them, a
    unit of six Han or more, in body text, outside quotations, slogans and lists. One copy
    stays. Otherwise the fix asks.

    What it leaves alone
    --------------------
    Sounds and cheers, rows of signs and figures, tables, credits, and up to seven copies that
    are quoted, announced (说三遍), end in an exclamation mark or are items of a list. Figures
    are letters: lines alike but for them are no copies. Whole lines that stand two or three
    times are repeated-paragraph's.

        看台上⟦哈哈哈哈⟧笑声不断，鼓点⟦咚咚咚咚⟧，⟦加油！加油！加油！加油！⟧
        评分⟦★★★★★★★★★★★★⟧，编号⟦000000000000⟧，他想了想⟦…………⟧——⟦————————⟧
        重要的事情说三遍：⟦下井先测瓦斯，下井先测瓦斯，下井先测瓦斯。⟧
        大伙齐声高喊：“⟦守住大堤守住家园！守住大堤守住家园！守住大堤守住家园！⟧”

    Source
    ------
    Loops of vision-language models on pages with faint or missing text; periods are found with
    the hashes of grams (see newslint.text.repeats).
    """
    done = 0
    for loop in loops(page.document):
        done = max(done, loop.span.end)
        yield _loop_finding(page, loop)
    for place in places:
        if place.start < done or not _starts_piece(page.text, place.start):
            continue
        done = place.start + 1
        grown = growth(page.text, place.start, CLAUSE) or growth(page.text, place.start, SENTENCE)
        if grown is not None:
            done = grown.span.end
            fix = page.fix(
                page.edit(grown.span, grown.kept.of(page.text)), safety=Safety.ASK, contract=Free()
            )
            yield page.finding(
                grown.span,
                f"{grown.pieces} pieces in a row, each with all of the one before it",
                fix=fix,
                evidence=[Evidence("stays", grown.kept.of(page.text)[:40], grown.kept)],
            )


def _starts_piece(text: str, at: int) -> bool:
    """Tell whether no letter stands right before a place."""
    return at == 0 or not text[at - 1].isalnum()


def _loop_finding(page: Page, loop: Loop) -> Finding:
    fix = page.fix(
        page.edit(loop.surplus, ""),
        safety=Safety.SAFE if loop.safe else Safety.ASK,
        contract=DeleteCopy(loop.kept, row=True) if loop.same else Free(),
    )
    return page.finding(
        loop.surplus,
        f"{loop.unit[:20]} stands {loop.copies} times in a row",
        fix=fix,
        evidence=[Evidence("first copy", loop.unit[:40], loop.kept)],
    )
