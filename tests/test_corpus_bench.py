import json
import unicodedata
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from corpus_bulletins import bulletin
from corpus_copies import (
    COPIERS,
    DROPPED,
    EDITED_HALF,
    EDITED_TWO,
    EXACT,
    NEAR,
    TRADITIONAL,
    WIDTH,
    WRAPPED,
)
from corpus_score import changed_fields, kept_ids, score, unreported_ids
from corpus_text import (
    ARTICLE,
    BULLETIN,
    FIRST_DAY,
    Corpus,
    Made,
    Truth,
    read_truth,
    short_documents,
    statement,
    write,
)

SIZE = 500_000


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return list(Corpus(5).documents(SIZE))


def text_of(one: Made) -> str:
    text = json.loads(one.row)["text"]
    assert isinstance(text, str)
    return text


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def grams(text: str) -> set[str]:
    bare = letters(text)
    return {bare[at : at + 5] for at in range(len(bare) - 4)}


def jaccard(one: str, other: str) -> float:
    return likeness(grams(one), grams(other))


def likeness(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second)


def copies(made: Sequence[Made], kind: str) -> list[tuple[str, str]]:
    """Return original and copy, for all copies of a kind."""
    texts = {one.truth.id: text_of(one) for one in made}
    return [
        (texts[one.truth.of], texts[one.truth.id])
        for one in made
        if one.truth.kind == kind and one.truth.of is not None
    ]


def test_the_same_seed_makes_the_same_rows(made: list[Made]) -> None:
    assert list(Corpus(5).documents(SIZE)) == made


def test_another_seed_makes_other_rows(made: list[Made]) -> None:
    assert not {text_of(one) for one in Corpus(6).documents(100_000)} & set(map(text_of, made))


def test_a_corpus_has_the_size_that_was_asked_for(made: list[Made]) -> None:
    assert sum(len(one.row.encode()) + 1 for one in made) == pytest.approx(SIZE, rel=0.03)


def test_ids_are_unique_and_copies_come_after_their_originals(made: list[Made]) -> None:
    seen: dict[str, str] = {}
    for one in made:
        assert one.truth.id == json.loads(one.row)["id"] not in seen
        if one.truth.of is not None:
            assert seen[one.truth.of] in (ARTICLE, BULLETIN)
        seen[one.truth.id] = one.truth.kind


def test_every_kind_of_copy_is_planted() -> None:
    kinds = {one.truth.kind for one in Corpus(5, 0.0).documents(1_200_000)}
    assert kinds == {ARTICLE, BULLETIN, EXACT, *NEAR}


def test_an_exact_copy_is_the_text_of_its_original(made: list[Made]) -> None:
    pairs = copies(made, EXACT)
    assert pairs
    assert all(original == copy for original, copy in pairs)


@pytest.mark.parametrize("kind", [WRAPPED, WIDTH])
def test_only_marks_and_white_space_of_a_copy_differ(kind: str) -> None:
    lines = ("渡口今年修了35座桥，", "“汛期过了，”他说：水位下降了1.5%。")
    for seed in range(8):
        copy = COPIERS[kind](lines, "\n", Random(seed))
        assert copy is not None
        assert copy != "\n".join(lines)
        assert letters(copy) == letters("".join(lines))


@pytest.mark.parametrize(("kind", "share"), [(EDITED_HALF, 0.005), (EDITED_TWO, 0.02)])
def test_an_edited_copy_differs_in_its_share_and_keeps_its_figures(kind: str, share: float) -> None:
    body, _ = Corpus(5).body(2)
    copy = body.copied(kind, Random(0))
    assert copy is not None
    edits = round(share * len(body.text))
    kept = jaccard(body.text, copy)
    assert 1 - 11 * edits / len(body.text) <= kept < 1
    assert [*filter(str.isdecimal, copy)] == [*filter(str.isdecimal, body.text)]


def test_a_dropped_paragraph_is_a_small_one() -> None:
    body, _ = Corpus(5).body(2)
    copy = body.copied(DROPPED, Random(0))
    assert copy is not None
    assert set(copy.split(body.gap)) < set(body.text.split(body.gap))
    assert 0.8 * len(body.text) <= len(copy) + len(body.lines) * 2
    assert COPIERS[DROPPED](("一段" * 50, "两段" * 50), "\n", Random(0)) is None


def test_a_traditional_copy_is_in_traditional_characters() -> None:
    assert COPIERS[TRADITIONAL](("开发区", "养护桥梁"), "\n", Random(0)) == "開發區\n養護橋樑"


