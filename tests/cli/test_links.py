"""The parts of a story that is continued on another page know each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newslint.pipeline.continued import Issue, Part, links

from .conftest import Run
from .test_records import lines_of, write

HEAD = "云岭区开通夜班公交\n\n两条线路昨晚从工业园发车，沿途设有二十个站点。\n\n（下转第{}版）\n"
TAIL = "（上接第{}版）\n\n云岭区夜班公交的首批乘客多是车间里的年轻工人，票价两元。\n"


def front(page: str, text: str) -> str:
    return f"第{page}版　要闻\n\n{text}"


def linked(root: Path) -> dict[str, tuple[str | None, str | None]]:
    """Return for each page the pages that the parts of its stories are linked to."""
    records: list[dict[str, Any]] = [one.get("newslint", one) for one in lines_of(root, "records")]
    page = {one["id"]: one["page"] for one in records} | {None: None}

    def at(link: dict[str, Any] | None) -> str | None:
        return page[link["record"]] if link else None

    return {
        one["page"]: (at(one["continues"]), at(one["continued"]))
        for one in records
        if one["continues"] or one["continued"]
    }


@pytest.mark.parametrize(
    "files",
    [
        {"a.txt": front("一", HEAD.format("二")), "b.txt": front("2", TAIL.format("1"))},
        {"江州日报_02版.txt": TAIL.format("一"), "江州日报_01版.txt": HEAD.format("2")},
        {"x.txt": HEAD.format("三"), "y.txt": TAIL.format("一")},
        {"A01版.txt": HEAD.format("A2"), "A02版.txt": TAIL.format("A01")},
    ],
)
def test_both_parts_are_linked(run: Run, tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, {f"in/{name}": text for name, text in files.items()})
    assert run("clean", "in", "-o", "out").code == 0
    [head] = [f"in/{name}" for name, text in files.items() if "下转" in text]
    [tail] = [f"in/{name}" for name, text in files.items() if "上接" in text]
    assert linked(tmp_path) == {head: (None, tail), tail: (head, None)}
    assert run("clean", "in", "-o", "out", "--check").code == 0
    assert run("undo", "out", "-o", "back").code == 0
    for name, text in files.items():
        assert (tmp_path / "back" / "in" / name).read_text("utf-8") == text


@pytest.mark.parametrize(
    "files",
    [
        {"a.txt": front("1", HEAD.format("3")), "b.txt": front("2", TAIL.format("1"))},
        {"a.txt": front("1", HEAD.format("2")), "b.txt": front("2", TAIL.format("5"))},
        {"a/a.txt": HEAD.format("2"), "b/b.txt": TAIL.format("1")},
        {"2024-11-20.txt": HEAD.format("2"), "2024-11-21.txt": TAIL.format("1")},
        {"江州日报.txt": HEAD.format("2"), "柳河晚报.txt": TAIL.format("1")},
        {"a.txt": HEAD.format("2"), "b.txt": TAIL.format("1"), "c.txt": TAIL.format("1")},
        {"a.txt": HEAD.format("2")},
    ],
)
def test_what_does_not_fit_or_fits_twice_is_not_linked(
    run: Run, tmp_path: Path, files: dict[str, str]
) -> None:
    write(tmp_path, {f"in/{name}": text for name, text in files.items()})
    assert run("clean", "in", "-o", "out").code == 0
    found = linked(tmp_path)
    assert len(found) == len(files)
    assert set(found.values()) == {(None, None)}


def test_rows_are_linked_under_our_key(run: Run, tmp_path: Path) -> None:
    fake = {"continued": {"line": "（下转第2版）", "page": "2", "record": None}}
    rows = [
        {"n": 1.50, "newslint": fake, "text": HEAD.format("2"), "kept": fake},
        {"text": "# 一座旧厂的新生\n\n旧厂房改成了展厅。\n"},
        {"text": TAIL.format("1")},
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write(tmp_path, {"rows.jsonl": text})
    assert run("clean", "rows.jsonl", "-o", "out").code == 0
    assert linked(tmp_path) == {
        "rows.jsonl:1": (None, "rows.jsonl:3"),
        "rows.jsonl:3": ("rows.jsonl:1", None),
    }
    assert lines_of(tmp_path, "records")[0]["kept"] == fake
    assert run("undo", "out", "-o", "back").code == 0
    assert (tmp_path / "back" / "rows.jsonl").read_text("utf-8") == text


@pytest.mark.parametrize("line", ["（相关报道见第2版）", "详见第2版"])
def test_a_line_that_leads_to_another_story_is_no_link(run: Run, tmp_path: Path, line: str) -> None:
    head = HEAD.format("2").replace("（下转第2版）", line)
    write(tmp_path, {"in/a.txt": head, "in/b.txt": TAIL.format("1")})
    assert run("clean", "in", "-o", "out").code == 0
    assert linked(tmp_path) == {"in/b.txt": (None, None)}


def part(record: str, page: str, title: str, back: str | None, onward: str | None) -> Part:
    return Part(record, Issue("in", "", ""), page, title, back, onward)


def test_of_several_the_one_whose_title_shares_most_is_taken() -> None:
    heads = [
        part("h1", "1", "河口渔港昨日复工", None, "2"),
        part("h2", "1", "烘干机进村记", None, "2"),
    ]
    tails = [
        part("t1", "2", "烘干机进村", "1", None),
        part("t2", "2", "渔港复工", "1", None),
        part("t3", "3", "渔港复工", "1", None),
    ]
    assert links(heads + tails) == {"h1": "t2", "h2": "t1"}
    assert links([*reversed(tails), *heads]) == {"h1": "t2", "h2": "t1"}


def test_a_middle_part_is_linked_both_ways() -> None:
    parts = [
        part("a", "1", "", None, "2"),
        part("b", "2", "", "1", "3"),
        part("c", "3", "", "2", None),
    ]
    assert links(parts) == {"a": "b", "b": "c"}


def test_a_folder_of_many_issues_takes_time_in_proportion() -> None:
    parts = [part(f"h{at}", "1", "同一个标题", None, "2") for at in range(20_000)]
    parts += [part(f"t{at}", "2", "同一个标题", "1", None) for at in range(20_000)]
    assert links(parts) == {}
