"""Which codec bytes are in: decided strictly, with evidence, or not at all."""

from __future__ import annotations

import pytest

from newslint.sources.decode import Decoded, Undecodable, decode

TEXT = "码头上午恢复作业，三十条渔船陆续出海，港口的人们都说这是一个好年。\n"
TRADITIONAL = "碼頭上午恢復作業，三十條漁船陸續出海，港口的人們都說這是一個好年。\n"


def read(data: bytes, encoding: str | None = None) -> Decoded:
    found = decode(data, encoding)
    assert isinstance(found, Decoded), found
    return found


def refused(data: bytes) -> Undecodable:
    found = decode(data)
    assert isinstance(found, Undecodable), found
    return found


@pytest.mark.parametrize(
    ("text", "stored", "codec"),
    [
        (TEXT, "utf-8", "utf-8"),
        (TEXT, "gb2312", "gb18030"),
        (TEXT, "gbk", "gb18030"),
        (TEXT + "㐂𠮷", "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TEXT, "utf-16-le", "utf-16-le"),
        (TEXT + "GDP 5%\n", "utf-16-be", "utf-16-be"),
        (TEXT + "GDP 5%\n", "utf-16-le", "utf-16-le"),
        ("港口", "gbk", "gb18030"),
        ("渔船 2024\n", "gbk", "gb18030"),
        ("ASCII only\n", "ascii", "utf-8"),
    ],
)
def test_a_codec_is_found_and_gives_the_text_back(text: str, stored: str, codec: str) -> None:
    found = read(text.encode(stored))
    assert (found.text, found.codec, found.bom, found.exact) == (text, codec, b"", True)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_codec_and_is_no_text(codec: str) -> None:
    found = read(TEXT.encode(codec))
    assert found.text == TEXT
    assert found.bom
    assert found.codec == ("utf-8" if codec == "utf-8-sig" else f"{codec}-le")


def test_a_named_codec_is_used_strictly() -> None:
    assert read(TEXT.encode("gb18030"), "gb18030").text == TEXT
    assert isinstance(decode(TEXT.encode("gb18030"), "utf-8"), Undecodable)


@pytest.mark.parametrize("codec", ["gb18030", "big5"])
def test_a_file_cut_inside_its_last_character_is_named_with_its_codec(codec: str) -> None:
    data = (TRADITIONAL.strip() + "港").encode(codec)[:-1]
    found = refused(data)
    assert found.offset == len(data) - 1
    assert codec in found.reason
    assert "ends inside a character" in found.reason
    assert codec in found.todo


@pytest.mark.parametrize("lost", [1, 2])
def test_a_utf_8_file_cut_inside_its_last_character_is_named(lost: int) -> None:
    data = TEXT.strip().encode()[:-lost]
    found = refused(data)
    assert found.offset == len(data) - 3 + lost
    assert "ends inside a character" in found.reason


def test_a_file_that_mixes_encodings_is_named_with_the_line() -> None:
    found = refused((TEXT * 3).encode() + TEXT.encode("gb18030"))
    assert "line 4" in found.reason
    assert "mixes encodings" in found.reason
    assert found.offset == len((TEXT * 3).encode())


@pytest.mark.parametrize(
    "data",
    [
        "café crème\n".encode("latin-1"),
        "naïve élan, Müller\n".encode("cp1252"),
        "ß".encode("latin-1"),
        b"\xb7\xb7\xb7\xb7\n",
        b"\xff\xfe\xfd",
        b"\x80",
        bytes(range(128, 256)),
    ],
    ids=repr,
)
def test_bytes_that_are_no_chinese_are_refused_with_the_byte(data: bytes) -> None:
    found = refused(data)
    assert f"byte {found.offset}" in found.reason


@pytest.mark.parametrize(
    "data", [b"abc\0def", b"ab\0c", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", b"\0" * 64]
)
def test_a_binary_file_is_no_text(data: bytes) -> None:
    assert refused(data).reason.startswith("binary file")
