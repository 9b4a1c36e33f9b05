"""newslint dedup index: fingerprints of an accepted corpus, to check new documents by."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from newslint.cli.dedup_reader import FORMAT, Reader, line, reads, row, summary
from newslint.errors import Exit

if TYPE_CHECKING:
    from newslint.corpus.index import Index


@click.group("index")
def index() -> None:
    """Keep the fingerprints of an accepted corpus, and check new documents by them."""


_INDEX = click.argument("index_path", metavar="INDEX", type=click.Path(path_type=Path))


@index.command("build")
@_INDEX
@reads
def build(reader: Reader, index_path: Path) -> None:
    """Make a reference index of documents."""
    from newslint.corpus.index import Index

    _add(Index.create(index_path, reader.settings), reader)


@index.command("add")
@_INDEX
@reads
def add(reader: Reader, index_path: Path) -> None:
    """Add documents to a reference index; those whose text it has are left out."""
    from newslint.corpus.index import Index

    _add(Index.open(index_path, reader.settings), reader)


def _add(into: Index, reader: Reader) -> None:
    before, given = into.documents, 0
    with into.adding() as prints:
        for entry, text in reader.documents():
            prints.add(entry, text)
            given += 1
    now = into.documents
    click.echo(f"{into.path}: {now - before:,} of {given:,} documents added, {now:,} in all")


@index.command("query")
@_INDEX
@reads
@FORMAT
def query(reader: Reader, index_path: Path, output_format: str) -> None:
    """Report which documents a reference index has, or nearly; exits with 1 when there are any."""
    from newslint.corpus.fingerprints import open_part
    from newslint.corpus.index import Index

    reference = Index.open(index_path, reader.settings)
    show = line if output_format == "text" else row
    counts: dict[str, int] = {}
    documents = 0
    with TemporaryDirectory(prefix="newslint-") as scratch:
        for folder in reader.write(Path(scratch)):
            part = open_part(folder)
            documents += part.documents
            for ordinal, one in reference.query(folder).items():
                reader.verdict.raise_to(Exit.FINDINGS)
                counts[one.rule] = counts.get(one.rule, 0) + 1
                click.echo(show(part.id(ordinal), one.rule, one))
    if output_format == "text":
        click.echo(summary(documents, counts))
