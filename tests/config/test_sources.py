"""Which file is read, and what wins over what."""

from pathlib import Path

import pytest

from .conftest import Codes, Run, Write

PAGE = "# 渔港复工\n\n旺季里海边民宿的人住率超过了九成,码头(含引桥)恢复作业。\n"
ALL = ["OCR001", "PUN001", "PUN001"]


@pytest.fixture(autouse=True)
def _page(write: Write) -> None:
    write("page.txt", PAGE)


def test_without_a_file_the_defaults_hold(codes: Codes) -> None:
    assert codes("page.txt") == ALL


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("newslint.toml", 'ignore = ["PUN"]\n'),
        ("pyproject.toml", '[tool.newslint]\nignore = ["PUN"]\n'),
    ],
)
def test_both_files_are_read(codes: Codes, write: Write, name: str, text: str) -> None:
    write(name, text)
    assert codes("page.txt") == ["OCR001"]


def test_the_own_file_wins_over_the_shared_one(codes: Codes, write: Write) -> None:
    write("newslint.toml", 'ignore = ["PUN"]\n')
    write("pyproject.toml", '[tool.newslint]\nignore = ["OCR"]\n')
    assert codes("page.txt") == ["OCR001"]


def test_the_nearest_directory_wins(
    codes: Codes, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("newslint.toml", 'ignore = ["OCR"]\n')
    write("deep/pyproject.toml", '[tool.newslint]\nignore = ["PUN"]\n')
    write("deep/er/page.txt", PAGE)
    monkeypatch.chdir(tmp_path / "deep" / "er")
    assert codes("page.txt") == ["OCR001"]


def test_a_shared_file_without_our_table_is_passed_over(
    codes: Codes, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("newslint.toml", 'ignore = ["PUN"]\n')
    write("deep/pyproject.toml", '[project]\nname = "newslint-user"\n')
    write("deep/page.txt", PAGE)
    monkeypatch.chdir(tmp_path / "deep")
    assert codes("page.txt") == ["OCR001"]


def test_a_named_file_replaces_the_nearest(codes: Codes, write: Write) -> None:
    write("newslint.toml", 'ignore = ["PUN"]\n')
    write("house/strict.toml", 'ignore = ["OCR"]\n')
    assert codes("page.txt", "--config", "house/strict.toml") == ["PUN001", "PUN001"]


def test_isolated_reads_no_file(codes: Codes, write: Write) -> None:
    write("newslint.toml", 'ignore = ["PUN"]\n')
    assert codes("page.txt", "--isolated") == ALL


def test_isolated_and_config_exclude_each_other(run: Run) -> None:
    done = run("check", "page.txt", "--isolated", "--config", "newslint.toml")
    assert done.code == 2
    assert "--isolated" in done.err


def test_select_on_the_command_line_starts_anew(codes: Codes, write: Write) -> None:
    write("newslint.toml", 'select = ["OCR"]\nignore = ["PUN001"]\n')
    assert codes("page.txt") == ["OCR001"]
    assert codes("page.txt", "--select", "PUN001") == ["PUN001", "PUN001"]


def test_ignore_on_the_command_line_adds_to_that_of_the_file(codes: Codes, write: Write) -> None:
    write("newslint.toml", 'ignore = ["PUN001"]\n')
    assert codes("page.txt", "--ignore", "OCR") == []
    assert codes("page.txt", "--extend-select", "PUN001") == ALL


def test_extend_select_adds_to_select(codes: Codes, write: Write) -> None:
    write("newslint.toml", 'select = ["OCR"]\nextend-select = ["halfwidth-punctuation"]\n')
    assert codes("page.txt") == ALL


def test_the_level_of_a_rule_decides_the_exit_code(run: Run, write: Write) -> None:
    write("newslint.toml", 'select = ["PUN001"]\n[rules.PUN001]\nlevel = "info"\n')
    assert run("check", "page.txt").code == 0
    write("newslint.toml", 'select = ["PUN001"]\n[rules.halfwidth-punctuation]\nlevel = "error"\n')
    assert run("check", "page.txt").code == 1


def test_the_fail_level_is_the_least_that_fails(run: Run, write: Write) -> None:
    write("newslint.toml", 'select = ["PUN001"]\nfail-level = "error"\n')
    assert run("check", "page.txt").code == 0
    assert run("check", "page.txt", "--fail-level", "warning").code == 1


def test_the_text_field_and_confidence_come_from_the_file(run: Run, write: Write) -> None:
    write("rows.jsonl", '{"body": "旺季里海边民宿的人住率超过了九成。"}\n')
    write("newslint.toml", 'text-field = "body"\nconfidence = 1.0\nselect = ["OCR001"]\n')
    done = run("check", "rows.jsonl")
    assert "OCR001" in done.out
    assert "fixable" not in done.out
    assert "fixable" in run("check", "rows.jsonl", "--confidence", "0.5").out


def test_the_encoding_comes_from_the_file(run: Run, tmp_path: Path, write: Write) -> None:
    (tmp_path / "page.txt").write_bytes(PAGE.encode("gb18030"))
    write("newslint.toml", 'encoding = "gb18030"\n')
    done = run("check", "page.txt", "--encoding", "utf-8")
    assert done.code == 3
    assert "OCR001" in run("check", "page.txt").out


def test_an_option_of_a_rule_wins_over_the_policy(codes: Codes, write: Write) -> None:
    write(
        "newslint.toml",
        'select = ["PUN001"]\n[policies]\nbrackets = "full"\n[rules.PUN001]\nbrackets = "keep"\n',
    )
    assert codes("page.txt") == ["PUN001"]
