"""The n-gram model of characters: its file, and the probabilities it gives."""

from __future__ import annotations

import mmap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from newslint.model.arrays import Array, Arrays, damaged, mapped, packed, unpacked
from newslint.model.arrays import BadModel as BadModel
from newslint.model.bigrams import Bigrams, Matrix, bit_matrix
from newslint.model.counts import ORDERS
from newslint.model.keys import WIDTH, Keys
from newslint.model.kneser_ney import Floats, Level
from newslint.model.symbols import BORDER, FIRST_HAN, LAST_HAN, Symbols
from newslint.model.table import VALUES, Table

MAGIC: Final = b"newslint.ngrams\n"
VERSION: Final = 2
TOP: Final = ORDERS[-1]
UNKNOWN: Final = -16.0
"""Natural logarithm of the probability of a symbol that was never counted."""

BACK_STEP: Final = 1 / 32
"""Natural-log units of one step of a stored back-off weight; weights are 0 to -255 steps."""

FILLERS: Final = 24
"""So many characters are listed that most often stand behind and before each symbol."""

Logs = np.ndarray[tuple[int], np.dtype[np.float32]]
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Grid = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Rows = np.ndarray[tuple[int, int], np.dtype[np.uint16]]
Marks = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a model.

    Args:
        name: what to call it in reports.
        characters: code points of the text it was counted on.
        lines: different lines of it.
        source: sha256 of that text, or a description.
    """

    name: str
    characters: int
    lines: int
    source: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model says of rows of symbols.

    Args:
        logs: natural logarithm of each symbol after the up to three before it, shape (m, n).
        attested: whether each trigram is in the model, by its first symbol, shape (m, n - 2).
    """

    logs: Grid
    attested: Marks


Owners = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


class Model(Protocol):
    """What judges text: the base, or the base with the evidence of a corpus.

    `texts` and `text_of` tell for each row or symbol the number of the text it is from, so that
    a model which a text helped to train can leave it out; see `about`.
    """

    @property
    def facts(self) -> Facts:
        """Return where the model is from."""

    @property
    def digest(self) -> str:
        """Return what names the model."""

    @property
    def singles(self) -> Logs:
        """Return the logarithm of the probability of each symbol, shape (65536,)."""

    @property
    def single_backs(self) -> Logs:
        """Return the back-off weight of each symbol as a context, same shape."""

    @property
    def pairs(self) -> Bigrams:
        """Return the pairs of symbols that are known."""

    @property
    def pair_logs(self) -> Bytes:
        """Return their logarithms in LOG_STEPs below 0."""

    @property
    def usual_after(self) -> Matrix:
        """Return the characters most often behind each symbol, as bits, row by id."""

    @property
    def usual_before(self) -> Matrix:
        """Return the characters most often before each symbol, as bits, row by id."""

    def read(self, rows: Rows, texts: Owners | None = None) -> Reading:
        """Return the logarithms of the symbols of rows, and which trigrams are known.

        `texts` has one number a row, shape (m,), or one a symbol, shape (m, n).
        """

    def attested(self, rows: Rows, texts: Owners | None = None) -> Marks:
        """Return whether each trigram of rows is known, shape (m, n - 2); arguments of `read`."""

    def about(self, symbols: Symbols, text_of: Owners) -> Model:
        """Return the model without what the texts of a stream added to it themselves."""


