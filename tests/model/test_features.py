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
    at = NAMES.index("candidate repeated")
    other = "这项工作未来十年都要做。"
    joined = f"{LINE}\uffff{other}"
    starts = np.array([0, len(LINE) + 1], dtype=np.int64)
    apart = judge.judge(encode(joined), starts)
    together = judge.judge(encode(joined), ONE)
    assert (apart.rows[:, at] == 0).all()
    assert (together.rows[:, at] > 0).any()


def test_a_rare_character_met_again_is_topical_and_one_in_the_same_trigram_is_not() -> None:
    judge = base_judge()
    at = NAMES.index("read topical")
    alone = "代表团耒来几天将访问三个国家。"
    again, same = f"{alone}水田里留着一把旧耒耜。", f"{alone}代表团耒来几天再走。"

    def topical(text: str) -> float:
        judged = judge.judge(encode(text), ONE)
        [row] = judged.rows[judged.places == 3]
        return float(row[at])

    assert topical(again) > topical(alone) + 0.5
    assert topical(same) <= topical(alone)
