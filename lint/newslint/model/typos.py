"""Judges characters that may be misread: the classifier over features, and its thresholds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import Final

import numpy as np

from newslint.model.confusions import Confusions, confusions
from newslint.model.features import NAMES, REPEATS, Table, table
from newslint.model.ngrams import Model, load
from newslint.model.suspects import (
    CENTER,
    Flags,
    Numbers,
    Places,
    Suspects,
    doubts,
    likeness,
    suspects,
)
from newslint.model.symbols import symbols_of_codes
from newslint.rule import Batch, Rule
from newslint.rule import Places as Trigger
from newslint.text.charclass import Codes, Offsets, encode

PRIOR: Final = 1 / 2000
"""Share of misread characters that probabilities are told for: that of printed news read by OCR
and repaired by its engine, between the seeds' 1 in 3,250 and the development pages' 1 in 140.
"""

RATES: Final = (5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
"""Clean characters to one false alarm that a calibration has thresholds for."""

SHOWN: Final = 5
"""Candidates that are told of a place."""

RELIEF: Final = 3.0
"""Log odds by which the threshold is lower where the same misreading is sure elsewhere."""

REMEMBERED: Final = 4_000_000
"""Code points of texts whose doubts are kept until their rules have read them."""

MOST_TEXTS: Final = 60_000
"""Texts that are judged together."""

_MARKS = np.array([ord(mark) for mark in "“”‘’「」『』《》〈〉\"'"], dtype=np.uint32)


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
    """

    weights: Numbers
    bias: float
    prior: float
    thresholds: Mapping[int, float]
    recall: Mapping[int, float]
    model: str

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
        body = {
            "weights": {
                name: round(float(weight), 5)
                for name, weight in zip(NAMES, self.weights, strict=True)
            },
            "bias": round(self.bias, 5),
            "prior": self.prior,
            "thresholds": {str(key): round(value, 4) for key, value in self.thresholds.items()},
            "recall": {str(key): round(value, 4) for key, value in self.recall.items()},
            "model": self.model,
        }
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
        )


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
class Doubt:
    """A character that is doubted.

    Args:
        place: its offset in its text.
        candidates: what it may be, best first, each with its log odds.
        odds: log odds that the best candidate is right.
        free, highest: see `Judge.support`.
        gain: nats by which the text is likelier with it.
        attested, fits: trigrams over the place that the model knows, as read and corrected.
        named: it may be part of a name.
    """

    place: int
    candidates: tuple[tuple[str, float], ...]
    odds: float
    free: float
    highest: float
    gain: float
    attested: int
    fits: int
    named: bool


