"""VLM001 markdown-residue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Listed, Whitespace
from newslint.text.edit import Fix, Safety
from newslint.text.span import Span

_PAIRED = frozenset({("**", ""), ("__", "")})
_STRAY = frozenset((f"{'#' * size}{gap}", "") for size in range(1, 7) for gap in ("", " ")) | {
    ("> ", ""), (">", ""), ("**", ""),
}  # fmt: skip

_RUN = regex.compile(r"(?<!\*)\*\*(?!\*)|(?<!_)__(?!_)")
_HAN = regex.compile(r"[\p{Han}〇]")
_WORD = regex.compile(r"[A-Za-z0-9]")
_STARTS = regex.compile(r"[^\s，。、；：？！）》”’」』】〉%…,;:.!?)\]*_]")
_ENDS = regex.compile(r"[^\s，、“‘（《「『【〈(\[*_]")
_CLAUSE = regex.compile("[，。；：？！]")
_BORDER = regex.compile(r"[\s\p{P}]?")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕"
    "丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武"
    "戴莫孔向汤某"
)
_OPENS = regex.compile(r"[\p{Han}“《（]|[0-9]{1,4}\p{Han}")
_QUOTE = regex.compile(rf"> ?(?={_OPENS.pattern})")
_HASHES = regex.compile(r"#{1,6}")


def marks(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return pairs of * and _ that stand alone as pairs, and marks of headings and quotations."""
    codes = batch.codes
    rare = np.flatnonzero(
        (codes == ord("*")) | (codes == ord("_")) | (codes == ord("#")) | (codes == ord(">"))
    )
    if not len(rare):
        return rare, rare
    here = codes[rare]
    size = len(codes)
    before = np.where(rare > 0, codes[np.maximum(rare - 1, 0)], 0x0A)
    after = np.where(rare + 1 < size, codes[np.minimum(rare + 1, size - 1)], 0x0A)
    double = (here == after) & (here != before) & ((here == ord("*")) | (here == ord("_")))
    hash_ = (here == ord("#")) & (before != ord("#"))
    han = batch.has(Class.HAN | Class.OPENER | Class.SPACE)[np.minimum(rare + 1, size - 1)]
    quote = (here == ord(">")) & (before != ord("-")) & (before != ord("=")) & han
    found = rare[double | hash_ | quote]
    return found, found + 1


