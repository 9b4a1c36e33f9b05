"""newslint new: start a rule."""

from __future__ import annotations

from pathlib import Path

import click
import regex

from newslint.errors import UsageError
from newslint.rule import Stage
from newslint.sinks.files import replace_file, writing

FAMILIES = {
    "encoding": ("ENC", Stage.CHARACTERS),
    "layout": ("LAY", Stage.LAYOUT),
    "duplicate": ("DUP", Stage.REPETITION),
    "ocr": ("OCR", Stage.WORDS),
    "mixed": ("MIX", Stage.CHARACTERS),
    "punctuation": ("PUN", Stage.CHARACTERS),
    "number": ("NUM", Stage.CHARACTERS),
    "furniture": ("FUR", Stage.LAYOUT),
    "vlm": ("VLM", Stage.CHARACTERS),
    "pii": ("PII", Stage.CHARACTERS),
    "document": ("DOC", Stage.VERDICT),
}
"""The letters of each family's codes, and the stage most of its rules read at."""

CATALOG = Path("rules/newslint_rules/catalog.py")

_NAME = regex.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_TEMPLATE = '''"""{code} {name}."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.rule import Finding, Level, Page, Stage, Words, rule
from newslint.text.span import Span


@rule(
    code="{code}",
    name="{name}",
    level=Level.WARNING,
    stage=Stage.{stage},
    trigger=Words(lambda: ["〓〓"]),
)
def {function}(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Say what is wrong, in one line.

    What it finds
    -------------
    Say it in a sentence or two, then show it: the bracket is what must be found.

        会议在⟦〓〓⟧举行。

    Why it matters
    --------------
    Say what goes wrong downstream when it stays.

    When the fix is safe
    --------------------
    It has no fix yet.

    What it leaves alone
    --------------------
    Show what looks alike and must stay silent.

        会议在⟦〓⟧举行。

    Source
    ------
    Name the standard, the measurement or the page it was seen on.
    """
    for span in places:
        yield page.finding(span, "say what is wrong")
'''


@click.command(
    "new", short_help="Start a rule: its file, its page, its examples, its catalogue line."
)
@click.argument("rule", metavar="FAMILY/NAME")
@click.option("--code", help="Code of the rule.  [default: the next free one of the family]")
def command(rule: str, code: str | None) -> None:
    """Write a new rule with a working example and put it into the catalogue.

    Run it at the root of the repository; then edit the file it names and run its test.
    """
    family, _, name = rule.partition("/")
    if family not in FAMILIES or not _NAME.fullmatch(name):
        raise UsageError(
            f"{rule!r} is no FAMILY/NAME",
            todo=f"families are {', '.join(FAMILIES)}; a name is like split-sentence",
        )
    if not CATALOG.is_file():
        raise UsageError("not found", where=str(CATALOG), todo="run it at the repository's root")
    letters, stage = FAMILIES[family]
    catalog = CATALOG.read_text("utf-8")
    code = (code or _next_code(catalog, letters)).upper()
    function = name.replace("-", "_")
    place = CATALOG.parent / family / f"{function}.py"
    if not regex.fullmatch(letters + r"[0-9]{3}", code):
        raise UsageError(f"{code!r} is no code of {family}", todo=f"it is like {letters}001")
    if place.exists() or f"# {code}\n" in catalog:
        raise UsageError(f"{code} or {name} exists", where=str(place), todo="choose another")
    with writing(place):
        place.parent.mkdir(exist_ok=True)
        package = place.parent / "__init__.py"
        if not package.exists():
            package.write_text(f'"""Rules of the family {letters}."""\n', encoding="utf-8")
            click.echo(
                f"add newslint_rules.{family} to the import-linter contract in pyproject.toml"
            )
    text = _TEMPLATE.format(code=code, name=name, function=function, stage=stage.name)
    replace_file(place, text.encode())
    replace_file(CATALOG, _entered(catalog, family, function, code).encode())
    click.echo(f"{place}: edit it, then run: python -m pytest tests/rules -k {code}")


def _next_code(catalog: str, letters: str) -> str:
    numbers = [int(number) for number in regex.findall(rf"# {letters}([0-9]{{3}})\n", catalog)]
    return f"{letters}{max(numbers, default=0) + 1:03}"


def _entered(catalog: str, family: str, function: str, code: str) -> str:
    """Return the catalogue with one more import and one more line, both in their order."""
    imports = regex.findall(r"^from newslint_rules\..*\n", catalog, regex.M)
    rows = regex.findall(r"^    \w+,  # [A-Z]+[0-9]{3}\n", catalog, regex.M)
    new_import = f"from newslint_rules.{family}.{function} import {function}\n"
    new_row = f"    {function},  # {code}\n"
    catalog = catalog.replace("".join(imports), "".join(sorted([*imports, new_import])))
    ordered = sorted([*rows, new_row], key=lambda row: row.split("# ")[1])
    return catalog.replace("".join(rows), "".join(ordered))
