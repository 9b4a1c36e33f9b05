"""What a Han character may truly be, when an OCR engine read this one.

`confusions.bin` holds for each of the characters of Simplified-Chinese news the MOST likeliest
others, with how alike the two look in print and how readily a recogniser takes one for the
other. `tools/build_confusions.py` makes it, from fonts and from renderings: no error of a real
page is in it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from newslint.model.ngrams import BadModel

Codes = np.ndarray[tuple[int], np.dtype[np.uint16]]
Steps = np.ndarray[tuple[int], np.dtype[np.uint8]]
Starts = np.ndarray[tuple[int], np.dtype[np.int32]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float32]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]

MOST: Final = 112
"""Candidates of a character."""

GLYPH: Final = (0.2, 1.0)
"""Similarities that the lowest and the highest step of `glyph` stand for."""

OCR: Final = (-16.0, -1.0)
"""Natural logarithms of the probability that the steps of `ocr` stand for, lowest and highest."""

STEPS: Final = 47
"""The highest step; the steps are equal."""

MAGIC: Final = b"NLCF"
VERSION: Final = 1
HEADER: Final = struct.Struct("<4sHHH")


@dataclass(frozen=True, slots=True)
class Candidates:
    """What some characters may be; all arrays have one length.

    Args:
        owner: which of the characters that were asked for, int64.
        candidate: code point of a candidate, uint16.
        glyph, ocr: steps of its features, uint8; see `Confusions`.
    """

    owner: Places
    candidate: Codes
    glyph: Steps
    ocr: Steps


@dataclass(frozen=True, slots=True, eq=False)
class Confusions:
    """The candidates of every character, the likeliest first.

    Those of code point c stand at starts[c] to starts[c + 1] of the other arrays; a character
    that is not listed has none. A character is no candidate of itself.

    Args:
        starts: shape (65537,).
        candidates: code points of what the character may be.
        glyph: similarity in print, from GLYPH[0] (step 0) to GLYPH[1] (step STEPS).
        ocr: log probability that one is read for the other, in the mean of both directions,
            from OCR[0] (step 0) to OCR[1] (step STEPS).
    """

    starts: Starts
    candidates: Codes
    glyph: Steps
    ocr: Steps

    def of(self, read: Codes, most: int = MOST) -> tuple[Places, Codes]:
        """Return for many read characters together: index of the character, its candidate."""
        owner, places = self._places(read, most)
        return owner, self.candidates[places]

    def listed(self, read: Codes, most: int = MOST) -> Candidates:
        """Return the first candidates of many read characters together, with their features."""
        owner, places = self._places(read, most)
        return Candidates(owner, self.candidates[places], self.glyph[places], self.ocr[places])

    def find(self, read: Codes, true: Codes) -> Places:
        """Return where in the arrays each pair of a read and a true character stands, or -1."""
        owner, places = self._places(read, MOST)
        met = self.candidates[places] == true[owner]
        found = np.full(len(read), -1, dtype=np.int64)
        found[owner[met]] = places[met]
        return found

    def alike(self, read: Codes, true: Codes) -> tuple[Numbers, Numbers]:
        """Return glyph similarity (0 to 1) and OCR log probability of pairs.

        Of a pair that is not listed 0 and the lowest log probability, OCR[0].
        """
        found = self.find(read, true)
        known = found >= 0
        glyph, ocr = np.zeros(len(found), np.float32), np.full(len(found), OCR[0], np.float32)
        glyph[known] = similarity(self.glyph[found[known]])
        ocr[known] = log_probability(self.ocr[found[known]])
        return glyph, ocr

    def _places(self, read: Codes, most: int) -> tuple[Places, Places]:
        """Return the owners and places of the first candidates."""
        wide = read.astype(np.int64)
        first = self.starts[wide].astype(np.int64)
        sizes = np.minimum(self.starts[wide + 1] - first, most)
        owner = np.repeat(np.arange(len(read), dtype=np.int64), sizes)
        shift = first - (np.cumsum(sizes) - sizes)
        return owner, np.arange(len(owner), dtype=np.int64) + shift[owner]


def similarity(steps: Steps) -> Numbers:
    """Return what the steps of `glyph` stand for, float32."""
    return _values(steps, GLYPH)


def log_probability(steps: Steps) -> Numbers:
    """Return what the steps of `ocr` stand for, natural logarithms, float32."""
    return _values(steps, OCR)


def _values(steps: Steps, limits: tuple[float, float]) -> Numbers:
    low, high = limits
    return steps.astype(np.float32) * np.float32((high - low) / STEPS) + np.float32(low)


@cache
def confusions() -> Confusions:
    """Return the shipped table."""
    return unpacked(files(__package__).joinpath("confusions.bin").read_bytes())


def unpacked(data: bytes) -> Confusions:
    """Return the table of a file.

    HEADER, little-endian: MAGIC, VERSION, number of characters n, candidates of each k (uint16).
    Then a Zstandard frame with its checksum: the characters' code points, ascending (uint16);
    all candidates, k of each character, as indices among the characters: first the low bytes,
    then the high ones; all steps of `glyph`; all of `ocr`.

    Raises:
        BadModel: the data is of another version, or damaged.
    """
    import zstandard

    try:
        magic, version, size, most = HEADER.unpack_from(data)
        body = zstandard.ZstdDecompressor().decompress(data[HEADER.size :])
    except (struct.error, zstandard.ZstdError) as error:
        raise _unreadable("is damaged") from error
    if (magic, version) != (MAGIC, VERSION) or len(body) != size * (2 + 4 * most):
        raise _unreadable("is not of the version that this newslint reads")
    codes = np.frombuffer(body, dtype="<u2", count=size)
    columns = np.frombuffer(body, dtype=np.uint8, offset=2 * size).reshape(4, -1)
    index = columns[1].astype(np.uint16)
    index <<= np.uint16(8)
    index |= columns[0]
    sizes = np.zeros(1 << 16, dtype=np.int32)
    sizes[codes] = most
    starts = np.zeros((1 << 16) + 1, dtype=np.int32)
    np.cumsum(sizes, out=starts[1:])
    return Confusions(starts, codes[index], columns[2], columns[3])


def _unreadable(what: str) -> BadModel:
    return BadModel(
        f"the table of confusions {what}", where="confusions.bin", todo="install newslint again"
    )
