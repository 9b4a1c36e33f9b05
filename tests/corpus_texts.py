"""Made-up documents: sentences of characters drawn at random, so that no two are alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from newslint.corpus.fingerprints import Fingerprints
from newslint.corpus.settings import Entry, Settings

HAN = (
    "山水田园春夏秋冬桥路船车灯火门窗茶米鱼鸟花草树林石沙云雨风雪星月江河湖海村镇城乡东西南北"
    "老少男女学校书报工农渔牧织染烧砌搬运修补看听说写唱跳来去进出上下左右高低长短新旧冷热轻重"
)


def sentence(random: Random, size: int = 24) -> str:
    """Return a sentence of about so many characters."""
    letters = random.choices(HAN, k=random.randint(size // 2, size * 3 // 2))
    letters.insert(len(letters) // 2, "，")
    return "".join(letters) + "。"


def story(random: Random, sentences: int = 12) -> str:
    """Return paragraphs of sentences, some with figures."""
    parts = [sentence(random) for _ in range(sentences)]
    for at in range(0, sentences, 3):
        parts[at] = f"{random.randint(2, 9999)}{parts[at]}"
    cut = sentences // 2
    return "".join(parts[:cut]) + "\n" + "".join(parts[cut:])


def misread(text: str, random: Random, changes: int) -> str:
    """Return a text with so many of its Han characters changed."""
    letters = list(text)
    for at in random.sample([at for at, one in enumerate(letters) if one in HAN], changes):
        letters[at] = random.choice(HAN.replace(letters[at], ""))
    return "".join(letters)


def bulletin(figures: Sequence[int]) -> str:
    """Return a bulletin that says nothing but its figures."""
    return (
        "山城气象站发布天气消息：今天白天多云，最高气温{}度，最低气温{}度，夜间转小雨，雨量{}毫米，"
        "河水涨到{}厘米，渡船停开{}班，请过河的乡亲改走老石桥，出门带伞，收好晒场上的稻谷。"
    ).format(*figures)


def part(
    folder: Path, texts: Sequence[str], settings: Settings, entries: Sequence[Entry] | None = None
) -> Path:
    """Write the fingerprints of texts and return their folder."""
    prints = Fingerprints(folder, settings)
    for number, text in enumerate(texts):
        prints.add(entries[number] if entries else Entry(f"{number:06}", "a"), text)
    prints.close()
    return folder
