"""What the HTML report draws of one page: its text cut into segments, with notes on them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import dropwhile, pairwise, takewhile
from unicodedata import category

import regex

from newslint.pipeline.clean import Outcome, Report
from newslint.rule import Finding
from newslint.text.blocks import HEADINGS
from newslint.text.edit import Edit
from newslint.text.log import Change, EditLog, Region
from newslint.text.span import Span

FOLD_FROM = 20_000
"""Unchanged stretches are folded in pages of more code points than this."""

CONTEXT = 60
"""Code points that stay in sight on both sides of a folded stretch."""

LONGEST_MARK = 600
"""A finding over more code points is a verdict on the page: only its first one is marked."""

LONGEST_QUOTE = 48
"""The side list cuts longer quotations in the middle; the text column has them whole."""


class State(Enum):
    """What became of a finding."""

    REPAIRED = "repaired"
    OPEN = "open"
    REFUSED = "refused"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Run:
    """Text, and the mark drawn before it when the text would not be seen by itself."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What stood in the text and what was written or is proposed instead."""

    old: tuple[Run, ...]
    new: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One entry of the side list.

    Args:
        rule: the rule's code.
        name: the rule's name.
        safety: label of its fix's safety.
        state: what became of it.
        because: what is wrong.
        beyond: why its fix was refused, or what it waited for.
        confidence: lower bound of its fix's hit rate, None without a fix.
        pairs: its edits, or the text with the readings it proposes.
        number: its place in the order of the page, from 1.
    """

    rule: str
    name: str
    safety: str
    state: State
    because: str
    beyond: str
    confidence: float | None
    pairs: tuple[Pair, ...]
    number: int = 0

    @property
    def keys(self) -> str:
        """Return what the filters know it by."""
        return f"{self.rule}/{self.safety}/{self.state.value}"

    @property
    def hover(self) -> str:
        """Return rule, standing and reason in a few lines."""
        sure = "" if self.confidence is None else f" {self.confidence:.2f}"
        head = f"{self.rule} {self.name} · {self.state.value} · {self.safety}{sure}"
        return "\n".join(line for line in (head, self.because, self.beyond) if line)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a page: unchanged, changed, or marked by findings that are still open.

    Args:
        old: the source text of a change, empty for any other stretch.
        new: the text of the cleaned page.
        changed: whether it is a change.
        heading: whether it belongs to a heading.
        notes: the entries about it.
        labels: numbers of the entries it is labelled with.
        anchors: those of them that no earlier stretch is labelled with.
        folded: number of code points folded away, 0 when it is shown.
    """

    old: tuple[Run, ...]
    new: tuple[Run, ...]
    changed: bool = False
    heading: bool = False
    notes: tuple[Note, ...] = ()
    labels: tuple[int, ...] = ()
    anchors: tuple[int, ...] = ()
    folded: int = 0

    @property
    def blank(self) -> bool:
        """Tell whether there is nothing to see in it."""
        return not self.notes and not any(run.mark or run.text.strip() for run in self.new)


