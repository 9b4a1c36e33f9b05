"""Loops that a generating model left, as the rules of this family see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from newslint.text.blocks import Block, Kind
from newslint.text.charclass import Offsets, classify, encode
from newslint.text.contract import comparable, without_marks
from newslint.text.document import Document
from newslint.text.marks import ends_sentence
from newslint.text.repeats import COPIES, letters, runs
from newslint.text.span import Span

SHORTEST_UNIT = 6
"""Letters of a unit that is a phrase; shorter ones are sounds, words and beats."""

SAFE_COPIES = 4
MOST_ON_PURPOSE = 8
"""From so many copies on, slogans, quoted words and lists are loops too."""

FEWEST_OF_A_WORD = 8
FEWEST_OF_A_LETTER = 20

WHOLE_LINE = 15
"""A line of so many letters that repeats fewer than SAFE_COPIES times is a repeated paragraph."""

_LOOK_BACK = 200
_SOUNDS = frozenset(
    "哈呵嘿嘻呼啦啊呀哇呜嗡轰隆咚嘀嗒叮当铛滴答咔嚓哗啪砰嘟咕噜嗷唧喳汪喵咯吱唔嗯哎噢哦"
)
_ANNOUNCED = regex.compile(r"(?:三遍|重复|反复).{0,6}$|[喊唱念诵吼](?:道|着|出)?[：:，]?$")
_HAN = regex.compile(r"\p{Han}")
_WORDS = regex.compile(r"[\p{Han}\p{L}]")
_NO_PROSE = frozenset({Kind.TABLE, Kind.LIST, Kind.CREDIT, Kind.BYLINE, Kind.FURNITURE})
_GAP = regex.compile(r"[^\p{L}\p{N}]++$")
_OPENING = frozenset("“‘「『")
_OPENED = regex.compile(r"[“‘「『]\P{L}?$")
_QUOTES = regex.compile(r"[“”‘’「」『』]")


@dataclass(frozen=True, slots=True)
class Loop:
    """Copies in a row.

    Args:
        span: from the first copy to the end of the last one, cut short or not.
        kept: the letters of the copy that stays, with the marks inside it.
        surplus: what goes.
        copies: how many whole copies there are.
        unit: one copy.
        same: whether the copies agree in all but white space, and the marks between them too.
        safe: whether the surplus may go without being asked about.
    """

    span: Span
    kept: Span
    surplus: Span
    copies: int
    unit: str
    same: bool
    safe: bool


@lru_cache(maxsize=2)
def _runs(text: str) -> tuple[tuple[Offsets, int], ...]:
    """Return where the letters of each run stand in a text, and its period."""
    codes = encode(text)
    found = letters(codes, classify(codes))
    return tuple(
        (found.places[run.start : run.end].copy(), run.period) for run in runs(found.codes)
    )


def loops(document: Document) -> Iterator[Loop]:
    """Yield the loops of a document in order of place."""
    repeated = _runs(document.text)
    if not repeated:
        return
    blocks = _Blocks(document.blocks)
    for places, period in repeated:
        loop = _loop(document.text, places.tolist(), period, blocks)
        if loop is not None:
            yield loop


class _Blocks:
    """Tells the blocks round places that are asked for in ascending order."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._blocks = blocks
        self._at = 0

    def kinds(self, span: Span) -> set[Kind]:
        """Return the kinds of the blocks that a span lies in."""
        blocks = self._blocks
        while self._at + 1 < len(blocks) and blocks[self._at].span.end <= span.start:
            self._at += 1
        kinds, at = set(), self._at
        while at < len(blocks) and blocks[at].span.start < span.end:
            kinds.add(blocks[at].kind)
            at += 1
        return kinds


def _loop(text: str, places: list[int], period: int, blocks: _Blocks) -> Loop | None:
    """Return what a run of letters at places of a text is, or None when it is no loop."""
    offset = _turned(text, places, period)
    places = places[offset:]
    copies, rest = divmod(len(places), period)
    if copies < COPIES:
        return None
    firsts = places[: copies * period : period]
    lasts = places[period - 1 : copies * period : period]
    units = [text[first : last + 1] for first, last in zip(firsts, lasts, strict=True)]
    gaps = [text[last + 1 : first] for last, first in zip(lasts, firsts[1:], strict=False)]
    end = _cut_end(text, places[-rest], places[-1] + 1, units[0]) if rest else None
    if end is None and _goes_on(text, lasts[-1] + 1, gaps[-1]):
        copies, firsts, lasts = copies - 1, firsts[:-1], lasts[:-1]
        units, gaps = units[:-1], gaps[:-1]
    if copies < COPIES:
        return None
    kept = Span(firsts[0], lasts[0] + 1)
    span = Span(firsts[0], lasts[-1] + 1 if end is None else end)
    surplus = Span(kept.end, span.end)
    if end is not None:
        surplus = Span(kept.end + len(gaps[0].rstrip()), end)
    same = len({comparable(one) for one in units}) == 1 == len({comparable(one) for one in gaps})
    unit = text[firsts[0] : firsts[1]]
    kinds = blocks.kinds(span)
    if not _is_loop(text, span, unit, period, copies, kinds):
        return None
    safe = (
        same
        and copies >= SAFE_COPIES
        and len(_HAN.findall(unit)) >= SHORTEST_UNIT
        and kinds == {Kind.BODY}
        and not _on_purpose(text, span, unit, kinds)
        and not _quoted(text, span)
        and ("\n" not in unit or ends_sentence(unit))
    )
    return Loop(span, kept, surplus, copies, unit.strip(), same, safe)


