"""Writes a cleaned directory: records, pages, edits, what was left, dropped and rejected."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TextIO

import jsonlines
import zstandard

from newslint import __version__
from newslint.errors import RuleError
from newslint.pipeline.clean import Report, Suppressed
from newslint.pipeline.flow import Cleaned
from newslint.pipeline.project import Article, Piece, Projection, Unit, project
from newslint.sinks.lines import Json, dump, dump_indented
from newslint.sources.read import Page, Reject
from newslint.sources.rows import Row, literal, members
from newslint.text.document import Document
from newslint.text.log import EditLog
from newslint.text.newlines import Places, fold
from newslint.text.span import Span

RECORDS, PAGES, EDITS = "records.jsonl", "pages.jsonl", "edits.jsonl"
LEFT, DROPPED, REJECTS = "left.jsonl", "dropped.jsonl", "rejects.jsonl"
MANIFEST, RUN, REPORT = "manifest.json", "run.json", "report.html"
SUPPRESSED = "suppressed"
LARGEST_INLINE = 1_000_000
"""A rejected payload of more bytes than this stands in a file of its own."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was: enough to know whether another run must give the same bytes."""

    rules: Mapping[str, int]
    configuration: str
    unit: Unit | None


@dataclass
class Counts:
    """How many of each a run has seen and written."""

    pages: int = 0
    records: int = 0
    edits: int = 0
    left: int = 0
    suppressed: int = 0
    dropped: int = 0
    rejects: int = 0
    characters: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)


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
    """A page with its edits in the offsets of its decoded source, ready to be written."""

    page: Page
    log: EditLog
    left: tuple[Left, ...]

    @cached_property
    def cleaned(self) -> Document:
        """Return the cleaned page as rules read it."""
        text, newlines = fold(self.log.text)
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
        if not report.applied
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
    return Result(cleaned.page, cleaned.log, tuple(left))


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

    def unit_of(self, page: Page) -> Unit:
        """Return what a record of a page is."""
        return self._unit or ("article" if page.row is None else "page")

    def add(self, result: Result) -> Projection:
        """Write a page and return its projection."""
        projection = project(result.cleaned, self.unit_of(result.page))
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
            self._writers[LEFT].write(_left_line(left, result.page.document))
        counts.by_rule.update(_tally(result))
        self._writers[PAGES].write(_page(result, projection, layout))
        self._write_records(result, projection, layout)
        if self._pages_as_text:
            self._write_text(result)
        return projection

    def _write_records(self, result: Result, projection: Projection, layout: Places) -> None:
        row = result.page.row
        ours = [_record(article, result, layout) for article in projection.articles]
        self.counts.records += len(ours)
        if row is None:
            for record in ours:
                self._writers[RECORDS].write(record)
        elif self.unit_of(result.page) == "article":
            for article, record in zip(projection.articles, ours, strict=True):
                self._streams[RECORDS].write(_row_record(row, article.text, record) + "\n")
        else:
            self.counts.records += not ours
            record = ours[0] if ours else {}
            self._streams[RECORDS].write(_row_record(row, result.log.text, record) + "\n")

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
        counts = self.counts
        if items != counts.pages + counts.rejects:
            raise RuleError(
                f"{items} pages were read, {counts.pages} written and {counts.rejects} rejected",
                todo="report it; nothing was written",
            )
        body: dict[str, Json] = {
            "newslint": __version__,
            "rules": dict(manifest.rules),
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
                "suppressed": counts.suppressed,
                "characters": counts.characters,
            },
            "findings": dict(sorted(counts.by_rule.items())),
            "claim": "screened for the listed rules, not certified correct",
        }
        (self._stage / MANIFEST).write_text(dump_indented(body), encoding="utf-8")
        (self._stage / REPORT).write_text(report, encoding="utf-8", newline="\n")


def inside(root: Path, name: str) -> Path:
    """Return the place of a portable name below a directory, never outside it."""
    return root.joinpath(*(part for part in name.split("/") if part not in ("", ".", "..")))


