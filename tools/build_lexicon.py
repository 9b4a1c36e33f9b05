"""Build `lexicon.tsv.gz`, the word list of newslint, from jieba's dictionary.

Input: `dict.txt` of the package jieba 0.42.1 (MIT licence; `word freq tag`
a line) and a text to count in (one paragraph a line, plain or `.zst`).
Output: one `word<TAB>classes<TAB>logfreq` a line, sorted by code point, UTF-8,
gzip with mtime 0 and no file name, so the file is the same byte for byte on
every run with the same jieba, the same text and the same zlib.

Which words
    2 to 6 Han characters, counted at least `--min-count` times as a token of
    the maximum-probability segmentation of the text (`jieba.cut` without its
    HMM), not a rare look-alike of a frequent word (`LOOKALIKES`: 自已 beside
    自己), not a word with a character outside GB 2312 (`BEYOND_GB2312` excepted).

logfreq
    `min(15, floor(log2(count / min_count)))`: one step is a factor of two.

classes
    One or two letters, the more typical use first:
    n nominal, v verbal, a adjective, d adverb, c preposition, conjunction or
    particle, m numeral or measure, x other.  The first guess is jieba's tag.
    It has one tag a word, and calls many verbs that news uses as nouns `v`
    (支持) and many that it uses as verbs `vn` (发展), so the use is counted.
    For every token w of the segmentation with left token l and right token r:

    * nominal evidence N: l is 的 and r ends a noun phrase (a mark, 、 和 与 及
      的 是 等 在 …), or r is 、/和/与/及 and l is a nominal or one of these;
    * verbal evidence V: r is 了/着/过 (when r is one token), or r opens an
      object (a nominal or a numeral) while l is not 的, or l is an auxiliary,
      adverb or negation (不 没 将 要 会 已 可以 …).

    share = N / (N + V).  Tags v/vn/vd: `v` below 0.12, `vn` to 0.5, `nv`
    above it to 0.93, `n` beyond when jieba itself says vn.  Tags n*: `nv`
    when of 30 or more tokens r is 了/着/过 in 1.5 %, or this or a negation or
    auxiliary as l in 10 %; `v` at 12 % with hardly any 的 w; else `n`.  Tags a/b/z:
    `an` when l is 的 and r ends a noun phrase in 4 % of the tokens or more.
    Idioms (i, l) have no class of their own: n, v, a or x by the same counts.
"""

from __future__ import annotations

import argparse
import gzip
import io
import itertools
import math
import multiprocessing
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,6}\Z")
ASPECT = frozenset("了着过")
ENDS_NP = frozenset("，。！？；：、”》）,.;!?) 的和与及是等在中上下也都将被对已") | {
    "以及",
    "方面",
    "问题",
}
"""Tokens after which a noun phrase has just ended."""

LINK = frozenset("、和与及") | {"以及"}
PRE_VERB = frozenset("不没未将要会已可能所来去被就也都还便又再正曾应须并而") | _words(
    "可以 能够 应该 必须 已经 正在 没有 开始 继续 需要 可能 将会 不会 不能 不要 "
    "希望 愿意 曾经 一直 仍然"
)
"""Tokens that announce a predicate."""

STRICT = _words(
    "不 没 要 会 没有 可以 能够 应该 必须 已经 正在 开始 继续 需要 不会 不能 不要 "
    "愿意 曾经 一直 仍然 已 曾"
)
"""The safest of them, for words that jieba calls nominal."""

LOOKALIKES = sorted(
    _words(
        "己已巳 末未 人入八 日曰目 土士 千干于 天夭 戊戌戍 侯候 廷延 崇祟 籍藉 账帐 爪瓜 亳毫 "
        "兔免 鸟乌岛 汩汨 徙徒 粟栗 茶荼 拔拨 晴睛 辨辩辫 暑署 燥躁 即既 今令 刀力 大太犬 "
        "王玉主 田由甲申 贝见 问间 代伐 准淮 住往佳 折拆 析折 推堆 清请 侍待 治冶 泠冷 决诀 "
        "园圆 历厉 象像 做作 迁迂 遣遗 衷哀衰 戴载 幕慕暮墓 蓝篮 密蜜 梁粱 练炼 复覆 竞竟 "
        "赢嬴 棵颗 坐座 分份 只支 渡度 采彩"
    )
)
"""Characters that OCR and typists confuse.

A word is dropped when replacing one by the other gives a word at least LOOKALIKE_RATIO times as
frequent.
"""

