"""Documents that end the process that reads them are set apart; all others are cleaned."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.deadly import DEADLY, MARK, ONCE, Deadly
from newslint.corpus.settings import Settings
from newslint.engines.clean import Run, clean, held
from newslint.engines.local import Local
from newslint.engines.part import Facts, Order
from newslint.errors import OutputError
from newslint.sinks.cleaned import Manifest
from newslint.sinks.part import Counts
from newslint.sources.find import find
from newslint.sources.item import Reading
from newslint.sources.shards import shards


class Listening:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def planned(self, parts: int, size: int, known: int, stale: int) -> None: ...

    def cleaned(self, facts: Facts, *, known: bool) -> None:
        self.lines += facts.said

    def said(self, line: str) -> None:
        self.lines.append(line)

    def alarmed(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    monkeypatch.setenv(MARK, str(tmp_path / "mark"))
    engine = Local(2)
    yield engine
    engine.close()


def run(output: Path) -> Run:
    return Run(
        output,
        Order(Deadly(), "deadly"),
        Manifest({}, "", None),
        lambda report, counts: "",
        lambda stage, sampler: None,
        Settings(same=None, near=None, passage=None),
    )


def cleaned(corpus: Path, engine: Local, task: int) -> tuple[Counts, Listening, Path]:
    watch = Listening()
    output = corpus.parent / "out"
    with held(output) as work:
        files = find([str(corpus)])
        return (
            clean(run(output), shards(files, Reading(), task), engine, watch, work),
            watch,
            output,
        )


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rows(corpus: Path, texts: list[str]) -> None:
    corpus.mkdir()
    made = (json.dumps({"text": text}, ensure_ascii=False) for text in texts)
    (corpus / "rows.jsonl").write_text("\n".join(made) + "\n", "utf-8")


@pytest.mark.parametrize("task", [1, 300, 1 << 20])
def test_deadly_documents_are_rejected_and_the_rest_is_cleaned(
    tmp_path: Path, engine: Local, task: int
) -> None:
    texts = [f"第{number}条渔船回港。" for number in range(20)]
    texts[5] = texts[12] = f"{DEADLY}，读者当心。"
    rows(tmp_path / "corpus", texts)
    counts, watch, output = cleaned(tmp_path / "corpus", engine, task)
    assert (counts.pages, counts.rejects) == (18, 2)
    rejects = lines(output / "rejects.jsonl")
    assert [reject["row"] for reject in rejects] == [6, 13]
    assert all("ended the process" in str(reject["reason"]) for reject in rejects)
    assert DEADLY in base64.b64decode(str(rejects[0]["base64"])).decode()
    assert [record["text"] for record in lines(output / "records.jsonl")] == [
        text for text in texts if DEADLY not in text
    ]
    assert any("SIGKILL" in line for line in watch.lines)


def test_a_document_that_is_deadly_once_is_cleaned(tmp_path: Path, engine: Local) -> None:
    texts = [f"第{number}条渔船回港。" for number in range(8)] + [f"{ONCE}的渔船。"]
    rows(tmp_path / "corpus", texts)
    counts, _, _ = cleaned(tmp_path / "corpus", engine, 1 << 20)
    assert (counts.pages, counts.rejects) == (9, 0)


def test_a_shard_that_ends_every_worker_is_an_error(
    tmp_path: Path, engine: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newslint.engines.clean.MOST_DEATHS", 2)
    rows(tmp_path / "corpus", [f"{DEADLY}，读者当心。"] * 3)
    with pytest.raises(OutputError, match="2 workers died at one part"):
        cleaned(tmp_path / "corpus", engine, 1 << 20)
    assert not (tmp_path / "out").exists()
