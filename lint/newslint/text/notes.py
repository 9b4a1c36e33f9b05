"""Recognises the lines of a page that are no prose: bylines, credits, datelines, captions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

import regex

from newslint.text.block import Kind, Role
from newslint.text.late import Late
from newslint.text.marks import ends_sentence
from newslint.text.names import (
    AGENCY,
    EDITORS,
    NAME,
    NAMES,
    ROLE,
    TASK,
    has_surname,
    only_names,
    simplified,
)

LONGEST_NOTE: Final = 80
"""A byline or credit has at most this many code points."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a line or a part of one is, with the evidence."""

    kind: Kind
    why: str
    role: Role | None = None


_SEPARATOR = r"[ 　、，,/／|｜;；]{1,3}"
_BYLINE = Late(
    rf"[□■◎●○◇◆▲☉⊙(（【〖]{{0,2}}[ 　]*"
    rf"(?:(?P<agency>{AGENCY})[ 　]*)?(?P<role>{ROLE}"
    rf"|{EDITORS})(?P<gap>[ 　:：/／|｜]*)(?P<names>{NAMES})"
    rf"(?:{_SEPARATOR}(?:{AGENCY}[ 　]*)?(?:{ROLE}|{EDITORS})[ 　:：/／|｜]*{NAMES}){{0,6}}"
    rf"(?:[ 　/／]*{TASK})?(?:发自\p{{Han}}{{2,6}})?[ 　]*[)）】〗]?"
)
_NAMES_THEN_TASK = Late(
    rf"[□■◎●○◇◆(（]?[ 　]*(?P<names>{NAMES})[ 　]*[/／]?[ 　]*(?:{TASK}|[文图译编](?![\p{{Han}}]))"
    rf"(?:[ 　、/／]+{NAMES}[ 　]*[/／]?[ 　]*(?:{TASK}|[图摄]))?[)）]?"
)
_UNNAMED = Late(
    rf"[□■◎●(（]?[ 　]*{AGENCY}(?:特约|首席)?(?:评论员|编辑部|评论部|记者|记者组)(?:文章)?[)）]?"
)
_ABOUT_AUTHOR = Late(
    r"[(（](?:本文)?(?:作者|译者)(?:简介)?(?:系|为|是|单位|介绍|分别)?[:：]?[^()（）。]{2,70}[)）]"
)
_PLACED = Late(
    r"[(（]?(?P<who>[\p{Han}0-9“”·]{2,16})[ 　]+(?P<name>\p{Han}[ 　]\p{Han}"
    r"|\p{Han}{2,3}|\p{Han}{1,6}·\p{Han}{1,6})"
    r"(?:[ 　]+(?:口述|整理|著|译|编译))?[)）]?"
)
_SQUARE = Late(r"[□◎⊙☉○][ 　]*(?:\p{Han}{2,4}|\p{Han}[ 　]\p{Han}|\p{Han}{1,6}·\p{Han}{1,6})")
_SIGNED = Late(r"(?:[□■◎●○◇◆☉⊙][ 　]*(?P<square>.{2,24})|[(（](?P<round>.{2,24})[)）])")

