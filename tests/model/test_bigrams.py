import numpy as np

from newslint.model.bigrams import ABSENT, Bigrams, bit_matrix, set_bits

SYMBOLS = np.array([10, 40, 41, 900, 65535], dtype=np.uint16)
PAIRS = [(10, 40), (10, 65535), (41, 41), (900, 10), (65535, 900)]
KEYS = np.array(sorted(one << 16 | two for one, two in PAIRS), dtype=np.uint64)


def test_every_pair_has_a_place_of_its_own() -> None:
    pairs, places = Bigrams.of(SYMBOLS, KEYS)
    assert sorted(places.tolist()) == list(range(len(PAIRS)))
    first, second = pairs.listed()
    listed = (first.astype(np.uint64) << np.uint64(16)) | second
    assert listed[places].tolist() == KEYS.tolist()


def test_other_pairs_are_absent_and_unknown_symbols_too() -> None:
    pairs, _ = Bigrams.of(SYMBOLS, KEYS)
    first = np.array([40, 10, 7, 7], dtype=np.uint16)
    second = np.array([10, 41, 7, 10], dtype=np.uint16)
    assert pairs.find(first, second).tolist() == [ABSENT] * 4
    assert not pairs.has(first, second).any()


def test_the_transposed_matrix_tells_what_stands_before() -> None:
    pairs, _ = Bigrams.of(SYMBOLS, KEYS)
    row = pairs.before[pairs.ids[900]]
    assert pairs.symbols[set_bits(row)].tolist() == [65535]


def test_bits_come_back() -> None:
    cells = np.array([0, 63, 64, 127, 128 * 128 - 1])
    assert set_bits(bit_matrix(128, cells).reshape(-1)).tolist() == cells.tolist()
