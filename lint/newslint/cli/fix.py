"""newslint fix: repair text files in place."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from newslint.cli.session import Asked, Session, Verdict, announce_codec, reading_options
from newslint.errors import Exit, OutputError, UsageError
from newslint.pipeline.flow import Cleaned
from newslint.reports.unified import unified
from newslint.sinks.files import replace_file, writing
from newslint.sinks.fixlog import fix_log
from newslint.sources.find import Format
from newslint.sources.read import Reject
from newslint.sources.restore import Part, by_file, file_bytes

_FORMATS = (Format.TEXT, Format.MARKDOWN, Format.JSONL)

LOGS = Path(".newslint")
"""Where `fix` keeps its logs unless --log says otherwise; it ignores itself in git."""


@click.command("fix", short_help="Repair text files in place, safe repairs only.")
@reading_options
@click.option("--diff", "show", is_flag=True, help="Print the changes and write nothing.")
@click.option("--check", "dry", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option(
    "--log",
    "log_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to keep the log for `newslint undo --log`.  [default: .newslint/fix-N.jsonl]",
)
def command(
    show: bool,
    dry: bool,
    log_path: Path | None,
) -> None:
    """Repair files in place: same codec, byte order mark and line ends, safe repairs only.

    Exits with 1 when a file was changed. From standard input (-) to standard output.
    """
    session = _in_place(Session.open(Asked.here()))
    sys.exit(int(repair_files(session, show=show, dry=dry, log_path=log_path)))


def _in_place(session: Session) -> Session:
    """Return a session without the files that cannot be repaired in place, and say which.

    Raises UsageError when none is left.
    """
    able = tuple(
        file
        for file in session.files
        if file.format in _FORMATS and file.compression is None and file.url is None
    )
    if len(able) == len(session.files):
        return session
    where = next(file.name for file in session.files if file not in able)
    what = "is not repaired in place: only text, Markdown and JSON lines on disk are"
    if not able:
        raise UsageError(what, where=where, todo=f"newslint clean {where} -o DIR")
    others = len(session.files) - len(able) - 1
    behind = f" (nor are {others} other files)" if others else ""
    click.echo(f"newslint: {where}: {what}{behind}", err=True)
    return replace(session, files=able)


def repair_files(session: Session, *, show: bool, dry: bool, log_path: Path | None) -> Exit:
    """Repair the files of a session and return the exit code."""
    verdict = Verdict()
    disk = {file.name: file.path for file in session.files}
    log: list[str] = []
    edits = 0
    changed = 0
    suppressed = 0
    for name, cleaned, parts in _files(session, verdict):
        path = disk[name]
        suppressed += sum(len(one.outcome.suppressed) for one in cleaned)
        applied = [one for one in cleaned if one.changed]
        if not applied:
            if path is None and not (show or dry):
                sys.stdout.buffer.write(file_bytes(parts))
            continue
        changed += 1
        verdict.raise_to(Exit.FINDINGS)
        edits += sum(len(step.changes) for one in applied for step in one.log.steps)
        if show:
            for one in applied:
                click.echo(unified(one.page.document.id, one.log), nl=False)
        if show or dry:
            continue
        data = _encoded(name, parts)
        if path is None:
            sys.stdout.buffer.write(data)
            continue
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        if before != cleaned[0].page.document.source.sha256:
            raise OutputError(
                "changed while it was being read", where=name, todo="run newslint fix again"
            )
        log += fix_log(path, cleaned, hashlib.sha256(data).hexdigest())
        if len(log):
            log_path = _keep(log, log_path)
        replace_file(path, data)
    if changed or suppressed:
        verb = "would be changed" if show or dry else "changed"
        click.echo(
            f"newslint: {changed} of {len(session.files)} files {verb}, {edits} edits"
            + (f", {suppressed} findings suppressed" if suppressed else ""),
            err=True,
        )
        if session.judging is not None:
            click.echo(f"newslint: {session.judging.said()}", err=True)
    if log and log_path is not None:
        click.echo(f"newslint: to undo: newslint undo --log {log_path}", err=True)
    return verdict.code


def _files(session: Session, verdict: Verdict) -> Iterator[tuple[str, list[Cleaned], list[Part]]]:
    """Yield each readable file with its cleaned pages and the parts that make its new bytes."""
    known: dict[str, list[Cleaned]] = {}

    def parts() -> Iterator[Part]:
        for item in session.run():
            if isinstance(item, Reject):
                verdict.report(item)
                yield item
            else:
                announce_codec(item)
                known.setdefault(item.page.document.source.path, []).append(item)
                yield item.page, item.log.text

    for name, members in by_file(parts()):
        cleaned = known.pop(name, [])
        if cleaned:
            yield name, cleaned, members


def _encoded(name: str, parts: Sequence[Part]) -> bytes:
    try:
        return file_bytes(parts)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"the repaired text holds {error.object[error.start]!r}, unknown to {error.encoding}",
            where=name,
            todo="convert the file to UTF-8 first",
        ) from None


def _keep(log: Sequence[str], log_path: Path | None) -> Path:
    """Write the log so far and return where it is: it must be on disk before a file changes."""
    if log_path is None:
        with writing(LOGS):
            LOGS.mkdir(exist_ok=True)
            (LOGS / ".gitignore").write_text("*\n", encoding="utf-8")
        number = 1
        while (LOGS / f"fix-{number}.jsonl").exists():
            number += 1
        log_path = LOGS / f"fix-{number}.jsonl"
    elif log_path.is_dir():
        raise UsageError("is a directory", where=str(log_path), todo="name a file with --log")
    replace_file(log_path, "".join(line + "\n" for line in log).encode())
    return log_path
