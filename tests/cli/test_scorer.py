"""A masked language model named on the command line or in the configuration."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from made_up_news import news
from newslint.model.calibration import base_calibration
from newslint.model.scorers import choose
from newslint.model.scorers.protocol import Context, Logs, Scorer
from newslint.model.typos import base_judge
from newslint.text.charclass import encode
from tiny_models import write_graph, write_tokenizer

from .conftest import Run

DOUBTED = "读者可以凭身份征办理借书证。\n"
SPEC = "onnx:models/tiny"
DOUBTING = ("--lm", "base", "--lm-calibration", "doubting.json")
"""A calibration to which the misreading of the page is a little less sure than the threshold."""


class Liking:
    """A scorer that likes one character."""

    def __init__(self, liked: str) -> None:
        self.liked = liked

    @property
    def digest(self) -> str:
        return f"{ord(self.liked):064x}"

    def score(self, contexts: Sequence[Context]) -> list[Logs]:
        return [
            np.array([-1.0 if own == self.liked else -9.0 for own in one.characters], np.float32)
            for one in contexts
        ]


@pytest.fixture(autouse=True)
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    known, judge = base_calibration(), base_judge()
    odds = judge.judge(encode(DOUBTED), np.zeros(1, dtype=np.int64)).odds.max()
    bias = known.bias + known.threshold(20_000) - 1.0 - float(odds)
    doubting = replace(known, bias=bias).to_json()
    (tmp_path / "doubting.json").write_text(doubting, encoding="utf-8")
    (tmp_path / "page.txt").write_text(DOUBTED, encoding="utf-8")
    return tmp_path / "page.txt"


@pytest.fixture
def likes(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make every specification name a scorer that likes a character."""

    def like(liked: str) -> None:
        def opened(spec: str, threads: int = 1) -> Scorer:
            assert spec == SPEC
            return Liking(liked)

        monkeypatch.setattr(choose, "scorer", opened)

    return like


def manifest_of(folder: Path) -> dict[str, object]:
    value: dict[str, object] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return value


def test_what_the_scorer_says_changes_what_is_found_and_the_output_names_it(
    run: Run, likes: Callable[[str], None]
) -> None:
    alone = run("check", "page.txt", *DOUBTING)
    assert (alone.code, "OCR002" in alone.out) == (0, False)
    assert "judged by the model base; it finds and rightly corrects some" in alone.out
    likes("证")
    both = run("check", "page.txt", *DOUBTING, "--scorer", SPEC)
    assert both.code == 1
    assert "OCR002 improbable-character: 征 may stand for 证" in both.out
    said = both.out.splitlines()[-2]
    assert f"judged by the model base and the scorer {SPEC} ({Liking('证').digest[:12]})" in said
    assert "both together are not measured" in said
    likes("征")
    assert run("check", "page.txt", *DOUBTING, "--scorer", SPEC).code == 0


def test_the_configuration_names_a_scorer_and_the_command_line_wins(
    run: Run, tmp_path: Path, likes: Callable[[str], None]
) -> None:
    likes("证")
    (tmp_path / "newslint.toml").write_text(f'scorer = "{SPEC}"\n', encoding="utf-8")
    for command in (("check",), ("diff", "--unsafe")):
        assert run(*command, "page.txt", *DOUBTING).code == 1
        assert run(*command, "page.txt", *DOUBTING, "--scorer", "off").code == 0
        assert run(*command, "page.txt", "--lm", "off").code == 0


def test_scorer_and_manifest_belong_together(
    run: Run, tmp_path: Path, likes: Callable[[str], None]
) -> None:
    for name, liked in (("one", "证"), ("two", "证"), ("other", "船")):
        likes(liked)
        done = run("clean", "page.txt", "-o", name, "--scorer", SPEC)
        assert f"the scorer {SPEC} ({Liking(liked).digest[:12]})" in done.out
    assert run("clean", "page.txt", "-o", "without").code == 0
    one, two, other, without = (
        manifest_of(tmp_path / name) for name in ("one", "two", "other", "without")
    )
    assert one == two
    for key in ("model", "configuration"):
        assert len({one[key], other[key], without[key]}) == 3


def test_fix_says_who_judged(run: Run, page: Path, likes: Callable[[str], None]) -> None:
    likes("证")
    page.write_text(DOUBTED + "渔船,回港。\n", encoding="utf-8")
    done = run("fix", "page.txt", "--scorer", SPEC)
    assert done.code == 1
    assert f"judged by the model base and the scorer {SPEC}" in done.err
    assert page.read_text("utf-8") == DOUBTED + "渔船，回港。\n"


