"""Makes `base.lm`, the n-gram model of news that newslint ships.

    python tools/build_ngrams.py TEXT --leave-out DOCS --size small -o lint/newslint/model/base.lm

TEXT holds one paragraph of clean news a line, plain or .zst; DOCS is a JSON Lines file of pages
with their true text (`truth`): lines of TEXT that share 14 characters with one of them are not
counted, so that these pages can be measured on. Takes two minutes and 4 GB for 77 million
characters. The file is the same on every run with the same text and numpy.

The file holds no text: of n-grams of one to four symbols, hashes and rounded logarithms, and none
that was seen fewer times than FEWEST says. Of those, the ones whose loss would cost most are kept
until the size is reached.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from newslint.model.counts import Counter
from newslint.model.kneser_ney import pruned, smoothed
from newslint.model.ngrams import Facts, Ngrams, sizes
from texts import lines_of, passages_of, shares

FEWEST = {1: 60, 2: 2, 3: 3, 4: 4}
"""N-grams seen fewer times are in no model, by order."""

SIZES = {
    "small": {1: 0, 2: 480_000, 3: 920_000, 4: 660_000},
    "large": {1: 0, 2: 800_000, 3: 2_500_000, 4: 2_000_000},
}
"""N-grams kept, by order; small is about 10 MB, large 20 MB."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--leave-out", type=Path)
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    passages = passages_of(given.leave_out)
    lines = [line for line in lines_of(given.text) if not shares(line, passages)]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    counter = Counter()
    counter.add(lines)
    facts = Facts(f"base, {given.size}", counter.characters, len(lines), digest)
    del lines
    counts = counter.result()
    model = Ngrams.of(pruned(smoothed(counts), counts, FEWEST, SIZES[given.size]), facts)
    data = model.to_bytes()
    given.output.write_bytes(data)
    print(f"{len(data):,} bytes; n-grams by order: {sizes(model)}")


if __name__ == "__main__":
    main()
