"""Plants defects of layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from newslint.model.lexicon import word_after
from newslint.text.charclass import Class, table
from newslint.text.span import Span
from plants import Plant

Planter = Callable[[str, Random], Plant | None]

BETWEEN = (
    "图为活动现场。",
    "新华社记者 江一舟 摄",
    "第4版",
    "▲志愿者在现场。",
    "新华社发（陈一川摄）",
)
"""What may stand between two halves of a sentence."""


def space_between_han(line: str, random: Random) -> Plant | None:
    """Set the letters of a word apart, or cut a word in two with one space."""
    words = list(_words(line))
    if not words:
        return None
    span = random.choice(words)
    word = span.of(line)
    if random.random() < 0.5:
        damaged = random.choice("  　").join(word)
        return Plant(_put(line, span, damaged), span.start, span.start + len(damaged), word)
    at = span.start + random.randint(1, len(word) - 1)
    cut = Span(at, at)
    return Plant(_put(line, cut, " "), at, at + 1, "")


def interrupted_sentence(line: str, random: Random) -> Plant | None:
    """Put a caption, credit or page line inside a sentence."""
    places = [
        at
        for at in range(24, len(line) - 12)
        if table()[ord(line[at - 1])] & Class.HAN and table()[ord(line[at])] & Class.HAN
    ]
    if not places:
        return None
    at = random.choice(places)
    between = random.choice(BETWEEN)
    text = f"{line[:at]}\n\n{between}\n\n{line[at:]}"
    return Plant(text, at, len(text), f"{line[at:]}\n\n{between}")


def _put(line: str, span: Span, new: str) -> str:
    return line[: span.start] + new + line[span.end :]


def _words(line: str) -> Iterator[Span]:
    """Yield the words of a line, longest first from the left."""
    at = 0
    while at < len(line):
        word = word_after(line, at)
        if word is not None:
            yield Span(at, at + len(word.text))
        at += len(word.text) if word else 1


PLANTS: dict[str, Planter] = {
    "LAY003": interrupted_sentence,
    "LAY006": space_between_han,
}
