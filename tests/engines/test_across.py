"""Copies across documents: told by default, dropped when asked, and never lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engines.corpora import clean, written
from planting import clean_page

PRIORITY = ("--priority", "晨报*")


def story(seed: int) -> str:
    """Return the paragraphs of a page without its headings and bylines."""
    lines = clean_page(Random(seed))
    return "\n\n".join(line for line in lines if line.endswith("。"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("across")
    corpus = root / "corpus"
    corpus.mkdir()
    rows: list[dict[str, Any]] = [
        {"id": seed, "text": story(seed), "source": "晚报", "date": f"2025-03-{seed + 1:02}"}
        for seed in range(12)
    ]
    rows.append({**rows[3], "id": 100, "source": "晨报", "date": "2025-04-01"})
    near = rows[5]["text"].replace("。", "！", 2)[:-12] + "，另有其他消息。"
    rows.append({"id": 101, "text": near, "source": "晚报", "date": "2025-02-01"})
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (corpus / "rows.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (corpus / "page.txt").write_text(rows[7]["text"] + "\n", "utf-8")
    return root


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def ids(directory: Path) -> dict[object, str]:
    """Return the ids of the records and those dropped, by the id of their row."""
    found = {}
    for name in ("records.jsonl", "dropped.jsonl"):
        for line in lines(directory / name):
            ours = line.get("newslint", line)
            found[line["id"] if "newslint" in line else "page"] = ours["id"]
    return found


def test_copies_are_told_and_stay(root: Path) -> None:
    assert clean(root, "told").returncode == 0
    told = root / "told"
    assert len(lines(told / "records.jsonl")) == 15
    assert lines(told / "dropped.jsonl") == []
    by_id = ids(told)
    said = {line["record"]: line for line in lines(told / "duplicates.jsonl")}
    assert set(said) == {by_id[100], by_id[5], by_id["page"]} or set(said) == {
        by_id[100],
        by_id[5],
        by_id[7],
    }
    assert said[by_id[100]]["winner"] == by_id[3]
    assert said[by_id[100]]["rule"] == "DUP101"
    assert said[by_id[5]]["rule"] == "DUP102"
    assert said[by_id[5]]["winner"] == by_id[101], "the earlier one stays"
    marked = [
        line
        for line in lines(told / "records.jsonl")
        if set(line.get("newslint", line)["findings_left"]) & {"DUP101", "DUP102"}
    ]
    assert {line.get("newslint", line)["id"] for line in marked} == set(said)
    findings = json.loads((told / "manifest.json").read_text("utf-8"))["findings"]
    assert (findings["DUP101"], findings["DUP102"]) == (2, 1)


@pytest.mark.parametrize("options", [(), ("--workers", "2", "--task-size", "2000")])
def test_copies_are_dropped_when_asked(root: Path, options: tuple[str, ...]) -> None:
    output = f"dropped{len(options)}"
    done = clean(root, output, "--drop", "DUP101,DUP102", *PRIORITY, *options)
    assert done.returncode == 0, done.stderr.decode()
    directory = root / output
    by_id = ids(directory)
    dropped = {
        line.get("newslint", line)["id"]: line for line in lines(directory / "dropped.jsonl")
    }
    assert len(dropped) == 3
    ours = dropped[by_id[3]]["newslint"]
    assert (ours["rule"], ours["winner"]) == ("DUP101", by_id[100]), "the preferred source stays"
    assert ours["similarity"] == 1
    assert dropped[by_id[3]]["text"] == story(3)
    kept = {line.get("newslint", line)["id"] for line in lines(directory / "records.jsonl")}
    assert len(kept) == 12
    assert {line.get("newslint", line)["winner"] for line in dropped.values()} <= kept
    pieces = {
        piece["record"]: piece["dropped_by"]
        for page in lines(directory / "pages.jsonl")
        for piece in page["pieces"]
        if piece["dropped_by"]
    }
    assert set(pieces) == set(dropped)
    counts = json.loads((directory / "manifest.json").read_text("utf-8"))["counts"]
    assert counts["input"] == 15 == counts["records"] + counts["dropped"]


def test_the_division_of_the_work_does_not_show_in_copies(root: Path) -> None:
    assert written(root / "dropped0") == written(root / "dropped4")


def test_undo_gives_dropped_copies_back(root: Path) -> None:
    command = [sys.executable, "-m", "newslint", "undo", "dropped0", "-o", "back"]
    assert subprocess.run(command, cwd=root, check=False, timeout=60).returncode == 0
    assert written(root / "back" / "corpus") == written(root / "corpus")


def test_a_source_that_loses_too_much_is_an_alarm(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for source in ("a", "b"):
        rows = (json.dumps({"text": story(seed), "source": source}) for seed in range(30))
        (corpus / f"{source}.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    done = clean(tmp_path, "out", "--drop", "DUP101", "--max-loss", "0.4")
    assert done.returncode == 1
    assert b"30 of 30" in done.stderr or b"30" in done.stderr
    assert len(lines(tmp_path / "out" / "records.jsonl")) == 30
