"""The lines of a page, each with what it looks like on its own and beside its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

import regex

from newslint.text.block import Kind, Role
from newslint.text.furniture import (
    RELATED_BOX,
    classified,
    contacts,
    disclaims,
    furniture_of,
    head_of_page,
    notice_head,
    section_name,
)
from newslint.text.marks import CLOSERS, OPENERS, ends_sentence
from newslint.text.names import has_surname, only_names
from newslint.text.notes import Note, note_of, signature

LONGEST_HEADING: Final = 40
"""An unmarked heading has at most this many code points: a headline fills one or two lines."""

LONGEST_FURNITURE: Final = 120
"""Longer lines are prose; only shorter ones are looked at as furniture or notes."""

BOLD: Final = 7
"""The level of a heading that is only set in bold (**): below the six of heading marks."""


class Shape(Enum):
    """What a line looks like before its place in an article is known."""

    PROSE = "prose"
    SHORT = "short"
    MARKED = "marked"
    ITEM = "item"
    NOTE = "note"


@dataclass(slots=True)
class Line:
    """A line that is not blank.

    Args:
        start, end: its range in the page, without surrounding white space.
        text: what stands there.
        shape: what it looks like.
        level: number of heading marks, BOLD for a line in bold, 0 for none.
        lead: code points of heading marks before its words.
        note: what it is, when its own words or its neighbours say so.
    """

    start: int
    end: int
    text: str
    shape: Shape = Shape.PROSE
    level: int = 0
    lead: int = 0
    note: Note | None = None

    @property
    def words(self) -> str:
        """Return the text without heading marks."""
        if self.level == BOLD:
            return self.text[self.lead : -2]
        return self.text[self.lead :]


_HEADING_MARK = re.compile(r"(#{1,6})[ \t　]+(?=[\S\x1c-\x1f])")
_BOLD_LINE = regex.compile(r"\*\*[^*\n]{2,60}\*\*")
_BULLET = re.compile(
    r"(?:[•▪◆◇▶➤✓●○■□★☆]|[-*·][ 　]|[①-⑳]|[0-9]{1,2}(?:[、)）]|[.．](?![0-9]))"
    r"|[（(][0-9一二三四五六七八九十]{1,3}[）)])(?=.)"
)
_ENUMERATED = regex.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[）)])"
)
_TABLE_ROW = regex.compile(r"\|.*\|.*\||[^\t]+\t[^\t]+\t|\|[-: |]+\|")
_HTML_TABLE = regex.compile(r"</?(?:table|thead|tbody|tr|td|th)\b", regex.IGNORECASE)
_SPEECH = regex.compile(r"(?:问|答|Q|A|\p{Han}{2,4})[ 　]*[：:]")
_ASKED = regex.compile(r"(?:问|答|Q|A|记者|主持人|编者)[ 　]*[：:]")
_PAUSE_INSIDE = re.compile(r"[，；。,;]")
_LONG_SIGN = re.compile(
    r"责编|责任编辑|编辑[:：　 ]|校对|版权|转载|电话[:：　 0-9]|热线[:：　 0-9]|地址[:：]|扫码"
    r"|扫描|二维码|公众号|农历|邮发|邮箱|供图|摄[）)]?$"
    r"|仅供参考|不构成|声明|作废|通讯员|©|opyright|投稿|来稿|第[0-9一二三四五六七八九十]{1,3}版|（作者"
)
"""One of these stands in every long line, or finished sentence, that is furniture or a note."""


_PROSE: Final = Shape.PROSE


def lines_of(text: str) -> list[Line]:
    """Return the lines of a page that are not blank, with their shapes."""
    lines: list[Line] = []
    groups: list[tuple[int, int]] = []
    start, first = 0, -1
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            head = bare[0]
            at = start + (0 if raw[0] == head else raw.index(head))
            if "\u4e00" <= head <= "\u9fff" and _is_prose(bare):
                line = Line(at, at + len(bare), bare)
            else:
                line = _line(at, bare)
            lines.append(line)
            if line.shape is not _PROSE or len(bare) <= LONGEST_NEAR or bare[0] in "▲△►":
                if first < 0:
                    first = len(lines) - 1
            elif first >= 0:
                groups.append((first, len(lines) - 1))
                first = -1
        start += len(raw) + 1
    if first >= 0:
        groups.append((first, len(lines)))
    if groups:
        _see_neighbours(lines, groups)
    return lines


def _is_prose(text: str) -> bool:
    """Tell whether a line that starts with a Han character is prose, by its length and words."""
    size = len(text)
    if size <= LONGEST_CLASSIFIED and text[0] in _CLASSIFIED_HEADS:
        return False
    if size > LONGEST_FURNITURE:
        return True
    return (size > LONGEST_NEAR or text[-1] == "。") and not _LONG_SIGN.search(text)


LONGEST_NEAR: Final = 60
"""Longer lines of running text are what they are, whatever their neighbours."""


def _line(start: int, text: str) -> Line:
    line = Line(start, start + len(text), text)
    size = len(text)
    first = text[0]
    if first == "#" and (mark := _HEADING_MARK.match(text)):
        line.shape, line.level, line.lead = Shape.MARKED, len(mark[1]), mark.end()
        _see_words(line)
        return line
    if first == "*" and _BOLD_LINE.fullmatch(text):
        line.shape, line.level, line.lead = Shape.MARKED, BOLD, 2
        _see_words(line)
        return line
    if first in _CLASSIFIED_HEADS and size <= LONGEST_CLASSIFIED and classified(text):
        line.shape, line.note = Shape.NOTE, _ADVERT
        return line
    if size > LONGEST_FURNITURE or (
        (size > LONGEST_NEAR or text[-1] == "。") and not _LONG_SIGN.search(text)
    ):
        if first == "|" and _TABLE_ROW.match(text):
            _set(line, Kind.TABLE, "cells between bars")
        elif not "\u4e00" <= first <= "\u9fff" and _BULLET.match(text):
            line.shape = Shape.ITEM
        return line
    note = furniture_of(text) or note_of(text)
    if note:
        line.shape, line.note = Shape.NOTE, note
    elif ("|" in text or "\t" in text) and _TABLE_ROW.match(text):
        _set(line, Kind.TABLE, "cells between bars or tabs")
    elif first == "<" and _HTML_TABLE.match(text):
        _set(line, Kind.TABLE, "tags of a table")
    elif not "\u4e00" <= first <= "\u9fff" and _BULLET.match(text):
        line.shape = Shape.ITEM
    elif (("：" in text or ":" in text) and _PRIZE.fullmatch(text)) or (
        _SPACED.search(text)
        and _NAME_ROW.fullmatch(text)
        and has_surname(text)
        and _WORD.search(text)
    ):
        _set(line, Kind.LIST, "names in a row")
    elif _may_head(text):
        line.shape = Shape.SHORT
    return line


_ADVERT: Final = Note(Kind.FURNITURE, "advertisement or public notice", Role.ADVERTISEMENT)
_CLASSIFIED_HEADS = frozenset("遗挂拍招诚誠轉遺出转求注减清")
LONGEST_CLASSIFIED: Final = 200


def _see_words(line: Line) -> None:
    """Settle a heading mark whose words are furniture or a byline."""
    words = line.words
    if len(words) > LONGEST_HEADING:
        return
    note = furniture_of(words) or note_of(words)
    if note and note.role not in (Role.RELATED, Role.AGENCY):
        line.shape, line.note = Shape.NOTE, note


def _set(line: Line, kind: Kind, why: str, role: Role | None = None) -> None:
    line.shape, line.note = Shape.NOTE, Note(kind, why, role)


def _may_head(text: str) -> bool:
    """Tell whether a line is short enough for a heading and does not end like prose."""
    return (
        len(text) <= LONGEST_HEADING
        and text[-1] not in "，、；：,;:.。…"
        and not (text[-1] in CLOSERS and len(text) > 1 and text[-2] in "。…")
        and "。" not in text
        and not (text[-1] in "？！?!”" and text.count("，") > 1)
        and not (("：" in text or ":" in text) and _ASKED.match(text))
        and not (text[-1] in _DAY_ENDS and _DAY_ALONE.fullmatch(text))
    )


_DAY_ALONE = regex.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)


_DAY_ENDS = frozenset("日0123456789")


def _is_day(text: str) -> bool:
    """Tell whether a line is nothing but a date."""
    return (text[-1] == "日" or text[-1].isdecimal()) and bool(_DAY_ALONE.fullmatch(text))


def is_enumerated(text: str) -> bool:
    """Tell whether a line starts with a number of an enumeration."""
    first = text[0]
    if "\u4e00" <= first <= "\u9fff":
        return first in _NUMERALS and bool(_ENUMERATED.match(text))
    return bool(_BULLET.match(text) or _ENUMERATED.match(text))


_NUMERALS = frozenset("第一二三四五六七八九十")


def is_spoken(text: str) -> bool:
    """Tell whether a line starts with a short word and a colon, as speech or an entry does."""
    head = text[:8]
    return ("：" in head or ":" in head) and bool(_SPEECH.match(text))


def has_pause(text: str) -> bool:
    """Tell whether a line has a comma, semicolon or full stop in it."""
    return bool(_PAUSE_INSIDE.search(text))


_TORN_END = frozenset("的在和与是为等对将把被从以及由于因其之而或并至到让给这那该各每第近超")
_WHOLE_END = frozenset(
    {"应对", "面对", "针对", "相对", "派对", "绝对", "何为", "行为", "作为", "英超", "中超"}
)
_TORN_START = frozenset("的了着过得地们等和与及，。、；：！？”’）》〉」』】%％℃")


def is_torn(text: str) -> bool:
    """Tell whether a short line cannot stand alone: it starts or ends inside a phrase or pair."""
    return (
        text[0] in _TORN_START
        or (text[-1] in _TORN_END and text[-2:] not in _WHOLE_END and not is_enumerated(text))
        or any(text.count(one) != text.count(two) for one, two in _PAIRS)
    )


_PAIRS = [(one, two) for one, two in zip(OPENERS, CLOSERS, strict=True) if one in "“《（"]


Groups = Sequence[tuple[int, int]]
"""Ranges of neighbouring lines that may depend on each other: short ones and typed ones."""


def _see_neighbours(lines: list[Line], groups: Groups) -> None:
    """Settle the lines whose neighbours say what they are."""
    _wrapped(lines, groups)
    for first, last in groups:
        if last - first > 1:
            for line, after in pairwise(lines[first:last]):
                item = line.shape is Shape.ITEM and after.shape is Shape.SHORT
                if item and _heads_column(line.text):
                    line.shape = Shape.SHORT
            for start, stop in _runs(lines, first, last, _is_item):
                _items(lines, start, stop)
            for start, stop in _runs(lines, first, last, _is_datum):
                _data(lines, start, stop)
            for start, stop in _runs(lines, first, last, _is_short):
                _winners(lines, start, stop)
            for start, stop in _runs(lines, first, last, _is_verse):
                _verse(lines, start, stop)
    for first, last in groups:
        _advertised(lines, first, last)
    _head_of_page(lines)
    for first, last in groups:
        _beside_furniture(lines, first, last)


def _runs(
    lines: Sequence[Line], first: int, last: int, wanted: Callable[[Line], bool]
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of at least two neighbouring lines that a predicate holds for."""
    start = -1
    for at in range(first, last):
        if wanted(lines[at]):
            if start < 0:
                start = at
        elif start >= 0:
            if at - start > 1:
                yield start, at
            start = -1
    if start >= 0 and last - start > 1:
        yield start, last