def test_a_scorer_has_nothing_to_read_where_no_model_judges(
    run: Run, likes: Callable[[str], None]
) -> None:
    likes("证")
    done = run("check", "page.txt", "--lm", "off", "--scorer", SPEC)
    assert done.code == 2
    assert "leave out --scorer or --lm off" in done.err


@pytest.mark.parametrize("command", [("check",), ("fix",), ("diff",), ("clean", "-o", "out")])
def test_a_scorer_that_is_none_stops_every_command(
    run: Run, tmp_path: Path, command: Sequence[str]
) -> None:
    done = run(*command, "page.txt", "--scorer", "bert")
    assert done.code == 2
    assert done.err == "newslint: bert: no such scorer; write onnx:PATH or hf:NAME_OR_PATH\n"
    assert run(*command, "page.txt", "--select", "PUN001", "--scorer", "bert").code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("scheme", "package", "extra"), [("onnx", "tokenizers", "onnx"), ("hf", "torch", "hf")]
)
def test_a_missing_extra_is_named(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    package: str,
    extra: str,
) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    for name in ("model.onnx", "tokenizer.json"):
        (folder / name).touch()
    monkeypatch.setitem(sys.modules, package, None)
    done = run("check", "page.txt", "--scorer", f"{scheme}:models")
    assert done.code == 2
    assert f"{package} is not installed; pip install newslint[{extra}]" in done.err
    assert done.err.count("\n") == 1


def test_thresholds_set_with_a_scorer_hold_with_it_alone(
    run: Run, tmp_path: Path, likes: Callable[[str], None]
) -> None:
    (tmp_path / "clean.txt").write_text("\n".join(news(26_000, seed=3)), encoding="utf-8")
    likes("证")
    done = run("lm", "calibrate", "clean.txt", "--scorer", SPEC, "-o", "c.json")
    assert done.code == 0
    written = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert written["scorer"] == Liking("证").digest
    assert written["recall"] == {}
    named = ("check", "page.txt", "--lm", "base", "--lm-calibration", "c.json")
    both = run(*named, "--scorer", SPEC)
    assert both.code in (0, 1)
    assert "what share of them is found is not measured" in both.out
    refused = run(*named)
    assert refused.code == 2
    assert f"thresholds hold with the scorer {Liking('证').digest[:12]} only" in refused.err
    likes("船")
    assert run(*named, "--scorer", SPEC).code == 2


def test_a_new_scorer_is_not_calibrated_by_judgements_alone(
    run: Run, tmp_path: Path, likes: Callable[[str], None]
) -> None:
    likes("证")
    (tmp_path / "s.jsonl").write_text("", encoding="utf-8")
    done = run("lm", "calibrate", "--judged", "s.jsonl", "--scorer", SPEC, "-o", "c.json")
    assert done.code == 2
    assert "name clean text, too" in done.err


def test_findings_judged_with_a_scorer_calibrate_it_and_nothing_else(
    run: Run, tmp_path: Path, likes: Callable[[str], None]
) -> None:
    (tmp_path / "clean.txt").write_text("\n".join(news(26_000, seed=4)), encoding="utf-8")
    likes("证")
    assert run("lm", "calibrate", "clean.txt", "--scorer", SPEC, "-o", "c.json").code == 0
    named = ("--scorer", SPEC, "--lm", "base", "--lm-calibration", "c.json")
    assert run("clean", "page.txt", "-o", "out", "--sample", "9", *named).code == 0
    sheet = (tmp_path / "out" / "sample.jsonl").read_text(encoding="utf-8")
    judged = sheet.replace('"judgement":null', '"judgement":"right"')
    (tmp_path / "judged.jsonl").write_text(judged, encoding="utf-8")
    by = ("lm", "calibrate", "--judged", "judged.jsonl")
    done = run(*by, "--scorer", SPEC, "-o", "c.json")
    assert done.code == 0
    assert "1 judged findings, 1 right" in done.out
    assert json.loads((tmp_path / "c.json").read_text("utf-8"))["judged"]["findings"] == 1
    other = run(*by, "-o", "d.json")
    assert other.code == 2
    assert "1 found by another model or scorer" in other.err


def test_an_onnx_file_is_read_without_the_network(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    folder = tmp_path / "models" / "tiny"
    folder.mkdir(parents=True)
    write_tokenizer(folder, (*"的一是在不了有和人这", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"))
    write_graph(folder, words=15)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    told = ("--output-format", "jsonl", "--select", "OCR002", "--scorer", SPEC)
    done = run("check", "page.txt", *told)
    assert done.code == 1
    [line] = done.out.splitlines()
    labels = [one["label"] for one in json.loads(line)["evidence"]]
    assert "read again" in labels
    assert run("check", "page.txt", *told).out == done.out
