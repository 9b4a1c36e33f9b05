"""What is to be written of a page: its edits in the offsets of its source, and what was left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from newslint.pipeline.clean import Report, Suppressed
from newslint.pipeline.flow import Cleaned
from newslint.sources.read import Page
from newslint.text.document import Document
from newslint.text.log import EditLog
from newslint.text.newlines import Places, fold
from newslint.text.span import Span

SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that was not repaired, and why.

    Args:
        status: `open` (not sure enough), `refused` (its contract does not hold), `deferred` (it
            waited for `winner` and was looked at again), `suppressed` (the configuration sets it
            aside) or `undone`.
        origin: its place in the decoded source, None when it was only deferred.
    """

    rule: str
    status: str
    reason: str
    key: str
    origin: Span | None = None
    text: str = ""
    safety: str = "show"
    candidates: tuple[str, ...] = ()
    winner: str | None = None

    @property
    def counts(self) -> bool:
        """Tell whether it is a finding of the page: one with a place that is not set aside."""
        return self.origin is not None and self.status != SUPPRESSED


@dataclass(frozen=True)
class Result:
    """A page with its edits in the offsets of its decoded source, ready to be written.

    Args:
        last: the last revision that rules read, if they did in this run.
    """

    page: Page
    log: EditLog
    left: tuple[Left, ...]
    last: Document | None = None

    @cached_property
    def cleaned(self) -> Document:
        """Return the cleaned page as rules read it, with the blocks that they saw."""
        text, newlines = fold(self.log.text)
        last = self.last
        if last is not None and (last.text, last.newlines) == (text, newlines):
            return last
        return replace(self.page.document, text=text, newlines=newlines)


def result_of(cleaned: Cleaned) -> Result:
    """Return what is to be written of a page that went through the pipeline."""
    outcome = cleaned.outcome
    document = cleaned.page.document
    places = Places(document.text, document.newlines)
    refused = {id(one.finding): one.reason for one in outcome.refused}
    left = [
        _left(report, refused.get(id(report.finding)), places.span(report.span), cleaned)
        for report in outcome.reports
        if not report.applied and not report.finding.tag
    ]
    left += [
        Left(
            one.finding.rule,
            "deferred",
            f"waited for {one.winner.rule}",
            one.finding.key,
            winner=one.winner.key,
        )
        for one in outcome.deferred
    ]
    left += [_suppressed(one, places.span(one.span), cleaned) for one in outcome.suppressed]
    return Result(cleaned.page, cleaned.log, tuple(left), outcome.cleaned)


def _left(report: Report, refused: str | None, span: Span, cleaned: Cleaned) -> Left:
    finding = report.finding
    return Left(
        finding.rule,
        "refused" if refused else "open",
        refused or finding.message,
        finding.key,
        span,
        span.of(cleaned.page.decoded),
        finding.safety.label,
        finding.candidates,
    )


def _suppressed(one: Suppressed, span: Span, cleaned: Cleaned) -> Left:
    finding = one.finding
    text = span.of(cleaned.page.decoded)
    return Left(finding.rule, SUPPRESSED, str(one.reason), finding.key, span, text)
