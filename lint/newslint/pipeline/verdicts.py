"""Judges whole stories: what each rule with a verdict says of one, whether it passes or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from newslint.errors import UsageError
from newslint.rule import Across, Judgement, Relation, Rule
from newslint.text.measures import Matter


def verdicts(matter: Matter, rules: Iterable[Rule]) -> tuple[Judgement, ...]:
    """Return the judgements on one story in the order of the rules; rules without one are quiet."""
    judged = (rule.judge(matter) for rule in rules if rule.verdict is not None)
    return tuple(judgement for judgement in judged if judgement is not None)


def failed(judgements: Iterable[Judgement], among: Collection[str]) -> tuple[Judgement, ...]:
    """Return the judgements of some rules, by code, that a story did not pass."""
    return tuple(one for one in judgements if not one.passed and one.rule in among)


def drops(rule: Rule) -> bool:
    """Tell whether a rule can drop a story: by its verdict, or as a copy of another one."""
    across = rule.trigger if isinstance(rule.trigger, Across) else None
    return rule.verdict is not None or (
        across is not None and across.relation is not Relation.PASSAGE
    )


def dropping(words: Iterable[str], installed: Sequence[Rule], running: Sequence[Rule]) -> list[str]:
    """Return the codes of the running rules that drop a story, sorted.

    Args:
        words: codes, beginnings of codes, or names.
        installed: all rules.
        running: the rules of the run.

    Raises UsageError for a word that names no such rule, or none that runs.
    """
    codes: set[str] = set()
    for word in words:
        begins = word.upper()
        meant = [one for one in installed if word == one.name or one.code.startswith(begins)]
        judges = {one.code for one in meant if drops(one)}
        known = ", ".join(one.code for one in installed if drops(one))
        if not judges:
            what = f"{word} judges no whole article" if meant else f"no rule is called {word!r}"
            raise UsageError(what, where="--drop", todo=f"one of {known}")
        active = {one.code for one in running} & judges
        if not active:
            raise UsageError(
                f"{word} does not run", where="--drop", todo=f"select it: --extend-select {word}"
            )
        codes |= active
    return sorted(codes)