@dataclass(frozen=True, eq=False)
class Judge:
    """A model, a confusion table and a calibration, ready to judge text."""

    model: Model
    shapes: Confusions
    calibration: Calibration

    def judge(self, codes: Codes, starts: Offsets) -> Judged:
        """Judge texts that are joined by a sentinel.

        Args:
            codes: code points of the joined text.
            starts: offset of each text in it, ascending, MOST_TEXTS at most.
        """
        stream = symbols_of_codes(codes)
        text_of = np.maximum(np.searchsorted(starts, stream.places, side="right") - 1, 0)
        found = suspects(self.shapes, stream.symbols, doubts(self.model, stream.symbols, text_of))
        beside = _beside_mark(codes, stream.places)
        best, rows = table(found, stream.symbols, text_of, beside)
        owner = found.owner[best]
        places = stream.places[found.doubts.places[owner]].astype(np.int64)
        odds = self.calibration.odds(rows)
        return Judged(places, found.doubts.texts[owner], odds, best, rows, found)

    def support(self, judged: Judged) -> tuple[Numbers, Numbers]:
        """Return for each place what the other places of its text say.

        Returns the log odds without what counts repetition, and the highest log odds of the same
        misreading in the same text. A misreading that a text repeats is less likely by itself;
        once one of its places is sure, its repetition no longer speaks for it.
        """
        free = judged.rows.copy()
        free[:, [NAMES.index(name) for name in REPEATS]] = 0
        misread = (judged.texts << 32) | (judged.read << 16)
        misread |= judged.suspects.candidate[judged.best]
        _, group = np.unique(misread, return_inverse=True)
        highest = np.full(len(misread), -np.inf, dtype=np.float32)
        np.maximum.at(highest, group, judged.odds)
        return self.calibration.odds(free), highest[group]

    def is_sure(self, doubt: Doubt, characters: int) -> bool:
        """Tell whether a doubt is sure enough for one false alarm in so many characters."""
        threshold = self.calibration.threshold(characters)
        return bool(_passed(doubt.odds, doubt.free, doubt.highest, threshold))

    def doubted(self, batch: Batch) -> Mapping[int, Mapping[int, Doubt]]:
        """Return by the number of a document of a batch its doubts by their places.

        They are those of the loosest threshold. What is found is remembered for `doubts_of`.
        """
        texts: dict[int, dict[int, Doubt]] = {}
        for first in range(0, len(batch.starts), MOST_TEXTS):
            starts = np.maximum(batch.starts[first : first + MOST_TEXTS], 0)
            last = first + len(starts)
            stop = batch.starts[last] if last < len(batch.starts) else len(batch.codes)
            left = int(starts[0])
            for text, doubt in self._doubts(batch.codes[left:stop], starts - left):
                at = first + text
                place = doubt.place + left - int(batch.starts[at])
                texts.setdefault(at, {})[place] = replace(doubt, place=place)
        for at, doubts_ in texts.items():
            self._remember(batch.documents[at].text, doubts_)
        return texts

    def doubts_of(self, text: str) -> Mapping[int, Doubt]:
        """Return the doubts of one text by their places."""
        known = self._known.get(text)
        if known is None:
            starts = np.zeros(1, dtype=np.int64)
            known = {one.place: one for _, one in self._doubts(encode(text), starts)}
        return known

    def _doubts(self, codes: Codes, starts: Offsets) -> Iterator[tuple[int, Doubt]]:
        """Yield the number of each doubted text, and the doubt in offsets of all texts."""
        judged = self.judge(codes, starts)
        free, highest = self.support(judged)
        sure = _passed(judged.odds, free, highest, self.calibration.threshold(RATES[0]))
        some = judged.suspects
        names = [NAMES.index(f"{which} of a name") for which in ("first", "second")]
        for at in np.flatnonzero(sure).tolist():
            best = judged.best[at]
            yield (
                int(judged.texts[at]),
                Doubt(
                    int(judged.places[at]),
                    tuple(judged.candidates(at)),
                    float(judged.odds[at]),
                    float(free[at]),
                    float(highest[at]),
                    float(some.gain[best]),
                    int(some.doubts.attested[some.owner[best]]),
                    int(some.fits[best]),
                    bool(judged.rows[at, names].any()),
                ),
            )

    def _remember(self, text: str, doubted: Mapping[int, Doubt]) -> None:
        known = self._known
        known[text] = {**known.pop(text, {}), **doubted}
        size = sum(map(len, known))
        while size > REMEMBERED and len(known) > 1:
            oldest = next(iter(known))
            size -= len(oldest)
            del known[oldest]

    @cached_property
    def _known(self) -> dict[str, dict[int, Doubt]]:
        return {}


def _passed(
    odds: Numbers | float, free: Numbers | float, highest: Numbers | float, threshold: float
) -> Flags:
    """Tell of places whether they are sure by themselves, or by others and nearly so."""
    near = np.asarray(free) > threshold - RELIEF
    return (np.asarray(odds) > threshold) | (near & (np.asarray(highest) > threshold))


def _beside_mark(codes: Codes, places: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Flags:
    """Tell of each place whether a quotation mark stands right before or behind it."""
    mark = np.zeros(len(codes) + 2, dtype=np.bool_)
    mark[1:-1] = np.isin(codes, _MARKS)
    inner = np.clip(places, 0, max(0, len(codes) - 1))
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
def base_judge() -> Judge:
    """Return the judge that is shipped; its model is mapped into memory once."""
    with as_file(files(__package__).joinpath("base.lm")) as path:
        return Judge(load(path), confusions(), base_calibration())


@dataclass(frozen=True, slots=True)
class Doubting:
    """A trigger that asks a judge.

    Args:
        find: returns the starts and ends of what the judge finds in a batch.
        judge: who judges; the shipped one when none is bound.
    """

    find: Callable[[Judge, Batch], tuple[Offsets, Offsets]]
    judge: Judge | None = None

    def __call__(self, batch: Batch) -> tuple[Offsets, Offsets]:
        """Return the starts and ends of what is found."""
        return self.find(self.judge or base_judge(), batch)


def bound(rule: Rule, judge: Judge) -> Rule:
    """Return a rule that a judge is to serve in place of the shipped one; others as they are.

    The model's digest goes into the rule's option `model`.
    """
    trigger = rule.trigger
    if not isinstance(trigger, Trigger) or not isinstance(trigger.find, Doubting):
        return rule
    options: object = replace(rule.options, model=judge.model.digest)  # type: ignore[type-var, call-arg]
    return replace(rule, trigger=Trigger(replace(trigger.find, judge=judge)), options=options)


def judge_of(rule: Rule) -> Judge:
    """Return the judge that serves a rule."""
    trigger = rule.trigger
    if isinstance(trigger, Trigger) and isinstance(trigger.find, Doubting):
        return trigger.find.judge or base_judge()
    return base_judge()
