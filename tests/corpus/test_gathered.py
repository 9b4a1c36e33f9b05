"""Many parts: they are put together, and nothing that is found depends on it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from corpus_texts import misread, part, sentence, story
from newslint.corpus import gathered
from newslint.corpus.duplicates import Duplicates, duplicates
from newslint.corpus.fingerprints import Checked, check_part, open_part
from newslint.corpus.gathered import Parts
from newslint.corpus.settings import Entry, Given, Made, Settings, serial
from newslint.corpus.store import DamagedError

SETTINGS = Settings(priority=("web/*",))
HANDLES = Path("/proc/self/fd")


def texts() -> list[str]:
    random = Random(21)
    made = [story(random) for _ in range(42)]
    notice = "".join(sentence(random, 40) for _ in range(5))
    for number in range(0, 42, 6):
        made.append(misread(made[number], random, 3))
        made.append(made[number + 1])
        made[number + 2] += notice
    return ["", "𠮷", *made, "桥"]


TEXTS = texts()
ENTRIES = [
    Entry(f"{number:04}-𠮷", f"{'paper' if number % 3 else 'web'}/{number % 5}", f"20{number % 30}")
    for number in range(len(TEXTS))
]


def parts(folder: Path, per_part: int, settings: Settings = SETTINGS) -> list[Path]:
    return [
        part(
            folder / f"part-{first:03}",
            TEXTS[first : first + per_part],
            settings,
            ENTRIES[first : first + per_part],
        )
        for first in range(0, len(TEXTS), per_part)
    ]


def said(found: Duplicates, many: int) -> list[object]:
    """Return all that was found, by document of the run."""
    base, every = 0, []
    for number, size in zip(range(many), found.layout.given, strict=True):
        lost, shared = found.of(number), found.passages(number)
        every += [(base + one, lost.get(one), shared.get(one)) for one in range(size)]
        base += size
    return [*every, found.losses, found.alarms, found.lost]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "FEW", 2)
    monkeypatch.setattr(gathered, "MOST_DOCUMENTS", 20)
    monkeypatch.setattr(gathered, "MOST_ROWS", 30)
    monkeypatch.setattr("newslint.corpus.candidates.SLICE", 40)
    monkeypatch.setattr("newslint.corpus.layout.MAPPED", 2)


@pytest.mark.parametrize("per_part", [2, 7])
@pytest.mark.parametrize("grams", [5, 1 << 22])
def test_parts_put_together_change_nothing(
    tmp_path: Path, per_part: int, grams: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = said(duplicates(parts(tmp_path / "whole", 1000), SETTINGS, tmp_path / "one"), 1)
    monkeypatch.setattr(gathered, "FEW", 2)
    monkeypatch.setattr(gathered, "MOST_DOCUMENTS", 20)
    monkeypatch.setattr(gathered, "MOST_GRAMS", grams)
    monkeypatch.setattr(gathered, "MOST_ROWS", 30)
    monkeypatch.setattr("newslint.corpus.candidates.SLICE", 40)
    many = parts(tmp_path / "many", per_part)
    found = duplicates(many, SETTINGS, tmp_path / "other")
    assert said(found, len(many)) == whole
    assert sum(isinstance(one, tuple) and one[1:] != (None, None) for one in whole) > 15


@pytest.mark.usefixtures("few")
def test_so_do_tasks_in_other_processes_and_only_some_rules(tmp_path: Path) -> None:
    def elsewhere(
        function: Callable[[Given], Made], arguments: Sequence[Given], /
    ) -> Iterable[Made]:
        return [pickle.loads(pickle.dumps(function))(one) for one in arguments]

    settings = replace(SETTINGS, passage=None)
    whole = parts(tmp_path / "whole", 1000, settings)
    many = parts(tmp_path / "many", 5, settings)
    first = duplicates(whole, settings, tmp_path / "one")
    other = duplicates(many, settings, tmp_path / "other", elsewhere)
    assert said(other, len(many)) == said(first, 1)


@pytest.mark.usefixtures("few")
@pytest.mark.skipif(not HANDLES.is_dir(), reason="handles are counted in /proc")
def test_open_files_do_not_grow_with_the_parts(tmp_path: Path) -> None:
    most = 0

    def counting(function: Callable[[Given], Made], arguments: Sequence[Given], /) -> list[Made]:
        nonlocal most
        made = []
        for one in arguments:
            made.append(function(one))
            most = max(most, len(list(HANDLES.iterdir())))
        return made

    many = parts(tmp_path, 1)
    before = len(list(HANDLES.iterdir()))
    found = duplicates(many, SETTINGS, tmp_path / "scratch", counting)
    most = max(most, len(list(HANDLES.iterdir())))
    assert found.lost
    assert len(many) > 50
    assert most - before < 12


def test_texts_ids_and_sources_are_those_of_the_parts(tmp_path: Path) -> None:
    many = parts(tmp_path, 9)
    whole = open_part(gathered.gathered(Parts(tuple(many), tmp_path / "all")))
    assert [whole.text(one) for one in range(whole.documents)] == TEXTS
    assert [whole.id(one) for one in range(whole.documents)] == [one.id for one in ENTRIES]
    sources = whole.sources()
    of = whole.store.numbers("sources").tolist()
    assert [sources[one] for one in of] == [one.source for one in ENTRIES]
    texts = many[3] / "texts.u16"
    texts.write_bytes(texts.read_bytes()[:4])
    with pytest.raises(DamagedError, match="shorter"):
        whole.text(9 * 3 + 5)
    texts.unlink()
    with pytest.raises(DamagedError, match="cannot be read"):
        whole.text(9 * 3)


def test_few_parts_and_a_part_alone_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = parts(tmp_path, 50)
    known = [check_part(one) for one in many]
    assert gathered.fewer_parts(many, known, tmp_path / "none", serial)[0] == tuple(many)
    monkeypatch.setattr(gathered, "FEW", 1)
    monkeypatch.setattr(gathered, "MOST_DOCUMENTS", 50)
    assert gathered.fewer_parts(many, known, tmp_path / "none", serial)[0] == tuple(many)
    assert not (tmp_path / "none").exists()
    assert known[0] == Checked(50, known[0].grams, known[0].identity)
    assert known[0].grams > 0
