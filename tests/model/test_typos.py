import json
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from newslint.model.calibration import RATES, Calibration, base_calibration, fitted, thresholds
from newslint.model.confusions import confusions
from newslint.model.features import NAMES
from newslint.model.misread import misread
from newslint.model.planted import APART, from_pairs, from_table, planted
from newslint.model.typos import base_judge, bound, judge_of
from newslint.rule import load_packs
from newslint.text.charclass import encode

LINE = "代表团末来几天将访问三个国家，并与当地企业签署合作协议。"
ONE = np.zeros(1, dtype=np.int64)


def test_the_calibration_is_for_the_model_that_is_shipped() -> None:
    assert base_calibration().model == base_judge().model.digest


def test_a_calibration_is_the_same_after_writing_and_reading() -> None:
    known = base_calibration()
    assert Calibration.from_json(known.to_json()).to_json() == known.to_json()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"weights": {}}'])
def test_anything_else_is_no_calibration(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        Calibration.from_json(text)


def test_fewer_false_alarms_need_more_and_find_less() -> None:
    known = base_calibration()
    limits = [known.threshold(rate) for rate in RATES]
    assert limits == sorted(limits)
    recall = [known.expected(rate) for rate in RATES]
    assert recall == sorted(recall, reverse=True)
    assert known.threshold(RATES[0]) < known.threshold(7_000) < known.threshold(RATES[1])


def test_thresholds_leave_the_allowed_number_above() -> None:
    odds = np.arange(1000, dtype=np.float32)
    limits = thresholds(odds, 100_000, [1_000, 10_000, 1_000_000])
    assert {rate: int((odds > limit).sum()) for rate, limit in limits.items()} == {
        1_000: 100,
        10_000: 10,
        1_000_000: 0,
    }


def test_no_place_at_all_gives_thresholds() -> None:
    assert thresholds(np.zeros(0, dtype=np.float32), 1000, [5_000]) == {5_000: 0.0}


def test_the_regression_finds_the_weights_it_was_made_with() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(20_000, 2)).astype(np.float32)
    odds = 2 * rows[:, 0] - rows[:, 1] - 1
    right = rng.random(len(rows)) < 1 / (1 + np.exp(-odds))
    weights, bias = fitted(rows, right, np.ones(len(rows), dtype=np.float32))
    assert weights == pytest.approx([2, -1], abs=0.1)
    assert bias == pytest.approx(-1, abs=0.1)


def test_a_misread_character_is_found_with_its_correction() -> None:
    [(place, found)] = base_judge().of(misread, LINE).items()
    assert LINE[place] == "末"
    assert found.candidates[0][0] == "未"
    assert found.is_sure(base_calibration().threshold(20_000))


def test_a_text_without_han_has_no_places() -> None:
    for text in ("", "\n", "plain text 123", "，。"):
        assert not len(base_judge().judge(encode(text), ONE).places)


def test_rules_ask_the_judge_that_is_bound_to_them() -> None:
    [rule] = [rule for rule in load_packs() if rule.code == "OCR002"]
    assert judge_of(rule) is base_judge()
    other = replace(base_judge(), calibration=replace(base_calibration(), bias=-99.0))
    served = bound(rule, other)
    assert judge_of(served) is other
    assert repr(served.options) != repr(rule.options)
    [plain] = [rule for rule in load_packs() if rule.code == "OCR001"]
    assert bound(plain, other) is plain


def test_planted_characters_stand_apart_and_their_truth_is_known() -> None:
    text = LINE * 20
    draw = from_table(confusions(), text)
    for seed in range(5):
        one = planted(text, draw, Random(seed), rate=1 / 40)
        places = sorted(one.truth)
        assert places
        assert all(b - a > APART for a, b in pairwise(places))
        restored = list(one.text)
        for place, true in one.truth.items():
            restored[place] = true
        assert "".join(restored) == text
        assert one == planted(text, draw, Random(seed), rate=1 / 40)


def test_real_pairs_are_planted_as_they_were_read() -> None:
    one = planted(LINE * 5, from_pairs([("米", "来"), ("大", "天")]), Random(2), rate=1 / 5)
    assert {(one.text[at], true) for at, true in one.truth.items()} <= {("米", "来"), ("大", "天")}


def test_the_weights_are_named() -> None:
    written = json.loads(base_calibration().to_json())
    assert set(written["weights"]) == set(NAMES)


def test_asking_for_the_version_imports_no_numpy() -> None:
    code = (
        "import sys; from newslint.cli.main import main\n"
        "sys.argv = ['newslint', '--version']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert 'numpy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
