"""Puts files together again from their pages: the bytes as they were read, or with other texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from newslint.sources.read import Page, Reject

Part = tuple[Page, str] | Reject
"""A page with the text it shall have now, or a reject, which gives its bytes back as they are."""


def file_bytes(parts: Iterable[Part]) -> bytes:
    """Return the bytes of one file from its parts in order.

    Raises UnicodeEncodeError when a text cannot be written in the file's codec.
    """
    return b"".join(_part_bytes(part) for part in parts)


def _part_bytes(part: Part) -> bytes:
    if isinstance(part, Reject):
        return part.data
    page, text = part
    source = page.document.source
    if page.original is not None and text == page.decoded:
        return page.original
    if page.row is not None:
        return page.row.with_text(text).encode(source.codec)
    return source.bom + text.encode(source.codec)


def by_file(parts: Iterable[Part]) -> Iterator[tuple[str, list[Part]]]:
    """Yield the parts of each file; parts of one file must follow each other."""
    for path, members in groupby(parts, key=path_of):
        yield path, list(members)


def path_of(part: Part) -> str:
    """Return the portable name of the file a part is of."""
    return part.path if isinstance(part, Reject) else part[0].document.source.path
