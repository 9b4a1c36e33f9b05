"""OCR001 confused-word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from newslint.rule import Evidence, Finding, Level, Page, Stage, Words, rule
from newslint.text.contract import Listed
from newslint.text.edit import Safety
from newslint.text.span import Span

TABLE = files(__package__) / "confused_word.tsv"

_NUMERAL = "0123456789０１２３４５６７８９〇零一二两三四五六七八九十百千万亿几数多每"
_HAN = regex.compile(r"[\p{Han}〇]")


@dataclass(frozen=True, slots=True)
class Guard:
    """What must or must not stand on one side of a wrong form.

    Args:
        words: literal neighbours.
        numeral: a digit or Chinese numeral counts.
        edge: the border of a paragraph, or any code point that is not Han, counts.
    """

    words: tuple[str, ...] = ()
    numeral: bool = False
    edge: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.numeral or self.edge)

    def before(self, text: str, at: int) -> str | None:
        """Return the neighbour that ends at an offset, or None when none of the guard's does."""
        for word in self.words:
            if text.endswith(word, 0, at):
                return word
        return self._neighbour(text[at - 1 : at] if at else "")

    def after(self, text: str, at: int) -> str | None:
        """Return the neighbour that starts at an offset, or None when none of the guard's does."""
        for word in self.words:
            if text.startswith(word, at):
                return word
        return self._neighbour(text[at : at + 1])

    def _neighbour(self, char: str) -> str | None:
        if self.numeral and char and char in _NUMERAL:
            return char
        if self.edge and not _HAN.match(char):
            return char or "the border of the text"
        return None


@dataclass(frozen=True, slots=True)
class Confusion:
    """A row of the table: a wrong form, what was printed, and its guards.

    When `before` or `after` is set, one of the two must hold; none of the other two may.
    """

    wrong: str
    right: str
    before: Guard
    after: Guard
    not_before: Guard
    not_after: Guard
    source: str
    count: int

    def guarded(self, text: str, span: Span) -> str | None:
        """Return what proves the wrong form at a place, or None when nothing does."""
        if self.not_before.before(text, span.start) is not None:
            return None
        if self.not_after.after(text, span.end) is not None:
            return None
        if not self.before and not self.after:
            return "no Chinese word has this form"
        left = self.before.before(text, span.start) if self.before else None
        right = self.after.after(text, span.end) if self.after else None
        if left is not None:
            return f"after {left}"
        return None if right is None else f"before {right}"


@cache
def _lines() -> dict[str, str]:
    """Return the lines of the table by their wrong form; they are read when they are met."""
    lines = TABLE.read_text(encoding="utf-8").split("\n")[1:-1]
    return {line[: line.index("\t")]: line for line in lines}


@cache
def confusion(wrong: str) -> Confusion:
    """Return the row of a wrong form."""
    return _row(_lines()[wrong])


def confusions() -> dict[str, Confusion]:
    """Return the rows of the table by their wrong form."""
    return {wrong: confusion(wrong) for wrong in _lines()}


def _row(line: str) -> Confusion:
    wrong, right, before, after, not_before, not_after, source, count = line.split("\t")
    return Confusion(
        wrong,
        right,
        _guard(before),
        _guard(after),
        _guard(not_before),
        _guard(not_after),
        source,
        int(count),
    )


def _guard(cell: str) -> Guard:
    words = [word for word in cell.split("|") if word]
    return Guard(
        tuple(word for word in words if not word.startswith("%")),
        "%num" in words,
        "%edge" in words,
    )


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    rows = (line.split("\t", 2) for line in _lines().values())
    return frozenset((wrong, right) for wrong, right, _ in rows)


@rule(
    code="OCR001",
    name="confused-word",
    level=Level.ERROR,
    stage=Stage.WORDS,
    trigger=Words(lambda: list(_lines())),
    contract="listed",
    version=2,
)
def confused_word(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A word with a character that OCR engines confuse, from a list with guards.

    What it finds
    -------------
    Forms that are no Chinese word and that an OCR engine makes of one. Where the two characters
    can stand together by right, a guard asks for a neighbour that proves the confusion.

        旺季里海边民宿的⟦人住率→入住率⟧超过了九成。
        食堂的⟦筒筷→碗筷⟧每天消毒两次。
        ⟦举世瞩自→举世瞩目⟧的跨海大桥昨夜合龙，⟦这什→这件⟧事老船工念叨了一宿。

    Why it matters
    --------------
    The word is lost to search and to word statistics, and language models learn the wrong form.

    When the fix is safe
    --------------------
    When the row's guard holds: the form is listed, and its neighbours prove it.

    What it leaves alone
    --------------------
    Everything that is not in the list. Unknown words are nobody's mistake.

        整栋楼里只有⟦三人住⟧率先装修的那一间。
        ⟦客人住⟧店要登记，⟦工人住⟧宅区离厂不远，摊位的⟦入驻⟧率也在上升。
        他是⟦曹祎铭⟧，去过⟦盱眙⟧、⟦亳州⟧和⟦郏县⟧，常说⟦己所不欲⟧，赶⟦末班车⟧回家。

    Source
    ------
    `confused_word.tsv`, one row a form, with its evidence: how often two OCR engines made it on
    typeset news pages, or the confusability of its characters and the frequency of the word. Rows
    marked `mined` replace a character of a frequent word by what is often read for it; the form
    stands nowhere in 78 million characters of news and by the counts of its pairs is not expected.
    """
    text = page.text
    taken = 0
    for span in sorted(places, key=lambda span: (span.start, -span.end)):
        if span.start < taken:
            continue
        row = confusion(span.of(text))
        proof = row.guarded(text, span)
        if proof is None:
            continue
        taken = span.end
        fix = page.fix(page.edit(span, row.right), safety=Safety.SAFE, contract=Listed(_pairs()))
        yield page.finding(
            span,
            f"{row.wrong} stands for {row.right}",
            fix=fix,
            candidates=[row.right],
            evidence=[Evidence("guard", proof), Evidence(row.source, str(row.count))],
        )
