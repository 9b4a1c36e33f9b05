"""The confusions of the lexicon: rows of confused-word that the user declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from newslint.config.load import Loaded
from newslint.pipeline.clean import Cleaner
from newslint.rule import Evidence, Finding, Page, Rule, Words
from newslint.text.contract import Listed
from newslint.text.document import Document, Source
from newslint.text.edit import Fix, Safety
from newslint.text.newlines import fold
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Rows:
    """Wrong forms and what they stand for, in order."""

    pairs: tuple[tuple[str, str], ...]


def declared_rows(rule: Rule, confusions: Mapping[str, str]) -> Rule:
    """Return a rule's second self that repairs the user's rows, safely and on the user's word."""
    pairs = tuple(sorted(confusions.items()))
    forms = partial(tuple[str, ...], [wrong for wrong, _ in pairs])
    return replace(
        rule, trigger=Words(forms), check=_declared, options=Rows(pairs), contract="listed"
    )


def _declared(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Yield the user's wrong forms, the longest where several start; none overlap."""
    options = page.rule.options
    assert isinstance(options, Rows)
    rights = dict(options.pairs)
    listed = Listed(frozenset(options.pairs))
    taken = 0
    for span in sorted(places, key=lambda span: (span.start, -span.end)):
        if span.start < taken:
            continue
        taken = span.end
        wrong = span.of(page.text)
        right = rights[wrong]
        yield page.finding(
            span,
            f"{wrong} stands for {right}",
            fix=Fix((page.edit(span, right),), Safety.SAFE, 1.0, listed),
            candidates=[right],
            evidence=[Evidence("lexicon", "confusions")],
        )


def check_confusions(loaded: Loaded, shipped: Sequence[Rule]) -> None:
    """Raise UsageError for rows that are empty, change nothing, or undo each other.

    Args:
        loaded: the configuration.
        shipped: the rule whose own rows may repair what a user's row writes, if it is installed.
    """
    lexicon = loaded.config.lexicon
    if not lexicon.confusions:
        return
    here = loaded.place.key("lexicon").key("confusions")
    for wrong, right in lexicon.confusions.items():
        place = here.key(wrong)
        if not wrong or not right or wrong == right:
            raise place.error("repairs nothing", "allowed: a wrong form and another, right one")
        if wrong in lexicon.words:
            raise place.error("stands in lexicon.words too", "leave it out of one of them")
        doubted = [form for form in lexicon.confusions if form in right]
        doubted += _found(shipped, right)
        if doubted:
            raise place.error(
                f"{right!r} holds {doubted[0]!r}, which is itself a wrong form",
                "allowed: a right form that no row repairs",
            )


def _found(rules: Sequence[Rule], word: str) -> list[str]:
    """Return what rules find in a word that stands between other words."""
    text = f"的{word}的"
    folded, newlines = fold(text)
    source = Source("", "utf-8", b"", "", 0)
    [outcome] = Cleaner(rules).run([Document(source, folded, newlines)])
    return [report.span.of(folded) for report in outcome.reports]
