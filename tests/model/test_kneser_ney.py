import numpy as np
import pytest

from made_up_news import news
from newslint.model.counts import ORDERS, Counter, Run
from newslint.model.keys import WIDTH
from newslint.model.kneser_ney import Level, pruned, smoothed

FEWEST = {1: 1, 2: 1, 3: 1, 4: 1}


@pytest.fixture(scope="module")
def counts() -> dict[int, Run]:
    counter = Counter()
    counter.add(news(20_000))
    return counter.result()


def total(levels: dict[int, Level], order: int) -> float:
    """Return the probability of all symbols after the commonest context of an order."""
    level = levels[order]
    contexts = level.keys >> WIDTH
    found, sizes = np.unique(contexts, return_counts=True)
    context = found[sizes.argmax()]
    listed = contexts == context
    below = levels[order - 1]
    back = below.backs[np.searchsorted(below.keys, context)]
    mask = np.uint64((1 << (16 * (order - 1))) - 1)
    covered = np.exp(below.logs[np.searchsorted(below.keys, level.keys[listed] & mask)]).sum()
    rest = 1.0 if order == 2 else _sum(levels, order - 1, context)
    return float(np.exp(level.logs[listed]).sum() + np.exp(back) * (rest - covered))


def _sum(levels: dict[int, Level], order: int, context: np.uint64) -> float:
    mask = np.uint64((1 << (16 * (order - 1))) - 1)
    inner = context & mask
    level = levels[order]
    listed = (level.keys >> WIDTH) == inner
    below = levels[order - 1]
    suffix = np.uint64((1 << (16 * (order - 1))) - 1)
    covered = np.exp(below.logs[np.searchsorted(below.keys, level.keys[listed] & suffix)]).sum()
    back = below.backs[np.searchsorted(below.keys, inner)]
    rest = 1.0 if order == 2 else _sum(levels, order - 1, inner)
    return float(np.exp(level.logs[listed]).sum() + np.exp(back) * (rest - covered))


def test_single_symbols_share_one(counts: dict[int, Run]) -> None:
    assert np.exp(smoothed(counts)[1].logs).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("order", [2, 3, 4])
def test_all_symbols_after_a_context_share_one(counts: dict[int, Run], order: int) -> None:
    assert total(smoothed(counts), order) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("order", [2, 3, 4])
def test_they_do_after_pruning(counts: dict[int, Run], order: int) -> None:
    small = pruned(smoothed(counts), counts, FEWEST, {1: 0, 2: 300, 3: 400, 4: 300})
    assert total(small, order) == pytest.approx(1.0, abs=1e-3)


def test_what_is_kept_has_its_prefix_and_suffix(counts: dict[int, Run]) -> None:
    small = pruned(smoothed(counts), counts, FEWEST, {1: 0, 2: 300, 3: 400, 4: 300})
    for order in (3, 4):
        keys, below = small[order].keys, small[order - 1].keys
        mask = np.uint64((1 << (16 * (order - 1))) - 1)
        assert np.isin(keys >> WIDTH, below).all()
        assert np.isin(keys & mask, below).all()


def test_rare_n_grams_go(counts: dict[int, Run]) -> None:
    small = pruned(smoothed(counts), counts, {**FEWEST, 4: 3}, dict.fromkeys(ORDERS, 10**9))
    seen = counts[4].counts[np.searchsorted(counts[4].keys, small[4].keys)]
    assert seen.min() >= 3


def test_one_line_can_be_smoothed() -> None:
    counter = Counter()
    counter.add(["渡口停着三条旧船"])
    levels = smoothed(counter.result())
    assert all(np.isfinite(level.logs).all() for level in levels.values())
