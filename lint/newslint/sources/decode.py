"""Bytes to text: which codec a file is in, decided strictly and with evidence.

Order: byte order mark, strict UTF-8, then GB18030, Big5 and UTF-16 without a mark, each only when
it decodes strictly and its characters are as common as those of Chinese news; charset-normalizer
has the last word on what is left, under the same test. Nothing is guessed in silence: the codec
is a fact of the source and every report names it when it is not UTF-8.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import regex

from newslint.errors import UsageError
from newslint.text.recode import common_share, fluency

FEWEST_COMMON: Final = 0.4
"""A legacy codec is believed when this share of the Han characters read is common."""

CLEARLY: Final = 1.0
"""Fluency that two or three ideographs must have, and by which one codec must beat the other."""

_SHORTEST_SAMPLE: Final = 64
_LONGEST_CHARACTER: Final = 4
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the codec and byte order mark it was stored with.

    `exact` tells whether encoding the text again gives the same bytes.
    """

    text: str
    codec: str
    bom: bytes
    exact: bool


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why bytes could not be decoded, at which byte, and what to do about it."""

    reason: str
    offset: int
    todo: str


def check_codec(name: str) -> str:
    """Return Python's name of a codec; raises UsageError for an unknown one."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise UsageError(
            f"unknown encoding {name!r}", todo="use a name such as utf-8, gb18030, big5"
        ) from None


def splits_lines(codec: str) -> bool:
    """Tell whether the line ends and marks of ASCII are single bytes of their own in a codec."""
    marks = '\n\r\t ",'
    try:
        return marks.encode(codec) == marks.encode()
    except (LookupError, UnicodeEncodeError):
        return False


def decode(data: bytes, encoding: str | None = None) -> Decoded | Undecodable:
    """Return the text of a file's bytes, or why there is none.

    Args:
        data: the bytes as stored.
        encoding: the codec to use, None to find it.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom) and encoding in (None, codec, codec[:-3], "utf-8"):
            return _strictly(data[len(bom) :], codec, bom)
    if encoding is not None:
        return _strictly(data, encoding, b"")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error)
    if "\0" in text:
        wide = _agreed(data, _WIDE)
        return _strictly(data, wide, b"") if wide else _binary(data.index(0))
    return Decoded(text, "utf-8", b"", exact=True)


def _strictly(data: bytes, codec: str, bom: bytes) -> Decoded | Undecodable:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        offset = error.start + len(bom)
        bad = data[error.start : error.start + 1].hex().upper()
        return Undecodable(
            f"byte {offset} (0x{bad}) is not valid {codec}",
            offset,
            "repair the file or name its codec with --encoding",
        )
    return Decoded(text, codec, bom, exact=codec == "utf-8" or _round_trip(text, codec, data))


def _round_trip(text: str, codec: str, data: bytes) -> bool:
    try:
        return text.encode(codec) == data
    except UnicodeEncodeError:
        return False


def _binary(offset: int) -> Undecodable:
    return Undecodable(
        f"binary file (NUL at byte {offset})", offset, "give newslint text, Markdown or JSONL"
    )


def _legacy(data: bytes, error: UnicodeDecodeError) -> Decoded | Undecodable:
    """Return the reading of bytes that are no UTF-8 in the codec that Chinese agrees with best."""
    nul = data.find(0)
    codec = _agreed(data, _WIDE if nul >= 0 else _NARROW)
    if codec is None and nul < 0:
        codec = _agreed(data, _guesses(data)) or _short(data)
    if codec is not None:
        return _strictly(data, codec, b"")
    return _binary(nul) if nul >= 0 else _undecodable(data, error)


_WIDE: Final = ("utf-16-le", "utf-16-be")
_NARROW: Final = ("gb18030", "big5", "big5hkscs", *_WIDE)


def _agreed(data: bytes, codecs_: Sequence[str]) -> str | None:
    """Return the codec that reads the bytes strictly as the commonest Chinese, or None."""
    best: tuple[float, str] | None = None
    for codec in codecs_:
        try:
            share = common_share(data.decode(codec))
        except (UnicodeDecodeError, LookupError):
            continue
        if share is not None and share >= FEWEST_COMMON and (best is None or share > best[0]):
            best = share, codec
    return best[1] if best else None


def _guesses(data: bytes) -> list[str]:
    """Return what charset-normalizer takes a sample of the bytes for."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    return [best.encoding] if best is not None else []


def _short(data: bytes) -> str | None:
    """Return the codec of a text of two or three ideographs, or None when they may be letters.

    High bytes come in pairs, four or more in a row, as Western text has them nowhere, and one
    codec reads them as commoner characters than the other by `CLEARLY`.
    """
    runs = [len(run) for run in regex.findall(rb"[\x80-\xFF]+", data[:_SHORTEST_SAMPLE])]
    if len(data) > _SHORTEST_SAMPLE or max(runs) < 4 or any(size % 2 for size in runs):
        return None
    readings: list[tuple[float, str]] = []
    for codec in ("gb18030", "big5"):
        try:
            readings.append((fluency(data.decode(codec)), codec))
        except UnicodeDecodeError:
            continue
    readings.sort(reverse=True)
    if not readings or readings[0][0] < CLEARLY:
        return None
    if len(readings) > 1 and readings[0][0] - readings[1][0] < CLEARLY:
        return None
    return readings[0][1]


def _undecodable(data: bytes, error: UnicodeDecodeError) -> Undecodable:
    """Return why no codec reads the bytes, with what can be told of the place."""
    at = error.start
    line = data.count(b"\n", 0, at) + 1
    what = f"byte {at} (0x{data[at]:02X}, line {line}) is not valid UTF-8"
    todo = "repair the file or name its codec with --encoding"
    if error.end == len(data) and error.reason == "unexpected end of data":
        return Undecodable(f"{what}: the file ends inside a character", at, todo)
    cut = _cut_short(data)
    if cut is not None:
        offset, codec = cut
        return Undecodable(
            f"byte {offset} (0x{data[offset]:02X}) is not valid {codec}: the file ends inside a "
            "character",
            offset,
            f"fetch the file again, or cut it there and name its codec with --encoding {codec}",
        )
    start = data.rfind(b"\n", 0, at) + 1
    end = data.find(b"\n", at)
    codec_of_line = _agreed(data[start : end if end >= 0 else len(data)], ("gb18030", "big5"))
    if codec_of_line is not None and at > 0:
        return Undecodable(
            f"{what}; the line is {codec_of_line} text, so the file mixes encodings",
            at,
            "convert each part by itself and join them again",
        )
    return Undecodable(f"{what}, and the file is no GB18030 or Big5 text either", at, todo)


def _cut_short(data: bytes) -> tuple[int, str] | None:
    """Return where the last character starts and its codec, when only that one is unfinished."""
    for codec in ("gb18030", "big5"):
        try:
            data.decode(codec)
        except UnicodeDecodeError as error:
            if len(data) - error.start < _LONGEST_CHARACTER and _agreed(
                data[: error.start], (codec,)
            ):
                return error.start, codec
    return None
