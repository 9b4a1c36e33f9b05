"""newslint clean --drop keeps what it leaves out, and undo still gives every byte back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

NEWS = (
    "古桥的石板换好了，行人昨天重新走上桥面。匠人们照着老照片，一块一块凿出当年的纹路，"
    "连缺角都留在原处，桥头的茶摊也跟着开了张。"
)
FOREIGN = (
    "The tea stall by the old bridge opened its shutters again on Friday, and the first cups were "
    "free for everyone who had carried a stone during the repair."
)
PAGE = f"# 古桥重开\n\n{NEWS}\n\n本报记者 元嘉\n\n# 茶摊开张\n\n{FOREIGN}\n\n本报记者 段飞白\n"


def lines(directory: Path, name: str) -> list[dict[str, Any]]:
    text = (directory / name).read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def counts(directory: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((directory / "manifest.json").read_text("utf-8"))["counts"]
    return found


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, bytes]:
    rows = [
        json.dumps({"id": 1, "text": NEWS}, ensure_ascii=False),
        '{"id": 2.0, "text": ' + json.dumps(FOREIGN, ensure_ascii=False) + ', "z": null}',
        '{"id": 3, "text": ""}',
    ]
    files = {"in/page.txt": PAGE.encode(), "in/rows.jsonl": "\n".join(rows).encode() + b"\n"}
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return files


def test_without_drop_every_article_is_a_record_with_its_quality(
    run: Run, tmp_path: Path, inputs: dict[str, bytes]
) -> None:
    assert run("clean", "in", "-o", "out").code == 0
    first, second, *_ = lines(tmp_path / "out", "records.jsonl")
    assert [one["rule"] for one in first["quality"]] == [f"DOC{n:03}" for n in range(1, 7)]
    assert {key for one in first["quality"] for key in one} == {
        "rule", "name", "measure", "value", "threshold", "percentile", "passed",
    }  # fmt: skip
    assert all(one["passed"] for one in first["quality"])
    assert [one["rule"] for one in second["quality"] if not one["passed"]] == ["DOC002", "DOC004"]
    assert lines(tmp_path / "out", "dropped.jsonl") == []
    assert counts(tmp_path / "out")["input"] == 5


@pytest.mark.parametrize(
    ("words", "failed"),
    [
        (("DOC004",), ["DOC004"]),
        (("wrong-language",), ["DOC004"]),
        (("doc",), ["DOC002", "DOC004"]),
        (("DOC001,DOC004",), ["DOC004"]),
        (("DOC004", "--drop", "DOC002"), ["DOC002", "DOC004"]),
    ],
)
def test_dropped_articles_and_rows_stand_whole_in_a_file_of_their_own(
    run: Run,
    tmp_path: Path,
    inputs: dict[str, bytes],
    words: tuple[str, ...],
    failed: list[str],
) -> None:
    done = run("clean", "in", "-o", "out", "--drop", *words)
    assert done.code == 0, done.err
    assert "2 dropped" in done.out
    article, row = lines(tmp_path / "out", "dropped.jsonl")
    assert (article["title"], article["rule"], article["failed"]) == (
        "茶摊开张", failed[0], failed,
    )  # fmt: skip
    [first] = [one for one in article["quality"] if one["rule"] == failed[0]]
    assert (article["value"], article["threshold"]) == (first["value"], first["threshold"])
    assert not first["passed"]
    assert article["text"] == FOREIGN
    assert (row["id"], row["text"], row["z"]) == (2.0, FOREIGN, None)
    assert row["newslint"]["failed"] == failed
    found = counts(tmp_path / "out")
    assert (found["records"], found["dropped"], found["input"]) == (3, 2, 5)
    titles = [one.get("title") for one in lines(tmp_path / "out", "records.jsonl")]
    assert titles == ["古桥重开", None, None]


def test_pieces_of_a_dropped_article_name_the_rule(
    run: Run, tmp_path: Path, inputs: dict[str, bytes]
) -> None:
    run("clean", "in", "-o", "out", "--drop", "DOC")
    page = lines(tmp_path / "out", "pages.jsonl")[0]
    [record] = [one for one in lines(tmp_path / "out", "records.jsonl") if "title" in one]
    for piece in page["pieces"]:
        assert (piece["dropped_by"] is None) == (piece["record"] == record["id"])
        assert piece["dropped_by"] in (None, "DOC002")


@pytest.mark.parametrize("options", [(), ("--records", "page"), ("--records", "article")])
def test_undo_gives_back_what_was_dropped(
    run: Run, tmp_path: Path, inputs: dict[str, bytes], options: tuple[str, ...]
) -> None:
    assert run("clean", "in", "-o", "out", "--drop", "DOC", *options).code == 0
    assert lines(tmp_path / "out", "dropped.jsonl")
    assert run("undo", "out", "-o", "back").code == 0
    for name, data in inputs.items():
        assert (tmp_path / "back" / name).read_bytes() == data


def test_what_is_dropped_is_part_of_the_configuration_of_a_run(
    run: Run, tmp_path: Path, inputs: dict[str, bytes]
) -> None:
    run("clean", "in", "-o", "all")
    run("clean", "in", "-o", "some", "--drop", "DOC004")
    manifests = [
        json.loads((tmp_path / name / "manifest.json").read_text("utf-8"))
        for name in ("all", "some")
    ]
    assert [one["drop"] for one in manifests] == [[], ["DOC004"]]
    assert manifests[0]["configuration"] != manifests[1]["configuration"]
    assert manifests[0]["limits"]["DOC004"]["share"] == 0.3


def test_a_limit_of_the_configuration_decides(
    run: Run, tmp_path: Path, inputs: dict[str, bytes]
) -> None:
    (tmp_path / "newslint.toml").write_text("[rules.DOC004]\nshare = 1\n", "utf-8")
    run("clean", "in", "-o", "out", "--drop", "DOC004")
    assert lines(tmp_path / "out", "dropped.jsonl") == []


def test_writing_anew_after_an_undo_keeps_what_was_dropped(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE.replace("，一块", ",一块"), "utf-8")
    run("clean", "page.txt", "-o", "out", "--drop", "DOC004")
    before = (tmp_path / "out" / "dropped.jsonl").read_bytes()
    done = run("undo", "out", "--rule", "PUN001", "--write")
    assert done.code == 0, done.err
    assert (tmp_path / "out" / "dropped.jsonl").read_bytes() == before
    assert len(lines(tmp_path / "out", "records.jsonl")) == 1


@pytest.mark.parametrize("word", ["PUN001", "nothing-of-the-kind", "DOC009"])
def test_a_code_that_judges_nothing_is_a_usage_error(
    run: Run, tmp_path: Path, inputs: dict[str, bytes], word: str
) -> None:
    done = run("clean", "in", "-o", "out", "--drop", word)
    assert done.code == 2
    assert len(done.err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()
    assert run("clean", "in", "-o", "out", "--drop", "DOC004", "--ignore", "DOC").code == 2
