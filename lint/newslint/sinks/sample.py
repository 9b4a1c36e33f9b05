"""Draws a sample of what a run found and did, and writes it as a sheet for a person to judge.

One pass, memory for the sample alone. Every finding gets a number from a hash of the seed and of
what it is; the smallest numbers are drawn. So the sample depends neither on the order of the
pages nor on who read them, and two samples of two parts make the sample of the whole.

Half of the sample is the smallest numbers of all findings, which gives each rule its share; the
rest is dealt out evenly, so that rare rules are seen too. Either way the findings of one rule are
taken in the order of their numbers, so among them each is as likely as the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from typing import Literal

from newslint.pipeline.clean import Report
from newslint.pipeline.flow import Cleaned
from newslint.sinks.lines import Json, dump
from newslint.text.document import Document
from newslint.text.edit import Edit
from newslint.text.newlines import Places
from newslint.text.span import Span

SAMPLE, SHEET = "sample.jsonl", "sample.html"

CONTEXT = 30
"""Code points of text on each side of a finding."""

LONGEST = 1_200
"""A longer stretch is cut in the middle."""

MOST_EDITS = 20
"""A repair of more edits is shown up to this one."""

_RUNS = 1 << 64
_NUMBERS = 1 << 128

Status = Literal["applied", "open"]
Stratum = tuple[str, Status]
"""A rule's code, and whether its repair was applied."""