LOOKALIKE_RATIO = 67
RIGHT = _words("八口 八类 动刀 十份 基干 太宗 青鸟 今人 高干 大刀 王权 大千")
"""Right words that look like a frequent one."""

WRONG = _words("好象 象是 反覆 提拨 人学 柜枱")
"""Wrong or variant words that look like none."""

BEYOND_GB2312 = frozenset("啰碁屌珮镕鹮梿槃潟犇瞭硚祇")
"""Characters outside GB 2312 that the Table of General Standard Chinese Characters (2013) holds.

A word with any other such character is dropped.
"""


TAG_FIX = {
    word: tag
    for tag, words in {
        "a": "美丽 普通 可怕 务实 最新 必要 宝贵 公正 崇高 严正 古老 高昂 英勇 真实 无线",
        "v": "上市 抗议 印发 令人 接管 接过 同意 明白 立法 进步 暂停 更新 互动 所致",
        "d": "静静 及时",
        "c": "诸如",
        "n": "首都 假说 总管",
    }.items()
    for word in words.split()
}
"""Frequent words whose tag in jieba is wrong for news."""

CLASS_OF_TAG = {
    tag: letter
    for letter, tags in {
        "n": "n nr ns nt nz nrt nrfg ng t tg s f j",
        "v": "vn v vd vg vi vq",
        "a": "a ad an ag b z",
        "x": "zg k h e o r",
        "d": "d dg df",
        "c": "c p u y",
        "m": "m mq mg q",
        "i": "i l",
    }.items()
    for tag in tags.split()
}
"""Class letter by jieba's tag; i: an idiom, whose class is counted."""


@dataclass
class Use:
    """Counts of one word's uses (see the module's docstring)."""

    total: Counter[str] = field(default_factory=Counter)
    nominal: Counter[str] = field(default_factory=Counter)
    de_np: Counter[str] = field(default_factory=Counter)
    verbal: Counter[str] = field(default_factory=Counter)
    aspect: Counter[str] = field(default_factory=Counter)
    strict: Counter[str] = field(default_factory=Counter)

    def add(self, other: Use) -> None:
        """Add the counts of another part of the text."""
        for name in ("total", "nominal", "de_np", "verbal", "aspect", "strict"):
            getattr(self, name).update(getattr(other, name))


_TAGS: dict[str, str] = {}


def _start(dictionary: str) -> None:
    """Set a worker up: jieba with the given dictionary, and the tags."""
    import jieba

    jieba.setLogLevel(60)
    jieba.set_dictionary(dictionary)
    jieba.initialize()
    _TAGS.update(read_tags(Path(dictionary)))


def _count(lines: list[str]) -> Use:
    """Segment some lines and count the uses of their words."""
    import jieba

    use = Use()
    tags = _TAGS
    for line in lines:
        tokens = ["。", *jieba.cut(line, HMM=False), "。", "。"]
        for left, word, right in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if len(word) < 2 or word not in tags:
                continue
            use.total[word] += 1
            if left in STRICT:
                use.strict[word] += 1
            if right in ASPECT:
                use.aspect[word] += 1
                use.verbal[word] += 1
            elif left == "的":
                if right in ENDS_NP:
                    use.de_np[word] += 1
                    use.nominal[word] += 1
            elif right in LINK and (left in LINK or tags.get(left, "x")[0] in "nj"):
                use.nominal[word] += 1
            elif left in PRE_VERB or (len(right) > 1 and tags.get(right, "x")[0] in "nmrt"):
                use.verbal[word] += 1
    return use


def read_tags(dictionary: Path) -> dict[str, str]:
    """Return word -> jieba's tag."""
    tags: dict[str, str] = {}
    for line in dictionary.read_text("utf-8").splitlines():
        parts = line.split(" ")
        if len(parts) == 3:
            tags[parts[0]] = parts[2]
    return tags


