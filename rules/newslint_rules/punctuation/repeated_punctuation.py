"""PUN004 repeated-punctuation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Mark
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.punctuation._places import full_marks, runs

_MARKS = "，、。；：！？"
_RUN = regex.compile(r"[，、。；：！？]{2,6}+(?![，、。；：！？])")
_EMPHASIS = regex.compile(r"[！？]+：?")


def neighbouring_marks(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the starts of runs of at least two pauses or final marks."""
    starts, sizes = runs(full_marks(batch, _MARKS))
    starts = starts[sizes > 1]
    return starts, starts + 1


@rule(
    code="PUN004",
    name="repeated-punctuation",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(neighbouring_marks),
    contract="mark",
)
def repeated_punctuation(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Two marks where one belongs.

    What it finds
    -------------
    The same comma, enumeration comma, stop or semicolon twice, and two different marks side by
    side.

        粮站今年添了烘干机⟦，，→，⟧农户不再为阴雨发愁⟦。。→。⟧
        展厅里摆着犁⟦、、→、⟧耙和水车。
        渡口改建成了公园⟦、。⇢。⟧岸边种满柳树。
        他点点头⟦，：⇢：⟧“就这么办。”

    Why it matters
    --------------
    A recognizer reads a smudge as a second mark. Doubled marks are rare tokens that split
    sentences in the wrong place.

    When the fix is safe
    --------------------
    When exactly two identical marks ， 、 。 ； stand side by side. Where they differ the fix
    asks, and keeps the final mark, or the later one.

    What it leaves alone
    --------------------
    Exclamation and question marks for emphasis, ellipses made of stops (malformed-ellipsis),
    marks that are named as marks.

        真的吗⟦？！⟧太好了⟦！！！⟧
        常用的标点有⟦“，。、！？”⟧等，键盘上的⟦，。⟧和⟦、；：⟧要分清。
        她想了想⟦。。。⟧还是没有开口。

    Source
    ------
    GB/T 15834-2011, clauses 4.1 to 4.7: each of these marks stands alone; question and
    exclamation marks may be repeated.
    """
    text = page.text
    for span in places:
        match = _RUN.match(text, span.start)
        if match is None or _EMPHASIS.fullmatch(match[0]):
            continue
        run, place = match[0], Span(*match.span())
        before = text[place.start - 1 : place.start] if place.start else ""
        if not before.strip() or before in "“‘「『（(《" or _named(text, place):
            continue
        if set(run) == {"。"} and len(run) > 2:
            continue
        same = len(set(run)) == 1 and len(run) == 2 and run[0] in "，、。；"
        safety = Safety.SAFE if same else Safety.ASK
        fix = page.fix(page.edit(place, _kept(run)), safety=safety, contract=Mark())
        yield page.finding(place, f"{run}: one mark is enough", fix=fix)


def _named(text: str, place: Span) -> bool:
    """Tell whether the marks are spoken of: three different ones, or a joining word follows."""
    run = place.of(text)
    if len(set(run)) > 2:
        return True
    return len(set(run)) == 2 and text[place.end : place.end + 1] in ("和", "与", "等", "”", "’")


def _kept(run: str) -> str:
    """Return the mark that stays: a question or exclamation mark, a stop, or the last one."""
    emphasis = "".join(mark for mark in run if mark in "！？")
    if emphasis:
        return emphasis
    return "。" if "。" in run else run[-1]
