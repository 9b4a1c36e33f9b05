from dataclasses import replace

import numpy as np
import pytest

from made_up_news import news
from newslint.errors import UsageError
from newslint.model import evidence
from newslint.model.arrays import BadModel, unpacked
from newslint.model.evidence import Adapted, assembled
from newslint.model.ngrams import Facts, Ngrams
from newslint.model.symbols import symbols_of
from newslint.model.train import Trainer

TERM = "蓝鳍泵站"
"""A term that the base never saw."""


def trainer_of(texts: list[str]) -> Trainer:
    trainer = Trainer()
    trainer.add(texts)
    return trainer


@pytest.fixture(scope="module")
def base() -> Ngrams:
    return trainer_of(news(60_000)).alone("base", 200_000)


def page(seed: int, inside: str = "") -> str:
    lines = news(300, seed=seed)
    return "\n".join([*lines[:2], lines[2][:10] + inside + lines[2][10:], *lines[3:]])


def corpus(inside: str, pages: int = 8) -> list[str]:
    return [page(100 + at, inside if at < pages else "") for at in range(80)]


@pytest.fixture(scope="module")
def model(base: Ngrams) -> Adapted:
    return trainer_of(corpus(TERM)).adapted(base, "test", 10**6)


def cost(model: Ngrams | Adapted, text: str) -> float:
    symbols = symbols_of(text).symbols
    return float(-model.read(symbols[None]).logs.sum())


def test_what_the_corpus_repeats_gets_likelier(base: Ngrams, model: Adapted) -> None:
    assert cost(model, f"今日{TERM}") < cost(base, f"今日{TERM}") - 10


def test_what_it_never_shows_loses_little(base: Ngrams, model: Adapted) -> None:
    text = "稻田旧船春汛仓库"
    assert cost(model, text) < cost(base, text) + 0.2 * len(text)


def test_its_trigrams_and_pairs_are_known(base: Ngrams, model: Adapted) -> None:
    symbols = symbols_of(TERM).symbols
    assert not base.attested(symbols[None])[0, 1:3].any()
    assert model.attested(symbols[None])[0, 1:3].all()
    assert model.pairs.has(symbols[1:-2], symbols[2:-1]).all()


def test_a_page_does_not_attest_itself(base: Ngrams) -> None:
    error = "检杳记录"
    pages = [*corpus(TERM), page(500, error + "，又" + error)]
    trained = trainer_of(pages).adapted(base, "test", 10**6)
    text = pages[-1]
    stream = symbols_of(text).symbols
    alone = trained.about(stream, np.zeros(len(stream), dtype=np.int64))
    rows = symbols_of(error).symbols[None]
    zero = np.zeros(1, dtype=np.int64)
    assert alone is not trained
    assert trained.read(rows).attested[0, 1]
    assert not alone.read(rows, zero).attested[0, 1]
    assert alone.read(rows, zero).logs.sum() < trained.read(rows).logs.sum() - 5


def test_only_its_own_counts_are_left_out(base: Ngrams) -> None:
    pages = corpus(TERM, pages=3)
    trained = trainer_of(pages).adapted(base, "test", 10**6)
    streams = [symbols_of(text).symbols for text in (pages[0], page(900, TERM))]
    stream = np.concatenate(streams)
    text_of = np.repeat([0, 1], [len(one) for one in streams])
    alone = trained.about(stream, text_of)
    rows = np.stack([symbols_of(TERM).symbols] * 2)
    logs = alone.read(rows, np.array([0, 1])).logs.sum(axis=1)
    assert logs[1] == pytest.approx(trained.read(rows).logs[1].sum())
    assert logs[0] < logs[1]


