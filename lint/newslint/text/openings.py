"""Weighs whether headings open an article, and tells kicker, title and subtitle apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from newslint.text.block import Kind, Role
from newslint.text.late import Late
from newslint.text.lines import BOLD, Line, Shape, has_pause, is_enumerated, is_spoken, is_torn
from newslint.text.marks import ends_sentence
from newslint.text.notes import Note, dateline_end, note_of, signature

LEAD: Final = 160
"""Code points of the first paragraph that a headline is compared with."""

_NOTICE_TITLE = Late(
    r"更正|更正启事|致歉|征集|征稿|征稿启事|启事|讣告|公告|通告|通知|寻物|寻物启事|寻人启事|回音"
    r"|编读往来|\p{Han}{0,6}(?:影讯|行情|菜价|节目单|值班表|时刻表)|\p{Han}{0,8}预告|今[日明]天气|今明天气|天气预报"
    r"|.{4,30}(?:公告|通告|启事|通知|公示|名单|获奖名单|安排表?|赛程|成绩|开奖公告|价格)"
)
_BRIEFS_HEAD = Late(
    r".{0,6}(?:一句话(?:新闻)?|简讯|短讯|快讯|简报|短波|一瞥|速览|速递|集纳|拾零|要闻|动态|播报"
    r"|新闻眼|掠影|快递|连播)"
)
_NOTICE_ENDS: Final = frozenset("正事歉集稿告知物音来讯情价单表气报示排程绩格")
_BRIEFS_ENDS: Final = frozenset("话闻讯报波瞥览递纳零态眼影播")
"""What the two patterns above end with."""

_AT_ONCE = re.compile(
    r"(?:近日|日前|昨[日天晚]|今[日天晨早]|连日来|\d{1,2}(?:月\d{1,2})?日"
    r"|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日|记者\d|记者从|最近一期)"
)
_WHEN = Late(
    r"(?:近日|日前|昨|今[年天日晨早晚]|[一二三四五六七八九十]{1,3}月|上午|入冬以来|入夏以来|最近"
    r"|本月|上月|\d{1,4}[年月日]|连日来|近来|近期|记者|本报|[\p{Han}]{0,12}(?:近日|日前|昨日|昨天"
    r"|今天))"
)
_WHEN_SIGN = re.compile(r"[近昨今上下入最本日记\d月]")
"""One of these stands in what the pattern above finds, in its first fourteen code points."""

_TWO_PARTS = Late(r"[\p{Han}”》！？][ 　]{1,3}[\p{Han}“《]")
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
        bullet: the mark in front of its last list item.
        opening: the first words of its text.
        section: number of paragraphs since its last heading.
        kind_before: kind of its last paragraph.
        boxed: its last subhead names a box of background or facts.
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
    bullet: str = ""
    opening: str = ""
    section: int = 0
    kind_before: Kind | None = None
    boxed: bool = False

    @property
    def itemised(self) -> bool:
        """Tell whether all its text is a list."""
        return self.paragraphs > 1 and not self.prose and not self.captions

    @property
    def has_text(self) -> bool:
        """Tell whether it has anything but headings and bylines."""
        return self.paragraphs > 0 or self.captions > 0

    def read(self, text: str) -> None:
        """Take in a paragraph of running text."""
        self.paragraphs += 1
        self.prose += 1
        self.section += 1
        self.kind_before = Kind.BODY
        if len(self.opening) < OPENING:
            self.opening += text[:OPENING]

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
        second: the one below the highest when one heading alone has that one, else 0.
        deep: there are three levels or more, bold left aside.
    """

    top: int
    single: bool
    lowest: int
    second: int = 0
    deep: bool = False

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Levels:
        """Return the levels of a page's marked headings."""
        marked = [line.level for line in lines if line.shape is Shape.MARKED]
        if not marked:
            return _UNMARKED
        found = Counter(marked)
        top, *lower = sorted(found)
        second = lower[0] if lower and found[top] == 1 else 0
        deep = sum(level != BOLD for level in found) > 2
        return cls(top, single=not lower, lowest=max(found), second=second, deep=deep)