NARROWEST: Final = 12
WRAPPED_SHARE: Final = 0.35
FEWEST_WRAPPED: Final = 6
"""A page is taken for hard-wrapped when this share of its lines, and so many, have one width."""


def _wrapped(lines: Sequence[Line], groups: Groups) -> None:
    """Make prose of the full lines of a page that was wrapped at a fixed width, and their ends."""
    near = sum(last - first for first, last in groups)
    if near < FEWEST_WRAPPED or near < WRAPPED_SHARE * len(lines):
        return
    widths = Counter(
        len(line.text) for line in lines if NARROWEST <= len(line.text) <= LONGEST_NEAR
    )
    if not widths:
        return
    width, _ = max(widths.items(), key=lambda item: (item[1], item[0]))
    full = widths[width] + widths[width - 1] + widths[width + 1]
    if full < FEWEST_WRAPPED or full < WRAPPED_SHARE * len(lines):
        return
    before = False
    for line in lines:
        fills = abs(len(line.text) - width) <= 1 and line.shape in (Shape.SHORT, Shape.PROSE)
        if line.shape is Shape.SHORT and (fills or before) and len(line.text) <= width + 1:
            line.shape = Shape.PROSE
        before = fills and not ends_sentence(line.text)


_DATED_ENTRY = regex.compile(
    r"(?:\d{1,2}月\d{1,2}日|\d{1,2}[:：]\d{2}|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?"
    r"|[春夏秋冬初底末])?)[ 　]+\S"
)


