"""Divides input into shards of like size: ranges of large files, groups of small ones.

Each file is read once, for its digest and for the line numbers at the cuts. How the input is
divided never shows in what is written; only how much is done again after a stop depends on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import BinaryIO, Final

from newslint.sources.decode import splits_lines
from newslint.sources.find import Format, InputFile
from newslint.sources.item import Reading
from newslint.sources.meta import Sidecars
from newslint.sources.opening import open_stored
from newslint.sources.slices import Slice

SIZE: Final = 16 << 20
"""Bytes of input in a shard: some ten seconds of work for one worker."""

MOST_FILES: Final = 1_000
"""Small files in a shard."""

_BLOCK: Final = 1 << 20
_BLANK: Final = b" \t\r\n\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Shard:
    """What one worker reads at a time.

    Args:
        slices: the pieces of files, in the order they are read.
        size: their bytes as stored.
        digest: of all that their reading depends on: names, formats, bytes, what sidecars say.
    """

    slices: tuple[Slice, ...]
    size: int
    digest: str


def shards(files: Iterable[InputFile], reading: Reading, size: int = SIZE) -> Iterator[Shard]:
    """Yield the shards of files in order.

    A shard is closed when it holds `size` bytes or MOST_FILES files, and when it is a quarter full
    before one file in eight, by a hash of its name: so a change in one file changes no shard but
    its own and its neighbour. Only JSON lines that are not compressed and Parquet files are cut.
    """
    sidecars = Sidecars()
    group: list[Slice] = []
    total = hashlib.sha256()
    held = 0

    def closed() -> Shard:
        return Shard(tuple(group), held, total.hexdigest())

    for file in files:
        rows = file.format.has_rows
        said = "" if rows else repr(sorted(sidecars.known(file).facts.items()))
        for one, length in _slices(file, reading, size):
            full = held + length > size or len(group) >= MOST_FILES
            if group and (full or (4 * held > size and _divides(file.name))):
                yield closed()
                group, total, held = [], hashlib.sha256(), 0
            parts = (file.name, file.format.value, one.sha256, one.size, one.start, one.end, said)
            total.update(repr(parts).encode("utf-8", "surrogatepass"))
            group.append(one)
            held += length
    if group:
        yield closed()


def _divides(name: str) -> bool:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] < 32


def _slices(file: InputFile, reading: Reading, size: int) -> Iterator[tuple[Slice, int]]:
    """Yield the slices of a file and their lengths; one that cannot be read is a slice as well."""
    cut = size if _can_be_cut(file, reading) else None
    try:
        with open_stored(file) as stream:
            digest, length, cuts = _survey(stream, cut)
    except OSError:
        yield Slice(file), 0
        return
    if file.format is Format.PARQUET:
        cuts = _row_groups(file, size)
    ends = [start for start, _ in cuts[1:]]
    for (start, line), end in zip(cuts, [*ends, None], strict=True):
        stop = length if end is None else end
        share = length // len(cuts) if cut is None else stop - start
        yield Slice(file, digest, length, start, end, line), share


def _can_be_cut(file: InputFile, reading: Reading) -> bool:
    return (
        file.format is Format.JSONL
        and file.compression is None
        and (reading.encoding is None or splits_lines(reading.encoding))
    )


class _Survey:
    """What was read of a stream so far: its digest, and the byte and the line that come next."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.offset, self.line = 0, 1

    def take(self, block: bytes) -> bytes:
        """Count a block, and return it."""
        self.digest.update(block)
        self.offset += len(block)
        self.line += block.count(b"\n")
        return block


def _survey(stream: BinaryIO, cut: int | None) -> tuple[str, int, list[tuple[int, int]]]:
    """Return digest and length of a stream, and byte and line of the start of each range.

    Ranges are at least `cut` bytes long and start with a line that is not blank.
    """
    seen = _Survey()
    cuts = [(0, 1)]
    while True:
        wanted = _BLOCK if cut is None else min(_BLOCK, cuts[-1][0] + cut - seen.offset)
        if wanted > 0:
            if not seen.take(stream.read(wanted)):
                break
            continue
        while (piece := seen.take(stream.readline(_BLOCK))) and not piece.endswith(b"\n"):
            pass
        start = seen.offset, seen.line
        while (piece := seen.take(stream.readline(_BLOCK))) and not piece.strip(_BLANK):
            if piece.endswith(b"\n"):
                start = seen.offset, seen.line
        if not piece:
            break
        cuts.append(start)
    return seen.digest.hexdigest(), seen.offset, cuts


def _row_groups(file: InputFile, size: int) -> list[tuple[int, int]]:
    """Return first row group and first row of each range of a Parquet file."""
    from newslint.sources.parquet import row_groups

    cuts = [(0, 1)]
    held, row = 0, 1
    for number, group in enumerate(row_groups(file)):
        if held and held + group.size > size:
            cuts.append((number, row))
            held = 0
        held += group.size
        row += group.rows
    return cuts
