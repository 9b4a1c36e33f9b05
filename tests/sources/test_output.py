"""Files of lines and Parquet files of records: the same bytes for the same records."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from newslint.sinks.output import FieldKinds, LineFile, ParquetRecords
from planting import newspaper_page
from sources.round_trip import clean, file_of, stored

ROWS = "".join(
    f'{{"n":{number},"id":"{number:03}","score":{score},"tags":["a",{number}],"big":{big},'
    f'"text":"渔船,回港{number}。","ok":{"true" if number % 2 else "null"},"mixed":{mixed}}}\n'
    for number, score, big, mixed in zip(
        range(40), [1, 2.5] * 20, [12345678901234567890123, 1] * 20, ['"x"', "7"] * 20, strict=True
    )
)


def records(path: Path, folder: Path) -> bytes:
    clean([file_of(path)], folder)
    return (folder / "records.jsonl").read_bytes()


def articles(tmp_path: Path) -> bytes:
    files = []
    for seed in range(6):
        files.append(file_of(stored(tmp_path / f"{seed}.txt", newspaper_page(seed).text.encode())))
    clean(files, tmp_path / "out")
    return (tmp_path / "out" / "records.jsonl").read_bytes()


def plain(value: object, maps: bool = True) -> object:
    """Return a value as JSON has it: lists of key and value are maps again."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(one, dict) and set(one) == {"key", "value"} for one in value):
            return {one["key"]: one["value"] for one in value}
        return [plain(one) for one in value]
    return value


def empty_maps(record: dict[str, object]) -> dict[str, object]:
    return record | {
        name: record[name] or {} for name in ("edits", "findings_left", "meta") if name in record
    }


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_lines_are_the_same_bytes_in_whatever_pieces_they_come(suffix: str, tmp_path: Path) -> None:
    data = b"".join(b'{"n":%d,"text":"%032x"}\n' % (n, n**9) for n in range(60_000))
    found = set()
    for step in (1000, 1 << 20, len(data)):
        file = LineFile(tmp_path / f"records.jsonl{suffix}")
        for start in range(0, len(data), step):
            file.write_bytes(data[start : start + step])
        file.close()
        found.add((tmp_path / f"records.jsonl{suffix}").read_bytes())
    [written] = found
    read = {".gz": gzip.decompress, ".zst": zstandard.ZstdDecompressor().decompressobj().decompress}
    assert read.get(suffix, bytes)(written) == data
    if suffix == ".gz":
        assert written[3:8] == bytes(5)  # neither name nor time


def test_the_kinds_of_fields_are_those_of_all_rows(tmp_path: Path) -> None:
    lines = records(stored(tmp_path / "rows.jsonl", ROWS.encode()), tmp_path / "out").splitlines()
    kinds = FieldKinds()
    for line in lines:
        kinds.add(line)
    assert kinds.kinds == {
        "n": "int",
        "id": "string",
        "score": "float",
        "tags": "json",
        "big": "json",
        "text": "string",
        "ok": "bool",
        "mixed": "json",
    }
    halves = FieldKinds(), FieldKinds()
    for number, line in enumerate(lines):
        halves[number >= 7].add(line)
    halves[0].merge(halves[1])
    assert halves[0] == kinds


@given(
    st.lists(st.sampled_from(["1", "2.5", '"x"', "true", "null", "[]", str(1 << 60)]), max_size=6)
)
def test_merged_kinds_do_not_depend_on_where_rows_are_divided(values: list[str]) -> None:
    lines = [f'{{"a":{value},"newslint":{{}}}}' for value in values]
    whole = FieldKinds()
    for line in lines:
        whole.add(line)
    for cut in range(len(lines) + 1):
        parts = FieldKinds(), FieldKinds()
        for number, line in enumerate(lines):
            parts[number >= cut].add(line)
        parts[0].merge(parts[1])
        assert parts[0].kinds == whole.kinds


def test_articles_in_parquet_are_the_records(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    lines = articles(tmp_path)
    path = tmp_path / "records.parquet"
    writer = ParquetRecords(path)
    for start in range(0, len(lines), 1000):
        writer.write_bytes(lines[start : start + 1000])
    writer.close()
    wanted = [json.loads(line) for line in lines.splitlines()]
    assert len(wanted) > 6
    assert [empty_maps(plain(row)) for row in pq.read_table(path).to_pylist()] == wanted  # type: ignore[arg-type]
    again = ParquetRecords(tmp_path / "again.parquet")
    again.write_bytes(lines)
    again.close()
    assert (tmp_path / "again.parquet").read_bytes() == path.read_bytes()


def test_rows_in_parquet_keep_their_fields(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    lines = records(stored(tmp_path / "rows.jsonl", ROWS.encode()), tmp_path / "out")
    kinds = FieldKinds()
    for line in lines.splitlines():
        kinds.add(line)
    path = tmp_path / "records.parquet"
    writer = ParquetRecords(path, kinds.kinds)
    writer.write_bytes(lines)
    writer.close()
    table = pq.read_table(path)
    wanted = [json.loads(line) for line in lines.splitlines()]
    assert table.column_names == list(wanted[0])
    for row, line in zip(table.to_pylist(), wanted, strict=True):
        ours = row.pop("newslint")
        assert empty_maps(plain(ours)) == line.pop("newslint")  # type: ignore[arg-type]
        for name in ("tags", "big", "mixed"):
            row[name] = json.loads(row[name])
        assert row == line
    assert table["big"][0].as_py() == "12345678901234567890123"


def test_articles_among_rows_take_the_form_of_rows(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    lines = records(stored(tmp_path / "rows.jsonl", ROWS.encode()), tmp_path / "rows")
    lines += articles(tmp_path)
    kinds = FieldKinds()
    for line in lines.splitlines():
        kinds.add(line)
    writer = ParquetRecords(tmp_path / "records.parquet", kinds.kinds)
    writer.write_bytes(lines)
    writer.close()
    found = pq.read_table(tmp_path / "records.parquet").to_pylist()
    last = json.loads(lines.splitlines()[-1])
    assert found[-1]["text"] == last.pop("text")
    assert empty_maps(plain(found[-1]["newslint"])) == last  # type: ignore[arg-type]


def test_half_a_surrogate_pair_is_replaced_in_parquet(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    writer = ParquetRecords(tmp_path / "r.parquet", {"text": "string"})
    writer.write_bytes(b'{"text":"a\\ud800b","newslint":{}}\n')
    writer.close()
    assert pq.read_table(tmp_path / "r.parquet")["text"].to_pylist() == ["a\ufffdb"]


def test_the_datasets_library_reads_the_file(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    lines = articles(tmp_path)
    writer = ParquetRecords(tmp_path / "records.parquet")
    writer.write_bytes(lines)
    writer.close()
    found = datasets.load_dataset(
        "parquet",
        data_files=str(tmp_path / "records.parquet"),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    wanted = [json.loads(line) for line in lines.splitlines()]
    assert [empty_maps(plain(row)) for row in found] == wanted  # type: ignore[arg-type]
