"""What the readers of files with rows share: the codec of a file, and rows as pages."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from newslint.sources.decode import Decoded, decode
from newslint.sources.item import Item, Page, Reading, Reject
from newslint.sources.opening import Content
from newslint.sources.payload import Payload
from newslint.sources.row import Row
from newslint.text.document import Document, Source
from newslint.text.newlines import fold

ROWS_TODO: Final = "give it rows or leave it out"
LONG_TODO: Final = "divide it or leave it out"
_WIDE: Final = {
    "utf-16": ((codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-16-le")),
    "utf-32": ((codecs.BOM_UTF32_BE, "utf-32-be"), (b"", "utf-32-le")),
    "utf-8-sig": ((b"", "utf-8"),),
}


def source_of(content: Content, reading: Reading, *, found: bool) -> Source:
    """Return the facts of a file with rows, its codec among them.

    Args:
        content: the file; nothing of its stream is consumed.
        reading: names the codec, or not.
        found: whether a codec that is not named is found from its first lines; else UTF-8.
    """
    sample = content.sample() if found or reading.encoding else b""
    codec = reading.encoding or ("utf-8" if not found else _found(sample))
    for mark, exact in _WIDE.get(codec, ()):
        if sample.startswith(mark):
            codec = exact
            break
    return replace(content.source, codec=codec)


def _found(sample: bytes) -> str:
    """Return the codec of the whole lines of a sample; UTF-8 when none reads them."""
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    decoded = decode(whole)
    return decoded.codec if isinstance(decoded, Decoded) else "utf-8"


def page_of(
    source: Source, row: Row, number: int, raw: bytes | None, content: Content, reading: Reading
) -> Page:
    """Return a row as a page; `raw` is its bytes, None when they are not those of a text."""
    folded, newlines = fold(row.text)
    meta = {} if row.id is None else {"id": row.id}
    unit = reading.unit or "page"
    document = Document(source, folded, newlines, number, reading.pointer, meta, unit)
    exact = raw is None or source.codec == "utf-8" or row.encoded(row.text, source.codec) == raw
    return Page(document, row.text, row, None if exact else raw, content=content.digest)


def undecodable(
    source: Source, number: int, raw: bytes, start: int, error: UnicodeDecodeError, content: Content
) -> Reject:
    """Return a row that is not in the codec of its file as a reject; `start` is its first byte."""
    at = start + error.start
    bad = error.object[error.start]
    reason = f"{content.of(at)} (0x{bad:02X}) is not valid {source.codec}"
    return Reject(source.path, number, reason, "repair the row", raw, at)


def too_long(path: str, number: int, payload: Payload, start: int, most: int) -> Reject:
    """Return a line that is longer than the limit as a reject."""
    reason = f"a line of {payload.size:,} bytes is over the limit of {most:,}"
    return Reject(path, number, reason, LONG_TODO, b"", start, payload=payload)


def ending(content: Content, offset: int, number: int) -> Iterator[Item]:
    """Yield the reject that a damaged file ends with, if it is damaged."""
    if content.damage is not None:
        reason = f"{content.damage.reason}, behind {content.of(offset)}"
        yield content.rejected(reason, content.damage.todo, offset, number)
