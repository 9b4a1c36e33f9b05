"""Writes a cleaned directory: records, pages, edits, what was left, dropped and rejected."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import jsonlines
import zstandard

from newslint import __version__
from newslint.errors import RuleError
from newslint.pipeline.clean import Report
from newslint.pipeline.flow import Cleaned
from newslint.pipeline.project import Article, Piece, Projection, Unit, project
from newslint.rule import Rule
from newslint.sinks.files import staged_directory
from newslint.sinks.lines import Json, dump, dump_indented
from newslint.sources.read import Reject
from newslint.sources.rows import Row, literal, members
from newslint.text.newlines import Places, fold
from newslint.text.span import Span

RECORDS, PAGES, EDITS = "records.jsonl", "pages.jsonl", "edits.jsonl"
LEFT, DROPPED, REJECTS = "left.jsonl", "dropped.jsonl", "rejects.jsonl"
MANIFEST, RUN, REPORT = "manifest.json", "run.json", "report.html"
LARGEST_INLINE = 1_000_000
"""A rejected payload of more bytes than this stands in a file of its own."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was: enough to know whether another run must give the same bytes."""

    rules: Sequence[Rule]
    configuration: str
    unit: Unit | None


@dataclass
class Counts:
    """How many of each a run has seen and written."""

    pages: int = 0
    records: int = 0
    edits: int = 0
    left: int = 0
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
    """

    def __init__(self, stage: Path, unit: Unit | None, *, pages_as_text: bool = False) -> None:
        self.counts = Counts()
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

    def unit_of(self, cleaned: Cleaned) -> Unit:
        """Return what a record of this page is."""
        return self._unit or ("article" if cleaned.page.row is None else "page")

    def add(self, cleaned: Cleaned) -> Projection:
        """Write a page and return its projection."""
        projection = project(cleaned.outcome.cleaned, self.unit_of(cleaned))
        layout = _Layout(cleaned)
        counts = self.counts
        counts.pages += 1
        counts.characters += len(cleaned.page.decoded)
        counts.records += len(projection.articles)
        for edit in _edits(cleaned, counts.edits):
            counts.edits += 1
            self._writers[EDITS].write(edit)
        for left in _left(cleaned):
            counts.left += 1
            self._writers[LEFT].write(left)
        counts.by_rule.update(report.finding.rule for report in cleaned.outcome.reports)
        self._writers[PAGES].write(_page(cleaned, projection, layout))
        self._write_records(cleaned, projection, layout)
        if self._pages_as_text:
            self._write_text(cleaned)
        return projection

    def _write_records(
        self, cleaned: Cleaned, projection: Projection, layout: _Layout
    ) -> None:
        row = cleaned.page.row
        if row is not None and self.unit_of(cleaned) == "page" and not projection.articles:
            self.counts.records += 1
            self._streams[RECORDS].write(_row_record(row, cleaned, {}) + "\n")
        for article in projection.articles:
            ours = _record(article, cleaned, layout)
            if row is None:
                self._writers[RECORDS].write(ours)
            else:
                unit = self.unit_of(cleaned)
                text = cleaned.log.text if unit == "page" else article.text
                self._streams[RECORDS].write(_row_record(row, cleaned, ours, text) + "\n")

    def _write_text(self, cleaned: Cleaned) -> None:
        document = cleaned.page.document
        name = document.source.path
        if document.row is not None:
            name = f"{name}/{document.row}.txt"
        path = self._stage / "pages" / "/".join(part for part in name.split("/") if part != "..")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(cleaned.log.text.encode("utf-8", "surrogatepass"))

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
        counts = self.counts
        if items != counts.pages + counts.rejects:
            raise RuleError(
                f"{items} pages were read, {counts.pages} written and {counts.rejects} rejected",
                todo="report it; nothing was written",
            )
        body: dict[str, Json] = {
            "newslint": __version__,
            "rules": {rule.code: rule.version for rule in manifest.rules},
            "configuration": manifest.configuration,
            "model": None,
            "undo": "full",
            "records_are": manifest.unit or "article of a text file, row of a row file",
            "counts": {
                "input": counts.records + counts.dropped + counts.rejects,
                "items": items,
                "records": counts.records,
                "dropped": counts.dropped,
                "rejects": counts.rejects,
                "pages": counts.pages,
                "edits": counts.edits,
                "left": counts.left,
                "characters": counts.characters,
            },
            "findings": dict(sorted(counts.by_rule.items())),
            "claim": "screened for the listed rules, not certified correct",
        }
        (self._stage / MANIFEST).write_text(dump_indented(body), encoding="utf-8")
        (self._stage / REPORT).write_text(report, encoding="utf-8", newline="\n")


class _Layout:
    """Translates offsets of the cleaned page into those of its text with the file's line ends."""

    def __init__(self, cleaned: Cleaned) -> None:
        text = cleaned.log.text
        self._places = Places(cleaned.outcome.cleaned.text, fold(text)[1])

    def pair(self, span: Span) -> list[Json]:
        placed = self._places.span(span)
        return [placed.start, placed.end]


def _page(cleaned: Cleaned, projection: Projection, layout: _Layout) -> dict[str, Json]:
    document = cleaned.page.document
    source = document.source
    line: dict[str, Json] = {
        "path": source.path,
        "row": document.row,
        "sha256": source.sha256,
        "bytes": source.size,
        "codec": source.codec,
        "bom": source.bom.hex() or None,
        "newline": document.newlines.style,
        "text": cleaned.log.text,
        "pieces": [_piece(piece, layout) for piece in projection.pieces],
    }
    row = cleaned.page.row
    if row is not None:
        line["field"] = document.pointer
        line["head"], line["tail"] = row.head, row.tail
        if literal(row.text) != row.literal:
            line["literal"] = row.literal
    if cleaned.page.original is not None:
        packed = zstandard.ZstdCompressor(level=9).compress(cleaned.page.original)
        line["original"] = base64.b64encode(packed).decode()
    return line


