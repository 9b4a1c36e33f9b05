"""What the commands that read text share: their options, and the run behind them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import click

from newslint.errors import Exit, UsageError
from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.pipeline.resolve import Gate
from newslint.rule import Rule, load_packs
from newslint.sources.decode import check_codec
from newslint.sources.find import InputFile, find
from newslint.sources.read import Reading, Reject, read
from newslint.text.edit import Safety

Function = TypeVar("Function", bound=Callable[..., None])

_OPTIONS = (
    click.argument("paths", nargs=-1, required=True, type=click.Path()),
    click.option("--select", metavar="CODES", help="Only these rules: codes, prefixes or names."),
    click.option("--extend-select", metavar="CODES", help="These rules too."),
    click.option("--ignore", metavar="CODES", help="Not these rules."),
    click.option("--encoding", metavar="NAME", help="Codec of the input; found by default."),
    click.option(
        "--text-field",
        metavar="NAME",
        default="text",
        show_default=True,
        help="Field of a row that holds its text: a name or a JSON pointer.",
    ),
    click.option(
        "--stdin-filename",
        metavar="NAME",
        default="stdin.txt",
        show_default=True,
        help="Name of the text read from standard input (-).",
    ),
    click.option(
        "--confidence",
        metavar="SHARE",
        type=click.FloatRange(0, 1),
        default=0.95,
        show_default=True,
        help="Lower 95 % bound a safe repair must reach to be applied.",
    ),
)


def reading_options(function: Function) -> Function:
    """Add the arguments of `Session.open` to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@dataclass(frozen=True)
class Session:
    """Rules, gate and files of one run; all commands go through `run`."""

    rules: tuple[Rule, ...]
    gate: Gate
    files: tuple[InputFile, ...]
    reading: Reading

    @classmethod
    def open(
        cls,
        paths: Sequence[str],
        select: str | None,
        extend_select: str | None,
        ignore: str | None,
        encoding: str | None,
        text_field: str,
        stdin_filename: str,
        confidence: float,
        *,
        unsafe: bool = False,
    ) -> Session:
        """Return the session that the options of a command ask for; raises UsageError."""
        gate = Gate(Safety.ASK if unsafe else Safety.SAFE, confidence)
        pointer = text_field if text_field.startswith("/") else f"/{text_field}"
        reading = Reading(check_codec(encoding) if encoding else None, pointer)
        files = find(paths, stdin_filename)
        rules = select_rules(load_packs(), select, extend_select, ignore)
        return cls(rules, gate, files, reading)

    def run(self) -> Iterator[Cleaned | Reject]:
        """Yield what became of each page, and what could not be read, in order."""
        return flow(read(self.files, self.reading), Cleaner(self.rules, self.gate))

    @property
    def fingerprint(self) -> str:
        """Return a hash of everything but the input that decides what a run writes."""
        parts = [f"{rule.code}={rule.version}:{rule.options!r}" for rule in self.rules]
        parts += [repr(self.gate), repr(self.reading)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def asking(self) -> Session:
        """Return the session with a gate that lets asking fixes in."""
        return replace(self, gate=Gate(Safety.ASK, self.gate.confidence))


def select_rules(
    rules: Sequence[Rule], select: str | None, extend_select: str | None, ignore: str | None
) -> tuple[Rule, ...]:
    """Return the rules that are selected; raises UsageError for a word that names none."""
    chosen = {rule.code for rule in rules}
    if select is not None:
        chosen = _named(rules, select)
    chosen |= _named(rules, extend_select)
    chosen -= _named(rules, ignore)
    return tuple(rule for rule in rules if rule.code in chosen)


def _named(rules: Sequence[Rule], words: str | None) -> set[str]:
    found: set[str] = set()
    for word in (words or "").replace(",", " ").split():
        codes = {
            rule.code
            for rule in rules
            if word in ("ALL", rule.name) or rule.code.startswith(word.upper())
        }
        if not codes:
            raise UsageError(
                f"no rule is called {word!r}", todo="see `newslint rules` for codes and names"
            )
        found |= codes
    return found


@dataclass
class Verdict:
    """The exit code so far: the highest that applies."""

    code: Exit = Exit.DONE

    def raise_to(self, code: Exit) -> None:
        """Remember an exit code unless a higher one is known."""
        self.code = max(self.code, code)

    def report(self, reject: Reject) -> None:
        """Print why some input could not be read or cleaned, in one line."""
        click.echo(f"newslint: {reject}", err=True)
        self.raise_to(Exit.OUTPUT if reject.internal else Exit.INPUT)


def announce_codec(cleaned: Cleaned) -> None:
    """Say on standard error which codec a file was read in when it is not UTF-8."""
    source = cleaned.page.document.source
    if source.codec != "utf-8" and cleaned.page.document.row in (None, 1):
        click.echo(f"newslint: {source.path}: read as {source.codec}", err=True)
