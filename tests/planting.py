"""Makes news-like pages of fresh sentences and plants defects that newslint repairs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from newslint.sources.read import Page
from newslint.text.document import Document, Source
from newslint.text.newlines import fold

_PLACES = ("青岩镇", "柳河口", "东坪县", "云岭区", "白沙湾", "石桥乡", "𠮷田村", "临江市")
_DOERS = (
    "水务局",
    "农技站",
    "渔业合作社",
    "新能源车间",
    "图书馆",
    "气象台",
    "社区食堂",
    "交警大队",
)
_DEEDS = (
    "新修了三座泵站",
    "把旧厂房改成了展厅",
    "开通了两条夜班公交线",
    "为果农请来了专家",
    "把检测周期缩短了一半",
    "给河道装上了水位计",
    "办起了乡村夜校",
    "添置了二十台烘干机",
)
_RESULTS = (
    "灌溉面积扩大到原来的两倍",
    "来访的游客一天多过一天",
    "居民出行方便了许多",
    "粮食的损耗明显下降",
    "年轻人愿意留下来创业",
    "汛期的警报提前了四个小时",
)
_TITLES = ("山乡水渠新貌", "夜班公交开进工业园", "一座旧厂的新生", "烘干机进村记", "河口渔港复工")
_NAMES = ("周立言", "秦向晚", "孟一川", "罗小满")
_KICKERS = ("乡村新事", "今日视点", "记者再走基层")
_SECTIONS = ("要闻", "综合", "民生")
_PAPERS = ("南溪日报", "江州晚报")
_PICTURES = ("图为工人检修闸门。", "图为果农在分拣蜜橘。", "图为清晨的石拱桥。")


def sentence(random: Random) -> str:
    """Return a sentence of a few clauses; figures make nearly every one unique."""
    place, doer = random.choice(_PLACES), random.choice(_DOERS)
    deed, result = random.choice(_DEEDS), random.choice(_RESULTS)
    year, number = random.randint(1990, 2024), random.randint(11, 989)
    return f"{year}年以来，{place}{doer}{deed}，{number}户人家因此受益，{result}。"


def paragraph(random: Random) -> str:
    """Return a paragraph of two to four sentences."""
    return "".join(sentence(random) for _ in range(random.randint(2, 4)))


def clean_page(random: Random) -> list[str]:
    """Return the lines of a tidy page with one or two articles."""
    lines: list[str] = []
    for _ in range(random.randint(1, 2)):
        lines.append("# " + random.choice(_TITLES))
        lines += [paragraph(random) for _ in range(random.randint(2, 4))]
        lines.append(f"本报记者 {random.choice(_NAMES)} {random.choice(_NAMES)}")
    return lines


def newspaper_lines(random: Random) -> list[str]:
    """Return the lines of a newspaper page: furniture, several articles, photos, jump lines."""
    day = random.randint(10, 28)
    head = f"{random.choice(_PAPERS)}　2025年3月{day}日　第2版　{random.choice(_SECTIONS)}"
    lines = [head] if random.random() < 0.8 else []
    if random.random() < 0.4:
        lines += ["# " + random.choice(_TITLES), "（上接第一版）", paragraph(random)]
        lines.append(f"本报记者 {random.choice(_NAMES)}")
    for title in random.sample(_TITLES, random.randint(2, 3)):
        if random.random() < 0.3:
            lines.append(random.choice(_KICKERS))
        lines.append("# " + title)
        start = f"新华社江州3月{day - 1}日电（记者 {random.choice(_NAMES)}）"
        lines.append((start if random.random() < 0.5 else "") + paragraph(random))
        lines += [paragraph(random) for _ in range(random.randint(1, 2))]
        if random.random() < 0.4:
            lines += [random.choice(_PICTURES), f"{random.choice(_NAMES)}摄"]
        if random.random() < 0.3:
            lines.append("（下转第四版）")
        else:
            lines.append(f"本报记者 {random.choice(_NAMES)} {random.choice(_NAMES)}")
    if random.random() < 0.5:
        lines.append(f"本版责编：{random.choice(_NAMES)}　校对：{random.choice(_NAMES)}")
    return lines


def _body(lines: list[str], random: Random) -> int:
    return random.choice([at for at, line in enumerate(lines) if len(line) > 40])


def split(lines: list[str], random: Random) -> None:
    """Cut a paragraph inside a word of one of its sentences."""
    at = _body(lines, random)
    line = lines[at]
    places = [match.start() + 1 for match in re.finditer("受益|人家", line)]
    cut = random.choice(places)
    lines[at : at + 1] = [line[:cut], line[cut:]]


def residue(lines: list[str], random: Random) -> None:
    """Leave an entity, an invisible character and Markdown behind."""
    at = _body(lines, random)
    lines[at] = (
        lines[at].replace("因此", "因&ldquo;此&rdquo;\u200b", 1).replace("受益", "**受益**", 1)
    )


def blank(lines: list[str], random: Random) -> None:
    """Leave extra blank lines."""
    lines[random.randint(0, len(lines) - 1)] += "\n" * random.randint(1, 3)


def halfwidth(lines: list[str], random: Random) -> None:
    """Write a comma and a remark in brackets half-width."""
    at = _body(lines, random)
    lines[at] = lines[at].replace("，", "(含辖区),", 1)


def english(lines: list[str], random: Random) -> None:
    """Write an English conjunction between two nouns."""
    at = _body(lines, random)
    lines[at] = lines[at].replace("以来，", "以来，资源 and 动力都有改善，", 1)


def misread(lines: list[str], random: Random) -> None:
    """Put a listed confusion in."""
    at = _body(lines, random)
    lines[at] = lines[at].replace("以来，", "以来，旅馆的人住率上升，", 1)


def repeated(lines: list[str], random: Random) -> None:
    """Print a paragraph twice running."""
    at = _body(lines, random)
    lines.insert(at, lines[at])


PLANTS: dict[str, Callable[[list[str], Random], None]] = {
    "VLM001": residue,
    "LAY001": split,
    "LAY005": blank,
    "PUN001": halfwidth,
    "MIX001": english,
    "OCR001": misread,
    "DUP001": repeated,
}
"""How to plant a defect of each rule that repairs safely."""


@dataclass(frozen=True)
class Planted:
    """A page with defects and the rules whose defects were planted."""

    text: str
    rules: frozenset[str]


def planted_page(seed: int) -> Planted:
    """Return a page with defects of most rules; line ends, indent and final line end vary."""
    random = Random(seed)
    return _planted(clean_page(random), random)


def newspaper_page(seed: int) -> Planted:
    """Return a newspaper page with defects of most rules."""
    random = Random(seed)
    return _planted(newspaper_lines(random), random)


def _planted(lines: list[str], random: Random) -> Planted:
    rules = {rule for rule in PLANTS if random.random() < 0.97}
    for rule in ("MIX001", "OCR001", "PUN001", "VLM001", "DUP001", "LAY001", "LAY005"):
        if rule in rules:
            PLANTS[rule](lines, random)
    newline = random.choice(["\n", "\n", "\r\n", "\r"])
    text = "\n\n".join(lines) + random.choice(["", "\n", "\n\n\n"])
    if random.random() < 0.2:
        newline = "\n"
        text = text.replace("\n\n", "\r\n\n", 1)
    return Planted(text.replace("\n", newline) if newline != "\n" else text, frozenset(rules))


def page_of(text: str, name: str = "page.txt") -> Page:
    """Return a text as it would be read from a UTF-8 file."""
    data = text.encode("utf-8", "surrogatepass")
    folded, newlines = fold(text)
    source = Source(name, "utf-8", b"", hashlib.sha256(data).hexdigest(), len(data))
    return Page(Document(source, folded, newlines), text)