def _pair(span: Span, layout: Places) -> list[Json]:
    placed = layout.span(span)
    return [placed.start, placed.end]


def _page(result: Result, projection: Projection, layout: Places) -> dict[str, Json]:
    document = result.page.document
    source = document.source
    line: dict[str, Json] = {
        "path": source.path,
        "row": document.row,
        "sha256": source.sha256,
        "bytes": source.size,
        "codec": source.codec,
        "bom": source.bom.hex() or None,
        "newline": document.newlines.style,
        "text": result.log.text,
        "pieces": [_piece(piece, layout) for piece in projection.pieces],
    }
    row = result.page.row
    if row is not None:
        line["field"] = document.pointer
        line["head"], line["tail"] = row.head, row.tail
        if literal(row.text) != row.literal:
            line["literal"] = row.literal
    if result.page.original is not None:
        packed = zstandard.ZstdCompressor(level=9).compress(result.page.original)
        line["original"] = base64.b64encode(packed).decode()
    return line


def _piece(piece: Piece, layout: Places) -> dict[str, Json]:
    start, end = _pair(piece.span, layout)
    return {
        "start": start,
        "end": end,
        "kind": piece.kind.value,
        "why": piece.why,
        "record": piece.record,
        "dropped_by": None,
    }


def _record(article: Article, result: Result, layout: Places) -> dict[str, Json]:
    document = result.page.document
    source = document.source
    edited, left = _counts(article, result, layout)
    return {
        "id": article.id,
        "page": document.id,
        "spans": [_pair(span, layout) for span in article.spans],
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
            dict(
                zip(("start", "end"), _pair(block.content, layout), strict=True),
                kind=block.kind.value,
                text=block.content.of(result.cleaned.text),
            )
            for block in article.blocks
        ],
        "captions": [
            {"text": caption.text, "credit": caption.credit} for caption in article.captions
        ],
        "edits": edited,
        "findings_left": left,
        "meta": dict(document.meta),
    }


def _counts(
    article: Article, result: Result, layout: Places
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return how many edits of each rule an article has, and how many findings were left in it."""
    spans = [layout.span(span) for span in article.spans]
    edited: Counter[str] = Counter()
    for region in result.log.regions():
        if any(span.start <= region.final.start < span.end for span in spans):
            edited.update(result.log.change(address).rule for address in region.changes)
    left = Counter(
        one.rule
        for one in result.left
        if one.origin is not None
        and one.counts
        and any(span.start <= result.log.forward(one.origin).start < span.end for span in spans)
    )
    return dict(sorted(edited.items())), dict(sorted(left.items()))


def _tally(result: Result) -> Counter[str]:
    """Return how many fixes and left findings of each rule a page has."""
    fixes = Counter(
        rule
        for step in result.log.steps
        for _, rule in {(change.group, change.rule) for change in step.changes}
    )
    return fixes + Counter(one.rule for one in result.left if one.counts)


def _row_record(row: Row, text: str, ours: dict[str, Json]) -> str:
    """Return a row with its text replaced and everything of ours under one last key."""
    line = row.with_text(text).strip("\ufeff \t\r\n")
    body = line[: line.rfind("}")].rstrip()
    if '"newslint"' in line:
        kept = [member for member in members(line) if member.name != "newslint"]
        body = "{" + ",".join(f"{literal(member.name)}:{member.raw}" for member in kept)
    ours = {key: value for key, value in ours.items() if key != "text"}
    return f'{body},"newslint":{dump(ours)}}}'


def edit_lines(document: Document, log: EditLog, first: int) -> Iterator[dict[str, Json]]:
    """Yield a line for each edit, numbered from `first`, in the offsets of its step's text."""
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


def _left_line(left: Left, document: Document) -> dict[str, Json]:
    return {
        "source": document.source.path,
        "row": document.row,
        "rule": left.rule,
        "status": left.status,
        "reason": left.reason,
        "key": left.key,
        "origin": [left.origin.start, left.origin.end] if left.origin else None,
        "text": left.text,
        "safety": left.safety,
        "candidates": list(left.candidates),
        "winner": left.winner,
    }
