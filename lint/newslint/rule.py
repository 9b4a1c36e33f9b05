"""What a rule is: its declaration, the page it reads, the findings it yields.

A rule is one decorated function over candidate places. The engine finds the places for all
rules in one pass over a batch of documents (`Places`: a vectorised predicate; `Words`: one
tree for all lists) and calls the function once for each document that has any.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from math import inf
from typing import TypeVar, cast

import numpy as np
import regex

from newslint.errors import RuleError
from newslint.text.blocks import Block
from newslint.text.charclass import Class, Classes, Codes, Offsets
from newslint.text.contract import Contract, comparable
from newslint.text.document import Document
from newslint.text.edit import Edit, Fix, Safety
from newslint.text.measures import Matter, percentile
from newslint.text.span import Span

FEWEST_LABELLED = 59
"""With fewer labelled hits a lower 95 % bound of 0.95 is out of reach even with none wrong."""

CONTEXT = 12
"""Code points of the same line on each side of a finding that make its key."""


class Level(IntEnum):
    """How much a finding weighs; INFO never fails a run."""

    INFO = 0
    WARNING = 1
    ERROR = 2

    @property
    def label(self) -> str:
        """Return the word used in reports."""
        return self.name.lower()


class Stage(IntEnum):
    """When a rule reads the text: later stages see what earlier ones repaired."""

    BYTES = 0
    LAYOUT = 1
    CHARACTERS = 2
    WORDS = 3
    REPETITION = 4
    VERDICT = 5
    CORPUS = 6


Found = TypeVar("Found")


@dataclass(frozen=True)
class Batch:
    """Documents joined by the sentinel, with the code points and classes of the joined text.

    Args:
        text: the joined text.
        codes: its code points, shape (len(text),).
        classes: their class bits, same shape.
        documents: the documents in order.
        starts: the offset of each document in the joined text, shape (len(documents),). A
            document too long for one batch comes as overlapping windows; then its start may be
            negative and its end beyond the text, and what is found in the overlap is dropped.
    """

    text: str
    codes: Codes
    classes: Classes
    documents: tuple[Document, ...]
    starts: Offsets

    @property
    def ends(self) -> Offsets:
        """Return the offset behind the last code point of each document."""
        sizes = [len(document.text) for document in self.documents]
        return self.starts + np.array(sizes, dtype=np.int64)

    @cached_property
    def newlines_before(self) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        """Return how many line ends stand before each offset, shape (len(text) + 1,)."""
        counts = np.zeros(len(self.codes) + 1, dtype=np.int32)
        np.cumsum(self.has(Class.NEWLINE), dtype=np.int32, out=counts[1:])
        return counts

    def has(self, flags: Class) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return for every code point whether it is of one of the classes."""
        known: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = self._masks.get(int(flags))
        if known is None:
            known = (self.classes & np.uint16(flags)) != 0
            self._masks[int(flags)] = known
        return known

    def at(self, flags: Class) -> Offsets:
        """Return the offsets of the code points of one of the classes, ascending."""
        return np.flatnonzero(self.has(flags))

    def runs(self, flags: Class) -> tuple[Offsets, Offsets]:
        """Return starts and ends of the maximal runs of code points of one of the classes."""
        mask = self.has(flags)
        edges = np.flatnonzero(np.diff(mask.view(np.int8), prepend=np.int8(0), append=np.int8(0)))
        return edges[::2], edges[1::2]

    def hashes(self, starts: Offsets, ends: Offsets) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        """Return a hash of each span that depends only on its comparable form.

        Equal for spans whose texts agree once white space is left out and full-width forms are
        taken as ASCII; callers compare the texts of equal hashes. The spans must be ascending
        and apart from each other. Memory is bounded by WINDOW and the longest span.
        """
        hashes = np.empty(len(starts), dtype=np.uint64)
        first = 0
        while first < len(starts):
            last = int(np.searchsorted(ends, starts[first] + WINDOW, side="right"))
            last = max(last, first + 1)
            hashes[first:last] = self._window_hashes(starts[first:last], ends[first:last])
            first = last
        return hashes

    def _window_hashes(
        self, starts: Offsets, ends: Offsets
    ) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        """Return the hashes of spans that lie close together.

        A span's hash is the polynomial of its code points in an odd base modulo 2**64; the base
        has an inverse, which moves every span to power zero.
        """
        left, right = int(starts[0]), int(ends[-1])
        solid = ~self.has(Class.SPACE | Class.NEWLINE)[left:right]
        places = np.zeros(right - left + 1, dtype=np.int64)
        np.cumsum(solid, out=places[1:])
        codes = self.codes[left:right][solid].astype(np.uint64)
        wide = (codes >= 0xFF01) & (codes <= 0xFF5E)
        codes[wide] -= np.uint64(0xFEE0)
        powers, inverses = _powers(len(codes))
        terms = (codes * np.uint64(_MIX) ^ (codes << np.uint64(7))) * powers
        sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum(terms, out=sums[1:])
        begin, end = places[starts - left], places[ends - left]
        hashes: np.ndarray[tuple[int], np.dtype[np.uint64]] = (sums[end] - sums[begin]) * inverses[
            begin
        ]
        return hashes

    def once(self, find: Callable[[Batch], Found]) -> Found:
        """Return what a function says of this batch, asked once however many rules want it."""
        if find not in self._answers:
            self._answers[find] = find(self)
        return cast(Found, self._answers[find])

    @cached_property
    def _answers(self) -> dict[Callable[[Batch], object], object]:
        return {}

    @cached_property
    def _masks(self) -> dict[int, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
        return {}


_BASE = 0x9E3779B97F4A7C15
_MIX = 0xBF58476D1CE4E5B9
WINDOW = 1 << 18
"""Spans are hashed together over this many code points."""


def _powers(
    size: int,
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.uint64]], np.ndarray[tuple[int], np.dtype[np.uint64]]
]:
    """Return the powers of the base and of its inverse, 0 to size - 1 and 0 to size."""
    if size <= WINDOW:
        powers, inverses = _window_powers()
        return powers[:size], inverses[: size + 1]
    return _make_powers(size)


