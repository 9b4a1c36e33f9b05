"""Reads judged samples back: the sheets that `newslint clean --sample` wrote, filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

from newslint.errors import InputError, UsageError

Judgement = Literal["right", "wrong", "unsure"]
Value = TypeVar("Value", str, int, dict)  # type: ignore[type-arg]

_NAMES = {str: "a text", int: "a number", dict: "an object"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of a sheet.

    Args:
        where: file and line.
        id: names the finding, the same in every sheet it is in.
        rule: the rule's code.
        name: the rule's name.
        status: `applied` or `open`.
        run: hash of all findings of the run it was drawn from.
        of: findings of that run with its rule and status.
        judgement: what a person said, None for nothing yet.
    """

    where: str
    id: str
    rule: str
    name: str
    status: str
    run: str
    of: int
    judgement: Judgement | None


def read_sheet(path: Path) -> Iterator[Judged]:
    """Yield the lines of a judged sheet.

    Raises UsageError when there is no such file, InputError for a line that is none of a sheet.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            "no such file", where=str(path), todo="name the sheet that was judged and saved"
        ) from None
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=str(path), todo="check the path"
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            "not UTF-8", where=f"{path}:{bad}", todo="save the sheet as UTF-8"
        ) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _judged(line, f"{path}:{number}")


def _judged(line: str, where: str) -> Judged:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(
            "not JSON", where=where, todo="save the sheet as JSON lines, one object a line"
        ) from None
    if not isinstance(value, dict):
        raise InputError("no JSON object", where=where, todo="name a judged sample.jsonl")
    sample = _get(value, "sample", dict, where)
    status = _get(value, "status", str, where)
    if status not in ("applied", "open"):
        raise InputError(
            f"status is {status!r}", where=where, todo='leave it as drawn: "applied" or "open"'
        )
    of = _get(sample, "of", int, where)
    if of < 1:
        raise InputError(f"sample.of is {of}", where=where, todo="leave it as drawn")
    return Judged(
        where,
        _get(value, "id", str, where),
        _get(value, "rule", str, where),
        _get(value, "name", str, where),
        status,
        _get(sample, "run", str, where),
        of,
        _judgement(value, where),
    )


def _judgement(value: Mapping[str, object], where: str) -> Judgement | None:
    if "judgement" not in value:
        raise _missing("judgement", where)
    given = value["judgement"]
    if given is None or given == "":
        return None
    for word in get_args(Judgement):
        if given == word:
            judgement: Judgement = word
            return judgement
    raise InputError(
        f"judgement is {json.dumps(given)}", where=where, todo='write "right", "wrong" or "unsure"'
    )


def _get(value: Mapping[str, object], key: str, kind: type[Value], where: str) -> Value:
    if key not in value:
        raise _missing(key, where)
    found = value[key]
    if not isinstance(found, kind) or isinstance(found, bool):
        raise InputError(f"{key} is not {_NAMES[kind]}", where=where, todo="leave it as drawn")
    return found


def _missing(key: str, where: str) -> InputError:
    return InputError(
        f"no field {key}", where=where, todo="keep every field of the sheet as it was drawn"
    )
