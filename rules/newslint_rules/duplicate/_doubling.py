"""Tells a word written twice by mistake from one that usage or its neighbours explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from newslint.model.lexicon import LONGEST, Word, known, look_up
from newslint.text.span import Span

TABLE = files(__package__) / "repeated_word.tsv"

LONGEST_UNIT = 8
"""Longer repetitions are phrases: clean news has 8 of period 7 or 8 in 76 million characters."""

SELF_EVIDENT = 4
"""From this many code points on, a unit need not be a word of the lexicon."""

_DOUBLED_HEADS = frozenset("一二两几半每各某越很太好挺最更特真老整多")
_SPEECH_ENDS = frozenset("着啊呀吧哦")
_CHOICE = frozenset("谁哪啥咋怎何几多么我你您咱每啊吧呢吗嘛")
_BEFORE_VERB = frozenset("再来去想要多先得就能跟让请帮给可都也")
_AFTER_NOUN = frozenset("的和与及、之")
_PARTICLES = frozenset("的和与在是了有")
_HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of `repeated_word.tsv` by kind.

    Args:
        characters: function characters (kind char), each with whether any lexicon word that ends
            with it, or starts with it, explains a doubling; else only listed words do.
        left: pairs of what stands before and the unit (kind left).
        right: pairs of a character and a word that starts with it (kind right).
        spans: words and names with the doubled character inside (kind span), by that character.
        units: what is doubled on purpose: emphasis, sounds, states, names (kind unit).
        verbs: verbs that are doubled in speech, 研究研究 (kind redup).
    """

    characters: dict[str, tuple[bool, bool]]
    left: frozenset[tuple[str, str]]
    right: frozenset[tuple[str, str]]
    spans: dict[str, tuple[str, ...]]
    units: frozenset[str]
    verbs: frozenset[str]


@cache
def table() -> Table:
    """Return the rule's table."""
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        kind, left, unit, right, _ = line.split("\t")
        rows.setdefault(kind, []).append((left, unit, right))
    spans: dict[str, tuple[str, ...]] = {}
    for _, unit, span in rows["span"]:
        spans[unit] = (*spans.get(unit, ()), span)
    return Table(
        {unit: (left == "lexicon", right == "lexicon") for left, unit, right in rows["char"]},
        frozenset((left, unit) for left, unit, _ in rows["left"]),
        frozenset((unit, right) for _, unit, right in rows["right"]),
        spans,
        frozenset(unit for _, unit, _ in rows["unit"]),
        frozenset(unit for _, unit, _ in rows["redup"]),
    )


def slip(text: str, run: Span) -> Span | None:
    """Return the first copy of what a run of two copies doubles by mistake, or None."""
    size = _period(run.of(text))
    if size is None:
        return None
    if size == 1:
        return None if _character_explained(text, run.start) else Span(run.start, run.start + 1)
    first = _likeliest(text, run, size)
    return None if first is None or _word_explained(text, first) else first


def _period(run: str) -> int | None:
    """Return the smallest period of a run, or None when it holds three copies or more."""
    for size in range(1, LONGEST_UNIT + 1):
        if run[size:] == run[:-size]:
            return size if len(run) < 3 * size else None
    return None


# One character: 的的, 在在.


def _character_explained(text: str, at: int) -> bool:
    """Tell whether a word that holds one or both copies explains a doubled character."""
    char, second = text[at], at + 1
    any_left, any_right = table().characters[char]
    for size in range(2, LONGEST + 1):
        left = text[max(0, second - size) : second]
        right = text[second : second + size]
        if (left, char) in table().left or (any_left and known(left)):
            return True
        if (char, right) in table().right or (any_right and known(right)):
            return True
    for span in table().spans.get(char, ()):
        start = at - span.index(char * 2)
        if start >= 0 and text.startswith(span, start):
            return True
    return any(_words(text, range(max(0, at - LONGEST + 2), at + 1), at + 2))


# Words: 发展发展.


