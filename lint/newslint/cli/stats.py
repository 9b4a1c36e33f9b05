"""newslint stats: count what texts are like, or how often newslint is right about them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from newslint import __version__
from newslint.cli.progress import Quiet, progress
from newslint.cli.recipe import Copies, Recipe, kit_of
from newslint.cli.session import Asked, Session, reading_options
from newslint.cli.work import where, work_options
from newslint.config.load import load
from newslint.engines.choose import Where, engine_for
from newslint.engines.part import Order
from newslint.engines.stats import By, Grouping, Job, count
from newslint.errors import OutputError, UsageError
from newslint.reports import precision, stats_text
from newslint.reports.stats import Meter
from newslint.reports.stats_figures import Summary, as_json, summary
from newslint.reports.stats_html import stats_html
from newslint.rule import Across
from newslint.sinks.files import replace_file
from newslint.sources.opening import on_disk
from newslint.sources.shards import shards
from newslint.sources.sheet import read_sheet

FORMATS: Final = {".json": "json", ".html": "html", ".htm": "html"}
"""Formats that the name of the output asks for."""


@click.command("stats", short_help="Count what texts are like, so that limits can be chosen.")
@reading_options
@click.option(
    "--by",
    type=click.Choice([one.value for one in By]),
    help="What a source is.  [default: file]",
)
@click.option(
    "--source-field",
    metavar="NAME",
    help="Field of a row, or fact about a file, that names its source; sets --by source-field.  "
    "[default: source]",
)
@click.option(
    "--format",
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    help="How the counts are printed.  [default: as the name of the output says, else text]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.  [default: standard output]",
)
@click.option(
    "--precision",
    "judged",
    is_flag=True,
    help="PATHS are judged sheets: print the precision of each rule.",
)
@work_options
def command(
    by: str | None,
    source_field: str | None,
    form: str | None,
    output: Path | None,
    judged: bool,
    workers: int | None,
    task: int,
    engine: str,
    address: str | None,
    quiet: bool,
) -> None:
    """Count documents, findings by rule, and what articles are like, by source.

    For every measure that a rule sets a limit to, the distribution is told, what share of the
    articles is beyond the limit, and which limits would drop less or more. Nothing is changed.

    With --precision, print the precision of each rule, with intervals, from sheets that a person
    has judged. `newslint clean --sample N` draws a sheet. When several sheets judge the same
    finding, the later one counts.
    """
    form = form or FORMATS.get(output.suffix.lower() if output else "", "text")
    if output is not None and not output.absolute().parent.is_dir():
        raise OutputError("no such directory", where=str(output.parent), todo="create it first")
    if judged:
        _deliver(_precision(Asked.here().paths, form), output)
        return
    grouping = _grouping(by, source_field)
    watch = progress(quiet=quiet)
    found, said = _counted(grouping, where(workers, engine, address), task, watch)
    if form == "json":
        _deliver(as_json(found, __version__), output)
    elif form == "html":
        _deliver(stats_html(found, __version__), output)
    else:
        _deliver("".join(f"{line}\n" for line in (*stats_text.text(found), *said)), output)
    sys.exit(int(watch.exit))


def _grouping(by: str | None, source_field: str | None) -> Grouping:
    """Return what a source is; raises UsageError when both options speak of different things."""
    if source_field is None:
        return Grouping(By(by or By.FILE.value))
    if by not in (None, By.FIELD.value):
        raise UsageError(
            f"a source is either a {by} or what a field says",
            where=f"--source-field {source_field}",
            todo="leave out one of the two options",
        )
    return Grouping(By.FIELD, source_field)


def _deliver(told: str, output: Path | None) -> None:
    """Print a text or write it to a file; raises OutputError."""
    if output is None:
        click.echo(told, nl=False)
    else:
        replace_file(output, told.encode("utf-8"))


def _precision(paths: Sequence[str], form: str) -> str:
    """Return the precision of each rule as judged sheets tell it."""
    if not paths:
        raise UsageError("nothing to read", where="--precision", todo="name judged sheets")
    if form == "html":
        raise UsageError("precision has no HTML", where="--format", todo="choose text or json")
    found = precision.precision(line for path in paths for line in read_sheet(Path(path)))
    if form == "json":
        return precision.as_json(found)
    return "".join(f"{line}\n" for line in precision.text(found))


def _counted(
    grouping: Grouping, place: Where, task: int, watch: Quiet
) -> tuple[Summary, Sequence[str]]:
    """Return what the files of the command line come to, and what to say of the run."""
    session, recipe = _opened(Asked.here())
    order = Order(recipe, f"{__version__} {session.fingerprint}")
    with tempfile.TemporaryDirectory() as scratch:
        files = [on_disk(file, Path(scratch)) for file in session.files]
        planned = list(shards(files, session.reading, task))
        engine = engine_for(place, len(planned))
        watch.planned(len(planned), sum(one.size for one in planned), 0, 0)
        try:
            statistics = count([Job(order, one, grouping) for one in planned], engine, watch)
        finally:
            engine.close()
            watch.close()
    found = summary(
        statistics,
        Meter(session.rules).scales,
        dict(_looked(session)),
        by=f"field {grouping.field}" if grouping.by is By.FIELD else grouping.by.value,
        fingerprint=session.fingerprint,
    )
    return found, [session.judging.said()] if session.judging is not None else []


def _looked(session: Session) -> Iterator[tuple[str, str]]:
    """Yield code and name of each rule whose findings are counted: those of single documents."""
    for rule in sorted(session.rules, key=lambda one: one.code):
        if not rule.tags and not isinstance(rule.trigger, Across):
            yield rule.code, rule.name


def _opened(asked: Asked) -> tuple[Session, Recipe]:
    """Return a session, which trains no model, and how a worker opens it again."""
    loaded = load(asked.config, isolated=asked.isolated)
    session = Session.open(asked, loaded=loaded)
    again = replace(asked, paths=(), files_from=None)
    kit = kit_of(session, Copies())
    return session, Recipe(again, loaded, False, "", None, Copies(), session.fingerprint, kit)
