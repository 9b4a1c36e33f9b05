"""Weighs whether headings open an article, and tells kicker, title and subtitle apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import regex

from newslint.text.block import Kind, Role
from newslint.text.lines import BOLD, Line, Shape, has_pause, is_enumerated, is_spoken, is_torn
from newslint.text.marks import ends_sentence
from newslint.text.notes import Note, dateline_end, note_of, signature

LEAD: Final = 160
"""Code points of the first paragraph that a headline is compared with."""

_NOTICE_TITLE = regex.compile(
    r"更正|更正启事|致歉|征集|征稿|征稿启事|启事|讣告|公告|通告|通知|寻物|寻物启事|寻人启事|回音"
    r"|编读往来|预告|今[日明]天气|今明天气|天气预报"
    r"|.{4,30}(?:公告|通告|启事|通知|公示|名单|获奖名单|安排表?|赛程|成绩|开奖公告|价格)"
)
_BRIEFS_HEAD = regex.compile(
    r".{0,6}(?:一句话(?:新闻)?|简讯|短讯|快讯|简报|短波|一瞥|速览|速递|集纳|拾零|要闻|动态|播报"
    r"|新闻眼|掠影|快递|连播)"
)
_AT_ONCE = regex.compile(
    r"(?:近日|日前|昨[日天晚]|今[日天晨早]|连日来|\d{1,2}(?:月\d{1,2})?日"
    r"|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日|记者\d|记者从|最近一期)"
)
_WHEN = regex.compile(
    r"(?:近日|日前|昨|今[年天日晨早晚]|[一二三四五六七八九十]{1,3}月|上午|入冬以来|入夏以来|最近"
    r"|本月|上月|\d{1,4}[年月日]|连日来|近来|近期|记者|本报|[\p{Han}]{0,12}(?:近日|日前|昨日|昨天"
    r"|今天))"
)
_TWO_PARTS = regex.compile(r"[\p{Han}”》！？][ 　]{1,3}[\p{Han}“《]")
_DASH: Final = ("—", "―", "──", "--", "－－")


@dataclass(slots=True)
class Article:
    """What is known of the article that is being read.

    Args:
        titled: it has a title.
        paragraphs: number of its paragraphs of running text.
        dateline: it has one.
        ended: why it may be over, empty while it is not.
        weight: how much that says.
        unfinished: its last paragraph does not end a sentence.
        previous: kind of its last block.
        subheads: number of its subheads.
        subhead_size: their lengths together.
        title: the words of its title.
        captions: number of its captions.
        signed: it has a byline above its text, or a dateline.
        closing: a formula that ends a notice was its last line.
        prose: number of its paragraphs that are no list items or rows.
    """

    titled: bool = False
    paragraphs: int = 0
    dateline: bool = False
    ended: str = ""
    weight: float = 0.0
    unfinished: bool = False
    previous: Kind | None = None
    subheads: int = 0
    subhead_size: int = 0
    title: str = ""
    captions: int = 0
    signed: bool = False
    closing: bool = False
    prose: int = 0

    @property
    def itemised(self) -> bool:
        """Tell whether all its text is a list."""
        return self.paragraphs > 1 and not self.prose and not self.captions

    @property
    def has_text(self) -> bool:
        """Tell whether it has anything but headings and bylines."""
        return self.paragraphs > 0 or self.captions > 0

    def end(self, why: str, weight: float) -> None:
        """Note evidence that it is over."""
        if weight >= self.weight:
            self.ended, self.weight = why, weight


@dataclass(frozen=True, slots=True)
class Levels:
    """The heading levels of a page.

    Args:
        top: the highest (the fewest marks), 0 on a page without marks.
        single: all marked headings share it.
        lowest: the lowest one.
    """

    top: int
    single: bool
    lowest: int

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Levels:
        """Return the levels of a page's marked headings."""
        found = {line.level for line in lines if line.shape is Shape.MARKED}
        if not found:
            return cls(0, single=True, lowest=0)
        return cls(min(found), single=len(found) == 1, lowest=max(found))


