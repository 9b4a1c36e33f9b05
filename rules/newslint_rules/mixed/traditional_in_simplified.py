"""MIX003 traditional-in-simplified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from newslint.model.lexicon import Word, word_before
from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Script as SameInBoth
from newslint.text.edit import Safety
from newslint.text.script import Script, table
from newslint.text.span import Span
from newslint_rules.mixed._script import (
    Reading,
    is_common,
    is_quoted,
    lookup,
    read,
    runs,
    simplified_documents,
    strength,
)

TABLE = files(__package__) / "traditional_in_simplified.tsv"

SURE = 8
"""Strength that each word must have for a safe fix."""

NAMELIKE = 10
"""Strength of a noun of three characters that begins with a surname and is no person."""

PERSON = 3

PASSAGE = 6
"""This many characters, each within GAP of the next, are a passage in the other script."""

GAP = 10
"""Code points between two characters of one passage."""

_ALONE = frozenset("这们个为从对说会来时还过给让没将据并后于里吗与")
"""Simplified characters that are words by themselves and rarely stand in names."""

_SURNAMES = frozenset(
    "陳張劉黃趙吳孫馬楊鄭馮蕭葉許鄧韓羅謝蔣賈鐘鍾譚鄒陸閻龍賴顧龔邵萬錢湯嚴葛蘇盧魯於樂溫賀華傅"
    "範齊莊單關簡喬歐陽聶車鳳王李陈张刘黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田"
    "董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "史陶黎顾毛郝龚邵钱覃武戴莫孔向汤常康施牛樊邢安齐易乔伍庞颜倪庄聂章岳殷詹申耿焦柳"
)
"""Characters that begin personal names, in either script."""

_LOOK_ALIKE = frozenset("東揀練煉諫見貝車來長鳥魚風頁亞兒軍園圍陣")
"""Traditional characters that a recogniser may put for another one: 東 for 柬."""


@cache
def _listed(kind: str) -> frozenset[str]:
    """Return the words of a kind: `name` of a firm, brand or newspaper whose wordmark is set in
    Traditional characters; `common`, spelt in Simplified without a character of both scripts.
    """
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:])
    return frozenset(word for word, own in rows if own == kind)


def traditional_characters(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the Traditional characters of the documents that are clearly Simplified."""
    kinds = lookup(batch)
    places = np.flatnonzero((kinds - 1).view(np.uint8) < Script.BOTH)
    if not len(places):
        return places, places
    owners = np.searchsorted(batch.starts, places, side="right") - 1
    places = places[np.isin(owners, simplified_documents(batch, kinds, owners))]
    return places, places + 1


