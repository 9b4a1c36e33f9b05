"""MIX006 han-latin-spacing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Block, Kind
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Whitespace
from newslint.text.edit import Safety
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Options:
    """Options of han-latin-spacing.

    Args:
        spacing: `space` puts one space between Han and a Latin word, `none` takes it out, `keep`
            leaves both.
    """

    spacing: Literal["keep", "none", "space"] = "keep"


_WORD = regex.compile(r"[\p{Latin}0-9]+(?:[-_.+&/'’][\p{Latin}0-9]+)*")
_LATIN = regex.compile(r"\p{Latin}")
_UNIT = (
    r"(?:[kMGTmcdnpμ]?(?:m[23]?|g|t|W|V|A|Ω|J|N|L|l|s|h|B|b|Hz|Pa|eV|Wh|Ah|mol|bps)|hm2|cal|kcal|dB|"
    r"min|ppm|pH|rpm|mmHg)"
)
_QUANTITY = regex.compile(rf"[0-9][0-9.,]*{_UNIT}(?:/{_UNIT})?")
_ROLE = regex.compile(r"(?:记者|通讯员|作者|编译|摄影|摄|文|图)$")
_ADDRESS = regex.compile(r"://|@|^www\.|^[\w.-]+\.(?:com|cn|net|org|gov|edu)\b", regex.I)
_TOKEN = regex.compile(r"[!-~]+")
_GAP = " \u00a0\u2009\u202f"
_PROSE = frozenset({Kind.BODY, Kind.CAPTION, Kind.LIST, Kind.TITLE, Kind.SUBTITLE, Kind.KICKER})
_LONGEST_TOKEN = 400


def borders(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return where Han meets a Latin letter or digit, at once or over one space.

    A place is the Han character, the space if any, and the letter or digit.
    """
    han = batch.has(Class.HAN)
    word = batch.has(Class.LATIN | Class.DIGIT)
    space = batch.has(Class.SPACE)
    close = np.flatnonzero((han[:-1] & word[1:]) | (word[:-1] & han[1:]))
    spaced = np.flatnonzero(((han[:-2] & word[2:]) | (word[:-2] & han[2:])) & space[1:-1])
    starts = np.concatenate((close, spaced))
    ends = np.concatenate((close + 2, spaced + 3))
    order = np.argsort(starts, kind="stable")
    return starts[order], ends[order]


@rule(
    code="MIX006",
    name="han-latin-spacing",
    level=Level.INFO,
    stage=Stage.CHARACTERS,
    trigger=Places(borders),
    contract="whitespace",
    options=Options(),
)
def han_latin_spacing(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Spacing between Han and a Latin word that is not the house's.

    What it finds
    -------------
    Nothing, unless the policy `spacing` says otherwise. Under `space`, a Latin word that touches
    Han without a space; under `none`, one that a space keeps apart from Han.

        (option spacing=space) 新馆用⟦上V→上 V⟧⟦R设→R 设⟧备⟦示C→示 C⟧itywal⟦k路→k 路⟧线。
        (option spacing=space) 首⟦架C→架 C⟧91⟦9飞→9 飞⟧机落地。
        (option spacing=none) 新馆用⟦上 V→上V⟧⟦R 设→R设⟧备展示城市漫步。

    Why it matters
    --------------
    Neither habit is a defect: newspapers set the two close, many web pages with a space. A
    corpus that holds both splits each word into two tokens, so a house may choose one.

    When the fix is safe
    --------------------
    Always: only one space comes or goes.

    What it leaves alone
    --------------------
    Everything under `keep`. Runs of digits and quantities, which GB/T 15835-2011 sets close; a
    single letter, which makes one word with its Han (A股, T恤); addresses; bylines, credits and
    tables; more than one space, and the space behind a list mark.

        新馆用上⟦VR⟧设备，也有 ⟦VR⟧ 游戏。
        (option spacing=space) 从⟦2024年3月⟧起降了⟦5%左右⟧，全程⟦10km长⟧，存⟦64GB数⟧据。
        (option spacing=space) ⟦A股⟧收高，他穿着⟦T恤⟧在 ⟦5G⟧ 基站旁拍照。
        (option spacing=space) 请访问⟦https://example.org/a⟧查看，或写信到⟦news@example.org⟧询问。
        (option spacing=none) 详情见 ⟦www.example.org⟧ 首页，⟦2024 年 3 月⟧更新。

    Source
    ------
    GB/T 15835-2011 for numbers; the policy `spacing` of the configuration for the rest.
    """
    options = page.rule.options
    spacing = options.spacing if isinstance(options, Options) else "keep"
    if spacing == "keep":
        return
    length = 2 if spacing == "space" else 3
    wanted = [span for span in places if len(span) == length]
    for span, block in _blocks(page, wanted):
        if block.kind not in _PROSE or not _concerns_a_word(page.text, span, block):
            continue
        gap = Span(span.start + 1, span.end - 1)
        if len(gap) and gap.of(page.text) not in _GAP:
            continue
        if len(gap) and _ROLE.search(page.text, max(block.content.start, gap.start - 3), gap.start):
            continue
        new = " " if spacing == "space" else ""
        fix = page.fix(page.edit(gap, new), safety=Safety.SAFE, contract=Whitespace())
        message = "no space between Han and Latin" if new else "space between Han and Latin"
        yield page.finding(span, message, fix=fix)


def _blocks(page: Page, places: Sequence[Span]) -> Iterator[tuple[Span, Block]]:
    """Yield each place with the block whose content holds it; places ascend."""
    blocks = iter(page.blocks)
    block = next(blocks, None)
    for span in places:
        while block is not None and block.content.end < span.end:
            block = next(blocks, None)
        if block is not None and block.content.contains(span):
            yield span, block


def _concerns_a_word(text: str, span: Span, block: Block) -> bool:
    """Tell whether the letter or digit of a place is part of a word that takes a space."""
    at = span.end - 1 if text[span.end - 1].isascii() else span.start
    line = Span(max(block.content.start, at - _LONGEST_TOKEN), at + _LONGEST_TOKEN)
    start = at
    while start > line.start and _is_token(text[start - 1]):
        start -= 1
    token = _TOKEN.match(text, start, line.end)
    if token is None or _ADDRESS.search(token[0]):
        return False
    for word in _WORD.finditer(text, start, token.end()):
        if word.start() <= at < word.end():
            return _takes_a_space(word[0])
    return False


def _is_token(char: str) -> bool:
    return "!" <= char <= "~"


def _takes_a_space(word: str) -> bool:
    return len(word) > 1 and bool(_LATIN.search(word)) and not _QUANTITY.fullmatch(word)
