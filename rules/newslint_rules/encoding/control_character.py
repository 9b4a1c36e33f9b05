"""ENC004 control-character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import DeletePattern, Whitespace
from newslint.text.edit import Fix, Safety
from newslint.text.recode import LATIN_SPECIALS
from newslint.text.span import Span
from newslint_rules.encoding._odd import joined, names_of, odd_between

_CONTROLS: Final = r"[\x00-\x08\x0E-\x1F\x7F-\x84\x86-\x9F]"
_DELETED: Final = rf"(?:\x1B\[[0-9;]{{0,16}}[A-Za-z]|{_CONTROLS}){{1,100}}"
_RUN = regex.compile(rf"[\x0B\x0C\x85]+|{_DELETED}")
_FINAL = regex.compile(r"[。！？…!?”’）」』\n]$")


def controls(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of control characters other than tabs and line ends."""
    return joined(odd_between(batch, (0x00, 0x1F), (0x7F, 0x9F)))


@rule(
    code="ENC004",
    name="control-character",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(controls),
    contract="delete-pattern",
)
def control_character(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A control character that no text needs.

    What it finds
    -------------
    C0 and C1 controls other than tabs and line ends, with the rest of a terminal's colour
    sequence; form feeds, vertical tabs and next-line controls, which break lines for some tools.

        港口的灯塔⟦\x02→⟧昨夜亮了。
        养殖场⟦\x7f\x7f→⟧的网箱已经加固。
        编号为7⟦\x02⇢⟧45的渔船。

    Why it matters
    --------------
    They cannot be seen, end strings in some programs, and make equal texts unequal. A form feed
    is a page break to one tool and nothing to another.

    When the fix is safe
    --------------------
    Always, except between two digits, which would make one number of two, in the middle of a
    sentence for a form feed, and for C1 controls beside letters of Latin-1: those are bytes of
    misread text, which mojibake repairs.

    What it leaves alone
    --------------------
    Tabs, line ends, ideographic spaces, and pictures of controls.

        姓名⟦　⟧籍贯⟦⏎⟧换行符画作⟦␊⟧，空格画作⟦␣⟧。

    Source
    ------
    ISO/IEC 6429; Unicode Standard Annex 14 (BK, NL) for the three that break lines.
    """
    text = page.text
    done = 0
    for place in places:
        position = max(place.start, done)
        while position < place.end:
            match = _RUN.match(text, position)
            if match is None:
                break
            span = Span(*match.span())
            position = done = span.end
            yield page.finding(
                span, f"control character {names_of(match[0])}", fix=_fix(page, span)
            )


def _fix(page: Page, span: Span) -> Fix | None:
    text = page.text
    left = text[max(0, span.start - 1) : span.start]
    right = text[span.end : span.end + 1]
    old = span.of(text)
    if _of_misread_text(old, left, right):
        return None
    if old[0] in "\x0b\x0c\x85":
        ends = not left or not right or right == "\n" or _FINAL.search(left) is not None
        new = "" if left in ("", "\n") or right in ("", "\n") else "\n"
        safety = Safety.SAFE if ends else Safety.ASK
        return page.fix(page.edit(span, new), safety=safety, contract=Whitespace())
    safety = Safety.ASK if (left + right).isdecimal() and left and right else Safety.SAFE
    return page.fix(page.edit(span, ""), safety=safety, contract=DeletePattern(_DELETED))


def _of_misread_text(old: str, left: str, right: str) -> bool:
    """Tell whether a run may be bytes of misread text: C1 controls beside Latin-1."""
    return old[0] > "\x7f" and any(
        "\xa0" <= char <= "\xff" or char in LATIN_SPECIALS for char in left + right
    )
