"""Files of named arrays: checked when they are opened, then mapped into memory.

A file holds sixteen bytes that say what it is; little-endian version and length of the header
(uint32 each); the header as JSON (facts, the arrays with type and shape, the sha256 of what
follows); the arrays, each at a multiple of ALIGNMENT bytes. Of the arrays only what is asked for
is read from disk after the check.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from newslint.errors import Exit, NewslintError

MAGIC_SIZE: Final = 16
ALIGNMENT: Final = 64

_TODO = "train it again with `newslint lm train`, or use `--lm base`"

Array = np.ndarray[tuple[int, ...], np.dtype[np.generic]]
Facts = Mapping[str, str | int | float]


class BadModel(NewslintError):  # noqa: N818 - reads as what it is where it is caught
    """A model file that cannot be read, is none, is of another version, or is damaged."""

    exit_code = Exit.USAGE


@dataclass(frozen=True, slots=True)
class Arrays:
    """What a file holds.

    Args:
        facts: what its header says.
        arrays: its arrays by name, read-only.
        digest: sha256 of the arrays.
    """

    facts: Facts
    arrays: Mapping[str, Array]
    digest: str


def packed(magic: bytes, version: int, facts: Facts, arrays: Mapping[str, Array]) -> bytes:
    """Return the bytes of a file."""
    solid = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    body = b"".join(
        array.tobytes() + b"\0" * (-array.nbytes % ALIGNMENT) for array in solid.values()
    )
    header = {
        "facts": dict(facts),
        "arrays": [[name, array.dtype.str, array.shape] for name, array in solid.items()],
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    text = json.dumps(header, sort_keys=True, ensure_ascii=False).encode()
    text += b" " * (-(MAGIC_SIZE + 8 + len(text)) % ALIGNMENT)
    return magic + struct.pack("<2I", version, len(text)) + text + body


def mapped(path: Path) -> mmap.mmap | bytes:
    """Return the bytes of a file, mapped into memory; raises BadModel."""
    try:
        with path.open("rb") as stream:
            size = path.stat().st_size
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    except OSError as error:
        raise BadModel(
            f"the model cannot be read ({error.strerror or error})",
            where=str(path),
            todo="name a file that `newslint lm train` wrote",
        ) from error


def unpacked(data: mmap.mmap | bytes, versions: Mapping[bytes, int], where: str) -> Arrays:
    """Return what a file holds; raises BadModel.

    Args:
        data: its bytes.
        versions: the versions that are read, by the bytes that a file starts with.
        where: what errors call it.
    """
    fixed = MAGIC_SIZE + 8
    magic = bytes(data[:MAGIC_SIZE])
    if magic not in versions or len(data) < fixed:
        raise BadModel("this is no newslint model", where=where, todo=_TODO)
    version, length = struct.unpack_from("<2I", data, MAGIC_SIZE)
    if version != versions[magic]:
        what = f"the model is of version {version}, this newslint reads version {versions[magic]}"
        raise BadModel(what, where=where, todo=_TODO)
    view = memoryview(data)
    start = fixed + length
    try:
        header = json.loads(data[fixed:start])
        digest, facts, listed = header["sha256"], header["facts"], header["arrays"]
        if hashlib.sha256(view[start:]).hexdigest() != digest:
            raise BadModel("the model is damaged: its checksum differs", where=where, todo=_TODO)
        arrays: dict[str, Array] = {}
        for name, kind, shape in listed:
            size = int(np.prod(shape))
            arrays[name] = np.frombuffer(view, kind, size, start).reshape(shape)
            start += arrays[name].nbytes + (-arrays[name].nbytes % ALIGNMENT)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(where) from error
    return Arrays(facts, arrays, digest)


def damaged(where: str) -> BadModel:
    """Return the error about a header that does not say what it must."""
    return BadModel("the model's header is damaged", where=where, todo=_TODO)
