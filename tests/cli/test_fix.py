"""newslint fix repairs files in place and keeps a log that gives them back."""

from pathlib import Path

import pytest

from .conftest import Run

PAGE = "# 渔港复工\n\n码头(含引桥)上午恢复作业,三十条渔船陆\n\n续出海。\n\n本报记者 周立言"
FIXED = "# 渔港复工\n\n码头（含引桥）上午恢复作业，三十条渔船陆续出海。\n\n本报记者 周立言\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_codec_mark_and_line_ends_stay(run: Run, tmp_path: Path, codec: str, newline: str) -> None:
    before = PAGE.replace("\n", newline).encode(codec)
    page = tmp_path / "page.txt"
    page.write_bytes(before)
    page.chmod(0o640)
    done = run("fix", "page.txt")
    assert done.code == 1
    assert page.read_bytes() == FIXED.replace("\n", newline).encode(codec)
    assert page.stat().st_mode & 0o777 == 0o640
    assert run("fix", "page.txt").code == 0
    undone = run("undo", "--log", ".newslint/fix-1.jsonl")
    assert undone.code == 0, undone.err
    assert page.read_bytes() == before


def test_diff_and_check_write_nothing(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    diff = run("fix", "page.txt", "--diff")
    assert diff.code == 1
    assert "+码头（含引桥）上午恢复作业，三十条渔船陆续出海。" in diff.out
    assert run("fix", "page.txt", "--check").code == 1
    assert page.read_text("utf-8") == PAGE
    assert not (tmp_path / ".newslint").exists()


def test_check_fix_is_fix(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    assert run("check", "page.txt", "--fix").code == 1
    assert (tmp_path / "page.txt").read_text("utf-8") == FIXED


def test_rows_are_repaired_in_place_and_given_back(run: Run, tmp_path: Path) -> None:
    before = (
        '{"n": 1.0, "text": "渔船,回港。"}\r\n\n{"text":"\\u6e14\\u8239,\\u56de\\u6e2f。","m":[]}\n'
        'no row\n{"text": "天晴。"}'
    ).encode()
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(before)
    done = run("fix", "rows.jsonl", "--log", "log.jsonl")
    assert done.code == 3
    assert (
        rows.read_bytes()
        == (
            '{"n": 1.0, "text": "渔船，回港。"}\r\n\n{"text":"渔船，回港。","m":[]}\n'
            'no row\n{"text": "天晴。"}'
        ).encode()
    )
    assert run("undo", "--log", "log.jsonl").code == 0
    assert rows.read_bytes() == before


def test_a_file_changed_since_is_not_undone(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    run("fix", "page.txt")
    page.write_text(FIXED + "天晴。\n", "utf-8")
    done = run("undo", "--log", ".newslint/fix-1.jsonl")
    assert done.code == 3
    assert "was changed after the repair" in done.err
    assert page.read_text("utf-8") == FIXED + "天晴。\n"


def test_standard_input_goes_to_standard_output(run: Run) -> None:
    done = run("fix", "-", stdin=PAGE.encode())
    assert (done.code, done.out) == (1, FIXED)
    same = run("fix", "-", stdin=FIXED.encode())
    assert (same.code, same.out) == (0, FIXED)


def test_a_later_file_keeps_the_log_of_the_earlier_ones(run: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(PAGE, "utf-8")
    run("fix", "a.txt", "b.txt")
    assert run("undo", "--log", ".newslint/fix-1.jsonl").out == "2 files restored\n"
    assert (tmp_path / "a.txt").read_text("utf-8") == PAGE
    assert (tmp_path / "b.txt").read_text("utf-8") == PAGE
