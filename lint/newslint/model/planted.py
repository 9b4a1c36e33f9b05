"""Plants misread characters in clean text, so that a judge can be fitted and measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
import regex

from newslint.model.confusions import Confusions, log_probability, similarity
from newslint.model.symbols import FIRST_HAN, LAST_HAN

RATE: Final = 1 / 150
"""Share of the characters that are misread in planted text."""

APART: Final = 4
"""Fewest characters between two misread ones."""

SYSTEMATIC: Final = 0.1
"""Share of the misreadings that a text repeats where the character has the same neighbour."""

UNLISTED: Final = 0.2
"""Share of the misreadings whose pair is in no table; real ones are not in 4 of 10 cases."""

STEEP: Final = 12.0
"""A glyph similarity that is higher by 1/STEEP makes a misreading e times as likely."""

Draw = Callable[[str, Random], str | None]
"""Returns what a character is misread for, or None when it is not."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with misread characters.

    Args:
        text: as it is read.
        truth: the true character by its offset.
    """

    text: str
    truth: Mapping[int, str]


def planted(text: str, draw: Draw, random: Random, rate: float = RATE) -> Planted:
    """Return a text with characters misread at random places."""
    characters = list(text)
    truth: dict[int, str] = {}
    for _ in range(max(1, round(len(text) * rate))):
        at = random.randrange(len(text)) if text else 0
        read = draw(text[at], random) if text and _is_han(text[at]) else None
        if read is None:
            continue
        places = [at]
        if random.random() < SYSTEMATIC:
            places += _alike(text, at, random)
        for place in places:
            if not any(near in truth for near in range(place - APART, place + APART + 1)):
                characters[place] = read
                truth[place] = text[place]
    return Planted("".join(characters), truth)


def _alike(text: str, at: int, random: Random) -> Iterator[int]:
    """Yield other places of a character with the neighbour that it has at one place."""
    before = bool(random.getrandbits(1))
    pair = text[at - 1 : at + 1] if before and at else text[at : at + 2]
    if len(pair) < 2:
        return
    for match in regex.finditer(regex.escape(pair), text):
        place = match.start() + (1 if before and at else 0)
        if place != at:
            yield place


def _is_han(character: str) -> bool:
    return FIRST_HAN <= ord(character) <= LAST_HAN


def from_pairs(pairs: Sequence[tuple[str, str]]) -> Draw:
    """Return what draws from real misreadings, each a read and a true character."""
    reads: dict[str, list[str]] = {}
    for read, true in pairs:
        reads.setdefault(true, []).append(read)

    def draw(true: str, random: Random) -> str | None:
        listed = reads.get(true)
        return random.choice(listed) if listed else None

    return draw


def from_table(table: Confusions, common: str) -> Draw:
    """Return what draws from a table of confusions.

    A character is misread the likelier, the liker it is to its candidates, and for each the
    likelier, the liker they are; UNLISTED of the misreadings are any character.

    Args:
        table: the confusions.
        common: characters that stand for any character, the frequent ones often.
    """
    codes = np.flatnonzero(np.diff(table.starts)).astype(np.uint16)
    every = table.listed(codes)
    weight = np.exp(log_probability(every.ocr)) + np.exp(
        STEEP * (similarity(every.glyph).astype(np.float64) - 1)
    )
    first = np.searchsorted(every.owner, np.arange(len(codes)))
    total = np.add.reduceat(weight, first)
    most = float(np.quantile(total, 0.9))
    reads = {
        chr(int(code)): (
            min(1.0, float(total[at]) / most),
            [chr(one) for one in every.candidate[every.owner == at].tolist()],
            weight[every.owner == at].tolist(),
        )
        for at, code in enumerate(codes)
    }

    def draw(true: str, random: Random) -> str | None:
        if true not in reads:
            return None
        chance, listed, weights = reads[true]
        if random.random() > chance**0.5:
            return None
        if random.random() < UNLISTED:
            read = random.choice(common)
            return None if read == true else read
        return random.choices(listed, weights)[0]

    return draw
