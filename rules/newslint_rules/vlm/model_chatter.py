"""VLM004 model-chatter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newslint.rule import Finding, Level, Page, Stage, Words, rule
from newslint.text.contract import Listed
from newslint.text.edit import Safety
from newslint.text.span import Span
from newslint_rules.vlm._edges import LONGEST_CHATTER, is_chatter, proper
from newslint_rules.vlm._removal import Removal

_ROW = Listed(Removal(rf"[^\n]{{2,{LONGEST_CHATTER}}}"))
_ILLEGIBLE = regex.compile(
    r"[（(\[【](?:此处|部分)?(?:图片|文字|内容|字迹)?(?:模糊)?[，,]?(?:无法|难以)(?:识别|辨认|辨识)[）)\]】]"
)

WORDS = (
    "AI助手，我", "Below is", "Extracted text", "Here are", "Here is", "Here's", "Here’s",
    "Let me know", "OCR", "Recognized text", "The content ", "The following is", "The text ",
    "Transcribed text", "extracted text", "let me know", "ope this helps", "the image",
    "the picture", "this image", "上传的", "不能识别", "不能读取", "人工智能助手，我", "原图",
    "发送的", "告知我", "告诉我", "图中", "图像", "图片", "对你有", "对您有", "截图", "扫描",
    "提供的文", "提供的版", "提供的页", "提取", "无法识别", "无法读取", "无法辨", "未能识别",
    "未能读取", "照片", "联系我", "能对你", "能对您", "誊录", "识别内", "识别出", "识别的",
    "识别结", "语言模型,我", "语言模型，我", "转写", "转录", "这幅图", "这张图", "问我",
    "难以识别", "难以辨",
)  # fmt: skip
"""Each line of chatter holds one of these; so does some news, which the rule leaves alone."""


@rule(
    code="VLM004",
    name="model-chatter",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Words(lambda: WORDS),
    contract="listed",
)
def model_chatter(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A line in which a model talks about its task instead of giving the text.

    What it finds
    -------------
    Lines that announce a transcription, excuse what could not be read, or offer more help; and
    notes in brackets that something could not be read.

        ⟦好的，以下是图片中的文字内容：→⟧⏎⏎灌区今年提前放水，两岸的麦田都喝饱了。
        灌区今年提前放水，两岸的麦田都喝饱了。⏎⏎⟦希望以上内容对您有帮助！→⟧
        上篇写灌区放水，麦田喝饱。⏎⏎⟦图片内容如下：⇢⟧⏎⏎下篇写水库蓄水，鱼苗入库。
        碑上的名字是周⟦（无法辨认）⟧，立于清末。

    Why it matters
    --------------
    Chatter is the model's, not the paper's; it stands at the very place where a corpus is
    sampled for titles, and teaches a language model to be an assistant in the middle of news.

    When the fix is safe
    --------------------
    When the line is a whole block at the start or end of the page, with nothing but such lines,
    fences and tokens between it and the page's end, and text is left. Inside the page it asks.

    What it leaves alone
    --------------------
    The same words in running text and quotations, photo credits, lead-ins that news uses.

        机器人答道：“⟦好的，以下是图片中的文字：⟧”记者没有再问。⏎又过了一天。
        “⟦以下是图片内容：⟧”⏎他读到这里停住了，大家都看着屏幕，谁也没有出声。
        ⟦以下是公报全文：⟧⏎⏎会议强调防汛。⏎⏎⟦图片由当地文旅局提供⟧

    Source
    ------
    Output of vision-language models asked to transcribe newspaper pages.
    """
    text = page.text
    done = -1
    own: Span | None = None
    for place in places:
        if place.start < done:
            continue
        line = Span(text.rfind("\n", 0, place.start) + 1, _line_end(text, place.end))
        done = line.end + 1
        inside = line.of(text)
        bare = inside.strip()
        if not is_chatter(bare):
            readable = "识别" not in inside and "辨" not in inside
            for match in () if readable else _ILLEGIBLE.finditer(text, line.start, line.end):
                yield page.finding(Span(*match.span()), "note that something could not be read")
            continue
        start = line.start + inside.index(bare[0])
        span = Span(start, start + len(bare))
        if own is None:
            own = proper(text)
        outside = bool(own) and not span.overlaps(own)
        fix = page.fix(
            page.edit(span, ""), safety=Safety.SAFE if outside else Safety.ASK, contract=_ROW
        )
        yield page.finding(span, "a model talks about its task", fix=fix)


def _line_end(text: str, at: int) -> int:
    stop = text.find("\n", at)
    return len(text) if stop < 0 else stop
