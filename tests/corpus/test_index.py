"""A reference index: what it has is found, nothing of it changes, and a damaged one is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from corpus_texts import bulletin, misread, part, story
from newslint.corpus.fingerprints import date_number
from newslint.corpus.index import Index, date_of
from newslint.corpus.settings import Duplicate, Entry, Settings
from newslint.corpus.store import DamagedError
from newslint.errors import OutputError, UsageError

SETTINGS = Settings(passage=None)
RANDOM = Random(21)
STORIES = [story(RANDOM) for _ in range(60)]


def add(index: Index, texts: Iterable[str], first: int = 0) -> None:
    with index.adding() as prints:
        for number, text in enumerate(texts, start=first):
            prints.add(Entry(f"{number:04}", "a", "2024-03-01"), text)


def ask(index: Index, folder: Path, texts: Sequence[str]) -> dict[int, Duplicate]:
    return dict(index.query(part(folder, texts, SETTINGS)))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index.create(tmp_path / "index", SETTINGS)
    add(made, STORIES[:25])
    add(made, STORIES[25:50], 25)
    return Index.open(tmp_path / "index", SETTINGS)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_it_has_is_found_and_what_it_has_not_is_not(index: Index, tmp_path: Path) -> None:
    random = Random(1)
    texts = [
        STORIES[3].replace("\n", " \r\n"),
        misread(STORIES[30], random, 3),
        STORIES[55],
        misread(STORIES[49], random, len(STORIES[49]) // 50),
        "",
    ]
    found = ask(index, tmp_path / "new", texts)
    assert {one: (lost.rule, lost.winner) for one, lost in found.items()} == {
        0: ("DUP101", "0003"),
        1: ("DUP102", "0030"),
        3: ("DUP102", "0049"),
    }
    assert found[0].shared_spans == ((0, len(texts[0])),)
    assert 0.7 <= found[1].similarity < 1


def test_bulletins_with_other_figures_are_not_in_it(tmp_path: Path) -> None:
    random = Random(2)
    made = Index.create(tmp_path / "index", SETTINGS)
    known = [bulletin([random.randint(100, 999) for _ in range(5)]) for _ in range(80)]
    add(made, known)
    new = [bulletin([random.randint(100, 999) for _ in range(5)]) for _ in range(20)]
    copies = [text.replace("今天", "今日") for text in known[:20]]
    found = ask(made, tmp_path / "new", new + copies)
    assert {one: int(lost.winner) for one, lost in found.items()} == {
        20 + number: number for number in range(20)
    }


def test_adding_the_same_again_changes_no_byte(index: Index) -> None:
    before = files(index.path)
    add(index, [f"{text}\n" for text in STORIES[:50]], 900)
    assert files(index.path) == before
    assert index.documents == 50


def test_only_what_is_new_is_added_once_and_in_order(index: Index, tmp_path: Path) -> None:
    add(index, [STORIES[0], STORIES[51], STORIES[51], "！", STORIES[50]], 100)
    assert index.documents == 52
    assert len(index.segments()) == 3
    found = ask(index, tmp_path / "new", [STORIES[50], STORIES[51]])
    assert [lost.winner for lost in found.values()] == ["0104", "0101"]


def test_old_segments_never_change(index: Index) -> None:
    before = files(index.path)
    add(index, STORIES[50:], 200)
    assert before.items() <= files(index.path).items()


def test_an_addition_that_fails_leaves_nothing(index: Index) -> None:
    before = files(index.path)

    def texts() -> Iterator[str]:
        yield STORIES[55]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add(index, texts())
    assert files(index.path) == before
    add(index, STORIES[55:56], 300)
    assert index.documents == 51


def test_two_cannot_add_at_once(index: Index) -> None:
    other = Index.open(index.path, SETTINGS)
    with index.adding() as prints:
        prints.add(Entry("x", "a"), STORIES[55])
        with (
            pytest.raises(OutputError, match="another newslint writes to this index"),
            other.adding(),
        ):
            pass
    assert index.documents == 51


def test_a_new_index_is_made_in_a_new_place_only(index: Index, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is something already"):
        Index.create(index.path, SETTINGS)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="there is something already"):
        Index.create(tmp_path / "file", SETTINGS)


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such index"):
        Index.open(tmp_path / "none", SETTINGS)
    with pytest.raises(UsageError, match="no reference index"):
        Index.open(tmp_path, SETTINGS)


def test_an_index_for_other_shingles_is_refused(index: Index) -> None:
    with pytest.raises(UsageError, match="shingle 5"):
        Index.open(index.path, replace(SETTINGS, shingle=6))


@pytest.mark.parametrize("name", ["index.nl", "000001/prints.nl", "000002/prints.nl"])
def test_a_damaged_index_is_refused(index: Index, name: str) -> None:
    path = index.path / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 16
    path.write_bytes(data)
    with pytest.raises(DamagedError, match=name):
        Index.open(index.path, SETTINGS)


def test_a_damaged_text_is_found_when_it_is_compared(index: Index, tmp_path: Path) -> None:
    path = index.path / "000001" / "texts.u16"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    assert ask(index, tmp_path / "other", [STORIES[30]])
    with pytest.raises(DamagedError, match=r"texts\.u16"):
        ask(index, tmp_path / "new", [misread(STORIES[0], Random(3), 2)])


def test_a_torn_off_text_file_is_refused(index: Index) -> None:
    path = index.path / "000001" / "texts.u16"
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(DamagedError, match="bytes"):
        Index.open(index.path, SETTINGS)


@pytest.mark.parametrize("date", ["", "2024", "2024-05", "2024-05-01", "2024-05-01T08:30:07"])
def test_dates_come_back_as_they_were(date: str) -> None:
    assert date_of(date_number(date)) == date
