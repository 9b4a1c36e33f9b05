"""Writes a cleaned directory anew from its pages and what is left of their edit logs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from newslint import __version__
from newslint.engines.clean import OUT, PARTS, WAS, held
from newslint.engines.part import articles_of
from newslint.pipeline.clean import Outcome
from newslint.pipeline.project import Unit
from newslint.reports.html import ReportBuilder
from newslint.rule import Rule, load_packs
from newslint.sinks.card import CARD, is_card
from newslint.sinks.cleaned import Form, Manifest, write_directory
from newslint.sinks.cleaned import Part as Written
from newslint.sinks.files import installed, writing
from newslint.sinks.merge import Copy
from newslint.sinks.part import TEXTS, Judges, PartWriter
from newslint.sinks.record import Record
from newslint.sinks.result import Result
from newslint.sources.cleaned import CleanedDirectory
from newslint.sources.row import Row


@dataclass
class _Copies:
    """The records that were found to be copies, by the line they are written to now."""

    known: dict[str, list[Copy]]
    lines: dict[int, tuple[Copy, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, cleaned: CleanedDirectory) -> _Copies:
        """Return what a cleaned directory says of copies."""
        thresholds = {}
        for line in cleaned.lines("dropped"):
            ours = line.get("newslint", line)
            if isinstance(ours, dict) and "winner" in ours:
                thresholds[ours["id"]] = ours["threshold"]
        known: dict[str, list[Copy]] = {}
        for line in cleaned.lines("duplicates"):
            copy = _copy(line, thresholds.get(line["record"], 0.0))
            known.setdefault(copy.record, []).append(copy)
        return cls(known)

    def add(self, line: int, record: Record, row: Row | None) -> None:
        """Take note of the line of a record."""
        if record.id in self.known:
            self.lines[line] = tuple(self.known[record.id])


def _copy(line: Mapping[str, object], threshold: float) -> Copy:
    shared, similarity = line["shared_spans"], line["similarity"]
    assert isinstance(shared, list)
    assert isinstance(similarity, int | float)
    return Copy(
        str(line["record"]),
        str(line["rule"]),
        str(line["winner"]),
        similarity,
        threshold,
        tuple((start, end) for start, end in shared),
        bool(line["dropped"]),
    )


def rewrite(cleaned: CleanedDirectory, results: Iterable[Result]) -> int:
    """Write a cleaned directory anew, one file of each kind; return how many pages it has.

    `results` are its pages with what is left of their logs.
    """
    manifest = cleaned.manifest
    said = manifest["records_are"]
    unit: Unit | None = said if said in ("article", "page") else None
    versions = manifest["rules"]
    assert isinstance(versions, dict)
    report, copies = ReportBuilder(), _Copies.of(cleaned)
    suffix = cleaned.files("pages")[0].suffix.removeprefix(".jsonl")
    with held(cleaned.root) as work:
        shutil.rmtree(work / PARTS, ignore_errors=True)
        folder, stage = work / PARTS / "undone.new", work / OUT
        with writing(cleaned.root):
            folder.mkdir(parents=True)
            shutil.rmtree(stage, ignore_errors=True)
            stage.mkdir()
        writer = PartWriter(
            folder,
            unit,
            judges=_judges(manifest),
            pages_as_text=(cleaned.root / TEXTS).is_dir(),
            witness=copies,
        )
        for result in results:
            projection = writer.add(result)
            outcome = Outcome(result.page.document, result.cleaned, result.log)
            report.add(outcome, articles_of(projection))
        for reject in cleaned.rejects():
            writer.reject(reject)
        writer.close()
        write_directory(
            stage,
            [Written(folder, writer.counts, writer.chain, copies.lines)],
            Manifest(
                versions,
                str(manifest["configuration"]),
                unit,
                model if isinstance(model := manifest.get("model"), str) else None,
                judges=_judges(manifest),
            ),
            lambda counts: report.html(newslint_version=__version__, total_pages=counts.pages),
            card=is_card(cleaned.root / CARD),
            form=Form(compression=suffix),
        )
        with writing(cleaned.root):
            installed(stage, cleaned.root, work / WAS)
            shutil.rmtree(work / PARTS)
    return writer.counts.pages


def _judges(manifest: Mapping[str, object]) -> Judges:
    """Return the rules that judged the articles of a cleaned directory, with their limits then."""
    limits, drop = manifest.get("limits"), manifest.get("drop")
    if not isinstance(limits, dict) or not isinstance(drop, list):
        return Judges()
    rules = [_limited(rule, limits[rule.code]) for rule in load_packs() if rule.code in limits]
    return Judges(tuple(rules), frozenset(drop))


def _limited(rule: Rule, limits: Mapping[str, float]) -> Rule:
    return replace(rule, options=replace(rule.options, **limits))  # type: ignore[type-var]
