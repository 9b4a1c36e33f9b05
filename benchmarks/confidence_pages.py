"""Pages with labels for confidence.py: the real ones, and those made of news with defects."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import regex
import zstandard
from ahocorasick_rs import AhoCorasick

from newslint.model.lexicon import LONGEST, known, word_after
from newslint.text.marks import ends_sentence
from newslint.text.newlines import fold
from newslint.text.span import Span
from newslint.text.width import to_half
from newslint_rules.duplicate._doubling import table as doubled_words
from newslint_rules.ocr.confused_word import confusions
from typesetting import printed


@dataclass(frozen=True, slots=True)
class Label:
    """A place that should read otherwise: as one of the readings (none: not known how)."""

    span: Span
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page with the places that should read otherwise.

    Args:
        id: name of a real page; empty for pages made of news, whose places recur in other pages.
        text: the page.
        labels: in order of place.
        source: one of the four sources.
        code: the only rule judged on it; empty: all are.
    """

    id: str
    text: str
    labels: tuple[Label, ...]
    source: str
    code: str = ""


def lines_of(path: Path, wanted: int | None, rng: random.Random) -> list[str]:
    """Return lines of a .zst text: all in order, or as many random ones as hold some characters."""
    with path.open("rb") as stream:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(stream)
        data = reader.read()
    if wanted is None:
        return data.decode().splitlines()
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n")).tolist()
    order = list(range(1, len(ends)))
    rng.shuffle(order)
    lines: list[str] = []
    for number in order:
        if wanted <= 0:
            break
        lines.append(data[ends[number - 1] + 1 : ends[number]].decode())
        wanted -= len(lines[-1])
    return lines


_NOTED = regex.compile(
    r"[。！？…](?:[”’）]*[（(][^（）()]{1,30}[）)]|[^。！？…，]{0,12}(?:摄|新华社发(?:（.{2,9}）)?))$"
)


def whole(line: str) -> bool:
    """Tell whether a line is a paragraph to its end, not cut by those who made the corpus.

    It ends with a final mark, or with a note in brackets or a photographer behind one.
    """
    return ends_sentence(line) or bool(_NOTED.search(line))


