import json
from pathlib import Path

import pytest

from made_up_news import news
from newslint.cli import judging
from newslint.model import self_calibration, train
from newslint.model.calibration import base_calibration
from newslint.model.judges import opened
from newslint.model.typos import base_model

from .conftest import Run


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "newslint"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for at in range(6):
        text = "\n".join(news(5_000, seed=at))
        (folder / f"{at}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def small_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "ENOUGH", 20_000)


def test_a_corpus_is_mixed_with_the_base(run: Run, corpus: Path) -> None:
    done = run("lm", "train", "corpus", "-o", "own.lm")
    assert done.code == 0
    assert "own.lm: " in done.out
    assert "lm calibrate" in done.err
    told = run("lm", "info", "own.lm", "--output-format", "json")
    facts = json.loads(told.out)
    assert facts["name"] == "own"
    assert facts["base"] == base_model().digest
    assert facts["calibration"] == "that of the base"
    assert facts["n-grams"]["2"] > 100


def test_a_corpus_sets_the_thresholds_of_its_model(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_calibration, "LEAST", 25_000)
    done = run("lm", "train", "corpus", "-o", "own.lm")
    assert "thresholds are set by the corpus itself" in done.err
    facts = json.loads(run("lm", "info", "own.lm", "--output-format", "json").out)
    assert facts["calibration"] == "thresholds by the corpus itself"
    assert "thresholds of the base" not in run("check", "corpus", "--lm", "own.lm").out
    run("lm", "calibrate", "corpus", "--lm", "own.lm")
    facts = json.loads(run("lm", "info", "own.lm", "--output-format", "json").out)
    assert facts["calibration"] == "its own"


def test_a_corpus_can_stand_alone(run: Run, corpus: Path) -> None:
    assert run("lm", "train", "corpus", "--alone", "--size", "2000", "-o", "own.lm").code == 0
    assert "whole model" in run("lm", "info", "own.lm").out


def test_rows_are_read_from_their_field(run: Run, tmp_path: Path) -> None:
    rows = (json.dumps({"body": line}, ensure_ascii=False) for line in news(20_000))
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert run("lm", "train", "rows.jsonl", "--text-field", "body", "-o", "own.lm").code == 0


def test_training_twice_gives_the_same_bytes(run: Run, corpus: Path, tmp_path: Path) -> None:
    run("lm", "train", "corpus", "-o", "one.lm", "--name", "n")
    run("lm", "train", "corpus", "-o", "two.lm", "--name", "n")
    assert (tmp_path / "one.lm").read_bytes() == (tmp_path / "two.lm").read_bytes()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n \n", "empty"),
        ("渡口停着三条旧船。\n" * 4_000, "1 of 4,000 lines differ"),
        ("No Chinese here.\nNone at all.\n", "no Chinese"),
    ],
)
def test_what_cannot_be_learnt_from_leaves_the_file_alone(
    run: Run, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "bad.txt").write_text(text, encoding="utf-8")
    (tmp_path / "own.lm").write_bytes(b"kept")
    done = run("lm", "train", "bad.txt", "-o", "own.lm")
    assert done.code == 2
    assert words in done.err
    assert done.err.count("\n") == 1
    assert (tmp_path / "own.lm").read_bytes() == b"kept"


def test_an_unknown_size_is_told(run: Run, corpus: Path) -> None:
    done = run("lm", "train", "corpus", "-o", "own.lm", "--size", "huge")
    assert done.code == 2
    assert "allowed: small, large, or a number" in done.err


def test_the_shipped_model_tells_what_it_is(run: Run) -> None:
    done = run("lm", "info", "base")
    assert done.code == 0
    assert base_model().digest in done.out
    assert "expected recall" in done.out


@pytest.mark.parametrize("data", [b"", b"no model", b"newslint.ngrams\n\x09\0\0\0\0\0\0\0"])
@pytest.mark.parametrize("command", [("check", "a.txt"), ("clean", "a.txt", "-o", "out")])
def test_a_broken_model_is_one_line_and_code_2(
    run: Run, tmp_path: Path, data: bytes, command: tuple[str, ...]
) -> None:
    (tmp_path / "a.txt").write_text("江面上有渔火。\n", encoding="utf-8")
    (tmp_path / "bad.lm").write_bytes(data)
    done = run(*command, "--lm", "bad.lm")
    assert done.code == 2
    assert done.err.startswith("newslint: bad.lm: ")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_check_never_trains(run: Run, corpus: Path, small_is_enough: None, own_cache: Path) -> None:
    run("check", "corpus")
    assert not own_cache.exists()
    done = run("check", "corpus", "--lm", "auto")
    assert done.code == 2
    assert "only `newslint clean` trains" in done.err


