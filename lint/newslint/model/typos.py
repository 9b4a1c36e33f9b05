"""Judges characters that may be misread: the classifier over features, and its thresholds."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import Final, TypeVar, cast

import numpy as np

from newslint.model.confusions import Confusions, confusions
from newslint.model.features import NAMES, Table, table
from newslint.model.ngrams import Model, Ngrams, load
from newslint.model.suspects import (
    CENTER,
    Flags,
    Heard,
    Numbers,
    Places,
    Suspects,
    doubts,
    heard,
    likeness,
    suspects,
)
from newslint.model.symbols import Stream, symbols_of_codes
from newslint.rule import Batch, Page, Rule
from newslint.rule import Places as Trigger
from newslint.text.blocks import Kind
from newslint.text.charclass import Class, Codes, Offsets, encode
from newslint.text.script import tongue_of
from newslint.text.span import Span

PRIOR: Final = 1 / 2000
"""Share of misread characters that probabilities are told for: that of printed news read by OCR
and repaired by its engine, between the seeds' 1 in 3,250 and the development pages' 1 in 140.
"""

RATES: Final = (5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
"""Clean characters to one false alarm that a calibration has thresholds for."""

SHOWN: Final = 5
"""Candidates that are told of a place."""

REMEMBERED: Final = 4_000_000
"""Code points of texts whose doubts are kept until their rules have read them."""

MOST_TEXTS: Final = 60_000
"""Texts that are judged together."""

Found = TypeVar("Found")

_MARKS = np.array([ord(mark) for mark in "“”‘’「」『』《》〈〉\"'"], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class MarkCalibration:
    """What tells wrong punctuation marks; see `newslint.model.wrong_marks`.

    Args:
        weights, bias: of the log odds that a comma ends a sentence.
        end: log odds from which a comma is wrong.
        swap: nats that another mark must gain in the place of any other.
    """

    weights: Numbers
    bias: float
    end: float
    swap: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns features into a decision.

    Args:
        weights: one for each of NAMES, shape (len(NAMES),).
        bias: added to the weighted sum; the sum is the log odds at the prior of the training.
        prior: share of misread characters in the training text.
        thresholds: log odds by the clean characters to one false alarm.
        recall: share of misread characters found and rightly corrected at each threshold, by
            the same key, as measured on held-out newspaper prose.
        model: digest of the n-gram model that it is made for.
        gaps: nats that a missing character must gain, by clean characters to one false alarm.
        marks: what tells wrong marks; None when none are told.
    """

    weights: Numbers
    bias: float
    prior: float
    thresholds: Mapping[int, float]
    recall: Mapping[int, float]
    model: str
    gaps: Mapping[int, float] = field(default_factory=dict)
    marks: MarkCalibration | None = None

    def odds(self, rows: Table) -> Numbers:
        """Return the log odds that the best candidate is right, shape (len(rows),)."""
        odds: Numbers = rows @ self.weights + np.float32(self.bias)
        return odds

    def probability(self, odds: float) -> float:
        """Return the probability for log odds, at PRIOR."""
        shift = np.log(PRIOR / (1 - PRIOR)) - np.log(self.prior / (1 - self.prior))
        return float(1 / (1 + np.exp(-(odds + shift))))

    def threshold(self, characters: int) -> float:
        """Return the log odds for one false alarm in so many clean characters, interpolated."""
        known = sorted(self.thresholds)
        return float(
            np.interp(np.log(characters), np.log(known), [self.thresholds[one] for one in known])
        )

    def expected(self, characters: int) -> float:
        """Return the recall to expect at one false alarm in so many clean characters."""
        known = sorted(self.recall)
        if not known:
            return 0.0
        return float(
            np.interp(np.log(characters), np.log(known), [self.recall[one] for one in known])
        )

    def to_json(self) -> str:
        """Return it as text."""
        body: dict[str, object] = {
            "weights": {
                name: round(float(weight), 5)
                for name, weight in zip(NAMES, self.weights, strict=True)
            },
            "bias": round(self.bias, 5),
            "prior": self.prior,
            "thresholds": {str(key): round(value, 4) for key, value in self.thresholds.items()},
            "recall": {str(key): round(value, 4) for key, value in self.recall.items()},
            "model": self.model,
            "gaps": {str(key): round(value, 4) for key, value in self.gaps.items()},
        }
        if self.marks is not None:
            weights = [round(float(weight), 5) for weight in self.marks.weights]
            numbers = [round(one, 4) for one in (self.marks.bias, self.marks.end, self.marks.swap)]
            body["marks"] = {"weights": weights, "bias, end, swap": numbers}
        return json.dumps(body, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        """Return what `to_json` wrote; raises KeyError or ValueError for anything else."""
        body = json.loads(text)
        weights = np.array([body["weights"][name] for name in NAMES], dtype=np.float32)
        return cls(
            weights,
            float(body["bias"]),
            float(body["prior"]),
            {int(key): float(value) for key, value in body["thresholds"].items()},
            {int(key): float(value) for key, value in body["recall"].items()},
            str(body["model"]),
            {int(key): float(value) for key, value in body["gaps"].items()},
            _marks_from(body["marks"]) if "marks" in body else None,
        )


def _marks_from(body: Mapping[str, Sequence[float]]) -> MarkCalibration:
    bias, end, swap = map(float, body["bias, end, swap"])
    return MarkCalibration(np.array(body["weights"], dtype=np.float32), bias, end, swap)


@dataclass(frozen=True, slots=True)
class Judged:
    """The best candidates of a stream, all of them, sure or not.

    Args:
        places: offset in the text of each place, ascending, shape (m,).
        texts: number of the text of each.
        odds: log odds that the best candidate is right, shape (m,).
        best: index of it among the candidates of the suspects, shape (m,).
        rows: the features, shape (m, len(NAMES)).
        suspects: what was found before.
    """

    places: Offsets
    texts: Places
    odds: Numbers
    best: Places
    rows: Table
    suspects: Suspects

    def candidates(self, at: int) -> list[tuple[str, float]]:
        """Return the candidates of a place, best first, each with its log odds among them."""
        some = self.suspects
        mine = np.arange(*np.searchsorted(some.owner, some.owner[self.best[at]] + np.arange(2)))
        score = some.gain[mine] + likeness(some.glyph[mine], some.ocr[mine])
        order = np.argsort(-score, kind="stable")[:SHOWN]
        top = float(score[order[0]])
        return [
            (chr(int(some.candidate[mine[one]])), float(self.odds[at] + score[one] - top))
            for one in order
        ]

    @property
    def read(self) -> Places:
        """Return the character that was read at each place."""
        rows = self.suspects.rows[self.suspects.owner[self.best]]
        return rows[:, CENTER].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Part:
    """Texts that are judged together.

    Args:
        codes: their code points, joined by a sentinel.
        stream: their symbols.
        heard: what the model says of them.
    """

    codes: Codes
    stream: Stream
    heard: Heard


Find = Callable[["Judge", Part], Iterator[tuple[int, int, Found]]]
"""Yields what is found in texts: the number of the text, the place in all codes, what it is."""


@dataclass(frozen=True, eq=False)
class Judge:
    """A model, a confusion table and a calibration, ready to judge text."""

    model: Model
    shapes: Confusions
    calibration: Calibration

    def hear(self, codes: Codes, starts: Offsets) -> Part:
        """Read texts that are joined by a sentinel.

        Args:
            codes: code points of the joined text.
            starts: offset of each text in it, ascending, MOST_TEXTS at most.
        """
        stream = symbols_of_codes(codes)
        text_of = np.maximum(np.searchsorted(starts, stream.places, side="right") - 1, 0)
        return Part(codes, stream, heard(self.model, stream.symbols, text_of))

    def judge(self, codes: Codes, starts: Offsets) -> Judged:
        """Judge texts that are joined by a sentinel; arguments as for `hear`."""
        return self.judged(self.hear(codes, starts))

    def judged(self, part: Part) -> Judged:
        """Judge texts that were read."""
        symbols, places, text_of = part.heard.symbols, part.stream.places, part.heard.text_of
        found = suspects(self.shapes, symbols, doubts(part.heard))
        best, rows = table(found, symbols, text_of, _beside_mark(part.codes, places))
        owner = found.owner[best]
        return Judged(
            places[found.doubts.places[owner]].astype(np.int64),
            found.doubts.texts[owner],
            self.calibration.odds(rows),
            best,
            rows,
            found,
        )

    def parts(self, batch: Batch) -> list[tuple[int, int, Part]]:
        """Read a batch; returns the first text and the offset of each part."""
        read: list[tuple[int, int, Part]] = []
        for first in range(0, len(batch.starts), MOST_TEXTS):
            starts = np.maximum(batch.starts[first : first + MOST_TEXTS], 0)
            last, left = first + len(starts), int(starts[0])
            stop = batch.starts[last] if last < len(batch.starts) else len(batch.codes)
            read.append((first, left, self.hear(batch.codes[left:stop], starts - left)))
        return read

    def found(self, find: Find[Found], batch: Batch) -> tuple[Offsets, Offsets]:
        """Return where in a batch something is found: starts and ends of single code points.

        What it is is kept for `of`.
        """
        by_text: dict[int, dict[int, Found]] = {}
        places: list[int] = []
        for first, left, part in batch.once(self.parts):
            for text, place, what in find(self, part):
                offset = left + place - int(batch.starts[first + text])
                by_text.setdefault(first + text, {})[offset] = what
                places.append(left + place)
        for at, known in by_text.items():
            self._remember(find, batch.documents[at].text, known)
        starts = np.array(sorted(places), dtype=np.int64)
        return starts, starts + 1

    def of(self, find: Find[Found], text: str) -> Mapping[int, Found]:
        """Return what is found in one text, by the places."""
        known = self._known.get((find, text))
        if known is None:
            part = self.hear(encode(text), np.zeros(1, dtype=np.int64))
            return {place: what for _, place, what in find(self, part)}
        return cast(Mapping[int, Found], known)

    def _remember(self, find: Find[Found], text: str, found: Mapping[int, Found]) -> None:
        known = self._known
        known[find, text] = {**known.pop((find, text), {}), **found}
        size = sum(len(text) for _, text in known)
        while size > REMEMBERED and len(known) > 1:
            oldest = next(iter(known))
            size -= len(oldest[1])
            del known[oldest]

    @cached_property
    def _known(self) -> dict[tuple[object, str], dict[int, object]]:
        return {}


def _beside_mark(codes: Codes, places: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Flags:
    """Tell of each place whether a quotation mark stands right before or behind it."""
    mark = np.zeros(len(codes) + 3, dtype=np.bool_)
    mark[1 : len(codes) + 1] = np.isin(codes, _MARKS)
    inner = np.clip(places, 0, len(codes))
    return mark[inner] | mark[inner + 2]


def fitted(rows: Table, right: Sequence[bool] | Flags, weight: Numbers) -> tuple[Numbers, float]:
    """Return the weights and bias of a logistic regression (Newton's method, ridge penalty).

    Args:
        rows: features, shape (m, n).
        right: whether each row's candidate is right, shape (m,).
        weight: how much each row counts, shape (m,).
    """
    wide = rows.astype(np.float64)
    mean, scale = wide.mean(axis=0), wide.std(axis=0) + 1e-9
    design = np.concatenate(((wide - mean) / scale, np.ones((len(wide), 1))), axis=1)
    target = np.asarray(right, dtype=np.float64)
    ridge = np.eye(design.shape[1]) * 1.0
    ridge[-1, -1] = 0.0
    solution = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(design @ solution, -30, 30)))
        slope = design.T @ (weight * (chance - target)) + ridge @ solution
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curve, slope)
        solution -= step
        if np.abs(step).max() < 1e-6:
            break
    weights = solution[:-1] / scale
    return weights.astype(np.float32), float(solution[-1] - mean @ weights)


