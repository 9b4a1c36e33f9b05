"""Reads numbers and Latin words in which letters and digits were taken for each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from newslint.text.edit import Safety
from newslint.text.span import Span

DIGITS = dict(zip("Oo〇○lIi|SBZgqb", "00001111582996", strict=True))
"""Letters and signs, each with the digit that it is taken for."""

LETTERS = {"0": "Oo", "1": "Il", "5": "Ss", "8": "B"}
"""Digits, each with the letters that it is taken for."""

PAIRS = frozenset(
    set(DIGITS.items())
    | {(digit, letter) for digit, letters in LETTERS.items() for letter in letters}
)
"""What may be written for what."""

LONGEST = 24
"""Longest number or word that is read, in code points; a hash or an address is longer."""

SHORTEST_WORD = 3
"""A Latin word of fewer letters, such as A1, is a name of its own."""

_SIGNS = "".join(DIGITS)
_RUN = regex.compile(rf"[0-9{_SIGNS}]++(?:[.,][0-9{_SIGNS}]++)*+")
_NUMBER = regex.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_YEAR = regex.compile(r"1[5-9][0-9]{2}|20[0-9]{2}")
_GLUED = frozenset("_@/\\#=&?+~^-.:'")
_STRONG = regex.compile(
    r" ?(年|月|日|万|亿|[%％‰℃]|美元|欧元|日元|元|吨|公里|千米|平方|亩|公顷|小时|分钟|摄氏度)"
)
_WEAK = regex.compile(r" ?[余多]?[个名人户家岁时分秒倍项台辆件套只条次米号届级款位座所处场天斤克]")
_SPOKEN_OF = regex.compile(r"[写错误认读当识][别]?[成作为]|混淆|形近|字母|型号|编号|代号")
_LATIN = regex.compile(r"[A-Za-z]")
_LATIN_BEFORE = regex.compile(r"[A-Za-z]{2}[^，。；：、\n]*\Z")
_WORD = regex.compile(r"[A-Za-z0-9]++")
_AFTER_ONE = frozenset("年月日万亿%％")
_SMALL = {"月": 12, "日": 31}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a number or word was meant to be.

    Args:
        span: where it stands.
        right: the form that it should have, as long as what stands there.
        safety: how far that may be trusted.
        why: what speaks for it.
    """

    span: Span
    right: str
    safety: Safety
    why: str


def run_at(text: str, at: int, member: Callable[[str], bool]) -> Span | None:
    """Return the run of member characters round a place, or None when it is too long."""
    start = end = at
    while start and member(text[start - 1]):
        start -= 1
        if at - start > LONGEST:
            return None
    while end < len(text) and member(text[end]):
        end += 1
        if end - start > LONGEST:
            return None
    return Span(start, end)


def number_at(text: str, at: int) -> Reading | None:
    """Return the number with letters in it that holds a place, or None when there is none."""
    whole = run_at(text, at, lambda char: char in ".," or char in DIGITS or _is_digit(char))
    if whole is None:
        return None
    for match in _RUN.finditer(text, whole.start, whole.end):
        if match.start() <= at < match.end():
            return _number(text, Span(*match.span()))
    return None


def _is_digit(char: str) -> bool:
    return "0" <= char <= "9"


def _number(text: str, span: Span) -> Reading | None:
    """Return the reading of a run of digits and signs, None when it is right or unclear."""
    run = span.of(text)
    right = "".join(DIGITS.get(char, char) for char in run)
    real = [index for index, char in enumerate(run) if _is_digit(char)]
    if right == run or not real or not _NUMBER.fullmatch(right) or _is_glued(text, span):
        return None
    if _SPOKEN_OF.search(text, max(0, span.start - 8), span.start):
        return None
    unit = _STRONG.match(text, span.end)
    place = _Place(text, span, right, unit[1] if unit else "", real)
    if place.unit in _SMALL and not 1 <= float(right.replace(",", "")) <= _SMALL[place.unit]:
        return None
    trusts = [place.trust(index, char) for index, char in enumerate(run) if char in DIGITS]
    sure = [trust for trust in trusts if trust is not None]
    if len(sure) < len(trusts):
        return None
    return Reading(span, right, min(sure), place.why)


def _is_glued(text: str, span: Span) -> bool:
    """Tell whether a run is a piece of a longer word, address or code."""
    before = text[span.start - 1] if span.start else ""
    after = text[span.end : span.end + 2]
    if (before and before in _GLUED) or _LATIN.match(before):
        return True
    if _LATIN.match(after):
        return True
    return after[:1] in _GLUED and after[1:].isascii() and after[1:].isalnum()


