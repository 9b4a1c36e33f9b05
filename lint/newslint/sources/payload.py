"""Bytes that are too many to hold in memory, on their way to the rejects."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 20


class Payload:
    """Bytes in a file.

    Args:
        path: the file.
        size: how many they are.
        sha256: their hex digest.
        owned: whether the file goes when nothing refers to the payload any more.
    """

    def __init__(self, path: Path, size: int, sha256: str, *, owned: bool = False) -> None:
        self.path, self.size, self.sha256 = path, size, sha256
        if owned:
            weakref.finalize(self, path.unlink, missing_ok=True)

    @classmethod
    def of(cls, blocks: Iterable[bytes], scratch: Path | None = None) -> Payload:
        """Return a payload of blocks, written to a temporary file below `scratch`."""
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(prefix="newslint-", dir=scratch, delete=False) as stream:
            path = Path(stream.name)
            try:
                for block in blocks:
                    stream.write(block)
                    digest.update(block)
                    size += len(block)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return cls(path, size, digest.hexdigest(), owned=True)

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes in blocks."""
        with self.path.open("rb") as stream:
            yield from blocks_of(stream)

    def copy_to(self, path: Path) -> None:
        """Write the bytes to another file."""
        shutil.copyfile(self.path, path)


def blocks_of(stream: BinaryIO) -> Iterator[bytes]:
    """Yield what is left of a stream in blocks."""
    while block := stream.read(_BLOCK):
        yield block