@dataclass(frozen=True, slots=True)
class ReportArticle:
    """An article, or without a title the text outside any, and the entries that begin there."""

    title: str | None
    segments: tuple[Segment, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """What the report shows of one page.

    Args:
        path: path of the source.
        row: 1-based number of the input record, None for a text file.
        articles: the articles and the stretches between them, in order.
        findings: code and name of the rule of every finding, and whether it was repaired.
        error: why the page could not be screened, empty when it was.
    """

    path: str
    row: int | None
    articles: tuple[ReportArticle, ...] = ()
    findings: tuple[tuple[str, str, bool], ...] = ()
    error: str = ""

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return the entries of all articles."""
        return tuple(note for article in self.articles for note in article.notes)


def page_view(outcome: Outcome, articles: Sequence[tuple[str, Span]]) -> PageView:
    """Return what the report shows of a page.

    Articles are titles and spans of the cleaned page, in order, none overlapping another.
    """
    path, row = outcome.document.source.path, outcome.document.row
    if outcome.error is not None:
        return PageView(path, row, error=str(outcome.error))
    sections = list(_sections(articles, len(outcome.cleaned.text)))
    parts: list[list[Segment]] = [[] for _ in sections]
    at = 0
    for final, segment in _segments(outcome, [span for _, span in sections]):
        # Text removed at the very end of a section still belongs to it.
        while at + 1 < len(sections) and final.start >= sections[at][1].end + (not final):
            at += 1
        parts[at].append(segment)
    shown = (_article(title, part) for (title, _), part in zip(sections, parts, strict=True))
    drawn = tuple(one for one in shown if one.segments)
    return PageView(path, row, drawn, findings_of(outcome))


def findings_of(outcome: Outcome) -> tuple[tuple[str, str, bool], ...]:
    """Return code and name of the rule of every defect, and whether it was repaired."""
    return tuple((one.finding.rule, one.finding.name, one.applied) for one in defects(outcome))


def defects(outcome: Outcome) -> Iterator[Report]:
    """Yield the findings that are no mere tags of what a part of the page is."""
    return (report for report in outcome.reports if not report.finding.tag)


def _sections(
    articles: Sequence[tuple[str, Span]], length: int
) -> Iterator[tuple[str | None, Span]]:
    """Yield the articles and, without a title, what lies between them: they tile the page."""
    position = 0
    for title, span in articles:
        if position < span.start:
            yield None, Span(position, span.start)
        yield title, span
        position = span.end
    if position < length or not articles:
        yield None, Span(position, length)


def _article(title: str | None, segments: Iterable[Segment]) -> ReportArticle:
    """Return an article without the blank lines around it."""
    kept = list(dropwhile(lambda segment: segment.blank, segments))
    while kept and kept[-1].blank:
        kept.pop()
    begun = {
        note.number: note
        for segment in kept
        for note in segment.notes
        if note.number in segment.anchors
    }
    return ReportArticle(title, tuple(kept), tuple(begun[number] for number in sorted(begun)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch as it lies in the source text and in the cleaned one."""

    source: Span
    final: Span
    changed: bool = False

    def holds(self, place: Span) -> bool:
        """Tell whether an entry at a place of the source text is about it."""
        return place.overlaps(self.source) or (self.changed and place == self.source)


def _segments(outcome: Outcome, sections: Sequence[Span]) -> Iterator[tuple[Span, Segment]]:
    """Yield the stretches of a page in order, each with its span in the cleaned text.

    Entries that overlap are not nested: a stretch ends wherever one of them begins or ends.
    """
    source, final = outcome.document.text, outcome.cleaned.text
    regions = list(_regions(outcome.log))
    entries = _entries(outcome, regions)
    notes = {note.number: note for _, note in entries}
    waiting = deque(sorted((span, note.number) for spans, note in entries for span in spans))
    headings = [
        Span(block.span.start, block.content.end)
        for block in outcome.cleaned.blocks
        if block.kind in HEADINGS
    ]
    tops = [span.start for span in headings]
    borders = [*headings, *sections, *(_stripped(span, final) for span in sections)]
    ends = Region(Span(len(source), len(source)), Span(len(final), len(final)), ())
    near: list[tuple[Span, int]] = []
    labelled: set[tuple[Span, int]] = set()
    anchored: set[int] = set()
    for piece in _pieces([*regions, ends], borders, [span for span, _ in waiting]):
        while waiting and waiting[0][0].start <= piece.source.end:
            near.append(waiting.popleft())
        near = [place for place in near if place[0].end >= piece.source.start]
        here = [place for place in near if piece.holds(place[0])]
        labels = tuple(place[1] for place in here if place not in labelled)
        above = bisect_right(tops, piece.final.start) - 1
        segment = Segment(
            old=runs(piece.source.of(source), UNSEEN) if piece.changed else (),
            new=runs(piece.final.of(final), UNSEEN if piece.changed else UNSAFE),
            changed=piece.changed,
            heading=above >= 0 and piece.final.start < headings[above].end,
            notes=tuple(notes[number] for number in sorted({number for _, number in here})),
            labels=labels,
            anchors=tuple(number for number in labels if number not in anchored),
        )
        labelled.update(here)
        anchored.update(labels)
        if len(final) > FOLD_FROM and len(piece.final) > 3 * CONTEXT and not segment.notes:
            yield from _folded(segment, piece.final, final)
        else:
            yield piece.final, segment
    lost = tuple(number for number in notes if number not in anchored)
    if lost:
        placeless = tuple(notes[number] for number in lost)
        yield ends.final, Segment((), (), notes=placeless, labels=lost, anchors=lost)


def _regions(log: EditLog) -> Iterator[Region]:
    """Yield the changed places without the white space at their ends that did not change."""
    for region in log.regions():
        old, new = region.source.of(log.source), region.final.of(log.text)
        tail = _shared_space(old[::-1], new[::-1])
        head = _shared_space(old[: len(old) - tail], new[: len(new) - tail])
        source = Span(region.source.start + head, region.source.end - tail)
        final = Span(region.final.start + head, region.final.end - tail)
        yield Region(source, final, region.changes)


def _shared_space(left: str, right: str) -> int:
    same = takewhile(
        lambda pair: pair[0] == pair[1] and pair[0].isspace(), zip(left, right, strict=False)
    )
    return sum(1 for _ in same)


def _pieces(
    regions: Sequence[Region], finals: Iterable[Span], sources: Iterable[Span]
) -> Iterator[_Piece]:
    """Yield changes whole, and the text between them cut at the borders of the given spans.

    The first spans are of the cleaned text, the others of the source text. A region without
    changes marks the end.
    """
    in_final = sorted({border for span in finals for border in (span.start, span.end)})
    in_source = sorted({border for span in sources for border in (span.start, span.end)})
    position = 0
    for region in regions:
        end, shift = region.source.start, region.final.start - region.source.start
        cuts = {position, end, *_between(in_source, position, end)}
        cuts.update(cut - shift for cut in _between(in_final, position + shift, end + shift))
        for start, stop in pairwise(sorted(cuts)):
            yield _Piece(Span(start, stop), Span(start + shift, stop + shift))
        if region.changes:
            yield _Piece(region.source, region.final, changed=True)
        position = region.source.end


def _between(cuts: Sequence[int], start: int, end: int) -> Sequence[int]:
    return cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]


