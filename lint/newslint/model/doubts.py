"""Finds the places of a text that a model doubts: unknown trigrams, and symbols that surprise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from newslint.model.ngrams import TOP, Model, Rows
from newslint.model.symbols import BORDER, FIRST_HAN, LAST_HAN, Symbols

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float32]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Counts = np.ndarray[tuple[int], np.dtype[np.int8]]
Signs = np.ndarray[tuple[int, int], np.dtype[np.float32]]

SIDE: Final = TOP - 1
"""Symbols on each side of a place that its windows reach."""

CENTER: Final = SIDE
WIDTH: Final = 2 * SIDE + 1

MOST_ATTESTED: Final = 1
"""Of the three trigrams over a misread character at most this many are in the model.

98 in 100 misread characters of the development pages, and 17 in 100 of all characters of
broadcast news, 31 of newspaper prose.
"""

SURPRISE: Final = 12.0
PER_ENTROPY: Final = 2.0
KNOWN_ONE: Final = 1.0
"""Nats that the four symbols from a place on must cost: SURPRISE and so often their text's mean,
and KNOWN_ONE more where one of the trigrams is known. Symbols beyond a line end cost the mean.

99 in 100 of the misread characters that are found in the end cost as much.
"""

PRIOR_ENTROPY: Final = 4.5
PRIOR_SYMBOLS: Final = 100
"""Nats a symbol that a text is taken to cost before it is read, and for how many symbols."""

SIGNS: Final = (
    "cost",
    "logarithm of cost",
    "mean cost",
    "cost of the read",
    "cost of the next",
    "around",
    "known over it",
    "known over the last",
    "known over the next",
    "frequency of the last",
    "frequency of the read",
    "frequency of the next",
)
"""The numbers of a place that a `Sieve` weighs; costs are in nats, frequencies logarithms."""

PIECE: Final = 1 << 17
"""Symbols that are read together; bounds memory."""

AROUND: Final = 10
"""Symbols on each side that tell how well the model knows what the place is about."""


@dataclass(frozen=True)
class Doubts:
    """The places of a stream that the model doubts, m of them.

    Args:
        model: what judges these texts, without what they added to it themselves.
        places: index of each in the stream, ascending.
        texts: number of the text of each.
        entropy: nats a symbol that the model needs for the text.
        around: nats a symbol of the AROUND symbols before and behind the windows of each.
        logs: summed logarithm of the windows over each place, as it is read.
        attested: trigrams over each place that are in the model, 0 to 3.
        signs: what tells whether a correction may be found, shape (m, len(SIGNS)).
    """

    model: Model
    places: Places
    texts: Places
    entropy: Numbers
    around: Numbers
    logs: Numbers
    attested: Counts
    signs: Signs

    def __getitem__(self, part: slice | Flags) -> Doubts:
        """Return some of the places."""
        return Doubts(
            self.model,
            self.places[part],
            self.texts[part],
            self.entropy[part],
            self.around[part],
            self.logs[part],
            self.attested[part],
            self.signs[part],
        )


@dataclass(frozen=True, slots=True)
class Sieve:
    """What lets places through to the search for candidates.

    There is one for each number of known trigrams over a place, up to MOST_ATTESTED.

    Args:
        weights: of SIGNS, shape (MOST_ATTESTED + 1, len(SIGNS)).
        least: the weighted sum from which on a place is let through, (MOST_ATTESTED + 1,).
    """

    weights: Signs
    least: Numbers

    def __call__(self, doubted: Doubts) -> Doubts:
        """Return the places where a correction may be found."""
        which = doubted.attested
        return doubted[(doubted.signs * self.weights[which]).sum(axis=1) >= self.least[which]]


@dataclass(frozen=True)
class Heard:
    """A stream as a model reads it.

    Args:
        model: what judges these texts, without what they added to it themselves.
        symbols: the stream.
        text_of: number of the text that each symbol belongs to, ascending.
        logs: logarithm of each symbol after the three before it.
        attested: whether each trigram is in the model, by its first symbol.
    """

    model: Model
    symbols: Symbols
    text_of: Places
    logs: Numbers
    attested: Flags


def heard(model: Model, symbols: Symbols, text_of: Places) -> Heard:
    """Return a stream as a model reads it."""
    alone = model.about(symbols, text_of)
    return Heard(alone, symbols, text_of, *_read(alone, symbols, text_of))


def doubts(stream: Heard) -> Doubts:
    """Return the places of a stream that its model doubts."""
    symbols, attested = stream.symbols, stream.attested
    over = np.zeros(len(symbols), dtype=np.int8)
    over[2:] += attested
    over[1:-1] += attested
    over[:-2] += attested
    han = (symbols >= FIRST_HAN) & (symbols <= LAST_HAN)
    places = np.flatnonzero(han & (over <= MOST_ATTESTED))
    texts = stream.text_of[places]
    likely = ahead(symbols, stream.logs)[places]
    mean = _entropy(stream)[texts]
    beyond = TOP - ahead(symbols, np.ones(len(symbols), dtype=np.float32))[places]
    cost = beyond * mean - likely
    doubted = cost > PER_ENTROPY * mean + SURPRISE + KNOWN_ONE * over[places]
    places, mean, likely = places[doubted], mean[doubted], likely[doubted]
    around = _around(stream, places)
    behind = np.minimum(places + 1, len(symbols) - 1)
    singles = stream.model.singles
    signs = (
        cost[doubted],
        np.log1p(cost[doubted]),
        mean,
        -stream.logs[places],
        -stream.logs[behind],
        around,
        over[places],
        over[places - 1],
        over[behind],
        singles[symbols[places - 1]],
        singles[symbols[places]],
        singles[symbols[behind]],
    )
    return Doubts(
        stream.model,
        places,
        texts[doubted],
        mean,
        around,
        likely,
        over[places],
        np.stack([np.asarray(sign, dtype=np.float32) for sign in signs], axis=1),
    )


def _read(model: Model, symbols: Symbols, text_of: Places) -> tuple[Numbers, Flags]:
    """Return the logarithm of each symbol of a stream, and which of its trigrams are known."""
    logs = np.empty(len(symbols), dtype=np.float32)
    attested = np.zeros(max(0, len(symbols) - 2), dtype=np.bool_)
    for start in range(0, len(symbols), PIECE):
        left = max(0, start - SIDE)
        piece = symbols[left : start + PIECE]
        if len(piece) <= SIDE:
            logs[start:] = model.singles[symbols[start:]]
            continue
        reading = model.read(piece[None], text_of[None, left : start + PIECE])
        logs[start : start + PIECE] = reading.logs[0, start - left :]
        attested[left : left + len(piece) - 2] = reading.attested[0]
    return logs, attested


def window_logs(model: Model, rows: Rows, texts: Places) -> Numbers:
    """Return the summed logarithms of the four windows over the middle of rows.

    What stands behind a line end is another text's and counts for nothing.
    """
    logs = model.read(rows, texts).logs[:, CENTER:]
    sums: Numbers = logs[:, 0].copy()
    inside = np.ones(len(rows), dtype=np.bool_)
    for step in range(1, SIDE + 1):
        inside &= rows[:, CENTER + step - 1] != BORDER
        sums += logs[:, step] * inside
    return sums


def ahead(symbols: Symbols, logs: Numbers, most: int = SIDE) -> Numbers:
    """Return the sum of each logarithm and of so many behind it, up to the line end."""
    sums = logs.copy()
    inside = np.ones(len(symbols), dtype=np.bool_)
    for step in range(1, min(most + 1, len(symbols))):
        inside = inside[:-1] & (symbols[step - 1 : -1] != BORDER)
        sums[:-step] += logs[step:] * inside
    return sums


def windows(symbols: Symbols, places: Places) -> Rows:
    """Return the SIDE symbols on each side of some places with the one between, (m, WIDTH).

    Beyond a line end there are borders only.
    """
    edge = np.full(SIDE, BORDER, dtype=np.uint16)
    padded = np.concatenate((edge, symbols, edge))
    rows: Rows = np.lib.stride_tricks.sliding_window_view(padded, WIDTH)[places]
    for step in range(1, SIDE):
        rows[rows[:, CENTER + step] == BORDER, CENTER + step + 1] = BORDER
        rows[rows[:, CENTER - step] == BORDER, CENTER - step - 1] = BORDER
    return rows


def _around(stream: Heard, places: Places) -> Numbers:
    """Return the mean cost of the AROUND symbols before some places and behind their windows.

    Line ends cost nothing; other texts are not looked at.
    """
    solid = stream.symbols != BORDER
    sums = np.concatenate(([0.0], np.cumsum(stream.logs * solid, dtype=np.float64)))
    counts = np.concatenate(([0], np.cumsum(solid)))
    texts = stream.text_of[places]
    first, last = (np.searchsorted(stream.text_of, texts, side) for side in ("left", "right"))
    before = np.maximum(places - AROUND, first)
    behind = np.minimum(places + SIDE + 1, last)
    end = np.minimum(behind + AROUND, last)
    total = sums[places] - sums[before] + sums[end] - sums[behind]
    size = counts[places] - counts[before] + counts[end] - counts[behind]
    means: Numbers = (-total / np.maximum(size, 1)).astype(np.float32)
    return means


def _entropy(stream: Heard) -> Numbers:
    """Return the nats a symbol that each text costs; short ones are drawn to PRIOR_ENTROPY.

    Line ends are left out.
    """
    solid = stream.symbols != BORDER
    owners = stream.text_of[solid]
    texts = int(stream.text_of[-1]) + 1 if len(stream.text_of) else 0
    sums = np.bincount(owners, weights=-stream.logs[solid], minlength=texts)
    sizes = np.bincount(owners, minlength=texts)
    prior = PRIOR_ENTROPY * PRIOR_SYMBOLS
    means: Numbers = ((sums + prior) / (sizes + PRIOR_SYMBOLS)).astype(np.float32)
    return means
