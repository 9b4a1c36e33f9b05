"""Judges the fixes of rules for confidence.py, and counts them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from random import Random

import regex

from confidence_pages import WIDE, Label, Labelled, in_order
from newslint.pipeline.scan import Scanner
from newslint.rule import FEWEST_LABELLED, Finding, Measured, Rule
from newslint.shares import lower_bound
from newslint.text.document import Document, Source
from newslint.text.edit import Edit, Fix, Safety
from newslint.text.newlines import fold
from newslint.text.span import Span
from plants import Plant
from plants.policy import Planter

BATCH = 1_000_000
"""Characters of pages that are scanned together."""

LINES = 1_000
"""Planted lines that are scanned together."""

REAL = ("seeds", "ocr", "clean")
_LINE_END = regex.compile(r"\s*\n\s*")


def read_hits(path: Path) -> dict[tuple[str, str], bool]:
    """Return the hits that were read, by rule and key of the finding; True: the fix is right.

    Raises ValueError for a row that is not of this form, or not in order.
    """
    head, *rows = path.read_text("utf-8").splitlines()
    if head != "code\tkey\tverdict" or rows != sorted(set(rows)):
        raise ValueError(f"{path}: rows must be sorted and unique under the usual head")
    hits: dict[tuple[str, str], bool] = {}
    for row in rows:
        code, key, verdict = row.split("\t")
        if verdict not in ("right", "wrong") or (code, key) in hits:
            raise ValueError(f"{path}: {row!r}")
        hits[code, key] = verdict == "right"
    return hits


@dataclass
class Tally:
    """Counts of hits by rule, safety and source, with the contexts of wrong and unknown ones."""

    read: Mapping[tuple[str, str], bool]
    counts: Counter[tuple[str, Safety, str, bool | None]] = field(default_factory=Counter)
    shown: defaultdict[tuple[str, Safety, str, bool | None], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    characters: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, str, Span | None]] = field(default_factory=set)

    def add(self, pages: Iterable[Labelled], rules: Sequence[Rule]) -> None:
        """Run the rules over pages and count their hits."""
        scanner = Scanner(rules)
        for batch in batches(pages):
            documents = [_document(page.text) for page in batch]
            scanned = scanner.scan(documents)
            for page, document, candidates in zip(batch, documents, scanned, strict=True):
                self.characters[page.source] += len(page.text)
                self.planted[page.code] += len(page.labels) if page.code else 0
                for number, places in candidates.items():
                    if page.code in ("", rules[number].code):
                        self._read(page, document, rules[number], places)

    def add_lines(
        self, lines: Iterable[str], planter: Planter, rule: Rule, wanted: int, rng: Random
    ) -> None:
        """Plant a defect in each line that takes one, up to `wanted`, and count the hits."""
        planted = (plant for line in lines if (plant := planter(line, rng)) is not None)
        rest = islice(planted, wanted)
        scanner = Scanner([rule])
        while group := list(islice(rest, LINES)):
            pairs = [PlantedLine(plant) for plant in group]
            for pair, before, after in zip(
                pairs,
                _findings(scanner, rule, [pair.repaired for pair in pairs]),
                _findings(scanner, rule, [pair.plant.text for pair in pairs]),
                strict=True,
            ):
                self.planted[rule.code] += 1
                for fix, right in pair.judged(before, after):
                    self._count(rule.code, fix, "planted", right, _context(pair.page, fix))

    def _read(self, page: Labelled, document: Document, rule: Rule, places: Sequence[Span]) -> None:
        for finding in rule.find(document, places):
            if finding.fix is None:
                continue
            place = (rule.code, page.id or finding.key, finding.span if page.id else None)
            if place in self.seen:
                continue
            self.seen.add(place)
            right = self.read.get((rule.code, finding.key))
            if right is None:
                right = verdict(page, rule.code, finding.fix)
            shown = f"{finding.key} {_context(page, finding.fix)}"
            self._count(rule.code, finding.fix, page.source, right, shown)

    def _count(self, code: str, fix: Fix, source: str, right: bool | None, context: str) -> None:
        key = (code, fix.safety, source, right)
        self.counts[key] += 1
        if not right:
            self.shown[key].append(context)

    def total(self, code: str, safety: Safety, sources: Iterable[str]) -> tuple[int, int]:
        """Return how many hits are labelled, and how many of them are wrong."""
        wrong = right = 0
        for source in sources:
            wrong += self.counts[code, safety, source, False]
            right += self.counts[code, safety, source, True]
        return wrong + right, wrong


@dataclass(frozen=True)
class PlantedLine:
    """A line with one defect, and what is right for it."""

    plant: Plant

    @property
    def place(self) -> Span:
        """Return where the defect is."""
        return Span(self.plant.start, self.plant.end)

    @cached_property
    def page(self) -> Labelled:
        """Return the line as a page."""
        label = Label(self.place, (self.plant.expected,))
        return Labelled("", self.plant.text, (label,), "planted")

    @cached_property
    def repaired(self) -> str:
        """Return the line as it was meant."""
        text = self.plant.text
        return text[: self.plant.start] + self.plant.expected + text[self.plant.end :]

    def judged(self, before: Sequence[Fix], after: Sequence[Fix]) -> list[tuple[Fix, bool]]:
        """Return the fixes on the line that are due to the defect, and whether they are right.

        A fix at the defect is right when it alone, or all fixes there together, give what was
        meant, white space at line ends aside. One elsewhere is wrong, unless the line has it
        without the defect.

        Args:
            before: fixes on the line as it was meant.
            after: fixes on the line with its defect.
        """
        at_place = [fix for fix in after if any(self._touches(edit) for edit in fix.edits)]
        together = self._gives([edit for fix in at_place for edit in fix.edits])
        known = {_anchored(fix, self.repaired, end) for fix in before for end in (False, True)}
        text = self.plant.text
        return [
            (fix, together or self._gives(fix.edits)) if fix in at_place else (fix, False)
            for fix in after
            if fix in at_place
            or _anchored(fix, text, fix.span.start >= self.place.end) not in known
        ]

    def _touches(self, edit: Edit) -> bool:
        if edit.span and self.place:
            return edit.span.overlaps(self.place)
        return _meet(edit.span, self.place)

    def _gives(self, edits: Iterable[Edit]) -> bool:
        """Tell whether edits make of the line what was meant."""
        chosen = sorted(edits, key=lambda edit: edit.span)
        if any(one.span.end > two.span.start for one, two in pairwise(chosen)):
            return False
        text = self.plant.text
        made = applied(text, Span(0, len(text)), [(edit.span, edit.new) for edit in chosen])
        return _loose(made) == _loose(self.repaired)


def _loose(text: str) -> str:
    return _LINE_END.sub("\n", text.strip())


def _anchored(fix: Fix, text: str, from_end: bool) -> tuple[tuple[int, str, str], ...]:
    """Return the edits of a fix with their distance from the start or the end of a text."""
    size = len(text) if from_end else 0
    return tuple((edit.span.start - size, edit.old, edit.new) for edit in fix.edits)


def _findings(scanner: Scanner, rule: Rule, texts: Sequence[str]) -> Iterator[list[Fix]]:
    """Yield the fixes of a rule in each text."""
    documents = [_document(text + "\n") for text in texts]
    for document, candidates in zip(documents, scanner.scan(documents), strict=True):
        found: Iterable[Finding] = rule.find(document, candidates[0]) if candidates else ()
        yield [finding.fix for finding in found if finding.fix]


def batches(pages: Iterable[Labelled]) -> Iterator[list[Labelled]]:
    """Yield pages until they hold a batch."""
    batch: list[Labelled] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def verdict(page: Labelled, code: str, fix: Fix) -> bool | None:
    """Tell whether a fix does what the labels ask, or None when nobody knows."""
    edits = [edit for edit in fix.edits if edit.new != edit.old]
    verdicts = {_agrees(page, [edit]) for edit in edits}
    if verdicts == {True} or _agrees(page, edits):
        return True
    if False not in verdicts:
        return None
    if code == "PUN001":
        return _width_is_right(page, edits)
    return False


def _width_is_right(page: Labelled, edits: Sequence[Edit]) -> bool:
    """Tell whether full-width marks stand in the truth, whatever else was misread beside them."""
    touched = [_touched(page, edit) for edit in edits]
    if not any(touched):
        return False
    return all(
        any(mark in reading for label in labels for reading in label.readings for mark in WIDE)
        for labels in touched
        if labels
    )


def _agrees(page: Labelled, edits: Sequence[Edit]) -> bool | None:
    """Compare edits with each label they touch, and with all of them together."""
    touched = in_order({label for edit in edits for label in _touched(page, edit)})
    if not touched:
        return False
    spans = [edit.span for edit in edits] + [label.span for label in touched]
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    made = applied(page.text, whole, [(edit.span, edit.new) for edit in edits])
    for label in touched:
        for reading in label.readings:
            if made == applied(page.text, whole, [(label.span, reading)]):
                return True
    if all(label.readings for label in touched):
        together = [(label.span, label.readings[0]) for label in touched]
        return made == applied(page.text, whole, together)
    return None


def _touched(page: Labelled, edit: Edit) -> list[Label]:
    """Return the labels that an edit overlaps, or meets when one of the two is empty."""
    return [
        label
        for label in page.labels
        if edit.span.overlaps(label.span)
        or (not (edit.span and label.span) and _meet(edit.span, label.span))
    ]


def _meet(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def applied(text: str, whole: Span, changes: Iterable[tuple[Span, str]]) -> str:
    parts: list[str] = []
    position = whole.start
    for span, new in changes:
        parts += [text[position : span.start], new]
        position = max(position, span.end)
    return "".join([*parts, text[position : whole.end]])


def _context(page: Labelled, fix: Fix) -> str:
    span = fix.span
    left = page.text[max(0, span.start - 18) : span.start]
    right = page.text[span.end : span.end + 18]
    new = applied(page.text, span, [(edit.span, edit.new) for edit in fix.edits])
    shown = f"{left}⟦{span.of(page.text)}→{new}⟧{right}".replace("\n", "⏎")
    return f"{page.id} {shown}".strip()


def _document(text: str) -> Document:
    return Document(Source("page.txt", "utf-8", b"", "", len(text)), *fold(text))


def measured(tally: Tally, code: str, safety: Safety) -> Measured | None:
    """Return what the confidence file says of a rule's fixes, None without a labelled hit."""
    n, wrong = tally.total(code, safety, (*REAL, "planted"))
    if not n:
        return None
    million = {source: f"{count / 1e6:.1f} M" for source, count in tally.characters.items()}
    data = f"seeds, OCR pages, {million['clean']} characters of clean news"
    result = Measured(n, wrong, lower_bound(n, wrong), f"{data}, planted defects")
    n, wrong = tally.total(code, safety, REAL)
    real_places = tally.total(code, safety, ("seeds", "ocr"))[0]
    if real_places >= FEWEST_LABELLED and lower_bound(n, wrong) < result.lower:
        return Measured(n, wrong, lower_bound(n, wrong), data)
    return result
