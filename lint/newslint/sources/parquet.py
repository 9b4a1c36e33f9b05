"""Parquet files to pages, by row group and in small batches, and back to Parquet files.

A row travels as an Arrow record batch, so that undo gives every value back whatever its type.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from newslint.errors import InputError
from newslint.sources.arrow import (
    ROWS,
    SCHEMA,
    rendered,
    resolved,
    resolved_schema,
    schema_of,
    stream_of,
)
from newslint.sources.find import InputFile
from newslint.sources.item import Item, Reading, Reject
from newslint.sources.opening import Content, open_stored
from newslint.sources.row import Stored, column_name
from newslint.sources.row_files import LONG_TODO, page_of
from newslint.sources.rows import literal
from newslint.sources.slices import Slice

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_BATCH_BYTES: Final = 8 << 20
_BATCH_ROWS: Final = 1_000
_BUFFER: Final = 1 << 20
_GROUP_ROWS: Final = 10_000
_GROUP_BYTES: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A row group: its uncompressed bytes and its rows."""

    size: int
    rows: int


def row_groups(file: InputFile) -> list[RowGroup]:
    """Return the row groups of a file; none when it cannot be read as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with open_stored(file) as stream:
            meta = pq.read_metadata(stream)
            groups = [meta.row_group(at) for at in range(meta.num_row_groups)]
            return [RowGroup(group.total_byte_size, group.num_rows) for group in groups]
    except (OSError, pa.ArrowException):
        return []


@dataclass(frozen=True, slots=True)
class ParquetRow:
    """A row of a Parquet file.

    Args:
        text: the value of the text column.
        column: its name.
        schema: the schema of the file, its Arrow form compressed with zstd, in base64.
        batch: an Arrow record batch of the row without the text, in base64.
        rows: how many rows the file has.
        id: the value of the id column.
        said: the record round the literal of the text; None to make it from the batch.
    """

    text: str
    column: str
    schema: str
    batch: str
    rows: int
    id: str | None = None
    said: tuple[str, str] | None = None

    def encoded(self, text: str, codec: str) -> bytes:
        """Return the row with a text as an Arrow stream of one batch."""
        return stream_of(self._whole(text), self.schema, self.rows)

    def _whole(self, text: str) -> pa.RecordBatch:
        import pyarrow as pa

        schema = resolved_schema(self.schema)
        at = schema.get_field_index(self.column)
        message = pa.ipc.read_message(base64.b64decode(self.batch))
        rest = pa.ipc.read_record_batch(message, schema.remove(at))
        array = pa.array([text], schema.field(at).type)
        columns = [*rest.columns[:at], array, *rest.columns[at:]]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    def record(self, text: str) -> str:
        """Return the row with a text as a JSON object, without its last brace."""
        said = self.said
        if said is None:
            batch = self._whole("")
            [values] = rendered(batch).to_pylist()
            said = _said(values, self.column)
        return said[0] + literal(text) + said[1]

    def facts(self) -> Mapping[str, Stored]:
        """Return the batch, and what is needed to read it."""
        return {
            "column": self.column,
            "schema": self.schema,
            "batch": self.batch,
            "rows": self.rows,
        }


def parquet_rows(content: Content, one: Slice, reading: Reading) -> Iterator[Item]:
    """Yield the rows of a file or of a range of its row groups."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if one.file.compression is not None:
        kind = one.file.compression.value
        yield content.rejected(
            f"a Parquet file inside {kind}", "unpack it: Parquet is compressed by itself"
        )
        return
    try:
        file = pq.ParquetFile(content.stream, buffer_size=_BUFFER)
        table = _Table.of(file, content, reading)
    except (OSError, pa.ArrowException) as error:
        yield content.rejected(f"is no sound Parquet file ({_first(error)})", "fetch it again")
        return
    if isinstance(table, Reject):
        yield table
        return
    row, sound = one.line, True
    end = file.num_row_groups if one.end is None else one.end
    for number in range(one.start, end):
        following = row + file.metadata.row_group(number).num_rows
        try:
            for batch in table.batches(number):
                yield from table.items(batch, row)
                row += batch.num_rows
        except (OSError, pa.ArrowException) as error:
            reason = f"row group {number} is damaged ({_first(error)})"
            reject = content.rejected(reason, "fetch or write the file again", 0, row)
            if not sound:
                reject = Reject(reject.path, row, reason, reject.todo, b"", 0)
            sound = False
            yield reject
        row = following


