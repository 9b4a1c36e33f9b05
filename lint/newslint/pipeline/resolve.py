"""Chooses, among the fixes of one revision, those that can be applied together."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from newslint.rule import Finding
from newslint.text.contract import DeleteCopy
from newslint.text.edit import Fix, Safety
from newslint.text.log import Change, EditLog, EditMismatchError, Step
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
    """A fix whose contract does not hold or which does not fit the text, with the reason."""

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
    admitted = [
        (finding, finding.fix)
        for finding in findings
        if finding.fix is not None and gate.admits(finding.fix)
    ]
    for finding, fix in sorted(admitted, key=_surest_first):
        winner = _winner(taken, fix)
        if winner is not None:
            deferred.append(Deferred(finding, winner))
            continue
        reason = _misplaced(fix, log.text) or fix.contract.broken(fix, taken)
        if reason is not None:
            refused.append(Refused(finding, reason))
            continue
        group = taken.add(finding, fix)
        changes += [
            Change(
                edit,
                finding.rule,
                fix.safety,
                fix.confidence,
                fix.contract.name,
                finding.message,
                group,
            )
            for edit in fix.edits
        ]
    changes.sort(key=lambda change: change.edit.span)
    return Resolution(Step(tuple(changes)), tuple(taken.owners), tuple(refused), tuple(deferred))


_Rank = tuple[int, float, int, str, Span, tuple[tuple[Span, str, str], ...], str, Span, str, str]


def _surest_first(admitted: tuple[Finding, Fix]) -> _Rank:
    """Return the rank of a fix; what stands behind the place only makes the order total."""
    finding, fix = admitted
    kept = fix.contract.kept if isinstance(fix.contract, DeleteCopy) else Span(0, 0)
    return (
        -fix.safety,
        -fix.confidence,
        -len(fix.span),
        finding.rule,
        finding.span,
        tuple((edit.span, edit.old, edit.new) for edit in fix.edits),
        fix.contract.name,
        kept,
        finding.message,
        finding.key,
    )


def _misplaced(fix: Fix, text: str) -> str | None:
    """Return why the edits do not fit the text, or None."""
    for edit in fix.edits:
        found = edit.span.of(text)
        if found != edit.old or edit.span.end > len(text):
            return str(EditMismatchError(edit, found))
    return None


def _winner(taken: _Taken, fix: Fix) -> Finding | None:
    """Return a finding already taken that this fix would meet or whose ground it would change."""
    for edit in fix.edits:
        winner = taken.winner(edit.span) or taken.guardian(edit.span)
        if winner is not None:
            return winner
    if isinstance(fix.contract, DeleteCopy):
        return taken.winner(fix.contract.kept)
    return None
