"""DUP001 repeated-paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from newslint.rule import Evidence, Finding, Level, Page, RepeatedLines, Stage, rule
from newslint.text.blocks import Block, Kind
from newslint.text.contract import DeleteCopy, comparable
from newslint.text.edit import Safety
from newslint.text.marks import ends_sentence
from newslint.text.span import Span
from newslint_rules.duplicate._loops import loops

SHORTEST_SAFE = 30
"""A shorter paragraph may be repeated on purpose."""

SHORTEST_ASKED = 15
"""Shorter lines repeat all the time: refrains, speakers, stage directions."""


@rule(
    code="DUP001",
    name="repeated-paragraph",
    level=Level.WARNING,
    stage=Stage.REPETITION,
    trigger=RepeatedLines(SHORTEST_ASKED),
    contract="delete-copy",
)
def repeated_paragraph(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A paragraph that already stood in the document.

    What it finds
    -------------
    A body paragraph equal to an earlier one, width and white space left aside; and the headings,
    bylines and other lines next to it that repeat the lines next to the first copy, so that an
    article printed twice is found whole.

        老码头改造工程上周通过验收，三座仓库将变成展览馆、书店和社区食堂，年底向市民开放。⟦⏎⏎老码头改造工程上周通过验收，三座仓库将变成展览馆、书店和社区食堂，年底向市民开放。→⟧⏎
        老码头改造工程上周通过验收，三座仓库将变成展览馆、书店和社区食堂，年底向市民开放。⏎⏎周边居民期待已久，许多人专程赶来参观施工现场。⟦⏎⏎老码头改造工程上周通过验收，三座仓库将变成展览馆、书店和社区食堂，年底向市民开放。⇢⟧⏎

        #␠晒谷场⏎⏎三座仓库将变成展览馆、书店和社区食堂，最快年底就能向附近市民开放。⏎⏎#␠开镰⟦⏎⏎#␠晒谷场⇢⟧⟦⏎⏎三座仓库将变成展览馆、书店和社区食堂，最快年底就能向附近市民开放。⇢⟧⏎

    Why it matters
    --------------
    Generating models repeat paragraphs at the seams of image tiles. Repeated text is learnt by
    heart by language models and counts twice in every statistic.

    When the fix is safe
    --------------------
    When the two stand next to each other, are body text of at least 30 characters with final
    punctuation, and are no quoted speech as a whole. The first copy must stay untouched in the
    same step. Otherwise the fix asks.

    What it leaves alone
    --------------------
    Credits, bylines, captions and headings, lines of fewer than 15 characters (refrains,
    speakers' names, stage directions), short lines that announce what follows, and whole
    paragraphs that stand four times or more in a row, which are repetition-loop's.

        ⟦新华社发⟧⏎⏎江边的灯亮了，游人慢慢散去。⏎⏎⟦新华社发⟧⏎
        风来了，雨来了。⏎⏎⟦我们还在这里。⟧⏎⏎灯灭了，人散了。⏎⏎⟦我们还在这里。⟧⏎

    Source
    ------
    Seed 003, line 231: a paragraph of 146 characters twice running.
    """
    text = page.text
    wanted = {comparable(span.of(text)) for span in places}
    kept: dict[str, int] = {}
    run: dict[str, int] = {}
    copies: dict[int, int] = {}
    paragraphs = list(_paragraphs(page.blocks))
    looped = [loop.span for loop in loops(page.document)]
    at = 0
    for number, (block, line) in enumerate(paragraphs):
        form = comparable(line.of(text))
        if form not in wanted:
            continue
        if form not in kept:
            kept[form] = run[form] = number
            continue
        while at < len(looped) and looped[at].end <= line.start:
            at += 1
        if at < len(looped) and looped[at].overlaps(line):
            continue
        adjacent = run[form] == number - 1
        if adjacent:
            run[form] = number
        stock = form[-1] == ":" and len(form) < SHORTEST_SAFE
        item = block.kind is Kind.LIST and len(form) >= SHORTEST_SAFE and ends_sentence(form)
        if not (block.kind is Kind.BODY or item) or len(form) < SHORTEST_ASKED or stock:
            continue
        safe = (
            adjacent
            and not item
            and len(form) >= SHORTEST_SAFE
            and ends_sentence(form)
            and not (form[0] in "“「" and form[-1] in "”」")
        )
        if not adjacent and len(form) >= SHORTEST_SAFE:
            copies[number] = kept[form]
        where = "the paragraph before" if adjacent else "an earlier paragraph"
        what = f"repeats {where} ({len(form)} characters)"
        yield _copy(page, paragraphs, number, kept[form], what, safe=safe)
    for number, first in _beside(text, paragraphs, copies):
        what = "repeats a line beside a paragraph that is repeated too"
        yield _copy(page, paragraphs, number, first, what, safe=False)


def _copy(
    page: Page,
    paragraphs: Sequence[tuple[Block, Span]],
    number: int,
    first: int,
    what: str,
    *,
    safe: bool,
) -> Finding:
    """Return the finding for a line that repeats the first one; its fix takes the gap before it."""
    line, original = paragraphs[number][1], paragraphs[first][1]
    span = Span(paragraphs[number - 1][1].end, line.end)
    fix = page.fix(
        page.edit(span, ""),
        safety=Safety.SAFE if safe else Safety.ASK,
        contract=DeleteCopy(original),
    )
    shown = comparable(original.of(page.text))[:20]
    return page.finding(span, what, fix=fix, evidence=[Evidence("first copy", shown, original)])


def _beside(
    text: str, paragraphs: Sequence[tuple[Block, Span]], copies: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the lines next to copies that repeat the lines next to the first ones, in pairs.

    Only lines that are no copies themselves; they go on as long as both sides agree.
    """
    found: dict[int, int] = {}
    for number, first in copies.items():
        for step in (-1, 1):
            at, before = number + step, first + step
            while 0 <= before < number and first < at < len(paragraphs) and at != first:
                known = at in copies or at in found
                if known or _form(text, paragraphs[at]) != _form(text, paragraphs[before]):
                    break
                found[at] = before
                at, before = at + step, before + step
    yield from sorted(found.items())


def _form(text: str, paragraph: tuple[Block, Span]) -> str:
    return comparable(paragraph[1].of(text))


def _paragraphs(blocks: Sequence[Block]) -> Iterator[tuple[Block, Span]]:
    """Yield each line's last block that is no caption, with the span of the whole line."""
    line: list[Block] = []
    for block in blocks:
        if line and not _same_line(line[-1], block):
            yield _joined(line)
            line = []
        line.append(block)
    if line:
        yield _joined(line)


def _same_line(left: Block, right: Block) -> bool:
    """Tell whether two neighbouring blocks are pieces of one line."""
    return left.kind is Kind.DATELINE or right.span.start == left.content.end


def _joined(line: Sequence[Block]) -> tuple[Block, Span]:
    body = next((block for block in line if block.kind is Kind.BODY), line[-1])
    return body, Span(line[0].content.start, line[-1].content.end)
