"""newslint undo: give back the source files, or a page without some edits."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from newslint import __version__
from newslint.cli.clean import articles_of
from newslint.errors import InputError, OutputError, UsageError
from newslint.pipeline.clean import Outcome
from newslint.pipeline.project import Unit
from newslint.reports.html import ReportBuilder
from newslint.rule import Rule, load_packs
from newslint.sinks.card import CARD, is_card
from newslint.sinks.cleaned import CleanedWriter, Judges, Manifest, inside
from newslint.sinks.files import replace_file, staged_directory
from newslint.sinks.result import Left, Result
from newslint.sources.cleaned import CleanedDirectory, Stored, steps_of
from newslint.sources.find import Format, InputFile
from newslint.sources.read import Page, Reading, Reject, read
from newslint.sources.restore import Part, by_file, file_bytes, path_of
from newslint.text.log import Address
from newslint.text.span import Span


@click.command("undo", short_help="Give back the source files, or a page without some edits.")
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory to write the files to.",
)
@click.option("--rule", "rules", multiple=True, metavar="CODE", help="Only the edits of a rule.")
@click.option(
    "--edit",
    "edits",
    multiple=True,
    type=int,
    metavar="ID",
    help="Only this edit, by its id in edits.jsonl.",
)
@click.option("--write", is_flag=True, help="Write the cleaned directory anew without those edits.")
@click.option(
    "--log",
    "log_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Undo an in-place repair by the log that `newslint fix` kept.",
)
def command(
    directory: Path | None,
    output: Path | None,
    rules: tuple[str, ...],
    edits: tuple[int, ...],
    write: bool,
    log_path: Path | None,
) -> None:
    """Rebuild the source files byte for byte from a cleaned directory alone.

    With --rule or --edit, give the pages without those edits; edits that depended on them go
    too and are listed.
    """
    if log_path is not None:
        if directory is not None or output is not None or rules or edits or write:
            raise UsageError("--log goes with no other argument", todo="newslint undo --log FILE")
        undo_log(log_path)
        return
    if directory is None:
        raise UsageError("nothing to undo", todo="name a cleaned directory or --log FILE")
    cleaned = CleanedDirectory(directory)
    if rules or edits:
        if write == (output is not None):
            raise UsageError("what to write is open", todo="give either -o DIR or --write")
        undo_some(cleaned, _codes(rules), frozenset(edits), output)
    elif output is None:
        raise UsageError("where to write is open", todo="give -o DIR")
    else:
        undo_all(cleaned, output)


def _codes(words: Sequence[str]) -> frozenset[str]:
    return frozenset(code for word in words for code in word.replace(",", " ").upper().split())


def undo_all(cleaned: CleanedDirectory, output: Path) -> None:
    """Write the source files of a cleaned directory; raises InputError on a wrong checksum."""
    files = 0
    with staged_directory(output) as stage:
        for path, parts in by_file(_ordered(cleaned)):
            data = file_bytes(parts)
            pages = [part[0] for part in parts if not isinstance(part, Reject)]
            expected = pages[0].document.source.sha256 if pages else None
            if expected not in (None, hashlib.sha256(data).hexdigest()):
                raise InputError(
                    f"does not give back {path}: its checksum differs",
                    where=str(cleaned.root),
                    todo="the directory was changed after it was written; clean the source again",
                )
            _write(stage, path, data)
            files += 1
    click.echo(f"{files} files restored -> {output}")


def _ordered(cleaned: CleanedDirectory) -> list[Part]:
    """Return all parts, the files by name, the rows of a file in order."""
    parts: list[Part] = [(stored.page, stored.page.decoded) for stored in cleaned.pages()]
    parts += cleaned.rejects()
    return sorted(parts, key=lambda part: (path_of(part), _row(part)))


def _row(part: Part) -> int:
    return (part.row if isinstance(part, Reject) else part[0].document.row) or 0


def _write(stage: Path, path: str, data: bytes) -> None:
    place = inside(stage, path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def undo_some(
    cleaned: CleanedDirectory, rules: frozenset[str], edits: frozenset[int], output: Path | None
) -> None:
    """Write the pages, or the whole directory anew, without some edits.

    Raises UsageError when there is no such edit.
    """
    results = [_without(stored, rules, edits) for stored in cleaned.pages()]
    if not any(one.gone for one in results):
        raise UsageError(
            "no such edit in this directory",
            where=str(cleaned.root),
            todo="see edits.jsonl for ids and rules",
        )
    for one in results:
        for line in one.gone:
            click.echo(line)
    if output is None:
        _rewrite(cleaned, [one.result for one in results])
        return
    parts: list[Part] = [(one.result.page, one.result.log.text) for one in results]
    parts += cleaned.rejects()
    parts.sort(key=lambda part: (path_of(part), _row(part)))
    with staged_directory(output) as stage:
        for path, members in by_file(parts):
            _write(stage, path, file_bytes(members))


@dataclass(frozen=True)
class _Without:
    """A page without some edits, and a line about each edit that went."""

    result: Result
    gone: tuple[str, ...]


def _without(stored: Stored, rules: frozenset[str], edits: frozenset[int]) -> _Without:
    log, ids = stored.log, stored.ids
    asked = {
        Address(at, place)
        for at, step in enumerate(log.steps)
        for place, change in enumerate(step.changes)
        if change.rule in rules or ids[at][place] in edits
    }
    partial = log.without(asked)
    dependent = set(partial.dependent)
    gone = []
    left = [_left(line) for line in stored.left]
    for address in sorted(asked | dependent):
        change = log.change(address)
        origin = log.origin(change.edit.span, address.step)
        why = "depended on it" if address in dependent - asked else "undone"
        number = ids[address.step][address.place]
        gone.append(
            f"edit {number} {stored.page.document.id} {change.rule} "
            f"{change.edit.old!r} -> {change.edit.new!r}: {why}"
        )
        left.append(
            Left(
                change.rule,
                "undone",
                change.because,
                "",
                origin,
                origin.of(log.source),
                change.safety.label,
                (change.edit.new,),
            )
        )
    return _Without(Result(stored.page, partial.log, tuple(left)), tuple(gone))


def _left(line: Mapping[str, object]) -> Left:
    origin = line["origin"]
    candidates = line["candidates"]
    return Left(
        str(line["rule"]),
        str(line["status"]),
        str(line["reason"]),
        str(line["key"]),
        Span(int(origin[0]), int(origin[1])) if isinstance(origin, list) else None,
        str(line["text"]),
        str(line["safety"]),
        tuple(map(str, candidates)) if isinstance(candidates, list) else (),
        None if line["winner"] is None else str(line["winner"]),
    )


def _rewrite(cleaned: CleanedDirectory, results: Sequence[Result]) -> None:
    """Write the cleaned directory anew from its pages and what is left of their logs."""
    manifest = cleaned.manifest
    said = manifest["records_are"]
    unit: Unit | None = said if said in ("article", "page") else None
    versions = manifest["rules"]
    assert isinstance(versions, dict)
    rejects = list(cleaned.rejects())
    report = ReportBuilder()
    with staged_directory(cleaned.root) as stage:
        as_text = (cleaned.root / "pages").is_dir()
        writer = CleanedWriter(
            stage,
            unit,
            pages_as_text=as_text,
            judges=_judges(manifest),
            card=is_card(cleaned.root / CARD),
        )
        for result in results:
            projection = writer.add(result)
            outcome = Outcome(result.page.document, result.cleaned, result.log)
            report.add(outcome, articles_of(projection))
        for reject in rejects:
            writer.reject(reject)
        writer.finish(
            Manifest(versions, str(manifest["configuration"]), unit),
            len(results) + len(rejects),
            report.html(newslint_version=__version__, total_pages=len(results)),
        )
    click.echo(f"{len(results)} pages written anew -> {cleaned.root}")


def _judges(manifest: Mapping[str, object]) -> Judges:
    """Return the rules that judged the articles of a cleaned directory, with their limits then."""
    limits, drop = manifest.get("limits"), manifest.get("drop")
    if not isinstance(limits, dict) or not isinstance(drop, list):
        return Judges()
    rules = [_limited(rule, limits[rule.code]) for rule in load_packs() if rule.code in limits]
    return Judges(tuple(rules), frozenset(drop))


def _limited(rule: Rule, limits: Mapping[str, float]) -> Rule:
    return replace(rule, options=replace(rule.options, **limits))  # type: ignore[type-var]


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
    assert page.row is not None
    return replace(page, row=replace(page.row, literal=literal, text=text))
