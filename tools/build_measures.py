"""Build `_quantiles.tsv`: how the measures of stories are spread in clean news.

    python tools/build_measures.py TEXT SOURCES --pages DOCS
        -o rules/newslint_rules/document/_quantiles.tsv

TEXT holds one paragraph of clean news a line, SOURCES the label of each line's source, both plain
or .zst; DOCS is a JSON Lines file of newspaper pages with their true text (`truth`). Article-like
texts are made of TEXT: runs of 3 to 10 neighbouring paragraphs of one source, every `EACH`-th of
them. Written are the 101 quantiles of each measure over these and the pages; the file is the same
byte for byte on every run with the same text. It holds numbers only.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from newslint.text.articles import stories
from newslint.text.blocks import segment
from newslint.text.measures import (
    Matter,
    characters,
    commonest_phrase,
    foreign_share,
    furniture_share,
    han_share,
    list_share,
    repeated_paragraphs,
    repeated_passages,
)
from texts import lines_of

EACH = 10
SHORTEST, LONGEST = 3, 10
"""Paragraphs of a run."""

MEASURES = (
    characters,
    commonest_phrase,
    foreign_share,
    furniture_share,
    han_share,
    list_share,
    repeated_paragraphs,
    repeated_passages,
)


def runs(lines: Sequence[str], sources: Sequence[str]) -> Iterator[str]:
    """Yield every EACH-th run of neighbouring lines of one source, as a text."""
    start = number = 0
    while start < len(lines):
        most = SHORTEST + number * 7 % (LONGEST - SHORTEST + 1)
        end = start
        while end < min(start + most, len(lines)) and sources[end] == sources[start]:
            end += 1
        if number % EACH == 0:
            yield "\n\n".join(lines[start:end])
        start, number = end, number + 1


def matters(text: str) -> Iterator[Matter]:
    """Yield the reading matter of a text that is one article."""
    for story in stories(text, segment(text), "page"):
        yield Matter(text, story.blocks)


def rows(texts: Iterator[str]) -> Iterator[str]:
    """Yield the rows of the table, sorted."""
    read = [matter for text in texts for matter in matters(text)]
    for measure in MEASURES:
        values = [measure(matter) for matter in read]
        for percent, value in enumerate(np.quantile(values, np.arange(101) / 100)):
            yield f"{measure.__name__}\t{percent:03}\t{value:.4f}"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    pages = options.pages.read_text(encoding="utf-8").splitlines()
    texts = [
        *runs(lines_of(options.text), lines_of(options.sources)),
        *(json.loads(line)["truth"] for line in pages),
    ]
    table = "\n".join(["measure\tpercent\tvalue", *rows(iter(texts))]) + "\n"
    options.output.write_text(table, encoding="utf-8")
    print(f"{len(texts)} texts")


if __name__ == "__main__":
    main()
