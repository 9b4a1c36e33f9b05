"""A text file is one page in any codec and compression; ranges of rows are the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.sources.find import InputFile
from newslint.sources.item import Item, Page, Reading, Reject
from newslint.sources.opening import on_disk
from newslint.sources.read import read
from newslint.sources.slices import Slice
from planting import planted_page
from sources.round_trip import COMPRESS, content, file_of, given_back, small, stored

TEXT = planted_page(3).text


@pytest.mark.parametrize("suffix", ["", *COMPRESS])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["page.txt", "page.md"])
def test_a_text_file_is_given_back(name: str, codec: str, suffix: str, tmp_path: Path) -> None:
    data = TEXT.replace("\n", "\r\n").encode(codec)
    path = stored(tmp_path / (name + suffix), data)
    [page], rejects, back = given_back(path, tmp_path)
    assert not rejects
    assert page.changed
    assert page.page.decoded.encode(codec) == data
    assert content(back / path.name) == data


def bytes_of(reject: Reject) -> bytes:
    return b"".join(reject.payload.blocks()) if reject.payload is not None else b""


def rows_of(items: list[Item]) -> list[object]:
    return [
        (item.row, item.data or bytes_of(item), item.offset, item.reason)
        if isinstance(item, Reject)
        else (item.document.row, item.decoded, item.row)
        for item in items
    ]


PIECES = st.lists(
    st.sampled_from(
        [
            '{"text":"渔船"}\n',
            '{"text":"港口"}\r\n',
            "\n",
            " \r\n",
            "{\n",
            "\ufeff\n",
            "x" * 90 + "\n",
        ]
    ),
    max_size=12,
)


@given(PIECES, st.data())
def test_ranges_of_a_jsonl_file_are_the_file(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("ranges") / "rows.jsonl"
    path.write_bytes("".join(pieces).encode())
    file = InputFile(path, path.name, file_of(path).format)
    starts, offset = [(0, 1)], 0
    for number, piece in enumerate(pieces, start=1):
        seen_row = any(one.strip(" \r\n\ufeff") for one in pieces[: number - 1])
        if piece.strip(" \r\n\ufeff") and seen_row and data.draw(st.booleans()):
            starts.append((offset, number))
        offset += len(piece.encode())
    ends = [start for start, _ in starts[1:]]
    slices = [
        Slice(file, start=start, end=end, line=line)
        for (start, line), end in zip(starts, [*ends, None], strict=True)
    ]
    reading = small(most_bytes=80)
    assert rows_of(list(read(slices, reading))) == rows_of(list(read([file], reading)))


def test_standard_input_can_be_read_again_and_written_to_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    rows = '{"text":"渔船"}\n'.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(rows), "utf-8"))
    file = InputFile(None, "rows.jsonl", file_of(Path("rows.jsonl")).format)
    for _ in range(2):
        [page] = read([file], Reading())
        assert isinstance(page, Page)
        assert page.decoded == "渔船"
    staged = on_disk(file, tmp_path)
    assert staged.path is not None
    assert staged.path.read_bytes() == rows
    assert staged.name == "rows.jsonl"


@pytest.mark.parametrize("text", ["", "\n", "。", "𠮷", "\r", "\ud800"])
def test_the_smallest_texts_are_given_back(text: str, tmp_path: Path) -> None:
    data = text.encode("utf-8", "surrogatepass")
    path = stored(tmp_path / "page.txt.gz", data)
    *_, back = given_back(path, tmp_path)
    assert content(back / path.name) == data
