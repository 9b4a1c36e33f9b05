"""LAY001 split-sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from newslint.model.joins import REACH, is_character, opened_pair, reads_on, spanning
from newslint.rule import Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import HEADINGS, Block, Kind
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.lines import is_enumerated
from newslint.text.marks import ends_sentence
from newslint.text.span import Span
from newslint_rules.layout._halves import (
    across,
    beyond_heading,
    closes_sentence,
    glues_latin,
    starts_afresh,
    unfinished,
    unfinished_line_ends,
)
from newslint_rules.layout._wrapping import FEWEST_FULL, regions

SHORT_PAGE = 5
"""A page of so few paragraphs is not called tidy."""

VERSE = 16
"""Neighbouring lines that are both shorter than this may be verse or a couplet."""

SURE = 1.6
"""Log odds from which a join is safe.

91 real OCR pages with 288 cuts: with the weights from one half of the pages and the other half
judged, 222 of 224 safe joins were right (one-sided 95 % lower bound 0.972). Pages made of edited
news whose columns cut 7,597 sentences, all paragraphs with their final marks: 6,895 of 6,897
(0.999), 0.91 of the cuts. Where one paragraph in ten had lost its mark, 0.95 were right
(`benchmarks/joins.py`).
"""

LIKELY = 0.0
"""Log odds below which nothing is said: even."""

PAUSED = -3.0
"""The same behind a comma, which is no end of a paragraph."""

CROSSHEAD, HEADLINE = 24, 40
"""Longest line that may be a crosshead, and longest one that was taken for a headline."""

TORN, HELD = 3.5, 2.0
"""What `beyond_heading` must say that a line that may be a heading is joined safely, and that
anything is said of it.

Of 550 headlines and crossheads, each before 12 beginnings of paragraphs drawn by lot, 0.2 %
reach the first and 1.6 % the second; of 8,000 paragraphs cut behind 4 to 40 characters 82 % and
91 %.
"""

INSIDE, CAPTIONED = 3.0, 0.5
"""Evidence of the characters at the break from which a caption or list item is joined with what
follows, and from which a caption is with the rest of it that ends with its photo credit.
"""

SWEEPS = 6
"""So often the breaks of a page are read anew, since a join lengthens the halves beside it."""

CLEAR = 4.0
"""Log odds beyond which a break says no more about the others of its page."""

TIDY, TIDY_GAIN = 0.85, 1.0
"""Where this share of the other paragraphs end a sentence, unfinished ones are cut more often.

