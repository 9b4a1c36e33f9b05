"""VLM006 image-placeholder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.rule import Finding, Level, Page, Stage, Words, rule
from newslint.text.contract import Free
from newslint.text.edit import Safety
from newslint.text.span import Span

_KIND = r"(?:图片|图像|照片|插图|图表|配图)"
_PLACEHOLDER = regex.compile(
    rf"\[(?:此处(?:有|为|是)?)?{_KIND} ?[0-9一二三四五六七八九]{{0,2}}(?:[：:][^\[\]\n]{{0,80}})?\]"
    rf"|【(?:此处(?:有|为|是)?)?{_KIND} ?[0-9]{{0,2}}】"
    rf"|[（(](?:此处(?:有|为|是)?(?:一?[张幅])?{_KIND}|{_KIND} ?[0-9]{{0,2}})[）)]"
    r"|!\[[^\[\]\n]{0,80}\](?:\([^()\s]{0,180}(?: \"[^\"\n]{0,60}\")?\))?"
    r"|\[(?i:image|img|figure|photo|picture)(?: ?[0-9]{1,3})?(?:: ?[^\[\]\n]{0,100})?\]"
    r"|<(?i:img)\s[^<>\n]{0,180}>|<!-- ?image[^<>\n]{0,40}-->"
)

_NAMES = ("此处", "图片", "图像", "照片", "插图", "图表", "配图")
_ENGLISH = tuple(
    form for word in ("image", "img", "figure", "photo", "picture")
    for form in (word, word.capitalize(), word.upper())
)  # fmt: skip

OPENINGS = (
    *(bracket + name for bracket in "[【（(" for name in _NAMES),
    *("[" + word for word in _ENGLISH),
    *("![", "<img ", "<Img ", "<IMG ", "<!--image", "<!-- image"),
)
"""How a placeholder starts."""


@rule(
    code="VLM006",
    name="image-placeholder",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Words(lambda: OPENINGS),
    contract="free",
)
def image_placeholder(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A note that stands where a picture was.

    What it finds
    -------------
    Words for a picture alone in brackets, with or without number or description; images of
    Markdown and HTML.

        ⟦[图片]⇢⟧水库已经蓄满，鱼苗同时入库。
        ⟦![水库全景](imgs/p1_03.jpg)⇢⟧⏎水库已经蓄满。⟦（图片）⇢⟧
        ⟦<!-- image -->⇢⟧⏎站长指着水位线。⟦[图片2：一位老人站在坝上]⇢⟧

    Why it matters
    --------------
    The placeholder is no part of the article, and a description in it was made up by a model.

    When the fix is safe
    --------------------
    It asks: a placeholder may mark where a caption belongs.

    What it leaves alone
    --------------------
    Credits and columns of pictures, headlines that announce pictures, references.

        水库蓄水⟦（图片来源：水务局）⟧，详见⟦【图片新闻】⟧一栏，⟦（组图）⟧和⟦（图）⟧在末版。
        ⟦（图片由村委会提供）⟧，文献见⟦[1]⟧，太好了⟦![⟧这样写不成图，⟦[图例]⟧在左。

    Source
    ------
    Markdown written by document converters and vision-language models.
    """
    done = 0
    for place in places:
        if place.start < done:
            continue
        match = _PLACEHOLDER.match(page.text, place.start)
        if match is None:
            continue
        done = match.end()
        span = Span(match.start(), done)
        fix = page.fix(page.edit(span, ""), safety=Safety.ASK, contract=Free())
        yield page.finding(span, "placeholder for a picture", fix=fix)
