"""newslint schema: print the JSON schema of the configuration or of the records."""

from __future__ import annotations

import json

import click


@click.command("schema", short_help="Print the JSON schema of the configuration or the records.")
@click.argument("what", type=click.Choice(["config", "records"]), default="config")
def command(what: str) -> None:
    """Print a JSON schema (draft 2020-12): of newslint.toml, for editors, or of records.jsonl.

    In pyproject.toml the former is the schema of [tool.newslint].
    """
    click.echo(json.dumps(_schema(what), ensure_ascii=False, indent=2))


def _schema(what: str) -> dict[str, object]:
    if what == "records":
        from newslint.sinks.record_schema import schema as of_records

        return of_records()
    from newslint.config.schema import schema as of_config
    from newslint.rule import load_packs

    return of_config(load_packs())
