"""The tables that ship are in normal form, and the lexicon is the one that was measured."""

import gzip
import hashlib
from pathlib import Path

import pytest
import regex

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules" / "newslint_rules"
LEXICON = ROOT / "lint" / "newslint" / "model" / "lexicon.tsv.gz"
JOINS = LEXICON.with_name("joins.bin")
CONFUSIONS = LEXICON.with_name("confusions.bin")
CONFUSIONS_SHA256 = "d5c7f6aa832017f09beb4e3c79cc60c6a52897d3712d65074eb36a7b89f3422e"
BASE = LEXICON.with_name("base.lm")
BASE_SHA256 = "74d11a40ea5d3602a412391bfa39c3692da18e1fdbb7656ce413d931f3ee4805"
CALIBRATION = LEXICON.with_name("calibration.json")
CALIBRATION_SHA256 = "99f9c8b43892c02f44cb26291c5b5d92f44e09d41d6f1eee280955f1b0d221f0"
JOINS_SHA256 = "72018cd771727a99496e91da5f47f680e42a74bba4df253dc11bc62b28c0eba6"
LEXICON_SHA256 = "455f62b4f661c9399c7638aa94d442b563666ed614a4e74984d6810457a251ba"
"""Changes only with `tools/build_lexicon.py`; then `benchmarks/confidence.py` is run again."""

CONFUSED = RULES / "ocr" / "confused_word.tsv"
CONFUSED_SHA256 = "d791f373dd2483982d720582decf856c369eda50fc709dfcda3a286d8b42e641"
"""Changes with `tools/build_confused_word.py` and `tools/mine_confused_words.py`."""

QUANTILES = RULES / "document" / "_quantiles.tsv"
QUANTILES_SHA256 = "5c9abe383510c54189701a389fc88fe7617e489ef2137ab8d92687c5a56254b7"

TABLES = sorted([*RULES.rglob("*.tsv"), *(ROOT / "lint").rglob("*.tsv")])
HAN = regex.compile(r"\p{Han}+")


def rows(data: bytes) -> list[list[str]]:
    return [line.split("\t") for line in data.decode("utf-8").removesuffix("\n").split("\n")]


def column(table: Path, name: str) -> list[str]:
    header, *body = rows(table.read_bytes())
    return [row[header.index(name)] for row in body]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_ends_its_lines_with_lf_and_has_no_blank_one(table: Path) -> None:
    data = table.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert b"\n\n" not in data


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_has_a_named_column_for_every_cell(table: Path) -> None:
    header, *body = rows(table.read_bytes())
    assert all(regex.fullmatch("[a-z_]+", name) for name in header)
    assert len(set(header)) == len(header)
    assert {len(row) for row in body} == {len(header)}
    assert not [cell for row in body for cell in row if cell != cell.strip()]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_the_rows_of_a_table_are_sorted_and_unique(table: Path) -> None:
    body = rows(table.read_bytes())[1:]
    assert body == sorted(body)
    assert len({tuple(row) for row in body}) == len(body)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_lies_beside_the_module_that_reads_it(table: Path) -> None:
    assert table.with_suffix(".py").is_file()


def test_the_lexicon_is_the_one_that_was_measured() -> None:
    assert hashlib.sha256(LEXICON.read_bytes()).hexdigest() == LEXICON_SHA256


def test_the_confusions_are_the_ones_that_were_measured() -> None:
    data = CONFUSIONS.read_bytes()
    assert hashlib.sha256(data).hexdigest() == CONFUSIONS_SHA256
    assert len(data) <= 2_000_000


def test_the_model_of_news_is_the_one_that_was_measured_and_fits_into_the_wheel() -> None:
    data = BASE.read_bytes()
    assert hashlib.sha256(data).hexdigest() == BASE_SHA256
    assert len(data) <= 10_000_000


def test_the_calibration_is_the_one_that_was_measured() -> None:
    assert hashlib.sha256(CALIBRATION.read_bytes()).hexdigest() == CALIBRATION_SHA256


def test_the_join_counts_are_the_ones_that_were_measured() -> None:
    assert hashlib.sha256(JOINS.read_bytes()).hexdigest() == JOINS_SHA256


def test_the_lexicon_is_sorted_and_holds_han_words_with_classes_and_frequency() -> None:
    data = gzip.decompress(LEXICON.read_bytes())
    assert b"\r" not in data
    assert data.endswith(b"\n")
    body = rows(data)
    assert {len(row) for row in body} == {3}
    words = [word for word, _, _ in body]
    assert words == sorted(set(words))
    assert all(2 <= len(word) <= 6 and HAN.fullmatch(word) for word in words)
    assert all(regex.fullmatch("[nvadcmx]{1,2}", classes) for _, classes, _ in body)
    assert {frequency for _, _, frequency in body} <= set(map(str, range(16)))


