"""MIX001 english-connective."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import regex

from newslint.model.lexicon import Word, word_after, word_before
from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Listed
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.mixed._connectives import connectives

LONGEST_TITLE = 15
"""English in a quotation no longer than this is taken as part of a name or title."""

CLEAR = 8
"""No other Latin letter may stand within this many code points of a fix that is safe."""

_HAN = regex.compile(r"\p{Han}")
_LATIN = regex.compile(r"[A-Za-z]")
_PHRASE = regex.compile(r"( ?)([a-z]+(?: [a-z]+){0,2})( ?)(?=[\p{Han}“《‘「])")
_SAFE = {"and": "和", "with": "与"}
_IN_NAMES = frozenset({"and", "of", "the", "with"})
"""Words that stand in names of bands, shops and works; next to an unknown name they are left."""

_PREDICATES = ("并", "和", "与", "及", "而")
"""Readings of "and" between two verbs with their objects, best first."""


def latin_between_han(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of Latin letters, each with at most one space between it and Han."""
    starts, ends = batch.runs(Class.LATIN)
    short = ends - starts <= 9
    starts, ends = starts[short], ends[short]
    size = len(batch.codes)
    space = batch.codes == 0x20
    left = starts - 1 - space[np.maximum(starts - 1, 0)]
    before = batch.has(Class.HAN | Class.FULL_MARK)[np.maximum(left, 0)] & (left >= 0)
    lower = batch.codes[starts] >= ord("a")
    inside = ends < size
    keep = before & lower & inside
    return starts[keep], ends[keep]


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    """Return what may be replaced by what: the word with or without its spaces."""
    return frozenset(
        (f"{left}{word}{right}", reading)
        for word, readings in connectives().items()
        for reading in readings
        for left in ("", " ")
        for right in ("", " ")
    )


@rule(
    code="MIX001",
    name="english-connective",
    level=Level.ERROR,
    stage=Stage.CHARACTERS,
    trigger=Places(latin_between_han),
    contract="listed",
)
def english_connective(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """An English function word in the middle of a Chinese sentence.

    What it finds
    -------------
    English conjunctions, prepositions, articles and the like between Chinese words, with the
    spaces round them.

        新校区的图书馆⟦ and →和⟧体育馆同时开放。
        这条铁路增强了两省经济的活力⟦ with →与⟧韧性。
        完成任务⟦ and ⇢并⟧返回基地，全程只用了四个小时。
        代表团昨天⟦ from ⇢从⟧北京出发。
        老厂长⟦ with ⇢与⟧新员工见了面。

    Why it matters
    --------------
    Vision-language models translate a character they cannot read. The sentence still makes sense
    to a person, so nobody sees it; a language model learns to switch languages.

    When the fix is safe
    --------------------
    For and → 和 between two nominals that the lexicon knows, and for with → 与 when the second
    one ends the clause (elsewhere it may stand for 对 or 以), with no other English near: either
    Chinese conjunction reads right there. All others ask, with ranked readings.

    What it leaves alone
    --------------------
    Names, titles and quotations, words next to unknown names, capitalised words and acronyms,
    whole English phrases.

        ⟦AI⟧和⟦5G⟧在⟦Type-C⟧接口、⟦R&D⟧投入和⟦H&M⟧门店里各有用处，甲队⟦vs⟧乙队。
        演出嘉宾是⟦黑撒 and 朋友们⟧，他们唱了“⟦Rock and Roll⟧”和《⟦Gone with the Wind⟧》。
        这里⟦City不City⟧，来一场⟦Citywalk⟧就知道。
        他在会上说“⟦we are ready for the future⟧”，全场鼓掌。

    Source
    ------
    Seed 003, lines 53 and 213.
    """
    text = page.text
    done = -1
    for span in places:
        if span.start <= done:
            continue
        start = span.start - (text[span.start - 1] == " ")
        match = _PHRASE.match(text, start)
        if match is None:
            continue
        word = match[2]
        if word not in connectives() or _is_title(text, match.start(), match.end()):
            continue
        if not (match[1] and match[3]) and len(word) < 3:
            continue
        done = match.end()
        finding = _judge(page, Span(match.start(), match.end()), word)
        if finding is not None:
            yield finding


def _judge(page: Page, span: Span, word: str) -> Finding | None:
    """Return the finding for a connective, unless an unknown name stands before it."""
    text = page.text
    left = word_before(text, span.start)
    right = word_after(text, span.end)
    after_mark = text[span.start - 1] in "，；：。、"
    if left is None and not after_mark and word in _IN_NAMES:
        return None
    readings = connectives()[word]
    if word == "and" and _joins_predicates(text, span, left, right):
        readings = _PREDICATES
    new = _SAFE.get(word)
    safe = (
        new == readings[0]
        and left is not None
        and _nominal(left)
        and _opens_nominal(text, span.end, right)
        and not _LATIN.search(text, max(0, span.start - CLEAR), span.start)
        and not _LATIN.search(text, span.end, span.end + CLEAR)
        and (word != "with" or _ends_there(text, span.end, right))
    )
    fix = page.fix(
        page.edit(span, readings[0]),
        safety=Safety.SAFE if safe else Safety.ASK,
        contract=Listed(_pairs()),
    )
    evidence = [
        Evidence(side, f"{known.text} ({known.classes})")
        for side, known in (("word before", left), ("word after", right))
        if known is not None
    ]
    return page.finding(
        span,
        f"English “{word}” in a Chinese sentence",
        fix=fix,
        candidates=readings,
        evidence=evidence,
    )


def _joins_predicates(text: str, span: Span, left: Word | None, right: Word | None) -> bool:
    """Tell whether a verb with its object stands on both sides (完成任务 and 返回基地)."""
    if left is None or right is None or right.classes != "v":
        return False
    verb = word_before(text, span.start - len(left.text))
    return verb is not None and verb.classes.startswith("v")


def _ends_there(text: str, at: int, word: Word | None) -> bool:
    """Tell whether a mark or line end follows the word at an offset."""
    return word is not None and not _HAN.match(text, at + len(word.text))


def _nominal(word: Word) -> bool:
    return word.classes.startswith("n")


def _opens_nominal(text: str, at: int, word: Word | None) -> bool:
    """Tell whether a nominal phrase starts at an offset: a noun, or an adjective and a noun."""
    if word is None:
        return False
    if _nominal(word):
        return True
    if word.classes != "a":
        return False
    following = word_after(text, at + len(word.text))
    return following is not None and _nominal(following)


_PAIRS = (("《", "》"), ("〈", "〉"), ("“", "”"), ("「", "」"), ("‘", "’"))


def _is_title(text: str, start: int, end: int) -> bool:
    """Tell whether a place lies in a book title, or in a quotation short enough to be a name."""
    before = text[max(0, start - 60) : start].rpartition("\n")[2]
    after = text[end : end + 60].partition("\n")[0]
    for opener, closer in _PAIRS:
        left = before.rfind(opener)
        if left < 0 or closer in before[left:]:
            continue
        right = after.find(closer)
        inside = len(before) - left + end - start + right
        if right >= 0 and (opener in "《〈" or inside <= LONGEST_TITLE):
            return True
    return False
