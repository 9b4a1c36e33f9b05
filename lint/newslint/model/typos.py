"""Judges the characters of texts: a model, a table of confusions and a calibration at work."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import ClassVar, Final, TypeVar, cast

import numpy as np

from newslint.model.calibration import Calibration, base_calibration
from newslint.model.confusions import Confusions, confusions
from newslint.model.doubts import CENTER, Flags, Heard, Numbers, Places, doubts, heard
from newslint.model.features import Table, table
from newslint.model.memory import Key, Memory
from newslint.model.ngrams import Model, Ngrams, load
from newslint.model.scorers.protocol import Scorer
from newslint.model.suspects import Suspects, likeness, suspects
from newslint.model.symbols import Stream, symbols_of_codes
from newslint.rule import Batch, Page, Rule
from newslint.rule import Places as Trigger
from newslint.text.blocks import Kind
from newslint.text.charclass import Class, Codes, Offsets, encode
from newslint.text.script import tongue_of
from newslint.text.span import Span

SHOWN: Final = 5
"""Candidates that are told of a place."""

PARTS: Final = b"parts of "
"""Before the key of a text that was read in parts, which may not be what a whole one gives."""

MOST_TEXTS: Final = 60_000
"""Texts that are judged together."""

Found = TypeVar("Found")

_MARKS = np.array([ord(mark) for mark in "“”‘’「」『』《》〈〉\"'"], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Judged:
    """The best candidates of a stream, all of them, sure or not.

    Args:
        places: offset in the text of each place, ascending, shape (m,).
        texts: number of the text of each.
        odds: log odds that the best candidate is right, shape (m,).
        best: index of it among the candidates of the suspects, shape (m,).
        rows: the features, shape (m, len(NAMES)).
        suspects: what was found before.
    """

    places: Offsets
    texts: Places
    odds: Numbers
    best: Places
    rows: Table
    suspects: Suspects

    def candidates(self, at: int) -> list[tuple[str, float]]:
        """Return the candidates of a place, best first, each with its log odds among them."""
        some = self.suspects
        mine = np.arange(*np.searchsorted(some.owner, some.owner[self.best[at]] + np.arange(2)))
        score = some.gain[mine] + likeness(some.glyph[mine], some.ocr[mine])
        order = np.argsort(-score, kind="stable")[:SHOWN]
        top = float(score[order[0]])
        return [
            (chr(int(some.candidate[mine[one]])), float(self.odds[at] + score[one] - top))
            for one in order
        ]

    @property
    def read(self) -> Places:
        """Return the character that was read at each place."""
        rows = self.suspects.rows[self.suspects.owner[self.best]]
        return rows[:, CENTER].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Part:
    """Texts that are judged together.

    Args:
        codes: their code points, joined by a sentinel.
        stream: their symbols.
        heard: what the model says of them.
    """

    codes: Codes
    stream: Stream
    heard: Heard


Find = Callable[["Judge", Part], Iterator[tuple[int, int, Found]]]
"""Yields what is found in texts: the number of the text, the place in all codes, what it is."""


@dataclass(frozen=True, eq=False)
class Judge:
    """A model, a confusion table and a calibration, ready to judge text.

    Args:
        model: the n-grams.
        shapes: which characters are misread for which.
        calibration: what decides.
        scorer: what reads the suspicious places once more; None when nothing does.
    """

    model: Model
    shapes: Confusions
    calibration: Calibration
    scorer: Scorer | None = None

    @property
    def mark(self) -> str:
        """Return the model's name and the beginnings of the digests of model and scorer."""
        read_again = f" + scorer {self.scorer.digest[:12]}" if self.scorer is not None else ""
        return f"{self.model.facts.name} {self.model.digest[:12]}{read_again}"

    def hear(self, codes: Codes, starts: Offsets) -> Part:
        """Read texts that are joined by a sentinel.

        Args:
            codes: code points of the joined text.
            starts: offset of each text in it, ascending, MOST_TEXTS at most.
        """
        stream = symbols_of_codes(codes)
        text_of = np.maximum(np.searchsorted(starts, stream.places, side="right") - 1, 0)
        return Part(codes, stream, heard(self.model, stream.symbols, text_of))

    def judge(self, codes: Codes, starts: Offsets) -> Judged:
        """Judge texts that are joined by a sentinel; arguments as for `hear`."""
        return self.judged(self.hear(codes, starts))

    def judged(self, part: Part) -> Judged:
        """Judge texts that were read."""
        symbols, places, text_of = part.heard.symbols, part.stream.places, part.heard.text_of
        doubted = doubts(part.heard)
        if self.calibration.sieve is not None:
            doubted = self.calibration.sieve(doubted)
        found = suspects(self.shapes, symbols, doubted)
        best, rows = table(found, symbols, text_of, _beside_mark(part.codes, places))
        owner = found.owner[best]
        return Judged(
            places[found.doubts.places[owner]].astype(np.int64),
            found.doubts.texts[owner],
            self.calibration.odds(rows),
            best,
            rows,
            found,
        )

    def parts(self, batch: Batch) -> list[tuple[Places, Offsets, Part]]:
        """Read the texts of a batch that were not read before.

        Returns the numbers of the texts of each part, their offsets in it, and the part.
        """
        keys = batch.once(self._keys)
        new = np.array([at for at, key in enumerate(keys) if not self._memory.knows(key)], int)
        bounds = np.append(np.maximum(batch.starts, 0), len(batch.codes))
        read: list[tuple[Places, Offsets, Part]] = []
        for first in range(0, len(new), MOST_TEXTS):
            texts = new[first : first + MOST_TEXTS]
            sizes = bounds[texts + 1] - bounds[texts]
            codes = [batch.codes[bounds[at] : bounds[at + 1]] for at in texts.tolist()]
            starts = np.cumsum(sizes) - sizes
            read.append((texts, starts, self.hear(np.concatenate(codes), starts)))
        return read

    def found(self, find: Find[Found], batch: Batch) -> tuple[Offsets, Offsets]:
        """Return where in a batch something is found: starts and ends of single code points.

        What it is is kept for `of`.
        """
        keys, memory = batch.once(self._keys), self._memory
        by_text: dict[int, dict[int, Found]] = {}
        for texts, starts, part in batch.once(self.parts):
            by_text |= {int(text): {} for text in texts}
            shift = np.maximum(batch.starts[texts], 0) - batch.starts[texts] - starts
            for text, place, what in find(self, part):
                by_text[int(texts[text])][int(place + shift[text])] = what
        places: list[int] = []
        for at, (document, key) in enumerate(zip(batch.documents, keys, strict=True)):
            known: Mapping[int, object]
            if at in by_text:
                known = by_text[at]
                name = key or PARTS + memory.key(document.text)
                memory.keep(name, find, document.text, known)
            else:
                known = self.of(find, document.text)
            places += (int(batch.starts[at]) + place for place in known)
        starts = np.array(sorted(places), dtype=np.int64)
        return starts, starts + 1

    def of(self, find: Find[Found], text: str) -> Mapping[int, Found]:
        """Return what is found in one text, by the places."""
        key = self._memory.key(text)
        known = self._memory.of(key, find, text)
        if known is None:
            known = self._memory.of(PARTS + key, find, text)
        if known is None:
            part = self.hear(encode(text), np.zeros(1, dtype=np.int64))
            known = {place: what for _, place, what in find(self, part)}
            self._memory.keep(key, find, text, known)
        return cast(Mapping[int, Found], known)

    def _keys(self, batch: Batch) -> list[Key]:
        """Return what each text is remembered by; empty for one of which a batch has a part."""
        ends = np.append(batch.starts[1:] - 1, len(batch.codes))
        whole = (batch.starts >= 0) & (batch.ends <= ends)
        return [
            self._memory.key(document.text) if fits else b""
            for document, fits in zip(batch.documents, whole.tolist(), strict=True)
        ]

    @cached_property
    def _memory(self) -> Memory:
        return Memory(exact=self.scorer is not None)


