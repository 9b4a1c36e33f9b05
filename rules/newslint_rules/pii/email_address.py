"""PII004 email-address."""

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

_LOCAL = regex.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}+(?=@)")
_NAME_END = regex.compile(r"[A-Za-z0-9._%+-]{1,64}$")
_DOMAIN = regex.compile(r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,18}")
_OFFICES = frozenset((
    "admin", "bianji", "contact", "editor", "help", "hr", "info", "kefu", "letters", "mail",
    "media", "news", "newsroom", "office", "press", "service", "support", "tougao", "webmaster",
    "zhaopin",
))  # fmt: skip


def at_signs(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the at signs between Latin letters or digits."""
    codes = batch.codes
    found = np.flatnonzero(codes == ord("@"))
    if len(found):
        word = batch.has(Class.LATIN | Class.DIGIT)
        last = len(codes) - 1
        found = found[word[np.minimum(found + 1, last)] & (found > 0)]
    return found, found + 1


@rule(
    code="PII004",
    name="email-address",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Places(at_signs),
    contract="free",
    default=False,
)
def email_address(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """The address of a person's mailbox.

    What it finds
    -------------
    E-mail addresses, but those of offices.

        来稿寄⟦zhouliyan@example.org⇢z＊＊＊＊＊＊＊n@example.org⟧，三日内回复。
        她的邮箱是⟦q.xw_88@mail.example.com⇢q＊＊＊＊＊8@mail.example.com⟧。

    Why it matters
    --------------
    An address leads to a person and often holds the name.

    When the fix is safe
    --------------------
    It asks. The mask keeps the first and last character of the name and the host.

    What it leaves alone
    --------------------
    Mailboxes of offices and editors, names called with @, addresses of the web.

        投诉请写信给⟦service@example.org⟧，话题里⟦@周立言⟧和⟦@zhouliyan⟧都被点名。
        网址是⟦https://example.org/@zhou⟧，时速⟦20@30⟧没有这样写的。

    Source
    ------
    RFC 5321, sections 4.1.2 and 4.5.3; RFC 2142 lists mailboxes of offices.
    """
    text = page.text
    for place in places:
        domain = _DOMAIN.match(text, place.start)
        if domain is None:
            continue
        before = _NAME_END.search(text[max(0, place.start - 64) : place.start])
        local = _LOCAL.match(text, place.start - len(before[0])) if before else None
        if local is None or local[0].lower() in _OFFICES or _hidden(text, local.start()):
            continue
        name = local[0]
        new = name[0] + HIDDEN * (len(name) - 1)
        if len(name) > 2:
            new = new[:-1] + name[-1]
        span = Span(local.start(), local.end())
        fix = page.fix(page.edit(span, new), safety=Safety.ASK, contract=Free())
        yield page.finding(Span(local.start(), domain.end()), "e-mail address", fix=fix)


def _hidden(text: str, at: int) -> bool:
    """Tell whether a part of the name is hidden already."""
    return text[at - 1 : at] in ("*", HIDDEN)
