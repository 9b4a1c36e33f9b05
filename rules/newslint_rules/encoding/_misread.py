"""Text whose bytes were read with the wrong codec: where it ends, what it was, how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

import regex

from newslint.text.recode import (
    BIG5_AS_GBK,
    COMMON,
    GBK_AS_BIG5,
    LATIN_SPECIALS,
    MARKS,
    UTF8_AS_BIG5,
    UTF8_AS_GBK,
    WEB_LATIN,
    common_share,
    fluency,
)
from newslint.text.span import Span
from newslint_rules.encoding._invisible import INVISIBLE

MARGIN: Final = 0.7
"""Least gain in fluency of a safe repair.

In 40 million characters of clean news seven stretches make an exact round trip of a character or
more, and the best of them loses 0.12; 95 % of phrases of two or more characters that were
misread gain 1.2 or more.
"""

FLUENT: Final = 0.25
"""Least fluency of what a safe repair writes: names of rare characters have less than news."""

_FLUENT_LEGACY: Final = 1.2
"""The same for GB18030 and Big5, in which nearly all pairs of bytes are characters."""

LONGEST: Final = 400
"""Code points that are looked at behind a place; what follows is found from its own place."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A stretch of misread text.

    Args:
        spans: what is to be replaced, ASCII between them left out.
        readings: what was meant, one for each span.
        encoder: codec of the bytes.
        decoder: codec that they were read with.
        units: characters that were meant, ASCII left out.
        gain: fluency of what was meant less that of what stands there.
    """

    spans: tuple[Span, ...]
    readings: tuple[str, ...]
    encoder: str
    decoder: str
    units: int
    gain: float

    @property
    def span(self) -> Span:
        """Return the span from the first to the last."""
        return Span(self.spans[0].start, self.spans[-1].end)

    @property
    def reading(self) -> str:
        """Return what was meant, joined."""
        return "".join(self.readings)

    @property
    def proven(self) -> bool:
        """Tell whether the round trip is long enough and gains enough to be no accident."""
        return self.units >= 2 and self.gain >= MARGIN and fluency(self.reading) >= FLUENT


def _misread(text: str, span: Span, new: str, encoder: str, decoder: str) -> Misread | None:
    """Return a stretch with its reading, None when nothing in it was misread.

    What is ASCII before and after is no part of it, nor are invisible characters: later rules
    may remove those only where no repair wrote them.
    """
    old = span.of(text)
    size = 1 if decoder in _LATIN else 0
    old_ends = list(accumulate(size or len(char.encode(decoder)) for char in old))
    new_ends = list(accumulate(len(char.encode(encoder)) for char in new))
    places = {end: number for number, end in enumerate(old_ends, 1)} | {0: 0}
    spans: list[Span] = []
    readings: list[str] = []
    first = first_new = 0
    for number, (char, end) in enumerate(zip(new, new_ends, strict=True)):
        start = new_ends[number - 1] if number else 0
        if (char > "\x7f" and not _UNSEEN.match(char)) or start not in places or end not in places:
            continue
        if places[start] > first:
            spans.append(Span(span.start + first, span.start + places[start]))
            readings.append(new[first_new:number])
        first, first_new = places[end], number + 1
    if first < len(old):
        spans.append(Span(span.start + first, span.end))
        readings.append(new[first_new:])
    return _summed(text, spans, readings, encoder, decoder) if spans else None


def _summed(
    text: str, spans: list[Span], readings: list[str], encoder: str, decoder: str
) -> Misread:
    old = "".join(span.of(text) for span in spans)
    new = "".join(readings)
    units = sum(char > "\x7f" for char in new)
    gain = fluency(new) - fluency(old)
    return Misread(tuple(spans), tuple(readings), encoder, decoder, units, gain)


# Bytes read as Latin-1 or Windows-1252.

_UNSEEN = regex.compile(rf"{INVISIBLE}|\p{{Cc}}")
_LATIN: Final = ("latin-1", "cp1252", WEB_LATIN)
_HIGH: Final = rf"\u0080-\u00FF{LATIN_SPECIALS}"
_TAIL: Final = rf"\u0080-\u00BF{LATIN_SPECIALS}"
_UNITS: Final = rf"(?:[ð-ô][{_TAIL}]{{3}}|[à-ï][{_TAIL}]{{2}}|[Â-ß][{_TAIL}])"
_UTF8_RUN = regex.compile(rf"{_UNITS}{{1,{LONGEST}}}")
_UTF8_NEXT = regex.compile(rf"([ -~]{{1,40}})({_UNITS}{{1,{LONGEST}}})")
_HIGH_RUN = regex.compile(rf"[{_HIGH}]{{4,{LONGEST}}}")
_MIXES = tuple(
    regex.compile(rf"[{high}](?:[{high}]|[!-~]{{1,4}}|[ ](?=[{high}])){{3,{LONGEST}}}")
    for high in (_HIGH, r"\u0080-\u00FF")
)
_LEGACY_RUNS = (*_MIXES, _HIGH_RUN, regex.compile(rf"[\u0080-\u00FF]{{4,{LONGEST}}}"))
_PAIRED = regex.compile(r"[\u0080-\u00FF][\x40-\x7E]?\Z")
_LETTER = regex.compile(r"[À-ÖØ-öø-ÿ]")


def read_as_latin(text: str, at: int) -> Misread | None:
    """Return the misread text that starts at a Latin-1 character, or None."""
    return _utf8_as_latin(text, at) or _legacy_as_latin(text, at)


def _utf8_as_latin(text: str, at: int) -> Misread | None:
    if not _UTF8_RUN.match(text, at):
        return None
    ways = [found for codec in _LATIN if (found := _utf8_as_one_latin(text, at, codec))]
    found = max(ways, key=lambda way: way.units, default=None)
    if found is None or (found.units <= 2 and _cut_out(text, found.span)):
        return None
    return found


def _utf8_as_one_latin(text: str, at: int, codec: str) -> Misread | None:
    """Return the runs of UTF-8 from a place on, with ASCII between them, read as one codec."""
    spans: list[Span] = []
    readings: list[str] = []
    following, group = _UTF8_RUN.match(text, at), 0
    while following is not None and following.end() - at < _LONGEST_CLUSTER:
        reading = _recoded(following[group], codec, "utf-8")
        if reading is None:
            break
        run = _misread(text, Span(*following.span(group)), reading, "utf-8", codec)
        if run is not None:
            spans += run.spans
            readings += run.readings
        following, group = _UTF8_NEXT.match(text, following.end()), 2
    return _summed(text, spans, readings, "utf-8", codec) if spans else None


_LONGEST_CLUSTER: Final = 20 * LONGEST


def _cut_out(text: str, span: Span) -> bool:
    """Tell whether Latin-1 goes on beside a span, so that it may be part of something else."""
    beside = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
    return any("\x80" <= char <= "\xff" for char in beside)


def _legacy_as_latin(text: str, at: int) -> Misread | None:
    """Return the GB18030 or Big5 text read as Latin-1 that starts at a place, or None.

    A place inside a run of Latin-1 is no start: read from there the bytes are paired wrongly.
    """
    if _PAIRED.search(text, max(0, at - 2), at):
        return None
    readings: list[Misread] = []
    for pattern in _LEGACY_RUNS:
        match = pattern.match(text, at)
        if match is None or not _dense(match[0]):
            continue
        span = Span(*match.span())
        readings += [
            found
            for decoder in _LATIN
            for encoder in ("gb18030", "big5")
            if (new := _recoded(match[0], decoder, encoder)) is not None
            and (found := _misread(text, span, new, encoder, decoder)) is not None
        ]
    return _clearly(readings)


def _clearly(readings: list[Misread]) -> Misread | None:
    """Return the weightiest proven reading of the codec that fits best by far, or None."""
    best = max(readings, key=lambda found: found.gain, default=None)
    if best is None:
        return None
    for other in readings:
        if other.encoder != best.encoder and best.gain - other.gain < MARGIN:
            return None
    fitting = [
        found
        for found in readings
        if found.encoder == best.encoder
        and found.proven
        and fluency(found.reading) >= _FLUENT_LEGACY
    ]
    return max(fitting, key=lambda found: fluency(found.reading) * found.units, default=None)


def _dense(run: str) -> bool:
    """Tell whether a run holds many different Latin-1 characters, as no foreign word does."""
    high = [char for char in run if char > "\x7f"]
    letters = sum(_LETTER.match(char) is not None for char in high)
    kinds = len(set(high))
    varied = (letters >= 2 and kinds >= 4) or (len(high) >= 8 and kinds >= 5)
    return varied and len(high) * 2 >= len(run)


def _recoded(old: str, decoder: str, encoder: str) -> str | None:
    """Return what the bytes were before they were misread, None unless the way back is exact."""
    try:
        new = old.encode(decoder).decode(encoder)
        return new if new.encode(encoder).decode(decoder) == old else None
    except UnicodeError:
        return None


# UTF-8 read as GB18030 or Big5.

_SHORT: Final = 14
_CHINESE_END = regex.compile(r"[\p{Han}\u3000-\u303F\uFF01-\uFF60“”‘’…—]")


def read_as_chinese(text: str, at: int) -> Misread | None:
    """Return the UTF-8 text read as GB18030 or Big5 that starts at an ideograph, or None."""
    best: Misread | None = None
    for codec, leads in (("gb18030", UTF8_AS_GBK), ("big5", UTF8_AS_BIG5)):
        if text[at] in leads and _utf8_as(text, at, codec, _SHORT) is not None:
            found = _utf8_as(text, at, codec, LONGEST)
            if found is not None and (best is None or found.gain > best.gain):
                best = found
    return best


def _utf8_as(text: str, at: int, codec: str, reach: int) -> Misread | None:
    """Return the longest stretch whose bytes are UTF-8 and begin and end with Chinese."""
    piece = text[at : at + reach].partition("\n")[0]
    try:
        data = piece.encode(codec)
    except UnicodeEncodeError as error:
        piece = piece[: error.start]
        data = piece.encode(codec)
    try:
        new = data.decode("utf-8")
    except UnicodeDecodeError as error:
        new = data[: error.start].decode("utf-8")
    old_ends = {
        end: count
        for count, end in enumerate(accumulate(len(char.encode(codec)) for char in piece), 1)
    }
    best = 0, 0
    for count, (char, end) in enumerate(
        zip(new, accumulate(len(char.encode("utf-8")) for char in new), strict=True), 1
    ):
        if end in old_ends and _CHINESE_END.match(char):
            best = old_ends[end], count
        elif char > "\x7f" and not _CHINESE_END.match(char) and char not in "·×°±":
            break
    size, count = best
    if count < 2:
        return None
    old, meant = piece[:size], new[:count]
    if _recoded(old, codec, "utf-8") != meant:
        return None
    return _misread(text, Span(at, at + size), meant, "utf-8", codec)


# GB18030 read as Big5, and the reverse.


def crossed(text: str, run: Span) -> Misread | None:
    """Return the GB18030 text read as Big5, or the reverse, that a run beyond ASCII is, or None."""
    old = run.of(text)
    before = common_share(old)
    if before is None or before > _MOST_COMMON_MISREAD:
        return None
    for decoder, encoder in (("big5", "gb18030"), ("gb18030", "big5")):
        new = _recoded(old, decoder, encoder)
        share = common_share(new) if new is not None else None
        if new is not None and share is not None and share >= _FEWEST_COMMON_MEANT:
            return _misread(text, run, new, encoder, decoder)
    return None


def run_beyond_ascii(text: str, at: int, floor: int) -> Span:
    """Return the run of characters beyond ASCII round a place, not before `floor`."""
    start = at
    while start > floor and at - start < LONGEST and text[start - 1] > "\x7f":
        start -= 1
    end = at
    while end < len(text) and end - at < LONGEST and text[end] > "\x7f":
        end += 1
    return Span(start, end)


def latin_run(text: str, at: int) -> Span:
    """Return the run of Latin-1 and Windows-1252 characters that starts at a place."""
    match = _HIGH_RUN.match(text, at)
    return Span(*match.span()) if match else Span(at, at + 1)


_MOST_COMMON_MISREAD: Final = 0.25
_FEWEST_COMMON_MEANT: Final = 0.5
CROSSED: Final = frozenset(GBK_AS_BIG5 + BIG5_AS_GBK)


# What cannot be put back.

_LEADS: Final = UTF8_AS_GBK | UTF8_AS_BIG5
_WINDOW: Final = 16


def ruined(text: str, at: int) -> Span | None:
    """Return a stretch of UTF-8 read as a Chinese codec that lost bytes on the way, or None.

    Four of the characteristic ideographs stand in it, and no common character or mark of Chinese.
    """
    end = last = at
    count = 0
    while end < len(text) and end - last < 4 and end - at < LONGEST:
        char = text[end]
        if char == "\n" or char in COMMON or char in MARKS:
            break
        if char in _LEADS:
            count += 1
            last = end
        end += 1
    span = Span(at, last + 1)
    return span if count >= 4 and len(span) <= 4 * count else None


def letters_only(text: str, at: int) -> Span | None:
    """Return a run of six or more Latin-1 characters that no language writes, or None."""
    match = _HIGH_RUN.match(text, at)
    if match is None or len(match[0]) < 6 or len(set(match[0])) < 4:
        return None
    letters = [bool(_LETTER.match(char)) for char in match[0]]
    changes = sum(left != right for left, right in pairwise(letters))
    return Span(*match.span()) if sum(letters) >= 2 and changes >= 2 else None