def _folded(segment: Segment, span: Span, text: str) -> Iterator[tuple[Span, Segment]]:
    """Yield a long unchanged stretch in three: both ends in sight, the middle folded away."""
    inner = Span(span.start + CONTEXT, span.end - CONTEXT)
    for part in (Span(span.start, inner.start), inner, Span(inner.end, span.end)):
        folded = len(part) if part == inner else 0
        yield part, replace(segment, new=runs(part.of(text), UNSAFE), folded=folded)


def _stripped(span: Span, text: str) -> Span:
    """Return a span without the white space at its ends."""
    inside = span.of(text)
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, start + len(inside.strip()))


Entry = tuple[tuple[Span, ...], Note]
"""A note, and the spans of the source text it is about."""


def _entries(outcome: Outcome, regions: Sequence[Region]) -> list[Entry]:
    """Return the entries of a page, numbered in the order in which the page reaches them."""
    repaired, deferred = _repaired(outcome, regions), _deferred(outcome, regions)
    entries = sorted([*repaired, *deferred, *_left(outcome)], key=lambda entry: entry[0][0].start)
    return [(spans, replace(note, number=at)) for at, (spans, note) in enumerate(entries, 1)]


def _repaired(outcome: Outcome, regions: Sequence[Region]) -> Iterator[Entry]:
    """Yield one entry for each fix in the log, however many places it changed."""
    names = {report.finding.rule: report.finding.name for report in outcome.reports}
    fixes: dict[tuple[int, int], list[tuple[Span, Change]]] = {}
    for region in regions:
        for address in region.changes:
            change = outcome.log.change(address)
            fixes.setdefault((address.step, change.group), []).append((region.source, change))
    for parts in fixes.values():
        first = parts[0][1]
        yield (
            tuple(dict.fromkeys(span for span, _ in parts)),
            Note(
                rule=first.rule,
                name=names.get(first.rule, ""),
                safety=first.safety.label,
                state=State.REPAIRED,
                because=first.because,
                beyond="",
                confidence=first.confidence,
                pairs=_pairs(change.edit for _, change in parts),
            ),
        )