def _heads_column(text: str) -> bool:
    return text[0] in "■●◆▶" and len(text) <= 12 and _may_head(text)


def _is_item(line: Line) -> bool:
    if line.shape is Shape.ITEM:
        return True
    if line.shape is Shape.NOTE:
        return False
    first = line.text[0]
    return first in "▲△►" or (first.isdecimal() and bool(_DATED_ENTRY.match(line.text)))


def _items(lines: list[Line], start: int, stop: int) -> None:
    """Make list items of neighbouring lines that start with bullets, numbers or dates.

    With circled numbers beside a photo credit they are captions.
    """
    circled = all(line.text[0] in _CIRCLED for line in lines[start:stop])
    near = lines[max(0, start - 2) : start] + lines[stop : stop + 2]
    pictured = circled and any(line.note and line.note.role is Role.PHOTO for line in near)
    for line in lines[start:stop]:
        if line.note is None and pictured:
            _set(line, Kind.CAPTION, "numbered, beside a photo credit")
        elif line.note is None:
            _set(line, Kind.LIST, "bullets or numbers on neighbouring lines")


_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫")


_CELLS = regex.compile(r"[ 　]+")
_ROW = regex.compile(r"\d.*[ 　]|[ 　].*\d", regex.DOTALL)
_NAME_ROW = regex.compile(
    r"(?:(?:\p{Han}[ 　]\p{Han}|\p{Han}{2,4})[ 　、]{1,3}){3,}(?:\p{Han}[ 　]\p{Han}|\p{Han}{2,4})"
)
_SPACED = re.compile(r"[ 　、]")
_WORD = regex.compile(r"\p{Han}{2}")
_PRIZE = regex.compile(r"(?:\p{Han}{1,8}(?:奖|组|等)|第\p{Han}{1,2}名|前\p{Han}名)[：:].{2,}")
_ENTRY = regex.compile(r"[^：:，。]{1,14}[：:][^。；]{1,60}")


