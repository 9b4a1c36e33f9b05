"""newslint check: report the defects of texts."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import get_args

import click

from newslint.cli.session import Asked, Session, Verdict, announce_codec, reading_options
from newslint.config.model import FailLevel
from newslint.errors import Exit
from newslint.reports import jsonl, text
from newslint.reports.finding import Located, located
from newslint.rule import Level
from newslint.sources.read import Reject

FORMATS: dict[str, Callable[[Located], str]] = {
    "text": text.framed,
    "concise": text.concise,
    "jsonl": jsonl.line,
}


class Tally:
    """Counts what a run found, for the summary and the statistics."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.characters = 0
        self.found: Counter[tuple[str, str]] = Counter()
        self.fixable: Counter[tuple[str, str]] = Counter()
        self.suppressed = 0
        self.notes = 0

    def add(self, found: Located, *, fixable: bool) -> None:
        """Count a finding."""
        rule = found.finding.rule, found.finding.name
        self.found[rule] += 1
        self.fixable[rule] += fixable

    def summary(self) -> str:
        """Return the last line of the text output."""
        fixable = self.fixable.total()
        return (
            f"{_number(len(self.files), 'file')}, {_number(self.characters, 'character')}, "
            f"{_number(self.found.total(), 'finding')}"
            + (f" ({fixable} fixable with `newslint fix`)" if fixable else "")
            + (f", {self.suppressed:,} suppressed" if self.suppressed else "")
            + (f", {_number(self.notes, 'note')} not shown (--show-info)" if self.notes else "")
        )

    def statistics(self) -> str:
        """Return a line a rule: findings, those that fix repairs, per 10,000 characters."""
        lines = [f"{'findings':>9} {'fixable':>8} {'per 10k':>8}  rule"]
        for rule, count in self.found.most_common():
            share = 10_000 * count / self.characters if self.characters else 0.0
            lines.append(f"{count:>9,} {self.fixable[rule]:>8,} {share:>8.2f}  {' '.join(rule)}")
        return "\n".join(lines)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


@click.command("check", short_help="Report the defects of texts.")
@reading_options
@click.option(
    "--output-format",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@click.option("--statistics", is_flag=True, help="Print counts by rule instead of findings.")
@click.option(
    "--fail-level",
    type=click.Choice(get_args(FailLevel)),
    help="Lowest level of a finding that makes the exit code 1.  [default: warning]",
)
@click.option(
    "--show-info",
    is_flag=True,
    help="Print notes (findings of level info that repair nothing) in text output, too.",
)
@click.option("--fix", "repair", is_flag=True, help="The same as `newslint fix`.")
def command(
    output_format: str,
    statistics: bool,
    fail_level: FailLevel | None,
    show_info: bool,
    repair: bool,
) -> None:
    """Report the defects of files, directories, globs or standard input (-).

    Exits with 1 when a finding of the fail level or above was reported.
    """
    session = Session.open(Asked.here())
    if repair:
        from newslint.cli.fix import repair_files

        sys.exit(int(repair_files(session, show=False, dry=False, log_path=None)))
    least = Level[fail_level.upper()] if fail_level else session.fail_level
    verdict, tally = Verdict(), Tally()
    show = FORMATS[output_format]
    noted = show_info or output_format == "jsonl"
    for item in session.run():
        if isinstance(item, Reject):
            verdict.report(item)
            continue
        announce_codec(item)
        tally.files.add(item.page.document.source.path)
        tally.characters += len(item.page.decoded)
        tally.suppressed += len(item.outcome.suppressed)
        for found in located(item):
            fix = found.finding.fix
            if found.finding.level >= least:
                verdict.raise_to(Exit.FINDINGS)
            elif found.finding.level is Level.INFO and fix is None and not noted:
                tally.notes += 1
                continue
            tally.add(found, fixable=fix is not None and session.gate.admits(fix))
            if not statistics:
                click.echo(show(found))
    if statistics:
        click.echo(tally.statistics())
    if output_format == "text":
        if session.judging is not None:
            click.echo(session.judging.said())
        click.echo(tally.summary())
    sys.exit(int(verdict.code))
