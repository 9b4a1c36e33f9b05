"""Measures how often the fixes of each rule are right, and writes confidence.json.

    python benchmarks/confidence.py --lm DIR --ocr DIR [--write]

Labelled hits come from four sources, none counted twice at the same place:
seeds    gold rows of the seed pages; a hit beside all of them is wrong.
ocr      real OCR pages with their truth; so here. The rows of OCR001 whose source is ocr-dev
         were found on these pages: what they hit there is no independent evidence.
planted  defects put into edited news, judged for the rule they were made for.
clean    edited news as it is, 6 to 12 paragraphs a page: every hit is wrong.

Edited news has slips of its own. Hits on them that were read and found right are listed in READ;
half-width marks of the news are not counted, unless they stand between ASCII characters, and 30
of them are printed to be read.
The bound is the one-sided 95 % Clopper-Pearson bound of all sources together, or of those that
are real (seeds, ocr, clean) when seeds and OCR pages hold 59 hits and it is lower.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
import regex
import zstandard
from ahocorasick_rs import AhoCorasick

from newslint.model.lexicon import LONGEST, known, word_after
from newslint.pipeline.scan import Scanner
from newslint.rule import FEWEST_LABELLED, Measured, Rule, load_packs
from newslint.text.document import Document, Source
from newslint.text.edit import Edit, Fix, Safety
from newslint.text.marks import ends_sentence
from newslint.text.newlines import fold
from newslint.text.span import Span
from newslint.text.width import to_half
from newslint_rules.duplicate._doubling import table as doubled_words
from newslint_rules.ocr.confused_word import confusions

ROOT = Path(__file__).resolve().parent.parent
CONFIDENCE = ROOT / "rules" / "newslint_rules" / "confidence.json"
SAMPLED = 4_200_000
"""Characters of train read as they are."""

PLANTED = 1_200_000
"""Characters of train that defects are planted in, beside dev."""

BATCH = 1_000_000
READ = """
03f36474 101608fd 104a20b9 132645cf 135e302c 142413c6 1a79ebd2 1c871d16 22d5f0cb 250bb70d 26a189b3
2a89d54b 2d096788 2e4182a0 2f84abe8 31b0d91e 31d1f1f3 335961eb 35dcc1e9 366d8026 39764d0e 3c71ff10
3d2dc0e1 41b7e3f0 4ad7017a 4c16bc5a 5063a34c 55d313ee 57dcee64 5e964164 62f1b930 64b14017 65247055
65575ca1 667808be 6819f1f9 6aa3ea87 6b8017e2 6e96663f 7855909a 788928f2 7bbb706f 7c2cd49c 834f47c5
83e7c556 85e8efbc 894d5989 897c154a 8c8d6d9d 8e66378d 8fd0ea6a 92e82807 986d8312 998cff09 99b7c307
9a9723e4 9becdf60 9d9c792c a10285e3 a26892b8 a8503fd7 a988a374 aa938392 aaede510 ab957d20 ae92c50b
aecc59f0 afb19a36 b1e3d81b b2883d95 baab94c0 bb72c765 bbdeb9f7 c11bf813 c1a0eb87 c212afa2 c81db32e
ca2f991f ca975585 cb1a6f20 cf231479 cf8a7656 d2bd4796 d41ed824 d5be249e d5f15741 d74cb9e5 d7fba1b1
d89fb034 d94beb5b da48ce23 dbda2039 dcc6b2f6 ddb9c4dc e02f2abe e0883d22 e70bd34c ec0107e0 ed7763fc
ee2c2e06 f292c1de f36b94c1 f58e17f1 f925574b ff94b736
"""
"""First halves of the keys of hits on news that were read: the fix repairs a slip of the news.

