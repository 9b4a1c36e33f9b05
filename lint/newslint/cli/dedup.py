"""newslint dedup: find documents that say the same, and write a corpus without them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from newslint.cli.dedup_index import index
from newslint.cli.dedup_reader import FORMAT, Reader, code, line, reads, row, summary
from newslint.errors import Exit, UsageError


class Dedup(click.Group):
    """Takes paths, too: `newslint dedup PATH…` is `newslint dedup files PATH…`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line; the command `files` may be left out."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["files", *args]
        return super().parse_args(ctx, args)


@click.group("dedup", cls=Dedup, short_help="Report documents that say the same, or drop them.")
def command() -> None:
    """Report documents that say the same: among files, or against a reference index.

    `newslint dedup PATH…` compares the documents of files, directories and globs: text files
    and rows. With -o it writes what stays and what is dropped.
    """


command.add_command(index)


@command.command("files")
@reads
@FORMAT
@click.option(
    "--max-loss",
    "loss",
    metavar="SHARE",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Exit 1 when a source loses more than this share of its documents as copies.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory to write: documents that stay, those dropped with the reason, and rejects.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Processes that work on --output.  [default: one for each processor, none for little "
    "input]",
)
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
def files(
    reader: Reader,
    output_format: str,
    loss: float,
    output: Path | None,
    workers: int | None,
    quiet: bool,
) -> None:
    """Report the duplicates and shared passages among documents, or drop the duplicates.

    Of each duplicate the one that stays is named: that of the first source by --priority, then the
    earliest, then the longest, then the first by id.
    """
    reader = replace(reader, settings=replace(reader.settings, loss=loss))
    if output is None:
        _report(reader, output_format)
        return
    if output_format != "text":
        raise UsageError(
            "what is found is written to the directory",
            where="--format",
            todo="leave out --format, or --output",
        )
    from newslint.cli.dedup_run import run

    run(reader, output, workers, quiet=quiet)


def _report(reader: Reader, output_format: str) -> None:
    from newslint.corpus.duplicates import duplicates
    from newslint.corpus.fingerprints import open_part

    show = line if output_format == "text" else row
    counts: Counter[str] = Counter()
    with TemporaryDirectory(prefix="newslint-") as scratch:
        folders = reader.write(Path(scratch))
        if not folders:
            return
        found = duplicates(folders, reader.settings, Path(scratch) / "found")
        for number, folder in enumerate(folders):
            part, lost, passages = open_part(folder), found.of(number), found.passages(number)
            for ordinal in sorted({*lost, *passages}):
                name = part.id(ordinal)
                here = [lost[ordinal]] if ordinal in lost else passages[ordinal]
                for one in here:
                    rule = code(one, reader.settings)
                    counts[rule] += 1
                    click.echo(show(name, rule, one))
        for alarm in found.alarms:
            click.echo(f"newslint: alarm: {alarm}", err=True)
            reader.verdict.raise_to(Exit.FINDINGS)
        if output_format == "text":
            click.echo(summary(found.layout.documents, counts))
