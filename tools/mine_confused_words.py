"""Mines the rows of `confused_word.tsv` whose source is `mined`, and rewrites them in place.

    python tools/mine_confused_words.py TRAIN DEV --dictionary DICT --rows TABLE

TRAIN and DEV hold clean news, one paragraph a line, plain or .zst; DICT is jieba's dictionary
(MIT), whose words are no wrong forms; TABLE is `rules/newslint_rules/ocr/confused_word.tsv`. Its
other rows stay as they are. Words come from the lexicon, misreadings from `confusions.bin`: no
error of a real page has a part in it. The result is the same on every run.

A character of a frequent n-gram is replaced by one that is often read for it (the true character
is among the first LISTED candidates of the read one). The wrong form is taken when

* it never stands in TRAIN or DEV, no part of it with the new character is a word, and it is
  EXPECTED at most so often in a text of TRAIN's size, by the counts of its pairs;
* one reading explains it SURER times better than all others, over every character of it;
* nothing about it looks like a name, a transliteration, a figure or a variant spelling.

Wrong forms of two characters are listed with the neighbours that prove them, each pair and
neighbour mined as a form of three. Forms are taken by the errors that a byte of the table is
worth: how often the right form stands in TRAIN times the probability of the misreading.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ahocorasick_rs
import numpy as np

from newslint.model import lexicon
from newslint.model.confusions import confusions, log_probability
from newslint.model.counts import Counter, Run
from newslint.model.keys import Keys
from texts import lines_of

SOURCE: Final = "mined"
HEADER: Final = "wrong\tright\tbefore\tafter\tnot_before\tnot_after\tsource\tcount"

LISTED: Final = 8
"""A character is read for another when that one is among so many candidates of it."""

RIVALS: Final = 40
"""Candidates of each character of a wrong form that may explain it."""

SURER: Final = 20.0

EXPECTED: Final = 3e-4
EXPECTED_AT_END: Final = 5e-5
"""Expected occurrences in TRAIN of a wrong form; fewer when its new character ends or begins it,
for then it has a neighbour on one side only."""

RARE: Final = 300
"""Characters seen less often in TRAIN are not made."""

FREQUENT: Final = 120
"""Occurrences of a right form in TRAIN."""

PAIR_SEEN: Final = 5
"""A wrong pair seen more often in TRAIN is not listed, whatever its neighbours."""

DISCOUNT: Final = 0.75

BYTES: Final = 245_000
"""Size of all mined rows."""

NEIGHBOURS: Final = 12

SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林郑梁谢唐许冯宋韩邓彭曹曾田于肖潘袁董叶杜丁"
    "蒋程余吕魏苏卢蔡贾沈薛阎尹侯熊孟秦白江邱秋贺谭石廖姚钟谷金韦方任龚史陶黎毛郝顾邵段"
    "万覃武钱戴严莫孔向常汤康洪齐尤葛温牛樊安殷施俞鲁岳章梅庄辛管祝左童柴焦纪项裴关阮"
    "姜崔倪聂卜甘耿詹翟骆凌霍路凤柳邢舒兰欧包屈苗喻柏费岑古麦桂单蓝褚娄应荣靳甄晏闵佟"
    "乔翁卓鲍牟游席卫景边尚艾易瞿连仇宗闻"
)
GIVEN: Final = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰涛超霞刚桂英玉萍红娟春梅琴云秀凤忠义福贵祥峰锋斌宇浩轩涵欣"
    "怡嘉佳俊豪晨曦泽梓诗瑶雪晓波鹏飞辉龙凯旭鑫森淼炎焱琳璐莹颖婷慧娇娥芬芸茜莉珍珠翠雅韵"
    "彬彦宏毅恒昊晖晟朗枫栋楠沛沁沐润淳渊源炜烨焕煜熙琪琦瑞瑜璇皓睿磊秋竹笑筠绮翔翰聪臻良"
    "舟艺菁菊菲萌蓉蕾薇虎蕴诚谦贤轶达远迪逸邦钧铭锐锦阳雁雯霖靖韬骏骥鸣麟黎圳凡尧岚岳崇嵘川"
    "庆康廷弘彪征心念恩悦惠愉扬振昌昕晶智朋松柏树桐根桦梁榕櫆正武殿民永汉沙河泉洁洪淑清湘滨"
)
SYLLABLES: Final = frozenset(
    "阿埃艾安奥巴班邦贝本比彼宾波博布伯查达戴丹当道德登迪蒂东杜顿多恩尔法范菲费芬弗夫福盖"
    "冈高戈格根古瓜哈海汉豪赫亨胡华怀霍基吉加贾杰金喀卡凯坎康考科克肯库夸昆拉莱赖兰朗劳勒"
    "雷里利莉列林琳卢鲁路伦罗洛吕马玛麦曼梅门蒙米密敏明莫墨姆穆娜纳奈南内尼涅宁纽农努诺欧"
    "帕派潘庞佩彭皮平珀普奇恰钱乔切琴丘让热日瑞若萨塞桑森沙山尚绍舍申什圣施史斯思苏索塔泰"
    "坦唐特腾提廷通图托瓦万旺威韦维伟温文沃乌武西希夏香肖谢辛欣休许雪雅亚延扬耶伊因尤于约"
    "泽扎詹珍朱兹宗佐"
)
FIGURES: Final = frozenset("二三四五六七八九十两几〇零廿卅")
PLACES: Final = frozenset("闽粤赣皖浙沪津冀晋鄂湘豫鲁滇黔陕琼渝蜀")
FREE: Final = frozenset("多少好人在有不来去到能会要可也又以为与和及了着过说这那我他你她它")
"""Characters that stand for a province or are words by themselves."""

LEFT_OUT: Final = """
北宗 土兵 上淘 姜元 住何 债多 中画 增区 举入 入士 久士 同忠 团务 我伯 新闽
"""
DOUBTED: Final = frozenset(LEFT_OUT.split())
"""Wrong forms that were read and may be right somewhere."""

PERSONS: Final = """
近平 锦涛 泽民 家宝 克强 小平 永康 熙来 英九 文哲 柯文 文涛 清德 国瑜 正恩 在寅 晋三 岐山
"""
NAMED: Final = frozenset(PERSONS.split())
"""Parts of names of persons in the news."""

NO_NEIGHBOUR: Final = frozenset("说在是和的等与对从也就了，、")
"""Characters that follow names of persons: no evidence of a word before them."""

EXCHANGED: Final = """
账帐 像象相 份分 唯惟 它他她牠 的地得 做作 记纪 画划 沉沈 澈彻 粘黏 采彩
订定 座坐 带戴 稀希 连联 哪那 付副 融溶熔 交缴 词辞 磨摩 糊胡 拼拚 凋雕
阴荫 升昇 托讬 决绝 糟遭 于於 后後 么麽幺 著着 馀余 乾干 僚寮 征徵
里裡裏 妳你 钜巨 藉借 叠迭 佈布 占佔 伙夥 炮砲 志誌 证証 游遊 嘛吗 呢呐
唔吾 咨谘 搜蒐 菸烟 吁籲 图圖 扣釦 姐姊 豫预 至致 合和 型形 制治 到倒
度渡 倍陪 备被 仿彷 须需 颗棵
"""
VARIANTS: Final = tuple(map(frozenset, EXCHANGED.split()))
"""Characters that writers exchange; a wrong form of them is no misreading."""

_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF
_WORD_OF_NAME: Final = ("nr", "nrt", "nrfg", "nz")

Codes = np.ndarray[tuple[int], np.dtype[np.int64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Forms:
    """Wrong forms of one length; all arrays have one length.

    Args:
        size: code points of a form.
        wrong, right: the forms as keys of n-grams.
        place: which code point differs.
        count: occurrences of the right form.
        worth: these times the probability of the misreading.
    """

    size: int
    wrong: Keys
    right: Keys
    place: Codes
    count: Codes
    worth: Numbers

    def where(self, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Forms:
        """Return some of the forms."""
        return Forms(
            self.size,
            self.wrong[kept],
            self.right[kept],
            self.place[kept],
            self.count[kept],
            self.worth[kept],
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be: a wrong form, and the neighbours that prove it with what each is worth."""

    wrong: str
    right: str
    count: int
    worth: float
    before: tuple[tuple[str, float], ...] = ()
    after: tuple[tuple[str, float], ...] = ()

    def line(self) -> str:
        """Return the line of the table."""
        sides = ("|".join(sorted(word for word, _ in side)) for side in (self.before, self.after))
        return "\t".join([self.wrong, self.right, *sides, "", "", SOURCE, str(self.count)])

    def value(self) -> float:
        """Return what a byte of the row is worth."""
        return self.worth / len(self.line().encode())


