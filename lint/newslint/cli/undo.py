"""newslint undo: give back the source files, or a page without some edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from pathlib import Path

import click

from newslint.cli.undo_log import undo_log
from newslint.errors import InputError, UsageError
from newslint.sinks.files import staged_directory
from newslint.sinks.part import inside
from newslint.sinks.result import Left, Result
from newslint.sources.cleaned import CleanedDirectory, RejectsByFile, Stored
from newslint.sources.item import Reject
from newslint.sources.restore import Part, path_of, restored_name, write_file, write_whole
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
    parts: Iterator[Part] = ((stored.page, stored.page.decoded) for stored in cleaned.pages())
    with staged_directory(output) as stage:
        files = _restored(cleaned, parts, stage, same=True)
    click.echo(f"{files} files restored -> {output}")


def _restored(cleaned: CleanedDirectory, pages: Iterator[Part], stage: Path, *, same: bool) -> int:
    """Write the files that pages and rejects are of and return how many they are.

    `same` tells that each must be what was read; then one that a reject holds as a whole is
    written from it. What was never read is named and not written.
    """
    rejects = cleaned.rejects_by_file()
    seen: set[str] = set()
    for path, members in groupby(pages, key=path_of):
        if path in seen:
            raise InputError(
                f"damaged (the pages of {path} stand in two places)",
                where=str(cleaned.root / "pages.jsonl"),
                todo="clean the source again",
            )
        seen.add(path)
        whole = rejects.take_whole(path)
        if whole is not None and same:
            write_whole(whole, _place(stage, path, whole=True))
            continue
        parts = merge(members, rejects.take(path), key=_row)
        try:
            write_file(path, parts, _place(stage, path, whole=False), same=same)
        except InputError as error:
            raise InputError(error.what, where=str(cleaned.root), todo=error.todo) from None
    files = len(seen)
    for path in rejects.paths():
        files += _rejected(rejects, path, stage)
    return files


def _rejected(rejects: RejectsByFile, path: str, stage: Path) -> bool:
    """Write a file of which there are only rejects; tell whether there was anything to write."""
    whole = rejects.take_whole(path)
    if whole is not None:
        write_whole(whole, _place(stage, path, whole=True))
        return True
    parts = list(rejects.take(path))
    if all(part.unread for part in parts):
        click.echo(f"newslint: {path}: was not read, so it is not restored", err=True)
        return False
    write_file(path, parts, _place(stage, path, whole=False), same=False)
    return True


def _row(part: Part) -> int:
    return (part.row if isinstance(part, Reject) else part[0].document.row) or 0


def _place(stage: Path, path: str, *, whole: bool) -> Path:
    place = inside(stage, restored_name(path, whole=whole))
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def undo_some(
    cleaned: CleanedDirectory, rules: frozenset[str], edits: frozenset[int], output: Path | None
) -> None:
    """Write the pages, or the whole directory anew, without some edits.

    Raises UsageError when there is no such edit.
    """
    results = _without_all(cleaned, rules, edits)
    if output is None:
        from newslint.cli.rewrite import rewrite

        pages = rewrite(cleaned, results)
        click.echo(f"{pages} pages written anew -> {cleaned.root}")
        return
    with staged_directory(output) as stage:
        parts: Iterator[Part] = ((one.page, one.log.text) for one in results)
        _restored(cleaned, parts, stage, same=False)


def _without_all(
    cleaned: CleanedDirectory, rules: frozenset[str], edits: frozenset[int]
) -> Iterator[Result]:
    """Yield the pages without some edits, and say which went; raises UsageError for none."""
    found = False
    for one in (_without(stored, rules, edits) for stored in cleaned.pages()):
        found |= bool(one.gone)
        for line in one.gone:
            click.echo(line)
        yield one.result
    if not found:
        raise UsageError(
            "no such edit in this directory",
            where=str(cleaned.root),
            todo="see edits.jsonl for ids and rules",
        )


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
