"""Laws of choosing fixes. `obeys` is shared with the battery of tests/mutants."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newslint.pipeline import resolve as core
from newslint.pipeline.resolve import Gate, Resolution, resolve
from newslint.rule import Finding, Level
from newslint.text.contract import (
    Contract,
    DeleteCopy,
    DeletePattern,
    Free,
    Insertion,
    Listed,
    Whitespace,
)
from newslint.text.edit import Edit, Fix, Safety
from newslint.text.log import Change, EditLog, Step
from newslint.text.span import Span

SOAK = os.environ.get("NEWSLINT_HYPOTHESIS") == "soak"
EXAMPLES = settings(
    deadline=None, max_examples=20_000 if SOAK else 400, derandomize=not SOAK, database=None
)
RANDOMS = st.randoms(use_true_random=False)
ALPHABET = "甲甲乙𠮷か\u3099 \n。"
TABLE = frozenset({("甲", "由"), ("乙", "己"), ("甲甲", "甲"), ("𠮷", "吉"), ("甲", "申")})


def page(random: Random) -> EditLog:
    """Return a page, often with text that an earlier step wrote."""
    size = random.choice((0, 1, 4, 8, 12))
    text = "".join(random.choice(ALPHABET) for _ in range(size))
    log = EditLog(text)
    if random.random() < 0.5:
        span = span_of(random, text, 2)
        edit = Edit(span, span.of(text), "甲𠮷"[: random.randint(0, 2)])
        log = log.apply(Step((Change(edit, "E1", Safety.SAFE, 1.0, "free", "", 0),)))
    return log


def span_of(random: Random, text: str, longest: int = 3) -> Span:
    start = random.randint(0, len(text))
    return Span(start, min(len(text), start + random.randint(0, longest)))


def finding(random: Random, text: str) -> Finding:
    """Return a finding whose fix may be wrong, misplaced, unsure, or missing."""
    edits: list[Edit] = []
    contract = _contract(random, text)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        span = span_of(random, text)
        known = sorted(new for old, new in TABLE if old == span.of(text))
        new = random.choice(("", "", "，", *known, *known, " "))
        if random.random() < 0.05:
            edit = Edit(span.shifted(len(text)), span.of(text), new)
        else:
            edit = Edit(span, span.of(text), new)
        if not any(one.span.meets(edit.span) for one in edits):
            edits.append(edit)
    edits.sort(key=lambda edit: edit.span)
    safety = random.choice((Safety.SAFE, Safety.SAFE, Safety.ASK, Safety.SHOW))
    fix = Fix(tuple(edits), safety, random.choice((0.5, 0.95, 1.0)), contract)
    return Finding(
        random.choice(("A1", "B1")),
        "name",
        1,
        Level.WARNING,
        random.choice((fix.span, span_of(random, text))),
        random.choice(("is wrong", "is odd")),
        "key",
        fix=None if random.random() < 0.1 else fix,
    )


def _contract(random: Random, text: str) -> Contract:
    contracts: tuple[Contract, ...] = (
        Free(),
        Whitespace(),
        Listed(TABLE),
        Insertion("，"),
        DeletePattern("[甲 ]*"),
        DeleteCopy(span_of(random, text)),
        DeleteCopy(span_of(random, text)),
    )
    return random.choice(contracts)


def findings_of(random: Random, text: str) -> list[Finding]:
    found = [finding(random, text) for _ in range(random.randint(0, 9))]
    copies = [Span(at, at + size) for size in (1, 2) for at in range(len(text) - size + 1)]
    for one in copies:
        for other in copies:
            same = one.of(text) == other.of(text) and not one.overlaps(other)
            if same and random.random() < 0.3:
                fix = Fix((Edit(one, one.of(text), ""),), Safety.SAFE, 1.0, DeleteCopy(other))
                found.append(
                    Finding("D1", "copy", 1, Level.WARNING, one, "is a copy", "key", fix=fix)
                )
    random.shuffle(found)
    return found


def gate_of(random: Random) -> Gate:
    return Gate(random.choice(tuple(Safety)), random.choice((0.0, 0.95, 1.0)))


class Alone:
    """A revision in which only the given edits are made."""

    def __init__(self, log: EditLog, edits: list[Edit]) -> None:
        self.log = log
        self.edits = edits

    @property
    def text(self) -> str:
        return self.log.text

    def born(self, span: Span) -> bool:
        return self.log.born(span)

    def untouched(self, span: Span) -> bool:
        return not any(edit.span.overlaps(span) for edit in self.edits)


def obeys(random: Random, core: ModuleType) -> None:
    """Resolve random findings and check everything that was promised about the answer."""
    log = page(random)
    findings = findings_of(random, log.text)
    gate = gate_of(random)
    made_gate = core.Gate(gate.safety, gate.confidence)
    resolution: Resolution = core.resolve(findings, log, made_gate)
    _splits(findings, resolution, gate)
    _step_is_what_was_applied(resolution)
    _text_is_right(resolution, log)
    _contracts_hold(resolution, log)
    _deferred_had_to_wait(resolution)
    again = list(findings)
    random.shuffle(again)
    assert core.resolve(again, log, made_gate) == resolution
    assert core.resolve(again[::-1], log, made_gate) == resolution


def _fix(finding: Finding) -> Fix:
    assert finding.fix is not None
    return finding.fix


def _splits(findings: list[Finding], resolution: Resolution, gate: Gate) -> None:
    """Check that each admitted finding is in one of the lists, and no other finding is."""
    admitted = [
        one
        for one in findings
        if one.fix is not None
        and one.fix.safety >= gate.safety
        and (one.fix.safety is not Safety.SAFE or one.fix.confidence >= gate.confidence)
    ]
    answered = [
        *resolution.applied,
        *(one.finding for one in resolution.refused),
        *(one.finding for one in resolution.deferred),
    ]
    assert Counter(map(repr, answered)) == Counter(map(repr, admitted))


def _step_is_what_was_applied(resolution: Resolution) -> None:
    changes = resolution.step.changes
    assert list(changes) == sorted(changes, key=lambda change: change.edit.span)
    for at, change in enumerate(changes):
        for other in changes[at + 1 :]:
            assert not change.edit.span.meets(other.edit.span)
    for group, one in enumerate(resolution.applied):
        fix = _fix(one)
        assert [change for change in changes if change.group == group] == [
            Change(
                edit, one.rule, fix.safety, fix.confidence, fix.contract.name, one.message, group
            )
            for edit in fix.edits
        ]
    assert len(changes) == sum(len(_fix(one).edits) for one in resolution.applied)


def _text_is_right(resolution: Resolution, log: EditLog) -> None:
    """Check that the step applies, and that what it deletes as a copy still stands somewhere."""
    assert log.apply(resolution.step).undo() == log.source
    deleted = {at for edit in resolution.step.edits for at in range(edit.span.start, edit.span.end)}
    for one in resolution.applied:
        contract = _fix(one).contract
        if isinstance(contract, DeleteCopy):
            assert not deleted & set(range(contract.kept.start, contract.kept.end))


def _contracts_hold(resolution: Resolution, log: EditLog) -> None:
    whole = Alone(log, list(resolution.step.edits))
    for one in resolution.applied:
        assert _fix(one).contract.broken(_fix(one), whole) is None
    for refused in resolution.refused:
        fix = _fix(refused.finding)
        fits = all(
            edit.span.of(log.text) == edit.old and edit.span.end <= len(log.text)
            for edit in fix.edits
        )
        assert refused.reason
        if fits:
            assert refused.reason == fix.contract.broken(fix, Alone(log, []))
        else:
            assert "stands" in refused.reason or "ends before" in refused.reason


def _deferred_had_to_wait(resolution: Resolution) -> None:
    for deferred in resolution.deferred:
        loser, winner = _fix(deferred.finding), _fix(deferred.winner)
        assert deferred.winner in resolution.applied
        assert (winner.safety, winner.confidence) >= (loser.safety, loser.confidence)
        if (winner.safety, winner.confidence) == (loser.safety, loser.confidence):
            assert len(winner.span) >= len(loser.span)
        meets = any(one.span.meets(other.span) for one in loser.edits for other in winner.edits)
        assert meets or _stands_on(winner, loser) or _stands_on(loser, winner)


def _stands_on(fix: Fix, other: Fix) -> bool:
    """Tell whether a fix relies on text that the other one changes or touches."""
    return isinstance(fix.contract, DeleteCopy) and any(
        edit.span.meets(fix.contract.kept) for edit in other.edits
    )


@EXAMPLES
@given(random=RANDOMS)
def test_every_choice_of_fixes_keeps_its_promises(random: Random) -> None:
    obeys(random, core)


def test_most_random_choices_apply_defer_and_refuse_something() -> None:
    applied = deferred = refused = 0
    for seed in range(300):
        random = Random(seed)
        log = page(random)
        answer = resolve(findings_of(random, log.text), log, Gate(Safety.ASK))
        applied += bool(answer.applied)
        deferred += bool(answer.deferred)
        refused += bool(answer.refused)
    assert applied >= 150
    assert deferred >= 120
    assert refused >= 120


def replacing(
    start: int,
    old: str,
    new: str,
    safety: Safety = Safety.SAFE,
    confidence: float = 1.0,
    contract: Contract | None = None,
    rule: str = "A1",
) -> Finding:
    edit = Edit(Span(start, start + len(old)), old, new)
    fix = Fix((edit,), safety, confidence, contract or Listed({(old, new)}))
    return Finding(rule, "name", 1, Level.WARNING, edit.span, "is wrong", "key", fix=fix)


def chosen(text: str, *findings: Finding, gate: Gate | None = None) -> tuple[str, Resolution]:
    log = EditLog(text)
    answer = resolve(findings, log, gate or Gate())
    return log.apply(answer.step).text, answer


def test_a_safe_fix_goes_before_one_that_asks_however_sure_that_is() -> None:
    safe = replacing(0, "人住", "入住", confidence=0.95)
    ask = replacing(0, "人住率", "入住率", Safety.ASK, 1.0)
    text, answer = chosen("人住率", ask, safe, gate=Gate(Safety.ASK))
    assert text == "入住率"
    assert answer.applied == (safe,)
    assert [(one.finding, one.winner) for one in answer.deferred] == [(ask, safe)]


def test_the_surer_and_then_the_longer_and_then_the_lower_code_goes_first() -> None:
    short = replacing(0, "人", "入", rule="A1")
    long = replacing(0, "人住", "入住", rule="B2")
    unsure = replacing(0, "人住率", "入住率", confidence=0.96, rule="A0")
    other = replacing(0, "人住", "进住", rule="C3")
    _, answer = chosen("人住率", other, unsure, short, long)
    assert answer.applied == (long,)
    assert [one.finding for one in answer.deferred] == [other, short, unsure]


@pytest.mark.parametrize(
    ("safety", "confidence", "gate", "admitted"),
    [
        (Safety.SAFE, 0.95, Gate(), True),
        (Safety.SAFE, 0.94, Gate(), False),
        (Safety.ASK, 1.0, Gate(), False),
        (Safety.ASK, 0.1, Gate(Safety.ASK), True),
        (Safety.SAFE, 0.94, Gate(Safety.ASK), False),
        (Safety.SHOW, 1.0, Gate(Safety.ASK), False),
        (Safety.SHOW, 0.0, Gate(Safety.SHOW), True),
        (Safety.SAFE, 0.5, Gate(Safety.SAFE, 0.5), True),
    ],
)
def test_the_gate_asks_for_safety_and_of_safe_fixes_for_confidence(
    safety: Safety, confidence: float, gate: Gate, admitted: bool
) -> None:
    _, answer = chosen("人住率", replacing(0, "人", "入", safety, confidence), gate=gate)
    assert len(answer.applied) == admitted
    assert answer.refused == ()
    assert answer.deferred == ()


def test_two_copies_never_justify_each_others_deletion() -> None:
    text = "通车。通车。"
    first = replacing(0, "通车。", "", contract=DeleteCopy(Span(3, 6)), rule="D1")
    second = replacing(3, "通车。", "", contract=DeleteCopy(Span(0, 3)), rule="D1")
    cleaned, answer = chosen(text, second, first)
    assert cleaned == "通车。"
    assert answer.applied == (first,)
    assert [one.winner for one in answer.deferred] == [first]


def test_three_copies_in_a_ring_leave_one() -> None:
    ring = [
        replacing(2 * at, "甲。", "", contract=DeleteCopy(Span(2 * to, 2 * to + 2)), rule="D1")
        for at, to in ((0, 1), (1, 2), (2, 0))
    ]
    cleaned, answer = chosen("甲。甲。甲。", *ring)
    assert len(answer.applied) in (1, 2)
    assert cleaned in ("甲。", "甲。甲。")


def test_the_kept_original_is_not_changed_in_the_step_that_deletes_its_copy() -> None:
    copy = replacing(0, "人住。", "", contract=DeleteCopy(Span(3, 6)), rule="D1")
    word = replacing(3, "人住", "入住", confidence=0.99)
    cleaned, answer = chosen("人住。人住。", word, copy)
    assert cleaned == "人住。"
    assert [(one.finding, one.winner) for one in answer.deferred] == [(word, copy)]


def test_a_copy_waits_when_its_original_is_being_changed() -> None:
    copy = replacing(0, "人住。", "", confidence=0.98, contract=DeleteCopy(Span(3, 6)), rule="D1")
    word = replacing(3, "人住", "入住", confidence=0.99)
    cleaned, answer = chosen("人住。人住。", copy, word)
    assert cleaned == "人住。入住。"
    assert [(one.finding, one.winner) for one in answer.deferred] == [(copy, word)]


def test_a_broken_contract_is_refused_and_makes_way_for_the_next_fix() -> None:
    wrong = replacing(0, "人住", "入往", contract=Whitespace())
    right = replacing(0, "人住", "入住", confidence=0.99)
    cleaned, answer = chosen("人住率", wrong, right)
    assert cleaned == "入住率"
    assert [one.reason for one in answer.refused] == [
        "'人住' and '入往' differ in more than white space"
    ]


def test_a_fix_of_another_text_is_refused_and_stops_nothing() -> None:
    stale = replacing(0, "己经", "已经")
    behind = replacing(9, "", "。", contract=Insertion("。"))
    right = replacing(2, "人", "入")
    cleaned, answer = chosen("房价人", stale, behind, right)
    assert cleaned == "房价入"
    assert {one.reason for one in answer.refused} == {
        "at 0-2 stands '房价', not '己经'",
        "the text ends before 9",
    }


def test_findings_that_differ_only_in_what_they_write_are_chosen_alike_in_any_order() -> None:
    one = replacing(0, "人", "入")
    other = replacing(0, "人", "八")
    assert chosen("人住", one, other) == chosen("人住", other, one)


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    quotes = Fix(
        (Edit(Span(0, 1), '"', "“"), Edit(Span(3, 4), '"', "”")),
        Safety.SAFE,
        0.96,
        Listed({('"', "“"), ('"', "”")}),
    )
    both = replace(replacing(0, '"', "“"), fix=quotes, span=quotes.span)
    surer = replacing(3, '"', "」")
    cleaned, answer = chosen('"房价"', both, surer)
    assert cleaned == '"房价」'
    assert [one.finding for one in answer.deferred] == [both]
