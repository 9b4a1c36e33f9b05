"""Arrays in one file that says what it is: a header with checksums, then the arrays, mappable.

8 bytes   mark
4 bytes   version of the format, little-endian like all that follows
4 bytes   length of the header
16 bytes  BLAKE2b of the header
header    JSON: kind, facts, arrays (name, type, shape, first byte, checksum)
arrays    each at a multiple of 64 bytes
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

import numpy as np
import orjson
from numpy.typing import NDArray

from newslint.errors import InputError, UsageError
from newslint.sinks.files import writing

MARK: Final = b"NLARRAYS"
VERSION: Final = 1
_FIXED: Final = len(MARK) + 4 + 4 + 16
_ALIGNED: Final = 64
_LARGEST_HEADER: Final = 1 << 24

Array = NDArray[np.generic]
Fact = str | int | float


class DamagedError(InputError):
    """A file of fingerprints is not what was written."""


class _Row(TypedDict):
    name: str
    type: str
    shape: list[int]
    first: int
    sum: str


class _Header(TypedDict):
    kind: str
    facts: dict[str, Fact]
    arrays: list[_Row]


class _Arrays(Mapping[str, Array]):
    """The arrays of a file that is mapped into memory, each made when it is asked for."""

    def __init__(self, data: NDArray[np.uint8], start: int, rows: Mapping[str, _Row]) -> None:
        self._data, self._start, self._rows = data, start, rows

    def __getitem__(self, name: str) -> Array:
        row = self._rows[name]
        of = np.dtype(row["type"])
        first = self._start + row["first"]
        last = first + _bytes(row)
        return np.asarray(self._data[first:last]).view(of).reshape(row["shape"])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _bytes(row: _Row) -> int:
    return np.dtype(row["type"]).itemsize * math.prod(row["shape"])


@dataclass(frozen=True, slots=True)
class Store:
    """An open file: its facts, and its arrays mapped into memory, read-only.

    It takes a file handle as long as it, or an array of it, lives.
    """

    path: Path
    facts: Mapping[str, Fact]
    arrays: Mapping[str, Array]
    checksums: Mapping[str, str]

    def numbers(self, name: str) -> NDArray[np.int64]:
        """Return an array as it is stored; callers know its type."""
        return self.arrays[name]  # type: ignore[return-value]

    def hashes(self, name: str) -> NDArray[np.uint64]:
        """Return an array of hashes."""
        return self.arrays[name]  # type: ignore[return-value]

    def check(self) -> None:
        """Raise DamagedError unless every array is what was written; reads all of them."""
        for name, array in self.arrays.items():
            if _checksum(array) != self.checksums[name]:
                raise damaged(self.path, f"the array {name} is not what was written")


def damaged(path: Path, what: str) -> DamagedError:
    """Return the error about a file that was damaged."""
    return DamagedError(
        f"damaged: {what}", where=str(path), todo="make it anew, or bring back a sound copy"
    )


def _checksum(array: Array) -> str:
    data = np.ascontiguousarray(array).data if array.size else b""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def write_store(
    path: Path,
    kind: str,
    facts: Mapping[str, Fact],
    arrays: Mapping[str, Array],
    *,
    durable: bool = False,
) -> None:
    """Write a file whole; a reader sees it complete or not at all. Raises OutputError.

    A durable one is on the disk, not only on its way there, when this returns.
    """
    rows: list[_Row] = []
    first = 0
    ready = {
        name: np.ascontiguousarray(one, one.dtype.newbyteorder("<")) for name, one in arrays.items()
    }
    for name, array in ready.items():
        rows.append(
            {
                "name": name,
                "type": array.dtype.str,
                "shape": list(array.shape),
                "first": first,
                "sum": _checksum(array),
            }
        )
        first += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = json.dumps({"kind": kind, "facts": dict(facts), "arrays": rows}).encode()
    header += b" " * (-(_FIXED + len(header)) % _ALIGNED)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with writing(path):
        try:
            with temporary.open("wb") as stream:
                stream.write(MARK + VERSION.to_bytes(4, "little"))
                stream.write(len(header).to_bytes(4, "little"))
                stream.write(hashlib.blake2b(header, digest_size=16).digest())
                stream.write(header)
                for array in ready.values():
                    stream.write(array.data if array.size else b"")
                    stream.write(bytes(-array.nbytes % _ALIGNED))
                stream.flush()
                if durable:
                    os.fsync(stream.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def open_store(path: Path, kind: str, *, check: bool = False) -> Store:
    """Return an open file of a kind; `check` reads all of it and compares the checksums.

    Raises UsageError for a file that is something else or of a newer version, DamagedError for
    one that is not as it was written, InputError when it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            fixed = stream.read(_FIXED)
            header = _header(path, fixed, kind, stream.read(_header_size(fixed)))
        size = path.stat().st_size
        data = np.memmap(path, dtype=np.uint8, mode="r") if size else np.zeros(0, np.uint8)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror or error})",
            where=str(path),
            todo="check the path and its permissions",
        ) from None
    start = _FIXED + _header_size(fixed)
    rows = {row["name"]: row for row in header["arrays"]}
    for row in header["arrays"][-1:]:
        last = start + row["first"] + _bytes(row)
        if last > size:
            raise damaged(path, f"it ends at byte {size}, the array {row['name']} at {last}")
    checksums = {name: row["sum"] for name, row in rows.items()}
    store = Store(path, header["facts"], _Arrays(data, start, rows), checksums)
    if check:
        store.check()
    return store


def _header_size(fixed: bytes) -> int:
    return min(int.from_bytes(fixed[12:16], "little"), _LARGEST_HEADER)


def _header(path: Path, fixed: bytes, kind: str, header: bytes) -> _Header:
    foreign = UsageError(
        f"this is no file of {kind}", where=str(path), todo="name one that newslint wrote"
    )
    if len(fixed) < _FIXED and MARK.startswith(fixed[: len(MARK)]):
        raise damaged(path, f"it ends at byte {len(fixed)}")
    if fixed[: len(MARK)] != MARK:
        raise foreign
    version = int.from_bytes(fixed[8:12], "little")
    if version > VERSION:
        raise UsageError(
            f"written by a newer newslint (format {version}, known up to {VERSION})",
            where=str(path),
            todo="upgrade newslint",
        )
    if hashlib.blake2b(header, digest_size=16).digest() != fixed[16:32]:
        raise damaged(path, "its header is not what was written")
    found: _Header = orjson.loads(header)
    if found["kind"] != kind:
        raise foreign
    return found
