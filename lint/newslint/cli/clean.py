"""newslint clean: write cleaned records with a log that can undo every change."""

from __future__ import annotations

import filecmp
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from newslint import __version__
from newslint.cli.session import Asked, Session, Verdict, announce_codec, reading_options
from newslint.errors import Exit
from newslint.pipeline.project import Projection, Unit
from newslint.reports.html import ReportBuilder
from newslint.reports.sheet import sheet_html
from newslint.rule import Level
from newslint.sinks.cleaned import (
    RUN,
    CleanedWriter,
    Counts,
    Judges,
    Manifest,
)
from newslint.sinks.files import staged_directory
from newslint.sinks.lines import Json, dump_indented
from newslint.sinks.result import result_of
from newslint.sinks.sample import SAMPLE, SHEET, Sampler
from newslint.sources.read import Reject
from newslint.text.span import Span


@click.command("clean", short_help="Write cleaned records with a log that can undo every change.")
@reading_options
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory to write.",
)
@click.option(
    "--drop",
    metavar="CODES",
    multiple=True,
    help="Write articles that fail these DOC rules to dropped.jsonl, not to the records.",
)
@click.option("--unsafe", is_flag=True, help="Apply repairs that only ask, too.")
@click.option(
    "--records",
    "unit",
    type=click.Choice(["article", "page"]),
    help="What a record is.  [default: article of a text file, row of a row file]",
)
@click.option(
    "--to",
    "also",
    type=click.Choice(["txt"]),
    multiple=True,
    help="Also write the cleaned pages as text, in DIR/pages.",
)
@click.option(
    "--card", is_flag=True, help="Also write a dataset card for the Hugging Face hub: README.md."
)
@click.option(
    "--sample",
    "size",
    metavar="N",
    type=click.IntRange(min=1),
    help="Also draw N repairs and findings for a person to judge: sample.jsonl, sample.html.",
)
@click.option(
    "--seed",
    metavar="NUMBER",
    type=int,
    default=0,
    show_default=True,
    help="Which sample is drawn.",
)
@click.option("--check", "dry", is_flag=True, help="Write nothing; exit 1 if DIR would differ.")
@click.option(
    "--fail-on",
    type=click.Choice([level.label for level in Level]),
    help="Exit 1 when a finding of this level was met.",
)
def command(
    output: Path,
    drop: tuple[str, ...],
    unsafe: bool,
    unit: Unit | None,
    also: tuple[str, ...],
    card: bool,
    size: int | None,
    seed: int,
    dry: bool,
    fail_on: str | None,
) -> None:
    """Repair texts and write them to a directory as records, pages, edit log and rejects.

    The directory can be undone: see `newslint undo`.
    """
    session = Session.open(Asked.here(), unsafe=unsafe, drop=" ".join(drop), trains=True)
    session = replace(session, reading=replace(session.reading, unit=unit))
    verdict = Verdict()
    fail_level = Level[fail_on.upper()] if fail_on else None
    tags = [rule.code for rule in session.rules if rule.tags]
    sampler = Sampler(size, seed, tags) if size else None
    also_written = Extras("txt" in also, card)
    if dry:
        with tempfile.TemporaryDirectory() as scratch:
            write(session, Path(scratch), unit, verdict, fail_level, sampler, also_written)
            for line in differences(Path(scratch), output):
                verdict.raise_to(Exit.FINDINGS)
                click.echo(line)
    else:
        with staged_directory(output) as stage:
            counts = write(session, stage, unit, verdict, fail_level, sampler, also_written)
        click.echo(
            f"{counts.pages:,} pages, {counts.records:,} records, {counts.edits:,} edits, "
            f"{counts.left:,} findings left, "
            + (f"{counts.suppressed:,} suppressed, " if counts.suppressed else "")
            + (f"{counts.dropped:,} dropped, " if counts.dropped else "")
            + f"{counts.rejects:,} rejects -> {output}"
        )
        if session.judging is not None:
            click.echo(session.judging.said())
    sys.exit(int(verdict.code))


@dataclass(frozen=True, slots=True)
class Extras:
    """What is written besides: each cleaned page as a text file, and a dataset card."""

    pages_as_text: bool
    card: bool


def write(
    session: Session,
    stage: Path,
    unit: Unit | None,
    verdict: Verdict,
    fail_level: Level | None,
    sampler: Sampler | None,
    extras: Extras,
) -> Counts:
    """Run a session and write all files of a cleaned directory; returns the counts."""
    started = time.perf_counter(), time.process_time()
    judges = Judges(
        tuple(rule for rule in session.rules if rule.verdict is not None), frozenset(session.drop)
    )
    writer = CleanedWriter(
        stage, unit, pages_as_text=extras.pages_as_text, judges=judges, card=extras.card
    )
    items = 0
    report = ReportBuilder()
    for item in session.run():
        items += 1
        if isinstance(item, Reject):
            verdict.report(item)
            writer.reject(item)
            continue
        announce_codec(item)
        verdict.sidecars(item.page)
        if sampler is not None:
            sampler.add(item)
        if fail_level is not None and any(
            report.finding.level >= fail_level for report in item.outcome.reports
        ):
            verdict.raise_to(Exit.FINDINGS)
        projection = writer.add(result_of(item))
        report.add(item.outcome, articles_of(projection))
    manifest = Manifest(
        {rule.code: rule.version for rule in session.rules},
        session.fingerprint,
        unit,
        (session.judging.digest or None) if session.judging is not None else None,
    )
    html = report.html(
        newslint_version=__version__, total_pages=writer.counts.pages, rules=session.rules
    )
    writer.finish(manifest, items, html)
    if sampler is not None:
        _write_sample(stage, sampler)
    _write_run(stage, started, writer.counts)
    return writer.counts


def _write_sample(stage: Path, sampler: Sampler) -> None:
    """Write what was drawn as JSON lines, and as a sheet to be judged in a browser."""
    sample = sampler.sample()
    (stage / SAMPLE).write_text(sample.jsonl(), encoding="utf-8", newline="\n")
    html = sheet_html(sample, __version__)
    (stage / SHEET).write_text(html, encoding="utf-8", newline="\n")


def articles_of(projection: Projection) -> list[tuple[str, Span]]:
    """Return the articles of a page as the report draws them: title and extent."""
    return [
        (article.title or "", Span(article.spans[0].start, article.spans[-1].end))
        for article in projection.articles
    ]


def _write_run(stage: Path, started: tuple[float, float], counts: Counts) -> None:
    """Write what may differ from run to run: the environment and the time it took."""
    facts: dict[str, Json] = {
        "newslint": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "wall_seconds": round(time.perf_counter() - started[0], 3),
        "cpu_seconds": round(time.process_time() - started[1], 3),
        "characters": counts.characters,
    }
    (stage / RUN).write_text(dump_indented(facts), encoding="utf-8")


def differences(fresh: Path, committed: Path) -> Iterator[str]:
    """Yield a line for each file that is missing, new or different; run.json never counts."""
    names = {
        path.relative_to(root).as_posix()
        for root in (fresh, committed)
        if root.is_dir()
        for path in root.rglob("*")
        if path.is_file() and path.name != RUN
    }
    for name in sorted(names):
        if not (committed / name).exists():
            yield f"{committed / name}: missing"
        elif not (fresh / name).exists():
            yield f"{committed / name}: no longer written"
        elif not filecmp.cmp(fresh / name, committed / name, shallow=False):
            yield f"{committed / name}: differs"
