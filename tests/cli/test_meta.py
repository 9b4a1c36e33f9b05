"""Facts about a file come from its name and its sidecars, and from nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newslint.sources.meta import from_name

from .conftest import Run
from .test_records import lines_of, write

TEXT = "# 山乡水渠新貌\n\n灌溉面积扩大到原来的两倍。\n"


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("x/2024-11-20_江州日报_02版.txt", ("江州日报", "2024-11-20", "02")),
        ("江州日报-20241120-A02.txt", ("江州日报", "2024-11-20", "A02")),
        ("江州日报/2024/11/20/p03.txt", ("江州日报", "2024-11-20", "03")),
        ("江州晚报/2024-11/20/第4版.md", ("江州晚报", "2024-11-20", "4")),
        ("江州日报_2024_11_20_05.txt", ("江州日报", "2024-11-20", "05")),
        ("2024年1月3日江州晚报.txt", ("江州晚报", "2024-01-03", None)),
        ("江州日报/柳河晚报.txt", ("柳河晚报", None, None)),
        ("000_3aa54ca81735b8af.txt", (None, None, None)),
        ("page1.txt", (None, None, None)),
        ("12.txt", (None, None, None)),
        ("20241399.txt", (None, None, None)),
        ("招聘海报.txt", (None, None, None)),
        ("江州日报_柳河晚报.txt", (None, None, None)),
        ("20240101_20240102.txt", (None, None, None)),
        ("id-920241120771.txt", (None, None, None)),
    ],
)
def test_a_name_says_only_what_is_clear(name: str, facts: tuple[str | None, ...]) -> None:
    keys = ("newspaper", "date", "page")
    wanted = {key: value for key, value in zip(keys, facts, strict=True) if value}
    assert from_name(name) == wanted


def test_nearer_sidecars_win(run: Run, tmp_path: Path) -> None:
    files = {
        "in/江州日报_2024-11-20.txt": TEXT,
        "in/meta.json": '{"licence": "CC-BY-4.0", "url": "a", "newspaper": "柳河晚报"}',
        "in/sub/page.txt": TEXT,
        "in/sub/meta.json": '{"url": "b"}',
        "in/sub/page.txt.meta.json": '{"date": "2020-02-02"}',
    }
    write(tmp_path, files)
    assert run("clean", "in", "-o", "out").code == 0
    second, first = (record["meta"] for record in lines_of(tmp_path, "records"))
    shared = {"licence": "CC-BY-4.0", "newspaper": "柳河晚报"}
    assert first == {"date": "2024-11-20", "url": "a", **shared}
    assert second == {"date": "2020-02-02", "url": "b", **shared}
    assert list(first) == sorted(first)
    assert len(lines_of(tmp_path, "pages")) == 2
    assert run("undo", "out", "-o", "back").code == 0
    assert sorted(path.name for path in (tmp_path / "back").rglob("*.*")) == [
        "page.txt",
        "江州日报_2024-11-20.txt",
    ]


BAD = [
    ("{", "is no JSON"),
    ("[]", "is no JSON object; write one with strings"),
    ('{"pages": 3}', "the value of 'pages' is no string; write it in quotes"),
    ("[" * 100_000, "is no JSON"),
]


@pytest.mark.parametrize(("sidecar", "said"), BAD)
def test_a_bad_sidecar_is_one_line_and_the_page_is_cleaned(
    run: Run, tmp_path: Path, sidecar: str, said: str
) -> None:
    write(tmp_path, {"in/a.txt": TEXT, "in/b.txt": TEXT, "in/meta.json": sidecar})
    for command in (("clean", "in", "-o", "out"), ("clean", "in", "-o", "out", "--check")):
        done = run(*command)
        assert done.code == 3
        [line] = done.err.splitlines()
        assert line.startswith(f"newslint: in/meta.json: {said}")
    assert [record["meta"] for record in lines_of(tmp_path, "records")] == [{}, {}]


def test_a_sidecar_that_is_not_utf8_is_named_with_its_byte(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": TEXT})
    (tmp_path / "a.txt.meta.json").write_bytes('{"newspaper": "江州日报"}'.encode("gb18030"))
    done = run("clean", "a.txt", "-o", "out")
    assert done.code == 3
    assert "a.txt.meta.json: byte 15 is not valid UTF-8; save it as UTF-8" in done.err


def test_sidecars_are_no_input(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"in/a.txt": TEXT, "in/a.txt.meta.json": "{}", "in/meta.json": "{}"})
    names = ("in/a.txt", "in/a.txt.meta.json", "in/meta.json")
    for paths in (("in",), ("in/*",), names):
        assert run("clean", *paths, "-o", "out").code == 0
        assert [page["path"] for page in lines_of(tmp_path, "pages")] == ["in/a.txt"]
    done = run("clean", "in/meta.json", "-o", "none")
    assert done.code == 2
    assert "in/meta.json: a sidecar" in done.err


def test_taking_an_edit_back_keeps_the_facts(run: Run, tmp_path: Path) -> None:
    text = TEXT.replace("扩大", ",扩大")
    write(tmp_path, {"a.txt": text, "a.txt.meta.json": '{"url": "u"}'})
    assert run("clean", "a.txt", "-o", "out", "--card").code == 0
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert "| PUN001 | 1 | 1 | 0 |" in card
    assert run("undo", "out", "--rule", "PUN001", "--write").code == 0
    [record] = lines_of(tmp_path, "records")
    assert record["meta"] == {"url": "u"}
    assert record["edits"] == {}
    assert "| PUN001 | 1 | 0 | 1 |" in (tmp_path / "out" / "README.md").read_text("utf-8")


def test_rows_have_no_meta(run: Run, tmp_path: Path) -> None:
    row = json.dumps({"text": TEXT})
    write(tmp_path, {"in/江州日报_2024-11-20.jsonl": row, "in/meta.json": '{"url": "u"}'})
    assert run("clean", "in", "-o", "out").code == 0
    [record] = lines_of(tmp_path, "records")
    assert record["newslint"]["meta"] == {}