@dataclass(frozen=True, eq=False)
class Ngrams:
    """A back-off model.

    Args:
        facts: where it is from.
        singles: logarithm of the probability of each symbol, shape (65536,).
        single_backs: back-off weight of each symbol as a context, same shape.
        pairs: the bigrams.
        pair_logs, pair_backs: their logarithms and back-off weights, in STEPs below 0.
        tables: the longer n-grams, by order.
        books: the logarithms that the tables' values stand for, by order, shape (VALUES,).
        table_backs: back-off weights of the trigrams beside the cells of their table.
        after, before: by id, the Han characters most often behind and before a symbol, best
            first, 0 where there are fewer, shape (ids, FILLERS).
        digest: sha256 of its arrays, empty when it is not from a file.
    """

    facts: Facts
    singles: Logs
    single_backs: Logs
    pairs: Bigrams
    pair_logs: Bytes
    pair_backs: Bytes
    tables: Mapping[int, Table]
    books: Mapping[int, Logs]
    table_backs: Bytes
    after: Rows
    before: Rows
    digest: str = ""

    @classmethod
    def of(cls, levels: Mapping[int, Level], facts: Facts) -> Ngrams:
        """Return the quantised form of a pruned model."""
        singles = np.full(1 << 16, UNKNOWN, dtype=np.float32)
        single_backs = np.zeros(1 << 16, dtype=np.float32)
        singles[levels[1].keys] = levels[1].logs
        single_backs[levels[1].keys] = levels[1].backs
        two = levels[2]
        first, second = _split(two.keys)
        symbols = np.union1d(first, second).astype(np.uint16)
        pairs, places = Bigrams.of(symbols, two.keys)
        pair_logs = np.zeros(len(two.keys), dtype=np.uint8)
        pair_backs = np.zeros(len(two.keys), dtype=np.uint8)
        pair_logs[places] = steps(two.logs, LOG_STEP)
        pair_backs[places] = steps(two.backs, BACK_STEP)
        tables: dict[int, Table] = {}
        books: dict[int, Logs] = {}
        table_backs = np.zeros(0, dtype=np.uint8)
        for order in (3, 4):
            level = levels[order]
            books[order] = _book(level.logs)
            edges = (books[order][1:] + books[order][:-1]) / 2
            values = np.searchsorted(edges, level.logs).astype(np.uint16)
            tables[order], places = Table.of(level.keys, values)
            if order < TOP:
                table_backs = np.zeros(len(tables[order].cells), dtype=np.uint8)
                table_backs[places] = steps(level.backs, BACK_STEP)
        weight = two.logs + levels[1].logs[np.searchsorted(levels[1].keys, first)]
        return cls(
            facts,
            singles,
            single_backs,
            pairs,
            pair_logs,
            pair_backs,
            tables,
            books,
            table_backs,
            fillers(pairs, first, second, weight),
            fillers(pairs, second, first, weight),
        )

    @cached_property
    def usual_after(self) -> Matrix:
        """Return `after` as bits, row by id."""
        return bits_of(self.pairs, self.after)

    @cached_property
    def usual_before(self) -> Matrix:
        """Return `before` as bits, row by id."""
        return bits_of(self.pairs, self.before)

    def about(self, symbols: Symbols, text_of: Owners) -> Ngrams:
        """Return the model itself: no text that is judged is in it."""
        return self

    def read(self, rows: Rows, texts: Owners | None = None) -> Reading:
        """Return the logarithms of the symbols of rows, and which trigrams are in the model.

        Args:
            rows: shape (m, n), n at least 3; each row is a text of its own. A border inside
                cuts the context off.
            texts: makes no difference.
        """
        logs = self.singles[rows]
        first, second = rows[:, :-1], rows[:, 1:]
        known = self.pairs.find(first, second)
        hit = known >= 0
        logs[:, 1:] = np.where(
            hit,
            self.pair_logs[known] * np.float32(-LOG_STEP),
            logs[:, 1:] + self.single_backs[first],
        )
        context = np.where(hit, self.pair_backs[known] * np.float32(-BACK_STEP), np.float32(0))
        attested = np.zeros((len(rows), rows.shape[1] - 2), dtype=np.bool_)
        keys = (first.astype(np.uint64) << WIDTH) | second
        inside = rows == BORDER
        fit = np.ones(keys.shape, dtype=np.bool_)
        for order, table in self.tables.items():
            size = rows.shape[1] - order + 1
            if size <= 0:
                break
            keys = (keys[:, :size] << WIDTH) | rows[:, order - 1 :]
            fit = fit[:, :size] & ~inside[:, order - 2 : order - 2 + size]
            asked = fit & hit[:, :-1] & hit[:, 1:]
            places = np.full(keys.shape, -1, dtype=np.int64)
            places[asked] = table.find(keys[asked])
            hit = places >= 0
            logs[:, order - 1 :] += np.where(fit, context[:, :size], np.float32(0))
            logs[:, order - 1 :][hit] = self.books[order][table.values(places[hit])]
            if order < TOP:
                attested = hit
                context = np.zeros(keys.shape, dtype=np.float32)
                context[hit] = self.table_backs[places[hit]] * np.float32(-BACK_STEP)
        return Reading(logs, attested)

    def attested(self, rows: Rows, texts: Owners | None = None) -> Marks:
        """Return whether each trigram of rows is in the model, as `read` does."""
        known = self.pairs.has(rows[:, :-1], rows[:, 1:])
        asked = known[:, :-1] & known[:, 1:] & (rows[:, 1:-1] != BORDER)
        wide = rows.astype(np.uint64)
        keys = (wide[:, :-2] << WIDTH | wide[:, 1:-1]) << WIDTH | wide[:, 2:]
        attested = np.zeros(asked.shape, dtype=np.bool_)
        attested[asked] = self.tables[3].find(keys[asked]) >= 0
        return attested

    def to_bytes(self) -> bytes:
        """Return the model as a file holds it."""
        return packed(MAGIC, VERSION, asdict(self.facts), self._arrays())

    def _arrays(self) -> dict[str, Array]:
        """Return the arrays that a file holds, by name, in its order."""
        return {
            "singles": self.singles.astype("<f4"),
            "single_backs": self.single_backs.astype("<f4"),
            "pair_ids": self.pairs.ids.astype("<u2"),
            "pair_bits": self.pairs.bits.astype("<u8"),
            "pair_logs": self.pair_logs,
            "pair_backs": self.pair_backs,
            **{f"book_{order}": book.astype("<f4") for order, book in self.books.items()},
            **{f"cells_{order}": table.cells.astype("<u2") for order, table in self.tables.items()},
            "table_backs": self.table_backs,
            "after": self.after.astype("<u2"),
            "before": self.before.astype("<u2"),
        }


