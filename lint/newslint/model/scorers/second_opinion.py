"""Lets a scorer read the places that the n-grams find suspicious once more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from newslint.model.scorers.protocol import Scorer
from newslint.model.scorers.rerank import LEAST_ODDS, rerank
from newslint.text.charclass import SENTINEL, Codes, Offsets
from newslint.text.script import tongue_of

if TYPE_CHECKING:
    from newslint.model.doubts import Flags
    from newslint.model.typos import Judged


@dataclass(frozen=True, slots=True)
class Told:
    """The candidates of a place after both have judged.

    Args:
        candidates: best first, each with its joined log odds.
        evidence: nats by which the scorer prefers each to what was read, in the same order.
    """

    candidates: tuple[tuple[str, float], ...]
    evidence: tuple[float, ...]


def second_opinion(judged: Judged, codes: Codes, scorer: Scorer) -> tuple[Judged, dict[int, Told]]:
    """Return what n-grams and scorer judge together, and what is told of each place it read.

    The scorer reads places whose best candidate has log odds of LEAST_ODDS; the others stay as
    they are. So do texts in Traditional script, of which no rule tells a doubt. What it says of a
    place depends on the line of the place alone.

    Args:
        judged: what the n-grams judge.
        codes: code points of the texts that were judged.
        scorer: what reads them again.
    """
    above = np.flatnonzero(judged.odds >= LEAST_ODDS)
    if not len(above):
        return judged, {}
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    asked = above[_simplified(text, judged.places[above])].tolist()
    listed = [judged.candidates(at) for at in asked]
    rankings = rerank(
        text,
        judged.places[asked].tolist(),
        [[candidate for candidate, _ in own] for own in listed],
        [[odds for _, odds in own] for own in listed],
        scorer,
    )
    odds, best = judged.odds.copy(), judged.best.copy()
    some = judged.suspects
    told: dict[int, Told] = {}
    for at, own, ranking in zip(asked, listed, rankings, strict=True):
        names = [own[one][0] for one in ranking.order]
        first, stop = np.searchsorted(some.owner, some.owner[judged.best[at]] + np.arange(2))
        odds[at] = ranking.odds[0]
        best[at] = first + np.flatnonzero(some.candidate[first:stop] == ord(names[0]))[0]
        told[at] = Told(tuple(zip(names, ranking.odds, strict=True)), ranking.evidence)
    return replace(judged, odds=odds, best=best), told


def _simplified(text: str, places: Offsets) -> Flags:
    """Tell of each place, in ascending order, whether its text is not in Traditional script."""
    told = np.ones(len(places), dtype=np.bool_)
    start = 0
    for own in text.split(SENTINEL):
        stop = start + len(own)
        first, last = np.searchsorted(places, (start, stop))
        if first < last:
            told[first:last] = tongue_of(own)[1] != "Hant"
        start = stop + 1
    return told