_PHOTO = (
    rf"(?:(?:{AGENCY})?[ 　]*(?:{ROLE}[ 　:：]*)?{NAMES}[ 　/／]*(?:摄影?|攝影?|供图|配图|航拍"
    rf"|无人机照片)(?:[(（][^（）()]{{2,12}}[)）])?"
    rf"|(?:(?:{AGENCY})?(?:记者)?[ 　]*)?\p{{Han}}[ 　]{{1,2}}\p{{Han}}[ 　]*[/／]?摄"
    rf"|(?:本组|本版|以上|文中|均为)?(?:图片|照片|摄影)?(?:均"
    rf"|皆)?由[ 　]*(?:{AGENCY})?(?:记者)?[ 　]*{NAMES}[ 　]*(?:摄|拍摄|提供)"
    rf"|{AGENCY}(?:记者|照片|图片)?[ 　]*发?(?:[(（][^()（）]{{1,24}}(?:摄"
    rf"|供图)?[)）])?(?<=[发)）片])"
    rf"|(?:摄影|图片?|供图|摄)[ 　]*[:：/／|｜][ 　]*(?:{AGENCY}[ 　]*)?(?:记者[ 　]*)?(?:{NAMES}"
    rf"|{AGENCY})"
    rf"|[\p{{Han}}A-Za-z·]{{2,16}}供图|[(（]?资料图?片?[)）]?|资料照片|图片由[^。，]{{2,20}}提供"
    r"|(?:视觉中国|CFP|IC ?photo|东方IC|ICphoto)[ 　]*(?:供图|图|发)?)"
)
_PHOTO_CREDIT = Late(rf"[(（]?[ 　]*{_PHOTO}[ 　]*[)）]?")
_CREDIT = Late(
    rf"[(（【]?(?:综合|均|本报)?(?:据|摘自|转自|综合自|原载)[ 　]*[《“]?(?:{AGENCY}"
    rf"|[^。，！？《》]{{2,12}})[》”]?"
    r"[^。！？，]{0,20}[)）】]?"
    rf"|[(（]?综合(?:{AGENCY}|消息)[^。！？，]{{0,16}}[)）]?"
    r"|[(（]?(?:资料|稿件|文章|信息|消息|内容)?(?:来源|出处)[ 　]*[:：|｜][^。]{1,32}[)）]?"
    rf"|[(（]?(?:均)?{AGENCY}(?:综合|专|特)?(?:电|稿|特稿|专稿|供本报特稿|消息|报道)[)）]?"
    r"|[\p{Han}]{2,10}(?:气象台|气象局|统计局|海关|办公室"
    r"|指挥部)(?:\d{1,2}月)?(?:\d{1,2}日)?(?:\d{1,2}时)?(?:\d{1,2}分)?发布"
    r"|[(（]?本报综合(?:报道|消息|整理)?[)）]?|[(（]综合(?:报道|消息)?[)）]|[(（](?:完"
    r"|本报综合)[)）]"
)
_NOTE_SIGN = re.compile(r"[记记記攝者通员文图摄影译作评编撰供□■◎●○◇◆☉⊙(（据源自综电稿资视I发]")

_REPORTERS = (
    r"[ 　]*[(（【〔][ 　]*(?:[^（）()。]{0,12})?(?:记者|記者|通讯员|综合|采写|特派员|评论员"
    r"|实习生)"
    r"[^（）()。]{0,60}[)）】〕]"
)
_DATE = r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日)"
_DATELINE = Late(
    rf"[【〔\[]?(?:"
    rf"(?P<date>(?:综合|据)?{AGENCY}(?:\p{{Han}}{{2,10}}?"
    rf"|\p{{Han}}{{1,6}}[/／]\p{{Han}}{{1,6}})?[ 　]?{_DATE}"
    rf"(?:专|综合|特)?(?:电|讯|消息))"
    rf"|(?P<plain>(?:综合|据)?{AGENCY}(?:\p{{Han}}{{2,8}}?)?(?:综合|专|特)?(?:电|讯"
    rf"|消息)(?:综合)?[：:]?)"
    rf"|本报综合(?:讯|消息|报导|报道)(?=】)|本报综合(?:讯|消息)|(?P<short>\p{{Han}}{{2,4}}讯)"
    rf")[】〕\]]?(?:{_REPORTERS}"
    rf"|[ 　]+(?:本报|全媒体|特约|见习)*(?:记者"
    rf"|通讯员)[ 　]*{NAMES}(?:[ 　]+{ROLE}[ 　]*{NAMES}){{0,2}}"
    r"[ 　]*(?:(?:报道|采写)[：:]?|[：:])"
    rf"|(?:[ 　]+(?:本报|全媒体|特约|见习)*(?:记者|通讯员)[ 　]*\p{{Han}}{{2,4}}(?=[ 　]))?)"
)
_NAMED_BEHIND = Late(rf"[ 　]*[(（](?P<names>{NAMES})[)）]")
_TRADITIONAL = Late(
    r"[〔【(（](?:本報)?(?:記者|特派員|實習記者)[^〔〕【】()（）。]{2,24}(?:報導|報道|電)[〕】)）]"
)
LONGEST_DATELINE_HEAD: Final = 36
"""Agency, place and date of a dateline stand before 电, 讯 or 消息 in this many code points."""

