"""Makes `calibration.json`: the weights and thresholds of the typo engine that newslint ships.

    python tools/build_typos.py DEV SOURCES [--lm FILE] [-o FILE]

DEV holds one paragraph of clean news a line that no model was counted on, plain or .zst; SOURCES
names the source of each line. Of the lines of each source the first half is used. Characters of it
are misread as the shipped table of confusions says, no real misreading among them, and the
classifier learns to tell right corrections from all other candidates. The thresholds are those of
the harder of broadcast and newspaper text, as clean as it is. Recall is measured on the second
half of the newspaper lines, planted in the same way. The file is the same on every run with the
same text, model and numpy. Takes a minute.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from newslint.model import gaps, wrong_marks
from newslint.model.calibration import RATES, Calibration, MarkCalibration, fitted, thresholds
from newslint.model.confusions import confusions
from newslint.model.doubts import MOST_ATTESTED, SIGNS, Flags, Numbers, Sieve, Signs
from newslint.model.features import NAMES, Table
from newslint.model.ngrams import load
from newslint.model.planted import RATE, Draw, Planted, from_table, planted
from newslint.model.typos import Judge, Judged, Part
from newslint.text.charclass import SENTINEL, encode
from texts import lines_of

MODEL: Final = Path(__file__).parents[1] / "lint" / "newslint" / "model"

BROADCAST: Final = ("cctv", "rss-cctv")
NEWSPAPER: Final = ("rss-xinhua", "rss-people")
"""Beginnings of the labels of sources by the kind of their text; others are overseas papers."""

ARTICLE: Final = 10
"""Lines of a source that are taken for one text."""

LOST: Final = (0.005, 0.0)
"""Shares of the corrections found without a sieve that it may hold back.

By the number of known trigrams over the place.
"""

ROOM: Final = (0.0, 1.0)
"""What is left below that, in the same order: with one known trigram few are to learn from."""

ROUNDS: Final = 3
"""So often each text is planted anew to learn from."""


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the texts of a kind of source."""

    kind: str
    texts: tuple[str, ...]

    @property
    def characters(self) -> int:
        """Return how many characters they have."""
        return sum(map(len, self.texts))


def kind_of(label: str) -> str:
    """Return the kind of text that a source has."""
    if label.startswith(BROADCAST):
        return "broadcast"
    return "newspaper" if label.startswith(NEWSPAPER) else "overseas"


def halves(text: Path, sources: Path) -> tuple[list[Half], list[Half]]:
    """Return the first and the second half of the lines of each source, by kind."""
    by_source: dict[str, list[str]] = {}
    for line, label in zip(lines_of(text), lines_of(sources), strict=True):
        by_source.setdefault(label, []).append(line)
    found: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
    for label, lines in sorted(by_source.items()):
        middle = len(lines) // 2
        for part, half in zip(found, (lines[:middle], lines[middle:]), strict=True):
            texts = part.setdefault(kind_of(label), [])
            texts += ["\n".join(half[at : at + ARTICLE]) for at in range(0, len(half), ARTICLE)]
    first, second = (
        [Half(kind, tuple(texts)) for kind, texts in sorted(part.items())] for part in found
    )
    return first, second


@dataclass(frozen=True, slots=True)
class Trial:
    """What a judge says of planted texts.

    Args:
        judged: its answer.
        right: whether each best candidate is the true character of a misread one.
        misread: whether each place is misread.
        planted: how many places are misread in all.
    """

    judged: Judged
    right: Flags
    misread: Flags
    planted: int


def trial(judge: Judge, texts: Sequence[Planted]) -> Trial:
    """Return what a judge says of planted texts."""
    joined = SENTINEL.join(one.text for one in texts)
    sizes = [len(one.text) + 1 for one in texts]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    judged = judge.judge(encode(joined), starts)
    truth = np.zeros(len(joined), dtype=np.int64)
    for start, one in zip(starts.tolist(), texts, strict=True):
        for place, true in one.truth.items():
            truth[start + place] = ord(true)
    here = truth[judged.places]
    right = judged.suspects.candidate[judged.best] == here
    return Trial(judged, right, here > 0, int(np.count_nonzero(truth)))