def char(keys: Keys, size: int, place: int) -> Codes:
    """Return one code point of each n-gram."""
    return (keys >> np.uint64(16 * (size - 1 - place)) & np.uint64(0xFFFF)).astype(np.int64)


def put(keys: Keys, size: int, place: int, codes: Codes) -> Keys:
    """Return n-grams with one code point replaced."""
    shift = np.uint64(16 * (size - 1 - place))
    return keys & ~(np.uint64(0xFFFF) << shift) | codes.astype(np.uint64) << shift


def part(keys: Keys, size: int, start: int, length: int) -> Keys:
    """Return a part of each n-gram as an n-gram."""
    shifted = keys >> np.uint64(16 * (size - start - length))
    return shifted & np.uint64((1 << 16 * length) - 1)


def text_of(key: int, size: int) -> str:
    """Return an n-gram as text."""
    return "".join(chr(key >> 16 * place & 0xFFFF) for place in range(size - 1, -1, -1))


def look_up(run: Run, keys: Keys) -> Codes:
    """Return how often each n-gram was counted."""
    at = np.minimum(np.searchsorted(run.keys, keys), len(run.keys) - 1)
    return np.where(run.keys[at] == keys, run.counts[at], 0).astype(np.int64)


def han_only(run: Run, size: int) -> Run:
    """Return the n-grams of Han characters alone."""
    fit = np.ones(len(run.keys), dtype=np.bool_)
    for place in range(size):
        codes = char(run.keys, size, place)
        fit &= (codes >= _FIRST_HAN) & (codes <= _LAST_HAN)
    return Run(run.keys[fit], run.counts[fit])


