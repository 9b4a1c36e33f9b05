"""Finds persons, places and organisations by what stands beside their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain

import regex

from newslint.model.lexicon import known
from newslint.text.names import COMMON_SURNAMES
from newslint.text.span import Span

DOT = "·"
CITY = "市"


@cache
def words(kind: str) -> tuple[str, ...]:
    """Return the words of a kind: role, verb, suffix, province or compound (a surname)."""
    table = files(__package__).joinpath("_named.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return tuple(word for one, word in rows if one == kind)


@cache
def kinds() -> dict[str, str]:
    """Return the kind of each word that stands beside names."""
    return {word: kind for kind in ("role", "verb", "suffix") for word in words(kind)}


def anchors() -> list[str]:
    """Return what stands beside names, the dot and the sign of a city among it."""
    return [*kinds(), DOT, CITY]


NO_GIVEN = frozenset(
    "说称在和与的是对向也就将等从为这那了我你他她不及有于到被把让已又曾还都则以至率带"
)
"""Han that stand in no given name."""

_FOLLOWS = frozenset("在和与的是对向也就将等从为还曾已率带")
_DIVISIONS = frozenset("省市县区州")
_HAN = regex.compile(r"\p{Han}+")
_CHILD = regex.compile(r"(\p{Han}{2,3})[市县区]")
_STEM = 2
LEFT, RIGHT = 3, 2
"""Han on each side of the dot of a transliterated name that are compared."""

TAIL = 4
"""Han before the suffix of an organisation that are compared."""

IN_TRANSLITERATED = (1, 2, 4)
IN_ORGANISATION = (1, 2, 3)
"""Where two pieces may differ; the outermost Han may be no part of the name."""

_ROLE_SIZES = (2, 3)
_FULL = 3
OFTEN = 2
"""How often a name must stand for a string that is one character off to count."""

MOST_NAMES = 40
"""Names whose misspellings are looked for in the whole text, which bounds the work."""

MOST_TWINS = 20
"""Forms that differ in one place and are compared with each other; more are a list."""


@dataclass(slots=True)
class Form:
    """One way a name is written.

    Args:
        text: the name, or the piece of it that is compared.
        spans: where it is known to be a name.
        roles: what its bearer is called at those places.
    """

    text: str
    spans: list[Span] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)

    def add(self, span: Span, roles: Iterable[str] = ()) -> None:
        """Take note of a place; places come in order."""
        if span not in self.spans[-2:]:
            self.spans.append(span)
        self.roles.update(roles)


Forms = dict[str, Form]


def persons(text: str, places: Sequence[Span]) -> Forms:
    """Return the Chinese names that stand behind a role or before a verb of speech."""
    forms: Forms = {}
    for place in places:
        word = place.of(text)
        kind = kinds().get(word)
        if kind == "role":
            for span in _behind(text, place.end):
                forms.setdefault(span.of(text), Form(span.of(text))).add(span, [word])
        elif kind == "verb":
            said = _before(text, place.start)
            if said is not None:
                roles = _roles_before(text, said.start)
                forms.setdefault(said.of(text), Form(said.of(text))).add(said, roles)
    return forms


def _roles_before(text: str, at: int) -> list[str]:
    """Return the roles that end at a place."""
    ends = (text[max(0, at - size) : at] for size in _ROLE_SIZES)
    return [word for word in ends if kinds().get(word) == "role"]


def _behind(text: str, at: int) -> Iterator[Span]:
    """Yield the names that start at a place, the first one and those listed behind it."""
    while True:
        if text[at : at + 1] in (" ", "\u3000"):
            at += 1
        span = _name_at(text, at)
        if span is None:
            return
        yield span
        if text[span.end : span.end + 1] not in (" ", "\u3000", "、"):
            return
        at = span.end + 1


def _name_at(text: str, at: int) -> Span | None:
    """Return the name that starts at a place, the longest one that ends like a name."""
    surname = 2 if text[at : at + 2] in words("compound") else 1
    for size in (surname + 2, surname + 1):
        end = at + size
        after = text[end : end + 1]
        if not _is_name(text[at:end], surname):
            continue
        if not _HAN.match(after) or after in _FOLLOWS or text.startswith(words("verb"), end):
            return Span(at, end)
    return None


def _before(text: str, at: int) -> Span | None:
    """Return the name that ends at a place and starts behind a mark or a role."""
    for size in (3, 2, 4):
        start = at - size
        if start < 0:
            continue
        surname = 2 if text[start : start + 2] in words("compound") else 1
        if size == 4 and surname == 1:
            continue
        if not _is_name(text[start:at], surname):
            continue
        if not start or not _HAN.match(text[start - 1]) or _roles_before(text, start):
            return Span(start, at)
    return None


def _is_name(name: str, surname: int) -> bool:
    """Tell whether a string is made like a name: a surname and one or two other Han."""
    if surname == 1 and name[:1] not in COMMON_SURNAMES:
        return False
    given = name[surname:]
    if kinds().get(given) == "role":
        return False
    if not _HAN.fullmatch(given) or not NO_GIVEN.isdisjoint(given):
        return False
    return len(name) > _STEM or not known(name)


def transliterated(text: str, places: Sequence[Span]) -> Forms:
    """Return the pieces of transliterated names round their dots."""
    forms: Forms = {}
    for place in places:
        if place.of(text) == DOT:
            span = Span(max(0, place.start - LEFT), place.end + RIGHT)
            left, _, right = span.of(text).partition(DOT)
            if len(left) == LEFT and len(right) == RIGHT and _HAN.fullmatch(left + right):
                forms.setdefault(span.of(text), Form(span.of(text))).add(span)
    return forms


def organisations(text: str, places: Sequence[Span]) -> Forms:
    """Return the ends of the names of organisations: the suffix and some Han before it."""
    forms: Forms = {}
    for place in places:
        if place.start >= TAIL and kinds().get(place.of(text)) == "suffix":
            span = Span(place.start - TAIL, place.end)
            if _HAN.fullmatch(span.of(text)):
                forms.setdefault(span.of(text), Form(span.of(text))).add(span)
    return forms


def misplaced(text: str, places: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield cities that bear another name elsewhere: the odd one, and the other.

    Where the name is sure the city and a place in it stand with their kinds, 某某市某某县; the
    odd one stands between its province and the same place and shares the first character only.
    """
    seen: set[tuple[str, str]] = set()
    for place in places:
        if place.of(text) != CITY or place.start < _STEM:
            continue
        sure = Span(place.start - _STEM, place.start)
        stem, child = sure.of(text), _CHILD.match(text, place.end)
        if child is None or not _HAN.fullmatch(stem) or (stem, child[1]) in seen:
            continue
        if len(seen) == MOST_NAMES:
            return
        seen.add((stem, child[1]))
        at = text.find(child[1])
        while at >= 0:
            end = at - text.endswith(CITY, 0, at)
            if end >= _STEM and _is_odd(text, Span(end - _STEM, end), stem):
                yield Span(end - _STEM, end), sure
            at = text.find(child[1], at + 1)


