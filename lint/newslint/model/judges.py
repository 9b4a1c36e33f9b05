"""Opens model files of both kinds and makes judges of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

import numpy as np

from newslint.model import evidence, ngrams
from newslint.model.arrays import BadModel, mapped, unpacked
from newslint.model.confusions import confusions
from newslint.model.evidence import Adapted
from newslint.model.ngrams import Ngrams
from newslint.model.suspects import Numbers
from newslint.model.typos import (
    RATES,
    Calibration,
    Doubting,
    Judge,
    base_calibration,
    base_model,
    thresholds,
)
from newslint.rule import Places, Rule

BESIDE: Final = ".json"
"""A file of this name behind a model's name holds the calibration for it."""

SUPPORT: Final = 5
"""Clean text must be so many times as long as it holds one false alarm for to set a threshold."""


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


def judge_from(path: Path, calibration: Path | None = None) -> Judge:
    """Return the judge of a model file; raises BadModel.

    Args:
        path: the model.
        calibration: its calibration; the file beside it when None, or that of the base.
    """
    model = opened(path)
    beside = path.with_name(path.name + BESIDE)
    if calibration is None and beside.exists():
        calibration = beside
    if calibration is None:
        return Judge(model, confusions(), base_calibration())
    return Judge(model, confusions(), read_calibration(calibration, model.digest))


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


def identity(calibration: Calibration) -> str:
    """Return what names a calibration."""
    return hashlib.sha256(calibration.to_json().encode()).hexdigest()


def asks(rule: Rule) -> bool:
    """Tell whether a rule asks the model, so that it does not run without one."""
    trigger = rule.trigger
    return isinstance(trigger, Places) and isinstance(trigger.find, Doubting)


def recalibrated(
    judge: Judge, odds: Numbers, characters: int
) -> tuple[Calibration, tuple[int, ...]]:
    """Return a calibration with thresholds from clean text, and the rates that it sufficed for.

    Beyond those, the thresholds that were known are moved as far as the last that was measured.
    The recall to expect follows from how far each threshold was moved.

    Args:
        judge: who judged the text.
        odds: of all places that it doubted.
        characters: how many characters the text has.
    """
    old = judge.calibration
    measured = tuple(rate for rate in RATES if characters >= SUPPORT * rate)
    found = dict(old.thresholds) | thresholds(odds, characters, measured)
    if measured and measured[-1] in old.thresholds:
        shift = found[measured[-1]] - old.thresholds[measured[-1]]
        for rate in old.thresholds:
            if rate > measured[-1]:
                found[rate] = old.thresholds[rate] + shift
    new = replace(old, thresholds=found, recall=_recall(old, found), model=judge.model.digest)
    return new, measured


def _recall(old: Calibration, found: dict[int, float]) -> dict[int, float]:
    """Return the recall at new thresholds, read off that at the old ones."""
    known = sorted((old.thresholds[rate], share) for rate, share in old.recall.items())
    if not known:
        return {}
    levels, shares = [one for one, _ in known], [share for _, share in known]
    return {rate: float(np.interp(level, levels, shares)) for rate, level in found.items()}


def platt(odds: Numbers, right: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[float, float]:
    """Return scale and bias that turn log odds into those of findings that were judged.

    Logistic regression of the judgement on the odds, with the targets of Platt (1999), which
    keep it from running away when all judgements are the same.
    """
    yes, no = int(right.sum()), int((~right).sum())
    target = np.where(right, (yes + 1) / (yes + 2), 1 / (no + 2))
    design = np.stack((odds.astype(np.float64), np.ones(len(odds))), axis=1)
    solution = np.array([1.0, 0.0])
    pull = np.diag([1.0, 1e-3])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ solution, -30, 30)))
        slope = design.T @ (chance - target) + pull @ (solution - np.array([1.0, 0.0]))
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + pull
        step = np.linalg.solve(curve, slope)
        solution -= step
        if np.abs(step).max() < 1e-9:
            break
    return max(0.05, float(solution[0])), float(solution[1])


def refitted(calibration: Calibration, scale: float, bias: float) -> Calibration:
    """Return a calibration whose log odds are scaled and shifted, its thresholds with them."""
    return replace(
        calibration,
        weights=(calibration.weights * np.float32(scale)).astype(np.float32),
        bias=calibration.bias * scale + bias,
        thresholds={rate: level * scale + bias for rate, level in calibration.thresholds.items()},
    )
