"""Findings for people: a line with place, rule and repair, and the text with a caret under it."""

from __future__ import annotations

import click
from rich.cells import cell_len

from newslint.reports.finding import Located
from newslint.rule import Level
from newslint.text.edit import Safety

WIDTH = 38
"""Terminal cells of context shown on each side of a finding."""

LONGEST_SHOWN = 60
"""Cells of a finding's own text that are shown before it is cut short."""

_LEVEL_COLOUR = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_SAFETY_COLOUR = {Safety.SAFE: "green", Safety.ASK: "yellow", Safety.SHOW: "white"}


def concise(found: Located) -> str:
    """Return a finding in one line."""
    finding = found.finding
    return f"{found.where}: {finding.rule} {finding.name}: {finding.message}{_trust(found)}"


def framed(found: Located) -> str:
    """Return a finding as a headline and a code frame."""
    finding = found.finding
    code = click.style(finding.rule, fg=_LEVEL_COLOUR[finding.level], bold=True)
    head = f"{click.style(found.where, bold=True)}: {code} {finding.name}: {finding.message}"
    before = _tail(_visible(found.before), WIDTH)
    text = _middle(_visible(found.text))
    after = _head(_visible(found.after), WIDTH)
    number = str(found.start.line)
    margin = " " * len(number)
    caret = "^" * max(1, cell_len(text))
    advice = _repair(found)
    repair = " " + click.style(advice, fg=_SAFETY_COLOUR[finding.safety]) if advice else ""
    indent = " " * cell_len(before)
    return (
        f"{head}{_trust(found)}\n"
        f" {margin} |\n"
        f" {number} | {before}{text}{after}\n"
        f" {margin} | {indent}{click.style(caret, fg=_LEVEL_COLOUR[finding.level])}{repair}\n"
    )


def _trust(found: Located) -> str:
    """Return the safety and confidence of the repair in brackets, nothing without one."""
    fix = found.finding.fix
    if fix is None:
        return " [show]"
    return f" [{fix.safety.label} {fix.confidence:.2f}]"


def _repair(found: Located) -> str:
    if not found.edits:
        return " / ".join(found.finding.candidates)
    if all(not edit.new for edit in found.edits):
        inside = found.before and found.after and "\n" in found.text and not found.text.strip()
        return "join" if inside else "remove"
    written = " … ".join(_visible(edit.new) for edit in found.edits if edit.new)
    others = [one for one in found.finding.candidates if one != written]
    return _head(written, LONGEST_SHOWN) + (f"  (or {' / '.join(others)})" if others else "")


def _visible(text: str) -> str:
    """Return text with line ends and odd spaces as signs of one or two cells."""
    signs = {"\r": "", "\n": "⏎", "\t": "→", "\u3000": "　"}
    return "".join(signs.get(char, char if char.isprintable() else "·") for char in text)


def _head(text: str, cells: int) -> str:
    if cell_len(text) <= cells:
        return text
    while cell_len(text) > cells - 1:
        text = text[: -max(1, (cell_len(text) - cells) // 2)]
    return text + "…"


def _tail(text: str, cells: int) -> str:
    if cell_len(text) <= cells:
        return text
    while cell_len(text) > cells - 1:
        text = text[max(1, (cell_len(text) - cells) // 2) :]
    return "…" + text


def _middle(text: str) -> str:
    if cell_len(text) <= LONGEST_SHOWN:
        return text
    return _head(text, LONGEST_SHOWN // 2) + _tail(text, LONGEST_SHOWN // 2)
