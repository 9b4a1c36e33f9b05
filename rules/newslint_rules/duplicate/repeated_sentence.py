"""DUP003 repeated-sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from newslint.rule import Batch, Evidence, Finding, Level, Page, Places, Stage, rule
from newslint.text.blocks import Kind
from newslint.text.charclass import Offsets
from newslint.text.contract import DeleteCopy, Free, comparable, without_marks
from newslint.text.edit import Safety
from newslint.text.marks import CLOSERS
from newslint.text.repeats import stretches
from newslint.text.span import Span
from newslint_rules.duplicate._letters import batch_letters, owners, placed, sentences
from newslint_rules.duplicate._loops import loops
from newslint_rules.duplicate._near import near_copies

SHORTEST = 12
"""Letters of a sentence; shorter ones are stock phrases and refrains."""

_FEW = 8
"""Of so many sentences it is told at once, in linear time, whether they stand twice at all."""

_HEAD = 4
"""Letters by which most sentences are told from the wanted ones."""

_FULL_WIDTH = "\uff00"
"""Han before it are letters in every form; behind it stand full-width forms."""

_OPENING = 12
"""Characters by which most paragraphs are told from each other."""

_SENTENCE = regex.compile(rf"[^。！？!?…\n]+[。…]+[{regex.escape(CLOSERS)}]*")
_QUOTES = regex.compile(r"[“”「」『』]")
_DATE = regex.compile(r"[^，。]{0,6}[0-9]{1,2}[月日]|近日|日前|昨天|今天")
_FIGURES = regex.compile(r"[0-9〇零一二三四五六七八九十百千万亿]")
_STOCK = regex.compile(r"如下|^(?:现将|特此|详见|请看|欢迎|未经)|版权|声明|责任编辑|图为")


def repeated_stretches(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the sentences that seem to have stood in their document before."""
    starts, ends = batch.once(sentences)
    fit = ends - starts >= SHORTEST
    starts, ends = starts[fit], ends[fit]
    if not len(starts):
        return starts, ends
    again = stretches(batch.once(batch_letters).codes, starts, ends, owners(batch, starts))
    return placed(batch, starts[again], ends[again])


