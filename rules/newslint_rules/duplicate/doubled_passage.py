"""DUP007 doubled-passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Block, Kind
from newslint.text.charclass import Offsets, classify, encode
from newslint.text.contract import DeleteCopy, comparable, without_marks
from newslint.text.document import Document
from newslint.text.edit import Safety
from newslint.text.lines import VERSE_WIDTH
from newslint.text.marks import CLOSERS, FINAL, OPENERS
from newslint.text.repeats import COPIES, doubled, letters
from newslint.text.span import Span
from newslint_rules.duplicate._letters import batch_letters, placed
from newslint_rules.duplicate._loops import CLAUSE, SENTENCE, growth, loops
from newslint_rules.duplicate._near import near_copies

LONG_SENTENCE = 12
"""Letters from which on a whole sentence is repeated-sentence's."""

LONGEST_EMPHASIS = 15
"""Letters that a speaker says twice for weight; more in quotation marks are a slip."""

SHORTEST_RUN_ON = 9
"""Letters of a passage that stands twice with nothing between; shorter ones are doubled words."""

FEWEST_HAN = 5
"""Different Han of a passage; fewer are sounds, figures or names in Latin letters."""

_LOOK_ROUND = 200
_STOPS = frozenset("，。；：！？…—,;:!?\n")
_PAUSED = _STOPS | {"、"}
_ENDS = frozenset(FINAL + "\n")
_HAN = regex.compile(r"\p{Han}")
_QUOTES = regex.compile(r"[“”「」『』]")
_SENTENCES = regex.compile(rf"[^{FINAL}\n]+(?:[{FINAL}]|$)")
_EMPHASIS = regex.compile(r"[！!？?]")
_ANNOUNCED = regex.compile(r"[两三几]遍|[两三]次|重复|反复|念叨|[喊唱念诵吼]")


