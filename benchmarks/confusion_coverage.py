"""Measures how often the table of confusions holds the truth of a misread character.

    python benchmarks/confusion_coverage.py --ocr DIR [--lm FILE]

DIR holds pages read by OCR engines, with their truth. Every Han character read for another one
counts, a frequent confusion as often as it occurs. Printed for each engine: the share whose true
character is among the first so many candidates, alone and with the COMMON commonest characters of
the text FILE (one paragraph a line, Zstandard) added to them; then the size of the file and the
time to load it. No such pair helped to make the table.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random
from time import perf_counter

import numpy as np

from confidence_pages import lines_of
from newslint.model.confusions import MOST, Confusions, confusions, unpacked

DEPTHS = (16, 32, 64, 90, MOST)
COMMON = 35


@dataclass(frozen=True, slots=True)
class Misread:
    """Characters that an engine read, and what stood there."""

    engine: str
    read: str
    true: str


def misread(folder: Path) -> Iterator[Misread]:
    """Yield the Han characters that were read for others."""
    pages = (folder / "dev.docs.jsonl").read_text(encoding="utf-8").splitlines()
    engines = {page["doc"]: page["engine"] for page in map(json.loads, pages)}
    for row in (folder / "dev.gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(row)
        if gold["kind"] == "han_han":
            for read, true in zip(gold["ocr_text"], gold["true_text"], strict=True):
                yield Misread(engines[gold["doc"]], read, true)


def ranks(table: Confusions, some: Sequence[Misread]) -> list[int]:
    """Return the place of each truth among its candidates, MOST where it is none."""
    read, true = (
        np.array([ord(one) if ord(one) < 1 << 16 else 0 for one in column], dtype=np.uint16)
        for column in zip(*((one.read, one.true) for one in some), strict=True)
    )
    found = table.find(read, true)
    return [int(place) for place in np.where(found < 0, MOST, found - table.starts[read])]


def commonest(path: Path) -> set[str]:
    """Return the COMMON commonest Han characters of a text."""
    counts: Counter[str] = Counter()
    for line in lines_of(path, None, Random(0)):
        counts.update(line)
    han = (one for one, _ in counts.most_common() if "一" <= one <= "鿿")
    return {one for one, _ in zip(han, range(COMMON), strict=False)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--ocr", type=Path, required=True)
    parser.add_argument("--lm", type=Path)
    options = parser.parse_args()
    started = perf_counter()
    table = confusions()
    first = perf_counter() - started
    every = list(misread(options.ocr))
    added = commonest(options.lm) if options.lm else set()
    print("candidates".ljust(24) + "".join(f"{depth:>8}" for depth in DEPTHS))
    for engine in [*sorted({one.engine for one in every}), "all"]:
        some = [one for one in every if engine in (one.engine, "all")]
        places = ranks(table, some)
        for extra in [set(), added] if added else [set()]:
            shares = [
                sum(
                    place < depth or one.true in extra
                    for one, place in zip(some, places, strict=True)
                )
                / len(some)
                for depth in DEPTHS
            ]
            name = f"{engine} ({len(some)})" + (f" + {len(extra)} common" if extra else "")
            print(name.ljust(24) + "".join(f"{share:8.1%}" for share in shares))
    data = files("newslint.model").joinpath("confusions.bin").read_bytes()
    times = []
    for _ in range(9):
        started = perf_counter()
        unpacked(data)
        times.append(perf_counter() - started)
    print(
        f"{len(data):,} bytes; loaded first in {first * 1000:.1f} ms, then {min(times) * 1000:.1f}"
    )


if __name__ == "__main__":
    main()
