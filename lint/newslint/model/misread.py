"""Finds misread characters that are sure, and those that others of their text make sure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from newslint.model.calibration import RATES
from newslint.model.doubts import CENTER, Numbers, Places, window_logs, windows
from newslint.model.features import NAMES, REPEATS
from newslint.model.scorers.second_opinion import Told, second_opinion
from newslint.model.symbols import Symbols
from newslint.model.typos import Judge, Judged, Part

RELIEF: Final = 3.0
"""Log odds by which the threshold is lower where the same misreading is sure elsewhere."""

SPREAD_GAIN: Final = 1.5
"""Nats that a correction must gain where the same two characters stand as at a sure place."""

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Misread:
    """A character that is likely misread.

    Args:
        candidates: what it may be, best first, each with its log odds.
        odds: log odds that the best candidate is right.
        free: the same without what counts repetition.
        highest: the highest log odds of the same misreading in the same text.
        gain: nats by which the text is likelier with it.
        attested, fits: trigrams over the place that the model knows, as read and corrected.
        frequency: natural logarithm of the share of the character among all.
        named: it may be part of a name.
        evidence: nats by which a scorer prefers each candidate to what was read; empty if none
            was asked.
    """

    candidates: tuple[tuple[str, float], ...]
    odds: float
    free: float
    highest: float
    gain: float
    attested: int
    fits: int
    frequency: float
    named: bool
    evidence: tuple[float, ...] = ()

    def is_sure(self, threshold: float) -> bool:
        """Tell whether it is sure by itself, or by others and nearly so."""
        return bool(_passed(self.odds, self.free, self.highest, threshold))


def misread(judge: Judge, part: Part) -> Iterator[tuple[int, int, Misread]]:
    """Yield the characters that are sure at the loosest threshold: text, place, what it is."""
    judged = judge.judged(part)
    if not len(judged.odds):
        return
    told: dict[int, Told] = {}
    alone = judged.odds
    if judge.scorer is not None:
        judged, told = second_opinion(judged, part.codes, judge.scorer)
    free, highest = _support(judge, judged)
    free += judged.odds - alone
    sure = np.flatnonzero(
        _passed(judged.odds, free, highest, judge.calibration.threshold(RATES[0]))
    )
    if not len(sure):
        return
    some, singles = judged.suspects, judge.model.singles
    names = [NAMES.index(f"{which} of a name") for which in ("first", "second")]
    for at in sure.tolist():
        best = judged.best[at]
        yield (
            int(judged.texts[at]),
            int(judged.places[at]),
            Misread(
                told[at].candidates if at in told else tuple(judged.candidates(at)),
                float(judged.odds[at]),
                float(free[at]),
                float(highest[at]),
                float(some.gain[best]),
                int(some.doubts.attested[some.owner[best]]),
                int(some.fits[best]),
                float(singles[judged.read[at]]),
                bool(judged.rows[at, names].any()),
                told[at].evidence if at in told else (),
            ),
        )
    yield from _spread(judged, part, sure)


def _support(judge: Judge, judged: Judged) -> tuple[Numbers, Numbers]:
    """Return for each place `free` and `highest`, as in `Misread`.

    A misreading that a text repeats is less likely by itself; once one of its places is sure,
    its repetition no longer speaks for it.
    """
    free = judged.rows.copy()
    free[:, [NAMES.index(name) for name in REPEATS]] = 0
    same = _together(judged.texts, judged.read, judged.suspects.candidate[judged.best])
    _, group = np.unique(same, return_inverse=True)
    highest = np.full(len(same), -np.inf, dtype=np.float32)
    np.maximum.at(highest, group, judged.odds)
    return judge.calibration.odds(free), highest[group]


def _passed(
    odds: Numbers | float, free: Numbers | float, highest: Numbers | float, threshold: float
) -> Flags:
    near = np.asarray(free) > threshold - RELIEF
    return (np.asarray(odds) > threshold) | (near & (np.asarray(highest) > threshold))


def _spread(judged: Judged, part: Part, sure: Places) -> Iterator[tuple[int, int, Misread]]:
    """Yield places where a sure misreading stands beside the same neighbour once more."""
    some, symbols, text_of = judged.suspects, part.heard.symbols, part.heard.text_of
    model = part.heard.model
    best = judged.best[sure]
    true, at = some.candidate[best], some.doubts.places[some.owner[best]]
    marked = np.zeros(1 << 16, dtype=np.bool_)
    marked[symbols[at]] = True
    near = np.flatnonzero(marked[symbols[1:-1]]) + 1
    near = near[~np.isin(near, at)]
    told: set[int] = set()
    for step in (1, -1):
        beside = symbols[at + step]
        fit = model.pairs.has(*((true, beside) if step > 0 else (beside, true)))
        known = _together(judged.texts[sure], symbols[at], beside)[fit]
        if not len(known) or not len(near):
            continue
        asked = _together(text_of[near], symbols[near], symbols[near + step])
        order = np.argsort(known, kind="stable")
        found = np.minimum(np.searchsorted(known[order], asked), len(known) - 1)
        same = known[order][found] == asked
        places, of = near[same], np.flatnonzero(fit)[order[found[same]]]
        rows, texts = windows(symbols, places), text_of[places]
        tried = rows.copy()
        tried[:, CENTER] = true[of]
        gain = window_logs(model, tried, texts) - window_logs(model, rows, texts)
        for one in np.flatnonzero(gain >= SPREAD_GAIN).tolist():
            place, odds = int(places[one]), float(judged.odds[sure[of[one]]])
            if place in told:
                continue
            told.add(place)
            known_as = ((chr(int(true[of[one]])), odds - RELIEF),)
            frequency = float(model.singles[symbols[place]])
            yield (
                int(texts[one]),
                int(part.stream.places[place]),
                Misread(known_as, -np.inf, odds, odds, float(gain[one]), 0, 0, frequency, False),
            )


def _together(texts: Places, one: Symbols | Places, other: Symbols | Places) -> Places:
    """Return a number for each text with two symbols."""
    return (texts << 32) | (one.astype(np.int64) << 16) | other.astype(np.int64)
