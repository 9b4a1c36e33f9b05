"""One text to read: where it came from, what it says, and its blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from newslint.text.articles import Story, Unit, stories
from newslint.text.blocks import Block, Kind, Role, segment
from newslint.text.measures import Matter
from newslint.text.newlines import Newlines


@dataclass(frozen=True, slots=True)
class Source:
    """Facts of one input file; none of them is an edit.

    Args:
        path: POSIX, NFC, relative to the parent of the named directory or to the working one.
        codec: Python's name of the codec that decoded it.
        bom: the byte order mark that was removed, empty when there was none.
        sha256: hex digest of the bytes as stored.
        size: length of the bytes as stored.
    """

    path: str
    codec: str
    bom: bytes
    sha256: str
    size: int


@dataclass(frozen=True)
class Document:
    r"""A page: the text of one source, or of one row of it, at one revision.

    Args:
        source: the file it is from.
        text: the text that rules read, every line end as "\n".
        newlines: the line ends of the decoded text.
        row: 1-based number of the input record, None for a text file.
        pointer: JSON pointer of the text in its row, None for a text file.
        meta: the other facts known about it.
        unit: what a record of it is, one of its articles or the page as a whole.
    """

    source: Source
    text: str
    newlines: Newlines
    row: int | None = None
    pointer: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    unit: Unit = "article"

    @property
    def id(self) -> str:
        """Return a name that is unique in a run."""
        return self.source.path if self.row is None else f"{self.source.path}:{self.row}"

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Return the typed pieces of the text; they tile it."""
        return segment(self.text)

    @cached_property
    def labelled(self) -> tuple[Block, ...]:
        """Return its blocks that are no running text."""
        return tuple([block for block in self.blocks if block.kind is not Kind.BODY])

    @cached_property
    def sorts(self) -> frozenset[Kind | Role | None]:
        """Return the kinds and roles of its blocks that are no running text."""
        labelled = self.labelled
        return frozenset([one.kind for one in labelled] + [one.role for one in labelled])

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """Return its articles in order, or the one that is the page, as its unit says."""
        return stories(self.text, self.blocks, self.unit)

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """Return the reading matter of each story; of a whole page, its furniture too."""
        if self.unit == "page":
            return tuple(Matter(self.text, self.blocks) for _ in self.stories)
        return tuple(Matter(self.text, story.blocks) for story in self.stories)

    def revised(self, text: str) -> Document:
        """Return the next revision of the document."""
        return replace(self, text=text)
