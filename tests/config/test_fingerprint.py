"""The configuration hash covers what decides what is written, however it was asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

from newslint.cli.session import Asked, Session
from newslint.rule import load_packs

from .conftest import Write


@pytest.fixture(autouse=True)
def _page(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("page.txt", "# 渔港复工\n\n码头恢复作业。\n")


def fingerprint(**asked: object) -> str:
    return Session.open(Asked(("page.txt",), **asked)).fingerprint  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", {}),
        ('select = ["PUN"]', {"select": "PUN"}),
        ('extend-select = ["PII"]', {"extend_select": "PII"}),
        ('ignore = ["LAY005", "OCR"]', {"ignore": "OCR,LAY005"}),
        ('profile = "pangu"', {"profile": "pangu"}),
        ('encoding = "GB18030"', {"encoding": "gb18030"}),
        ('text-field = "body"', {"text_field": "/body"}),
        ("confidence = 0.5", {"confidence": 0.5}),
        ('fail-level = "error"', {}),
        ('[rules.PUN001]\nlevel = "warning"\nbrackets = "full"', {}),
    ],
)
def test_file_and_options_give_the_same_hash(
    write: Write, text: str, asked: dict[str, object]
) -> None:
    if "PII" in text and not _has("PII"):
        pytest.skip("no rule of this family yet")
    by_option = fingerprint(**asked)
    write("newslint.toml", text + "\n")
    assert fingerprint() == by_option


def _has(family: str) -> bool:
    return any(rule.family == family for rule in load_packs())


@pytest.mark.parametrize(
    "text",
    [
        'select = ["PUN"]',
        'profile = "pangu"',
        "confidence = 0.5",
        'text-field = "body"',
        'encoding = "gb18030"',
        '[rules.PUN001]\nbrackets = "keep"',
        '[rules.PUN001]\nlevel = "info"',
        '[lexicon]\nwords = ["曹祎铭"]',
        '[lexicon]\nnames-file = "names.txt"',
        '[lexicon]\nignore-spans = ["a"]',
        '[lexicon.confusions]\n"引挢" = "引桥"',
        '[per-file-ignores]\n"*.txt" = ["PUN001"]',
    ],
)
def test_whatever_decides_the_output_changes_the_hash(write: Write, text: str) -> None:
    write("names.txt", "盱眙\n")
    before = fingerprint()
    write("newslint.toml", text + "\n")
    assert fingerprint() != before


def test_the_order_of_words_and_the_place_of_the_names_do_not_change_the_hash(
    write: Write,
) -> None:
    write("names.txt", "盱眙\n曹祎铭\n")
    write("newslint.toml", '[lexicon]\nwords = ["曹祎铭", "盱眙"]\n')
    by_words = fingerprint()
    write("newslint.toml", '[lexicon]\nnames-file = "names.txt"\n')
    assert fingerprint() == by_words


def test_the_version_loads_no_configuration() -> None:
    code = (
        "import sys\nfrom newslint.cli.main import cli\n"
        "cli.main(['--version'], standalone_mode=False)\n"
        "print([name for name in sys.modules if 'tomllib' in name or 'newslint.config' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_a_file_no_toml_is_loaded() -> None:
    code = (
        "import sys\nfrom newslint.config.load import load\nload(isolated=True)\n"
        "print('tomllib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