@cache
def _window_powers() -> tuple[
    np.ndarray[tuple[int], np.dtype[np.uint64]], np.ndarray[tuple[int], np.dtype[np.uint64]]
]:
    return _make_powers(WINDOW)


def _make_powers(
    size: int,
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.uint64]], np.ndarray[tuple[int], np.dtype[np.uint64]]
]:
    powers = np.full(max(size, 1), _BASE, dtype=np.uint64)
    powers[0] = 1
    inverses = np.full(size + 1, pow(_BASE, -1, 1 << 64), dtype=np.uint64)
    inverses[0] = 1
    np.cumprod(powers, out=powers)
    np.cumprod(inverses, out=inverses)
    return powers, inverses


Finder = Callable[[Batch], tuple[Offsets, Offsets]]


@dataclass(frozen=True, slots=True)
class Places:
    """Candidates are the spans whose starts and ends a vectorised predicate returns, ascending."""

    find: Finder


Fits = Callable[[Batch, Offsets, Offsets], np.ndarray[tuple[int], np.dtype[np.bool_]]]


@dataclass(frozen=True, slots=True)
class Words:
    """Candidates are all occurrences, overlapping ones too, of the words that `load` returns.

    Args:
        load: returns the words.
        fits: tells of each occurrence, by its start and end, whether what stands near it lets it
            be a candidate, which a few code points on each side decide; None for all.
    """

    load: Callable[[], Sequence[str]]
    fits: Fits | None = None


@dataclass(frozen=True, slots=True)
class RepeatedLines:
    """Candidates are the lines whose comparable form stood in the same document before.

    Lines of fewer than `shortest` code points are left out.
    """

    shortest: int


@dataclass(frozen=True, slots=True)
class EachDocument:
    """The one candidate is the whole document; an empty one has none."""


class Relation(Enum):
    """How one document stands to another."""

    SAME = "the same text"
    NEAR = "nearly the same text"
    PASSAGE = "a passage in common"


@dataclass(frozen=True, slots=True)
class Across:
    """No page has a candidate: documents that stand in a relation to others do.

    The candidates are the whole text of a document that is one too many, or each passage it
    shares.
    """

    relation: Relation


Trigger = Places | Words | RepeatedLines | EachDocument | Across


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something a finding rests on: a label, a value, and the place where it stands if any."""

    label: str
    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect at a place of one revision.

    Args:
        rule: the rule's code.
        name: the rule's name.
        version: the rule's version.
        level: how much it weighs.
        span: where it is, in code points of the revision.
        message: what is wrong, in one line.
        key: stays the same when lines are added elsewhere: hash of rule, text and context.
        evidence: what it rests on.
        fix: the repair, if there is one.
        candidates: possible readings, best first, when there are several.
        tag: it says what a part of the page is and is no defect.
    """

    rule: str
    name: str
    version: int
    level: Level
    span: Span
    message: str
    key: str
    evidence: tuple[Evidence, ...] = ()
    fix: Fix | None = None
    candidates: tuple[str, ...] = ()
    tag: bool = False

    @property
    def safety(self) -> Safety:
        """Return the safety of its fix, SHOW without one."""
        return self.fix.safety if self.fix else Safety.SHOW


