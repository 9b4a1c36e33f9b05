"""LAY006 space-between-han."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import regex

from newslint.model.lexicon import LONGEST, Word, known, look_up, word_after, word_before
from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.charclass import Class, Offsets, table
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.marks import ends_sentence
from newslint.text.span import Span

LONGEST_GAP = 4
"""A wider gap is a column or a blank to be filled in."""

KNOWN_FREQUENCY = 4
"""A word cut in two by one space must be this frequent to be asked about."""

SHORTEST_PROSE = 16
"""A line of running prose has at least so many code points and ends with a final mark."""

LINE = 400
"""Code points of a line that are read on each side of a gap."""

ROLE_REACH = 12
"""Behind a role, names stand within so many code points."""

LONGEST_PERSON = 4
SURE_LETTERS = 3
"""So many letters set apart are a word even with other Han round them."""

_METADATA = frozenset({Kind.BYLINE, Kind.CREDIT, Kind.FURNITURE, Kind.TABLE})
_LABEL_ENDS = ("：", ":", "、")

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万"
    "钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝"
    "包宁尚符舒阮柯纪梅童凌毕单季裴霍涂苗谷盛曲翁冉骆蓝路游辛靳阳柴蒙鲍华喻祁蒲房滕屈饶牟艾尤穆"
    "卓古吉缪简芦麦褚娄窦戚岑景宫费卜冷晏席卫米柏宗瞿桂全佟臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑"
    "郎甄丛仲虞敖巩明佘麻苑迟邝官于"
)
"""Characters that begin personal names."""

_FUNCTION = frozenset("的了着在是和与及不也都就把被对从向为有又并而")
"""Characters that stand by themselves in prose, so that a space beside them splits no word."""

_ROLE = regex.compile(r"记者|通讯员|作者|编辑|摄影|摄|供图|编译|撰稿|责编|校对|美编|主持人?|嘉宾")
_LIST_HEAD = regex.compile(r"[：:][^，。；！？“：:]*$")


@dataclass(frozen=True, slots=True)
class Chain:
    """Single Han with the same gap between each two: `gaps` are where, `letters` the Han joined.

    Args:
        gaps: the gaps in order.
        letters: the Han before the first gap, those between the gaps, the Han behind the last.
        apart: no Han and no other gap touches the letters on either side.
    """

    gaps: tuple[Span, ...]
    letters: str
    apart: bool

    @property
    def span(self) -> Span:
        """Return from the first letter to the last."""
        return Span(self.gaps[0].start - 1, self.gaps[-1].end + 1)


def gaps_between_han(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of spaces with Han on both sides."""
    spaces = np.flatnonzero((batch.codes == 0x20) | (batch.codes == 0x3000))
    if not len(spaces):
        return spaces, spaces
    breaks = np.flatnonzero(np.diff(spaces) > 1) + 1
    starts = spaces[np.insert(breaks, 0, 0)]
    ends = spaces[np.append(breaks, len(spaces)) - 1] + 1
    inside = (starts > 0) & (ends < len(batch.codes)) & (ends - starts <= LONGEST_GAP)
    starts, ends = starts[inside], ends[inside]
    han = batch.has(Class.HAN)
    between = han[starts - 1] & han[ends]
    return starts[between], ends[between]