class Mark(Enum):
    """What a part of a finding's text is."""

    KEPT = "kept"
    OLD = "old"
    NEW = "new"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a finding's text: kept, taken out, put in, or found without a repair."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A finding to be judged: the text as its rule read it, earlier repairs included.

    Args:
        id: hash of rule, text, place and repair; the seed has no part in it.
        rule: the rule's code.
        name: the rule's name.
        status: whether its repair was applied.
        safety: label of its repair's safety.
        confidence: lower bound of its repair's hit rate, None without one.
        source: path of the source.
        row: 1-based number of the input record, None for a text file.
        span: its place in the decoded source, or in the field value for a row.
        line: line of that place, from 1.
        before: text in front of it.
        parts: its text with the repair marked.
        after: text behind it.
        candidates: readings it proposes.
        message: what is wrong.
        evidence: what it rests on, as label and value.
        key: the finding's key.
    """

    id: str
    rule: str
    name: str
    status: Status
    safety: str
    confidence: float | None
    source: str
    row: int | None
    span: Span
    line: int
    before: str
    parts: tuple[Part, ...]
    after: str
    candidates: tuple[str, ...]
    message: str
    evidence: tuple[tuple[str, str], ...]
    key: str

    @property
    def old(self) -> str:
        """Return the text that was found."""
        return "".join(part.text for part in self.parts if part.mark is not Mark.NEW)

    @property
    def new(self) -> str | None:
        """Return the text with the repair, None without one."""
        if any(part.mark is Mark.FOUND for part in self.parts):
            return None
        return "".join(part.text for part in self.parts if part.mark is not Mark.OLD)


@dataclass(frozen=True, slots=True, order=True)
class _Ticket:
    """The number a finding drew, and what is needed to tell whether it is in the sample."""

    number: int
    stratum: Stratum
    id: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item of a sheet, and how it was drawn.

    Args:
        item: the finding.
        of: findings of the run with its rule and status.
        drawn: how many of these are in the sheet.
    """

    item: Item
    of: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn from a run.

    The order deals the rules out in turn, and within a rule it is chance, so that a reader who
    stops half-way has judged a fair sample of every rule.

    Args:
        seed: the seed.
        run: hash of all findings of the run, drawn or not.
        total: how many there are.
        items: what was drawn.
    """

    seed: int
    run: str
    total: int
    items: tuple[Drawn, ...]

    @property
    def lines(self) -> Sequence[dict[str, Json]]:
        """Return the items as objects, ready to be judged."""
        return [_line(self, drawn) for drawn in self.items]

    def jsonl(self) -> str:
        """Return the items as JSON lines."""
        return "".join(dump(line) + "\n" for line in self.lines)


class Sampler:
    """Draws from the findings of pages; holds at most about twice the sample.

    Args:
        size: how many to draw.
        seed: another seed draws others.
        tags: codes of rules whose findings are not judged.
    """

    def __init__(self, size: int, seed: int = 0, tags: Collection[str] = ()) -> None:
        self.size = size
        self.seed = seed
        self._tags = frozenset(tags)
        self._counts: Counter[Stratum] = Counter()
        self._run = 0
        self._kept: dict[_Ticket, Item] = {}
        self._limits: dict[Stratum, int] = {}
        self._limit = 0
        """Once something was let go, a number must be below one of these to be drawn."""

    def add(self, cleaned: Cleaned) -> None:
        """Take in the findings of a page."""
        found: dict[_Ticket, Report] = {}
        seen: set[str] = set()
        for report in cleaned.outcome.reports:
            if report.finding.rule in self._tags:
                continue
            ticket = self._ticket(cleaned.outcome.document, report, seen)
            self._counts[ticket.stratum] += 1
            self._run = (self._run + int(ticket.id, 16)) % _RUNS
            if self._may_stay(ticket):
                found[ticket] = report
        if len(self._kept) + len(found) > 2 * self.size:
            kept = self._trim([*self._kept, *found])
            found = {ticket: report for ticket, report in found.items() if ticket in kept}
        places = Places(cleaned.outcome.document.text, cleaned.outcome.document.newlines)
        for ticket, line in _in_lines(cleaned, found):
            self._kept[ticket] = _item(cleaned, found[ticket], ticket.id, line, places)

    def merge(self, other: Sampler) -> None:
        """Take in what a sampler of the same size and seed drew from other pages."""
        self._counts.update(other._counts)
        self._run = (self._run + other._run) % _RUNS
        self._kept.update(other._kept)
        if len(self._kept) > 2 * self.size or self._limits or other._limits:
            self._trim([*self._kept])

    def sample(self) -> Sample:
        """Return what is drawn from all pages so far."""
        order = sorted(self._kept)
        ranks = _ranks(order)
        common = order[: self._half]
        rest = sorted(order[self._half :], key=lambda ticket: (ranks[ticket], ticket))
        chosen = sorted(
            [*common, *rest[: self.size - len(common)]],
            key=lambda ticket: (ranks[ticket], ticket),
        )
        drawn = Counter(ticket.stratum for ticket in chosen)
        items = tuple(
            Drawn(self._kept[ticket], self._counts[ticket.stratum], drawn[ticket.stratum])
            for ticket in chosen
        )
        return Sample(self.seed, f"{self._run:016x}", self._counts.total(), items)

    @property
    def _half(self) -> int:
        return (self.size + 1) // 2

    def _ticket(self, document: Document, report: Report, seen: set[str]) -> _Ticket:
        finding = report.finding
        status: Status = "applied" if report.applied else "open"
        parts = [finding.rule, finding.key, status, document.id]
        parts += [str(report.span.start), str(report.span.end)]
        for edit in finding.fix.edits if finding.fix else ():
            parts += [edit.old, edit.new]
        named = _hash("\x1f".join(parts), 8)
        twin = 0
        while named in seen:
            twin += 1
            named = _hash("\x1f".join([*parts, str(twin)]), 8)
        seen.add(named)
        return _Ticket(int(_hash(f"{self.seed}\x1f{named}", 16), 16), (finding.rule, status), named)

    def _may_stay(self, ticket: _Ticket) -> bool:
        if not self._limits:
            return True
        return ticket.number < max(self._limit, self._limits.get(ticket.stratum, _NUMBERS))

    def _trim(self, tickets: Iterable[_Ticket]) -> set[_Ticket]:
        """Let go of what cannot be drawn whatever comes, and return what can.

        More findings and more rules only lower the even share of each rule, so a number that is
        too high now stays so.
        """
        order = sorted(tickets)
        ranks = _ranks(order)
        share = _even_share(self._counts.values(), self.size) + 1
        common = order[: self._half]
        self._limit = common[-1].number + 1
        self._limits = {
            ticket.stratum: ticket.number + 1 for ticket in order if ranks[ticket] == share
        }
        kept = {*common, *(ticket for ticket in order if ranks[ticket] <= share)}
        self._kept = {ticket: item for ticket, item in self._kept.items() if ticket in kept}
        return kept


def _hash(text: str, size: int) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


def _ranks(order: Iterable[_Ticket]) -> dict[_Ticket, int]:
    """Return the place of each ticket among those of its stratum, from 1."""
    counts: Counter[Stratum] = Counter()
    ranks: dict[_Ticket, int] = {}
    for ticket in order:
        counts[ticket.stratum] += 1
        ranks[ticket] = counts[ticket.stratum]
    return ranks


def _even_share(counts: Iterable[int], room: int) -> int:
    """Return the most that each of several heaps can give so that all together fit the room."""
    ascending = sorted(counts)
    for at, count in enumerate(ascending):
        left = len(ascending) - at
        if count * left > room:
            return room // left
        room -= count
    return ascending[-1] if ascending else 0


def _in_lines(cleaned: Cleaned, found: Mapping[_Ticket, Report]) -> Iterator[tuple[_Ticket, int]]:
    """Yield tickets in order of place with the line they stand in; the text is read once."""
    text = cleaned.outcome.document.text
    line, position = 1, 0
    for ticket, report in sorted(found.items(), key=lambda pair: pair[1].span):
        line += text.count("\n", position, report.span.start)
        position = report.span.start
        yield ticket, line


def _item(cleaned: Cleaned, report: Report, named: str, line: int, places: Places) -> Item:
    finding, document = report.finding, cleaned.outcome.document
    text = cleaned.outcome.log.revisions[report.revision]
    fix = finding.fix
    edits = sorted(fix.edits, key=lambda edit: edit.span)[:MOST_EDITS] if fix else []
    whole = Span(edits[0].span.start, edits[-1].span.end) if edits else finding.span
    return Item(
        named,
        finding.rule,
        finding.name,
        "applied" if report.applied else "open",
        finding.safety.label,
        round(fix.confidence, 4) if fix else None,
        document.source.path,
        document.row,
        places.span(report.span),
        line,
        text[max(0, whole.start - CONTEXT) : whole.start],
        tuple(_parts(text, whole, edits)),
        text[whole.end : whole.end + CONTEXT],
        finding.candidates,
        finding.message,
        tuple((one.label, one.value) for one in finding.evidence),
        finding.key,
    )


def _parts(text: str, whole: Span, edits: Sequence[Edit]) -> Iterator[Part]:
    if not edits:
        yield Part(Mark.FOUND, _shortened(whole.of(text), LONGEST))
        return
    position = whole.start
    for edit in edits:
        if position < edit.span.start:
            kept = text[position : edit.span.start]
            yield Part(Mark.KEPT, _shortened(kept, 4 * CONTEXT))
        if edit.old:
            yield Part(Mark.OLD, _shortened(edit.old, LONGEST))
        if edit.new:
            yield Part(Mark.NEW, _shortened(edit.new, LONGEST))
        position = edit.span.end


def _shortened(text: str, longest: int) -> str:
    """Return a text, cut in the middle when it is long."""
    if len(text) <= longest:
        return text
    side = longest // 2
    return f"{text[:side]} … {len(text) - 2 * side} more … {text[-side:]}"


def _line(sample: Sample, drawn: Drawn) -> dict[str, Json]:
    item = drawn.item
    return {
        "id": item.id,
        "rule": item.rule,
        "name": item.name,
        "status": item.status,
        "safety": item.safety,
        "confidence": item.confidence,
        "source": item.source,
        "row": item.row,
        "place": {"start": item.span.start, "end": item.span.end, "line": item.line},
        "before": item.before,
        "old": item.old,
        "new": item.new,
        "after": item.after,
        "candidates": list(item.candidates),
        "message": item.message,
        "evidence": [{"label": label, "value": value} for label, value in item.evidence],
        "key": item.key,
        "sample": {
            "seed": sample.seed,
            "run": sample.run,
            "of": drawn.of,
            "drawn": drawn.drawn,
            "total": sample.total,
        },
        "judgement": None,
        "note": "",
    }
