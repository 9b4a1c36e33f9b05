"""Plants what models leave behind."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import regex

from plants import Plant

_PHRASE = regex.compile(
    r"(?<![\p{Han}])\p{Han}{3,12}(?=[，。：；])|(?<=[，。；])\p{Han}{2,6}(?=\p{Han})"
)
_QUANTITY = regex.compile(
    r"(?<![0-9A-Za-z.,$-])[0-9]{1,4}(?:[.,][0-9]{1,3})?(%|万?[亿元人吨]|公里|℃)?"
)
_HEADS = (
    "以下是图片中的文字：", "好的，以下是图片中的文字内容：", "图片内容如下：", "识别结果：",
    "图中文字如下：", "以下是从您上传的图片中提取的文字：", "**图片中的文字内容如下：**",
    "以下为OCR识别结果：", "Here is the text from the image:", "Here's the extracted text:",
    "这是图片中的全部文字：",
)  # fmt: skip
_TAILS = (
    "希望以上内容对您有帮助！", "希望这些信息对你有帮助。", "以上是图片中的全部文字内容。",
    "如果您还有其他问题，请随时告诉我。", "（注：图片中部分文字模糊，无法准确识别）",
    "Hope this helps!", "Let me know if you need anything else.",
)  # fmt: skip


def markdown(line: str, random: Random) -> Plant | None:
    """Make a phrase bold; a quotation mark or a heading mark where no phrase fits."""
    if random.random() < 0.15:
        mark = random.choice(["> ", "**"])
        return Plant(mark + line, 0, len(mark), "")
    place = _choose(_PHRASE, line, random)
    if place is None:
        return None
    mark = "__" if random.random() < 0.1 else "**"
    return _put(line, place.start(), place.end(), f"{mark}{place[0]}{mark}", place[0])


def html(line: str, random: Random) -> Plant | None:
    """Put a phrase or the line into tags, or a void tag behind the line."""
    kind = random.random()
    if kind < 0.2:
        tag = random.choice(["<br>", "<br/>", "<hr />", "</p>", "<div>"])
        return Plant(line + tag, len(line), len(line) + len(tag), "")
    if kind < 0.4:
        tag = random.choice(["p", "div", "li", "h2", "td"])
        return Plant(f"<{tag}>{line}</{tag}>", 0, len(line) + 2 * len(tag) + 5, line)
    place = _choose(_PHRASE, line, random)
    if place is None:
        return None
    tag = random.choice(["b", "strong", "i", "em", "u", "span", "font"])
    extra = ' color="red"' if tag in ("span", "font") else ""
    bad = f"<{tag}{extra}>{place[0]}</{tag}>"
    return _put(line, place.start(), place.end(), bad, place[0])


def latex(line: str, random: Random) -> Plant | None:
    """Set a number with its unit as mathematics."""
    place = _choose(_QUANTITY, line, random)
    if place is None:
        return None
    good, unit = place[0], place[1] or ""
    number = good.removesuffix(unit)
    if unit == "%":
        bad = random.choice([f"${number}\\%$", f"\\({number}\\%\\)", f"{number}\\%"])
    elif unit == "℃":
        bad, good = f"${number}^\\circ C$", f"{number}°C"
    elif unit and random.random() < 0.5:
        bad = f"${number}\\text{{{unit}}}$"
    else:
        bad = f"${number}${unit}"
    return _put(line, place.start(), place.end(), bad, good)


def chatter(line: str, random: Random) -> Plant | None:
    """Put a line of chatter before or behind the text, sometimes between it and another line."""
    kind = random.random()
    if kind < 0.5:
        head = random.choice(_HEADS)
        return Plant(f"{head}\n\n{line}", 0, len(head), "")
    tail = random.choice(_TAILS if kind < 0.8 else _HEADS)
    start = len(line) + 2
    behind = "" if kind < 0.8 else f"\n\n{line}"
    return Plant(f"{line}\n\n{tail}{behind}", start, start + len(tail), "")


def token(line: str, random: Random) -> Plant | None:
    """Put a control token at an end of the text, or into it."""
    one = random.choice(
        ["<|im_end|>", "<|endoftext|>", "</s>", "<s>", "[INST]", "<|im_start|>assistant", "<image>",
         "<｜end▁of▁sentence｜>", "<end_of_turn>", "<|eot_id|>"]
    )  # fmt: skip
    at = random.choice([0, len(line), len(line), random.randint(1, len(line) - 1)])
    gap = "\n" if at == 0 else ""
    return Plant(line[:at] + one + gap + line[at:], at, at + len(one), "")


def image(line: str, random: Random) -> Plant | None:
    """Put a placeholder of a picture before or behind the text."""
    one = random.choice(
        ["[图片]", "【图片】", "（图片）", "![](images/a1.png)",
         "![插图](https://example.org/b.jpg)", "<!-- image -->", '<img src="c.png">',
         "[图片：人群聚在桥头]", "[image 2]", "（此处有图片）"]
    )  # fmt: skip
    if random.random() < 0.5:
        return Plant(f"{one}\n{line}", 0, len(one), "")
    return Plant(line + one, len(line), len(line) + len(one), "")


def fence(line: str, random: Random) -> Plant | None:
    """Fence the text as code, sometimes without the closing line."""
    head = random.choice(["```", "```markdown", "```text", "~~~"])
    if random.random() < 0.2:
        return Plant(f"{head}\n{line}", 0, len(head), "")
    text = f"{head}\n{line}\n{head[:3]}"
    return Plant(text, 0, len(text), f"\n{line}\n")


def _choose(pattern: regex.Pattern[str], line: str, random: Random) -> regex.Match[str] | None:
    places = list(pattern.finditer(line))
    return random.choice(places) if places else None


def _put(line: str, start: int, end: int, bad: str, good: str) -> Plant:
    return Plant(line[:start] + bad + line[end:], start, start + len(bad), good)


PLANTS: dict[str, Callable[[str, Random], Plant | None]] = {
    "VLM001": markdown,
    "VLM002": html,
    "VLM003": latex,
    "VLM004": chatter,
    "VLM005": token,
    "VLM006": image,
    "VLM008": fence,
}
"""A planter for each rule of the family that has fixes."""
