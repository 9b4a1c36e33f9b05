"""PII001 phone-number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.rule import Finding, Level, Page, Places, Stage, rule
from newslint.text.contract import Free
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.pii._digits import is_numbered, long_numbers, masked

_BEFORE = r"(?<![0-9A-Za-z.,_/＊*-])"
_AFTER = r"(?![0-9A-Za-z_＊*]|[-.,][0-9]|[ ]?(?:多|余)?[万亿元人吨户名个件平公美欧日])"
_MOBILE = regex.compile(
    rf"{_BEFORE}(?:(?:\+|00)?86[- ]?)?(1[3-9][0-9])([- ]?)([0-9]{{4}})\2([0-9]{{4}}){_AFTER}"
)
_AREA = r"(?:010|02[0-9]|0[3-9][0-9]{2})"
_LANDLINE = regex.compile(
    rf"{_BEFORE}(?:{_AREA}[- —－]|(?<=[（(]){_AREA}[）)] ?)([2-8][0-9]{{6,7}}){_AFTER}"
)


@rule(
    code="PII001",
    name="phone-number",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(long_numbers),
    contract="free",
    default=False,
)
def phone_number(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """The number of a mobile or landline telephone.

    What it finds
    -------------
    Mobile numbers of eleven digits, with or without the country's prefix and gaps; landline
    numbers with their area code.

        失主请拨⟦13900001234⇢139＊＊＊＊1234⟧联系老周。
        家里电话⟦0571-88880000⇢0571-＊＊＊＊0000⟧，女儿的是⟦138 0000 5678⇢138 ＊＊＊＊ 5678⟧。

    Why it matters
    --------------
    A number leads to a person. A model that has read it can print it.

    When the fix is safe
    --------------------
    It asks: whether a number may be printed is not for a program to say. The mask keeps the
    length, the head and the last four digits.

    What it leaves alone
    --------------------
    Hotlines, numbers of orders, documents and books, sums and counts.

        市民可拨⟦12345⟧、⟦110⟧或⟦400-800-1234⟧，订单号⟦13900001234⟧，书号⟦978-7-02-000220-7⟧。
        中奖者领走⟦13900001234元⟧，编号：⟦13912345678901⟧，面积⟦13,900,001,234⟧平方米。

    Source
    ------
    YD/T 2305 and the numbering plan of the telephone network; mobile numbers start with 13 to 19.
    """
    done = 0
    for place in places:
        if place.start < done:
            continue
        mobile = _match(_MOBILE, page.text, place.start)
        match = mobile or _match(_LANDLINE, page.text, place.start)
        if match is None or is_numbered(page.text, match.start()):
            continue
        done = match.end()
        span = Span(*match.span())
        number = match[0]
        first = match.start(1) - match.start()
        head = number[:first]
        new = head + (masked(number[first:], 3, 4) if mobile else masked(number[first:], 0, 4))
        fix = page.fix(page.edit(span, new), safety=Safety.ASK, contract=Free())
        kind = "mobile" if mobile else "landline"
        yield page.finding(span, f"{kind} telephone number", fix=fix)


def _match(pattern: regex.Pattern[str], text: str, at: int) -> regex.Match[str] | None:
    """Return a match that starts with the digits at a place, or with the + before them."""
    return pattern.match(text, at - (text[at - 1 : at] == "+"))
