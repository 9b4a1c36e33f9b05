"""Reads the labelled pages of tests/pages; the format is told in tests/pages/README.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import regex

from newslint.text.blocks import Kind
from newslint.text.span import Span

PAGES = Path(__file__).resolve().parent.parent / "tests" / "pages"

_PIECE = regex.compile(r"(?P<kind>[a-z]+)(?P<flag>[*+]?)\|")
_MARKS = regex.compile(r"[⏎⟪⟫]")


@dataclass(frozen=True, slots=True)
class Person:
    """A name of a byline, its role and agency as printed; empty where none is."""

    name: str
    role: str
    agency: str


@dataclass(frozen=True, slots=True)
class TrueBlock:
    """A labelled piece of a page.

    Args:
        span: its text, line ends that should go included.
        kind: what it is for.
        opens: it is the first block of an article.
        resumes: it goes on with the body block before the interruption.
    """

    span: Span
    kind: Kind
    opens: bool = False
    resumes: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the records of a page must hold, in order of the page."""

    people: tuple[Person, ...]
    credits: tuple[str, ...]
    photos: tuple[str, ...]
    datelines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page and its truth; all spans are code points of the text.

    Args:
        joins: runs of line ends inside a paragraph that should go.
        repeats: text that should go because it stood before.
    """

    name: str
    text: str
    blocks: tuple[TrueBlock, ...]
    joins: tuple[Span, ...]
    repeats: tuple[Span, ...]
    facts: Facts


class BadPageError(ValueError):
    """A labelled page that does not follow the format."""


def load(part: str) -> tuple[LabelledPage, ...]:
    """Return the pages of a part (`seeds`, `tuning`, `frozen`) in order of their names.

    Raises BadPageError with the file and line that does not follow the format.
    """
    return tuple(
        parse(path.read_text("utf-8"), path.stem) for path in sorted((PAGES / part).glob("*.page"))
    )


def parse(annotated: str, name: str = "") -> LabelledPage:
    """Return the page that an annotated text stands for. Raises BadPageError."""
    text: list[str] = []
    blocks: list[TrueBlock] = []
    joins: list[Span] = []
    repeats: list[Span] = []
    people: list[Person] = []
    facts: dict[str, list[str]] = {"credit": [], "photo": [], "dateline": []}
    size = 0
    for number, line in enumerate(annotated.splitlines(), 1):
        try:
            if line.startswith("@"):
                key, _, value = line[1:].partition(" ")
                if key == "person":
                    people.append(_person(value))
                else:
                    facts[key].append(value.strip())
                continue
            for piece in _pieces(line) if line else ():
                bare, cuts, copies = _bare(piece.text, size)
                stripped = bare.strip()
                start = size + bare.index(stripped)
                blocks.append(
                    TrueBlock(
                        Span(start, start + len(stripped)),
                        Kind(piece.kind),
                        piece.flag == "*",
                        piece.flag == "+",
                    )
                )
                joins += cuts
                repeats += copies
                text.append(bare)
                size += len(bare)
        except (KeyError, ValueError) as error:
            raise BadPageError(f"{name}.page, line {number}: {error}") from error
        text.append("\n")
        size += 1
    return LabelledPage(
        name,
        "".join(text),
        tuple(blocks),
        tuple(joins),
        tuple(repeats),
        Facts(
            tuple(people), tuple(facts["credit"]), tuple(facts["photo"]), tuple(facts["dateline"])
        ),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    flag: str
    text: str


def _pieces(line: str) -> Iterator[_Piece]:
    for part in line.split("‖"):
        head = _PIECE.match(part)
        if head is None:
            raise ValueError(f"no kind before {part[:12]!r}")
        yield _Piece(head["kind"], head["flag"], part[head.end() :])


def _bare(text: str, start: int) -> tuple[str, list[Span], list[Span]]:
    """Return a piece without annotation, its joins and its repeated spans.

    `start` is the offset of the piece in the page. A run of ⏎, with white space around it, is
    one join.
    """
    bare: list[str] = []
    joins: list[Span] = []
    copies: list[Span] = []
    opened: int | None = None
    size = start
    for part in regex.splititer(r"([⏎⟪⟫])", text):
        if part == "⏎":
            if joins and joins[-1].end == size:
                joins[-1] = Span(joins[-1].start, size + 1)
            else:
                joins.append(Span(size, size + 1))
            part = "\n"
        elif part == "⟪":
            if opened is not None:
                raise ValueError("⟪ inside ⟪")
            opened = size
            continue
        elif part == "⟫":
            if opened is None:
                raise ValueError("⟫ without ⟪")
            copies.append(Span(opened, size))
            opened = None
            continue
        bare.append(part)
        size += len(part)
    if opened is not None:
        raise ValueError("⟪ without ⟫")
    return "".join(bare), joins, copies


def _person(line: str) -> Person:
    words = line.split()
    if len(words) != 3:
        raise ValueError(f"a name, a role and an agency, not {line!r}")
    name, role, agency = words
    return Person(name, role.strip("-"), agency.strip("-"))