_CAPTION_HEAD = Late(
    r"(?:[▲△▼▽←→↑↓◀▶◁▷⬆⬇]+[ 　]*(?=[\p{Han}“《0-9])(?![\p{Han}]{0,4}[转接])"
    r"|[*>][ ]?[上下左右]?图为|(?:[上下左右]|本版|题)?图(?:为|[①-⑩]|[1-9一二三四][：:、 ]"
    r"|片?[：:]|片说明)|(?:右|左|上|下)图[，：:]"
    r"|《[^《》]{1,24}》[，,　 ].{1,30}(?:著|编|译|绘|摄).{2,40}(?:版|出版社|元)$"
    r"|[(（][上下左右]图[)）]|[①②③④][^。]{4,60}摄[)）]?$|图片?(?:说明|为)|资料(?:照片|图片?)[：:])"
)
_PHOTO_SENTENCE = Late(
    r"[^。！？\n]{4,160}?[（(][^（）()\n]{0,30}(?:摄|攝)[^（）()\n]{0,20}[）)][。.]?"
)
_CAPTION_TAIL = Late(
    r"(?<=[。！？…])[ 　]*(?:[（(]?(?:[上下左右]|本版|题)?图(?:为|[一二三四1-4]为)"
    r"|(?:[上下左右]图[：:，]))"
    r"[^。！？\n]{2,160}(?:[。！？][^。！？\n]{0,40})?$"
)
_CREDIT_TAIL = Late(rf"(?<=[。！？…）)”])[ 　]*[(（]?{_PHOTO}[)）]?\*?$")
_BRACKET_TAIL = Late(r"(?<=[。！？…”])[ 　]*([(（][^()（）。]{2,40}[)）])$")
_STORY_CREDIT_TAIL = Late(
    rf"(?<=[。！？…”])[ 　]*(据{AGENCY}(?:[^。！？，]{{0,12}})?|{AGENCY}(?:记者"
    rf"|评论员)[ 　]*{NAMES})$"
)


def note_of(text: str) -> Note | None:
    """Return what a short line is when it is a byline or credit."""
    if text[0] == "*" and text[-1] == "*":
        text = text.strip("*") or text
    if len(text) > LONGEST_NOTE or ends_sentence(text) or not _NOTE_SIGN.search(text):
        return None
    if _PHOTO_SIGN.search(text) and _PHOTO_CREDIT.fullmatch(text) and not _is_sentence(text):
        return Note(Kind.CREDIT, "photo credit", Role.PHOTO)
    if _ROLE_SIGN.search(text):
        byline = _BYLINE.fullmatch(text)
        if byline and _named(byline):
            return Note(Kind.BYLINE, "role and names")
        if _UNNAMED_SIGN.search(text) and _UNNAMED.fullmatch(text):
            return Note(Kind.BYLINE, "role without names")
        tasked = _NAMES_THEN_TASK.fullmatch(text)
        if tasked and all(map(has_surname, _BETWEEN_NAMES.split(tasked["names"]))):
            return Note(Kind.BYLINE, "names and what they did")
    if text[:2] in _WRITERS and _WRITER.fullmatch(text) and has_surname(text[2:].lstrip(" 　：:")):
        return Note(Kind.BYLINE, "who writes, and the name")
    if _SOURCE_SIGN.search(text) and _CREDIT.fullmatch(text):
        return Note(Kind.CREDIT, "agency or source", Role.AGENCY)
    if text[0] not in _SIGNATURE_SIGNS:
        return None
    if _TOLD.fullmatch(text) and has_surname(text.strip("（( 　")):
        return Note(Kind.BYLINE, "name and what was done")
    if text[0] in "（(" and _ABOUT_AUTHOR.fullmatch(text):
        return Note(Kind.BYLINE, "says who the author is")
    signed = _SIGNED.fullmatch(text)
    if _SQUARE.fullmatch(text) or (signed and only_names(signed["square"] or signed["round"])):
        return Note(Kind.BYLINE, "names behind a square or in brackets")
    return None