def _is_entry(text: str) -> bool:
    """Tell whether a line is a label, a colon and what belongs to it; a clock time is no label."""
    label = text.replace("：", ":").partition(":")[0]
    return bool(_ENTRY.fullmatch(text)) and not (label[-1:].isdecimal() and _CELLS.search(label))


_SCORE = regex.compile(
    r"[\p{Han}A-Za-z·（）]{2,12}[ 　]*\d{1,3}[ 　]*(?:比"
    r"|[:：—－-])[ 　]*\d{1,3}[ 　]*[\p{Han}A-Za-z·（）]{2,12}"
)
"""A result: two sides with their points between them."""


def _is_datum(line: Line) -> bool:
    text = line.text
    if len(text) > 60 or text[-1] in "。！？，" or line.shape not in (Shape.SHORT, Shape.PROSE):
        return False
    if _SCORE.fullmatch(text):
        return True
    if ("：" in text or ":" in text) and _ENTRY.fullmatch(text) and not _ASKED.match(text):
        return True
    return len(text) <= 48 and bool(_SPACED.search(text)) and bool(_ROW.search(text))


def _data(lines: Sequence[Line], start: int, stop: int) -> None:
    """Make table rows or list items of neighbouring lines of figures, results or entries."""
    rows = [_CELLS.split(line.text) for line in lines[start:stop]]
    entries = sum(_is_entry(line.text) for line in lines[start:stop])
    if all(_SCORE.fullmatch(line.text) for line in lines[start:stop]):
        kind, why = Kind.LIST, "results on neighbouring lines"
    elif entries == stop - start:
        kind, why = Kind.LIST, "entries with a colon on neighbouring lines"
    elif min(map(len, rows)) >= 3 or (stop - start >= 3 and min(map(len, rows)) >= 2):
        kind, why = Kind.TABLE, "figures in columns on neighbouring lines"
        head = lines[start - 1] if start else None
        if head and head.shape is Shape.SHORT and _heads_columns(head.text, rows):
            _set(head, Kind.TABLE, "heads of columns")
    else:
        return
    for line in lines[start:stop]:
        _set(line, kind, why)


