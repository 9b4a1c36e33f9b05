"""Which rules run: words of the configuration and of the command line, in layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newslint.config.read import Place, suggestion
from newslint.errors import UsageError
from newslint.rule import Rule

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Selection:
    """One layer: the file, or the command line over it.

    Args:
        select: start anew with these rules; None keeps those of the layer below.
        extend: these rules too.
        ignore: not these rules.
        place: where the layer stands, None for the command line.
    """

    select: tuple[str, ...] | None = None
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    place: Place | None = None


def chosen(rules: Sequence[Rule], layers: Sequence[Selection]) -> set[str]:
    """Return the codes of the rules that are selected; raises UsageError for an unknown word.

    Rules that are off by default run only when `select` or `extend-select` names them.
    """
    codes = {rule.code for rule in rules if rule.default}
    for layer in layers:
        if layer.select is not None:
            codes = _all(rules, layer.select, layer.place, "select")
        codes |= _all(rules, layer.extend, layer.place, "extend-select")
        codes -= _all(rules, layer.ignore, layer.place, "ignore")
    return codes


def _all(rules: Sequence[Rule], words: Sequence[str], place: Place | None, key: str) -> set[str]:
    codes: set[str] = set()
    for at, word in enumerate(words):
        codes |= named(rules, word, place.key(key).item(at) if place else None)
    return codes


def named(rules: Sequence[Rule], word: str, place: Place | None) -> frozenset[str]:
    """Return the codes that a code, the beginning of one, a name or ALL stands for.

    Raises UsageError for a word that stands for none.
    """
    begins = word.upper() or "\0"
    codes = frozenset(
        rule.code for rule in rules if word in (ALL, rule.name) or rule.code.startswith(begins)
    )
    if not codes:
        raise unknown_rule(rules, word, place)
    return codes


def unknown_rule(rules: Sequence[Rule], word: str, place: Place | None) -> UsageError:
    """Return the error about a word that is no rule, with the nearest rule."""
    allowed = [name for rule in rules for name in (rule.code, rule.name)]
    todo = suggestion(word, allowed, "see `newslint rules` for codes and names")
    return UsageError(f"no rule is called {word!r}", where=str(place or ""), todo=todo)
