"""What the tests of a rule pack need: one page through the engine, and bracketed lines as cases.

A bracketed line holds a text and what must be found in it, as on a rule's page: ⟦old→new⟧ is
repaired safely, ⟦old⇢new⟧ asks, ⟦old⟧ is only shown; ⏎ stands for a line end, ␠ for a space.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from newslint.pipeline.clean import Cleaner, Outcome, Report
from newslint.rule import Measured, Rule, parse_example
from newslint.text.document import Document, Source
from newslint.text.edit import Safety
from newslint.text.newlines import fold
from newslint.text.span import Span

Found = tuple[Span, str | None, Safety]
"""A place, what its edits make of it (None: it has none), and how far they may be trusted."""

BETWEEN = "║"
"""Stands between the documents of an example of a rule that looks across several."""

_ASSUMED = {safety.label: Measured(10**6, 0, 1.0, "assumed") for safety in Safety}


def document(text: str, codec: str = "utf-8", name: str = "page.txt") -> Document:
    """Return a text as a document that was read from a file; a lone surrogate may be in it."""
    data = text.encode(codec, "surrogatepass")
    source = Source(name, codec, b"", hashlib.sha256(data).hexdigest(), len(data))
    return Document(source, *fold(text))


def sure(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules with every safety taken as measured, so that the highest one shows."""
    return tuple(replace(rule, measured=_ASSUMED) for rule in rules)


def run(rules: Sequence[Rule], text: str, codec: str = "utf-8") -> Outcome:
    """Return what the rules make of one text.

    Raises AssertionError when a rule failed and when undoing the edits does not give the text
    back.
    """
    [outcome] = Cleaner(rules).run([document(text, codec)])
    if outcome.error is not None:
        raise AssertionError(str(outcome.error)) from outcome.error
    if outcome.log.undo() != outcome.document.text:
        raise AssertionError(f"undoing the edits does not give the text back: {text!r}")
    return outcome


def found(outcome: Outcome) -> list[Found]:
    """Return place, repaired form and safety of each finding, in order of place."""
    text = outcome.document.text
    return [
        (report.span, _repaired(text, report), report.finding.safety) for report in outcome.reports
    ]


def across(rule: Rule, text: str) -> list[Found]:
    """Return as `found` what a rule about several documents finds, ║ between the documents."""
    from newslint.corpus.duplicates import among

    texts = text.split(BETWEEN)
    answers: list[Found] = []
    offset = 0
    for one, places in zip(texts, among(texts, [rule]), strict=True):
        for finding in rule.find(document(one), [Span(*place) for place in places]):
            span = Span(offset + finding.span.start, offset + finding.span.end)
            answers.append((span, None, finding.safety))
        offset += len(one) + len(BETWEEN)
    return answers


def check(rules: Sequence[Rule], line: str) -> Outcome:
    """Assert that what the rules find in a bracketed line is what its brackets say.

    In a line without brackets nothing may be found. "(option spacing=none)" in front sets the
    option of every rule that has options; "(miss)" changes nothing here.

    Raises AssertionError when they differ, and whenever `run` does.
    """
    example = parse_example(line)
    outcome = run([rule.for_example(example) for rule in rules], example.text)
    if found(outcome) != list(example.expected):
        codes = [report.finding.rule for report in outcome.reports]
        lines = (line, f"found:    {found(outcome)} {codes}", f"expected: {list(example.expected)}")
        raise AssertionError("\n".join(lines))
    return outcome


def _repaired(text: str, report: Report) -> str | None:
    """Return what the edits of a report make of its place."""
    if not report.edits:
        return None
    parts, position = [], report.span.start
    for edit in report.edits:
        parts += [text[position : edit.span.start], edit.new]
        position = edit.span.end
    return "".join([*parts, text[position : report.span.end]])
