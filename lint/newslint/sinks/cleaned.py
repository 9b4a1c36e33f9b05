"""Writes a cleaned directory: records, pages, edits, what was left, dropped and rejected."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

import jsonlines

from newslint import __version__
from newslint.errors import RuleError
from newslint.pipeline.project import Projection, Unit, project
from newslint.pipeline.verdicts import failed, verdicts
from newslint.rule import Judgement, Rule
from newslint.sinks.card import CARD, Summary
from newslint.sinks.chain import Chain
from newslint.sinks.lines import Json, dump, dump_indented
from newslint.sinks.page_lines import (
    Dropped,
    edit_lines,
    left_line,
    page_line,
    row_record,
    shares,
    tally,
)
from newslint.sinks.record import record_of
from newslint.sinks.result import SUPPRESSED, Result
from newslint.sources.read import Page, Reject
from newslint.text.document import Document
from newslint.text.folio import folio_of
from newslint.text.newlines import Places

RECORDS, PAGES, EDITS = "records.jsonl", "pages.jsonl", "edits.jsonl"
LEFT, DROPPED, REJECTS = "left.jsonl", "dropped.jsonl", "rejects.jsonl"
MANIFEST, RUN, REPORT = "manifest.json", "run.json", "report.html"
LARGEST_INLINE = 1_000_000
"""A rejected payload of more bytes than this stands in a file of its own."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was: enough to know whether another run must give the same bytes.

    Args:
        rules: version of each rule that ran.
        configuration: hash of all that was set.
        unit: what a record is.
        model: digest of the model that judged, and of its calibration; None without one.
    """

    rules: Mapping[str, int]
    configuration: str
    unit: Unit | None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Judges:
    """The rules that judge whole articles, and the codes of those whose failures are dropped."""

    rules: tuple[Rule, ...] = ()
    drop: frozenset[str] = frozenset()

    @property
    def limits(self) -> dict[str, Json]:
        """Return the limits of each rule, by its options."""
        return {
            rule.code: {
                measure.limit: getattr(rule.options, measure.limit)
                for measure in rule.verdict.measures
            }
            for rule in self.rules
            if rule.verdict is not None
        }


@dataclass
class Counts:
    """How many of each a run has seen and written."""

    pages: int = 0
    articles: int = 0
    records: int = 0
    edits: int = 0
    left: int = 0
    suppressed: int = 0
    dropped: int = 0
    rejects: int = 0
    characters: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)


class CleanedWriter:
    """Writes what became of each page into a staged directory.

    Args:
        stage: the directory.
        unit: what a record is; None makes articles of text files and one record of each row.
        pages_as_text: also write each cleaned page as a text file.
        judges: what judges each article.
        card: also write README.md, a dataset card.
    """

    def __init__(
        self,
        stage: Path,
        unit: Unit | None,
        *,
        pages_as_text: bool = False,
        judges: Judges | None = None,
        card: bool = False,
    ) -> None:
        self.counts = Counts()
        self._card = card
        self._summary = Summary()
        self._chain = Chain()
        self._judges = judges or Judges()
        self._stage = stage
        self._unit = unit
        self._pages_as_text = pages_as_text
        self._streams = {name: self._open(name) for name in (RECORDS, PAGES, EDITS, LEFT)}
        self._streams |= {name: self._open(name) for name in (DROPPED, REJECTS)}
        self._writers = {
            name: jsonlines.Writer(stream, dumps=dump) for name, stream in self._streams.items()
        }

    def _open(self, name: str) -> TextIO:
        path = self._stage / name
        return path.open("w", encoding="utf-8", errors="surrogatepass", newline="\n")

    def unit_of(self, page: Page) -> Unit:
        """Return what a record of a page is."""
        return self._unit or ("article" if page.row is None else "page")

    def add(self, result: Result) -> Projection:
        """Write a page and return its projection."""
        page = result.cleaned
        if page.unit != (unit := self.unit_of(result.page)):
            page = replace(page, unit=unit)
        projection = project(page)
        layout = Places(result.cleaned.text, result.cleaned.newlines)
        counts = self.counts
        counts.pages += 1
        counts.characters += len(result.page.decoded)
        for edit in edit_lines(result.page.document, result.log, counts.edits):
            counts.edits += 1
            self._writers[EDITS].write(edit)
        for left in result.left:
            counts.suppressed += left.status == SUPPRESSED
            counts.left += left.status != SUPPRESSED
            self._writers[LEFT].write(left_line(left, result.page.document))
        counts.by_rule.update(tally(result))
        judged = [verdicts(matter, self._judges.rules) for matter in page.matters]
        dropped = {
            article.id: failures
            for article, judgements in zip(projection.articles, judged, strict=True)
            if (failures := failed(judgements, self._judges.drop))
        }
        self._writers[PAGES].write(page_line(result, projection, layout, dropped))
        self._write_records(result, page, projection, layout, judged, dropped)
        if self._pages_as_text:
            self._write_text(result)
        return projection

    def _write_records(
        self,
        result: Result,
        page: Document,
        projection: Projection,
        layout: Places,
        judged: Sequence[tuple[Judgement, ...]],
        dropped: Dropped,
    ) -> None:
        """Write each article, as a record or to those dropped; a row is written whole."""
        row, whole = result.page.row, page.unit == "page"
        folio = folio_of(page.text, page.blocks)
        edited, left = shares(projection, result, layout)
        articles = zip(projection.articles, page.matters, judged, strict=True)
        for article, matter, judgements in articles:
            record = record_of(
                article,
                page,
                layout=layout,
                folio=folio,
                matter=matter,
                quality=judgements,
                edits=edited[article.id],
                left=left[article.id],
            )
            failures = dropped.get(article.id, ())
            columns = record.columns() | _reason(failures)
            if row is None:
                line = dump(columns)
            else:
                line = row_record(row, result.log.text if whole else article.text, columns)
            if not failures:
                self._summary.add(record)
                self._chain.add(record, folio, self.counts.records)
            self._write_record(line, dropped=bool(failures))
        if row is not None and not projection.articles and whole:
            self._write_record(row_record(row, result.log.text, {}), dropped=False)

    def _write_record(self, line: str, *, dropped: bool) -> None:
        self.counts.articles += 1
        self.counts.dropped += dropped
        self.counts.records += not dropped
        self._streams[DROPPED if dropped else RECORDS].write(line + "\n")

    def _write_text(self, result: Result) -> None:
        document = result.page.document
        name = document.source.path
        if document.row is not None:
            name = f"{name}/{document.row}.txt"
        path = inside(self._stage / "pages", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(result.log.text.encode("utf-8", "surrogatepass"))

    def reject(self, reject: Reject) -> None:
        """Write what could not be read or cleaned, with its bytes."""
        self.counts.rejects += 1
        digest = hashlib.sha256(reject.data).hexdigest()
        line: dict[str, Json] = {
            "path": reject.path,
            "row": reject.row,
            "reason": reject.reason,
            "todo": reject.todo,
            "offset": reject.offset,
            "bytes": len(reject.data),
            "sha256": digest,
        }
        if len(reject.data) > LARGEST_INLINE:
            (self._stage / "rejects").mkdir(exist_ok=True)
            (self._stage / "rejects" / digest).write_bytes(reject.data)
            line["file"] = f"rejects/{digest}"
        else:
            line["base64"] = base64.b64encode(reject.data).decode()
        self._writers[REJECTS].write(line)

    def finish(self, manifest: Manifest, items: int, report: str) -> None:
        """Write the manifest and the report, and close all files.

        `items` is the number of pages and rejects that were read. Raises RuleError when some of
        them are not accounted for.
        """
        for stream in self._streams.values():
            stream.close()
        self._chain.link(self._stage / RECORDS)
        counts = self.counts
        if items != counts.pages + counts.rejects:
            raise RuleError(
                f"{items} pages were read, {counts.pages} written and {counts.rejects} rejected",
                todo="report it; nothing was written",
            )
        if counts.articles != counts.records + counts.dropped:
            raise RuleError(
                f"{counts.articles} articles were found, {counts.records} written and "
                f"{counts.dropped} dropped",
                todo="report it; nothing was written",
            )
        body: dict[str, Json] = {
            "newslint": __version__,
            "rules": dict(manifest.rules),
            "configuration": manifest.configuration,
            "model": manifest.model,
            "undo": "full",
            "drop": sorted(self._judges.drop),
            "limits": self._judges.limits,
            "records_are": manifest.unit or "article of a text file, row of a row file",
            "counts": {
                "input": counts.articles + counts.rejects,
                "items": items,
                "records": counts.records,
                "dropped": counts.dropped,
                "rejects": counts.rejects,
                "pages": counts.pages,
                "edits": counts.edits,
                "left": counts.left,
                "suppressed": counts.suppressed,
                "characters": counts.characters,
            },
            "findings": dict(sorted(counts.by_rule.items())),
            "claim": "screened for the listed rules, not certified correct",
        }
        (self._stage / MANIFEST).write_text(dump_indented(body), encoding="utf-8")
        (self._stage / REPORT).write_text(report, encoding="utf-8", newline="\n")
        if self._card:
            text = self._summary.card(
                manifest.rules, manifest.configuration, dropped=counts.dropped
            )
            (self._stage / CARD).write_text(text, encoding="utf-8", newline="\n")


def inside(root: Path, name: str) -> Path:
    """Return the place of a portable name below a directory, never outside it."""
    return root.joinpath(*(part for part in name.split("/") if part not in ("", ".", "..")))


def _reason(failures: Sequence[Judgement]) -> dict[str, Json]:
    """Return why an article is dropped: the first rule, its numbers, all rules; else nothing."""
    if not failures:
        return {}
    first = failures[0]
    return {
        "rule": first.rule,
        "value": first.value,
        "threshold": first.threshold,
        "failed": [one.rule for one in failures],
    }
