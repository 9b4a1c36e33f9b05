"""Parquet files are cleaned row by row; undo gives a file with the same schema and values."""

from __future__ import annotations

import datetime
import decimal
import json
from pathlib import Path

import pytest

from newslint.cli.undo import undo_all
from newslint.sources.cleaned import CleanedDirectory
from newslint.sources.find import Format, InputFile
from newslint.sources.item import Page, Reading, Reject
from newslint.sources.parquet import row_groups
from newslint.sources.read import read
from newslint.sources.restore import Part, file_bytes, write_file
from newslint.sources.slices import Slice
from planting import planted_page
from sources.round_trip import clean, file_of, given_back, items, small

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TEXTS = [planted_page(seed).text for seed in range(8)]
DAY = datetime.date(2024, 1, 2)


def write(path: Path, **columns: object) -> Path:
    table = pa.table({"text": TEXTS, **columns})
    pq.write_table(table.replace_schema_metadata({"from": "a test"}), path, row_group_size=3)
    return path


def rich(path: Path) -> Path:
    """Write a file with a column of most types that there are."""
    stamp = datetime.datetime(2024, 1, 2, 3, 4, 5, 678901)
    eight = {
        "id": pa.array(range(8), pa.uint64()),
        "when": pa.array([stamp] * 7 + [None], pa.timestamp("ns", tz="Asia/Shanghai")),
        "day": pa.array([DAY] * 8),
        "took": pa.array([5] * 8, pa.duration("s")),
        "price": pa.array([decimal.Decimal("1.20")] * 8, pa.decimal128(10, 2)),
        "blob": pa.array([b"\x00\xff"] * 8),
        "half": pa.array([1.5] * 8, pa.float16()),
        "ratio": pa.array([0.1, float("nan"), float("inf"), None, 1.0, 2.0, 3.0, 4.0]),
        "section": pa.array(["要闻", "体育"] * 4).dictionary_encode(),
        "people": pa.array([[{"name": "周立言", "born": DAY}], []] * 4),
        "marks": pa.array([[("a", 1)], None] * 4, pa.map_(pa.string(), pa.int64())),
        "none": pa.nulls(8),
        "kinds": pa.array([["甲"], None] * 4).cast(
            pa.list_(pa.dictionary(pa.int32(), pa.string()))
        ),
        "desk": pa.StructArray.from_arrays(
            [pa.array(["夜", "日"] * 4).dictionary_encode()], ["name"]
        ),
        "pair": pa.array([[1, 2], None] * 4, pa.list_(pa.int8(), 2)),
    }
    return write(path, **eight)


def test_a_parquet_file_is_given_back_with_schema_and_values(tmp_path: Path) -> None:
    path = rich(tmp_path / "rows.parquet")
    pages, rejects, back = given_back(path, tmp_path, Reading(id_pointer="/id"))
    assert not rejects
    assert [page.page.document.row for page in pages] == list(range(1, 9))
    assert sum(page.changed for page in pages) >= 6
    before, after = pq.read_table(path), pq.read_table(back / "rows.parquet")
    assert after.schema.equals(before.schema, check_metadata=True)
    assert after.drop_columns("ratio").equals(before.drop_columns("ratio"))
    assert str(after["ratio"].to_pylist()) == str(before["ratio"].to_pylist())


def test_the_record_of_a_row_holds_its_columns_in_order(tmp_path: Path) -> None:
    given_back(rich(tmp_path / "rows.parquet"), tmp_path, Reading(id_pointer="/id"))
    [line, *_] = (tmp_path / "out" / "records.jsonl").read_text("utf-8").splitlines()
    row = json.loads(line)
    ours = row.pop("newslint")
    assert ours["meta"] == {"id": "0"}
    assert list(row)[:3] == ["text", "id", "when"]
    del row["text"]
    assert row == {
        "id": 0,
        "when": "2024-01-02 11:04:05.678901000+0800",
        "day": "2024-01-02",
        "took": 5,
        "price": "1.20",
        "blob": "AP8=",
        "half": 1.5,
        "ratio": 0.1,
        "section": "要闻",
        "people": [{"name": "周立言", "born": "2024-01-02"}],
        "marks": [["a", 1]],
        "none": None,
        "kinds": ["甲"],
        "desk": {"name": "夜"},
        "pair": [1, 2],
    }


def test_a_stored_row_makes_the_record_that_was_written(tmp_path: Path) -> None:
    pages, _, _ = given_back(rich(tmp_path / "rows.parquet"), tmp_path)
    for page, one in zip(pages, CleanedDirectory(tmp_path / "out").pages(), strict=True):
        assert page.page.row is not None
        assert one.page.row is not None
        assert one.page.row.record("x") == page.page.row.record("x")


@pytest.mark.parametrize("column", ["string", "large_string", "dictionary"])
def test_text_may_be_stored_in_several_ways(column: str, tmp_path: Path) -> None:
    texts = pa.array(TEXTS[:2])
    kinds = {"string": texts, "large_string": texts.cast(pa.large_string())}
    table = pa.table({"正文": kinds.get(column, texts.dictionary_encode())})
    path = tmp_path / "rows.parquet"
    pq.write_table(table, path)
    pages, rejects, back = given_back(path, tmp_path, Reading(pointer="/正文"))
    assert (len(pages), rejects) == (2, [])
    assert pq.read_table(back / path.name).equals(table)


