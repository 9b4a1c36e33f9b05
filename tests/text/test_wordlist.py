"""Word lists are found at all places where their words stand, whatever overlaps them."""

from random import Random

import pytest

from newslint.text.charclass import encode
from newslint.text.wordlist import WordLists

Found = dict[int, list[tuple[int, int]]]


def found_in(text: str, lists: dict[int, list[str]]) -> Found:
    return {
        owner: list(zip(starts.tolist(), ends.tolist(), strict=True))
        for owner, starts, ends in WordLists(lists).match(encode(text))
    }


def looked_for_one_by_one(text: str, lists: dict[int, list[str]]) -> Found:
    found = {
        owner: sorted(
            (at, at + len(word))
            for word in set(words)
            if word
            for at in range(len(text))
            if text.startswith(word, at)
        )
        for owner, words in lists.items()
    }
    return {owner: places for owner, places in found.items() if places}


@pytest.mark.parametrize("seed", range(300))
def test_words_are_found_wherever_they_stand(seed: int) -> None:
    random = Random(seed)
    letters = "稻田\U00020bb7a"[: random.randint(1, 4)]
    lists = {
        owner: [
            "".join(random.choices(letters, k=random.randint(1, 6)))
            for _ in range(random.randint(0, 6))
        ]
        for owner in range(3)
    }
    text = "".join(random.choices(letters, k=random.randint(0, 40)))
    assert found_in(text, lists) == looked_for_one_by_one(text, lists)


def test_many_single_characters_are_found() -> None:
    signs = [chr(0x4E00 + number) for number in range(40)]
    text = "".join(Random(7).choices(signs, k=2000))
    assert found_in(text, {5: [*signs[:20], ""]}) == looked_for_one_by_one(text, {5: signs[:20]})


@pytest.mark.parametrize("gap", [0, 1, 2, 3])
def test_a_word_is_found_across_the_blocks_of_a_long_text(gap: int) -> None:
    text = "稻" * ((1 << 15) - gap) + "晒谷场" + "稻" * 9
    at = (1 << 15) - gap
    assert found_in(text, {0: ["晒谷场", "场"]}) == {0: [(at, at + 3), (at + 2, at + 3)]}


def test_a_lone_surrogate_is_a_code_point_like_any_other() -> None:
    assert found_in("\ud800晒谷\udfff", {0: ["晒谷"], 1: ["谷田"]}) == {0: [(1, 3)]}


def test_nothing_is_found_without_words_or_text() -> None:
    assert found_in("稻田", {}) == {}
    assert found_in("稻田", {0: []}) == {}
    assert found_in("", {0: ["稻", "稻田"]}) == {}