@dataclass(frozen=True, slots=True)
class Following:
    """What stands behind a run of headings.

    Args:
        line: the next line that is no furniture, None at the page's end.
        byline: a byline stands between.
        lead: the first line of running text, None when none comes soon.
        items: a list of sentences comes first.
        alone: the lead is the only paragraph before the next heading or the end.
        photo: a photo credit stands below the lead or above it.
        signature: the names that sign the text before the next heading, empty when none do.
    """

    line: Line | None
    byline: bool
    lead: Line | None
    items: bool = False
    photo: bool = False
    alone: bool = False
    signature: str = ""


def following(lines: Sequence[Line], at: int) -> Following:
    """Return what stands at and behind a line."""
    first: Line | None = None
    byline = photo = False
    for number in range(at, min(at + 6, len(lines))):
        line = lines[number]
        note = line.note
        if note and note.kind is Kind.FURNITURE:
            continue
        first = first or line
        if note and note.kind is Kind.BYLINE:
            byline = True
        elif note and note.kind is Kind.CREDIT:
            photo = photo or note.role is Role.PHOTO
        elif line.shape is Shape.SHORT and first is line and signature(line.text):
            byline = True
        elif line.shape is Shape.PROSE or (note and note.kind is Kind.CAPTION):
            after = lines[number + 1].note if number + 1 < len(lines) else None
            photo = photo or (after is not None and after.role is Role.PHOTO)
            photo = photo or (note is not None and first is line) or _ends_as_caption(line.text)
            behind = lines[number + 1] if number + 1 < len(lines) else None
            alone = behind is None or behind.shape in (Shape.SHORT, Shape.MARKED, Shape.NOTE)
            return Following(
                first, byline, line, photo=photo, alone=alone, signature=_signed(lines, number)
            )
        else:
            items = (
                note is not None
                and note.kind is Kind.LIST
                and ends_sentence(line.text)
                and not line.text[0].isdecimal()
            )
            return Following(first, byline, None, items=items)
    return Following(first, byline, None)


def _ends_as_caption(text: str) -> bool:
    return text[-1] in "摄攝)）" and ("摄" in text[-24:] or "攝" in text[-24:])


LONGEST_SECTION: Final = 12
"""So many lines behind a heading are looked at for the signature of its text."""


def _signed(lines: Sequence[Line], at: int) -> str:
    """Return the signature of the text that starts at a line, empty when a heading comes first."""
    for line in lines[at : at + LONGEST_SECTION]:
        if line.shape in (Shape.SHORT, Shape.MARKED):
            return ""
        note = line.note
        if note is None:
            tail = _NAMED_TAIL.search(line.text, max(0, len(line.text) - 40))
            if tail and (note_of(tail[0]) or Note(Kind.BODY, "")).kind is Kind.BYLINE:
                return tail[0]
        elif note.kind is Kind.BYLINE and "作者" not in line.text:
            return line.text
    return ""


_NAMED_TAIL = regex.compile(r"(?<=[。！？…”])[ 　]*[(（][^()（）。]{2,36}[)）]$")


def repeated(title: str, lead: str) -> float:
    """Return the share of the neighbouring pairs of characters of a headline that its lead has."""
    head = lead[:LEAD]
    pairs = [title[at : at + 2] for at in range(len(title) - 1)]
    pairs = [pair for pair in pairs if pair[0] >= "\u4e00" and pair.isalnum()]
    return sum(pair in head for pair in pairs) / len(pairs) if pairs else 0.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """How much speaks for an article's start (more than 0: it is one), and what does."""

    odds: float
    why: str


_ONLY: Final = {1: 0.8, BOLD: -1.5}
"""Log odds of a heading on a page where all have its level: titles are more often marked."""

UNMARKED: Final = -0.9
"""Log odds that a short line inside a page is a headline, before anything else is known."""


