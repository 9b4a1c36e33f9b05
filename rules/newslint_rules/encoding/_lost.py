"""GB18030 text read as UTF-8: U+FFFD for most bytes, and letters where two happen to fit."""

from __future__ import annotations

import regex

from newslint.text.span import Span

_MIXED = regex.compile(r"[\u0080-\u07FF]{0,2}\uFFFD{1,8}(?:[\u0080-\u07FF]{1,3}\uFFFD{1,8}){1,60}")
_REACH = 3


def lost_bytes(text: str, at: int) -> Span | None:
    """Return the run round a U+FFFD that is the ruin of GB18030 bytes, or None.

    Two runs of U+FFFD with one to three letters of the two-byte range of UTF-8 (U+0080 to
    U+07FF) between them make one; no writing system alternates like that.
    """
    start = at
    while start and at - start < _REACH and "\x80" <= text[start - 1] <= "\u07ff":
        start -= 1
    for first in range(start, at + 1):
        match = _MIXED.match(text, first)
        if match is not None and match.end() > at:
            return Span(*match.span())
    return None
