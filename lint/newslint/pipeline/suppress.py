"""Findings that the configuration sets aside: never resolved, always counted, with the reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import regex

from newslint.errors import UsageError
from newslint.rule import Finding
from newslint.text.charclass import encode
from newslint.text.document import Document
from newslint.text.span import Span
from newslint.text.wordlist import WordLists

DOUBTS_WORDS = ("OCR", "MIX", "DUP004")
"""Beginnings of the codes of rules that doubt words; a protected word is safe from them only."""

SECONDS = 1.0
"""CPU seconds that one user pattern may take on a page of up to a million code points.

Longer pages get proportionally more, so that the limit only meets patterns that are not linear.
"""


class By(Enum):
    """The key of the configuration that set a finding aside."""

    FILE = "per-file-ignores"
    WORD = "words"
    SPAN = "ignore-spans"


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a finding was set aside: the key, and the pattern or word that did it."""

    by: By
    what: str

    def __str__(self) -> str:
        return f"{self.by.value}: {self.what}"


@dataclass(frozen=True, slots=True)
class UserPattern:
    """A regular expression of the configuration, and where it stands there."""

    text: str
    where: str

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the matches that are not empty; raises UsageError when it takes too long."""
        limit = SECONDS * max(1.0, len(text) / 1_000_000)
        try:
            for match in regex.compile(self.text).finditer(text, timeout=limit):
                if match.end() > match.start():
                    yield Span(match.start(), match.end())
        except TimeoutError:
            raise UsageError(
                f"the pattern {self.text!r} takes longer than {limit:g} s on a page",
                where=self.where,
                todo="allowed: patterns that need no such time; avoid repeats inside repeats",
            ) from None


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A pattern of portable paths, and the codes of the rules that are set aside there.

    `*` and `?` stay inside one part of a path, `**` goes across; a pattern that ends in / means
    everything below; any directories may stand before it.
    """

    text: str
    codes: frozenset[str]

    def matches(self, path: str) -> bool:
        """Tell whether a path is meant."""
        return regex.fullmatch(_path_regex(self.text), path) is not None


def _path_regex(pattern: str) -> str:
    pattern = pattern.removeprefix("./") + ("**" if pattern.endswith("/") else "")
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = regex.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    body = "".join(signs.get(part) or regex.escape(part) for part in parts)
    return f"(?s:(?:.*/)?{body})"


@dataclass(frozen=True)
class Suppression:
    """What the configuration protects.

    Args:
        words: words that rules which doubt words leave alone.
        patterns: expressions whose matches no rule touches.
        paths: rules that are set aside in some files.
    """

    words: frozenset[str] = frozenset()
    patterns: tuple[UserPattern, ...] = ()
    paths: tuple[PathPattern, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.patterns or self.paths)

    @property
    def identity(self) -> str:
        """Return a text that is the same for two of them that protect the same."""
        paths = sorted((one.text, sorted(one.codes)) for one in self.paths)
        return repr((sorted(self.words), sorted({one.text for one in self.patterns}), paths))

    def ignored(self, path: str) -> dict[str, str]:
        """Return the codes that are set aside in a file, each with the pattern that says so."""
        return {code: one.text for one in self.paths if one.matches(path) for code in one.codes}

    def word_spans(self, text: str) -> list[Span]:
        """Return where the words stand."""
        if not self.words:
            return []
        return [
            Span(start, end)
            for _, starts, ends in self._lists.match(encode(text))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]

    @cached_property
    def _lists(self) -> WordLists:
        return WordLists({0: sorted(self.words)})


class Shield:
    """What is protected in one revision of a document; looked up when a finding asks."""

    def __init__(self, suppression: Suppression, document: Document) -> None:
        self.document = document
        self._suppression = suppression
        self._ignored = suppression.ignored(document.source.path)

    def aside(self, finding: Finding) -> Aside | None:
        """Return why a finding of the revision is set aside, or None; raises UsageError."""
        pattern = self._ignored.get(finding.rule)
        if pattern is not None:
            return Aside(By.FILE, pattern)
        edits = finding.fix.edits if finding.fix else ()
        touched = [finding.span, *(edit.span for edit in edits)]
        for by, cover in self._covers(finding):
            for span in touched:
                held = cover.over(span)
                if held is not None:
                    return Aside(by, held.of(self.document.text))
        return None

    def _covers(self, finding: Finding) -> Iterator[tuple[By, _Cover]]:
        if self._suppression.patterns:
            yield By.SPAN, self._spans
        if self._suppression.words and finding.rule.startswith(DOUBTS_WORDS):
            yield By.WORD, self._words

    @cached_property
    def _spans(self) -> _Cover:
        text = self.document.text
        return _Cover(span for one in self._suppression.patterns for span in one.spans(text))

    @cached_property
    def _words(self) -> _Cover:
        return _Cover(self._suppression.word_spans(self.document.text))


class _Cover:
    """Spans to be asked for one that overlaps a place."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = _outermost(sorted(spans, key=lambda span: (span.start, -span.end)))
        self._starts = [span.start for span in self._spans]

    def over(self, place: Span) -> Span | None:
        """Return the last of the spans that overlap a place, if any does."""
        at = bisect_right(self._starts, place.end) - 1
        while at >= 0 and self._spans[at].end >= place.start:
            if self._spans[at].overlaps(place):
                return self._spans[at]
            at -= 1
        return None


def _outermost(spans: Sequence[Span]) -> list[Span]:
    """Return the spans that lie in no other, so that their ends ascend with their starts."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept
