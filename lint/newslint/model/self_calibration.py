"""Sets the thresholds of a model by the corpus that it was trained on, without clean text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from newslint.model.calibration import Calibration, base_calibration
from newslint.model.doubts import Numbers
from newslint.model.evidence import Adapted
from newslint.model.judges import SUPPORT, Misread, recalibrated
from newslint.model.typos import base_judge
from newslint.text.charclass import SENTINEL, encode

LEAST: Final = SUPPORT * 20_000
"""Characters of a corpus without which its thresholds are not set by it."""

LEEWAY: Final = 2.0
"""A threshold lies where the base has between so many times the alarms and one in so many."""

_DECIMALS: Final = 4


def self_calibrated(model: Adapted, texts: Sequence[str]) -> Adapted:
    """Return a model with thresholds by texts of its corpus, each judged without its own counts.

    Texts of fewer than LEAST characters leave it as it is.
    """
    characters = sum(map(len, texts))
    if characters < LEAST:
        return model
    judge = replace(base_judge(), model=model)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    odds = judge.judge(encode(SENTINEL.join(texts)), starts).odds
    misread = Misread(misread_in(odds, characters, base_calibration()), LEEWAY, LEEWAY)
    found, _ = recalibrated(judge, odds, characters, misread)
    rounded = {rate: round(level, _DECIMALS) for rate, level in found.thresholds.items()}
    return replace(model, thresholds=rounded)


def misread_in(odds: Numbers, characters: int, base: Calibration) -> float:
    """Return how many characters of a text are likely misread.

    What lies above the highest threshold of the base, less the false alarms that it allows, is
    taken for right, and for the share of all that the base is expected to find there.

    Args:
        odds: of all places of the text.
        characters: how many characters it has.
        base: whose thresholds and recall are known.
    """
    rate = max(base.thresholds)
    right = int((odds > base.thresholds[rate]).sum()) - characters / rate
    return max(0.0, right / base.recall[rate])