@rule(
    code="MIX003",
    name="traditional-in-simplified",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(traditional_characters),
    contract="script",
)
def traditional_in_simplified(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A Traditional character in a text that is written in Simplified ones.

    What it finds
    -------------
    Traditional characters in a document with at least twenty characters that exist in one script
    only, nine in ten of them Simplified: those of a common word, and function words by
    themselves. A whole passage in Traditional characters is shown as one finding.

        这个县的经⟦濟→济⟧发展很快，粮食总产连续两年增长，农业设备换了新的，乡镇学校都开设劳动课。
        记者从发布会上获悉，新建的铁路桥验收⟦後⇢后⟧将于年内开通，沿线车站设计时参考了乡亲们的意见。
        广场东侧还开设了书报亭，为赶早车的旅客⟦準備→准备⟧热饮，让他们觉得这座县城很亲切，进进出出都方便。

    Why it matters
    --------------
    Models that read both scripts fall out of one into the other, character by character. The
    word with it is unknown to a tokenizer and to every list, and a search for it fails.

    When the fix is safe
    --------------------
    When each character has one counterpart in either script, is not in the Table of General
    Standard Chinese Characters and looks like no other Simplified one (東 may be a misread 柬), the
    word is frequent, and the place lies outside quotations and names. Function words by
    themselves, characters with several counterparts and rarer words ask.

    What it leaves alone
    --------------------
    Characters in use in both scripts, names, quotations, titles, and documents that are wholly
    or partly in Traditional characters.

        这里讲述了⟦乾隆⟧年间的故事，⟦毕昇⟧、⟦干将⟧与⟦皇后⟧都出现了，⟦哪吒⟧闹海也编进动画，观众赞扬说细雨⟦濛濛⟧的画面动人。
        选手⟦拚搏⟧到终场，⟦夥⟧伴们击掌庆贺，乐队的调试也结束了，这场运动会开创了县里办赛的历史，收获颇丰。
        记者来到⟦萬科⟧总部，门厅的匾额写着“⟦萬象更新⟧”，员工们说这是创业时亲手设计、亲手挂上去的。
        ⟦這個縣的經濟發展很快，糧食總產連續兩年增長，農業設備換了新的，鄉鎮學校都開設勞動課。⟧

    Source
    ------
    Table of General Standard Chinese Characters (State Council, 2013); OpenCC.
    """
    text = page.text
    for passage in _passages(places):
        if len(passage) >= PASSAGE:
            span = Span(passage[0].start, passage[-1].end)
            if not is_quoted(text, Span(span.start, span.start + 1)):
                yield page.finding(span, f"{len(passage)} Traditional characters in a passage")
            continue
        for run in runs(passage):
            if not is_quoted(text, run):
                yield from _judge(page, run)


def _passages(places: Sequence[Span]) -> Iterator[Sequence[Span]]:
    """Yield the places in groups whose members are near each other."""
    group: list[Span] = []
    for place in places:
        if group and place.start - group[-1].end > GAP:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _judge(page: Page, run: Span) -> Iterator[Finding]:
    """Yield the finding for a run of Traditional characters if it is a slip and no name."""
    text = page.text
    reading = read(text, run, "t2s")
    if reading is None:
        return
    kinds = {Script(int(table().kinds[ord(char)])) for char in run.of(text)}
    alone = len(run) == 1 and reading.converted in _ALONE
    if not _is_known(reading, kinds) and not alone:
        return
    if reading.words and _follows_surname(text, reading.start):
        return
    safe = (
        kinds == {Script.ONE}
        and bool(reading.words)
        and all(strength(word) >= SURE for word in reading.words)
        and not _LOOK_ALIKE.intersection(run.of(text))
        and not _starts_a_name(text, run)
    )
    fix = page.fix(
        page.edit(run, reading.converted),
        safety=Safety.SAFE if safe else Safety.ASK,
        contract=SameInBoth(),
    )
    yield page.finding(
        run,
        f"Traditional {run.of(text)} in a Simplified text",
        fix=fix,
        evidence=[Evidence("word", f"{word.text} ({word.classes})") for word in reading.words],
    )


def _is_known(reading: Reading, kinds: set[Script]) -> bool:
    """Tell whether the run belongs to words common enough, and none of them is a firm's name."""
    words = reading.words
    if not words or any(word.text in _listed("name") for word in words):
        return False
    if Script.BOTH in kinds:
        return all(word.text in _listed("common") for word in words)
    return all(is_common(word) and not _is_person(word) for word in words)


def _is_person(word: Word) -> bool:
    """Tell whether a word may be a person that the lexicon happens to know."""
    if len(word.text) != PERSON or "v" in word.classes or strength(word) >= NAMELIKE:
        return False
    return word.text[0] in _SURNAMES


def _follows_surname(text: str, at: int) -> bool:
    """Tell whether a surname that is part of no word stands right before an offset."""
    return at > 0 and text[at - 1] in _SURNAMES and word_before(text, at) is None


def _starts_a_name(text: str, run: Span) -> bool:
    """Tell whether a Traditional surname stands in the run or right before it."""
    near = text[max(0, run.start - 2) : run.end]
    return any(
        char in _SURNAMES and Script.NONE < table().kinds[ord(char)] < Script.SIMPLE
        for char in near
    )