@dataclass(frozen=True, slots=True)
class _Place:
    """A number that would be `right`, with the unit behind it and its true digits."""

    text: str
    span: Span
    right: str
    unit: str
    real: list[int]

    @property
    def why(self) -> str:
        """Return what speaks for the number."""
        return f"{self.unit} behind it" if self.unit else "digits on both sides"

    @property
    def is_year(self) -> bool:
        """Tell whether it is a year of four digits, three of them beyond doubt."""
        return self.unit == "年" and bool(_YEAR.fullmatch(self.right)) and len(self.real) == 3

    def trust(self, index: int, sign: str) -> Safety | None:
        """Return how surely the sign at an index is a digit, None when it may be itself."""
        before = sum(at < index for at in self.real)
        after = len(self.real) - before
        if not before:
            return self._leading(sign, index)
        if not after:
            return self._trailing(sign, index)
        return self._inner(sign, before, after)

    def _leading(self, sign: str, index: int) -> Safety | None:
        if sign == "l":
            return Safety.SAFE if self.unit else None
        if sign == "I":
            sure = self.is_year or self.unit == "月" or self._is_day
            return Safety.SAFE if sure else None
        if sign in "iZ":
            return Safety.ASK if self.is_year or (sign == "Z" and self._is_day) else None
        if sign in "SB":
            decade = len(self.right) == 2 and self.text.startswith("0年代", self.span.end - 1)
            return Safety.ASK if decade else None
        if sign in "Oo〇" and self.right[index + 1] == ".":
            return Safety.SAFE if self.unit else None
        return None

    def _inner(self, sign: str, before: int, after: int) -> Safety | None:
        if sign in "○|":
            return Safety.ASK if self.is_year else None
        if sign in "Oo〇lI":
            many = max(before, after) > 1
            counted = self.unit or _WEAK.match(self.text, self.span.end)
            return Safety.SAFE if many or counted else Safety.ASK
        if self.is_year:
            return Safety.SAFE
        return Safety.ASK if sign in "SBZ" and self.unit and max(before, after) > 1 else None

    def _trailing(self, sign: str, index: int) -> Safety | None:
        if _LATIN_BEFORE.search(self.text, max(0, self.span.start - 6), self.span.start):
            return None
        if sign in "Oo〇":
            if self.unit:
                return Safety.SAFE
            run = self.span.of(self.text)
            rest = run[self.real[-1] + 1 :]
            return Safety.ASK if len(rest) > 1 and set(rest) <= set("Oo") else None
        pointed = self.unit and self.right[index - 1] == "."
        if sign in "lI":
            return Safety.SAFE if pointed or self.unit in _AFTER_ONE else None
        if sign in "SBZgqb" and self.is_year:
            return Safety.SAFE
        return Safety.ASK if sign in "SBZ" and (pointed or self._is_day) else None

    @property
    def _is_day(self) -> bool:
        """Tell whether it is the day of a month that stands before it."""
        return self.unit == "日" and self.text.endswith("月", 0, self.span.start)


def word_at(text: str, at: int) -> Reading | None:
    """Return the Latin word with a digit in it that holds a place, or None when there is none.

    The word must be a listed one, or stand without the digit elsewhere in the text.
    """
    span = run_at(text, at, lambda char: char.isascii() and char.isalnum())
    if span is None or _is_glued(text, span) or _STRONG.match(text, span.end):
        return None
    word = span.of(text)
    digits = [index for index, char in enumerate(word) if _is_digit(char)]
    if not 1 <= len(digits) <= 2 or len(word) - len(digits) < SHORTEST_WORD - 1:
        return None
    if len(word) < SHORTEST_WORD or any(word[index] not in LETTERS for index in digits):
        return None
    forms = [""]
    for char in word:
        forms = [form + one for form in forms for one in LETTERS.get(char, char)]
    for form in forms:
        if form in _words():
            return Reading(span, form, Safety.ASK, "a known word")
    for form in forms:
        if len(digits) == 1 and _stands(text, form) and text.count(word) == 1:
            return Reading(span, form, Safety.ASK, "so written elsewhere")
    return None


def _stands(text: str, word: str) -> bool:
    """Tell whether a Latin word stands in a text by itself."""
    at = text.find(word)
    while at >= 0:
        match = _WORD.match(text, at)
        alone = not at or not (text[at - 1].isascii() and text[at - 1].isalnum())
        if alone and match is not None and match[0] == word:
            return True
        at = text.find(word, at + 1)
    return False


@cache
def _words() -> frozenset[str]:
    table = files(__package__).joinpath("_confused_digits.tsv").read_text(encoding="utf-8")
    return frozenset(table.splitlines()[1:])
