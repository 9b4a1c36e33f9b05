"""The JSON lines about a page: itself with its pieces, its edits, its findings, its rows."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import zstandard

from newslint.pipeline.project import Piece, Projection
from newslint.rule import Judgement
from newslint.sinks.lines import Json, dump_bytes
from newslint.sinks.result import Left, Result
from newslint.sources.row import Row
from newslint.text.block import Kind
from newslint.text.document import Document
from newslint.text.log import EditLog
from newslint.text.newlines import Places

Dropped = Mapping[str, Sequence[Judgement]]
"""What the dropped articles of a page did not pass, by record id."""


def page_line(
    result: Result, projection: Projection, layout: Places, dropped: Dropped
) -> dict[str, Json]:
    """Return the line of pages.jsonl: the cleaned page, its pieces, and what undo needs."""
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
        "pieces": [_piece(piece, layout, dropped) for piece in projection.pieces],
    }
    if document.meta:
        line["meta"] = dict(document.meta)
    if result.page.content is not None:
        line["content"] = result.page.content
    row = result.page.row
    if row is not None:
        line["field"] = document.pointer
        line.update(row.facts())
    if result.page.original is not None:
        packed = zstandard.ZstdCompressor(level=9).compress(result.page.original)
        line["original"] = base64.b64encode(packed).decode()
    return line


_KINDS = {kind: kind.value for kind in Kind}


def _piece(piece: Piece, layout: Places, dropped: Dropped) -> dict[str, Json]:
    placed = layout.span(piece.span)
    failures = dropped.get(piece.record or "", ()) if dropped else ()
    return {
        "start": placed.start,
        "end": placed.end,
        "kind": _KINDS[piece.kind],
        "why": piece.why,
        "record": piece.record,
        "dropped_by": failures[0].rule if failures else None,
    }


def shares(
    projection: Projection, result: Result, layout: Places
) -> tuple[Mapping[str, Counter[str]], Mapping[str, Counter[str]]]:
    """Return how many edits, and how many findings left, of each rule each article has, by id."""
    edited: defaultdict[str, Counter[str]] = defaultdict(Counter)
    left: defaultdict[str, Counter[str]] = defaultdict(Counter)
    if not result.log.steps and not result.left:
        return edited, left
    owned = sorted(
        (layout.span(span), article.id) for article in projection.articles for span in article.spans
    )
    starts = [span.start for span, _ in owned]

    def owner(place: int) -> str | None:
        at = bisect_right(starts, place) - 1
        return owned[at][1] if at >= 0 and place < owned[at][0].end else None

    for region in result.log.regions():
        if (name := owner(region.final.start)) is not None:
            edited[name].update(result.log.change(address).rule for address in region.changes)
    for one in result.left:
        if one.origin is None or not one.counts:
            continue
        if (name := owner(result.log.forward(one.origin).start)) is not None:
            left[name][one.rule] += 1
    return edited, left


def tally(result: Result) -> Counter[str]:
    """Return how many fixes and left findings of each rule a page has."""
    if not result.log.steps and not result.left:
        return Counter()
    fixes = Counter(
        rule
        for step in result.log.steps
        for _, rule in {(change.group, change.rule) for change in step.changes}
    )
    return fixes + Counter(one.rule for one in result.left if one.counts)


def row_record(row: Row, text: str, ours: Mapping[str, object]) -> bytes:
    """Return a row with its text replaced and everything of ours under one last key."""
    own = dict(ours)
    own.pop("text", None)
    head = row.record(text).encode("utf-8", "surrogatepass")
    return b'%b,"newslint":%b}' % (head, dump_bytes(own))


def edit_lines(document: Document, log: EditLog, first: int) -> Iterator[dict[str, Json]]:
    """Yield a line for each edit, numbered from `first`, in the offsets of its step's text."""
    if not log.steps:
        return
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


def left_line(left: Left, document: Document) -> dict[str, Json]:
    """Return the line of left.jsonl about a finding that was not repaired."""
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