_UNMARKED: Final = Levels(0, single=True, lowest=0)


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
        peers: an unmarked heading of about the same length comes next, above text, too.
    """

    line: Line | None
    byline: bool
    lead: Line | None
    items: bool = False
    photo: bool = False
    alone: bool = False
    signature: str = ""
    peers: bool = False


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
            behind = lines[number + 1] if number + 1 < len(lines) else None
            photo = photo or (behind is not None and _is_pictured(behind))
            photo = photo or (note is not None and first is line) or _ends_as_caption(line.text)
            alone = behind is None or behind.shape in (Shape.SHORT, Shape.MARKED, Shape.NOTE)
            return Following(
                first,
                byline,
                line,
                photo=photo,
                alone=alone,
                signature=_signed(lines, number),
                peers=at > 0 and _has_peer(lines[at - 1], lines, number),
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


def _has_peer(heading: Line, lines: Sequence[Line], at: int) -> bool:
    """Tell whether a heading like another stands below it, with nothing but text between."""
    if heading.shape is not Shape.SHORT:
        return False
    for number in range(at, min(at + LONGEST_SECTION, len(lines) - 1)):
        line = lines[number]
        if line.shape is Shape.SHORT:
            behind = lines[number + 1]
            return (
                abs(len(line.text) - len(heading.text)) <= ALIKE
                and behind.shape is Shape.PROSE
                and not dateline_end(behind.text)
            )
        if line.shape is Shape.MARKED or (line.note and line.note.kind in _SIGNS):
            return False
    return False


_SIGNS: Final = frozenset({Kind.BYLINE, Kind.CREDIT})

ALIKE: Final = 3
"""Subheads of an article differ by at most so many code points."""


def _is_pictured(line: Line) -> bool:
    """Tell whether a line is a photo credit or a caption."""
    note = line.note
    if note is not None:
        return note.role is Role.PHOTO or note.kind is Kind.CAPTION
    return "图" in line.text[:2]


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
            if line.text[-1] not in "）)":
                continue
            tail = _NAMED_TAIL.search(line.text, max(0, len(line.text) - 40))
            if tail and (note_of(tail[0]) or Note(Kind.BODY, "")).kind is Kind.BYLINE:
                return tail[0]
        elif note.kind is Kind.BYLINE and "作者" not in line.text:
            return line.text
    return ""


_NAMED_TAIL = Late(r"(?<=[。！？…”])[ 　]*[(（][^()（）。]{2,36}[)）]$")


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


ENOUGH: Final = 8
"""A heading of fewer code points says less when its words stand in the text below."""

WEIGHTS: Final[dict[str, float]] = {
    "always": 0.5,
    "the highest level of the page": 6.0,
    "the second level": -2.0,
    "the second level of three": 0.1,
    "a lower level": -2.5,
    "set in bold like all headings": -1.2,
    "marked like all": 0.8,
    "unmarked on a marked page": -3.0,
    "unmarked": -0.9,
    "the article before is over": 0.9,
    "a sentence is unfinished": -2.7,
    "a sentence is unfinished, yet a byline follows": -0.5,
    "no text since the last headline": -4.0,
    "a byline and text follow": 2.8,
    "a dateline follows": 3.1,
    "a list of briefs follows": 2.5,
    "no text follows": -1.8,
    "no text follows a marked one": -1.0,
    "signed at its end, the article before at its head": 4.3,
    "the article before has a byline": -1.5,
    "signed at its end": 1.4,
    "text after a list of briefs": 2.0,
    "a photo story follows": 1.4,
    "named like a notice or column": 3.6,
    "as long as a headline": 0.5,
    "the text repeats its words": 0.4,
    "the text starts with it": 1.5,
    "the text starts with a time": 2.1,
    "the text starts with a time or source": 0.8,
    "the text soon gives a time or source": 0.6,
    "the text is short": -1.4,
    "a question with its answer": -2.1,
    "speech follows": -1.2,
    "the text takes up the article before": -0.9,
    "the text repeats the last headline": 0.0,
    "the text starts with a place or office": 0.3,
    "the article before is unsigned": 0.1,
    "one paragraph to the next heading": 1.0,
    "one paragraph since the last heading": 0.6,
    "one paragraph since the last heading, below a byline": -0.1,
    "too many headings together": -3.0,
    "several headings together": 1.5,
    "the name of a column comes first": 1.9,
    "a subtitle follows": 3.0,
    "the article before is short": 0.1,
    "the article before has subheads": 0.4,
    "as long as the subheads before": -1.1,
    "of two parts": 1.0,
    "of two clauses": -0.5,
    "numbered": -4.0,
    "reads like running text": -3.4,
    "asks or calls": -0.7,
    "torn at an end": -3.0,
    "a heading like it follows": -1.0,
    "after a box": 1.8,
    "named like a box": -3.1,
    "after a list or table": 0.2,
}
"""Log odds of each piece of evidence."""


def judge(run: Sequence[Line], article: Article, levels: Levels, behind: Following) -> Judgement:
    """Return whether a run of neighbouring headings opens an article."""
    odds = WEIGHTS["always"]
    reasons: list[str] = []
    for name, amount in evidence(run, article, levels, behind):
        weight = WEIGHTS[name] * amount
        odds += weight
        if weight > REASON:
            reasons.append(name)
    why = "; ".join(reasons) or "heading where an article starts"
    return Judgement(odds, f"after {article.ended}; {why}" if article.ended else why)


REASON: Final = 0.5
"""Evidence of at least this weight is named as a reason."""


def evidence(
    run: Sequence[Line], article: Article, levels: Levels, behind: Following
) -> Iterator[tuple[str, float]]:
    """Yield what speaks for or against a run of headings as an article's start, and how much."""
    first = plain_words(run[0].words)
    level = min((line.level for line in run if line.level), default=0)
    headed = behind.byline or bool(behind.line and dateline_end(behind.line.text))
    words = max((plain_words(line.words) for line in run), key=len)
    noticed = bool(
        (words[-1] in _NOTICE_ENDS and _NOTICE_TITLE.fullmatch(words))
        or (words[-1] in _BRIEFS_ENDS and _BRIEFS_HEAD.fullmatch(words))
    )
    lead = behind.lead.text if behind.lead else ""
    lower = level > levels.top and not levels.single and level != levels.second
    open_ended = article.signed and not article.ended and not headed
    if level and not levels.single:
        if level == levels.top:
            yield "the highest level of the page", 1
        elif level == levels.second:
            yield "the second level" + (" of three" if levels.deep else ""), 1
        else:
            yield "a lower level", 1
    elif level:
        yield ("set in bold like all headings" if level == BOLD else "marked like all"), 1
    else:
        yield ("unmarked on a marked page" if 0 < levels.top < BOLD else "unmarked"), 1
    if article.ended:
        yield "the article before is over", article.weight
    elif article.unfinished and not level:
        yield "a sentence is unfinished" + (", yet a byline follows" if headed else ""), 1
    if not article.has_text and article.titled:
        yield "no text since the last headline", 1
    if behind.byline and behind.lead is not None:
        yield "a byline and text follow", 1
    elif headed and not behind.byline:
        yield "a dateline follows", 1
    elif behind.items:
        yield "a list of briefs follows", 1
    elif behind.lead is None:
        yield "no text follows" + (" a marked one" if level else ""), 1
    if open_ended:
        if behind.signature:
            yield "signed at its end, the article before at its head", 1
        elif not (article.dateline or noticed or behind.photo):
            yield "the article before has a byline", 1
    elif behind.signature and not (headed or lower or article.subheads) and article.paragraphs <= 2:
        yield "signed at its end", 1
    if article.itemised and behind.lead is not None:
        yield "text after a list of briefs", 1
    if behind.photo:
        yield "a photo story follows", 1
    if noticed:
        yield "named like a notice or column", 1
    else:
        yield "as long as a headline", max(-1.5, min(1.5, (len(words) - 10) / 4))
    if lead:
        share = min(2.5, 5.0 * (repeated(words, lead) - 0.3)) * min(1.0, len(words) / ENOUGH)
        yield "the text repeats its words", max(-0.5, share)
        if lead.startswith(words):
            yield "the text starts with it", 1
        if _AT_ONCE.match(lead):
            yield "the text starts with a time", 1
        elif _WHEN_SIGN.search(lead, 0, 14) and _WHEN.match(lead):
            yield "the text starts with a time or source", 1
        elif _NEWS.search(lead[:LEAD_SENTENCE]):
            yield "the text soon gives a time or source", 1
        if len(lead) < 20 and not behind.byline:
            yield "the text is short", 1
        if words[-1] in "？?" and len(lead.partition("（")[0]) <= SHORT_ANSWER:
            yield "a question with its answer", 1
        if is_spoken(lead) and len(run) == 1:
            yield "speech follows", 1
        if article.opening and not headed and not article.ended:
            yield "the text takes up the article before", cohesion(words + lead, article.opening)
            if article.title:
                yield "the text repeats the last headline", repeated(article.title, lead)
            if _HERE.match(lead):
                yield "the text starts with a place or office", 1
        if not article.signed and not article.ended and not headed:
            yield "the article before is unsigned", 1
    if behind.alone:
        yield "one paragraph to the next heading", 1
        if article.section == 1 and not headed and not lower:
            if article.signed and not article.dateline:
                yield "one paragraph since the last heading, below a byline", 1
            else:
                yield "one paragraph since the last heading", 1
    if len(run) > 3 and not level:
        yield "too many headings together", 1
    elif len(run) > 1:
        yield "several headings together", 1
        if _names_column(first):
            yield "the name of a column comes first", 1
    if any(line.words.startswith(_DASH) for line in run[1:]):
        yield "a subtitle follows", 1
    if article.paragraphs and article.paragraphs <= 2 and not article.subheads:
        yield "the article before is short", 1
    if article.subheads:
        yield "the article before has subheads", 1
        if abs(len(words) - article.subhead_size / article.subheads) <= 4:
            yield "as long as the subheads before", 1
    if (" " in words or "　" in words) and _TWO_PARTS.search(words):
        yield "of two parts", 1
    if has_pause(words) or "：" in words:
        yield "of two clauses", 1
    if is_enumerated(first) and first[0] not in "■●◆▶":
        yield "numbered", 1
    if not level:
        if any(is_running(line.words) for line in run) or (
            words[0] in "“‘" and ends_sentence(words)
        ):
            yield "reads like running text", 1
        elif run[-1].words[-1] in "！？!?":
            yield "asks or calls", 1
        if is_torn(words):
            yield "torn at an end", 1
    if behind.peers and open_ended:
        yield "a heading like it follows", 1
    if article.kind_before is Kind.TABLE or article.kind_before is Kind.LIST:
        yield "after a list or table", 1
    if article.boxed:
        yield "after a box", 1
    if len(run) == 1 and names_box(words):
        yield "named like a box", 1


