"""Files to pages: each text file is one page, each row of a row file is one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from newslint.sources.csv_lines import csv_lines
from newslint.sources.decode import Decoded, Undecodable, decode
from newslint.sources.find import Format, InputFile
from newslint.sources.html import article_of, decode_html
from newslint.sources.item import TEXT_FIELD, UNREADABLE, Item, Page, Reading, Reject
from newslint.sources.json_lines import json_lines
from newslint.sources.meta import Sidecars
from newslint.sources.opening import Content, open_content
from newslint.sources.parquet import parquet_rows
from newslint.sources.slices import Slice
from newslint.text.document import Document
from newslint.text.newlines import fold

__all__ = ["TEXT_FIELD", "Item", "Page", "Reading", "Reject", "read"]

_ROWS: dict[Format, Callable[[Content, Slice, Reading], Iterator[Item]]] = {
    Format.JSONL: json_lines,
    Format.CSV: csv_lines,
    Format.TSV: csv_lines,
    Format.PARQUET: parquet_rows,
}
_TEXT_TODO = "give it text or leave it out"


def read(files: Iterable[Slice | InputFile], reading: Reading) -> Iterator[Item]:
    """Yield the pages and rejects of the files, in order; one bad file never stops the rest."""
    sidecars = Sidecars()
    for file in files:
        one = Slice(file) if isinstance(file, InputFile) else file
        try:
            with open_content(one, reading) as content:
                rows = _ROWS.get(one.file.format)
                if rows is not None:
                    yield from rows(content, one, reading)
                else:
                    yield _text(content, reading, sidecars)
        except OSError as error:
            reason = f"{UNREADABLE} ({error.strerror or error})"
            todo = "check the file and its permissions"
            yield Reject(one.file.name, None, reason, todo, b"", 0)


def _text(content: Content, reading: Reading, sidecars: Sidecars) -> Item:
    """Return the page that a file is."""
    file, most = content.file, reading.most_bytes
    data = content.stream.read(most + 1)
    if content.damage is not None:
        return content.rejected(content.damage.reason, content.damage.todo, len(data))
    if len(data) > most:
        reason = f"a page of more than the limit of {most:,} bytes"
        return content.rejected(reason, "divide it or leave it out", most)
    if not data:
        return content.rejected("empty file", _TEXT_TODO)
    is_html = file.format is Format.HTML
    decoded = decode_html(data, reading.encoding) if is_html else decode(data, reading.encoding)
    if isinstance(decoded, Undecodable):
        return content.rejected(decoded.reason, decoded.todo, decoded.offset)
    digest, original = content.digest, None if decoded.exact else data
    if is_html:
        text = _article(decoded)
        if text is None:
            return content.rejected("no article is found in this page", _TEXT_TODO)
        digest, original = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), None
        decoded = replace(decoded, text=text, bom=b"")
    del data  # the page may live long, its bytes need not
    source = replace(content.source, codec=decoded.codec, bom=decoded.bom)
    folded, newlines = fold(decoded.text)
    known = sidecars.known(file)
    unit = reading.unit or "article"
    document = Document(source, folded, newlines, meta=known.facts, unit=unit)
    return Page(document, decoded.text, None, original, known.troubles, digest)


def _article(decoded: Decoded) -> str | None:
    """Return the article of a page of markup; None when there is none or it cannot be parsed."""
    try:
        return article_of(decoded.text)
    except (ValueError, TypeError, RecursionError):
        return None
