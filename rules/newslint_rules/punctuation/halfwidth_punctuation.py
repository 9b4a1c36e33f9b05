"""PUN001 halfwidth-punctuation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Mark, Width
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint.text.width import to_full


@dataclass(frozen=True, slots=True)
class Options:
    """Options of halfwidth-punctuation.

    Args:
        brackets: `full` widens half-width round brackets round Chinese, `half` and `keep` leave
            them.
    """

    brackets: Literal["full", "half", "keep"] = "full"


_HAN = r"[\p{Han}〇]"
_LEFT_HAN = regex.compile(rf"(?:{_HAN}|[”’）》」』〉】%℃％])$")
_HAS_HAN = regex.compile(_HAN)
_SPACE_BEFORE_CHINESE = regex.compile(r" [\p{Han}〇“‘（《0-9]")
_EMOTICON = regex.compile(r"[:;]-?[)(DPpO]")
_REFERENCE = regex.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,32});$")
_LOST_BEFORE = "?/(（"
"""A question mark before one of these stands for a character that was lost."""

_OUTER = "，。、；：？！“”‘’（）《》〈〉【】「」『』…—"
_STOP_ENDS = "\n”’）」』"


def marks_beside_han(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the half-width marks with a Chinese neighbour, and all round brackets and stops."""
    mark = batch.at(Class.HALF_MARK)
    codes = batch.codes
    chinese = batch.has(Class.HAN | Class.FULL_MARK)
    size = len(codes)
    beside = (chinese[np.maximum(mark - 1, 0)] & (mark > 0)) | (
        chinese[np.minimum(mark + 1, size - 1)]
    )
    bracket = (codes[mark] == ord("(")) | (codes[mark] == ord(")"))
    stop = np.flatnonzero(codes == ord("."))
    stop = stop[(stop > 0) & batch.has(Class.HAN)[np.maximum(stop - 1, 0)]]
    places = np.sort(np.concatenate((mark[beside | bracket], stop)))
    return places, places + 1


