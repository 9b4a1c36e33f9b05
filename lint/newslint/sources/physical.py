"""Physical lines of a stream, none of them held in memory beyond a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from newslint.sources.payload import Payload

BLANK: Final = b" \t\r\n\xef\xbb\xbf"
_WIDE_BLANK: Final = b" \t\r\n\0\xff\xfe"
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class LongLine:
    """A line that is too long to be held, and whether the stream goes on behind it."""

    payload: Payload
    ended: bool

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return self.payload.size


class Lines:
    """Lines with their ends.

    Args:
        stream: where they are read.
        codec: decides how a line ends.
        most_bytes: a longer line is written to a file.
        scratch: where it is written.
    """

    def __init__(
        self, stream: BinaryIO, codec: str, most_bytes: int, scratch: Path | None = None
    ) -> None:
        self.stream, self.most_bytes, self.scratch = stream, most_bytes, scratch
        self.end = "\n".encode(codec)
        self._blank = BLANK if len(self.end) == 1 else _WIDE_BLANK

    def is_blank(self, line: bytes) -> bool:
        """Tell whether a line holds nothing but white space and a byte order mark."""
        return not line.strip(self._blank)

    def __iter__(self) -> Iterator[bytes | LongLine]:
        most = self.most_bytes + 1
        readline: Callable[[int], bytes] = self.stream.readline
        if len(self.end) > 1:
            readline = self._wide
        while line := readline(most):
            if len(line) == most and not line.endswith(self.end):
                ends: list[bool] = []
                payload = Payload.of(self._rest(line, ends), self.scratch)
                yield LongLine(payload, bool(ends))
            else:
                yield line

    def _rest(self, start: bytes, ends: list[bool]) -> Iterator[bytes]:
        """Yield the blocks of a long line; its line end, if it has one, is added to `ends`."""
        yield start
        readline = self.stream.readline if len(self.end) == 1 else self._wide
        while block := readline(_BLOCK):
            yield block
            if block.endswith(self.end):
                ends.append(True)
                return

    def _wide(self, most: int) -> bytes:
        """Return a line whose characters are of two or four bytes."""
        line = b""
        while not line.endswith(self.end) and len(line) < most:
            piece = self.stream.readline(most - len(line))
            piece += self.stream.read(-(len(line) + len(piece)) % len(self.end))
            if not piece:
                break
            line += piece
        return line
