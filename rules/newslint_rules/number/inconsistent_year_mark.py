"""NUM005 inconsistent-year-mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import regex

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.span import Span

SHARED = 4
"""Han characters behind the year that both forms must share to be one name."""

_NAMED = regex.compile(r"(?<![0-9A-Za-z.])((?:19|20)[0-9]{2}) ?(年?)(?=(\p{Han}{4}))")
_COUNTED = regex.compile(r"[万亿余多元人名个件套吨米台辆户公平立千百款版型号届级赛季款条家所项次]")
_OPENERS, _CLOSERS = "“‘「『《", "”’」』》"
_QUOTE = regex.compile(r"[“‘「『《”’」』》\n]")


def bare_years(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the last digit of each number of four digits from 1900 to 2099 right before Han."""
    codes, digit, han = batch.codes, batch.has(Class.DIGIT), batch.has(Class.HAN)
    at = np.flatnonzero(digit[:-1] & han[1:] & (codes[1:] != ord("年")))
    at = at[at >= 3]
    for step in (1, 2, 3):
        at = at[digit[at - step]]
    first, second = codes[at - 3] - 0x30, codes[at - 2] - 0x30
    at = at[((first == 1) & (second == 9)) | ((first == 2) & (second == 0))]
    at = at[(at == 3) | ~digit[at - 4]]
    return at, at + 1


@rule(
    code="NUM005",
    name="inconsistent-year-mark",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Places(bare_years),
)
def inconsistent_year_mark(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """One name with and without 年 behind its year in the same document.

    What it finds
    -------------
    A year and the words behind it that stand once with 年 and once without it. The rarer form
    is shown, of equally many the later one.

        2024全省茶叶博览会昨天开幕。主办方说，⟦2024年全省茶叶⟧博览会共有九个展区。

    Why it matters
    --------------
    One event gets two names; where the text was read by a model, one of them was made up.

    When the fix is safe
    --------------------
    Never: both forms are in use, and which one the event bears is not in the text.

    What it leaves alone
    --------------------
    A form that stands alone, names in quotation marks, numbers that count something, years of
    products and seasons, other words behind the year.

        2024城市马拉松鸣枪，⟦2024年秋天⟧还有一场；“2024全球创客大会”是⟦2024年全球创客大会⟧的全称。
        投放2023万元资金，⟦2023年万元资金⟧另议；2022款旅行轿车与⟦2022年款旅行轿车⟧同价。

    Source
    ------
    One pair on the seed pages, where the wire copy has the form without 年; 19 findings in 77.5
    million characters of news.
    """
    names = _names(page.text, places)
    for name in names.values():
        if name.marked and name.bare:
            rare, other = sorted(
                (name.marked, name.bare), key=lambda one: (len(one), -one[0].start)
            )
            for span in rare:
                yield page.finding(
                    span,
                    f"{span.of(page.text)} here, {other[0].of(page.text)} elsewhere",
                    evidence=[Evidence("other form", other[0].of(page.text), other[0])],
                )


@dataclass(slots=True)
class _Name:
    """The places of the two forms of one name."""

    marked: list[Span] = field(default_factory=list)
    bare: list[Span] = field(default_factory=list)


def _names(text: str, places: Sequence[Span]) -> dict[str, _Name]:
    """Return the names that some place writes without 年, by year and words, with all places."""
    names: defaultdict[str, _Name] = defaultdict(_Name)
    for place in places:
        match = _NAMED.match(text, place.end - 4)
        if match and not _COUNTED.match(match[3]) and not _quoted(text, match.start()):
            names[match[1] + match[3]].bare.append(Span(match.start(), match.end() + SHARED))
    if names:
        for match in _NAMED.finditer(text):
            name = names.get(match[1] + match[3]) if match[2] else None
            if name is not None and not _quoted(text, match.start()):
                name.marked.append(Span(match.start(), match.end() + SHARED))
    return names


def _quoted(text: str, at: int) -> bool:
    """Tell whether a place stands in quotation marks or a title, as far as its line shows."""
    marks = _QUOTE.findall(text, max(0, at - 60), at)
    return bool(marks) and marks[-1] in _OPENERS