def thresholds(odds: Numbers, characters: int, rates: Sequence[int] = RATES) -> dict[int, float]:
    """Return by rate the log odds that so many clean characters hold one false alarm above.

    Args:
        odds: of all places of clean text.
        characters: how many characters of clean text they are from.
        rates: clean characters to one false alarm.
    """
    ordered = np.sort(odds)[::-1]
    found: dict[int, float] = {}
    for rate in rates:
        allowed = characters // rate
        found[rate] = float(ordered[min(allowed, len(ordered) - 1)]) if len(ordered) else 0.0
    return found


@cache
def base_calibration() -> Calibration:
    """Return the calibration that is shipped with the base model."""
    return Calibration.from_json(
        files(__package__).joinpath("calibration.json").read_text(encoding="utf-8")
    )


@cache
def base_model() -> Ngrams:
    """Return the model that is shipped; it is mapped into memory once."""
    with as_file(files(__package__).joinpath("base.lm")) as path:
        return load(path)


@cache
def base_judge() -> Judge:
    """Return the judge that is shipped."""
    return Judge(base_model(), confusions(), base_calibration())


@dataclass(frozen=True, slots=True)
class Doubting:
    """A trigger that asks a judge.

    Args:
        find: what is asked.
        judge: who judges; the shipped one when none is bound.
    """

    find: Find[object]
    judge: Judge | None = None

    def __call__(self, batch: Batch) -> tuple[Offsets, Offsets]:
        """Return the starts and ends of what is found."""
        if not batch.has(Class.HAN).any():
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return (self.judge or base_judge()).found(self.find, batch)


