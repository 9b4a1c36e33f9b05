"""Build `joins.bin`, the counted evidence of `newslint.model.joins`, and fit its weights.

    python tools/build_joins.py count TEXT --leave-out DOCS -o lint/newslint/model/joins.bin
    python tools/build_joins.py weigh TEXT --ocr DIR

TEXT holds one paragraph of clean news a line, plain or .zst; DOCS is a JSON Lines file of pages
with their true text (`truth`): lines of TEXT that share 14 characters with one of them are not
counted, so that these pages can be measured on. One line in 20 is not counted either: from
these `weigh` makes its examples. The file is the same byte for byte on every run with the same
text and the same liblzma. It holds numbers of single characters, pairs and triples counted
`FEWEST` times or more, cut to 16 steps or fewer, and no other string.

What is counted
    Digits are one character, Latin letters another. A sentence ends with the last character
    before 。！？… or before a closing mark that one of these or the line's end follows; a
    paragraph starts with the first character of a line. Odds are against the share of the
    character or pair among all; those of a pair are smoothed with SMOOTH times those of its
    last (end) or first (start) character alone, those of a triple likewise with those of its
    last or first two. The gain of a triple is how much likelier its third character is behind
    both others than behind the second alone.

How the weights are found
    Logistic regression with an L2 penalty of PENALTY, by Newton's method. Examples: cuts of the
    uncounted lines, or of one sentence of theirs, at random places where a line may be cut;
    neighbouring lines, or one sentence of the second, whose border lost its mark, or has one
    that OCR engines read for 。;
    sentences of 12 to 46 characters without their marks, put as headlines over their own or the
    next paragraph (all together they weigh MADE); and the paragraphs of the OCR pages that look
    unfinished, headlines without a mark among them (each weighs 1). Printed are the weights from
    all pages, and how well weights from half of the pages order the breaks of the other half.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import regex

from newslint.model.joins import (
    ADDED,
    AFFINITY,
    FEWEST,
    ODDS,
    PAIR_STEP,
    STEP,
    Terms,
    terms,
)
from newslint.text.blocks import HEADINGS, Kind, segment
from newslint_rules.layout._halves import starts_afresh, unfinished
from texts import lines_of, passages_of, shares

SMOOTH = 20.0
HELD_OUT, OF = 7, 20
"""Lines whose number is HELD_OUT modulo OF are not counted."""

MADE = 800.0
"""What all made examples weigh together, in real ones."""

PENALTY = 0.1

SINGLE = 0.4
"""Share of the lines of which one sentence is taken for the paragraph."""

FINAL, CLOSING = "。！？…", "”’」』）】〕〉》]"
FILTERS = [{"id": lzma.FILTER_LZMA1, "preset": 9, "lc": 0, "lp": 0, "pb": 0}]
LOST = ("", "", "，", ".", ".", "*", "·", ",", '"', "°")
"""What stands at a paragraph's end when its full stop is misread; half the time nothing."""

Keys = np.ndarray[tuple[int], np.dtype[np.uint64]]
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