def judge(run: Sequence[Line], article: Article, levels: Levels, behind: Following) -> Judgement:
    """Return whether a run of neighbouring headings opens an article.

    The weights are log odds, set by hand and tuned on tests/pages/tuning.
    """
    reasons: list[str] = []
    odds = 0.0

    def say(weight: float, why: str) -> None:
        nonlocal odds
        odds += weight
        if weight > 0:
            reasons.append(why)

    first = plain_words(run[0].words)
    level = min((line.level for line in run if line.level), default=0)
    words = max((plain_words(line.words) for line in run), key=len)
    if level:
        if not levels.single and level == levels.top:
            say(6.0, f"heading of level {level}, the highest of the page")
        elif levels.single:
            say(_ONLY.get(level, 0.0), f"heading of level {level}")
        else:
            say(-2.5, "")
    else:
        say(-3.0 if 0 < levels.top < BOLD else UNMARKED, "")
    if article.ended:
        say(article.weight, f"after {article.ended}")
    elif article.unfinished and not level:
        headed = behind.byline or (behind.line and dateline_end(behind.line.text))
        say(-0.5 if headed else -3.0, "")
    if not article.has_text and article.titled:
        say(-4.0, "")
    if behind.byline and behind.lead is not None:
        say(3.0, "a byline and text follow")
    elif behind.line is not None and dateline_end(behind.line.text):
        say(3.5, "a dateline follows")
    elif behind.items:
        say(2.5 if not article.unfinished else 0.0, "a list of briefs follows")
    elif behind.lead is None and _NOTICE_TITLE.fullmatch(words):
        say(1.5, "")
    elif behind.lead is None:
        say(-1.0 if level else -2.0, "")
    noticed = bool(_NOTICE_TITLE.fullmatch(words) or _BRIEFS_HEAD.fullmatch(words))
    headed = behind.byline or bool(behind.line and dateline_end(behind.line.text))
    if article.signed and not article.ended and not headed:
        if behind.signature:
            say(4.0, "signed at its end, the article before at its head")
        elif not (article.dateline or noticed or behind.photo):
            say(-0.8, "")
    if article.itemised and behind.lead is not None:
        say(2.0, "text after a list of briefs")
    if behind.photo:
        say(1.5, "a photo story follows")
    if noticed:
        say(3.0, "named like a notice or column")
    lead = behind.lead.text if behind.lead else ""
    if lead:
        say(max(-0.5, min(2.5, 5.0 * (repeated(words, lead) - 0.3))), "the text repeats its words")
        if _AT_ONCE.match(lead):
            say(2.0, "the text starts with a time")
        elif _WHEN.match(lead):
            say(1.0, "the text starts with a time or source")
        if len(lead) < 20 and not behind.byline:
            say(-1.5, "")
    if behind.alone:
        say(0.7, "")
    if len(run) > 3 and not level:
        say(-3.0, "")
    elif len(run) > 1:
        say(2.0, "several headings together")
        if _COLUMN.fullmatch(first):
            say(1.5, "the name of a column comes first")
    if any(line.words.startswith(_DASH) for line in run[1:]):
        say(3.0, "a subtitle follows")
    if not noticed:
        say(max(-1.5, min(1.5, (len(words) - 10) / 4)), "as long as a headline")
    if article.paragraphs and article.paragraphs <= 2 and not article.subheads:
        say(0.5, "")
    if _TWO_PARTS.search(words):
        say(0.8, "of two parts")
    if is_enumerated(first) and first[0] not in "■●◆▶":
        say(-4.0, "")
    if not level:
        if any(is_running(line.words) for line in run) or (
            words[0] in "“‘" and ends_sentence(words)
        ):
            say(-3.0, "")
        elif run[-1].words[-1] in "！？!?":
            say(-1.2 if run[-1].words[-1] in "？?" else -0.5, "")
        if is_torn(words):
            say(-3.0, "")
    count = article.subheads
    if count and abs(len(words) - article.subhead_size / count) <= 4:
        say(-1.5, "")
    return Judgement(odds, "; ".join(reasons) or "heading where an article starts")


