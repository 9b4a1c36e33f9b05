"""Pieces of input files: what one worker reads of a file."""

from __future__ import annotations

from dataclasses import dataclass

from newslint.sources.find import InputFile


@dataclass(frozen=True, slots=True)
class Slice:
    """A file, or a range of its rows.

    Args:
        file: the file.
        sha256: hex digest of the file as stored; None leaves it to the reader.
        size: its length in bytes as stored, None with `sha256`.
        start: first byte of a range of JSON lines, or its first row group in a Parquet file.
        end: where the range ends, None for the end of the file.
        line: number of the line at `start`, or of the first row of the first row group; from 1.
    """

    file: InputFile
    sha256: str | None = None
    size: int | None = None
    start: int = 0
    end: int | None = None
    line: int = 1