def counted(lines: Sequence[str], pages: Path | None) -> Iterator[str]:
    """Yield the lines to count: neither held out nor shared with the pages to leave out."""
    passages = passages_of(pages)
    for number, line in enumerate(lines):
        if number % OF != HELD_OUT and not shares(line, passages):
            yield line


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts by code point (shape (65536,)), by pair (first << 16 | second) and by triple."""

    alone: Ints
    ends: Ints
    starts: Ints
    pairs: Ints
    times: Ints
    end_times: Ints
    start_times: Ints
    triples: Ints
    triple_times: Ints
    triple_end_times: Ints
    triple_start_times: Ints


def count(text: str) -> Counts:
    """Count characters, pairs, sentence ends and paragraph starts; lines end with a line feed."""
    codes = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2")
    fold = np.arange(65536, dtype=np.uint16)
    fold[ord("0") : ord("9") + 1] = ord("0")
    fold[ord("A") : ord("Z") + 1] = fold[ord("a") : ord("z") + 1] = ord("A")
    codes = fold[codes]
    line_end = codes == ord("\n")
    final = np.isin(codes, _codes(FINAL))
    closing = np.isin(codes, _codes(CLOSING))
    word = (codes >= 0x4E00) & (codes <= 0x9FFF) | np.isin(codes, _codes("0A%"))
    end = _shift(final, 1) | _shift(closing, 1) & _shift(final | line_end, 2)
    end &= word
    start = np.concatenate(([True], line_end[:-1]))
    both = word[:-1] & word[1:]
    joined = codes[:-1].astype(np.uint64) << 16 | codes[1:]
    pairs, times = np.unique(joined[both], return_counts=True)
    frequent = times >= FEWEST
    pairs, times = pairs[frequent], times[frequent]
    all_ = both[:-1] & both[1:]
    tripled = joined[:-1] << 16 | codes[2:]
    triples, triple_times = _frequent(tripled[all_])
    return Counts(
        alone=np.bincount(codes, minlength=65536),
        ends=np.bincount(codes[end], minlength=65536),
        starts=np.bincount(codes[start & ~line_end], minlength=65536),
        pairs=pairs.astype(np.int64),
        times=times.astype(np.int64),
        end_times=_times(joined[both & end[1:]], pairs),
        start_times=_times(joined[both & start[:-1]], pairs),
        triples=triples.astype(np.int64),
        triple_times=triple_times,
        triple_end_times=_times(tripled[all_ & end[2:]], triples),
        triple_start_times=_times(tripled[all_ & start[:-2]], triples),
    )


def _frequent(found: Keys) -> tuple[Keys, Ints]:
    """Return what is found FEWEST times or more, ascending, and how often; a part at a time."""
    kept: list[tuple[Keys, Ints]] = []
    borders = np.quantile(found[:: max(1, len(found) // 10_000)], np.linspace(0, 1, 9))
    limits = [0, *(int(border) for border in borders[1:-1]), 1 << 48]
    for low, high in pairwise(limits):
        keys, times = np.unique(found[(found >= low) & (found < high)], return_counts=True)
        kept.append((keys[times >= FEWEST], times[times >= FEWEST]))
    return np.concatenate([keys for keys, _ in kept]), np.concatenate([n for _, n in kept])


def _codes(marks: str) -> list[int]:
    return [ord(mark) for mark in marks]


def _shift(mask: Mask, places: int) -> Mask:
    """Return for every place what the mask says some places later."""
    return np.concatenate((mask[places:], np.zeros(places, np.bool_)))


def _times(found: Keys, pairs: Keys) -> Ints:
    """Return how often each of the ascending pairs or triples is found."""
    at = np.searchsorted(pairs, found)
    at[at == len(pairs)] = 0
    return np.bincount(at[pairs[at] == found], minlength=len(pairs))


def packed(counts: Counts) -> bytes:
    """Return the file; its layout stands in `newslint.model.joins`."""
    alone = counts.alone.astype(np.float64)
    room = int(counts.alone[0x4E00:0xA000].sum())
    frequent = np.flatnonzero(counts.alone >= FEWEST)
    frequent = frequent[frequent != ord("\n")]
    share = np.log((alone + 5) / room)
    ends = np.log((counts.ends + 0.5) / counts.ends.sum()) - share
    starts = np.log((counts.starts + 0.2) / counts.starts.sum()) - share
    first, second = counts.pairs >> 16, counts.pairs & 0xFFFF
    affinity = np.log(counts.times / alone[first] / alone[second] * room)
    pair_ends = _smoothed(counts.end_times, counts.times, ends[second], counts.ends.sum(), room)
    pair_starts = _smoothed(
        counts.start_times, counts.times, starts[first], counts.starts.sum(), room
    )
    ends, starts = _steps(ends, ODDS, STEP), _steps(starts, ODDS, STEP)
    pair_ends -= ends[second] * STEP + ODDS[0]
    pair_starts -= starts[first] * STEP + ODDS[0]
    steps_of_ends = _steps(pair_ends, ADDED, PAIR_STEP)
    steps_of_starts = _steps(pair_starts, ADDED, PAIR_STEP)
    full_ends = ends[second] * STEP + ODDS[0] + steps_of_ends * PAIR_STEP + ADDED[0]
    full_starts = starts[first] * STEP + ODDS[0] + steps_of_starts * PAIR_STEP + ADDED[0]
    known = np.isin(counts.triples >> 16, counts.pairs)
    known &= np.isin(counts.triples & 0xFFFFFFFF, counts.pairs)
    triples, times = counts.triples[known], counts.triple_times[known]
    head = np.searchsorted(counts.pairs, triples >> 16)
    tail = np.searchsorted(counts.pairs, triples & 0xFFFFFFFF)
    middle = counts.pairs[tail] >> 16
    gain = np.log(times / counts.times[head] / counts.times[tail] * alone[middle])
    more_ends = _smoothed(
        counts.triple_end_times[known], times, full_ends[tail], counts.ends.sum(), room
    )
    more_starts = _smoothed(
        counts.triple_start_times[known], times, full_starts[head], counts.starts.sum(), room
    )
    more_ends -= full_ends[tail]
    more_starts -= full_starts[head]
    distances, heads = _distances(np.searchsorted(frequent, second), first, frequent)
    thirds, tails = _distances(
        np.searchsorted(frequent, triples & 0xFFFF), head, np.arange(len(counts.pairs))
    )
    columns: tuple[tuple[str, Ints], ...] = (
        ("<u2", frequent),
        ("<u2", heads),
        ("u1", np.minimum(np.round(np.log(alone[frequent]) * 8), 255).astype(np.int64)),
        ("u1", ends[frequent]),
        ("u1", starts[frequent]),
        ("u1", distances & 0xFF),
        ("u1", distances >> 8),
        ("u1", _steps(affinity, AFFINITY, STEP)),
        ("u1", steps_of_ends << 4 | steps_of_starts),
        ("u1", tails & 0xFF),
        ("u1", tails >> 8),
        ("u1", thirds & 0xFF),
        ("u1", thirds >> 8),
        ("u1", _steps(gain, AFFINITY, STEP)),
        ("u1", _steps(more_ends, ADDED, PAIR_STEP) << 4 | _steps(more_starts, ADDED, PAIR_STEP)),
    )
    sizes = struct.pack("<4I", len(frequent), len(counts.pairs), len(triples), room)
    body = b"".join(column.astype(kind).tobytes() for kind, column in columns)
    return lzma.compress(sizes + body, format=lzma.FORMAT_ALONE, filters=FILTERS)


def _distances(places: Ints, groups: Ints, all_: Ints) -> tuple[Ints, Ints]:
    """Return ascending places as distances that begin anew in each group, and the groups' sizes."""
    sizes = np.bincount(np.searchsorted(all_, groups), minlength=len(all_))
    opening = (np.cumsum(sizes) - sizes)[sizes > 0]
    distances = np.diff(places, prepend=0)
    distances[opening] = places[opening]
    return distances, sizes


