"""Opens model files of both kinds and makes judges of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

import numpy as np

from newslint.model import evidence, ngrams
from newslint.model.arrays import BadModel, mapped, unpacked
from newslint.model.calibration import RATES, Calibration, Refit, base_calibration
from newslint.model.confusions import confusions
from newslint.model.doubts import Flags, Numbers
from newslint.model.evidence import Adapted
from newslint.model.ngrams import Ngrams
from newslint.model.scorers.protocol import Scorer
from newslint.model.typos import Doubting, Judge, base_judge, base_model
from newslint.rule import Places, Rule

BESIDE: Final = ".json"
"""A file of this name behind a model's name holds the calibration for it."""

SUPPORT: Final = 5
"""Clean text must be so many times as long as it holds one false alarm for to set a threshold.

As many false alarms count for what the base expects.
"""

LEAST_SLOPE: Final = 0.05
"""Judgements that contradict the odds make them tell less, never the reverse."""

LOOSEST: Final = 10
"""A threshold of clean text is at least what lets through so many times the base's alarms."""

_FAR: Final = 10.0
"""Powers of e by which the base's rates of alarms are extended, either way."""

STRENGTH: Final = 20
"""Judged findings that what was known before counts as: slope 1 and offset 0.

A finding tells the offset as much as its probability is in doubt, 1/4 at most, so the prior's
precision is STRENGTH / 4. One judgement moves an even chance by 2 points, 20 that all say the
same by 24, 100 by 39.
"""


def opened(path: Path) -> Ngrams | Adapted:
    """Return the model of a file, the base behind it if it needs one; raises BadModel."""
    data = mapped(path)
    file = unpacked(
        data,
        {ngrams.MAGIC: ngrams.VERSION, evidence.MAGIC: evidence.VERSION},
        str(path),
    )
    if data[: len(ngrams.MAGIC)] == ngrams.MAGIC:
        return ngrams.assembled(file, str(path))
    return evidence.assembled(file, base_model(), str(path))


def installed(name: str) -> Path | None:
    """Return the model file that an installed package offers under a name, None when none does.

    A package offers one by an entry point of the group `newslint.models` that is its path.
    """
    for entry in entry_points(group="newslint.models", name=name):
        return Path(entry.load())
    return None


def file_of(word: str) -> Path:
    """Return the file of a model that is named: an installed one's name, or a path."""
    return installed(word) or Path(word)


def judge_from(
    path: Path | None, calibration: Path | None = None, scorer: Scorer | None = None
) -> Judge:
    """Return the judge of a model file; raises BadModel.

    Args:
        path: the model; None for the one that is shipped.
        calibration: its calibration; the file beside it when None, or what `uncalibrated` has.
        scorer: what reads the suspicious places once more. A calibration that was made without
            one may be used with one, not the other way round.
    """
    judge = uncalibrated(path, scorer)
    if calibration is None and path is not None and beside(path).exists():
        calibration = beside(path)
    if calibration is None:
        return judge
    found = read_calibration(calibration, judge.model.digest)
    if found.scorer not in ("", scorer.digest if scorer is not None else ""):
        raise BadModel(
            f"its thresholds hold with the scorer {found.scorer[:12]} only",
            where=str(calibration),
            todo="name that one with --scorer, or write it again with `newslint lm calibrate`",
        )
    return replace(judge, calibration=found)


def uncalibrated(path: Path | None, scorer: Scorer | None = None) -> Judge:
    """Return the judge of a model file with the base's calibration; see `judge_from`.

    The thresholds are those that the model's own corpus gave, if it did.
    """
    if path is None:
        return replace(base_judge(), scorer=scorer)
    model, calibration = opened(path), base_calibration()
    if isinstance(model, Adapted) and model.thresholds:
        calibration = with_thresholds(calibration, model.thresholds, model.digest)
    return Judge(model, confusions(), calibration, scorer)


def beside(path: Path) -> Path:
    """Return the file of the calibration that is used with a model file."""
    return path.with_name(path.name + BESIDE)


def read_calibration(path: Path, digest: str) -> Calibration:
    """Return the calibration of a file for the model of a digest; raises BadModel."""
    todo = "write it again with `newslint lm calibrate`"
    try:
        found = Calibration.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"the calibration cannot be read ({error.strerror or error})"
        raise BadModel(what, where=str(path), todo=todo) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadModel("this is no calibration", where=str(path), todo=todo) from error
    if found.model != digest:
        what = f"the calibration is for another model ({found.model[:12]}, here {digest[:12]})"
        raise BadModel(what, where=str(path), todo=todo)
    return found


def has_own_thresholds(judge: Judge) -> bool:
    """Tell whether a judge's thresholds were made for its model."""
    base = base_calibration()
    return judge.model.digest == base.model or judge.calibration.thresholds != base.thresholds


def identity(calibration: Calibration) -> str:
    """Return what names a calibration."""
    return hashlib.sha256(calibration.to_json().encode()).hexdigest()


def asks(rule: Rule) -> bool:
    """Tell whether a rule asks the model, so that it does not run without one."""
    trigger = rule.trigger
    return isinstance(trigger, Places) and isinstance(trigger.find, Doubting)


@dataclass(frozen=True, slots=True)
class Misread:
    """What is thought of the misread characters of a text that is not clean.

    Args:
        number: how many there are; 0 in clean text.
        loosest, strictest: a threshold lies between what lets through so many times the base's
            alarms, and one in so many of them.
    """

    number: float = 0.0
    loosest: float = LOOSEST
    strictest: float = np.inf