@dataclass(frozen=True, slots=True)
class Measured:
    """Labelled hits of a rule's fixes.

    Args:
        n: labelled hits.
        wrong: hits whose fix was wrong.
        lower: lower bound of the one-sided 95 % interval of the share of right fixes.
        data: what was labelled.
    """

    n: int
    wrong: int
    lower: float
    data: str


@dataclass(frozen=True, slots=True)
class Example:
    """One line of a rule's page that is a test.

    Args:
        text: the text to check.
        expected: what must be found: span, replacement (None: no fix), safety.
        section: heading it stands under.
        miss: it is known not to work yet, and the test fails once it does.
        options: options of the rule that it needs, by field, each a word.
    """

    text: str
    expected: tuple[tuple[Span, str | None, Safety], ...]
    section: str
    miss: bool = False
    options: tuple[tuple[str, str], ...] = ()


Check = Callable[["Page", Sequence[Span]], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of one story, and the limit beyond which the story fails.

    Args:
        name: what is counted, in the words of a report.
        value: counts it; a pure function.
        limit: the rule's option that holds the limit.
        quantiles: returns the 101 quantiles of clean news, ascending.
        least: whether the limit is the least that passes; else it is the most.
    """

    name: str
    value: Callable[[Matter], float]
    limit: str
    quantiles: Callable[[], Sequence[float]]
    least: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of each whole story: it fails when one of the measures does.

    Args:
        measures: at least one.
        exempt: tells which stories pass whatever was measured.
    """

    measures: tuple[Measure, ...]
    exempt: Callable[[Matter], bool] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule's verdict on one story rests on.

    Args:
        rule: the rule's code.
        name: the rule's name.
        measure: what was counted; of several measures, the one nearest to or farthest beyond
            its limit.
        value: the number.
        threshold: the limit.
        percentile: how many stories of clean news in a hundred have a smaller number.
        passed: whether the story is within the limit, or exempt.
    """

    rule: str
    name: str
    measure: str
    value: float
    threshold: float
    percentile: int
    passed: bool


@dataclass(frozen=True)
class Rule:
    """A rule's declaration; the function's docstring is its page.

    Args:
        code: family letters and number, never reused.
        name: names the defect and reads well after "allow ...".
        version: goes up whenever the rule may answer differently.
        level: default level of its findings.
        stage: when it reads the text.
        trigger: how its candidate places are found.
        contract: name of the contract its safest fixes hold, empty when it never fixes.
        check: the function.
        options: default options, a frozen dataclass, or None.
        measured: labelled hits by safety label.
        default: whether it runs unless it is left out; else it runs only when selected.
        tags: its findings say what a part of the page is and are no defects.
        verdict: what it measures of each story, for a rule that judges whole stories.
    """

    code: str
    name: str
    version: int
    level: Level
    stage: Stage
    trigger: Trigger
    contract: str
    check: Check
    options: object | None = None
    measured: Mapping[str, Measured] = field(default_factory=dict)
    default: bool = True
    tags: bool = False
    verdict: Verdict | None = None

    @property
    def family(self) -> str:
        """Return the family letters of the code."""
        return self.code.rstrip("0123456789")

    @property
    def page(self) -> str:
        """Return the documentation page: the function's docstring, without indentation."""
        return inspect.getdoc(self.check) or ""

    @property
    def summary(self) -> str:
        """Return the first line of the page."""
        return self.page.partition("\n")[0]

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """Return the bracketed lines of the page as tests."""
        return tuple(_examples(self.page))

    def for_example(self, example: Example) -> Rule:
        """Return the rule with the options that one of its examples needs."""
        if not example.options or self.options is None:
            return self
        options: object = replace(self.options, **dict(example.options))  # type: ignore[type-var]
        return replace(self, options=options)

    def find(self, document: Document, places: Sequence[Span]) -> Iterator[Finding]:
        """Yield the findings at the candidate places of one document."""
        return self.check(Page(document, self), places)

    def judge(self, matter: Matter) -> Judgement | None:
        """Return the judgement on one story, None when the rule has no verdict."""
        if self.verdict is None:
            return None
        measures, limits = self.verdict.measures, self._limits
        measure, threshold = measures[0], limits[0]
        value = measure.value(matter)
        beyond = _excess(value, threshold, least=measure.least)
        for other, limit in zip(measures[1:], limits[1:], strict=True):
            number = other.value(matter)
            excess = _excess(number, limit, least=other.least)
            if excess > beyond:
                beyond, value, threshold, measure = excess, number, limit, other
        passed = beyond <= 1
        if not passed and self.verdict.exempt is not None:
            passed = self.verdict.exempt(matter)
        return Judgement(
            self.code,
            self.name,
            measure.name,
            round(value, 4),
            threshold,
            percentile(measure.quantiles(), value),
            passed,
        )

    def within(self, matter: Matter) -> bool:
        """Tell whether a story is within all limits of the rule's verdict, whatever it is."""
        if self.verdict is None:
            return True
        for measure, limit in zip(self.verdict.measures, self._limits, strict=True):
            value = measure.value(matter)
            if value < limit if measure.least else value > limit:
                return False
        return True

    @cached_property
    def _limits(self) -> tuple[float, ...]:
        """Return the limit of each measure."""
        measures = self.verdict.measures if self.verdict else ()
        return tuple(float(getattr(self.options, measure.limit)) for measure in measures)


def _excess(value: float, limit: float, *, least: bool) -> float:
    """Return how far a value is on the way to its limit; 1 is there."""
    if value == limit:
        return 1.0
    over, under = (limit, value) if least else (value, limit)
    return over / under if under > 0 else inf


def rule(
    *,
    code: str,
    name: str,
    level: Level,
    stage: Stage,
    trigger: Trigger,
    contract: str = "",
    version: int = 1,
    options: object | None = None,
    default: bool = True,
    tags: bool = False,
    verdict: Verdict | None = None,
) -> Callable[[Check], Rule]:
    """Turn a function over candidate places into a rule."""

    def declare(check: Check) -> Rule:
        return Rule(
            code,
            name,
            version,
            level,
            stage,
            trigger,
            contract,
            check,
            options,
            default=default,
            tags=tags,
            verdict=verdict,
        )

    return declare


@dataclass(frozen=True, slots=True)
class Page:
    """One revision of a document as one rule reads it."""

    document: Document
    rule: Rule

    @property
    def text(self) -> str:
        """Return the text."""
        return self.document.text

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the typed pieces of the text."""
        return self.document.blocks

    def edit(self, span: Span, new: str) -> Edit:
        """Return the edit that writes `new` at a span."""
        return Edit(span, span.of(self.text), new)

    def fix(self, *edits: Edit, safety: Safety, contract: Contract) -> Fix:
        """Return a fix, no surer than what was measured of the rule allows.

        A safe fix needs FEWEST_LABELLED labelled hits unless its contract proves it.
        """
        measured = self.rule.measured.get(safety.label)
        if measured is not None and measured.n >= FEWEST_LABELLED:
            return Fix(edits, safety, measured.lower, contract)
        if contract.proves and safety is Safety.SAFE:
            return Fix(edits, safety, 1.0, contract)
        lower = measured.lower if measured else 0.0
        return Fix(edits, min(safety, Safety.ASK), lower, contract)

    def finding(
        self,
        span: Span,
        message: str,
        *,
        fix: Fix | None = None,
        candidates: Sequence[str] = (),
        evidence: Sequence[Evidence] = (),
    ) -> Finding:
        """Return a finding of this page's rule."""
        rule = self.rule
        return Finding(
            rule.code,
            rule.name,
            rule.version,
            rule.level,
            span,
            message,
            _key(rule.code, self.text, span),
            tuple(evidence),
            fix,
            tuple(candidates),
            rule.tags,
        )

    def failures(self) -> Iterator[Finding]:
        """Yield a finding for each story that the rule's verdict fails, at its first block."""
        for matter in self.document.matters:
            if self.rule.within(matter):
                continue
            judgement = self.rule.judge(matter)
            if judgement is None or judgement.passed:
                continue
            side = "under" if judgement.value < judgement.threshold else "over"
            yield self.finding(
                matter.blocks[0].content,
                f"{judgement.measure} {judgement.value:g}, {side} the limit of "
                f"{judgement.threshold:g}",
                evidence=[
                    Evidence("value", f"{judgement.value:g}"),
                    Evidence("threshold", f"{judgement.threshold:g}"),
                    Evidence("percentile", str(judgement.percentile)),
                ],
            )


def _key(code: str, text: str, span: Span) -> str:
    """Return a fingerprint of a finding that does not depend on where in the file it stands."""
    reach = CONTEXT * 3
    line_before = text[max(0, span.start - reach) : span.start].rpartition("\n")[2]
    line_after = text[span.end : span.end + reach].partition("\n")[0]
    before, after = comparable(line_before)[-CONTEXT:], comparable(line_after)[:CONTEXT]
    parts = (code, comparable(span.of(text)), before, after)
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=8).hexdigest()


