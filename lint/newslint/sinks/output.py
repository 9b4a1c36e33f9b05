"""Files of lines and of records: JSON lines, plain or compressed, and Parquet.

The same records give the same bytes, in whatever pieces they are written.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, Union, get_args, get_origin
from typing import get_type_hints as hints_of

import regex

from newslint.sinks.lines import load
from newslint.sinks.record import Record
from newslint.sources.compress import CompressedFile
from newslint.sources.find import kind_of
from newslint.sources.rows import members

if TYPE_CHECKING:
    import pyarrow as pa

OURS: Final = "newslint"
Kind = Literal["string", "int", "float", "bool", "json"]
"""How the values of a field of the input are stored in a Parquet file; `json`: as JSON text."""

_GROUP_ROWS: Final = 10_000
_GROUP_BYTES: Final = 64 << 20
_BATCH_ROWS: Final = 1_000
_BATCH_BYTES: Final = 4 << 20


class LineFile:
    """A file of lines that is being written, compressed as its name tells (.gz, .zst)."""

    def __init__(self, path: Path) -> None:
        self._file = CompressedFile(path, kind_of(path.name)[1])

    def write_bytes(self, block: bytes) -> None:
        """Write whole lines or pieces of lines."""
        self._file.write(block)

    def write(self, block: bytes) -> int:
        """Write like a binary file, so that other files can be copied into it."""
        self._file.write(block)
        return len(block)

    def close(self) -> None:
        """Write what is left and close the file."""
        self._file.close()


_EXACT: Final = 1 << 53
_INT64: Final = 1 << 63
_SURROGATE: Final = regex.compile("[\ud800-\udfff]")


@dataclass
class FieldKinds:
    """What the fields of rows hold, seen so far; those of parts of a run can be merged.

    Args:
        seen: by field, in the order of their first row, what was seen: `string`, `bool`, `int`,
            `wide` (an integer that no float holds), `float`, `json` (all else).
        rows: whether there are rows.
        articles: whether there are articles of text files.
    """

    seen: dict[str, set[str]] = field(default_factory=dict)
    rows: bool = False
    articles: bool = False

    def add(self, line: bytes | str) -> None:
        """Take note of a line of records.jsonl."""
        record = load(line)
        if not isinstance(record, dict) or OURS not in record:
            self.articles = True
            return
        self.rows = True
        for name, value in record.items():
            if name != OURS:
                found = self.seen.setdefault(name, set())
                if value is not None:
                    found.add(_seen(value))

    def merge(self, other: FieldKinds) -> None:
        """Add what another part has seen; the order of parts decides the order of fields."""
        for name, found in other.seen.items():
            self.seen.setdefault(name, set()).update(found)
        self.rows |= other.rows
        self.articles |= other.articles

    @property
    def kinds(self) -> dict[str, Kind] | None:
        """Return how each field is to be stored; None when there are no rows."""
        if not self.rows:
            return None
        kinds = {name: _kind(found) for name, found in self.seen.items()}
        return {"text": "string", **kinds} if self.articles and "text" not in kinds else kinds


def _seen(value: object) -> str:
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "json" if not -_INT64 <= value < _INT64 else "wide" if abs(value) > _EXACT else "int"
    if isinstance(value, float):
        return "json" if value.is_integer() and abs(value) >= _INT64 else "float"
    return "json"


def _kind(found: set[str]) -> Kind:
    if found <= {"string"}:
        return "string"
    if found == {"bool"}:
        return "bool"
    if found <= {"int", "wide"}:
        return "int"
    return "float" if found <= {"int", "float"} else "json"


class ParquetRecords:
    """Lines of records.jsonl as a Parquet file.

    Fields of a record have the types of the published schema; what maps names to values is a
    list of {key, value}. Rows keep their fields as columns, and all that newslint says of them
    is one column `newslint`; if both are written, articles of text files take the form of rows.
    Half of a surrogate pair, which Parquet cannot hold, becomes U+FFFD.

    Args:
        path: the file.
        kinds: how the fields of rows are stored; None when there are no rows.
    """

    def __init__(self, path: Path, kinds: Mapping[str, Kind] | None = None) -> None:
        import pyarrow.parquet as pq

        self._rows_too = kinds is not None
        self._raw = frozenset(name for name, kind in (kinds or {}).items() if kind == "json")
        self._schema = _schema(kinds)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Mapping[str, object]] = []
        self._tables: list[pa.Table] = []
        self._size = self._group_size = self._group_rows = 0
        self._broken = b""

    def write_bytes(self, block: bytes) -> None:
        """Write lines, in pieces of any size."""
        lines = (self._broken + block).split(b"\n")
        self._broken = lines.pop()
        for line in lines:
            self._add(line)

    def _add(self, line: bytes) -> None:
        self._rows.append(self._columns(line))
        self._size += len(line)
        if len(self._rows) == _BATCH_ROWS or self._size > _BATCH_BYTES:
            self._batch()
            if self._group_rows >= _GROUP_ROWS or self._group_size > _GROUP_BYTES:
                self._group()

    def _columns(self, line: bytes) -> Mapping[str, object]:
        """Return the columns of a line."""
        record = load(line)
        assert isinstance(record, dict)
        if not self._rows_too:
            return _columns(record)
        if OURS not in record:
            ours = {name: value for name, value in record.items() if name != "text"}
            return {"text": _whole(record["text"]), OURS: _columns(ours)}
        if self._raw:
            text = line.decode("utf-8", "surrogatepass")
            for one in members(text):
                if one.name in self._raw:
                    record[one.name] = None if one.raw == "null" else one.raw
        ours = record[OURS]
        return {
            name: _columns(ours) if name == OURS else _whole(value)
            for name, value in record.items()
        }

    def _batch(self) -> None:
        import pyarrow as pa

        self._tables.append(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._group_rows += len(self._rows)
        self._group_size += self._size
        self._rows, self._size = [], 0

    def _group(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.concat_tables(self._tables), row_group_size=1 << 30)
        self._tables, self._group_rows, self._group_size = [], 0, 0

    def close(self) -> None:
        """Write what is left and close the file."""
        if self._broken:
            self._add(self._broken)
        if self._rows:
            self._batch()
        if self._tables:
            self._group()
        self._writer.close()


def _whole(value: object) -> object:
    """Return a value whose strings can be written as UTF-8."""
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return value


def _columns(record: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of a record in the form that Arrow takes, maps as lists of pairs."""
    return {
        name: [{"key": key, "value": _whole(one)} for key, one in value.items()]
        if name in _MAPS and isinstance(value, dict)
        else _whole(value)
        for name, value in record.items()
    }