_BOX = Late(
    r"[■□●◆▶►【\[]?(?:(?:相关|新闻|背景|知识|延伸|资料|政策)?链接|(?:新闻|相关)?背景|大事记|名词解释"
    r"|小?贴士|(?:温馨)?提[示醒]|小(?:资料|知识|常识|档案|百科)|\p{Han}{0,4}(?:名片|简介|档案)|(?:法官|律师|专家|医生|民警)(?:说法|提醒|建议|点评|解读)"
    r"|点评|编后(?:语)?|记者手记|赛后声音|数[说读]\p{Han}{0,4})[】\]]?"
)


def names_box(words: str) -> bool:
    """Tell whether a heading names a box that belongs to an article: background, facts, advice."""
    return len(words) <= 10 and bool(_BOX.fullmatch(words))


_NEWS = re.compile(
    r"近日|日前|昨[日天晚]|今[日天晨]|明[日天]|\d{1,2}月\d{1,2}日|本周|上周|下周|记者|本报|今年|去年|消息"
)

_HERE = Late(
    r"(?:[我全本](?:市|县|省|区|国|校|镇)|[省市县区]|[\p{Han}]{2,9}(?:市|县|区|镇|乡|局|馆|院|公司|中学|小学|大学|社区|部门|中心|协会))"
    r"(?!里|上|人|民|长)"
)

