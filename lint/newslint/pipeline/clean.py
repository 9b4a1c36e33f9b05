"""Runs all rules over documents, stage by stage, until nothing surer than the gate is left."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby

from newslint.errors import NewslintError, RuleError
from newslint.pipeline.resolve import Deferred, Gate, Refused, resolve
from newslint.pipeline.scan import Candidates, Scanner, is_late
from newslint.pipeline.suppress import Aside, Shield, Suppression
from newslint.rule import Finding, Rule
from newslint.text.document import Document
from newslint.text.edit import Edit
from newslint.text.log import EditLog
from newslint.text.measures import Matter, count
from newslint.text.span import Span

MOST_ROUNDS = 10
"""A page that still changes after this many rounds is not converging."""

BATCH_SIZE = 1_000_000
"""A batch is scanned once it holds this many code points."""


@dataclass(frozen=True, slots=True)
class Report:
    """A finding in the coordinates of the folded source text.

    Args:
        finding: as the rule yielded it, in offsets of its revision.
        revision: number of steps before it.
        span: where its text came from in the source text.
        edits: its edits, grown so that they apply to the source text.
        applied: whether its fix is part of the log.
    """

    finding: Finding
    revision: int
    span: Span
    edits: tuple[Edit, ...]
    applied: bool


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that the configuration sets aside, its place in the source text, and why."""

    finding: Finding
    span: Span
    reason: Aside


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document.

    Args:
        document: as it was read.
        cleaned: its last revision.
        log: the steps between the two.
        reports: findings in order of place, repaired ones too.
        refused: fixes whose contract did not hold.
        deferred: fixes that had to wait for a surer one, in the order of the rounds.
        error: why the document could not be cleaned; then nothing else is set.
        suppressed: findings of the last round that the configuration sets aside, by place.
    """

    document: Document
    cleaned: Document
    log: EditLog
    reports: tuple[Report, ...] = ()
    refused: tuple[Refused, ...] = ()
    deferred: tuple[Deferred, ...] = ()
    error: NewslintError | None = None
    suppressed: tuple[Suppressed, ...] = ()


@dataclass
class _Work:
    """A document on its way through the stages."""

    document: Document
    log: EditLog
    candidates: Candidates
    scanned: list[str]
    """The revision that the candidates of each stage are of."""
    waiting: set[int]
    """Late rules whose candidates were not looked for yet."""
    changed: bool = True
    seen: set[int] = field(default_factory=set)
    fixed: list[tuple[Finding, int]] = field(default_factory=list)
    left: list[tuple[Finding, int]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
    error: NewslintError | None = None
    recent: list[set[str]] = field(default_factory=list)
    shield: Shield | None = None
    aside: list[tuple[Finding, int, Aside]] = field(default_factory=list)
    told: dict[int, tuple[Document, list[Finding]]] = field(default_factory=dict)
    """What each stage, by its first rule, said of the document that it read last."""


class Cleaner:
    """The one path: check, fix, clean and diff all run documents through this."""

    def __init__(
        self,
        rules: Sequence[Rule],
        gate: Gate | None = None,
        suppression: Suppression | None = None,
    ) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: (rule.stage, rule.code)))
        self.gate = gate or Gate()
        self.suppression = suppression or Suppression()
        self._scanner = Scanner(self.rules)
        self._late = frozenset(at for at, rule in enumerate(self.rules) if is_late(rule))
        self._stages = [
            list(stage)
            for _, stage in groupby(range(len(self.rules)), lambda at: self.rules[at].stage)
        ]

        self._of_stage = [frozenset(stage) for stage in self._stages]

    def run(self, documents: Iterable[Document]) -> Iterator[Outcome]:
        """Yield an outcome for each document, in order; memory holds one batch at a time."""
        batch: list[Document] = []
        size = 0
        for document in documents:
            batch.append(document)
            size += len(document.text)
            if size >= BATCH_SIZE:
                yield from self._clean(batch)
                batch, size = [], 0
        if batch:
            yield from self._clean(batch)

    def _clean(self, documents: Sequence[Document]) -> Iterator[Outcome]:
        with _uncollected():
            works = self._worked(documents)
        for at, document in enumerate(documents):
            work = works.pop(at, None)
            if work is None:
                yield Outcome(document, document, EditLog(document.text))
                continue
            if work.changed and work.error is None:
                work.error = _restless(work, f"still changes after {MOST_ROUNDS} rounds")
            yield _outcome(work, document)

    def _worked(self, documents: Sequence[Document]) -> dict[int, _Work]:
        """Return the documents in which anything was looked at, by place, after their rounds."""
        early = [at for at in range(len(self.rules)) if at not in self._late]
        found = self._scan(documents, early)
        works: dict[int, _Work] = {}
        for at, (document, candidates) in enumerate(zip(documents, found, strict=True)):
            if isinstance(candidates, RuleError):
                log = EditLog(document.text)
                works[at] = _Work(document, log, {}, [], set(), error=candidates)
            elif candidates or self._late:
                scanned = [document.text] * len(self._stages)
                log, waiting = EditLog(document.text), set(self._late)
                works[at] = _Work(document, log, candidates, scanned, waiting)
        for _ in range(MOST_ROUNDS):
            live = [work for work in works.values() if work.changed and work.error is None]
            if not live:
                break
            self._round(live)
        return works

    def _round(self, works: Sequence[_Work]) -> None:
        """Run all stages once over documents that the last round changed."""
        for work in works:
            work.changed = False
            work.seen.add(hash(work.document.text))
            work.recent.append(set())
            work.left.clear()
            work.aside.clear()
            work.refused.clear()
        for at, stage in enumerate(self._stages):
            changed = [work for work in works if work.scanned[at] is not work.document.text]
            self._rescan(at, stage, changed)
            late = [rule for rule in stage if rule in self._late]
            if late:
                waiting = [work for work in works if not work.waiting.isdisjoint(late)]
                self._rescan(at, late, waiting)
            if any(self.rules[at].verdict for at in stage):
                _count(works)
            for work in works:
                if work.error is None and not self._of_stage[at].isdisjoint(work.candidates):
                    self._stage(work, stage)
        for work in works:
            if work.changed and hash(work.document.text) in work.seen:
                work.error = _restless(work, "comes back to a form it had")

    def _rescan(self, at: int, rules: Sequence[int], works: Sequence[_Work]) -> None:
        """Find the candidates of some rules of a stage anew in the documents as they are."""
        if not works:
            return
        found = self._scan([work.document for work in works], rules)
        for work, candidates in zip(works, found, strict=True):
            if isinstance(candidates, RuleError):
                work.error = candidates
                continue
            for rule in rules:
                work.candidates.pop(rule, None)
            work.waiting.difference_update(rules)
            work.candidates.update(candidates)
            work.scanned[at] = work.document.text

    def _scan(
        self, documents: Sequence[Document], only: Sequence[int] | None
    ) -> list[Candidates | RuleError]:
        """Return the candidates of each document, or why a rule's trigger failed on it.

        When a trigger fails on a batch, the documents are scanned one by one to find the cause.
        """
        try:
            return list(self._scanner.scan(documents, only))
        except RuleError as error:
            if len(documents) == 1:
                return [error]
            return [found for document in documents for found in self._scan([document], only)]

    def _stage(self, work: _Work, stage: Sequence[int]) -> None:
        """Find, resolve and apply what one stage has to say about a document."""
        revision = len(work.log.steps)
        findings = self._findings(work, stage)
        if self.suppression and findings:
            findings = list(self._unsuppressed(work, findings))
        if not findings:
            return
        resolution = resolve(findings, work.log, self.gate)
        applied = {id(finding) for finding in resolution.applied}
        work.left += [(one, revision) for one in findings if id(one) not in applied]
        work.refused += resolution.refused
        work.deferred += resolution.deferred
        if resolution.applied:
            work.fixed += [(finding, revision) for finding in resolution.applied]
            work.log = work.log.apply(resolution.step)
            work.document = work.document.revised(work.log.text)
            work.changed = True
            work.recent[-1] |= {one.rule for one in resolution.applied}

    def _findings(self, work: _Work, stage: Sequence[int]) -> list[Finding]:
        """Return what a stage finds in a document; none, and the error is kept, when it fails.

        A document that no stage changed since this one read it is not read again.
        """
        candidates = work.candidates
        last = work.told.get(stage[0])
        if last is not None and last[0] is work.document:
            return last[1]
        findings: list[Finding] = []
        for at in stage:
            places = candidates.get(at)
            if places:
                rule = self.rules[at]
                try:
                    findings += rule.find(work.document, places)
                except Exception as error:
                    work.error = RuleError(
                        f"rule {rule.code} {rule.name} failed: {error!r}",
                        where=work.document.id,
                        todo=f"report it, or leave the rule out with --ignore {rule.code}",
                    )
                    return []
        work.told[stage[0]] = work.document, findings
        return findings

    def _unsuppressed(self, work: _Work, findings: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the findings that are not set aside; the others are kept with their reason."""
        if work.shield is None or work.shield.document is not work.document:
            work.shield = Shield(self.suppression, work.document)
        for finding in findings:
            reason = work.shield.aside(finding)
            if reason is None:
                yield finding
            else:
                work.aside.append((finding, len(work.log.steps), reason))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of reference cycles away from a batch, whose objects are all in use.

    It would go through them again and again, for a seventh of the time that the rules take.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _count(works: Iterable[_Work]) -> None:
    """Count the stories of all documents together, which takes less time than one by one."""
    matters: list[Matter] = []
    for work in works:
        with suppress(Exception):  # the rules meet the same error and say which document it is of
            matters += work.document.matters
    count(matters)


