"""What a fix promises not to change, checked by machine each time it is applied.

A contract answers with the reason why the promise is broken, or None when it holds. A fix
whose contract is broken is refused and recorded; it is never applied in part.
"""

from __future__ import annotations

import html
import unicodedata
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Protocol

import regex

from newslint.text.edit import Fix, Safety
from newslint.text.span import Span
from newslint.text.width import to_half

LONGEST_PATTERN_MATCH = 200
"""A delete-pattern may remove at most this many code points at once."""


class Scene(Protocol):
    """What a contract may know about the revision that a fix is to be applied to."""

    @property
    def text(self) -> str:
        """Return the text of the revision."""
        ...

    def born(self, span: Span) -> bool:
        """Tell whether any character of `span` was written by an edit of this run."""
        ...

    def untouched(self, span: Span) -> bool:
        """Tell whether no edit of the step under construction overlaps `span`."""
        ...


class Contract(Protocol):
    """A promise about a fix."""

    name: ClassVar[str]
    proves: ClassVar[bool]
    """Whether holding it is enough for a fix to be safe without a measured hit rate."""

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        ...


def without_space(text: str) -> str:
    """Return `text` without any Unicode white space."""
    return "".join(text.split())


_NO_MARKS = frozenset("%％‰#＃&＆@＠*＊/／\\＼")
"""Punctuation in Unicode's terms that carries meaning of its own."""


class _Left(dict[int, int | None]):
    """What becomes of each code point in `without_marks`, found out when it is first met."""

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        mark = char.isspace() or unicodedata.category(char)[0] == "P"
        self[code] = None if mark and char not in _NO_MARKS else code
        return self[code]


_LEFT = _Left()


def without_marks(text: str) -> str:
    """Return `text` without white space and punctuation (general category P).

    Signs such as % and @, which Unicode counts as punctuation, are no marks.
    """
    return text.translate(_LEFT)


@dataclass(frozen=True, slots=True)
class Whitespace:
    """Only Unicode white space differs."""

    name: ClassVar[str] = "whitespace"
    proves: ClassVar[bool] = True

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            if without_space(edit.old) != without_space(edit.new):
                return f"{edit.old!r} and {edit.new!r} differ in more than white space"
        return None


@dataclass(frozen=True, slots=True)
class Canonical:
    """Old and new are canonically equivalent."""

    name: ClassVar[str] = "canonical"
    proves: ClassVar[bool] = True

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            if unicodedata.normalize("NFC", edit.old) != unicodedata.normalize("NFC", edit.new):
                return f"{edit.old!r} and {edit.new!r} are not canonically equivalent"
        return None


@dataclass(frozen=True, slots=True)
class Width:
    """Characters change only between ASCII and their full-width forms."""

    name: ClassVar[str] = "width"
    proves: ClassVar[bool] = True

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            if to_half(edit.old) != to_half(edit.new):
                return f"{edit.old!r} and {edit.new!r} differ in more than width"
        return None


@dataclass(frozen=True, slots=True)
class Script:
    """Characters change only between Traditional and Simplified, one for one."""

    name: ClassVar[str] = "script"
    proves: ClassVar[bool] = False

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        simplify = _simplifier()
        for edit in fix.edits:
            if len(edit.old) != len(edit.new):
                return f"{edit.old!r} and {edit.new!r} differ in length"
            try:
                same = simplify(edit.old) == simplify(edit.new)
            except UnicodeEncodeError:
                return f"{edit.old!r} or {edit.new!r} holds a lone surrogate"
            if not same:
                return f"{edit.old!r} and {edit.new!r} are not the same in Simplified script"
        return None


class _Convert(Protocol):
    def __call__(self, text: str) -> str: ...


@cache
def _simplifier() -> _Convert:
    from opencc import OpenCC  # loaded where it is used: 18 ms

    convert: _Convert = OpenCC("t2s").convert
    return convert


@dataclass(frozen=True, slots=True)
class Listed:
    """Every change is a row of the rule's declared table of (old, new) pairs."""

    table: Container[tuple[str, str]]
    name: ClassVar[str] = "listed"
    proves: ClassVar[bool] = False

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            if (edit.old, edit.new) not in self.table:
                return f"{edit.old!r} to {edit.new!r} is no row of the table"
        return None


@dataclass(frozen=True, slots=True)
class Mark:
    """Only punctuation and white space differ."""

    name: ClassVar[str] = "mark"
    proves: ClassVar[bool] = False

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            if without_marks(edit.old) != without_marks(edit.new):
                return f"{edit.old!r} and {edit.new!r} differ in more than punctuation"
        return None


