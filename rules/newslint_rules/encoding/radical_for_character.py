"""ENC007 radical-for-character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from unicodedata import normalize

import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Listed
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.encoding._odd import joined, names_of, odd_between

TABLE = files(__package__) / "radical_for_character.tsv"

_ABOUT_RADICALS = regex.compile(r"部首|偏旁|字旁|字头|字底|字框|旁部|声旁|形旁|笔画|康熙")
_AS_RADICAL = regex.compile(r"旁|字[旁头底框]|部首|（")
_REACH = 14
_HAN = regex.compile(r"[\p{Unified_Ideograph}〇]")
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "（": "）", "(": ")"}
_TRADITIONAL = regex.compile(r"[國會時這個們來為與對學發經過開關說將長門業東車見]")


def radicals(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of radicals."""
    return joined(odd_between(batch, (0x2E80, 0x2FD5)))


@cache
def characters() -> dict[str, str]:
    """Return the unified character of each radical that is a character by itself."""
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:])
    kangxi = {chr(code): normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return kangxi | dict(rows)


_DOOR, _DOOR_TRADITIONAL = ("⼾", "户"), ("⼾", "戶")


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    return frozenset((*characters().items(), _DOOR, _DOOR_TRADITIONAL))


@rule(
    code="ENC007",
    name="radical-for-character",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(radicals),
    contract="listed",
)
def radical_for_character(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A radical code point that stands for the character of the same shape.

    What it finds
    -------------
    Kangxi radicals (U+2F00 to U+2FD5) and the supplement (U+2E80 to U+2EF3) inside Chinese words.

        灯会吸引了上万⟦⼈→人⟧前来观看。
        渔⟦⺠→民⟧把⟦⻥→鱼⟧卖到镇⟦⻄→西⟧头。
        ⟦⼀⇢一⟧、修复老码头。

    Why it matters
    --------------
    PDF files name glyphs by their radical. The text looks right, but no search, word list or
    language model knows the word.

    When the fix is safe
    --------------------
    Beside a Han character, when nothing near speaks of radicals. A radical among marks asks.
    U+2F3E becomes 户, in Traditional text 戶.

    What it leaves alone
    --------------------
    Radicals quoted as radicals.

        “竹”的部首是“⟦⺮⟧”，“河”是⟦⺡⟧旁，偏旁有⟦⻌、⼈⟧两种。
        字典按笔画排列，先查⟦⼀⟧部，再查⟦⼁⟧部。

    Source
    ------
    The Unicode Standard, section 18.2; the Kangxi radicals follow their compatibility mappings.
    """
    text = page.text
    for place in places:
        if _spoken_of(text, place):
            continue
        left = text[place.start - 1 : place.start] if place.start else ""
        right = text[place.end : place.end + 1]
        beside_han = _HAN.match(left) or _HAN.match(right) or len(place) > 1
        for at in range(place.start, place.end):
            span = Span(at, at + 1)
            message = f"radical {names_of(text[at])} for a character"
            new = _character(text, at)
            if new is None:
                yield page.finding(span, message)
                continue
            safety = Safety.SAFE if beside_han else Safety.ASK
            fix = page.fix(page.edit(span, new), safety=safety, contract=Listed(_pairs()))
            yield page.finding(span, message, fix=fix)


def _character(text: str, at: int) -> str | None:
    if text[at] == _DOOR[0]:
        near = text[max(0, at - 40) : at + 40]
        return (_DOOR_TRADITIONAL if _TRADITIONAL.search(near) else _DOOR)[1]
    return characters().get(text[at])


def _spoken_of(text: str, place: Span) -> bool:
    """Tell whether radicals are quoted or named as radicals."""
    left = text[place.start - 1 : place.start] if place.start else ""
    if left in _QUOTES and text[place.end : place.end + 1] == _QUOTES[left]:
        return True
    if _ABOUT_RADICALS.search(text, max(0, place.start - _REACH), place.end + _REACH):
        return True
    return not _HAN.match(left) and _AS_RADICAL.match(text, place.end) is not None
