"""The base model with the evidence of a corpus: what the corpus writes again and again is right.

Of the probability of a symbol a share comes from the corpus, the rest from the base:

    P(w | h) = (1 - s) P_base(w | h) + s q(w | h)

where q starts from the base and is drawn towards what the corpus shows, one order after the
other (hierarchical Dirichlet smoothing): q = P_base; for n of 2 to 4: q = (c(h w) + m q) /
(c(h) + m), with counts c of the corpus and one weight m an order. What the corpus never shows so
loses little, and what it shows gains much. A text that is itself part of the corpus is judged by
the counts without its own, or an error that it repeats would attest itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np

from newslint.model.arrays import Array, Arrays, BadModel, damaged, packed
from newslint.model.bigrams import Bigrams, Matrix
from newslint.model.counts import Hashes, Run, sentence_hashes
from newslint.model.keys import WIDTH, Keys
from newslint.model.kneser_ney import Floats
from newslint.model.ngrams import (
    LOG_STEP,
    TOP,
    UNKNOWN,
    Bytes,
    Facts,
    Logs,
    Marks,
    Ngrams,
    Owners,
    Reading,
    Rows,
    bits_of,
    fillers,
    steps,
)
from newslint.model.own_counts import MIXED, Counts, Own
from newslint.model.symbols import BORDER, Symbols, symbols_of
from newslint.model.table import VALUES, Table

MAGIC: Final = b"newslint.corpus\n"
VERSION: Final = 2

WEIGHTS: Final[Mapping[int, float]] = {2: 15.0, 3: 2.0, 4: 1.0}
"""How many occurrences of a context the model below weighs as much as, by order."""

SHARE: Final = 0.05
"""Share of the corpus in the mixture."""

ATTESTED: Final = 2
"""A trigram that the corpus holds so often is known."""

COMMON: Final = 32
"""Counts from here on are taken as they are: no text's own share of them matters."""

MEMBER: Final = 0.5
"""Share of a text's sentences that are in the corpus from which on the text is part of it."""

LEAST_SHARE: Final = 0.03
MOST_SHARE: Final = 0.05
"""Bounds of the share of a corpus: more is likelier text, but finds fewer misread characters."""

_FITTED = 200_000
_STEPS = 40
_EXACT = 24
_LARGEST = 4_000_000
_PRIOR = 1e6
"""Characters of text that the base's own frequencies weigh as much as."""

_LEVEL = "threshold_"
"""Begins the names of facts that are thresholds; their rate follows."""

_SYMBOL = np.uint64(0xFFFF)


def count_levels() -> Counts:
    """Return the counts that the values of a table stand for, exact up to _EXACT."""
    rest = np.geomspace(_EXACT, _LARGEST, VALUES - _EXACT)
    return np.concatenate((np.arange(_EXACT), np.rint(rest))).astype(np.float32)


