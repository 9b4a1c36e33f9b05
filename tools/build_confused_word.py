"""Check, recount and normalise the corrections list of rule OCR001 (confused-word).

The list is a TSV of words that OCR engines are known to produce and that are not
words: ``wrong right before after not_before not_after source count``.

What is curated by hand and what is computed:

* by hand: which rows there are (``wrong`` and ``right``) and their four guard
  columns.  ``--propose`` prints the raw material the choice was made from: frequent
  words of a dictionary, one character replaced by a look-alike, where the result
  does not occur in clean text;
* by this script: the ``source`` and ``count`` columns, the order of the rows, the
  order of the guard tokens, and every check named below.

Rows of source ``mined`` come from ``mine_confused_words.py`` and keep their source and
count; they are checked like the others.

Run on its own output the script writes the same bytes again.  A row is rejected when

* its cells break the format (Han only, equal length of 2 to 6 characters, known
  guard tokens);
* its ``wrong`` is there twice, or is another row's ``right``, or occurs inside a
  ``right`` where no negative guard stops it (the fix would loop);
* it has source ``shape`` and its pair of characters is neither in ``SHAPE_GROUPS``
  nor attested by a substitution of the OCR pages, in either direction.

Guards: if ``before`` or ``after`` is not empty, the text just before the match must
end with one of ``before`` or the text just after start with one of ``after``; none of
``not_before`` and ``not_after`` may hold.  ``%num`` stands for one number character,
``%edge`` for the start or end of the paragraph or any character that is not Han.

The guarded rows are run over the clean text (``--train`` and ``--dev``); the hits are
printed in windows of at most 12 characters with ``--hits``.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import ahocorasick_rs
import zstandard

HEADER: Final = (
    "wrong",
    "right",
    "before",
    "after",
    "not_before",
    "not_after",
    "source",
    "count",
)
NUMBERS: Final = frozenset(
    "0123456789０１２３４５６７８９〇零一二两三四五六七八九十百千万亿几数多每"
)
SPECIAL: Final = frozenset({"%num", "%edge"})
MINED: Final = "mined"
MIN_LENGTH: Final = 2
MAX_LENGTH: Final = 6
WINDOW: Final = 12
MAX_FRAME_WINDOW: Final = 1 << 28

#: Rows that the catalogue of rules demands although the pair is no look-alike.
MANDATED: Final = frozenset({("筒筷", "碗筷")})

#: Characters that OCR engines take for one another: each ordered pair of a group.
SHAPE_GROUPS: Final = """
人入八 己已巳 未末 土士 日曰目 干千于 大太犬 天夭无夫 免兔 壁璧 侯候
拔拨 析折拆 晴睛情清请 洒酒 货贷贺 今令 戊戌戍 仓仑 治冶 准淮 住往佳
赢羸 崇祟 茶荼 厂广 儿几 刀力 王玉主 田由甲申 名各 间问闻 官宫 贸贾
祖租组 科料 体休 传转 待侍 微徽 烧饶浇 辩辨辫 冠寇 炼练栋 埋理 泊油
捐损 扬杨 技枝 板扳 极圾 捡检 沦论 抢枪 栏拦 推椎 绿缘 绩债 放故
政攻 遣遗 任仕 无元 召台 国固 旦且 责贵 贪贫 资贷 般船 肢股 助肋
劝欢 冲仲 汗汁 消清 完宗 密蜜 届屈 帅师 历厉 忆亿 怒恕 惑感 慌谎
探深 撤撒 早旱 明朋 材村 杜社 概慨 民氏 灾灰 爆瀑 规视 班斑 竞竟
老考 色包 薄簿 篮蓝 虑虚 裂烈 议仪 话活 贴帖 辉挥 辛幸 迫追 郊效
雨两 凡几 元兀 巴已 旬甸 司伺 另别 列例 创刨 券卷 变奕 员负 命会
响晌 坚竖 培陪 妥委 姓性 姿资 媒煤 予矛 审宙 己巴 幅辐 幼幻 庭廷
彰影 影彭 役设 彻切 徒徙 息悉 情惰 戒戎 戒成 找我 披拔 提堤 攻改
施拖 旋施 时肘 晋普 有月 本术 机杌 柜拒 查杳 模摸 沟构 注住 海侮
淀定 淡谈 湾弯 激缴 瀑暴 照昭 特持 状壮 电甩 疫役 盟盂 眷券 睹赌
研妍 础拙 票栗 稳隐 符苻 签答 管菅 系糸 紧竖 纪记 纺访 织识 经径
结洁 绕浇 编偏 群郡 胆担 良艮 街衔 觉党 警誓 计汁 订汀 讼松 诀决
评坪 试拭 调凋 谓渭 谦嫌 购沟 贯贵 赛寨 载裁 迅讯 迎仰 进迸 遵尊
金全 钓钩 锋峰 陕侠 顿顷 鸟乌 浙淅 赡瞻 泸沪 钢纲 缓暖 贬眨 廷延
迭迟 拢扰 宵霄 宦宣 抗杭坑 棉绵锦 沈忱枕 途逐遂 建健键 木术 来米 公么
全企 可司 顶项须 侧测则 编遍 挂桂 伦沦 宇学 奖桨浆 岛乌 帐张 搏博膊
旅族旋 植值 讯汛迅 种仲 俭险 难雄 史吏 择泽 载栽裁 合台 向问 因困囚
投役 寒塞赛寨 狭陕 持待特恃 措借惜 环坏怀 福幅辐 税悦脱 纲网钢 赔陪培
嫌歉 躁燥噪澡 扰优忧 防妨 白自日 慕暮墓幕募 操燥躁澡噪 践贱 限恨
披坡破彼
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    wrong: str
    right: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    not_before: tuple[str, ...]
    not_after: tuple[str, ...]
    source: str
    count: int

    def guards(self) -> tuple[tuple[str, ...], ...]:
        return (self.before, self.after, self.not_before, self.not_after)

    def line(self) -> str:
        cells = [self.wrong, self.right, *("|".join(guard) for guard in self.guards())]
        return "\t".join([*cells, self.source, str(self.count)])


