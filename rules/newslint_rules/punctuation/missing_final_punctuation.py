"""PUN011 missing-final-punctuation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.charclass import Class, Offsets
from newslint.text.span import Span

LONG = 32
"""A shorter paragraph may be a heading, a slogan or a line of verse."""

_ENDING = 24
"""Code points in which such an end is looked for; a long paragraph has more."""

_SENTENCES = regex.compile(r"[。！？]")
_TAIL = regex.compile(
    r"(?:摄|报道|文|图|发|电|讯|记者[ 　]?\p{Han}{2,4}|编辑|整理|来源.{0,12})$|[：:；，、]$"
)
_AFTER = frozenset({Kind.TITLE, Kind.KICKER, Kind.SUBHEAD, Kind.BYLINE, Kind.CREDIT})


def long_lines_without_final(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the last characters of long lines that end with Han, digits or letters."""
    ends = batch.at(Class.NEWLINE | Class.BORDER)
    last = ends[np.diff(ends, prepend=-1) > LONG] - 1
    last = last[batch.has(Class.HAN | Class.DIGIT | Class.LATIN)[last]]
    last = last[batch.has(Class.NEWLINE)[last + 1]]
    return last, last + 1


@rule(
    code="PUN011",
    name="missing-final-punctuation",
    level=Level.INFO,
    stage=Stage.WORDS,
    trigger=Places(long_lines_without_final),
)
def missing_final_punctuation(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A paragraph of prose that ends without a final mark.

    What it finds
    -------------
    The last paragraph before a heading, byline or credit that holds whole sentences and is long,
    but ends with a word.

        合作社去年收了八十吨鲜笋。笋农不必再赶早市了，价钱也比往年稳当⟦些⟧⏎⏎# 新渠⏎⏎水来。⏎

    Why it matters
    --------------
    Either the mark is lost, or the rest of the sentence is.

    When the fix is safe
    --------------------
    There is none: which of the two happened cannot be told from the paragraph.

    What it leaves alone
    --------------------
    Headings, captions, lists, verse, paragraphs that end with a name or photographer, halves
    of a sentence (split-sentence), the end of the page (truncated-text).

        山路十八弯，一弯一户人家。客栈亮起了灯，等着远来的客人歇脚。本报记者 周⟦野⟧⏎⏎# 预告⏎⏎看吧。⏎

    Source
    ------
    GB/T 15834-2011, clauses 4.1 to 4.3: a sentence ends with a final mark.
    """
    text = page.text
    ends = {span.end: span for span in places if not _is_signed(text, span.end)}
    if not ends:
        return
    for block, following in pairwise(page.blocks):
        span = ends.get(block.content.end)
        if span is None or block.kind is not Kind.BODY or following.kind not in _AFTER:
            continue
        content = block.content.of(text)
        if len(content) < LONG:
            continue
        if _SENTENCES.search(content):
            yield page.finding(span, f"paragraph ends without a final mark: …{content[-8:]}")


def _is_signed(text: str, end: int) -> bool:
    """Tell whether a paragraph that ends at an offset ends with a name or a photographer."""
    return _TAIL.search(text, max(0, end - _ENDING), end) is not None