@dataclass(frozen=True)
class Pack:
    """Rules that one package offers through the entry-point group `newslint.rules`."""

    name: str
    version: str
    rules: tuple[Rule, ...]
    confidence: Traversable | None = None

    def measured(self) -> tuple[Rule, ...]:
        """Return the rules with the labelled hits that stand in the pack's confidence file."""
        if self.confidence is None:
            return self.rules
        rows = json.loads(self.confidence.read_text(encoding="utf-8"))
        return tuple(
            replace(
                rule,
                measured={
                    safety: Measured(row["n"], row["wrong"], row["lower"], row["set"])
                    for safety, row in rows.get(rule.code, {}).items()
                },
            )
            for rule in self.rules
        )


SECTIONS = (
    "What it finds",
    "Why it matters",
    "When the fix is safe",
    "What it leaves alone",
    "Source",
)
"""Headings every rule page has, in this order."""

_BRACKETS = regex.compile(r"⟦([^⟦⟧]*)⟧")
_MISS = "(miss) "
_OPTION = regex.compile(r"\(option (\w+)=(\w+)\) ")


def _examples(page: str) -> Iterator[Example]:
    """Yield the examples of a page.

    An example is an indented line with ⟦…⟧ in it. ⟦old→new⟧ is repaired safely, ⟦old⇢new⟧ asks,
    ⟦old⟧ is only shown; under "What it leaves alone" a bracket marks what must stay silent.
    ⏎ stands for a line end, ␠ for a space that would not be seen. A line that starts with
    "(miss)" is a known failure; "(option spacing=none)" in front sets an option of the rule.
    ║ stands between the documents of a rule that looks across several.
    """
    section = ""
    for line in page.splitlines():
        if line.strip() in SECTIONS:
            section = line.strip()
        if line.startswith("    ") and "⟦" in line:
            yield parse_example(line.strip(), section)