class Counts:
    """How often n-grams stand in the text, and how often unseen ones may be expected to."""

    def __init__(self, lines: Iterable[str]) -> None:
        counter = Counter(most=10**8)
        counter.add(lines)
        self.runs = {size: han_only(run, size) for size, run in counter.result().items()}
        self.single = np.zeros(1 << 16, dtype=np.float64)
        self.single[self.runs[1].keys.astype(np.int64)] = self.runs[1].counts
        pairs = self.runs[2].keys
        first, second = char(pairs, 2, 0), char(pairs, 2, 1)
        self._followers = np.bincount(first, minlength=1 << 16).astype(np.float64)
        self._share = np.bincount(second, minlength=1 << 16) / len(pairs)

    def of(self, keys: Keys, size: int) -> Codes:
        """Return how often each n-gram stands in the text."""
        return look_up(self.runs[size], keys)

    def expected(self, keys: Keys, size: int) -> Numbers:
        """Return how often each n-gram is to be expected by its pairs, Kneser-Ney smoothed."""
        result: Numbers = self._pair(part(keys, size, 0, 2))
        for place in range(1, size - 1):
            single = np.maximum(self.single[char(keys, size, place)], 1)
            result = result * self._pair(part(keys, size, place, 2)) / single
        return result

    def _pair(self, keys: Keys) -> Numbers:
        seen = np.maximum(self.of(keys, 2) - DISCOUNT, 0)
        first, second = char(keys, 2, 0), char(keys, 2, 1)
        smoothed: Numbers = seen + DISCOUNT * self._followers[first] * self._share[second]
        return smoothed


class Misreadings:
    """Which characters are read for which."""

    def __init__(self, counts: Counts) -> None:
        table = confusions()
        codes = np.flatnonzero(np.diff(table.starts)).astype(np.uint16)
        listed = table.listed(codes, LISTED)
        true, read = listed.candidate.astype(np.int64), codes[listed.owner].astype(np.int64)
        usual = counts.single[read] >= RARE
        order = np.argsort(true[usual], kind="stable")
        self.read = read[usual][order]
        self.chance = np.exp(log_probability(listed.ocr).astype(np.float64))[usual][order]
        self.starts = np.searchsorted(true[usual][order], np.arange((1 << 16) + 1))

    def forms(self, counts: Counts, size: int) -> Iterator[Forms]:
        """Yield the wrong forms of all frequent n-grams, by the place that differs."""
        run = counts.runs[size].at_least(FREQUENT)
        for place in range(size):
            true = char(run.keys, size, place)
            sizes = self.starts[true + 1] - self.starts[true]
            owner = np.repeat(np.arange(len(run.keys)), sizes)
            at = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            at += np.repeat(self.starts[true], sizes)
            right, count = run.keys[owner], run.counts[owner].astype(np.int64)
            wrong = put(right, size, place, self.read[at])
            where = np.full(len(owner), place)
            yield Forms(size, wrong, right, where, count, count * self.chance[at])


def unexpected(forms: Forms, counts: Counts) -> Forms:
    """Return the forms that never stand in the text and are not expected to."""
    forms = forms.where(counts.of(forms.wrong, forms.size) == 0)
    inside = (forms.place > 0) & (forms.place < forms.size - 1)
    most = np.where(inside, EXPECTED, EXPECTED_AT_END)
    return forms.where(counts.expected(forms.wrong, forms.size) <= most)


