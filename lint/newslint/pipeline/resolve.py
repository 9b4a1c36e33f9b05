"""Chooses, among the fixes of one revision, those that can be applied together."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from newslint.rule import Finding
from newslint.text.contract import DeleteCopy
from newslint.text.edit import Fix, Safety
from newslint.text.log import Change, EditLog, Step
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Gate:
    """Which fixes are applied: at least this safe and this sure.

    The confidence asked for is a lower 95 % bound; fixes that only ask carry no such proof, so
    the bound is not asked of them when asking fixes are let in.
    """

    safety: Safety = Safety.SAFE
    confidence: float = 0.95

    def admits(self, fix: Fix) -> bool:
        """Tell whether a fix may be applied."""
        if fix.safety < self.safety:
            return False
        return fix.safety < Safety.SAFE or fix.confidence >= self.confidence


@dataclass(frozen=True, slots=True)
class Refused:
    """A fix whose contract does not hold, with the reason."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """A fix that meets one already taken; it has to wait for the next round."""

    finding: Finding
    winner: Finding


@dataclass(frozen=True, slots=True)
class Resolution:
    """What becomes of the findings of one revision."""

    step: Step
    applied: tuple[Finding, ...]
    refused: tuple[Refused, ...]
    deferred: tuple[Deferred, ...]


@dataclass
class _Taken:
    """The edits chosen so far, sorted by place, each with the finding it belongs to."""

    log: EditLog
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    owners: list[Finding] = field(default_factory=list)
    kept: list[tuple[int, int, int]] = field(default_factory=list)
    longest_kept: int = 0

    @property
    def text(self) -> str:
        return self.log.text

    def born(self, span: Span) -> bool:
        return self.log.born(span)

    def untouched(self, span: Span) -> bool:
        return self.winner(span) is None

    def winner(self, span: Span) -> Finding | None:
        """Return the owner of a taken edit that meets the span, if any."""
        at = bisect_left(self.spans, (span.start, -1, -1))
        for start, end, owner in self.spans[max(0, at - 1) : at + 1]:
            if span.meets(Span(start, end)):
                return self.owners[owner]
        return None

    def guardian(self, span: Span) -> Finding | None:
        """Return the owner of a taken fix that relies on text that the span overlaps, if any."""
        at = bisect_left(self.kept, (span.start - self.longest_kept, -1, -1))
        while at < len(self.kept) and self.kept[at][0] < span.end:
            start, end, owner = self.kept[at]
            if span.overlaps(Span(start, end)):
                return self.owners[owner]
            at += 1
        return None

    def add(self, finding: Finding, fix: Fix) -> int:
        """Take a fix and return the number of its group."""
        owner = len(self.owners)
        self.owners.append(finding)
        for edit in fix.edits:
            insort(self.spans, (edit.span.start, edit.span.end, owner))
        if isinstance(fix.contract, DeleteCopy):
            kept = fix.contract.kept
            insort(self.kept, (kept.start, kept.end, owner))
            self.longest_kept = max(self.longest_kept, len(kept))
        return owner


def resolve(findings: Sequence[Finding], log: EditLog, gate: Gate) -> Resolution:
    """Return the step that applies the surest fixes, and what was left out and why.

    Surest first: safety, confidence, length of the repaired span, code, place. A fix is taken
    whole or not at all.
    """
    taken = _Taken(log)
    refused: list[Refused] = []
    deferred: list[Deferred] = []
    changes: list[Change] = []
    for finding in sorted(findings, key=_surest_first):
        fix = finding.fix
        if fix is None or not gate.admits(fix):
            continue
        winner = _winner(taken, fix)
        if winner is not None:
            deferred.append(Deferred(finding, winner))
            continue
        reason = fix.contract.broken(fix, taken)
        if reason is not None:
            refused.append(Refused(finding, reason))
            continue
        group = taken.add(finding, fix)
        changes += [
            Change(
                edit, finding.rule, fix.safety, fix.confidence, fix.contract.name,
                finding.message, group,
            )
            for edit in fix.edits
        ]
    changes.sort(key=lambda change: change.edit.span)
    return Resolution(
        Step(tuple(changes)), tuple(taken.owners), tuple(refused), tuple(deferred)
    )


def _surest_first(finding: Finding) -> tuple[int, float, int, str, Span]:
    fix = finding.fix
    if fix is None:
        return (0, 0.0, 0, finding.rule, finding.span)
    return (-fix.safety, -fix.confidence, -len(fix.span), finding.rule, finding.span)


def _winner(taken: _Taken, fix: Fix) -> Finding | None:
    """Return a finding already taken that this fix would meet or whose ground it would change."""
    for edit in fix.edits:
        winner = taken.winner(edit.span) or taken.guardian(edit.span)
        if winner is not None:
            return winner
    if isinstance(fix.contract, DeleteCopy):
        return taken.winner(fix.contract.kept)
    return None
