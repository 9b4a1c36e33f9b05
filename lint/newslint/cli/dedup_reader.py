"""What the commands of `newslint dedup` share: their options, what they read, what they print."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click

from newslint.cli.session import Asked, Session, Verdict
from newslint.errors import UsageError
from newslint.sinks.lines import dump
from newslint.sources.read import Page, read

if TYPE_CHECKING:
    from newslint.corpus.fingerprints import Fingerprints
    from newslint.corpus.intake import Fields
    from newslint.corpus.settings import Duplicate, Entry, Settings, SharedPassage

Given = ParamSpec("Given")

_MOST_DOCUMENTS = 1 << 16
_MOST_CHARACTERS = 1 << 25
"""A part has so many documents or characters, about."""


@dataclass(frozen=True)
class Reader:
    """The documents of a run: what is read, what is looked for, and the exit code so far."""

    session: Session
    settings: Settings
    verdict: Verdict
    fields: Fields

    def documents(self) -> Iterator[tuple[Entry, str]]:
        """Yield each document that can be read with what is known of it."""
        for item in read(self.session.files, self.session.reading):
            if isinstance(item, Page):
                self.verdict.sidecars(item)
                yield self.fields.entry(item), item.decoded
            else:
                self.verdict.report(item)

    def write(self, folder: Path) -> list[Path]:
        """Write the fingerprints of all documents and return the folders of their parts."""
        from newslint.corpus.fingerprints import Fingerprints

        folders: list[Path] = []
        prints: Fingerprints | None = None
        documents = characters = 0
        for entry, text in self.documents():
            if prints is None:
                folders.append(folder / f"part-{len(folders):05}")
                prints = Fingerprints(folders[-1], self.settings)
                documents = characters = 0
            prints.add(entry, text)
            documents += 1
            characters += len(text)
            if documents >= _MOST_DOCUMENTS or characters >= _MOST_CHARACTERS:
                prints.close()
                prints = None
        if prints is not None:
            prints.close()
        return folders


_OPTIONS = (
    click.argument("paths", nargs=-1, required=True, type=click.Path()),
    click.option("--select", metavar="CODES", help="Only these rules of DUP101 to DUP103."),
    click.option("--ignore", metavar="CODES", help="Not these rules."),
    click.option(
        "--config",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Configuration file.  [default: the nearest newslint.toml or pyproject.toml]",
    ),
    click.option("--isolated", is_flag=True, help="Use no configuration file."),
    click.option("--encoding", metavar="NAME", help="Codec of the input; found by default."),
    click.option(
        "--text-field",
        metavar="NAME",
        help="Field of a row that holds its text: a name or a JSON pointer.  [default: text]",
    ),
    click.option(
        "--stdin-filename",
        metavar="NAME",
        default="stdin.txt",
        show_default=True,
        help="Name of what is read from standard input (-); it tells the format.",
    ),
    click.option(
        "--source-field",
        metavar="NAME",
        default="source",
        show_default=True,
        help="Field of a row, or fact about a file, that names its source; else the path does.",
    ),
    click.option(
        "--date-field",
        metavar="NAME",
        default="date",
        show_default=True,
        help="Field of a row, or fact about a file, that holds its date.",
    ),
    click.option(
        "--priority",
        metavar="PATTERN",
        multiple=True,
        help="Source whose documents stay, or a pattern of sources; several, the best first.",
    ),
)
FORMAT = click.option(
    "--format",
    "--output-format",
    "output_format",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="How duplicates are printed.",
)


def reads(function: Callable[Concatenate[Reader, Given], None]) -> Callable[..., None]:
    """Give a command a reader in place of the options that say what is read."""

    @wraps(function)
    def command(
        paths: tuple[str, ...],
        select: str | None,
        ignore: str | None,
        config: Path | None,
        isolated: bool,
        encoding: str | None,
        text_field: str | None,
        stdin_filename: str,
        source_field: str,
        date_field: str,
        priority: tuple[str, ...],
        *args: Given.args,
        **options: Given.kwargs,
    ) -> None:
        from newslint.corpus.intake import Fields
        from newslint.corpus.settings import Settings

        asked = Asked(
            paths,
            stdin_filename=stdin_filename,
            config=config,
            isolated=isolated,
            select=select,
            ignore=ignore,
            encoding=encoding,
            text_field=text_field,
            lm="off",
        )
        session = Session.open(asked)
        settings = Settings.of(session.rules, priority=priority)
        if settings.idle:
            raise UsageError("no rule about several documents runs", todo="select DUP101 to DUP103")
        reader = Reader(session, settings, Verdict(), Fields(source_field, date_field))
        function(reader, *args, **options)
        sys.exit(int(reader.verdict.code))

    made: Callable[..., None] = command
    for option in reversed(_OPTIONS):
        made = option(made)
    return made


def code(one: Duplicate | SharedPassage, settings: Settings) -> str:
    """Return the code of the rule that says something of a document."""
    from newslint.corpus.settings import Duplicate

    return one.rule if isinstance(one, Duplicate) else settings.passage or ""


def line(name: str, code: str, one: Duplicate | SharedPassage) -> str:
    """Return what was found of a document as a line for people."""
    from newslint.corpus.settings import Duplicate

    if isinstance(one, Duplicate):
        return f"{name}: {code} duplicate of {one.winner}, similarity {one.similarity:.2f}"
    return (
        f"{name}: {code} characters {one.start} to {one.end} stand in {one.other}, too "
        f"({one.documents:,} documents)"
    )


def row(name: str, code: str, one: Duplicate | SharedPassage) -> str:
    """Return it as a line of JSON."""
    from newslint.corpus.settings import Duplicate

    if isinstance(one, Duplicate):
        return dump(
            {
                "rule": code,
                "id": name,
                "winner": one.winner,
                "similarity": one.similarity,
                "shared_spans": one.shared_spans,
            }
        )
    return dump(
        {
            "rule": code,
            "id": name,
            "start": one.start,
            "end": one.end,
            "other": one.other,
            "documents": one.documents,
        }
    )


def summary(documents: int, counts: Mapping[str, int]) -> str:
    """Return how many documents there are and what was found of them."""
    said = ", ".join(f"{count:,} {code}" for code, count in sorted(counts.items()))
    return f"{documents:,} documents: {said or 'no duplicates'}"
