import numpy as np

from newslint.model.features import LEAST_GAIN, NAMES, best
from newslint.model.typos import base_judge
from newslint.text.charclass import encode

LINE = "代表团末来几天将访问三个国家，并与当地企业签署合作协议。"
ONE = np.zeros(1, dtype=np.int64)


def test_each_row_has_a_finite_number_for_each_name() -> None:
    judged = base_judge().judge(encode(LINE * 3), ONE)
    assert judged.rows.shape == (len(judged.places), len(NAMES))
    assert np.isfinite(judged.rows).all()
    assert len(set(NAMES)) == len(NAMES)


def test_a_place_has_at_most_one_best_candidate_and_it_gains_enough() -> None:
    judged = base_judge().judge(encode(LINE), ONE)
    top, margin = best(judged.suspects)
    owner = judged.suspects.owner[top]
    assert len(set(owner.tolist())) == len(owner)
    assert (judged.suspects.gain[top] >= LEAST_GAIN).all()
    assert (margin >= 0).all()


def test_what_a_text_repeats_is_counted_in_that_text_only() -> None:
    judge = base_judge()
    at = NAMES.index("repeated trigram")
    joined = f"{LINE}\uffff{LINE}"
    starts = np.array([0, len(LINE) + 1], dtype=np.int64)
    apart = judge.judge(encode(joined), starts)
    together = judge.judge(encode(joined), ONE)
    assert (apart.rows[:, at] == 0).all()
    assert (together.rows[:, at] > 0).any()
