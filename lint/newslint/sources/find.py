"""From the paths of a command line to the files to read, with their portable names."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from glob import glob, has_magic
from pathlib import Path

from newslint.errors import UsageError


class Format(Enum):
    """How a file's bytes hold its pages."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSONL = "jsonl"


FORMATS = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
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
        path: where it is on disk, None for standard input.
        name: how outputs call it: POSIX, NFC, relative to the parent of the named directory or
            to the working directory.
        format: how its bytes hold pages.
    """

    path: Path | None
    name: str
    format: Format


def find(paths: Sequence[str], stdin_name: str = "stdin.txt") -> tuple[InputFile, ...]:
    """Return the files that the paths of a command line name, each once, in order.

    A path is a file, a directory (all files of a known format in it, sorted), a glob, or `-`.
    Sidecars are left out. Raises UsageError for a path that does not exist, a directory that holds
    no text, and when there is nothing but sidecars.
    """
    found: dict[str, InputFile] = {}
    for path in paths:
        for one in _expanded(path, stdin_name):
            if one.path is None or not _is_sidecar(one.path.name):
                found.setdefault(one.name, one)
    if paths and not found:
        raise UsageError("a sidecar is no text", where=paths[0], todo="name what it is about")
    return tuple(found.values())


def _is_sidecar(name: str) -> bool:
    return name == FOLDER_SIDECAR or name.endswith(SIDECAR)


def _expanded(path: str, stdin_name: str) -> Iterator[InputFile]:
    if path == STDIN:
        yield InputFile(None, stdin_name, FORMATS.get(Path(stdin_name).suffix.lower(), Format.TEXT))
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


def _file(path: Path) -> InputFile:
    name = os.path.relpath(path.absolute(), Path.cwd())
    return InputFile(path, _portable(name), FORMATS.get(path.suffix.lower(), Format.TEXT))


def _directory(root: Path, named: str) -> Iterator[InputFile]:
    top = Path(os.path.abspath(root))  # noqa: PTH100 - resolve would follow symbolic links
    inside = sorted(_walk(top), key=lambda path: path.as_posix())
    if not inside:
        kinds = " ".join(sorted(FORMATS))
        raise UsageError(
            "no text in this directory", where=named, todo=f"newslint reads files named {kinds}"
        )
    for path in inside:
        name = _portable(path.relative_to(top.parent).as_posix())
        yield InputFile(path, name, FORMATS[path.suffix.lower()])


def _walk(root: Path) -> Iterator[Path]:
    """Yield the files of a known format below a directory; hidden and cleaned ones left out."""
    for path in root.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not (path / CLEANED_MARK).exists():
                yield from _walk(path)
        elif path.suffix.lower() in FORMATS:
            yield path


def _portable(name: str) -> str:
    return unicodedata.normalize("NFC", Path(name).as_posix())
