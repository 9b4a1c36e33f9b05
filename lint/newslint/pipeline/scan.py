"""Finds the candidate places of all rules in one pass over a batch of documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import regex

from newslint.errors import RuleError
from newslint.rule import Batch, EachDocument, Places, RepeatedLines, Rule, Words
from newslint.text.charclass import SENTINEL, Class, Offsets, classify, encode
from newslint.text.contract import comparable
from newslint.text.document import Document
from newslint.text.span import Span
from newslint.text.wordlist import WordLists

Candidates = dict[int, list[Span]]
"""Candidate spans of one document by the index of the rule."""


SIZE = 1 << 20
"""Code points that are looked at together, so that memory does not grow with the input."""

OVERLAP = 1 << 12
"""Code points on each side of a window that are looked at but not reported."""

_LINE_BREAK = regex.compile(r"(?<=\S)\s*\n")
_SOLID = regex.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Window:
    """Text that is looked at together: several short documents, or a part of a long one.

    Args:
        text: the documents joined by the sentinel, or the part with some overlap.
        documents: the documents in it.
        first: index of the first of them in what is scanned.
        starts: offset of each in the text, negative when it starts before it.
        own: offsets whose candidates are reported.
    """

    text: str
    documents: tuple[Document, ...]
    first: int
    starts: Offsets
    own: Span


def windows(documents: Sequence[Document]) -> Iterator[Window]:
    """Yield windows of about SIZE code points that cover the documents, each place once."""
    group: list[Document] = []
    size = 0
    for at, document in enumerate(documents):
        if len(document.text) > 2 * SIZE:
            if group:
                yield _joined(group, at - len(group))
            yield from _parts(document, at)
            group, size = [], 0
            continue
        group.append(document)
        size += len(document.text)
        if size >= SIZE:
            yield _joined(group, at + 1 - len(group))
            group, size = [], 0
    if group:
        yield _joined(group, len(documents) - len(group))


def _joined(group: Sequence[Document], first: int) -> Window:
    text = SENTINEL.join(document.text for document in group)
    starts = np.fromiter(
        accumulate((len(document.text) + 1 for document in group[:-1]), initial=0),
        dtype=np.int64,
        count=len(group),
    )
    return Window(text, tuple(group), first, starts, Span(0, len(text) + 1))


def _parts(document: Document, at: int) -> Iterator[Window]:
    """Yield a long document in windows that are cut where white space starts, if it is near."""
    text = document.text
    start = 0
    while start < len(text):
        stop = _cut(text, start + SIZE)
        left, right = max(0, start - OVERLAP), min(len(text), stop + OVERLAP)
        last = 1 if stop == len(text) else 0
        yield Window(
            text[left:right],
            (document,),
            at,
            np.array([-left], dtype=np.int64),
            Span(start - left, stop - left + last),
        )
        start = stop


def _cut(text: str, near: int) -> int:
    """Return a place at or after `near` to cut at: before a line end, else behind a character."""
    if near >= len(text):
        return len(text)
    line_break = _LINE_BREAK.search(text, near, min(len(text), near + SIZE))
    if line_break:
        return line_break.start()
    solid = _SOLID.search(text, near)
    return solid.end() if solid else len(text)


def is_late(rule: Rule) -> bool:
    """Tell whether a rule's places are looked for only when its stage is reached.

    A finder says so by an attribute `late`: it takes long, and what it finds in a text that
    earlier stages change would be looked for again.
    """
    trigger = rule.trigger
    return isinstance(trigger, Places) and bool(getattr(trigger.find, "late", False))


class Scanner:
    """Holds the trees of all word lists and the triggers of all rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._everything = range(len(self.rules))
        self._lists: dict[tuple[int, ...], WordLists | None] = {}

    def scan(
        self, documents: Sequence[Document], only: Sequence[int] | None = None
    ) -> list[Candidates]:
        """Return the candidates of each document, in its own offsets, ascending.

        Args:
            documents: what is scanned in one pass.
            only: indexes of the rules to look for, None for all.

        Raises RuleError when a rule's trigger fails.
        """
        wanted = tuple(self._everything if only is None else only)
        found: list[Candidates] = [{} for _ in documents]
        lines = {
            index: LineRegister(trigger.shortest)
            for index in wanted
            if isinstance(trigger := self.rules[index].trigger, RepeatedLines)
        }
        for window in windows(documents):
            batch = self._scan_window(window, wanted, found)
            for register in lines.values():
                register.add(window, batch)
        each = [at for at in wanted if isinstance(self.rules[at].trigger, EachDocument)]
        for candidates, document in zip(found, documents, strict=True):
            if each and document.text:
                whole = [Span(0, len(document.text))]
                candidates.update(dict.fromkeys(each, whole))
        for index, register in lines.items():
            for owner, span in register.repeated():
                found[owner].setdefault(index, []).append(span)
        return found

    def _scan_window(
        self, window: Window, wanted: tuple[int, ...], found: list[Candidates]
    ) -> Batch:
        text = window.text
        codes = encode(text)
        batch = Batch(text, codes, classify(codes), window.documents, window.starts)
        for index in wanted:
            trigger = self.rules[index].trigger
            if isinstance(trigger, Places):
                try:
                    spans = trigger.find(batch)
                except Exception as error:
                    raise _failed(self.rules[index], window, error) from error
                self._deal(found, window, index, *spans)
        lists = self._word_lists(wanted)
        if lists is not None:
            for index, begins, ends in lists.match(codes):
                try:
                    spans = _fitting(self.rules[index], batch, begins, ends)
                except Exception as error:
                    raise _failed(self.rules[index], window, error) from error
                self._deal(found, window, index, *spans)
        return batch

    def _word_lists(self, wanted: tuple[int, ...]) -> WordLists | None:
        """Return the tree of the word lists of some rules, made when first asked for."""
        if wanted not in self._lists:
            words = {
                index: trigger.load()
                for index in wanted
                if isinstance(trigger := self.rules[index].trigger, Words)
            }
            self._lists[wanted] = WordLists(words) if any(words.values()) else None
        return self._lists[wanted]

    @staticmethod
    def _deal(
        found: list[Candidates], window: Window, rule: int, begins: Offsets, ends: Offsets
    ) -> None:
        """Hand the spans of one rule to the documents they lie in; those of the overlap go."""
        own = (begins >= window.own.start) & (begins < window.own.end)
        begins, ends = begins[own], ends[own]
        if not len(begins):
            return
        owners = np.searchsorted(window.starts, begins, side="right") - 1
        offsets = window.starts[owners]
        for owner, start, end in zip(
            (owners + window.first).tolist(),
            (begins - offsets).tolist(),
            (ends - offsets).tolist(),
            strict=True,
        ):
            found[owner].setdefault(rule, []).append(Span(start, end))


