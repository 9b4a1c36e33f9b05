"""PUN006 malformed-dash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.model.lexicon import word_after
from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import Listed
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.punctuation._places import full_marks, runs, unclassed

_LOOKALIKES = "-–―─━－"
_FORMS = frozenset(
    (form, "——")
    for form in (
        *(char * size for char in _LOOKALIKES for size in (2, 3, 4)),
        "—",
        "———",
        "— —",
        "⸺",
    )
)
_RUN = regex.compile(r"(?:(?:([-–―─━－])\1{1,3}|⸺)(?![-–―─━－—])|— —(?!—)|—{1,3}(?!—))")
_LEFT = regex.compile(r"[\p{Han}，。；：！？”’）》」』】%％℃]")
_RIGHT = regex.compile(r"[\p{Han}“‘（《「『【0-9]")
_CLAUSE = regex.compile(
    r"这|那[么些是个里样种时天年]|他们?[的是在说曾]|她们?[的是在说曾]|它们?[的是在]|我们?[的是在会要]"
    r"|也[是就不许]|就[是像在]|却|还是|不过|但是?|因为|所以|如果|虽然|即使|即便|甚至|尤其|而是|不是|不仅"
)
_COUNTED = frozenset("个些种次名位")
"""Before one of these a dash may be a misread 一."""

_PARTICLE = "了吗呢吧啊，。；！？”》"


def dashes(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the starts of runs of dash look-alikes and of dashes that are not two long."""
    codes = batch.codes
    starts, sizes = runs(unclassed(batch, _LOOKALIKES + "ー⸺"))
    starts = starts[(sizes > 1) | (codes[starts] == ord("⸺"))]
    dash, length = runs(full_marks(batch, "—"))
    mark = full_marks(batch, "。！？”）》")
    mark = mark[mark + 2 < len(codes)]
    read = mark[(codes[mark + 1] == ord("一")) & (codes[mark + 2] == ord("一"))] + 1
    found = np.unique(np.concatenate((starts, dash[length != 2], read)))
    return found, found + 1


@rule(
    code="PUN006",
    name="malformed-dash",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(dashes),
    contract="listed",
)
def malformed_dash(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A dash of hyphens, of look-alikes or of the wrong length in Chinese text.

    What it finds
    -------------
    Two to four hyphens or box lines, one or three — where two belong, between Chinese words;
    and 一一 or ーー in the place of a dash.

        老人等来了那封信⟦--→——⟧信封已经发黄。
        山里的第一所小学⟦──→——⟧竹溪小学开学了。
        他终于说出了口⟦—→——⟧这件事瞒不住了。
        一座城的名片⟦———→——⟧桂花节开幕。
        “百年老街”⟦一一⟧县城里的新名片

    Why it matters
    --------------
    The Chinese dash is one mark on two places. Hyphens glue it to model numbers and options;
    一一 is read as a word.

    When the fix is safe
    --------------------
    When Chinese text stands on both sides. A single — is a dash only after a particle or mark,
    or before a word that opens a clause. 一一 and ーー are only shown.

    What it leaves alone
    --------------------
    The single — that joins places, times and terms, options and rules of hyphens, 一一 as an
    adverb.

        ⟦北京—上海⟧的列车途经⟦县域—学校—班级⟧三级网点，工期为⟦5月—9月⟧。
        运行时加上⟦--help⟧参数，分隔线是⟦-----⟧，注释写成⟦<!-- 完 -->⟧。
        两张清单⟦一一对应⟧，老师⟦一一介绍⟧，错误被他⟦一一⟧指出；⟦一一⟧核对无误。

    Source
    ------
    GB/T 15834-2011, clauses 4.10, 4.13 and 5.1.4.
    """
    text = page.text
    for span in places:
        if text[span.start] in "一ー":
            run = Span(span.start, span.start + 2)
            if _is_read_as_one(text, run):
                yield page.finding(run, f"{run.of(text)} read for a dash", candidates=("——",))
            continue
        match = _RUN.match(text, span.start)
        if match is None or match[0] == "——" or not _in_chinese(text, Span(*match.span())):
            continue
        place = Span(*match.span())
        if text[place.end : place.end + 1] in _COUNTED:
            continue
        if match[0] == "—" and not _parts_clauses(text, place):
            continue
        fix = page.fix(page.edit(place, "——"), safety=Safety.SAFE, contract=Listed(_FORMS))
        yield page.finding(place, f"dash written {match[0]}", fix=fix)


def _in_chinese(text: str, place: Span) -> bool:
    """Tell whether Chinese stands on both sides; the start or end of a line may be one."""
    left = text[place.start - 1] if place.start else "\n"
    right = text[place.end : place.end + 1] or "\n"
    if left == "\n":
        return right >= "\u4e00" and bool(_RIGHT.match(right)) and place.of(text) != "—"
    if not _LEFT.match(left):
        return False
    return bool(_RIGHT.match(right)) or (right in "\n”’" and len(place) == 2)


def _parts_clauses(text: str, place: Span) -> bool:
    """Tell whether a single — follows a particle or mark, or opens a clause."""
    if "—" in text[max(0, place.start - 12) : place.start] + text[place.end : place.end + 12]:
        return False
    left = text[place.start - 1]
    return left in _PARTICLE or bool(_CLAUSE.match(text, place.end))


def _is_read_as_one(text: str, run: Span) -> bool:
    """Tell whether 一一 or ーー stands where a dash does and no verb follows it."""
    left = text[run.start - 1] if run.start else "\n"
    right = text[run.end : run.end + 1]
    if text[run.start] == "ー":
        return run.of(text) == "ーー" and bool(_LEFT.match(left) and _RIGHT.match(right or "\n"))
    if left not in "。！？”）》" or right in "一，。、；" or not right.strip():
        return False
    following = word_after(text, run.end)
    return following is not None and following.classes[:1] not in ("v", "d", "p", "")
