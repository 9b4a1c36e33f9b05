"""Arrow batches: as bytes that know the schema of their Parquet file, and ready for JSON."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA: Final = b"newslint.schema"
ROWS: Final = b"newslint.rows"
"""What the metadata of a stream says of the file: its schema in base64, and how many rows."""


def stream_of(batch: pa.RecordBatch, schema: str, rows: int) -> bytes:
    """Return a batch as an Arrow stream that knows the schema and the rows of its file."""
    import pyarrow as pa

    meta = {**(batch.schema.metadata or {}), SCHEMA: schema.encode(), ROWS: b"%d" % rows}
    sink = io.BytesIO()
    marked = batch.replace_schema_metadata(meta)
    with pa.ipc.new_stream(sink, marked.schema) as writer:
        writer.write_batch(marked)
    return sink.getvalue()


@lru_cache(maxsize=8)
def schema_of(packed: str) -> pa.Schema:
    """Return the schema of a file from its base64 form."""
    import pyarrow as pa
    import zstandard

    data = zstandard.ZstdDecompressor().decompress(base64.b64decode(packed))
    return pa.ipc.read_schema(pa.py_buffer(data))


@lru_cache(maxsize=8)
def resolved_schema(packed: str) -> pa.Schema:
    """Return the schema of a file with its dictionaries resolved."""
    return resolved(schema_of(packed))


def resolved(schema: pa.Schema) -> pa.Schema:
    """Return a schema whose dictionaries are resolved to their values."""
    for at, one in enumerate(schema):
        schema = schema.set(at, one.with_type(_mapped(one.type, lambda kind: kind)))
    return schema


def rendered(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose values have a form in JSON, as far as Arrow can cast them."""
    import pyarrow as pa

    return batch.cast(pa.schema([one.with_type(_mapped(one.type, _form)) for one in batch.schema]))


def _form(kind: pa.DataType) -> pa.DataType:
    """Return the type that single values are written as: times and decimals as strings."""
    import pyarrow as pa

    types = pa.types
    if types.is_duration(kind):
        return pa.int64()
    if types.is_float16(kind):
        return pa.float32()
    return pa.string() if types.is_temporal(kind) or types.is_decimal(kind) else kind


def _mapped(kind: pa.DataType, of: Callable[[pa.DataType], pa.DataType]) -> pa.DataType:
    """Return a type with those of the single values in it put through a function."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return _mapped(kind.value_type, of)
    if types.is_struct(kind):
        return pa.struct([one.with_type(_mapped(one.type, of)) for one in kind.fields])
    if types.is_map(kind):
        return pa.map_(
            _mapped(kind.key_type, of), kind.item_field.with_type(_mapped(kind.item_type, of))
        )
    for is_list, make in (
        (types.is_list, pa.list_),
        (types.is_large_list, pa.large_list),
        (types.is_fixed_size_list, partial(_fixed, kind)),
    ):
        if is_list(kind):
            return make(kind.value_field.with_type(_mapped(kind.value_type, of)))
    return of(kind)


def _fixed(kind: pa.DataType, values: pa.Field) -> pa.DataType:
    import pyarrow as pa

    return pa.list_(values, kind.list_size)
