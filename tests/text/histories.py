"""Random pages and random edit histories of them, small so that edits meet often.

All builders read their choices from a `Random`: hypothesis passes one that shrinks, the battery
of tests/mutants a seeded one. `core` is the module whose classes are used, so that a mutant of
`newslint.text.log` can be given the same histories.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from types import ModuleType

from hypothesis import strategies as st

from newslint.text import log as real_log
from newslint.text.edit import Edit, Safety
from newslint.text.log import EditLog, Step
from newslint.text.span import Span

ALPHABET = "市民入住率増长，。“　 aＡ1\n\n𠮷𡃁e\u0301か\u3099"
DECODED = [*ALPHABET, "\r", "\r\n", "\r", "\r\n"]

RANDOMS = st.randoms(use_true_random=False)


def page(random: Random, longest: int = 14) -> str:
    """Return a short page; empty and one-character pages are common."""
    size = random.choice((0, 1, 2, 5, 8, longest))
    return "".join(random.choice(ALPHABET) for _ in range(size))


def decoded(random: Random) -> str:
    """Return a page whose line ends are of all styles, as a decoder would give it."""
    size = random.choice((0, 1, 2, 5, 9, 14))
    tokens = random.choice((DECODED, DECODED, ["\r", "\n", "\r\n", "字"]))
    return "".join(random.choice(tokens) for _ in range(size))


def after_spans(step: Step) -> list[Span]:
    """Return where the changes of a step lie after it."""
    spans: list[Span] = []
    grown = 0
    for edit in step.edits:
        start = edit.span.start + grown
        spans.append(Span(start, start + len(edit.new)))
        grown += edit.growth
    return spans


def edits(random: Random, text: str, favoured: Sequence[Span] = ()) -> list[Edit]:
    """Return edits of one step: adjacent ones, insertions at borders, empty spans included.

    Sometimes they are just deletions of the favoured spans.
    """
    if favoured and random.random() < 0.2:
        return [Edit(span, span.of(text), "") for span in favoured if span]
    chosen: list[Edit] = []
    start = random.choice((0, random.randint(0, len(text))))
    for _ in range(random.randint(1, 4)):
        span = Span(start, min(len(text), start + random.choice((0, 0, 1, 1, 2, 4))))
        if not (chosen and chosen[-1].span.meets(span)):
            chosen.append(Edit(span, span.of(text), page(random, 3)[: random.randint(0, 3)]))
        start = min(len(text), span.end + random.choice((0, 0, 1, 2)))
    return chosen


def step(
    random: Random, text: str, core: ModuleType = real_log, favoured: Sequence[Span] = ()
) -> Step:
    """Return a step over a text; some of its edits belong to one fix."""
    groups = random.choice((1, 3, 9))
    changes = tuple(
        core.Change(
            edit,
            f"T{place}",
            Safety.SAFE,
            1.0,
            "free",
            f"edit {place}",
            place if groups == 9 else random.randint(0, groups),
        )
        for place, edit in enumerate(edits(random, text, favoured))
    )
    made: Step = core.Step(changes)
    return made


def history(
    random: Random, core: ModuleType = real_log, source: str | None = None, most: int = 4
) -> EditLog:
    """Return a log of up to `most` steps."""
    log: EditLog = core.EditLog(page(random) if source is None else source)
    for _ in range(random.randint(0, most)):
        text = log.steps[-1].apply(log.revisions[-2]) if log.steps else log.source
        written = after_spans(log.steps[-1]) if log.steps else []
        log = log.apply(step(random, text, core, written))
    return log


def span_of(random: Random, text: str) -> Span:
    """Return any span of a text."""
    start = random.randint(0, len(text))
    return Span(start, random.randint(start, len(text)))
