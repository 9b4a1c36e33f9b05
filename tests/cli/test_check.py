"""newslint check: formats, selection, positions, exit codes."""

import json
from pathlib import Path

from .conftest import Run

PAGE = "# 渔港复工\n\n码头𠮷号泊位(含引桥)上午恢复作业,三十条渔船陆续出海。\n\n本报记者 周立言\n"


def test_text_output_points_at_the_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    done = run("check", "page.txt")
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0].startswith("page.txt:3:7: PUN001 halfwidth-punctuation: ")
    assert lines[2].endswith(" 3 | 码头𠮷号泊位(含引桥)上午恢复作业,三十条渔船陆续出海。")
    # six wide characters before the bracket; brackets and three characters under the caret
    assert lines[3].startswith(" " * 3 + "|" + " " * 13 + "^" * 8 + " ")
    assert lines[-1].startswith(f"1 file, {len(PAGE)} characters, 2 findings (2 fixable")


def test_concise_output_is_a_line_a_finding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    done = run("check", "page.txt", "--output-format", "concise")
    assert [line.split(": ")[0] for line in done.out.splitlines()] == [
        "page.txt:3:7",
        "page.txt:3:18",
    ]


def test_jsonl_output_is_in_code_points_of_the_decoded_source(run: Run, tmp_path: Path) -> None:
    data = PAGE.replace("\n", "\r\n").encode("utf-8-sig")
    (tmp_path / "page.txt").write_bytes(data)
    decoded = data.decode("utf-8-sig")
    done = run("check", "page.txt", "--output-format", "jsonl")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [one["code"] for one in found] == ["PUN001", "PUN001", "FUR003"]
    for one in found:
        assert decoded[one["start"] : one["end"]] == one["text"]
        for edit in one["edits"]:
            assert decoded[edit["start"] : edit["end"]] == edit["old"]
    assert (found[0]["line"], found[0]["column"]) == (3, 7)
    assert (found[0]["end_line"], found[0]["end_column"]) == (3, 12)
    assert set(found[0]) == {
        "path",
        "row",
        "field",
        "code",
        "name",
        "level",
        "message",
        "start",
        "end",
        "line",
        "column",
        "end_line",
        "end_column",
        "text",
        "safety",
        "confidence",
        "contract",
        "candidates",
        "edits",
        "evidence",
        "key",
    }


def test_rows_are_named_with_row_and_field(run: Run, tmp_path: Path) -> None:
    rows = [{"id": 1, "body": "渔船回港。"}, {"id": 2, "body": "渔船出海。\n渔船,回港。"}]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "rows.jsonl").write_text("\n" + text + "\n", "utf-8")
    done = run(
        "check", "rows.jsonl", "--text-field", "body", "--output-format", "jsonl", "--select", "PUN"
    )
    [found] = [json.loads(line) for line in done.out.splitlines()]
    assert (found["path"], found["row"], found["field"]) == ("rows.jsonl", 3, "/body")
    assert (found["line"], found["column"], found["start"]) == (2, 3, 8)


def test_selection_is_by_code_prefix_and_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE.rstrip(), "utf-8")

    def codes(*options: str) -> set[str]:
        out = run("check", "page.txt", "--output-format", "jsonl", *options).out
        return {json.loads(line)["code"] for line in out.splitlines()}

    assert codes() == {"PUN001", "LAY005", "FUR003"}
    assert codes("--select", "PUN") == {"PUN001"}
    assert codes("--select", "blank-run") == {"LAY005"}
    assert codes("--ignore", "LAY,PUN001,FUR") == set()
    assert codes("--select", "OCR", "--extend-select", "LAY005") == {"LAY005"}


def test_a_clean_text_exits_with_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("码头上午恢复作业，三十条渔船陆续出海。\n", "utf-8")
    done = run("check", "page.txt")
    assert (done.code, done.err) == (0, "")
    said, summary = done.out.splitlines()
    assert said.startswith("misread characters judged by the model base; it finds")
    assert summary == "1 file, 20 characters, 0 findings"


def test_standard_input_is_a_text(run: Run) -> None:
    done = run("check", "-", "--output-format", "concise", stdin="渔船,回港。\n".encode())
    assert done.code == 1
    assert done.out.startswith("stdin.txt:1:3: PUN001")


def test_rows_can_come_from_standard_input(run: Run) -> None:
    done = run(
        "check",
        "-",
        "--stdin-filename",
        "rows.jsonl",
        "--output-format",
        "concise",
        stdin='{"text": "渔船,回港。"}\n'.encode(),
    )
    assert done.out.startswith("rows.jsonl:1:1:3: PUN001")


def test_statistics_count_by_rule(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    done = run("check", "page.txt", "--statistics")
    share = f"{2 * 10_000 / len(PAGE):.2f}"
    assert f"        2        2 {share:>8}  PUN001 halfwidth-punctuation" in done.out


def test_paths_are_named_alike_however_they_are_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "page.txt").write_text(PAGE, "utf-8")
    outputs = {
        run("check", path, "--output-format", "jsonl").out
        for path in ("d", "./d/", str(tmp_path / "d"), "d/page.txt", "d/*.txt")
    }
    assert len(outputs) == 1


def test_a_key_does_not_depend_on_the_line(run: Run, tmp_path: Path) -> None:
    def key(text: str) -> str:
        (tmp_path / "page.txt").write_text(text, "utf-8")
        out = run("check", "page.txt", "--output-format", "jsonl", "--select", "PUN").out
        return str(json.loads(out.splitlines()[0])["key"])

    assert key(PAGE) == key("# 头条\n\n另有一条消息，今日见报，篇幅不长。\n\n" + PAGE)


def test_rules_and_explain_show_what_is_installed(run: Run) -> None:
    rules = run("rules")
    assert rules.code == 0
    assert "LAY001  split-sentence" in rules.out
    page = run("explain", "split-sentence")
    assert page.code == 0
    assert "When the fix is safe" in page.out
    assert run("explain", "NOPE").code == 2
    assert json.loads(run("rules", "--output-format", "jsonl").out.splitlines()[0])["code"]
