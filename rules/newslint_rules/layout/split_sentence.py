"""LAY001 split-sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import regex

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Block, Kind
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.marks import CLOSERS, OPENERS, ends_sentence
from newslint.text.span import Span

VERSE = 16
"""Neighbouring lines that are both shorter than this may be verse or a couplet."""

_SALUTATION = regex.compile(
    r"(?:尊敬|敬爱|亲爱|各位|同志|女士|先生|朋友|来宾|老师|同学|乡亲|父老|战友)\p{Han}{0,12}"
    r"(?:[、，]\p{Han}{2,8}){0,3}[，,：:！]?$"
)
_SPEAKER = regex.compile(r"(?:问|答|\p{Han}{2,4})[：:]")
_FRESH_START = regex.compile(
    r"[#>|•▪◆◇▶■□●○◎①-⑳]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、"
)
_NUMBER_END = regex.compile(r"[0-9][0-9.,]*$")


def unfinished_line_ends(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the white space with a line end in it that does not follow a finished sentence."""
    starts, ends = batch.runs(Class.SPACE | Class.NEWLINE)
    size = len(batch.codes)
    inside = (starts > 0) & (ends < size)
    starts, ends = starts[inside], ends[inside]
    seen = np.concatenate(([0], np.cumsum(batch.has(Class.NEWLINE))))
    final = batch.has(Class.FINAL)
    closer = batch.has(Class.CLOSER)
    border = batch.has(Class.BORDER)
    last, before = starts - 1, np.maximum(starts - 2, 0)
    unfinished = (
        (seen[ends] > seen[starts])
        & ~final[last]
        & ~(closer[last] & final[before])
        & ~border[last]
        & ~border[ends]
    )
    return starts[unfinished], ends[unfinished]


@rule(
    code="LAY001",
    name="split-sentence",
    level=Level.WARNING,
    stage=Stage.LAYOUT,
    trigger=Places(unfinished_line_ends),
    contract="whitespace",
)
def split_sentence(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A paragraph cut inside a sentence by the end of a line, column or page.

    What it finds
    -------------
    A blank line or line end inside a sentence: within a word, after a comma, within a number or
    a quotation, however short the first half is.

        村里今年修通了环山公路，果农们再也不用挑着担子下⟦⏎⏎→⟧山，一天能多跑两趟县城。⏎
        据了解，这次共有173户搬进了新⟦⏎⏎→⟧居，其中老人和孩子占了六成。⏎
        项目一期总投资4.⟦⏎⏎→⟧6亿元，预计后年春天竣工，建成后每年可处理污水两千万吨。⏎
        镇长说：“桥修好了，路也通了，⟦⏎⏎→⟧大家的日子会越过越红火。”⏎

    Why it matters
    --------------
    It is the commonest defect of newspaper OCR, some 18 in 10,000 characters: every column
    border makes one. Both halves are useless as sentences, and word statistics learn cuts
    inside words.

    When the fix is safe
    --------------------
    When both halves are body text, the left one lacks final punctuation and is no salutation,
    the right one closes a sentence and does not start afresh, and the two are not short lines
    of verse. Otherwise the fix asks.

    What it leaves alone
    --------------------
    Titles, kickers, subheads, bylines, datelines, credits, captions, list items, salutations,
    verse, questions and answers, lead-ins that end with a colon.

        各位代表，⟦⏎⏎⟧我代表市政府向大会报告工作，请予审议。⏎
        潮水退去了，⟦⏎⟧月亮升起来，⏎渔火还亮着，⏎有人在唱歌。⏎
        两家企业给出了不同的答案：⟦⏎⏎⟧城东的纺织厂选择了停产检修，城西的水泥厂选择了错峰生产。⏎
        # 秋粮入库⟦⏎⏎⟧粮站门前排起了长队，农民们开着三轮车来交粮。⏎

    Source
    ------
    Both seed pages (13 cuts); GB/T 15834-2011 for the marks that end a sentence.
    """
    text = page.text
    neighbours = _body_pairs(page.blocks)
    for span in places:
        pair = neighbours.get(span.start)
        if pair is None:
            continue
        left, right = pair[0].content.of(text), pair[1].content.of(text)
        if not unfinished(left) or starts_afresh(right):
            continue
        if len(left) < VERSE and len(right) < VERSE and not _open_pair(left, right):
            continue
        indent = span.of(text).rpartition("\n")[2]
        if not ends_sentence(right) and len(right) < VERSE:
            continue
        safe = _closes_sentence(right) and "\u3000" not in indent and _joins(left, right)
        fix = page.fix(
            page.edit(span, ""), safety=Safety.SAFE if safe else Safety.ASK, contract=Whitespace()
        )
        yield page.finding(
            span,
            f"sentence cut by a line end: …{left[-6:]}|{right[:6]}…",
            fix=fix,
            evidence=list(_evidence(left, right)),
        )


def _body_pairs(blocks: Sequence[Block]) -> dict[int, tuple[Block, Block]]:
    """Return the pairs of neighbouring body blocks by the offset where the first one ends."""
    return {
        left.content.end: (left, right)
        for left, right in pairwise(blocks)
        if left.kind is Kind.BODY
        and right.kind is Kind.BODY
        and left.content.end < right.span.start
    }


def unfinished(left: str) -> bool:
    return not ends_sentence(left) and left[-1] not in "：:；;" and not _SALUTATION.match(left)


def starts_afresh(right: str) -> bool:
    return bool(_FRESH_START.match(right) or _SPEAKER.match(right))


def _closes_sentence(right: str) -> bool:
    return any(mark in right for mark in "。！？!?…")


def _joins(left: str, right: str) -> bool:
    """Tell whether the border reads on: no Latin word is glued, no new speech begins."""
    glued = left[-1].isascii() and left[-1].isalpha() and right[0].isascii() and right[0].isalpha()
    return not glued


def _open_pair(left: str, right: str) -> str:
    """Return a pair of marks opened in the left half and closed in the right one, or nothing."""
    for opener, closer in zip(OPENERS, CLOSERS, strict=True):
        if left.count(opener) > left.count(closer) and right.count(closer) > right.count(opener):
            return opener + closer
    return ""


def _evidence(left: str, right: str) -> Iterator[Evidence]:
    yield Evidence("left half ends with", left[-1])
    pair = _open_pair(left, right)
    if pair:
        yield Evidence("pair closed beyond the break", pair)
    if _NUMBER_END.search(left):
        yield Evidence("left half ends inside a number or quantity", left[-4:])