They belong to seed 0; all other hits beside a planted defect count as wrong.
"""

REAL = ("seeds", "ocr", "clean")


@dataclass(frozen=True, slots=True)
class Label:
    """A place that should read otherwise: as one of the readings (none: not known how)."""

    span: Span
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page with the places that should read otherwise.

    Args:
        id: name of a real page; empty for pages made of news, whose places recur in other pages.
        text: the page.
        labels: in order of place.
        source: one of the four sources.
        code: the only rule judged on it; empty: all are.
    """

    id: str
    text: str
    labels: tuple[Label, ...]
    source: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A fix of a rule; `right` is None when nobody knows."""

    code: str
    safety: Safety
    source: str
    right: bool | None
    context: str


# Reading.


def lines_of(path: Path, wanted: int | None, rng: random.Random) -> list[str]:
    """Return lines of a .zst text: all in order, or as many random ones as hold some characters."""
    with path.open("rb") as stream:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(stream)
        data = reader.read()
    if wanted is None:
        return data.decode().splitlines()
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n")).tolist()
    order = list(range(1, len(ends)))
    rng.shuffle(order)
    lines: list[str] = []
    for number in order:
        if wanted <= 0:
            break
        lines.append(data[ends[number - 1] + 1 : ends[number]].decode())
        wanted -= len(lines[-1])
    return lines


_NOTED = regex.compile(
    r"[。！？…](?:[”’）]*[（(][^（）()]{1,30}[）)]|[^。！？…，]{0,12}(?:摄|新华社发(?:（.{2,9}）)?))$"
)


def whole(line: str) -> bool:
    """Tell whether a line is a paragraph to its end, not cut by those who made the corpus.

    It ends with a final mark, or with a note in brackets or a photographer behind one.
    """
    return ends_sentence(line) or bool(_NOTED.search(line))


def seed_pages(gold: Path, seeds: Path) -> Iterator[Labelled]:
    """Yield the seed pages with their gold rows; layout notes (certainty 4, no fix) are none."""
    labels: defaultdict[str, list[Label]] = defaultdict(list)
    for line in (gold / "seeds.gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        readings = [one for one in (row["fix"], *(row.get("alt") or ())) if one is not None]
        if readings or row["certainty"] < 4:
            span = Span(row["start"], row["end"])
            labels[row["file"]].append(Label(span, tuple(readings)))
    for name, rows in sorted(labels.items()):
        text = fold((seeds / name).read_text("utf-8"))[0]
        yield Labelled(name, text, _sorted(rows), "seeds")


def ocr_pages(folder: Path) -> Iterator[Labelled]:
    """Yield the OCR pages with the differences from their truth."""
    labels: defaultdict[str, list[Label]] = defaultdict(list)
    for line in (folder / "dev.gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        labels[row["doc"]] += _parted(row["start"], row["ocr_text"], row["true_text"])
    for line in (folder / "dev.docs.jsonl").read_text("utf-8").splitlines():
        page = json.loads(line)
        yield Labelled(page["doc"], page["text"] + "\n", _sorted(labels[page["doc"]]), "ocr")


def _parted(start: int, old: str, new: str) -> Iterator[Label]:
    r"""Yield the labels of a difference; a break that the truth has not stands by itself."""
    if "\n" not in old or "\n" in new:
        yield Label(Span(start, start + len(old)), (new,))
        return
    first, last = old.index("\n"), old.rindex("\n") + 1
    yield Label(Span(start + first, start + last), ("",))
    if first:
        yield Label(Span(start, start + first), (new,))
    if last < len(old):
        yield Label(Span(start + last, start + len(old)), ("",) if first else (new,))


def _sorted(labels: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(sorted(labels, key=lambda label: label.span))


# Planting.


@dataclass(frozen=True, slots=True)
class Plant:
    """A defect to be: what stands at a place, what shall, and what repairs it."""

    span: Span
    new: str
    readings: tuple[str, ...]


Planter = Callable[[str, random.Random], Iterator[Plant]]
"""Yields defects for one line in any order; those that meet another are left out."""

_WIDE = "，：；！？（）。"
_JOINERS = ("以及", "和", "与", "及", "并", "而")
_COMPANIONS = ("与", "和", "同", "以", "用", "对", "跟")
_READ_AS_AND = {"和", "与", "及", "以及"}
_READ_AS_WITH = {"与", "和", "同", "跟"}
APART = 20
"""Code points between two defects of one line, so that each has clean neighbours."""


def halfwidth_marks(line: str, rng: random.Random) -> Iterator[Plant]:
    """Yield marks made half-width, one in five followed by a space; mostly whole pairs."""
    for at, char in enumerate(line):
        if char not in _WIDE or rng.random() > 0.2:
            continue
        if char in "（）":
            other = line.find("）", at) if char == "（" else -1
            if other > 0 and "（" not in line[at + 1 : other]:
                whole = Span(at, other + 1)
                inside = line[at + 1 : other]
                yield Plant(whole, f"({inside})", (whole.of(line),))
            continue
        half = "." if char == "。" else to_half(char)
        gap = " " if char != "。" and rng.random() < 0.2 and at + 1 < len(line) else ""
        yield Plant(Span(at, at + 1), half + gap, (char,))


def english_connectives(line: str, rng: random.Random) -> Iterator[Plant]:
    """Yield conjunctions and prepositions that stand as words of their own, made English."""
    for english, words, alike in (
        (" and ", _JOINERS, _READ_AS_AND),
        (" with ", _COMPANIONS, _READ_AS_WITH),
    ):
        for word in words:
            at = line.find(word)
            while at >= 0:
                if rng.random() < 0.3 and _stands_alone(line, at, len(word)):
                    readings = sorted(alike) if word in alike else [word]
                    yield Plant(Span(at, at + len(word)), english, tuple(readings))
                at = line.find(word, at + len(word))


def _stands_alone(line: str, at: int, size: int) -> bool:
    """Tell whether no longer word of the lexicon holds a part of the word, and Han is around."""
    if not _is_han(line[at - 1 : at]) or not _is_han(line[at + size : at + size + 1]):
        return False
    return not any(
        end - start > size and known(line[start:end])
        for start in range(max(0, at - LONGEST + 1), at + size)
        for end in range(max(start + 2, at + 1), min(len(line), start + LONGEST) + 1)
    )


def doubled_word(line: str, rng: random.Random) -> Iterator[Plant]:
    """Yield a word or a function character written twice, two words to one character."""
    functional = doubled_words().characters
    if rng.random() < 1 / 3:
        places = [at for at, char in enumerate(line) if char in functional]
        if places:
            at = rng.choice(places)
            yield Plant(Span(at + 1, at + 1), line[at], ("",))
        return
    words = list(_words(line))
    if words:
        span = rng.choice(words)
        yield Plant(Span(span.end, span.end), span.of(line), ("",))


def _words(line: str) -> Iterator[Span]:
    """Yield the words of a line, longest first from the left."""
    at = 0
    while at < len(line):
        word = word_after(line, at)
        if word is not None:
            yield Span(at, at + len(word.text))
        at += len(word.text) if word else 1


def column_breaks(line: str, rng: random.Random) -> Iterator[Plant]:
    """Yield a break at any place inside a paragraph, often close to its start or end."""
    if rng.random() < 0.4:
        return
    reach = 8 if rng.random() < 0.25 else len(line) - 1
    at = rng.randint(1, reach)
    if rng.random() < 0.5:
        at = len(line) - at
    if not line[at - 1].isspace() and not line[at].isspace():
        gap = rng.choices(("\n\n", "\n", "\n\n\n"), (8, 1, 1))[0]
        yield Plant(Span(at, at), gap, ("",))


def with_plants(line: str, plants: Iterable[Plant]) -> tuple[str, list[Label]]:
    """Return a line with defects, and their labels in it."""
    parts: list[str] = []
    labels: list[Label] = []
    position = size = 0
    for plant in sorted(plants, key=lambda plant: plant.span):
        if labels and plant.span.start < position + APART:
            continue
        parts += [line[position : plant.span.start], plant.new]
        size += plant.span.start - position
        labels.append(Label(Span(size, size + len(plant.new)), plant.readings))
        size += len(plant.new)
        position = plant.span.end
    return "".join([*parts, line[position:]]), labels


def planted_pages(
    lines: Sequence[str], code: str, planter: Planter, rng: random.Random
) -> Iterator[Labelled]:
    """Yield pages of lines with defects in them."""
    for group in groups(lines, rng):
        pieces = [with_plants(line, planter(line, rng)) for line in group]
        yield page_of(pieces, "planted", code)


def page_of(pieces: Sequence[tuple[str, Sequence[Label]]], source: str, code: str = "") -> Labelled:
    """Return a page of paragraphs with a blank line between them."""
    labels: list[Label] = []
    size = 0
    for text, own in pieces:
        labels += [Label(label.span.shifted(size), label.readings) for label in own]
        size += len(text) + 2
    return Labelled("", "\n\n".join(text for text, _ in pieces) + "\n", tuple(labels), source, code)


def groups(lines: Sequence[str], rng: random.Random) -> Iterator[Sequence[str]]:
    """Yield the lines in groups of 6 to 12."""
    rest = iter(lines)
    while group := list(islice(rest, rng.randint(6, 12))):
        yield group


def repeated_paragraphs(lines: Sequence[str], rng: random.Random) -> Iterator[Labelled]:
    """Yield pages with one paragraph twice, next to its original or further down."""
    for group in groups(lines, rng):
        first = rng.randrange(len(group))
        second = first + 1 if rng.random() < 0.5 else rng.randint(first + 1, len(group))
        before = "\n\n".join(group[:second])
        copy = "\n\n" + group[first]
        after = "".join("\n\n" + line for line in group[second:]) + "\n"
        label = Label(Span(len(before), len(before) + len(copy)), ("",))
        yield Labelled("", before + copy + after, (label,), "planted", "DUP001")


def untidy_pages(lines: Sequence[str], rng: random.Random) -> Iterator[Labelled]:
    """Yield pages with blank runs, white space at line ends and unfinished last lines."""
    gaps = ("\n\n\n", "\n\n\n\n", "  \n\n", "\n \n", "\n\n\n\n\n\n\n", "　\n\n", " \n \n")
    for group in groups(lines, rng):
        parts: list[str] = []
        labels: list[Label] = []
        size = 0
        for number, line in enumerate(group):
            last = number + 1 == len(group)
            gap, reading = ("", "\n") if last else (rng.choice(gaps), "\n\n")
            if rng.random() < 0.5:
                gap = reading
            size += len(line)
            if gap != reading:
                labels.append(Label(Span(size, size + len(gap)), (reading,)))
            parts += [line, gap]
            size += len(gap)
        yield Labelled("", "".join(parts), tuple(labels), "planted", "LAY005")


def confused_words(lines: Sequence[str], each: int, rng: random.Random) -> Iterator[Labelled]:
    """Yield pages with right words of the table made wrong, each in some random contexts."""
    rows = list(confusions().values())
    found: list[list[tuple[int, int]]] = [[] for _ in rows]
    automaton = AhoCorasick([row.right for row in rows])
    for number, line in enumerate(lines):
        for which, start, _ in automaton.find_matches_as_indexes(line, overlapping=True):
            found[which].append((number, start))
    plants: defaultdict[int, list[Plant]] = defaultdict(list)
    for row, places in zip(rows, found, strict=True):
        for number, start in rng.sample(places, min(each, len(places))):
            span = Span(start, start + len(row.right))
            plants[number].append(Plant(span, row.wrong, (row.right,)))
    chosen = sorted(plants)
    rng.shuffle(chosen)
    for group in groups([str(number) for number in chosen], rng):
        pieces = [with_plants(lines[int(number)], plants[int(number)]) for number in group]
        yield page_of(pieces, "planted", "OCR001")


# Judging.


@dataclass
class Tally:
    """Counts of hits by rule, safety and source, with the contexts of wrong and unknown ones."""

    counts: Counter[tuple[str, Safety, str, bool | None]] = field(default_factory=Counter)
    shown: defaultdict[tuple[str, Safety, str, bool | None], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    characters: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, str, Span | None]] = field(default_factory=set)
    read: frozenset[str] = frozenset(READ.split())

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

    def _read(self, page: Labelled, document: Document, rule: Rule, places: Sequence[Span]) -> None:
        for finding in rule.find(document, places):
            if finding.fix is None:
                continue
            place = (rule.code, page.id or finding.key, finding.span if page.id else None)
            if place in self.seen:
                continue
            self.seen.add(place)
            right = finding.key[:8] in self.read or verdict(page, rule.code, finding.fix)
            key = (rule.code, finding.fix.safety, page.source, right)
            self.counts[key] += 1
            if not right:
                self.shown[key].append(f"{finding.key} {_context(page, finding.fix)}")

    def total(self, code: str, safety: Safety, sources: Iterable[str]) -> tuple[int, int]:
        """Return how many hits are labelled, and how many of them are wrong."""
        wrong = right = 0
        for source in sources:
            wrong += self.counts[code, safety, source, False]
            right += self.counts[code, safety, source, True]
        return wrong + right, wrong


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


def _width_is_right(page: Labelled, edits: Sequence[Edit]) -> bool | None:
    """Tell whether full-width marks stand in the truth, whatever else was misread beside them."""
    touched = [_touched(page, edit) for edit in edits]
    if not any(touched):
        return False if all(_in_ascii(page.text, edit) for edit in edits) else None
    return all(
        any(mark in reading for label in labels for reading in label.readings for mark in _WIDE)
        for labels in touched
        if labels
    )


def _agrees(page: Labelled, edits: Sequence[Edit]) -> bool | None:
    """Compare edits with each label they touch, and with all of them together."""
    touched = _sorted({label for edit in edits for label in _touched(page, edit)})
    if not touched:
        return False
    spans = [edit.span for edit in edits] + [label.span for label in touched]
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    made = _applied(page.text, whole, [(edit.span, edit.new) for edit in edits])
    for label in touched:
        for reading in label.readings:
            if made == _applied(page.text, whole, [(label.span, reading)]):
                return True
    if all(label.readings for label in touched):
        together = [(label.span, label.readings[0]) for label in touched]
        return made == _applied(page.text, whole, together)
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


def _applied(text: str, whole: Span, changes: Iterable[tuple[Span, str]]) -> str:
    parts: list[str] = []
    position = whole.start
    for span, new in changes:
        parts += [text[position : span.start], new]
        position = max(position, span.end)
    return "".join([*parts, text[position : whole.end]])


def _in_ascii(text: str, edit: Edit) -> bool:
    """Tell whether ASCII stands on both sides of an edit, spaces left aside."""
    left = text[max(0, edit.span.start - 3) : edit.span.start].rstrip(" ")[-1:]
    right = text[edit.span.end : edit.span.end + 3].lstrip(" ")[:1]
    return bool(left and right) and (left + right).isascii()


def _context(page: Labelled, fix: Fix) -> str:
    span = fix.span
    left = page.text[max(0, span.start - 18) : span.start]
    right = page.text[span.end : span.end + 18]
    new = _applied(page.text, span, [(edit.span, edit.new) for edit in fix.edits])
    shown = f"{left}⟦{span.of(page.text)}→{new}⟧{right}".replace("\n", "⏎")
    return f"{page.id} {shown}".strip()


def _document(text: str) -> Document:
    return Document(Source("page.txt", "utf-8", b"", "", len(text)), *fold(text))


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


# The bound.


def lower_bound(n: int, wrong: int) -> float:
    """Return the one-sided 95 % Clopper-Pearson lower bound of the share of right hits.

    It is the share at which `wrong` or fewer wrong hits of n have probability 0.05; rounded down
    to four digits.
    """
    if wrong >= n:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(60):
        share = (low + high) / 2
        if _at_most(wrong, n, 1 - share) < 0.05:
            low = share
        else:
            high = share
    return math.floor(low * 10_000) / 10_000


def _at_most(wrong: int, n: int, share: float) -> float:
    """Return the probability of at most `wrong` of n with each of probability `share`."""
    if not 0 < share < 1:
        return float(share <= 0)
    logs = [
        math.lgamma(n + 1)
        - math.lgamma(k + 1)
        - math.lgamma(n - k + 1)
        + k * math.log(share)
        + (n - k) * math.log1p(-share)
        for k in range(wrong + 1)
    ]
    top = max(logs)
    return math.exp(top) * math.fsum(math.exp(one - top) for one in logs)


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


# The report.


def report(tally: Tally, codes: Sequence[str], shown: int) -> Iterator[str]:
    """Yield the lines of the table, then samples of wrong and unknown hits."""
    yield f"{'rule':8}{'safety':8}{'source':10}{'n':>8}{'wrong':>8}{'lower':>9}"
    for code in codes:
        for safety in (Safety.SAFE, Safety.ASK):
            row = measured(tally, code, safety)
            if row is None:
                continue
            for source in (*REAL, "planted"):
                n, wrong = tally.total(code, safety, (source,))
                if n:
                    bound = lower_bound(n, wrong)
                    yield f"{code:8}{safety.label:8}{source:10}{n:8}{wrong:8}{bound:9.4f}"
            yield f"{code:8}{safety.label:8}{'WRITTEN':10}{row.n:8}{row.wrong:8}{row.lower:9.4f}"
        if tally.planted[code]:
            hits = sum(tally.total(code, safety, ("planted",))[0] for safety in Safety)
            yield f"{code:8}planted {tally.planted[code]}, hits {hits}"
    for key, contexts in sorted(tally.shown.items(), key=str):
        code, safety, source, right = key
        limit = 30 if right is None else shown
        label = "unknown" if right is None else "wrong"
        yield f"\n{code} {safety.label} {source}: {len(contexts)} {label}"
        yield from random.Random(0).sample(contexts, min(limit, len(contexts)))


def measure(lm: Path, ocr: Path, gold: Path, seed: int) -> tuple[Tally, list[str]]:
    """Return the counts of all sources, and the codes of the rules."""
    surest = {one.label: Measured(10**6, 0, 1.0, "assumed") for one in (Safety.SAFE, Safety.ASK)}
    rules = [replace(rule, measured=surest) for rule in load_packs()]
    rng = random.Random(seed)
    dev = lines_of(lm / "dev.txt.zst", None, rng)
    train = lines_of(lm / "train.txt.zst", SAMPLED + PLANTED, rng)
    dev, train = [line for line in dev if whole(line)], [line for line in train if whole(line)]
    size = index = 0
    while size < PLANTED:
        size += len(train[index])
        index += 1
    lines = dev + train[:index]
    rng.shuffle(lines)
    tally = Tally()
    tally.add(seed_pages(gold, ROOT / "seeds"), rules)
    tally.add(ocr_pages(ocr), rules)
    for code, planter in (
        ("PUN001", halfwidth_marks),
        ("MIX001", english_connectives),
        ("DUP004", doubled_word),
        ("LAY001", column_breaks),
    ):
        tally.add(planted_pages(lines, code, planter, random.Random(f"{code} {seed}")), rules)
    tally.add(repeated_paragraphs(lines, random.Random(f"DUP001 {seed}")), rules)
    tally.add(untidy_pages(lines, random.Random(f"LAY005 {seed}")), rules)
    tally.add(confused_words(dev + train, 6, random.Random(f"OCR001 {seed}")), rules)
    clean = groups(dev + train[index:], random.Random(f"clean {seed}"))
    tally.add((page_of([(line, ()) for line in group], "clean") for group in clean), rules)
    return tally, [rule.code for rule in rules]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--lm", type=Path, required=True, help="holds train.txt.zst, dev.txt.zst")
    parser.add_argument("--ocr", type=Path, required=True, help="holds dev.docs.jsonl, dev.gold")
    parser.add_argument("--gold", type=Path, default=ROOT / "tests" / "gold")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="wrong hits to print of each kind")
    parser.add_argument("--write", action="store_true", help="write confidence.json")
    options = parser.parse_args()
    tally, codes = measure(options.lm, options.ocr, options.gold, options.seed)
    print("\n".join(report(tally, codes, options.show)))
    if options.write:
        rows: dict[str, dict[str, dict[str, object]]] = {}
        for code in codes:
            for safety in (Safety.SAFE, Safety.ASK):
                row = measured(tally, code, safety)
                if row is not None:
                    facts = {"n": row.n, "wrong": row.wrong, "lower": row.lower, "set": row.data}
                    rows.setdefault(code, {})[safety.label] = facts
        text = json.dumps(rows, ensure_ascii=False, indent=2, sort_keys=True)
        CONFIDENCE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
