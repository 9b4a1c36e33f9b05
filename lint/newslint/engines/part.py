"""Cleans one shard into a part: what a worker does, wherever it is."""

from __future__ import annotations

import pickle
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import zstandard

from newslint.engines.across import Across, Noting
from newslint.errors import Exit
from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.pipeline.project import Projection
from newslint.reports.html import ReportBuilder
from newslint.rule import Level
from newslint.sinks.chain import Chain
from newslint.sinks.files import writing
from newslint.sinks.output import FieldKinds
from newslint.sinks.part import Counts, Judges, PartWriter
from newslint.sinks.result import result_of
from newslint.sinks.sample import Sampler
from newslint.sources.read import Item, Page, Reading, Reject, read
from newslint.sources.restore import file_bytes
from newslint.sources.shards import Shard
from newslint.text.span import Span

FACTS: Final = "facts"
"""What is known of a part, pickled. Parts are read by nobody but the run that wrote them."""

VIEWS: Final = "views"
"""A part's share of the HTML report with its pages, pickled and compressed."""

PLACE: Final = "at"
"""The number of the item that a worker is at, when one is suspected of ending workers."""

MOST_SAID: Final = 100
"""Lines about rejects and the like that a part keeps."""


@dataclass(frozen=True)
class Kit:
    """What cleans: made anew in each worker.

    Args:
        cleaner: the rules.
        reading: how files are read.
        judges: what judges whole articles.
        tags: codes of rules that only tag.
        across: what is looked for across documents.
    """

    cleaner: Cleaner
    reading: Reading
    judges: Judges
    tags: frozenset[str]
    across: Across


@dataclass(frozen=True, slots=True)
class Order:
    """What a run asks of each of its shards.

    Args:
        open: makes the kit; can be pickled.
        identity: names everything but the input that decides what a part holds.
        pages_as_text: also write each cleaned page as a text file.
        sample: size and seed of a sample to draw.
        kinds: whether to note what the fields of rows hold, for Parquet.
    """

    open: Callable[[], Kit] = field(compare=False)
    identity: str
    pages_as_text: bool = False
    sample: tuple[int, int] | None = None
    kinds: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One shard to clean.

    Args:
        order: what is asked.
        shard: the shard.
        folder: where parts are.
        name: what the part is called there.
        watched: whether the worker notes which item it is at; for shards that ended a worker.
        skip: items that ended a worker more than once, by number from 0; they become rejects.
    """

    order: Order
    shard: Shard
    folder: Path
    name: str
    watched: bool = False
    skip: frozenset[int] = frozenset()


@dataclass
class Facts:
    """What the run needs to know of a part.

    Args:
        size: bytes of input, as stored.
        counts: what was counted.
        chain: its records with a jump line.
        report: its share of the HTML report, once it is written without pages.
        sampler: what was drawn from it.
        said: lines for the user about rejects, codecs and sidecars; the first MOST_SAID.
        unsaid: how many lines were left out.
        exit: what the exit code is at least.
        worst: the highest level of a finding.
        kinds: what the fields of its rows hold, when it was asked for.
    """

    size: int
    counts: Counts
    chain: Chain
    report: ReportBuilder
    sampler: Sampler | None
    said: list[str] = field(default_factory=list)
    unsaid: int = 0
    exit: Exit = Exit.DONE
    worst: Level | None = None
    kinds: FieldKinds = field(default_factory=FieldKinds)

    def say(self, line: str) -> None:
        """Keep a line for the user."""
        if len(self.said) < MOST_SAID:
            self.said.append(line)
        else:
            self.unsaid += 1


def clean_part(job: Job) -> Facts:
    """Clean a shard, put the part in place by one rename, and return what is told of it at once.

    `facts_of` returns the rest: what grows with the part.
    Raises OutputError when it cannot be written.
    """
    kit = _kit(job.order)
    fresh = job.folder / f"{job.name}.{uuid.uuid4().hex}"
    with writing(job.folder):
        fresh.mkdir(parents=True)
        try:
            facts = _cleaned(job, kit, fresh)
            views = zstandard.ZstdCompressor(level=3).compress(pickle.dumps(facts.report))
            (fresh / VIEWS).write_bytes(views)
            facts.report = facts.report.uncovered()
            (fresh / FACTS).write_bytes(pickle.dumps(facts))
            target = job.folder / job.name
            if not target.exists():
                fresh.rename(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return replace(facts, chain=Chain(), report=ReportBuilder(), sampler=None)


def report_of(folder: Path) -> ReportBuilder:
    """Return a part's share of the HTML report, with its pages."""
    data = zstandard.ZstdDecompressor().decompress((folder / VIEWS).read_bytes())
    report: ReportBuilder = pickle.loads(data)
    return report


