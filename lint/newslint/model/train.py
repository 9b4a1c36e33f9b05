"""Trains a model on a corpus: counted once, mixed with the base or smoothed by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from newslint.errors import UsageError
from newslint.model.counts import Counter, Run
from newslint.model.evidence import Adapted, fitted_share
from newslint.model.kneser_ney import pruned, smoothed
from newslint.model.ngrams import Facts, Ngrams

ENOUGH: Final = 1_000_000
"""Han characters from which on a corpus is worth to be mixed with the base."""

LEAST: Final = 10_000
"""Han characters, repeats counted once, without which nothing is trained."""

SIZES: Final[Mapping[str, int]] = {"small": 2_000_000, "large": 5_300_000}
"""N-grams that a model keeps, by name; about 10 and 20 MB."""

_SHARES: Final[Mapping[int, float]] = {2: 0.23, 3: 0.45, 4: 0.32}
"""Share of each order in them."""

_LONGEST = 20_000
"""Of a longer text only so many code points are taken into the sample."""

_SAMPLE = 300_000
"""Code points of the corpus on which its share in the mixture is fitted."""

Report = Callable[[int], None]


@dataclass
class Sample:
    """Texts drawn evenly from a corpus as it passes, about _SAMPLE code points of them."""

    texts: list[str] = field(default_factory=list)
    _every: int = 1
    _met: int = 0
    _size: int = 0

    def add(self, text: str) -> None:
        """Take in a text, or pass it by."""
        if self._met % self._every == 0:
            self.texts.append(text[:_LONGEST])
            self._size += len(self.texts[-1])
        self._met += 1
        if self._size > 2 * _SAMPLE and len(self.texts) > 1:
            self.texts = self.texts[::2]
            self._every *= 2
            self._size = sum(map(len, self.texts))


@dataclass
class Trainer:
    """Counts a corpus; `adapted` and `alone` make a model of the counts.

    Args:
        counter: the counts.
        sample: some of the texts.
    """

    counter: Counter = field(default_factory=lambda: Counter(once=True))
    sample: Sample = field(default_factory=Sample)
    _source: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, texts: Iterable[str], report: Report | None = None) -> None:
        """Count texts; `report` is told now and then how many code points were read."""
        told = 0
        for text in texts:
            data = text.encode("utf-8", "surrogatepass")
            self._source.update(len(data).to_bytes(8, "little") + data)
            self.sample.add(text)
            self.counter.add([text])
            if report is not None and self.counter.characters - told >= _SAMPLE:
                told = self.counter.characters
                report(told)

    def counted(self) -> dict[int, Run]:
        """Return the counts; raises UsageError when the corpus is too small to learn from."""
        counts = self.counter.result()
        counter = self.counter
        lines = counter.repeats.lines - counter.repeats.repeated
        if counter.han >= LEAST:
            return counts
        todo = f"give it at least {LEAST:,} Han characters of different lines"
        if not counter.repeats.lines:
            raise UsageError("the corpus is empty; nothing was written", todo=todo)
        if not counter.han:
            raise UsageError("the corpus holds no Chinese; nothing was written", todo=todo)
        raise UsageError(
            f"the corpus is too small: {lines:,} of {counter.repeats.lines:,} lines differ, with "
            f"{counter.han:,} Han characters; nothing was written",
            todo=todo,
        )

    def facts(self, name: str) -> Facts:
        """Return what is known of the corpus."""
        repeats = self.counter.repeats
        lines = repeats.lines - repeats.repeated
        return Facts(name, self.counter.characters, lines, self._source.hexdigest())

    def adapted(self, base: Ngrams, name: str, most: int) -> Adapted:
        """Return the base with the counts of the corpus; raises UsageError.

        Args:
            base: the model that the corpus is mixed with.
            name: what to call it.
            most: n-grams of two to four symbols that are kept; the rarest go.
        """
        counts = self.counted()
        kept = {
            order: limited(counts[order], int(most * _SHARES[order])) if order > 1 else run
            for order, run in counts.items()
        }
        met = [np.unique(found) for found in self.counter.sentences]
        sentences = np.unique(np.concatenate(met)) if met else np.zeros(0, np.uint32)
        model = Adapted.of(base, kept, sentences, self.facts(name))
        return replace(model, share=fitted_share(model, self.sample.texts))

    def alone(self, name: str, most: int) -> Ngrams:
        """Return a model of the corpus without the base; raises UsageError.

        In a corpus of some millions of characters n-grams of three and four symbols that were
        seen once are left out.
        """
        counts = self.counted()
        rare = 2 if self.counter.han > 3 * ENOUGH else 1
        fewest = {1: min(60, 1 + self.counter.han // ENOUGH), 2: 1, 3: rare, 4: rare}
        sizes = {1: 0, **{order: int(most * share) for order, share in _SHARES.items()}}
        return Ngrams.of(pruned(smoothed(counts), counts, fewest, sizes), self.facts(name))


def limited(run: Run, most: int) -> Run:
    """Return the n-grams that were counted most often, `most` at most."""
    fewest = 1
    while int((run.counts >= fewest).sum()) > most:
        fewest += 1
    return run.at_least(fewest)
