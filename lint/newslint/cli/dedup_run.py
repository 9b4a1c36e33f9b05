"""newslint dedup --output: reads a corpus in parts, finds duplicates, writes what stays."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import click

from newslint import __version__
from newslint.cli.dedup_reader import Reader
from newslint.cli.progress import Quiet, progress
from newslint.cli.run import InterruptedRunError
from newslint.corpus import intake
from newslint.corpus.duplicates import Duplicates, duplicates
from newslint.corpus.fingerprints import identity
from newslint.corpus.intake import DOCUMENTS, FINGERPRINTS, Facts, Intake, facts_of, take_in
from newslint.corpus.sifted import FILES, KEPT_FILES, Group, Written, write_group
from newslint.engines import part
from newslint.engines.across import limits
from newslint.engines.choose import Where, engine_for
from newslint.engines.clean import ACROSS, OUT, PARTS, WAS, held
from newslint.engines.engine import Engine, in_order
from newslint.engines.serial import Serial
from newslint.errors import Exit, RuleError, UsageError
from newslint.reports.html import ReportBuilder
from newslint.sinks.chain import Chain
from newslint.sinks.files import MANIFEST, installed, writing
from newslint.sinks.lines import Json, dump_indented
from newslint.sinks.part import Counts
from newslint.sources.opening import on_disk
from newslint.sources.shards import SIZE, Shard, shards

MOST: Final = 4 << 30
"""Bytes of documents in a group of parts, whose files have one number."""


def run(reader: Reader, output: Path, workers: int | None, *, quiet: bool) -> None:
    """Write a corpus without duplicates; the exit code is told to the reader's verdict.

    Raises UsageError for a text on standard input, OutputError, and InterruptedRunError.
    """
    session = reader.session
    for file in session.files:
        if file.path is None and file.url is None and not file.format.has_rows:
            raise UsageError(
                "a text that stays is listed by its path, and this one has none",
                where="standard input",
                todo="save it as a file, or name its format: --stdin-filename rows.jsonl",
            )
    watch = progress(quiet=quiet)
    with held(output) as work:
        files = [on_disk(file, work) for file in session.files]
        planned = list(shards(files, session.reading, SIZE))
        engine = Serial() if workers == 1 else engine_for(Where(workers), len(planned))
        try:
            written = _Run(reader, output, work, engine, watch).written(planned)
        except KeyboardInterrupt:
            raise InterruptedRunError(output) from None
        finally:
            engine.close()
            watch.close()
    reader.verdict.raise_to(watch.exit)
    said = ", ".join(f"{count:,} {rule}" for rule, count in sorted(written.found.items()))
    click.echo(
        f"{written.kept + written.dropped:,} documents ({said or 'no duplicates'}): "
        f"{written.kept:,} kept, {written.dropped:,} dropped, "
        f"{written.rejects:,} rejects -> {output}"
    )


@dataclass(frozen=True)
class _Run:
    """A run whose work folder is held."""

    reader: Reader
    output: Path
    work: Path
    engine: Engine
    watch: Quiet

    def written(self, planned: Sequence[Shard]) -> Written:
        """Read, compare and write, and put the directory in place."""
        folders = self._parts(planned)
        shutil.rmtree(self.work / ACROSS, ignore_errors=True)
        found = duplicates(
            [folder / FINGERPRINTS for folder in folders],
            self.reader.settings,
            self.work / ACROSS,
            partial(in_order, self.engine),
        )
        for line in found.alarms:
            self.watch.alarmed(f"alarm: {line}")
        stage = self.work / OUT
        with writing(self.output):
            shutil.rmtree(stage, ignore_errors=True)
            stage.mkdir()
            written = self._sifted(stage, folders, found)
            installed(stage, self.output, self.work / WAS)
            shutil.rmtree(self.work / PARTS)
        return written

    def _parts(self, planned: Sequence[Shard]) -> list[Path]:
        """Return the folders of the parts; those of a run that was stopped are used again."""
        folder = self.work / PARTS
        with writing(folder):
            folder.mkdir(exist_ok=True)
        jobs = [self._job(shard, folder) for shard in planned]
        names = {job.name for job in jobs}
        known = {name for name in names if (folder / name / intake.FACTS).is_file()}
        stale = 0
        for path in [path for path in folder.iterdir() if path.name not in known]:
            stale += path.is_dir() and "." not in path.name
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)
        size = sum(shard.size for shard in planned)
        self.watch.planned(len(jobs), size, len(known), stale)
        for job in jobs:
            if job.name in known:
                self.watch.cleaned(_shown(facts_of(folder / job.name)), known=True)
        for facts in in_order(self.engine, take_in, [job for job in jobs if job.name not in known]):
            self.watch.cleaned(_shown(facts), known=False)
        return [folder / job.name for job in jobs]

    def _job(self, shard: Shard, folder: Path) -> Intake:
        reader = self.reader
        reading, settings, fields = reader.session.reading, reader.settings, reader.fields
        parts = (__version__, identity(settings), reading, fields, str(Path.cwd()), shard.digest)
        name = hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return Intake(shard, reading, settings, fields, folder, name)

    def _sifted(self, stage: Path, folders: Sequence[Path], found: Duplicates) -> Written:
        """Write all files of the directory."""
        known = [facts_of(folder) for folder in folders]
        names = [name for name in FILES if name != KEPT_FILES or any(one.files for one in known)]
        groups = [
            Group(found.scratch, tuple(members), stage, _names(names, number, of))
            for number, of, members in _groups(folders)
        ]
        written = Written()
        for one in in_order(self.engine, write_group, groups):
            written.add(one)
        documents = sum(one.documents for one in known)
        rejects = sum(one.rejects for one in known)
        if (written.kept + written.dropped, written.rejects) != (documents, rejects):
            raise RuleError(
                f"{documents} documents and {rejects} rejects were read, {written.kept} kept, "
                f"{written.dropped} dropped and {written.rejects} rejects written",
                todo="report it; nothing was written",
            )
        body = self._manifest(written, found, _files(stage))
        (stage / MANIFEST).write_text(dump_indented(body), encoding="utf-8")
        return written

    def _manifest(
        self, written: Written, found: Duplicates, files: Sequence[str]
    ) -> Mapping[str, Json]:
        settings, session = self.reader.settings, self.reader.session
        codes = {settings.same, settings.near, settings.passage}
        documents = written.kept + written.dropped
        return {
            "newslint": __version__,
            "rules": {rule.code: rule.version for rule in session.rules if rule.code in codes},
            "configuration": session.fingerprint,
            "drop": sorted(settings.dropped),
            "limits": limits(settings),
            "priority": list(settings.priority),
            "counts": {
                "input": documents + written.rejects,
                "kept": written.kept,
                "dropped": written.dropped,
                "rejects": written.rejects,
            },
            "findings": dict(sorted(written.found.items())),
            "alarms": list(found.alarms),
            "files": list(files),
        }


def _shown(facts: Facts) -> part.Facts:
    """Return the facts of a part in the form that is shown."""
    return part.Facts(
        facts.size,
        Counts(items=facts.documents + facts.rejects, pages=facts.documents),
        Chain(),
        ReportBuilder(),
        None,
        facts.said,
        facts.unsaid,
        Exit(facts.exit),
    )


def _groups(folders: Sequence[Path]) -> Iterator[tuple[int, int, list[tuple[int, Path]]]]:
    """Yield the groups of parts, each with its number and how many there are."""
    groups: list[list[tuple[int, Path]]] = [[]]
    size = 0
    for number, folder in enumerate(folders):
        more = (folder / DOCUMENTS).stat().st_size
        if groups[-1] and size + more > MOST:
            groups.append([])
            size = 0
        groups[-1].append((number, folder))
        size += more
    for number, members in enumerate(groups):
        yield number, len(groups), members


def _names(names: Iterable[str], number: int, of: int) -> dict[str, str]:
    """Return what files are called in one of several groups."""
    place = "" if of == 1 else f"-{number:05}-of-{of:05}"
    return {name: f"{Path(name).stem}{place}{Path(name).suffix}" for name in names}


def _files(stage: Path) -> list[str]:
    return sorted(path.relative_to(stage).as_posix() for path in stage.rglob("*") if path.is_file())