LEAD_SENTENCE: Final = 48
"""A report gives its time or source in so many code points."""

OPENING: Final = 300
"""So many code points of an article are remembered to tell whether a text goes on with it."""


def cohesion(lead: str, opening: str) -> float:
    """Return the root of how many triples of characters of a text an article has, six at most.

    Names and terms are taken up again in the sections of an article.
    """
    head = lead[:TAKEN_UP]
    found = 0
    for at in range(len(head) - 2):
        triple = head[at : at + 3]
        if triple in opening and triple.isalpha():
            found += 1
            if found == ENOUGH_SHARED:
                break
    return float(found**0.5)


ENOUGH_SHARED: Final = 6

TAKEN_UP: Final = 90
"""So many code points of a heading and its text are looked for in the article before."""


_SPREAD_OUT = Late(r"\p{Han}(?:[ 　]+\p{Han}){2,}")


def plain_words(words: str) -> str:
    """Return the words of a heading that is set with a space between all characters without it."""
    spread = words[1:2] in (" ", "　") and _SPREAD_OUT.fullmatch(words)
    return words.translate(_UNSPACED) if spread else words


_UNSPACED = {ord(" "): None, ord("　"): None}

_DISCOURSE = Late(
    r"(?:据|目前|近年来?|同时|此外|随后|会上|接着|后来|于是|但是?|然而|不过|而且|因此|所以|其中"
    r"|例如|比如|这[是个样些时]|那[是个时]|他[们说]?|她[们说]?|它们?|我们?|你们?|记者|"
    r"截至|为了?|如果|虽然|尽管|当时|当天|当晚|有人|有的|一边|并且|并|也|还|就|都|又|再|才)"
)
_SAID = Late(r"(?:说|表示|介绍|认为|指出|告诉|透露|称|回忆|坦言|强调)(?:[，：:“]|$)")


