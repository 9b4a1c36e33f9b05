"""PII003 bank-card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.rule import Finding, Level, Page, Places, Stage, rule
from newslint.text.contract import Free
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.pii._digits import is_numbered, long_numbers, masked

_NUMBER = regex.compile(
    r"(?<![0-9A-Za-z.,-])"
    r"(?:[0-9]{16,19}|[0-9]{4}( |-)[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3})?)"
    r"(?![0-9A-Za-z]|[.,-][0-9]|[ ]?(?:多|余)?[万亿元])"
)
_UNION = regex.compile(r"62[0-9]{14,17}|9558[0-9]{15}")
_OTHER = regex.compile(
    r"(?:4[0-9]{15}|5[1-5][0-9]{14}|35(?:2[89]|[3-8][0-9])[0-9]{12}|60[0-9]{14,17}|9[0-9]{15,18})"
)
_CARD = regex.compile(r"卡|账[户号]|帐[户号]|银行|开户|汇款|转账")


@rule(
    code="PII003",
    name="bank-card",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(long_numbers),
    contract="free",
    default=False,
)
def bank_card(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """The number of a bank card.

    What it finds
    -------------
    Numbers of sixteen to nineteen digits with an issuer's prefix and a check digit that fits.

        善款请汇⟦6222020000000000018⇢622202＊＊＊＊＊＊＊＊＊0018⟧，收款人周立言。
        他的信用卡⟦4000 0000 0000 0002⇢4000 00＊＊ ＊＊＊＊ 0002⟧被人盗刷。

    Why it matters
    --------------
    Card numbers are asked for and abused; none is needed to understand a piece of news.

    When the fix is safe
    --------------------
    It asks. The mask keeps the issuer's six digits and the last four.

    What it leaves alone
    --------------------
    Numbers whose check digit does not fit, other prefixes without a word for a card before
    them, orders and parcels.

        快递单号⟦6222020000000000018⟧，卡号⟦6222020000000000019⟧有误，批次⟦4000000000000002⟧。
        专利⟦1222020000000000005⟧号，信用代码⟦91310000MA1K00001X⟧。

    Source
    ------
    GB/T 15694.1 (ISO/IEC 7812-1): issuer identification and the check digit of Luhn.
    """
    text = page.text
    for place in places:
        match = _NUMBER.match(text, place.start)
        if match is None or is_numbered(text, match.start()):
            continue
        digits = regex.sub("[ -]", "", match[0])
        issued = _UNION.fullmatch(digits) or (
            _OTHER.fullmatch(digits)
            and _CARD.search(text, max(0, match.start() - 20), match.start())
        )
        if issued and _luhn(digits):
            span = Span(*match.span())
            edit = page.edit(span, masked(match[0], 6, 4))
            fix = page.fix(edit, safety=Safety.ASK, contract=Free())
            yield page.finding(span, "bank card number", fix=fix)


def _luhn(digits: str) -> bool:
    """Tell whether the last digit is the check digit of Luhn."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(one // 10 + one % 10 for one in doubled)
    return total % 10 == 0
