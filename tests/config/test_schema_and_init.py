"""The schema and the first configuration file say what the code reads."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
import regex

from newslint.config.load import load, read_config
from newslint.config.model import Config, Lexicon, Policies
from newslint.config.read import Place
from newslint.config.schema import schema
from newslint.config.shape import keys
from newslint.config.starter import STARTER, starter
from newslint.rule import load_packs

from .conftest import Run, Write
from .test_errors import CASES

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "newslint.schema.json"
GUIDE = ROOT / "docs" / "configuration.md"
FENCE = regex.compile(r"^```toml\n(.*?)^```$", regex.S | regex.M)
TABLES = (Config, Policies, Lexicon)

SEEN_ONLY_BY_THE_RULES = (
    "is not TOML", "no rule is called", "is set twice", "unknown encoding", "is empty",
    "cannot be read", "is not UTF-8", "no regular expression", "repairs nothing", "is itself",
    "stands in",
)  # fmt: skip
"""Mistakes that a schema cannot describe."""


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    body = schema(load_packs())
    jsonschema.Draft202012Validator.check_schema(body)
    return jsonschema.Draft202012Validator(body)


def test_the_committed_schema_is_current(run: Run) -> None:
    done = run("schema")
    assert done.code == 0
    assert json.loads(done.out) == json.loads(COMMITTED.read_text("utf-8")), (
        "run: newslint schema > newslint.schema.json"
    )


@pytest.mark.parametrize("text", [STARTER, *FENCE.findall(GUIDE.read_text("utf-8"))])
def test_good_examples_are_valid_and_read(
    validator: jsonschema.Draft202012Validator, text: str
) -> None:
    given = tomllib.loads(text)
    given = given["tool"]["newslint"] if "tool" in given else given
    validator.validate(given)
    read_config(given, Place("example"))


@pytest.mark.parametrize(
    "text", [text for text, wanted in CASES if not any(w in wanted for w in SEEN_ONLY_BY_THE_RULES)]
)
def test_bad_examples_are_invalid(validator: jsonschema.Draft202012Validator, text: str) -> None:
    given = json.loads(json.dumps(tomllib.loads(text), default=lambda date: {"date": str(date)}))
    assert not validator.is_valid(given)


def test_every_key_is_described() -> None:
    assert [key.name for table in TABLES for key in keys(table) if not key.about] == []
    for rule in load_packs():
        if rule.options is not None:
            assert [key.name for key in keys(type(rule.options)) if not key.about] == [], rule.code


@pytest.mark.parametrize("text", [STARTER, GUIDE.read_text("utf-8")], ids=["init", "guide"])
def test_every_key_is_shown(text: str) -> None:
    names = [key.name for table in TABLES for key in keys(table)]
    assert [name for name in names if not regex.search(rf"\b{name}\b", text)] == []


def test_init_writes_the_defaults(run: Run, tmp_path: Path) -> None:
    done = run("init")
    assert done.code == 0
    assert (tmp_path / "newslint.toml").read_text("utf-8") == STARTER
    assert load().config == Config()


def test_every_commented_example_of_init_is_read(write: Write) -> None:
    text = regex.sub(r"(?m)^# (?=[\w\"-]+ = |\[)", "", STARTER)
    config = load(write("newslint.toml", text)).config
    assert config.select is not None
    assert config.lexicon.confusions
    assert config.rules["PUN001"].options == {"brackets": "keep"}


def test_init_never_overwrites(run: Run, write: Write) -> None:
    path = write("newslint.toml", "confidence = 0.5\n")
    done = run("init")
    assert done.code == 2
    assert done.err == "newslint: newslint.toml: exists; edit it, or remove it first\n"
    assert path.read_text("utf-8") == "confidence = 0.5\n"


def test_init_adds_its_table_to_the_shared_file(run: Run, write: Write) -> None:
    path = write("pyproject.toml", '[project]\nname = "corpus"\n')
    assert run("init", "--pyproject").code == 0
    text = path.read_text("utf-8")
    assert text.startswith('[project]\nname = "corpus"\n\n')
    assert tomllib.loads(text)["project"] == {"name": "corpus"}
    assert load().config == Config()
    done = run("init", "--pyproject")
    assert done.code == 2
    assert "pyproject.toml: has [tool.newslint]; edit that table" in done.err
    assert path.read_text("utf-8") == text


def test_init_makes_the_shared_file(run: Run, tmp_path: Path) -> None:
    assert run("init", "--pyproject").code == 0
    assert (tmp_path / "pyproject.toml").read_text("utf-8") == starter(shared=True)
    assert load().config == Config()