def _is_odd(text: str, span: Span, stem: str) -> bool:
    """Tell whether what stands behind a province is another city with the same first character."""
    other = span.of(text)
    return (
        other[0] == stem[0]
        and other[1] != stem[1]
        and other[1] not in _DIVISIONS
        and bool(_HAN.fullmatch(other))
        and text.endswith(words("province"), 0, span.start - text.endswith("省", 0, span.start))
    )


def twins(forms: Forms) -> Iterator[tuple[Form, Form, int]]:
    """Yield the pairs of equally long forms that differ in one character, and where.

    Beyond MOST_TWINS forms that differ in one place no further pairs are made.
    """
    if len(forms) < 2:
        return
    buckets: defaultdict[tuple[int, str], list[Form]] = defaultdict(list)
    for form in forms.values():
        for at in range(len(form.text)):
            buckets[at, form.text[:at] + "\0" + form.text[at + 1 :]].append(form)
    for (at, _), bucket in buckets.items():
        for index, form in enumerate(bucket[:MOST_TWINS]):
            for other in bucket[index + 1 : MOST_TWINS]:
                yield form, other, at


def variants(text: str, forms: Forms) -> Iterator[tuple[Form, Form, int]]:
    """Yield the commonest names of three Han with strings that differ in one character.

    Those strings are no names by what stands beside them, so a name must stand OFTEN times and
    start with no word. The work is bounded by MOST_NAMES passes over the text.
    """
    names = [form for form in forms.values() if len(form.text) == _FULL]
    names.sort(key=lambda form: (-len(form.spans), form.spans[0].start))
    names = [
        form
        for form in names[:MOST_NAMES]
        if text.count(form.text) >= OFTEN and not known(form.text[:2])
    ]
    found: dict[tuple[str, str], Form] = {}
    for name, span in chain(_other_given(text, names), _other_surname(text, names)):
        other = span.of(text)
        if other not in forms and NO_GIVEN.isdisjoint(other):
            found.setdefault((name, other), Form(other)).add(span)
    for (name, other), variant in found.items():
        at = next(index for index in range(_FULL) if name[index] != other[index])
        yield variant, forms[name], at


def _other_given(text: str, names: Sequence[Form]) -> Iterator[tuple[str, Span]]:
    """Yield the strings with the surname and one further character of a name."""
    for surname in dict.fromkeys(form.text[0] for form in names):
        second: defaultdict[str, list[str]] = defaultdict(list)
        third: defaultdict[str, list[str]] = defaultdict(list)
        for form in names:
            if form.text[0] == surname:
                second[form.text[1]].append(form.text)
                third[form.text[2]].append(form.text)
        at = text.find(surname)
        while 0 <= at <= len(text) - _FULL:
            near = [*second.get(text[at + 1], ()), *third.get(text[at + 2], ())]
            for name in near:
                if (name[1] != text[at + 1]) != (name[2] != text[at + 2]):
                    yield name, Span(at, at + _FULL)
            at = text.find(surname, at + 1)


def _other_surname(text: str, names: Sequence[Form]) -> Iterator[tuple[str, Span]]:
    """Yield the strings with the given name of a name behind another character."""
    for form in names:
        name = form.text
        at = text.find(name[1:], 1)
        while at > 0:
            if text[at - 1] != name[0]:
                yield name, Span(at - 1, at - 1 + _FULL)
            at = text.find(name[1:], at + 1)
