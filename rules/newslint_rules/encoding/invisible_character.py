"""ENC005 invisible-character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Offsets
from newslint.text.contract import LONGEST_PATTERN_MATCH, DeletePattern, Whitespace
from newslint.text.edit import Fix, Safety
from newslint.text.span import Span
from newslint_rules.encoding._invisible import INVISIBLE, misplaced, removable
from newslint_rules.encoding._odd import Side, joined, names_of, odd_between, sides

_SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
_RUN = regex.compile(rf"(?P<space>[{_SPACES}]+)|(?P<line>[\u2028\u2029]+)|{INVISIBLE}+")
_DELETED: Final = rf"{INVISIBLE}{{1,{LONGEST_PATTERN_MATCH}}}"
_FINAL = regex.compile(r"[。！？…!?”’）」』\n]$")
_WIDE = {"\u2001": "\u3000", "\u2003": "\u3000"}


def invisibles(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of characters that cannot be seen, odd spaces among them."""
    return joined(
        odd_between(
            batch,
            (0xA0, 0xA0),
            (0xAD, 0xAD),
            (0x34F, 0x34F),
            (0x61C, 0x61C),
            (0x1680, 0x1680),
            (0x180B, 0x180F),
            (0x2000, 0x200F),
            (0x2028, 0x202F),
            (0x205F, 0x206F),
            (0xFE00, 0xFE0F),
            (0xFEFF, 0xFEFF),
            (0xFFF9, 0xFFFB),
            (0xE0000, 0xE01EF),
        )
    )


@rule(
    code="ENC005",
    name="invisible-character",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(invisibles),
    contract="delete-pattern",
)
def invisible_character(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A character that cannot be seen, or a space that is not the ordinary one.

    What it finds
    -------------
    Zero-width characters, direction marks, soft hyphens, byte order marks inside the text and
    variation selectors with nothing to vary; no-break and other odd spaces beside Chinese, which
    become ordinary ones (an em space becomes an ideographic one).

        渔港的防⟦\u200b→⟧波堤加高了两米。
        ⟦\ufeff→⟧# 渔港复工
        记者⟦\u00a0→␠⟧孟一川⟦\u2002→␠⟧罗小满
        验证码是ab⟦\u200b⇢⟧cd。

    Why it matters
    --------------
    Two texts look alike and are not equal; words are cut in two for search, for word lists and
    for tokenizers. Rules on later stages would not see 人\u200b住率 as a word either.

    When the fix is safe
    --------------------
    Beside Han or Chinese marks, or at a line's edge. Between two ASCII characters it is asked
    about. An odd space is never removed, since it may part two names.

    What it leaves alone
    --------------------
    Joiners and selectors of emoji, variants of ideographs in names, other scripts, soft hyphens
    and no-break spaces inside Western words and figures, ideographic spaces.

        ⟦👨\u200d👩\u200d👧⟧一家人⟦❤\ufe0f⟧这座城，第⟦1\ufe0f\u20e3⟧名是⟦葛\U000e0100⟧城先生。
        片名是⟦می\u200cخواهم⟧，招牌写着⟦co\u00adoperation⟧，全长⟦9\u00a0460⟧米。
        广告挂着⟦🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f⟧，王⟦　⟧强签了名。

    Source
    ------
    The Unicode Standard, section 23.2; Unicode Technical Standards 37 (ideographic variants) and
    51 (emoji).
    """
    text = page.text
    for place in places:
        for match in _RUN.finditer(text, place.start, place.end):
            if match["line"]:
                yield _separator(page, Span(*match.span()))
                continue
            if match["space"]:
                finding = _space(page, Span(*match.span()))
                if finding is not None:
                    yield finding
                continue
            span = misplaced(text, *match.span())
            if span is not None and not _of_misread_text(text, span):
                message = f"invisible character {names_of(span.of(text))}"
                yield page.finding(span, message, fix=_deletion(page, span, Span(*match.span())))


def _deletion(page: Page, span: Span, run: Span) -> Fix | None:
    if len(span) > LONGEST_PATTERN_MATCH:
        return None
    safety = Safety.SAFE if removable(page.text, span, run) else Safety.ASK
    return page.fix(page.edit(span, ""), safety=safety, contract=DeletePattern(_DELETED))


def _space(page: Page, span: Span) -> Finding | None:
    """Return the finding for odd spaces, unless they part Western words or other scripts."""
    around = sides(page.text, span.start, span.end)
    if Side.CHINESE not in around or Side.OTHER in around:
        return None
    old = span.of(page.text)
    new = "".join(_WIDE.get(char, " ") for char in old)
    fix = page.fix(page.edit(span, new), safety=Safety.SAFE, contract=Whitespace())
    return page.finding(span, f"odd space {names_of(old)}", fix=fix)


def _separator(page: Page, span: Span) -> Finding:
    """Return the finding for a line separator; one inside a sentence is asked about."""
    text = page.text
    left = text[max(0, span.start - 1) : span.start]
    right = text[span.end : span.end + 1]
    bare = left in ("", "\n") or right in ("", "\n")
    safety = Safety.SAFE if bare or _FINAL.search(left) else Safety.ASK
    fix = page.fix(page.edit(span, "" if bare else "\n"), safety=safety, contract=Whitespace())
    return page.finding(span, f"line separator {names_of(span.of(text))}", fix=fix)


def _of_misread_text(text: str, span: Span) -> bool:
    """Tell whether a soft hyphen may be a byte of misread text: it stands beside Latin-1."""
    beside = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
    return text[span.start] == "\u00ad" and any("\x80" <= char <= "\xff" for char in beside)
