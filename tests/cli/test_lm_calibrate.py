"""lm calibrate: thresholds from clean text, probabilities from judged findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from made_up_news import news
from newslint.model.calibration import Refit, base_calibration
from newslint.model.judges import STRENGTH, refitted
from newslint.model.typos import base_judge

from .conftest import Run


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for at in range(6):
        text = "\n".join(news(5_000, seed=at))
        (folder / f"{at}.txt").write_text(text, encoding="utf-8")
    return folder


def test_thresholds_come_from_clean_text(run: Run, corpus: Path, tmp_path: Path) -> None:
    run("lm", "train", "corpus", "-o", "own.lm")
    done = run("lm", "calibrate", "corpus", "--lm", "own.lm")
    assert done.code == 0
    assert "1 in 5,000: threshold" in done.out
    assert "moved along" in done.out
    told = json.loads(run("lm", "info", "own.lm", "--output-format", "json").out)
    assert told["calibration"] == "its own"
    assert run("check", "corpus", "--lm", "own.lm").code in (0, 1)


def test_too_little_clean_text_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("江面上有渔火。\n", encoding="utf-8")
    done = run("lm", "calibrate", "a.txt", "-o", "c.json")
    assert done.code == 2
    assert "too few" in done.err
    assert not (tmp_path / "c.json").exists()


def judged(
    number: int, judgement: str | None, odds: float = 3.0, **other: object
) -> dict[str, object]:
    evidence = [
        {"label": "probability", "value": "检 80%"},
        {"label": "log odds", "value": f"{odds:.2f}"},
        {"label": "model", "value": f"{base_judge().mark}; finds 42% of misreadings"},
    ]
    line: dict[str, object] = {
        "id": str(number),
        "rule": "OCR002",
        "name": "improbable-character",
        "status": "open",
        "new": "检",
        "judgement": judgement,
        "evidence": evidence,
        "sample": {"run": "r", "of": 100},
    }
    return line | other


def write(path: Path, lines: Sequence[Mapping[str, object]]) -> None:
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text, encoding="utf-8")


def probability(told: float, refit: Refit) -> float:
    return float(1 / (1 + np.exp(-(refit.slope * told + refit.offset))))


@pytest.mark.parametrize(
    ("labels", "least", "most"), [(1, 0.0, 0.03), (STRENGTH, 0.1, 0.3), (400, 0.4, 0.5)]
)
def test_few_judgements_move_a_probability_little_and_many_move_it_far(
    labels: int, least: float, most: float
) -> None:
    for verdict in (True, False):
        refit = refitted(np.zeros(labels, np.float32), np.full(labels, verdict))
        assert least <= abs(probability(0.0, refit) - 0.5) <= most


def test_without_disagreement_nothing_moves() -> None:
    told = np.repeat(np.array([-1, 0, 1], np.float32), 1000)
    chance = 1 / (1 + np.exp(-told))
    right = np.concatenate([np.arange(1000) < 1000 * one for one in chance[::1000]])
    refit = refitted(told, right)
    assert refit.slope == pytest.approx(1, abs=0.02)
    assert refit.offset == pytest.approx(0, abs=0.02)


def test_slope_and_offset_of_many_judgements_are_found() -> None:
    random = np.random.default_rng(3)
    told = random.normal(0, 2, 4000).astype(np.float32)
    right = random.random(4000) < 1 / (1 + np.exp(-(0.5 * told - 1)))
    refit = refitted(told, right)
    assert refit.slope == pytest.approx(0.5, abs=0.08)
    assert refit.offset == pytest.approx(-1, abs=0.12)


def test_judgements_never_turn_the_order_round() -> None:
    told = np.linspace(-30, 30, 500, dtype=np.float32)
    refit = refitted(told, told < 0)
    assert 0 < refit.slope < 0.1
    assert np.isfinite(refit.offset)


def test_judged_findings_correct_probabilities_and_leave_what_is_found(
    run: Run, tmp_path: Path
) -> None:
    write(
        tmp_path / "s.jsonl",
        [judged(at, "right" if at < 30 else "wrong", 5.0 if at < 30 else 2.0) for at in range(70)],
    )
    done = run("lm", "calibrate", "--judged", "s.jsonl", "-o", "c.json")
    assert done.code == 0
    assert "70 judged findings, 30 right: log odds times" in done.out
    assert f"counts as {STRENGTH}" in done.out
    bins = [line for line in done.out.splitlines() if line.startswith("  told")]
    assert [line.partition(";")[0].partition(": ")[2][:11] for line in bins] == [
        "0 of 40 rig",
        "30 of 30 ri",
    ]
    written = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert written["judged"]["findings"] == 70
    base = json.loads(base_calibration().to_json())
    assert {key: written[key] for key in base} == base


def test_the_same_judgements_twice_are_the_same_as_once(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "s.jsonl", [judged(at, "wrong") for at in range(15)])
    assert run("lm", "calibrate", "--judged", "s.jsonl", "-o", "c.json").code == 0
    once = (tmp_path / "c.json").read_bytes()
    assert run("lm", "calibrate", "--judged", "s.jsonl", "-o", "c.json").code == 0
    assert (tmp_path / "c.json").read_bytes() == once


def test_of_two_judgements_the_later_counts_and_unsure_takes_back(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "one.jsonl", [judged(1, "right"), judged(2, "right"), judged(3, "wrong")])
    write(tmp_path / "two.jsonl", [judged(1, "wrong"), judged(2, "unsure"), judged(3, None)])
    sheets = ("--judged", "one.jsonl", "--judged", "two.jsonl")
    done = run("lm", "calibrate", *sheets, "-o", "c.json")
    assert "2 judged findings, 0 right" in done.out


def test_what_another_judge_found_and_what_has_no_repair_is_left_out(
    run: Run, tmp_path: Path
) -> None:
    other = [{"label": "model", "value": "corpus 0123456789ab; finds 10% of misreadings"}]
    lines = [
        judged(1, "right"),
        judged(2, "right", evidence=other),
        judged(3, "right", new=None),
        judged(4, "right", rule="PUN001"),
    ]
    write(tmp_path / "s.jsonl", lines)
    done = run("lm", "calibrate", "--judged", "s.jsonl", "-o", "c.json")
    assert "1 judged findings, 1 right" in done.out
    assert "1 found by another model or scorer, 1 without a repair left out" in done.out
    write(tmp_path / "s.jsonl", lines[1:])
    done = run("lm", "calibrate", "--judged", "s.jsonl", "-o", "d.json")
    assert done.code == 2
    assert "no judged finding of OCR002 by the model" in done.err
    assert not (tmp_path / "d.json").exists()


@pytest.mark.parametrize("value", ["", "much", "nan", "inf"])
def test_a_finding_without_log_odds_is_one_line_with_its_place(
    run: Run, tmp_path: Path, value: str
) -> None:
    evidence = [
        {"label": "model", "value": base_judge().mark},
        {"label": "log odds", "value": value},
    ]
    write(tmp_path / "s.jsonl", [judged(1, "right"), judged(2, "right", evidence=evidence)])
    done = run("lm", "calibrate", "--judged", "s.jsonl", "-o", "c.json")
    assert done.code == 3
    assert "s.jsonl:2: the finding tells no log odds" in done.err
    assert not (tmp_path / "c.json").exists()


def test_clean_text_and_judgements_are_used_together(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    write(tmp_path / "s.jsonl", [judged(at, "wrong") for at in range(30)])
    done = run("lm", "calibrate", "corpus", "--judged", "s.jsonl", "-o", "c.json")
    assert done.code == 0
    written = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert written["judged"]["findings"] == 30
    assert written["thresholds"] != json.loads(base_calibration().to_json())["thresholds"]
    (tmp_path / "page.txt").write_text("市里通报了全市安全生产工怍情况。\n", encoding="utf-8")
    asked = ("check", "page.txt", "--lm", "base", "--output-format", "jsonl")
    chances = []
    for more in ((), ("--lm-calibration", "c.json")):
        [line] = run(*asked, *more).out.splitlines()
        told = {one["label"]: one["value"] for one in json.loads(line)["evidence"]}
        chances.append(int(told["probability"].split()[-1].rstrip("%")))
    assert chances[1] < chances[0]


def test_a_least_probability_leaves_out_what_judgements_made_less_sure(
    run: Run, tmp_path: Path
) -> None:
    write(tmp_path / "s.jsonl", [judged(at, "wrong", 4.0) for at in range(60)])
    run("lm", "calibrate", "--judged", "s.jsonl", "-o", "c.json")
    (tmp_path / "page.txt").write_text("市里通报了全市安全生产工怍情况。\n", encoding="utf-8")
    (tmp_path / "newslint.toml").write_text("[rules.OCR002]\nprobability = 0.5\n", "utf-8")
    assert run("check", "page.txt", "--lm", "base").code == 1
    assert run("check", "page.txt", "--lm", "base", "--lm-calibration", "c.json").code == 0


def test_a_calibration_of_a_model_that_was_replaced_is_begun_anew(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    assert run("lm", "train", "corpus", "-o", "own.lm").code == 0
    assert run("lm", "calibrate", "corpus", "--lm", "own.lm").code == 0
    (corpus / "0.txt").write_text("\n".join(news(5_000, seed=71)), encoding="utf-8")
    done = run("lm", "train", "corpus", "-o", "own.lm")
    assert "own.lm.json is for the model that was replaced: calibrate again" in done.err
    assert run("check", "corpus", "--lm", "own.lm").code == 2
    done = run("lm", "calibrate", "corpus", "--lm", "own.lm")
    assert done.code == 0
    assert "for another model" in done.err
    assert "begun anew" in done.err
    checked = run("check", "corpus", "--lm", "own.lm")
    assert "judged by the model own; it finds" in checked.out
    assert "thresholds of the base" not in checked.out


def test_a_model_without_thresholds_of_its_own_says_so(run: Run, corpus: Path) -> None:
    run("lm", "train", "corpus", "-o", "own.lm")
    assert "thresholds of the base" in run("check", "corpus", "--lm", "own.lm").out


def test_a_sample_that_was_judged_calibrates_the_model_that_was_sampled(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    random = Random(5)
    truth = (corpus / "1.txt").read_text("utf-8")
    pairs = {"未": "末", "入": "人", "作": "怍", "度": "庋", "年": "午", "土": "士", "上": "士"}
    places = [at for at, one in enumerate(truth) if one in pairs]
    text = list(truth)
    for at in random.sample(places, min(60, len(places))):
        text[at] = pairs[text[at]]
    (tmp_path / "page.txt").write_text("".join(text), encoding="utf-8")
    run("lm", "train", "corpus", "-o", "own.lm")
    run("lm", "calibrate", "corpus", "--lm", "own.lm")
    asked = ("--lm", "own.lm", "--sample", "40", "--select", "OCR002")
    assert run("clean", "page.txt", "-o", "out", *asked).code == 0
    lines = [
        json.loads(line)
        for line in (tmp_path / "out" / "sample.jsonl").read_text("utf-8").splitlines()
    ]
    for line in lines:
        place = slice(line["place"]["start"], line["place"]["end"])
        line["judgement"] = "right" if line["new"] == truth[place] else "wrong"
    write(tmp_path / "judged.jsonl", lines)
    repaired = sum(line["new"] is not None for line in lines)
    assert repaired >= 5
    done = run("lm", "calibrate", "--lm", "own.lm", "--judged", "judged.jsonl")
    assert done.code == 0
    assert f"{repaired} judged findings" in done.out
    facts = json.loads(run("lm", "info", "own.lm", "--output-format", "json").out)
    assert facts["calibration"] == "its own"
    assert facts["judged findings"] == repaired
    assert run("check", "page.txt", "--lm", "own.lm", "--select", "OCR002").code == 1
