"""VLM005 special-token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.rule import Finding, Level, Page, Stage, Words, rule
from newslint.text.contract import Listed
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.vlm._edges import TOKEN, proper
from newslint_rules.vlm._removal import Removal

_TOKENS = regex.compile(rf"{TOKEN}{{1,4}}")
_ROWS = Listed(Removal(_TOKENS.pattern))

OPENINGS = (
    "<0x", "</box>", "</bos>", "</bop>", "</eop>", "</eos>", "</image>", "</img_end>",
    "</img_start>", "</mask>", "</pad>", "</quad>", "</ref>", "</s>", "</think>", "</unk>",
    "<</SYS>>", "<<SYS>>", "<bop>", "<bos>", "<box>", "<end_of_turn>", "<eop>", "<eos>", "<image>",
    "<img_end>", "<img_start>", "<mask>", "<pad>", "<quad>", "<ref>", "<s>", "<start_of_turn>",
    "<think>", "<unk>", "<|", "<｜", "[/INST]", "[INST]", "[gMASK]",
)  # fmt: skip
"""How the tokens start; those with a bar go on with a name of their own."""


@rule(
    code="VLM005",
    name="special-token",
    level=Level.ERROR,
    stage=Stage.BYTES,
    trigger=Words(lambda: OPENINGS),
    contract="listed",
)
def special_token(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A control token of a language model that was printed as text.

    What it finds
    -------------
    Tokens that open or close a turn, a page, an image or a box in chat and vision models.

        水库已经蓄满。⟦<|im_end|><|endoftext|>→⟧
        ⟦<|im_start|>assistant→⟧⏎水库已经蓄满，下游可以放心。⟦</s>→⟧
        水库⟦<image>⇢⟧已经蓄满，下游可以放心。

    Why it matters
    --------------
    Printed control tokens are read as control when the text is used for training: an end of
    text in the middle of an article cuts it in two.

    When the fix is safe
    --------------------
    At the two ends of a page, where nothing but tokens, fences and chatter stands outside of
    them, and text is left. Elsewhere it asks, for the token may be what the article is about.

    What it leaves alone
    --------------------
    Names and words in angle or square brackets that no model uses for control.

        ⟦<北京日报>⟧登了⟦[1]⟧号文件，⟦<<通知>>⟧已下发，他回复⟦<3⟧，比分⟦a<|b|⟧，见⟦<附件>⟧。

    Source
    ------
    Tokenizer configurations of ChatML, Llama 2 and 3, Gemma, GLM, DeepSeek and Qwen-VL models.
    """
    text = page.text
    own: Span | None = None
    done = 0
    for place in places:
        if place.start < done:
            continue
        match = _TOKENS.match(text, place.start)
        if match is None:
            continue
        done = match.end()
        if own is None:
            own = proper(text)
        span = Span(match.start(), done)
        outside = bool(own) and not span.overlaps(own)
        fix = page.fix(
            page.edit(span, ""), safety=Safety.SAFE if outside else Safety.ASK, contract=_ROWS
        )
        yield page.finding(span, f"control token {match[0][:40]} of a model", fix=fix)
