"""Cleans files without the command line and gives them back, in a directory of the test's own."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import zstandard

from newslint.cli.undo import undo_all
from newslint.model.judges import asks
from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.rule import load_packs
from newslint.sinks.part import PartWriter
from newslint.sinks.result import result_of
from newslint.sources.cleaned import CleanedDirectory
from newslint.sources.find import InputFile, kind_of
from newslint.sources.item import Page, Reading, Reject
from newslint.sources.read import read
from newslint.sources.slices import Slice

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".zst": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}

DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".zst": lambda data: (
        zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).readall()
    ),
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
}


def stored(path: Path, data: bytes) -> Path:
    """Write a file, compressed as its name tells, and return its place."""
    compress = COMPRESS.get(path.suffix)
    path.write_bytes(data if compress is None else compress(data))
    return path


def content(path: Path) -> bytes:
    """Return the bytes of a file without its compression."""
    return DECOMPRESS.get(path.suffix, bytes)(path.read_bytes())


@cache
def cleaner() -> Cleaner:
    return Cleaner([rule for rule in load_packs() if not asks(rule)])


def file_of(path: Path) -> InputFile:
    format_, compression = kind_of(path.name)
    assert format_ is not None
    return InputFile(path, path.name, format_, compression)


def items(path: Path, reading: Reading | None = None) -> list[Page | Reject]:
    return list(read([file_of(path)], reading or Reading()))


def clean(
    files: Iterable[InputFile | Slice], folder: Path, reading: Reading | None = None
) -> tuple[list[Cleaned], list[Reject]]:
    """Write the files of a cleaned directory; return what became of each page, and the rejects."""
    folder.mkdir(exist_ok=True)
    writer = PartWriter(folder, None)
    pages: list[Cleaned] = []
    rejects: list[Reject] = []
    for item in flow(read(files, reading or Reading()), cleaner()):
        if isinstance(item, Reject):
            rejects.append(item)
            writer.reject(item)
        else:
            pages.append(item)
            writer.add(result_of(item))
    writer.close()
    return pages, rejects


def given_back(
    path: Path, folder: Path, reading: Reading | None = None
) -> tuple[list[Cleaned], list[Reject], Path]:
    """Clean a file and undo it; return what became of it, and the folder it was given back to."""
    pages, rejects = clean([file_of(path)], folder / "out", reading)
    undo_all(CleanedDirectory(folder / "out"), folder / "back")
    return pages, rejects, folder / "back"


def small(**limits: int) -> Reading:
    """Return a reading with limits that a test can reach."""
    return replace(Reading(), **limits)  # type: ignore[arg-type]