_WRITERS = frozenset({"读者", "网友", "學生", "学生", "家长"})
_WRITER = Late(rf"\p{{Han}}{{2}}[ 　:：]{{1,3}}{NAME}")
_TOLD = Late(
    rf"[(（][ 　]*{NAMES}[ 　]+(?:口述|整理|记录|著|译|编译|摘编|采写|文|图)"
    rf"(?:[ 　]+{NAMES}[ 　]+(?:口述|整理|记录|译|文|图))?[ 　]*[)）]"
)
_PHOTO_SIGN = re.compile(
    r"[摄攝拍片]|[供配]图|发[）)]?|资料|提供|CFP|IC|视觉中国|[图摄影][ 　]*[:：/／|｜]"
)
_UNNAMED_SIGN = re.compile(r"评论|编辑部|记者")
_ROLE_SIGN = re.compile(
    r"[记記]者|通[讯訊]员|員|评论|撰|作者|编|摄影|攝影|实习生|报道|采写|执笔|译|口述|主讲|图|整理|供稿|文|策划|统筹|设计"
    r"|监制|校|审|版式|视觉|特派员|热线|邮箱"
)
_SOURCE_SIGN = re.compile(r"据|自|源|出处|综合|[电稿讯消报]|完|载|发布")
_BETWEEN_NAMES = re.compile(r"[ 　、，,/／]+")
_SIGNATURE_SIGNS = frozenset("（(□■◎●○◇◆☉⊙")


def signature(text: str) -> bool:
    """Tell whether a line at the head or end of an article names its author.

    It has a place, office or nothing before the name, and 著, 口述 or nothing behind it.
    """
    if len(text) > 24 or text[-1] in "。！？：":
        return False
    if len(text) > 4 and not _GAP.search(text):
        return False
    if only_names(text, loosely=True):
        return True
    placed = _PLACED.fullmatch(text)
    if not placed:
        return bool(_AUTHORED.fullmatch(text))
    return has_surname(placed["name"]) and (text[0] not in "(（" or text[-1] in ")）")


_GAP = re.compile(r"[ 　、]")
_AUTHORED = Late(r"[(（]?\p{Han}{2,4}[ 　]+(?:口述|整理|著|译|编译|摘编)[)）]?")


def _named(byline: regex.Match[str]) -> bool:
    """Tell whether words behind a role are names; a mark between, or an agency before, says so."""
    gap = byline["gap"]
    sent = byline["agency"] is not None and bool(gap)
    return bool(gap.strip(" 　")) or sent or has_surname(byline["names"])


_VERBAL = Late(r"[，,；;！？]|[的了]\p{Han}{4}")


def _is_sentence(text: str) -> bool:
    return bool(_VERBAL.search(text))


class Part(NamedTuple):
    """A part of a paragraph: its range in the line, and what it is."""

    start: int
    end: int
    note: Note


LONGEST_CAPTIONED: Final = 200
"""A paragraph that ends with a photo credit is a caption up to this many code points."""

BODY: Final = Note(Kind.BODY, "running text")


_SURE_HEADS = ("本报讯", "本刊讯", "据新华社", "新华社", "据中新社", "中新社")


def dateline_end(text: str) -> int:
    """Return where the dateline at the head of a paragraph ends, 0 when it has none."""
    if text[0] in "〔【(（" and (bracket := _TRADITIONAL.match(text)):
        return bracket.end()
    if text[0] in "〔【" and (closed := text.find("】", 0, 16)) > 0:
        text = simplified(text[: closed + 1]) + text[closed + 1 :]
    head = text[:LONGEST_DATELINE_HEAD]
    if "电" not in head and "讯" not in head and "消息" not in head and "综合报" not in head:
        return 0
    match = None if _AGENCY_SIGNS.isdisjoint(head) else _DATELINE.match(text)
    if not match:
        return 0
    end = match.end()
    if (
        match["date"]
        and text[end - 1] not in "）)】〕"
        and (named := _NAMED_BEHIND.match(text, end))
        and has_surname(named["names"])
    ):
        end = named.end()
    behind = text[end : end + 1]
    if not behind:
        return end if text.startswith(("本报", "本刊", "新华社")) else 0
    closed = text[end - 1] in "）)】〕]：:"
    if not (closed or behind in " 　" or (match["date"] or text.startswith(_SURE_HEADS))):
        return 0
    if (
        match["short"]
        and not text.startswith("本报")
        and text[end - 1] not in "）)"
        and behind not in " 　"
    ):
        return 0
    return end


