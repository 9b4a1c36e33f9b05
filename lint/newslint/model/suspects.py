"""Finds what doubtful characters may stand for.

Each step works on whole arrays and leaves less: candidates from the confusion table and from what
usually stands there; those that suit their two neighbours; of these the few whose trigrams are
known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from newslint.model.bigrams import Bigrams, Matrix, bit_matrix, set_bits
from newslint.model.confusions import OCR, Confusions, log_probability, similarity
from newslint.model.doubts import CENTER, Counts, Doubts, Numbers, Places, window_logs, windows
from newslint.model.ngrams import LOG_STEP, Model, Rows
from newslint.model.symbols import BORDER, Symbols

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]

TOGETHER: Final = 1 << 13
"""Places whose candidates are tried together; bounds memory."""


NEAR: Final = 12
"""First candidates of the confusion table, which need be known beside one neighbour only."""

TRIED: Final = 30
"""Candidates of a place whose trigrams are looked up; one of them at least must be known."""

KEPT: Final = 4
"""Candidates of a place that are read in all windows."""

SHAPE: Final = 6.0
"""Nats of the gain that a glyph similarity of 1 is worth when candidates are compared."""

READILY: Final = 0.3
"""Nats of the gain that a nat of the recogniser's log-probability is worth then."""

STEP: Final = 1 / 10
"""Nats of one step of what pairs cost when candidates are thinned."""

FIT: Final = 3.0
"""Nats of the bigram gain that a trigram of the model is worth when candidates are thinned."""

LEAST_GAIN: Final = -0.5
LEAST_LIKELY: Final = 4.0
"""Candidates that fit their two neighbours worse than this, in nats, are left out, and those
that do so by the second limit together with what their likeness is worth.

The limits keep 98 in 100 of the corrections that are found in the end, and one in five of all.
"""


_PAIR_STEPS: Final[WeakKeyDictionary[Bigrams, Bytes]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Suspects:
    """Doubtful places with their n candidates.

    Args:
        doubts: the places.
        rows: the symbols round each, shape (m, WIDTH).
        owner: index of the place of each candidate, ascending.
        candidate: its symbol.
        gain: nats by which the windows are likelier with it.
        fits: trigrams over the place that are in the model with it.
        glyph, ocr: what the confusion table says of the pair.
    """

    doubts: Doubts
    rows: Rows
    owner: Places
    candidate: Symbols
    gain: Numbers
    fits: Counts
    glyph: Numbers
    ocr: Numbers


@dataclass(frozen=True, eq=False)
class Listed:
    """A confusion table by the ids of a model's symbols.

    Args:
        pairs: read character and candidate, for each pair of the table.
        near: those of the first NEAR candidates, as bits.
        glyph, ocr: similarity and recogniser's log-probability of each pair.
    """

    pairs: Bigrams
    near: Matrix
    glyph: Numbers
    ocr: Numbers

    def alike(self, read: Symbols, true: Symbols) -> tuple[Numbers, Numbers]:
        """Return glyph similarity and OCR log-probability of pairs; 0 and OCR[0] if unlisted."""
        at = self.pairs.find(read, true)
        known = at >= 0
        if not len(self.glyph):
            return np.zeros(len(at), np.float32), np.full(len(at), OCR[0], np.float32)
        glyph = np.where(known, self.glyph[at], np.float32(0))
        return glyph, np.where(known, self.ocr[at], np.float32(OCR[0]))


@lru_cache(maxsize=4)
def listed(pairs: Bigrams, shapes: Confusions) -> Listed:
    """Return a confusion table by the ids of a model's symbols."""
    ids, size = pairs.ids, pairs.size
    read = np.flatnonzero(pairs.symbols)
    every = shapes.listed(pairs.symbols[read])
    first = np.searchsorted(every.owner, every.owner)
    cells = read[every.owner] * size + ids[every.candidate]
    known = ids[every.candidate] > 0
    near = known & (np.arange(len(cells)) - first < NEAR)
    order = np.argsort(cells[known])
    return Listed(
        Bigrams.ranked(ids, bit_matrix(size, cells[known])),
        bit_matrix(size, cells[near]),
        similarity(every.glyph[known])[order],
        log_probability(every.ocr[known])[order],
    )


def suspects(shapes: Confusions, symbols: Symbols, doubted: Doubts) -> Suspects:
    """Return the doubtful places of a stream with the candidates that fit."""
    parts = [
        _suspects(shapes, symbols, doubted[start : start + TOGETHER])
        for start in range(0, max(1, len(doubted.places)), TOGETHER)
    ]
    return Suspects(
        doubted,
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.owner + at * TOGETHER for at, part in enumerate(parts)]),
        np.concatenate([part.candidate for part in parts]),
        np.concatenate([part.gain for part in parts]),
        np.concatenate([part.fits for part in parts]),
        np.concatenate([part.glyph for part in parts]),
        np.concatenate([part.ocr for part in parts]),
    )


