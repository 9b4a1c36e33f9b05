"""PII002 identity-number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import regex

from newslint.rule import Finding, Level, Page, Places, Stage, rule
from newslint.text.contract import Free
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.pii._digits import long_numbers, masked

_NUMBER = regex.compile(r"(?<![0-9A-Za-z])[1-8][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_REGIONS = frozenset((
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
))  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@rule(
    code="PII002",
    name="identity-number",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(long_numbers),
    contract="free",
    default=False,
)
def identity_number(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """The number of a resident's identity card.

    What it finds
    -------------
    Numbers of eighteen characters with a region, a birth date and a check character that fit.

        持证人号码为⟦110101199003070011⇢110101＊＊＊＊＊＊＊＊0011⟧。
        登记的是⟦31010419850212002x⇢310104＊＊＊＊＊＊＊＊002x⟧，本人签字。

    Why it matters
    --------------
    The number is the key to a person's accounts, and it says birth date, home and sex.

    When the fix is safe
    --------------------
    It asks. The mask hides the birth date, keeping the region and the last four.

    What it leaves alone
    --------------------
    Numbers whose check character or date does not fit, unified social credit codes, orders.

        统一社会信用代码⟦91310000MA1K00001X⟧，单号⟦110101199003070012⟧，卡号⟦110101199013070011⟧。
        流水⟦1101011990030700110⟧多一位，⟦010101199003070011⟧没有这样的地区。

    Source
    ------
    GB 11643-1999: composition and check character (ISO 7064, MOD 11-2).
    """
    for place in places:
        match = _NUMBER.match(page.text, place.start)
        if match and is_identity(match[0]):
            span = Span(*match.span())
            new = masked(match[0], 6, 4)
            fix = page.fix(page.edit(span, new), safety=Safety.ASK, contract=Free())
            yield page.finding(span, "resident identity number", fix=fix)


def is_identity(number: str) -> bool:
    """Tell whether region, birth date and check character of eighteen characters fit."""
    if number[:2] not in _REGIONS or not "1870" <= number[6:10] <= "2099":
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECKS[total % 11] == number[17].upper()
