"""From the paths of a command line to the files to read, with their portable names."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from glob import glob, has_magic
from pathlib import Path, PurePosixPath

from newslint.errors import UsageError
from newslint.sources.extras import require
from newslint.sources.remote import is_remote, listed, plain_name


class Format(Enum):
    """How a file's bytes hold its pages."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"

    @property
    def has_rows(self) -> bool:
        """Tell whether each row of a file is a page; else the file is one."""
        return self in _ROWS


_ROWS = frozenset({Format.JSONL, Format.CSV, Format.TSV, Format.PARQUET})

FORMATS = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".parquet": Format.PARQUET,
}


class Compression(Enum):
    """What a file is compressed with."""

    GZIP = "gzip"
    ZSTD = "zstd"
    BZIP2 = "bzip2"
    XZ = "xz"


COMPRESSIONS = {
    ".gz": Compression.GZIP,
    ".zst": Compression.ZSTD,
    ".bz2": Compression.BZIP2,
    ".xz": Compression.XZ,
}

STDIN = "-"
CLEANED_MARK = "manifest.json"
"""A directory with this file was written by `newslint clean` and is no input."""

SIDECAR = ".meta.json"
"""A file of this name behind the name of another says something about that one."""

FOLDER_SIDECAR = "meta.json"
"""A file of this name says something about all files of its folder."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    Args:
        path: where it is on disk, None for standard input and for remote files.
        name: how outputs call it: POSIX, NFC, relative to the parent of the named directory or
            to the working directory; the address of a remote file without scheme and query.
        format: how its bytes hold pages.
        compression: what they are compressed with.
        url: where it is, when it is remote.
    """

    path: Path | None
    name: str
    format: Format
    compression: Compression | None = None
    url: str | None = None


def kind_of(name: str) -> tuple[Format | None, Compression | None]:
    """Return the format and the compression that a file's name tells, None for neither."""
    path = PurePosixPath(name.lower())
    compression = COMPRESSIONS.get(path.suffix)
    if compression is not None:
        path = PurePosixPath(path.stem)
    return FORMATS.get(path.suffix), compression


def find(paths: Sequence[str], stdin_name: str = "stdin.txt") -> tuple[InputFile, ...]:
    """Return the files that the paths of a command line name, each once, in order.

    A path is a file, a directory (all files of a known format in it, sorted), a glob, a URL, or
    `-`. Sidecars are left out. Raises UsageError for a path that does not exist, a directory that
    holds no text, when there is nothing but sidecars, and when a format's extra is missing.
    """
    found: dict[str, InputFile] = {}
    for path in paths:
        for one in _expanded(path, stdin_name):
            if one.path is None or not _is_sidecar(one.path.name):
                found.setdefault(one.name, one)
    if paths and not found:
        raise UsageError("a sidecar is no text", where=paths[0], todo="name what it is about")
    for one in found.values():
        if one.format is Format.HTML:
            require("html", "trafilatura", "an HTML page", one.name)
        elif one.format is Format.PARQUET:
            require("parquet", "pyarrow", "a Parquet file", one.name)
    return tuple(found.values())


def paths_in(listing: str) -> tuple[str, ...]:
    """Return the paths that a file lists, one a line; `-` is standard input.

    Raises UsageError when it cannot be read or lists nothing.
    """
    try:
        data = sys.stdin.buffer.read() if listing == STDIN else Path(listing).read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(
            f"cannot be read ({error.strerror or error})", where=listing, todo="check the path"
        ) from None
    except UnicodeDecodeError as error:
        raise UsageError(
            f"byte {error.start} is not valid UTF-8", where=listing, todo="save it as UTF-8"
        ) from None
    paths = tuple(line for line in lines if line.strip())
    if not paths:
        raise UsageError("lists no path", where=listing, todo="write one path a line")
    return paths


def _is_sidecar(name: str) -> bool:
    return name == FOLDER_SIDECAR or name.endswith(SIDECAR)


def _expanded(path: str, stdin_name: str) -> Iterator[InputFile]:
    if path == STDIN:
        yield _named(None, stdin_name)
        return
    if is_remote(path):
        yield from _remote(path)
        return
    here = Path(path)
    if not here.exists() and has_magic(path):
        matches = sorted(glob(path, recursive=True))  # noqa: PTH207 - the pattern may be absolute
        if not matches:
            raise UsageError("no file matches this pattern", where=path, todo="check the pattern")
        for match in matches:
            if Path(match).is_file():
                yield _file(Path(match))
        return
    if not here.exists():
        raise UsageError("no such file or directory", where=path, todo="check the path")
    if here.is_dir():
        yield from _directory(here, path)
    else:
        yield _file(here)


def _named(path: Path | None, name: str, url: str | None = None) -> InputFile:
    format_, compression = kind_of(name)
    return InputFile(path, _portable(name), format_ or Format.TEXT, compression, url)


def _file(path: Path) -> InputFile:
    return _named(path, os.path.relpath(path.absolute(), Path.cwd()))


def _remote(url: str) -> Iterator[InputFile]:
    """Yield the remote files of a URL; of a folder, those of a known format that are no output."""
    found = listed(url)
    names = {one: plain_name(one) for one in found.urls}
    if not found.folder:
        yield from (_named(None, names[one], one) for one in found.urls)
        return
    top = PurePosixPath(plain_name(url))
    cleaned = {
        PurePosixPath(name).parent
        for name in names.values()
        if PurePosixPath(name).name == CLEANED_MARK
    }
    inside = []
    for one, name in names.items():
        path = PurePosixPath(name)
        below = path.relative_to(top) if path.is_relative_to(top) else path
        if (
            kind_of(name)[0] is not None
            and not any(part.startswith(".") for part in below.parts)
            and not cleaned.intersection(path.parents)
        ):
            inside.append(_named(None, (PurePosixPath(top.name) / below).as_posix(), one))
    if not inside:
        raise _no_text(url)
    yield from inside


def _no_text(named: str) -> UsageError:
    kinds = " ".join(sorted(FORMATS))
    return UsageError(
        "no text in this directory", where=named, todo=f"newslint reads files named {kinds}"
    )


def _directory(root: Path, named: str) -> Iterator[InputFile]:
    top = Path(os.path.abspath(root))  # noqa: PTH100 - resolve would follow symbolic links
    inside = sorted(_walk(top), key=lambda path: path.as_posix())
    if not inside:
        raise _no_text(named)
    for path in inside:
        yield _named(path, path.relative_to(top.parent).as_posix())


def _walk(root: Path) -> Iterator[Path]:
    """Yield the files of a known format below a directory; hidden and cleaned ones left out."""
    for path in root.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not (path / CLEANED_MARK).exists():
                yield from _walk(path)
        elif kind_of(path.name)[0] is not None:
            yield path


def _portable(name: str) -> str:
    return unicodedata.normalize("NFC", Path(name).as_posix())
