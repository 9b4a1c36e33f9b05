"""ENC010 html-entity."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import category

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import DeletePattern, Unescape
from newslint.text.edit import Fix, Safety
from newslint.text.span import Span
from newslint_rules.encoding._invisible import INVISIBLE
from newslint_rules.encoding._odd import Side, side, sides

_NAMES: Final = (
    "nbsp ensp emsp thinsp ldquo rdquo lsquo rsquo sbquo bdquo laquo raquo lsaquo rsaquo hellip "
    "mdash ndash middot bull quot apos amp lt gt times divide plusmn deg permil prime copy reg "
    "trade yen cent pound euro sect para frac12 frac14 frac34 sup1 sup2 sup3 micro larr rarr "
    "uarr darr infin asymp radic alpha beta gamma delta epsilon theta lambda omega Omega Delta "
    "sigma Sigma eacute egrave ecirc euml agrave acirc aacute auml ouml uuml oacute ograve ocirc "
    "iacute icirc iuml uacute ugrave ucirc ccedil ntilde szlig oslash aring aelig Eacute Auml "
    "Ouml Uuml iexcl iquest"
)
"""Names of HTML 4 that are no words of a program beside Chinese."""

_BLANK_NAMES: Final = r"zwnj|zwj|lrm|rlm|shy|ZeroWidthSpace|NoBreak"
_BLANK_NUMBERS: Final = r"173|820[3-7]|823[4-8]|8288|65279"
_BLANK_HEX: Final = r"[aA][dD]|200[b-fB-F]|202[a-eA-E]|2060|[fF][eE][fF]{2}"
_BLANK: Final = (
    rf"&(?:amp;)*(?:{_BLANK_NAMES}|#0{{0,4}}(?:{_BLANK_NUMBERS})|#[xX]0{{0,4}}(?:{_BLANK_HEX}));"
)
_REFERENCE: Final = rf"&(?:{'|'.join(_NAMES.split())}|#[0-9]{{2,7}}|#[xX][0-9a-fA-F]{{2,6}});"
_REFERENCES = regex.compile(rf"(?P<blank>(?:{_BLANK}){{1,10}})|(?:{_REFERENCE}){{1,40}}")
_DELETED: Final = rf"(?:{_BLANK}){{1,10}}"
_WIDE = regex.compile(r"&(?:nbsp|[lr]dquo|[lr]squo|hellip|mdash|middot|quot|amp|lt|gt)；")
_ADDRESS = regex.compile(r"(?:://|www\.|[?&][A-Za-z_]\w{0,30}=)[!-~]{0,200}$")
_HAN = regex.compile(r"[\p{Han}，。、；：？！“”《》]")
_MORE = regex.compile(r"(?:amp;)*(?:#\w{1,8}|[A-Za-z]\w{1,31})[;；]")
_DEEP = regex.compile(r"(?:amp;){3}")
_TAG = regex.compile(r"<[A-Za-z/!|?]")
_UNSEEN = regex.compile(INVISIBLE)
_REACH = 40
_PLAIN: Final = frozenset("\"'&")


def ampersands(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return each & that is followed by a letter or #, and by no further one at once."""
    at = np.flatnonzero(batch.codes == ord("&"))
    at = at[at + 3 < len(batch.codes)]
    after = batch.codes[at + 1]
    named = batch.has(Class.LATIN)[at + 1] | (after == ord("#"))
    return at[named], at[named] + 1


@rule(
    code="ENC010",
    name="html-entity",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(ampersands),
    contract="unescape",
)
def html_entity(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A character reference of HTML in plain text.

    What it finds
    -------------
    References by name or number, closed by a semicolon, and those whose semicolon became
    full-width. A run of references is one finding.

        他把这条河叫作⟦&ldquo;→“⟧母亲河⟦&rdquo;→”⟧。
        ⟦&#20013;&#22269;→中国⟧馆今天开放。
        这家&nbsp；公司的展位在二楼。
        展板上印着⟦&lt;⇢<⟧b⟦&gt;⇢>⟧两个记号。

    Why it matters
    --------------
    The text was copied out of a web page without being read as HTML. A reader sees the code; a
    corpus counts it as words.

    When the fix is safe
    --------------------
    When Chinese stands near and the reference gives a mark, letter, figure or space: the text is
    what HTML says the reference means. References to other ASCII characters ask, since they may
    have been written so that no mark-up arises; invisible characters are left out at once.

    What it leaves alone
    --------------------
    Ampersands of names, addresses, and code.

        ⟦R&D⟧投入和⟦AT&T⟧、⟦H&M⟧的门店，答疑见⟦Q&A;⟧专栏。
        网址是⟦https://example.org/?a=1&copy=2&lt;=3⟧，函数写作⟦`f(&amp;x)`⟧。

    Source
    ------
    HTML 5, section 13.5 (named character references).
    """
    text = page.text
    done = 0
    for place in places:
        if place.start < done:
            continue
        match = _REFERENCES.match(text, place.start)
        if match is None:
            wide = _WIDE.match(text, place.start)
            if wide:
                reading = html.unescape(wide[0].replace("；", ";"))
                message = f"HTML reference {wide[0]} with a full-width semicolon"
                yield page.finding(Span(*wide.span()), message, candidates=[reading])
            continue
        done = match.end()
        span = Span(*match.span())
        if _in_code(text, span):
            continue
        fix = _deletion(page, span) if match["blank"] else _reading(page, span)
        shown = match[0] if len(match[0]) <= 24 else f"{match[0][:22]}…"
        yield page.finding(span, f"HTML reference {shown}", fix=fix)


def _in_code(text: str, span: Span) -> bool:
    """Tell whether a reference is part of an address or stands between back-quotes."""
    before = text[max(0, span.start - 220) : span.start].rpartition("\n")[2]
    if _ADDRESS.search(before):
        return True
    return before.count("`") % 2 == 1 and "`" in text[span.end : span.end + 80].partition("\n")[0]


def _deletion(page: Page, span: Span) -> Fix:
    around = sides(page.text, span.start, span.end)
    safe = Side.CHINESE in around and Side.OTHER not in around
    safety = Safety.SAFE if safe else Safety.ASK
    return page.fix(page.edit(span, ""), safety=safety, contract=DeletePattern(_DELETED))


def _reading(page: Page, span: Span) -> Fix | None:
    """Return the fix that writes what references stand for, None when that is no text."""
    text = page.text
    new = html.unescape(span.of(text))
    if not new or _UNSEEN.search(new) or any(category(char)[0] == "C" for char in new):
        return None
    near = text[max(0, span.start - _REACH) : span.start] + text[span.end : span.end + _REACH]
    safe = _HAN.search(new + near) is not None and all(
        char > "\x7f" or char in _PLAIN or _is_bare(text, span, char) for char in new
    )
    if new.endswith("&") and _MORE.match(text, span.end):
        safe = safe and span.of(text).endswith("&amp;") and not _DEEP.match(text, span.end)
    safety = Safety.SAFE if safe else Safety.ASK
    return page.fix(page.edit(span, new), safety=safety, contract=Unescape())


def _is_bare(text: str, span: Span, char: str) -> bool:
    """Tell whether an angle bracket can be no part of a tag or quotation mark of Markdown."""
    right = text[span.end : span.end + 1]
    if char == "<":
        return side(right) is Side.CHINESE or right.isdigit()
    if char != ">" or not span.start:
        return False
    before = text[max(0, span.start - 220) : span.start].rpartition("\n")[2]
    return side(text[span.start - 1]) is Side.CHINESE and _TAG.search(before) is None
