"""newslint init: write a first configuration file."""

from __future__ import annotations

from pathlib import Path

import click

from newslint.config.load import OWN_FILE, SHARED_FILE, parse
from newslint.config.read import Place
from newslint.config.starter import starter
from newslint.errors import UsageError
from newslint.sinks.files import replace_file


@click.command("init", short_help="Write a commented configuration file.")
@click.option("--pyproject", "shared", is_flag=True, help="Write to pyproject.toml.")
def command(shared: bool) -> None:
    """Write newslint.toml with every key, its default and what it means.

    With --pyproject, add the table [tool.newslint] to pyproject.toml. Nothing that exists is
    overwritten.
    """
    path = Path(SHARED_FILE if shared else OWN_FILE)
    before = ""
    if path.exists() and not shared:
        raise UsageError("exists", where=str(path), todo="edit it, or remove it first")
    if path.exists():
        tool = parse(path, Place(str(path))).get("tool")
        if isinstance(tool, dict) and "newslint" in tool:
            raise UsageError("has [tool.newslint]", where=str(path), todo="edit that table")
        before = path.read_bytes().decode().rstrip("\r\n")
    text = starter(shared=shared)
    replace_file(path, (f"{before}\n\n{text}" if before else text).encode())
    click.echo(f"{path} written; newslint reads it here and in every directory below")
