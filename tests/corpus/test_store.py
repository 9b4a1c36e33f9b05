"""A file of arrays says what it is, and a damaged one is never taken for a sound one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from newslint.corpus.store import MARK, VERSION, Array, DamagedError, open_store, write_store
from newslint.errors import InputError, UsageError

KIND = "made-up arrays"


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "some.nl"
    arrays: dict[str, Array] = {
        "keys": np.arange(1000, dtype=np.uint64),
        "pairs": np.zeros((3, 2), dtype=np.int32),
        "none": np.zeros((0, 4), dtype=np.float32),
    }
    write_store(path, KIND, {"documents": 7, "name": "桥"}, arrays)
    return path


def test_what_was_written_is_read(stored: Path) -> None:
    store = open_store(stored, KIND, check=True)
    assert store.facts == {"documents": 7, "name": "桥"}
    assert store.arrays["keys"].tolist() == list(range(1000))
    assert store.arrays["pairs"].shape == (3, 2)
    assert store.arrays["none"].shape == (0, 4)


def test_writing_again_gives_the_same_bytes_and_leaves_nothing_beside(stored: Path) -> None:
    before = stored.read_bytes()
    store = open_store(stored, KIND)
    write_store(stored, KIND, store.facts, {name: one.copy() for name, one in store.arrays.items()})
    assert stored.read_bytes() == before
    assert list(stored.parent.iterdir()) == [stored]


@pytest.mark.parametrize("size", [0, 5, 12, 31, 40, 300, -1])
def test_a_torn_off_file_is_damaged(stored: Path, size: int) -> None:
    stored.write_bytes(stored.read_bytes()[:size])
    with pytest.raises(DamagedError, match="damaged: "):
        open_store(stored, KIND, check=True).check()


@pytest.mark.parametrize("place", [20, 60, 700, 3000])
def test_a_flipped_bit_is_found(stored: Path, place: int) -> None:
    data = bytearray(stored.read_bytes())
    data[place] ^= 4
    stored.write_bytes(data)
    with pytest.raises(DamagedError):
        open_store(stored, KIND, check=True)


def test_another_file_is_refused(stored: Path) -> None:
    stored.write_bytes(b"# Notes\n" * 20)
    with pytest.raises(UsageError, match="no file of made-up arrays"):
        open_store(stored, KIND)


def test_another_kind_is_refused(stored: Path) -> None:
    with pytest.raises(UsageError, match="no file of fingerprints"):
        open_store(stored, "fingerprints")


def test_a_newer_version_is_refused(stored: Path) -> None:
    data = bytearray(stored.read_bytes())
    data[len(MARK) : len(MARK) + 4] = (VERSION + 1).to_bytes(4, "little")
    stored.write_bytes(data)
    with pytest.raises(UsageError, match="newer newslint"):
        open_store(stored, KIND)


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        open_store(tmp_path / "none.nl", KIND)