def _suspects(shapes: Confusions, symbols: Symbols, doubted: Doubts) -> Suspects:
    model, rows = doubted.model, windows(symbols, doubted.places)
    table = listed(model.pairs, shapes)
    owner, candidate = _candidates(model, rows, table)
    size, steps = model.pairs.size, all_pair_steps(model)
    ids = model.pairs.ids[rows[:, CENTER - 1 : CENTER + 2]].astype(np.int64)
    before, read, after = ids[:, 0] * size, ids[:, 1], ids[:, 2]
    own = steps[before + read].astype(np.int16) + steps[read * size + after]
    tried_as = model.pairs.ids[candidate].astype(np.int64)
    better = own[owner] - steps[before[owner] + tried_as]
    better -= steps[tried_as * size + after[owner]]
    fair = np.flatnonzero(better > LEAST_GAIN / STEP)
    owner, candidate = owner[fair], candidate[fair]
    glyph, ocr = table.alike(rows[owner, CENTER], candidate)
    likely = better[fair] * np.float32(STEP) + likeness(glyph, ocr)
    good = np.flatnonzero(likely > LEAST_LIKELY)
    kept = good[highest_of_each(owner[good], likely[good], TRIED)]
    owner, candidate, likely = owner[kept], candidate[kept], likely[kept]
    tried = rows[owner]
    tried[:, CENTER] = candidate
    fits = fits_of(model, tried, doubted.texts[owner])
    known = np.flatnonzero(fits)
    likely = likely[known] + np.float32(FIT) * fits[known]
    thinned = known[highest_of_each(owner[known], likely, KEPT)]
    owner, kept = owner[thinned], kept[thinned]
    return Suspects(
        doubted,
        rows,
        owner,
        candidate[thinned],
        window_logs(model, tried[thinned], doubted.texts[owner]) - doubted.logs[owner],
        fits[thinned],
        glyph[kept],
        ocr[kept],
    )


def likeness(glyph: Numbers, ocr: Numbers) -> Numbers:
    """Return the nats of a gain that the likeness of two characters is worth."""
    likely: Numbers = np.float32(SHAPE) * glyph + np.float32(READILY) * (ocr - np.float32(OCR[0]))
    return likely


def fits_of(model: Model, rows: Rows, texts: Places) -> Counts:
    """Return how many of the three trigrams over the middle of rows are in the model."""
    known = model.attested(rows[:, CENTER - 2 : CENTER + 3], texts)
    counts: Counts = known.sum(axis=1, dtype=np.int8)
    return counts


def _candidates(model: Model, rows: Rows, table: Listed) -> tuple[Places, Symbols]:
    """Return the candidates of each place that make known pairs with both neighbours.

    They are the characters of the confusion table and those that most often stand behind the
    left neighbour or before the right one. The likeliest of the table need to be known with one
    neighbour only. A border fits everything.
    """
    pairs = model.pairs
    read = pairs.ids[rows[:, CENTER]]
    before, after = rows[:, CENTER - 1], rows[:, CENTER + 1]
    left, right = pairs.ids[before], pairs.ids[after]
    ahead = pairs.bits[left]
    ahead[before == BORDER] = ~np.uint64(0)
    behind = pairs.before[right]
    behind[after == BORDER] = ~np.uint64(0)
    words = table.pairs.bits[read] | model.usual_after[left] | model.usual_before[right]
    words &= ahead
    words &= behind
    ahead |= behind
    ahead &= table.near[read]
    words |= ahead
    owner, found = bits_set(words)
    other = found != read[owner]
    return owner[other], pairs.symbols[found[other]]


def bits_set(rows: Matrix) -> tuple[Places, Places]:
    """Return row and column of each bit that is set, the lowest of all words first.

    Quick where words have few bits.
    """
    words = rows.reshape(-1)
    at = np.flatnonzero(words)
    left = words[at]
    owner, word = np.divmod(at, max(1, rows.shape[1]))
    owners: list[Places] = [np.zeros(0, dtype=np.int64)]
    columns: list[Places] = [np.zeros(0, dtype=np.int64)]
    while len(left):
        rest = left & (left - np.uint64(1))
        owners.append(owner)
        columns.append((word << 6) + np.bitwise_count((left ^ rest) - np.uint64(1)))
        more = np.flatnonzero(rest)
        left, owner, word = rest[more], owner[more], word[more]
    return np.concatenate(owners), np.concatenate(columns)


def pair_logs(model: Model, first: Symbols, second: Symbols) -> Numbers:
    """Return the logarithm of each second symbol after the first."""
    known = model.pairs.find(first, second)
    backed = model.singles[second] + model.single_backs[first]
    logs: Numbers = np.where(known >= 0, model.pair_logs[known] * np.float32(-LOG_STEP), backed)
    return logs


def all_pair_steps(model: Model) -> Bytes:
    """Return what any symbol after any other costs, in STEPs, at first id * ids + second id.

    Made once for the pairs of a model; costs beyond 255 STEPs count as such.
    """
    known = _PAIR_STEPS.get(model.pairs)
    if known is None:
        symbols, at = model.pairs.symbols, set_bits(model.pairs.bits.reshape(-1))
        ahead = np.rint(-model.single_backs[symbols] / STEP).astype(np.int16)
        alone = np.rint(-model.singles[symbols] / STEP).astype(np.int16)
        grid = np.empty((len(ahead), len(alone)), dtype=np.uint8)
        for start in range(0, len(ahead), 64):
            costs = ahead[start : start + 64, None] + alone
            np.clip(costs, 0, 255, out=grid[start : start + 64], casting="unsafe")
        known = grid.reshape(-1)
        known[at] = np.rint(np.arange(256) * (LOG_STEP / STEP)).astype(np.uint8)[model.pair_logs]
        _PAIR_STEPS[model.pairs] = known
    return known


def highest_of_each(owner: Places, score: Numbers, most: int) -> Places:
    """Return the indices of the highest scores of each owner, ascending by owner.

    Scores are compared in steps of 1/64 between -512 and 512.
    """
    steps = np.clip(32768 - score * 64, 0, 65535).astype(np.uint64)
    packed = (owner.astype(np.uint64) << np.uint64(44)) | (steps << np.uint64(28))
    packed |= np.arange(len(owner), dtype=np.uint64)
    packed.sort()
    owners = (packed >> np.uint64(44)).astype(np.int64)
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    rank = np.arange(len(owners)) - np.repeat(first, np.diff(np.append(first, len(owners))))
    return (packed[rank < most] & np.uint64((1 << 28) - 1)).astype(np.int64)
