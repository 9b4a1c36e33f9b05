"""Duplicates among documents: which are found, who stays, and that nothing else decides it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from corpus_texts import bulletin, misread, part, sentence, story
from newslint.corpus import candidates, fingerprints
from newslint.corpus.duplicates import Duplicates, duplicates
from newslint.corpus.fingerprints import Fingerprints, check_part, open_part
from newslint.corpus.settings import Duplicate, Entry, Given, Loss, Made, Settings, serial
from newslint.corpus.store import DamagedError, open_store
from newslint.errors import UsageError
from newslint.rule import load_packs

SETTINGS = Settings(passage=None)
FULL = str.maketrans("0123456789", "０１２３４５６７８９", "\n")


def found(
    folder: Path,
    texts: Sequence[str],
    settings: Settings = SETTINGS,
    entries: Sequence[Entry] | None = None,
    per_part: int = 1 << 30,
    map: Callable[..., Iterable[object]] = serial,
) -> tuple[Duplicates, dict[int, Duplicate]]:
    """Return what is found, and the duplicates by number of the document."""
    entries = entries or [Entry(f"{number:06}", "a") for number in range(len(texts))]
    folders, every = [], {}
    for first in range(0, len(texts), per_part):
        some = slice(first, first + per_part)
        folders.append(part(folder / f"part-{first}", texts[some], settings, entries[some]))
    all_ = duplicates(folders, settings, folder / "scratch", map)  # type: ignore[arg-type]
    for number in range(len(folders)):
        for ordinal, one in all_.of(number).items():
            every[number * per_part + ordinal] = one
    return all_, every


def corpus(documents: int = 300) -> tuple[list[str], dict[int, int]]:
    """Return documents with copies among them, and what each copy is a copy of."""
    random = Random(11)
    texts = [story(random) for _ in range(documents)]
    copies: dict[int, int] = {}
    made: list[Callable[[str], str]] = [
        str,
        lambda text: misread(text, random, max(1, len(text) // 200)),
        lambda text: misread(text, random, len(text) // 50),
        lambda text: text.translate(FULL),
        lambda text: "\n".join(text[at : at + 17] for at in range(0, len(text), 17)),
        lambda text: text.replace("门", "門").replace("车", "車").replace("东", "東"),
        lambda text: text.replace(text.split("。")[4] + "。", ""),
    ]
    for number in range(0, documents, 5):
        copies[len(texts)] = number
        texts.append(made[number // 5 % len(made)](texts[number]))
    texts += [bulletin([random.randint(1, 999) for _ in range(5)]) for _ in range(60)]
    order = list(range(len(texts)))
    random.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    return [texts[old] for old in order], {place[one]: place[of] for one, of in copies.items()}


TEXTS, COPIES = corpus()


def test_every_copy_and_nothing_else_is_found(tmp_path: Path) -> None:
    _, every = found(tmp_path, TEXTS)
    groups = {frozenset(pair) for pair in COPIES.items()}
    assert {frozenset((one, int(lost.winner))) for one, lost in every.items()} == groups


def test_winners_stay_and_the_similarity_is_told(tmp_path: Path) -> None:
    _, every = found(tmp_path, TEXTS)
    assert not {int(one.winner) for one in every.values()} & every.keys()
    assert {one.rule for one in every.values()} == {"DUP101", "DUP102"}
    assert all(one.similarity == 1 for one in every.values() if one.rule == "DUP101")
    assert all(0.7 <= one.similarity <= 1 for one in every.values())


def test_shared_spans_are_what_the_winner_has_too(tmp_path: Path) -> None:
    first = sentence(Random(1), 80) + sentence(Random(2), 80)
    other = first[:70] + "楼" + first[71:]
    _, every = found(tmp_path, [first, "\n" + other[:-1] + "\r\n", "  " + first + " "])
    assert every[1].shared_spans == ((1, 71), (72, len(other)))
    assert every[2].shared_spans == ((2, 2 + len(first)),)
    assert [every[one].rule for one in (1, 2)] == ["DUP102", "DUP101"]


@pytest.mark.parametrize("per_part", [3, 50])
def test_the_division_into_parts_changes_nothing(tmp_path: Path, per_part: int) -> None:
    some = TEXTS[:60]
    _, whole = found(tmp_path / "whole", some)
    _, divided = found(tmp_path / "divided", some, per_part=per_part)
    assert divided == whole


def test_small_tasks_and_portions_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = TEXTS[:130]
    _, whole = found(tmp_path / "whole", some)
    monkeypatch.setattr("newslint.corpus.candidates.SLICE", 50)
    monkeypatch.setattr("newslint.corpus.layout.RANGE", 64)
    for name in ("verify", "duplicates", "passages"):
        monkeypatch.setattr(f"newslint.corpus.{name}.RANGE", 64)
    monkeypatch.setattr("newslint.corpus.verify._UNITS", 1000)
    monkeypatch.setattr("newslint.corpus.verify._ELEMENTS", 700)
    monkeypatch.setattr("newslint.corpus.spans._UNITS", 1000)
    monkeypatch.setattr("newslint.corpus.shingles.PIECE", 100)
    monkeypatch.setattr(fingerprints, "_TOGETHER", 500)
    _, small = found(tmp_path / "small", some, per_part=37)
    assert small == whole


def test_tasks_may_run_in_any_order_in_other_processes(tmp_path: Path) -> None:
    def shuffled(
        function: Callable[[Given], Made], arguments: Sequence[Given], /
    ) -> Iterable[Made]:
        call = pickle.loads(pickle.dumps(function))
        given = pickle.loads(pickle.dumps(list(arguments)))
        made = {at: call(given[at]) for at in reversed(range(len(given)))}
        return [made[at] for at in range(len(given))]

    _, whole = found(tmp_path / "whole", TEXTS[:150])
    _, other = found(tmp_path / "other", TEXTS[:150], per_part=40, map=shuffled)
    assert other == whole


@pytest.mark.parametrize(
    ("entries", "kept"),
    [
        ([("b", "web", "2024-01-01"), ("a", "paper/east", "2025-01-01")], 1),
        ([("b", "web", "2024-05-02"), ("a", "web", "2024-05-01T08:00")], 1),
        ([("b", "web", "2024-05-01T07:30"), ("a", "web", "2024-05-01T08:00")], 0),
        ([("b", "web", ""), ("a", "web", "2024")], 1),
        ([("b", "web", "next week"), ("a", "web", "20240501")], 1),
        ([("b", "web", ""), ("a", "web", "")], 1),
        ([("aa", "web", ""), ("a", "web", "")], 1),
        ([("a", "web", ""), ("aa", "web", "")], 0),
    ],
)
@pytest.mark.parametrize("other", [0, 3])
def test_priority_then_date_then_length_then_id_choose(
    tmp_path: Path, entries: list[tuple[str, str, str]], kept: int, other: int
) -> None:
    text = story(Random(8))
    texts = [text, misread(text, Random(9), other) if other else f"{text}\n"]
    settings = replace(SETTINGS, priority=("paper/*", "web"))
    _, every = found(tmp_path, texts, settings, [Entry(*one) for one in entries])
    assert list(every) == [1 - kept]
    assert every[1 - kept].winner == entries[kept][0]


def test_of_the_same_date_the_longer_one_stays(tmp_path: Path) -> None:
    random = Random(10)
    text = story(random, 20)
    _, every = found(tmp_path, [text, text + sentence(random)])
    assert list(every) == [0]


def test_copies_of_a_loser_name_the_one_that_stays(tmp_path: Path) -> None:
    text = story(Random(12), 20)
    noisy = misread(text, Random(13), 4)
    entries = [Entry("c", "a", "2024"), Entry("b", "a", "2023"), Entry("a", "a", "2022")]
    _, every = found(tmp_path / "both", [noisy, noisy, text], SETTINGS, entries)
    assert {one: (lost.rule, lost.winner) for one, lost in every.items()} == {
        0: ("DUP102", "a"),
        1: ("DUP102", "a"),
    }
    alone = replace(SETTINGS, dropped=frozenset({"DUP101"}))
    _, every = found(tmp_path / "alone", [noisy, noisy, text], alone, entries)
    assert {one: (lost.rule, lost.winner) for one, lost in every.items()} == {
        0: ("DUP101", "b"),
        1: ("DUP102", "a"),
    }


def test_rules_that_do_not_run_say_nothing(tmp_path: Path) -> None:
    text = story(Random(14), 20)
    texts = [text, text, misread(text, Random(15), 4)]
    _, every = found(tmp_path / "same", texts, replace(SETTINGS, near=None))
    assert [(one, lost.rule) for one, lost in every.items()] == [(1, "DUP101")]
    _, every = found(tmp_path / "near", texts, replace(SETTINGS, same=None))
    assert [(one, lost.rule) for one, lost in every.items()] == [(2, "DUP102")]


def test_short_documents_are_compared_whole_and_empty_ones_never(tmp_path: Path) -> None:
    texts = ["晴", "晴。", "雨", "", "……", "", "阴转晴", "晴转阴", "多云转晴天", "多云转晴天！"]
    _, every = found(tmp_path, texts)
    assert {one: lost.winner for one, lost in every.items()} == {1: "000000", 9: "000008"}


def test_a_chain_of_stories_does_not_fall_as_a_whole(tmp_path: Path) -> None:
    random = Random(16)
    chain = [[sentence(random) for _ in range(30)]]
    for _ in range(12):
        chain.append([*chain[-1][2:], sentence(random), sentence(random)])
    _, every = found(tmp_path, ["".join(one) for one in chain])
    assert 0 < len(every) < 12
    for one, lost in every.items():
        assert abs(one - int(lost.winner)) <= 3
        assert lost.similarity >= 0.7


def test_copies_are_found_among_a_thousand_bulletins_of_one_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MANY", 100)
    random = Random(17)
    texts = [bulletin([random.randint(100, 999) for _ in range(5)]) for _ in range(1000)]
    copies = {len(texts) + at: of for at, of in enumerate(range(0, 1000, 50))}
    texts += [texts[of].replace("今天", "今日") for of in copies.values()]
    all_, every = found(tmp_path, texts)
    assert {one: int(lost.winner) for one, lost in every.items()} == copies
    pairs = sum(
        len(open_store(path, candidates.PAIRS).arrays["first"])
        for path in all_.scratch.glob("pairs-*")
    )
    assert pairs < 24 * 6 * len(texts)


def test_losses_are_counted_by_source_and_raise_an_alarm(tmp_path: Path) -> None:
    random = Random(18)
    texts = [story(random, 3) for _ in range(60)]
    entries = [Entry(f"{number:03}", f"s{number % 2}", "2020") for number in range(60)]
    for number in range(0, 60, 2):
        texts.append(texts[number] if number < 40 else story(random, 3))
        entries.append(Entry(f"{60 + number:03}", "copied", "2021"))
    all_, _ = found(tmp_path, texts, SETTINGS, entries, per_part=23)
    assert all_.losses == {"copied": Loss(30, 20), "s0": Loss(30, 0), "s1": Loss(30, 0)}
    [alarm] = all_.alarms
    assert alarm.startswith("copied would lose 67% of its 30 documents")


def test_documents_without_letters_raise_an_alarm(tmp_path: Path) -> None:
    texts = ["。"] * 10 + [story(Random(number), 2) for number in range(20)]
    all_, every = found(tmp_path, texts)
    assert not every
    assert any("have no letter or figure" in alarm for alarm in all_.alarms)


def test_one_document_and_none_are_fine(tmp_path: Path) -> None:
    assert found(tmp_path / "one", [story(Random(1))])[1] == {}
    folder = part(tmp_path / "none" / "part", [], SETTINGS)
    assert duplicates([folder], SETTINGS, tmp_path / "none" / "scratch").lost == 0


def test_astral_characters_and_lone_surrogates_keep_their_places(tmp_path: Path) -> None:
    text = "𠮷\ud800" + story(Random(2)) + "𠮷"
    _, every = found(tmp_path, [text, text, "\n𠮷，" + misread(text, Random(3), 2)[1:]])
    assert every[1].shared_spans == ((0, len(text)),)
    assert every[2].shared_spans[0][0] == 1
    assert every[2].shared_spans[-1][1] == len(text) + 2
    assert open_part(tmp_path / "part-0").text(0) == text


def test_fingerprints_that_were_never_closed_or_are_damaged_are_refused(tmp_path: Path) -> None:
    open_ = Fingerprints(tmp_path / "open", SETTINGS)
    open_.add(Entry("a", "a"), "桥")
    with pytest.raises(Exception, match="cannot be read"):
        check_part(tmp_path / "open")
    folder = part(tmp_path / "part", [story(Random(4))], SETTINGS)
    data = bytearray((folder / "texts.u16").read_bytes())
    data[10] ^= 1
    (folder / "texts.u16").write_bytes(data)
    with pytest.raises(DamagedError, match=r"texts\.u16"):
        duplicates([folder], SETTINGS, tmp_path / "scratch")


def test_fingerprints_of_other_settings_are_refused(tmp_path: Path) -> None:
    folder = part(tmp_path / "part", ["桥"], SETTINGS)
    with pytest.raises(UsageError, match="shingle 5"):
        duplicates([folder], replace(SETTINGS, shingle=4), tmp_path / "scratch")
    with pytest.raises(UsageError, match="passages 100"):
        duplicates([folder], Settings(), tmp_path / "scratch")


def test_fingerprints_have_the_same_bytes_whenever_they_are_made(tmp_path: Path) -> None:
    one, other = (part(tmp_path / name, TEXTS[:50], Settings()) for name in "ab")
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_settings_come_from_the_rules() -> None:
    rules = load_packs()
    assert Settings.of(rules) == Settings()
    some = [
        replace(rule, options=replace(rule.options, similarity=0.9, shingle=4))  # type: ignore[type-var]
        for rule in rules
        if rule.code == "DUP102"
    ]
    settings = Settings.of(some, priority=["a", "b*"], dropped=["DUP102"])
    assert (settings.same, settings.near, settings.passage) == (None, "DUP102", None)
    assert (settings.similarity, settings.shingle, settings.priority) == (0.9, 4, ("a", "b*"))
    assert settings.dropped == {"DUP102"}
    assert Settings.of([]).idle


def test_an_option_out_of_range_is_refused() -> None:
    [rule] = [rule for rule in load_packs() if rule.code == "DUP102"]
    wild = replace(rule, options=replace(rule.options, similarity=1.5))  # type: ignore[type-var]
    with pytest.raises(UsageError, match=r"similarity is 1\.5"):
        Settings.of([wild])


def test_bits_of_lost_documents_are_told(tmp_path: Path) -> None:
    np.save(tmp_path / candidates.LOST, np.array([0b101, 0b10000000], dtype=np.uint8))
    lost = candidates.is_lost(tmp_path, np.arange(16))
    assert np.flatnonzero(lost).tolist() == [0, 2, 15]