_LEVELS = count_levels()
_EDGES = (_LEVELS[1:] + _LEVELS[:-1]) / 2


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The characters most often behind and before each symbol, by id, as in `Ngrams`."""

    pairs: Bigrams
    after: Rows
    before: Rows

    @cached_property
    def usual_after(self) -> Matrix:
        """Return `after` as bits."""
        return bits_of(self.pairs, self.after)

    @cached_property
    def usual_before(self) -> Matrix:
        """Return `before` as bits."""
        return bits_of(self.pairs, self.before)


@dataclass(frozen=True, eq=False)
class Adapted:
    """The base and the counts of a corpus.

    Args:
        facts: of the corpus.
        base: the model it is mixed with.
        singles: logarithm of the probability of each symbol, as in `Ngrams`.
        ones: how often the corpus holds each symbol, shape (65536,).
        tables: the n-grams of the corpus by order; their values are indices of `count_levels`.
        weights: by order, how many occurrences of a context the model below weighs as much as.
        pairs: the bigrams of the base and of the corpus.
        pair_logs: their logarithms, mixed, in LOG_STEPs below 0.
        neighbours: the characters most often beside each symbol.
        sentences: hashes of the sentences of the corpus, ascending.
        digest: names it, base included.
        own: what the texts that are judged hold themselves, None when they are not in it.
        thresholds: as in a calibration, set by the corpus; empty for those of the base.
    """

    facts: Facts
    base: Ngrams
    singles: Logs
    ones: Counts
    tables: Mapping[int, Table]
    weights: Mapping[int, float]
    share: float
    pairs: Bigrams
    pair_logs: Bytes
    neighbours: Neighbours
    sentences: Hashes
    digest: str = ""
    own: Own | None = None
    thresholds: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        base: Ngrams,
        counts: Mapping[int, Run],
        sentences: Hashes,
        facts: Facts,
        weights: Mapping[int, float] = WEIGHTS,
        share: float = SHARE,
    ) -> Adapted:
        """Return the base with what was counted in a corpus."""
        ones = np.zeros(1 << 16, dtype=np.float32)
        ones[counts[1].keys] = counts[1].counts
        tables = {order: _table(counts[order]) for order in MIXED}
        singles = base.singles.copy()
        new = (ones > 0) & (singles <= UNKNOWN)
        singles[new] = np.log(ones[new] / ones.sum())
        pairs, chances, weight = _merged(base, counts[2], ones, weights[2])
        pair_logs = steps(np.log(chances), LOG_STEP)
        first, second = pairs.listed()
        neighbours = Neighbours(
            pairs, fillers(pairs, first, second, weight), fillers(pairs, second, first, weight)
        )
        return cls(
            facts,
            base,
            singles,
            ones,
            tables,
            weights,
            share,
            pairs,
            pair_logs,
            neighbours,
            sentences,
        )

    @property
    def single_backs(self) -> Logs:
        """Return the base's back-off weights of single symbols."""
        return self.base.single_backs

    @property
    def usual_after(self) -> Matrix:
        """Return the characters most often behind each symbol, as bits, row by id."""
        return self.neighbours.usual_after

    @property
    def usual_before(self) -> Matrix:
        """Return the characters most often before each symbol, as bits, row by id."""
        return self.neighbours.usual_before

    def about(self, symbols: Symbols, text_of: Owners) -> Adapted:
        """Return the model without what those texts of a stream added to it that are in it."""
        found, first = sentence_hashes(symbols)
        if not len(found) or not len(self.sentences):
            return self
        at = np.minimum(np.searchsorted(self.sentences, found), len(self.sentences) - 1)
        owners, texts = text_of[first], int(text_of[-1]) + 1
        met = np.bincount(owners[self.sentences[at] == found], minlength=texts)
        member = met >= np.maximum(MEMBER * np.bincount(owners, minlength=texts), 1)
        if not member.any():
            return self
        return replace(self, own=Own(symbols, text_of, member[text_of]))

    def read(self, rows: Rows, texts: Owners | None = None) -> Reading:
        """Return what `Ngrams.read` does, mixed with the counts of the corpus."""
        known = self.base.read(rows)
        chance = np.exp(known.logs)
        attested = known.attested
        owners = None
        if texts is not None and self.own is not None:
            each = texts[:, None] if texts.ndim == 1 else texts
            owners = np.broadcast_to(each, rows.shape)
        keys = rows.astype(np.uint64)
        inside = rows == BORDER
        total = self.ones[rows]
        fit = np.ones(rows.shape, dtype=np.bool_)
        for order in MIXED:
            size = rows.shape[1] - order + 1
            if size <= 0:
                break
            keys = (keys[:, :size] << WIDTH) | rows[:, order - 1 :]
            fit = fit[:, :size] & (total[:, :size] > 0)
            if order > 2:
                fit &= (total[:, 1:] > 0) & ~inside[:, order - 2 : order - 2 + size]
            asked = np.flatnonzero(fit)
            count = np.zeros(keys.shape, dtype=np.float32)
            theirs = None if owners is None else owners[:, :size].reshape(-1)[asked]
            count.reshape(-1)[asked] = self._counts(order, keys.reshape(-1)[asked], theirs)
            weight = np.float32(self.weights[order])
            here = chance[:, order - 1 :]
            here[...] = (count + weight * here) / (np.maximum(total[:, :size], count) + weight)
            if order == 3:
                attested = attested | (count >= ATTESTED)
            total = count
        share = np.float32(self.share)
        return Reading(np.log(share * chance + (1 - share) * np.exp(known.logs)), attested)

    def attested(self, rows: Rows, texts: Owners | None = None) -> Marks:
        """Return whether each trigram of rows is known to the base or the corpus."""
        attested = self.base.attested(rows)
        known = self.pairs.has(rows[:, :-1], rows[:, 1:])
        asked = ~attested & known[:, :-1] & known[:, 1:] & (rows[:, 1:-1] != BORDER)
        wide = rows.astype(np.uint64)
        keys = (wide[:, :-2] << WIDTH | wide[:, 1:-1]) << WIDTH | wide[:, 2:]
        owners = None
        if texts is not None:
            owners = np.broadcast_to(texts[:, None], asked.shape)[asked]
        attested[asked] = self._counts(3, keys[asked], owners) >= ATTESTED
        return attested

    def _counts(self, order: int, keys: Keys, texts: Owners | None) -> Counts:
        """Return how often the corpus holds n-grams, without what their own texts hold."""
        table = self.tables[order]
        places = table.find(keys)
        count = np.where(places >= 0, _LEVELS[table.values(places)], np.float32(0))
        if self.own is not None and texts is not None:
            some = np.flatnonzero((count > 0) & (count < COMMON))
            count[some] -= self.own.counts(order, keys[some], texts[some])
        return np.maximum(count, 0)

    def to_bytes(self) -> bytes:
        """Return the corpus as a file holds it; the base is told by its digest."""
        facts = {
            **asdict(self.facts),
            "base": self.base.digest,
            "share": self.share,
            **{f"{_LEVEL}{rate}": level for rate, level in self.thresholds.items()},
            **{f"weight_{order}": weight for order, weight in self.weights.items()},
        }
        return packed(MAGIC, VERSION, facts, self._arrays())

    def _arrays(self) -> dict[str, Array]:
        return {
            "singles": self.singles.astype("<f4"),
            "ones": self.ones.astype("<f4"),
            "pair_ids": self.pairs.ids.astype("<u2"),
            "pair_bits": self.pairs.bits.astype("<u8"),
            "pair_logs": self.pair_logs,
            **{f"cells_{order}": table.cells.astype("<u2") for order, table in self.tables.items()},
            "after": self.neighbours.after.astype("<u2"),
            "before": self.neighbours.before.astype("<u2"),
            "sentences": self.sentences.astype("<u4"),
        }