def _heads_columns(text: str, rows: Sequence[Sequence[str]]) -> bool:
    size = len(_CELLS.split(text))
    return size > 2 and any(len(row) == size for row in rows)


_PRIZE_HEAD = regex.compile(
    r".{0,8}(?:奖|名单|得主|赛果|成绩|名次|排名)|(?:先进|优秀|模范|最佳)\p{Han}{0,4}(?:个人|单位|集体)"
)


_GROUP = regex.compile(r"[一二三特优]等奖|(?:先进|优秀|模范|最佳)(?:个人|单位|集体)|\p{Han}{1,4}组")


def _is_short(line: Line) -> bool:
    return line.shape is Shape.SHORT


def _winners(lines: Sequence[Line], start: int, stop: int) -> None:
    """Make list items of the short lines under the name of a prize or group of winners.

    The last may be the headline of the next text, when its words stand there.
    """
    head = next((at for at in range(start, stop) if _PRIZE_HEAD.fullmatch(lines[at].text)), stop)
    if head == start == 0 or stop - head < 3:
        return
    below = lines[stop].text if stop < len(lines) else ""
    note = lines[stop].note if stop < len(lines) else None
    last = lines[stop - 1].text
    if (note is not None and note.kind is Kind.BYLINE) or (
        below[:2] != "以上" and any(last[at : at + 2] in below[:80] for at in range(len(last) - 1))
    ):
        stop -= 1
    if stop - head > 2 and not any(has_pause(line.text) for line in lines[head + 1 : stop]):
        for line in lines[head + 1 : stop]:
            if not _GROUP.fullmatch(line.text):
                _set(line, Kind.LIST, "below the name of a prize")


VERSE_WIDTH: Final = 20
"""Lines of verse have at most this many code points."""

FEWEST_VERSES: Final = 4


_COLUMN_ENDS = frozenset(
    {
        "札记",
        "随笔",
        "手记",
        "杂谈",
        "书评",
        "连载",
        "故事",
        "漫笔",
        "絮语",
        "茶座",
        "笔记",
        "闲话",
        "闲谈",
    }
)


def _is_verse(line: Line) -> bool:
    return line.shape in (Shape.SHORT, Shape.PROSE) and len(line.text) <= VERSE_WIDTH


def _verse(lines: Sequence[Line], start: int, stop: int) -> None:
    """Make prose of neighbouring short lines that are too many for headings: verse."""
    size = stop - start
    marked = sum(line.text[-1] in "，。！？；、…—" for line in lines[start:stop])
    if size < FEWEST_VERSES or (marked < 2 and size < 6):
        return
    kept = {start}
    below = lines[stop].note if stop < len(lines) else None
    if below is not None and below.kind is Kind.BYLINE:
        kept.add(stop - 1)
        if lines[stop - 2].text[-2:] in _COLUMN_ENDS:
            kept.add(stop - 2)
    if lines[stop - 2].text[-1] == "。":
        kept.add(stop - 1)
    for at in range(start, stop):
        text = lines[at].text
        if lines[at].shape is Shape.SHORT and at > start and signature(text):
            if at == start + 1 or at == stop - 1 or only_names(text) or "著" in text:
                kept |= {at - 1, at}
            if at == stop - 1 and lines[at - 2].text[-2:] in _COLUMN_ENDS:
                kept.add(at - 2)
    for at in range(start, stop):
        line = lines[at]
        if line.shape is Shape.SHORT and at not in kept:
            line.shape = Shape.PROSE


