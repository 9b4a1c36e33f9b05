"""newslint clean: write cleaned records with a log that can undo every change."""

from __future__ import annotations

import filecmp
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from newslint.cli.progress import progress
from newslint.cli.recipe import Copies, opened
from newslint.cli.run import Wanted, Worst, run
from newslint.cli.session import Asked, reading_options
from newslint.cli.work import Size, where, work_options
from newslint.engines.clean import WORK
from newslint.errors import Exit
from newslint.pipeline.project import Unit
from newslint.rule import Level
from newslint.sinks.cleaned import RUN, WHOLE, Form
from newslint.sources.extras import require


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
    help="Write articles that fail these DOC rules, or are copies by DUP101 or DUP102, to "
    "dropped.jsonl, not to the records.",
)
@click.option(
    "--priority",
    metavar="PATTERN",
    multiple=True,
    help="Source whose documents stay when they have copies, or a pattern of sources; several, "
    "the best first.",
)
@click.option(
    "--source-field",
    metavar="NAME",
    default="source",
    show_default=True,
    help="Field of a row, or fact about a file, that names its source; else the path does.",
)
@click.option(
    "--date-field",
    metavar="NAME",
    default="date",
    show_default=True,
    help="Field of a row, or fact about a file, that holds its date: the earliest copy stays.",
)
@click.option(
    "--max-loss",
    "loss",
    metavar="SHARE",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Exit 1 when a source loses more than this share of its documents as copies.",
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
@click.option(
    "--compress",
    type=click.Choice(["gz", "zst"]),
    help="Compress the files of lines.",
)
@click.option(
    "--records-as",
    type=click.Choice(["jsonl", "parquet"]),
    default="jsonl",
    show_default=True,
    help="Format of the records.",
)
@click.option(
    "--max-file-size",
    "largest",
    type=Size(),
    default=WHOLE,
    show_default="4.3GB",
    help="Divide the records, and what belongs to them, into files of about this size.",
)
@click.option(
    "--keep-parts",
    is_flag=True,
    help="Keep what is needed to clean a changed corpus anew only where it changed.",
)
@click.option("--check-disk", is_flag=True, help="Refuse to start without room for the output.")
@work_options
def command(
    output: Path,
    drop: tuple[str, ...],
    priority: tuple[str, ...],
    source_field: str,
    date_field: str,
    loss: float,
    unsafe: bool,
    unit: Unit | None,
    also: tuple[str, ...],
    card: bool,
    size: int | None,
    seed: int,
    dry: bool,
    fail_on: str | None,
    compress: str | None,
    records_as: str,
    largest: int,
    keep_parts: bool,
    check_disk: bool,
    workers: int | None,
    task: int,
    engine: str,
    address: str | None,
    quiet: bool,
) -> None:
    """Repair texts and write them to a directory as records, pages, edit log and rejects.

    The directory can be undone: see `newslint undo`. A run that was stopped goes on where it was
    when the same command is given again.
    """
    if records_as == "parquet":
        require("parquet", "pyarrow", "a Parquet file", "--records-as parquet")
    copies = Copies(priority, loss, source_field, date_field)
    session, recipe = opened(Asked.here(), unsafe, " ".join(drop), unit, copies)
    asked = Wanted(
        output,
        pages_as_text="txt" in also,
        card=card,
        sample=(size, seed) if size else None,
        where=where(workers, engine, address),
        form=Form(largest, f".{compress}" if compress else "", records_as == "parquet"),
        task=task,
        keep=keep_parts,
        check_disk=check_disk,
    )
    watch = progress(quiet=quiet or dry)
    worst = Worst(watch, Level[fail_on.upper()] if fail_on else None)
    if dry:
        with tempfile.TemporaryDirectory() as scratch:
            fresh = Path(scratch) / "cleaned"
            run(session, recipe, replace(asked, output=fresh), worst)
            changed = list(differences(fresh, output))
        for line in changed:
            click.echo(line)
        sys.exit(max(worst.exit, Exit.FINDINGS) if changed else worst.exit)
    counts = run(session, recipe, asked, worst)
    click.echo(
        f"{counts.pages:,} pages, {counts.records:,} records, {counts.edits:,} edits, "
        f"{counts.left:,} findings left, "
        + (f"{counts.suppressed:,} suppressed, " if counts.suppressed else "")
        + (f"{counts.dropped:,} dropped, " if counts.dropped else "")
        + f"{counts.rejects:,} rejects -> {output}"
    )
    if session.judging is not None:
        click.echo(session.judging.said())
    sys.exit(int(worst.exit))


def differences(fresh: Path, committed: Path) -> Iterator[str]:
    """Yield a line for each file that is missing, new or different; run.json never counts."""
    names = {
        path.relative_to(root).as_posix()
        for root in (fresh, committed)
        if root.is_dir()
        for path in root.rglob("*")
        if path.is_file() and path.name != RUN and WORK not in path.relative_to(root).parts
    }
    for name in sorted(names):
        if not (committed / name).exists():
            yield f"{committed / name}: missing"
        elif not (fresh / name).exists():
            yield f"{committed / name}: no longer written"
        elif not filecmp.cmp(fresh / name, committed / name, shallow=False):
            yield f"{committed / name}: differs"
