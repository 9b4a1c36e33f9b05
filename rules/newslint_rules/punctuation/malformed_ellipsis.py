"""PUN005 malformed-ellipsis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Mark
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.punctuation._places import full_marks, runs, unclassed

_RUN = regex.compile(r"[.…]{1,12}+|。{3,12}+|[·•・]{3,12}+")
_CHINESE = regex.compile(r"[\p{Han}，。、；：！？“”‘’（）《》「」『』％%℃]")
_HAN = regex.compile(r"\p{Han}")


def dots(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the starts of runs of dots and stops, and of every odd run of …."""
    found = []
    for places in (unclassed(batch, ".•・"), full_marks(batch, "。·")):
        starts, sizes = runs(places)
        found.append(starts[sizes > 2])
    starts, sizes = runs(full_marks(batch, "…"))
    last = starts + sizes
    dotted = batch.codes[np.minimum(last, len(batch.codes) - 1)] == ord(".")
    found.append(starts[(sizes % 2 == 1) | dotted])
    starts = np.unique(np.concatenate(found))
    return starts, starts + 1


@rule(
    code="PUN005",
    name="malformed-ellipsis",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(dots),
    contract="mark",
)
def malformed_ellipsis(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """An ellipsis of dots, stops or half its length in Chinese text.

    What it finds
    -------------
    Three or more full stops, three or more 。, a … by itself or three of them, or raised dots,
    where Chinese text stands beside them.

        锣声、鼓声、吆喝声⟦...→……⟧整条老街都醒了。
        他张了张嘴⟦。。。→……⟧终究没有说出口。
        桥修通了，集市热闹了⟦…→……⟧日子真的变了。
        雨停了⟦······→……⟧山那边出现一道虹。

    Why it matters
    --------------
    The Chinese ellipsis is six dots on two places. Other forms look like sentence ends to
    programs that cut text into sentences.

    When the fix is safe
    --------------------
    Wherever the dots have Chinese text on one side and are no part of a path, a number or an
    English sentence.

    What it leaves alone
    --------------------
    The right form, also twice for omitted paragraphs, English sentences, paths, leaders in a
    table of contents, dots with spaces on both sides that part list items.

        他们来了⟦……⟧全诗如下：⟦…………⟧
        字幕写着“Let me see⟦...⟧”几个词，脚本在⟦../data⟧目录里，编号为⟦1...9⟧。
        第一章⟦······⟧12
        股指上涨 ⟦...⟧ 成交放大

    Source
    ------
    GB/T 15834-2011, clauses 4.11 and 5.1.5.
    """
    text = page.text
    done = -1
    for span in places:
        if span.start < done:
            continue
        match = _RUN.match(text, span.start)
        if match is None:
            continue
        done = match.end()
        place = Span(*match.span())
        if _is_right(match[0]) or not _is_chinese(text, place):
            continue
        fix = page.fix(page.edit(place, "……"), safety=Safety.SAFE, contract=Mark())
        yield page.finding(place, f"ellipsis written {match[0]}", fix=fix)


def _is_right(run: str) -> bool:
    if run[0] in ".…":
        return run in ("……", "…………", ".", "..") or len(run) > 8
    return False


def _is_chinese(text: str, place: Span) -> bool:
    """Tell whether the dots stand in Chinese text."""
    left = text[place.start - 1] if place.start else "\n"
    right = text[place.end : place.end + 1] or "\n"
    if left in "/\\" or right in "/\\" or (left in " 　" and right in " 　"):
        return False
    if place.of(text)[0] in "·•・" and (right.isdigit() or right.isspace() or left.isspace()):
        return False
    if left in "“‘「『（《" and right in "”’」』）》":
        return False
    if _CHINESE.match(left) and left not in "“‘":
        return not (right.isascii() and right.isalnum() and not _HAN.match(left))
    return bool(_HAN.match(right))