def read_lines(text: Path) -> Iterator[str]:
    """Yield the lines of a plain or Zstandard text (with the `zstd` tool)."""
    if text.suffix == ".zst":
        command = ["zstd", "-d", "--long=27", "-q", "-c", str(text)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            yield from io.TextIOWrapper(process.stdout, encoding="utf-8")
    else:
        with text.open(encoding="utf-8") as stream:
            yield from stream


def batches(lines: Iterable[str], size: int = 5000) -> Iterator[list[str]]:
    """Yield the lines without their ends, some thousands at a time."""
    iterator = iter(lines)
    while batch := [line.rstrip("\n") for line in itertools.islice(iterator, size)]:
        yield batch


def count_uses(dictionary: Path, text: Path, jobs: int) -> Use:
    """Count word uses over the whole text."""
    use = Use()
    with multiprocessing.Pool(jobs, _start, (str(dictionary),)) as pool:
        for part in pool.imap(_count, batches(read_lines(text))):
            use.add(part)
    return use


def lookalike_of(word: str, total: Counter[str]) -> str | None:
    """Return a far more frequent word that differs in one look-alike character."""
    for i, char in enumerate(word):
        for group in LOOKALIKES:
            if char in group:
                for twin in group:
                    other = word[:i] + twin + word[i + 1 :]
                    if twin != char and total[other] >= LOOKALIKE_RATIO * total[word]:
                        return other
    return None


def is_beyond(word: str) -> bool:
    """Tell a word with a character that is neither in GB 2312 nor standard."""
    try:
        "".join(char for char in word if char not in BEYOND_GB2312).encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def classes(word: str, tag: str, use: Use) -> str:
    """Return one or two class letters for a word."""
    base = CLASS_OF_TAG.get(tag, CLASS_OF_TAG.get(tag[:1], "x"))
    total, nominal, verbal = use.total[word], use.nominal[word], use.verbal[word]
    share = (nominal + 0.5) / (nominal + verbal + 1)
    if base == "v":
        if share < 0.12:
            return "v"
        if share < 0.5:
            return "vn"
        return "n" if share > 0.93 and tag == "vn" else "nv"
    if base == "n":
        if total < 30:
            return "n"
        sure = use.strict[word] + use.aspect[word]
        if sure >= 0.12 * total and use.de_np[word] < 0.02 * total:
            return "v"
        return "nv" if use.aspect[word] >= 0.015 * total or sure >= 0.1 * total else "n"
    if base == "a":
        if tag == "an":
            return "na"
        return "an" if use.de_np[word] >= 0.04 * total and total >= 20 else "a"
    if base == "i":
        if use.aspect[word] >= 0.02 * total:
            return "v"
        if share >= 0.6 or use.de_np[word] >= 0.08 * total:
            return "n"
        return "v" if verbal >= 0.25 * total else "x"
    return base


def build(dictionary: Path, text: Path, min_count: int, jobs: int) -> tuple[list[str], list[str]]:
    """Return the lines of the lexicon and a list of what was dropped and why."""
    tags = read_tags(dictionary)
    use = count_uses(dictionary, text, jobs)
    rows: list[str] = []
    dropped: list[str] = []
    for word in sorted(tags):
        count = use.total[word]
        if count < min_count or not HAN_WORD.match(word):
            continue
        if word in WRONG:
            dropped.append(f"{word}\twrong or variant")
        elif word not in RIGHT and (twin := lookalike_of(word, use.total)):
            dropped.append(f"{word}\tlook-alike of {twin}")
        elif is_beyond(word):
            dropped.append(f"{word}\tcharacter outside GB 2312")
        else:
            level = min(15, int(math.log2(count / min_count)))
            rows.append(f"{word}\t{classes(word, TAG_FIX.get(word, tags[word]), use)}\t{level}")
    return rows, dropped


def write(rows: list[str], output: Path) -> None:
    """Write reproducible gzip."""
    with output.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(("\n".join(rows) + "\n").encode())


def main() -> None:
    """Build the list from the arguments of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("dictionary", type=Path, help="jieba's dict.txt")
    parser.add_argument("text", type=Path, help="text to count in, plain or .zst")
    parser.add_argument("output", type=Path, help="lexicon.tsv.gz to write")
    parser.add_argument("--min-count", type=int, default=6)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--dropped", type=Path, help="where to list the dropped words")
    options = parser.parse_args()
    rows, dropped = build(options.dictionary, options.text, options.min_count, options.jobs)
    write(rows, options.output)
    if options.dropped:
        options.dropped.write_text("\n".join(dropped) + "\n", "utf-8")
    print(f"{len(rows)} words, {options.output.stat().st_size} bytes, {len(dropped)} dropped")


if __name__ == "__main__":
    main()
