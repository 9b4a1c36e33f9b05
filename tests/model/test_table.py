import numpy as np
import pytest

from newslint.model.table import VALUES, Table


@pytest.mark.parametrize("size", [0, 1, 3, 5, 50_000])
def test_what_was_put_in_is_found_with_its_value(size: int) -> None:
    rng = np.random.default_rng(size)
    keys = np.unique(rng.integers(1, 1 << 62, size, dtype=np.uint64))
    values = rng.integers(0, VALUES, len(keys)).astype(np.uint16)
    table, places = Table.of(keys, values)
    assert len(table) == len(keys)
    assert len(np.unique(places)) == len(keys)
    found = table.find(keys)
    same = found == places
    # Another n-gram of the same bucket may have the same ten bits of hash.
    assert same.mean() > 0.98 if len(keys) else not len(found)
    assert (table.values(found)[same] == values[same]).all()


def test_strangers_are_seldom_found() -> None:
    rng = np.random.default_rng(5)
    keys = np.unique(rng.integers(1, 1 << 62, 60_000, dtype=np.uint64))
    table, _ = Table.of(keys[::2], np.zeros(len(keys[::2]), dtype=np.uint16))
    assert (table.find(keys[1::2]) >= 0).mean() < 0.02


def test_nothing_is_found_in_an_empty_table() -> None:
    empty = Table(np.zeros(0, dtype=np.uint16))
    assert empty.find(np.arange(3, dtype=np.uint64)).tolist() == [-1, -1, -1]
