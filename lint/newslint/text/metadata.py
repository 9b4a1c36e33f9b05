"""Reads names, roles, places and dates out of bylines, credits and datelines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from newslint.text.late import Late
from newslint.text.names import AGENCY, COMMON_SURNAMES, EDITORS, NAME, ROLE, only_names


@dataclass(frozen=True, slots=True)
class Person:
    """A name of a byline with what the person did and for whom; empty when it is not said."""

    name: str
    role: str
    agency: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it is printed; 0 for what is not."""

    year: int = 0
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Dateline:
    """The head of a report: who sent it, from where and when.

    Args:
        text: as printed.
        agency: the sender, empty when none is named.
        place: from where, empty when it is not said.
        date: when, as far as it is printed.
    """

    text: str
    agency: str
    place: str
    date: Day


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit as printed: the agency it names, and the photographers of a photo credit."""

    text: str
    agency: str
    photographers: tuple[str, ...] = ()


_SIGNATURE = Late(rf"(?:(?P<agency>{AGENCY})[ 　]*)?(?:(?P<role>{ROLE}|{EDITORS})[ 　:：/／|｜]*)")
_TASK = regex.compile(
    r"[ 　/／]*(?P<task>摄影报道|图文报道|综合报道|報導|文[/／]图|图[/／]文|文图|图文|整理|编译"
    r"|报道|撰稿|采写|撰文|供图|摄影|摄|文|图|译|编)$"
)
_NAMES_THEN_TASK: Final = Late(
    rf"(?P<names>{NAME}(?:[ 　、，,]{{1,2}}{NAME})*)[ 　]*[/／ 　][ 　]*(?P<task>文[/／]图"
    rf"|图[/／]文|摄影报道|文图|图文|编译|文|图|摄影?|译|整理|著|口述)"
)
_SPREAD = regex.compile(
    r"(?<!\p{Han})(?<!(?<!\p{Han})\p{Han}[ 　])"
    r"(\p{Han})[ 　](\p{Han})[ 　](\p{Han})(?!\p{Han}|[ 　]\p{Han}(?!\p{Han}))"
)
_PADDED = regex.compile(r"(?<![\p{Han}])(\p{Han})[ 　]{1,2}(\p{Han})(?![\p{Han}])")
_NAME = regex.compile(r"\p{Han}{1,6}(?:[·•‧]\p{Han}{1,6})+|\p{Han}{2,4}")
_ABOUT = Late(r"(?:本文)?(?:作者|译者)(?:简介|系|为|是|单位|介绍|分别)")
_UNIT = regex.compile(r"[，,](?=单位|系|现|供职|就职|来自)")
_FROM = regex.compile(r"(?:发自|报道于)\p{Han}{2,6}|[/／]\p{Han}{2,4}(?:報導|報道)$")
_WRAP: Final = "□■◎●○◇◆▲☉⊙（()）【】〖〗 　"


def people(line: str) -> tuple[Person, ...]:
    """Return the names of a byline in order, each with the role it is printed with."""
    line = _FROM.sub("", line.strip(_WRAP + "*#>"))
    line = _sent_from(line)
    line = _UNIT.split(line)[0]
    if _PADDED.fullmatch(line):
        return tuple(Person(name, "", "") for name in names(line))
    about = _ABOUT.search(line)
    if about:
        return tuple(Person(name, "作者", "") for name in names(line[: about.start()]))
    signatures = list(_SIGNATURE.finditer(line))
    if not signatures or signatures[0].start() > 1:
        behind = list(_NAMES_THEN_TASK.finditer(line))
        if behind:
            return tuple(
                Person(name, match["task"], "")
                for match in behind
                for name in names(match["names"])
            )
    if not signatures:
        return _placed(line)
    found: list[Person] = []
    for number, signature in enumerate(signatures):
        end = signatures[number + 1].start() if number + 1 < len(signatures) else len(line)
        agency = signature["agency"] or ""
        listed = _TASK.sub("", line[signature.end() : end])
        found += [Person(name, signature["role"], agency) for name in names(listed)]
    return tuple(found)


_SENT_FROM = Late(
    r"(?P<who>.*(?:记者|記者)[ 　]*\p{Han}{2,3})(?:[ 　]+|(?<=\p{Han}{3}))"
    r"(?P<place>\p{Han}{2,4})(?:报道|報導|報道)"
)


def _sent_from(line: str) -> str:
    """Return a byline without the place it was sent from."""
    sent = _SENT_FROM.fullmatch(line)
    return sent["who"] if sent and sent["place"][0] not in COMMON_SURNAMES else line


def _placed(line: str) -> tuple[Person, ...]:
    """Return the names of a line without a known role: an office or place may stand before."""
    placed = _OFFICE.fullmatch(line)
    if placed is None or only_names(line, loosely=True):
        return tuple(Person(name, "", "") for name in names(line))
    [name, *_] = names(placed["name"])
    who = placed["who"]
    if who[-1] in "省市县区镇乡村":
        return (Person(name, "", ""),)
    post = _POST.search(who)
    if post and post.start():
        return (Person(name, post[0], who[: post.start()]),)
    return (Person(name, who, ""),)


_OFFICE = Late(
    r"(?P<who>[\p{Han}0-9“”·]{2,16})[ 　]+"
    r"(?P<name>\p{Han}[ 　]\p{Han}|\p{Han}{2,3}|\p{Han}{1,6}[·•]\p{Han}{1,6})"
)
_POST = Late(
    r"(?:副?(?:主任|书记|局长|市长|县长|区长|镇长|村长|院长|校长|会长|主席|所长|部长|厅长|处长|科长|经理|董事长|理事长|总编辑|社长)"
    r"|教授|研究员|律师|医生|医师|教师|院士|工程师)$"
)


def names(listed: str) -> tuple[str, ...]:
    """Return the names of a list; a name of two characters may be padded with a space."""
    spread = _SPREAD.sub(r"\1\2\3", listed)
    return tuple(_NAME.findall(_PADDED.sub(r"\1\2", spread)))


_BRACKET = Late(r"[(（【〔][ 　]*([^（）()【】〔〕]{2,64})[)）】〕]")
_REPORTER = Late(r"(?:记者|記者|通讯员|特派员|评论员|实习生)")
_AGENCY_HEAD = Late(rf"[【〔\[(（]?(?:综合|均|据)?(?P<agency>{AGENCY})")
_DATE = Late(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_PLACE = Late(r"[\p{Han}/／]{2,10}?(?=\d|(?:专|综合|特)?(?:电|讯|消息)|[ 　])")


def dateline(text: str) -> Dateline:
    """Return what a dateline says."""
    head = regex.split(r"[(（]", text.lstrip("【〔[ 　"))[0]
    sender = _AGENCY_HEAD.match(head)
    agency = sender["agency"] if sender else ""
    rest = head[sender.end() :] if sender else head
    for short in (
        "新华社",
        "中新社",
        "中新网",
        "人民网",
        "新华网",
        "央视网",
        "央广网",
        "光明网",
        "本报",
        "本刊",
        "本网",
        "本台",
    ):
        if agency.startswith(short):
            rest, agency = agency[len(short) :] + rest, short
            break
    place = _PLACE.match(rest)
    found = place[0] if place and not rest.startswith(("综合", "专电", "特电", "快讯")) else ""
    date = _DATE.search(head)
    return Dateline(text, agency, found, _day(date))


def _day(match: regex.Match[str] | None) -> Day:
    if match is None:
        return Day()
    return Day(int(match["year"] or 0), int(match["month"]), int(match["day"]))


def dateline_people(text: str) -> tuple[Person, ...]:
    """Return the reporters that a dateline names."""
    found: list[Person] = []
    for bracket in _BRACKET.finditer(text):
        if _REPORTER.search(bracket[1]):
            found += people(_FROM.sub("", bracket[1]))
        elif only_names(bracket[1].strip(), loosely=True):
            found += [Person(name, "", "") for name in names(bracket[1])]
    if not found:
        outside = _REPORTER.search(text)
        if outside and not _BRACKET.search(text):
            found += people(regex.sub(r"[:：]|报道|采写", "", text[outside.start() :]))
    return tuple(found)


_LISTED = (
    rf"(?:{NAME}(?:[ 　、，,/／]{{1,2}}{NAME})*"
    r"|\p{Han}[ 　]{1,2}\p{Han}(?=[ 　]*[/／]?[摄攝]))"
)
_SHOT = Late(
    rf"(?:(?:{AGENCY})?[ 　]*(?:{ROLE}[ 　:：]*)?(?P<names>{_LISTED})"
    r"[ 　/／]*(?:摄影?|攝影?|航拍|配图))"
    rf"|(?:摄影|图|摄)[ 　]*[:：/／|｜][ 　]*(?:{AGENCY}[ 　]*)?"
    rf"(?:记者[ 　]*)?(?P<listed>{_LISTED})"
)
_SENDER = Late(AGENCY)
_CAPTION_CREDIT = Late(
    r"(?:(?<=[。！？…）)”」])|[(（])[ 　]*"
    rf"((?:{AGENCY})?[ 　]*(?:{ROLE}[ 　:：]*)?{_LISTED}[ 　/／]*(?:摄影?|攝影?|供图)"
    r"(?:[（(][^（）()]{2,12}[）)])?"
    rf"|{AGENCY}(?:记者|照片)?发?(?:[（(][^（）()]{{1,20}}摄?[）)])?"
    rf"|资料图?片?|资料照片|[\p{{Han}}]{{2,14}}供图|摄影[：:／/]{NAME})[)）]?[。*]?$"
)


def credit(text: str) -> Credit:
    """Return what a credit says."""
    shot = _SHOT.search(text.rpartition("由")[2])
    sender = _SENDER.search(text.lstrip("据（("))
    found = names(shot["names"] or shot["listed"]) if shot else ()
    return Credit(text, sender[0] if sender else "", found)


def caption_credit(text: str) -> str | None:
    """Return the photo credit at the end of a caption, None when it names none."""
    match = _CAPTION_CREDIT.search(text, max(0, len(text) - 60))
    return match[1].strip() if match else None
