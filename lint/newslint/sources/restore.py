"""Puts files together again from their pages: the bytes as they were read, or with other texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from newslint.errors import InputError, OutputError
from newslint.sources.compress import CompressedFile
from newslint.sources.find import Format, kind_of
from newslint.sources.item import Page, Reject
from newslint.sources.parquet import write_parquet

Part = tuple[Page, str] | Reject
"""A page with the text it shall have now, or a reject, which gives its bytes back as they are."""


def file_bytes(parts: Iterable[Part]) -> bytes:
    """Return the bytes of one file, without compression, from its parts in order.

    Rows of a Parquet file are Arrow streams. Raises UnicodeEncodeError when a text cannot be
    written in the file's codec.
    """
    return b"".join(block for part in parts for block in part_blocks(part))


def part_blocks(part: Part) -> Iterator[bytes]:
    """Yield the bytes of a part."""
    if isinstance(part, Reject):
        if part.payload is not None:
            yield from part.payload.blocks()
        else:
            yield part.data
        return
    page, text = part
    source = page.document.source
    if page.original is not None and text == page.decoded:
        yield page.original
    elif page.row is not None:
        yield page.row.encoded(text, source.codec)
    else:
        is_html = kind_of(source.path)[0] is Format.HTML
        yield source.bom + text.encode("utf-8" if is_html else source.codec, _errors(is_html))


def _errors(is_html: bool) -> str:
    return "surrogatepass" if is_html else "strict"


def by_file(parts: Iterable[Part]) -> Iterator[tuple[str, list[Part]]]:
    """Yield the parts of each file; parts of one file must follow each other."""
    for path, members in groupby(parts, key=path_of):
        yield path, list(members)


def path_of(part: Part) -> str:
    """Return the portable name of the file a part is of."""
    return part.path if isinstance(part, Reject) else part[0].document.source.path


def restored_name(name: str, *, whole: bool) -> str:
    """Return what a file is called when it is given back: text of an HTML page gets `.txt`.

    `whole` tells that the file's own bytes are given back.
    """
    format_, compression = kind_of(name)
    if format_ is not Format.HTML or whole:
        return name
    if compression is not None:
        name, _, suffix = name.rpartition(".")
        return f"{name}.txt.{suffix}"
    return f"{name}.txt"


def write_whole(reject: Reject, place: Path) -> None:
    """Write a file from the reject that holds all of it."""
    with place.open("wb") as stream:
        for block in part_blocks(reject):
            stream.write(block)


def write_file(name: str, parts: Iterable[Part], place: Path, *, same: bool) -> None:
    """Write a file from its parts in order, in the form that its name tells.

    Args:
        name: its portable name.
        parts: its parts.
        place: where to write it.
        same: whether it must be what was read.

    Raises InputError when it is not what was read, OutputError when a text cannot be written.
    """
    format_, compression = kind_of(name)
    try:
        if format_ is Format.PARQUET:
            write_parquet((b"".join(part_blocks(part)) for part in parts), place, name)
            return
        digest = hashlib.sha256()
        expected: str | None = None
        file = CompressedFile(place, compression)
        try:
            for part in parts:
                if expected is None and not isinstance(part, Reject):
                    expected = part[0].content or part[0].document.source.sha256
                for block in part_blocks(part):
                    digest.update(block)
                    file.write(block)
        finally:
            file.close()
    except UnicodeEncodeError as error:
        raise OutputError(
            f"the text holds {error.object[error.start]!r}, unknown to {error.encoding}",
            where=name,
            todo="undo other edits, or convert the source to UTF-8 and clean it again",
        ) from None
    if same and expected not in (None, digest.hexdigest()):
        raise InputError(
            f"does not give back {name}: its checksum differs",
            todo="the directory was changed after it was written; clean the source again",
        )
