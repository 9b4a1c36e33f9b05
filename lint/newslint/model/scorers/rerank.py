"""Joins what the n-grams and a masked language model think of the candidates of a place.

Both estimate the same thing from the same neighbours, so their log odds are not independent and
must not simply be added: the model's count by a weight below 1 (a logarithmic opinion pool).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from newslint.model.scorers.protocol import UNKNOWN, Context, Scorer
from newslint.text.charclass import SENTINEL

WEIGHT: Final = 0.5
"""What a nat of the masked language model counts beside one of the n-grams' log odds.

Not measured: no trained model was at hand. Two judges of equal worth that see the same evidence
would count a half each.
"""

LEAST_ODDS: Final = -2.0
"""Log odds below which a place is not worth asking about.

On real OCR pages the right character is among the told candidates of 37 % of the misread ones at
places above it, of 41 % above -4, of 27 % above the threshold for 1 false alarm in 20,000; a
megabyte of clean news has 270 places above it, 1,060 above -4.
"""

AROUND: Final = 32
"""Characters of the same line that are shown on each side of a place, about its sentence.

Time grows with them: see docs/neural.md. What they are worth is not measured.
"""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates of a place in a new order.

    Args:
        order: index of each candidate in the list that was given, best first.
        odds: its log odds, in the new order.
        evidence: nats by which the masked language model prefers it to what was read, in the
            new order; 0 where the model does not know one of the two. Empty if it was not asked.
    """

    order: tuple[int, ...]
    odds: tuple[float, ...]
    evidence: tuple[float, ...]


def reranked(odds: Sequence[float], logs: Sequence[float], weight: float = WEIGHT) -> Ranking:
    """Return the candidates of one place by log odds + weight * (log P(it) - log P(read)).

    Equal ones keep their order.

    Args:
        odds: log odds of each candidate by the n-grams.
        logs: log-probabilities by the scorer, what was read first, then each candidate.
        weight: what a nat of the scorer counts.
    """
    read, *others = (float(one) for one in logs)
    evidence = [other - read if min(read, other) > UNKNOWN else 0.0 for other in others]
    joined = [one + weight * told for one, told in zip(odds, evidence, strict=True)]
    order = sorted(range(len(joined)), key=lambda one: -joined[one])
    return Ranking(
        tuple(order),
        tuple(joined[one] for one in order),
        tuple(evidence[one] for one in order),
    )


def rerank(
    text: str,
    places: Sequence[int],
    candidates: Sequence[Sequence[str]],
    odds: Sequence[Sequence[float]],
    scorer: Scorer,
    *,
    weight: float = WEIGHT,
    least: float = LEAST_ODDS,
) -> list[Ranking]:
    """Return the ranking of each place of a text.

    Only places whose best candidate has log odds of `least` are shown to the scorer, all at
    once; the others keep order and odds.

    Args:
        text: one text, or several joined by the sentinel.
        places: offset of each suspicious character, in code points.
        candidates: the candidates of each place.
        odds: log odds of each of them.
        scorer: what reads them again.
        weight: what a nat of the scorer counts.
        least: the lower bound.
    """
    rankings = [Ranking(tuple(range(len(own))), tuple(map(float, own)), ()) for own in odds]
    asked = [one for one, own in enumerate(odds) if own and max(own) >= least]
    if asked:
        answers = scorer.score([context(text, places[one], candidates[one]) for one in asked])
        for one, logs in zip(asked, answers, strict=True):
            rankings[one] = reranked(odds[one], [float(log) for log in logs], weight)
    return rankings


def context(text: str, at: int, candidates: Sequence[str], around: int = AROUND) -> Context:
    """Return the context of a place: its line, at most `around` characters on each side."""
    before = text[max(0, at - around) : at]
    after = text[at + 1 : at + 1 + around]
    for border in ("\n", SENTINEL):
        before = before.rpartition(border)[2]
        after = after.partition(border)[0]
    return Context(before + text[at] + after, len(before), (text[at], *candidates))