On the OCR pages 49 of 60 were, elsewhere 203 of 329: the ratio of the odds is e to the 1.0.
"""

_LEFT = frozenset({Kind.BODY, Kind.CAPTION, Kind.LIST})
_RIGHT = frozenset({Kind.BODY, Kind.BYLINE, Kind.CREDIT, Kind.CAPTION})
"""Kinds of halves; a credit may be cut, too: 新|华社记者王一摄."""

_HEADLESS = regex.compile(r"分之$")
_NUMERAL = regex.compile(r"[0-9一二三四五六七八九十百千两点]")
_GAP = regex.compile(r"(?<![,，:：;；])\s")
"""White space inside a short line, behind no mark: a headline of two parts, or names."""

_SPEECH = regex.compile(r"[“「『][^“”「」『』]{0,80}[。！？]")
_SPEAKS = frozenset("说說道问問答喊叫写寫称稱是为為着著")

_NUMBER_END = regex.compile(r"[0-9][0-9.,]*$")


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

        村里今年修通了环山公路，果农们再也不用挑着担子，摸黑下⟦⏎⏎→⟧山，一天能多跑两趟县城。⏎
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
    at least e to the 1.6. The left half is body text or a short line that has no heading mark;
    a line that may be a headline or crosshead needs characters at the break that belong
    together, a caption or list item the same or a comma.
    With less evidence, or an indent before the right half, the fix asks; with evidence of a new
    paragraph nothing is said.

        村里今年修通了环山公路，果农们再也不用挑着担子，摸黑下⟦⏎　　⇢⟧山，一天能多跑两趟县城。⏎

    What it leaves alone
    --------------------
    Titles, kickers, subheads, bylines, datelines, credits, salutations, verse, questions and
    answers, lead-ins that end with a colon; headlines and crossheads without a mark, and
    paragraphs whose full stop was lost or misread before a new one.

        各位代表，⟦⏎⏎⟧我代表市政府向大会报告工作，请予审议。⏎
        潮水退去了，⟦⏎⟧月亮升起来，⏎渔火还亮着，⏎有人在唱歌。⏎
        两家企业给出了不同的答案：⟦⏎⏎⟧城东的纺织厂选择了停产检修，城西的水泥厂选择了错峰生产。⏎
        渡船停了以后⟦⏎⏎⟧下游的码头冷清下来，卖茶水的老周把摊子挪到了桥头。⏎
        # 秋粮入库⟦⏎⏎⟧粮站门前排起了长队，农民们开着三轮车来交粮。⏎
        全市秋粮收购工作会议在京山召开部署今年粮食入库各项任务⟦⏎⏎⟧昨天，全市秋粮收购工作会议在京山召开，会议部署了今年的粮食入库任务。⏎
        这条路通车以后，山里的蜜桃两个小时就能运到省城，果农们的收入翻了一番*⟦⏎⏎⟧近日，记者来到这个村采访，看到家家户户都盖起了新房。⏎

    Source
    ------
    Counts of 72 million characters of news (`tools/build_joins.py`), weighed on 91 real OCR
    pages; both seed pages (13 cuts); GB/T 15834-2011 for the marks that end a sentence.
    """
    breaks = list(_breaks(page, places))
    for one, odds, joined in _decided(page, breaks):
        if odds < (PAUSED if one.left[-1] in "，、" else LIKELY):
            continue
        fix = page.fix(
            page.edit(one.span, ""),
            safety=Safety.SAFE if joined else Safety.ASK,
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
        guessed: one of them was taken for a heading because it is short and without marks.
        headlike: the left one may be a heading.
        starts, ends: offsets where the left block starts and the right one ends.
    """

    span: Span
    left: str
    right: str
    guessed: bool
    headlike: bool
    starts: int
    ends: int


def _breaks(page: Page, places: Sequence[Span]) -> Iterator[_Break]:
    """Yield the places where the blocks allow a join.

    Lines that were wrapped at a fixed width are left out: their paragraphs are read as a whole
    once LAY002 has joined them.
    """
    text = page.text
    wrapped = regions(page.document) if len(places) >= FEWEST_FULL else ()
    starts = [region.span.start for region in wrapped]
    neighbours = _pairs(page.blocks, {span.start for span in places})
    for span in places:
        pair = neighbours.get(span.start)
        if pair is None:
            continue
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.start <= wrapped[at].span.end:
            continue
        spans = pair[0].content, pair[1].content
        left, right = (one.of(text) for one in spans)
        if not unfinished(left) or starts_afresh(right) or _speech_follows(left, right):
            continue
        if not _agree(*pair, left, right):
            continue
        guessed = any(block.kind in _SHORT for block in pair)
        if guessed and _GAP.search(left):
            continue
        longest = HEADLINE if pair[0].kind in HEADINGS else CROSSHEAD
        headlike = len(left) <= longest and is_character(left[-1]) and not closes_sentence(left)
        if headlike and (
            is_enumerated(left)
            or (not opened_pair(left, right) and beyond_heading(left, right) < HELD)
        ):
            continue
        yield _Break(span, left, right, guessed, headlike, spans[0].start, spans[1].end)


_SHORT = HEADINGS | {Kind.BYLINE, Kind.CREDIT}


def _agree(before: Block, after: Block, left: str, right: str) -> bool:
    """Tell whether two blocks may be one for their kinds; all but body with body needs evidence."""
    if after.kind is Kind.CAPTION or before.kind is Kind.CAPTION:
        if after.kind not in (Kind.BODY, Kind.CAPTION) or after.why.startswith("starts"):
            return False
        wanted = CAPTIONED if before.kind is after.kind else INSIDE
        return bool(opened_pair(left, right)) or across(left, right) >= wanted
    if before.kind is Kind.LIST:
        if after.kind is not Kind.BODY:
            return False
        return left[-1] in "，、" or bool(opened_pair(left, right)) or across(left, right) >= INSIDE
    return after.kind is Kind.BODY or _surely_one(left, right)


def _decided(page: Page, breaks: Sequence[_Break]) -> Iterator[tuple[_Break, float, bool]]:
    """Yield each break with the log odds that it is inside a sentence, and whether it is joined.

    The evidence of each is moved by the mean of the page's others of its kind, each cut to CLEAR:
    a page whose unfinished paragraphs do not read on has lost its full stops, one whose do was
    cut by its columns; so with lines that look like headings. On a tidy page an unfinished
    paragraph is cut more often. A half that is joined on its other side counts as a whole.
    """
    if not breaks:
        return
    own = [reads_on(one.left, one.right) for one in breaks]
    clear = [max(-CLEAR, min(CLEAR, odds)) for odds in own]
    total, size = [0.0, 0.0], [1, 1]
    for one, cut in zip(breaks, clear, strict=True):
        total[one.guessed] += cut
        size[one.guessed] += 1
    bonus = TIDY_GAIN if _finished_share(page) >= TIDY else 0.0
    moved = [
        (total[one.guessed] - cut) / size[one.guessed] + (0.0 if one.guessed else bonus)
        for one, cut in zip(breaks, clear, strict=True)
    ]
    joined = [False] * len(breaks)
    wholes = [(one.left, one.right) for one in breaks]
    for sweep in range(SWEEPS):
        order = range(len(breaks))
        changed = False
        for at in order if sweep % 2 else reversed(order):
            whole = _whole(breaks, joined, at)
            if whole != wholes[at]:
                wholes[at], own[at] = whole, reads_on(*whole)
            if not joined[at] and _is_sure(breaks[at], *whole, own[at] + moved[at], page.text):
                joined[at] = changed = True
        if not changed and sweep:
            break
    for at, one in enumerate(breaks):
        if joined[at] or _may_ask(*wholes[at]):
            yield one, own[at] + moved[at], joined[at]


def _whole(breaks: Sequence[_Break], joined: Sequence[bool], at: int) -> tuple[str, str]:
    """Return the two halves of a break, each with what it is joined to on its other side."""
    left, right = breaks[at].left, breaks[at].right
    back = at
    while back and joined[back - 1] and breaks[back - 1].ends == breaks[back].span.start:
        back -= 1
        left = breaks[back].left + left
        if len(left) > REACH:
            break
    while at + 1 < len(breaks) and joined[at + 1] and breaks[at].ends == breaks[at + 1].span.start:
        at += 1
        right += breaks[at].right
        if len(right) > REACH:
            break
    return left, right


def _is_sure(one: _Break, left: str, right: str, odds: float, text: str) -> bool:
    """Tell whether a break is surely inside a sentence."""
    return (
        odds >= SURE
        and closes_sentence(right)
        and _may_ask(left, right)
        and "\u3000" not in one.span.of(text)
        and not glues_latin(left, right)
        and not _lost_one(left, right)
        and not (
            one.headlike
            and len(left) <= HEADLINE
            and not opened_pair(left, right)
            and beyond_heading(left, right) < TORN
        )
    )


def _speech_follows(left: str, right: str) -> bool:
    """Tell whether a right half is speech from its first sentence on that no verb leads to."""
    return is_character(left[-1]) and left[-1] not in _SPEAKS and bool(_SPEECH.match(right))


def _lost_one(left: str, right: str) -> bool:
    """Tell whether a left half that ends with 之 has lost the 一 of 之一, as OCR engines do."""
    if left[-1] != "之":
        return False
    if _HEADLESS.search(left, len(left) - 2):
        return not _NUMERAL.match(right)
    return not spanning(left, right)


def _surely_one(left: str, right: str) -> bool:
    """Tell whether a bracket or quotation, or a longer word, reaches over a break."""
    return bool(opened_pair(left, right)) or spanning(left, right) > 1


def _may_ask(left: str, right: str) -> bool:
    """Tell whether two halves are neither verse nor a couplet, and no stray line."""
    if len(left) < VERSE and len(right) < VERSE and not opened_pair(left, right):
        return False
    return closes_sentence(right) or len(right) >= VERSE or _surely_one(left, right)


def _finished_share(page: Page) -> float:
    """Return the share of body paragraphs, all but one, that end a sentence; 0 for a short page."""
    body = [block.content.of(page.text) for block in page.blocks if block.kind is Kind.BODY]
    return sum(map(ends_sentence, body)) / (len(body) - 1) if len(body) > SHORT_PAGE else 0.0


def _pairs(blocks: Sequence[Block], wanted: set[int]) -> dict[int, tuple[Block, Block]]:
    """Return neighbouring blocks that may be one paragraph, by the wanted place behind the first.

    Either may be a short line that has no heading mark; the right one may look like a credit.
    """
    return {
        left.content.end: (left, right)
        for left, right in pairwise(blocks)
        if left.content.end in wanted
        and (left.kind in _LEFT or (left.kind in HEADINGS and not left.level))
        and (right.kind in _RIGHT or (right.kind in HEADINGS and not right.level))
        and (left.kind is Kind.BODY or right.kind in (Kind.BODY, Kind.CAPTION))
        and left.content.end < right.span.start
    }


def _evidence(left: str, right: str) -> Iterator[Evidence]:
    yield Evidence("left half ends with", left[-1])
    pair = opened_pair(left, right)
    if pair:
        yield Evidence("pair closed beyond the break", pair)
    if _NUMBER_END.search(left):
        yield Evidence("left half ends inside a number or quantity", left[-4:])
