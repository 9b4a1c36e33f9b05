"""Cuts a page into typed blocks: titles, bodies, bylines, credits, captions and the rest.

Each line that is not blank is a block; a dateline at the head of a paragraph, a caption inside
one and a name in brackets at its end are blocks of their own. Blocks tile the page: the white
space behind a block belongs to it. Kinds are decided from the lines alone, never from the number
of blank lines, so that a page whose blank runs were repaired is cut in the same way.

First each line is looked at on its own and beside its neighbours (`text/lines.py`); then the
page is read from the top, and each run of headings either opens an article or heads a part of
the one that is being read (`text/openings.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.text.block import HEADINGS, PROSE, Block, Kind, Role
from newslint.text.furniture import JUMP_HEAD, JUMP_TAIL
from newslint.text.lines import VERSE_WIDTH, Line, Shape, has_pause, is_enumerated, lines_of
from newslint.text.marks import ends_sentence
from newslint.text.names import only_names
from newslint.text.notes import BODY, Note, Part, dateline_end, is_plain, parts_of, signature
from newslint.text.openings import (
    Article,
    Following,
    Levels,
    following,
    is_running,
    is_subhead,
    judge,
    names_box,
    parts,
    repeated,
)
from newslint.text.span import Span

__all__ = ["HEADINGS", "PROSE", "Block", "Kind", "Role", "segment"]

_TEXT = frozenset({Kind.BODY, Kind.LIST, Kind.TABLE})
_PROSE, _SHORT, _MARKED = Shape.PROSE, Shape.SHORT, Shape.MARKED
_ITEM, _NOTE = Shape.ITEM, Shape.NOTE
_SURE, _LIKELY = 4.0, 1.6
"""How much an end of an article weighs: a byline or agency; a photo credit or page furniture."""

LONGEST_CAPTION = 160
"""A paragraph above a photo credit is its caption when it has at most this many code points."""


def segment(text: str) -> tuple[Block, ...]:
    """Return the blocks of a page in order; they tile it (none for an empty page)."""
    lines = lines_of(text)
    if not lines:
        blank = Span(0, len(text))
        return (Block(blank, Span(0, 0), Kind.FURNITURE, "blank page"),) if text else ()
    pieces = _Reader(lines).pieces()
    borders = [piece[0] for piece in pieces]
    borders[0] = 0
    borders.append(len(text))
    blocks: list[Block] = []
    for at, (start, end, lead, kind, why, level, role, opens) in enumerate(pieces):
        tile, content = Span(borders[at], borders[at + 1]), Span(start + lead, end)
        blocks.append(Block(tile, content, kind, why, level, role, opens))
    return tuple(blocks)


_Piece = tuple[int, int, int, Kind, str, int, Role | None, str]
"""A block without its white space: its start and end, the code points of heading marks before its
words, its kind, the evidence, its level, its role, and why an article starts with it."""


class _Reader:
    """Reads the lines of a page from the top."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._levels = Levels.of(lines)
        self._article = Article()
        self._found: list[_Piece] = []
        self._fresh = True
        self._opens = ""

    def pieces(self) -> list[_Piece]:
        """Return the pieces of the page."""
        lines = self._lines
        at, size = 0, len(lines)
        typed = False
        while at < size:
            line = lines[at]
            above, typed = typed, line.note is not None
            shape = line.shape
            if shape is _PROSE:
                below = at + 1 < size and lines[at + 1].note is not None
                if not (above or below) and is_plain(line.text):
                    self._running(line)
                else:
                    self._paragraph(at, line)
            elif shape is _MARKED or shape is _SHORT:
                at = self._headings(at)
                typed = lines[at - 1].note is not None
                continue
            elif shape is _NOTE and line.note:
                self._note(at, line, line.note)
            elif shape is _ITEM:
                self._item(at, line)
            else:
                self._paragraph(at, line)
            at += 1
        return self._found

    def _running(self, line: Line) -> None:
        """Take in a paragraph of nothing but running text with no typed line beside it."""
        article, text = self._article, line.text
        self._put(line.start, line.end, BODY)
        if len(text) > VERSE_WIDTH and text[-1] == "。":
            article.read(text)
            article.closing = article.unfinished = False
            article.ended, article.weight = "", 0.0
        else:
            self._after(BODY, text)

    def _add(self, line: Line, kind: Kind, why: str, role: Role | None = None) -> None:
        end = line.end - 2 if line.level == 7 else line.end
        self._put(line.start, end, Note(kind, why, role), line.lead, line.level)

    def _put(self, start: int, end: int, note: Note, lead: int = 0, level: int = 0) -> None:
        """Take in a piece; the first one of a page or after a decision to open opens an article."""
        opens = ""
        if note.kind is not Kind.FURNITURE:
            if self._opens or self._fresh:
                opens = self._opens or "start of the page"
                self._fresh, self._opens = False, ""
            self._article.previous = note.kind
        self._found.append((start, end, lead, note.kind, note.why, level, note.role, opens))

    def _open(self, why: str) -> None:
        self._article = Article()
        if not self._fresh:
            self._opens = why

    # headings

    def _headings(self, at: int) -> int:
        """Take in a run of headings and short lines; returns the index behind it."""
        lines = self._lines
        stop = at
        while (
            stop < len(lines) and stop - at < 6 and lines[stop].shape in (Shape.MARKED, Shape.SHORT)
        ):
            stop += 1
        if self._article.closing and self._signs_notice(at):
            self._paragraph(at, lines[at])
            self._article.end("the signature of a notice", _SURE)
            return at + 1
        if self._is_signature(at):
            self._add(lines[at], Kind.BYLINE, "names alone")
            if self._article.has_text:
                self._article.end("a byline", _SURE)
            else:
                self._article.signed = True
            return at + 1
        run = lines[at:stop]
        while len(run) > 1 and not run[-1].level and is_running(run[-1].words):
            run = run[:-1]
        while len(run) > 1 and self._is_signature(at + len(run) - 1, under=True):
            run = run[:-1]
        behind = following(lines, at + len(run))
        article = self._article
        if self._fresh and not article.titled:
            opens, why = self._heads_page(run, behind.lead), ""
        else:
            judgement = judge(run, article, self._levels, behind)
            opens, why = judgement.odds > 0, judgement.why
        if opens:
            self._title(run, why, at + len(run), behind)
            return at + len(run)
        self._inside(at, run[0])
        return at + 1

    def _heads_page(self, run: Sequence[Line], lead: Line | None) -> bool:
        """Tell whether the first lines of a page are headings."""
        return bool(run[0].level) or len(run) > 1 or not has_pause(run[0].words) or lead is not None

    def _is_signature(self, at: int, *, under: bool = False) -> bool:
        """Tell whether a short line is nothing but the names of authors."""
        line = self._lines[at]
        if line.shape is not Shape.SHORT:
            return False
        article = self._article
        headed = under or (article.previous in HEADINGS and not article.has_text)
        if headed and at and self._is_pen_name(at):
            return True
        if not signature(line.text):
            return False
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if headed:
            return after is not None and after.shape in (Shape.PROSE, Shape.NOTE)
        return (
            article.paragraphs > 0
            and not article.unfinished
            and (line.text[0] in "（(" or only_names(line.text) or "　" in line.text)
            and (after is None or after.shape in (Shape.MARKED, Shape.SHORT, Shape.NOTE))
        )

    def _is_pen_name(self, at: int) -> bool:
        """Tell whether two or three characters stand between a headline and its text."""
        above, after = self._lines[at - 1], self._lines[at + 1 : at + 2]
        return (
            bool(_PEN_NAME.fullmatch(self._lines[at].text))
            and len(above.words) >= SHORTEST_HEADLINE
            and bool(after)
            and after[0].shape is Shape.PROSE
            and len(after[0].text) > VERSE_WIDTH
        )

    def _signs_notice(self, at: int) -> bool:
        """Tell whether a short line below the closing formula of a notice says who gives it."""
        line = self._lines[at]
        if line.level or has_pause(line.text) or len(line.text) > LONGEST_SIGNER:
            return False
        if line.text[-1] not in _INSTITUTION_ENDS:
            return False
        behind = following(self._lines, at + 1)
        return not behind.byline and not (behind.line and dateline_end(behind.line.text))

    def _title(self, run: Sequence[Line], why: str, stop: int, behind: Following) -> None:
        """Open an article with a run of headings."""
        self._open(why)
        next_level = self._next_level(stop)
        for line, (kind, reason) in zip(run, parts(run, next_level, behind), strict=True):
            self._add(line, kind, reason)
            if kind is Kind.TITLE:
                self._article.title = self._article.opening = line.words
        self._article.titled = True

    def _next_level(self, at: int) -> int:
        """Return the level of the next marked heading, 0 when none is near."""
        if not self._levels.top:
            return 0
        for line in self._lines[at : at + 40]:
            if line.shape is Shape.MARKED:
                return line.level
        return 0

    def _inside(self, at: int, line: Line) -> None:
        """Take in a short line that opens no article."""
        article = self._article
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        photo = after is not None and after.note is not None and after.note.role is Role.PHOTO
        if line.level:
            why = f"heading of level {line.level} inside an article"
            self._subhead(line, why)
        elif photo and article.titled and not article.unfinished:
            self._add(line, Kind.CAPTION, "above a photo credit")
            article.captions += 1
        elif is_subhead(line, article, self._levels, after):
            under = article.previous in (Kind.TITLE, Kind.SUBTITLE) and not article.has_text
            if under and not is_enumerated(line.text):
                self._add(line, Kind.SUBTITLE, "short line under a title")
            else:
                self._subhead(line, "short line between paragraphs")
        else:
            self._paragraph(at, line)

    def _subhead(self, line: Line, why: str) -> None:
        self._add(line, Kind.SUBHEAD, why)
        self._article.subheads += 1
        self._article.section = 0
        self._article.boxed = names_box(line.words)
        self._article.subhead_size += len(line.words)
        self._article.unfinished = False
        self._article.ended, self._article.weight = "", 0.0

    # other lines

    def _note(self, at: int, line: Line, note: Note) -> None:
        """Take in a line whose words or neighbours say what it is."""
        article = self._article
        if note.kind is Kind.FURNITURE:
            if note.role is Role.JUMP:
                self._jump(at, line, note)
                return
            self._add(line, note.kind, note.why, note.role)
            if article.has_text and note.role is Role.MARKUP:
                article.end("a rule", 2.0)
            elif article.has_text and note.role in _ENDS and not article.unfinished:
                article.end("page furniture", _LIKELY)
            return
        if note.kind is Kind.CAPTION and article.weight >= _SURE and line.text[0] == "①":
            self._open("numbered captions after the end of an article")
        self._add(line, note.kind, note.why, note.role)
        self._after(note, line.text)

    def _after(self, note: Note, text: str) -> None:
        """Remember what a piece says about its article."""
        article = self._article
        if note.kind in _TEXT:
            if note.kind is Kind.BODY:
                article.read(text)
            else:
                article.paragraphs += 1
                article.section += 1
                article.kind_before = note.kind
            if note.kind is Kind.LIST and not text[0].isalnum():
                article.bullet = text[0]
            article.closing = text[:2] in ("特此", "此致", "敬礼") and len(text) <= 12
            article.unfinished = (
                note.kind is Kind.BODY
                and len(text) > VERSE_WIDTH
                and not (ends_sentence(text) or text[-1] in "：:；;")
            )
            article.ended, article.weight = "", 0.0
        elif note.kind is Kind.CAPTION:
            article.captions += 1
        elif note.kind is Kind.DATELINE:
            article.dateline = article.signed = True
        elif article.has_text:
            if note.role is Role.PHOTO and text.startswith(_ALL_PHOTOS):
                article.end(_ALL_CREDITED, _SURE)
            elif note.role is Role.PHOTO:
                article.end("a photo credit", _LIKELY)
            else:
                article.end("a byline or credit", _SURE)
        elif note.kind is Kind.BYLINE:
            article.signed = True

    def _jump(self, at: int, line: Line, note: Note) -> None:
        """Take in a jump line: to its article's end, or at the head of a continued one."""
        onward = not any(word in line.text for word in ("上接", "紧接"))
        if onward:
            self._add(line, note.kind, note.why, note.role)
            if self._article.has_text:
                self._article.end("a jump line", _SURE)
            return
        if self._article.has_text or self._fresh:
            self._article = Article()
            opens = "continued from another page" if self._found else "start of the page"
            self._found.append((line.start, line.end, 0, note.kind, note.why, 0, note.role, opens))
            self._fresh = False
            return
        self._add(line, note.kind, note.why, note.role)

    def _item(self, at: int, line: Line) -> None:
        """Take in a line that starts with a bullet and stands alone."""
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        text = line.text
        short = len(text) <= 30 and not ends_sentence(text) and not has_pause(text)
        if short and after is not None and after.shape is Shape.PROSE and not self._fresh:
            self._subhead(line, "numbered line between paragraphs")
        elif ends_sentence(text) and len(text) > 60 and text[0] != self._article.bullet:
            self._paragraph(at, line)
        else:
            self._add(line, Kind.LIST, "starts with a bullet or number")
            self._after(Note(Kind.LIST, ""), text)

    def _paragraph(self, at: int, line: Line) -> None:
        """Take in running text: its dateline, captions, credit and byline are pieces."""
        text = line.text
        photo = self._above_photo(at, line)
        if at > 1 and self._captions_above(at):
            self._add(line, Kind.CAPTION, "below a photo credit")
            self._article.captions += 1
            return
        if not photo and is_plain(text):
            self._put(line.start, line.end, BODY)
            self._after(BODY, text)
            return
        found = list(self._jumps(line))
        if found[0].note.kind is Kind.DATELINE:
            article = self._article
            if article.paragraphs and (article.weight >= _LIKELY or article.dateline):
                self._open("a dateline after the end of an article")
        elif photo and len(found) == 1 and found[0].note.kind is Kind.BODY:
            found = [found[0]._replace(note=Note(Kind.CAPTION, "above a photo credit"))]
        if found[0].note.kind is Kind.CAPTION and self._photo_story(at, text):
            self._open("a photo after the end of an article")
        for part in found:
            note = part.note
            self._put(line.start + part.start, line.start + part.end, note)
            self._after(note, text[part.start : part.end])

    def _above_photo(self, at: int, line: Line) -> bool:
        """Tell whether a paragraph stands above a photo credit and is short enough for it."""
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        return (
            after is not None
            and after.note is not None
            and after.note.role is Role.PHOTO
            and len(line.text) <= LONGEST_CAPTION
            and not after.text.startswith("本版")
            and not self._captioned_below(at, line)
            and not self._article.unfinished
            and not (self._article.previous is Kind.BYLINE and not self._article.paragraphs)
        )

    def _captions_above(self, at: int) -> bool:
        """Tell whether a line is the caption of the photo credit above it."""
        credit = self._lines[at - 1].note
        return (
            credit is not None
            and credit.role is Role.PHOTO
            and self._captioned_below(at - 2, self._lines[at - 2])
        )

    def _captioned_below(self, at: int, line: Line) -> bool:
        """Tell whether the caption of the credit below stands under it: a short line, no text."""
        below = self._lines[at + 2 : at + 4]
        return (
            bool(below)
            and line.shape is Shape.PROSE
            and len(line.text) > 2 * len(below[0].text)
            and below[0].shape is Shape.PROSE
            and below[0].note is None
            and len(below[0].text) <= SHORT_CAPTION
            and (len(below) == 1 or below[1].shape is not Shape.PROSE)
        )

    def _photo_story(self, at: int, text: str) -> bool:
        """Tell whether a caption is a photo story of its own, without a title.

        The article before it is over, the caption tells of something else, and a heading or the
        end follows.
        """
        article = self._article
        if article.ended == _ALL_CREDITED:
            return True
        if "图" in text[:2] or not article.paragraphs or article.unfinished:
            return False
        if repeated(article.title, text) > 0:
            return False
        behind = at + 1
        sent = _SENT.search(text[-30:])
        below = self._lines[behind].note if behind < len(self._lines) else None
        if below and below.role is Role.PHOTO:
            sent = sent or _SENT.search(self._lines[behind].text)
        if not sent:
            return False
        while behind < len(self._lines) and behind - at < 4:
            note = self._lines[behind].note
            if note is None or note.kind not in (Kind.CREDIT, Kind.FURNITURE):
                break
            behind += 1
        after = self._lines[behind] if behind < len(self._lines) else None
        return after is None or after.shape in (Shape.SHORT, Shape.MARKED)

    def _jumps(self, line: Line) -> Iterator[Part]:
        """Yield the parts of a paragraph with the jump lines at its head and end."""
        text = line.text
        start, stop = 0, len(text)
        if "版" in text[:16] and (head := JUMP_HEAD.match(text)):
            start = head.end()
            yield Part(0, start, _JUMP)
        tail = None
        if ("版" in text[-12:] or "待续" in text[-5:]) and (
            tail := JUMP_TAIL.search(text, max(start, stop - 30))
        ):
            stop = tail.start()
        while start < stop and text[start] in " 　":
            start += 1
        if start < stop:
            for part in parts_of(text[start:stop].rstrip()):
                yield Part(part.start + start, part.end + start, part.note)
        if tail:
            yield Part(tail.start(), len(text), _JUMP)


_ENDS = frozenset({Role.PAGE, Role.MASTHEAD, Role.EDITOR, Role.ADVERTISEMENT, Role.RELATED})
"""Furniture that stands between articles; prompts to scan a code stand inside them, too."""

_ALL_PHOTOS = ("本组", "以上", "均由", "本版")
_ALL_CREDITED = "the credit of all its photographs"

SHORT_CAPTION = 50
"""A caption below its credit has at most this many code points."""

SHORTEST_HEADLINE = 6
_PEN_NAME = regex.compile(r"\p{Han}{2,3}|\p{Han}[ 　]{1,2}\p{Han}")

LONGEST_SIGNER = 24
"""An institution that signs a notice has at most this many code points."""

_INSTITUTION_ENDS = frozenset("社队会局院部司委处组站心府校馆所室村厂店园办行协盟团")

_SENT = regex.compile(r"新华社|中新社|法新|路透|美联")
"""Agencies whose photographs run without an article; a paper's own belong to its articles."""

_JUMP = Note(Kind.FURNITURE, "names the page where the story is continued", Role.JUMP)
