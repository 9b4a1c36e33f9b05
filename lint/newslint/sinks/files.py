"""Atomic writing: a file is whole and new, or untouched; a failed write says what to do."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from newslint.errors import OutputError

MANIFEST: Final = "manifest.json"
"""The file of a cleaned directory that says what it is."""


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


def installed(stage: Path, target: Path, was: Path) -> None:
    """Put the files of a finished directory in place of those of the run before.

    The manifest goes first and comes last: a directory without one is not finished. Files that the
    old manifest names and the new one does not are removed, others stay. Stopped anywhere and done
    again, it ends the same. Raises OSError.

    Args:
        stage: the directory with the new files; it is gone afterwards.
        target: where they go.
        was: where the old manifest stays meanwhile.
    """
    manifest = target / MANIFEST
    if manifest.is_file():
        manifest.replace(was)
    new = {path.relative_to(stage).as_posix() for path in stage.rglob("*") if path.is_file()}
    for name in sorted(new - {MANIFEST}):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (stage / name).chmod(0o644)
        (stage / name).replace(place)
    for name in sorted(_named(was) - new):
        place = target.joinpath(*PurePosixPath(name).parts)
        place.unlink(missing_ok=True)
        if place.parent != target and place.parent.is_dir() and not any(place.parent.iterdir()):
            place.parent.rmdir()
    (stage / MANIFEST).chmod(0o644)
    (stage / MANIFEST).replace(manifest)
    was.unlink(missing_ok=True)
    shutil.rmtree(stage)


def _named(manifest: Path) -> set[str]:
    """Return the files below its directory that a manifest names."""
    try:
        names = json.loads(manifest.read_bytes()).get("files", [])
    except (OSError, ValueError, AttributeError):
        return set()
    paths = [PurePosixPath(name) for name in names if isinstance(name, str)]
    return {path.as_posix() for path in paths if not path.is_absolute() and ".." not in path.parts}
