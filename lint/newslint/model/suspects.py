"""Finds characters that may be misread, and what they may stand for.

Each step works on whole arrays and leaves less: places where the text's trigrams are unknown to
the model; of these the ones that surprise it; candidates from the confusion table and from what
usually stands there; the few of them that fit their neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from newslint.model.bigrams import Bigrams, Matrix, bit_matrix
from newslint.model.confusions import OCR, Confusions, log_probability, similarity
from newslint.model.ngrams import LOG_STEP, TOP, Model, Rows
from newslint.model.symbols import BORDER, FIRST_HAN, LAST_HAN, Symbols

Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float32]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Counts = np.ndarray[tuple[int], np.dtype[np.int8]]

SIDE: Final = TOP - 1
"""Symbols on each side of a place that its windows reach."""

CENTER: Final = SIDE
WIDTH: Final = 2 * SIDE + 1

MOST_ATTESTED: Final = 1
"""Of the three trigrams over a misread character at most this many are in the model.

98 in 100 misread characters of the development pages, and 17 in 100 of all characters of
broadcast news, 31 of newspaper prose.
"""

SURPRISE: Final = 14.0
PER_ENTROPY: Final = 2.0
KNOWN_ONE: Final = 1.0
"""Nats that the four symbols from a place on must cost: SURPRISE and so often their text's mean,
and KNOWN_ONE more where one of the trigrams is known. Symbols beyond a line end cost the mean.

99 in 100 of the misread characters that are found in the end cost as much.
"""

PRIOR_ENTROPY: Final = 4.5
PRIOR_SYMBOLS: Final = 100
"""Nats a symbol that a text is taken to cost before it is read, and for how many symbols."""

PIECE: Final = 1 << 17
TOGETHER: Final = 1 << 13
"""Symbols that are read, and places whose candidates are tried, together; bounds memory."""

AROUND: Final = 10
"""Symbols on each side that tell how well the model knows what the place is about."""

NEAR: Final = 12
"""First candidates of the confusion table, which need be known beside one neighbour only."""

TRIED: Final = 20
"""Candidates of a place whose trigrams are looked up; one of them at least must be known."""

KEPT: Final = 4
"""Candidates of a place that are read in all windows."""

SHAPE: Final = 6.0
"""Nats of the gain that a glyph similarity of 1 is worth when candidates are compared."""

READILY: Final = 0.3
"""Nats of the gain that a nat of the recogniser's log-probability is worth then."""

FIT: Final = 3.0
"""Nats of the bigram gain that a trigram of the model is worth when candidates are thinned."""

LEAST_GAIN: Final = -0.5
LEAST_LIKELY: Final = 4.0
"""Candidates that fit their two neighbours worse than this, in nats, are left out, and those
that do so by the second limit together with what their likeness is worth.

The limits keep 98 in 100 of the corrections that are found in the end, and one in five of all.
"""


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
    """

    model: Model
    places: Places
    texts: Places
    entropy: Numbers
    around: Numbers
    logs: Numbers
    attested: Counts

    def __getitem__(self, part: slice) -> Doubts:
        """Return some of the places."""
        return Doubts(
            self.model,
            self.places[part],
            self.texts[part],
            self.entropy[part],
            self.around[part],
            self.logs[part],
            self.attested[part],
        )


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
    places = places[doubted]
    return Doubts(
        stream.model,
        places,
        texts[doubted],
        mean[doubted],
        _around(stream, places),
        likely[doubted],
        over[places],
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
    glyph, ocr = table.alike(rows[owner, CENTER], candidate)
    before, after = rows[:, CENTER - 1], rows[:, CENTER + 1]
    own = pair_logs(model, before, rows[:, CENTER]) + pair_logs(model, rows[:, CENTER], after)
    fit = pair_logs(model, before[owner], candidate) + pair_logs(model, candidate, after[owner])
    better = fit - own[owner]
    likely = better + likeness(glyph, ocr)
    good = np.flatnonzero((better > LEAST_GAIN) & (likely > LEAST_LIKELY))
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
    inner = rows[:, CENTER - 2 : CENTER + 3]
    flat = np.full((len(inner), inner.shape[1] + 1), BORDER, dtype=np.uint16)
    flat[:, :-1] = inner
    known = np.zeros(flat.size, dtype=np.int8)
    known[:-2] = model.attested(flat.reshape(-1), np.repeat(texts, flat.shape[1]))
    counts: Counts = known.reshape(flat.shape)[:, :3].sum(axis=1, dtype=np.int8)
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