def test_no_correction_of_confused_words_makes_a_confused_word() -> None:
    wrong, right = column(CONFUSED, "wrong"), column(CONFUSED, "right")
    assert len(set(wrong)) == len(wrong)
    forms = set(wrong)
    sizes = sorted({len(form) for form in forms})
    loops = [
        (form, word)
        for form, word in zip(wrong, right, strict=True)
        for size in sizes
        for at in range(len(word) - size + 1)
        if word[at : at + size] in forms
    ]
    assert loops == []


def test_confused_words_have_guards_and_evidence_that_the_rule_can_read() -> None:
    header, *body = rows(CONFUSED.read_bytes())
    guards = ["before", "after", "not_before", "not_after"]
    assert header == ["wrong", "right", *guards, "source", "count"]
    for wrong, right, *cells, source, count in body:
        assert wrong
        assert right not in ("", wrong)
        assert source
        assert count.isdecimal()
        for cell in filter(None, cells):
            words = cell.split("|")
            assert all(words), wrong
            assert words == sorted(set(words), key=words.index), wrong
            assert {word for word in words if word.startswith("%")} <= {"%num", "%edge"}, wrong


def test_the_confused_words_are_the_ones_that_were_measured() -> None:
    data = CONFUSED.read_bytes()
    assert hashlib.sha256(data).hexdigest() == CONFUSED_SHA256
    assert len(data) <= 300_000


def test_mined_words_differ_in_one_character_and_pairs_need_a_neighbour() -> None:
    mined = [row for row in rows(CONFUSED.read_bytes())[1:] if row[6] == "mined"]
    assert len(mined) >= 5000
    for wrong, right, before, after, *_ in mined:
        assert len(wrong) == len(right)
        assert sum(one != other for one, other in zip(wrong, right, strict=True)) == 1
        assert len(wrong) in (2, 3, 4)
        assert len(wrong) > 2 or before or after, wrong


def test_english_connectives_are_lower_case_and_each_has_readings() -> None:
    table = RULES / "mixed" / "_connectives.tsv"
    words = column(table, "word")
    assert words == sorted(set(words))
    assert all(regex.fullmatch("[a-z]+(?: [a-z]+)*", word) for word in words)
    for readings in column(table, "candidates"):
        each = readings.split("|")
        assert all(HAN.fullmatch(reading) for reading in each if reading)
        assert len(set(each)) == len(each)


def test_doubled_words_name_a_kind_that_the_rule_knows() -> None:
    table = RULES / "duplicate" / "repeated_word.tsv"
    header, *body = rows(table.read_bytes())
    assert header == ["kind", "left", "unit", "right", "why"]
    assert {row[0] for row in body} == {"char", "left", "redup", "right", "span", "unit"}
    for kind, _, unit, right, why in body:
        assert unit
        assert why
        assert kind != "span" or unit * 2 in right


def test_the_quantiles_of_the_measures_are_the_ones_that_were_built() -> None:
    assert hashlib.sha256(QUANTILES.read_bytes()).hexdigest() == QUANTILES_SHA256


def test_each_measure_has_101_ascending_quantiles() -> None:
    _, *body = rows(QUANTILES.read_bytes())
    for measure in {row[0] for row in body}:
        values = [float(value) for name, _, value in body if name == measure]
        assert len(values) == 101, measure
        assert values == sorted(values), measure


LARGE = ROOT / "packages" / "newslint-lm-large" / "src" / "newslint_lm_large" / "large.lm"
LARGE_SHA256 = "1f68ee19854989e8d874b58e6cc7ac1c48aa5a1fc8368a9280735d0b814fe8e7"
LARGE_CALIBRATION_SHA256 = "3c89d5bdd49c4e0bba34b4676debe9395e5f1761410dc5cfbff28ca52cfa954c"


def test_the_large_model_is_the_one_that_was_measured() -> None:
    assert LARGE.stat().st_size <= 20_000_000
    assert hashlib.sha256(LARGE.read_bytes()).hexdigest() == LARGE_SHA256
    beside = LARGE.with_name("large.lm.json").read_bytes()
    assert hashlib.sha256(beside).hexdigest() == LARGE_CALIBRATION_SHA256