def doubled_places(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the places that hold two copies of a passage and no third one."""
    return placed(batch, *doubled(batch.once(batch_letters).codes))


@rule(
    code="DUP007",
    name="doubled-passage",
    level=Level.WARNING,
    stage=Stage.REPETITION,
    trigger=Places(doubled_places),
    contract="delete-copy",
)
def doubled_passage(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A clause or a few that stand twice, one copy right after the other.

    What it finds
    -------------
    A passage of 7 to 127 letters that stands exactly twice, with only marks, white space or a
    line end between the copies: whole clauses, sentences of fewer than 12 letters, the end of a
    line that broke off, written again at the start of the next, and 9 letters or more that
    follow each other without any mark.

        护林队换上了新巡护车，⟦护林队换上了新巡护车，⇢⟧山路再远也能当天来回。
        水鸟年年飞来，渔民不赶也不打。开春起，三百亩网箱上方绷起一张张防鸟的⟦⏎⏎绷起一张张防鸟的⇢⟧尼龙线，远看像一片薄雾。
        蚕农说。今年头茬茧子早。⟦今年头茬茧子早。⇢⟧价钱也比去年好。

    Why it matters
    --------------
    A vision model that reads a page in tiles or columns writes what lies on the seam for each
    of them. The passage counts twice in every statistic, and the sentence reads as a stammer.

    When the fix is safe
    --------------------
    Never: a writer may say a thing twice for weight. The fix deletes the later copy and asks.

    What it leaves alone
    --------------------
    Speech and other quotations, questions and exclamations, items of a list, what is announced
    as repeated (两遍), headings, captions, tables and verse, paragraphs that start alike, and a
    clause that takes up the last words of the one before it. Words that are doubled, whole
    sentences of 12 letters, whole paragraphs and three copies or more have rules of their own.

        老校长常说：“⟦把字写端正，做人要端正，把字写端正，做人要端正⟧。”
        代表们参观了⟦柳河镇农业科技园，柳河镇农业科技园⟧占地六百亩。
        出发吧，⟦朝着雪山的方向！朝着雪山的方向！⟧

    Source
    ------
    Seams of tiles and columns in the output of vision-language models.
    """
    text = page.text
    taken: list[Span] | None = None
    at = done = 0
    for place in places:
        if place.start < done:
            continue
        found = _doubling(text, place)
        if found is None or not _is_defect(page.document, found):
            continue
        if taken is None:
            taken = [loop.span for loop in loops(page.document)]
        while at < len(taken) and taken[at].end <= place.start:
            at += 1
        if at < len(taken) and taken[at].overlaps(place):
            continue
        grown = _growth_end(text, found)
        done = grown or found.surplus.end
        if grown:
            continue
        fix = page.fix(
            page.edit(found.surplus, ""),
            safety=Safety.ASK,
            contract=DeleteCopy(found.kept, row=True),
        )
        yield page.finding(
            found.surplus,
            f"{found.kept.of(text)[:20]} stands twice, one copy right after the other",
            fix=fix,
            evidence=[Evidence("first copy", found.kept.of(text)[:40], found.kept)],
        )


@dataclass(frozen=True, slots=True)
class _Doubling:
    """Two copies in a row.

    Args:
        first: the letters of the first copy, with the marks inside it and before its first.
        second: those of the second copy.
        gap: what stands between them.
        broken: whether the first copy ends its line in the middle of a sentence.
        kept: the copy that stays.
        surplus: what goes.
    """

    first: Span
    second: Span
    gap: str
    broken: bool
    kept: Span
    surplus: Span


def _doubling(text: str, place: Span) -> _Doubling | None:
    """Return the doubling at a place, turned so that its copies are whole clauses, or None."""
    codes = encode(place.of(text))
    found = letters(codes, classify(codes))
    size = len(found.codes)
    for period in range(size // COPIES + 1, size // 2 + 1):
        if (found.codes[period:] == found.codes[:-period]).all():
            break
    else:
        return None
    at = (found.places + place.start).tolist()
    for turn in range(size - 2 * period + 1):
        first = Span(at[turn], at[turn + period - 1] + 1)
        second = Span(at[turn + period], at[turn + 2 * period - 1] + 1)
        one = _turned(text, first, second)
        if one is not None:
            return one
    return None


def _turned(text: str, first: Span, second: Span) -> _Doubling | None:
    """Return two copies as a doubling when marks or a torn line show that they are two."""
    gap = text[first.end : second.start]
    lead = gap[len(gap.rstrip(OPENERS)) :]
    if lead and text.endswith(lead, 0, first.start):
        first = Span(first.start - len(lead), first.end)
        second = Span(second.start - len(lead), second.end)
        gap = gap[: -len(lead)]
    before = text[max(0, first.start - 4) : first.start].rstrip(" \u3000" + CLOSERS + OPENERS)
    after = text[second.end : second.end + 4].lstrip(" \u3000" + CLOSERS)
    whole = (not before or before[-1] in _PAUSED) and after[:1] in _PAUSED
    if comparable(first.of(text)) != comparable(second.of(text)):
        return None
    mark = gap.strip()[:1]
    broken = "\n" in gap and not _ENDS.intersection(gap.strip())
    run_on = not gap and len(without_marks(second.of(text))) == len(second) >= SHORTEST_RUN_ON
    if mark and not (whole and text.startswith(mark, second.end)):
        return None
    if not (mark or broken or run_on):
        return None
    kept, surplus = _parts(text, first, second, gap)
    return _Doubling(first, second, gap, broken, kept, surplus)


def _parts(text: str, first: Span, second: Span, gap: str) -> tuple[Span, Span]:
    """Return what stays and what goes: the later copy, with the marks that both have."""
    marks = gap.rstrip()
    if marks and text.startswith(marks, second.end):
        kept = Span(first.start, first.end + len(marks))
        surplus = Span(second.start, second.end + len(marks))
        whole_line = text[second.start - 1] == "\n" and text[surplus.end : surplus.end + 1] in (
            "",
            "\n",
        )
        if marks[-1] not in FINAL + CLOSERS or whole_line:
            surplus = Span(kept.end, surplus.end)
        return kept, surplus
    return first, Span(first.end, second.end)


def _is_defect(document: Document, found: _Doubling) -> bool:
    """Tell whether a doubling is no speech, emphasis or list and no other rule's."""
    text = document.text
    unit = text[found.first.start : found.second.start]
    han = _HAN.findall(found.first.of(text))
    if len(set(han)) < FEWEST_HAN or 2 * len(han) < len(found.first):
        return False
    after = found.second.end
    if found.gap.strip(" \u3000") == "、" or _EMPHASIS.search(unit + text[after : after + 1]):
        return False
    if not found.broken:
        if not _balanced(unit):
            return False
        if _quoted(text, found.first) and len(without_marks(unit)) <= LONGEST_EMPHASIS:
            return False
    before = text[max(0, found.first.start - 12) : found.first.start]
    if _ANNOUNCED.search(before) or _ANNOUNCED.search(text[after : after + 20]):
        return False
    if not _in_prose(document, found):
        return False
    return not _holds_long_sentence(text, found)


def _in_prose(document: Document, found: _Doubling) -> bool:
    """Tell whether the copies lie in one paragraph, or one broke off and the next goes on."""
    blocks = document.blocks
    at = bisect_right(blocks, found.first.start, key=_start) - 1
    first = blocks[at]
    if first.kind is not Kind.BODY or "\n" in found.first.of(document.text):
        return False
    if first.content.contains(found.second):
        return True
    if at + 1 == len(blocks):
        return False
    second = blocks[at + 1]
    if second.kind is not Kind.BODY or not second.content.contains(found.second):
        return False
    if max(len(first.content), len(second.content)) <= VERSE_WIDTH:
        return False
    if first.content.start + 1 >= found.first.start:
        return False
    later = second.content.end
    return all(later not in (copy.earlier.end, copy.later.end) for copy in near_copies(document))


def _start(block: Block) -> int:
    return block.span.start


def _holds_long_sentence(text: str, found: _Doubling) -> bool:
    """Tell whether a whole sentence of LONG_SENTENCE letters without quotation marks is in both."""
    start = found.first.start
    unit = text[start : found.second.start].rstrip()
    opened = all(_starts_sentence(text, span.start) for span in (found.first, found.second))
    closed = unit[-1:] in _ENDS and text[found.second.end : found.second.end + 1] in _ENDS
    for sentence in _SENTENCES.finditer(unit):
        whole = (sentence.start() > 0 or opened) and (sentence.end() < len(unit) or closed)
        size = len(without_marks(sentence[0]))
        if whole and size >= LONG_SENTENCE and not _QUOTES.search(sentence[0]):
            return True
    return False


def _starts_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 8) : at].rstrip(" \u3000" + CLOSERS)
    return at == 0 or not before or before[-1] in _ENDS


