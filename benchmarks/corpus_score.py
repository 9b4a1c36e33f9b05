"""Scores which documents of a corpus a tool kept against what is known of them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from corpus_text import BULLETIN, Truth

_BEFORE_TEXT = re.compile(r'^.*?"text": ')
_AFTER_TEXT = re.compile(r'"meta": .*(?=\}$)')


@dataclass(frozen=True, slots=True)
class Score:
    """How duplicates were dropped. Of an original and its copies one should be kept, any one.

    Args:
        right: dropped documents of which another copy was kept.
        wrong: dropped documents of which no copy was kept.
        missed: copies too many that were kept.
        bulletins: how many of the wrong are bulletins, alike but for their figures.
        found: of each kind of copy, how many are gone and how many there are; where an original
            was dropped for its copy, the copy counts as gone.
    """

    right: int
    wrong: int
    missed: int
    bulletins: int
    found: Mapping[str, tuple[int, int]]

    @property
    def precision(self) -> float:
        """Return the share of dropped documents that had a copy which was kept; 1 of none."""
        return self.right / max(1, self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share of copies that are gone; 1 of none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def score(truth: Iterable[Truth], kept: AbstractSet[str]) -> Score:
    """Return how good it is to have kept these documents of a corpus."""
    groups: defaultdict[str, list[Truth]] = defaultdict(list)
    for one in truth:
        groups[one.of or one.id].append(one)
    totals: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for original, members in groups.items():
        copies = [one for one in members if one.of is not None]
        left = [one for one in copies if one.id in kept]
        dropped = len(members) - sum(one.id in kept for one in members)
        wrong = int(dropped == len(members))
        totals["right"] += dropped - wrong
        totals["wrong"] += wrong
        totals["bulletins"] += wrong * any(one.kind == BULLETIN for one in members)
        planted.update(one.kind for one in copies)
        missed.update(one.kind for one in (left if original in kept else left[:-1]))
    found = {kind: (count - missed[kind], count) for kind, count in planted.items()}
    return Score(totals["right"], totals["wrong"], missed.total(), totals["bulletins"], found)


def kept_ids(folder: Path) -> frozenset[str]:
    """Return the ids of the documents that a tool has written as JSON lines.

    Of a folder of newslint these are its records, or what `newslint dedup` kept.
    """
    return frozenset(json.loads(line)["id"] for line in _lines(folder))


def unreported_ids(truth: Iterable[Truth], report: Path) -> frozenset[str]:
    """Return the ids of the documents that the report of `newslint dedup` does not call copies.

    Args:
        truth: of the one file that was looked at.
        report: what `--format jsonl` prints; documents are called PATH:ROW. Lines that are no
            JSON are passed over.
    """
    with report.open(encoding="utf-8") as lines:
        found = [json.loads(line)["id"] for line in lines if line.startswith("{")]
    rows = {int(name.rpartition(":")[2]) for name in found}
    return frozenset(one.id for row, one in enumerate(truth, 1) if row not in rows)


def changed_fields(corpus: Path, folder: Path) -> int:
    """Return how many records of newslint do not spell all fields but the text as their row."""
    changed = 0
    records = _lines(folder)
    record = next(records, None)
    with corpus.open(encoding="utf-8") as rows:
        for row in rows:
            if record is None:
                break
            before = _BEFORE_TEXT.search(row)
            if before is None or not record.startswith(before[0][: before[0].index(",")]):
                continue
            after = _AFTER_TEXT.search(row)
            changed += not record.startswith(before[0]) or (
                after is not None and not any(f", {after[0]}{end}" in record for end in (",", "}"))
            )
            record = next(records, None)
    return changed + sum(1 for _ in chain((record,) if record else (), records))


def _lines(folder: Path) -> Iterator[str]:
    names = ("records*.jsonl", "kept*.jsonl", "*.jsonl")
    for file in next((found for name in names if (found := sorted(folder.glob(name)))), []):
        with file.open(encoding="utf-8") as lines:
            yield from lines
