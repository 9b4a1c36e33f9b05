"""MIX002 stray-latin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.span import Span
from newslint_rules.mixed._connectives import connectives
from newslint_rules.mixed._script import is_quoted

TERMS = files(__package__) / "stray_latin.tsv"

FEWEST_WORDS = 6
"""So many words in a row may be a sentence; names of journals and offices are shorter."""

FEWEST_LETTERS = 8
"""So many letters of another script in a row are a sentence or a piece of one."""

LONGEST_SENTENCE = 1000
LONGEST_FRAGMENT = 80
"""Code points that are read from the start of a sentence or fragment."""

SHORTEST = 3
"""Two lower-case letters are mostly an abbreviation; single ones are judged by their shape."""

_FRAGMENT = regex.compile(
    r"(?<=[\p{Han}，。；] ?)([a-z]+(?: [a-z]+){0,4})(?= ?[\p{Han}，。；！？])"
)
_SENTENCE = regex.compile(r"[A-Za-z]+(?:(?:[,;:.] ?| |'|’|-)[A-Za-z0-9]+)*[.!?]?")
_OTHER = regex.compile(
    r"[\p{Cyrillic}\p{Greek}\p{Hangul}\p{Hiragana}\p{Katakana}ー]"
    r"(?:[ ,.、。]?[\p{Cyrillic}\p{Greek}\p{Hangul}\p{Hiragana}\p{Katakana}ー])*"
)
_LETTER_TERM = regex.compile(r"[第设个]|[人型形股级线组队卷区座栋点轴值个项行列位步层次]")
_NAMED = regex.compile(r"(?:称之?为|称作|叫|叫做|名为|解释为|译为|归咎于|网友|网名|昵称|[:：]) ?$")
_SPELLING = regex.compile(r"[拼读念注发]音|音节|声母|韵母|[读念]作|字母")
_HAN = regex.compile(r"\p{Han}")
_LOWER = regex.compile(r"\b[a-z]+\b")
_SYLLABLES = regex.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    r"(?:i?ang|i?ong|u?ang|[aeiou]ng|i?an|u?an|[aeiuv]n|iao|uai|[aeo]i|ao|i?ou|i[aeu]|u[aeoi]|"
    r"v[en]|er|[aeiouv])){2,}"
)


def latin_places(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return lower-case words after Han or a mark, rows of words, and rows of other letters."""
    starts, ends = _groups(batch.at(Class.LATIN), apart=1, fewest=1)
    codes, size = batch.codes, len(batch.codes)
    gap = codes[np.maximum(starts - 1, 0)] == 0x20
    left = np.maximum(starts - 1 - gap, 0)
    inside = batch.has(Class.HAN | Class.FULL_MARK)[left] & (starts > 0)
    first = inside & (codes[starts] >= ord("a")) & (ends < size)
    row_starts, row_ends = _rows(batch, starts, ends)
    letters = np.flatnonzero((batch.classes == 0) & (codes >= 0x370))
    other_starts, other_ends = _groups(letters, apart=2, fewest=FEWEST_LETTERS)
    begins = np.concatenate((starts[first], row_starts, other_starts))
    order = np.argsort(begins, kind="stable")
    return begins[order], np.concatenate((ends[first], row_ends, other_ends))[order]


def _rows(batch: Batch, starts: Offsets, ends: Offsets) -> tuple[Offsets, Offsets]:
    """Return where at least FEWEST_WORDS runs of Latin stand with a space between each two."""
    gaps = starts[1:] - ends[:-1]
    spaced = (gaps <= 2) & (batch.codes[starts[1:] - 1] == 0x20)
    edges = np.flatnonzero(
        np.diff(spaced.view(np.int8), prepend=np.int8(0), append=np.int8(0)) != 0
    )
    opened, closed = edges[::2], edges[1::2]
    many = closed - opened >= FEWEST_WORDS - 1
    return starts[opened[many]], ends[closed[many]]


def _groups(offsets: Offsets, *, apart: int, fewest: int) -> tuple[Offsets, Offsets]:
    """Return the groups of at least so many offsets, each at most so far from the next."""
    breaks = np.flatnonzero(np.diff(offsets) > apart) + 1
    size = len(offsets)
    first = np.insert(breaks, 0, 0)[:size]
    last = np.append(breaks, size)[:size] - 1
    many = last - first + 1 >= fewest
    return offsets[first[many]], offsets[last[many]] + 1


@cache
def _known() -> frozenset[str]:
    """Return the lower-case terms, units and brands of news, and the words that MIX001 judges."""
    terms = TERMS.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(line.split("\t")[0] for line in terms) | frozenset(connectives())