def _maps() -> Iterator[str]:
    for name, hint in hints_of(Record).items():
        origin = get_origin(hint)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            yield name


_MAPS: Final = frozenset(_maps())


def _schema(kinds: Mapping[str, Kind] | None) -> pa.Schema:
    """Return the schema of records, or of rows with fields of some kinds."""
    import pyarrow as pa

    hints = hints_of(Record, include_extras=True)
    record = [(one.name, _type(hints[one.name])) for one in fields(Record)]
    if kinds is None:
        return pa.schema(record)
    of = {
        "string": pa.string(),
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "json": pa.string(),
    }
    ours = pa.struct([(name, kind) for name, kind in record if name != "text"])
    return pa.schema([*((name, of[kind]) for name, kind in kinds.items()), (OURS, ours)])


def _type(kind: object) -> pa.DataType:
    """Return the Arrow type of a field of the published schema."""
    import pyarrow as pa

    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _type(inside[0])
    if origin in (Union, types.UnionType):
        [one] = [one for one in inside if one is not type(None)]
        return _type(one)
    if origin is Literal:
        return pa.string()
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return pa.list_(pa.struct([("key", pa.string()), ("value", _type(inside[1]))]))
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return pa.list_(_type(inside[0]))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = hints_of(kind, include_extras=True)
        return pa.struct([(one.name, _type(hints[one.name])) for one in fields(kind)])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return pa.string()
    types_ = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    assert isinstance(kind, type)
    return types_[kind]
