"""Words, patterns and paths set findings aside: never repaired, always counted."""

import json
from pathlib import Path

import pytest

from newslint.pipeline.suppress import PathPattern

from .conftest import Codes, Run, Write

PAGE = "# 渔港复工\n\n旺季里海边民宿的人住率超过了九成,码头(含引桥)恢复作业。\n"
CATASTROPHE = "(?:甲|甲甲)+乙"


@pytest.fixture(autouse=True)
def _page(write: Write) -> None:
    write("page.txt", PAGE)


def test_a_word_protects_what_it_overlaps(run: Run, write: Write) -> None:
    write("newslint.toml", '[lexicon]\nwords = ["民宿的人住"]\n')
    done = run("check", "page.txt", "--lm", "off")
    assert "OCR001" not in done.out
    assert "PUN001" in done.out
    assert done.out.splitlines()[-1].endswith(", 1 suppressed")


def test_a_word_does_not_protect_from_rules_about_marks(codes: Codes, write: Write) -> None:
    write("newslint.toml", '[lexicon]\nwords = ["码头(含引桥)"]\n')
    assert codes("page.txt") == ["OCR001", "PUN001", "PUN001"]


def test_names_come_from_a_file_beside_the_configuration(codes: Codes, write: Write) -> None:
    write("house/names.txt", "\ufeff# 本地\n民宿的人住率\n\n曹祎铭\n")
    write("house/newslint.toml", '[lexicon]\nnames-file = "names.txt"\n')
    assert codes("page.txt", "--config", "house/newslint.toml") == ["PUN001", "PUN001"]


def test_a_span_protects_from_all_rules(codes: Codes, write: Write) -> None:
    write("newslint.toml", "[lexicon]\nignore-spans = ['旺季.*?,', '[(].*?[)]']\n")
    assert codes("page.txt") == []


def test_jsonl_has_no_line_for_what_is_suppressed(run: Run, write: Write) -> None:
    write("newslint.toml", "[lexicon]\nignore-spans = ['.+']\n")
    done = run("check", "page.txt", "--output-format", "jsonl")
    assert (done.code, done.out) == (0, "")


def test_clean_counts_and_names_what_is_suppressed(run: Run, write: Write) -> None:
    write("newslint.toml", '[lexicon]\nwords = ["人住率"]\n')
    done = run("clean", "page.txt", "-o", "out", "--lm", "off")
    assert "0 findings left, 1 suppressed" in done.out
    manifest = json.loads(Path("out/manifest.json").read_text("utf-8"))
    assert manifest["counts"]["suppressed"] == 1
    assert "OCR001" not in manifest["findings"]
    left = [json.loads(line) for line in Path("out/left.jsonl").read_text("utf-8").splitlines()]
    assert [(one["rule"], one["status"], one["reason"]) for one in left] == [
        ("OCR001", "suppressed", "words: 人住率"),
    ]
    assert "人住率" in Path("out/records.jsonl").read_text("utf-8")
    assert run("undo", "out", "--rule", "PUN001", "--write").code == 0
    manifest = json.loads(Path("out/manifest.json").read_text("utf-8"))
    assert manifest["counts"]["suppressed"] == 1
    assert run("undo", "out", "-o", "back").code == 0
    assert Path("back/page.txt").read_text("utf-8") == PAGE


def test_fix_leaves_what_is_protected(run: Run, write: Write, tmp_path: Path) -> None:
    write("newslint.toml", "[lexicon]\nignore-spans = ['人住率']\n")
    done = run("fix", "page.txt", "--lm", "off")
    assert "1 findings suppressed" in done.err
    assert "人住率超过了九成，码头（含引桥）" in (tmp_path / "page.txt").read_text("utf-8")
    assert run("fix", "page.txt").code == 0


def test_paths_set_rules_aside(run: Run, write: Write, tmp_path: Path) -> None:
    write("d/drafts/a.txt", PAGE)
    write("d/final/b.txt", PAGE)
    write("newslint.toml", '[per-file-ignores]\n"drafts/**" = ["PUN", "OCR"]\n')
    done = run("check", "d", "--output-format", "concise")
    assert "drafts" not in done.out
    assert done.out.count("b.txt") == 3
    assert run("check", "d", "--lm", "off").out.splitlines()[-1].endswith(", 3 suppressed")


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("*.txt", "d/a.txt", True),
        ("*.txt", "d/a.md", False),
        ("d/*.txt", "c/d/a.txt", True),
        ("d/*.txt", "d/e/a.txt", False),
        ("d/**", "c/d/e/a.txt", True),
        ("d/", "d/e/a.txt", True),
        ("d/**/a.txt", "d/a.txt", True),
        ("./d/?.txt", "d/a.txt", True),
        ("d", "dd", False),
        ("a[1].txt", "a[1].txt", True),
        ("版/*.txt", "x/版/一.txt", True),
    ],
)
def test_path_patterns(pattern: str, path: str, meant: bool) -> None:
    assert PathPattern(pattern, frozenset()).matches(path) is meant


def test_confusions_are_repaired_on_the_users_word(run: Run, write: Write, tmp_path: Path) -> None:
    write("page.txt", "# 渔港复工\n\n码头的引挢上午恢复通行，人住率也在上升。\n")
    write("newslint.toml", 'confidence = 1.0\n[lexicon.confusions]\n"引挢" = "引桥"\n')
    done = run("check", "page.txt", "--output-format", "jsonl", "--select", "OCR001")
    found = {line["text"]: line for line in map(json.loads, done.out.splitlines())}
    assert "引挢" in found
    assert run("fix", "page.txt", "--select", "OCR001").code == 1
    assert "引桥上午" in (tmp_path / "page.txt").read_text("utf-8")


def test_the_users_row_wins_over_the_shipped_one(run: Run, write: Write, tmp_path: Path) -> None:
    write("newslint.toml", '[lexicon.confusions]\n"人住率" = "入往率"\n')
    run("fix", "page.txt")
    assert "民宿的入往率" in (tmp_path / "page.txt").read_text("utf-8")


def test_a_right_form_may_hold_a_shipped_form_whose_guard_does_not_hold(
    codes: Codes, write: Write
) -> None:
    write("newslint.toml", '[lexicon.confusions]\n"窖人住店" = "客人住店"\n')
    assert codes("page.txt", "--select", "OCR001") == ["OCR001"]


def test_confusions_go_with_their_rule(codes: Codes, write: Write) -> None:
    write("page.txt", "# 渔港复工\n\n人住率也在上升。\n")
    write("newslint.toml", 'ignore = ["OCR"]\n[lexicon.confusions]\n"复工" = "开工"\n')
    assert codes("page.txt") == []


@pytest.mark.parametrize("command", [("check",), ("fix",), ("clean", "-o", "out")])
def test_a_catastrophic_pattern_is_stopped(
    run: Run, write: Write, tmp_path: Path, command: tuple[str, ...]
) -> None:
    write("page.txt", f"# 渔港复工\n\n{'甲' * 60},人住率上升。\n")
    write("newslint.toml", f'[lexicon]\nignore-spans = ["旺", "{CATASTROPHE}"]\n')
    done = run(*command, "page.txt")
    assert done.code == 2
    [line] = done.err.splitlines()
    assert line.startswith("newslint: newslint.toml: lexicon.ignore-spans[1]: the pattern ")
    assert "longer than 1 s" in line
    assert not (tmp_path / "out").exists()