@rule(
    code="DUP003",
    name="repeated-sentence",
    level=Level.WARNING,
    stage=Stage.REPETITION,
    trigger=Places(repeated_stretches),
    contract="delete-copy",
)
def repeated_sentence(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A sentence that already stood in the document.

    What it finds
    -------------
    A sentence of at least 12 letters again, in the same paragraph or another; several in a row
    are one finding.

        老站房被改成了铁路博物馆。馆里陈列着三百多件旧物。⟦老站房被改成了铁路博物馆。⇢⟧每逢周末免费开放。⏎

    Why it matters
    --------------
    Generating models repeat the sentence at the seam of two columns or tiles. What stands
    twice counts twice in every statistic.

    When the fix is safe
    --------------------
    Never: a writer may come back to a sentence. The fix deletes the later copy and asks.

    What it leaves alone
    --------------------
    Sentences in quotation marks, questions and exclamations, stock phrases, captions, headings,
    lists and tables; paragraphs that start alike with a date, or of which one is that sentence
    alone (captions, flashes); bulletins alike but for their figures. Whole paragraphs that
    repeat and loops have rules of their own.

        ⟦现将评审办法和报名时间通知如下。⟧请各单位遵照执行。⏎⏎⟦现将评审办法和报名时间通知如下。⟧⏎
        她说：“⟦我们要把这片林子守下去。⟧”儿子也说：“⟦我们要把这片林子守下去。⟧”⏎
        图为⟦工人在新建的码头上吊装风机叶片。⟧⏎⏎清早，江面起雾。⟦工人在新建的码头上吊装风机叶片。⟧⏎

    Source
    ------
    The defect catalogue of this project.
    """
    text = page.text
    wanted = {_form(span.of(text)) for span in places}
    if len(wanted) <= _FEW:
        letters = _form(text)
        wanted = {form for form in wanted if letters.count(form) > 1}
        if not wanted:
            return
    heads = {form[:_HEAD] for form in wanted}
    first: dict[str, int] = {}
    rows: list[tuple[int, int, int]] = []
    told = list(_sentences(page))
    for at, one in enumerate(told):
        head = _head(one.span.of(text))
        if head and head not in heads:
            continue
        form = _form(one.span.of(text))
        if form not in wanted:
            continue
        origin = first.setdefault(form, at)
        if origin == at or _different_briefs(text, told[origin], one):
            continue
        if rows and rows[-1][1] == at - 1 and rows[-1][0] + rows[-1][2] == origin:
            rows[-1] = rows[-1][0], at, rows[-1][2] + 1
        else:
            rows.append((origin, at, 1))
    for origin, end, size in rows:
        kept = told[origin].span.joined(told[origin + size - 1].span)
        copy = told[end - size + 1].span.joined(told[end].span)
        same = comparable(kept.of(text)) == comparable(copy.of(text))
        yield page.finding(
            copy,
            "repeats a sentence" if size == 1 else f"repeats {size} sentences",
            fix=page.fix(
                page.edit(copy, ""),
                safety=Safety.ASK,
                contract=DeleteCopy(kept) if same else Free(),
            ),
            evidence=[Evidence("first copy", kept.of(text)[:40], kept)],
        )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence and the paragraph that it stands in."""

    span: Span
    paragraph: Span


def _sentences(page: Page) -> Iterator[_Sentence]:
    """Yield the sentences of body text that may be copies, in order of place."""
    text = page.text
    aside = {line.end for copy in near_copies(page.document) for line in (copy.earlier, copy.later)}
    looped = [loop.span for loop in loops(page.document)]
    seen: set[str] = set()
    at = 0
    bodies = [block for block in page.blocks if block.kind is Kind.BODY]
    openings = [_opening(block.content.of(text)) for block in bodies]
    often = Counter(openings)
    for block, opening in zip(bodies, openings, strict=True):
        whole = comparable(block.content.of(text)) if often[opening] > 1 else ""
        if whole in seen or block.content.end in aside:
            continue
        if whole:
            seen.add(whole)
        quoted = False
        marked = _QUOTES.search(text, block.content.start, block.content.end) is not None
        for match in _SENTENCE.finditer(text, block.content.start, block.content.end):
            span = Span(match.start() + len(match[0]) - len(match[0].lstrip()), match.end())
            while at < len(looped) and looped[at].end <= span.start:
                at += 1
            inside = at < len(looped) and looped[at].overlaps(span)
            marks = _QUOTES.findall(match[0]) if marked else []
            if not (inside or quoted or marks or _STOCK.search(match[0])) and len(span):
                yield _Sentence(span, block.content)
            quoted = marks[-1] in "“「『" if marks else quoted


def _opening(text: str) -> str:
    """Return the comparable characters that a paragraph starts with; equal ones start alike."""
    opening = comparable(text[: 2 * _OPENING])[:_OPENING]
    return opening if len(opening) == _OPENING else comparable(text)[:_OPENING]


def _different_briefs(text: str, one: _Sentence, other: _Sentence) -> bool:
    """Tell captions, flashes and briefs that start alike, and bulletins alike but for figures."""
    if one.paragraph == other.paragraph:
        return False
    if one.span.start == one.paragraph.start and other.span.start == other.paragraph.start:
        alone = one.span == one.paragraph or other.span == other.paragraph
        if alone or _DATE.match(one.span.of(text)):
            return True
    if len(one.paragraph) != len(other.paragraph):
        return False
    return _FIGURES.sub("0", one.paragraph.of(text)) == _FIGURES.sub("0", other.paragraph.of(text))


def _head(text: str) -> str:
    """Return the first _HEAD letters of a sentence's form, or nothing when it has fewer."""
    head = text[:_HEAD]
    if head.isalpha() and max(head) < _FULL_WIDTH and len(head) == _HEAD:
        return head
    head = _form(text[: 4 * _HEAD])[:_HEAD]
    return head if len(head) == _HEAD else ""


def _form(text: str) -> str:
    return without_marks(comparable(text))