def clean(half: Half) -> list[Planted]:
    """Return the texts as they are."""
    return [Planted(text, {}) for text in half.texts]


def planted_in(half: Half, draw: Draw, seed: str) -> list[Planted]:
    """Return the texts with misread characters."""
    random = Random(seed)
    return [planted(text, draw, random) for text in half.texts]


def learned(judge: Judge, first: Sequence[Half], draw: Draw) -> tuple[Numbers, float]:
    """Return the weights and the bias that tell right corrections from the others."""
    rows: list[Table] = []
    right: list[Flags] = []
    for half in first:
        for seed in range(ROUNDS):
            one = trial(judge, planted_in(half, draw, f"{half.kind} {seed}"))
            fit = one.right | ~one.misread
            rows.append(one.judged.rows[fit])
            right.append(one.right[fit])
        one = trial(judge, clean(half))
        rows.append(one.judged.rows)
        right.append(one.right)
    every = np.concatenate(rows)
    return fitted(every, np.concatenate(right), np.ones(len(every), dtype=np.float32))


def sieve(judge: Judge, first: Sequence[Half], draw: Draw) -> Sieve:
    """Return what lets through nearly all places of corrections that a judge finds.

    Args:
        judge: it has no sieve, and is calibrated.
        first: texts to learn from.
        draw: what a character is misread for.
    """
    limit = judge.calibration.threshold(RATES[0])
    signs: list[Signs] = []
    found: list[Flags] = []
    for half in mainland(first):
        for seed in range(ROUNDS):
            one = trial(judge, planted_in(half, draw, f"{half.kind} sieve {seed}"))
            some = one.judged.suspects
            there = np.zeros(len(some.doubts.places), dtype=np.bool_)
            there[some.owner[one.judged.best[one.right & (one.judged.odds > limit)]]] = True
            signs.append(some.doubts.signs)
            found.append(there)
    every, right = np.concatenate(signs), np.concatenate(found)
    weights = np.zeros((MOST_ATTESTED + 1, len(SIGNS)), dtype=np.float32)
    least = np.zeros(len(weights), dtype=np.float32)
    for known in range(len(weights)):
        some = every[:, SIGNS.index("known over it")] == known
        rows, wanted = every[some], right[some]
        weights[known], _ = fitted(rows, wanted, np.ones(len(rows), dtype=np.float32))
        sums = (rows @ weights[known])[wanted]
        least[known] = np.quantile(sums, LOST[known]) - ROOM[known]
    return Sieve(weights, least)


def calibrated(judge: Judge, first: Sequence[Half], second: Sequence[Half]) -> Calibration:
    """Return the calibration for the model of a judge."""
    draw = from_table(judge.shapes, "".join("".join(half.texts[:200]) for half in first))
    prior = RATE * ROUNDS / (ROUNDS + 1)
    made = Calibration(*learned(judge, first, draw), prior, {}, {}, judge.model.digest)
    judge = replace(judge, calibration=replace(made, thresholds=limits(judge, made, first)))
    made = replace(made, sieve=sieve(judge, first, draw))
    judge = replace(judge, calibration=made)
    weights, bias = learned(judge, first, draw)
    made = replace(made, weights=weights, bias=bias)
    found_limits = limits(judge, made, first)
    judge = replace(judge, calibration=made)
    made = replace(made, thresholds=found_limits, gaps=gap_limits(judge, first))
    made = replace(made, marks=mark_limits(judge, first))
    found: dict[int, float] = {}
    for half in second:
        if half.kind == "newspaper":
            one = trial(judge, planted_in(half, draw, "recall"))
            for rate, limit in made.thresholds.items():
                found[rate] = float((one.right & (one.judged.odds > limit)).sum() / one.planted)
    return replace(made, recall=found)