def test_unrelated_articles_share_hardly_any_5_grams(made: list[Made]) -> None:
    articles = [grams(text_of(one)) for one in made if one.truth.kind == ARTICLE][:40]
    assert max(likeness(*pair) for pair in combinations(articles, 2)) < 0.03


def test_bulletins_of_a_series_are_near_but_never_the_same() -> None:
    bulletins = ["".join(bulletin(Random(n), n, FIRST_DAY)) for n in range(80)]
    pairs = combinations(map(grams, bulletins), 2)
    assert 0.7 < max(likeness(*pair) for pair in pairs) < 1
    assert len({letters(text) for text in bulletins}) == len(bulletins)


def test_only_statements_are_long_passages_of_several_articles(made: list[Made]) -> None:
    first: dict[str, str] = {}
    shared = set()
    for one in made:
        if one.truth.kind == ARTICLE:
            bare = letters(text_of(one))
            for at in range(len(bare) - 89):
                window = bare[at : at + 90]
                if first.setdefault(window, one.truth.id) != one.truth.id:
                    shared.add(window)
    statements = [letters(statement(number)) for number in range(24)]
    assert all(len(text) >= 100 for text in statements)
    assert all(any(window in text for text in statements) for window in shared)


def test_short_documents_are_all_different() -> None:
    texts = [text_of(one) for one in short_documents(2_000, 1)]
    assert len(set(texts)) == 2_000
    assert max(map(len, texts)) < 120


def test_truth_is_read_as_it_was_written(made: list[Made], tmp_path: Path) -> None:
    write(iter(made), tmp_path / "corpus.jsonl")
    assert list(read_truth(tmp_path / "corpus.jsonl")) == [one.truth for one in made]


def test_kept_are_the_records_of_all_files_of_newslint_or_all_rows_of_another_tool(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x"}\n{"text": "", "id": "y"}\n', "utf-8")
    assert kept_ids(tmp_path) == {"x", "y"}
    for number in range(2):
        path = tmp_path / f"records-0000{number}-of-00002.jsonl"
        path.write_text(f'{{"id": "{number}"}}\n', "utf-8")
    assert kept_ids(tmp_path) == {"0", "1"}


TRUTH = (
    Truth("a", ARTICLE),
    Truth("b", EXACT, "a"),
    Truth("c", WRAPPED, "a"),
    Truth("d", ARTICLE),
    Truth("e", BULLETIN),
    Truth("f", WIDTH, "d"),
)


def test_one_of_each_group_kept_is_perfect_whichever_it_is() -> None:
    for kept in ({"a", "d", "e"}, {"b", "f", "e"}):
        result = score(TRUTH, kept)
        assert (result.precision, result.recall, result.bulletins) == (1, 1, 0)
        assert result.found == {EXACT: (1, 1), WRAPPED: (1, 1), WIDTH: (1, 1)}


def test_a_copy_too_many_is_a_miss_of_its_kind() -> None:
    result = score(TRUTH, {"a", "c", "d", "e"})
    assert result.recall == pytest.approx(2 / 3)
    assert result.found[WRAPPED] == (0, 1)
    assert result.precision == 1


def test_a_document_without_a_kept_copy_is_wrongly_dropped() -> None:
    result = score(TRUTH, {"a"})
    assert (result.right, result.wrong, result.bulletins) == (3, 2, 1)


def test_rows_that_a_report_names_are_not_kept(tmp_path: Path) -> None:
    report = tmp_path / "report"
    lines = (
        "newslint: a word first",
        '{"rule":"DUP101","id":"in:dir/c.jsonl:2","winner":"in:dir/c.jsonl:1"}',
    )
    report.write_text("\n".join(lines), "utf-8")
    assert unreported_ids(TRUTH, report) == {"a", "c", "d", "e", "f"}


def test_other_fields_are_compared_as_they_are_spelt(tmp_path: Path) -> None:
    rows = [one.row for one in Corpus(1).documents(12_000)]
    (tmp_path / "corpus.jsonl").write_text("".join(f"{row}\n" for row in rows), "utf-8")
    output = tmp_path / "output"
    output.mkdir()
    records = [row[:-1] + ',"newslint":{"title":null}}\n' for row in rows]
    (output / "records.jsonl").write_text("".join(records[1:]), "utf-8")
    assert changed_fields(tmp_path / "corpus.jsonl", output) == 0
    (output / "records.jsonl").write_text("".join(records).replace("1.20]", "1.2]"), "utf-8")
    assert changed_fields(tmp_path / "corpus.jsonl", output) == len(rows)
