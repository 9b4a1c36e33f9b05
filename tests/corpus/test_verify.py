"""Whether two texts are near duplicates: similarity counted exactly, and the figures."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from corpus_texts import bulletin, misread, part, sentence, story
from newslint.corpus.layout import Layout
from newslint.corpus.normal import normalise
from newslint.corpus.settings import Settings
from newslint.corpus.verify import compared


def likeness(
    folder: Path, one: str, other: str, settings: Settings | None = None
) -> tuple[float, bool]:
    settings = settings or Settings(passage=None)
    layout = Layout((part(folder / "part", [one, other], settings),), (2,), settings)
    similarity, near = compared(layout, np.array([0]), np.array([1]))
    return float(similarity[0]), bool(near[0])


def counted(one: str, other: str, size: int) -> float:
    sets = []
    for text in (one, other):
        units = normalise([text]).units.tolist()
        sets.append({tuple(units[at : at + size]) for at in range(len(units) - size + 1)})
    return len(sets[0] & sets[1]) / max(1, len(sets[0] | sets[1]))


@pytest.mark.parametrize("changes", [0, 1, 5, 20, 60])
@pytest.mark.parametrize("size", [3, 5, 8])
def test_the_similarity_is_that_of_the_sets_of_shingles(
    tmp_path: Path, changes: int, size: int
) -> None:
    random = Random(changes)
    one = story(random) + sentence(random) * 3
    other = misread(one, random, changes)
    settings = Settings(passage=None, shingle=size)
    similarity, _ = likeness(tmp_path, one, other, settings)
    assert similarity == pytest.approx(counted(one, other, size))


def test_bulletins_with_other_figures_are_not_near(tmp_path: Path) -> None:
    one, other = bulletin((31, 22, 7, 140, 3)), bulletin((31, 23, 8, 150, 3))
    assert counted(one, other, 5) > 0.5
    assert not likeness(tmp_path, one, other, Settings(passage=None, similarity=0.4))[1]


def test_one_figure_of_a_few_makes_another_bulletin(tmp_path: Path) -> None:
    body = story(Random(4), 20)
    similarity, near = likeness(tmp_path, f"新增3例。{body}", f"新增5例。{body}")
    assert similarity > 0.95
    assert not near


def test_one_misread_digit_of_many_figures_does_not_hide_a_reprint(tmp_path: Path) -> None:
    random = Random(5)
    table = "".join(f"{sentence(random)}{random.randint(100, 999)}户" for _ in range(40))
    table += "第777户"
    assert likeness(tmp_path, table, table.replace("第777户", "第771户"))[1]


def test_a_figure_that_was_misread_with_much_else_does_not_hide_a_reprint(tmp_path: Path) -> None:
    random = Random(6)
    body = story(random, 30)
    noisy = misread(body, random, 14)
    one, other = f"{body}修了3851米。", f"{noisy}修了3857米。"
    assert likeness(tmp_path, one, other)[1]
    assert not likeness(tmp_path / "clean", one, f"{body}修了3857米。", _STRICT)[1]


_STRICT = Settings(passage=None, figures=1.0)


def test_figures_of_a_dropped_paragraph_do_not_count(tmp_path: Path) -> None:
    random = Random(7)
    paragraphs = [f"{story(random, 6)}共{random.randint(100, 999)}人。" for _ in range(6)]
    assert likeness(tmp_path, "\n".join(paragraphs), "\n".join(paragraphs[:-1]))[1]


def test_numerals_in_words_are_figures(tmp_path: Path) -> None:
    body = "镇上第二十三届龙舟赛昨天开桨，十六支队伍顶着小雨划完全程，岸上站满了撑伞的乡亲。" * 2
    assert not likeness(tmp_path, body, body.replace("二十三", "二十四"), _STRICT)[1]
