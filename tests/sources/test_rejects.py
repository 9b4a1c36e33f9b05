"""A bad record is a reject with its place, reason and bytes; what follows is still read."""

from __future__ import annotations

import bz2
import lzma
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from newslint.cli.undo import undo_all
from newslint.sources.cleaned import CleanedDirectory
from newslint.sources.item import Page, Reading, Reject
from sources.round_trip import COMPRESS, clean, content, file_of, given_back, items, small, stored

GOOD = '{"id":1,"text":"渔船,回港。"}\n'.encode()
LAST = '{"id":9,"text":"港口,复工。"}\n'.encode()
ROWS = GOOD * 2000 + LAST


def one_reject(path: Path, reading: Reading | None = None) -> Reject:
    rejects = [item for item in items(path, reading) if isinstance(item, Reject)]
    assert len(rejects) == 1, rejects
    return rejects[0]


@pytest.mark.parametrize(
    ("line", "words", "at"),
    [
        (b'{"id":2,"text":', "invalid JSON", 16),
        (b'{"id":2}', "no field 'text'", 7),
        (b'{"text":7}', "holds no text", 8),
        (b'{"text":null}', "holds no text", 8),
        (b"[1,2]", "no JSON object", 0),
        (b'{"text":"\xff"}', "0xFF", 9),
        (b'{"text":"x"} more', "invalid JSON", 13),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested too deeply", 0),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_a_bad_line_is_named_and_the_next_is_read(
    line: bytes, words: str, at: int, suffix: str, tmp_path: Path
) -> None:
    path = stored(tmp_path / f"rows.jsonl{suffix}", GOOD + line + b"\n" + LAST)
    pages, [reject], back = given_back(path, tmp_path)
    assert [page.page.document.row for page in pages] == [1, 3]
    assert words in reject.reason
    assert f"byte {len(GOOD) + at}" in reject.reason
    assert ("decompressed" in reject.reason) == bool(suffix)
    assert (reject.path, reject.row, reject.offset) == (path.name, 2, len(GOOD) + at)
    assert reject.data == line + b"\n"
    assert reject.todo
    assert content(back / path.name) == content(path)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b'2,"open\n', "text behind a closing quote"),
        (b'2,"a"b\n', "text behind a closing quote"),
        (b"2\n", "1 fields under a header of 2"),
        (b"2,a,b\n", "3 fields under a header of 2"),
        (b"2,\xff\n", "0xFF"),
        (b"2,a\rb\n", "carriage return"),
    ],
)
def test_a_bad_record_of_a_csv_file_costs_one_line(bad: bytes, words: str, tmp_path: Path) -> None:
    good = '1,"渔船,\n回港。"\n'.encode()
    path = stored(tmp_path / "rows.csv", b"id,text\n" + good + bad + good + good)
    pages, [reject], back = given_back(path, tmp_path)
    assert [page.page.document.row for page in pages] == [1, 3, 4]
    assert words in reject.reason
    assert reject.row == 2
    assert reject.data == bad
    assert content(back / path.name) == path.read_bytes()


def test_a_quote_that_is_never_closed_costs_one_line(tmp_path: Path) -> None:
    data = 'id,text\n1,渔船\n2,"港口\n3,码头\n4,灯塔\n'.encode()
    path = stored(tmp_path / "rows.csv", data)
    pages, [reject], back = given_back(path, tmp_path)
    assert [page.page.decoded for page in pages] == ["渔船", "码头", "灯塔"]
    assert "not closed" in reject.reason
    assert "line 3" in reject.reason
    assert reject.offset == data.index(b"2,")
    assert (back / "rows.csv").read_bytes() == data


def test_a_quote_is_looked_for_no_farther_than_the_limit(tmp_path: Path) -> None:
    data = b'id,text\n1,"' + b"x\n" * 600 + b"2,y\n"
    path = stored(tmp_path / "rows.csv", data)
    pages, rejects, back = given_back(path, tmp_path, small(most_bytes=500))
    assert "not closed within" in rejects[0].reason
    assert [page.page.decoded for page in pages] == ["y"]
    assert (back / "rows.csv").read_bytes() == data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty file"),
        (b"\n\n", "empty file"),
        (b"id,body\n1,a\n", "no column 'text'"),
        (b"text,text\n1,a\n", "names 'text' twice"),
        (b'id,"text\n1,a\n', "header"),
        (b"id,text\n", "without records"),
        (b"id,te\xffxt\n1,a\n", "header"),
    ],
)
def test_a_csv_file_without_a_table_is_rejected_whole(
    data: bytes, words: str, tmp_path: Path
) -> None:
    path = stored(tmp_path / "rows.csv", data)
    pages, [reject], back = given_back(path, tmp_path)
    assert not pages
    assert words in reject.reason
    assert reject.row is None
    assert (back / "rows.csv").read_bytes() == data


