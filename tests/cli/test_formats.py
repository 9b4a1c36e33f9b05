"""Every format through the command line: clean, then undo; lists, ids, standard input."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from .conftest import Run

ROW = '{"id": "%s", "text": "渔船,回港。"}\n'
FAST = ("--isolated", "--lm", "off")


def records(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "records.jsonl").read_text("utf-8").splitlines()]


def test_a_directory_of_many_formats_is_cleaned_and_given_back(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    files = {
        "a.txt": "渔船,回港。\n".encode(),
        "b.md.gz": gzip.compress("# 港口\n\n渔船,回港。\n".encode()),
        "c.jsonl": (ROW % 1).encode() + b"{\n" + (ROW % 2).encode(),
        "d.csv": '\ufeffid,text\r\n1,"渔船,回港。"\r\n2\r\n'.encode(),
        "e.tsv": "id\ttext\n1\t渔船,回港。\n".encode(),
    }
    for name, data in files.items():
        (tmp_path / "in" / name).write_bytes(data)
    done = run("clean", "in", "-o", "out", *FAST)
    assert done.code == 3, done.err
    assert "in/c.jsonl:2" in done.err
    assert "in/d.csv:2" in done.err
    assert len(records(tmp_path / "out")) == 6
    assert run("undo", "out", "-o", "back").code == 0
    for name, data in files.items():
        back = (tmp_path / "back" / "in" / name).read_bytes()
        if name.endswith(".gz"):
            back, data = gzip.decompress(back), gzip.decompress(data)
        assert back == data, name


def test_paths_may_stand_in_a_list(run: Run, tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        (tmp_path / name).write_text(ROW % name, "utf-8")
    (tmp_path / "list").write_text("a.jsonl\n\nc.jsonl\n", "utf-8")
    assert run("clean", "--files-from", "list", "-o", "out", *FAST).code == 0
    assert [row["id"] for row in records(tmp_path / "out")] == ["a.jsonl", "c.jsonl"]
    done = run("check", "--files-from", "-", *FAST, stdin=b"b.jsonl\n")
    assert done.code == 1
    assert "b.jsonl" in done.out


def test_the_id_of_a_row_is_in_the_meta_of_its_record(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(ROW % "港-1", "utf-8")
    assert run("clean", "a.jsonl", "-o", "out", "--id-field", "id", *FAST).code == 0
    [row] = records(tmp_path / "out")
    assert isinstance(row["newslint"], dict)
    assert row["newslint"]["meta"] == {"id": "港-1"}


def test_nothing_to_read_is_a_usage_error(run: Run) -> None:
    done = run("check", *FAST)
    assert done.code == 2
    assert "--files-from" in done.err


def test_a_missing_list_is_a_usage_error(run: Run) -> None:
    done = run("check", "--files-from", "nowhere", *FAST)
    assert done.code == 2
    assert "nowhere" in done.err


def test_rows_are_read_from_standard_input(run: Run) -> None:
    data = gzip.compress((ROW % 1).encode())
    done = run("check", "-", "--stdin-filename", "x.jsonl.gz", *FAST, stdin=data)
    assert done.code == 1
    assert "x.jsonl.gz:1" in done.out


@pytest.mark.parametrize("name", ["a.csv", "a.txt.gz"])
def test_other_formats_are_not_repaired_in_place(run: Run, tmp_path: Path, name: str) -> None:
    data = gzip.compress("渔船,回港。\n".encode()) if name.endswith(".gz") else b"text\na,b\n"
    (tmp_path / name).write_bytes(data)
    done = run("fix", name, *FAST)
    assert done.code == 2
    assert f"newslint clean {name}" in done.err
    (tmp_path / "b.txt").write_text("渔船,回港。\n", "utf-8")
    done = run("fix", name, "b.txt", *FAST)
    assert done.code == 1
    assert (tmp_path / "b.txt").read_text("utf-8") == "渔船，回港。\n"
    assert (tmp_path / name).read_bytes() == data


def test_a_truncated_file_is_said_and_given_back(run: Run, tmp_path: Path) -> None:
    rows = "".join(ROW % f"{number:x}{number**7:x}" for number in range(2000))
    data = gzip.compress(rows.encode())[:-500]
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    done = run("clean", "a.jsonl.gz", "-o", "out", *FAST)
    assert done.code == 3
    assert "ends in the middle of its compressed data" in done.err
    assert len(records(tmp_path / "out")) > 1000
    assert run("undo", "out", "-o", "back").code == 0
    assert (tmp_path / "back" / "a.jsonl.gz").read_bytes() == data


def test_writing_anew_keeps_every_format(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress((ROW % 1 + "{\n" + ROW % 2).encode()))
    (tmp_path / "b.csv").write_text('id,text\n1,"渔船,回港。"\n', "utf-8")
    assert run("clean", "a.jsonl.gz", "b.csv", "-o", "out", *FAST).code == 3
    assert run("undo", "out", "--rule", "PUN001", "--write").code == 0
    assert {row["text"] for row in records(tmp_path / "out")} == {"渔船,回港。"}
    assert run("undo", "out", "-o", "back").code == 0
    assert (tmp_path / "back" / "b.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    back = gzip.decompress((tmp_path / "back" / "a.jsonl.gz").read_bytes())
    assert back == gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes())


def test_nothing_is_left_behind_when_there_is_no_edit_to_undo(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(ROW % 1, "utf-8")
    assert run("clean", "a.jsonl", "-o", "out", *FAST).code == 0
    before = {path.name for path in (tmp_path / "out").iterdir()}
    done = run("undo", "out", "--edit", "77", "--write")
    assert done.code == 2
    assert "no such edit" in done.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == before