def _piece(piece: Piece, layout: _Layout) -> dict[str, Json]:
    start, end = layout.pair(piece.span)
    return {
        "start": start,
        "end": end,
        "kind": piece.kind.value,
        "why": piece.why,
        "record": piece.record,
        "dropped_by": None,
    }


def _record(article: Article, cleaned: Cleaned, layout: _Layout) -> dict[str, Json]:
    document = cleaned.page.document
    source = document.source
    page = cleaned.outcome.cleaned
    return {
        "id": article.id,
        "page": document.id,
        "spans": [layout.pair(span) for span in article.spans],
        "source": {
            "path": source.path,
            "row": document.row,
            "sha256": source.sha256,
            "codec": source.codec,
        },
        "title": article.title,
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "byline": [
            {"name": person.name, "role": person.role, "agency": person.agency}
            for person in article.byline
        ],
        "credit": article.credit,
        "dateline": article.dateline,
        "section": None,
        "text": article.text,
        "blocks": [
            {
                "kind": block.kind.value,
                "start": layout.pair(block.content)[0],
                "end": layout.pair(block.content)[1],
                "text": block.content.of(page.text),
            }
            for block in article.blocks
        ],
        "captions": [
            {"text": caption.text, "credit": caption.credit} for caption in article.captions
        ],
        "edits": _count(cleaned, article, applied=True),
        "findings_left": _count(cleaned, article, applied=False),
        "meta": dict(document.meta),
    }


def _count(cleaned: Cleaned, article: Article, *, applied: bool) -> dict[str, Json]:
    """Return how many findings of each rule lie in an article, applied or left."""
    log = cleaned.outcome.log
    codes = Counter(
        report.finding.rule
        for report in cleaned.outcome.reports
        if report.applied is applied
        and any(_within(log.forward(report.span), span) for span in article.spans)
    )
    return dict(sorted(codes.items()))


def _within(span: Span, outer: Span) -> bool:
    return outer.start <= span.start < outer.end or (
        span.start == outer.end == span.end and len(outer) > 0
    )


def _row_record(
    row: Row, cleaned: Cleaned, ours: dict[str, Json], text: str | None = None
) -> str:
    """Return a row with its text replaced and everything of ours under one last key."""
    line = row.with_text(cleaned.log.text if text is None else text).strip("\ufeff \t\r\n")
    kept = [member for member in members(line) if member.name != "newslint"]
    if len(kept) == len(members(line)):
        body = line[: line.rstrip().rfind("}")].rstrip()
    else:
        body = "{" + ",".join(f"{literal(member.name)}:{member.raw}" for member in kept)
    ours = {key: value for key, value in ours.items() if key != "text"}
    return f'{body},"newslint":{dump(ours)}}}'


def _edits(cleaned: Cleaned, first: int) -> Iterator[dict[str, Json]]:
    """Yield a line for each edit, in the offsets of its step's text with the file's line ends."""
    document = cleaned.page.document
    log = cleaned.log
    number = first
    digests = [_digest(text) for text in log.revisions]
    for at, step in enumerate(log.steps):
        for change in step.changes:
            edit = change.edit
            origin = log.origin(edit.span, at)
            yield {
                "id": number,
                "source": document.source.path,
                "row": document.row,
                "step": at,
                "rule": change.rule,
                "start": edit.span.start,
                "end": edit.span.end,
                "old": edit.old,
                "new": edit.new,
                "origin": [origin.start, origin.end],
                "safety": change.safety.label,
                "confidence": round(change.confidence, 4),
                "contract": change.contract,
                "because": change.because,
                "group": change.group,
                "sha_before": digests[at],
                "sha_after": digests[at + 1],
            }
            number += 1


def _digest(text: str) -> str:
    """Return the first 16 hex digits of the sha256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _left(cleaned: Cleaned) -> Iterator[dict[str, Json]]:
    """Yield a line for each finding that was not repaired, and why it was not."""
    outcome = cleaned.outcome
    refused = {id(one.finding): one.reason for one in outcome.refused}
    for report in outcome.reports:
        if not report.applied:
            reason = refused.get(id(report.finding))
            yield _left_line(cleaned, report, "refused" if reason else "open", reason)
    for deferred in outcome.deferred:
        yield {
            "source": cleaned.page.document.source.path,
            "row": cleaned.page.document.row,
            "rule": deferred.finding.rule,
            "status": "deferred",
            "reason": f"waited for {deferred.winner.rule}",
            "key": deferred.finding.key,
            "winner": deferred.winner.key,
        }


def _left_line(
    cleaned: Cleaned, report: Report, status: str, reason: str | None
) -> dict[str, Json]:
    document = cleaned.page.document
    span = Places(document.text, document.newlines).span(report.span)
    finding = report.finding
    return {
        "source": document.source.path,
        "row": document.row,
        "rule": finding.rule,
        "status": status,
        "reason": reason or finding.message,
        "key": finding.key,
        "origin": [span.start, span.end],
        "text": span.of(cleaned.page.decoded),
        "safety": finding.safety.label,
        "candidates": list(finding.candidates),
    }


