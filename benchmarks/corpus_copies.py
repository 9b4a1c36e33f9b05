"""Makes copies of texts that differ in one known way, for benchmarks/corpus_text.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random

EXACT, EDITED_HALF, EDITED_TWO = "exact", "0.5 % edited", "2 % edited"
DROPPED, WRAPPED, WIDTH, TRADITIONAL = "paragraph dropped", "re-wrapped", "width", "traditional"

DROPPED_SHARE = 0.2
"""The largest part of a text that the dropped paragraph may be."""

_EDITABLE = re.compile("(?![〇零一二三四五六七八九十百千万亿两半])[\u4e00-\u9fff]")
_STRAY = (
    "的是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
)
_HALF = str.maketrans("，：；！？（）％０１２３４５６７８９", ",:;!?()%0123456789")
_FULL = str.maketrans("0123456789%", "０１２３４５６７８９％")

Copier = Callable[[Sequence[str], str, Random], str | None]
"""Returns a copy of lines that a gap sets off; None if these lines cannot have it."""


def same(lines: Sequence[str], gap: str, random: Random) -> str:
    """Return a text as it is."""
    return gap.join(lines)


def edited(share: float) -> Copier:
    """Return what replaces, drops or adds a share of the characters of a text.

    Figures are left alone: text with other figures is other news.
    """

    def copy(lines: Sequence[str], gap: str, random: Random) -> str | None:
        text = gap.join(lines)
        characters = list(text)
        places = [found.start() for found in _EDITABLE.finditer(text)]
        for at in random.sample(places, max(1, round(share * len(text)))):
            kind = random.random()
            stray = random.choice(_STRAY.replace(text[at], ""))
            characters[at] = stray if kind < 0.8 else "" if kind < 0.9 else text[at] + stray
        return "".join(characters)

    return copy


def without_paragraph(lines: Sequence[str], gap: str, random: Random) -> str | None:
    """Return a text without one of its paragraphs, None if each would be too much of it."""
    size = sum(map(len, lines))
    small = [at for at, line in enumerate(lines) if at and 40 <= len(line) <= DROPPED_SHARE * size]
    if not small:
        return None
    gone = random.choice(small)
    return gap.join(line for at, line in enumerate(lines) if at != gone)


def wrapped(lines: Sequence[str], gap: str, random: Random) -> str:
    """Return a text in lines of one width, paragraphs indented or set off by a blank line."""
    width = random.randint(18, 38)
    indent, between = random.choice((("　　", "\n"), ("", "\n\n")))
    paragraphs = (indent + line.replace("\n", "") for line in lines)
    return between.join(
        "\n".join(line[at : at + width] for at in range(0, len(line), width)) for line in paragraphs
    )


def other_width(lines: Sequence[str], gap: str, random: Random) -> str:
    """Return a text with its marks half-width, or its figures full-width."""
    return gap.join(lines).translate(random.choice((_HALF, _FULL)))


def traditional(lines: Sequence[str], gap: str, random: Random) -> str:
    """Return a text in Traditional characters."""
    return _converter()(gap.join(lines))


@cache
def _converter() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("s2t").convert
    return convert


COPIERS: Mapping[str, Copier] = {
    EXACT: same,
    EDITED_HALF: edited(0.005),
    EDITED_TWO: edited(0.02),
    DROPPED: without_paragraph,
    WRAPPED: wrapped,
    WIDTH: other_width,
    TRADITIONAL: traditional,
}
NEAR = tuple(kind for kind in COPIERS if kind != EXACT)