@dataclass(frozen=True, slots=True)
class Substitution:
    """A one-to-one Han substitution of an OCR page, at its place in the truth."""

    truth: str
    position: int
    true_char: str
    ocr_char: str


def is_han(char: str) -> bool:
    return char == "〇" or "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


# --- guards ---------------------------------------------------------------------------


def ends_with(text: str, end: int, tokens: Iterable[str]) -> bool:
    """Say whether ``text[:end]`` ends with one of the guard tokens."""
    for token in tokens:
        if token == "%num":
            if end > 0 and text[end - 1] in NUMBERS:
                return True
        elif token == "%edge":
            if end == 0 or not is_han(text[end - 1]):
                return True
        elif text.endswith(token, 0, end):
            return True
    return False


def starts_with(text: str, start: int, tokens: Iterable[str]) -> bool:
    """Say whether ``text[start:]`` starts with one of the guard tokens."""
    for token in tokens:
        if token == "%num":
            if start < len(text) and text[start] in NUMBERS:
                return True
        elif token == "%edge":
            if start >= len(text) or not is_han(text[start]):
                return True
        elif text.startswith(token, start):
            return True
    return False


def guard_passes(row: Row, text: str, start: int, end: int) -> bool:
    """Say whether a row may fire on ``text[start:end]``."""
    if (row.before or row.after) and not (
        ends_with(text, start, row.before) or starts_with(text, end, row.after)
    ):
        return False
    return not (ends_with(text, start, row.not_before) or starts_with(text, end, row.not_after))


# --- reading and writing --------------------------------------------------------------