CLEAN: Final = Misread()


def recalibrated(
    judge: Judge, odds: Numbers, characters: int, misread: Misread = CLEAN
) -> tuple[Calibration, tuple[int, ...]]:
    """Return a calibration with thresholds from text, and the rates that it sufficed for.

    Beyond those, the thresholds of the base are moved as far as the last that was measured. The
    recall to expect follows from how far each threshold is from the base's; with a scorer none
    is known, since it was measured without.

    Args:
        judge: who judged the text.
        odds: of all places that it doubted.
        characters: how many characters the text has.
        misread: what is thought of the misread ones among them.
    """
    base = base_calibration()
    measured = tuple(rate for rate in RATES if characters >= SUPPORT * rate)
    found = {rate: threshold(odds, characters, rate, base, misread) for rate in measured}
    shift = found[measured[-1]] - base.thresholds[measured[-1]] if measured else 0.0
    for rate in RATES:
        found.setdefault(rate, base.thresholds[rate] + shift)
    new = with_thresholds(judge.calibration, found, judge.model.digest)
    if judge.scorer is not None:
        new = replace(new, recall={}, scorer=judge.scorer.digest)
    return new, measured


def with_thresholds(
    calibration: Calibration, found: Mapping[int, float], digest: str
) -> Calibration:
    """Return a calibration for a model with other thresholds, and the recall to expect at them."""
    recall = expected_recall(base_calibration(), found)
    return replace(calibration, thresholds=found, recall=recall, model=digest, scorer="")


def threshold(
    odds: Numbers, characters: int, rate: int, base: Calibration, misread: Misread = CLEAN
) -> float:
    """Return the log odds above which a text has one false alarm in `rate` characters.

    What the base expects counts as SUPPORT false alarms, so that a text with few or none does
    not open the gate: the rate is the mean of the text's and the base's, weighted by characters.

    Of a text that is not clean, the misread characters that are expected to be found are no
    false alarms. How many they are is not sure, so the more they are, the less the text counts:
    false alarms weigh as much as their share of what is found.

    Args:
        odds: of all places of the text.
        characters: how many characters of text they are from.
        rate: clean characters to one false alarm.
        base: whose thresholds are known.
        misread: what is thought of the misread characters of the text.
    """
    known = sorted(base.thresholds)
    levels = np.array([base.thresholds[one] for one in known])
    sizes = np.log(known)
    first, last = np.diff(levels)[[0, -1]] / np.diff(sizes)[[0, -1]]
    levels = np.array([levels[0] - first * _FAR, *levels, levels[-1] + last * _FAR])
    sizes = np.array([sizes[0] - _FAR, *sizes, sizes[-1] + _FAR])
    ordered = np.sort(odds.astype(np.float64))
    allowed = characters / rate
    weight = allowed / (allowed + misread.number * base.expected(rate))

    def excess(level: float) -> float:
        """Return how many more alarms than allowed text and base have together above a level."""
        expected = SUPPORT * rate * np.exp(-np.interp(level, levels, sizes))
        seen = len(ordered) - np.searchsorted(ordered, level, side="right")
        right = misread.number * expected_recall(base, {rate: level})[rate]
        return float(weight * (seen - right - allowed) + expected - SUPPORT)

    low, high = np.interp(np.log([rate / misread.loosest, rate * misread.strictest]), sizes, levels)
    high = min(float(high), max(float(levels[-1]), float(ordered.max(initial=-np.inf))))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return float(high)


def expected_recall(base: Calibration, found: Mapping[int, float]) -> dict[int, float]:
    """Return the recall at other thresholds, read off that at the base's.

    Above the highest of them it falls as it does between them.
    """
    known = sorted((base.thresholds[rate], share) for rate, share in base.recall.items())
    levels, shares = [one for one, _ in known], [share for _, share in known]
    fall = (shares[0] - shares[-1]) / (levels[-1] - levels[0])
    levels, shares = [*levels, levels[-1] + shares[-1] / fall], [*shares, 0.0]
    return {rate: float(np.interp(level, levels, shares)) for rate, level in found.items()}


def refitted(told: Numbers, right: Flags, strength: float = STRENGTH) -> Refit:
    """Return slope and offset that turn log odds into those of findings that were judged.

    Logistic regression of the judgement on the odds (Platt 1999), drawn to what was told: the
    most probable slope and height under normal priors about 1 and 0.

    Args:
        told: log odds at PRIOR of each finding, before any refit.
        right: whether it was judged right.
        strength: how many judged findings the prior counts as.
    """
    middle = float(told.mean())
    away = told.astype(np.float64) - middle
    design = np.stack((away, np.ones(len(away))), axis=1)
    before = np.array([1.0, 0.0])
    solution = before.copy()
    pull = np.eye(2) * strength / 4

    def loss(at: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        odds = design @ at + middle
        return float(
            (np.logaddexp(0, odds) - right * odds).sum() + (at - before) @ pull @ (at - before) / 2
        )

    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ solution + middle, -500, 500)))
        slope = design.T @ (chance - right) + pull @ (solution - before)
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + pull
        step = np.linalg.solve(curve, slope)
        while loss(solution - step) > loss(solution) and np.abs(step).max() > 1e-9:
            step /= 2
        solution -= step
        if np.abs(step).max() < 1e-9:
            break
    slope_, height = max(LEAST_SLOPE, float(solution[0])), float(solution[1])
    return Refit(slope_, height + middle * (1 - slope_), len(told))
