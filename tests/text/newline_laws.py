"""What must hold of folding and unfolding line ends, checked against a character-wise reader."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from types import ModuleType

from newslint.text.log import EditLog
from newslint.text.span import Span
from text.histories import history
from text.laws import Written, marks

Law = Callable[[str, Random, ModuleType], None]


def line_ends(text: str) -> list[tuple[int, str]]:
    """Return the offset and kind of every line end."""
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(text):
        end = "\r\n" if text[at : at + 2] == "\r\n" else text[at]
        if end in ("\r\n", "\r", "\n"):
            found.append((at, end))
        at += len(end)
    return found


def folding_keeps_every_line_end(text: str, random: Random, core: ModuleType) -> None:
    folded, newlines = core.fold(text)
    ends = [end for _, end in line_ends(text)]
    assert folded == text.replace("\r\n", "\n").replace("\r", "\n")
    assert newlines.ends is None if "\r" not in text else list(newlines.ends) == ends
    if not ends:
        assert newlines.style == "none"
    else:
        kind = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}[newlines.style]
        assert all(ends.count(kind) >= ends.count(other) for other in ends)
        assert newlines.default == kind


def places_translate_every_offset(text: str, random: Random, core: ModuleType) -> None:
    folded, newlines = core.fold(text)
    places = core.Places(folded, newlines)
    second_halves = {at + 1 for at, end in line_ends(text) if end == "\r\n"}
    expected = [at for at in range(len(text) + 1) if at not in second_halves]
    assert [places.offset(at) for at in range(len(folded) + 1)] == expected
    start = random.randint(0, len(folded))
    end = random.randint(start, len(folded))
    assert places.span(Span(start, end)) == Span(expected[start], expected[end])


def unfolded_logs_undo_to_the_decoded_text(text: str, random: Random, core: ModuleType) -> None:
    log, unfolded = _both(text, random, core)
    assert unfolded.source == text
    assert unfolded.undo() == text
    assert EditLog(text, unfolded.steps).revisions == unfolded.revisions
    for revision, seen in zip(unfolded.revisions, log.revisions, strict=True):
        assert core.fold(revision)[0] == seen


def unfolded_changes_keep_their_reasons(text: str, random: Random, core: ModuleType) -> None:
    log, unfolded = _both(text, random, core)
    for step, there in zip(log.steps, unfolded.steps, strict=True):
        for one, other in zip(step.changes, there.changes, strict=True):
            assert one.edit.old == core.fold(other.edit.old)[0]
            assert (one.rule, one.safety, one.confidence, one.contract, one.because) == (
                other.rule,
                other.safety,
                other.confidence,
                other.contract,
                other.because,
            )
            assert one.group == other.group


def line_ends_nobody_edited_stay(text: str, random: Random, core: ModuleType) -> None:
    log, unfolded = _both(text, random, core)
    default = core.fold(text)[1].default
    before = [end for _, end in line_ends(text)]
    after = [end for _, end in line_ends(unfolded.text)]
    numbers: dict[int, str] = {}
    for at, char in enumerate(log.source):
        if char == "\n":
            numbers[at] = before[len(numbers)]
    feeds = [mark for mark, char in zip(marks(log)[-1], log.text, strict=True) if char == "\n"]
    for mark, end in zip(feeds, after, strict=True):
        own = default if isinstance(mark, Written) else numbers[mark]
        assert end == own or (own == "\r" and end == "\r\n")
        if "\n" not in (*before, default):
            assert end == own


def _both(text: str, random: Random, core: ModuleType) -> tuple[EditLog, EditLog]:
    folded, newlines = core.fold(text)
    log = history(random, source=folded, most=3)
    unfolded: EditLog = core.unfold(log, text, newlines)
    return log, unfolded


LAWS: tuple[Law, ...] = (
    folding_keeps_every_line_end,
    places_translate_every_offset,
    unfolded_logs_undo_to_the_decoded_text,
    unfolded_changes_keep_their_reasons,
    line_ends_nobody_edited_stay,
)
