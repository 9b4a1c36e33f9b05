"""Compressed output with the same bytes for the same input, however it is written in pieces."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from newslint.sources.find import Compression

_BLOCK: Final = 1 << 20


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def _gzip() -> _Compressor:
    """Return a compressor whose header names no file and no time."""
    return zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)


def _zstd() -> _Compressor:
    import zstandard

    return zstandard.ZstdCompressor(level=3, write_checksum=True).compressobj()


_COMPRESSORS: Final[dict[Compression, Callable[[], _Compressor]]] = {
    Compression.GZIP: _gzip,
    Compression.ZSTD: _zstd,
    Compression.BZIP2: bz2.BZ2Compressor,
    Compression.XZ: lzma.LZMACompressor,
}


class CompressedFile:
    """A file that is being written.

    Args:
        path: where it is.
        compression: what it is compressed with, None for nothing.
    """

    def __init__(self, path: Path, compression: Compression | None) -> None:
        self._stream = path.open("wb", buffering=_BLOCK)
        self._compressor = None if compression is None else _COMPRESSORS[compression]()
        self._waiting = bytearray()

    def write(self, data: bytes) -> None:
        """Write bytes."""
        if self._compressor is None:
            self._stream.write(data)
            return
        self._waiting += data
        whole = len(self._waiting) - len(self._waiting) % _BLOCK
        for start in range(0, whole, _BLOCK):
            block = bytes(self._waiting[start : start + _BLOCK])
            self._stream.write(self._compressor.compress(block))
        del self._waiting[:whole]

    def close(self) -> None:
        """Write what is left and close the file."""
        try:
            if self._compressor is not None:
                self._stream.write(self._compressor.compress(bytes(self._waiting)))
                self._stream.write(self._compressor.flush())
                self._compressor = None
        finally:
            self._stream.close()