def assembled(file: Arrays, base: Ngrams, where: str) -> Adapted:
    """Return the corpus that a file of arrays holds, on the base it was made for.

    Raises BadModel when it was made for another base.
    """
    try:
        facts = dict(file.facts)
        wanted, share = facts.pop("base"), float(facts.pop("share"))
        thresholds = {
            int(key.removeprefix(_LEVEL)): float(facts.pop(key))
            for key in file.facts
            if key.startswith(_LEVEL)
        }
        weights = {order: float(facts.pop(f"weight_{order}")) for order in MIXED}
        arrays = file.arrays
        pairs = Bigrams.ranked(arrays["pair_ids"], arrays["pair_bits"])  # type: ignore[arg-type]
        model = Adapted(
            Facts(**facts),  # type: ignore[arg-type]
            base,
            arrays["singles"],  # type: ignore[arg-type]
            arrays["ones"],  # type: ignore[arg-type]
            {order: Table(arrays[f"cells_{order}"]) for order in MIXED},  # type: ignore[arg-type]
            weights,
            share,
            pairs,
            arrays["pair_logs"],  # type: ignore[arg-type]
            Neighbours(pairs, arrays["after"], arrays["before"]),  # type: ignore[arg-type]
            arrays["sentences"],  # type: ignore[arg-type]
            _identity(file, base),
            thresholds=thresholds,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(where) from error
    if wanted != base.digest:
        raise BadModel(
            f"the model was trained on another base ({str(wanted)[:12]}, here "
            f"{base.digest[:12] or 'none'})",
            where=where,
            todo="train it again with `newslint lm train`",
        )
    return model


def _identity(file: Arrays, base: Ngrams) -> str:
    """Return the digest of a corpus on its base."""
    parts = (file.digest, base.digest, repr(sorted(file.facts.items())))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def fitted_share(model: Adapted, texts: Sequence[str]) -> float:
    """Return the share of the corpus under which it would have been expected best.

    Expectation maximisation over texts of the corpus itself, each without its own counts.
    """
    streams = [symbols_of(text).symbols for text in texts]
    symbols = np.concatenate(streams)
    text_of = np.repeat(np.arange(len(streams)), [len(stream) for stream in streams])
    if len(symbols) < TOP:
        return model.share
    rows = np.lib.stride_tricks.sliding_window_view(symbols, TOP)
    owners = text_of[: len(rows)]
    every = max(1, len(rows) // _FITTED)
    rows, owners = rows[::every], owners[::every]
    alone = replace(model.about(symbols, text_of), share=1.0)
    corpus = np.exp(alone.read(rows, owners).logs[:, -1].astype(np.float64))
    base = np.exp(model.base.read(rows).logs[:, -1].astype(np.float64))
    share = model.share
    for _ in range(_STEPS):
        share = float(np.mean(share * corpus / (share * corpus + (1 - share) * base)))
    return round(min(max(share, LEAST_SHARE), MOST_SHARE), 3)


def _table(run: Run) -> Table:
    values = np.searchsorted(_EDGES, run.counts.astype(np.float32), side="left")
    return Table.of(run.keys, np.maximum(values, 1).astype(np.uint16))[0]


def _merged(
    base: Ngrams, counted: Run, ones: Counts, weight: float
) -> tuple[Bigrams, Floats, Floats]:
    """Return the pairs of the base and of the corpus, in their order each pair's probability
    after its first symbol, and the logarithm of its probability in all text.

    One occurrence of each counts for nothing: it may be that of the text that is judged.
    """
    first, second = base.pairs.listed()
    known = (first.astype(np.uint64) << WIDTH) | second
    keys = np.union1d(known, counted.at_least(ATTESTED).keys)
    first, second = (keys >> WIDTH).astype(np.uint16), (keys & _SYMBOL).astype(np.uint16)
    pairs, places = Bigrams.of(np.union1d(first, second).astype(np.uint16), keys)
    found = base.pairs.find(first, second)
    logs = np.where(
        found >= 0,
        base.pair_logs[found] * -LOG_STEP,
        base.singles[second].astype(np.float64) + base.single_backs[first],
    )
    at = np.minimum(np.searchsorted(counted.keys, keys), max(0, len(counted.keys) - 1))
    number = np.where(counted.keys[at] == keys, counted.counts[at] - 1.0, 0.0)
    total, chances = ones[first].astype(np.float64), np.exp(logs)
    evident = (number + weight * chances) / (np.maximum(total, number) + weight)
    chances = (1 - SHARE) * chances + SHARE * evident
    share = (total + _PRIOR * np.exp(base.singles[first])) / (ones.sum() + _PRIOR)
    ordered, heavy = np.empty(len(keys)), np.empty(len(keys))
    ordered[places] = chances
    heavy[places] = np.log(chances * share)
    return pairs, ordered, heavy
