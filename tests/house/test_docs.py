"""The documents say what the code does, and nothing about the place they were written at."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import regex

import build_rule_pages
from newslint.rule import SECTIONS, Rule, load_packs

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LIFE = (ROOT / "docs" / "life-of-a-document.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OURS = [rule for rule in load_packs() if rule.check.__module__.startswith("newslint_rules.")]

COMMANDS = (
    "python -m pip install -e . && newslint check seeds/",
    "python -m pip install -e '.[test]' && python -m pytest",
)

LINK = regex.compile(r"\[[^\[\]]*\]\(([^()\s#]+)(?:#[^()]*)?\)")
CODE = regex.compile(r"```.*?```|`[^`\n]*`|^    .*?$", regex.S | regex.M)
FENCE = regex.compile(r"^```(\w*)\n(.*?)^```$", regex.S | regex.M)


def newslint(*words: str, where: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "newslint", *words],
        cwd=where,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def fences(page: str, language: str) -> list[str]:
    return [body for found, body in FENCE.findall(page) if found == language]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_has_the_two_commands_word_for_word(command: str) -> None:
    assert f"\n    {command}\n" in README


def test_the_readme_names_every_family() -> None:
    section = README.partition("\n## Rules\n")[2].partition("\n## ")[0]
    families = regex.findall(r"^\| ([A-Z]{3}) \|", section, regex.M)
    assert sorted(families) == sorted({rule.family for rule in OURS})


def test_the_rule_pages_are_current() -> None:
    folder = ROOT / "docs" / "rules"
    committed = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert committed == build_rule_pages.pages(), "run python tools/build_rule_pages.py"


def test_the_readme_shows_findings_as_they_are_printed() -> None:
    printed = newslint("check", "seeds/", where=ROOT).splitlines()
    [shown] = fences(README, "console")
    command, *lines = shown.splitlines()
    assert command == "$ newslint check seeds/"
    bare = [line.rstrip() for line in printed]
    assert [line for line in lines if line != "…" and line not in bare] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.code)
def test_the_page_of_a_rule_has_the_five_sections_in_order(rule: Rule) -> None:
    lines = rule.page.splitlines()
    headings = [line for line, below in pairwise(lines) if line and below == "-" * len(line)]
    assert headings == list(SECTIONS)
    assert rule.summary.endswith(".")


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what clean makes of the page that docs/life-of-a-document.md follows."""
    where = tmp_path_factory.mktemp("life")
    (where / "page.txt").write_text(fences(LIFE, "text")[0], encoding="utf-8", newline="\n")
    newslint("clean", "page.txt", "-o", "cleaned", where=where)
    return where / "cleaned"


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", ["edits.jsonl", "records.jsonl"])
def test_the_life_of_a_document_is_true(cleaned: Path, name: str) -> None:
    number = ["edits.jsonl", "records.jsonl"].index(name)
    written = objects((cleaned / name).read_text(encoding="utf-8"))
    for told in objects(fences(LIFE, "jsonl")[number]):
        assert any(told.items() <= line.items() for line in written), told


def test_the_life_of_a_document_shows_the_cleaned_page(cleaned: Path) -> None:
    [page] = objects((cleaned / "pages.jsonl").read_text(encoding="utf-8"))
    source = (cleaned.parent / "page.txt").read_bytes()
    assert page["text"] == fences(LIFE, "text")[1]
    assert (cleaned / "left.jsonl").read_text(encoding="utf-8") == ""
    assert f"{len(source.decode())} code points and {len(source)} bytes" in LIFE
    edits = (cleaned / "edits.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["step"] for line in edits] == [0, 1, 1, 1, 1]


def test_the_modules_named_in_the_life_of_a_document_exist() -> None:
    paths = regex.findall(r"`((?:\w+/)*\w+\.py)`(?: \(`([\w.]+)`\))?", LIFE)
    assert paths
    for path, name in paths:
        found = next((p for p in (ROOT / "lint/newslint" / path, ROOT / path) if p.exists()), None)
        assert found is not None, path
        last = name.rpartition(".")[2]
        assert regex.search(rf"(?:def|class) {last}\b", found.read_text("utf-8")), (path, name)


FOREIGN = tuple(
    "".join(parts)
    for parts in (
        ("/wo", "rk/"),
        ("/tm", "p/nl"),
        ("pypi", "-more"),
        ("index", "-url"),
        ("file", ":///"),
        ("find", "-links"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
    )
)
"""Marks of one machine, written so that this file does not hold them."""


def tracked() -> Iterator[Path]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            yield ROOT / name


def test_no_file_names_the_machine_it_was_written_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {mark}"
        for path in tracked()
        for mark in FOREIGN
        if mark.encode() in path.read_bytes()
    ]
    assert found == []