def test_a_calibration_needs_its_model(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("江面上有渔火。\n", encoding="utf-8")
    (tmp_path / "c.json").write_text(base_calibration().to_json(), encoding="utf-8")
    done = run("check", "a.txt", "--lm-calibration", "c.json")
    assert done.code == 2
    assert "name that model with --lm" in done.err


def test_a_calibration_of_another_model_is_refused(run: Run, corpus: Path, tmp_path: Path) -> None:
    run("lm", "train", "corpus", "-o", "own.lm")
    (tmp_path / "own.lm.json").write_text(base_calibration().to_json(), encoding="utf-8")
    done = run("check", "corpus", "--lm", "own.lm")
    assert done.code == 2
    assert "for another model" in done.err


def manifest_of(folder: Path) -> dict[str, object]:
    value: dict[str, object] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return value


def test_clean_trains_once_and_says_so(
    run: Run, corpus: Path, tmp_path: Path, small_is_enough: None, own_cache: Path
) -> None:
    done = run("clean", "corpus", "-o", "one")
    assert done.code == 0
    assert "base and this corpus" in done.out
    [model] = own_cache.glob("*.lm")
    stamp = model.stat().st_mtime_ns
    assert run("clean", "corpus", "-o", "two").code == 0
    assert model.stat().st_mtime_ns == stamp
    one, two = manifest_of(tmp_path / "one"), manifest_of(tmp_path / "two")
    assert one == two
    assert one["model"] != base_calibration().model
    model.unlink()
    assert run("clean", "corpus", "-o", "three").code == 0
    assert manifest_of(tmp_path / "three") == one


def test_a_small_corpus_is_judged_by_the_base(run: Run, corpus: Path, tmp_path: Path) -> None:
    done = run("clean", "corpus", "-o", "out")
    assert "judged by the model base" in done.out
    assert manifest_of(tmp_path / "out")["model"] == base_calibration().model


def test_off_runs_without_the_rules_that_ask(run: Run, corpus: Path, tmp_path: Path) -> None:
    done = run("clean", "corpus", "-o", "out", "--lm", "off")
    assert "no model judged" in done.out
    manifest = manifest_of(tmp_path / "out")
    assert manifest["model"] is None
    assert isinstance(manifest["rules"], dict)
    assert "OCR002" not in manifest["rules"]
    assert "OCR001" in manifest["rules"]


def test_the_model_can_be_set_in_the_configuration(run: Run, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "newslint.toml").write_text('lm = "off"\n', encoding="utf-8")
    run("clean", "corpus", "-o", "out")
    assert manifest_of(tmp_path / "out")["model"] is None
    run("clean", "corpus", "-o", "out", "--lm", "base")
    assert manifest_of(tmp_path / "out")["model"] == base_calibration().model


def test_a_pinned_model_is_part_of_the_configuration_hash(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    run("lm", "train", "corpus", "-o", "own.lm")
    run("clean", "corpus", "-o", "out", "--lm", "own.lm")
    run("clean", "corpus", "-o", "base", "--lm", "base")
    out, base = manifest_of(tmp_path / "out"), manifest_of(tmp_path / "base")
    assert out["model"] != base["model"]
    assert out["configuration"] != base["configuration"]


def test_text_without_chinese_loads_no_model(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise AssertionError(path)

    from newslint.model import typos

    typos.base_judge.cache_clear()
    typos.base_model.cache_clear()
    monkeypatch.setattr(typos, "load", refuse)
    (tmp_path / "a.txt").write_text("Nothing Chinese in it.\n", encoding="utf-8")
    assert run("check", "a.txt").code == 0


def test_the_cache_is_named_by_content(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "ENOUGH", 20_000)
    from newslint.sources.find import find
    from newslint.sources.read import Reading

    first = judging.trained_on(find([str(corpus)]), Reading())
    (corpus / "0.txt").write_text("\n".join(news(5_000, seed=77)), encoding="utf-8")
    second = judging.trained_on(find([str(corpus)]), Reading())
    assert first.digest != second.digest
    assert len(list(judging.cache_folder().glob("*.lm"))) == 2
    assert all(opened(path) for path in judging.cache_folder().glob("*.lm"))
