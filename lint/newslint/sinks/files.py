"""Atomic writing: a file is whole and new, or untouched; a failed write says what to do."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newslint.errors import OutputError


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Turn an OSError of the block into one clear line about the output path."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot be written ({error.strerror or error})",
            where=str(where),
            todo="free space or choose another place; what was there before is untouched",
        ) from error


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old bytes or all of the new ones.

    The file's mode is kept. Raises OutputError.
    """
    with writing(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if path.exists():
                shutil.copymode(path, temporary)
            else:
                temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


@contextmanager
def staged_directory(target: Path) -> Iterator[Path]:
    """Give a directory to write in whose files move to `target` when the block succeeds.

    Nothing at `target` changes before that; when the block fails, nothing changes at all.
    Raises OutputError.
    """
    with writing(target):
        created = not target.exists()
        target.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".newslint-", dir=target))
    try:
        with writing(target):
            yield stage
            for path in sorted(stage.rglob("*")):
                place = target / path.relative_to(stage)
                if path.is_dir():
                    place.mkdir(exist_ok=True)
                else:
                    path.chmod(0o644)
                    path.replace(place)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if created and not any(target.iterdir()):
            target.rmdir()
