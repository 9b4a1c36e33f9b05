"""Plants defects of bytes and code points."""

from __future__ import annotations

import html
from collections.abc import Callable
from random import Random
from unicodedata import normalize

import regex

from newslint.text.recode import WEB_LATIN
from newslint_rules.encoding.radical_for_character import characters
from plants import Plant

Planter = Callable[[str, Random], Plant | None]

_HAN = regex.compile(r"[\p{Han}，。；：？！“”《》]{2,12}")
_INNER = regex.compile(r"(?<=[\p{Han}，。；：？！“”、])(?=[\p{Han}，。；：？！“”、])")
_NAMED = {"“": "ldquo", "”": "rdquo", "·": "middot", "…": "hellip", "—": "mdash", "‘": "lsquo",
          "’": "rsquo", "&": "amp", "×": "times", "°": "deg"}  # fmt: skip
_RADICALS = {character: radical for radical, character in characters().items()}
_COMPATIBLE = {
    normalize("NFC", chr(code)): chr(code)
    for code in range(0xF900, 0xFADA)
    if normalize("NFC", chr(code)) != chr(code)
}


def misread(line: str, random: Random) -> Plant | None:
    """Read the bytes of a phrase, or of the rest of a line, with the wrong codec."""
    phrases = list(_HAN.finditer(line))
    if not phrases:
        return None
    phrase = random.choice(phrases)
    start, end = phrase.start(), phrase.end() if random.random() < 0.7 else len(line)
    encoder, decoder = random.choice(
        (
            ("utf-8", "latin-1"),
            ("utf-8", WEB_LATIN),
            ("utf-8", "gb18030"),
            ("gb18030", "latin-1"),
            ("gb18030", WEB_LATIN),
        )
    )
    try:
        damaged = line[start:end].encode(encoder).decode(decoder)
    except UnicodeError:
        return None
    return Plant(line[:start] + damaged + line[end:], start, start + len(damaged), line[start:end])


def control(line: str, random: Random) -> Plant | None:
    """Put one to three control characters between two Chinese characters."""
    codes = [*range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]
    return _put_in(line, random, "".join(map(chr, random.choices(codes, k=random.randint(1, 3)))))


def invisible(line: str, random: Random) -> Plant | None:
    """Put an invisible character between two Chinese characters."""
    return _put_in(line, random, random.choice("\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad\ufe0f"))


def radical(line: str, random: Random) -> Plant | None:
    """Write a character as its radical."""
    return _swapped(line, random, _RADICALS)


def compatible(line: str, random: Random) -> Plant | None:
    """Write a character as its compatibility ideograph."""
    return _swapped(line, random, _COMPATIBLE)


def decomposed(line: str, random: Random) -> Plant | None:
    """Write a letter of a loan word in pieces."""
    word = random.choice(("é", "è", "ü", "ñ", "ö", "å", "ǚ", "が", "パ"))
    places = [match.start() for match in _INNER.finditer(line)]
    if not places:
        return None
    at = random.choice(places)
    damaged = normalize("NFD", word)
    return Plant(line[:at] + damaged + line[at:], at, at + len(damaged), word)


def reference(line: str, random: Random) -> Plant | None:
    """Write a mark by name, or one to three characters by number."""
    marks = [at for at, char in enumerate(line) if char in _NAMED]
    if marks and random.random() < 0.6:
        start = random.choice(marks)
        end = start + 1
        damaged = f"&{_NAMED[line[start]]};"
    else:
        phrases = list(_HAN.finditer(line))
        if not phrases:
            return None
        start = random.choice(phrases).start()
        end = start + random.randint(1, 2)
        form = random.choice(("&#{};", "&#x{:x};", "&#x{:X};"))
        damaged = "".join(form.format(ord(char)) for char in line[start:end])
    if html.unescape(damaged) != line[start:end]:
        return None
    return Plant(line[:start] + damaged + line[end:], start, start + len(damaged), line[start:end])


def _put_in(line: str, random: Random, unseen: str) -> Plant | None:
    places = [match.start() for match in _INNER.finditer(line)]
    if not places:
        return None
    at = random.choice(places)
    return Plant(line[:at] + unseen + line[at:], at, at + len(unseen), "")


def _swapped(line: str, random: Random, table: dict[str, str]) -> Plant | None:
    places = [at for at, char in enumerate(line) if char in table]
    if not places:
        return None
    at = random.choice(places)
    return Plant(line[:at] + table[line[at]] + line[at + 1 :], at, at + 1, line[at])


PLANTS: dict[str, Planter] = {
    "ENC002": misread,
    "ENC004": control,
    "ENC005": invisible,
    "ENC007": radical,
    "ENC008": compatible,
    "ENC009": decomposed,
    "ENC010": reference,
}
