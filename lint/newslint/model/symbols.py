"""Turns text into the symbols that the n-gram model counts.

A Han character is its own symbol. All figures of a number are one symbol, all letters of a
Latin word another. Quotes, book-title marks and white space inside a line are left out, so that
“人住”率 and 人住率 are the same to the model. A line end is the border symbol, which no n-gram
reaches across. Symbols are 16-bit numbers: code points of the Basic Multilingual Plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from newslint.text.charclass import SENTINEL, Codes, encode

Symbols = np.ndarray[tuple[int], np.dtype[np.uint16]]
Offsets32 = np.ndarray[tuple[int], np.dtype[np.int32]]

BORDER: Final = ord("\n")
"""Symbol of a line end; stands before and after every line."""

FIGURES: Final = ord("0")
LETTERS: Final = ord("A")
_LAST_FOLDED: Final = LETTERS
OTHER: Final = ord("?")
"""Symbols of a number, of a Latin word, and of anything that is not listed here.

Runs of a symbol up to _LAST_FOLDED count as one.
"""

_DROPPED: Final = 0
_SILENT: Final = "“”‘’「」『』《》〈〉\"' \t\r\u3000\u00a0\u200b\ufeff"
_FOLDED: Final = {
    "，": ",，",
    "。": "。.．｡",
    "、": "、､",
    "；": ";；",
    "：": ":：",
    "！": "!！",
    "？": "?？",
    "…": "…",
    "—": "—–―─",
    "·": "·•・‧",
    "（": "(（[【〔",
    "）": ")）]】〕",
    "%": "%％‰",
}
FIRST_HAN: Final = 0x3400
LAST_HAN: Final = 0x9FFF


@dataclass(frozen=True, slots=True)
class Stream:
    """The symbols of a text.

    Args:
        symbols: shape (n,).
        places: offset in the text of the first code point of each symbol, shape (n,), int32.
    """

    symbols: Symbols
    places: Offsets32


@cache
def _table() -> Symbols:
    """Return the symbol of each code point of the Basic Multilingual Plane, 0 where dropped."""
    table = np.full(1 << 16, OTHER, dtype=np.uint16)
    han = np.arange(FIRST_HAN, LAST_HAN + 1, dtype=np.uint16)
    table[han] = han
    table[0x3007] = 0x3007
    for code in range(1 << 16):
        character = chr(code)
        if code < 0x80 or 0xFF01 <= code <= 0xFF5E:
            if character.isdecimal():
                table[code] = FIGURES
            elif character.isalpha():
                table[code] = LETTERS
        elif 0xC0 <= code < 0x250 and character.isalpha():
            table[code] = LETTERS
    for symbol, characters in _FOLDED.items():
        for character in characters:
            table[ord(character)] = ord(symbol)
    for character in _SILENT:
        table[ord(character)] = _DROPPED
    table[ord("\n")] = BORDER
    table[ord(SENTINEL)] = BORDER
    return table


def symbols_of(text: str) -> Stream:
    """Return the symbols of a text, a border before the first line and after the last."""
    return symbols_of_codes(encode(text))


def symbols_of_codes(codes: Codes) -> Stream:
    """Return the symbols of an array of code points; see `symbols_of`."""
    symbols = _table()[np.minimum(codes, 0xFFFF)]
    symbols[codes > 0xFFFF] = OTHER
    symbols[1:-1][_inside_number(symbols)] = _DROPPED
    places = np.flatnonzero(symbols != _DROPPED).astype(np.int32)
    symbols = symbols[places]
    kept = np.ones(len(symbols), dtype=np.bool_)
    kept[1:] = (symbols[1:] != symbols[:-1]) | (symbols[1:] > _LAST_FOLDED)
    border = np.array([BORDER], dtype=np.uint16)
    return Stream(
        np.concatenate((border, symbols[kept], border)),
        np.concatenate(([-1], places[kept], [len(codes)])).astype(np.int32),
    )


def _inside_number(symbols: Symbols) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for all symbols but the first and last whether they are a mark inside a number."""
    figures = symbols == FIGURES
    inner = symbols[1:-1]
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        figures[:-2] & figures[2:] & ((inner == ord("。")) | (inner == ord("，")))
    )
    return found