def is_plain(text: str) -> bool:
    """Tell whether a paragraph is nothing but running text; False when it may be more."""
    if text[-1] not in "。！？”…" or "摄" in text or "攝" in text or "版" in text[:16]:
        return False
    if text[0] in _HEAD_SIGNS and (text[0] not in "《上下左右本题资" or _CAPTION_HEAD.match(text)):
        return False
    if "图" in text and _CAPTION_TAIL.search(text):
        return False
    head = text[:LONGEST_DATELINE_HEAD]
    return ("电" not in head and "讯" not in head and "消息" not in head) or (
        _SENDER_SIGNS.isdisjoint(head)
    )


_AGENCY_SIGNS = frozenset("社网报刊台视讯融客志")
"""One of these stands in every name of an agency or paper that a dateline can start with."""

_SENDER_SIGNS = frozenset("社网报刊台视讯")
"""One of these stands in every name of an agency or paper, or in 讯."""


def parts_of(text: str) -> list[Part]:
    """Return the parts of a paragraph in order: dateline, captions, body, credit, byline."""
    if text[0] in _CAPTION_SIGNS and _CAPTION_HEAD.match(text):
        return [Part(0, len(text), Note(Kind.CAPTION, "starts as a caption"))]
    parts: list[Part] = []
    start, stop = dateline_end(text), len(text)
    if start:
        parts.append(Part(0, start, Note(Kind.DATELINE, "agency, 电 or 讯")))
        while start < stop and text[start] in " 　":
            start += 1
    tail: list[Part] = []
    last = text[-1]
    if last in "）)":
        bracket = _BRACKET_TAIL.search(text, max(start, stop - 44))
        note = (note_of(bracket[1]) or _signed_tail(bracket[1])) if bracket else None
        if bracket and note and note.role is not Role.PHOTO:
            tail.append(Part(bracket.start(1), stop, note))
            stop = bracket.start()
    elif last not in "。！？”…":
        signed = _STORY_CREDIT_TAIL.search(text, max(start, stop - 44))
        note = note_of(signed[1]) if signed else None
        if signed and note:
            tail.append(Part(signed.start(1), stop, note))
            stop = signed.start()
    shot = "摄" in text or "攝" in text
    if shot or "供图" in text[-12:] or "资料" in text[-6:] or last == "发":
        photo = _PHOTO_SENTENCE.match(text, start, stop) if shot else None
        if photo:
            parts.append(
                Part(start, photo.end(), Note(Kind.CAPTION, "sentence with its photographer"))
            )
            start = photo.end()
        elif stop - start <= LONGEST_CAPTIONED and _CREDIT_TAIL.search(
            text, max(start, stop - 48), stop
        ):
            cut = _caption_start(text, start, stop)
            cut = start if cut == stop else cut
            if cut > start:
                parts.append(Part(start, cut, BODY))
            why = "ends with a photo credit"
            return [*parts, Part(cut, stop, Note(Kind.CAPTION, why)), *tail]
    if start < stop:
        cut = _caption_start(text, start, stop)
        if cut > start:
            parts.append(Part(start, cut, BODY))
        if cut < stop:
            parts.append(Part(cut, stop, Note(Kind.CAPTION, "图为 at a paragraph's end")))
    return parts + tail


_TAIL_NAME = Late(
    r"[(（][ 　]*(?:[\p{Han}0-9“”·]{3,16}[ 　]+)?(?P<name>\p{Han}{2,3}"
    r"|\p{Han}[ 　]\p{Han})[ 　]*[)）]"
)
_NO_TAIL_NAMES: Final = frozenset(
    {"连载", "全文", "连载中", "终篇", "有删改", "有删节", "上篇", "下篇", "终"}
)


def _signed_tail(bracket: str) -> Note | None:
    """Return the note of a name in brackets behind the last sentence of a paragraph."""
    tail = _TAIL_NAME.fullmatch(bracket)
    if not tail or tail["name"] in _NO_TAIL_NAMES or not has_surname(tail["name"]):
        return None
    return Note(Kind.BYLINE, "name in brackets behind the last sentence")


_CAPTION_SIGNS = frozenset("《*>▲△▼▽←→↑↓◀▶◁▷⬆⬇上下左右本题图（(①②③④资")


_HEAD_SIGNS = _CAPTION_SIGNS | frozenset("〔【")


def _caption_start(text: str, start: int, stop: int) -> int:
    """Return where the caption at a paragraph's end starts, `stop` when there is none."""
    if "图" not in text[start:stop]:
        return stop
    tail = _CAPTION_TAIL.search(text, start, stop)
    return tail.start() if tail else stop
