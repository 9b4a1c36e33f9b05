"""Bad input gets one clear line (what, where, what to do), the right exit code, nothing lost."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import Done, Run

GOOD = "# 渔港复工\n\n码头上午恢复作业，三十条渔船陆续出海。\n\n本报记者 周立言\n"


def one_line(done: Done, *words: str) -> None:
    lines = [line for line in done.err.splitlines() if line.strip()]
    assert len(lines) == 1, done.err
    for word in words:
        assert word in lines[0]
    assert "Traceback" not in done.err


def test_a_missing_path_is_a_usage_error(run: Run) -> None:
    done = run("check", "nowhere.txt")
    assert done.code == 2
    one_line(done, "nowhere.txt", "no such file", "check the path")


def test_a_directory_without_text_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"\x89PNG\r\n")
    done = run("check", "pictures")
    assert done.code == 2
    one_line(done, "pictures", "no text", ".txt")


def test_a_pattern_without_a_match_is_a_usage_error(run: Run) -> None:
    done = run("check", "pages/*.txt")
    assert done.code == 2
    one_line(done, "pages/*.txt", "pattern")


def test_a_binary_file_is_named_with_its_byte(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scan.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe")
    done = run("check", "scan.txt")
    assert done.code == 3
    one_line(done, "scan.txt", "binary file", "byte 8")


def test_a_binary_file_that_is_valid_utf_8_is_named_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_bytes(b"abc\x00def")
    done = run("check", "data.txt")
    assert done.code == 3
    one_line(done, "data.txt", "binary file", "byte 3")


def test_invalid_utf_8_is_named_with_byte_and_line(run: Run, tmp_path: Path) -> None:
    data = GOOD.encode()
    (tmp_path / "page.txt").write_bytes(data[:40] + b"\xff" + data[40:])
    done = run("check", "page.txt")
    assert done.code == 3
    one_line(done, "page.txt", "byte 40", "0xFF", "line 3", "--encoding")


def test_one_bad_file_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").write_bytes(b"\xff\xfe\xfd")
    (tmp_path / "d" / "b.txt").write_text(GOOD.replace("。", "。\n\n\n\n", 1), "utf-8")
    done = run("check", "d", "--output-format", "concise")
    assert done.code == 3
    assert "d/b.txt" in done.out
    one_line(done, "d/a.txt")


def test_gb18030_is_decoded_and_checked(run: Run, tmp_path: Path) -> None:
    text = GOOD.replace("，", ",")
    (tmp_path / "old.txt").write_bytes(text.encode("gb18030"))
    done = run("check", "old.txt", "--output-format", "concise")
    assert done.code == 1
    assert "PUN001" in done.out
    one_line(done, "old.txt", "gb18030")


def test_big5_is_decoded_and_checked(run: Run, tmp_path: Path) -> None:
    text = "碼頭今天上午恢復作業,三十條漁船陸續出海，港口的人們都說這是一個好年。\n"
    (tmp_path / "old.txt").write_bytes(text.encode("big5"))
    done = run("check", "old.txt", "--output-format", "concise", "--select", "PUN")
    assert done.code == 1
    one_line(done, "old.txt", "big5")


def test_utf_16_with_a_mark_is_decoded_and_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wide.txt").write_bytes(GOOD.replace("，", ",").encode("utf-16"))
    done = run("check", "wide.txt", "--output-format", "concise")
    assert done.code == 1
    assert "PUN001" in done.out


def test_the_wrong_encoding_is_an_input_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(GOOD.encode("gb18030"))
    done = run("check", "page.txt", "--encoding", "utf-8")
    assert done.code == 3
    one_line(done, "page.txt", "utf-8")
    unknown = run("check", "page.txt", "--encoding", "klingon")
    assert unknown.code == 2
    one_line(unknown, "klingon")


def test_an_empty_file_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("check", "empty.txt")
    assert done.code == 3
    one_line(done, "empty.txt", "empty")


def test_an_unreadable_file_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "loop.txt").symlink_to("loop.txt")
    done = run("check", "d")
    assert done.code == 3
    one_line(done, "d/loop.txt", "cannot be read")


def test_unknown_rules_are_a_usage_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(GOOD, "utf-8")
    done = run("check", "page.txt", "--select", "ZZZ999")
    assert done.code == 2
    one_line(done, "ZZZ999", "newslint rules")


def test_a_single_line_of_millions_of_characters_is_checked(run: Run, tmp_path: Path) -> None:
    sentence = "码头上午恢复作业，三十条渔船陆续出海。"
    line = sentence * (3_000_000 // len(sentence)) + "渔船,回港。"
    (tmp_path / "long.txt").write_text(line + "\n", "utf-8")
    done = run("check", "long.txt", "--output-format", "concise", "--select", "PUN,LAY,OCR,MIX")
    assert done.code == 1
    assert done.out.count("PUN001") == 1
    assert max(map(len, done.out.splitlines())) < 300


def test_bad_rows_are_rejects_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    rows = [
        b'{"id": 1, "text": "\xe6\xb8\x94\xe8\x88\xb9,\xe5\x9b\x9e\xe6\xb8\xaf\xe3\x80\x82"}',
        b'{"id": 2, "text": ',
        b'{"id": 3}',
        b'{"id": 4, "text": 7}',
        b"[1, 2]",
        b'{"id": 6, "text": "\xff"}',
        b'{"id": 7, "text": "\\ud800,\xe5\x9b\x9e\xe6\xb8\xaf"}',
        b'{"a":' * 3000 + b"1" + b"}" * 3000,
        b'{"id": 9, "text": "x"} trailing',
        b"",
        b'{"id": 11, "text": "\xe6\xb8\xaf"}',
    ]
    (tmp_path / "rows.jsonl").write_bytes(b"\n".join(rows) + b"\n\n")
    done = run("clean", "rows.jsonl", "-o", "out")
    assert done.code == 3
    assert len(done.err.splitlines()) == 7
    assert "Traceback" not in done.err
    rejects = (tmp_path / "out" / "rejects.jsonl").read_text("utf-8").splitlines()
    assert len(rejects) == 7
    records = (tmp_path / "out" / "records.jsonl").read_text("utf-8").splitlines()
    assert len(records) == 3
    undone = run("undo", "out", "-o", "back")
    assert undone.code == 0, undone.err
    assert (tmp_path / "back" / "rows.jsonl").read_bytes() == (tmp_path / "rows.jsonl").read_bytes()


def test_an_output_directory_that_cannot_be_written_is_an_output_error(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "page.txt").write_text(GOOD, "utf-8")
    (tmp_path / "taken").write_text("a file", "utf-8")
    done = run("clean", "page.txt", "-o", "taken/out")
    assert done.code == 4
    one_line(done, "taken", "untouched")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_output_directory_is_an_output_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(GOOD, "utf-8")
    (tmp_path / "locked").mkdir(mode=0o555)
    done = run("clean", "page.txt", "-o", "locked")
    assert done.code == 4
    one_line(done, "locked", "Permission denied")


def written(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def test_a_full_disk_leaves_the_old_output_untouched(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.txt").write_text(GOOD, "utf-8")
    assert run("clean", "page.txt", "-o", "out").code == 0
    before = written(tmp_path / "out")
    (tmp_path / "page.txt").write_text(GOOD * 2, "utf-8")

    def full(*args: object, **kwargs: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    done = run("clean", "page.txt", "-o", "out")
    assert done.code == 4
    one_line(done, "out", "No space left", "untouched")
    assert written(tmp_path / "out") == before


def test_a_full_disk_leaves_a_file_under_repair_untouched(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(GOOD.replace("，", ","), "utf-8")
    before = page.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    done = run("fix", "page.txt")
    assert done.code == 4
    one_line(done, "No space left")
    assert page.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".page")] == []


def test_an_interrupted_run_says_so_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    rows = "".join(f'{{"text": "渔船,回港{n}。"}}\n' for n in range(200_000))
    (tmp_path / "rows.jsonl").write_text(rows, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "newslint", "clean", "rows.jsonl", "-o", "out"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("out/.newslint/parts/*/records.jsonl")):
        assert process.poll() is None
        assert time.monotonic() < deadline
    err = b""
    for _ in range(6):  # Python drops a signal that comes while an object is being finalised
        process.send_signal(signal.SIGINT)
        try:
            _, err = process.communicate(timeout=10)
            break
        except subprocess.TimeoutExpired:
            continue
    assert process.returncode == 130
    assert err.decode().strip() == "newslint: interrupted; nothing was written"
    assert not (tmp_path / "out").exists()


def test_a_closed_pipe_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("渔船,回港。\n" * 20_000, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "newslint", "check", "page.txt"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    assert process.wait(timeout=60) == 1