def facts_of(folder: Path) -> Facts:
    """Return what is known of a part that was written."""
    facts: Facts = pickle.loads((folder / FACTS).read_bytes())
    return facts


@lru_cache(maxsize=1)
def _kit(order: Order) -> Kit:
    return order.open()


def _cleaned(job: Job, kit: Kit, folder: Path) -> Facts:
    noting = None if kit.across.idle else Noting(folder, kit.across)
    kinds = FieldKinds()
    writer = PartWriter(
        folder,
        kit.reading.unit,
        judges=kit.judges,
        pages_as_text=job.order.pages_as_text,
        witness=noting,
        kinds=kinds if job.order.kinds else None,
    )
    sampler = Sampler(*job.order.sample, kit.tags) if job.order.sample else None
    facts = Facts(
        job.shard.size, writer.counts, writer.chain, ReportBuilder(), sampler, kinds=kinds
    )
    items = read(job.shard.slices, kit.reading)
    cleaned = _watched(job, kit, items) if job.watched else flow(items, kit.cleaner)
    for item in cleaned:
        if isinstance(item, Reject):
            facts.say(str(item))
            facts.exit = max(facts.exit, Exit.OUTPUT if item.internal else Exit.INPUT)
            writer.reject(item)
        else:
            _add(item, writer, facts)
    writer.close()
    if noting is not None:
        noting.close(writer.counts.records)
    return facts


def _add(item: Cleaned, writer: PartWriter, facts: Facts) -> None:
    document = item.page.document
    source = document.source
    if source.codec != "utf-8" and document.row in (None, 1):
        facts.say(f"{source.path}: read as {source.codec}")
    for line in item.page.troubles:
        facts.say(line)
        facts.exit = max(facts.exit, Exit.INPUT)
    if facts.sampler is not None:
        facts.sampler.add(item)
    levels = (report.finding.level for report in item.outcome.reports)
    facts.worst = max((*levels, *([facts.worst] if facts.worst else [])), default=None)
    facts.report.add(item.outcome, articles_of(writer.add(result_of(item))))


def articles_of(projection: Projection) -> list[tuple[str, Span]]:
    """Return the articles of a page as the report draws them: title and extent."""
    return [
        (article.title or "", Span(article.spans[0].start, article.spans[-1].end))
        for article in projection.articles
    ]


def _watched(job: Job, kit: Kit, items: Iterable[Item]) -> Iterator[Cleaned | Reject]:
    """Clean items one by one and note each before it is touched."""
    place = job.folder / f"{job.name}.{PLACE}"
    for number, item in enumerate(items):
        place.write_text(str(number))
        if number in job.skip and isinstance(item, Page):
            yield _deadly(item)
        else:
            yield from flow([item], kit.cleaner)
    place.unlink(missing_ok=True)


def _deadly(page: Page) -> Reject:
    document = page.document
    return Reject(
        document.source.path,
        document.row,
        "ended the process that cleaned it, more than once",
        "clean it alone with more memory, or report it",
        file_bytes([(page, page.decoded)]),
        0,
        internal=True,
    )
