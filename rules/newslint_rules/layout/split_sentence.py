"""LAY001 split-sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import regex

from newslint.model.joins import opened_pair, reads_on
from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import HEADINGS, Block, Kind
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.marks import ends_sentence
from newslint.text.span import Span

SHORT_PAGE = 5
"""A page of so few paragraphs is not called tidy."""

VERSE = 16
"""Neighbouring lines that are both shorter than this may be verse or a couplet."""

SURE = 2.2
"""Log odds from which a join is safe.

91 real OCR pages with 288 cuts: with the weights from one half of the pages and the other half
judged, 220 of 225 safe joins were right (one-sided 95 % lower bound 0.953).
"""

LIKELY = 0.0
"""Log odds below which nothing is said: even.

Judged as above, 20 of 24 joins between them and SURE were right.
"""

CLEAR = 4.0
"""Log odds beyond which a break says no more about the others of its page."""

TIDY, TIDY_GAIN = 0.85, 1.0
"""Where this share of the other paragraphs end a sentence, unfinished ones are cut more often.

On the OCR pages 49 of 60 were, elsewhere 203 of 329: the ratio of the odds is e to the 1.0.
"""

_SALUTATION = regex.compile(
    r"(?:尊敬|敬爱|亲爱|各位|同志|女士|先生|朋友|来宾|老师|同学|乡亲|父老|战友)\p{Han}{0,12}"
    r"(?:[、，]\p{Han}{2,8}){0,3}[，,：:！]?$"
)
_NOTE_BEHIND = regex.compile(
    r"(?:^|[。！？!?…][”’）)]*)(?:[（(][^（）()。]{1,40}[）)]|[^。！？!?…，,]{0,20}(?:摄|新华社发)[）)]?)$"
)
_SPECKS = ".．·*°"
"""Specks of dirt that OCR engines read behind a final mark."""

_SPEAKER = regex.compile(r"(?:问|答|\p{Han}{2,4})[：:]")
_FRESH_START = regex.compile(
    r"[#>|•▪◆◇▶■□●○◎①-⑳]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、"
)
_GAP = regex.compile(r"(?<![,，:：;；])\s")
"""White space inside a short line, behind no mark: a headline of two parts, or names."""

_NUMBER_END = regex.compile(r"[0-9][0-9.,]*$")


def unfinished_line_ends(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the white space with a line end in it that does not follow a finished sentence."""
    starts, ends = batch.runs(Class.SPACE | Class.NEWLINE)
    size = len(batch.codes)
    inside = (starts > 0) & (ends < size)
    starts, ends = starts[inside], ends[inside]
    seen = batch.newlines_before
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
    When the left half lacks a final mark, is no salutation and no verse, the right half is body
    text that closes a sentence and does not start afresh, and the text reads on: the odds from
    the characters at the break, the shape of the halves and the other breaks of the page are
    at least e to the 2.2. The left half is body text or a short line that has no heading mark.
    With less evidence, or an indent before the right half, the fix asks; with evidence of a new
    paragraph nothing is said.

        村里今年修通了环山公路，果农们再也不用挑着担子下⟦⏎　　⇢⟧山，一天能多跑两趟县城。⏎

    What it leaves alone
    --------------------
    Titles, kickers, subheads, bylines, datelines, credits, captions, list items, salutations,
    verse, questions and answers, lead-ins that end with a colon; headlines without a mark, and
    paragraphs whose full stop was lost or misread before a new one.

        各位代表，⟦⏎⏎⟧我代表市政府向大会报告工作，请予审议。⏎
        潮水退去了，⟦⏎⟧月亮升起来，⏎渔火还亮着，⏎有人在唱歌。⏎
        两家企业给出了不同的答案：⟦⏎⏎⟧城东的纺织厂选择了停产检修，城西的水泥厂选择了错峰生产。⏎
        # 秋粮入库⟦⏎⏎⟧粮站门前排起了长队，农民们开着三轮车来交粮。⏎
        全市秋粮收购工作会议在京山召开部署今年粮食入库各项任务⟦⏎⏎⟧昨天，全市秋粮收购工作会议在京山召开，会议部署了今年的粮食入库任务。⏎
        这条路通车以后，山里的蜜桃两个小时就能运到省城，果农们的收入翻了一番*⟦⏎⏎⟧近日，记者来到这个村采访，看到家家户户都盖起了新房。⏎

    Source
    ------
    Counts of 72 million characters of news (`tools/build_joins.py`), weighed on 91 real OCR
    pages; both seed pages (13 cuts); GB/T 15834-2011 for the marks that end a sentence.
    """
    breaks = list(_breaks(page, places))
    for one, odds in zip(breaks, _odds(page, breaks), strict=True):
        if odds < LIKELY:
            continue
        safe = (
            odds >= SURE
            and _closes_sentence(one.right)
            and "\u3000" not in one.span.of(page.text)
            and not _glues_latin(one.left, one.right)
        )
        fix = page.fix(
            page.edit(one.span, ""),
            safety=Safety.SAFE if safe else Safety.ASK,
            contract=Whitespace(),
        )
        yield page.finding(
            one.span,
            f"sentence cut by a line end: …{one.left[-6:]}|{one.right[:6]}…",
            fix=fix,
            evidence=[Evidence("reads on", f"{odds:+.1f}"), *_evidence(one.left, one.right)],
        )


@dataclass(frozen=True, slots=True)
class _Break:
    """A line end between two halves that may be one sentence.

    Args:
        span: the white space.
        left, right: the blocks around it.
        guessed: the left one was taken for a heading because it is short and without marks.
    """

    span: Span
    left: str
    right: str
    guessed: bool


def _breaks(page: Page, places: Sequence[Span]) -> Iterator[_Break]:
    """Yield the places where the blocks allow a join."""
    text = page.text
    neighbours = _pairs(page.blocks)
    for span in places:
        pair = neighbours.get(span.start)
        if pair is None:
            continue
        left, right = pair[0].content.of(text), pair[1].content.of(text)
        guessed = pair[0].kind is not Kind.BODY
        if not unfinished(left) or starts_afresh(right) or (guessed and _GAP.search(left)):
            continue
        if len(left) < VERSE and len(right) < VERSE and not opened_pair(left, right):
            continue
        if not _closes_sentence(right) and len(right) < VERSE:
            continue
        yield _Break(span, left, right, guessed)


def _odds(page: Page, breaks: Sequence[_Break]) -> Iterator[float]:
    """Yield the log odds that each break is inside a sentence.

    The evidence of each is moved by the mean of the page's others of its kind, each cut to CLEAR:
    a page whose unfinished paragraphs do not read on has lost its full stops, one whose do was
    cut by its columns; so with lines that look like headings. On a tidy page an unfinished
    paragraph is cut more often.
    """
    own = [reads_on(one.left, one.right) for one in breaks]
    clear = [max(-CLEAR, min(CLEAR, odds)) for odds in own]
    total, size = [0.0, 0.0], [1, 1]
    for one, cut in zip(breaks, clear, strict=True):
        total[one.guessed] += cut
        size[one.guessed] += 1
    bonus = TIDY_GAIN if breaks and _finished_share(page) >= TIDY else 0.0
    for one, odds, cut in zip(breaks, own, clear, strict=True):
        others = (total[one.guessed] - cut) / size[one.guessed]
        yield odds + others + (0.0 if one.guessed else bonus)


def _finished_share(page: Page) -> float:
    """Return the share of body paragraphs, all but one, that end a sentence; 0 for a short page."""
    body = [block.content.of(page.text) for block in page.blocks if block.kind is Kind.BODY]
    return sum(map(ends_sentence, body)) / (len(body) - 1) if len(body) > SHORT_PAGE else 0.0


def _pairs(blocks: Sequence[Block]) -> dict[int, tuple[Block, Block]]:
    """Return neighbouring blocks that may be one paragraph, by the offset where the first ends."""
    return {
        left.content.end: (left, right)
        for left, right in pairwise(blocks)
        if (left.kind is Kind.BODY or (left.kind in HEADINGS and not left.level))
        and right.kind is Kind.BODY
        and left.content.end < right.span.start
    }


def unfinished(left: str) -> bool:
    """Tell whether a paragraph lacks a final mark, and is no lead-in, salutation or credit."""
    return not (
        ends_sentence(left.rstrip(_SPECKS))
        or left[-1] in "：:；;"
        or _NOTE_BEHIND.search(left, len(left) - 64 if len(left) > 64 else 0)
        or _SALUTATION.match(left)
    )


def starts_afresh(right: str) -> bool:
    """Tell whether a paragraph starts with a bullet, number, heading mark or speaker."""
    return bool(_FRESH_START.match(right) or _SPEAKER.match(right))


def _closes_sentence(right: str) -> bool:
    return any(mark in right for mark in "。！？!?…")


def _glues_latin(left: str, right: str) -> bool:
    """Tell whether the join would make one word of two Latin ones."""
    return left[-1].isascii() and left[-1].isalpha() and right[0].isascii() and right[0].isalpha()


def _evidence(left: str, right: str) -> Iterator[Evidence]:
    yield Evidence("left half ends with", left[-1])
    pair = opened_pair(left, right)
    if pair:
        yield Evidence("pair closed beyond the break", pair)
    if _NUMBER_END.search(left):
        yield Evidence("left half ends inside a number or quantity", left[-4:])
