"""Finds places between two characters where the model misses one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from newslint.model.doubts import CENTER, SIDE, WIDTH, Heard, Numbers, Places, ahead, window_logs
from newslint.model.ngrams import Model
from newslint.model.suspects import TOGETHER, bits_set, fits_of, highest_of_each, pair_logs
from newslint.model.symbols import BORDER, FIRST_HAN, LAST_HAN, Symbols
from newslint.model.typos import Judge, Part

Rows = np.ndarray[tuple[int, int], np.dtype[np.uint16]]

DOUBT: Final = 19.0
"""Nats that the symbol behind a gap and the SIDE behind it must cost."""

TRIED: Final = 6
"""Candidates of a gap that are read in all windows."""

SHOWN: Final = 3

RATE: Final = 50_000
"""Clean characters to one false alarm."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that is likely missing before a place.

    Args:
        candidates: what may stand there, best first, each with the nats it gains.
    """

    candidates: tuple[tuple[str, float], ...]

    @property
    def gain(self) -> float:
        """Return the nats that the best candidate gains."""
        return self.candidates[0][1]


def missing(judge: Judge, part: Part) -> Iterator[tuple[int, int, Missing]]:
    """Yield the places before which a character is surely missing: text, place, what it is."""
    least = judge.calibration.gaps.get(RATE)
    if least is None:
        return
    yield from lacking(part, least)


def lacking(part: Part, least: float = 0.0) -> Iterator[tuple[int, int, Missing]]:
    """Yield all places before which a candidate gains more than so many nats."""
    stream = part.heard
    places = doubted(stream)
    for start in range(0, len(places), TOGETHER):
        some = places[start : start + TOGETHER]
        owner, candidate, gain = _inserted(stream, some)
        order = highest_of_each(owner, gain, SHOWN)
        found: dict[int, list[tuple[str, float]]] = {}
        for at, symbol, nats in zip(
            owner[order].tolist(), candidate[order].tolist(), gain[order].tolist(), strict=True
        ):
            found.setdefault(at, []).append((chr(symbol), nats))
        for at, listed in found.items():
            if listed[0][1] > least:
                place = int(some[at])
                text = int(stream.text_of[place])
                yield text, int(part.stream.places[place]), Missing(tuple(listed))


def doubted(stream: Heard) -> Places:
    """Return the symbols of a stream before which a character may be missing.

    The pair and both trigrams over the gap are unknown, and what follows surprises the model.
    """
    symbols, attested = stream.symbols, stream.attested
    han = (symbols >= FIRST_HAN) & (symbols <= LAST_HAN)
    unknown = np.zeros(len(symbols), dtype=np.bool_)
    unknown[2:-1] = ~attested[:-1] & ~attested[1:]
    unknown[1:] &= han[:-1]
    places = np.flatnonzero(unknown & han & (-ahead(symbols, stream.logs) > DOUBT))
    return places[~stream.model.pairs.has(symbols[places - 1], symbols[places])]


def _inserted(stream: Heard, places: Places) -> tuple[Places, Symbols, Numbers]:
    """Return owner, symbol and gain of the candidates that make a text likelier.

    A candidate adds a symbol and its cost, and must make up for it by what follows.
    """
    model, symbols = stream.model, stream.symbols
    edge = np.full(SIDE, BORDER, dtype=np.uint16)
    padded = np.concatenate((edge, symbols, edge))
    windows = np.lib.stride_tricks.sliding_window_view(padded, WIDTH - 1)[places]
    owner, candidate = _fillers(model, windows)
    before, after = windows[:, CENTER - 1][owner], windows[:, CENTER][owner]
    likely = pair_logs(model, before, candidate) + pair_logs(model, candidate, after)
    kept = highest_of_each(owner, likely, TRIED)
    owner, candidate = owner[kept], candidate[kept]
    rows = np.empty((len(owner), WIDTH), dtype=np.uint16)
    rows[:, :CENTER], rows[:, CENTER + 1 :] = windows[owner, :CENTER], windows[owner, CENTER:]
    rows[:, CENTER] = candidate
    texts = stream.text_of[places][owner]
    fit = fits_of(model, rows, texts) > 1
    owner, candidate, rows = owner[fit], candidate[fit], rows[fit]
    logs = ahead(symbols, stream.logs, SIDE - 1)[places]
    gain = window_logs(model, rows, texts[fit]) - logs[owner]
    better = gain > 0
    return owner[better], candidate[better], gain[better]


def _fillers(model: Model, windows: Rows) -> tuple[Places, Symbols]:
    """Return the characters that make known pairs on both sides and a usual one on one side."""
    pairs = model.pairs
    left, right = pairs.ids[windows[:, CENTER - 1]], pairs.ids[windows[:, CENTER]]
    words = model.usual_after[left] & pairs.before[right]
    words |= model.usual_before[right] & pairs.bits[left]
    owner, found = bits_set(words)
    return owner, pairs.symbols[found]
