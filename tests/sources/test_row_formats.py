"""Every row format is cleaned row by row and given back as it was, all other fields kept."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newslint.sources.cleaned import CleanedDirectory
from newslint.sources.csv_rows import fields, goes_on, value
from newslint.sources.item import Page, Reading
from planting import planted_page
from sources.round_trip import COMPRESS, content, given_back, items, stored

TEXTS = [planted_page(seed).text for seed in range(6)]
SUFFIXES = ["", *COMPRESS]
NOISE = st.text(st.sampled_from('中国船渔港,，。"\n\r\t 　a1;\u200b𠮷'), max_size=30)
TEXT = st.one_of(NOISE, st.sampled_from(TEXTS))


def jsonl(texts: Sequence[str]) -> bytes:
    rows = [
        f'{{"n": 1.50, "id": {number}, "text": {json.dumps(text, ensure_ascii=number % 2 == 0)} , '
        f'"x":[1e3]}}'
        for number, text in enumerate(texts)
    ]
    return "\r\n\n".join(rows).encode() + b"\n"


def table(texts: Sequence[str], dialect: str, *, quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    sink = io.StringIO()
    writer = csv.writer(sink, dialect, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["id", "text", "note"])
    writer.writerows([str(number), text, 'a "b", c'] for number, text in enumerate(texts))
    return sink.getvalue().encode()


def records(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "records.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv", "rows.tsv"])
def test_a_row_file_is_cleaned_and_given_back(name: str, suffix: str, tmp_path: Path) -> None:
    dialects = {"rows.csv": "excel", "rows.tsv": "excel-tab"}
    data = table(TEXTS, dialects[name]) if name in dialects else jsonl(TEXTS)
    path = stored(tmp_path / (name + suffix), data)
    pages, rejects, back = given_back(path, tmp_path, Reading(id_pointer="/id"))
    assert not rejects
    assert [page.page.decoded for page in pages] == TEXTS
    assert sum(page.changed for page in pages) >= 5
    assert content(back / path.name) == data
    said = records(tmp_path / "out")
    assert [str(row["id"]) for row in said] == [str(number) for number in range(6)]
    assert all(list(row)[-1] == "newslint" for row in said)
    for row, page in zip(said, pages, strict=True):
        assert row["text"] == page.log.text
        ours = row["newslint"]
        assert isinstance(ours, dict)
        assert ours["meta"] == {"id": str(row["id"])}


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_whatever_stands_in_a_csv_file_is_given_back(texts: list[str], quoting: int) -> None:
    data = table(texts, "excel", quoting=quoting)
    with TemporaryDirectory() as folder:
        path = stored(Path(folder, "rows.csv"), data)
        pages, rejects, back = given_back(path, Path(folder))
        assert (back / "rows.csv").read_bytes() == data
        assert [page.page.decoded for page in pages] == texts
        assert not rejects


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=5), st.sampled_from(["csv", "tsv", "jsonl"]))
def test_any_bytes_behind_a_header_are_given_back(rows: list[bytes], suffix: str) -> None:
    data = (
        b"text,b\n" if suffix == "csv" else b"text\tb\n" if suffix == "tsv" else b'{"text":"a"}\n'
    )
    data += b"\n".join(rows)
    with TemporaryDirectory() as folder:
        path = stored(Path(folder, f"rows.{suffix}"), data)
        *_, back = given_back(path, Path(folder))
        assert (back / path.name).read_bytes() == data


@settings(max_examples=200, deadline=None)
@given(st.lists(NOISE, min_size=1, max_size=5), st.sampled_from([",", "\t"]))
def test_a_record_is_cut_as_the_csv_module_cuts_it(values: list[str], delimiter: str) -> None:
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter).writerow(values)
    record = sink.getvalue()
    assert [value(raw) for raw in fields(record, delimiter)] == values
    quoted = False
    for line in record.split("\n")[:-1]:
        quoted = goes_on(line + "\n", delimiter, quoted=quoted)
    assert not quoted


def test_a_record_of_a_csv_file_keeps_its_columns_as_strings_in_order(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes('\ufeffdate,"正文",newslint,n\r\n2024-01-02,渔船回港。,x,007\r\n'.encode())
    given_back(path, tmp_path, Reading(pointer="/正文"))
    [row] = records(tmp_path / "out")
    assert list(row) == ["date", "正文", "n", "newslint"]
    assert (row["n"], row["正文"]) == ("007", "渔船回港。")
    assert (tmp_path / "back" / "rows.csv").read_bytes() == path.read_bytes()


def test_a_csv_file_in_gb18030_is_found_out_and_given_back(tmp_path: Path) -> None:
    data = "编号,text\n1,码头上午恢复作业，三十条渔船陆续出海。\n2,“港口”的人们说,好\n".encode(
        "gb18030"
    )
    path = stored(tmp_path / "rows.csv", data)
    pages, rejects, back = given_back(path, tmp_path)
    assert [page.page.document.source.codec for page in pages] == ["gb18030"]
    assert [reject.row for reject in rejects] == [2]
    assert (back / "rows.csv").read_bytes() == data


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.tsv"])
def test_rows_in_a_named_wide_codec_are_given_back(name: str, codec: str, tmp_path: Path) -> None:
    text = (
        'a\ttext\n1\t渔船,回港。\n2\t"港\n口"\n' if "t" in name[5:] else '{"text":"渔船,回港。"}\n'
    )
    path = stored(tmp_path / name, text.encode(codec))
    pages, rejects, back = given_back(path, tmp_path, Reading(encoding=codec))
    assert pages
    assert not rejects
    assert (back / name).read_bytes() == path.read_bytes()


def test_number_formatting_and_repeated_keys_of_a_row_stay(tmp_path: Path) -> None:
    line = '{"a":1.0,"b":1E400,"a":{"c":[1 ,2]},"text":"渔船,回港。","z":12345678901234567890123}'
    path = stored(tmp_path / "rows.jsonl", line.encode())
    given_back(path, tmp_path)
    [written] = (tmp_path / "out" / "records.jsonl").read_text("utf-8").splitlines()
    assert written.startswith('{"a":1.0,"b":1E400,"a":{"c":[1 ,2]},"text":"渔船，回港。"')
    assert ',"z":12345678901234567890123,"newslint":{' in written


@pytest.mark.parametrize(
    ("raw", "known"),
    [
        ('"a\\u0031"', "a1"),
        ("1.50", "1.50"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("-1e3", "-1e3"),
        ("null", None),
        ("true", None),
        ("[1]", None),
    ],
)
def test_the_id_of_a_row_is_kept_as_it_is_spelled(
    raw: str, known: str | None, tmp_path: Path
) -> None:
    path = stored(tmp_path / "rows.jsonl", f'{{"k":{{"i/d":{raw}}},"text":"渔船"}}'.encode())
    [page] = items(path, Reading(id_pointer="/k/i~1d"))
    assert isinstance(page, Page)
    assert page.document.meta == ({} if known is None else {"id": known})


def test_a_row_without_an_id_is_a_row(tmp_path: Path) -> None:
    path = stored(tmp_path / "rows.jsonl", '{"text":"渔船"}\n{"text":"渔船","id":"b"}'.encode())
    pages = items(path, Reading(id_pointer="/id"))
    assert [page.document.meta for page in pages if isinstance(page, Page)] == [{}, {"id": "b"}]


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv"])
def test_an_empty_text_is_a_page_without_an_article(name: str, tmp_path: Path) -> None:
    data = b'{"a":1,"text":""}\n' if name == "rows.jsonl" else b"a,text\n1,\n"
    path = stored(tmp_path / name, data)
    pages, rejects, back = given_back(path, tmp_path)
    assert [page.page.decoded for page in pages] == [""]
    assert not rejects
    [row] = records(tmp_path / "out")
    assert row["text"] == ""
    assert row["newslint"] == {}
    assert (back / name).read_bytes() == data


def test_the_rows_of_a_stored_page_are_those_that_were_read(tmp_path: Path) -> None:
    path = stored(tmp_path / "rows.csv", table(TEXTS, "excel", quoting=csv.QUOTE_ALL))
    pages, _, _ = given_back(path, tmp_path)
    again = [one.page for one in CleanedDirectory(tmp_path / "out").pages()]
    for page, other in zip(pages, again, strict=True):
        assert page.page.row is not None
        assert other.row is not None
        assert other.row.record("x") == page.page.row.record("x")
        assert other.row.facts() == page.page.row.facts()
