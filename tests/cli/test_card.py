"""The dataset card says what was looked for, and `datasets` reads the records by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newslint.rule import load_packs
from newslint.sinks.card import Summary, size_category
from newslint.sinks.record import Record
from planting import newspaper_page, planted_page

from .conftest import Run
from .test_records import lines_of, write


def card_of(run: Run, root: Path, *options: str) -> str:
    assert run("clean", "in", "-o", "out", "--card", *options).code == 0
    return (root / "out" / "README.md").read_text("utf-8")


def test_the_card_tells_what_was_looked_for_and_claims_nothing(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {f"in/{seed}.txt": planted_page(seed).text for seed in range(5)})
    card = card_of(run, tmp_path)
    assert card.startswith("---\nlanguage:\n- zh\nlicense: unknown\n")
    assert "**screened**" in card
    assert "correct" not in card
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert all(f"\n| {code} | {version} | " in card for code, version in manifest["rules"].items())
    assert f"`{manifest['configuration']}`" in card
    assert all(f"\n| `{name}` | " in card for name in Record.__slots__)
    assert "newslint undo" in card
    assert run("clean", "in", "-o", "out", "--card", "--check").code == 0
    (tmp_path / "out" / "README.md").write_text(card + " ", encoding="utf-8")
    assert run("clean", "in", "-o", "out", "--card", "--check").out == "out/README.md: differs\n"


@pytest.mark.parametrize(
    ("sidecars", "licence"),
    [
        ({"in/meta.json": '{"licence": "CC-BY-4.0"}'}, "license: cc-by-4.0"),
        ({"in/meta.json": '{"license": "CC BY 4.0"}'}, "license: cc-by-4.0"),
        ({"in/meta.json": '{"licence": "Our: own"}'}, 'license: other\nlicense_name: "Our: own"'),
        ({"in/0.txt.meta.json": '{"licence": "mit"}'}, "license: other"),
        ({}, "license: unknown"),
    ],
)
def test_the_licence_is_one_that_all_records_have(
    run: Run, tmp_path: Path, sidecars: dict[str, str], licence: str
) -> None:
    write(tmp_path, {f"in/{seed}.txt": planted_page(seed).text for seed in range(2)} | sidecars)
    assert f"\n{licence}\ntask_categories:" in card_of(run, tmp_path)


@pytest.mark.parametrize(
    ("records", "said"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (10**12, "n>1T")],
)
def test_the_size_category_is_the_hub_s(records: int, said: str) -> None:
    assert size_category(records) == said


def test_a_card_of_nothing_is_whole() -> None:
    card = Summary().card({rule.code: rule.version for rule in load_packs()}, "0" * 16, dropped=3)
    assert "| records | 0 |" in card
    assert "dataset_info" not in card


def newspaper(root: Path) -> None:
    """Write pages whose records differ in every field that may be empty."""
    files = {f"in/a{seed:02}.txt": planted_page(seed).text for seed in range(12)}
    files["in/00.txt"] = "# 山乡水渠新貌\n\n灌溉面积扩大到原来的两倍。\n"
    files |= {f"in/2024-03-0{seed}_z.txt": newspaper_page(seed).text for seed in range(1, 9)}
    files["in/2024-03-02_z.txt.meta.json"] = '{"url": "u", "some: key": "v"}'
    write(root, files)


@pytest.mark.parametrize("rows", [False, True])
def test_datasets_reads_the_records(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: bool
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    if rows:
        lines = [json.dumps({"n": n, "text": newspaper_page(n).text}) for n in range(9)]
        write(tmp_path, {"in/rows.jsonl": "\n".join(lines)})
    else:
        newspaper(tmp_path)
    card_of(run, tmp_path)
    path = str(tmp_path / "out" / "records.jsonl")
    cache = str(tmp_path / "cache")
    read = datasets.load_dataset("json", data_files=path, split="train", cache_dir=cache)
    assert read["text"][:] == [record["text"] for record in lines_of(tmp_path, "records")]


def test_the_types_of_the_card_hold_for_parts_of_any_size(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    newspaper(tmp_path)
    card_of(run, tmp_path)
    where, cache = str(tmp_path / "out"), str(tmp_path / "cache")
    read = datasets.load_dataset(where, split="train", cache_dir=cache, chunksize=2_000)
    records = lines_of(tmp_path, "records")
    assert len(read) == len(records)
    for row, record in zip(read, records, strict=True):
        for name in ("edits", "findings_left", "meta"):
            row[name] = {key: one for key, one in (row[name] or {}).items() if one is not None}
        assert json.loads(json.dumps(row, default=str)) == record