LOG_STEP: Final = 1 / 15
"""Natural-log units of one step of a stored logarithm of a pair, 0 to -255 steps."""


def load(path: Path) -> Ngrams:
    """Return the model of a file, mapped into memory; raises BadModel."""
    return parse(mapped(path), str(path))


def parse(data: mmap.mmap | bytes, where: str) -> Ngrams:
    """Return the model that some bytes hold; raises BadModel."""
    return assembled(unpacked(data, {MAGIC: VERSION}, where), where)


def assembled(file: Arrays, where: str) -> Ngrams:
    """Return the model that a file of arrays holds; raises BadModel."""
    try:
        return _assembled(file.arrays, Facts(**file.facts), file.digest)  # type: ignore[arg-type]
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(where) from error


def _assembled(
    arrays: Mapping[str, Array],
    facts: Facts,
    digest: str,
) -> Ngrams:
    return Ngrams(
        facts,
        singles=arrays["singles"],  # type: ignore[arg-type]
        single_backs=arrays["single_backs"],  # type: ignore[arg-type]
        pairs=Bigrams.ranked(arrays["pair_ids"], arrays["pair_bits"]),  # type: ignore[arg-type]
        pair_logs=arrays["pair_logs"],  # type: ignore[arg-type]
        pair_backs=arrays["pair_backs"],  # type: ignore[arg-type]
        tables={order: Table(arrays[f"cells_{order}"]) for order in (3, 4)},  # type: ignore[arg-type]
        books={order: arrays[f"book_{order}"] for order in (3, 4)},  # type: ignore[misc]
        table_backs=arrays["table_backs"],  # type: ignore[arg-type]
        after=arrays["after"],  # type: ignore[arg-type]
        before=arrays["before"],  # type: ignore[arg-type]
        digest=digest,
    )


def _split(keys: Keys) -> tuple[Symbols, Symbols]:
    return (keys >> WIDTH).astype(np.uint16), (keys & np.uint64(0xFFFF)).astype(np.uint16)


def bits_of(pairs: Bigrams, listed: Rows) -> Matrix:
    """Return lists of characters, a row an id, as a square matrix of bits."""
    row = np.repeat(np.arange(pairs.size), listed.shape[1])
    found = pairs.ids[listed.reshape(-1)]
    return bit_matrix(pairs.size, row[found > 0] * pairs.size + found[found > 0])


def steps(numbers: Floats | Logs, step: float) -> Bytes:
    """Return logarithms in steps below 0."""
    return np.clip(np.rint(-numbers / step), 0, 255).astype(np.uint8)


def fillers(pairs: Bigrams, beside: Symbols, fillers: Symbols, weight: Floats | Logs) -> Rows:
    """Return by id the FILLERS Han characters that stand beside a symbol with most weight."""
    han = (fillers >= FIRST_HAN) & (fillers <= LAST_HAN)
    beside, fillers, weight = beside[han], fillers[han], weight[han]
    order = np.lexsort((-weight, beside))
    beside, fillers = beside[order], fillers[order]
    first = np.flatnonzero(np.diff(beside.astype(np.int64), prepend=-1))
    rank = np.arange(len(beside)) - np.repeat(first, np.diff(np.append(first, len(beside))))
    listed = np.zeros((pairs.size, FILLERS), dtype=np.uint16)
    top = rank < FILLERS
    listed[pairs.ids[beside[top]], rank[top]] = fillers[top]
    return listed


def _book(logs: Floats) -> Logs:
    """Return VALUES numbers, ascending, that stand for the logarithms with little error.

    They are the means of equally filled bins, so that common probabilities lose least.
    """
    if not len(logs):
        return np.zeros(VALUES, dtype=np.float32)
    ordered = np.sort(logs)
    bounds = np.linspace(0, len(ordered), VALUES + 1).astype(np.int64)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    sizes = np.maximum(np.diff(bounds), 1)
    book = (sums[bounds[1:]] - sums[bounds[:-1]]) / sizes
    book[np.diff(bounds) == 0] = ordered[-1]
    return np.sort(book).astype(np.float32)


def sizes(model: Ngrams) -> Sequence[int]:
    """Return how many n-grams of each order a model holds."""
    counted = [int((model.singles > UNKNOWN).sum()), len(model.pair_logs)]
    return [*counted, *(int((table.cells != 0).sum()) for table in model.tables.values())]
