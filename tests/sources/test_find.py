"""What paths, lists, patterns and URLs name, and what files are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from newslint.errors import UsageError
from newslint.sources.find import Compression, Format, find, kind_of, paths_in
from newslint.sources.item import Page, Reading
from newslint.sources.read import read
from newslint.sources.remote import plain_name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", (Format.TEXT, None)),
        ("a.MD", (Format.MARKDOWN, None)),
        ("a.jsonl.gz", (Format.JSONL, Compression.GZIP)),
        ("a.ndjson.zst", (Format.JSONL, Compression.ZSTD)),
        ("a.b.csv.bz2", (Format.CSV, Compression.BZIP2)),
        ("a.tsv.xz", (Format.TSV, Compression.XZ)),
        ("a.parquet", (Format.PARQUET, None)),
        ("a.htm", (Format.HTML, None)),
        ("a.gz", (None, Compression.GZIP)),
        ("a", (None, None)),
        (".gz", (None, None)),
    ],
)
def test_a_name_tells_format_and_compression(
    name: str, kind: tuple[Format | None, Compression | None]
) -> None:
    assert kind_of(name) == kind


def test_a_directory_gives_every_known_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "d" / "sub").mkdir(parents=True)
    names = ["a.csv", "b.jsonl.gz", "c.txt.xz", "sub/d.tsv"]
    for name in [*names, "e.png", "f.gz", ".hidden.txt"]:
        (tmp_path / "d" / name).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    assert [file.name for file in find(["d"])] == [f"d/{name}" for name in names]
    assert [file.name for file in find([str(tmp_path / "d")])] == [f"d/{name}" for name in names]


def test_a_list_names_paths_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes("\ufeffa b.txt\r\n\n港口/*.csv\n".encode())
    assert paths_in(str(tmp_path / "list")) == ("a b.txt", "港口/*.csv")


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xff\n"])
def test_a_list_without_paths_is_a_usage_error(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(data)
    with pytest.raises(UsageError):
        paths_in(str(tmp_path / "list"))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("s3://bucket/folder/a.jsonl.gz", "bucket/folder/a.jsonl.gz"),
        ("https://user:secret@host/a.jsonl?token=x#y", "host/a.jsonl"),
        ("memory://a.txt", "a.txt"),
        ("zip://b.txt::https://host/c.zip", "b.txt"),
    ],
)
def test_a_url_is_called_without_what_is_secret(url: str, name: str) -> None:
    assert plain_name(url) == name


def test_remote_files_are_found_and_read() -> None:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    for name, data in {
        "/corpus/a.jsonl": '{"text":"渔船"}\n'.encode(),
        "/corpus/sub/b.txt": "港口".encode(),
        "/corpus/.hidden/c.txt": b"x",
        "/corpus/done/manifest.json": b"{}",
        "/corpus/done/d.txt": b"x",
        "/corpus/e.png": b"x",
    }.items():
        system.pipe(name, data)
    files = find(["memory://corpus"])
    assert [file.name for file in files] == ["corpus/a.jsonl", "corpus/sub/b.txt"]
    texts = [item.decoded for item in read(files, Reading()) if isinstance(item, Page)]
    assert texts == ["渔船", "港口"]
    assert [file.name for file in find(["memory://corpus/*.jsonl"])] == ["corpus/a.jsonl"]
    assert [file.name for file in find(["memory://corpus/sub/b.txt"])] == ["corpus/sub/b.txt"]
    with pytest.raises(UsageError, match="no such file"):
        find(["memory://nowhere/x.txt"])


def test_an_unknown_scheme_is_a_usage_error() -> None:
    pytest.importorskip("fsspec")
    with pytest.raises(UsageError, match="cannot be listed"):
        find(["klingon://a/b.txt"])


@pytest.mark.parametrize(
    ("path", "module", "extra"),
    [
        ("a.parquet", "pyarrow", "parquet"),
        ("a.html", "trafilatura", "html"),
        ("s3://a/b.txt", "fsspec", "remote"),
    ],
)
def test_a_missing_extra_is_named(
    path: str, module: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.parquet").write_bytes(b"")
    (tmp_path / "a.html").write_bytes(b"")
    monkeypatch.setattr("newslint.sources.extras.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=f"{module}.*newslint\\[{extra}\\]"):
        find([path])
