"""VLM008 code-fence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.rule import Finding, Level, Page, Stage, Words, rule
from newslint.text.contract import Listed
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.vlm._edges import FENCE, proper
from newslint_rules.vlm._removal import Removal

_LINE = regex.compile(rf"(?:^|(?<=\n))[ \t]*({FENCE})[ \t]*(?=\n|$)")
_ROWS = Listed(Removal(FENCE))


@rule(
    code="VLM008",
    name="code-fence",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Words(lambda: ["```", "~~~"]),
    contract="listed",
)
def code_fence(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line of backticks or tildes that fenced the text as code.

    What it finds
    -------------
    Lines of three or more backticks or tildes, alone or with the name of a language.

        ⟦```markdown→⟧⏎水库已经蓄满，下游可以放心。⏎⟦```→⟧
        水库已经蓄满。⏎⟦```⇢⟧⏎下游可以放心，鱼苗已经入库。

    Why it matters
    --------------
    Models wrap a transcription in a fence. A renderer then shows the article as program text,
    and a reader of Markdown finds no paragraphs in it.

    When the fix is safe
    --------------------
    For the two fences round a whole page, with no other fence inside; chatter and tokens may
    stand outside of them. All others ask.

    What it leaves alone
    --------------------
    Backticks inside a line, waves that lengthen a sound, rules made of other marks.

        她喊道：“来⟦~~~⟧呀！”命令是⟦```ls```⟧，下面是分割线。⏎⟦---⟧⏎水库已经蓄满。

    Source
    ------
    CommonMark 0.31, section 4.5.
    """
    text = page.text
    fences: list[Span] = []
    for place in places:
        if fences and place.start < fences[-1].end:
            continue
        start = text.rfind("\n", max(0, place.start - 40), place.start) + 1
        match = _LINE.match(text, start)
        if match:
            fences.append(Span(*match.span(1)))
    own = proper(text) if len(fences) == 2 else Span(0, 0)
    round_page = bool(own) and fences[0].end <= own.start and own.end <= fences[1].start
    for fence in fences:
        fix = page.fix(
            page.edit(fence, ""),
            safety=Safety.SAFE if round_page else Safety.ASK,
            contract=_ROWS,
        )
        yield page.finding(fence, "fence of a code block round text", fix=fix)
