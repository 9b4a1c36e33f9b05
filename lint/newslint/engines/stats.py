"""Counts the documents of shards, wherever it is done, and puts the counts together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Protocol

from newslint.engines.engine import Died, Engine, in_order
from newslint.engines.part import Facts, Kit, Order
from newslint.errors import Exit
from newslint.pipeline.flow import Cleaned, flow
from newslint.reports.html import ReportBuilder
from newslint.reports.stats import Meter, Statistics
from newslint.sinks.chain import Chain
from newslint.sinks.lines import load
from newslint.sinks.part import Counts
from newslint.sources.read import Page, Reject, read
from newslint.sources.shards import Shard


class By(Enum):
    """What a source is."""

    FILE = "file"
    FOLDER = "folder"
    FIELD = "source-field"


@dataclass(frozen=True, slots=True)
class Grouping:
    """Tells which source a document is of.

    Args:
        by: what a source is.
        field: field of a row, or fact about a file, that names the source; a document without it
            is of the source that its path names.
    """

    by: By = By.FILE
    field: str = "source"

    def of(self, page: Page) -> str:
        """Return the source of a document."""
        path = page.document.source.path
        if self.by is not By.FIELD:
            return self.of_path(path)
        known: object = page.document.meta
        if page.row is not None:
            known = load(page.row.record("") + "}")
        named = known.get(self.field) if isinstance(known, dict) else None
        return named if isinstance(named, str) and named else path

    def of_path(self, path: str) -> str:
        """Return the source of what could not be read of a file."""
        return PurePosixPath(path).parent.as_posix() if self.by is By.FOLDER else path


@dataclass(frozen=True, slots=True)
class Job:
    """One shard to count.

    Args:
        order: how the kit is opened; its identity names what decides the counts.
        shard: the shard.
        grouping: what a source is.
    """

    order: Order
    shard: Shard
    grouping: Grouping


@dataclass(frozen=True, slots=True)
class Counted:
    """What a worker tells of a shard: its progress, and its counts."""

    facts: Facts
    statistics: Statistics


class Watch(Protocol):
    """What is told how far a run is."""

    def cleaned(self, facts: Facts, *, known: bool) -> None:
        """Take note of a part."""
        ...

    def said(self, line: str) -> None:
        """Take note of what the user should know."""
        ...


def count_part(job: Job) -> Counted:
    """Count the documents of a shard."""
    kit = _kit(job.order)
    meter = Meter(kit.judges.rules)
    facts = Facts(job.shard.size, Counts(), Chain(), ReportBuilder(), None)
    statistics = Statistics()
    for item in flow(read(job.shard.slices, kit.reading), kit.cleaner):
        if isinstance(item, Reject):
            facts.say(str(item))
            facts.exit = max(facts.exit, Exit.OUTPUT if item.internal else Exit.INPUT)
            statistics.of(job.grouping.of_path(item.path)).rejects += 1
        else:
            _add(item, kit, meter, job.grouping, facts, statistics)
    statistics.settle()
    if facts.unsaid:
        facts.said.append(f"and {facts.unsaid:,} more such lines")
        facts.unsaid = 0
    return Counted(facts, statistics)


def _add(
    item: Cleaned,
    kit: Kit,
    meter: Meter,
    grouping: Grouping,
    facts: Facts,
    statistics: Statistics,
) -> None:
    page, document = item.page, item.page.document
    if document.source.codec != "utf-8" and document.row in (None, 1):
        facts.say(f"{document.source.path}: read as {document.source.codec}")
    for line in page.troubles:
        facts.say(line)
        facts.exit = max(facts.exit, Exit.INPUT)
    cleaned = item.outcome.cleaned
    if cleaned.unit != (unit := kit.reading.unit or ("article" if page.row is None else "page")):
        cleaned = replace(cleaned, unit=unit)
    try:
        articles = [meter.read(matter) for matter in cleaned.matters]
    except Exception as error:  # a rule's measure may fail on one document
        facts.say(f"{document.id}: cannot be measured ({error!r}); report it")
        facts.exit = max(facts.exit, Exit.OUTPUT)
        statistics.of(grouping.of_path(document.source.path)).rejects += 1
        return
    tally = statistics.of(grouping.of(page))
    tally.documents += 1
    tally.characters += len(page.decoded)
    tally.suppressed += len(item.outcome.suppressed)
    for values in articles:
        tally.measure(meter.scales, values)
    reports = [one for one in item.outcome.reports if not one.finding.tag]
    tally.found.update(one.finding.rule for one in reports)
    tally.repaired.update(one.finding.rule for one in reports if one.applied)
    facts.counts.pages += 1
    facts.counts.by_rule.update(one.finding.rule for one in reports)


def count(jobs: Sequence[Job], engine: Engine, watch: Watch) -> Statistics:
    """Return what all shards hold; a shard that ended its worker is counted again alone.

    Raises OutputError when it ends its worker again.
    """
    whole = Statistics()
    dead: list[Job] = []

    def take(part: Counted) -> None:
        whole.merge(part.statistics)
        watch.cleaned(part.facts, known=False)

    for number, part in engine.each(count_part, jobs):
        if isinstance(part, Died):
            watch.said(f"a worker was {part.reason}; its part is counted again alone")
            dead.append(jobs[number])
        else:
            take(part)
    for job in dead:
        for part in in_order(engine, count_part, [job]):
            take(part)
    return whole


@lru_cache(maxsize=1)
def _kit(order: Order) -> Kit:
    return order.open()
