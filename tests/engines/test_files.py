"""The files of a cleaned directory, in every form: the same records, and undo gives all back."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from engines.corpora import clean, write_corpus, written
from newslint.cli.main import main


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus, and in `plain` what it becomes."""
    root = tmp_path_factory.mktemp("files")
    write_corpus(root, pages=8, rows=24)
    assert clean(root, "plain").returncode == 3
    return root


def undone(root: Path, output: str) -> dict[str, bytes]:
    back = f"{output}-back"
    command = [sys.executable, "-m", "newslint", "undo", output, "-o", back]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return written(root / back / "corpus")


def content(directory: Path, stem: str) -> bytes:
    """Return the lines of all files of one kind, in order."""
    return b"".join(_plain(path) for path in sorted(directory.glob(f"{stem}*.jsonl*")))


def _plain(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zst":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data


KINDS = ("records", "pages", "edits", "left", "dropped", "rejects", "duplicates")


@pytest.mark.parametrize(
    "options",
    [
        ("--compress", "gz"),
        ("--compress", "zst", "--max-file-size", "20KB"),
        ("--max-file-size", "1"),
    ],
    ids=" ".join,
)
def test_the_form_of_files_changes_nothing_in_them(root: Path, options: tuple[str, ...]) -> None:
    output = "-".join(option.strip("-") for option in options)
    assert clean(root, output, *options).returncode == 3
    for kind in KINDS:
        assert content(root / output, kind) == content(root / "plain", kind), kind
    assert undone(root, output) == written(root / "corpus")


def test_all_kinds_of_files_are_divided_alike(root: Path) -> None:
    assert clean(root, "divided", "--max-file-size", "40KB").returncode == 3
    files = sorted((root / "divided").glob("records-*"))
    assert len(files) > 2
    for path in files:
        pages = {json.loads(line)["path"] for line in _lines(path.with_name(_named(path, "pages")))}
        edits = {
            json.loads(line)["source"] for line in _lines(path.with_name(_named(path, "edits")))
        }
        assert edits <= pages
        assert f"of-{len(files):05}" in path.name


def _named(path: Path, kind: str) -> str:
    return path.name.replace("records", kind)


def _lines(path: Path) -> Iterator[str]:
    yield from path.read_text("utf-8").splitlines()


def test_numbers_of_edits_go_on_from_part_to_part(root: Path) -> None:
    edits = [json.loads(line) for line in _lines(root / "plain" / "edits.jsonl")]
    assert [edit["id"] for edit in edits] == list(range(len(edits)))


def test_records_can_be_parquet(root: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    assert clean(root, "parquet", "--records-as", "parquet").returncode == 3
    rows = pq.read_table(root / "parquet" / "records.parquet").to_pylist()
    lines = [json.loads(line) for line in _lines(root / "plain" / "records.jsonl")]
    assert len(rows) == len(lines)
    assert [row["text"] for row in rows] == [line["text"] for line in lines]
    assert not (root / "parquet" / "records.jsonl").exists()
    assert undone(root, "parquet") == written(root / "corpus")


def test_parquet_is_asked_for_before_anything_is_cleaned(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("newslint.sources.extras.find_spec", lambda name: None)
    monkeypatch.chdir(root)
    words = ["newslint", "clean", "corpus", "-o", "none", "--records-as", "parquet"]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "pip install 'newslint[parquet]'" in capsys.readouterr().err
    assert not (root / "none").exists()


def test_standard_input_is_divided_like_a_file(root: Path) -> None:
    rows = (root / "corpus" / "rows.jsonl").read_bytes()
    words = [sys.executable, "-m", "newslint", "clean", "-", "--stdin-filename", "rows.jsonl"]
    words += ["--isolated", "--lm", "off"]
    for output, options in (("alone", []), ("shared", ["--task-size", "3000", "--workers", "2"])):
        done = subprocess.run(
            [*words, "-o", output, *options],
            cwd=root,
            input=rows,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 3, done.stderr.decode()
    assert written(root / "shared") == written(root / "alone")