def _turned(text: str, places: list[int], period: int) -> int:
    """Return how many letters to skip so that a copy starts behind a mark, if one can."""
    for offset in range(min(len(places) % period, period - 1) + 1):
        at = places[offset]
        if at == 0 or not (_WORDS.match(text[at - 1]) or text[at - 1].isdigit()):
            return offset
    return 0


def _goes_on(text: str, at: int, gap: str) -> bool:
    """Tell whether the last copy only begins what follows, unlike those before it."""
    if "\n" in gap:
        return _WORDS.search(text[at : at + len(gap)].partition("\n")[0]) is not None
    after = text[at : at + 1]
    return bool(gap) and gap != "、" and _WORDS.match(after) is not None


def _cut_end(text: str, start: int, end: int, unit: str) -> int | None:
    """Return where the line of a last copy ends that is cut short there, or None."""
    stop = text.find("\n", end if "\n" in unit else start, end + len(unit))
    if stop < 0 and end + len(unit) < len(text):
        return None
    line = text[start : stop if stop >= 0 else len(text)].rstrip()
    if not comparable(unit).startswith(comparable(line)):
        return None
    return start + len(line)


def _is_loop(text: str, span: Span, unit: str, period: int, copies: int, kinds: set[Kind]) -> bool:
    """Tell whether copies in a row are more than sound, rhythm, emphasis or a list."""
    han = _HAN.findall(unit)
    if period < SHORTEST_UNIT and not han:
        return False
    if not _WORDS.search(unit):
        return False
    if period == 1:
        return copies >= FEWEST_OF_A_LETTER and unit[0] not in _SOUNDS
    if period < SHORTEST_UNIT:
        return (
            copies >= FEWEST_OF_A_WORD
            and not _SOUNDS.issuperset(han)
            and not _on_purpose(text, span, unit, kinds)
        )
    if Kind.TABLE in kinds:
        return False
    if copies < SAFE_COPIES and _whole_lines(text, span, unit, period):
        return False
    enough = SAFE_COPIES if _items(unit) > 1 else MOST_ON_PURPOSE
    return copies >= enough or not _on_purpose(text, span, unit, kinds)


def _items(unit: str) -> int:
    """Return how many items of a list a unit holds: nobody lists the same two again and again."""
    return unit.count("、") if unit.rstrip().endswith("、") else 0


def _whole_lines(text: str, span: Span, unit: str, period: int) -> bool:
    """Tell whether each copy is one line that is long enough for a repeated paragraph."""
    starts_line = not _before(text, span).strip()
    return starts_line and period >= WHOLE_LINE and "\n" in unit and "\n" not in unit.strip()


def _on_purpose(text: str, span: Span, unit: str, kinds: set[Kind]) -> bool:
    """Tell slogans, quoted and announced repetition, lists and lines that are no prose."""
    if "！" in unit or "!" in unit or "、" in unit[-2:] or kinds & _NO_PROSE:
        return True
    gap = _GAP.search(unit)
    whole = not _QUOTES.search(unit[: gap.start()] if gap else unit)
    if whole and gap and _OPENING.intersection(gap[0]):
        return True
    before = _before(text, span)
    return (whole and _OPENED.search(before) is not None) or _ANNOUNCED.search(before) is not None


def _quoted(text: str, span: Span) -> bool:
    """Tell whether a place lies in quotation marks."""
    quotes = _QUOTES.findall(_before(text, span))
    return bool(quotes) and quotes[-1] in _OPENING


def _before(text: str, span: Span) -> str:
    return text[max(0, span.start - _LOOK_BACK) : span.start].rpartition("\n")[2]


# Loops that grow: A, AB, ABC.

CLAUSE = regex.compile(r"[^，。！？；：、,;:!?…\n]+")
SENTENCE = regex.compile(r"[^。！？!?…\n]+")


@dataclass(frozen=True, slots=True)
class Growth:
    """Pieces in a row, each of which starts, or ends, with all of the one before it.

    Args:
        span: from the first to the last.
        kept: the piece that says everything once.
        pieces: how many there are.
    """

    span: Span
    kept: Span
    pieces: int


def growth(text: str, start: int, piece: regex.Pattern[str]) -> Growth | None:
    """Return the growing loop that starts with the piece at a place, or None."""
    row: list[Span] = []
    forms: list[str] = []
    for match in piece.finditer(text, start):
        form = without_marks(comparable(match[0]))
        if not form:
            continue
        if forms and not _grown(forms[-1], form, at_end=len(forms) > 1 and _at_end(forms)):
            break
        row.append(Span(match.end() - len(match[0].lstrip()), match.end()))
        forms.append(form)
    if len(row) < COPIES or not _HAN.search(forms[0]):
        return None
    added = forms[1].removesuffix(forms[0])
    stuttered = _at_end(forms) and forms[0].startswith(added)
    return Growth(row[0].joined(row[-1]), row[0] if stuttered else row[-1], len(row))


def _grown(short: str, long: str, *, at_end: bool) -> bool:
    if len(long) <= len(short):
        return False
    return long.endswith(short) or (not at_end and long.startswith(short))


def _at_end(forms: Sequence[str]) -> bool:
    return forms[1].endswith(forms[0])
