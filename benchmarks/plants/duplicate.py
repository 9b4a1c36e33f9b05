"""Plants repetition in pages of clean paragraphs, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import regex

Planter = Callable[[Sequence[str], Random], tuple[str, str] | None]
"""Returns a page without and with a repetition, or None where the paragraphs do not take it."""

_HAN = regex.compile(r"\p{Han}")
_CLAUSE = regex.compile(r"\p{Han}{6,24}")
_SENTENCE = regex.compile(r"(?<=[。！？]|^)[^。！？“”\n]{14,80}。")
_CHARACTERS = "的是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会"


def _page(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(paragraphs) + "\n"


def _with(lines: Sequence[str], at: int, new: str) -> tuple[str, str]:
    return _page(lines), _page([*lines[:at], new, *lines[at + 1 :]])


def _inserted(lines: Sequence[str], at: int, *new: str) -> tuple[str, str]:
    return _page(lines), _page([*lines[:at], *new, *lines[at:]])


def adjacent_paragraph(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a paragraph next to its original."""
    at = rng.randrange(len(lines))
    return _inserted(lines, at + 1, lines[at])


def far_paragraph(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a paragraph further down."""
    at = rng.randrange(len(lines) - 2)
    return _inserted(lines, rng.randint(at + 2, len(lines)), lines[at])


def paragraph_block(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat one paragraph as a triple: one more pair of copies after the first."""
    at = rng.randrange(len(lines))
    return _inserted(lines, at + 1, *[lines[at]] * rng.randint(3, 40))


def near_paragraph(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a paragraph with one to five characters exchanged, lost or added."""
    at = rng.randrange(len(lines))
    if len(lines[at]) < 60:
        return None
    copy = list(lines[at])
    for _ in range(rng.randint(1, 5)):
        places = [place for place, char in enumerate(copy) if _HAN.match(char)]
        place = rng.choice(places)
        copy[place : place + rng.choice((1, 1, 1, 0))] = rng.choice((*_CHARACTERS[:20], "", ""))
    text = "".join(copy)
    return None if text == lines[at] else _inserted(lines, rng.randint(at + 1, len(lines)), text)


def cut_paragraph(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Put the beginning of a paragraph before it, or further down."""
    at = rng.randrange(len(lines))
    if len(lines[at]) < 70:
        return None
    head = lines[at][: rng.randint(45, len(lines[at]) - 8)].rstrip("，。、；：“（")
    return _inserted(lines, rng.choice((at, rng.randint(at + 1, len(lines)))), head)


def sentence(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a sentence in its paragraph or in a later one."""
    at = rng.randrange(len(lines) - 1)
    found = [match[0] for match in _SENTENCE.finditer(lines[at])]
    copy = rng.choice(found) if found else ""
    if not copy or lines[at].count(copy) > 1:
        return None
    if rng.random() < 0.5:
        end = lines[at].index(copy) + len(copy)
        return _with(lines, at, lines[at][:end] + copy + lines[at][end:])
    other = rng.randrange(at + 1, len(lines))
    ends = [match.end() for match in regex.finditer("。(?![”’）])", lines[other])]
    if not ends or "“" in lines[other]:
        return None
    end = rng.choice(ends)
    return _with(lines, other, lines[other][:end] + copy + lines[other][end:])


def _copies(rng: Random) -> int:
    return rng.choice((3, rng.randint(4, 12), rng.randint(4, 40), rng.randint(40, 500)))


def phrase_loop(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a piece of a clause without any mark between the copies."""
    at = rng.randrange(len(lines))
    found = list(_CLAUSE.finditer(lines[at]))
    if not found:
        return None
    clause = rng.choice(found)
    return _looped(lines, at, clause.end(), clause[0], _copies(rng))


def clause_loop(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a clause with its comma."""
    at = rng.randrange(len(lines))
    found = list(regex.finditer(r"(?<=[，。；])[\p{Han}0-9]{6,40}，", lines[at]))
    if not found:
        return None
    clause = rng.choice(found)
    return _looped(lines, at, clause.end(), clause[0], _copies(rng))


def sentence_loop(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a sentence."""
    at = rng.randrange(len(lines))
    found = list(_SENTENCE.finditer(lines[at]))
    if not found:
        return None
    one = rng.choice(found)
    return _looped(lines, at, one.end(), one[0], _copies(rng))


def alternating_loop(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat two clauses in turn."""
    at = rng.randrange(len(lines))
    found = list(regex.finditer(r"(?<=[，。；])\p{Han}{4,20}，\p{Han}{4,20}，", lines[at]))
    if not found:
        return None
    pair = rng.choice(found)
    return _looped(lines, at, pair.end(), pair[0], _copies(rng))


def cut_loop(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat the last sentence of a paragraph and break off inside the last copy."""
    at = rng.randrange(len(lines))
    found = list(_SENTENCE.finditer(lines[at]))
    if not found or found[-1].end() != len(lines[at]):
        return None
    last = found[-1][0]
    cut = last[: rng.randint(1, len(last) - 2)].rstrip("，、；：")
    return _looped(lines, at, len(lines[at]), last, _copies(rng), cut)


def untidy_loop(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a sentence with white space or another mark between the copies."""
    at = rng.randrange(len(lines))
    found = list(_SENTENCE.finditer(lines[at]))
    if not found:
        return None
    one = rng.choice(found)
    bare = one[0][:-1]
    copies = "".join(bare + rng.choice(("。", "，", "。 ", " ")) for _ in range(_copies(rng) - 1))
    return _with(lines, at, lines[at][: one.start()] + copies + lines[at][one.start() :])


def line_loop(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a sentence, each copy on a line of its own."""
    at = rng.randrange(1, len(lines))
    found = list(_SENTENCE.finditer(lines[at]))
    if not found:
        return None
    gap = rng.choice(("\n", "\n\n"))
    one = rng.choice(found)[0]
    loop = gap.join([one] * rng.randint(4, 200))
    others = [line for line in lines if one not in line]
    return _page([*others[:at], one, *others[at:]]), _page([*others[:at], loop, *others[at:]])


def growing_loop(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Write A，AB，ABC，… with the clauses of a sentence, before the whole of it."""
    at = rng.randrange(len(lines))
    found = list(regex.finditer(r"(?<=[，。；])(\p{Han}{12,30})(?=[，。])", lines[at]))
    if not found:
        return None
    clause = rng.choice(found)
    sizes = sorted(rng.sample(range(4, len(clause[0])), rng.randint(2, 6)))
    pieces = "".join(clause[0][:size] + "，" for size in sizes)
    return _with(lines, at, lines[at][: clause.start()] + pieces + lines[at][clause.start() :])


def _looped(
    lines: Sequence[str], at: int, end: int, unit: str, copies: int, cut: str = ""
) -> tuple[str, str]:
    line = lines[at]
    return _with(lines, at, line[:end] + unit * (copies - 1) + cut + line[end:])


PLANTERS: dict[str, Planter] = {
    "adjacent paragraph": adjacent_paragraph,
    "far paragraph": far_paragraph,
    "paragraph loop": paragraph_block,
    "near paragraph": near_paragraph,
    "cut paragraph": cut_paragraph,
    "sentence": sentence,
    "phrase loop": phrase_loop,
    "clause loop": clause_loop,
    "sentence loop": sentence_loop,
    "alternating loop": alternating_loop,
    "cut loop": cut_loop,
    "untidy loop": untidy_loop,
    "line loop": line_loop,
    "growing loop": growing_loop,
}


# What only looks like repetition.


def bulletins(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Repeat a paragraph that has figures with other figures."""
    at = rng.randrange(len(lines))
    if not regex.search("[0-9]", lines[at]):
        return None
    copies = []
    for shift in range(1, rng.randint(2, 5)):
        turned = str.maketrans("0123456789", "".join(str((at + shift) % 10) for at in range(10)))
        copies.append(lines[at].translate(turned))
    return _inserted(lines, at + 1, *copies)


def slogan(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Write a cheer three to six times."""
    at = rng.randrange(len(lines))
    found = _CLAUSE.findall(lines[at - 3])
    if not found:
        return None
    cheer = (rng.choice(found) + "！") * rng.randint(3, 6)
    return _inserted(lines, at, cheer)


def quoted(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Quote the same words twice, in two paragraphs."""
    at = rng.randrange(len(lines) - 1)
    found = _SENTENCE.findall(lines[at])
    if not found:
        return None
    words = rng.choice(found)
    new = [f"老人说：“{words}”屋里一片安静。", f"临别时她又说：“{words}”车已开远。"]
    return _page(lines), _page([*lines[:at], new[0], *lines[at + 1 :], new[1]])


def refrain(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Write short verse lines with a refrain."""
    found = [match for line in lines for match in _CLAUSE.findall(line)]
    if len(found) < 8:
        return None
    verses = rng.sample(found, 7)
    song = [line[:12] for verse in verses[1:] for line in (verse, verses[0])]
    return _page(lines), _page([*lines, *song])


def sounds(lines: Sequence[str], rng: Random) -> tuple[str, str] | None:
    """Write sounds, stars, dashes and noughts in a row."""
    at = rng.randrange(len(lines))
    unit = rng.choice(("哈", "咚", "加油！", "★", "—", "0", "轰隆", "…", "=", "－", "嘀嗒"))
    return _inserted(lines, at, "现场" + unit * rng.randint(4, 40))


NEGATIVES: dict[str, Planter] = {
    "bulletins": bulletins,
    "slogan": slogan,
    "quoted": quoted,
    "refrain": refrain,
    "sounds": sounds,
}