@rule(
    code="MIX002",
    name="stray-latin",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(latin_places),
)
def stray_latin(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A foreign fragment or sentence in the middle of Chinese text.

    What it finds
    -------------
    Lower-case Latin words or single letters between Han that are no connective, unit or known
    term, and a foreign sentence outside quotation marks and brackets in a Chinese paragraph.

        这座水库的 ⟦capacity⟧ 比去年增加了一倍。
        两省将⟦strengthen⟧旅游方面的合作。
        议案已经审⟦i⟧通过，明天公布。
        代表们走进会场。⟦The meeting will be held in the new hall.⟧ 会后还有参观。

    Why it matters
    --------------
    Vision-language models drop into another language where a character is hard to read, and a
    recogniser takes a smudged character for a letter. The word that stood there is lost.

    When the fix is safe
    --------------------
    There is none: what stood there cannot be told from the text.

    What it leaves alone
    --------------------
    Acronyms, units, brands, borrowed words, titles, quotations, spelt-out pronunciations, words
    that the text repeats, addresses and file names.

        用户下载⟦app⟧后连上⟦wifi⟧，拿⟦vivo⟧手机拍⟦vlog⟧，每⟦kg⟧水果便宜两元，甲队⟦vs⟧乙队。
        她在⟦eBay⟧上买了⟦Type-C⟧接口的线，“⟦Rock and Roll⟧”与《⟦gone with the wind⟧》都在里面。
        这里⟦City不City⟧，⟦iPhone⟧和⟦adidas⟧的门店都在，溶液的⟦pH⟧值是七，文件名是⟦readme.txt⟧。
        “你”的拼音是⟦ni⟧，地名按⟦beijing⟧这样拼写。
        工匠在⟦purlin⟧上钉椽子，⟦purlin⟧是房梁上的木条。

    Source
    ------
    Seed 003; real OCR pages, on which an i stands where a Han was.
    """
    text = page.text
    done = -1
    counts = Counter(span.of(text) for span in places)
    for span in places:
        if span.start <= done:
            continue
        if not text[span.start].isascii():
            yield from _foreign(page, _OTHER.match(text, span.start))
            continue
        sentence = _SENTENCE.match(text, span.start, span.start + LONGEST_SENTENCE)
        if sentence is not None and _is_sentence(sentence[0]):
            done = sentence.end()
            yield from _foreign(page, sentence)
            continue
        fragment = _FRAGMENT.match(text, span.start, span.start + LONGEST_FRAGMENT)
        if fragment is not None and counts[span.of(text)] == 1 and _is_stray(text, fragment):
            done = fragment.end()
            whole = Span(fragment.start(1), done)
            yield page.finding(whole, f"stray “{fragment[1]}” in a Chinese sentence")


def _is_stray(text: str, fragment: regex.Match[str]) -> bool:
    """Tell whether a lower-case fragment between Han has no business there."""
    phrase, start, end = fragment[1], fragment.start(), fragment.end()
    if len(phrase) > 1 and (
        phrase in _known() or all(word in _known() for word in phrase.split(" "))
    ):
        return False
    if is_quoted(text, Span(start, end), brackets=True) or _NAMED.search(text[start - 4 : start]):
        return False
    around = text[max(0, start - 8) : start] + text[end : end + 8]
    if _SPELLING.search(around):
        return False
    if len(phrase) == 1:
        return phrase in "ijlo" and not _LETTER_TERM.search(text[start - 1] + text[end : end + 1])
    return len(phrase) >= SHORTEST and not _SYLLABLES.fullmatch(phrase)


def _is_sentence(words: str) -> bool:
    """Tell whether a row of words is mostly lower case, as sentences are and names are not."""
    size = words.count(" ") + 1
    return size >= FEWEST_WORDS and 2 * len(_LOWER.findall(words)) > size


def _foreign(page: Page, match: regex.Match[str] | None) -> Iterator[Finding]:
    """Yield the finding for a foreign sentence unless it is quoted, in brackets or by itself."""
    if match is None or match.end() - match.start() < FEWEST_LETTERS:
        return
    text, span = page.text, Span(match.start(), match.end())
    before = text[max(0, span.start - 40) : span.start].rpartition("\n")[2]
    after = text[span.end : span.end + 40].partition("\n")[0]
    if len(_HAN.findall(before + after)) < 4 or is_quoted(text, span, brackets=True):
        return
    yield page.finding(span, "foreign sentence in a Chinese paragraph")
