"""What is looked for across documents, and how a document and what was found are called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from newslint.errors import UsageError
from newslint.rule import Across, Relation, Rule

Given = TypeVar("Given")
Made = TypeVar("Made")


class Map(Protocol):
    """Runs a module-level function over picklable arguments; results in their order."""

    def __call__(
        self, function: Callable[[Given], Made], arguments: Sequence[Given], /
    ) -> Iterable[Made]:
        """Return or yield the results."""


def serial(function: Callable[[Given], Made], arguments: Sequence[Given], /) -> Iterable[Made]:
    """Run a function over its arguments, one after the other, in this process."""
    return map(function, arguments)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is looked for, and from which measure on.

    Args:
        same: code of the rule about documents with the same text, None when it does not run.
        near: code of the rule about nearly the same text.
        passage: code of the rule about shared passages.
        shingle: characters of a shingle.
        similarity: least Jaccard similarity of the shingles of near duplicates.
        figures: least share of the figures of one text that stand in its near duplicate, unless
            the texts differ by so many characters that so many figures are misread by chance.
        characters: least length of a shared passage, white space and punctuation left out.
        priority: patterns of sources (as in `fnmatch`), the most trusted first.
        dropped: codes of the rules whose losers do not stay; winners are of those that stay.
        loss: share of one source's documents lost from which on it is an alarm.
    """

    same: str | None = "DUP101"
    near: str | None = "DUP102"
    passage: str | None = "DUP103"
    shingle: int = 5
    similarity: float = 0.7
    figures: float = 0.95
    characters: int = 100
    priority: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset({"DUP101", "DUP102"})
    loss: float = 0.5

    @classmethod
    def of(
        cls,
        rules: Iterable[Rule],
        *,
        priority: Sequence[str] = (),
        dropped: Collection[str] | None = None,
        loss: float = 0.5,
    ) -> Settings:
        """Return what the rules about several documents among some rules ask for.

        Args:
            rules: the rules of the run; others than those are passed over.
            priority: patterns of sources, the most trusted first.
            dropped: codes of the rules whose losers are dropped; None takes losers as lost
                whatever rule says so.
            loss: share of a source's documents lost from which on it is an alarm.

        Raises UsageError for an option out of its range.
        """
        by_relation = {
            rule.trigger.relation: rule for rule in rules if isinstance(rule.trigger, Across)
        }
        codes = {relation: rule.code for relation, rule in by_relation.items()}
        near, passage = by_relation.get(Relation.NEAR), by_relation.get(Relation.PASSAGE)
        lost = {code for relation, code in codes.items() if relation is not Relation.PASSAGE}
        return cls(
            codes.get(Relation.SAME),
            codes.get(Relation.NEAR),
            codes.get(Relation.PASSAGE),
            int(_option(near, "shingle", cls().shingle, 2, 32)),
            _option(near, "similarity", cls().similarity, 0.3, 1),
            _option(near, "figures", cls().figures, 0, 1),
            int(_option(passage, "characters", cls().characters, 20, 10_000)),
            tuple(priority),
            frozenset(lost if dropped is None else dropped),
            loss,
        )

    @property
    def idle(self) -> bool:
        """Tell whether nothing is looked for."""
        return self.same is None and self.near is None and self.passage is None


def _option(rule: Rule | None, name: str, default: float, least: float, most: float) -> float:
    """Return the value of an option of a rule; raises UsageError when it is out of range."""
    value = float(getattr(rule.options, name, default)) if rule else default
    if not least <= value <= most:
        raise UsageError(
            f"{name} is {value:g}",
            where=rule.code if rule else "",
            todo=f"allowed: {least:g} to {most:g}",
        )
    return value


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a document beside its text.

    Args:
        id: its name in reports; unique.
        source: where it came from: a path, or the name of a source.
        date: ISO date, or empty.
    """

    id: str
    source: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Why a document is one too many.

    Args:
        rule: code of the rule that says so.
        winner: id of the document that stays.
        similarity: Jaccard similarity of the shingles of the two texts, 1 for the same text.
        shared_spans: what of the text stands in the winner, too, in code points, ascending.
    """

    rule: str
    winner: str
    similarity: float
    shared_spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """Whole sentences that stand in several documents.

    Args:
        start: first code point in the text.
        end: behind the last.
        other: id of another document that has them.
        documents: how many documents have a part of them at least; those lost left out.
    """

    start: int
    end: int
    other: str
    documents: int


@dataclass(frozen=True, slots=True)
class Loss:
    """How many documents of a source are lost as duplicates."""

    documents: int
    lost: int

    @property
    def share(self) -> float:
        """Return the share of its documents that is lost."""
        return self.lost / self.documents if self.documents else 0.0
