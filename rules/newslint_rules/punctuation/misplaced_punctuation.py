"""PUN007 misplaced-punctuation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.model.lexicon import word_after
from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.span import Span
from newslint_rules.punctuation._places import full_marks, one_of

_NEVER_FIRST = "，。、；：！？”）》】」』〕"
_OPENING = "（《【〔"
_INSIDE = "，。、；："
_WENT = regex.compile(
    r"(?:前往|来到|赶到|走进|奔赴|回到|抵达|去了?|到了?|赴)\p{Han}{1,8}[省市县区州镇乡村旗岛城园馆]$"
)
_WINDOW = 14


def marks_in_odd_places(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return marks at a line's start, marks after an opening one, and commas before “XX”，."""
    codes, size = batch.codes, len(batch.codes)
    marks = full_marks(batch, _NEVER_FIRST)
    starts = (marks == 0) | batch.has(Class.NEWLINE | Class.BORDER)[np.maximum(marks - 1, 0)]
    openers = full_marks(batch, _OPENING)
    openers = openers[openers + 1 < size]
    filled = openers[one_of(codes[openers + 1], _INSIDE)] + 1
    comma = marks[(codes[marks] == ord("，")) & (marks + 5 < size)]
    ahead = (
        (codes[comma + 1] == ord("“"))
        & (codes[comma + 4] == ord("”"))
        & (codes[comma + 5] == ord("，"))
    )
    places = np.unique(np.concatenate((marks[starts], filled, comma[ahead])))
    return places, places + 1


@rule(
    code="PUN007",
    name="misplaced-punctuation",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(marks_in_odd_places),
)
def misplaced_punctuation(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A mark in a place where it cannot stand.

    What it finds
    -------------
    A pause, final or closing mark at the start of a line, a pause right after an opening
    bracket, and a comma between a place someone goes to and the quoted verb of what is done
    there.

        ⟦，⟧渡船照常开往对岸的码头。
        馆里收藏了三百件农具（⟦，⟧含水车两架）。
        一放假，他们就坐高铁去了武夷山市⟦，“打卡”⟧，顺便品尝岩茶。

    Why it matters
    --------------
    A mark in front of the words it ends tells of a lost piece of text, a wrong line break or an
    invented comma.

    When the fix is safe
    --------------------
    There is none: text may be missing before the mark.

    What it leaves alone
    --------------------
    Quotations after a comma, marks named as marks, dashes and ellipses at a line's start.

        常言道⟦，“谷雨”，⟧雨生百谷；他补充说⟦，“是的”，⟧大家都同意。
        ⟦……⟧后来的事就没人知道了。
        句末用句号⟦（。）⟧或问号⟦（？）⟧。

    Source
    ------
    GB/T 15834-2011, clauses 5.1.1 to 5.1.3; seed 003, line 125.
    """
    text = page.text
    for span in places:
        at = span.start
        before = text[at - 1] if at else "\n"
        if before == "\n" or before == "\uffff":
            yield page.finding(span, f"line starts with {text[at]}")
        elif before in _OPENING:
            if text[at + 1 : at + 2] not in ("）", "》", "】", "〕"):
                yield page.finding(span, f"{text[at]} right after {before}")
        elif _parts_goal_and_deed(text, at):
            word = text[at + 1 : at + 5]
            yield page.finding(
                Span(at, at + 5), f"comma between the goal and {word}", candidates=(word,)
            )


def _parts_goal_and_deed(text: str, at: int) -> bool:
    """Tell whether a comma stands between a place that is gone to and a quoted verb."""
    if not _WENT.search(text, max(0, at - _WINDOW), at):
        return False
    deed = word_after(text, at + 2)
    return deed is not None and len(deed.text) == 2 and deed.classes.startswith("v")