@dataclass(frozen=True, slots=True)
class Recode:
    """The new text, encoded by one codec and decoded by another, gives the old text back."""

    encoder: str
    decoder: str
    name: ClassVar[str] = "recode"
    proves: ClassVar[bool] = True

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            try:
                damaged = edit.new.encode(self.encoder).decode(self.decoder)
            except UnicodeError as error:
                return f"{edit.new!r} does not make the round trip: {error}"
            if damaged != edit.old:
                return f"{edit.new!r} read wrongly gives {damaged!r}, not {edit.old!r}"
        return None


@dataclass(frozen=True, slots=True)
class Unescape:
    """The new text is what the HTML character references of the old text stand for."""

    name: ClassVar[str] = "unescape"
    proves: ClassVar[bool] = True

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            if html.unescape(edit.old) != edit.new:
                return f"{edit.old!r} does not unescape to {edit.new!r}"
        return None


@dataclass(frozen=True, slots=True)
class DeletePattern:
    """Text that fully matches a declared linear pattern is removed, never an edit's own output."""

    pattern: str
    name: ClassVar[str] = "delete-pattern"
    proves: ClassVar[bool] = False

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            if edit.new:
                return f"{edit.new!r} is written where text may only be removed"
            if len(edit.old) > LONGEST_PATTERN_MATCH:
                return f"{len(edit.old)} code points are more than a pattern may remove"
            if regex.fullmatch(self.pattern, edit.old) is None:
                return f"{edit.old!r} does not match the pattern"
            if scene.born(edit.span):
                return f"{edit.old!r} was written in part by an edit of this run"
        return None


@dataclass(frozen=True, slots=True)
class DeleteCopy:
    """A copy is removed whose original, at `kept`, stays untouched in the same step.

    Args:
        kept: where the original stands.
        row: whether several copies in a row may go at once, each with the same marks before or
            behind it, the last one perhaps cut short.
    """

    kept: Span
    row: bool = False
    name: ClassVar[str] = "delete-copy"
    proves: ClassVar[bool] = True

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        original = comparable(self.kept.of(scene.text))
        for edit in fix.edits:
            if edit.new:
                return f"{edit.new!r} is written where a copy may only be removed"
            form = comparable(edit.old)
            if not original or not (form == original or (self.row and _in_a_row(form, original))):
                return f"{edit.old!r} is no copy of {self.kept.of(scene.text)!r}"
            if edit.span.overlaps(self.kept):
                return "the copy and its original overlap"
        if not scene.untouched(self.kept):
            return "the original is changed in the same step"
        return None


def _in_a_row(form: str, original: str) -> bool:
    """Tell whether a form is whole copies of another in a row, apart from the marks of each.

    The marks stand before every copy or behind every copy, and are the same. The last copy may
    be followed by one that is cut short.
    """
    before, *gaps = form.split(original)
    if not gaps:
        return False
    rest = gaps.pop()
    mark = before or (gaps[0] if gaps else _leading_marks(rest))
    if without_marks(mark) or any(gap != mark for gap in gaps):
        return False
    return original.startswith(rest.removeprefix(mark))


def _leading_marks(text: str) -> str:
    """Return the marks that a text starts with."""
    for at, char in enumerate(text):
        if without_marks(char):
            return text[:at]
    return text


def comparable(text: str) -> str:
    """Return the form in which two copies are compared: half-width, without white space."""
    return without_space(to_half(text))


@dataclass(frozen=True, slots=True)
class Move:
    """The fix only changes the order of blocks: the multiset of non-blank lines stays."""

    name: ClassVar[str] = "move"
    proves: ClassVar[bool] = False

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        before = Counter(line for edit in fix.edits for line in _lines(edit.old))
        after = Counter(line for edit in fix.edits for line in _lines(edit.new))
        return None if before == after else "lines were lost, added or changed in the move"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


@dataclass(frozen=True, slots=True)
class Insertion:
    """Only declared marks are inserted, nothing is removed."""

    marks: str
    name: ClassVar[str] = "insertion"
    proves: ClassVar[bool] = False

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        for edit in fix.edits:
            if edit.old:
                return f"{edit.old!r} is replaced where marks may only be inserted"
            strange = set(edit.new) - set(self.marks)
            if strange:
                return f"{''.join(sorted(strange))!r} is no declared mark"
        return None


@dataclass(frozen=True, slots=True)
class Free:
    """Nothing is promised, so the fix may be asked about and never applied by itself."""

    name: ClassVar[str] = "free"
    proves: ClassVar[bool] = False

    def broken(self, fix: Fix, scene: Scene) -> str | None:
        """Return why the promise does not hold, or None."""
        return "a free fix is never safe" if fix.safety is Safety.SAFE else None