def test_a_row_without_text_is_a_reject_and_given_back(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    table = pa.table({"text": ["渔船,回港。", None, "", "港口"], "n": [1, 2, 3, 4]})
    pq.write_table(table, path)
    pages, [reject], back = given_back(path, tmp_path)
    assert [page.page.document.row for page in pages] == [1, 3, 4]
    assert (reject.row, "holds no text" in reject.reason) == (2, True)
    assert pa.ipc.open_stream(reject.data).read_all().to_pylist() == [{"text": None, "n": 2}]
    assert pq.read_table(back / path.name).equals(table)


def test_a_text_over_the_limit_is_a_reject(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    table = pa.table({"text": ["港口", "船" * 1000]})
    pq.write_table(table, path)
    pages, [reject], back = given_back(path, tmp_path, small(most_bytes=2_000))
    assert (len(pages), reject.row) == (1, 2)
    assert pq.read_table(back / path.name).equals(table)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pa.table({"body": ["a"]}), "no column 'text'"),
        (pa.table({"text": [1]}), "is int64, not text"),
        (pa.table({"text": pa.array([], pa.string())}), "no rows"),
    ],
)
def test_a_file_without_texts_is_rejected_whole(table: object, words: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(table, path)
    pages, [reject], back = given_back(path, tmp_path)
    assert not pages
    assert words in reject.reason
    assert (back / path.name).read_bytes() == path.read_bytes()


def test_a_parquet_file_inside_gzip_is_refused(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "rows.parquet.gz"
    path.write_bytes(gzip.compress(write(tmp_path / "rows.parquet").read_bytes()))
    pages, [reject], back = given_back(path, tmp_path)
    assert not pages
    assert "Parquet is compressed by itself" in str(reject)
    assert (back / path.name).read_bytes() == path.read_bytes()


def test_a_damaged_row_group_costs_only_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.parquet")
    whole = path.read_bytes()
    start = pq.read_metadata(path).row_group(1).column(0).file_offset or whole.find(
        TEXTS[3][:4].encode()
    )
    start = pq.read_metadata(path).row_group(1).column(0).dictionary_page_offset or start
    path.write_bytes(whole[:start] + b"\xff" * 60 + whole[start + 60 :])
    found = items(path)
    assert [item.document.row for item in found if isinstance(item, Page)] == [1, 2, 3, 7, 8]
    [reject] = [item for item in found if isinstance(item, Reject)]
    assert (reject.row, reject.whole) == (4, True)
    assert "row group 1 is damaged" in reject.reason
    clean([file_of(path)], tmp_path / "out")
    undo_all(CleanedDirectory(tmp_path / "out"), tmp_path / "back")
    assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("data", [b"", b"PAR1", b"no Parquet at all, only words"])
def test_what_is_no_parquet_file_is_rejected_whole(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    path.write_bytes(data)
    pages, [reject], back = given_back(path, tmp_path)
    assert not pages
    assert "no sound Parquet file" in reject.reason
    assert (back / path.name).read_bytes() == data


def test_ranges_of_row_groups_are_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.parquet")
    file = InputFile(path, path.name, Format.PARQUET)
    assert [group.rows for group in row_groups(file)] == [3, 3, 2]
    whole = list(read([file], Reading()))
    slices = [Slice(file, start=at, end=at + 1, line=1 + 3 * at) for at in range(3)]
    assert list(read(slices, Reading())) == whole


def test_a_page_that_is_missing_is_noticed(tmp_path: Path) -> None:
    from newslint.errors import InputError

    given_back(write(tmp_path / "rows.parquet"), tmp_path)
    out = tmp_path / "out"
    for name, drop in (("pages", -1), ("edits", None)):
        lines = (out / f"{name}.jsonl").read_text("utf-8").splitlines(keepends=True)
        kept = lines[:drop] if drop else [line for line in lines if '"row":8' not in line]
        (out / f"{name}.jsonl").write_text("".join(kept), "utf-8")
    with pytest.raises(InputError, match="7 of the 8 rows"):
        undo_all(CleanedDirectory(out), tmp_path / "again")


def test_a_row_that_a_rule_fails_on_is_given_back_all_the_same(tmp_path: Path) -> None:
    path = rich(tmp_path / "rows.parquet")
    parts: list[Part] = []
    for number, item in enumerate(items(path)):
        assert isinstance(item, Page)
        part = item, item.decoded
        failed = Reject(path.name, number + 1, "", "", file_bytes([part]), 0, internal=True)
        parts.append(failed if number % 3 == 0 else part)
    write_file(path.name, parts, tmp_path / "back.parquet", same=True)
    before, after = pq.read_table(path), pq.read_table(tmp_path / "back.parquet")
    assert after.drop_columns("ratio").equals(before.drop_columns("ratio"))
