"""newslint schema: print the JSON schema of the configuration."""

from __future__ import annotations

import json

import click

from newslint.config.schema import schema
from newslint.rule import load_packs


@click.command("schema", short_help="Print the JSON schema of the configuration.")
def command() -> None:
    """Print the JSON schema (draft 2020-12) of newslint.toml, for editors.

    In pyproject.toml it is the schema of [tool.newslint].
    """
    click.echo(json.dumps(schema(load_packs()), ensure_ascii=False, indent=2))
