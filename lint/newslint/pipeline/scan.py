"""Finds the candidate places of all rules in one pass over a batch of documents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import regex
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from newslint.rule import Batch, Places, Rule, Words
from newslint.text.charclass import SENTINEL, Offsets, classify, encode
from newslint.text.document import Document
from newslint.text.span import Span

Candidates = dict[int, list[Span]]
"""Candidate spans of one document by the index of the rule."""


class Scanner:
    """Holds the automaton of all word lists and the triggers of all rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._owners: list[list[int]] = []
        places: dict[str, int] = {}
        for index, rule in enumerate(self.rules):
            if isinstance(rule.trigger, Words):
                for word in rule.trigger.load():
                    place = places.setdefault(word, len(places))
                    if place == len(self._owners):
                        self._owners.append([])
                    self._owners[place].append(index)
        self._automaton = (
            AhoCorasick(
                list(places),
                matchkind=MatchKind.Standard,
                implementation=Implementation.ContiguousNFA,
            )
            if places
            else None
        )

    def scan(self, documents: Sequence[Document]) -> list[Candidates]:
        """Return the candidates of each document, in its own offsets, ascending."""
        text = SENTINEL.join(document.text for document in documents)
        starts = np.fromiter(
            accumulate((len(document.text) + 1 for document in documents[:-1]), initial=0),
            dtype=np.int64,
            count=len(documents),
        )
        codes = encode(text)
        batch = Batch(text, codes, classify(codes))
        found: list[Candidates] = [{} for _ in documents]
        for index, rule in enumerate(self.rules):
            if isinstance(rule.trigger, Places):
                self._deal(found, starts, index, *rule.trigger.find(batch))
        if self._automaton is not None:
            self._match(found, starts, text)
        return found

    def _match(self, found: list[Candidates], starts: Offsets, text: str) -> None:
        assert self._automaton is not None
        matches = self._automaton.find_matches_as_indexes(_encodable(text), overlapping=True)
        if not matches:
            return
        words, begins, ends = np.array(matches, dtype=np.int64).T
        order = np.lexsort((ends, begins))
        by_rule: dict[int, list[int]] = {}
        for place in order:
            for owner in self._owners[words[place]]:
                by_rule.setdefault(owner, []).append(int(place))
        for owner, where in by_rule.items():
            self._deal(found, starts, owner, begins[where], ends[where])

    @staticmethod
    def _deal(
        found: list[Candidates], starts: Offsets, rule: int, begins: Offsets, ends: Offsets
    ) -> None:
        """Hand the spans of one rule to the documents they lie in."""
        if not len(begins):
            return
        owners = np.searchsorted(starts, begins, side="right") - 1
        offsets = starts[owners]
        for owner, start, end in zip(
            owners.tolist(), (begins - offsets).tolist(), (ends - offsets).tolist(), strict=True
        ):
            found[owner].setdefault(rule, []).append(Span(start, end))


_SURROGATES = regex.compile(r"\p{Cs}")


def _encodable(text: str) -> str:
    """Return the text with lone surrogates, which no word list holds, as U+FFFD; same length."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text
