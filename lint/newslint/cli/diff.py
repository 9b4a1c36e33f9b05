"""newslint diff: the report of a dry run."""

from __future__ import annotations

import sys

import click

from newslint.cli.session import Asked, Session, Verdict, announce_codec, reading_options
from newslint.errors import Exit
from newslint.reports.unified import unified
from newslint.sources.read import Reject


@click.command("diff", short_help="Show what clean would change.")
@reading_options
@click.option("--unsafe", is_flag=True, help="Apply repairs that only ask, too.")
def command(unsafe: bool) -> None:
    """Print a unified diff between the pages as read and as `newslint clean` would write them.

    Exits with 1 when there is a difference.
    """
    session = Session.open(Asked.here(), unsafe=unsafe)
    verdict = Verdict()
    for item in session.run():
        if isinstance(item, Reject):
            verdict.report(item)
            continue
        announce_codec(item)
        if item.changed:
            verdict.raise_to(Exit.FINDINGS)
            click.echo(unified(item.page.document.id, item.log), nl=False)
    sys.exit(int(verdict.code))