@rule(
    code="VLM001",
    name="markdown-residue",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(marks),
    contract="listed",
)
def markdown_residue(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A mark of Markdown that stands in the text instead of shaping it.

    What it finds
    -------------
    Bold marks round Chinese text, in pairs; heading marks inside a line or without the space
    that makes them one; the mark of a quotation.

        全镇⟦**粮食总产**→粮食总产⟧连续三年增长，⟦__惠农政策__→惠农政策⟧，功不可没。
        会议开到傍晚。⟦## ⇢⟧下一步打算
        ⟦##⇢## ⟧水渠通到家门口
        ⟦> ⇢⟧老支书说，修路那年他才二十岁。

    Why it matters
    --------------
    Vision-language models answer in Markdown. The marks are no part of the article; they split
    words for every tokenizer and hide sentence ends from the rules on layout.

    When the fix is safe
    --------------------
    For pairs of ** and __ round Han, each run exactly two marks long, whose content starts and
    ends like a phrase; only the marks go. All others ask.

    What it leaves alone
    --------------------
    Headings with their marks, be they # or a line all bold, topics, program names, footnote stars,
    products and powers, stars for censored words and masked names or digits, blanks to fill in.

        ⟦# 水渠通到家门口⟧
        ⟦**老渠重新通水**⟧⏎⏎清早六点，水头到了最远的一块田。⏎
        微博话题⟦#春节#⟧和⟦##归家##⟧都上了热搜，他用⟦C#⟧写程序，⟦1#楼⟧和⟦3#机组⟧先完工。
        ⟦* 注⟧：面积为⟦5*3⟧米，也就是⟦2**3⟧的近两倍，他骂了一句⟦****⟧就走了。
        举报人⟦陈**与李**⟧到场，尾号⟦**88和**99⟧的车牌，函数⟦__init__⟧里写明了。
        现召开第⟦__届第__⟧次会议，当温度⟦> 三十度⟧时停工，⟦首页 > 新闻⟧。

    Source
    ------
    CommonMark 0.31, sections 4.2, 5.1 and 6.2; its flanking rules fail round Chinese punctuation,
    so that models' bold marks stay visible there.
    """
    text = page.text
    headings: set[int] | None = None
    stop = -1
    for span in places:
        if text[span.start] in "#>":
            yield from _stray(page, span.start)
        elif span.start >= stop:
            end = text.find("\n", span.start)
            stop = len(text) if end < 0 else end
            if headings is None:
                headings = {block.content.start for block in page.blocks if block.level}
            if span.start + 2 not in headings:
                yield from _bold(page, span.start, stop)


def _bold(page: Page, start: int, stop: int) -> Iterator[Finding]:
    """Yield the bold phrases of a line from its first run of two marks on."""
    text = page.text
    left: dict[str, int] = {}
    for run in _RUN.finditer(text, start, stop):
        mark, at = run[0], run.start()
        if _between_words(text, at):
            continue
        opener = left.pop(mark, None)
        if opener is None or not _is_phrase(text, opener, at):
            left[mark] = at
            continue
        edits = [page.edit(Span(place, place + 2), "") for place in (opener, at)]
        safety = _judge(text, opener, at)
        if safety is None:
            continue
        fix = page.fix(*edits, safety=safety, contract=Listed(_PAIRED))
        yield page.finding(Span(opener, at + 2), f"bold marks {mark} of Markdown", fix=fix)
    at = left.get("**", -1)
    if at >= 0 and text[at - 1 : at] in ("", "\n") and _OPENS.match(text, at + 2):
        fix = page.fix(page.edit(Span(at, at + 2), ""), safety=Safety.ASK, contract=Listed(_STRAY))
        yield page.finding(Span(at, at + 2), "bold mark ** without its partner", fix=fix)


def _between_words(text: str, at: int) -> bool:
    """Tell whether two marks stand between Latin letters or digits: 2**3, 138**45."""
    return bool(_WORD.match(text[at - 1 : at]) and _WORD.match(text, at + 2))


def _is_phrase(text: str, opener: int, closer: int) -> bool:
    """Tell whether what stands between two runs of marks may be a bold phrase."""
    return bool(
        closer > opener + 2 and _STARTS.match(text, opener + 2) and _ENDS.match(text, closer - 1)
    )


def _judge(text: str, opener: int, closer: int) -> Safety | None:
    """Return how safely the marks round a phrase may go, None for hidden characters and blanks."""
    inside = text[opener + 2 : closer]
    before, after = text[opener - 1 : opener], text[closer + 2 : closer + 3]
    han = len(_HAN.findall(inside))
    if before in _SURNAMES and inside[-1] in _SURNAMES:
        return None
    if (_WORD.match(before) and _WORD.match(inside[-1])) or (
        _WORD.match(inside) and _WORD.match(after)
    ):
        return None
    if text[opener] == "_":
        borders = [bool(_BORDER.fullmatch(side)) for side in (before, after)]
        if not any(borders) or not han:
            return None
        return Safety.SAFE if all(borders) and han >= 2 else Safety.ASK
    if _HAN.match(before) and _HAN.match(after) and _CLAUSE.search(inside):
        return Safety.ASK
    if han == 0:
        return Safety.SAFE if _HAN.match(before) or _HAN.match(after) else None
    return Safety.SAFE if han >= 2 else Safety.ASK


def _stray(page: Page, at: int) -> Iterator[Finding]:
    """Yield the finding for a heading or quotation mark that has lost its place."""
    text = page.text
    line = text.rfind("\n", max(0, at - 80), at) + 1
    first = at == 0 or text[at - 1] == "\n"
    if text[at] == ">":
        after_stop = text[max(0, at - 2) : at].strip(" ")[-1:] in tuple("。！？”")
        quote = _QUOTE.match(text, at)
        if quote and (first or (after_stop and quote[0] == "> ")):
            yield _removed(page, Span(at, quote.end()), "quotation mark > of Markdown")
        return
    run = _HASHES.match(text, at)
    end = run.end() if run else at
    if text[end : end + 1] == "#":
        return
    if first:
        if end - at > 1 and _HAN.match(text, end) and not _topic(text, end):
            new = text[at:end] + " "
            fix: Fix = page.fix(
                page.edit(Span(at, end), new), safety=Safety.ASK, contract=Whitespace()
            )
            yield page.finding(Span(at, end), "heading mark without a space behind it", fix=fix)
        return
    gap = text[end : end + 1] == " "
    before = text[max(line, at - 2) : at].rstrip(" ")[-1:]
    sentence = before in tuple("。！？”…")
    heading = gap and _HAN.match(text, end + 1)
    if heading and (sentence or end - at > 1) and not _topic(text, end):
        yield _removed(page, Span(at, end + 1), "heading mark # inside a line")


def _topic(text: str, at: int) -> bool:
    """Tell whether another # follows in the line: #春节# names a topic."""
    stop = text.find("\n", at, at + 40)
    return text.find("#", at, stop if stop >= 0 else at + 40) >= 0


def _removed(page: Page, span: Span, message: str) -> Finding:
    fix = page.fix(page.edit(span, ""), safety=Safety.ASK, contract=Listed(_STRAY))
    return page.finding(span, message, fix=fix)
