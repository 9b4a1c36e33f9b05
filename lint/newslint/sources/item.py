"""What reading gives: pages and rejects; and how it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from newslint.sources.payload import Payload
from newslint.sources.row import Row
from newslint.text.articles import Unit
from newslint.text.document import Document

TEXT_FIELD: Final = "/text"
MOST_BYTES: Final = 64 << 20
MOST_RATIO: Final = 250
UNREADABLE: Final = "cannot be read"


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read.

    Args:
        encoding: the codec, None to find it.
        pointer: JSON pointer of the text in a row; in CSV and Parquet, of its column.
        unit: what a record is; None makes articles of text files and one record of each row.
        id_pointer: JSON pointer of the id of a row, None when it has none.
        most_bytes: a row, a line, or a text file of more bytes is rejected.
        most_ratio: a compressed file that has grown beyond `most_bytes` is read no further when
            it is this many times as long as what was read of it.
        scratch: where files go that are too large for memory; None for the system's place.
    """

    encoding: str | None = None
    pointer: str = TEXT_FIELD
    unit: Unit | None = None
    id_pointer: str | None = None
    most_bytes: int = MOST_BYTES
    most_ratio: int = MOST_RATIO
    scratch: Path | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read.

    Args:
        document: what rules read.
        decoded: the text with its own line ends.
        row: the row it stood in, None for a text file.
        original: the bytes, when encoding the text again would not give them back.
        troubles: what is wrong with sidecars first met with this page, a line each.
        content: hex sha256 of what undo gives back, when that is not the bytes of the file as
            stored: those of a compressed file without its compression, the text of an HTML page.
    """

    document: Document
    decoded: str
    row: Row | None = None
    original: bytes | None = None
    troubles: tuple[str, ...] = ()
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """Input that could not be read or cleaned, with everything needed to find and restore it.

    Args:
        path: portable name of the file.
        row: 1-based number of the row, None when it is the whole file.
        reason: what was wrong.
        todo: what to do about it.
        data: the bytes; empty when there is a payload.
        offset: byte of the file at which the trouble is, of a compressed one without compression.
        internal: a rule or the engine failed on it, the input may be sound.
        payload: the bytes, when they are too many to hold.
        whole: the bytes are those of the whole file as stored, compression and all; undo gives
            them back in place of its pages.
    """

    path: str
    row: int | None
    reason: str
    todo: str
    data: bytes
    offset: int
    internal: bool = False
    payload: Payload | None = None
    whole: bool = False

    def __str__(self) -> str:
        where = self.path if self.row is None else f"{self.path}:{self.row}"
        return f"{where}: {self.reason}; {self.todo}"

    @property
    def unread(self) -> bool:
        """Tell whether it is a file that could not be opened, so that its bytes are not known."""
        return self.row is None and not self.size and self.reason.startswith(UNREADABLE)

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self.data) if self.payload is None else self.payload.size


Item = Page | Reject
