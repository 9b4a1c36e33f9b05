"""Files to pages: each text file is one page, each row of a JSONL file is one."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader, BytesIO

from newslint.sources.decode import Undecodable, decode
from newslint.sources.find import Format, InputFile
from newslint.sources.meta import Sidecars
from newslint.sources.rows import Row, RowError, parse_row
from newslint.text.articles import Unit
from newslint.text.document import Document, Source
from newslint.text.newlines import fold

TEXT_FIELD = "/text"
_BLANK = b" \t\r\n\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read.

    Args:
        encoding: the codec, None to find it.
        pointer: JSON pointer of the text in a row.
        unit: what a record is; None makes articles of text files and one record of each row.
    """

    encoding: str | None = None
    pointer: str = TEXT_FIELD
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read.

    Args:
        document: what rules read.
        decoded: the text with its own line ends.
        row: the cut line it stood in, None for a text file.
        original: the bytes, when encoding the text again would not give them back.
        troubles: what is wrong with sidecars first met with this page, a line each.
    """

    document: Document
    decoded: str
    row: Row | None = None
    original: bytes | None = None
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """Input that could not be read or cleaned, with everything needed to find and restore it.

    Args:
        path: portable name of the file.
        row: 1-based number of the row, None when it is the whole file.
        reason: what was wrong.
        todo: what to do about it.
        data: the bytes.
        offset: byte of the file at which the trouble is.
        internal: a rule or the engine failed on it, the input may be sound.
    """

    path: str
    row: int | None
    reason: str
    todo: str
    data: bytes
    offset: int
    internal: bool = False

    def __str__(self) -> str:
        where = self.path if self.row is None else f"{self.path}:{self.row}"
        return f"{where}: {self.reason}; {self.todo}"


Item = Page | Reject


def read(files: Iterable[InputFile], reading: Reading) -> Iterator[Item]:
    """Yield the pages and rejects of the files, in order; one bad file never stops the rest."""
    sidecars = Sidecars()
    for file in files:
        try:
            if file.format is Format.JSONL:
                yield from _rows(file, reading)
            else:
                yield from _text(file, reading, sidecars)
        except OSError as error:
            reason = f"cannot be read ({error.strerror or error})"
            yield Reject(file.name, None, reason, "check the file and its permissions", b"", 0)


def _bytes(file: InputFile) -> bytes:
    return sys.stdin.buffer.read() if file.path is None else file.path.read_bytes()


def _text(file: InputFile, reading: Reading, sidecars: Sidecars) -> Iterator[Item]:
    data = _bytes(file)
    if not data:
        yield Reject(file.name, None, "empty file", "give it text or leave it out", data, 0)
        return
    decoded = decode(data, reading.encoding)
    if isinstance(decoded, Undecodable):
        yield Reject(file.name, None, decoded.reason, decoded.todo, data, decoded.offset)
        return
    source = Source(
        file.name, decoded.codec, decoded.bom, hashlib.sha256(data).hexdigest(), len(data)
    )
    original = None if decoded.exact else data
    del data  # the page may live long, its bytes need not
    folded, newlines = fold(decoded.text)
    known = sidecars.known(file)
    unit = reading.unit or "article"
    document = Document(source, folded, newlines, meta=known.facts, unit=unit)
    yield Page(document, decoded.text, original=original, troubles=known.troubles)


def _rows(file: InputFile, reading: Reading) -> Iterator[Item]:
    """Yield the rows of a file; blank lines belong to the row after them, the last ones before."""
    with _open(file) as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
        stream.seek(0)
        source = Source(file.name, reading.encoding or "utf-8", b"", digest, size)
        offset = start = number = 0
        held = b""
        for count, line in enumerate(stream, start=1):
            if line.strip(_BLANK):
                if number:
                    yield _row(source, number, held, start, reading)
                    start, held = offset, b""
                number = count
            held += line
            offset += len(line)
        if number:
            yield _row(source, number, held, start, reading)
        else:
            yield Reject(file.name, None, "empty file", "give it rows or leave it out", held, 0)


def _row(source: Source, number: int, raw: bytes, start: int, reading: Reading) -> Item:
    """Return the page of a line, or why it is none; `start` is its first byte in the file."""
    text = ""
    try:
        text = raw.decode(source.codec)
        row = parse_row(text, reading.pointer)
    except UnicodeDecodeError as error:
        at = start + error.start
        reason = f"byte {at} (0x{raw[error.start]:02X}) is not valid {source.codec}"
        return Reject(source.path, number, reason, "repair the row", raw, at)
    except RowError as error:
        at = start + len(text[: error.at].encode(source.codec))
        return Reject(source.path, number, f"{error.reason} at byte {at}", error.todo, raw, at)
    folded, newlines = fold(row.text)
    unit = reading.unit or "page"
    document = Document(source, folded, newlines, number, reading.pointer, unit=unit)
    return Page(document, row.text, row)


def _open(file: InputFile) -> BytesIO | BufferedReader:
    return BytesIO(_bytes(file)) if file.path is None else file.path.open("rb")
