"""DUP002 near-repeated-paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import HEADINGS, Block, Kind
from newslint.text.charclass import Offsets
from newslint.text.contract import Free
from newslint.text.edit import Safety
from newslint.text.repeats import akin
from newslint.text.span import Span
from newslint_rules.duplicate._letters import batch_letters, long_lines, owners, placed
from newslint_rules.duplicate._near import near_copies, templates

_SHOWN = 8
"""Differences that the evidence lists."""


def lines_akin(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the lines that may nearly repeat an earlier line of their document."""
    starts, ends = batch.once(long_lines)
    if not len(starts):
        return starts, ends
    later, _ = akin(batch.once(batch_letters).codes, starts, ends, owners(batch, starts))
    which = np.unique(later)
    return placed(batch, starts[which], ends[which])


@rule(
    code="DUP002",
    name="near-repeated-paragraph",
    level=Level.WARNING,
    stage=Stage.REPETITION,
    trigger=Places(lines_akin),
    contract="free",
)
def near_repeated_paragraph(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A paragraph that differs from an earlier one in a few characters only.

    What it finds
    -------------
    A paragraph of at least 30 letters that one edit in ten letters turns into an earlier one,
    and a paragraph that is the beginning of another and breaks off.

        新修的环湖步道全长十二公里，沿途设有观鸟亭和饮水点，清晨常有居民结伴慢跑。⏎⏎入夏以来骑行的人也多了起来，傍晚时分湖边格外热闹。⟦⏎⏎新修的环湖步道全长十二公里，沿途设有观乌亭和饮水点，清晨常有居民结伴漫跑。⇢⟧⏎
        梯田里的水稻已经抽穗，农技员每天清早下田查看虫情，再把结果写在村口的黑板上。⏎⏎今年雨水调和。⟦⏎⏎梯田里的水稻已经抽穗，农技员每天清早下田查看虫情，再把结果写在村口⇢⟧⏎

    Why it matters
    --------------
    A model that reads two overlapping image tiles reads the overlap twice, and not the same
    way both times. Exact comparison misses such copies.

    When the fix is safe
    --------------------
    Never: which of the two reads right is unknown. The fix deletes the later one, or the one
    that breaks off, and asks; the evidence lists the differences.

    What it leaves alone
    --------------------
    Paragraphs whose figures differ, one word for another within 60 letters, three or more
    paragraphs made alike, captions and tables.

        ⟦本周城东菜市场青菜批发价每公斤三元六角，比上周上涨两角，猪肉价格保持平稳。⟧⏎⏎⟦本周城东菜市场青菜批发价每公斤三元八角，比上周上涨四角，猪肉价格保持平稳。⟧⏎
        ⟦青石镇中心小学的师生昨天走进敬老院，为老人们表演节目，打扫房间。⟧⏎⏎⟦柳河镇中心小学的师生昨天走进敬老院，为老人们表演节目，打扫房间。⟧⏎

    Source
    ------
    Candidates share the least trigram hash under one of six hash functions (Broder 1997); edits
    are counted along diagonals (Ukkonen 1985).
    """
    text = page.text
    ends = {block.content.end: block for block in page.blocks}
    for copy in templates(near_copies(page.document)):
        block = ends.get(copy.later.end)
        other = ends.get(copy.earlier.end)
        if block is None or other is None:
            continue
        kinds = {one.kind for one in (block, other) if copy.differences or not _broken_off(one)}
        if kinds not in ({Kind.BODY}, {Kind.LIST}):
            continue
        gone = copy.later
        if not copy.differences and len(copy.earlier) < len(copy.later):
            gone = copy.earlier
        start = _after(text, gone.start)
        place = Span(start if start else gone.start, gone.end)
        shown = [
            Evidence("earlier and later", f"{old or '-'} / {new or '-'}")
            for old, new in copy.differences[:_SHOWN]
        ]
        what = f"in {len(copy.differences)} places" if shown else "only in where it breaks off"
        yield page.finding(
            place,
            f"differs from another paragraph {what}",
            fix=page.fix(page.edit(place, ""), safety=Safety.ASK, contract=Free()),
            evidence=[Evidence("other copy", copy.earlier.of(text)[:20], copy.earlier), *shown],
        )


def _broken_off(block: Block) -> bool:
    """Tell whether a block may be a paragraph that breaks off and so looks like a heading."""
    return block.kind in HEADINGS and not block.level


def _after(text: str, at: int) -> int:
    """Return the end of what stands before a place, white space left aside."""
    while at and text[at - 1].isspace():
        at -= 1
    return at