@rule(
    code="PUN001",
    name="halfwidth-punctuation",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(marks_beside_han),
    contract="width",
    options=Options(),
)
def halfwidth_punctuation(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A half-width mark that belongs to Chinese text.

    What it finds
    -------------
    A half-width comma, colon, semicolon, exclamation or question mark with Chinese before it,
    and a pair of round brackets that holds Chinese or follows it; the two brackets of a pair
    change together. A full stop for 。 at a sentence's end is asked about.

        新厂房的能耗指标⟦(PUE)→（PUE）⟧降到了历史最低。
        各县⟦(市、区)→（市、区）⟧的代表都到齐了⟦,→，⟧会议开始。
        他问⟦:→：⟧真的要搬走吗⟦?→？⟧
        水库已经蓄满⟦.⇢。⟧

    Why it matters
    --------------
    Chinese prose is set with full-width marks (GB/T 15834-2011, clause 5). Mixed widths split
    one mark into two tokens and break every rule that matches pairs.

    When the fix is safe
    --------------------
    Always for the marks and brackets above: only the width changes, or the width and the space
    that stood in for it. A full stop asks, since it may stand for a middle dot or an
    enumeration comma.

    What it leaves alone
    --------------------
    Decimals, thousands, times, scores, ratios, addresses of any kind, English sentences,
    character references, emoticons, Markdown links, calls of functions, numbering.

        比赛从⟦10:30⟧打到⟦11:45⟧，比分是⟦3:2⟧，观众达⟦12,800⟧人。
        请访问⟦https://example.org/a?b=c⟧，或写信到⟦news@example.org⟧。
        他说⟦Hello, world!⟧的时候大家都笑了。
        全场为⟦Yahoo!⟧喝彩，配图的比例是⟦1:1000⟧。
        ⟦哈利.波特⟧的译者来到书店，⟦一.总则⟧写在封面上，⟦&nbsp;⟧残留在页脚。
        函数⟦f(x)⟧的图像见⟦[附录](https://example.org)⟧，她回了一个笑脸⟦:)⟧

    Source
    ------
    GB/T 15834-2011, clauses 4 and 5; seed 003 has six half-width bracket pairs.
    """
    text = page.text
    options = page.rule.options
    widen = not isinstance(options, Options) or options.brackets == "full"
    done: set[int] = set()
    for span in places:
        at = span.start
        if at in done:
            continue
        char = text[at]
        if char in "()":
            if widen:
                yield from _brackets(page, at, done)
        elif char == ".":
            if _is_stop(text, at):
                fix = page.fix(page.edit(span, "。"), safety=Safety.ASK, contract=Mark())
                yield page.finding(span, "full stop . at the end of a Chinese sentence", fix=fix)
        elif _belongs_to_chinese(text, at):
            yield _mark(page, span)


def _mark(page: Page, span: Span) -> Finding:
    """Return the finding for one mark; a space behind it goes, since the wide mark holds it."""
    text = page.text
    wide = to_full(text[span.start])
    if _SPACE_BEFORE_CHINESE.match(text, span.end):
        whole = Span(span.start, span.end + 1)
        fix = page.fix(page.edit(whole, wide), safety=Safety.SAFE, contract=Mark())
    else:
        whole = span
        fix = page.fix(page.edit(span, wide), safety=Safety.SAFE, contract=Width())
    return page.finding(whole, f"half-width {text[span.start]} in Chinese text", fix=fix)


def _belongs_to_chinese(text: str, at: int) -> bool:
    """Tell whether a comma, colon, semicolon, ! or ? punctuates Chinese."""
    left = text[at - 1 : at]
    right = text[at + 1 : at + 2]
    if not left or left in "\n \uffff" or _EMOTICON.match(text, at):
        return False
    after_han = bool(_LEFT_HAN.search(left))
    if text[at] == "?" and right and right in _LOST_BEFORE:
        return False
    if text[at] in "!?":
        return after_han
    before_han = bool(_HAS_HAN.match(right)) or right in ("“", "《", "‘", "「")
    if not after_han and not before_han:
        return False
    if text[at] == ";" and _REFERENCE.search(text, max(0, at - 40), at + 1):
        return False
    if after_han:
        return not text.startswith("//", at + 1)
    return left.isascii() and left.isalnum() and text[at] in ",;"


def _is_stop(text: str, at: int) -> bool:
    """Tell whether a full stop after Han ends a line or a quotation."""
    before = text[max(0, at - 4) : at]
    if len(before) < 4 or "\n" in before or not _HAS_HAN.match(text[at - 1]):
        return False
    right = text[at + 1 : at + 2]
    return not right or right in _STOP_ENDS


def _brackets(page: Page, at: int, done: set[int]) -> Iterator[Finding]:
    """Yield findings for all pairs of the line that a round bracket stands in."""
    text = page.text
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    open_: list[int] = []
    for match in _BRACKET.finditer(text, start, end):
        place = match.start()
        if match[0] in "()":
            done.add(place)
        if match[0] in "(（":
            open_.append(place)
        elif open_:
            left = open_.pop()
            if (text[left] == "(" or match[0] == ")") and _pair_is_chinese(text, left, place):
                yield _pair(page, left, place)


_BRACKET = regex.compile(r"[()（）]")


def _pair(page: Page, left: int, right: int) -> Finding:
    text = page.text
    edits = [
        page.edit(Span(place, place + 1), to_full(text[place]))
        for place in (left, right)
        if text[place] in "()"
    ]
    fix = page.fix(*edits, safety=Safety.SAFE, contract=Width())
    return page.finding(Span(left, right + 1), "half-width brackets in Chinese text", fix=fix)


def _pair_is_chinese(text: str, left: int, right: int) -> bool:
    """Tell whether a pair of brackets holds Han, or follows it and holds no address."""
    inside = text[left + 1 : right]
    before = text[left - 1 : left] if left else ""
    after = text[right + 1 : right + 2]
    if before == "]" or not inside.strip():
        return False
    if _HAS_HAN.search(inside):
        return True
    if "://" in inside or "@" in inside:
        return False
    if before == " ":
        before = text[left - 2 : left - 1]
    if _LEFT_HAN.match(before) or (before in _OUTER and before):
        return True
    return not before.strip() and bool(_HAS_HAN.match(after)) and inside.isdigit()
