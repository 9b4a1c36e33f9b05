"""Cleans a corpus: shards to parts, parts to a directory; a stopped run goes on where it was."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol

from newslint.corpus.settings import Settings
from newslint.engines.across import compared
from newslint.engines.engine import Died, Engine, in_order
from newslint.engines.part import FACTS, PLACE, Facts, Job, Order, clean_part, facts_of, report_of
from newslint.errors import OutputError
from newslint.reports.html import ReportBuilder
from newslint.sinks.cleaned import Form, Manifest, write_directory
from newslint.sinks.cleaned import Part as Written
from newslint.sinks.files import installed, writing
from newslint.sinks.part import Counts
from newslint.sinks.sample import Sampler
from newslint.sources.shards import Shard

WORK: Final = ".newslint"
"""Folder of the output directory that holds what is not finished."""

PARTS, OUT, LOCK, WAS = "parts", "out", "lock", "was.json"

ACROSS: Final = "across"
"""What is found across documents, while it is looked for."""

SPOOL: Final = "stdin"
"""Standard input, written to a file so that it can be read more than once."""

MOST_DEATHS: Final = 100
"""A shard that ends so many workers is given up."""


class Watch(Protocol):
    """What is told how far a run is."""

    def planned(self, parts: int, size: int, known: int, stale: int) -> None:
        """Take note of how many parts there are, their bytes of input, how many of them are known
        from a run that was stopped, and how many of that run are of no use any more.
        """
        ...

    def cleaned(self, facts: Facts, *, known: bool) -> None:
        """Take note of a part; `known` when a run that was stopped had it already."""
        ...

    def said(self, line: str) -> None:
        """Take note of what the user should know."""
        ...

    def alarmed(self, line: str) -> None:
        """Take note of what looks wrong with the run as a whole."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """A run of `newslint clean`.

    Args:
        output: the directory to write.
        order: what is asked of each shard.
        manifest: what the run is.
        report: makes the HTML report from what the parts say and what was counted.
        extras: writes what else is asked for beside the report, from the sampler.
        across: what is looked for across documents.
        card: also write a dataset card.
        form: what the files are like.
        keep: keep the parts, so that a later run of a changed corpus cleans only what changed.
    """

    output: Path
    order: Order
    manifest: Manifest
    report: Callable[[ReportBuilder, Counts], str]
    extras: Callable[[Path, Sampler | None], None]
    across: Settings
    card: bool = False
    form: Form = field(default_factory=Form)
    keep: bool = False


@contextmanager
def held(output: Path) -> Iterator[Path]:
    """Give the work folder of an output directory while no other run can have it.

    It is removed with the directory when nothing is left in them. Raises OutputError when another
    run holds it.
    """
    from filelock import FileLock, Timeout

    work = output / WORK
    with writing(output):
        work.mkdir(parents=True, exist_ok=True)
        lock = FileLock(work / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise OutputError(
                "another newslint is writing this directory",
                where=str(output),
                todo="wait until it is done, or choose another directory",
            ) from None
    try:
        yield work
    finally:
        _tidied(work, output)
        lock.release()


def _tidied(work: Path, output: Path) -> None:
    """Remove what is half-written, and folders in which nothing is left."""
    for name in (OUT, ACROSS):
        shutil.rmtree(work / name, ignore_errors=True)
    (work / SPOOL).unlink(missing_ok=True)
    for path in (work / PARTS).glob("*.*"):
        shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)
    for folder in (work / PARTS, work, output):
        if folder.is_dir() and all(path.name == LOCK for path in folder.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)


def clean(run: Run, shards: Iterable[Shard], engine: Engine, watch: Watch, work: Path) -> Counts:
    """Clean shards and write the directory; the caller holds its work folder.

    Raises OutputError when something cannot be written; the parts that are done stay, and the
    next run goes on from them.
    """
    folder = work / PARTS
    with writing(folder):
        folder.mkdir(exist_ok=True)
    planned = [(shard, _name(run.order, shard)) for shard in shards]
    names = [name for _, name in planned]
    known = {name for name in names if (folder / name / FACTS).is_file()}
    stale = _swept(folder, names, keep=run.keep)
    watch.planned(len(planned), sum(shard.size for shard, _ in planned), len(known), stale)
    for name in names:
        if name in known:
            watch.cleaned(facts_of(folder / name), known=True)
    jobs = [Job(run.order, shard, folder, name) for shard, name in planned if name not in known]
    for facts in _all_cleaned(jobs, engine, watch):
        watch.cleaned(facts, known=False)
    return _finished(run, [folder / name for name in names], engine, watch, work)


def _name(order: Order, shard: Shard) -> str:
    """Return what the part of a shard is called: another order or input gives another name."""
    return hashlib.sha256(f"{order.identity} {shard.digest}".encode()).hexdigest()[:32]


def _swept(folder: Path, names: Sequence[str], *, keep: bool) -> int:
    """Remove what is half-written, and parts of another order or input; return how many."""
    wanted = frozenset(names)
    stale = 0
    for path in folder.iterdir():
        if path.name in wanted and (path / FACTS).is_file():
            continue
        whole = (path / FACTS).is_file() and "." not in path.name
        stale += whole
        if whole and keep:
            continue
        shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)
    return stale


def _all_cleaned(jobs: Sequence[Job], engine: Engine, watch: Watch) -> Iterator[Facts]:
    """Yield the facts of each part as it is ready; the shards of dead workers are tried again."""
    dead: list[Job] = []
    for number, result in engine.each(clean_part, jobs):
        if isinstance(result, Died):
            watch.said(f"a worker was {result.reason}; its part is tried again alone")
            dead.append(jobs[number])
        else:
            yield result
    for job in dead:
        yield _alone(job, engine, watch)


def _alone(job: Job, engine: Engine, watch: Watch) -> Facts:
    """Clean a shard that ended a worker: alone, then item by item without those that end it.

    An item is left out when it has ended two workers. Raises OutputError when a shard ends
    worker after worker.
    """
    deaths: dict[int, int] = {}
    place = job.folder / f"{job.name}.{PLACE}"
    for _ in range(MOST_DEATHS):
        place.unlink(missing_ok=True)
        [(_, result)] = engine.each(clean_part, [job])
        if not isinstance(result, Died):
            return result
        if place.is_file():
            item = int(place.read_text() or 0)  # empty when it was just being written
            deaths[item] = deaths.get(item, 0) + 1
            watch.said(f"a worker was {result.reason} at item {item} of a part")
        skip = frozenset(item for item, times in deaths.items() if times > 1)
        job = replace(job, watched=True, skip=skip)
    raise OutputError(
        f"{MOST_DEATHS} workers died at one part of the input",
        where=", ".join(one.file.name for one in job.shard.slices[:3]),
        todo="give it more memory, or clean these files alone",
    )


def _finished(
    run: Run, folders: Sequence[Path], engine: Engine, watch: Watch, work: Path
) -> Counts:
    """Compare the parts, write the directory from them and put it in place."""
    comparison = None
    if not run.across.idle:
        shutil.rmtree(work / ACROSS, ignore_errors=True)
        comparison = compared(folders, run.across, work / ACROSS, engine)
        for line in comparison.alarms:
            watch.alarmed(line)
    report = ReportBuilder()
    sampler: Sampler | None = None
    parts: list[Written] = []
    for number, folder in enumerate(folders):
        facts = facts_of(folder)
        report.merge(facts.report if report.full else report_of(folder))
        if sampler is None:
            sampler = facts.sampler
        elif facts.sampler is not None:
            sampler.merge(facts.sampler)
        said = comparison.said(number) if comparison is not None else {}
        parts.append(Written(folder, facts.counts, facts.chain, said, facts.kinds))
    stage = work / OUT
    with writing(run.output):
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
        counts = write_directory(
            stage,
            parts,
            run.manifest,
            lambda counts: run.report(report, counts),
            lambda stage: run.extras(stage, sampler),
            card=run.card,
            form=run.form,
            run=lambda function, groups: in_order(engine, function, groups),
        )
        installed(stage, run.output, work / WAS)
        shutil.rmtree(work / ACROSS, ignore_errors=True)
        if not run.keep:
            shutil.rmtree(work / PARTS)
    return counts
