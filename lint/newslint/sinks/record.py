"""A line of records.jsonl: one article with its parts in their own fields.

The dataclasses here are the published schema: `newslint schema records` prints it from them and
from what their docstrings say. Those that every record holds are not frozen: to make a frozen one
takes four times as long.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated

from newslint.pipeline.project import Article
from newslint.rule import Judgement
from newslint.text.articles import jump_of
from newslint.text.block import PROSE, Block, Kind, Role
from newslint.text.dates import dates, with_year
from newslint.text.document import Document
from newslint.text.folio import Folio
from newslint.text.marks import FINAL
from newslint.text.measures import Matter
from newslint.text.newlines import Places
from newslint.text.script import Language, Written, tongue_of
from newslint.text.span import Span

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that a string of the schema has."""

    text: str


Id = Annotated[str, Pattern("^[0-9a-f]{16}$")]
Sha256 = Annotated[str, Pattern("^[0-9a-f]{64}$")]
IsoDay = Annotated[str, Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
MonthDay = Annotated[str, Pattern("^[0-9]{2}-[0-9]{2}$")]
Pair = tuple[int, int]


@dataclass(slots=True)
class SourceFacts:
    """Where a record was read.

    Args:
        path: file, relative to the parent of the directory that was named, or to the working one.
        row: 1-based number of the row in it, null for a text file.
        sha256: hex digest of the file's bytes.
        codec: the codec that decoded it.
    """

    path: str
    row: int | None
    sha256: Sha256
    codec: str


@dataclass(frozen=True, slots=True)
class Author:
    """A person of a byline, or a reporter that a dateline names.

    Args:
        name: the name, without padding.
        role: what the person did, as printed: 记者, 通讯员, 摄影, 编译; null when it is not said.
        agency: for whom, as printed; null when it is not said.
    """

    name: str
    role: str | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class DatelineFacts:
    """The head of a report: who sent it, from where and when.

    Args:
        text: as printed.
        agency: the sender, null when none is named.
        place: from where, null when it is not said.
        date: when, in ISO 8601; null when no possible day is said, or its year is not known.
        month_day: month and day of it as MM-DD, year known or not; null when no day is said.
        year_inferred: whether the year is not printed in it but that of the nearest such day to
            the date of the issue, which the page, a sidecar or the file's name gives.
    """

    text: str
    agency: str | None
    place: str | None
    date: IsoDay | None
    month_day: MonthDay | None
    year_inferred: bool


@dataclass(slots=True)
class BlockFacts:
    """A block of an article.

    Args:
        kind: what it is for; of furniture, only the lines that say where a story is continued.
        start: where it starts in the cleaned page, in code points.
        end: where it ends.
        text: its words, without heading marks.
    """

    kind: Kind
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CaptionFacts:
    """The words about a photograph.

    Args:
        text: the caption.
        credit: its credit as printed, null when it has none.
        photographers: the names in the credit.
    """

    text: str
    credit: str | None
    photographers: tuple[str, ...]


@dataclass(slots=True)
class Sizes:
    """How much text a record has.

    Args:
        characters: code points of `text` that are no white space.
        han: how many of them are Han.
        han_share: han / characters, rounded to four digits; 0 when there are none.
        paragraphs: blocks that make the text.
        sentences: ends of sentences in the text (。！？ and ……; several in a row count once).
    """

    characters: int
    han: int
    han_share: float
    paragraphs: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Link:
    """What a jump line says (下转第二版), and the record that it leads to.

    Args:
        line: the jump line as printed.
        page: the page it names, numerals made plain: 2 for 第二版.
        record: id of the record with the other part; null unless that page is in the same run and
            exactly one record on it fits.
    """

    line: str
    page: str
    record: Id | None


@dataclass(slots=True)
class Record:
    """An article of a cleaned page (a page as a whole with --records page), and where it is from.

    Args:
        id: first 16 hex digits of the sha256 of the source's sha256, path and ordinal.
        page: the page it stands in: path, for a row with a colon and its number.
        page_label: number of the page as printed on it (第二版, A02), null when none is.
        spans: where it stands in the cleaned page: [start, end] in code points, ends not included.
        source: where the page was read.
        title: headline, lines joined by a space.
        kicker: lines above the headline, joined by a space.
        subtitle: lines under the headline, joined by a space.
        byline: the people of its bylines and datelines, each once.
        credit: all credits of agencies and photographs as printed, joined by ；.
        credits: the credits as printed that belong to no caption.
        dateline: its first dateline.
        section: name of the section as printed on the page (要闻, 体育).
        text: body, subhead, list and table blocks in order, joined by a blank line; title, kicker,
            subtitle, byline, dateline, credits and captions stand in their own fields only.
        blocks: all its blocks in order.
        captions: its captions, each with the photo credit that belongs to it.
        language: language that most letters of title, text and captions speak for.
        script: Hans or Hant when nine of ten characters that exist in one script only agree, mixed
            when they do not, null when too few tell or the language is not zh.
        counts: how much text it has.
        quality: what each rule with a verdict (DOC) says of it.
        edits: how many edits of each rule were made in it, by code.
        findings_left: how many findings of each rule were left in it, by code.
        why: the evidence that it starts where it does.
        continues: the part before it, on another page; null when no jump line names one.
        continued: the part after it, likewise.
        meta: facts from the file's name (newspaper, date, page) and from sidecar files; of a row,
            its id (--id-field).
    """

    id: Id
    page: str
    page_label: str | None
    spans: tuple[Pair, ...]
    source: SourceFacts
    title: str | None
    kicker: str | None
    subtitle: str | None
    byline: tuple[Author, ...]
    credit: str | None
    credits: tuple[str, ...]
    dateline: DatelineFacts | None
    section: str | None
    text: str
    blocks: tuple[BlockFacts, ...]
    captions: tuple[CaptionFacts, ...]
    language: Language
    script: Written | None
    counts: Sizes
    quality: tuple[Judgement, ...]
    edits: Mapping[str, int]
    findings_left: Mapping[str, int]
    why: str
    continues: Link | None
    continued: Link | None
    meta: Mapping[str, str]

    def columns(self) -> dict[str, object]:
        """Return its fields by name, in order; what most records hold as plain dictionaries.

        To dump a dictionary takes a tenth of the time that a dataclass takes.
        """
        columns: dict[str, object] = dict(zip(_COLUMNS, _values(self), strict=True))
        columns["source"] = dict(zip(_SOURCE, _source_values(self.source), strict=True))
        columns["blocks"] = [
            {"kind": _KINDS[one.kind], "start": one.start, "end": one.end, "text": one.text}
            for one in self.blocks
        ]
        columns["counts"] = dict(zip(_SIZES, _sizes_values(self.counts), strict=True))
        columns["quality"] = [
            dict(zip(_VERDICT, _verdict_values(one), strict=True)) for one in self.quality
        ]
        return columns


def _names(table: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple([one.name for one in fields(table)])


_COLUMNS, _SOURCE = _names(Record), _names(SourceFacts)
_SIZES, _VERDICT = _names(Sizes), _names(Judgement)
_values, _source_values = attrgetter(*_COLUMNS), attrgetter(*_SOURCE)
_sizes_values, _verdict_values = attrgetter(*_SIZES), attrgetter(*_VERDICT)
_KINDS = {kind: kind.value for kind in Kind}


def record_of(
    article: Article,
    page: Document,
    *,
    layout: Places,
    folio: Folio,
    matter: Matter,
    quality: Sequence[Judgement],
    edits: Counter[str],
    left: Counter[str],
) -> Record:
    """Return the record of an article.

    Args:
        article: the article.
        page: the cleaned page it stands in.
        layout: the line ends of the cleaned page.
        folio: what the page says of itself.
        matter: its reading matter.
        quality: the judgements on it.
        edits: how many edits it has, by rule.
        left: how many findings were left in it, by rule.
    """
    source = page.source
    said = " ".join([article.title or "", article.text, *(one.text for one in article.captions)])
    language, script = tongue_of(said)
    continues, continued = _links(article, page.text)
    return Record(
        id=article.id,
        page=page.id,
        page_label=folio.label,
        spans=tuple([_pair(span, layout) for span in article.spans]),
        source=SourceFacts(source.path, page.row, source.sha256, source.codec),
        title=article.title,
        kicker=article.kicker,
        subtitle=article.subtitle,
        byline=tuple(
            [Author(one.name, one.role or None, one.agency or None) for one in article.byline]
        ),
        credit=article.credit,
        credits=article.credits,
        dateline=_dateline(article, issued(folio, page.meta)),
        section=folio.section,
        text=article.text,
        blocks=tuple([_block(block, page.text, layout) for block in article.blocks]),
        captions=tuple(
            [CaptionFacts(one.text, one.credit, one.photographers) for one in article.captions]
        ),
        language=language,
        script=script,
        counts=_sizes(article, matter),
        quality=tuple(quality),
        edits=dict(sorted(edits.items())),
        findings_left=dict(sorted(left.items())),
        why=article.why,
        continues=continues,
        continued=continued,
        meta=dict(page.meta),
    )


def _pair(span: Span, layout: Places) -> Pair:
    placed = layout.span(span)
    return placed.start, placed.end


def _block(block: Block, text: str, layout: Places) -> BlockFacts:
    content = block.content
    placed = layout.span(content)
    return BlockFacts(block.kind, placed.start, placed.end, text[content.start : content.end])


def issued(folio: Folio, meta: Mapping[str, str]) -> datetime.date | None:
    """Return the day of the issue: as printed on the page, else as its meta says."""
    if folio.date is not None:
        return folio.date
    try:
        return datetime.date.fromisoformat(meta.get("date", ""))
    except ValueError:
        return None


def _dateline(article: Article, issue: datetime.date | None) -> DatelineFacts | None:
    said = article.dateline
    if said is None:
        return None
    day = next((day for day in dates(said.text) if day.day is not None), None)
    if day is not None and issue is not None:
        day = with_year(day, issue)
    date = month_day = None
    if day is not None and day.civil and day.possible:
        month_day = f"{day.month:02}-{day.day:02}"
        date = day.date.isoformat() if day.date else None
    inferred = day is not None and day.inferred
    agency, place = said.agency or None, said.place or None
    return DatelineFacts(said.text, agency, place, date, month_day, inferred)


_ENDS = re.compile(f"[{FINAL}]+")


def _sizes(article: Article, matter: Matter) -> Sizes:
    size, han = len(matter.text), matter.han
    share = round(han / size, 4) if size else 0.0
    paragraphs = sum([block.kind in PROSE for block in article.blocks])
    return Sizes(size, han, share, paragraphs, _sentences(article.text))


def _sentences(text: str) -> int:
    """Return how many runs of final marks a text has."""
    counts = {mark: found for mark in FINAL if (found := text.count(mark))}
    if any(one + other in text for one in counts for other in counts):
        return len(_ENDS.findall(text))
    return sum(counts.values())


def _links(article: Article, text: str) -> tuple[Link | None, Link | None]:
    """Return what the jump lines of an article say: where it comes from, and where it goes on.

    A line that leads to another story (相关报道见第四版) says neither.
    """
    back = onward = None
    for block in article.blocks:
        if block.role is Role.JUMP and (jump := jump_of(line := block.content.of(text))):
            if jump.onward and "转" in line:
                onward = Link(line, jump.page, None)
            elif not jump.onward:
                back = back or Link(line, jump.page, None)
    return back, onward
