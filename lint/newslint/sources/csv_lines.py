"""CSV and TSV files to pages: each record behind the header is a row.

A record that is not well-formed is given up up to the end of its first physical line, and the
next one is looked for behind it: a quote that is never closed costs one line, not the file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from newslint.sources.csv_rows import CsvRow, fields, goes_on, value
from newslint.sources.find import Format
from newslint.sources.item import Item, Reading, Reject
from newslint.sources.opening import Content
from newslint.sources.payload import Payload
from newslint.sources.physical import Lines, LongLine
from newslint.sources.row import RowError, column_name
from newslint.sources.row_files import (
    ROWS_TODO,
    ending,
    page_of,
    source_of,
    too_long,
    undecodable,
)
from newslint.sources.slices import Slice
from newslint.text.document import Source


@dataclass
class _Record:
    """A record as it was cut out of a file.

    Args:
        start: its first byte in the file.
        line: number of its first physical line.
        raw: its physical lines; a payload for one that is too long.
        text: the record, empty when it is bad.
        lead: what stands before it, if it is the first.
        behind: blank lines behind it.
        error: why it is none.
    """

    start: int
    line: int
    raw: bytes | Payload
    text: str = ""
    lead: bytes = b""
    behind: list[bytes] = field(default_factory=list)
    error: RowError | UnicodeDecodeError | None = None


def csv_lines(content: Content, one: Slice, reading: Reading) -> Iterator[Item]:
    """Yield the records of a file."""
    delimiter = "\t" if one.file.format is Format.TSV else ","
    source = source_of(content, reading, found=True)
    records = _Cutter(content, source, reading, delimiter).records()
    header = next(records, None)
    if header is None:
        if content.damage is not None:
            yield from ending(content, 0, 1)
        else:
            yield content.rejected("empty file", ROWS_TODO)
        return
    table = _table(header, content, source, reading, delimiter)
    if isinstance(table, Reject):
        yield table
        return
    number = 0
    held: _Record | None = None
    for record in records:
        if record.raw == b"":  # blank lines
            (held or header).behind.extend(record.behind)
            continue
        if held is not None:
            yield table.item(held, number)
        else:
            assert isinstance(header.raw, bytes)
            record.lead = b"".join([header.lead, header.raw, *header.behind])
        held = record
        number += 1
    if held is not None:
        yield table.item(held, number)
    elif content.damage is None:
        yield content.rejected("a header without records", ROWS_TODO)
    yield from ending(content, table.end, number + 1)


@dataclass
class _Table:
    """What is known of all records of a file."""

    content: Content
    source: Source
    reading: Reading
    delimiter: str
    columns: tuple[str, ...]
    text: int
    id: int | None
    end: int = 0

    def item(self, record: _Record, number: int) -> Item:
        """Return the page of a record, or why it is none."""
        path, lead, behind = self.source.path, record.lead, b"".join(record.behind)
        start = record.start
        self.end = start
        if isinstance(record.raw, Payload):
            payload = record.raw
            if lead or behind:
                blocks = [lead, *payload.blocks(), behind]
                payload = Payload.of(blocks, self.reading.scratch)
            return too_long(path, number, payload, start, self.reading.most_bytes)
        raw = lead + record.raw + behind
        self.end += len(record.raw) + len(behind)
        error = record.error
        if isinstance(error, UnicodeDecodeError):
            return undecodable(self.source, number, raw, start, error, self.content)
        try:
            if error is not None:
                raise error
            row = self._row(record, behind)
        except RowError as wrong:
            at = start + len(record.text[: wrong.at].encode(self.source.codec))
            reason = f"{wrong.reason} at {self.content.of(at)} (line {record.line})"
            return Reject(path, number, reason, wrong.todo, raw, at)
        return page_of(self.source, row, number, raw, self.content, self.reading)

    def _row(self, record: _Record, behind: bytes) -> CsvRow:
        values = fields(record.text, self.delimiter)
        if len(values) != len(self.columns):
            raise RowError(f"{len(values)} fields under a header of {len(self.columns)}")
        codec = self.source.codec
        literal = values[self.text]
        at = sum(map(len, values[: self.text])) + self.text * len(self.delimiter)
        return CsvRow(
            record.lead.decode(codec),
            record.text[:at],
            literal,
            record.text[at + len(literal) :] + behind.decode(codec),
            value(literal),
            self.columns,
            self.delimiter,
            None if self.id is None else value(values[self.id]) or None,
        )


def _table(
    header: _Record, content: Content, source: Source, reading: Reading, delimiter: str
) -> _Table | Reject:
    """Return what a header says, or the file as a reject."""
    name = column_name(reading.pointer)
    if header.error is not None or isinstance(header.raw, Payload):
        return content.rejected("its header is no record of this format", "repair its first line")
    try:
        columns = tuple(map(value, fields(header.text.removeprefix("\ufeff"), delimiter)))
    except RowError as error:
        return content.rejected(f"its header has {error.reason}", "repair its first line", 0)
    twice = next((one for one in columns if columns.count(one) > 1), None)
    if twice is not None:
        return content.rejected(f"its header names {twice!r} twice", "rename one of the columns")
    if name not in columns:
        reason, todo = f"its header has no column {name!r}", "name it with --text-field"
        return content.rejected(reason, todo)
    id_name = None if reading.id_pointer is None else column_name(reading.id_pointer)
    place = columns.index(id_name) if id_name in columns else None
    return _Table(content, source, reading, delimiter, columns, columns.index(name), place)


_Line = tuple[int, int, bytes | LongLine]
"""First byte, number, and bytes of a physical line."""


class _Cutter:
    """Cuts a stream into records; physical lines of a record that is given up are read again."""

    def __init__(self, content: Content, source: Source, reading: Reading, delimiter: str) -> None:
        self._content, self._source, self._reading = content, source, reading
        self._delimiter = delimiter
        self._again: deque[_Line] = deque()
        self._fresh = self._physical()

    def _physical(self) -> Iterator[_Line]:
        reading = self._reading
        self._lines = Lines(
            self._content.stream, self._source.codec, reading.most_bytes, reading.scratch
        )
        offset = 0
        for number, line in enumerate(self._lines, start=1):
            yield offset, number, line
            offset += line.size if isinstance(line, LongLine) else len(line)

    def _next(self) -> _Line | None:
        return self._again.popleft() if self._again else next(self._fresh, None)

    def records(self) -> Iterator[_Record]:
        """Yield the records of the file; blank lines before the first belong to its lead.

        Blank lines behind a record are a record without bytes that has them behind it.
        """
        first = b""
        known = False
        while (line := self._next()) is not None:
            start, number, raw = line
            if isinstance(raw, bytes) and self._lines.is_blank(raw):
                if known:
                    yield _Record(start, number, b"", behind=[raw])
                else:
                    first += raw
                continue
            record = self._record(line)
            if record is None:
                return
            if not known:
                record.lead, known = first, True
            yield record

    def _record(self, line: _Line) -> _Record | None:
        """Return the record that starts with a line; None at the end of a damaged file."""
        start, number, first = line
        if isinstance(first, LongLine):
            cut = self._content.damage is not None and not first.ended
            return None if cut else _Record(start, number, first.payload)
        whole, behind = _Whole(self._source.codec, self._delimiter), list[_Line]()
        try:
            whole.add(first)
            while whole.quoted:
                if whole.size > self._reading.most_bytes:
                    raise RowError(f"a quote is not closed within {whole.size:,} bytes")
                following = self._next()
                if following is None:
                    if self._content.damage is not None:
                        return None
                    raise RowError("a quote is not closed")
                behind.append(following)
                if isinstance(following[2], LongLine):
                    raise RowError("a quote is not closed before a line that is too long")
                whole.add(following[2])
        except (RowError, UnicodeDecodeError) as error:
            self._again.extendleft(reversed(behind))
            return self._given_up(start, number, first, error, alone=not behind)
        raw = b"".join(whole.raw)
        if self._content.damage is not None and not raw.endswith(self._lines.end):
            return None
        return _Record(start, number, raw, "".join(whole.text))

    def _given_up(
        self,
        start: int,
        number: int,
        first: bytes,
        error: RowError | UnicodeDecodeError,
        *,
        alone: bool,
    ) -> _Record:
        """Return the first line of a record that is none; `alone` when it was its only one."""
        if isinstance(error, UnicodeDecodeError):
            if alone:
                return _Record(start, number, first, error=error)
            error = RowError("a quote is not closed before bytes that cannot be decoded")
        text = first.decode(self._source.codec)
        error.at = min(error.at, len(text))
        return _Record(start, number, first, text, error=error)


@dataclass
class _Whole:
    """Physical lines of a record, and whether it goes on behind them."""

    codec: str
    delimiter: str
    raw: list[bytes] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    size: int = 0
    quoted: bool = False

    def add(self, line: bytes) -> None:
        """Add the next line; raises RowError and UnicodeDecodeError."""
        text = line.decode(self.codec)
        try:
            self.quoted = goes_on(text, self.delimiter, quoted=self.quoted)
        except RowError as error:
            error.at += sum(map(len, self.text))
            raise
        self.raw.append(line)
        self.text.append(text)
        self.size += len(line)