def _fitting(rule: Rule, batch: Batch, begins: Offsets, ends: Offsets) -> tuple[Offsets, Offsets]:
    """Return those of the occurrences of a rule's words that the rule looks at."""
    fits = rule.trigger.fits if isinstance(rule.trigger, Words) else None
    if fits is None:
        return begins, ends
    kept = fits(batch, begins, ends)
    return begins[kept], ends[kept]


def _failed(rule: Rule, window: Window, error: Exception) -> RuleError:
    return RuleError(
        f"the trigger of {rule.code} {rule.name} failed: {error!r}",
        where=window.documents[0].id,
        todo=f"report it, or leave the rule out with --ignore {rule.code}",
    )


class LineRegister:
    """Collects the hashes of all lines and finds those that stood in their document before."""

    def __init__(self, shortest: int) -> None:
        self._shortest = shortest
        self._rows: list[np.ndarray[tuple[int, int], np.dtype[np.int64]]] = []
        self._keys: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = []

    def add(self, window: Window, batch: Batch) -> None:
        """Take in the lines that start in a window."""
        cuts = batch.at(Class.NEWLINE | Class.BORDER)
        starts = np.concatenate(([0] if window.own.start == 0 else [], cuts + 1)).astype(np.int64)
        ends = np.append(cuts, len(batch.codes))[-len(starts) :]
        own = (starts >= window.own.start) & (starts < window.own.end)
        fit = own & (ends - starts >= self._shortest)
        starts, ends = starts[fit], ends[fit]
        if not len(starts):
            return
        owners = np.searchsorted(window.starts, starts, side="right") - 1
        keys = batch.hashes(starts, ends)
        offsets = window.starts[owners]
        if ends[-1] == len(batch.codes):
            start = int(starts[-1] - offsets[-1])
            text = window.documents[owners[-1]].text
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            if end - start > SIZE:
                digest = hashlib.blake2b(comparable(text[start:end]).encode("utf-8", "replace"))
                keys[-1] = int.from_bytes(digest.digest()[:8])
                ends[-1] = end + offsets[-1]
        owners += window.first
        self._rows.append(np.stack((owners, starts - offsets, ends - offsets), axis=1))
        self._keys.append(keys ^ (owners.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93)))

    def repeated(self) -> Iterator[tuple[int, Span]]:
        """Yield the document's index and the span of each line that stood in it before."""
        if not self._rows:
            return
        rows, keys = np.concatenate(self._rows), np.concatenate(self._keys)
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        for owner, start, end in rows[first[inverse] != np.arange(len(keys))].tolist():
            yield owner, Span(start, end)