_SPREAD_OUT = regex.compile(r"\p{Han}(?:[ 　]+\p{Han}){2,}")


def plain_words(words: str) -> str:
    """Return the words of a heading that is set with a space between all characters without it."""
    return words.translate(_UNSPACED) if _SPREAD_OUT.fullmatch(words) else words


_UNSPACED = {ord(" "): None, ord("　"): None}

_DISCOURSE = regex.compile(
    r"(?:据|目前|近年来?|同时|此外|随后|会上|接着|后来|于是|但是?|然而|不过|而且|因此|所以|其中"
    r"|例如|比如|这[是个样些时]|那[是个时]|他[们说]?|她[们说]?|它们?|我们?|你们?|记者|"
    r"截至|为了?|如果|虽然|尽管|当时|当天|当晚|有人|有的|一边|并且|并|也|还|就|都|又|再|才)"
)
_SAID = regex.compile(r"(?:说|表示|介绍|认为|指出|告诉|透露|称|回忆|坦言|强调)(?:[，：:“]|$)")


COUPLED: Final = 18
"""A headline of three clauses has at most this many code points."""


def is_running(words: str) -> bool:
    """Tell whether a short line reads like part of a paragraph rather than a headline.

    The clauses of a headline are of about the same length and do not start like a sentence that
    goes on; speech and entries have a colon behind a short word.
    """
    if "。" in words or "；" in words or (_SAID.search(words) and "，" in words):
        return True
    if not has_pause(words):
        return is_spoken(words) and bool(regex.match(r"(?:\p{Han}{2,3}[：:]).{0,6}$", words))
    clauses = regex.split(r"[，,！？]", words.strip("！？!?“”"))
    sizes = [len(clause) for clause in clauses if clause]
    return (
        max(sizes) > 14
        or max(sizes) - min(sizes) > 8
        or (len(sizes) > 2 and len(words) > COUPLED)
        or (bool(_DISCOURSE.match(words)) and max(sizes) - min(sizes) > 5)
    )


def is_subhead(line: Line, article: Article, levels: Levels, after: Line | None) -> bool:
    """Tell whether an unmarked short line inside an article heads a part of it."""
    words = line.words
    if levels.top and levels.lowest > levels.top:
        return False
    return (
        not article.unfinished
        and len(words) <= 26
        and words[-1] not in "！!"
        and not (words[0] in "“‘" and ends_sentence(words))
        and not (words[-1] in "？?" and (words.count("，") > 1 or _is_answered(after)))
        and not is_running(words)
        and not (is_spoken(words) and not is_enumerated(words))
        and not is_torn(words)
        and after is not None
        and (after.shape in (Shape.PROSE, Shape.ITEM, Shape.MARKED) or _is_list(after))
        and not (after.shape is Shape.PROSE and len(after.text) < len(words))
    )


def _is_answered(after: Line | None) -> bool:
    """Tell whether a question is part of the text because a short answer stands below it."""
    return after is not None and after.shape is Shape.PROSE and len(after.text) <= SHORT_ANSWER


SHORT_ANSWER: Final = 24


def _is_list(line: Line) -> bool:
    return line.note is not None and line.note.kind in (Kind.LIST, Kind.TABLE, Kind.CAPTION)


_COLUMN = regex.compile(
    r"[【〔\[■●◆▶].{1,14}[】〕\]]?|\p{Han}{1,8}(?:视点|观察|连线|走笔|聚焦|专栏|时评|论坛|日记"
    r"|视线|纪事|调查|关注|对话|人物|故事|在线|直击|追踪|热点"
    r"|札记|手记|随笔|漫笔|杂谈|札|谭|快评|锐评|短评|评论|声音|话题|周刊|特刊|专题|记忆|书架|书评"
    r"|简讯|快讯|短讯|速览|动态|之窗|之声|链接|提示|提醒|答疑|你问我答|问答|信箱|课堂|指南|小贴士"
    r"|释疑)"
    r"|.{2,14}[·|｜].{2,10}|(?:一句话新闻|新闻速递|编者按|社论|评论员文章)"
)


