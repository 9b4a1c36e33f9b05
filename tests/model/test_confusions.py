"""The table of confusions lists for each character what it may truly be."""

import struct
from time import perf_counter

import numpy as np
import pytest

from newslint.model.confusions import (
    GLYPH,
    HEADER,
    MAGIC,
    MOST,
    OCR,
    STEPS,
    VERSION,
    Codes,
    confusions,
    log_probability,
    similarity,
    unpacked,
)
from newslint.model.ngrams import BadModel


def codes(text: str) -> Codes:
    return np.array([ord(one) for one in text], dtype=np.uint16)


def candidates(read: str, most: int = MOST) -> str:
    return "".join(map(chr, confusions().of(codes(read), most)[1]))


@pytest.mark.parametrize(("read", "true"), [("人", "入"), ("已", "己"), ("末", "未"), ("日", "目")])
def test_twins_stand_among_the_first_candidates_of_each_other(read: str, true: str) -> None:
    assert true in candidates(read, 10)
    assert read in candidates(true, 10)


def test_the_table_is_the_shape_that_is_described() -> None:
    table = confusions()
    assert table.starts.shape == ((1 << 16) + 1,)
    assert table.starts[-1] == len(table.candidates) == len(table.glyph) == len(table.ocr)
    assert set(np.diff(table.starts)) == {0, MOST}
    assert table.starts.dtype == np.int32
    assert table.candidates.dtype == np.uint16
    assert table.glyph.dtype == table.ocr.dtype == np.uint8
    assert max(table.glyph.max(), table.ocr.max()) <= STEPS


def test_the_characters_of_the_national_standard_are_listed() -> None:
    table = confusions()
    sizes = np.diff(table.starts)
    level_one = b"".join(
        bytes((row, at)) for row in range(0xB0, 0xD7) for at in range(0xA1, 0xFF)
    ).decode("gb2312", "ignore")
    assert (sizes[codes(level_one)] == MOST).all()
    assert 6_763 <= (sizes > 0).sum() <= 7_000


def test_no_character_is_its_own_candidate_or_has_one_twice() -> None:
    table = confusions()
    read = np.flatnonzero(np.diff(table.starts)).astype(np.uint16)
    owner, candidate = table.of(read)
    assert not (read[owner] == candidate).any()
    assert (np.diff(table.starts)[candidate] > 0).all()
    pairs = read[owner].astype(np.uint32) << np.uint32(16) | candidate
    assert len(np.unique(pairs)) == len(pairs)


def test_many_characters_are_expanded_as_each_alone() -> None:
    table = confusions()
    found = table.listed(codes("人A住\n人"), 7)
    assert found.owner.tolist() == [0] * 7 + [2] * 7 + [4] * 7
    text = "".join(map(chr, found.candidate))
    assert text == candidates("人", 7) + candidates("住", 7) + candidates("人", 7)
    at = int(table.starts[ord("住")])
    assert found.glyph[7:14].tolist() == table.glyph[at : at + 7].tolist()
    assert found.ocr[7:14].tolist() == table.ocr[at : at + 7].tolist()


def test_nothing_is_expanded_to_nothing() -> None:
    found = confusions().listed(codes(""))
    assert not len(found.owner)
    assert not len(confusions().find(codes(""), codes("")))


def test_a_pair_is_found_where_it_stands_and_another_is_not() -> None:
    table = confusions()
    read, true = codes("人人A"), codes("入人入")
    found = table.find(read, true)
    assert table.candidates[found[0]] == ord("入")
    assert found.tolist()[1:] == [-1, -1]
    glyph, ocr = table.alike(read, true)
    assert glyph[0] > 0.5
    assert ocr[0] > OCR[0]
    assert glyph.tolist()[1:] == [0, 0]
    assert ocr.tolist()[1:] == [OCR[0]] * 2


def test_the_steps_cover_the_ranges() -> None:
    ends = np.array([0, STEPS], dtype=np.uint8)
    assert similarity(ends) == pytest.approx(GLYPH)
    assert log_probability(ends) == pytest.approx(OCR)


def test_a_damaged_or_foreign_file_is_refused() -> None:
    good = (HEADER.pack(MAGIC, VERSION + 1, 1, 1), b"", b"NLCF", struct.pack("<40x"))
    for data in good:
        with pytest.raises(BadModel, match=r"confusions\.bin"):
            unpacked(data)


def test_the_table_is_loaded_once_and_fast() -> None:
    assert confusions() is confusions()
    times = []
    for _ in range(5):
        started = perf_counter()
        confusions.__wrapped__()
        times.append(perf_counter() - started)
    assert min(times) < 0.1
