"""newslint clean writes a directory that newslint undo takes back, byte for byte."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from planting import planted_page

from .conftest import Run

PAGE = (
    "\n\n# 渔港复工\n\n码头(含引桥)上午恢复作业,三十条渔船陆\n\n续出海，旅馆的人住率上升。\n\n"
    "本报记者 周立言 秦向晚"
)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def records(directory: Path) -> list[dict[str, Any]]:
    return lines(directory / "records.jsonl")


def write_inputs(root: Path) -> dict[str, bytes]:
    """Write files of every kind that clean reads and return their bytes."""
    files = {f"in/page{seed}.txt": planted_page(seed).text.encode() for seed in range(6)}
    files["in/marked.md"] = PAGE.encode("utf-8-sig")
    files["in/old.txt"] = PAGE.encode("gb18030")
    files["in/crlf.txt"] = PAGE.replace("\n", "\r\n").encode()
    files["in/mixed.txt"] = PAGE.replace("\n\n", "\r\n\n", 2).encode()
    files["in/wide.txt"] = PAGE.encode("utf-16")
    files["in/broken.txt"] = PAGE.encode() + b"\xff"
    files["in/empty.txt"] = b""
    files["in/blank.txt"] = b"\n\n\n"
    rows = [
        json.dumps({"id": 1.50, "text": PAGE, "z": None}, ensure_ascii=False),
        json.dumps({"id": 2, "text": PAGE, "tags": ["\u6e14", 1e3]}),
        '  { "text" : "\\u6e14\\u8239,\\u56de\\u6e2f\\u3002" , "n" : 1.0 }  ',
        "",
        "not json",
        '{"text": "", "newslint": {"old": true}}',
        '{"n": 01}',
    ]
    files["in/rows.jsonl"] = "\r\n".join(rows).encode()
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return files


@pytest.mark.parametrize(
    "options", [(), ("--records", "page"), ("--records", "article"), ("--unsafe",), ("--to", "txt")]
)
def test_undo_gives_every_file_back(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    files = write_inputs(tmp_path)
    done = run("clean", "in", "-o", "out", *options)
    assert done.code == 3, done.err
    undone = run("undo", "out", "-o", "back")
    assert undone.code == 0, undone.err
    for name, data in files.items():
        assert (tmp_path / "back" / name).read_bytes() == data, name
    assert len(list((tmp_path / "back").rglob("*.*"))) == len(files)


def test_the_same_input_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    write_inputs(tmp_path)
    for number, path in enumerate(("in", "./in/", str(tmp_path / "in"))):
        run("clean", path, "-o", f"out{number}")
    for name in ("records", "pages", "edits", "left", "rejects", "dropped"):
        contents = {(tmp_path / f"out{n}" / f"{name}.jsonl").read_bytes() for n in range(3)}
        assert len(contents) == 1, name
    assert run("clean", "in", "-o", "out0", "--check").code == 3
    reports = {(tmp_path / f"out{n}" / "report.html").read_bytes() for n in range(3)}
    assert len(reports) == 1


def test_check_tells_which_file_would_differ(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    assert run("clean", "page.txt", "-o", "out").code == 0
    same = run("clean", "page.txt", "-o", "out", "--check")
    assert (same.code, same.out) == (0, "")
    (tmp_path / "page.txt").write_text(PAGE + "\n天气转晴，渔汛将至，港口一片繁忙。\n", "utf-8")
    differs = run("clean", "page.txt", "-o", "out", "--check")
    assert differs.code == 1
    assert "records.jsonl: differs" in differs.out


def test_a_record_is_an_article_with_its_parts_in_their_fields(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    run("clean", "page.txt", "-o", "out")
    [record] = records(tmp_path / "out")
    assert record["title"] == "渔港复工"
    assert record["byline"] == [
        {"name": "周立言", "role": "记者", "agency": "本报"},
        {"name": "秦向晚", "role": "记者", "agency": "本报"},
    ]
    assert record["text"] == "码头（含引桥）上午恢复作业，三十条渔船陆续出海，旅馆的入住率上升。"
    assert record["edits"] == {"LAY001": 1, "LAY005": 2, "OCR001": 1, "PUN001": 3}
    page = json.loads((tmp_path / "out" / "pages.jsonl").read_text("utf-8"))
    assert [page["text"][start:end] for start, end in record["spans"]] == [page["text"]]
    position = 0
    for piece in page["pieces"]:
        assert piece["start"] == position
        position = piece["end"]
    assert position == len(page["text"])


def test_a_row_keeps_its_other_fields_as_they_were_written(run: Run, tmp_path: Path) -> None:
    line = '{"id": 1.50, "text": "渔船,回港。", "big": 12345678901234567890, "z": [1, 2e3]}'
    (tmp_path / "rows.jsonl").write_text(line + "\n", "utf-8")
    run("clean", "rows.jsonl", "-o", "out")
    written = (tmp_path / "out" / "records.jsonl").read_text("utf-8")
    assert written.startswith(
        '{"id": 1.50, "text": "渔船，回港。", "big": 12345678901234567890, "z": [1, 2e3],'
        '"newslint":{'
    )
    assert json.loads(written)["newslint"]["edits"] == {"PUN001": 1}


def test_rows_can_be_cut_into_articles(run: Run, tmp_path: Path) -> None:
    text = PAGE + "\n\n# 旧厂新生\n\n旧厂房改成了展厅，上周迎来第一批观众。\n\n本报记者 孟一川\n"
    row = json.dumps({"paper": "海港报", "text": text}, ensure_ascii=False)
    (tmp_path / "rows.jsonl").write_text(row + "\n", "utf-8")
    run("clean", "rows.jsonl", "-o", "out", "--records", "article")
    found = records(tmp_path / "out")
    assert [one["paper"] for one in found] == ["海港报", "海港报"]
    assert found[1]["text"] == "旧厂房改成了展厅，上周迎来第一批观众。"


def test_unsafe_applies_what_only_asks(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("水库已经蓄满，大坝安全.\n", "utf-8")
    run("clean", "page.txt", "-o", "safe")
    run("clean", "page.txt", "-o", "unsafe", "--unsafe")
    assert records(tmp_path / "safe")[0]["text"] == "水库已经蓄满，大坝安全."
    assert records(tmp_path / "unsafe")[0]["text"] == "水库已经蓄满，大坝安全。"


def test_undo_of_one_rule_gives_the_page_without_its_edits(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    run("clean", "page.txt", "-o", "out")
    done = run("undo", "out", "--rule", "OCR001", "-o", "back")
    assert done.code == 0
    assert "OCR001 '人住率' -> '入住率': undone" in done.out
    text = (tmp_path / "back" / "page.txt").read_text("utf-8")
    assert "旅馆的人住率上升" in text
    assert "码头（含引桥）" in text


def test_undo_of_one_edit_can_write_the_directory_anew(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    run("clean", "page.txt", "-o", "out")
    edits = lines(tmp_path / "out" / "edits.jsonl")
    [split] = [line["id"] for line in edits if line["rule"] == "LAY001"]
    done = run("undo", "out", "--edit", str(split), "--write")
    assert done.code == 0, done.err
    [record] = records(tmp_path / "out")
    [page] = lines(tmp_path / "out" / "pages.jsonl")
    assert "三十条渔船陆\n\n续出海" in page["text"]
    assert record["edits"] == {"LAY005": 2, "OCR001": 1, "PUN001": 3}
    assert record["findings_left"] == {"LAY001": 1}
    assert run("undo", "out", "-o", "back").code == 0
    assert (tmp_path / "back" / "page.txt").read_text("utf-8") == PAGE


def test_undo_names_what_is_wrong(run: Run, tmp_path: Path) -> None:
    assert run("undo").code == 2
    (tmp_path / "nothing").mkdir()
    assert run("undo", "nothing", "-o", "back").code == 2
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    run("clean", "page.txt", "-o", "out")
    assert run("undo", "out").code == 2
    assert run("undo", "out", "--rule", "ZZZ001", "-o", "back").code == 2
    pages = tmp_path / "out" / "pages.jsonl"
    pages.write_text(pages.read_text("utf-8").replace("渔港", "渔巷"), "utf-8")
    damaged = run("undo", "out", "-o", "back")
    assert damaged.code == 3
    assert "checksum" in damaged.err
    pages.write_text("{", "utf-8")
    assert run("undo", "out", "-o", "back").code == 3


def test_diff_is_the_report_of_a_dry_run(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("渔船,回港。\n\n\n\n天晴。\n", "utf-8")
    done = run("diff", "page.txt")
    assert done.code == 1
    assert (
        done.out
        == ("--- a/page.txt\n+++ b/page.txt\n@@ -1,1 +1,1 @@\n-渔船,回港。\n+渔船，回港。\n")
        or "-渔船,回港。" in done.out
    )
    assert run("diff", "page.txt", "--select", "OCR").code == 0


def test_fail_on_opts_into_exit_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    assert run("clean", "page.txt", "-o", "out", "--fail-on", "warning").code == 1
    assert run("clean", "page.txt", "-o", "out", "--fail-on", "error", "--ignore", "OCR").code == 0


def test_a_cleaned_directory_is_no_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.txt").write_text(PAGE, "utf-8")
    run("clean", "in", "-o", "in/out")
    run("clean", "in", "-o", "again")
    assert len((tmp_path / "again" / "pages.jsonl").read_text("utf-8").splitlines()) == 1


def test_a_text_can_be_cleaned_from_standard_input(run: Run, tmp_path: Path) -> None:
    assert run("clean", "-", "-o", "out", stdin=PAGE.encode()).code == 0
    shutil.rmtree(tmp_path / "back", ignore_errors=True)
    assert run("undo", "out", "-o", "back").code == 0
    assert (tmp_path / "back" / "stdin.txt").read_bytes() == PAGE.encode()
