"""What people judged of the findings of a model, as examples to calibrate it by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from newslint.errors import InputError, UsageError
from newslint.shares import wilson
from newslint.sources.sheet import read_sheet

if TYPE_CHECKING:
    from newslint.model.calibration import Calibration, Refit
    from newslint.model.typos import Judge

CODE: Final = "OCR002"
"""The rule whose judged findings say how rightly the model is sure."""

BINS: Final = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Bounds of the told probabilities that precision is measured between."""


@dataclass(frozen=True, slots=True)
class Example:
    """A finding whose repair was judged.

    Args:
        odds: log odds that it was found with, before any refit.
        right: whether its repair is right.
    """

    odds: float
    right: bool


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of some sheets.

    Args:
        usable: those that say something of the judge.
        others: findings that were judged but found by another model, scorer or weights.
        without: findings that were judged but propose no repair, so that none was judged.
    """

    usable: tuple[Example, ...]
    others: int
    without: int

    @property
    def left_out(self) -> str:
        """Return why some were left out, empty when none were."""
        told = [
            f"{self.others} found by another model or scorer" if self.others else "",
            f"{self.without} without a repair" if self.without else "",
        ]
        return ", ".join(filter(None, told))


def examples(judge: Judge, sheets: Sequence[Path]) -> Examples:
    """Return the judged findings of sheets, those that tell something of a judge apart.

    Of two judgements of one finding the later counts. Raises what `read_sheet` raises, and
    InputError for a finding that does not tell its log odds.
    """
    found: dict[str, Example | str] = {}
    for sheet in sheets:
        judged = list(read_sheet(sheet))
        rows = [row for row in sheet.read_text("utf-8-sig").split("\n") if row.strip()]
        for line, row in zip(judged, rows, strict=True):
            if line.rule != CODE or line.judgement is None:
                continue
            body = json.loads(row)
            told = _evidence(body.get("evidence"))
            if line.judgement == "unsure":
                found.pop(line.id, None)
            elif not _is_of(told.get("model", ""), judge):
                found[line.id] = "other"
            elif body.get("new") is None:
                found[line.id] = "without"
            else:
                odds = _log_odds(told.get("log odds", ""), line.where)
                found[line.id] = Example(odds, line.judgement == "right")
    known = list(found.values())
    return Examples(
        tuple(one for one in known if isinstance(one, Example)),
        known.count("other"),
        known.count("without"),
    )


def _evidence(given: object) -> dict[str, str]:
    """Return the evidence of a line by label; the last counts."""
    listed = given if isinstance(given, list) else []
    pairs = [one for one in listed if isinstance(one, Mapping)]
    return {str(one.get("label")): str(one.get("value")) for one in pairs}


def _is_of(model: str, judge: Judge) -> bool:
    """Tell whether the evidence of a finding names a judge."""
    return model == judge.mark or model.startswith(f"{judge.mark}; ")


def _log_odds(given: str, where: str) -> float:
    try:
        odds = float(given)
    except ValueError:
        odds = np.nan
    if not np.isfinite(odds):
        raise InputError(
            "the finding tells no log odds",
            where=where,
            todo="draw the sheet with this version, and keep every field of it",
        )
    return odds


def refit_by(judge: Judge, sheets: Sequence[Path]) -> tuple[Refit, list[str]]:
    """Return what judged findings make of the probabilities, and lines that say so.

    Raises UsageError when there are none.
    """
    from newslint.model.judges import STRENGTH, refitted

    known = examples(judge, sheets)
    if not known.usable:
        why = f" ({known.left_out})" if known.left_out else ""
        raise UsageError(
            f"no judged finding of {CODE} by the model {judge.mark}{why}; nothing was written",
            todo="judge findings with a repair, drawn with the same --lm and --scorer",
        )
    calibration = judge.calibration
    right = np.array([one.right for one in known.usable], dtype=np.bool_)
    told = np.array([calibration.told(one.odds) for one in known.usable], dtype=np.float32)
    refit = refitted(told, right)
    lines = [
        f"{len(right)} judged findings, {int(right.sum())} right: log odds times "
        f"{refit.slope:.2f}, {refit.offset:+.2f}; what was known before counts as {STRENGTH}"
    ]
    lines += [f"{known.left_out} left out"] if known.left_out else []
    return refit, [*lines, *precision_by_bin(calibration, refit, known.usable)]


def precision_by_bin(
    calibration: Calibration, refit: Refit, usable: Sequence[Example]
) -> Iterator[str]:
    """Yield a line for each bin of told probabilities: how many of it are right.

    Args:
        calibration: what told them.
        refit: what they make of it.
        usable: the judged findings.
    """
    after = replace(calibration, refit=refit)
    told = np.array([calibration.probability(one.odds) for one in usable])
    now = np.array([after.probability(one.odds) for one in usable])
    right = np.array([one.right for one in usable], dtype=np.bool_)
    bins = np.searchsorted(BINS[1:-1], told, side="right")
    for at, (low, high) in enumerate(pairwise(BINS)):
        mine = bins == at
        if mine.any():
            hits, size = int(right[mine].sum()), int(mine.sum())
            least, most = wilson(hits, size)
            yield (
                f"  told {low:4.0%} to {high:4.0%}: {hits} of {size} right, {hits / size:.0%} "
                f"({least:.0%}-{most:.0%}); now told {now[mine].mean():.0%}"
            )
