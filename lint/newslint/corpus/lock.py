"""A lock on a directory that the system releases when its holder ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newslint.errors import OutputError
from newslint.sinks.files import writing


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold the lock of a file, which stays. Raises OutputError when another process has it."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0)
    with writing(path):
        try:
            lock.acquire()
        except Timeout:  # an OSError, too
            raise OutputError(
                f"another newslint writes to this {what}",
                where=str(path.parent),
                todo="wait until it is done",
            ) from None
    try:
        yield
    finally:
        lock.release()
