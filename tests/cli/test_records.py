"""Each line of records.jsonl is as the published schema and docs/records.md say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import regex

from newslint.described import arguments
from newslint.sinks.record import Record
from newslint.sinks.record_schema import PARTS, schema
from newslint.text.block import Kind
from planting import newspaper_page, planted_page

from .conftest import Run

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "newslint-record.schema.json"
GUIDE = (ROOT / "docs" / "records.md").read_text("utf-8")
EXAMPLE = regex.search(r"^```text\n(.*?)^```$.*?^```json\n(.*?)^```$", GUIDE, regex.S | regex.M)

PAGE = "# 果园丰收\n\n东坪县的梨,今年多收两成。\n\n# 泵站完工\n\n三座泵站昨天一起开机放水。\n"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    body = schema()
    jsonschema.Draft202012Validator.check_schema(body)
    return jsonschema.Draft202012Validator(body)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def test_the_committed_schema_is_current(run: Run) -> None:
    done = run("schema", "records")
    assert done.code == 0
    assert json.loads(done.out) == json.loads(COMMITTED.read_text("utf-8")), (
        "run: newslint schema records > newslint-record.schema.json"
    )


def bodies(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property that a schema describes, by name."""
    if isinstance(value, dict):
        yield from value.get("properties", {}).items()
        for inner in value.values():
            yield from bodies(inner)


def test_no_field_is_undescribed() -> None:
    found = [(name, body) for name, body in bodies(schema()) if name != "newslint"]
    assert len(found) > len(fields(Record))
    assert [name for name, body in found if not body.get("description")] == []


def test_the_guide_describes_every_field_in_the_same_words() -> None:
    kinds: list[type[object]] = [Record, *PARTS]
    for kind in kinds:
        for name, about in arguments(kind):
            assert f"| `{name}` | {about} |" in GUIDE, (kind.__name__, name)


def test_the_example_of_the_guide_is_true(run: Run, tmp_path: Path) -> None:
    assert EXAMPLE
    told = json.loads(EXAMPLE[2])
    write(tmp_path, {told["page"]: EXAMPLE[1], "news/meta.json": '{"licence": "CC-BY-4.0"}'})
    assert run("clean", "news", "-o", "out").code == 0
    [record] = lines(tmp_path / "out" / "records.jsonl")
    assert list(record) == list(told)
    assert told["quality"] == record["quality"][:1]
    assert record | {"quality": []} == told | {"quality": []}


def test_the_records_of_the_seeds_are_valid(
    run: Run, tmp_path: Path, validator: jsonschema.Draft202012Validator
) -> None:
    assert run("clean", str(ROOT / "seeds"), "-o", "out").code == 0
    records = lines(tmp_path / "out" / "records.jsonl")
    assert records
    for record in records:
        validator.validate(record)


@pytest.mark.parametrize("unit", ["article", "page"])
def test_the_records_of_many_pages_are_valid(
    run: Run, tmp_path: Path, validator: jsonschema.Draft202012Validator, unit: str
) -> None:
    pages = {f"in/{seed}.txt": planted_page(seed).text for seed in range(30)}
    pages |= {f"in/2024-03-0{seed}_版面.txt": newspaper_page(seed).text for seed in range(1, 9)}
    rows = [{"n": seed, "text": newspaper_page(seed).text} for seed in range(20)]
    rows += [{"text": ""}, {"text": "\ud800", "newslint": 3}]
    pages["in/rows.jsonl"] = "".join(json.dumps(row) + "\n" for row in rows)
    write(tmp_path, pages)
    assert run("clean", "in", "-o", "out", "--records", unit, "--drop", "DOC001").code == 0
    kept, dropped = (lines(tmp_path / "out" / f"{name}.jsonl") for name in ("records", "dropped"))
    for record in kept:
        validator.validate(record)
    why = ("rule", "value", "threshold", "failed")
    for record in dropped:
        ours = record.get("newslint", record)
        assert all(name in ours for name in why)
        for name in why:
            del ours[name]
        validator.validate(record)
    page_texts = {(one["path"], one["row"]): one["text"] for one in lines_of(tmp_path, "pages")}
    for record in kept:
        ours = record.get("newslint") or record
        if "source" in ours:
            text = page_texts[ours["source"]["path"], ours["source"]["row"]]
            for block in ours["blocks"]:
                assert text[block["start"] : block["end"]].split() == block["text"].split()


def lines_of(root: Path, name: str) -> list[dict[str, Any]]:
    return lines(root / "out" / f"{name}.jsonl")


