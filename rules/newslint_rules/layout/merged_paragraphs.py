"""LAY004 merged-paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Block, Kind
from newslint.text.charclass import Class, Offsets
from newslint.text.marks import ends_sentence
from newslint.text.span import Span

LONGEST_HEADING = 60
"""A heading with a sentence end inside that is longer than this holds its paragraph, too."""

REACH = 40
"""Code points before and behind a trigger that are read."""

_DATELINE = regex.compile(
    r"(?<=[。！？][”’）]?)[ 　]{0,2}(?:本报[\p{Han}]{0,4}讯[ 　]*[（(]?[ 　]*(?:全媒体|通讯员|记者)"
    r"|(?:新华社|中新社|中新网|本报)[\p{Han}]{2,6}[0-9]{1,2}月[0-9]{1,2}日(?:专)?电[ 　]*[（(])"
)
_RUN_ON = regex.compile(r"[。！？…][”’]?[ 　]{0,2}$")
_ITEM = regex.compile(r"(?<=[。！？][”）]?[ 　]{0,2})[二三四五六七八九]、(?=[^，。；]{2,16}。)")
_STOP = regex.compile(r"[。！？](?=[^”’）\s])")
_NUMERALS = "一二三四五六七八九"


def seams(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return where a paragraph may have been run on.

    These are 讯 and 电 behind a final mark that stands a little before them in the same line,
    numerals with an enumeration comma right behind a final mark, 记者 close to a line's end, and
    heading marks.
    """
    codes = batch.codes
    size = len(codes)
    if not size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    final = batch.has(Class.FINAL)
    line_end = batch.has(Class.NEWLINE | Class.BORDER)
    second = np.flatnonzero(codes[1:] == ord("、")) + 1
    second = second[np.isin(codes[second - 1], [ord(one) for one in _NUMERALS[1:]])] - 1
    behind_stop = (final | batch.has(Class.CLOSER | Class.SPACE))[np.maximum(second - 1, 0)]
    wires = np.flatnonzero((codes == ord("讯")) | (codes == ord("电")))
    before = codes[np.maximum(wires - 1, 0)]
    wires = wires[(before == ord("日")) | (before == ord("报")) | (before == ord("专"))]
    roles = np.flatnonzero(codes == ord("者"))
    roles = roles[codes[np.maximum(roles - 1, 0)] == ord("记")]
    ends = np.append(np.flatnonzero(line_end), size)
    near = ends[np.searchsorted(ends, roles)] - roles <= 28
    marks = np.flatnonzero(codes == ord("#"))
    marks = marks[(marks == 0) | line_end[np.maximum(marks - 1, 0)]]
    found = np.sort(np.concatenate((second[behind_stop], wires, roles[near], marks)))
    return found, found + 1


@rule(
    code="LAY004",
    name="merged-paragraphs",
    level=Level.WARNING,
    stage=Stage.VERDICT,
    trigger=Places(seams),
)
def merged_paragraphs(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Two paragraphs, or a heading and its paragraph, on one line.

    What it finds
    -------------
    A dateline in the middle of a paragraph, a byline run on to the end of one, numbered items in
    the line of the first one, a heading mark before a whole paragraph.

        运河上的船闸昨晚恢复通航。⟦本报讯（记者⟧ 田小野）东湖的绿道今天全线开放，市民可以骑车环湖。⏎
        渔政部门表示，禁渔期间将加强夜间巡查。⟦本报记者 田小野⟧⏎
        一、加强组织领导。各镇要把防汛放在首位。⟦二、⟧落实防汛责任。每段堤防都要有人值守。⟦三、⟧备足防汛物资。沙袋和水泵要提前到位。⏎
        ⟦#⟧␠东湖绿道开放␠东湖的绿道今天全线开放。市民可以骑车环湖一周，全程二十八公里，沿途设有六处驿站，可以歇脚、饮水和修车，年底前还要增加四处。⏎

    Why it matters
    --------------
    Two articles or items become one, and a name becomes part of the text.

    When the fix is safe
    --------------------
    There is none: how much of the line is the heading is for a person to say.

    What it leaves alone
    --------------------
    Datelines at the head of a paragraph, credits and names in brackets, photographers behind a
    caption, numbers inside a sentence.

        ⟦本报讯（记者⟧ 田小野）东湖的绿道今天全线开放，市民可以骑车环湖。⏎
        会议提出三点要求：一、提前排查隐患；⟦二、⟧落实责任；⟦三、⟧备足物资。⏎

    Source
    ------
    Composing rooms start a new line before a dateline (本报讯, 新华社北京…电) and a numbered item.
    """
    blocks = page.blocks
    starts = [block.span.start for block in blocks]
    seen = -1
    for place in places:
        block = blocks[bisect_right(starts, place.start) - 1]
        for span, what in _found(page.text, block, place):
            if span.start > seen:
                seen = span.start
                yield page.finding(span, what)


def _found(text: str, block: Block, place: Span) -> Iterator[tuple[Span, str]]:
    """Yield what is merged at a candidate place."""
    char = place.of(text)
    content = block.content
    if char == "#":
        words = content.of(text)
        long = block.level and len(words) > LONGEST_HEADING
        if long and ends_sentence(words) and _STOP.search(words):
            yield (
                Span(place.start, place.start + block.level),
                "heading and paragraph on one line",
            )
        return
    if not content.start <= place.start < content.end:
        return
    if char == "者":
        named = block.kind is Kind.BYLINE and text[content.start] not in "（("
        if named and _RUN_ON.search(text, max(0, content.start - 4), content.start):
            yield content, "byline at the end of a paragraph"
        return
    if block.kind is not Kind.BODY:
        return
    low, high = max(content.start, place.start - REACH), min(content.end, place.end + REACH)
    if char in "讯电":
        for found in _DATELINE.finditer(text, low, high):
            if found.start() < place.end <= found.end():
                yield _span(found), "dateline inside a paragraph"
    elif text[content.start : content.start + 2] == "一、":
        before = f"{_NUMERALS[_NUMERALS.index(char) - 1]}、"
        if _ITEM.match(text, place.start, high) and before in text[content.start : place.start]:
            yield Span(place.start, place.start + 2), "numbered item inside another one"


def _span(found: regex.Match[str]) -> Span:
    """Return the span of a match without the white space before it."""
    start = found.end() - len(found[0].lstrip())
    return Span(start, start + len(found[0].strip()))