LONGEST_QUESTION: Final = 24
"""A headline that asks or calls has at most this many code points."""

COUPLED: Final = 18
"""A headline of three clauses has at most this many code points."""


def is_running(words: str) -> bool:
    """Tell whether a short line reads like part of a paragraph rather than a headline.

    The clauses of a headline are of about the same length and do not start like a sentence that
    goes on; speech and entries have a colon behind a short word.
    """
    if "。" in words or "；" in words or (_SAID.search(words) and "，" in words):
        return True
    if words[-1] in "？！?!" and len(words) > LONGEST_QUESTION:
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
        and (_is_claim(words, after) or not (is_running(words) or _speaks(words)))
        and not is_torn(words)
        and after is not None
        and (after.shape in (Shape.PROSE, Shape.ITEM, Shape.MARKED) or _is_list(after))
        and not (after.shape is Shape.PROSE and len(after.text) < len(words))
    )


def _speaks(words: str) -> bool:
    return is_spoken(words) and not is_enumerated(words)


def _is_claim(words: str, after: Line | None) -> bool:
    """Tell whether a short line with a colon sums up, without quotes, the paragraph below it."""
    return (
        len(words) <= 16
        and _speaks(words)
        and not has_pause(words)
        and words[0] not in "问答問QA"
        and "“" not in words
        and "「" not in words
        and after is not None
        and after.shape is Shape.PROSE
        and len(after.text) > LONGEST_CLAIMED
    )


LONGEST_CLAIMED: Final = 40


def _is_answered(after: Line | None) -> bool:
    """Tell whether a question is part of the text because a short answer stands below it."""
    return after is not None and after.shape is Shape.PROSE and len(after.text) <= SHORT_ANSWER


SHORT_ANSWER: Final = 24


def _is_list(line: Line) -> bool:
    return line.note is not None and line.note.kind in (Kind.LIST, Kind.TABLE, Kind.CAPTION)


_COLUMN_WORDS: Final = (
    "视点|观察|连线|走笔|聚焦|专栏|时评|论坛|日记|视线|纪事|调查|关注|对话|人物|故事|在线|直击"
    "|追踪|热点|札记|手记|随笔|漫笔|杂谈|札|谭|快评|锐评|短评|评论|声音|话题|周刊|特刊|专题"
    "|记忆|书架|书评|简讯|快讯|短讯|速览|动态|之窗|之声|链接|提示|提醒|答疑|你问我答|问答"
    "|信箱|课堂|指南|小贴士|释疑"
)
_COLUMN_NAMES: Final = "一句话新闻|新闻速递|编者按|社论|评论员文章"
_COLUMN = Late(
    rf"[【〔\[■●◆▶].{{1,14}}[】〕\]]?|\p{{Han}}{{1,8}}(?:{_COLUMN_WORDS})"
    rf"|.{{2,14}}[·|｜].{{2,10}}|(?:{_COLUMN_NAMES})"
)
_COLUMN_HEADS: Final = frozenset("【〔[■●◆▶")
_COLUMN_ENDS: Final = frozenset(word[-1] for word in f"{_COLUMN_WORDS}|{_COLUMN_NAMES}".split("|"))


def _names_column(words: str) -> bool:
    return (
        words[-1] in _COLUMN_ENDS
        or words[0] in _COLUMN_HEADS
        or "·" in words
        or "|" in words
        or "｜" in words
    ) and bool(_COLUMN.fullmatch(words))


_CONTINUES = Late(
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
    ended = line.words[-1] in "组奖名次单榜类项赛队区日" or line.words.endswith(_HONOURED)
    return listed and len(line.words) <= SHORT_HEAD and ended


_HONOURED = ("集体", "个人", "单位", "集體", "個人", "單位")


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
    livelier = livelier or one.endswith(_INTRODUCES)
    shorter = len(two) + 3 < len(one)
    return plain[1] if dashed or livelier or shorter else plain[0]


_INTRODUCES = ("强调", "指出", "要求", "提出", "表示", "时说")
"""A line above a headline that gives its words to a speaker ends so."""


def _is_column(words: str) -> bool:
    return _names_column(words) or (len(words) <= 4 and not words.isascii())


def _is_lively(words: str) -> bool:
    return "，" in words or words[-1] in "！!"