def _restless(work: _Work, how: str) -> RuleError:
    rules = sorted(set().union(*work.recent[-2:]))
    return RuleError(
        f"the page {how}: rules {' and '.join(rules)} undo each other",
        where=work.document.id,
        todo="report it, or leave one of them out with --ignore",
    )


def _outcome(work: _Work, document: Document) -> Outcome:
    if work.error is not None:
        return Outcome(document, document, EditLog(document.text), error=work.error)
    reports = [_report(work, *found, applied=True) for found in work.fixed]
    reports += [_report(work, *found, applied=False) for found in work.left]
    reports.sort(key=lambda report: (report.span, report.finding.rule))
    return Outcome(
        document,
        work.document,
        work.log,
        tuple(reports),
        tuple(work.refused),
        tuple(work.deferred),
        suppressed=tuple(sorted(_suppressed(work), key=lambda one: (one.span, one.finding.rule))),
    )


def _suppressed(work: _Work) -> Iterator[Suppressed]:
    for finding, revision, reason in work.aside:
        yield Suppressed(finding, work.log.origin(finding.span, revision), reason)


def _report(work: _Work, finding: Finding, revision: int, *, applied: bool) -> Report:
    edits = finding.fix.edits if finding.fix else ()
    return Report(
        finding,
        revision,
        work.log.origin(finding.span, revision),
        tuple(work.log.lifted(edit, revision) for edit in edits),
        applied,
    )