_CONTINUES = regex.compile(
    r"就|也|却|还|又|再|才|并|仅|只|均|已|将|和|与|及|重新|正式|成功|全面|即将|全部|顺利|首次|有望|不再"
    r"|成为|获得|同比|累计"
)


def _goes_on(line: Line, after: Line) -> bool:
    """Tell whether a headline goes on in the next printed line."""
    one, two = line.words, after.words
    return (
        line.level == after.level
        and one[-1] not in "？！?!：:"
        and not _is_column(one)
        and bool(_CONTINUES.match(two))
    )


def parts(run: Sequence[Line], next_level: int, behind: Following) -> list[tuple[Kind, str]]:
    """Return kind and evidence of each heading of a run that opens an article."""
    if len(run) > 1 and _heads_list(run[-1], behind) and not run[-1].words.startswith(_DASH):
        return [*parts(run[:-1], next_level, behind), (Kind.SUBHEAD, "short line above a list")]
    found: list[tuple[Kind, str] | None] = [None] * len(run)
    for at, line in enumerate(run):
        if at and line.words.startswith(_DASH):
            found[at] = Kind.SUBTITLE, "starts with a dash under a title"
    plain = [at for at in range(len(run)) if found[at] is None]
    ranks = [run[at].level or BOLD + 1 for at in plain]
    top = min(ranks)
    tops = [at for at, rank in zip(plain, ranks, strict=True) if rank == top]
    title = _title(run, tops)
    for at in plain:
        line = run[at]
        if at == title:
            why = f"heading of level {line.level}" if line.level else "headline"
            found[at] = Kind.TITLE, why
        elif (at == title - 1 and _goes_on(line, run[title])) or (
            at == title + 1 and _goes_on(run[title], line)
        ):
            found[at] = Kind.TITLE, "headline on two lines"
        elif at < title:
            found[at] = Kind.KICKER, "line above a headline"
        elif line.level and line.level != top and line.level == next_level:
            found[at] = Kind.SUBHEAD, "heading of the level of the next subhead"
        elif line.level > top + 1 and line.level != BOLD:
            found[at] = Kind.SUBHEAD, f"heading of level {line.level} under a title"
        else:
            found[at] = Kind.SUBTITLE, "line below a headline"
    return [one for one in found if one is not None]


def _heads_list(line: Line, behind: Following) -> bool:
    """Tell whether the last line of a run is the head of the list or table below it."""
    note = behind.line.note if behind.line else None
    listed = note is not None and note.kind in (Kind.LIST, Kind.TABLE)
    return listed and len(line.words) <= SHORT_HEAD and line.words[-1] in "组奖名次单榜类项赛队区日"


SHORT_HEAD: Final = 8


def _title(run: Sequence[Line], tops: Sequence[int]) -> int:
    """Return which of the highest headings of a run is the headline."""
    first = run[tops[0]].words
    below = [at for at in range(tops[0] + 1, len(run)) if not run[at].words.startswith(_DASH)]
    if (
        _is_column(first)
        and below
        and (len(tops) > 1 or run[below[0]].level == run[tops[0]].level + 1)
    ):
        rest = [at for at in tops[1:] if at in below] or below[:1]
        return rest[0]
    plain = [at for at in tops if at in below or at == tops[0]]
    if len(plain) == 1:
        return plain[0]
    if len(plain) > 2:
        return plain[1]
    one, two = (run[at].words for at in plain)
    dashed = len(run) > plain[1] + 1 and run[plain[1] + 1].words.startswith(_DASH)
    livelier = _is_lively(two) and not _is_lively(one)
    shorter = len(two) + 3 < len(one)
    return plain[1] if dashed or livelier or shorter else plain[0]


def _is_column(words: str) -> bool:
    return bool(_COLUMN.fullmatch(words)) or (len(words) <= 4 and not words.isascii())


def _is_lively(words: str) -> bool:
    return "，" in words or words[-1] in "！!"
