"""newslint rules: list the rules."""

from __future__ import annotations

import click

from newslint.rule import load_packs
from newslint.sinks.lines import dump


@click.command("rules", short_help="List the rules.")
@click.option(
    "--output-format", type=click.Choice(["text", "jsonl"]), default="text", show_default=True
)
def command(output_format: str) -> None:
    """List every installed rule: code, name, level, and what it finds."""
    for rule in load_packs():
        if output_format == "jsonl":
            click.echo(
                dump(
                    {
                        "code": rule.code,
                        "name": rule.name,
                        "version": rule.version,
                        "level": rule.level.label,
                        "stage": rule.stage.name.lower(),
                        "contract": rule.contract or None,
                        "summary": rule.summary,
                    }
                )
            )
        else:
            click.echo(f"{rule.code}  {rule.name:<24} {rule.level.label:<8} {rule.summary}")