def seed_pages(gold: Path, seeds: Path) -> Iterator[Labelled]:
    """Yield the seed pages with their gold rows; layout notes (certainty 4, no fix) are none."""
    labels: defaultdict[str, list[Label]] = defaultdict(list)
    for line in (gold / "seeds.gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        readings = [one for one in (row["fix"], *(row.get("alt") or ())) if one is not None]
        if readings or row["certainty"] < 4:
            span = Span(row["start"], row["end"])
            labels[row["file"]].append(Label(span, tuple(readings)))
    for name, rows in sorted(labels.items()):
        text = fold((seeds / name).read_text("utf-8"))[0]
        yield Labelled(name, text, in_order(rows), "seeds")


def ocr_pages(folder: Path) -> Iterator[Labelled]:
    """Yield the OCR pages with the differences from their truth."""
    labels: defaultdict[str, list[Label]] = defaultdict(list)
    for line in (folder / "dev.gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        labels[row["doc"]] += _parted(row["start"], row["ocr_text"], row["true_text"])
    for line in (folder / "dev.docs.jsonl").read_text("utf-8").splitlines():
        page = json.loads(line)
        yield Labelled(page["doc"], page["text"] + "\n", in_order(labels[page["doc"]]), "ocr")


def _parted(start: int, old: str, new: str) -> Iterator[Label]:
    r"""Yield the labels of a difference; a break that the truth has not stands by itself."""
    if "\n" not in old or "\n" in new:
        yield Label(Span(start, start + len(old)), (new,))
        return
    first, last = old.index("\n"), old.rindex("\n") + 1
    yield Label(Span(start + first, start + last), ("",))
    if first:
        yield Label(Span(start, start + first), (new,))
    if last < len(old):
        yield Label(Span(start + last, start + len(old)), ("",) if first else (new,))


def in_order(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Return labels in order of place."""
    return tuple(sorted(labels, key=lambda label: label.span))


# Planting.


@dataclass(frozen=True, slots=True)
class Plant:
    """A defect to be: what stands at a place, what shall, and what repairs it."""

    span: Span
    new: str
    readings: tuple[str, ...]


Planter = Callable[[str, random.Random], Iterator[Plant]]
"""Yields defects for one line in any order; those that meet another are left out."""

WIDE = "，：；！？（）。"
"""Marks that are planted half-width."""

_JOINERS = ("以及", "和", "与", "及", "并", "而")
_COMPANIONS = ("与", "和", "同", "以", "用", "对", "跟")
_READ_AS_AND = {"和", "与", "及", "以及"}
_READ_AS_WITH = {"与", "和", "同", "跟"}
APART = 20
"""Code points between two defects of one line, so that each has clean neighbours."""


def halfwidth_marks(line: str, rng: random.Random) -> Iterator[Plant]:
    """Yield marks made half-width, one in five followed by a space; mostly whole pairs."""
    for at, char in enumerate(line):
        if char not in WIDE or rng.random() > 0.2:
            continue
        if char in "（）":
            other = line.find("）", at) if char == "（" else -1
            if other > 0 and "（" not in line[at + 1 : other]:
                whole = Span(at, other + 1)
                inside = line[at + 1 : other]
                yield Plant(whole, f"({inside})", (whole.of(line),))
            continue
        half = "." if char == "。" else to_half(char)
        gap = " " if char != "。" and rng.random() < 0.2 and at + 1 < len(line) else ""
        yield Plant(Span(at, at + 1), half + gap, (char,))


def english_connectives(line: str, rng: random.Random) -> Iterator[Plant]:
    """Yield conjunctions and prepositions that stand as words of their own, made English."""
    for english, words, alike in (
        (" and ", _JOINERS, _READ_AS_AND),
        (" with ", _COMPANIONS, _READ_AS_WITH),
    ):
        for word in words:
            at = line.find(word)
            while at >= 0:
                if rng.random() < 0.3 and _stands_alone(line, at, len(word)):
                    readings = sorted(alike) if word in alike else [word]
                    yield Plant(Span(at, at + len(word)), english, tuple(readings))
                at = line.find(word, at + len(word))


def _stands_alone(line: str, at: int, size: int) -> bool:
    """Tell whether no longer word of the lexicon holds a part of the word, and Han is around."""
    if not _is_han(line[at - 1 : at]) or not _is_han(line[at + size : at + size + 1]):
        return False
    return not any(
        end - start > size and known(line[start:end])
        for start in range(max(0, at - LONGEST + 1), at + size)
        for end in range(max(start + 2, at + 1), min(len(line), start + LONGEST) + 1)
    )


def doubled_word(line: str, rng: random.Random) -> Iterator[Plant]:
    """Yield a word or a function character written twice, two words to one character."""
    functional = doubled_words().characters
    if rng.random() < 1 / 3:
        places = [at for at, char in enumerate(line) if char in functional]
        if places:
            at = rng.choice(places)
            yield Plant(Span(at + 1, at + 1), line[at], ("",))
        return
    words = list(_words(line))
    if words:
        span = rng.choice(words)
        yield Plant(Span(span.end, span.end), span.of(line), ("",))


def _words(line: str) -> Iterator[Span]:
    """Yield the words of a line, longest first from the left."""
    at = 0
    while at < len(line):
        word = word_after(line, at)
        if word is not None:
            yield Span(at, at + len(word.text))
        at += len(word.text) if word else 1


def column_breaks(line: str, rng: random.Random) -> Iterator[Plant]:
    """Yield a break at any place inside a paragraph, often close to its start or end."""
    if rng.random() < 0.4:
        return
    reach = 8 if rng.random() < 0.25 else len(line) - 1
    at = rng.randint(1, reach)
    if rng.random() < 0.5:
        at = len(line) - at
    if not line[at - 1].isspace() and not line[at].isspace():
        gap = rng.choices(("\n\n", "\n", "\n\n\n"), (8, 1, 1))[0]
        yield Plant(Span(at, at), gap, ("",))


def with_plants(line: str, plants: Iterable[Plant]) -> tuple[str, list[Label]]:
    """Return a line with defects, and their labels in it."""
    parts: list[str] = []
    labels: list[Label] = []
    position = size = 0
    for plant in sorted(plants, key=lambda plant: plant.span):
        if labels and plant.span.start < position + APART:
            continue
        parts += [line[position : plant.span.start], plant.new]
        size += plant.span.start - position
        labels.append(Label(Span(size, size + len(plant.new)), plant.readings))
        size += len(plant.new)
        position = plant.span.end
    return "".join([*parts, line[position:]]), labels


def planted_pages(
    lines: Sequence[str], code: str, planter: Planter, rng: random.Random
) -> Iterator[Labelled]:
    """Yield pages of lines with defects in them."""
    for group in groups(lines, rng):
        pieces = [with_plants(line, planter(line, rng)) for line in group]
        yield page_of(pieces, "planted", code)


def page_of(pieces: Sequence[tuple[str, Sequence[Label]]], source: str, code: str = "") -> Labelled:
    """Return a page of paragraphs with a blank line between them."""
    labels: list[Label] = []
    size = 0
    for text, own in pieces:
        labels += [Label(label.span.shifted(size), label.readings) for label in own]
        size += len(text) + 2
    return Labelled("", "\n\n".join(text for text, _ in pieces) + "\n", tuple(labels), source, code)


def groups(lines: Sequence[str], rng: random.Random) -> Iterator[Sequence[str]]:
    """Yield the lines in groups of 6 to 12."""
    rest = iter(lines)
    while group := list(islice(rest, rng.randint(6, 12))):
        yield group


def repeated_paragraphs(lines: Sequence[str], rng: random.Random) -> Iterator[Labelled]:
    """Yield pages with one paragraph twice, next to its original or further down."""
    for group in groups(lines, rng):
        first = rng.randrange(len(group))
        second = first + 1 if rng.random() < 0.5 else rng.randint(first + 1, len(group))
        before = "\n\n".join(group[:second])
        copy = "\n\n" + group[first]
        after = "".join("\n\n" + line for line in group[second:]) + "\n"
        label = Label(Span(len(before), len(before) + len(copy)), ("",))
        yield Labelled("", before + copy + after, (label,), "planted", "DUP001")


def untidy_pages(lines: Sequence[str], rng: random.Random) -> Iterator[Labelled]:
    """Yield pages with blank runs, white space at line ends and unfinished last lines."""
    gaps = ("\n\n\n", "\n\n\n\n", "  \n\n", "\n \n", "\n\n\n\n\n\n\n", "　\n\n", " \n \n")
    for group in groups(lines, rng):
        parts: list[str] = []
        labels: list[Label] = []
        size = 0
        for number, line in enumerate(group):
            last = number + 1 == len(group)
            gap, reading = ("", "\n") if last else (rng.choice(gaps), "\n\n")
            if rng.random() < 0.5:
                gap = reading
            size += len(line)
            if gap != reading:
                labels.append(Label(Span(size, size + len(gap)), (reading,)))
            parts += [line, gap]
            size += len(gap)
        yield Labelled("", "".join(parts), tuple(labels), "planted", "LAY005")


def wrapped_pages(lines: Sequence[str], rng: random.Random) -> Iterator[Labelled]:
    """Yield pages whose paragraphs are broken into lines of 12 to 40 characters."""
    for group in groups(lines, rng):
        width = rng.randint(12, 40)
        behind = rng.choice(("\n", "\n\n"))
        text = ""
        labels: list[Label] = []
        for line in group:
            for piece, gap in printed(line, width):
                text += piece
                labels.append(Label(Span(len(text), len(text) + 1), (gap,)))
                text += "\n"
            labels.pop()
            text = text.removesuffix("\n") + behind
        yield Labelled("", text.rstrip("\n") + "\n", tuple(labels), "planted", "LAY002")


def confused_words(lines: Sequence[str], each: int, rng: random.Random) -> Iterator[Labelled]:
    """Yield pages with right words of the table made wrong, each in some random contexts."""
    rows = list(confusions().values())
    found: list[list[tuple[int, int]]] = [[] for _ in rows]
    automaton = AhoCorasick([row.right for row in rows])
    for number, line in enumerate(lines):
        for which, start, _ in automaton.find_matches_as_indexes(line, overlapping=True):
            found[which].append((number, start))
    plants: defaultdict[int, list[Plant]] = defaultdict(list)
    for row, places in zip(rows, found, strict=True):
        for number, start in rng.sample(places, min(each, len(places))):
            span = Span(start, start + len(row.right))
            plants[number].append(Plant(span, row.wrong, (row.right,)))
    chosen = sorted(plants)
    rng.shuffle(chosen)
    for group in groups([str(number) for number in chosen], rng):
        pieces = [with_plants(lines[int(number)], plants[int(number)]) for number in group]
        yield page_of(pieces, "planted", "OCR001")


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