def _deferred(outcome: Outcome, regions: Sequence[Region]) -> Iterator[Entry]:
    """Yield the fixes that had to wait, at the place of the fix they waited for."""
    changes = ((outcome.log.change(at), region) for region in regions for at in region.changes)
    where = {(change.rule, change.edit): region.source for change, region in changes}
    for deferred in outcome.deferred:
        finding, winner = deferred.finding, deferred.winner
        if finding.fix and winner.fix:
            place = where.get((winner.rule, winner.fix.edits[0]), Span(0, 0))
            beyond = f"waited for {winner.rule} {winner.name}"
            yield (place,), _note(finding, State.DEFERRED, beyond, _pairs(finding.fix.edits))


def _left(outcome: Outcome) -> Iterator[Entry]:
    """Yield the findings that were not repaired, those whose fix was refused with the reason."""
    reasons = {_identity(one.finding): one.reason for one in outcome.refused}
    for report in defects(outcome):
        if report.applied:
            continue
        finding = report.finding
        if finding.fix:
            pairs = _pairs(finding.fix.edits)
        else:
            matched = finding.span.of(outcome.log.revisions[report.revision])
            pairs = (Pair(_quoted(matched), _quoted("／".join(finding.candidates))),)
        reason = reasons.get(_identity(finding))
        state = State.OPEN if reason is None else State.REFUSED
        place = _marked(report.span, outcome.document.text)
        yield (place,), _note(finding, state, reason or "", pairs)


def _identity(finding: Finding) -> tuple[str, str, Span]:
    return finding.rule, finding.key, finding.span


def _marked(span: Span, text: str) -> Span:
    """Return where a finding is marked: one code point stands for a point and for a whole page."""
    if 0 < len(span) <= LONGEST_MARK:
        return span
    at = _stripped(span, text).start
    while at and not text[at : at + 1].strip():
        at -= 1
    return Span(at, at + 1)


def _note(finding: Finding, state: State, beyond: str, pairs: tuple[Pair, ...]) -> Note:
    return Note(
        rule=finding.rule,
        name=finding.name,
        safety=finding.safety.label,
        state=state,
        because=finding.message,
        beyond=beyond,
        confidence=finding.fix.confidence if finding.fix else None,
        pairs=pairs,
    )


def _pairs(edits: Iterable[Edit]) -> tuple[Pair, ...]:
    return tuple(Pair(_quoted(edit.old), _quoted(edit.new)) for edit in edits)


def _quoted(text: str) -> tuple[Run, ...]:
    """Return a quotation for the side list, cut in the middle when it is long."""
    if len(text) <= LONGEST_QUOTE:
        return runs(text, UNSEEN)
    head, tail = text[: LONGEST_QUOTE * 2 // 3], text[-LONGEST_QUOTE // 4 :]
    gap = Run("", f" … {len(text) - len(head) - len(tail)} more … ")
    return (*runs(head, UNSEEN), gap, *runs(tail, UNSEEN))


UNSEEN = regex.compile(r"[\p{White_Space}\p{Cf}\p{Cc}\p{Cs}]")
"""White space, format and control characters: all of them are made visible in a change."""

UNSAFE = regex.compile(r"[[\p{Cc}\p{Cs}\p{Bidi_Control}]--[\n\t]]", regex.VERSION1)
"""Control characters, and those that turn the direction of writing, are made visible always."""

_MARKS = {"\n": "⏎", " ": "␣", "\t": "⇥", "　": "□"}


def runs(text: str, marked: regex.Pattern[str]) -> tuple[Run, ...]:
    """Return a text with some characters marked; those that HTML cannot hold are left out."""
    found: list[Run] = []
    position = 0
    for match in marked.finditer(text):
        char = match[0]
        held = char in "\n\t" or category(char) not in {"Cc", "Cs"}
        found.append(Run(text[position : match.start()]))
        found.append(Run(char if held else "", _MARKS.get(char, f"U+{ord(char):04X}")))
        position = match.end()
    found.append(Run(text[position:]))
    return tuple(run for run in found if run.text or run.mark)
