"""Compressed files as streams: block by block, never more than a few megabytes at a time."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol, cast

from newslint.sources.find import Compression

_STEP: Final = 1 << 16
_ZSTD_STEP: Final = 1 << 10
"""One call may give 32 KiB for each byte of input."""

_XZ_MEMORY: Final = 256 << 20
_PADDING: Final = {Compression.GZIP, Compression.XZ}
"""Formats that zeros may follow."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Why a compressed stream ended where it does, and what to do about it."""

    reason: str
    todo: str


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflater:
    """One member of a gzip file."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        found = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self.needs_input = not self._inner.unconsumed_tail and len(found) < max_length
        return found


class _Zstd:
    """One frame of a zstd file."""

    def __init__(self) -> None:
        import zstandard

        self._error = zstandard.ZstdError
        self._inner = zstandard.ZstdDecompressor().decompressobj()
        self._waiting = b""
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    def decompress(self, data: bytes, max_length: int) -> bytes:
        data = self._waiting + data
        try:
            found = self._inner.decompress(data[:_ZSTD_STEP])
        except self._error as error:
            raise OSError(str(error)) from None
        self._waiting = data[_ZSTD_STEP:]
        if self._inner.eof:
            self.unused_data = self._inner.unused_data + self._waiting
            self._waiting = b""
        return found


_DECODERS: Final[dict[Compression, Callable[[], _Decoder]]] = {
    Compression.GZIP: _Inflater,
    Compression.ZSTD: _Zstd,
    Compression.BZIP2: bz2.BZ2Decompressor,
    Compression.XZ: lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY),
}
_ERRORS: Final = (zlib.error, lzma.LZMAError, OSError, EOFError)


class Decompressed(io.RawIOBase):
    """The decompressed bytes of a stream, those of all its members one after the other.

    Where they cannot be read further the stream ends, and `damage` says why.

    Args:
        stored: the compressed stream.
        compression: what it is compressed with.
        most_bytes: so much may be read whatever the ratio.
        most_ratio: the most that bytes read may be to compressed ones beyond that.
    """

    def __init__(
        self, stored: BinaryIO, compression: Compression, most_bytes: int, most_ratio: int
    ) -> None:
        self.damage: Damage | None = None
        self._stored, self._read = stored, 0
        self._compression = compression
        self._most_bytes, self._most_ratio = most_bytes, most_ratio
        self._blocks = self._members()
        self._block = memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Read bytes into a buffer and return how many."""
        while not self._block:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._block = memoryview(block)
        size = min(len(buffer), len(self._block))
        buffer[:size] = self._block[:size]
        self._block = self._block[size:]
        return size

    def _members(self) -> Iterator[bytes]:
        members = given = 0
        data = self._more()
        while data:
            decoder = _DECODERS[self._compression]()
            before = given
            while not decoder.eof:
                if decoder.needs_input and not data and not (data := self._more()):
                    self._stop("ends in the middle of its compressed data")
                    return
                try:
                    block = decoder.decompress(data, _STEP)
                except _ERRORS as error:
                    self._stop(self._wrong(error, members, given - before))
                    return
                data = b""
                most = max(self._most_bytes, self._most_ratio * self._read) - given
                given += len(block)
                if block:
                    yield block[:most]
                if len(block) > most:
                    times = f"{self._most_ratio} times its compressed size"
                    self._stop(f"grows to more than {times}", "look at what is in it")
                    return
            members += 1
            data = self._behind(decoder.unused_data)

    def _more(self) -> bytes:
        data = self._stored.read(_STEP)
        self._read += len(data)
        return data

    def _behind(self, data: bytes) -> bytes:
        """Return what follows a member, without the zeros that may fill up the last block."""
        data = data or self._more()
        if self._compression in _PADDING:
            while data and not (rest := data.lstrip(b"\0")):
                data = self._more()
            return rest if data else b""
        return data

    def _wrong(self, error: Exception, members: int, given: int) -> str:
        name = self._compression.value
        if given:
            return f"has damaged {name} data ({error})"
        return f"has bytes behind its {name} data" if members else f"is no {name} file ({error})"

    def _stop(self, reason: str, todo: str = "fetch or compress the file again") -> None:
        self.damage = Damage(reason, todo)


def decompressed(
    stored: BinaryIO, compression: Compression, most_bytes: int, most_ratio: int
) -> tuple[BinaryIO, Decompressed]:
    """Return a buffered stream of decompressed bytes, and what tells of damage at its end."""
    raw = Decompressed(stored, compression, most_bytes, most_ratio)
    return cast("BinaryIO", io.BufferedReader(raw, 1 << 18)), raw
