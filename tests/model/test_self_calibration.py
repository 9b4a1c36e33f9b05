"""Thresholds of a model by the corpus that it was trained on."""

from pathlib import Path

import numpy as np
import pytest

from made_up_news import news
from newslint.model import judges, self_calibration
from newslint.model.calibration import RATES, base_calibration
from newslint.model.doubts import Numbers
from newslint.model.judges import Misread, threshold, uncalibrated
from newslint.model.self_calibration import LEAST, LEEWAY, misread_in, self_calibrated
from newslint.model.train import Trainer
from newslint.model.typos import base_model

CHARACTERS = 2_000_000
RATE = 20_000


def tail(amounts: dict[int, float]) -> Numbers:
    """Return log odds of which so many lie above the base's threshold for each rate."""
    levels = [base_calibration().thresholds[rate] for rate in RATES]
    most = int(amounts[RATES[0]])
    known = [0.0, *(amounts[rate] for rate in reversed(RATES))]
    at = np.arange(most) + 0.5
    odds: Numbers = np.interp(at, known, [levels[-1] + 1.0, *levels[::-1]]).astype(np.float32)
    return odds


def alarms(times: float) -> Numbers:
    """Return false alarms, so many times those that the base expects."""
    return tail({rate: times * CHARACTERS / rate for rate in RATES})


def finds(number: float) -> Numbers:
    """Return what the base finds of so many misread characters."""
    return tail({rate: number * share for rate, share in base_calibration().recall.items()})


def set_by(odds: Numbers) -> float:
    base = base_calibration()
    misread = Misread(misread_in(odds, CHARACTERS, base), LEEWAY, LEEWAY)
    return threshold(odds, CHARACTERS, RATE, base, misread)


@pytest.mark.parametrize("number", [0, 300, 2_000])
def test_misread_characters_of_the_corpus_are_counted_and_move_no_threshold(number: int) -> None:
    base = base_calibration()
    odds = np.concatenate((alarms(1.0), finds(number)))
    assert misread_in(odds, CHARACTERS, base) == pytest.approx(number, rel=0.02, abs=5)
    assert set_by(odds) == pytest.approx(base.thresholds[RATE], abs=0.1)


def test_without_knowing_of_them_the_threshold_would_hide_what_can_be_found() -> None:
    odds = np.concatenate((alarms(1.0), finds(1_000)))
    blind = threshold(odds, CHARACTERS, RATE, base_calibration())
    assert blind > set_by(odds) + 1.0


@pytest.mark.parametrize("times", [0.7, 1.5])
def test_a_corpus_that_is_harder_or_easier_moves_the_threshold(times: float) -> None:
    base = base_calibration().thresholds[RATE]
    assert (set_by(alarms(times)) > base) == (times > 1)
    moved = set_by(np.concatenate((alarms(times), finds(1_000))))
    assert abs(moved - base) < abs(set_by(alarms(times)) - base)


@pytest.mark.parametrize("times", [0.0, 20.0])
def test_no_corpus_moves_a_threshold_further_than_the_leeway(times: float) -> None:
    base = base_calibration()
    odds = np.full(int(times * CHARACTERS / RATE), 5.0, np.float32)
    bound = base.threshold(int(RATE / LEEWAY)), base.threshold(int(RATE * LEEWAY))
    misread = Misread(0.0, LEEWAY, LEEWAY)
    level = threshold(odds, CHARACTERS, RATE, base, misread)
    assert level == pytest.approx(bound[times > 1], abs=1e-6)


def test_a_model_keeps_its_thresholds_in_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_calibration, "LEAST", 25_000)
    trainer = Trainer()
    trainer.add(["\n".join(news(3_000, seed=at)) for at in range(10)])
    made = trainer.adapted(base_model(), "own", 100_000)
    assert not made.thresholds
    known = self_calibrated(made, trainer.sample.texts)
    levels = [known.thresholds[rate] for rate in RATES]
    assert levels == sorted(levels)
    (tmp_path / "own.lm").write_bytes(known.to_bytes())
    judge = uncalibrated(tmp_path / "own.lm")
    assert judge.calibration.thresholds == known.thresholds
    assert judge.calibration.model == judge.model.digest
    assert judges.has_own_thresholds(judge)
    assert self_calibrated(made, trainer.sample.texts).to_bytes() == known.to_bytes()


def test_a_small_corpus_sets_no_thresholds() -> None:
    trainer = Trainer()
    trainer.add(["\n".join(news(20_000))])
    made = trainer.adapted(base_model(), "own", 100_000)
    assert sum(map(len, trainer.sample.texts)) < LEAST
    assert self_calibrated(made, trainer.sample.texts) is made
    assert not self_calibrated(made, []).thresholds