def _smoothed(some: Ints, times: Ints, alone: Floats, total: int, room: int) -> Floats:
    """Return the log odds of pairs, drawn towards those of one character alone."""
    expected = SMOOTH * np.exp(alone) * total / room
    odds: Floats = np.log((some + expected) / total) - np.log((times + SMOOTH) / room)
    return odds


def _steps(values: Floats, limits: tuple[float, float], step: float) -> Ints:
    """Return the values in steps from the lower limit."""
    low, high = limits
    return np.round((np.clip(values, low, high) - low) / step).astype(np.int64)


# Weights.


@dataclass(frozen=True, slots=True)
class Break:
    """Two halves, whether they are one sentence, and the page they stand on (-1: made).

    `guessed` tells whether the left half was taken for a heading.
    """

    left: str
    right: str
    joined: bool
    page: int
    guessed: bool = False


_SENTENCE = regex.compile(r"[^。！？]+[。！？]")
_CLOSED = regex.compile(r"[。！？]$")


def made(lines: Sequence[str], random_: random.Random) -> Iterator[Break]:
    """Yield the examples made from held-out lines."""
    for at in range(HELD_OUT, len(lines) - 1, OF):
        line, following = lines[at], lines[at + 1]
        if not (_CLOSED.search(line) and 30 <= len(line) < 400):
            continue
        sentences = [one for one in _SENTENCE.findall(line) if len(one) >= 20]
        if sentences and random_.random() < SINGLE:
            line = random_.choice(sentences)
        cuts = [cut for cut in range(4, len(line) - 5) if may_cut(line, cut)]
        for cut in random_.sample(cuts, min(2, len(cuts))):
            yield Break(line[:cut], line[cut:], True, -1)
        behind = [one for one in _SENTENCE.findall(following) if len(one) >= 8]
        if behind and random_.random() < SINGLE:
            following = random_.choice(behind)
        if _CLOSED.search(following):
            yield Break(line.rstrip("。！？”") + random_.choice(LOST), following, False, -1)
        headline = regex.split("[。！？]", line)[0]
        if random_.random() < 0.6:
            headline = regex.sub("^[^，]{1,12}，", "", headline)
        headline = headline.replace("，", random_.choice(("", "", " ")))
        if 12 <= len(headline) <= 46 and random_.random() < 0.5:
            if random_.random() < 0.2:
                headline = f"【{headline[:6]}】{headline[6:]}"
            yield Break(headline, random_.choice((line, line, following)), False, -1)


