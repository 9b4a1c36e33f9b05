"""One text to read: where it came from, what it says, and its blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from newslint.text.blocks import Block, segment
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
    """

    source: Source
    text: str
    newlines: Newlines
    row: int | None = None
    pointer: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return a name that is unique in a run."""
        return self.source.path if self.row is None else f"{self.source.path}:{self.row}"

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Return the typed pieces of the text; they tile it."""
        return segment(self.text)

    def revised(self, text: str) -> Document:
        """Return the next revision of the document."""
        return Document(self.source, text, self.newlines, self.row, self.pointer, self.meta)
