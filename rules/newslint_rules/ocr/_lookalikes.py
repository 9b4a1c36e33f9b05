"""Letters of other scripts that look like Han or like Latin letters."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from newslint.model.lexicon import LONGEST, known
from newslint.text.edit import Safety
from newslint.text.span import Span

HAN = dict(
    zip(
        "ロカニエタトーｰハへヘオミチセナホヒムㄚㄧㄙㄖㄒㅡㅁㅅ",
        "口力二工夕卜一一八八八才三千七十木匕厶丫一厶日下一口人",
        strict=True,
    )
)
"""Kana, bopomofo and Hangul letters, each with the Han that it looks like."""

CLOSEST = frozenset("ロカニエタトーｰハオㄚㄧㅡ")
"""Those that cannot be told from the Han in print."""

LATIN = dict(
    zip(
        "АВЕЅЗІЈКМНОРСТУХаесорѕіјхуАΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABES3IJKMHOPCTYXaecopsijxyAABEZHIKMNOPTYXo",
        strict=True,
    )
)
"""Cyrillic and Greek letters, each with the Latin letter that it looks like."""

PAIRS = frozenset(HAN.items()) | frozenset(LATIN.items())
"""What may be written for what."""

REACH = 60
"""Code points on each side in which other kana make a text Japanese."""

_NUMERAL = frozenset("〇零一二三四五六七八九十百千万亿第两")
_NUMERIC = frozenset("二三七八十千")
_EASTERN = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Hangul}ーｰ]")
_LATIN_OR_DIGIT = regex.compile(r"[A-Za-z0-9]")
_LETTER = regex.compile(r"[\p{Cyrillic}\p{Greek}]")
_HAN = regex.compile(r"\p{Han}")
_OPENERS, _CLOSERS = "《「『“‘〈", "》」』”’〉"
_QUOTE = regex.compile(r"[《「『“‘〈》」』”’〉\n]")
_FOLLOWS_LETTER = regex.compile(r"\p{Han}|[0-9]|-[0-9]")
_MIXED = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}]")


@dataclass(frozen=True, slots=True)
class Stand:
    """What a letter of another script stands for.

    Args:
        span: the letters.
        right: what should stand there, as long.
        safety: how far that may be trusted.
        why: what speaks for it.
    """

    span: Span
    right: str
    safety: Safety
    why: str


def stand_for_han(text: str, at: int) -> Stand | None:
    """Return which Han a letter stands for, or None when it may be itself."""
    span, left, right = Span(at, at + 1), text[max(0, at - 1) : at], text[at + 1 : at + 2]
    han = HAN[text[at]]
    if not (_HAN.match(left) or _HAN.match(right)):
        return None
    if _is_quoted(text, at) or _is_japanese(text, at):
        return None
    word = _join(text, at, han)
    between = not any(_LATIN_OR_DIGIT.match(side) for side in (left, right))
    if word is not None:
        if text[at] in "ーｰ" and _may_be_dash(text, at):
            return None
        safety = Safety.SAFE if between and text[at] in CLOSEST else Safety.ASK
        return Stand(span, han, safety, f"{word} is a word")
    if han in _NUMERIC and (left in _NUMERAL or right in _NUMERAL) and left and right:
        return Stand(span, han, Safety.ASK, "a numeral beside it")
    return None


def _is_japanese(text: str, at: int) -> bool:
    """Tell whether other kana than lone look-alikes of Han stand near a place, or Hangul."""
    start = text.rfind("\n", max(0, at - REACH), at) + 1 or max(0, at - REACH)
    end = text.find("\n", at, at + REACH)
    near = text[start : end if end >= 0 else at + REACH]
    previous = ""
    for char in near:
        letter = char if _EASTERN.match(char) else ""
        if letter and (previous or letter not in HAN):
            return True
        previous = letter
    return False


def _is_quoted(text: str, at: int) -> bool:
    """Tell whether a place stands in a title or in quotation marks, as far as its line shows."""
    marks = _QUOTE.findall(text, max(0, at - REACH), at)
    return bool(marks) and marks[-1] in _OPENERS


def _join(text: str, at: int, han: str) -> str | None:
    """Return the longest word of the lexicon that a Han makes with its neighbours."""
    start, end = max(0, at - LONGEST + 1), min(len(text), at + LONGEST)
    window = text[start:at] + han + text[at + 1 : end]
    place = at - start
    for size in range(min(LONGEST, len(window)), 1, -1):
        for first in range(max(0, place - size + 1), min(place, len(window) - size) + 1):
            if known(window[first : first + size]):
                return window[first : first + size]
    return None


def _may_be_dash(text: str, at: int) -> bool:
    """Tell whether a long mark may be a dash: a word ends before it and one begins behind it."""
    before = any(known(text[at - size : at]) for size in range(2, min(LONGEST, at) + 1))
    after = any(known(text[at + 1 : at + 1 + size]) for size in range(2, LONGEST + 1))
    return before and after


def stand_for_latin(text: str, at: int) -> Stand | None:
    """Return which Latin letters the look-alikes in the word that holds a place stand for.

    A single letter must touch Han or a digit, in a text without other letters of its script;
    a word must hold Latin letters too.
    """
    start = end = at
    while start and at - start <= REACH and _MIXED.match(text[start - 1]):
        start -= 1
    while end < len(text) and end - at <= REACH and _MIXED.match(text[end]):
        end += 1
    span = Span(start, end)
    word = span.of(text)
    strange = [char for char in word if _LETTER.match(char)]
    if len(word) > REACH or any(char not in LATIN for char in strange) or _is_quoted(text, at):
        return None
    right = "".join(LATIN.get(char, char) for char in word)
    if len(strange) == len(word):
        if len(word) > 1 or not _touches(text, span) or _has_native(text, span):
            return None
        return Stand(span, right, Safety.ASK, "no other letter of its script is near")
    return Stand(span, right, Safety.ASK, "the rest of the word is Latin")


def _touches(text: str, span: Span) -> bool:
    """Tell whether a single letter stands as Latin ones do, before Han, a digit or a hyphen."""
    after = text[span.end : span.end + 2]
    return span.of(text).isupper() and bool(_FOLLOWS_LETTER.match(after))


def _has_native(text: str, span: Span) -> bool:
    """Tell whether letters of the same scripts stand near that no Latin one looks like."""
    near = text[max(0, span.start - REACH) : span.end + REACH]
    return any(char not in LATIN for char in _LETTER.findall(near))