def _beside_mark(codes: Codes, places: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Flags:
    """Tell of each place whether a quotation mark stands right before or behind it."""
    mark = np.zeros(len(codes) + 3, dtype=np.bool_)
    mark[1 : len(codes) + 1] = np.isin(codes, _MARKS)
    inner = np.clip(places, 0, len(codes))
    return mark[inner] | mark[inner + 2]


@cache
def base_model() -> Ngrams:
    """Return the model that is shipped; it is mapped into memory once."""
    with as_file(files(__package__).joinpath("base.lm")) as path:
        return load(path)


@cache
def base_judge() -> Judge:
    """Return the judge that is shipped."""
    return Judge(base_model(), confusions(), base_calibration())


@dataclass(frozen=True, slots=True)
class Doubting:
    """A trigger that asks a judge.

    Args:
        find: what is asked.
        judge: who judges; the shipped one when none is bound.
    """

    find: Find[object]
    judge: Judge | None = None
    late: ClassVar[bool] = True

    def __call__(self, batch: Batch) -> tuple[Offsets, Offsets]:
        """Return the starts and ends of what is found."""
        if not batch.has(Class.HAN).any():
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return (self.judge or base_judge()).found(self.find, batch)


def bound(rule: Rule, judge: Judge) -> Rule:
    """Return a rule that a judge is to serve in place of the shipped one; others as they are.

    The model's digest goes into the rule's option `model`.
    """
    trigger = rule.trigger
    if not isinstance(trigger, Trigger) or not isinstance(trigger.find, Doubting):
        return rule
    options: object = replace(rule.options, model=judge.model.digest)  # type: ignore[type-var]
    return replace(rule, trigger=Trigger(replace(trigger.find, judge=judge)), options=options)


def judge_of(rule: Rule) -> Judge:
    """Return the judge that serves a rule."""
    trigger = rule.trigger
    if isinstance(trigger, Trigger) and isinstance(trigger.find, Doubting):
        return trigger.find.judge or base_judge()
    return base_judge()


def doubted(
    page: Page, places: Sequence[Span], find: Find[Found], kinds: Container[Kind]
) -> Iterator[tuple[Span, Found]]:
    """Yield the candidate places of a page in blocks of some kinds, with what is found there.

    The shipped model knows Simplified script; a page in Traditional script has none.
    """
    if tongue_of(page.text)[1] == "Hant":
        return
    known = judge_of(page.rule).of(find, page.text)
    starts = [block.span.start for block in page.blocks]
    for span in places:
        found = known.get(span.start)
        if found is None:
            continue
        if page.blocks[bisect_right(starts, span.start) - 1].kind in kinds:
            yield span, found
