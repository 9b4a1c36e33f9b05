"""The two annotated seed pages: what must be repaired, reported, left alone; the records."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gold
from newslint.cli.main import main
from newslint.pipeline.project import Projection, project
from newslint.text.span import Span

ROOT = Path(__file__).resolve().parent.parent
FIRST, SECOND = "000_3aa54ca81735b8af.txt", "003_ca02bae102db8dc5.txt"


@cache
def result() -> gold.Score:
    return gold.score(gold.clean_seeds())


@cache
def projections() -> dict[str, Projection]:
    return {name: project(outcome.cleaned) for name, outcome in gold.clean_seeds().items()}


SAFE_ROWS = [row for row in gold.load_rows() if row.autofix_safe]
REPORTED_ROWS = [row for row in gold.load_rows() if row.family in ("dup_word", "dup_entity")]


@pytest.mark.parametrize("row", SAFE_ROWS, ids=lambda row: row.id)
def test_a_row_that_is_safe_to_repair_is_repaired(row: gold.Row) -> None:
    assert row.id in result().repaired


def test_there_are_29_such_rows() -> None:
    assert len(SAFE_ROWS) == 29


@pytest.mark.parametrize("row", [*SAFE_ROWS, *REPORTED_ROWS], ids=lambda row: row.id)
def test_a_row_that_can_be_found_is_reported(row: gold.Row) -> None:
    assert row.id in result().reported


def test_there_are_31_such_rows() -> None:
    assert len(SAFE_ROWS) + len(REPORTED_ROWS) == 31


def test_no_trap_is_changed() -> None:
    assert result().traps == 42
    assert result().broken_traps == ()


def test_at_most_three_findings_overlap_no_row() -> None:
    assert len(result().unmatched) <= 3


ARTICLES: list[tuple[str, int, int, str, tuple[str, ...], str | None, tuple[str, ...]]] = [
    (FIRST, 3, 69, "从“算力券”“电池包”“动力煤”透视贵州产业跃迁", (), "据新华社", ()),
    (
        FIRST, 71, 115, "首提“普惠信贷” 让更多金融活水润泽“小生意”“小日子”", (), "据新华社", (),
    ),
    (
        FIRST, 119, 123, "重庆：中医药美术作品展开幕", (), "新华社发",
        ("图为医生志愿者指导小朋友研磨中药材。",),
    ),
    (FIRST, 125, 135, "我国科学家研发出无需“插电”的发光发电纤维", (), None, ()),
    (SECOND, 5, 83, "在“风”“光”无限中“算”出西部新机遇", ("程楠", "梁军", "任玮"), None, ()),
    (
        SECOND, 87, 91, "峨眉山初雪", (), "新华社记者 江宏景摄",
        ("峨眉山银装素裹的金顶与远山、云海相映成趣（11月20日摄，无人机照片）。",),
    ),
    (SECOND, 93, 131, "足球、嘹歌与矮马", ("曹伟铭",), None, ()),
    (
        SECOND, 133, 223, "界首：最懂得“垃圾是放错地方资源”的小城", ("李亚彪", "郭晨", "潘峰"),
        None, (),
    ),
    (SECOND, 225, 241, "我国培育2300多个劳务品牌有效促就业", ("姜琳", "谢嫒"), None, ()),
]  # fmt: skip


def test_the_records_are_the_annotated_articles() -> None:
    outcomes = gold.clean_seeds()
    found = []
    for name in (FIRST, SECOND):
        outcome = outcomes[name]
        for article in projections()[name].articles:
            start, end = article.blocks[0].content.start, article.blocks[-1].content.end
            lines = [
                outcome.document.text.count("\n", 0, outcome.log.origin(Span(at, at)).end) + 1
                for at in (start, end)
            ]
            found.append(
                (
                    name, *lines, article.title,
                    tuple(person.name for person in article.byline), article.credit,
                    tuple(caption.text for caption in article.captions),
                )
            )  # fmt: skip
    assert found == ARTICLES


def test_undo_gives_the_seeds_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for words in (
        ["clean", "seeds", "-o", str(tmp_path / "c")],
        ["undo", str(tmp_path / "c"), "-o", str(tmp_path / "u")],
    ):
        monkeypatch.setattr("sys.argv", ["newslint", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        assert stop.value.code == 0
    for name in (FIRST, SECOND):
        digests = {
            hashlib.sha256((folder / "seeds" / name).read_bytes()).hexdigest()
            for folder in (ROOT, tmp_path / "u")
        }
        assert len(digests) == 1


def test_the_committed_output_is_reproduced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.argv", ["newslint", "clean", "seeds", "-o", "cleaned", "--check"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 0, capsys.readouterr().out


def test_no_policy_edit_is_made_on_the_seeds() -> None:
    edits: list[dict[str, Any]] = [
        json.loads(line)
        for line in (ROOT / "cleaned" / "edits.jsonl").read_text("utf-8").splitlines()
    ]
    for edit in edits:
        assert not set(edit["old"] + edit["new"]) & set("“”‘’「」") or edit["rule"] == "DUP001"
        assert " " not in edit["new"]
