"""One run of newslint clean: what is asked of it, who watches it, what it writes besides."""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from newslint import __version__
from newslint.cli.progress import Quiet
from newslint.cli.recipe import Recipe
from newslint.cli.session import Session
from newslint.engines.across import limits
from newslint.engines.choose import Where, engine_for
from newslint.engines.clean import PARTS, WORK, Run, clean, held
from newslint.engines.part import Facts, Order
from newslint.errors import Exit, NewslintError, OutputError
from newslint.reports.html import ReportBuilder
from newslint.reports.sheet import sheet_html
from newslint.rule import Level
from newslint.sinks.cleaned import RUN, Form, Manifest
from newslint.sinks.files import writing
from newslint.sinks.lines import Json, dump_indented
from newslint.sinks.part import Counts
from newslint.sinks.sample import SAMPLE, SHEET, Sampler
from newslint.sources.find import InputFile
from newslint.sources.opening import on_disk
from newslint.sources.shards import SIZE, shards

ROOM: Final = 10
"""Bytes that a run writes for each byte of input, at most: parts and finished files together."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks of a run beside what decides the records.

    Args:
        output: the directory to write.
        pages_as_text: also write each cleaned page as a text file.
        card: also write a dataset card.
        sample: size and seed of a sample to draw.
        where: where it is done.
        form: what the files are like.
        task: bytes of input that a worker takes at a time.
        keep: keep the parts.
        check_disk: refuse to start without room.
    """

    output: Path
    pages_as_text: bool = False
    card: bool = False
    sample: tuple[int, int] | None = None
    where: Where = field(default_factory=Where)
    form: Form = field(default_factory=Form)
    task: int = SIZE
    keep: bool = False
    check_disk: bool = False


class InterruptedRunError(NewslintError):
    """The user stopped a run."""

    exit_code = Exit.INTERRUPTED

    def __init__(self, output: Path) -> None:
        kept = any((output / WORK / PARTS).glob("*"))
        then = "the same command goes on from here" if kept else "nothing was written"
        super().__init__("interrupted", todo=then)


class Worst:
    """Passes on how far a run is, and remembers the exit code that applies."""

    def __init__(self, shown: Quiet, fail_level: Level | None) -> None:
        self._shown = shown
        self._fail_level = fail_level
        self._exit = Exit.DONE

    @property
    def exit(self) -> Exit:
        """Return the highest exit code so far."""
        return max(self._exit, self._shown.exit)

    def planned(self, parts: int, size: int, known: int, stale: int) -> None:
        """Pass on how much there is."""
        self._shown.planned(parts, size, known, stale)

    def cleaned(self, facts: Facts, *, known: bool) -> None:
        """Pass on a part."""
        self._shown.cleaned(facts, known=known)
        if self._fail_level is not None and (facts.worst or 0) >= self._fail_level:
            self._exit = max(self._exit, Exit.FINDINGS)

    def said(self, line: str) -> None:
        """Pass on a line for the user."""
        self._shown.said(line)

    def alarmed(self, line: str) -> None:
        """Pass on what looks wrong with the run as a whole."""
        self._shown.alarmed(line)

    def close(self) -> None:
        """End the display."""
        self._shown.close()


def run(session: Session, recipe: Recipe, wanted: Wanted, watch: Worst) -> Counts:
    """Clean the files of a session into a directory and return what it holds."""
    started = time.perf_counter(), _processor_time()
    order = Order(
        recipe,
        repr(
            (
                __version__,
                session.fingerprint,
                wanted.pages_as_text,
                wanted.sample,
                wanted.form.parquet,
                recipe.copies.source_field,
                recipe.copies.date_field,
            )
        ),
        wanted.pages_as_text,
        wanted.sample,
        wanted.form.parquet,
    )

    def report(pages: ReportBuilder, counts: Counts) -> str:
        return pages.html(
            newslint_version=__version__, total_pages=counts.pages, rules=session.rules
        )

    def extras(stage: Path, sampler: Sampler | None) -> None:
        if sampler is not None:
            _write_sample(stage, sampler)

    across = recipe().across
    manifest = Manifest(
        {rule.code: rule.version for rule in session.rules},
        session.fingerprint,
        session.reading.unit,
        (session.judging.digest or None) if session.judging is not None else None,
        session.judging.said() if session.judging is not None else None,
        recipe().judges,
        limits(across.settings),
        frozenset(session.drop),
    )
    asked = Run(
        wanted.output,
        order,
        manifest,
        report,
        extras,
        across.settings,
        wanted.card,
        wanted.form,
        wanted.keep,
    )
    with held(wanted.output) as work:
        files = [on_disk(file, work) for file in session.files]
        if wanted.check_disk:
            _check_room(files, wanted.output)
        planned = list(shards(files, session.reading, wanted.task))
        engine = engine_for(wanted.where, len(planned))
        try:
            counts = clean(asked, planned, engine, watch, work)
        except KeyboardInterrupt:
            raise InterruptedRunError(wanted.output) from None
        finally:
            engine.close()
            watch.close()
        with writing(wanted.output):
            _write_run(wanted.output, started, counts)
        return counts


def _check_room(files: Sequence[InputFile], output: Path) -> None:
    """Raise OutputError when the disk has not room for what a run may write."""
    size = sum(file.path.stat().st_size for file in files if file.path and file.path.is_file())
    free = shutil.disk_usage(output).free
    if free < ROOM * size:
        raise OutputError(
            f"{ROOM * size / 1e9:,.1f} GB may be needed and {free / 1e9:,.1f} GB are free",
            where=str(output),
            todo="free space, choose another disk, or leave out --check-disk",
        )


def _write_sample(stage: Path, sampler: Sampler) -> None:
    """Write what was drawn as JSON lines, and as a sheet to be judged in a browser."""
    sample = sampler.sample()
    (stage / SAMPLE).write_text(sample.jsonl(), encoding="utf-8", newline="\n")
    html = sheet_html(sample, __version__)
    (stage / SHEET).write_text(html, encoding="utf-8", newline="\n")


def _write_run(stage: Path, started: tuple[float, float], counts: Counts) -> None:
    """Write what may differ from run to run: the environment and the time it took."""
    facts: dict[str, Json] = {
        "newslint": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "wall_seconds": round(time.perf_counter() - started[0], 3),
        "cpu_seconds": round(_processor_time() - started[1], 3),
        "characters": counts.characters,
    }
    (stage / RUN).write_text(dump_indented(facts), encoding="utf-8")


def _processor_time() -> float:
    """Return the seconds that processors have worked for this process and its ended children."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
