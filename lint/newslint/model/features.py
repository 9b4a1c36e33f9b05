"""What is known of each suspicious place and its best candidate, as numbers for the classifier.

A row stands for the best candidate of one place. Repetition is counted on pairs that the model
does not know, and on rare characters, of the same document: what it writes again and again is
meant so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from newslint.model.confusions import OCR
from newslint.model.counts import keys_of
from newslint.model.doubts import CENTER, SIGNS, WIDTH, Doubts, Flags, Numbers, Places
from newslint.model.keys import WIDTH as BITS
from newslint.model.keys import Keys
from newslint.model.lexicon import words
from newslint.model.ngrams import Rows
from newslint.model.suspects import Suspects, likeness
from newslint.model.symbols import LAST_HAN, Symbols
from newslint.text.charclass import encode
from newslint.text.names import COMMON_SURNAMES

NAMES: Final = (
    "gain",
    "capped gain",
    "relative gain",
    "gain of a rare one",
    "glyph",
    "listed",
    "ocr",
    "gain of a look-alike",
    "gain of an unlisted",
    "margin",
    "margin of an unlisted",
    "read frequency",
    "candidate frequency",
    "entropy",
    "around",
    "surprise",
    "known pairs",
    "attested",
    "fits",
    "all fit",
    "read word",
    "candidate word",
    "read word frequency",
    "candidate word frequency",
    "read cover",
    "candidate cover",
    "beside mark",
    "repeated pair",
    "candidate repeated",
    "first of a name",
    "second of a name",
    "surname",
    "transliterated",
    "country",
    "country by country",
    "doubled",
    "read topical",
    "candidate topical",
    "known over the last",
    "known over the next",
    "frequency of the last",
    "frequency of the next",
)
"""The numbers of a row, in order."""

REPEATS: Final = ("repeated pair", "read topical")
"""Those that say that a document writes the same elsewhere."""

LEAST_GAIN: Final = 3.0
"""Nats that the best candidate of a place must gain; 99 in 100 right ones do, 20 of all."""

CAP: Final = 10.0
COMMON: Final = 7.0
"""Nats that a character costs by itself at most to be a common one: the first 300 or so."""

FREQUENT: Final = 6.0
RARE: Final = 10.0
"""Nats that a character costs by itself from which on, and with which wholly, it can be topical."""

MARGIN_ALONE: Final = 12.0
"""Margin of a candidate that is the only one, in nats."""

MOST_REPEATS: Final = 4
TRANSLITERATING: Final = frozenset(
    "阿埃艾安奥巴拜班邦贝本比彼波伯布查达戴丹德迪蒂杜多恩尔法菲费芬弗夫甘哥格戈古哈海汉赫亨胡霍基吉加贾杰卡凯坎"
    "考柯科克肯库夸拉莱赖兰朗劳勒雷黎里理利丽列林琳龙卢鲁路伦罗洛马玛麦曼梅门蒙米密莫姆穆纳娜奈内尼涅宁纽努诺欧帕潘"
    "佩皮珀普齐奇恰乔切琴让热日茹瑞萨塞桑森沙舍什施史斯松苏索塔泰坦汤特滕提图托瓦万旺威韦维温文沃乌伍西希夏肖谢辛休"
    "雅亚延耶叶伊因尤约扎詹珍朱兹佐"
)
"""Characters that foreign names are written with."""

COUNTRIES: Final = frozenset(
    "中美俄英法德日韩朝蒙越老柬泰缅马新印尼菲文东巴阿孟斯哈吉塔土乌伊叙约黎以沙也科卡林曼埃利突摩苏肯坦卢布刚赞津莫南纳"
    "博安加塞喀多贝里几冈佛毛意西葡荷比瑞丹挪芬冰爱波捷伐匈罗保克希浦梵白格亚拉立墨古危洪萨哥委圭厄秘玻智牙特澳斐汤瓦密"
    "所基瑙图库纽帕汶欧非盟"
)
"""Short names of countries and their unions."""

Table = np.ndarray[tuple[int, int], np.dtype[np.float32]]

_SIZES: Final = (2, 3, 4)
_BESIDE: Final = [SIGNS.index(name) for name in NAMES if name in SIGNS[7:]]
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(44)


def best(suspects: Suspects) -> tuple[Places, Numbers]:
    """Return the index of the best candidate of each place that gains enough, and its margin.

    Best by the gain and the likeness; the margin is to the second best, MARGIN_ALONE at most.
    """
    score = suspects.gain + likeness(suspects.glyph, suspects.ocr)
    order = np.lexsort((-score, suspects.owner))
    first = np.flatnonzero(np.diff(suspects.owner[order], prepend=-1))
    size = np.diff(np.append(first, len(order)))
    top = order[first]
    second = score[order[np.minimum(first + 1, len(order) - 1)]]
    margin = np.minimum(np.where(size > 1, score[top] - second, MARGIN_ALONE), MARGIN_ALONE)
    enough = suspects.gain[top] >= LEAST_GAIN
    return top[enough], margin[enough].astype(np.float32)


def table(
    suspects: Suspects, symbols: Symbols, text_of: Places, beside_mark: Flags
) -> tuple[Places, Table]:
    """Return the best candidates and their rows.

    Args:
        suspects: the places of the stream.
        symbols: the stream.
        text_of: number of the text that each symbol belongs to.
        beside_mark: whether a quotation or book-title mark stands beside each symbol.

    Returns the index of each best candidate, shape (m,), and its numbers, (m, len(NAMES)).
    """
    top, margin = best(suspects)
    doubts = suspects.doubts
    owner = suspects.owner[top]
    rows = suspects.rows[owner]
    candidate = suspects.candidate[top]
    replaced = rows.copy()
    replaced[:, CENTER] = candidate
    word, frequency, cover = _words(rows)
    other_word, other_frequency, other_cover = _words(replaced)
    trigram, pair, again = _repeats(symbols, text_of, doubts.texts[owner], rows, replaced)
    topical = _topical(doubts, symbols, text_of, owner, candidate, trigram)
    known = [doubts.model.pairs.has(rows[:, at], rows[:, at + 1]) for at in (CENTER - 1, CENTER)]
    gain, entropy = suspects.gain[top], doubts.entropy[owner]
    names, unknown = _marked(tuple(COMMON_SURNAMES)), word == 0
    unlisted = suspects.ocr[top] <= OCR[0]
    country = _marked(tuple(COUNTRIES))[rows[:, CENTER - 1 : CENTER + 2]]
    columns = (
        gain,
        np.minimum(gain, CAP),
        gain / entropy,
        gain * np.maximum(-doubts.model.singles[candidate] - COMMON, 0),
        suspects.glyph[top],
        ~unlisted,
        suspects.ocr[top],
        gain * suspects.glyph[top],
        gain * unlisted,
        margin,
        margin * unlisted,
        doubts.model.singles[rows[:, CENTER]],
        doubts.model.singles[candidate],
        entropy,
        doubts.around[owner],
        -doubts.logs[owner],
        known[0].astype(np.float32) + known[1],
        doubts.attested[owner],
        suspects.fits[top],
        suspects.fits[top] == CENTER,
        word,
        other_word,
        frequency,
        other_frequency,
        cover,
        other_cover,
        beside_mark[doubts.places[owner]],
        np.max(pair * ~np.stack(known), axis=0, initial=0),
        again,
        names[rows[:, CENTER - 1]] & unknown,
        names[rows[:, CENTER - 2]] & unknown,
        names[rows[:, CENTER]] & unknown,
        _marked(tuple(TRANSLITERATING))[rows].sum(axis=1),
        country[:, 1],
        country[:, 1] & (country[:, 0] | country[:, 2]),
        (rows[:, CENTER] == rows[:, CENTER - 1]) | (rows[:, CENTER] == rows[:, CENTER + 1]),
        *topical,
        *doubts.signs[owner].T[_BESIDE],
    )
    return top, np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


@cache
def _lexicon() -> dict[int, tuple[Keys, Numbers]]:
    """Return the words of two to four characters by length: keys ascending, frequencies."""
    found: dict[int, list[tuple[str, int]]] = {size: [] for size in _SIZES}
    for word, frequency in words():
        if len(word) in found and max(word) <= chr(LAST_HAN):
            found[len(word)].append((word, frequency))
    lists: dict[int, tuple[Keys, Numbers]] = {}
    for size, listed in found.items():
        symbols = encode("".join(word for word, _ in listed)).astype(np.uint16)
        keys = keys_of(symbols, size)[::size]
        order = np.argsort(keys)
        numbers = np.array([number for _, number in listed], dtype=np.float32)
        lists[size] = keys[order], numbers[order]
    return lists


def _words(rows: Rows) -> tuple[Numbers, Numbers, Numbers]:
    """Return what the lexicon knows of rows.

    Returns the length of the longest word over each middle, 0 for none; the frequency of the
    commonest, counted from 1; how many of a row's symbols stand in some word.
    """
    longest = np.zeros(len(rows), dtype=np.float32)
    commonest = np.zeros(len(rows), dtype=np.float32)
    covered = np.zeros(rows.shape, dtype=np.bool_)
    wide = rows.astype(np.uint64)
    for size, (keys, frequencies) in _lexicon().items():
        for start in range(WIDTH - size + 1):
            key = wide[:, start]
            for step in range(1, size):
                key = (key << BITS) | wide[:, start + step]
            at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            known = keys[at] == key
            covered[known, start : start + size] = True
            if start <= CENTER < start + size:
                longest[known] = size
                commonest[known] = np.maximum(commonest[known], frequencies[at[known]] + 1)
    return longest, commonest, covered.sum(axis=1, dtype=np.float32)


@cache
def _marked(characters: tuple[str, ...]) -> Flags:
    """Return for every symbol whether it is one of some characters."""
    known = np.zeros(1 << 16, dtype=np.bool_)
    known[[ord(one) for one in characters]] = True
    return known


def _repeats(
    symbols: Symbols, text_of: Places, texts: Places, rows: Rows, replaced: Rows
) -> tuple[Numbers, Numbers, Numbers]:
    """Return how often what stands at each place stands elsewhere in its text.

    The commonest trigram over the place, the pairs with the symbols before and behind it (two
    rows), and the commonest pair with the candidate; MOST_REPEATS at most.
    """
    wide = symbols.astype(np.uint64)
    mark = text_of.astype(np.uint64) << np.uint64(48)
    pairs = mark[:-1] | (wide[:-1] << BITS) | wide[1:]
    triples = mark[:-2] | (((wide[:-2] << BITS) | wide[1:-1]) << BITS) | wide[2:]
    own = texts.astype(np.uint64) << np.uint64(48)
    seen, asked = rows.astype(np.uint64), replaced.astype(np.uint64)
    three = [
        own | (((seen[:, at] << BITS) | seen[:, at + 1]) << BITS) | seen[:, at + 2]
        for at in range(CENTER - 2, CENTER + 1)
    ]
    two = [own | (seen[:, at] << BITS) | seen[:, at + 1] for at in (CENTER - 1, CENTER)]
    new = [own | (asked[:, at] << BITS) | asked[:, at + 1] for at in (CENTER - 1, CENTER)]
    repeated = _most([*two, *new], pairs)
    return (
        np.clip(_most(three, triples).max(axis=0, initial=0) - 1, 0, MOST_REPEATS),
        np.clip(repeated[:2] - 1, 0, MOST_REPEATS),
        np.minimum(repeated[2:].max(axis=0), MOST_REPEATS),
    )


def _topical(
    doubts: Doubts,
    symbols: Symbols,
    text_of: Places,
    owner: Places,
    candidate: Symbols,
    trigram: Numbers,
) -> Table:
    """Return how much oftener the rest of the text has what was read and the candidates.

    The logarithm of how often each symbol is met against what the model expects, two rows.
    Repetitions of the trigram over the place do not count: they may be misread, too; and what
    was read counts the more, the rarer it is, as any text is rich in some frequent characters.
    """
    own = doubts.texts[owner].astype(np.uint64) << np.uint64(48)
    read = symbols[doubts.places[owner]]
    keys = (text_of.astype(np.uint64) << np.uint64(48)) | symbols
    met = _most([own | read, own | candidate], keys)
    met[0] = np.maximum(met[0] - 1 - trigram, 0)
    size = np.bincount(text_of, minlength=1)[doubts.texts[owner]]
    expected = size * np.exp(doubts.model.singles[np.stack((read, candidate))])
    ratio: Table = np.log((met + 0.5) / (expected + 0.5)).astype(np.float32)
    ratio[0] *= np.clip((-doubts.model.singles[read] - FREQUENT) / (RARE - FREQUENT), 0, 1)
    return ratio


def _most(asked: Sequence[Keys], keys: Keys) -> Table:
    """Return how often each key that is asked for is among the keys, a row for each sequence."""
    wanted = np.unique(np.concatenate(asked))
    maybe = np.zeros(1 << 20, dtype=np.bool_)
    maybe[wanted * _MIX >> _SHIFT] = True
    found = keys[maybe[keys * _MIX >> _SHIFT]]
    place = np.searchsorted(wanted, found)
    place = place[wanted[np.minimum(place, len(wanted) - 1)] == found] if len(wanted) else place
    counts = np.bincount(place, minlength=len(wanted)).astype(np.float32)
    return np.stack([counts[np.searchsorted(wanted, one)] for one in asked])