REACH: Final = 8
"""A notice or advertisement has at most this many lines."""


def _advertised(lines: Sequence[Line], first: int, last: int) -> None:
    """Make furniture of advertisements and public notices."""
    for at in range(first, last):
        line = lines[at]
        if line.note is not None:
            continue
        text = line.text
        if line.shape in (Shape.SHORT, Shape.MARKED) and len(text) <= 16:
            if notice_head(line.words):
                _notice(lines, at)
        elif (
            (":" in text or "：" in text)
            and contacts(text) >= 2
            and not _is_running(text)
            and (_REACHED.search(text) or not ends_sentence(text))
        ):
            _announce(lines, at)


_REACHED = re.compile(r"[0-9][0-9－—-]{5}|电话|热线|手机|网址|微信|QQ|传真")
"""One of these stands in an advertisement that is a whole sentence."""


def _is_running(text: str) -> bool:
    """Tell whether a line with telephone numbers is a sentence of an article."""
    return ends_sentence(text) and text.count("，") >= 2


def _notice(lines: Sequence[Line], at: int) -> None:
    """Mark a notice from its head to the last line that names a telephone or disclaims."""
    last = at
    for number in range(at + 1, min(at + 1 + REACH, len(lines))):
        line = lines[number]
        if line.shape is Shape.MARKED or len(line.text) > 200:
            break
        if disclaims(line.text) or contacts(line.text):
            last = number
    if last > at:
        for line in lines[at : last + 1]:
            line.shape, line.note = Shape.NOTE, _ADVERT


def _announce(lines: Sequence[Line], at: int) -> None:
    """Mark a line of telephone and address, and the short lines above it as its advertisement."""
    lines[at].shape, lines[at].note = Shape.NOTE, _ADVERT
    first = at
    while first > 0 and at - first < 4 and _may_advertise(lines[first - 1]):
        first -= 1
    if first > 0 and not _closes(lines[first - 1]):
        first = at
    for line in lines[first:at]:
        line.shape, line.note = Shape.NOTE, _ADVERT
    for line in lines[at + 1 : at + 3]:
        if not (line.note is None and len(line.text) <= 60 and contacts(line.text)):
            break
        line.shape, line.note = Shape.NOTE, _ADVERT


def _may_advertise(line: Line) -> bool:
    return line.shape in (Shape.SHORT, Shape.ITEM) and line.note is None


def _closes(line: Line) -> bool:
    return ends_sentence(line.text) or line.note is not None


def _head_of_page(lines: Sequence[Line]) -> None:
    """Make furniture of section names at the head of a page."""
    last = -1
    for at, line in enumerate(lines[:4]):
        if line.note and line.note.kind is Kind.FURNITURE:
            last = at if line.note.role in _HEADS else last
            continue
        if _names_section(line) or _names_part(lines, at):
            why = "name of a section at the head of a page"
        elif line.note is None and _is_day(line.text):
            why = "date at the head of a page"
        elif line.note is None and head_of_page(line.words):
            why = "paper, date, page or editor at the head of a page"
        elif _may_name_paper(line):
            continue
        else:
            break
        last = at
        _set(line, Kind.FURNITURE, why, Role.MASTHEAD)
    for line in lines[: max(last, 0)]:
        if line.shape is Shape.SHORT or line.shape is Shape.MARKED:
            _set(line, Kind.FURNITURE, "above the head of a page", Role.MASTHEAD)


_HEADS = frozenset({Role.MASTHEAD, Role.PAGE})
_PAPER_NAME = regex.compile(r"《?\p{Han}{1,8}(?:报|刊|周末|導報|報|画报)》?")


