"""Every example of every rule's page is a test."""

import hashlib

import pytest

from newslint.pipeline.clean import Cleaner
from newslint.rule import Example, Rule, load_packs
from newslint.text.document import Document, Source
from newslint.text.edit import Safety
from newslint.text.newlines import fold
from newslint.text.span import Span

CASES = [
    pytest.param(
        rule,
        example,
        id=f"{rule.code}-{number}",
        marks=[pytest.mark.xfail(reason="known miss", strict=True)] if example.miss else [],
    )
    for rule in load_packs()
    for number, example in enumerate(rule.examples)
]


def page(text: str) -> Document:
    folded, newlines = fold(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(Source("example.txt", "utf-8", b"", digest, len(text)), folded, newlines)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_the_page_of_a_rule_tells_the_truth(rule: Rule, example: Example) -> None:
    [outcome] = Cleaner([rule.for_example(example)]).run([page(example.text)])
    assert outcome.error is None
    found: list[tuple[Span, str | None, Safety]] = []
    for report in outcome.reports:
        new = "".join(edit.new for edit in report.edits) if report.edits else None
        found.append((report.span, new, report.finding.safety))
    expected = [
        (span, _edited_part(example.text, span, new), safety)
        for span, new, safety in example.expected
    ]
    assert [(span, safety) for span, _, safety in found] == [
        (span, safety) for span, _, safety in expected
    ]
    for (_, new, _), (span, wanted, _), report in zip(
        found, expected, outcome.reports, strict=True
    ):
        if wanted is None:
            assert new is None
        else:
            assert _applied(example.text, report.span, report.edits) == wanted, span


def _edited_part(text: str, span: Span, new: str | None) -> str | None:
    return new


def _applied(text: str, span: Span, edits: tuple) -> str:  # type: ignore[type-arg]
    parts, position = [], span.start
    for edit in edits:
        parts += [text[position : edit.span.start], edit.new]
        position = edit.span.end
    return "".join([*parts, text[position : span.end]])


@pytest.mark.parametrize("rule", load_packs(), ids=lambda rule: rule.code)
def test_every_rule_shows_a_defect_and_a_look_alike(rule: Rule) -> None:
    sections = {example.section for example in rule.examples if not example.miss}
    assert "What it finds" in sections
    assert "What it leaves alone" in sections
