"""The entry point: finds the command, turns errors into one line and an exit code."""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import click

from newslint import __version__
from newslint.errors import Exit, NewslintError

COMMANDS = {
    "check": "Report the defects of texts.",
    "fix": "Repair text files in place, safe repairs only.",
    "clean": "Write cleaned records with a log that can undo every change.",
    "diff": "Show what clean would change.",
    "stats": "Count what texts are like, so that limits can be chosen.",
    "dedup": "Report documents that say the same, or drop them.",
    "lm": "Train or look at the model that judges characters.",
    "undo": "Give back the source files, or a page without some edits.",
    "explain": "Show the page of a rule.",
    "rules": "List the rules.",
    "init": "Write a commented configuration file.",
    "schema": "Print the JSON schema of the configuration or the records.",
    "new": "Start a rule: its file, its page, its examples, its catalogue line.",
}
"""Commands in the order of the help, each a module of this package."""


class LazyGroup(click.Group):
    """Loads a command's module when the command is called, so that start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"newslint.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="newslint")
def cli() -> None:
    """Find, explain and reversibly repair defects in OCR'd Chinese news text."""


def main() -> None:
    """Run the command line and exit with a code of `newslint.errors.Exit`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.Abort:
        _complain("interrupted; nothing half-written was left behind")
        code = Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = Exit.USAGE
    except NewslintError as error:
        _complain(str(error))
        code = error.exit_code
    sys.exit(int(code or 0))


def _complain(message: str) -> None:
    click.echo(f"newslint: {message}", err=True)