@pytest.mark.parametrize("wrong", [{"id": "x"}, {"language": "fr"}, {"spans": [[1]]}, {"own": 1}])
def test_a_wrong_record_is_not_valid(
    run: Run,
    tmp_path: Path,
    validator: jsonschema.Draft202012Validator,
    wrong: dict[str, object],
) -> None:
    write(tmp_path, {"page.txt": PAGE})
    run("clean", "page.txt", "-o", "out")
    record = lines_of(tmp_path, "records")[0]
    assert validator.is_valid(record)
    assert not validator.is_valid(record | wrong)
    del record["why"]
    assert not validator.is_valid(record)


def test_every_kind_of_block_is_in_the_schema() -> None:
    definitions = schema()["$defs"]
    assert isinstance(definitions, dict)
    kinds = definitions["block"]["properties"]["kind"]["enum"]
    assert sorted(kinds) == sorted(kind.value for kind in Kind)


ROW = {"id": 7, "text": PAGE, "z": [1, {"k": None}]}


def cleaned_rows(run: Run, root: Path, *options: str) -> list[dict[str, Any]]:
    write(root, {"rows.jsonl": json.dumps(ROW) + '\n{"text": "", "n": 1.50}\n'})
    assert run("clean", "rows.jsonl", "-o", "out", *options).code == 0
    return lines_of(root, "records")


@pytest.mark.parametrize("options", [(), ("--records", "page")])
def test_a_row_comes_out_as_a_row(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    first, second = cleaned_rows(run, tmp_path, *options)
    assert list(first) == ["id", "text", "z", "newslint"]
    assert first["text"] == PAGE.replace("梨,", "梨，")
    assert {name: first[name] for name in ("id", "z")} == {"id": 7, "z": [1, {"k": None}]}
    assert first["newslint"]["title"] == "果园丰收 泵站完工"
    assert first["newslint"]["meta"] == {}
    assert "text" not in first["newslint"]
    assert second == {"text": "", "n": 1.5, "newslint": {}}
    assert '"n": 1.50' in (tmp_path / "out" / "records.jsonl").read_text("utf-8")


def test_rows_are_split_into_articles_on_request(run: Run, tmp_path: Path) -> None:
    first, second = cleaned_rows(run, tmp_path, "--records", "article")
    assert [one["newslint"]["title"] for one in (first, second)] == ["果园丰收", "泵站完工"]
    assert [one["text"] for one in (first, second)] == [
        "东坪县的梨，今年多收两成。",
        "三座泵站昨天一起开机放水。",
    ]
    assert all((one["id"], one["z"]) == (7, ROW["z"]) for one in (first, second))


@pytest.mark.parametrize(("options", "count"), [((), 2), (("--records", "page"), 1)])
def test_a_text_file_gives_articles_or_one_record(
    run: Run, tmp_path: Path, options: tuple[str, ...], count: int
) -> None:
    write(tmp_path, {"page.txt": PAGE})
    assert run("clean", "page.txt", "-o", "out", *options).code == 0
    assert len(lines_of(tmp_path, "records")) == count


@pytest.mark.parametrize(
    ("head", "date", "inferred"),
    [
        ("新华社江州2024年11月21日电", "2024-11-21", False),
        ("新华社江州12月30日电", "2024-12-30", True),
        ("新华社江州2月30日电", None, False),
        ("本报讯", None, False),
    ],
)
def test_a_dateline_has_its_day(
    run: Run, tmp_path: Path, head: str, date: str | None, inferred: bool
) -> None:
    text = f"# 江州老码头开放\n\n{head}（记者 周立言）三座仓库昨天向市民开放，人流不断。\n"
    write(tmp_path, {"2025-01-02.txt": text, "plain.txt": text})
    assert run("clean", "2025-01-02.txt", "plain.txt", "-o", "out").code == 0
    dated, plain = (record["dateline"] for record in lines_of(tmp_path, "records"))
    assert (dated["date"], dated["year_inferred"]) == (date, inferred)
    assert (plain["date"], plain["year_inferred"]) == (None if inferred else date, False)
    assert plain["month_day"] == dated["month_day"] == (date and date[5:])
    assert dated["text"].startswith(head)


def test_tags_are_no_findings_left(run: Run, tmp_path: Path) -> None:
    text = (
        "南溪日报　2025年3月18日　第2版\n\n# 一座旧厂的新生\n\n旧厂房改成了展厅，三天来了两千人。\n"
    )
    write(tmp_path, {"page.txt": text + "\n本报记者 周立言\n"})
    done = run("clean", "page.txt", "-o", "out")
    assert "0 findings left" in done.out
    assert lines_of(tmp_path, "left") == []
    assert lines_of(tmp_path, "records")[0]["findings_left"] == {}
