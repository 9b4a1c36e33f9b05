"""Every example of every rule's page is a test."""

import pytest

from newslint.rule import Across, Example, Rule, load_packs
from newslint.testing import across, found, run

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


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_the_page_of_a_rule_tells_the_truth(rule: Rule, example: Example) -> None:
    rule = rule.for_example(example)
    if isinstance(rule.trigger, Across):
        assert across(rule, example.text) == list(example.expected)
    else:
        assert found(run([rule], example.text)) == list(example.expected)


@pytest.mark.parametrize("rule", load_packs(), ids=lambda rule: rule.code)
def test_every_rule_shows_a_defect_and_a_look_alike(rule: Rule) -> None:
    sections = {example.section for example in rule.examples if not example.miss}
    assert "What it finds" in sections
    assert "What it leaves alone" in sections
