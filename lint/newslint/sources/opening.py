"""Opens input files, wherever they are: their bytes as stored, and as they are to be read."""

from __future__ import annotations

import atexit
import hashlib
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, cast

from newslint.sources.decompress import Damage, Decompressed, decompressed
from newslint.sources.find import InputFile
from newslint.sources.item import Reading, Reject
from newslint.sources.payload import Payload, blocks_of
from newslint.sources.remote import open_remote
from newslint.sources.slices import Slice
from newslint.text.document import Source

LARGEST_HELD: Final = 1 << 20
"""More bytes of a rejected file than this are not held in memory."""

_IN_MEMORY: Final = 64 << 20
_SAMPLE: Final = 1 << 20


@contextmanager
def open_stored(file: InputFile) -> Iterator[BinaryIO]:
    """Give a file's bytes as stored, from the first; standard input can be read again.

    Raises OSError.
    """
    if file.url is not None:
        with open_remote(file.url) as stream:
            yield stream
    elif file.path is not None:
        with file.path.open("rb") as stream:
            yield stream
    else:
        stream = _standard_input()
        stream.seek(0)
        yield stream


_taken: list[tuple[BinaryIO, BinaryIO]] = []
"""Standard input, and what was read of it."""


def _standard_input() -> BinaryIO:
    """Return standard input as a file that can be read more than once."""
    stdin = sys.stdin.buffer
    if not _taken or _taken[0][0] is not stdin:
        copy = cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115
        atexit.register(copy.close)
        shutil.copyfileobj(stdin, copy, 1 << 20)
        _taken[:] = [(stdin, copy)]
    return _taken[0][1]


def on_disk(file: InputFile, folder: Path) -> InputFile:
    """Return a file that another process can read: standard input is written below `folder`."""
    if file.path is not None or file.url is not None:
        return file
    path = folder / "stdin"
    with open_stored(file) as stream, path.open("wb") as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
    return replace(file, path=path)


@dataclass
class Content:
    """An opened file.

    Args:
        source: its facts; the codec is still to be found.
        stream: its bytes without their compression.
        digest: hex sha256 of those bytes, None when it is not compressed.
    """

    file: InputFile
    source: Source
    stream: BinaryIO
    digest: str | None
    _raw: Decompressed | None
    _scratch: Path | None

    @property
    def damage(self) -> Damage | None:
        """Return why the stream has ended too early, once it has."""
        return None if self._raw is None else self._raw.damage

    def sample(self) -> bytes:
        """Return the start of the stream, up to a megabyte, and leave it where it is."""
        if self._raw is not None:
            return cast("io.BufferedReader", self.stream).peek(_SAMPLE)
        data = self.stream.read(_SAMPLE)
        self.stream.seek(0)
        return data

    def of(self, offset: int) -> str:
        """Return a byte of the stream in words."""
        behind = "" if self._raw is None else " of the decompressed data"
        return f"byte {offset}{behind}"

    def rejected(self, reason: str, todo: str, offset: int = 0, row: int | None = None) -> Reject:
        """Return the file as a whole as a reject."""
        data, payload = b"", None
        if self.source.size <= LARGEST_HELD:
            with open_stored(self.file) as stream:
                data = stream.read()
        elif self.file.path is not None:
            payload = Payload(self.file.path, self.source.size, self.source.sha256)
        else:
            with open_stored(self.file) as stream:
                payload = Payload.of(blocks_of(stream), self._scratch)
        return Reject(
            self.source.path, row, reason, todo, data, offset, payload=payload, whole=True
        )


@contextmanager
def open_content(one: Slice, reading: Reading) -> Iterator[Content]:
    """Give the bytes of a file without their compression; raises OSError."""
    file, kind = one.file, one.file.compression
    sha256, size = one.sha256, one.size
    if sha256 is None or size is None:
        with open_stored(file) as stored:
            digest = hashlib.file_digest(stored, "sha256")  # type: ignore[arg-type]
            sha256, size = digest.hexdigest(), stored.tell()
    source = Source(file.name, reading.encoding or "utf-8", b"", sha256, size)
    if kind is None:
        with open_stored(file) as stored:
            yield Content(file, source, stored, None, None, reading.scratch)
        return
    limits = reading.most_bytes, reading.most_ratio
    with open_stored(file) as stored:
        content = hashlib.sha256()
        for block in blocks_of(decompressed(stored, kind, *limits)[0]):
            content.update(block)
    with open_stored(file) as stored:
        stream, raw = decompressed(stored, kind, *limits)
        yield Content(file, source, stream, content.hexdigest(), raw, reading.scratch)
