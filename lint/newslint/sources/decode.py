"""Bytes to text: which codec a file is in, decided strictly and with evidence.

Order: byte order mark, strict UTF-8, then GB18030 and Big5, each only when it decodes strictly
and its characters are as common as those of Chinese news; charset-normalizer has the last word
on what is left, under the same test. Nothing is guessed in silence: the codec is a fact of the
source and every report names it when it is not UTF-8.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from newslint.errors import UsageError

_COMMON: Final = frozenset(
    "的国在中一人是有不为和了年大这对会美他上行个出发以政新时到来家日法月们要能公方于表经说前"
    "地将多可与民生后也成业我关示过其动主者疫全但自报员部作现进外情下制特之市而开最被数加用并"
    "就资分力长议定本当重事期同台病港府高据已及度体面因机周利场工斯天些名实提产得道此总所内持"
    "学种性司指还应间都合理任称如明交该通务接安统受正区布平等金入更认目问社选次没香两元联今从"
    "至普文意计相由系近去济强保信权里化管共位然电比尔调导院增题立起海向心果官反华德万北欧基治"
    "无第朗三投使告冠达求她展很战口党亚商苗未世球子军或例英支毒建约施网领着局续论点量际回界克"
    "西小确湾士感代规取举变收组决常消结企京路科易做看控查件需样包非品活解亿影集物登策预放首记"
    "那医让少运推好视团供价研案只协息传股显东项程洲何处流造手直防委警各格则拉式几言证引设马复"
    "原率二巴拜许参构始透标罗盟再声护打己完曾知车究教卫四准采改给争仍么它击括根宣维义望严门评"
    "南媒技划"
    "國爲這對會個發時來們於經說將與後業關過動報員現進開數並資長議當臺據體機場實產總內學種還應"
    "間稱該務統區認問選沒兩聯從計濟強權裏電爾調導題華萬歐無達戰黨亞軍約網領續論點際確灣規舉變"
    "組決結樣億預記醫讓運視團價協傳顯東項處則幾證設馬復許參構標羅聲護車衛準採給爭麼擊維義嚴門"
    "評劃"
)
"""The 400 commonest characters of 77 million of Simplified news, and their Traditional forms.

They make 73 % of the Han characters of news text; text read with a wrong codec has under 20 %.
"""

FEWEST_COMMON: Final = 0.4
"""A legacy codec is believed when this share of the Han characters read is common."""

FEWEST_HAN: Final = 4
"""With fewer Han characters no codec can be told from another."""

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
        return _binary(text.index("\0"))
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
    if nul >= 0:
        return _binary(nul)
    readings: list[tuple[float, str]] = []
    for codec in ("gb18030", "big5", *_guesses(data)):
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
        share = common_share(text)
        if share is not None and share >= FEWEST_COMMON:
            readings.append((share, codec))
    if readings:
        _, codec = max(readings, key=lambda reading: reading[0])
        return _strictly(data, codec, b"")
    bad = data[error.start : error.start + 1].hex().upper()
    line = data.count(b"\n", 0, error.start) + 1
    return Undecodable(
        f"byte {error.start} (0x{bad}, line {line}) is not valid UTF-8, and the file is no "
        "GB18030 or Big5 text either",
        error.start,
        "repair the file or name its codec with --encoding",
    )


def _guesses(data: bytes) -> list[str]:
    """Return what charset-normalizer takes a sample of the bytes for, legacy codecs only."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    return [best.encoding] if best is not None and best.encoding.startswith("utf_16") else []


def common_share(text: str) -> float | None:
    """Return the share of common characters among the Han ones, None when there are too few."""
    han = [char for char in text[:_SAMPLE] if "\u4e00" <= char <= "\u9fff"]
    if len(han) < FEWEST_HAN:
        return None
    return sum(char in _COMMON for char in han) / len(han)
