"""Files that are not on this machine's disks, through fsspec: s3://, gs://, https://, memory://."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO, cast
from urllib.parse import urlsplit

import regex

from newslint.errors import UsageError
from newslint.sources.extras import require

_BLOCK = 1 << 20
_URL = regex.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_remote(path: str) -> bool:
    """Tell whether a path of the command line is a URL."""
    return _URL.match(path) is not None


def plain_name(url: str) -> str:
    """Return a URL without its scheme, query, and what it is chained to: `bucket/folder/file`."""
    parts = urlsplit(url.split("::", 1)[0])
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}".strip("/")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a URL names: its files in order, and whether it is a folder."""

    urls: tuple[str, ...]
    folder: bool


def listed(url: str) -> Listing:
    """Return the files that a URL names: one, those of a pattern, or all below a folder.

    Raises UsageError when there is none, or when it cannot be asked.
    """
    require("remote", "fsspec", "a remote path", url)
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(url)
        if any(mark in path for mark in "*[") and not system.exists(path):
            found, folder = [name for name in system.glob(path) if system.isfile(name)], False
        elif system.isdir(path):
            found, folder = system.find(path), True
        else:
            found, folder = ([path] if system.exists(path) else []), False
        urls = [url] if found == [path] else [system.unstrip_protocol(name) for name in found]
    except Exception as error:  # each file system has errors of its own
        raise UsageError(
            f"cannot be listed ({_said(error)})",
            where=url,
            todo="check the address, the rights, and that the driver of its scheme is installed",
        ) from None
    if not urls:
        raise UsageError("no such file, folder or match", where=url, todo="check the address")
    return Listing(tuple(sorted(urls)), folder)


def open_remote(url: str) -> BinaryIO:
    """Return a stream of a remote file; raises OSError, whatever its file system raises."""
    import fsspec

    try:
        stream = fsspec.open(url, "rb").open()
    except OSError:
        raise
    except Exception as error:
        raise OSError(_said(error)) from error
    return cast("BinaryIO", io.BufferedReader(_Remote(stream), _BLOCK))


class _Remote(io.RawIOBase):
    """A stream whose errors are all OSError."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Tell whether its file system can go to any byte."""
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a byte and return it."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """Return the byte that comes next."""
        return self._stream.tell()

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Read bytes into a buffer and return how many."""
        try:
            data = self._stream.read(len(buffer))
        except OSError:
            raise
        except Exception as error:
            raise OSError(_said(error)) from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._stream.close()
        super().close()


def _said(error: Exception) -> str:
    """Return the first line of what an error says."""
    return (str(error) or type(error).__name__).splitlines()[0]