def unambiguous(forms: Forms, counts: Counts) -> Forms:
    """Return the forms that one reading explains SURER times better than all others."""
    table = confusions()
    total = np.zeros(len(forms.wrong))
    for place in range(forms.size):
        read = char(forms.wrong, forms.size, place).astype(np.uint16)
        rivals = table.listed(read, RIVALS)
        rival = put(forms.wrong[rivals.owner], forms.size, place, rivals.candidate.astype(np.int64))
        chance = np.exp(log_probability(rivals.ocr).astype(np.float64))
        worth = counts.of(rival, forms.size) * chance
        total += np.bincount(rivals.owner, weights=worth, minlength=len(forms.wrong))
    return forms.where(forms.worth >= SURER * (total - forms.worth))


@dataclass(frozen=True, slots=True)
class Words:
    """The words that wrong forms must not hold, and those that are names."""

    all: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, dictionary: Path) -> Words:
        """Return the words of a dictionary and of the lexicon."""
        rows = [line.split(" ") for line in dictionary.read_text(encoding="utf-8").splitlines()]
        names = {row[0] for row in rows if row[2] in _WORD_OF_NAME}
        return cls(
            frozenset({row[0] for row in rows} | {one for one, _ in lexicon.words()}),
            frozenset(names),
        )

    def doubtful(self, wrong: str, right: str, place: int) -> bool:
        """Tell whether a wrong form may be right, or the right one is a name."""
        read, true = wrong[place], right[place]
        if read in FIGURES or true in FIGURES or read in "一的":
            return True
        if any(read in one and true in one for one in VARIANTS):
            return True
        if len(wrong) < 4 and (read in GIVEN or read in PLACES or read in FREE):
            return True
        if any(one in wrong for one in DOUBTED) or any(one in right for one in NAMED):
            return True
        if len(wrong) < 4 and (wrong[0] in "我你他她" or right[0] in SURNAMES):
            return True
        if self._stands_free(wrong, place):
            return True
        beside = wrong[max(0, place - 1) : place] + wrong[place + 1 : place + 2]
        if any(one in SYLLABLES for one in beside) and (read in SYLLABLES or true in SYLLABLES):
            return True
        return any(
            wrong[start:end] in self.all or (end - start > 2 and right[start:end] in self.names)
            for start in range(place + 1)
            for end in range(max(place + 1, start + 2), len(wrong) + 1)
        )

    def _stands_free(self, wrong: str, place: int) -> bool:
        """Tell whether the new character stands before or behind a whole word."""
        if place == 0:
            return wrong[1:] in self.all
        return place == len(wrong) - 1 and wrong[:-1] in self.all


def core_of(right: str, place: int) -> int:
    """Return where the pair of three characters starts that is a word and holds a place, or -1."""
    starts = [at for at in (0, 1) if at <= place <= at + 1 and lexicon.known(right[at : at + 2])]
    return starts[0] if len(starts) == 1 else -1


def rows_of(forms: Iterable[Forms], counts: Counts, words: Words) -> list[Row]:
    """Return the rows that forms make: pairs with their neighbours, and whole forms."""
    rows: list[Row] = []
    sides: dict[tuple[str, str], tuple[dict[str, float], dict[str, float]]] = defaultdict(
        lambda: ({}, {})
    )
    for some in forms:
        for key, true, place, count, worth in zip(
            some.wrong.tolist(),
            some.right.tolist(),
            some.place.tolist(),
            some.count.tolist(),
            some.worth.tolist(),
            strict=True,
        ):
            wrong, right = text_of(key, some.size), text_of(true, some.size)
            if words.doubtful(wrong, right, place):
                continue
            start = core_of(right, place) if some.size == 3 else -1
            if start >= 0:
                pair = wrong[start : start + 2], right[start : start + 2]
                beside = wrong[2] if start == 0 else wrong[0]
                if beside not in (NO_NEIGHBOUR if start == 0 else SURNAMES):
                    sides[pair][1 if start == 0 else 0][beside] = worth
            elif lexicon.known(right) or (some.size == 3 and place == 1):
                rows.append(Row(wrong, right, count, worth))
    kept = [pair for pair in sides if pair[0][0] not in SURNAMES]
    keys = np.array([ord(wrong[0]) << 16 | ord(wrong[1]) for wrong, _ in kept], dtype=np.uint64)
    printed = np.array([ord(right[0]) << 16 | ord(right[1]) for _, right in kept], dtype=np.uint64)
    seen, count_of = counts.of(keys, 2).tolist(), counts.of(printed, 2).tolist()
    for pair, occurrences, count in zip(kept, seen, count_of, strict=True):
        if occurrences <= PAIR_SEEN:
            rows.append(with_neighbours(pair, sides[pair], count))
    return rows


