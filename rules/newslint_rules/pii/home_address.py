"""PII006 home-address."""

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

REACH = 48
"""Code points before the room that may hold the address."""

_NUMBER = r"[0-9一二三四五六七八九十]{1,4}"
_HOME = regex.compile(
    r"(?P<place>\p{Han}{0,6}(?:小区|花园|家园|新村|公寓|苑|新城|华庭|名邸|嘉园|社区|家属院|宿舍|"
    r"[0-9]{1,4}弄|[路街巷][0-9]{1,4}号院?))"
    r"(?P<door>(?:[一-九东南西北A-Z第]{0,2}[区期])?"
    rf"{_NUMBER}(?:栋|幢|号楼|座|号)(?:{_NUMBER}单元)?(?:{_NUMBER}(?:楼|层))?[0-9]{{2,4}}(?:室|房|号房|户))"
)
_DOOR = regex.compile(_NUMBER)
_OFFICE = regex.compile(r"大厦|大楼|写字楼|广场|中心|办公|门诊|法院|园区|商务|服务站")


def rooms(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the words for a room behind a digit."""
    codes = batch.codes
    found = np.flatnonzero((codes == ord("室")) | (codes == ord("房")) | (codes == ord("户")))
    digit = batch.has(Class.DIGIT)
    found = found[(found > 0) & (digit[found - 1] | (codes[found - 1] == ord("号")))]
    return found, found + 1


@rule(
    code="PII006",
    name="home-address",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(rooms),
    contract="free",
    default=False,
)
def home_address(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """The address of a home down to its room.

    What it finds
    -------------
    A residential estate or a lane with a building and a room.

        老人住在柳荫小区⟦3栋2单元501室⇢＊栋＊单元＊＊＊室⟧，已经三十年。
        快递送到双河路18弄⟦6号302室⇢＊号＊＊＊室⟧门口。

    Why it matters
    --------------
    A door is where a person can be found.

    When the fix is safe
    --------------------
    It asks. The mask hides the numbers of building, unit and room; the place stays.

    What it leaves alone
    --------------------
    Addresses of offices, estates without a room, counts of homes.

        请到⟦临江大厦12层1203室⟧办理，⟦柳荫小区3栋⟧停水，改造惠及⟦柳荫小区3栋楼560户⟧。
        地点在⟦文化广场8号楼301室⟧，⟦会议室⟧在⟦201室⟧。

    Source
    ------
    GB/T 35273-2020, annexes A and B: a home address is personal data.
    """
    text = page.text
    for place in places:
        start = max(0, place.start - REACH)
        line = text.rfind("\n", start, place.start) + 1
        match = _last(text, max(start, line), place.end)
        if match is None or _OFFICE.search(match["place"]):
            continue
        door = Span(*match.span("door"))
        hidden = _DOOR.sub(lambda found: HIDDEN * len(found[0]), door.of(text))
        fix = page.fix(page.edit(door, hidden), safety=Safety.ASK, contract=Free())
        yield page.finding(door, "address of a home down to its room", fix=fix)


def _last(text: str, start: int, end: int) -> regex.Match[str] | None:
    """Return the address that ends at a place, or None."""
    for match in _HOME.finditer(text, start, end):
        if match.end() == end:
            return match
    return None
