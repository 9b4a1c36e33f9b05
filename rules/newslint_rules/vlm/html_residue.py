"""VLM002 html-residue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Free, Listed
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.vlm._removal import Removal

_VOID = "br|hr|wbr"
_INLINE = "strong|small|span|font|mark|big|sup|sub|em|b|i|u"
_CELLS = "td|th"
_BLOCKS = "center|caption|tbody|thead|tfoot|table|div|h[1-6]|tr|ul|ol|li|p"
_TAG = (
    rf"<(/?)({_VOID}|{_INLINE}|{_CELLS}|{_BLOCKS})"
    r"""(?:\s+[a-z][a-z-]{0,20}(?:=(?:"[^"<>]{0,120}"|'[^'<>]{0,120}'|[^\s<>"'=/]{1,60}))?){0,6}"""
    r"\s*(/?)>"
)
_KNOWN = regex.compile(_TAG, regex.I)
_COMMENT = regex.compile(r"<!--[^<>\n]{0,150}-->")
_ROWS = Listed(Removal(f"(?:(?i:{_TAG}))+|{_COMMENT.pattern}", ("", "\n", "\t")))
_SUPERSCRIPT = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def tags(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the places where < stands before a letter, a slash or an exclamation mark."""
    codes = batch.codes
    found = np.flatnonzero(codes[:-1] == ord("<"))
    after = codes[found + 1]
    latin = batch.has(Class.LATIN)[found + 1]
    found = found[latin | (after == ord("/")) | (after == ord("!"))]
    return found, found + 1


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag of the page: its span, name, and whether it closes or needs no partner."""

    span: Span
    name: str
    closes: bool
    void: bool


@rule(
    code="VLM002",
    name="html-residue",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(tags),
    contract="listed",
)
def html_residue(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A tag of HTML that stands in the text.

    What it finds
    -------------
    Tags for lines, letters, lists and tables, in pairs or void ones. Where a tag parted two
    lines or two cells, a line end or a tab takes its place.

        ⟦<p>→⟧灌区⟦<b>→⟧今年⟦</b>→⟧提前放水。⟦</p><p>→⏎⟧下游先受益。⟦</p>→⟧
        负责人：周立言⟦<br/>→⏎⟧电话见公告栏
        占地10⟦<sup>4</sup>⇢⁴⟧平方米，⟦<span style="color:red">⇢⟧分三期建成。

    Why it matters
    --------------
    Tags come from models that answer in HTML and from web pages cut badly. A language model
    learns to write them; counts of characters and sentences go wrong.

    When the fix is safe
    --------------------
    For void tags, and for tags whose partner stands in the page. A tag without a partner asks;
    so does a raised number, which would run into the one before it.

    What it leaves alone
    --------------------
    Angle brackets round Chinese, comparisons, quoted tags, other names in brackets.

        ⟦<<通知>>⟧登在⟦<北京日报>⟧头版，若⟦a<b⟧且⟦b>c⟧则停机，《⟦条例⟧》第三条。
        网页里的“⟦<br>⟧”表示换行，作者写信给⟦<zhou@example.org>⟧。

    Source
    ------
    HTML Living Standard, sections 4.3 to 4.9; benchmarks of OCR by vision-language models show
    tables as HTML.
    """
    text = page.text
    found: list[_Tag] = []
    done = 0
    for place in places:
        if place.start < done:
            continue
        match = _KNOWN.match(text, place.start)
        comment = None if match else _COMMENT.match(text, place.start)
        if comment and "image" not in comment[0]:
            span = Span(*comment.span())
            fix = page.fix(page.edit(span, ""), safety=Safety.ASK, contract=_ROWS)
            yield page.finding(span, "comment of HTML", fix=fix)
        if match is None or _quoted(text, match.start(), match.end()):
            continue
        done = match.end()
        name = match[2].lower()
        void = bool(regex.fullmatch(_VOID, name))
        found.append(_Tag(Span(*match.span()), name, bool(match[1]) and not void, void))
    yield from _judged(page, found)


def _quoted(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in tuple("“‘《「`") and text[end : end + 1] in tuple("”’》」`")


def _judged(page: Page, found: Sequence[_Tag]) -> Iterator[Finding]:
    """Yield the findings of all tags of a page, run by run of adjacent ones."""
    partner = _partners(found)
    text = page.text
    at = 0
    raised = {
        at: partner[at]
        for at, tag in enumerate(found)
        if tag.name == "sup"
        and partner.get(at, -1) == at + 1
        and regex.fullmatch(r"[0-9+-]{1,4}", text[tag.span.end : found[at + 1].span.start])
    }
    while at < len(found):
        if at in raised:
            span = found[at].span.joined(found[at + 1].span)
            digits = text[found[at].span.end : found[at + 1].span.start]
            edit = page.edit(span, digits.translate(_SUPERSCRIPT))
            fix = page.fix(edit, safety=Safety.ASK, contract=Free())
            yield page.finding(span, "raised number in tags of HTML", fix=fix)
            at += 2
            continue
        last = at
        while (
            last + 1 < len(found)
            and last + 1 not in raised
            and found[last].span.end == found[last + 1].span.start
            and found[last + 1].span.end - found[at].span.start <= 200
            and (last in partner or found[last].void)
            == (last + 1 in partner or found[last + 1].void)
        ):
            last += 1
        yield _run(page, found[at : last + 1], at in partner or found[at].void)
        at = last + 1


def _partners(found: Sequence[_Tag]) -> dict[int, int]:
    """Return for each tag of a pair the number of the other."""
    waiting: dict[str, list[int]] = {}
    partner: dict[int, int] = {}
    for at, tag in enumerate(found):
        if tag.closes and waiting.get(tag.name):
            other = waiting[tag.name].pop()
            partner[at], partner[other] = other, at
        elif not tag.closes and not tag.void:
            waiting.setdefault(tag.name, []).append(at)
    return partner


def _run(page: Page, run: Sequence[_Tag], paired: bool) -> Finding:
    """Return the finding for adjacent tags; what parted lines or cells leaves a mark of it."""
    text = page.text
    span = run[0].span.joined(run[-1].span)
    before = text[max(0, span.start - 1) : span.start]
    after = text[span.end : span.end + 1]
    new = ""
    if before not in ("", "\n", "\t") and after not in ("", "\n", "\t"):
        names = {tag.name for tag in run}
        if any(regex.fullmatch(f"br|hr|{_BLOCKS}", name) for name in names):
            new = "\n"
        elif names & {"td", "th"}:
            new = "\t"
    opened = text.rfind("<", max(0, span.start - 200), span.start)
    inside = opened >= 0 and text.find(">", opened, span.start) < 0
    safe = paired and not inside and not (new == "\n" and _in_table(text, span.start))
    fix = page.fix(page.edit(span, new), safety=Safety.SAFE if safe else Safety.ASK, contract=_ROWS)
    return page.finding(span, f"tag {span.of(text)[:40]} of HTML", fix=fix)


def _in_table(text: str, at: int) -> bool:
    """Tell whether the line of a place is a row of a Markdown table, as far as 400 before it."""
    line = text.rfind("\n", max(0, at - 400), at) + 1
    return text[line:at].lstrip()[:1] == "|"
