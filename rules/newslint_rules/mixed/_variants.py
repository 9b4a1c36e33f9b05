"""Forms of one Traditional character that differ by region, each right where it is the custom.

`_variants.tsv` is written by hand: `common` form, `other` form, `fixed` words that are spelt with
one of the forms everywhere, and, where a form has other uses too, the `free` words in which the two
are the same thing (written with the common form); words are joined by |.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TABLE = files(__package__) / "_variants.tsv"


@dataclass(frozen=True, slots=True)
class Variant:
    """Two forms of a character, and the words in which they may or may not be exchanged."""

    common: str
    other: str
    fixed: tuple[str, ...]
    free: tuple[str, ...]

    def partner(self, form: str) -> str:
        """Return the form that is not this one."""
        return self.other if form == self.common else self.common

    def compares(self, text: str, at: int) -> bool:
        """Tell whether the form at an offset could as well be the other one."""
        if self.free:
            return _stands_in(self.free, self.common, text, at)
        return not _stands_in(self.fixed, text[at], text, at)


def _stands_in(words: tuple[str, ...], char: str, text: str, at: int) -> bool:
    """Tell whether a character, taken as another, is at an offset part of one of the words."""
    for word in words:
        for offset, own in enumerate(word):
            start = at - offset
            if own != char or start < 0 or text[start:at] != word[:offset]:
                continue
            if text.startswith(word[offset + 1 :], at + 1):
                return True
    return False


@cache
def variants() -> dict[str, Variant]:
    """Return the pair of forms by each of the two."""
    found: dict[str, Variant] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        common, other, *lists = line.split("\t")
        fixed, free = (tuple(filter(None, words.split("|"))) for words in lists)
        pair = Variant(common, other, fixed, free)
        found[common] = found[other] = pair
    return found
