"""Finds punctuation marks inside a line in whose place the model expects another one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from newslint.model.doubts import CENTER, Heard, Numbers, Places, window_logs, windows
from newslint.model.features import Table
from newslint.model.joins import closing, fresh, said
from newslint.model.symbols import BORDER, FIRST_HAN, Symbols
from newslint.model.typos import Judge, Part

COMMA: Final = ord("，")
STOP: Final = ord("。")

SWAPPED: Final = np.array([ord(mark) for mark in "。：；、"], dtype=np.uint16)
"""Marks that are doubted when the model of the characters beside them does."""

OFFERED: Final = np.array([ord(mark) for mark in "，。；、"], dtype=np.uint16)
"""Marks that may stand in their place."""

UNLIKELY: Final = 2.0
"""Nats that a doubted mark must cost."""

REACH: Final = 300
"""Code points on each side of a comma in which its sentence is looked for."""

RATE: Final = 80_000
"""Clean characters to one false alarm, of commas and of the other marks each."""

NAMES: Final = (
    "gain",
    "lost gain",
    "closing",
    "fresh",
    "sentence before",
    "sentence behind",
    "commas before",
    "commas behind",
    "clause behind",
    "said",
    "long before",
    "inside a quotation",
)
"""What is known of a comma that may end a sentence, in order."""

_ENDS = "。！？；"
_CLAUSES = "，、" + _ENDS
_LONG = 90


@dataclass(frozen=True, slots=True)
class WrongMark:
    """A mark that is likely wrong.

    Args:
        mark: what may belong there.
        strength: log odds for a comma, nats gained for any other mark.
    """

    mark: str
    strength: float


def wrong_marks(judge: Judge, part: Part) -> Iterator[tuple[int, int, WrongMark]]:
    """Yield the marks that are surely wrong: text, place, what belongs there."""
    known = judge.calibration.marks
    if known is None:
        return
    stream, places = part.heard, part.stream.places
    at, mark, gain = swaps(stream)
    for one in np.flatnonzero(gain > known.swap).tolist():
        wrong = WrongMark(chr(int(mark[one])), float(gain[one]))
        yield int(stream.text_of[at[one]]), int(places[at[one]]), wrong
    at, rows = ends(part, least=0.0)
    odds = rows @ known.weights + np.float32(known.bias)
    for one in np.flatnonzero(odds > known.end).tolist():
        wrong = WrongMark(chr(STOP), float(odds[one]))
        yield int(stream.text_of[at[one]]), int(places[at[one]]), wrong


def swaps(stream: Heard) -> tuple[Places, Symbols, Numbers]:
    """Return the doubted marks of a stream: place, the best mark there, the nats it gains."""
    symbols = stream.symbols
    places = _inside(symbols, np.isin(symbols, SWAPPED) & (-stream.logs > UNLIKELY))
    rows, texts = windows(symbols, places), stream.text_of[places]
    own = window_logs(stream.model, rows, texts)
    gains = np.full((len(OFFERED), len(places)), -np.inf, dtype=np.float32)
    for at, mark in enumerate(OFFERED):
        other = rows[:, CENTER] != mark
        tried = rows[other]
        tried[:, CENTER] = mark
        gains[at, other] = window_logs(stream.model, tried, texts[other]) - own[other]
    return places, OFFERED[gains.argmax(axis=0)], gains.max(axis=0, initial=-np.inf)


def ends(part: Part, least: float, mark: int = COMMA) -> tuple[Places, Table]:
    """Return the commas that may end a sentence, and what is known of them.

    Args:
        part: the texts.
        least: nats that the model must gain by a full stop in a comma's place.
        mark: what is taken for a comma.
    """
    stream = part.heard
    places = _inside(stream.symbols, stream.symbols == mark)
    rows, texts = windows(stream.symbols, places), stream.text_of[places]
    logs: list[Numbers] = []
    for tried in (STOP, COMMA):
        rows[:, CENTER] = tried
        logs.append(window_logs(stream.model, rows, texts))
    gain = logs[0] - logs[1]
    some = np.flatnonzero(gain >= least)
    codes = part.codes
    known = [
        _known(codes_text(codes, int(part.stream.places[places[at]])), float(gain[at]))
        for at in some.tolist()
    ]
    return places[some], np.array(known, dtype=np.float32).reshape(len(some), len(NAMES))


def codes_text(codes: np.ndarray[tuple[int], np.dtype[np.uint32]], at: int) -> tuple[str, str]:
    """Return what stands in the line of a place before and behind it, REACH at most."""
    before = codes[max(0, at - REACH) : at].astype("<u4").tobytes().decode("utf-32-le", "replace")
    behind = codes[at + 1 : at + 1 + REACH].astype("<u4").tobytes()
    left = before[max(before.rfind("\n"), before.rfind("\uffff")) + 1 :]
    right = behind.decode("utf-32-le", "replace").partition("\n")[0].partition("\uffff")[0]
    return left, right


def _known(halves: tuple[str, str], gain: float) -> tuple[float, ...]:
    left, right = halves
    start = max(left.rfind(mark) for mark in _ENDS) + 1
    stop = _first(right, _ENDS)
    since = len(left) - start
    return (
        gain,
        min(gain, 0.0),
        closing(left) if left else 0.0,
        fresh(right) if right else 0.0,
        math.log1p(since),
        math.log1p(stop),
        left.count("，", start),
        right.count("，", 0, stop),
        math.log1p(_first(right, _CLAUSES)),
        said(right),
        since > _LONG,
        left.count("“") > left.count("”"),
    )


def _first(text: str, marks: str) -> int:
    """Return where the first of some marks stands, the length of the text when none does."""
    return min((at for at in map(text.find, marks) if at >= 0), default=len(text))


def _inside(symbols: Symbols, wanted: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Places:
    """Return the wanted symbols that stand between two that are no marks and no line ends."""
    solid = (symbols >= FIRST_HAN) & (symbols < 0xA000) | (symbols == ord("0"))
    solid &= symbols != BORDER
    inner = np.zeros(len(symbols), dtype=np.bool_)
    inner[1:-1] = solid[:-2] & solid[2:]
    return np.flatnonzero(wanted & inner)
