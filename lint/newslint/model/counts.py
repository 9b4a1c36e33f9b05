"""Counts n-grams of one to four symbols in sorted arrays.

An n-gram is a 64-bit number, 16 bits a symbol, the last symbol lowest. A border may stand first
or last in it, never inside. Text is counted in chunks; the runs of the chunks are merged when
they are of like size, so that counting is linear but for a logarithm and counts of shards can
be merged in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from newslint.model.keys import WIDTH, Keys, hashed
from newslint.model.repeats import Repeats
from newslint.model.symbols import BORDER, FIRST_HAN, LAST_HAN, Symbols, symbols_of

Hashes = np.ndarray[tuple[int], np.dtype[np.uint32]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.uint32]]

ORDERS: Final = (1, 2, 3, 4)

MOST: Final = 16_000_000
"""N-grams of an order that are held at most; a million takes 12 MB, and 50 when it is merged."""

SHORTEST: Final = 6
"""Sentences of so few symbols, the mark included, say nothing of where they are from."""

_ENDS = np.array([BORDER, *map(ord, "。！？；")], dtype=np.uint16)

CHUNK: Final = 4_000_000
"""Code points that are counted together; a chunk takes some 150 bytes a code point."""


def keys_of(symbols: Symbols, order: int) -> Keys:
    """Return the n-grams of a stream of symbols in order of place, shape (n - order + 1,).

    Those with a border inside are in it too: see `whole`.
    """
    wide = symbols.astype(np.uint64)
    size = max(0, len(symbols) - order + 1)
    keys = wide[:size].copy()
    for step in range(1, order):
        keys <<= WIDTH
        keys |= wide[step : step + size]
    return keys


def whole(symbols: Symbols, order: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for each n-gram of a stream whether no border stands inside it."""
    border = symbols == BORDER
    size = max(0, len(symbols) - order + 1)
    fit = np.ones(size, dtype=np.bool_)
    for step in range(1, order - 1):
        fit &= ~border[step : step + size]
    return fit


@dataclass(frozen=True, slots=True)
class Run:
    """N-grams of one order, ascending and unique, with their counts."""

    keys: Keys
    counts: Numbers

    @classmethod
    def of(cls, keys: Keys) -> Run:
        """Return the counts of n-grams in any order."""
        found, counts = np.unique(keys, return_counts=True)
        return cls(found, counts.astype(np.uint32))

    @classmethod
    def empty(cls) -> Run:
        """Return no n-grams."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.uint32))

    def merged(self, other: Run) -> Run:
        """Return the sum of two runs."""
        keys = np.concatenate((self.keys, other.keys))
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        counts = np.concatenate((self.counts, other.counts))[order]
        first = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
        if not len(first):
            return self
        return Run(keys[first], np.add.reduceat(counts, first, dtype=np.uint32))

    def at_least(self, fewest: int) -> Run:
        """Return the n-grams that were counted at least so often."""
        kept = self.counts >= fewest
        return Run(self.keys[kept], self.counts[kept])


@dataclass
class Counter:
    """Collects the counts of texts; `result` gives them for each order.

    Args:
        once: count a line only once that is met again, whole or nearly so.
        most: n-grams of an order that are held at most. Beyond that the rarest are dropped,
            first those seen once, until half are left; what was dropped starts from 0 when it
            is met again, so that counts of rare n-grams are then too low.
        characters: code points of the texts, repeats and all.
        han: Han characters that were counted.
        dropped: by order, n-grams seen this often or less were dropped at some time.
    """

    once: bool = False
    most: int = MOST
    characters: int = 0
    han: int = 0
    dropped: dict[int, int] = field(default_factory=lambda: dict.fromkeys(ORDERS, 0))
    repeats: Repeats = field(default_factory=Repeats)
    sentences: list[Hashes] = field(default_factory=list)
    _stacks: dict[int, list[Run]] = field(default_factory=lambda: {order: [] for order in ORDERS})
    _waiting: list[str] = field(default_factory=list)
    _size: int = 0

    def add(self, texts: Iterable[str]) -> None:
        """Count texts, each of one or more lines."""
        for text in texts:
            self.characters += len(text)
            for piece in _pieces(text):
                self._waiting.append(piece)
                self._size += len(piece)
                if self._size >= CHUNK:
                    self._count()

    def merge(self, other: Counter) -> None:
        """Add the counts of another shard; a line that is in both is counted twice."""
        self.characters += other.characters
        self.han += other.han
        self.repeats.lines += other.repeats.lines
        self.repeats.repeated += other.repeats.repeated
        self.sentences += other.sentences
        for order, run in other.result().items():
            self.dropped[order] = max(self.dropped[order], other.dropped[order])
            self._push(order, run)

    def _count(self) -> None:
        symbols = symbols_of("\n".join(self._waiting)).symbols
        self._waiting, self._size = [], 0
        if self.once:
            self.sentences.append(np.unique(sentence_hashes(symbols)[0]))
            symbols = self.repeats.new(symbols)
        self.han += int(((symbols >= FIRST_HAN) & (symbols <= LAST_HAN)).sum())
        for order in ORDERS:
            keys = keys_of(symbols, order)[whole(symbols, order)]
            if len(keys):
                self._push(order, Run.of(keys))

    def result(self) -> dict[int, Run]:
        """Return the counts of each order; the counter can go on afterwards."""
        if self._waiting:
            self._count()
        for stack in self._stacks.values():
            _flatten(stack)
        return {order: stack[0] if stack else Run.empty() for order, stack in self._stacks.items()}

    def _push(self, order: int, run: Run) -> None:
        """Put a run on a stack whose runs shrink by half at least, merging where they do not."""
        stack = self._stacks[order]
        stack.append(run)
        while len(stack) > 1 and len(stack[-2].keys) < 2 * len(stack[-1].keys):
            last = stack.pop()
            stack[-1] = stack[-1].merged(last)
        if sum(len(one.keys) for one in stack) > self.most:
            _flatten(stack)
            fewest = 1
            while len(stack[0].keys) > self.most // 2:
                fewest += 1
                stack[0] = stack[0].at_least(fewest)
            self.dropped[order] = max(self.dropped[order], fewest - 1)


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces of about CHUNK, cut at line ends if there are any near."""
    start = 0
    while len(text) - start > CHUNK:
        stop = text.rfind("\n", start + CHUNK // 2, start + CHUNK)
        stop = start + CHUNK if stop < 0 else stop
        yield text[start:stop]
        start = stop
    yield text[start:] if start else text


def _flatten(stack: list[Run]) -> None:
    """Merge the runs of a stack into one."""
    while len(stack) > 1:
        last = stack.pop()
        stack[-1] = stack[-1].merged(last)


def sentence_hashes(symbols: Symbols) -> tuple[Hashes, Places]:
    """Return the hash of each sentence of a stream, and the index of its first symbol.

    A sentence ends with its final mark or the line; those of SHORTEST symbols or fewer are left
    out.
    """
    if not len(symbols):
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    ends = np.isin(symbols, _ENDS)
    first = np.flatnonzero(np.concatenate(([True], ends[:-1])))
    size = np.diff(np.append(first, len(symbols)))
    place = np.arange(len(symbols)) - np.repeat(first, size)
    mixed = hashed((symbols.astype(np.uint64) << WIDTH) | place.astype(np.uint64))
    mixed[ends] = 0
    sums = np.add.reduceat(mixed, first)
    long = size > SHORTEST
    return (sums[long] >> np.uint64(32)).astype(np.uint32), first[long]