def split_guard(cell: str) -> tuple[str, ...]:
    return tuple(sorted(set(cell.split("|")))) if cell else ()


def read_rows(path: Path) -> tuple[list[Row], list[str]]:
    """Read the list; return the rows that parse, and what is wrong with the others."""
    rows: list[Row] = []
    errors: list[str] = []
    lines = path.read_text(encoding="utf-8").split("\n")
    if tuple(lines[0].split("\t")) != HEADER:
        errors.append("line 1: wrong header")
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(HEADER):
            errors.append(f"line {number}: {len(cells)} cells")
            continue
        before, after, not_before, not_after = map(split_guard, cells[2:6])
        count = int(cells[7]) if cells[7].isdecimal() else 0
        rows.append(Row(cells[0], cells[1], before, after, not_before, not_after, cells[6], count))
    return rows, errors


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    lines = [
        "\t".join(HEADER),
        *(row.line() for row in sorted(rows, key=lambda row: row.wrong)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def paragraphs(path: Path) -> Iterator[str]:
    """Yield the paragraphs of a Zstandard-packed text, one a line."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=MAX_FRAME_WINDOW)
    with path.open("rb") as packed, unpacker.stream_reader(packed) as raw:
        for line in io.TextIOWrapper(raw, encoding="utf-8", newline="\n"):
            yield line.rstrip("\n")


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read_substitutions(docs: Path, gold: Path) -> list[Substitution]:
    """Find where in the truth each one-character Han substitution stands."""
    truths = {str(doc["doc"]): str(doc["truth"]) for doc in read_jsonl(docs)}
    edits: dict[str, list[dict[str, Any]]] = {}
    for edit in read_jsonl(gold):
        edits.setdefault(str(edit["doc"]), []).append(edit)
    found: list[Substitution] = []
    for name, of_page in edits.items():
        shift = 0
        for edit in sorted(of_page, key=lambda edit: (edit["start"], edit["end"])):
            position = int(edit["start"]) + shift
            ocr, true = str(edit["ocr_text"]), str(edit["true_text"])
            shift += len(true) - len(ocr)
            if edit["kind"] == "han_han" and len(ocr) == len(true) == 1:
                found.append(Substitution(truths[name], position, true, ocr))
    return found


# --- checks ---------------------------------------------------------------------------


def shape_pairs() -> frozenset[tuple[str, str]]:
    """Return the pairs of ``SHAPE_GROUPS``, in both directions."""
    groups = SHAPE_GROUPS.split()
    return frozenset((a, b) for group in groups for a in group for b in group if a != b)


def differences(row: Row) -> list[int]:
    return [i for i, (a, b) in enumerate(zip(row.wrong, row.right, strict=True)) if a != b]


def format_errors(row: Row) -> list[str]:
    """Return what is wrong with the cells of a row."""
    errors: list[str] = []
    if not all(is_han(char) for char in row.wrong + row.right):
        errors.append("not Han")
    if len(row.wrong) != len(row.right):
        errors.append("lengths differ")
    elif not MIN_LENGTH <= len(row.wrong) <= MAX_LENGTH:
        errors.append("bad length")
    elif not differences(row):
        errors.append("wrong equals right")
    errors.extend(
        f"bad guard token {token!r}"
        for guard in row.guards()
        for token in guard
        if not token or (token.startswith("%") and token not in SPECIAL)
    )
    return errors


def loop_errors(rows: list[Row]) -> dict[str, str]:
    """Return, for each row that would undo or feed another one, why it is rejected.

    Positive guards could be met by the text around a ``right``, so only a negative
    guard that fires inside the ``right`` excuses a ``wrong`` found there.
    """
    errors: dict[str, str] = {}
    by_wrong = {row.wrong: row for row in rows}
    for row in rows:
        for start in range(len(row.right)):
            for end in range(start + MIN_LENGTH, len(row.right) + 1):
                inner = by_wrong.get(row.right[start:end])
                if inner is None:
                    continue
                stopped = ends_with(
                    row.right, start, (token for token in inner.not_before if start)
                ) or starts_with(
                    row.right,
                    end,
                    (token for token in inner.not_after if end < len(row.right)),
                )
                if not stopped:
                    errors[inner.wrong] = f"occurs inside {row.right}"
    return errors


def ocr_count(row: Row, substitutions: Iterable[Substitution]) -> int:
    """Count how often this substitution befell this very word on the OCR pages."""
    places = differences(row)
    if len(places) != 1:
        return 0
    place = places[0]
    pair = (row.right[place], row.wrong[place])
    return sum(
        (found.true_char, found.ocr_char) == pair
        and found.position >= place
        and found.truth.startswith(row.right, found.position - place)
        for found in substitutions
    )


# --- counting -------------------------------------------------------------------------


def automaton(words: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(words)


def count_words(words: Iterable[str], text: Iterable[str]) -> Counter[str]:
    """Count the words in the text, overlaps included."""
    listed = sorted(set(words))
    finder = automaton(listed)
    counts: Counter[str] = Counter()
    for paragraph in text:
        for index, _, _ in finder.find_matches_as_indexes(paragraph, overlapping=True):
            counts[listed[index]] += 1
    return counts


def window(text: str, start: int, end: int) -> str:
    """Cut at most ``WINDOW`` characters around a hit, the hit in brackets."""
    side = (WINDOW - (end - start)) // 2
    return f"{text[max(0, start - side) : start]}[{text[start:end]}]{text[end : end + side]}"


def find_hits(rows: list[Row], text: Iterable[str]) -> Iterator[tuple[Row, str]]:
    """Yield the places where a guarded row fires."""
    listed = [row.wrong for row in rows]
    finder = automaton(listed)
    for paragraph in text:
        for index, start, end in finder.find_matches_as_indexes(paragraph, overlapping=True):
            if guard_passes(rows[index], paragraph, start, end):
                yield rows[index], window(paragraph, start, end)


# --- proposing ------------------------------------------------------------------------


def default_dictionary() -> Path:
    """Return jieba's dictionary, without importing jieba."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        message = "--propose needs jieba, or --words FILE"
        raise SystemExit(message)
    return Path(spec.origin).with_name("dict.txt")


def propose(args: argparse.Namespace, pairs: frozenset[tuple[str, str]]) -> None:
    """Print ``right count wrong count``: frequent words and their unseen look-alikes."""
    dictionary: Path = args.words or default_dictionary()
    words: set[str] = set()
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word = line.split(" ", 1)[0]
        if MIN_LENGTH <= len(word) <= 4 and all(is_han(char) for char in word):
            words.add(word)
    counts = count_words(words, paragraphs(args.train))
    confused: dict[str, list[str]] = {}
    for true_char, ocr_char in sorted(pairs):
        confused.setdefault(true_char, []).append(ocr_char)
    sources: dict[str, set[str]] = {}
    for word in words:
        if counts[word] < args.min_count:
            continue
        for place, char in enumerate(word):
            for other in confused.get(char, ()):
                sources.setdefault(word[:place] + other + word[place + 1 :], set()).add(word)
    candidates = {wrong: next(iter(of)) for wrong, of in sources.items() if len(of) == 1}
    unseen = count_words(candidates, paragraphs(args.train))
    chosen = [
        (right, wrong) for wrong, right in candidates.items() if unseen[wrong] <= args.max_seen
    ]
    for right, wrong in sorted(chosen, key=lambda pair: (-counts[pair[0]], pair)):
        sys.stdout.write(f"{right}\t{counts[right]}\t{wrong}\t{unseen[wrong]}\n")


# --- command line ---------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    made.add_argument("--train", type=Path, required=True, help="clean text, one paragraph a line")
    made.add_argument("--dev", type=Path, required=True, help="more clean text")
    made.add_argument("--ocr-docs", type=Path, required=True, help="OCR pages with their truth")
    made.add_argument("--ocr-gold", type=Path, required=True, help="edits of the OCR pages")
    made.add_argument("--rows", type=Path, required=True, help="the list, rewritten in place")
    made.add_argument("--hits", action="store_true", help="print each hit in clean text")
    made.add_argument("--check", action="store_true", help="fail instead of rewriting the list")
    made.add_argument("--propose", action="store_true", help="print candidate rows and stop")
    made.add_argument("--words", type=Path, help="dictionary for --propose (default: jieba's)")
    made.add_argument("--min-count", type=int, default=800, help="--propose: of the right word")
    made.add_argument("--max-seen", type=int, default=2, help="--propose: of the wrong word")
    return made


def recount(args: argparse.Namespace, rows: list[Row], found: list[Substitution]) -> list[Row]:
    """Compute source and count of every row."""
    rights = (row.right for row in rows if row.source != MINED)
    counts = count_words(rights, paragraphs(args.train))
    result: list[Row] = []
    for row in rows:
        if row.source == MINED:
            result.append(row)
            continue
        seen = ocr_count(row, found)
        if seen:
            result.append(replace(row, source="ocr-dev", count=seen))
        else:
            result.append(replace(row, source="shape", count=counts[row.right]))
    return result


def check(rows: list[Row], pairs: frozenset[tuple[str, str]], errors: list[str]) -> list[Row]:
    """Return the rows that keep the format; add the reasons against the others."""
    kept: dict[str, Row] = {}
    for row in rows:
        faults = format_errors(row)
        if row.wrong in kept:
            faults.append("wrong is there twice")
        if faults:
            errors.append(f"{row.wrong}→{row.right}: {', '.join(faults)}")
        else:
            kept[row.wrong] = row
    for wrong, fault in loop_errors(list(kept.values())).items():
        errors.append(f"{wrong}→{kept[wrong].right}: {fault}")
        del kept[wrong]
    for row in list(kept.values()):
        changed = {(row.right[i], row.wrong[i]) for i in differences(row)}
        if (
            row.source == "shape"
            and not changed <= pairs
            and (row.wrong, row.right) not in MANDATED
        ):
            errors.append(f"{row.wrong}→{row.right}: no look-alikes")
            del kept[row.wrong]
    return list(kept.values())


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    found = read_substitutions(args.ocr_docs, args.ocr_gold)
    attested = {(one.true_char, one.ocr_char) for one in found}
    pairs = shape_pairs() | attested | {(b, a) for a, b in attested}
    if args.propose:
        propose(args, pairs)
        return 0
    rows, errors = read_rows(args.rows)
    well_formed = [row for row in rows if not format_errors(row)]
    errors += [
        f"{r.wrong}→{r.right}: {', '.join(format_errors(r))}" for r in rows if format_errors(r)
    ]
    kept = check(recount(args, well_formed, found), pairs, errors)
    for error in errors:
        sys.stderr.write(f"rejected: {error}\n")
    before = args.rows.read_bytes()
    if not args.check:
        write_rows(args.rows, kept)
    by_source = Counter(row.source for row in kept)
    sys.stdout.write(f"rows: {len(kept)} {dict(sorted(by_source.items()))}\n")
    for name in ("train", "dev"):
        hits = list(find_hits(kept, paragraphs(getattr(args, name))))
        sys.stdout.write(f"hits of the guarded rows in {name}: {len(hits)}\n")
        for row, context in hits if args.hits else ():
            sys.stdout.write(f"  {row.wrong}→{row.right}\t{context}\n")
    if args.check:
        normal = [
            "\t".join(HEADER),
            *(row.line() for row in sorted(kept, key=lambda r: r.wrong)),
        ]
        return int(bool(errors) or before != ("\n".join(normal) + "\n").encode())
    return int(bool(errors))


if __name__ == "__main__":
    raise SystemExit(main())
