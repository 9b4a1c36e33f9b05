"""newslint stats: work out from judged samples how often newslint is right."""

from __future__ import annotations

from pathlib import Path

import click

from newslint.errors import UsageError
from newslint.reports.precision import as_json, precision, text
from newslint.sources.sheet import read_sheet


@click.command("stats", short_help="Work out from judged samples how often newslint is right.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--precision", "judged", is_flag=True, help="PATHS are judged sheets: precision by rule."
)
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def command(paths: tuple[Path, ...], judged: bool, output_format: str) -> None:
    """Print the precision of each rule, with intervals, from sheets that a person has judged.

    `newslint clean --sample N` draws a sheet. When several sheets judge the same finding, the
    later one counts.
    """
    if not judged:
        raise UsageError(
            "without --precision there is nothing to work out",
            todo="give judged sheets to `newslint stats --precision`, or count findings with "
            "`newslint check --statistics`",
        )
    found = precision(line for path in paths for line in read_sheet(path))
    if output_format == "json":
        click.echo(as_json(found), nl=False)
    else:
        for line in text(found):
            click.echo(line)
