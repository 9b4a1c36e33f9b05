"""What unpaired-quote and unpaired-bracket share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newslint.text.pairs import leftovers, turned
from newslint.text.span import Span
from newslint_rules.punctuation._places import MOST, matchings

_CLOSER = dict(zip("“‘「『（《〈【〔", "”’」』）》〉】〕", strict=True))


def unpaired(text: str, lines: Sequence[Span], openers: str) -> Iterator[tuple[Span, bool]]:
    """Yield the marks without partner of the kinds named by their openers; True: it closes.

    Marks that only face the wrong way are left out, and so is what exceeds MOST in a line.
    """
    found = matchings(text, lines)
    facing = {
        at
        for matching in found
        if matching.unclosed or matching.unopened
        for pair in turned(text, matching)
        for at in pair
    }
    rest = leftovers(text, found)
    marks = openers + "".join(_CLOSER.get(mark, ")") for mark in openers)
    left = sorted([*rest.unclosed, *rest.unopened])
    line = count = 0
    for at in left:
        while found[line].line.end <= at:
            line, count = line + 1, 0
        if text[at] in marks and at not in facing and count < MOST:
            count += 1
            yield Span(at, at + 1), text[at] not in openers