def limits(judge: Judge, made: Calibration, first: Sequence[Half]) -> dict[int, float]:
    """Return the thresholds of the harder kind of clean text."""
    judge = replace(judge, calibration=made)
    by_kind = [
        thresholds(trial(judge, clean(half)).judged.odds, half.characters)
        for half in mainland(first)
    ]
    return {rate: max(one[rate] for one in by_kind) for rate in RATES}


def heard(judge: Judge, half: Half) -> Part:
    """Return the texts of a half as the model reads them."""
    sizes = [len(text) + 1 for text in half.texts]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    return judge.hear(encode(SENTINEL.join(half.texts)), starts)


def mainland(halves_: Sequence[Half]) -> list[Half]:
    """Return the halves of broadcast and newspaper text."""
    return [half for half in halves_ if half.kind in ("broadcast", "newspaper")]


def gap_limits(judge: Judge, first: Sequence[Half]) -> dict[int, float]:
    """Return the nats that a missing character must gain, by clean characters to a false alarm."""
    kinds = []
    for half in mainland(first):
        gains = [one.gain for _, _, one in gaps.lacking(heard(judge, half))]
        kinds.append(thresholds(np.array(gains, dtype=np.float32), half.characters))
    return {rate: max(one[rate] for one in kinds) for rate in RATES}


def mark_limits(judge: Judge, first: Sequence[Half]) -> MarkCalibration:
    """Return what tells full stops from commas, and the limits beyond which a mark is wrong."""
    parts = [heard(judge, half) for half in mainland(first)]
    commas = np.concatenate([wrong_marks.ends(part, -np.inf)[1] for part in parts])
    stops = np.concatenate([wrong_marks.ends(part, -np.inf, wrong_marks.STOP)[1] for part in parts])
    rows = np.concatenate((commas, stops))
    is_stop = np.arange(len(rows)) >= len(commas)
    weights, bias = fitted(rows, is_stop, np.ones(len(rows), dtype=np.float32))
    characters = sum(half.characters for half in mainland(first))
    rate = wrong_marks.RATE
    odds = (commas @ weights + np.float32(bias))[commas[:, 0] >= 0]
    gains = np.concatenate([wrong_marks.swaps(part.heard)[2] for part in parts])
    end, swap = (thresholds(some, characters, [rate])[rate] for some in (odds, gains))
    return MarkCalibration(weights, bias, end, swap)


def untrained(model: Path) -> Judge:
    """Return a judge that has learned nothing yet."""
    nothing = Calibration(np.zeros(len(NAMES), dtype=np.float32), 0.0, RATE, {}, {}, "")
    return Judge(load(model), confusions(), nothing)


def ranked(calibration: Calibration, rows: Table) -> Iterator[str]:
    """Yield each feature with its weight on its own scale, the weightiest first."""
    scaled = calibration.weights * rows.std(axis=0)
    for at in np.argsort(-np.abs(scaled)):
        yield f"{NAMES[at]} {scaled[at]:+.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--lm", type=Path, default=MODEL / "base.lm")
    parser.add_argument("-o", "--output", type=Path, default=MODEL / "calibration.json")
    given = parser.parse_args()
    first, second = halves(given.text, given.sources)
    judge = untrained(given.lm)
    made = calibrated(judge, first, second)
    given.output.write_text(made.to_json(), encoding="utf-8")
    newspaper = next(half for half in second if half.kind == "newspaper")
    rows = trial(judge, clean(newspaper)).judged.rows
    print("; ".join(ranked(made, rows)))
    for rate in RATES:
        print(f"1/{rate}: threshold {made.thresholds[rate]:.2f}, recall {made.recall[rate]:.3f}")


if __name__ == "__main__":
    main()
