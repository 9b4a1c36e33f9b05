"""Shared passages: none is missed, none is cut inside a sentence, and duplicates have none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from pydivsufsort import divsufsort, kasai

from corpus_texts import part, sentence, story
from newslint.corpus.duplicates import duplicates
from newslint.corpus.normal import normalise
from newslint.corpus.passages import Sentences
from newslint.corpus.settings import Settings, SharedPassage
from newslint.corpus.shingles import Grams, sampled

SETTINGS = Settings(characters=40)


def found(
    folder: Path, texts: Sequence[str], settings: Settings = SETTINGS
) -> dict[int, list[SharedPassage]]:
    folders = [part(folder / "part", texts, settings)]
    all_ = duplicates(folders, settings, folder / "scratch")
    return {number: list(some) for number, some in all_.passages(0).items()}


def repeated(texts: Sequence[str], least: int) -> set[int]:
    """Return the texts that share so many units with another, by a suffix array of all of them."""
    normal = normalise(texts)
    owners = np.repeat(np.arange(len(texts)), np.diff(normal.starts))
    codes = np.unique(normal.units, return_inverse=True)[1] + len(texts)
    whole = np.insert(codes, normal.starts[1:], np.arange(len(texts))).astype(np.uint8)
    owners = np.insert(owners, normal.starts[1:], np.arange(len(texts)))
    suffixes = divsufsort(whole)
    common = kasai(whole, suffixes)
    shared: set[int] = set()
    run: set[int] = set()
    for at in range(len(suffixes)):
        run.add(int(owners[suffixes[at]]))
        if at + 1 == len(suffixes) or common[at] < least:
            shared |= run if len(run) > 1 else set()
            run = set()
    return shared


@pytest.mark.parametrize("seed", range(4))
def test_no_text_that_a_suffix_array_finds_to_share_a_passage_is_missed(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    texts = [story(random, 8) for _ in range(40)]
    for _ in range(12):
        one, other = random.sample(range(40), 2)
        passage = "".join(sentence(random, 16) for _ in range(random.randint(1, 5)))
        texts[one] = f"{texts[one]}\n{passage}"
        texts[other] = f"{passage}{texts[other]}"
    units = {number: some for number, some in found(tmp_path, texts).items() if some}
    assert set(units) == repeated(texts, 40)


@pytest.mark.parametrize("characters", [20, 37, 100])
def test_every_passage_of_the_length_holds_a_sampled_gram(
    characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(characters)
    texts = [story(random, 30), "桥" * 500, "桥水" * 200, "短", ""]
    normal = normalise(texts)
    hashes, places = sampled(normal, characters, Grams(normal))
    monkeypatch.setattr("newslint.corpus.shingles.PIECE", 150)
    again = dict(zip(*reversed(sampled(normal, characters, Grams(normal))), strict=True))
    assert again.items() >= dict(zip(places, hashes, strict=True)).items()
    more = again.keys() - set(places.tolist())
    assert all(normal.starts[1] <= place < normal.starts[2] for place in more)
    for number in range(len(texts)):
        first, last = normal.starts[number : number + 2]
        if number in (1, 2):
            assert ((places >= first) & (places < last)).any()
            continue
        mine = [first, *places[(places >= first) & (places < last)], last]
        gaps = np.diff(mine) if last - first >= characters else [0]
        assert max(gaps) <= characters


def test_a_passage_is_cut_to_whole_sentences(tmp_path: Path) -> None:
    random = Random(7)
    middle = "“" + sentence(random, 60)[:-1] + "！”" + sentence(random, 100)
    one = f"{sentence(random)}他说，{middle}{sentence(random)}"
    shared = middle.partition("！”")[2]
    [passage] = found(tmp_path, [one, f"{sentence(random)}她说：{middle}{sentence(random)}"])[0]
    assert one[passage.start : passage.end] == shared


def test_marks_round_sentences_belong_to_them_in_each_text(tmp_path: Path) -> None:
    random = Random(8)
    body = sentence(random, 60) + sentence(random, 60)
    texts = [
        f"{sentence(random)}“{body[:-1]}！”\n{sentence(random)}",
        f"{sentence(random)}\n\n　　{body[:-1]}．{sentence(random)}"[:-1],
    ]
    passages = found(tmp_path, texts)
    [one] = passages[0]
    assert texts[0][one.start : one.end] == f"“{body[:-1]}！”"
    assert one.other == "000001"
    assert one.documents == 2


def test_a_passage_of_many_documents_is_found_in_each(tmp_path: Path) -> None:
    random = Random(9)
    notice = sentence(random, 60) + sentence(random, 60)
    texts = [story(random, 6) + notice + story(random, 6) for _ in range(30)]
    passages = found(tmp_path, texts)
    assert sorted(passages) == list(range(30))
    for number, [one] in passages.items():
        assert texts[number][one.start : one.end] == notice
        assert one.documents == 30
        assert int(one.other) != number


def test_duplicates_share_no_passages(tmp_path: Path) -> None:
    text = story(Random(10), 20)
    assert found(tmp_path, [text, text, text.replace("。", "！", 3) + "桥"]) == {}


def test_a_passage_twice_in_one_document_is_not_shared(tmp_path: Path) -> None:
    random = Random(11)
    passage = sentence(random, 90)
    assert found(tmp_path, [passage + sentence(random) + passage, story(random)]) == {}


def test_a_wrapped_line_is_no_end_of_a_sentence() -> None:
    text = "渡口今天\n关闭。明天\n　　开放"
    places = normalise([text], places=True).places_of(0)
    sentences = Sentences.of(text, places)
    assert [text[place] for place in sentences.first] == ["渡", "明", "开"]
    assert [text[:place][-1] for place in sentences.last] == ["。", "\n", "放"]


def test_without_the_rule_no_grams_are_kept(tmp_path: Path) -> None:
    some = [story(Random(12), 20)] * 2
    one = part(tmp_path / "with", some, Settings())
    other = part(tmp_path / "without", some, Settings(passage=None))
    sizes = [(folder / "prints.nl").stat().st_size for folder in (one, other)]
    assert sizes[0] > sizes[1]
    assert duplicates([other], Settings(passage=None), tmp_path / "scratch").passages(0) == {}
