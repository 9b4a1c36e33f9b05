"""Every mistake in a configuration is one line with file, key and what is allowed, and exit 2."""

from pathlib import Path

import pytest

from .conftest import Run, Write

CASES = [
    ("a b", "newslint.toml: is not TOML: Expected '='"),
    ("polices = 1", "unknown key 'polices'; did you mean 'policies'? allowed: profile, select"),
    ("extend_select = []", "unknown key 'extend_select'; did you mean 'extend-select'?"),
    ("[tool.newslint]", "tool: does not belong here; in newslint.toml the keys stand without"),
    ('profile = "panguu"', "profile: unknown value 'panguu'; did you mean 'pangu'? allowed: news"),
    ("profile = 1", "profile: is the number 1; allowed: one of news, web, pangu, traditional"),
    ('select = "PUN"', "select: is the string 'PUN'; allowed: an array"),
    ("select = [1]", "select[0]: is the number 1; allowed: a string"),
    ('select = ["confused-wrd"]', "select[0]: no rule is called 'confused-wrd'; did you mean 'con"),
    ('select = [""]', "select[0]: no rule is called ''"),
    ('ignore = ["OCR", "QQQ"]', "ignore[1]: no rule is called 'QQQ'; see `newslint rules`"),
    ('extend-select = ["Q"]', "extend-select[0]: no rule is called 'Q'"),
    ("confidence = 2", "confidence: 2 is out of range; allowed: 0 to 1"),
    ("confidence = true", "confidence: is the boolean true; allowed: a number"),
    ("confidence = 2024-01-01", "confidence: is a date or time; allowed: a number"),
    ('fail-level = "info"', "fail-level: unknown value 'info'; allowed: error, warning"),
    ('encoding = "utf-99"', "encoding: unknown encoding 'utf-99'; use a name such as utf-8"),
    ("text-field = []", "text-field: is an array; allowed: a string"),
    ("policies = []", "policies: is an array; allowed: a table"),
    ('[policies]\nspacing = "spaces"', "policies.spacing: unknown value 'spaces'; did you mean 's"),
    ('[policies]\nquote = "keep"', "policies: unknown key 'quote'; did you mean 'quotes'? allowed"),
    ('[rules.PUN01]\nlevel = "info"', "rules.PUN01: no rule is called 'PUN01'; did you mean 'PUN"),
    ('[rules.PUN001]\nlevel = "warn"', "rules.PUN001.level: unknown value 'warn'; did you mean"),
    ('[rules.PUN001]\nbracket = "full"', "rules.PUN001: unknown key 'bracket'; did you mean 'bra"),
    ('[rules.PUN001]\nbrackets = "ful"', "rules.PUN001.brackets: unknown value 'ful'; did you me"),
    ("[rules.LAY005]\nx = 1", "rules.LAY005: unknown key 'x'; allowed: level"),
    ("[rules]\nPUN001 = 1", "rules.PUN001: is the number 1; allowed: a table"),
    (
        "[rules.PUN001]\n[rules.halfwidth-punctuation]",
        "rules.halfwidth-punctuation: PUN001 is set twice; use its code or its name",
    ),
    ('[per-file-ignores]\n"*.txt" = ["QQQ"]', 'per-file-ignores."*.txt"[0]: no rule is called'),
    ('[per-file-ignores]\n"*.txt" = "PUN"', "per-file-ignores.\"*.txt\": is the string 'PUN'"),
    ('[lexicon]\nwords = [""]', "lexicon.words[0]: is empty; allowed: a word"),
    ('[lexicon]\nword = ["王"]', "lexicon: unknown key 'word'; did you mean 'words'?"),
    ('[lexicon]\nnames-file = "no.txt"', "lexicon.names-file: no.txt cannot be read (No such file"),
    ('[lexicon]\nnames-file = "."', "lexicon.names-file: . cannot be read (Is a directory)"),
    ('[lexicon]\nnames-file = "gbk.txt"', "lexicon.names-file: gbk.txt is not UTF-8 (byte 0)"),
    ('[lexicon]\nignore-spans = ["a("]', "lexicon.ignore-spans[0]: 'a(' is no regular expression"),
    ('[lexicon.confusions]\n"甲" = 1', 'lexicon.confusions."甲": is the number 1; allowed: a str'),
    ('[lexicon.confusions]\n"甲" = "甲"', 'lexicon.confusions."甲": repairs nothing; allowed: '),
    ('[lexicon.confusions]\n"甲" = ""', 'lexicon.confusions."甲": repairs nothing; allowed: '),
    ('[lexicon.confusions]\n"甲" = "甲乙"', "'甲乙' holds '甲', which is itself a wrong form"),
    ('[lexicon.confusions]\n"甲" = "乙"\n"乙" = "丙"', "'乙' holds '乙', which is itself a wrong"),
    ('[lexicon.confusions]\n"入住率" = "人住率"', "which is itself a wrong form; allowed: a right"),
    (
        '[lexicon]\nwords = ["甲"]\nconfusions = { "甲" = "乙" }',
        'lexicon.confusions."甲": stands in lexicon.words too',
    ),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[wanted[:40] for _, wanted in CASES])
def test_a_mistake_is_one_clear_line(
    run: Run, write: Write, tmp_path: Path, text: str, wanted: str
) -> None:
    write("page.txt", "# 渔港复工\n\n码头恢复作业。\n")
    (tmp_path / "gbk.txt").write_bytes("曹祎铭".encode("gbk"))
    write("newslint.toml", text + "\n")
    done = run("check", "page.txt")
    assert done.code == 2
    assert done.out == ""
    [line] = done.err.splitlines()
    assert line.startswith("newslint: newslint.toml: ")
    assert wanted in line


def test_in_the_shared_file_the_key_is_named_from_the_top(run: Run, write: Write) -> None:
    write("page.txt", "# 渔港复工\n\n码头恢复作业。\n")
    write("pyproject.toml", "[tool.newslint.policies]\nspacing = 1\n")
    done = run("check", "page.txt")
    assert done.code == 2
    assert "newslint: pyproject.toml: tool.newslint.policies.spacing: is the number 1" in done.err


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("no.toml", "no.toml: cannot be read (No such file"),
        ("pyproject.toml", "tool.newslint: is missing"),
    ],
)
def test_a_named_file_must_say_something(run: Run, write: Write, name: str, wanted: str) -> None:
    write("page.txt", "# 渔港复工\n\n码头恢复作业。\n")
    write("pyproject.toml", "[project]\n")
    done = run("check", "page.txt", "--config", name)
    assert done.code == 2
    assert wanted in done.err


def test_a_file_that_is_not_utf_8_is_named_with_its_byte(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("# 渔港复工\n\n码头恢复作业。\n", "utf-8")
    (tmp_path / "newslint.toml").write_bytes("# 配置\n".encode("gbk"))
    done = run("check", "page.txt")
    assert done.code == 2
    assert "newslint.toml: byte 2 is not UTF-8; save it as UTF-8" in done.err


def test_the_command_line_suggests_the_nearest_rule(run: Run, write: Write) -> None:
    write("page.txt", "# 渔港复工\n\n码头恢复作业。\n")
    done = run("check", "page.txt", "--select", "split-sentense")
    assert done.code == 2
    assert "no rule is called 'split-sentense'; did you mean 'split-sentence'?" in done.err