def _first(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")


@dataclass
class _Table:
    """What is known of all rows of a file."""

    file: pq.ParquetFile
    content: Content
    reading: Reading
    schema: str
    plain: pa.Schema
    text: int
    id: int | None

    @classmethod
    def of(cls, file: pq.ParquetFile, content: Content, reading: Reading) -> _Table | Reject:
        """Return what a file says of its rows, or the file as a reject."""
        import pyarrow as pa
        import zstandard

        schema = file.schema_arrow
        name = column_name(reading.pointer)
        found = schema.get_all_field_indices(name)
        todo = "name it with --text-field"
        if len(found) != 1:
            return content.rejected(
                f"has {'no' if not found else 'more than one'} column {name!r}", todo
            )
        twice = next((one for one in schema.names if schema.names.count(one) > 1), None)
        if twice is not None:
            return content.rejected(f"names {twice!r} twice", "rename one of the columns")
        plain = resolved(schema)
        kind = plain.field(found[0]).type
        if kind not in (pa.string(), pa.large_string(), pa.string_view()):
            return content.rejected(f"column {name!r} is {kind}, not text", todo)
        if not file.metadata.num_rows:
            return content.rejected("no rows", "give it rows or leave it out")
        packed = zstandard.ZstdCompressor(level=9).compress(schema.serialize().to_pybytes())
        id_name = None if reading.id_pointer is None else column_name(reading.id_pointer)
        place = plain.get_field_index(id_name) if id_name in plain.names else None
        return cls(
            file, content, reading, base64.b64encode(packed).decode(), plain, found[0], place
        )

    def batches(self, number: int) -> Iterator[pa.RecordBatch]:
        """Yield the batches of a row group, dictionaries resolved."""
        group = self.file.metadata.row_group(number)
        size = max(1, group.total_byte_size // max(1, group.num_rows))
        rows = max(1, min(_BATCH_ROWS, _BATCH_BYTES // size))
        for batch in self.file.iter_batches(rows, row_groups=[number], use_threads=False):
            yield batch.cast(self.plain)

    def items(self, batch: pa.RecordBatch, first: int) -> Iterator[Item]:
        """Yield the rows of a batch; those of strings that are no UTF-8 are rejects."""
        try:
            rows = rendered(batch).to_pylist()
            texts = batch.column(self.text).to_pylist()
        except (UnicodeDecodeError, ValueError) as error:
            if batch.num_rows > 1:
                for at in range(batch.num_rows):
                    yield from self.items(batch.slice(at, 1), first + at)
                return
            reason = f"holds a value that cannot be read ({_first(error)})"
            yield self._reject(batch, first, reason)
            return
        rest = batch.remove_column(self.text)
        for at, (values, text) in enumerate(zip(rows, texts, strict=True)):
            yield self._item(batch.slice(at, 1), rest.slice(at, 1), values, text, first + at)

    def _item(
        self,
        batch: pa.RecordBatch,
        rest: pa.RecordBatch,
        values: Mapping[str, object],
        text: str | None,
        row: int,
    ) -> Item:
        column = self.plain.field(self.text).name
        if text is None:
            return self._reject(batch, row, f"the column {column!r} holds no text")
        most = self.reading.most_bytes
        if len(text) * 4 > most and len(text.encode()) > most:
            return self._reject(batch, row, f"a text over the limit of {most:,} bytes", LONG_TODO)
        known = None if self.id is None else values[self.plain.field(self.id).name]
        number = isinstance(known, int | float) and not isinstance(known, bool)
        parquet_row = ParquetRow(
            text,
            column,
            self.schema,
            base64.b64encode(rest.serialize()).decode(),
            self.file.metadata.num_rows,
            str(known) if number or isinstance(known, str) else None,
            _said(values, column),
        )
        source = self.content.source
        return page_of(source, parquet_row, row, None, self.content, self.reading)

    def _reject(
        self, batch: pa.RecordBatch, row: int, reason: str, todo: str = "repair the row"
    ) -> Reject:
        data = stream_of(batch, self.schema, self.file.metadata.num_rows)
        return Reject(self.content.source.path, row, reason, todo, data, 0)


def _said(values: Mapping[str, object], column: str) -> tuple[str, str]:
    """Return the record of a row round the literal of its text."""
    before: list[str] = []
    behind = before_text = ""
    for name, one in values.items():
        if name == column:
            before_text, before = ",".join([*before, f"{literal(name)}:"]), []
        elif name != "newslint":
            said = orjson.dumps(one, default=_in_words).decode()
            before.append(f"{literal(name)}:{said}")
    behind = "".join("," + one for one in before)
    return "{" + before_text, behind


def _in_words(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)


def write_parquet(rows: Iterable[bytes], path: Path, name: str) -> None:
    """Write rows, each an Arrow stream, to a Parquet file with the schema they came from.

    Raises InputError when there are not as many as the file had.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: pq.ParquetWriter | None = None
    held: list[pa.RecordBatch] = []
    size = count = wanted = 0
    try:
        for row in rows:
            batch = pa.ipc.open_stream(row).read_next_batch()
            meta = batch.schema.metadata
            if writer is None:
                schema = schema_of(meta[SCHEMA].decode())
                wanted = int(meta[ROWS])
                writer = pq.ParquetWriter(path, schema)
            held.append(batch.replace_schema_metadata(None))
            size += len(row)
            count += 1
            if len(held) == _GROUP_ROWS or size > _GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(held).cast(schema))
                held, size = [], 0
        if writer is not None and held:
            writer.write_table(pa.Table.from_batches(held).cast(schema))
    finally:
        if writer is not None:
            writer.close()
    if count != wanted:
        raise InputError(
            f"gives back {count} of the {wanted} rows of {name}",
            where="pages.jsonl",
            todo="the directory was changed after it was written; clean the source again",
        )


def parquet_row(line: Mapping[str, object], text: str) -> ParquetRow:
    """Return the row that a line of pages.jsonl keeps."""
    rows = line["rows"]
    assert isinstance(rows, int)
    return ParquetRow(text, str(line["column"]), str(line["schema"]), str(line["batch"]), rows)
