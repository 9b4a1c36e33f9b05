"""Common Simplified words of two to six characters with their part of speech and frequency.

The list is made by `tools/build_lexicon.py`; `lexicon.tsv.gz` holds `word, classes, frequency`
a line, sorted by code point. Classes are letters: n nominal, v verbal, a adjective, d adverb,
c conjunction, preposition or particle, m numeral or measure, x other; two letters when a word
is often both (`nv`: mostly nominal, `vn`: mostly verbal). Frequency is the base-2
logarithm of the occurrences over the fewest listed (6), rounded down, 0 to 15.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LONGEST = 6
"""Longest word of the list, in code points."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its classes and frequency as in the list."""

    text: str
    classes: str
    frequency: int

    def may_be(self, letters: str) -> bool:
        """Tell whether the word is of one of the classes."""
        return any(letter in self.classes for letter in letters)


@cache
def _words() -> dict[str, tuple[str, int]]:
    data = files(__package__).joinpath("lexicon.tsv.gz").read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(data).decode().splitlines())
    return {word: (classes, int(frequency)) for word, classes, frequency in rows}


def known(text: str) -> bool:
    """Tell whether a string is a word of the list."""
    return text in _words()


def look_up(text: str) -> Word | None:
    """Return the word of the list with this form, or None."""
    found = _words().get(text)
    return None if found is None else Word(text, *found)


def words() -> Iterator[tuple[str, int]]:
    """Yield every word with its frequency."""
    return ((word, frequency) for word, (_, frequency) in _words().items())


def word_before(text: str, at: int) -> Word | None:
    """Return the longest word of the list that ends at an offset, or None."""
    for size in range(min(LONGEST, at), 1, -1):
        word = look_up(text[at - size : at])
        if word is not None:
            return word
    return None


def word_after(text: str, at: int) -> Word | None:
    """Return the longest word of the list that starts at an offset, or None."""
    for size in range(min(LONGEST, len(text) - at), 1, -1):
        word = look_up(text[at : at + size])
        if word is not None:
            return word
    return None