CUT: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda data: data[: len(data) * 3 // 4],
    "followed": lambda data: data + b"garbage behind the end" * 4,
    "damaged": lambda data: data[: len(data) // 2] + bytes(64) + data[len(data) // 2 + 64 :],
    "nothing of the kind": lambda data: b"plain text, whatever the name says",
}


@pytest.mark.parametrize("how", CUT)
@pytest.mark.parametrize("suffix", COMPRESS)
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv", "page.txt"])
def test_a_damaged_container_keeps_what_could_be_read_and_its_own_bytes(
    name: str, suffix: str, how: str, tmp_path: Path
) -> None:
    texts = {
        "rows.jsonl": b"".join(b'{"n":%d,"text":"%032x"}\n' % (n, n**9) for n in range(20_000)),
        "rows.csv": b"n,text\n" + b"".join(b"%d,%032x\n" % (n, n**9) for n in range(20_000)),
        "page.txt": b"\n".join(b"%032x" % n**9 for n in range(20_000)),
    }
    path = tmp_path / (name + suffix)
    path.write_bytes(CUT[how](COMPRESS[suffix](texts[name])))
    found = items(path)
    reject = found[-1]
    assert isinstance(reject, Reject)
    assert how == "damaged" or all(isinstance(item, Page) for item in found[:-1])
    if name != "page.txt" and how in ("truncated", "followed"):
        assert len(found) > (10_000 if suffix in (".gz", ".zst") else 0)
        assert reject.row == len(found)
    if how == "followed" and name != "page.txt":
        assert "behind its" in reject.reason
        assert len(found) == 20_001
    assert reject.whole
    data = reject.data if reject.payload is None else b"".join(reject.payload.blocks())
    assert data == path.read_bytes()


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_damaged_file_is_given_back_as_it_was(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows.jsonl{suffix}"
    path.write_bytes(CUT["followed"](COMPRESS[suffix](GOOD + LAST)))
    pages, [reject], back = given_back(path, tmp_path)
    assert len(pages) == 2
    assert reject.row == 3
    assert (back / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("suffix", COMPRESS)
def test_members_behind_each_other_are_one_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows.jsonl{suffix}"
    path.write_bytes(COMPRESS[suffix](GOOD[:9]) + COMPRESS[suffix](GOOD[9:] + LAST))
    pages, rejects, back = given_back(path, tmp_path)
    assert (len(pages), rejects) == (2, [])
    assert content(back / path.name) == GOOD + LAST


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_zeros_behind_a_compressed_file_are_no_damage(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows.jsonl{suffix}"
    path.write_bytes(COMPRESS[suffix](GOOD) + bytes(100_000))
    assert [type(item) for item in items(path)] == [Page]


@pytest.mark.parametrize("suffix", COMPRESS)
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv", "page.txt"])
def test_a_decompression_bomb_is_read_no_further_than_the_limit(
    name: str, suffix: str, tmp_path: Path
) -> None:
    head = {"rows.jsonl": GOOD, "rows.csv": b"id,text\n1,a\n", "page.txt": b""}[name]
    path = stored(tmp_path / (name + suffix), head + bytes(3_000_000))
    pages, [reject], back = given_back(path, tmp_path, small(most_bytes=100_000, most_ratio=20))
    assert len(pages) == (name != "page.txt")
    assert "20 times" in reject.reason or "limit of 100,000" in reject.reason
    assert (back / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv"])
def test_a_line_over_the_limit_goes_to_a_file_and_the_next_is_read(
    name: str, suffix: str, tmp_path: Path
) -> None:
    first, last = (GOOD, LAST) if name == "rows.jsonl" else (b"id,text\n1,a\n", b"2,b\n")
    long = b"".join(b"%032x" % n**9 for n in range(1000)) + b"\n"
    path = stored(tmp_path / (name + suffix), b"\n" + first + b"\n" + long + b"\n \n" + last)
    pages, [reject], back = given_back(path, tmp_path, small(most_bytes=10_000))
    assert len(pages) == 2
    assert "over the limit of 10,000" in reject.reason
    assert reject.payload is not None
    assert reject.payload.path.exists()
    assert reject.data == b""
    assert content(back / path.name) == content(path)
    place = reject.payload.path
    del reject
    assert not place.exists()


def test_blank_lines_without_end_are_no_row(tmp_path: Path) -> None:
    path = stored(tmp_path / "rows.jsonl", b"\n" * 5_000 + GOOD + b" \n" * 5_000 + LAST)
    pages, rejects, back = given_back(path, tmp_path, small(most_bytes=1_000))
    assert len(pages) == 2
    assert {reject.reason for reject in rejects} == {"blank lines only"}
    assert (back / "rows.jsonl").read_bytes() == path.read_bytes()


def test_a_text_over_the_limit_is_rejected_without_being_copied(tmp_path: Path) -> None:
    path = stored(tmp_path / "page.txt", "渔船回港。\n".encode() * 200_000)
    reject = one_reject(path, small(most_bytes=1_000))
    assert "limit of 1,000" in reject.reason
    assert reject.payload is not None
    assert reject.payload.path == path
    del reject
    assert path.exists()


def test_a_file_that_cannot_be_read_is_not_given_back_as_an_empty_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = stored(tmp_path / "rows.jsonl", GOOD)
    clean([file_of(tmp_path / "gone.txt"), file_of(good)], tmp_path / "out")
    undo_all(CleanedDirectory(tmp_path / "out"), tmp_path / "back")
    assert [path.name for path in (tmp_path / "back").iterdir()] == ["rows.jsonl"]
    assert "gone.txt: was not read" in capsys.readouterr().err


class Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


PEAK = """
import resource, sys
from pathlib import Path
from newslint.sources.find import InputFile, kind_of
from newslint.sources.item import Reading
from newslint.sources.read import read
path = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = [type(item).__name__ for item in read([InputFile(path, path.name, *kind_of(path.name))],
         Reading(most_bytes=4 << 20, scratch=path.parent))]
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(" ".join(found), (after - before) // 1024)
"""


def peak(path: Path) -> tuple[list[str], int]:
    """Return what a file is read as, and by how many MiB that raises the most memory held."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
    )
    *found, grown = done.stdout.split()
    return found, int(grown)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_line_of_200_megabytes_needs_little_memory(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows.jsonl{suffix}"
    block = b"".join(b"%032x" % n**9 for n in range(1 << 15))
    compressor = zlib.compressobj(1, zlib.DEFLATED, 31)
    with path.open("wb") as stream:
        for piece in (GOOD, b'{"text":"', *[block] * 200, b'"}\n', LAST):
            stream.write(compressor.compress(piece) if suffix else piece)
        stream.write(compressor.flush() if suffix else b"")
    found, grown = peak(path)
    assert found == ["Page", "Reject", "Page"]
    assert grown < 40


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_bomb_needs_little_memory(suffix: str, tmp_path: Path) -> None:
    compressors: dict[str, Callable[[], Compressor]] = {
        ".gz": lambda: zlib.compressobj(9, zlib.DEFLATED, 31),
        ".zst": lambda: zstandard.ZstdCompressor(level=1).compressobj(),
        ".bz2": lambda: bz2.BZ2Compressor(1),
        ".xz": lambda: lzma.LZMACompressor(preset=0),
    }
    compressor, path = compressors[suffix](), tmp_path / f"rows.jsonl{suffix}"
    with path.open("wb") as stream:
        stream.write(compressor.compress(GOOD))
        for _ in range(60):
            stream.write(compressor.compress(bytes(1 << 20)))
        stream.write(compressor.flush())
    found, grown = peak(path)
    assert found == ["Page", "Reject"]
    assert grown < 80


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(COMPRESS)),
    st.sampled_from(["rows.jsonl", "rows.csv", "page.txt"]),
    st.lists(st.one_of(st.binary(max_size=30), st.sampled_from([GOOD, b"text\na\n"])), max_size=3),
    st.binary(max_size=20),
    st.integers(0, 40),
)
def test_whatever_bytes_a_compressed_file_has_it_is_given_back(
    suffix: str, name: str, members: list[bytes], behind: bytes, lost: int
) -> None:
    stored_bytes = b"".join(map(COMPRESS[suffix], members)) + behind
    with TemporaryDirectory() as folder:
        path = Path(folder, name + suffix)
        path.write_bytes(stored_bytes[: len(stored_bytes) - lost])
        _, rejects, back = given_back(path, Path(folder))
        if any(reject.whole for reject in rejects):
            assert (back / path.name).read_bytes() == path.read_bytes()
        else:
            assert content(back / path.name) == content(path)


def test_a_skippable_frame_is_no_damage(tmp_path: Path) -> None:
    skipped = bytes.fromhex("502a4d18") + (4).to_bytes(4, "little") + b"note"
    path = tmp_path / "rows.jsonl.zst"
    path.write_bytes(skipped + COMPRESS[".zst"](GOOD) + skipped)
    assert [type(item) for item in items(path)] == [Page]