def with_neighbours(
    pair: tuple[str, str], sides: tuple[dict[str, float], dict[str, float]], count: int
) -> Row:
    """Return the row of a pair with the neighbours that are worth most."""
    ranked = sorted(
        ((-worth, side, word) for side in (0, 1) for word, worth in sides[side].items())
    )[:NEIGHBOURS]
    before = tuple((word, -worth) for worth, side, word in ranked if side == 0)
    after = tuple((word, -worth) for worth, side, word in ranked if side == 1)
    return Row(*pair, count, -sum(worth for worth, _, _ in ranked), before, after)


def chosen(rows: list[Row], listed: list[list[str]]) -> list[Row]:
    """Return the rows that are worth most, without those that others make needless.

    Args:
        rows: what was mined.
        listed: the cells of the rows that stay.
    """
    fixed = {cells[0] for cells in listed}
    rights = [cells[1] for cells in listed]
    taken: dict[str, Row] = {}
    size = 0
    for row in sorted(rows, key=lambda row: (-row.value(), row.wrong)):
        if row.wrong in fixed or row.wrong in taken or _holds(row.wrong, fixed, taken):
            continue
        if any(row.wrong in right for right in rights):
            continue
        size += len(row.line().encode()) + 1
        if size > BYTES:
            break
        taken[row.wrong] = row
    return list(taken.values())


def _holds(wrong: str, fixed: set[str], taken: dict[str, Row]) -> bool:
    """Tell whether a row that is there already repairs a part of a wrong form."""
    for start in range(len(wrong)):
        for end in range(start + 2, len(wrong) + 1):
            inner = wrong[start:end]
            if inner in fixed:
                return True
            row = taken.get(inner)
            if row is not None and (
                not (row.before or row.after)
                or wrong[start - 1 : start] in {word for word, _ in row.before}
                or wrong[end : end + 1] in {word for word, _ in row.after}
            ):
                return True
    return False


def without_hits(rows: list[Row], lines: Iterable[str]) -> list[Row]:
    """Return the rows that fire nowhere in the text; of pairs, the neighbours that prove none."""
    forms: dict[str, tuple[int, int, str]] = {}
    for index, row in enumerate(rows):
        if not (row.before or row.after):
            forms[row.wrong] = (index, -1, "")
        for word, _ in row.before:
            forms[word + row.wrong] = (index, 0, word)
        for word, _ in row.after:
            forms[row.wrong + word] = (index, 1, word)
    listed = sorted(forms)
    finder = ahocorasick_rs.AhoCorasick(listed)
    hit = {
        listed[index]
        for line in lines
        for index, _, _ in finder.find_matches_as_indexes(line, overlapping=True)
    }
    struck = {forms[form] for form in hit}
    result: list[Row] = []
    for index, row in enumerate(rows):
        if (index, -1, "") in struck:
            continue
        before = tuple(pair for pair in row.before if (index, 0, pair[0]) not in struck)
        after = tuple(pair for pair in row.after if (index, 1, pair[0]) not in struck)
        if (row.before or row.after) and not (before or after):
            continue
        worth = row.worth if not (before or after) else sum(one for _, one in before + after)
        result.append(Row(row.wrong, row.right, row.count, worth, before, after))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--rows", type=Path, required=True)
    given = parser.parse_args()
    listed = [line.split("\t") for line in given.rows.read_text("utf-8").splitlines()[1:]]
    listed = [cells for cells in listed if cells[6] != SOURCE]
    train, dev = lines_of(given.train), lines_of(given.dev)
    counts = Counts(train)
    misreadings = Misreadings(counts)
    forms = [
        unambiguous(unexpected(some, counts), counts)
        for size in (3, 4)
        for some in misreadings.forms(counts, size)
    ]
    rows = rows_of(forms, counts, Words.of(given.dictionary))
    kept = chosen(without_hits(rows, (*train, *dev)), listed)
    lines = sorted(["\t".join(cells) for cells in listed] + [row.line() for row in kept])
    given.rows.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8", newline="\n")
    print(f"rows mined: {len(rows)}, kept: {len(kept)}, all: {len(lines)}")


if __name__ == "__main__":
    main()
