"""From a cleaned page to its articles: which blocks belong together and what each is called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from newslint.text.blocks import HEADINGS, PROSE, Block, Kind
from newslint.text.document import Document
from newslint.text.metadata import Person, people
from newslint.text.span import Span

Unit = Literal["article", "page"]


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said of a photograph, and who took it."""

    text: str
    credit: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """A record: one article of a page, its parts in their own fields.

    Args:
        id: first 16 hex digits of the sha256 of source sha256, path and ordinal.
        spans: where it stands in the cleaned page, in code points.
        blocks: all its blocks in order.
        text: body, subhead, list and table blocks in order, joined by a blank line.
    """

    id: str
    spans: tuple[Span, ...]
    blocks: tuple[Block, ...]
    title: str | None
    kicker: str | None
    subtitle: str | None
    byline: tuple[Person, ...]
    credit: str | None
    dateline: str | None
    captions: tuple[Caption, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
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


def project(page: Document, unit: Unit = "article") -> Projection:
    """Return the articles of a cleaned page; furniture between them is in no record."""
    groups = list(_articles(page.blocks)) if unit == "article" else _one(page.blocks)
    articles: list[Article] = []
    owner: dict[int, str] = {}
    for ordinal, group in enumerate(groups):
        article = _article(page, group, ordinal)
        articles.append(article)
        owner.update({block.span.start: article.id for block in group})
    pieces = tuple(
        Piece(block.span, block.kind, block.why, owner.get(block.span.start))
        for block in page.blocks
    )
    return Projection(tuple(articles), pieces)


def _one(blocks: Sequence[Block]) -> list[list[Block]]:
    group = [block for block in blocks if block.kind is not Kind.FURNITURE]
    return [group] if group else []


def _articles(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the blocks of each article; a title or kicker after any text opens the next one."""
    group: list[Block] = []
    for block in blocks:
        if block.kind is Kind.FURNITURE:
            continue
        opens = block.kind in (Kind.TITLE, Kind.KICKER)
        if opens and any(other.kind not in HEADINGS or other.kind is block.kind for other in group):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def record_id(sha256: str, path: str, ordinal: str) -> str:
    """Return the id of a record: it depends on the source and the place in it alone."""
    return hashlib.sha256(f"{sha256}\0{path}\0{ordinal}".encode()).hexdigest()[:16]


def _article(page: Document, group: Sequence[Block], ordinal: int) -> Article:
    source = page.source
    place = str(ordinal) if page.row is None else f"{page.row}:{ordinal}"
    return Article(
        id=record_id(source.sha256, source.path, place),
        spans=_spans(group),
        blocks=tuple(group),
        title=_joined(page, group, Kind.TITLE, " "),
        kicker=_joined(page, group, Kind.KICKER, " "),
        subtitle=_joined(page, group, Kind.SUBTITLE, " "),
        byline=tuple(
            person
            for block in group
            if block.kind is Kind.BYLINE
            for person in people(block.content.of(page.text))
        ),
        credit=_joined(page, group, Kind.CREDIT, "；"),
        dateline=_joined(page, group, Kind.DATELINE, "；"),
        captions=tuple(_captions(page, group)),
        text="\n\n".join(block.content.of(page.text) for block in group if block.kind in PROSE),
    )


def _spans(group: Sequence[Block]) -> tuple[Span, ...]:
    """Return the tiles of a group, neighbouring ones merged."""
    spans: list[Span] = []
    for block in group:
        if spans and spans[-1].end == block.span.start:
            spans[-1] = Span(spans[-1].start, block.span.end)
        else:
            spans.append(block.span)
    return tuple(spans)


def _joined(page: Document, group: Sequence[Block], kind: Kind, by: str) -> str | None:
    texts = [block.content.of(page.text) for block in group if block.kind is kind]
    return by.join(texts) if texts else None


def _captions(page: Document, group: Sequence[Block]) -> Iterator[Caption]:
    """Yield the captions; the next photo credit behind one, if any, says who took the picture."""
    for number, block in enumerate(group):
        if block.kind is Kind.CAPTION:
            credit = next(
                (
                    other.content.of(page.text)
                    for other in group[number + 1 :]
                    if other.kind is Kind.CREDIT and other.why == "photo credit"
                ),
                None,
            )
            yield Caption(block.content.of(page.text), credit)
