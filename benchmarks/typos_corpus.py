"""Measures what a corpus of the same source adds to the typo engine.

    python benchmarks/typos_corpus.py --dev TEXT --sources LABELS --ocr DIR
        [--more TEXT --more-sources LABELS]

TEXT, LABELS and DIR are those of `typos.py`; so is recall, at one false alarm in 20,000. Two uses
are measured, each with several seeds of planting, and each with the shipped model beside it:

new text: a model is trained on a source without one fifth of its second half, and judges that
fifth, all five in turn (`lm train`);

the corpus itself: errors are planted in the second half, one in SPARSE characters; the model is
trained on the source with them, and judges the second half, each text without its own counts
(`clean --lm auto`).

"best" is the recall at the threshold that leaves so many false alarms in that very text, "set" at
the threshold that is used: of the base, or set by the corpus itself. `--more` fills the corpora
up to a million characters with text of the same kind, which the base may know already.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

import typos
from build_typos import Half, Trial, clean, halves, mainland, trial
from newslint.model.calibration import base_calibration, thresholds
from newslint.model.doubts import Numbers
from newslint.model.judges import with_thresholds
from newslint.model.planted import Planted
from newslint.model.self_calibration import self_calibrated
from newslint.model.train import SIZES, Trainer
from newslint.model.typos import Judge, base_judge, base_model
from texts import lines_of

RATE: Final = 20_000
FOLDS: Final = 5
SPARSE: Final = 800
NEAR: Final = 3
"""Places so near to a planted character are neither found nor false alarms."""

LINES: Final = 10
FULL: Final = 1_000_000

MORE: Final[Mapping[str, tuple[str, ...]]] = {
    "broadcast": ("cctv",),
    "newspaper": ("neist-caixin", "pd199801", "neist-21c", "neist-caijing"),
}


@dataclass
class Tally:
    """What a judge found, summed over folds and seeds.

    Args:
        right: log odds of planted characters that it corrects rightly.
        wrong: log odds of places where nothing was planted.
        set_right, set_wrong: how many of each lie above the thresholds that are used.
        levels: these thresholds.
    """

    right: list[Numbers] = field(default_factory=list)
    wrong: list[Numbers] = field(default_factory=list)
    planted: int = 0
    characters: int = 0
    set_right: int = 0
    set_wrong: int = 0
    levels: list[float] = field(default_factory=list)

    def add_right(self, odds: Numbers, planted: int, level: float) -> None:
        """Count planted characters that were found."""
        self.right.append(odds)
        self.planted += planted
        self.set_right += int((odds > level).sum())
        self.levels.append(level)

    def add_wrong(self, odds: Numbers, characters: int, level: float) -> None:
        """Count false alarms."""
        self.wrong.append(odds)
        self.characters += characters
        self.set_wrong += int((odds > level).sum())

    def __str__(self) -> str:
        wrong, right = np.concatenate(self.wrong), np.concatenate(self.right)
        rates = (5_000, 10_000, RATE, 50_000)
        limits = thresholds(wrong, self.characters, rates)
        best = ", ".join(
            f"1/{rate:,} {(right > limits[rate]).sum() / self.planted:.3f}" for rate in rates
        )
        return (
            f"best {best}; set {typos.share(self.set_right, self.planted)} at 1 in "
            f"{self.characters // max(1, self.set_wrong):,} "
            f"(threshold {min(self.levels):.2f} to {max(self.levels):.2f})"
        )


def trained(texts: Sequence[str], more: Sequence[str]) -> tuple[dict[str, Judge], int]:
    """Return judges by what they know, and the characters of the corpus."""
    corpus, size = list(texts), sum(map(len, texts))
    for text in more:
        if size >= FULL:
            break
        corpus.append(text)
        size += len(text)
    trainer = Trainer()
    trainer.add(corpus)
    model = trainer.adapted(base_model(), "with the corpus", SIZES["large"])
    plain = replace(base_judge(), model=model)
    known = self_calibrated(model, trainer.sample.texts)
    own = with_thresholds(base_calibration(), known.thresholds, "")
    return {
        "base": base_judge(),
        "corpus, thresholds of the base": plain,
        "corpus, thresholds set by it": replace(plain, calibration=own),
    }, size


def far(texts: Sequence[Planted], one: Trial) -> Numbers:
    """Return the log odds of the places of planted texts that are not near a planted one."""
    start, near = 0, set[int]()
    for text in texts:
        for at in text.truth:
            near.update(range(start + at - NEAR, start + at + NEAR + 1))
        start += len(text.text) + 1
    places = one.judged.places
    return one.judged.odds[~np.isin(places, np.fromiter(near, np.int64, len(near)))]


def on_new_text(
    first: Half, second: Half, pairs: Sequence[typos.Pair], more: Sequence[str], seeds: int
) -> None:
    """Print what models find in text that they were not trained on."""
    tallies: dict[str, Tally] = {}
    planted = [typos.injected(second, pairs, f"{typos.SEED} {seed}") for seed in range(seeds)]
    untouched = clean(second)
    edges = np.linspace(0, len(second.texts), FOLDS + 1).round().astype(int)
    size = 0
    for start, end in pairwise(edges.tolist()):
        rest = second.texts[:start] + second.texts[end:]
        judges, size = trained(first.texts + rest, more)
        for name, judge in judges.items():
            tally, level = tallies.setdefault(name, Tally()), judge.calibration.threshold(RATE)
            odds = trial(judge, untouched[start:end]).judged.odds
            tally.add_wrong(odds, sum(map(len, second.texts[start:end])), level)
            for texts in planted:
                one = trial(judge, texts[start:end])
                tally.add_right(one.judged.odds[one.right], one.planted, level)
    told(f"{second.kind}, new text, {size:,} characters trained on", tallies)


def on_the_corpus(
    first: Half, second: Half, pairs: Sequence[typos.Pair], more: Sequence[str], seeds: int
) -> None:
    """Print what models find in the text that they were trained on, errors and all."""
    tallies: dict[str, Tally] = {}
    size = 0
    for seed in range(seeds):
        texts = typos.injected(second, pairs, f"sparse {seed}", 1 / SPARSE)
        judges, size = trained([*first.texts, *(one.text for one in texts)], more)
        for name, judge in judges.items():
            tally, level = tallies.setdefault(name, Tally()), judge.calibration.threshold(RATE)
            one = trial(judge, texts)
            tally.add_right(one.judged.odds[one.right], one.planted, level)
            tally.add_wrong(far(texts, one), second.characters, level)
    told(f"{second.kind}, the corpus itself, {size:,} characters", tallies)


def told(what: str, tallies: Mapping[str, Tally]) -> None:
    """Print what was found."""
    print(what)
    for name, tally in tallies.items():
        print(f"  {name}: {tally}", flush=True)


def texts_like(text: Path | None, sources: Path | None) -> dict[str, list[str]]:
    """Return further texts by kind, the last ones first."""
    found: dict[str, list[str]] = {kind: [] for kind in MORE}
    if text is None or sources is None:
        return found
    for line, label in zip(lines_of(text), lines_of(sources), strict=True):
        for kind, labels in MORE.items():
            if label in labels:
                found[kind].append(line)
    return {
        kind: ["\n".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)][::-1]
        for kind, lines in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--ocr", type=Path, required=True)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--more-sources", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    halves_ = halves(given.dev, given.sources)
    pairs = typos.pairs_of(typos.pages(given.ocr))["all"]
    more = texts_like(given.more, given.more_sources)
    for first, second in zip(*map(mainland, halves_), strict=True):
        on_new_text(first, second, pairs, more[first.kind], given.seeds)
        on_the_corpus(first, second, pairs, more[first.kind], 2 * given.seeds)


if __name__ == "__main__":
    main()
