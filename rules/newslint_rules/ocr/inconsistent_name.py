"""OCR004 inconsistent-name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import regex

from newslint.rule import Evidence, Finding, Level, Page, Stage, Words, rule
from newslint.text.span import Span
from newslint_rules.ocr._alike import alike
from newslint_rules.ocr._anchored import may_tell
from newslint_rules.ocr._named import (
    IN_ORGANISATION,
    IN_TRANSLITERATED,
    Form,
    anchors,
    misplaced,
    organisations,
    persons,
    transliterated,
    twins,
    variants,
)

OFTENER = 2
"""How many times as often the form taken for right must stand as the other."""

SHORT = 2
"""Han of a name so short that two persons often share all but one look-alike."""

MOST = 100
"""Pairs of forms of one kind that are judged on a page, which bounds the work."""

SENTENCE = 200
"""Code points on each side in which the ends of a sentence are looked for."""

NEAR = 15
"""Code points on each side in which a word of kinship speaks for two persons."""

_KIN = regex.compile(
    r"兄弟|兄妹|姐妹|姐弟|[哥弟姐妹爸妈]{2}|[父母]亲|[儿之]子|[女之]女|女儿|双胞胎|同名|[原改又化更曾]名|区别|误"
)
_NUMERAL = regex.compile(r"[零〇一二两三四五六七八九十百千东西南北中上下大小前后左右内外男女新老]")
_END = regex.compile(r"[。！？\n]")


@rule(
    code="OCR004",
    name="inconsistent-name",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Words(anchors, may_tell),
)
def inconsistent_name(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A person, place or organisation whose name is written in two ways on a page.

    What it finds
    -------------
    A name that differs in one character of the same shape from one that stands at least twice
    as often, and a place whose city is called otherwise elsewhere.

        厂长贾明铝说，订单排到了年底。贾明铝认为行情会变好。⟦贾明铅⟧说，工人都回来了。
        浙江省嘉兴市海宁市年年观潮。皮革城建在浙江⟦嘉善⟧海宁经济开发区。

    Why it matters
    --------------
    A search for the name finds half of what was written about it.

    When the fix is safe
    --------------------
    Never: the rarer form may be the true one, or another person.

    What it leaves alone
    --------------------
    Forms with roles of their own, forms in one sentence, relatives, names of different length,
    numbered schools and offices.

        厂长贾明洋说，订单排到了年底。贾明洋认为行情会变好。会计⟦贾明⟧说，账目清楚。

    Source
    ------
    Seed 003, where a city's name is misread.
    """
    text = page.text
    spans = sorted(places, key=lambda span: (span.start, -span.end))
    done: set[Span] = set()
    for found, full in misplaced(text, spans):
        if found not in done:
            done.add(found)
            yield _finding(page, found, full)
    for rare, other in _pairs(text, spans):
        for found in rare.spans:
            if found not in done:
                done.add(found)
                yield _finding(page, found, other.spans[0])


def _finding(page: Page, found: Span, other: Span) -> Finding:
    here, there = found.of(page.text), other.of(page.text)
    return page.finding(
        found,
        f"{here} here, {there} elsewhere",
        candidates=[there],
        evidence=[Evidence("other form", there, other)],
    )


def _pairs(text: str, spans: Sequence[Span]) -> Iterator[tuple[Form, Form]]:
    """Yield the rarer and the commoner form of each name that is written in two ways."""
    named = persons(text, spans)
    for one, two, _ in islice(filter(_is_alike, chain(twins(named), variants(text, named))), MOST):
        pair = _ranked(text, one, two)
        if pair and _one_person(text, *pair):
            yield pair
    for forms, inner in (
        (transliterated(text, spans), IN_TRANSLITERATED),
        (organisations(text, spans), IN_ORGANISATION),
    ):
        for one, two, at in islice(filter(_is_alike, twins(forms)), MOST):
            pair = _ranked(text, one, two)
            if pair and at in inner and not _numbered(one, two, at):
                yield pair


def _is_alike(pair: tuple[Form, Form, int]) -> bool:
    one, two, at = pair
    return alike(one.text[at], two.text[at])


def _ranked(text: str, one: Form, two: Form) -> tuple[Form, Form] | None:
    """Return the rarer and the commoner form, None when they are about as frequent."""
    counts = [_count(text, form) for form in (one, two)]
    rare, other = (one, two) if counts[0] < counts[1] else (two, one)
    if min(counts) > 1 or max(counts) < OFTENER * min(counts):
        return None
    return rare, other


def _count(text: str, form: Form) -> int:
    """Return how often a form stands in a text, a short one only where it surely is a name."""
    return len(form.spans) if len(form.text) <= SHORT else text.count(form.text)


def _one_person(text: str, rare: Form, other: Form) -> bool:
    """Tell whether nothing speaks for two persons."""
    if rare.roles and other.roles and rare.roles.isdisjoint(other.roles):
        return False
    if len(rare.text) <= SHORT and not (rare.roles & other.roles):
        return False
    place = rare.spans[0]
    left = _END.split(text[max(0, place.start - SENTENCE) : place.start])[-1]
    right = _END.split(text[place.end : place.end + SENTENCE], maxsplit=1)[0]
    if other.text in left or other.text in right:
        return False
    around = text[max(0, place.start - NEAR) : place.start] + text[place.end : place.end + NEAR]
    return not _KIN.search(around)


def _numbered(one: Form, two: Form, at: int) -> bool:
    """Tell whether two forms differ in a character that tells members of a series apart."""
    return bool(_NUMERAL.match(one.text[at]) or _NUMERAL.match(two.text[at]))