def test_reprints_are_counted_once_and_left_out_together(base: Ngrams) -> None:
    error = "检杳记录"
    reprint = page(500, error)
    pages = [*corpus(TERM), *[reprint] * 6]
    trained = trainer_of(pages).adapted(base, "test", 10**6)
    stream = symbols_of(reprint).symbols
    alone = trained.about(stream, np.zeros(len(stream), dtype=np.int64))
    zero = np.zeros(1, dtype=np.int64)
    assert not alone.read(symbols_of(error).symbols[None], zero).attested[0, 1]


def test_numbers_of_texts_may_stand_by_symbol(base: Ngrams) -> None:
    pages = corpus(TERM)
    trained = trainer_of(pages).adapted(base, "test", 10**6)
    stream = symbols_of(pages[0]).symbols
    owners = np.zeros(len(stream), dtype=np.int64)
    alone = trained.about(stream, owners)
    known = alone.read(stream[None], owners[None]).attested[0]
    assert (known == alone.attested(stream[None], owners[:1])[0])[stream[1:-1] != ord("\n")].all()


def test_no_rows_can_be_read(base: Ngrams) -> None:
    pages = corpus(TERM)
    trained = trainer_of(pages).adapted(base, "test", 10**6)
    stream = symbols_of(pages[0]).symbols
    alone = trained.about(stream, np.zeros(len(stream), dtype=np.int64))
    rows = np.zeros((0, 7), dtype=np.uint16)
    assert alone.read(rows, np.zeros(0, dtype=np.int64)).logs.shape == (0, 7)


def test_a_file_needs_its_base(base: Ngrams, model: Adapted) -> None:
    file = unpacked(model.to_bytes(), {evidence.MAGIC: evidence.VERSION}, "m.lm")
    again = assembled(file, base, "m.lm")
    assert again.digest
    assert cost(again, TERM) == cost(model, TERM)
    assert again.to_bytes() == model.to_bytes()
    other = replace(base, digest="another")
    with pytest.raises(BadModel, match="another base"):
        assembled(file, other, "m.lm")


def test_training_is_the_same_every_time(base: Ngrams, model: Adapted) -> None:
    again = trainer_of(corpus(TERM)).adapted(base, "test", 10**6)
    assert again.to_bytes() == model.to_bytes()


def test_the_rarest_n_grams_go_to_reach_a_size(base: Ngrams, model: Adapted) -> None:
    small = trainer_of(corpus(TERM)).adapted(base, "test", 4_000)
    assert sum(map(len, small.tables.values())) <= 4_000
    assert len(small.to_bytes()) < len(model.to_bytes())


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], "empty"),
        (["\n\n"], "empty"),
        (["Nothing to see here."] * 9, "no Chinese"),
        (["渡口停着三条旧船。"] * 4_000, "1 of 4,000 lines differ"),
        (news(2_000), "too small"),
    ],
)
def test_too_little_is_a_clear_error(base: Ngrams, texts: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        trainer_of(texts).adapted(base, "test", 10**6)


def test_facts_say_what_was_counted(model: Adapted) -> None:
    assert isinstance(model.facts, Facts)
    assert model.facts.characters == sum(map(len, corpus(TERM)))


def test_a_pair_that_the_corpus_holds_once_grows_no_likelier(base: Ngrams) -> None:
    counts = trainer_of(corpus(TERM)).counted()
    facts = Facts("corpus", 1, 1, "")
    model = Adapted.of(base, counts, np.zeros(0, dtype=np.uint32), facts)
    first, second = base.pairs.listed()
    keys = (first.astype(np.uint64) << np.uint64(16)) | second
    met = dict(zip(counts[2].keys.tolist(), counts[2].counts.tolist(), strict=True))
    often = np.array([met.get(key, 0) for key in keys.tolist()])
    before = base.pair_logs[base.pairs.find(first, second)].astype(int)
    now = model.pair_logs[model.pairs.find(first, second)].astype(int)
    assert (often == 1).any()
    assert (now >= before)[often == 1].all()
    assert (now < before)[often > 20].any()
    assert (now - before)[often == 0].max() <= 2
