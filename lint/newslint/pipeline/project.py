"""From a cleaned page to its articles: which blocks belong together and what each is called."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from newslint.text.articles import Story, Unit
from newslint.text.blocks import PROSE, Block, Kind, Role
from newslint.text.document import Document
from newslint.text.metadata import (
    Dateline,
    Person,
    caption_credit,
    credit,
    dateline,
    dateline_people,
    people,
)
from newslint.text.span import Span

__all__ = ["Article", "Caption", "Piece", "Projection", "Unit", "project", "record_id"]


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said of a photograph, its credit as printed, and the names in that."""

    text: str
    credit: str | None
    photographers: tuple[str, ...] = ()


class Article(NamedTuple):
    """A record: one article of a page, its parts in their own fields.

    Args:
        id: first 16 hex digits of the sha256 of source sha256, path and ordinal.
        spans: where it stands in the cleaned page, in code points.
        blocks: all its blocks in order.
        title, kicker, subtitle: headings as printed, several joined by a space.
        byline: the people of its bylines and datelines, each once.
        credit: all credits as printed, joined by ；.
        credits: the credits as printed that belong to no caption.
        dateline: its first dateline.
        captions: its captions, each with the photo credit that belongs to it.
        text: body, subhead, list and table blocks in order, joined by a blank line.
        continues: label of the page that it comes from.
        continued: label of the page that it goes on to.
        why: the evidence that it starts where it does.
    """

    id: str
    spans: tuple[Span, ...]
    blocks: tuple[Block, ...]
    title: str | None
    kicker: str | None
    subtitle: str | None
    byline: tuple[Person, ...]
    credit: str | None
    credits: tuple[str, ...]
    dateline: Dateline | None
    captions: tuple[Caption, ...]
    text: str
    continues: str | None
    continued: str | None
    why: str


class Piece(NamedTuple):
    """A tile of the cleaned page: in a record, or with the reason why it is in none."""

    span: Span
    kind: Kind
    why: str
    record: str | None


@dataclass(frozen=True, slots=True)
class Projection:
    """The articles of a page, and the pieces that tile it."""

    articles: tuple[Article, ...]
    pieces: tuple[Piece, ...]


def project(page: Document, unit: Unit | None = None) -> Projection:
    """Return the articles of a cleaned page; furniture outside them is in no record.

    What a record is stands in the page unless `unit` says otherwise.
    """
    if unit is not None and unit != page.unit:
        page = replace(page, unit=unit)
    articles = tuple([_article(page, story, at) for at, story in enumerate(page.stories)])
    owner = {block.span.start: article.id for article in articles for block in article.blocks}
    pieces = [
        Piece(block.span, block.kind, block.why, owner.get(block.span.start))
        for block in page.blocks
    ]
    return Projection(articles, tuple(pieces))


def record_id(sha256: str, path: str, ordinal: str) -> str:
    """Return the id of a record: it depends on the source and the place in it alone."""
    return hashlib.sha256(f"{sha256}\0{path}\0{ordinal}".encode()).hexdigest()[:16]


def _article(page: Document, story: Story, ordinal: int) -> Article:
    source, text = page.source, page.text
    place = str(ordinal) if page.row is None else f"{page.row}:{ordinal}"
    printed: defaultdict[Kind, list[str]] = defaultdict(list)
    prose: list[str] = []
    for block in story.blocks:
        content = text[block.content.start : block.content.end]
        if block.kind in PROSE:
            prose.append(content)
        else:
            printed[block.kind].append(content)
    datelines = printed[Kind.DATELINE]
    given = dict(_given(page, story)) if printed[Kind.CAPTION] else {}
    return Article(
        id=record_id(source.sha256, source.path, place),
        spans=story.spans,
        blocks=story.blocks,
        title=_joined(printed[Kind.TITLE], " "),
        kicker=_joined(printed[Kind.KICKER], " "),
        subtitle=_joined(printed[Kind.SUBTITLE], " "),
        byline=tuple(dict.fromkeys(_people(page, story, printed[Kind.BYLINE])))
        if printed[Kind.BYLINE] or datelines
        else (),
        credit=_joined(printed[Kind.CREDIT], "；"),
        credits=tuple(_own_credits(page, story, given)) if printed[Kind.CREDIT] else (),
        dateline=dateline(datelines[0]) if datelines else None,
        captions=tuple(
            _caption(page, block, given.get(block)) for block in story.of_kind(Kind.CAPTION)
        )
        if printed[Kind.CAPTION]
        else (),
        text="\n\n".join(prose),
        continues=story.continues,
        continued=story.continued,
        why=story.why,
    )


def _people(page: Document, story: Story, bylines: Sequence[str]) -> Iterator[Person]:
    """Yield the people of an article; names alone are authors where a line speaks of them so."""
    authored = any("作者" in line for line in bylines)
    for person in _named(page, story):
        if authored and not person.role:
            yield replace(person, role="作者")
        else:
            yield person


def _named(page: Document, story: Story) -> Iterator[Person]:
    for block in story.of_kind(Kind.BYLINE, Kind.DATELINE):
        read = people if block.kind is Kind.BYLINE else dateline_people
        yield from read(block.content.of(page.text))


def _joined(texts: Sequence[str], by: str) -> str | None:
    return by.join(texts) if texts else None


def _own_credits(page: Document, story: Story, given: Mapping[Block, Block]) -> Iterator[str]:
    """Yield the credits that belong to no caption."""
    for block in story.of_kind(Kind.CREDIT):
        if block not in given.values():
            yield block.content.of(page.text)


def _given(page: Document, story: Story) -> Iterator[tuple[Block, Block]]:
    """Yield each caption with the photo credit that belongs to it: the next one behind it.

    A caption that names its photographer has no other credit; a credit belongs to one caption.
    """
    waiting: Block | None = None
    for block in story.blocks:
        if block.kind is Kind.CAPTION:
            waiting = None if caption_credit(block.content.of(page.text)) else block
        elif block.role is Role.PHOTO and waiting is not None:
            yield waiting, block
            waiting = None


def _caption(page: Document, block: Block, given: Block | None) -> Caption:
    text = block.content.of(page.text)
    printed = given.content.of(page.text) if given else caption_credit(text)
    return Caption(text, printed, credit(printed).photographers if printed else ())