def _likeliest(text: str, run: Span, size: int) -> Span | None:
    """Return the first copy in the reading of a run whose unit is the commonest word."""
    best: tuple[int, Span] | None = None
    for start in range(run.start, run.end - 2 * size + 1):
        first = Span(start, start + size)
        rank = _rank(first.of(text))
        if rank is not None and (best is None or rank > best[0]):
            best = rank, first
    return best[1] if best else None


def _rank(unit: str) -> int | None:
    """Return how common a unit is, or None when it is doubled by right or is no word."""
    if unit in table().units or unit[-1] in _SPEECH_ENDS or unit[0] == "一":
        return None
    word = look_up(unit)
    if unit[0] in _DOUBLED_HEADS and not (word and word.classes.startswith(("n", "v"))):
        return None
    if word:
        return word.frequency
    return 0 if len(unit) >= SELF_EVIDENT and not _CHOICE.intersection(unit) else None


def _word_explained(text: str, first: Span) -> bool:
    return (
        _mirrored(text, first)
        or _crosses_right(text, first)
        or _longer_word(text, first)
        or _crosses_left(text, first)
        or _predicate(text, first)
    )


def _mirrored(text: str, first: Span) -> bool:
    """Tell titles, mirrors (江山就是人民人民就是江山, 英雄的人民人民的英雄), headlines in a row."""
    unit, _, end = _parts(text, first)
    before = text[max(0, first.start - 3) : first.start]
    return (
        before[-1:] in ("《", "〈", "该")
        or (before[-1:], unit) in table().left
        or known(unit * 2)
        or (len(before) >= 2 and text.startswith(before[-2:], end))
        or (len(before) == 3 and before[2] == "的" and text.startswith("的" + before[:2], end))
        or text.startswith(("再" + unit, "也" + unit, "称", "警告"), end)
    )


def _crosses_right(text: str, first: Span) -> bool:
    """Tell whether a word starts in the second copy and ends behind it: 委员会|委员|会见."""
    _, middle, end = _parts(text, first)
    return any(
        word.frequency >= 1 and (start - middle == 1 or known(text[middle:start]))
        for start, _, word in _words(text, range(middle + 1, end), end + 1)
    )


def _longer_word(text: str, first: Span) -> bool:
    """Tell whether a copy is a part of a longer word: 学生|学生证, 大使馆|使馆."""
    unit, middle, end = _parts(text, first)
    right = {stop - end for _, stop, _ in _words(text, range(middle, middle + 1), end + 1)}
    starts = range(max(0, middle - LONGEST), first.start)
    left = {first.start - start for start in starts if known(text[start:middle])}
    return 1 in right or bool(left and right) or (len(unit) == 2 and 1 in left)


def _crosses_left(text: str, first: Span) -> bool:
    """Tell whether a word before ends in the first copy, a word after it: 项目|的|目的."""
    for border in range(first.start + 1, first.end):
        rest = text[border : first.end]
        if rest in _PARTICLES or known(rest):
            starts = range(max(0, border - LONGEST), first.start)
            words = (look_up(text[start:border]) for start in starts)
            if any(word is not None and word.frequency >= 1 for word in words):
                return True
    return False


def _predicate(text: str, first: Span) -> bool:
    """Tell whether a verb is doubled as a predicate: 大家研究研究, 再坚持坚持."""
    unit, _, end = _parts(text, first)
    word = look_up(unit)
    listed = unit in table().verbs
    if not listed and not (word and word.may_be("v")):
        return False
    before, after = text[max(0, first.start - 1) : first.start], text[end : end + 1]
    if before == "的" or after in _AFTER_NOUN:
        return False
    return listed or (before in _BEFORE_VERB and not _HAN.match(after))


def _parts(text: str, first: Span) -> tuple[str, int, int]:
    """Return the unit, where the second copy starts and where it ends."""
    return first.of(text), first.end, first.end + len(first)


def _words(text: str, starts: range, shortest_end: int) -> Iterator[tuple[int, int, Word]]:
    """Yield start, end and entry of the words that start in a range and end at or after a place."""
    for start in starts:
        for end in range(shortest_end, min(len(text), start + LONGEST) + 1):
            word = look_up(text[start:end])
            if word is not None:
                yield start, end, word