def parse_example(line: str, section: str = "") -> Example:
    """Return the example that one bracketed line stands for, under a heading of a page."""
    options = []
    while option := _OPTION.match(line):
        options.append((option[1], option[2]))
        line = line[option.end() :]
    miss = line.startswith(_MISS)
    silent = section == "What it leaves alone"
    text: list[str] = []
    expected: list[tuple[Span, str | None, Safety]] = []
    position = length = 0
    line = line.removeprefix(_MISS).replace("⏎", "\n").replace("␠", " ")
    for bracket in _BRACKETS.finditer(line):
        old, new, safety = _bracket(bracket[1])
        text += [line[position : bracket.start()], old]
        length += bracket.start() - position
        if not silent:
            expected.append((Span(length, length + len(old)), new, safety))
        length += len(old)
        position = bracket.end()
    text.append(line[position:])
    return Example("".join(text), tuple(expected), section, miss, tuple(options))


def _bracket(inside: str) -> tuple[str, str | None, Safety]:
    for arrow, safety in (("→", Safety.SAFE), ("⇢", Safety.ASK)):
        old, found, new = inside.partition(arrow)
        if found:
            return old, new, safety
    return inside, None, Safety.SHOW


def load_packs() -> tuple[Rule, ...]:
    """Return the rules of all installed packs, ordered by code.

    Raises RuleError when two packs claim the same code.
    """
    from importlib.metadata import entry_points

    rules: dict[str, Rule] = {}
    for entry in entry_points(group="newslint.rules"):
        pack: Pack = entry.load()
        for one in pack.measured():
            if one.code in rules:
                raise RuleError(
                    f"two rule packs claim {one.code}",
                    where=entry.name,
                    todo="uninstall one of them",
                )
            rules[one.code] = one
    return tuple(rules[code] for code in sorted(rules))
