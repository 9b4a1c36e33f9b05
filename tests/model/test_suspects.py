import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from newslint.model.doubts import CENTER, WIDTH, doubts, heard
from newslint.model.suspects import KEPT, STEP, Suspects, all_pair_steps, pair_logs, suspects
from newslint.model.symbols import symbols_of
from newslint.model.typos import base_judge

LINE = "代表团末来几天将访问三个国家，并与当地企业签署合作协议。"


def suspected(text: str) -> Suspects:
    judge = base_judge()
    symbols = symbols_of(text).symbols
    stream = heard(judge.model, symbols, np.zeros(len(symbols), dtype=np.int64))
    return suspects(judge.shapes, symbols, doubts(stream))


def test_a_misread_character_is_suspected_with_the_true_one_among_its_candidates() -> None:
    found = suspected(LINE)
    read = found.rows[:, CENTER]
    [at] = np.flatnonzero(read == ord("末"))
    assert ord("未") in found.candidate[found.owner == at]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="末来未几天国家，。\n人住率入a1 “𠮷", max_size=60))
def test_every_text_gives_arrays_of_one_length_in_order(text: str) -> None:
    found = suspected(text)
    places = len(found.doubts.places)
    assert found.rows.shape == (places, WIDTH)
    assert (np.diff(found.doubts.places) > 0).all()
    assert (np.diff(found.owner) >= 0).all()
    assert len(found.candidate) == len(found.gain) == len(found.fits) == len(found.owner)
    assert not len(found.owner) or found.owner[-1] < places
    assert not places or np.bincount(found.owner, minlength=1).max() <= KEPT
    assert (found.candidate != found.rows[found.owner, CENTER]).all()


def test_the_sieve_keeps_a_misread_character_and_holds_back_most_other_doubts() -> None:
    judge = base_judge()
    assert judge.calibration.sieve is not None
    text = LINE + "老艄公把竹篙一撑，乌篷船便滑进芦苇荡，惊起几只苍鹭。"
    stream = symbols_of(text)
    symbols = stream.symbols
    every = doubts(heard(judge.model, symbols, np.zeros(len(symbols), dtype=np.int64)))
    left = judge.calibration.sieve(every)
    assert LINE.index("末") in stream.places[left.places]
    assert 0 < len(left.places) < len(every.places)
    assert set(left.places.tolist()) < set(every.places.tolist())


def test_what_pairs_cost_in_steps_is_what_the_model_says() -> None:
    model = base_judge().model
    symbols = symbols_of(LINE).symbols
    logs = pair_logs(model, symbols[:-1], symbols[1:])
    ids = model.pairs.ids[symbols].astype(np.int64)
    steps = all_pair_steps(model)[ids[:-1] * model.pairs.size + ids[1:]]
    inside = ids[1:] > 0
    assert np.abs(steps[inside] * STEP + logs[inside]).max() < 1.6 * STEP


def test_a_text_is_doubted_alike_alone_and_among_others() -> None:
    judge = base_judge()
    texts = ["山坡上的羊群慢慢走过新修的水渠。", LINE, "入夜以后，渔火在港湾里亮了起来。"]
    streams = [symbols_of(text).symbols for text in texts]
    joined = np.concatenate(streams)
    text_of = np.repeat(np.arange(len(texts)), [len(one) for one in streams])
    together = doubts(heard(judge.model, joined, text_of))
    start = len(streams[0])
    alone = doubts(heard(judge.model, streams[1], np.zeros(len(streams[1]), dtype=np.int64)))
    mine = together.texts == 1
    assert (together.places[mine] - start).tolist() == alone.places.tolist()
    assert np.allclose(together.entropy[mine], alone.entropy)
    assert np.allclose(together.logs[mine], alone.logs, atol=1e-4)
