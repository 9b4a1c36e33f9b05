"""Cuts a page into typed blocks: titles, bodies, bylines, credits, captions and the rest.

Each line that is not blank is a block; a dateline at the head of a paragraph and a caption
inside one are blocks of their own. Blocks tile the page: the white space behind a block
belongs to it. Kinds are decided from the lines alone, never from the number of blank lines,
so that a page whose blank runs were repaired is cut in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import regex

from newslint.text.marks import ends_sentence
from newslint.text.span import Span


class Kind(Enum):
    """What a block is for."""

    TITLE = "title"
    KICKER = "kicker"
    SUBTITLE = "subtitle"
    SUBHEAD = "subhead"
    BYLINE = "byline"
    DATELINE = "dateline"
    CREDIT = "credit"
    CAPTION = "caption"
    BODY = "body"
    LIST = "list"
    TABLE = "table"
    FURNITURE = "furniture"


HEADINGS = frozenset({Kind.TITLE, Kind.KICKER, Kind.SUBTITLE, Kind.SUBHEAD})
"""Kinds that head something."""

PROSE = frozenset({Kind.BODY, Kind.SUBHEAD, Kind.LIST, Kind.TABLE})
"""Kinds that make the text of a record."""


@dataclass(frozen=True, slots=True)
class Block:
    """A typed piece of a page.

    Args:
        span: the tile: content and the white space behind it.
        content: the piece without surrounding white space and heading marks.
        kind: what it is for.
        why: the evidence for the kind, in a few words.
        level: number of heading marks (#), 0 for none.
    """

    span: Span
    content: Span
    kind: Kind
    why: str
    level: int = 0


LONGEST_HEADING = 32
"""An unmarked heading has at most this many code points: a headline fills one or two lines."""

LONGEST_DATELINE_HEAD = 30
"""Agency, place and date of a dateline stand before 电 or 讯 in this many code points."""

_HEADING_MARK = regex.compile(r"(#{1,6})[ \t　]+")

_AGENCY = (
    r"(?:新华社|中新社|中新网|人民网|新华网|央视网|央广网|光明网|本报|本刊|本网|"
    r"[\p{Han}]{2,6}(?:日报|晚报|早报|时报|商报|都市报|青年报|通讯社|电视台|杂志|网|报|社))"
)
_ROLE = (
    r"(?:全媒体|特约|见习|实习|首席|融媒体)?"
    r"(?:记者|通讯员|特派员|评论员|编译|撰稿|作者|摄影|摄影师|撰文|文|图|供图)"
)
_NAME = r"(?:\p{Han}{2,4}|\p{Han}[ 　]+\p{Han}|[\p{Han}]{1,6}(?:·[\p{Han}]{1,6})+)"
_NAMES = rf"{_NAME}(?:[ 　、，,]+{_NAME}){{0,9}}"
_TASK = r"(?:摄影报道|综合报道|文/图|图/文|整理|编译|报道|撰稿|文)"

_BYLINE = regex.compile(
    rf"[□■◎●○（(]?[ 　]*(?:{_AGENCY}[ 　]*)?{_ROLE}[ 　:：]*{_NAMES}"
    rf"(?:[ 　、，,/]+(?:{_AGENCY}[ 　]*)?{_ROLE}[ 　:：]*{_NAMES}){{0,5}}"
    rf"[ 　/]*{_TASK}?[）)]?"
)
_PHOTO_CREDIT = regex.compile(
    rf"[（(]?(?:{_AGENCY})?[ 　]*(?:(?:{_ROLE})?[ 　:：]*{_NAMES}[ 　/]*(?:摄|摄影|供图)"
    r"|发(?:[（(][^（）()]{1,20}[）)])?)[）)]?"
)
_CREDIT = regex.compile(
    rf"[（(]?(?:据{_AGENCY}[^。！？]{{0,16}}"
    r"|(?:资料)?(?:来源|图片来源|供图|图片)[:：][^。]{1,24}|资料图片?)[）)]?"
)
_FURNITURE = regex.compile(
    r"(?:本版|本期|责任|值班|今日)?(?:责编|责任编辑|编辑|主编|编审|校对|美编|版式|制图|统筹|策划)"
    r"[ 　]*[:：].{1,60}"
    r"|(?:第[ 　]*)?[A-Z]?[0-9一二三四五六七八九十]{1,3}[ 　]*版(?:[ 　].{0,20})?"
    r"|[（(▲▼★]?[ 　]*(?:上接|下转|紧接|转载?)第?[A-Z]?[0-9一二三四五六七八九十]{1,3}版.{0,20}"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日[ 　]*(?:星期|周)[一二三四五六日天].{0,30}"
    r"|[-—·]?[ ]?[0-9]{1,3}[ ]?[-—·]?"
)
_DATELINE = regex.compile(
    rf"(?:(?:据)?{_AGENCY}(?:\p{{Han}}{{2,8}})?(?:[0-9]{{1,2}}月[0-9]{{1,2}}日)?(?:专)?电"
    r"|本报讯|本报综合讯|本刊讯|\p{Han}{2,4}讯)"
    r"(?:[ 　]*[（(][ 　]*(?:[^（）()。]{0,12})?(?:记者|通讯员|综合)[^（）()。]{0,40}[）)]"
    r"|(?:[ 　]+(?:全媒体|特约|见习)?(?:记者|通讯员)[ 　]*\p{Han}{2,4}(?=[ 　])))?"
    r"(?:[ 　]+|(?<=[）)]))"
)
_CAPTION_HEAD = regex.compile(
    r"(?:[▲▼△▽←→↑↓◀▶]|[上下左右]?图(?:为|①|②|③|④|[一二三四]：)|[上下左右]图[：，]|图片说明)"
)
_PHOTO_SENTENCE = regex.compile(
    r"[^。！？\n]{4,160}?[（(][^（）()\n]{0,30}摄[^（）()\n]{0,20}[）)][。.]?"
)
_CAPTION_TAIL = regex.compile(r"(?<=[。！？])[上下左右]?图为[^。！？\n]{2,160}[。！？]?$")
_BULLET = regex.compile(
    r"(?:[•▪◆◇▶➤✓]|[-*·][ 　]|[①-⑳]|[0-9]{1,2}[.．、)）](?![0-9])"
    r"|[（(][0-9一二三四五六七八九十]{1,3}[）)])"
)
_TABLE_ROW = regex.compile(r"\|.*\|.*\||[^\t]+\t[^\t]+\t")
_FENCE = regex.compile(r"(?:`{3,8}|~{3,8})[A-Za-z0-9+.-]{0,16}")
_PAUSE_INSIDE = regex.compile(r"[，；。]")
_ANSWER = regex.compile(r"(?:问|答|记者|主持人)[：:]")
_SPEECH = regex.compile(r"(?:问|答|\p{Han}{2,4})[：:]")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that is not blank: its span without surrounding white space."""

    start: int
    end: int
    text: str


def segment(text: str) -> tuple[Block, ...]:
    """Return the blocks of a page in order; they tile it (none for an empty page)."""
    lines = list(_lines(text))
    if not lines:
        blank = Span(0, len(text))
        return (Block(blank, Span(0, 0), Kind.FURNITURE, "blank page"),) if text else ()
    pieces = list(_typed(lines))
    borders = [0, *(start for start, *_ in pieces[1:]), len(text)]
    return tuple(
        Block(Span(left, right), content, kind, why, level)
        for left, right, (_, content, kind, why, level) in zip(
            borders, borders[1:], pieces, strict=False
        )
    )


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            at = start + line.index(bare[0])
            yield _Line(at, at + len(bare), bare)
        start += len(line) + 1


_Piece = tuple[int, Span, Kind, str, int]


def _typed(lines: Sequence[_Line]) -> Iterator[_Piece]:
    """Yield start, content, kind, evidence and level of each piece, in order.

    State: `open_` tells whether the article under construction has any text yet, `ended`
    whether the last line that counts was a byline or credit at an article's end.
    """
    marked = any(line.text[0] == "#" and _HEADING_MARK.match(line.text) for line in lines)
    previous: Kind | None = None
    has_text = False
    for number, line in enumerate(lines):
        ended = previous is None or (has_text and previous in (Kind.BYLINE, Kind.CREDIT))
        following = lines[number + 1] if number + 1 < len(lines) else None
        heading = _HEADING_MARK.match(line.text) if line.text[0] == "#" else None
        if heading:
            level = len(heading[1])
            content = Span(line.start + heading.end(), line.end)
            words = line.text[heading.end() :]
            kind, why = _marked_heading(level, words, previous, ended, following)
            yield line.start, content, kind, why, level
        else:
            pieces = list(_unmarked(line, previous, ended, marked, following))
            yield from pieces
            kind = pieces[-1][2]
        if kind is Kind.TITLE:
            has_text = False
        elif kind in (Kind.BODY, Kind.CAPTION, Kind.LIST, Kind.TABLE):
            has_text = True
        if kind is not Kind.FURNITURE:
            previous = kind


def _marked_heading(
    level: int, words: str, previous: Kind | None, ended: bool, following: _Line | None
) -> tuple[Kind, str]:
    after_heading = previous in (Kind.TITLE, Kind.KICKER)
    if words.startswith("—") and after_heading:
        return Kind.SUBTITLE, "starts with a dash under a title"
    if level == 1:
        return Kind.TITLE, "heading of level 1"
    if following is not None:
        next_heading = _HEADING_MARK.match(following.text)
        if ended and next_heading and len(next_heading[1]) < level:
            return Kind.KICKER, "lower heading over a higher one at an article's start"
    if ended:
        return Kind.TITLE, "heading after the end of an article"
    if level == 2 and after_heading:
        return Kind.SUBTITLE, "heading of level 2 under a title"
    return Kind.SUBHEAD, f"heading of level {level} inside an article"


def _unmarked(
    line: _Line, previous: Kind | None, ended: bool, marked: bool, following: _Line | None
) -> Iterator[_Piece]:
    text = line.text
    whole = Span(line.start, line.end)
    typed = _metadata(text)
    if typed is not None:
        yield line.start, whole, *typed, 0
        return
    if text[0] == "|" and _TABLE_ROW.match(text):
        yield line.start, whole, Kind.TABLE, "cells between bars", 0
        return
    if _is_heading(text, following, ended):
        after_heading = previous in (Kind.TITLE, Kind.KICKER)
        if after_heading and text.startswith("—"):
            yield line.start, whole, Kind.SUBTITLE, "starts with a dash under a title", 0
            return
        if ended:
            yield line.start, whole, Kind.TITLE, "short line where an article starts", 0
            return
        if after_heading and not marked:
            yield line.start, whole, Kind.SUBTITLE, "short line under a title", 0
            return
        if not marked:
            yield line.start, whole, Kind.SUBHEAD, "short line between paragraphs", 0
            return
    if not _han_first(text) and _BULLET.match(text) and not ends_sentence(text):
        yield line.start, whole, Kind.LIST, "starts with a bullet or number", 0
        return
    if ("|" in text or "\t" in text) and _TABLE_ROW.match(text):
        yield line.start, whole, Kind.TABLE, "cells between bars or tabs", 0
        return
    yield from _paragraph(line)


def _han_first(text: str) -> bool:
    return "\u4e00" <= text[0] <= "\u9fff"


def _metadata(text: str) -> tuple[Kind, str] | None:
    """Return the kind of a line that is no prose, with the evidence."""
    if len(text) > 80:
        return None
    if text[0] in "`~" and _FENCE.fullmatch(text):
        return Kind.FURNITURE, "fence of a code block"
    if _FURNITURE.fullmatch(text):
        return Kind.FURNITURE, "editor, page, jump or date line"
    if ends_sentence(text):
        return None
    if _PHOTO_CREDIT.fullmatch(text):
        return Kind.CREDIT, "photo credit"
    if _BYLINE.fullmatch(text):
        return Kind.BYLINE, "role and names"
    if _CREDIT.fullmatch(text):
        return Kind.CREDIT, "agency or source"
    return None


def _is_heading(text: str, following: _Line | None, ended: bool) -> bool:
    return (
        len(text) <= LONGEST_HEADING
        and following is not None
        and not ends_sentence(text)
        and text[-1] not in "，、；：,;:."
        and not _PAUSE_INSIDE.search(text)
        and not _BULLET.match(text)
        and not (_ANSWER if ended else _SPEECH).match(text)
    )


def _paragraph(line: _Line) -> Iterator[_Piece]:
    """Yield a paragraph, its dateline and the captions inside it."""
    start, end, text = line.start, line.end, line.text
    if (not _han_first(text) or "图" in text[:3]) and _CAPTION_HEAD.match(text):
        yield start, Span(start, end), Kind.CAPTION, "starts as a caption", 0
        return
    head = text[:LONGEST_DATELINE_HEAD]
    dateline = _DATELINE.match(text) if "电" in head or "讯" in head else None
    if dateline and dateline.end() < len(text):
        yield (
            start,
            Span(start, start + len(dateline[0].rstrip())),
            Kind.DATELINE,
            "agency, 电 or 讯",
            0,
        )
        start += dateline.end()
        text = text[dateline.end() :]
    photo = _PHOTO_SENTENCE.match(text) if "摄" in text else None
    if photo:
        yield (
            start,
            Span(start, start + photo.end()),
            Kind.CAPTION,
            "sentence with its photographer",
            0,
        )
        start += photo.end()
        text = text[photo.end() :]
    if not text:
        return
    tail = _CAPTION_TAIL.search(text) if "图为" in text else None
    stop = start + tail.start() if tail else end
    yield start, Span(start, stop), Kind.BODY, "running text", 0
    if tail:
        yield stop, Span(stop, end), Kind.CAPTION, "图为 at a paragraph's end", 0
