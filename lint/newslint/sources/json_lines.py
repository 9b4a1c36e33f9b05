"""JSONL files to pages: each line that is not blank is a row, and blank lines stay with it."""

from __future__ import annotations

from collections.abc import Iterator

from newslint.sources.item import Item, Reading, Reject
from newslint.sources.opening import Content
from newslint.sources.payload import Payload
from newslint.sources.physical import Lines, LongLine
from newslint.sources.row import RowError
from newslint.sources.row_files import (
    LONG_TODO,
    ROWS_TODO,
    ending,
    page_of,
    source_of,
    too_long,
    undecodable,
)
from newslint.sources.rows import parse_row
from newslint.sources.slices import Slice


def json_lines(content: Content, one: Slice, reading: Reading) -> Iterator[Item]:
    """Yield the rows of a file or of a range of it."""
    yield from _JsonLines(content, one, reading)


class _JsonLines:
    """A run through the lines of a file.

    `held` is what belongs to the row that is not given yet: blank lines before it if it is the
    first, its line, and the blank lines behind it; `number` is that of its line, 0 for none;
    `long` is its line when it is too long, which then is not among the lines held.
    """

    def __init__(self, content: Content, one: Slice, reading: Reading) -> None:
        self._content, self._reading, self._one = content, reading, one
        self._source = source_of(content, reading, found=False)
        self._held: list[bytes] = []
        self._long: LongLine | None = None
        self._size = self._number = 0
        self._start = one.start
        self._given = False

    def __iter__(self) -> Iterator[Item]:
        content, one, most = self._content, self._one, self._reading.most_bytes
        if one.start:
            content.stream.seek(one.start)
        lines = Lines(content.stream, self._source.codec, most, self._reading.scratch)
        reader, is_blank = iter(lines), lines.is_blank
        offset, count = one.start, one.line - 1
        line: bytes | LongLine | None = b""
        cut = False
        while (one.end is None or offset < one.end) and (line := next(reader, None)) is not None:
            count += 1
            blank = isinstance(line, bytes) and is_blank(line)
            begun = self._number or self._given or isinstance(line, LongLine)
            if self._size > most if blank else begun:
                yield from self._flush(offset, count - 1)
            if not blank:
                self._number = count
            if isinstance(line, bytes):
                self._held.append(line)
                self._size += len(line)
                offset += len(line)
            else:
                self._long = line
                offset += line.size
                cut = not line.ended
        if content.damage is not None:
            cut = cut or (bool(self._held) and not self._held[-1].endswith(lines.end))
            if not cut:
                yield from self._flush(offset, count)
            yield from ending(content, offset, count + (not cut))
        elif self._number or self._given:
            yield from self._flush(offset, count)
        elif one.start == 0:
            yield content.rejected("empty file", ROWS_TODO)

    def _flush(self, end: int, count: int) -> Iterator[Item]:
        """Yield what is held: a row, or blank lines up to line `count` that no row follows."""
        number, start, long = self._number, self._start, self._long
        raw = self._held[0] if len(self._held) == 1 else b"".join(self._held)
        self._held, self._size, self._number, self._start = [], 0, 0, end
        self._long = None
        if long is not None:
            payload = long.payload
            if raw:
                payload = Payload.of([*payload.blocks(), raw], self._reading.scratch)
            most = self._reading.most_bytes
            yield too_long(self._source.path, number, payload, start, most)
        elif number:
            yield self._row(number, raw, start)
        elif raw:
            yield Reject(self._source.path, count, "blank lines only", LONG_TODO, raw, start)
        self._given |= bool(number or raw)

    def _row(self, number: int, raw: bytes, start: int) -> Item:
        """Return the page of a row, or why it is none."""
        source = self._source
        text = ""
        try:
            text = raw.decode(source.codec)
            row = parse_row(text, self._reading.pointer, self._reading.id_pointer)
        except UnicodeDecodeError as error:
            return undecodable(source, number, raw, start, error, self._content)
        except RowError as error:
            at = start + len(text[: error.at].encode(source.codec))
            reason = f"{error.reason} at {self._content.of(at)}"
            return Reject(source.path, number, reason, error.todo, raw, at)
        return page_of(source, row, number, raw, self._content, self._reading)