def _may_name_paper(line: Line) -> bool:
    """Tell whether a line may be the name of the paper or of a part of it."""
    if line.shape is not Shape.SHORT and line.shape is not Shape.MARKED:
        return False
    words = _GAP.sub("", line.words)
    return len(words) <= LONGEST_NAME or bool(_PAPER_NAME.fullmatch(words))


_GAP = re.compile(r"[ 　]+")

LONGEST_NAME: Final = 6
"""A line above a page's head that names a part of the paper has at most this many code points."""


def _names_part(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line ends with the name of a section, set apart, above another heading."""
    line = lines[at]
    below = lines[at + 1] if at + 1 < len(lines) else None
    if (
        line.shape not in (Shape.SHORT, Shape.MARKED)
        or below is None
        or below.level != line.level
        or below.shape is not line.shape
        or len(line.words) > 16
    ):
        return False
    parts = _APART.split(line.words)
    return len(parts) == 2 and section_name(parts[1])


_APART = re.compile(r"[ 　]+[·•|｜/／][ 　]+")


def _names_section(line: Line) -> bool:
    if line.shape not in (Shape.SHORT, Shape.MARKED) or len(line.text) > 20:
        return False
    return section_name(line.words) and not (line.level and "·" in line.words)


def _beside_furniture(lines: Sequence[Line], first: int, last: int) -> None:
    """Settle dates that stand alone, section names beside page labels, links below their head."""
    for at in range(first, last):
        line = lines[at]
        note = line.note
        if note is None:
            if line.text[-1] in _DAY_ENDS and _DAY_ALONE.fullmatch(line.text):
                _dated(lines, at)
        elif note.role is Role.MASTHEAD or note.role is Role.PAGE:
            for near in (at - 1, at + 1):
                if 0 <= near < len(lines) and _names_section(lines[near]):
                    why = "name of a section beside a page label"
                    _set(lines[near], Kind.FURNITURE, why, Role.MASTHEAD)
        elif note.role is Role.ADVERTISEMENT:
            below = lines[at + 1] if at + 1 < last else None
            if below and below.note is None and len(below.text) <= 60 and contacts(below.text):
                below.shape, below.note = Shape.NOTE, _ADVERT
        elif note.role is Role.RELATED and at and lines[at - 1].words in _INDEX_HEADS:
            _set(lines[at - 1], Kind.FURNITURE, "heads an index of texts", Role.RELATED)
        elif note.role is Role.RELATED and RELATED_BOX.fullmatch(line.text):
            _related(lines, at)


_INDEX_HEADS = frozenset({"导读", "今日导读", "本期导读", "要目", "今日看点", "内容提要", "目录"})


def _dated(lines: Sequence[Line], at: int) -> None:
    """Settle a line of nothing but a date: of the page's head, or below who signs a letter."""
    if at < 3:
        _set(lines[at], Kind.FURNITURE, "date at the head of a page", Role.MASTHEAD)
    elif lines[at - 1].shape is Shape.SHORT:
        lines[at - 1].shape = Shape.PROSE


def _related(lines: Sequence[Line], at: int) -> None:
    """Tell a list of links, which is furniture, from a box of text with a heading."""
    stop = at + 1
    while stop < len(lines) and stop - at <= REACH and _may_link(lines[stop]):
        stop += 1
    if any(_informs(line) for line in lines[at + 1 : stop]):
        lines[at].shape, lines[at].note = Shape.SHORT, None
        return
    text_follows = stop < len(lines) and lines[stop].shape is Shape.PROSE
    if text_follows and stop - at == 1:
        lines[at].shape, lines[at].note = Shape.SHORT, None
        return
    for line in lines[at + 1 : stop - 1 if text_follows else stop]:
        _set(line, Kind.FURNITURE, "below the head of related texts", Role.RELATED)


def _informs(line: Line) -> bool:
    """Tell whether an item is a sentence or an entry rather than the headline of another text."""
    listed = line.shape is Shape.ITEM or line.note is not None
    return listed and (ends_sentence(line.text) or "：" in line.text[:16])


def _may_link(line: Line) -> bool:
    if line.note is not None:
        return line.note.kind is Kind.LIST
    return line.shape in (Shape.SHORT, Shape.ITEM)
