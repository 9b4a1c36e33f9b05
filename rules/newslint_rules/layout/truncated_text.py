"""LAY007 truncated-text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.model.joins import closing, left_open
from newslint.rule import EachDocument, Evidence, Finding, Level, Page, Stage, rule
from newslint.text.articles import Story
from newslint.text.blocks import Block, Kind
from newslint.text.span import Span
from newslint_rules.layout._halves import unfinished

SHORTEST = 24
"""A shorter last paragraph may be a signature, a slogan or a line of verse."""

SELDOM = -3.0
"""Log odds of a sentence end from which down the last characters hardly ever end one.

Of 11,477 paragraphs of edited news without their final mark 0.2 % are below, of those cut inside
a sentence a third.
"""

_TAIL = 48
_PROSE = regex.compile(r"[，。；]")
_NO_WORD = regex.compile(r"[\p{Han}，、“（《‘]$")
_VERSE = 20


@rule(
    code="LAY007",
    name="truncated-text",
    level=Level.WARNING,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
)
def truncated_text(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """An article that ends inside a sentence.

    What it finds
    -------------
    A last paragraph that ends with a comma, with a quotation or bracket still open, or with
    characters that hardly ever end a sentence.

        工地上塔吊林立，桥面的混凝土浇筑已经完成大半，技术人员正在检查最后一段⟦的⟧⏎
        记者在现场看到，抢险队伍连夜加固堤坝，附近的居民已经全部转移到安置点⟦，⟧⏎

    Why it matters
    --------------
    The rest stands on another page or was lost when the text was cut to length. A model that
    learns from it learns to stop in the middle.

    When the fix is safe
    --------------------
    There is none: the rest is not in the text.

    What it leaves alone
    --------------------
    Articles that only lack a final mark, that go on elsewhere by a jump line, or that end with a
    byline, a credit, a caption, a list, a lead-in or verse.

        工地上塔吊林立，桥面的混凝土浇筑已经完成大半，技术人员正在检查最后一段的⟦质量⟧⏎
        记者在现场看到，抢险队伍连夜加固堤坝，附近的居民已经全部转移到安置点，⟦⏎⟧（下转第三版）⏎

    Source
    ------
    Sentence ends counted in news (`tools/build_joins.py`).
    """
    text = page.text
    for story in page.document.stories:
        block = _last(story)
        if block is None:
            continue
        last = block.content.of(text)
        why = _inside(last)
        if why and not _is_verse(text, story):
            span = Span(block.content.end - 1, block.content.end)
            yield page.finding(
                span, f"the text ends inside a sentence: …{last[-12:]}", evidence=[why]
            )


def _last(story: Story) -> Block | None:
    """Return the last block of a story if it is running text and the story does not go on."""
    if story.continued is not None:
        return None
    block = story.blocks[-1]
    return block if block.kind is Kind.BODY else None


def _inside(last: str) -> Evidence | None:
    """Return the evidence that a paragraph ends inside a sentence, if there is any."""
    if len(last) < SHORTEST or not unfinished(last) or not _NO_WORD.search(last, len(last) - 1):
        return None
    if not _PROSE.search(last[:-1]):
        return None
    if last[-1] in "，、":
        return Evidence("ends with", last[-1])
    opened = left_open(last)
    if opened and last.rfind(opened) > len(last) - _TAIL:
        return Evidence("still open", opened)
    odds = closing(last)
    return Evidence("a sentence ends so", f"{odds:+.1f}") if odds <= SELDOM else None


def _is_verse(text: str, story: Story) -> bool:
    """Tell whether the last lines of a story are short."""
    lines = [len(block.content.of(text)) for block in story.blocks[-3:]]
    return len(lines) > 1 and all(size <= _VERSE for size in lines[:-1]) and lines[-1] <= _VERSE * 2
