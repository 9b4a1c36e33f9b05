"""Plants letters that are read for digits and for Han."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from random import Random

import regex

from newslint_rules.ocr._confused_digits import DIGITS
from newslint_rules.ocr._lookalikes import CLOSEST, HAN
from plants import Plant

_COMMONEST = "OoOoOolIlI〇SBZ"
_NUMBER = regex.compile(
    r"(?<![0-9A-Za-z.,/:-])[0-9]{1,4}(?:,[0-9]{3}|\.[0-9]{1,2}|[0-9])(?=[年月日万亿%元吨公人个])"
)


def letter(line: str, random: Random) -> Plant | None:
    """Write one or two digits of a number before a unit as the letters they are taken for."""
    signs: defaultdict[str, list[str]] = defaultdict(list)
    for sign in _COMMONEST:
        signs[DIGITS[sign]].append(sign)
    numbers = [one for one in _NUMBER.finditer(line) if not signs.keys().isdisjoint(one[0])]
    if not numbers:
        return None
    number = random.choice(numbers)
    chars = list(number[0])
    places = [at for at, char in enumerate(chars) if char in signs]
    for at in random.sample(places, min(len(places), random.choice((1, 1, 1, 2)))):
        chars[at] = random.choice(signs[chars[at]])
    return _put(line, number.start(), number.end(), "".join(chars))


def kana(line: str, random: Random) -> Plant | None:
    """Write a Han as a letter of another script that cannot be told from it in print."""
    letters: defaultdict[str, list[str]] = defaultdict(list)
    for char in sorted(CLOSEST):
        letters[HAN[char]].append(char)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, char in enumerate(line):
        if char in letters:
            places[char].append(at)
    if not places:
        return None
    han = random.choice(sorted(places))
    at = random.choice(places[han])
    return _put(line, at, at + 1, random.choice(letters[han]))


def _put(line: str, start: int, end: int, bad: str) -> Plant:
    return Plant(line[:start] + bad + line[end:], start, start + len(bad), line[start:end])


PLANTS: dict[str, Callable[[str, Random], Plant | None]] = {"OCR003": letter, "OCR006": kana}
"""A planter for each rule of the family that has fixes and is not measured on pages."""
