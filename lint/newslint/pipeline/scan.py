"""Finds the candidate places of all rules in one pass over a batch of documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import numpy as np
import regex
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from newslint.errors import RuleError
from newslint.rule import Batch, Places, Rule, Words
from newslint.text.charclass import SENTINEL, Offsets, classify, encode
from newslint.text.document import Document
from newslint.text.span import Span

Candidates = dict[int, list[Span]]
"""Candidate spans of one document by the index of the rule."""


class Scanner:
    """Holds the automata of all word lists and the triggers of all rules."""

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
        wanted = self._everything if only is None else only
        text = SENTINEL.join(document.text for document in documents)
        starts = np.fromiter(
            accumulate((len(document.text) + 1 for document in documents[:-1]), initial=0),
            dtype=np.int64,
            count=len(documents),
        )
        codes = encode(text)
        batch = Batch(text, codes, classify(codes), tuple(documents), starts)
        found: list[Candidates] = [{} for _ in documents]
        for index in wanted:
            rule = self.rules[index]
            if isinstance(rule.trigger, Places):
                try:
                    begins, ends = rule.trigger.find(batch)
                except Exception as error:
                    raise RuleError(
                        f"the trigger of {rule.code} {rule.name} failed: {error!r}",
                        where=documents[0].id,
                        todo=f"report it, or leave the rule out with --ignore {rule.code}",
                    ) from error
                self._deal(found, starts, index, begins, ends)
        lists = self._word_lists(tuple(wanted))
        if lists is not None:
            for index, begins, ends in lists.match(text):
                self._deal(found, starts, index, begins, ends)
        return found

    def _word_lists(self, wanted: tuple[int, ...]) -> WordLists | None:
        """Return the automaton of the word lists of some rules, built when first asked for."""
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


class WordLists:
    """One automaton for the word lists of several rules."""

    def __init__(self, lists: Mapping[int, Sequence[str]]) -> None:
        owners: dict[str, list[int]] = {}
        for rule, words in lists.items():
            for word in words:
                owners.setdefault(word, []).append(rule)
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(
            list(owners),
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
        )

    def match(self, text: str) -> Iterator[tuple[int, Offsets, Offsets]]:
        """Yield each rule with the starts and ends of all occurrences of its words, ascending."""
        matches = self._automaton.find_matches_as_indexes(_encodable(text), overlapping=True)
        if not matches:
            return
        words, begins, ends = np.array(matches, dtype=np.int64).T
        order = np.lexsort((ends, begins))
        by_rule: dict[int, list[int]] = {}
        for place in order.tolist():
            for owner in self._owners[words[place]]:
                by_rule.setdefault(owner, []).append(place)
        for owner, where in by_rule.items():
            yield owner, begins[where], ends[where]


_SURROGATES = regex.compile(r"\p{Cs}")


def _encodable(text: str) -> str:
    """Return the text with lone surrogates, which no word list holds, as U+FFFD; same length."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text
