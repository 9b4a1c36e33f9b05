from pathlib import Path

import numpy as np
import pytest

from made_up_news import news
from newslint.errors import Exit
from newslint.model.arrays import BadModel
from newslint.model.counts import Counter
from newslint.model.kneser_ney import Level, pruned, smoothed
from newslint.model.ngrams import Facts, Ngrams, load, parse, sizes
from newslint.model.symbols import symbols_of

FEWEST = {1: 1, 2: 1, 3: 1, 4: 1}


@pytest.fixture(scope="module")
def levels() -> dict[int, Level]:
    counter = Counter()
    counter.add(news(30_000))
    counts = counter.result()
    return pruned(smoothed(counts), counts, FEWEST, {1: 0, 2: 10**6, 3: 10**6, 4: 10**6})


@pytest.fixture(scope="module")
def model(levels: dict[int, Level]) -> Ngrams:
    return Ngrams.of(levels, Facts("made up", 30_000, 600, ""))


def by_hand(levels: dict[int, Level], gram: list[int]) -> float:
    """Return the logarithm of the last symbol after the others, by the definition."""
    key = sum(one << 16 * (len(gram) - 1 - at) for at, one in enumerate(gram))
    level = levels[len(gram)]
    at = int(np.searchsorted(level.keys, np.uint64(key)))
    if at < len(level.keys) and int(level.keys[at]) == key:
        return float(level.logs[at])
    below = levels[len(gram) - 1]
    context = np.uint64(key >> 16)
    at = int(np.searchsorted(below.keys, context))
    known = at < len(below.keys) and below.keys[at] == context
    return (float(below.backs[at]) if known else 0.0) + by_hand(levels, gram[1:])


def test_probabilities_are_those_of_the_definition(model: Ngrams, levels: dict[int, Level]) -> None:
    symbols = symbols_of(news(400, seed=9)[0][:60]).symbols
    logs = model.read(symbols[None]).logs[0]
    wrong = 0
    for at in range(3, len(symbols) - 1):
        gram = symbols[at - 3 : at + 1].tolist()
        wrong += abs(float(logs[at]) - by_hand(levels, gram)) > 0.35
    assert wrong <= 2  # a stranger may share the hash of an n-gram


def test_read_and_attested_agree(model: Ngrams) -> None:
    symbols = symbols_of("\n".join(news(500, seed=3))).symbols
    assert (model.read(symbols[None]).attested == model.attested(symbols[None])).all()


def test_rows_are_read_by_themselves(model: Ngrams) -> None:
    rows = np.stack([symbols_of(news(50, seed=at)[0]).symbols[:12] for at in range(4)])
    one_by_one = np.concatenate([model.read(row[None]).logs for row in rows])
    assert (model.read(rows).logs == one_by_one).all()


def test_a_file_holds_the_model(model: Ngrams, tmp_path: Path) -> None:
    path = tmp_path / "made-up.lm"
    path.write_bytes(model.to_bytes())
    again = load(path)
    assert again.facts == model.facts
    assert sizes(again) == sizes(model)
    symbols = symbols_of("\n".join(news(500, seed=4))).symbols
    assert (again.read(symbols[None]).logs == model.read(symbols[None]).logs).all()
    assert again.to_bytes() == model.to_bytes()


def test_damage_is_one_clear_line(model: Ngrams) -> None:
    data = model.to_bytes()
    for broken, words in (
        (b"", "no newslint model"),
        (b"text", "no newslint model"),
        (data[:16] + b"\x09\0\0\0" + data[20:], "version 9"),
        (data[:-1000], "checksum"),
        (data[:-1] + b"x", "checksum"),
        (data[:24] + b"x" + data[25:], "header"),
        (data[:20], "no newslint model"),
    ):
        with pytest.raises(BadModel, match=words) as error:
            parse(broken, "a.lm")
        assert str(error.value).startswith("a.lm: ")
        assert error.value.exit_code is Exit.USAGE


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="cannot be read"):
        load(tmp_path / "none.lm")


def test_no_text_adds_to_a_whole_model(model: Ngrams) -> None:
    symbols = symbols_of("渡口").symbols
    assert model.about(symbols, np.zeros(len(symbols), dtype=np.int64)) is model