def may_cut(line: str, cut: int) -> bool:
    """Tell whether a printed line may end before this offset, inside a sentence."""
    return (
        line[cut] not in "，。、；：！？”’）》】…%,."
        and line[cut - 1] not in "“‘（《【。！？…；："
        and not (line[cut - 1] in "”）" and line[cut - 2] in "。！？")
    )


def read(folder: Path) -> Iterator[Break]:
    """Yield the unfinished paragraphs of the OCR pages, with what follows them."""
    breaks: dict[str, list[tuple[int, int]]] = {}
    for row in (folder / "dev.gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(row)
        if gold["kind"] == "break_insert":
            breaks.setdefault(gold["doc"], []).append((gold["start"], gold["end"]))
    pages = (folder / "dev.docs.jsonl").read_text(encoding="utf-8").splitlines()
    for number, row in enumerate(pages):
        page = json.loads(row)
        text = page["text"]
        for one, two in pairwise(segment(text)):
            left, right = one.content.of(text), two.content.of(text)
            between = one.content.end, two.content.start
            if (
                (one.kind is Kind.BODY or (one.kind in HEADINGS and not one.level))
                and two.kind is Kind.BODY
                and one.content.end < two.span.start
                and unfinished(left)
                and not starts_afresh(right)
            ):
                true = any(
                    start < between[1] and between[0] < end
                    for start, end in breaks.get(page["doc"], ())
                )
                yield Break(left, right, true, number, one.kind is not Kind.BODY)


def fitted(matrix: Matrix, joined: Floats, weight: Floats) -> Floats:
    """Return the weights of the penalised logistic regression."""
    weights = np.zeros(matrix.shape[1])
    penalty = PENALTY * np.eye(len(weights))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (weight * (chance - joined)) + PENALTY * weights
        curve = (matrix * (weight * chance * (1 - chance))[:, None]).T @ matrix + penalty
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def weigh(lines: Sequence[str], folder: Path) -> None:
    """Print the weights, and what half of the pages says about the other half."""
    real = list(read(folder))
    examples = [*real, *made(lines, random.Random(20))]
    matrix = np.array([terms(one.left, one.right) for one in examples], dtype=np.float64)
    joined = np.array([one.joined for one in examples], dtype=np.float64)
    page = np.array([one.page for one in examples])
    weight = np.where(page >= 0, 1.0, MADE / (page < 0).sum())
    guessed = np.array([one.guessed for one in examples])
    for half in (0, 1):
        test = (page >= 0) & (page % 2 == half)
        weights = fitted(matrix[~test], joined[~test], weight[~test])
        for some, name in ((test & ~guessed, "body"), (test & guessed, "heading or body")):
            order = np.argsort(-(matrix[some] @ weights), kind="stable")
            right = joined[some][order]
            wrong = np.cumsum(1 - right)
            found = [int(right[wrong <= some].sum()) for some in (0, 1, 2, 3, 4, 6)]
            print(
                f"pages {half} modulo 2, {name}: {int(right.sum())} joins, {int(wrong[-1])} others;"
            )
            print(f"    joins before the 1st, 2nd, 3rd, 4th, 5th, 7th other: {found}")
    for name, value in zip(Terms._fields, fitted(matrix, joined, weight), strict=True):
        print(f"    {name}={value:.2f},")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    counting = commands.add_parser("count", help="write joins.bin")
    counting.add_argument("text", type=Path)
    counting.add_argument("--leave-out", type=Path)
    counting.add_argument("-o", "--output", type=Path, required=True)
    weighing = commands.add_parser("weigh", help="print the weights")
    weighing.add_argument("text", type=Path)
    weighing.add_argument("--ocr", type=Path, required=True)
    options = parser.parse_args()
    lines = lines_of(options.text)
    if options.command == "count":
        text = "\n".join(counted(lines, options.leave_out)) + "\n"
        options.output.write_bytes(packed(count(text)))
    else:
        weigh(lines, options.ocr)


if __name__ == "__main__":
    main()
