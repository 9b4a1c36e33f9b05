"""The functions for other programs: the same repairs as the command line, one record at a time."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

import newslint
from newslint.cli.main import main
from newslint.errors import InputError, UsageError
from planting import planted_page


def test_a_record_is_cleaned_and_its_other_fields_stay() -> None:
    record = {"id": 7, "text": "渔船,回港。", "tags": ["港口"], "newslint": None}
    cleaned, edits = newslint.clean_record(record)
    assert cleaned == {"id": 7, "text": "渔船，回港。", "tags": ["港口"], "newslint": None}
    assert [(edit["old"], edit["new"]) for edit in edits] == [(",", "，")]
    assert record["text"] == "渔船,回港。"


@pytest.mark.parametrize("seed", range(12))
def test_every_edit_can_be_taken_back(seed: int) -> None:
    record = {"body": planted_page(seed).text.replace("\n", "\r\n"), "seed": seed}
    cleaned, edits = newslint.clean_record(record, "body")
    assert edits
    assert newslint.undo_record(cleaned, edits, "body") == record


def test_it_is_what_clean_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"text": planted_page(seed).text} for seed in range(8)]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    monkeypatch.chdir(tmp_path)
    words = ["newslint", "clean", "rows.jsonl", "-o", "out", "--isolated", "-q"]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit):
        main()
    lines = (tmp_path / "out" / "records.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == [
        newslint.clean_record(row)[0]["text"] for row in rows
    ]


def test_a_cleaner_takes_rules_and_crosses_to_other_processes() -> None:
    cleaner = pickle.loads(pickle.dumps(newslint.RecordCleaner(select="PUN", lm="off")))
    cleaned, edits = cleaner({"text": "这里的人住率达到八成,游客很多。"})
    assert cleaned["text"] == "这里的人住率达到八成，游客很多。"
    assert {edit["rule"] for edit in edits} == {"PUN001"}


def test_a_record_without_text_is_told() -> None:
    with pytest.raises(InputError, match="the record has no text"):
        newslint.clean_record({"text": None})


def test_an_unknown_rule_is_told() -> None:
    with pytest.raises(UsageError, match="ZZZ"):
        newslint.RecordCleaner(select="ZZZ")({"text": "渔船回港。"})


def test_another_text_is_not_undone() -> None:
    cleaned, edits = newslint.clean_record({"text": "渔船,回港。"})
    with pytest.raises(InputError, match="is not what these edits led to"):
        newslint.undo_record({**cleaned, "text": "货船靠岸。"}, edits)
