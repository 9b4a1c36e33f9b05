"""PII005 number-plate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Free
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.pii._digits import HIDDEN

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = regex.compile(
    rf"[{_PROVINCES}][A-HJ-NP-Z][·•. ]?"
    r"((?=[A-Z0-9]{0,2}[0-9]{3}|[A-Z0-9]{0,3}[0-9]{2}[A-Z]?(?![A-Z0-9]))"
    r"[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[警学挂])(?![A-Za-z0-9＊*])"
)
_NAMES = regex.compile(
    r"(?:[北南东西]京|上沪|河云|[更最]新|[海丽]宁|[长四]川|内蒙|墨黑|宝贵|年青)$"
)


def plates(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the capital letters between a Han character and a digit or mark near it."""
    starts, ends = batch.runs(Class.LATIN)
    if not len(starts):
        return starts, ends
    codes = batch.codes
    last = len(codes) - 1
    before = batch.has(Class.HAN)[np.maximum(starts - 1, 0)] & (starts > 0)
    digit = batch.has(Class.DIGIT)
    near = digit[np.minimum(ends, last)]
    for step in (1, 2):
        near |= digit[np.minimum(ends + step, last)]
    wanted = before & near & (codes[starts] <= ord("Z")) & (ends - starts <= 4)
    return starts[wanted] - 1, ends[wanted]


@rule(
    code="PII005",
    name="number-plate",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(plates),
    contract="free",
    default=False,
)
def number_plate(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """The number plate of a vehicle.

    What it finds
    -------------
    A province, a letter and five characters, or six for vehicles of new energy.

        肇事车辆为⟦浙A88K01⇢浙A＊＊＊01⟧，已被查获。
        车主驾驶⟦粤B·D00123⇢粤B·＊＊＊＊23⟧驶离现场。

    Why it matters
    --------------
    A plate leads to its owner.

    When the fix is safe
    --------------------
    It asks. The mask keeps the place and the last two characters.

    What it leaves alone
    --------------------
    Roads, models, stocks, names of places before a letter, plates hidden already.

        ⟦京G45⟧高速通车，⟦川A大道10086号⟧，⟦新A股5000点⟧，⟦北京A12345⟧项目，⟦苏A＊＊＊21⟧。
        ⟦粤B2C业务⟧增长，⟦沪C919⟧首飞，⟦湘ABCDEF⟧不是车牌。

    Source
    ------
    GA 36-2018: composition of number plates; I and O are not used.
    """
    text = page.text
    for place in places:
        match = _PLATE.match(text, place.start)
        if match is None or _NAMES.search(text, max(0, place.start - 1), place.start + 1):
            continue
        span = Span(*match.span())
        number = match[1]
        keep = 1 if number[-1] in "警学挂" else 2
        hidden = HIDDEN * (len(number) - keep) + number[-keep:]
        edit = page.edit(Span(*match.span(1)), hidden)
        fix = page.fix(edit, safety=Safety.ASK, contract=Free())
        yield page.finding(span, "number plate of a vehicle", fix=fix)
