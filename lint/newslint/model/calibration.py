"""What turns features into a decision: weights and thresholds, and how they are fitted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from newslint.model.doubts import SIGNS, Flags, Numbers, Sieve
from newslint.model.features import NAMES, Table

PRIOR: Final = 1 / 2000
"""Share of misread characters that probabilities are told for: that of printed news read by OCR
and repaired by its engine, between the seeds' 1 in 3,250 and the development pages' 1 in 140.
"""

RATES: Final = (5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
"""Clean characters to one false alarm that a calibration has thresholds for."""


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
class Refit:
    """What judged findings make of told log odds: times the slope, plus the offset.

    Args:
        slope: above 0, so that the order of findings stays.
        offset: added, in nats.
        findings: how many were judged.
    """

    slope: float
    offset: float
    findings: int


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
        sieve: what lets places through to the search for candidates; None lets all through.
        refit: what judged findings make of the probabilities; None without any.
        scorer: digest of the scorer that its thresholds hold with; empty for none.
    """

    weights: Numbers
    bias: float
    prior: float
    thresholds: Mapping[int, float]
    recall: Mapping[int, float]
    model: str
    gaps: Mapping[int, float] = field(default_factory=dict)
    marks: MarkCalibration | None = None
    sieve: Sieve | None = None
    refit: Refit | None = None
    scorer: str = ""

    def odds(self, rows: Table) -> Numbers:
        """Return the log odds that the best candidate is right, shape (len(rows),)."""
        odds: Numbers = (rows * self.weights).sum(axis=1) + np.float32(self.bias)
        return odds

    def probability(self, odds: float) -> float:
        """Return the probability for log odds, at PRIOR, as judged findings correct it."""
        told = self.told(odds)
        if self.refit is not None:
            told = self.refit.slope * told + self.refit.offset
        return float(1 / (1 + np.exp(-told)))

    def told(self, odds: float) -> float:
        """Return log odds at PRIOR in place of the prior of the training."""
        shift = np.log(PRIOR / (1 - PRIOR)) - np.log(self.prior / (1 - self.prior))
        return float(odds + shift)

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
        if self.sieve is not None:
            body["sieve"] = [
                {"least": round(float(least), 5)}
                | {name: round(float(one), 5) for name, one in zip(SIGNS, row, strict=True)}
                for row, least in zip(self.sieve.weights, self.sieve.least, strict=True)
            ]
        if self.refit is not None:
            slope, offset = round(self.refit.slope, 4), round(self.refit.offset, 4)
            body["judged"] = {"slope": slope, "offset": offset, "findings": self.refit.findings}
        if self.scorer:
            body["scorer"] = self.scorer
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
            _sieve_from(body["sieve"]) if "sieve" in body else None,
            _refit_from(body["judged"]) if "judged" in body else None,
            str(body.get("scorer", "")),
        )


def _marks_from(body: Mapping[str, Sequence[float]]) -> MarkCalibration:
    bias, end, swap = map(float, body["bias, end, swap"])
    return MarkCalibration(np.array(body["weights"], dtype=np.float32), bias, end, swap)


def _sieve_from(body: Sequence[Mapping[str, float]]) -> Sieve:
    weights = [[float(row[name]) for name in SIGNS] for row in body]
    least = [float(row["least"]) for row in body]
    return Sieve(np.array(weights, dtype=np.float32), np.array(least, dtype=np.float32))


def _refit_from(body: Mapping[str, float]) -> Refit:
    return Refit(float(body["slope"]), float(body["offset"]), int(body["findings"]))


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