@rule(
    code="LAY006",
    name="space-between-han",
    level=Level.WARNING,
    stage=Stage.LAYOUT,
    trigger=Places(gaps_between_han),
    contract="whitespace",
)
def space_between_han(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A space inside a Chinese word.

    What it finds
    -------------
    Words whose characters stand apart, and in running prose a word that one space cuts in two.

        ⟦新 华 社→新华社⟧发布了消息。
        县里昨天召开⟦座　谈　会→座谈会⟧，代表们分组发言。
        这个县的经⟦ ⇢⟧济发展很快，粮食总产量连续两年增长。

    Why it matters
    --------------
    OCR engines read wide letter-spacing as spaces, and cut words at the edges of photographs. No
    list and no tokenizer knows the pieces, and a search for the word fails.

    When the fix is safe
    --------------------
    When single characters with the same single space between each two make a word of the lexicon,
    nothing but marks or line ends stands round them, or they are at least three, and they do not
    begin like a name. Only white space changes.

    What it leaves alone
    --------------------
    Names and lists of names, bylines, two-part headlines, verse, couplets, tables, labels and what
    stands behind a colon, datelines, the indent of a paragraph.

        获奖者：⟦王 强 李小明 赵 磊⟧
        新华社记者 ⟦程 楠 梁军⟧
        ⟦城市更新 生活更美⟧
        新华社⟦电 记⟧者近日从学校获悉，这种纤维可以发光。
        ⟦高　峰⟧和⟦王　强⟧走上台来，报纸⟦责　编⟧：⟦安 康⟧。
        春风⟦送暖 入屠⟧苏，⟦百年 天地⟧回元气。

    Source
    ------
    The seed pages have eleven spaces between Han, all of them right.
    """
    text = page.text
    starts: list[int] = []
    for chain in _chains(text, places):
        left, right = _line(text, chain.span)
        if _LIST_HEAD.search(left) or _ROLE.search(left[-ROLE_REACH:]) or right[:1] in _LABEL_ENDS:
            continue
        in_prose = _of_spaced_word(chain, is_prose=True)
        cut = _cut_word(page, chain.gaps[0]) if in_prose is None and len(chain.gaps) == 1 else None
        if in_prose is None and cut is None:
            continue
        starts = starts or [block.span.start for block in page.blocks]
        kind = page.blocks[bisect_right(starts, chain.span.start) - 1].kind
        if kind in _METADATA:
            continue
        is_prose = (
            kind is Kind.BODY
            and len(left) + len(right) >= SHORTEST_PROSE
            and (len(right) == LINE or ends_sentence(right))
        )
        safety = in_prose if is_prose else _of_spaced_word(chain, is_prose=False)
        if safety is not None:
            edits = [page.edit(gap, "") for gap in chain.gaps]
            fix = page.fix(*edits, safety=safety, contract=Whitespace())
            yield page.finding(chain.span, f"{chain.letters} set apart by spaces", fix=fix)
        elif cut is not None and is_prose:
            yield cut


def _chains(text: str, places: Sequence[Span]) -> Iterator[Chain]:
    """Yield the gaps in groups: each with the one before it if a single Han stands between."""
    group: list[Span] = []
    for place in places:
        if group and (place.start != group[-1].end + 1 or place.of(text) != group[-1].of(text)):
            yield _chain(text, group)
            group = []
        group.append(place)
    if group:
        yield _chain(text, group)


def _chain(text: str, gaps: Sequence[Span]) -> Chain:
    """Return the chain of some gaps, without its outer ones where only so it is a word."""
    whole = _letters(text, gaps)
    if known(whole) or len(gaps) <= SURE_LETTERS - 1:
        return Chain(tuple(gaps), whole, _is_apart(text, gaps))
    for inner in (gaps[:-1], gaps[1:], gaps[1:-1]):
        letters = _letters(text, inner)
        if len(letters) >= SURE_LETTERS and known(letters):
            return Chain(tuple(inner), letters, False)
    return Chain(tuple(gaps), whole, _is_apart(text, gaps))


def _letters(text: str, gaps: Sequence[Span]) -> str:
    """Return the Han before the first gap and those behind each."""
    return "".join((text[gaps[0].start - 1], *(text[gap.end] for gap in gaps))) if gaps else ""


def _is_apart(text: str, gaps: Sequence[Span]) -> bool:
    """Tell whether no Han touches the letters, not even over spaces."""
    left, right = gaps[0].start - 2, gaps[-1].end + 1
    while left >= 0 and text[left] in " 　" and left > gaps[0].start - 2 - LONGEST_GAP:
        left -= 1
    while right < len(text) and text[right] in " 　" and right < gaps[-1].end + 1 + LONGEST_GAP:
        right += 1
    return not (left >= 0 and _is_han(text[left])) and not _is_han(text[right : right + 1] or "\n")


def _is_han(char: str) -> bool:
    return bool(table()[ord(char)] & Class.HAN)


def _line(text: str, span: Span) -> tuple[str, str]:
    """Return what stands before and behind a place on its line, LINE code points at most."""
    left = text[max(0, span.start - LINE) : span.start].rpartition("\n")[2]
    right = text[span.end : span.end + LINE].partition("\n")[0]
    return left, right


def _of_spaced_word(chain: Chain, *, is_prose: bool) -> Safety | None:
    """Return how safely the letters can be joined, None when they are no word set apart."""
    letters = chain.letters
    if letters[0] in _SURNAMES and len(letters) <= LONGEST_PERSON:
        return None
    if known(letters):
        if len(chain.gaps[0]) > 1:
            return Safety.ASK if chain.apart else None
        if chain.apart or len(letters) >= SURE_LETTERS:
            return Safety.SAFE
        return None
    return Safety.ASK if is_prose and len(letters) > LONGEST_PERSON and _words(letters) else None


def _words(letters: str) -> bool:
    """Tell whether a string is made of words of the lexicon, the longest first."""
    at = 0
    while at < len(letters):
        word = word_after(letters, at)
        if word is None:
            return False
        at += len(word.text)
    return True


def _cut_word(page: Page, gap: Span) -> Finding | None:
    """Return the finding for a space that cuts a word longer than those that end or begin there."""
    text = page.text
    if gap.of(text) != " " or _may_be_name(text, gap):
        return None
    before, after = word_before(text, gap.start), word_after(text, gap.end)
    whole = max((len(word.text) for word in (before, after) if word is not None), default=1)
    if before is not None and after is not None:
        return None
    if text[gap.start - 1] in _FUNCTION or text[gap.end] in _FUNCTION:
        return None
    found = _crossing(text, gap, whole)
    if found is None or found.frequency < KNOWN_FREQUENCY:
        return None
    fix = page.fix(page.edit(gap, ""), safety=Safety.ASK, contract=Whitespace())
    evidence = [Evidence("word", f"{found.text} ({found.classes})")]
    return page.finding(gap, f"space inside {found.text}", fix=fix, evidence=evidence)


def _may_be_name(text: str, gap: Span) -> bool:
    """Tell whether the Han before a gap may be a surname: a word or no Han stands before it."""
    at = gap.start - 1
    if text[at] not in _SURNAMES:
        return False
    before = text[at - 1 : at]
    return (
        not before
        or not _is_han(before)
        or before in _FUNCTION
        or word_before(text, at) is not None
    )


def _crossing(text: str, gap: Span, longer_than: int) -> Word | None:
    """Return the most frequent word of the lexicon that a gap cuts and that is long enough."""
    left = text[max(0, gap.start - LONGEST + 1) : gap.start]
    right = text[gap.end : gap.end + LONGEST]
    words = (
        look_up(left[-size:] + right[:more])
        for size in range(1, len(left) + 1)
        for more in range(1, min(len(right), LONGEST - size) + 1)
        if size + more > longer_than
    )
    return max(filter(None, words), key=lambda word: word.frequency, default=None)
