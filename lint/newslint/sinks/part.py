"""Writes what became of the pages of one shard: a part of a cleaned directory.

A part is complete in itself: its edits are counted from 0, its records know nothing of those of
other parts. `newslint.sinks.merge` puts parts together.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from newslint.pipeline.project import Projection, Unit, project
from newslint.pipeline.verdicts import failed, verdicts
from newslint.rule import Judgement, Rule
from newslint.sinks.chain import Chain
from newslint.sinks.lines import Json, dump_bytes
from newslint.sinks.output import FieldKinds
from newslint.sinks.page_lines import (
    Dropped,
    edit_lines,
    left_line,
    page_line,
    row_record,
    shares,
    tally,
)
from newslint.sinks.record import Record, record_of
from newslint.sinks.reject_line import reject_line
from newslint.sinks.result import SUPPRESSED, Result
from newslint.sources.read import Page, Reject
from newslint.sources.row import Row
from newslint.text.document import Document
from newslint.text.folio import folio_of
from newslint.text.newlines import Places

RECORDS, PAGES, EDITS = "records.jsonl", "pages.jsonl", "edits.jsonl"
LEFT, DROPPED, REJECTS = "left.jsonl", "dropped.jsonl", "rejects.jsonl"
STREAMS: Final = (RECORDS, PAGES, EDITS, LEFT, DROPPED, REJECTS)
TEXTS: Final = "pages"
"""Folder of the cleaned pages as text files."""

OWNERS: Final = "owners"
"""A 32-bit number for each line of records.jsonl: twice the line of pages.jsonl that it is from,
and 1 more when it is a row.
"""


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
    """How many of each were seen and written."""

    items: int = 0
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

    def add(self, other: Counts) -> None:
        """Add those of another part."""
        self.by_rule.update(other.by_rule)
        for one in fields(self):
            if one.name != "by_rule":
                total = getattr(self, one.name) + getattr(other, one.name)
                setattr(self, one.name, total)


class Witness(Protocol):
    """What takes note of the records that are written."""

    def add(self, line: int, record: Record, row: Row | None) -> None:
        """Take note of the record in a line of records.jsonl, from 0, and of the row it is from.

        Lines ascend; rows without an article are lines without a record.
        """
        ...


class PartWriter:
    """Writes what became of each page into a folder.

    Args:
        folder: an empty directory.
        unit: what a record is; None makes articles of text files and one record of each row.
        judges: what judges each article.
        pages_as_text: also write each cleaned page as a text file.
        witness: takes note of each record.
        kinds: takes note of what the fields of rows hold.
    """

    def __init__(
        self,
        folder: Path,
        unit: Unit | None,
        *,
        judges: Judges | None = None,
        pages_as_text: bool = False,
        witness: Witness | None = None,
        kinds: FieldKinds | None = None,
    ) -> None:
        self.counts = Counts()
        self.chain = Chain()
        self._owners = array("I")
        self._judges = judges or Judges()
        self._folder = folder
        self._unit = unit
        self._pages_as_text = pages_as_text
        self._witness = witness
        self._kinds = kinds
        self._streams = {name: _Lines(folder / name) for name in STREAMS}

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
        counts.items += 1
        counts.pages += 1
        counts.characters += len(result.page.decoded)
        for edit in edit_lines(result.page.document, result.log, counts.edits):
            counts.edits += 1
            self._streams[EDITS].write(dump_bytes(edit))
        for left in result.left:
            counts.suppressed += left.status == SUPPRESSED
            counts.left += left.status != SUPPRESSED
            self._streams[LEFT].write(dump_bytes(left_line(left, result.page.document)))
        counts.by_rule.update(tally(result))
        judged = [verdicts(matter, self._judges.rules) for matter in page.matters]
        dropped = {
            article.id: failures
            for article, judgements in zip(projection.articles, judged, strict=True)
            if (failures := failed(judgements, self._judges.drop))
        }
        self._streams[PAGES].write(dump_bytes(page_line(result, projection, layout, dropped)))
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
                line = dump_bytes(columns)
            else:
                line = row_record(row, result.log.text if whole else article.text, columns)
            if not failures:
                self.chain.add(record, folio, self.counts.records)
                if self._witness is not None:
                    self._witness.add(self.counts.records, record, row)
            self._write_record(line, row is not None, dropped=bool(failures))
        if row is not None and not projection.articles and whole:
            self._write_record(row_record(row, result.log.text, {}), True, dropped=False)

    def _write_record(self, line: bytes, is_row: bool, *, dropped: bool) -> None:
        self.counts.articles += 1
        if dropped:
            self.counts.dropped += 1
            self._streams[DROPPED].write(line)
        else:
            self.counts.records += 1
            self._owners.append((self.counts.pages - 1) << 1 | is_row)
            if self._kinds is not None:
                self._kinds.add(line)
            self._streams[RECORDS].write(line)

    def _write_text(self, result: Result) -> None:
        document = result.page.document
        name = document.source.path
        if document.row is not None:
            name = f"{name}/{document.row}.txt"
        path = inside(self._folder / TEXTS, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(result.log.text.encode("utf-8", "surrogatepass"))

    def reject(self, reject: Reject) -> None:
        """Write what could not be read or cleaned, with its bytes."""
        self.counts.items += 1
        self.counts.rejects += 1
        self._streams[REJECTS].write(dump_bytes(reject_line(reject, self._folder)))

    def close(self) -> None:
        """Close all files."""
        for stream in self._streams.values():
            stream.close()
        (self._folder / OWNERS).write_bytes(self._owners.tobytes())


class _Lines:
    """A file of JSON lines that is being written."""

    def __init__(self, path: Path) -> None:
        self._stream: BinaryIO = path.open("wb", buffering=1 << 18)

    def write(self, line: bytes) -> None:
        self._stream.write(line)
        self._stream.write(b"\n")

    def close(self) -> None:
        self._stream.close()


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
