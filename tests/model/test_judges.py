"""Models found by name or path, and thresholds from clean text."""

from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import numpy as np
import pytest

from newslint.model import judges
from newslint.model.calibration import RATES, base_calibration
from newslint.model.doubts import Numbers
from newslint.model.typos import base_judge


def test_an_installed_package_offers_its_model_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = EntryPoint("big", "importlib.metadata:__file__", "newslint.models")

    def entry_points(*, group: str, name: str) -> EntryPoints:
        return EntryPoints([offered]).select(group=group, name=name)

    monkeypatch.setattr(judges, "entry_points", entry_points)
    assert judges.file_of("big").name == "__init__.py"
    assert judges.file_of("corpus.lm") == Path("corpus.lm")


def doubts(characters: int, times: float) -> Numbers:
    """Return log odds of clean text with so many times the alarms that the base expects."""
    base = base_calibration()
    alarms = int(times * characters / RATES[0])
    rates = RATES[0] / ((np.arange(alarms) + 0.5) / alarms)
    levels = [base.thresholds[rate] for rate in RATES]
    return np.interp(np.log(rates), np.log(RATES), levels).astype(np.float32)


def test_clean_text_with_as_many_alarms_as_expected_moves_no_threshold() -> None:
    base = base_calibration()
    known, measured = judges.recalibrated(base_judge(), doubts(10_000_000, 1.0), 10_000_000)
    assert measured == RATES
    for rate in RATES[:-1]:
        assert known.thresholds[rate] == pytest.approx(base.thresholds[rate], abs=0.05)
        assert known.recall[rate] == pytest.approx(base.recall[rate], abs=0.02)


@pytest.mark.parametrize("times", [0.3, 3.0])
def test_much_clean_text_sets_the_rate_that_is_asked_for(times: float) -> None:
    characters = 20_000_000
    odds = doubts(characters, times)
    known, _ = judges.recalibrated(base_judge(), odds, characters)
    for rate in (20_000, 50_000):
        alarms = int((odds > known.thresholds[rate]).sum())
        assert alarms == pytest.approx(characters / rate, rel=0.05)


def test_little_clean_text_moves_a_threshold_little() -> None:
    base = base_calibration().thresholds[20_000]
    rate = 20_000
    shifts = []
    for characters in (judges.SUPPORT * rate, 50 * judges.SUPPORT * rate):
        odds = doubts(characters, 3.0)
        shifts.append(judges.threshold(odds, characters, rate, base_calibration()) - base)
    assert 0.2 < shifts[0] < 0.9 * shifts[1]


@pytest.mark.parametrize("characters", [25_000, 100_000, 10_000_000])
def test_text_without_any_doubt_does_not_open_the_gate(characters: int) -> None:
    base = base_calibration()
    known, measured = judges.recalibrated(base_judge(), np.zeros(0, np.float32), characters)
    levels = [known.thresholds[rate] for rate in RATES]
    assert levels == sorted(levels)
    assert set(levels) != {0.0}
    for rate in measured:
        assert known.thresholds[rate] < base.thresholds[rate]
        if rate >= judges.LOOSEST * RATES[0]:
            least = base.thresholds[rate // judges.LOOSEST]
            assert known.thresholds[rate] >= least - 1e-6


def test_recall_falls_with_the_threshold_and_never_below_nothing() -> None:
    strict = np.full(50_000, 9.0, dtype=np.float32)
    known, _ = judges.recalibrated(base_judge(), strict, 1_000_000)
    assert known.thresholds[20_000] == pytest.approx(9.0, abs=0.01)
    assert known.recall[20_000] == 0.0
