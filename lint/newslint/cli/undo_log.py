"""Gives back the files that `newslint fix` repaired, by the log that it kept."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from newslint.errors import InputError, OutputError, UsageError
from newslint.sinks.files import replace_file
from newslint.sources.cleaned import steps_of
from newslint.sources.find import Format, InputFile
from newslint.sources.item import Page, Reading, Reject
from newslint.sources.read import read
from newslint.sources.restore import Part, file_bytes
from newslint.sources.rows import JsonRow


@dataclass
class _Repaired:
    """A file of a fix log: its first line, and the lines of its rows."""

    head: Mapping[str, object]
    edits: dict[object, list[Mapping[str, object]]] = field(default_factory=dict)
    literals: dict[object, str] = field(default_factory=dict)


def undo_log(path: Path) -> None:
    """Give back the files that a `newslint fix` changed, byte for byte.

    Raises UsageError for a damaged log, InputError when a file was changed since.
    """
    files = list(_logged(path))
    restored = [(Path(str(one.head["file"])), _restored(one)) for one in files]
    for place, data in restored:
        replace_file(place, data)
    click.echo(f"{len(restored)} files restored")


def _logged(path: Path) -> Iterator[_Repaired]:
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8", "surrogatepass").splitlines()]
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no fix log ({error})", where=str(path), todo="name the log that `newslint fix` kept"
        ) from None
    open_: _Repaired | None = None
    for line in lines:
        if "file" in line:
            if open_ is not None:
                yield open_
            open_ = _Repaired(line)
        elif open_ is not None and "literal" in line:
            open_.literals[line["row"]] = line["literal"]
        elif open_ is not None:
            open_.edits.setdefault(line["row"], []).append(line)
    if open_ is not None:
        yield open_


def _restored(repaired: _Repaired) -> bytes:
    """Return the bytes a file had before it was repaired."""
    head = repaired.head
    place = Path(str(head["file"]))
    try:
        data = place.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=str(place), todo="put the file back"
        ) from None
    if hashlib.sha256(data).hexdigest() != head["sha_after"]:
        raise InputError(
            "was changed after the repair",
            where=str(place),
            todo="undo those changes first, or restore the file from version control",
        )
    if "original" in head:
        return base64.b64decode(str(head["original"]))
    pointer = head["pointer"]
    row_file = isinstance(pointer, str)
    file = InputFile(place, str(head["path"]), Format.JSONL if row_file else Format.TEXT)
    reading = Reading(str(head["codec"]), pointer if isinstance(pointer, str) else "/text")
    parts: list[Part] = []
    for item in read([file], reading):
        if isinstance(item, Reject):
            parts.append(item)
            continue
        row = item.document.row
        text = item.decoded
        for step in reversed(steps_of(repaired.edits.get(row, []))[0]):
            text = step.revert(text)
        if row in repaired.literals and item.row is not None:
            parts.append((_relettered(item, repaired.literals[row], text), text))
        else:
            parts.append((item, text))
    restored = file_bytes(parts)
    if hashlib.sha256(restored).hexdigest() != head["sha_before"]:
        raise OutputError(
            "the log does not give the file back",
            where=str(place),
            todo="restore the file from version control",
        )
    return restored


def _relettered(page: Page, literal: str, text: str) -> Page:
    """Return a row's page whose literal is written as it was before the repair."""
    assert isinstance(page.row, JsonRow)
    return replace(page, row=replace(page.row, literal=literal, text=text))
