"""Measures how many misread characters the typo engine finds, how surely, and how fast.

    python benchmarks/typos.py --dev TEXT --sources LABELS --ocr DIR [--lm FILE ...]

TEXT is clean news that no model was counted on, one paragraph a line, with the source of each
line in LABELS; only its second half is used, as the calibration was made on the first. Real
misreadings of DIR (pages read by OCR engines, with their truth) are planted in it, none of which
helped to build a shipped table. Recall is the share of the planted characters that are found and
rightly corrected, at the threshold that leaves one false alarm in so many characters of the same
text as it is. The pages of DIR are scored as they are, too. `--lm` names further models;
`--pycorrector PATH` names the folder in which that package is installed. What a corpus of the same
source adds is measured by `typos_corpus.py`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Final, Protocol

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from build_typos import (
    MODEL,
    Half,
    calibrated,
    clean,
    halves,
    mainland,
    trial,
    untrained,
)
from newslint.model.calibration import RATES, base_calibration, thresholds
from newslint.model.confusions import Confusions, confusions
from newslint.model.doubts import doubts
from newslint.model.features import table
from newslint.model.misread import misread
from newslint.model.planted import APART, RATE, Planted
from newslint.model.suspects import suspects
from newslint.model.typos import Judge, base_judge
from newslint.shares import wilson
from newslint.text.charclass import SENTINEL, encode

SHOWN: Final = RATES[:5]
SEED: Final = "typos"
SAMPLE: Final = 250
"""Sentences that pycorrector reads; it reads some nine a second."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page as an engine read it.

    Args:
        engine: which one.
        text: what it read.
        truth: the true characters of those that it misread for another Han, by offset.
        wrong: offsets near which anything is wrong.
    """

    engine: str
    text: str
    truth: Mapping[int, str]
    wrong: frozenset[int]


def pages(folder: Path) -> list[OcrPage]:
    """Return the pages of a folder."""
    truth: dict[str, dict[int, str]] = {}
    wrong: dict[str, set[int]] = {}
    for row in map(json.loads, (folder / "dev.gold.jsonl").read_text("utf-8").splitlines()):
        near = wrong.setdefault(row["doc"], set())
        near.update(range(row["start"] - 2, row["end"] + 3))
        if row["kind"] == "han_han":
            known = truth.setdefault(row["doc"], {})
            for at, true in enumerate(row["true_text"]):
                known[row["start"] + at] = true
    return [
        OcrPage(
            row["engine"],
            row["text"],
            truth.get(row["doc"], {}),
            frozenset(wrong.get(row["doc"], ())),
        )
        for row in map(json.loads, (folder / "dev.docs.jsonl").read_text("utf-8").splitlines())
    ]


def pairs_of(read: Sequence[OcrPage]) -> dict[str, list[Pair]]:
    """Return the misread and true characters by engine, and of all engines."""
    found: dict[str, list[Pair]] = {}
    for page in read:
        listed = found.setdefault(page.engine, [])
        listed += [(page.text[at], true) for at, true in sorted(page.truth.items())]
    return {**dict(sorted(found.items())), "all": [pair for one in found.values() for pair in one]}


def overlap(table_: Confusions, pairs: Sequence[Pair]) -> float:
    """Return the share of misreadings whose pair is in a table of confusions."""
    read, true = (
        np.array([min(ord(one), 0xFFFF) for one in side], dtype=np.uint16)
        for side in zip(*pairs, strict=True)
    )
    return float((table_.find(read, true) >= 0).mean())


def injected(half: Half, pairs: Sequence[Pair], seed: str, rate: float = RATE) -> list[Planted]:
    """Return texts with real misreadings: each as often as it was seen, at random places."""
    random = Random(seed)
    places: dict[str, list[tuple[int, int]]] = {}
    for number, text in enumerate(half.texts):
        for at, character in enumerate(text):
            places.setdefault(character, []).append((number, at))
    texts = [list(text) for text in half.texts]
    truth: list[dict[int, str]] = [{} for _ in texts]
    for read, true in random.choices(pairs, k=int(half.characters * rate)):
        if true not in places:
            continue
        number, at = random.choice(places[true])
        if any(near in truth[number] for near in range(at - APART, at + APART + 1)):
            continue
        texts[number][at], truth[number][at] = read, true
    return [Planted("".join(one), known) for one, known in zip(texts, truth, strict=True)]


def share(right: int, of: int) -> str:
    """Return a share with its 95 % interval."""
    if not of:
        return "-"
    low, high = wilson(right, of)
    return f"{right / of:.3f} [{low:.3f}, {high:.3f}]"


def recall(judge: Judge, second: Sequence[Half], pairs: Mapping[str, Sequence[Pair]]) -> None:
    """Print the recall of planted misreadings, and the precision of what is flagged."""
    for half in mainland(second):
        limits = thresholds(trial(judge, clean(half)).judged.odds, half.characters)
        own = trial(judge, clean(half)).judged.odds
        alarms = int((own > judge.calibration.threshold(20_000)).sum())
        print(
            f"{half.kind}, {half.characters:,} characters; with the shipped threshold for 20,000 "
            f"one false alarm in {half.characters // max(1, alarms):,}"
        )
        for engine, some in pairs.items():
            one = trial(judge, injected(half, some, SEED))
            odds = one.judged.odds
            print(
                f"  {engine}: {one.planted} planted, {one.right.sum() / one.planted:.3f} reachable"
            )
            for rate in SHOWN:
                sure = odds > limits[rate]
                right, flags = int((sure & one.right).sum()), int(sure.sum())
                print(
                    f"    1/{rate:<7,} recall {share(right, one.planted)}"
                    f"   precision of flags {right / max(1, flags):.3f}"
                )


def real(judge: Judge, read: Sequence[OcrPage]) -> None:
    """Print what is found on real pages, at the shipped thresholds."""
    for engine in [*sorted({page.engine for page in read}), "all"]:
        some = [page for page in read if engine in (page.engine, "all")]
        size = sum(len(page.text) for page in some)
        known = sum(len(page.truth) for page in some)
        print(f"  {engine}: {len(some)} pages, {size:,} characters, {known} Han misread for Han")
        found = [(page, judge.of(misread, page.text)) for page in some]
        for rate in SHOWN:
            limit = judge.calibration.threshold(rate)
            right = place = wrong = 0
            for page, doubts_ in found:
                for at, one in doubts_.items():
                    if not one.is_sure(limit):
                        continue
                    place += at in page.truth
                    right += page.truth.get(at) == one.candidates[0][0]
                    wrong += at not in page.wrong
            print(
                f"    1/{rate:<7,} recall {share(right, known)}   place found {place / known:.3f}"
                f"   flags where nothing is wrong: 1 in {size // max(1, wrong):,}"
            )


def speed(judge: Judge, half: Half) -> None:
    """Print the CPU seconds a megabyte of each stage."""
    joined = SENTINEL.join(half.texts)
    codes = encode(joined)
    starts = np.cumsum([0, *(len(text) + 1 for text in half.texts[:-1])]).astype(np.int64)
    size = len(joined.encode()) / 1e6
    judge.judge(codes[:20_000], starts[:1])
    spent: dict[str, float] = {}
    for _ in range(3):
        clock = [time.process_time()]
        part = judge.hear(codes, starts)
        clock.append(time.process_time())
        doubted = doubts(part.heard)
        if judge.calibration.sieve is not None:
            doubted = judge.calibration.sieve(doubted)
        clock.append(time.process_time())
        found = suspects(judge.shapes, part.heard.symbols, doubted)
        clock.append(time.process_time())
        beside = np.zeros(len(part.stream.places), dtype=np.bool_)
        table(found, part.heard.symbols, part.heard.text_of, beside)
        clock.append(time.process_time())
        names = ("reading", "doubts", "candidates", "features")
        for name, one, two in zip(names, clock, clock[1:], strict=False):
            spent[name] = min(spent.get(name, np.inf), two - one)
    total = sum(spent.values())
    print(f"{half.kind}: {size / total:.1f} MB/s, {total / size:.3f} CPU s a MB; of it", end=" ")
    print(", ".join(f"{name} {one / size:.3f}" for name, one in spent.items()))


PROBE: Final = """
import re, sys, time
from newslint.rule import Batch
from newslint.text.charclass import encode
import numpy as np
def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) / 1024
texts = sys.stdin.buffer.read().decode().split("\\uffff")
codes = encode("\\uffff".join(texts))
starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])]).astype(np.int64)
bare = peak()
from newslint.model.typos import base_judge
started = time.perf_counter()
judge = base_judge()
loaded = time.perf_counter() - started
judge.judge(codes, starts)
print(f"{loaded * 1e3:.0f} {bare:.0f} {peak():.0f}")
"""
"""Judges the texts on its input and prints load milliseconds, and peak memory before and after."""


def memory(half: Half) -> None:
    """Print the load time and the memory of the engine in a process of its own."""
    text = SENTINEL.join(half.texts).encode()
    command = [sys.executable, "-c", PROBE]
    told = subprocess.run(command, input=text, capture_output=True, check=True).stdout
    loaded, bare, peak = map(int, told.split())
    print(
        f"model, table and calibration load in {loaded} ms; peak memory {peak} MB, {bare} MB of "
        f"them Python, numpy and {half.characters:,} characters of text, the engine {peak - bare}"
    )


class _Corrector(Protocol):
    def correct(self, sentence: str) -> Mapping[str, object]:
        """Return the corrected sentence under `target`."""


def peer(folder: Path | None, half: Half, pairs: Sequence[Pair]) -> None:
    """Print what pycorrector finds in some sentences, when it is installed."""
    if folder is not None:
        sys.path.insert(0, str(folder))
    try:
        package = import_module("pycorrector")
    except ImportError as error:
        print(f"pycorrector is not installed ({error}); --pycorrector PATH names its folder")
        return
    corrector: _Corrector = package.Corrector()
    sentences = [line for text in half.texts for line in text.split("\n")][:SAMPLE]
    sample = Half(half.kind, tuple(sentences))
    texts = injected(sample, pairs, SEED)
    right = sum(
        str(corrector.correct(one.text)["target"])[at : at + 1] == true
        for one in texts
        for at, true in one.truth.items()
    )
    planted = sum(len(one.truth) for one in texts)
    alarms = 0
    started = time.process_time()
    for sentence in sentences:
        target = str(corrector.correct(sentence)["target"])
        alarms += sum(one != two for one, two in zip(sentence, target, strict=False))
    spent = time.process_time() - started
    size = sum(len(one.encode()) for one in sentences) / 1e6
    print(
        f"pycorrector: recall {share(right, planted)} at one false alarm in "
        f"{sample.characters // max(1, alarms):,} characters, {size / spent:.4f} MB/s"
    )


def judges(paths: Sequence[Path], first: Sequence[Half], second: Sequence[Half]) -> Iterator[Judge]:
    """Yield the shipped judge and those of other models, calibrated in the same way."""
    started = time.perf_counter()
    shipped = base_judge()
    print(f"the shipped model loads in {(time.perf_counter() - started) * 1e3:.0f} ms")
    yield shipped
    for path in paths:
        if path == MODEL / "base.lm":
            continue
        from newslint.model.judges import judge_from

        judge = judge_from(path)
        if judge.calibration is base_calibration():
            fresh = replace(untrained(MODEL / "base.lm"), model=judge.model)
            judge = replace(fresh, calibration=calibrated(fresh, first, second))
        yield judge


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--ocr", type=Path, required=True)
    parser.add_argument("--lm", type=Path, action="append", default=[])
    parser.add_argument("--pycorrector", type=Path)
    given = parser.parse_args()
    first, second = halves(given.dev, given.sources)
    read = pages(given.ocr)
    pairs = pairs_of(read)
    for engine, some in pairs.items():
        print(f"{engine}: {len(some)} misreadings, {overlap(confusions(), some):.1%} in the table")
    for judge in list(judges(given.lm, first, second)):
        print(f"\n== {judge.model.facts.name}")
        recall(judge, second, pairs)
        print("real pages")
        real(judge, read)
        for half in mainland(second):
            speed(judge, half)
    newspaper = next(half for half in second if half.kind == "newspaper")
    print()
    memory(newspaper)
    peer(given.pycorrector, newspaper, pairs["all"])


if __name__ == "__main__":
    main()