def _growth_end(text: str, found: _Doubling) -> int:
    """Return the end of the growing loop whose pieces the copies are, 0 when they are none."""
    start = max(0, found.first.start - _LOOK_ROUND)
    line = text[start : found.first.start].rpartition("\n")[2]
    pauses = [match.start() for match in CLAUSE.finditer(line)][-1:]
    begins = [found.first.start, *(found.first.start - len(line) + at for at in pauses)]
    for begin in begins:
        for piece in (CLAUSE, SENTENCE):
            grown = growth(text[begin : found.second.end + _LOOK_ROUND], 0, piece)
            if grown is not None and begin + grown.span.end > found.first.start:
                return begin + grown.span.end
    return 0


def _balanced(unit: str) -> bool:
    """Tell whether quotation marks and brackets that open in a text close in it."""
    depth = 0
    for char in unit:
        depth += (char in OPENERS) - (char in CLOSERS)
        if depth < 0:
            return False
    return depth == 0


def _quoted(text: str, span: Span) -> bool:
    """Tell whether a place lies in quotation marks, or is nothing but one quotation."""
    line = text[max(0, span.start - _LOOK_ROUND) : span.start].rpartition("\n")[2]
    quotes = _QUOTES.findall(line)
    if quotes and quotes[-1] in OPENERS:
        return True
    words = span.of(text)
    return words[0] in OPENERS and not any(mark in CLOSERS for mark in words)