def bound(rule: Rule, judge: Judge) -> Rule:
    """Return a rule that a judge is to serve in place of the shipped one; others as they are.

    The model's digest goes into the rule's option `model`.
    """
    trigger = rule.trigger
    if not isinstance(trigger, Trigger) or not isinstance(trigger.find, Doubting):
        return rule
    options: object = replace(rule.options, model=judge.model.digest)  # type: ignore[type-var]
    return replace(rule, trigger=Trigger(replace(trigger.find, judge=judge)), options=options)


def judge_of(rule: Rule) -> Judge:
    """Return the judge that serves a rule."""
    trigger = rule.trigger
    if isinstance(trigger, Trigger) and isinstance(trigger.find, Doubting):
        return trigger.find.judge or base_judge()
    return base_judge()


def doubted(
    page: Page, places: Sequence[Span], find: Find[Found], kinds: Container[Kind]
) -> Iterator[tuple[Span, Found]]:
    """Yield the candidate places of a page in blocks of some kinds, with what is found there.

    The shipped model knows Simplified script; a page in Traditional script has none.
    """
    if tongue_of(page.text)[1] == "Hant":
        return
    known = judge_of(page.rule).of(find, page.text)
    starts = [block.span.start for block in page.blocks]
    for span in places:
        found = known.get(span.start)
        if found is None:
            continue
        if page.blocks[bisect_right(starts, span.start) - 1].kind in kinds:
            yield span, found
