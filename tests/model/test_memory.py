"""What a judge remembers, and that each text is read once."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.model import memory
from newslint.model.memory import Memory
from newslint.model.misread import Misread, misread
from newslint.model.typos import Judge, Part, base_judge
from newslint.pipeline.clean import Cleaner
from newslint.rule import Batch, load_packs
from newslint.testing import document
from newslint.text.charclass import SENTINEL, Codes, Offsets, classify, encode

TEXTS = (
    "代表团末来几天将访问三个国家，并与当地企业签署合作协议。",
    "渡口的老榕树下，卖凉茶的阿婆收起了竹椅。",
    "县里的新闻发布会上，有关负责人介绍了今年下半午的重点工作安排。",
    "no Han here",
    "",
    "海滨酒店的人住率去年很高，\n\n旺季里旅客的人住天数也有所延长。",
    "代表团末来几天将访问三个国家，\n\n\n并与当地企业签署合作协议。",
)
RULES = [rule for rule in load_packs() if rule.code in ("LAY005", "OCR002", "OCR005", "PUN014")]


def judge() -> Judge:
    """Return the shipped judge with nothing in its memory."""
    known = base_judge()
    return Judge(known.model, known.shapes, known.calibration)


def batch(texts: tuple[str, ...]) -> Batch:
    joined = SENTINEL.join(texts)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])]).astype(np.int64)
    codes = encode(joined)
    return Batch(joined, codes, classify(codes), tuple(map(document, texts)), starts)


def test_texts_are_judged_alike_alone_and_in_any_company() -> None:
    alone = {text: dict(judge().of(misread, text)) for text in TEXTS}
    assert sum(map(bool, alone.values())) >= 4
    shuffled = list(TEXTS)
    Random(5).shuffle(shuffled)
    for some in (TEXTS, tuple(shuffled), TEXTS[2:4]):
        asked = judge()
        places, _ = asked.found(misread, batch(some))
        assert len(places) == sum(len(alone[text]) for text in some)
        for text in some:
            together = asked.of(misread, text)
            assert {at: told(one) for at, one in together.items()} == {
                at: told(one) for at, one in alone[text].items()
            }


def told(one: Misread) -> tuple[object, ...]:
    return [name for name, _ in one.candidates], round(one.odds, 3), one.attested, one.fits


def test_blank_lines_make_no_difference_to_what_is_found() -> None:
    spread = {text: text.replace("\n\n", "\n") for text in TEXTS if "\n\n" in text}
    assert len(spread) == 2
    for text, dense in spread.items():
        found, same = judge().of(misread, text), judge().of(misread, dense)
        assert [text[at] for at in sorted(found)] == [dense[at] for at in sorted(same)]
        asked = judge()
        asked.of(misread, text)
        assert sorted(asked.of(misread, dense)) == sorted(same)


def test_a_revision_is_read_once_however_many_rules_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    hear = Judge.hear

    def counted(self: Judge, codes: Codes, starts: Offsets) -> Part:
        read.append(len(codes))
        return hear(self, codes, starts)

    monkeypatch.setattr(Judge, "hear", counted)
    marker = "码头边的茶馆今早开门迎客。\n\n\n\n"
    texts = [f"第{number}页。{marker}{TEXTS[5]}" for number in range(4)]
    outcomes = list(Cleaner(RULES).run(map(document, texts)))
    assert all(outcome.cleaned.text != outcome.document.text for outcome in outcomes)
    assert sum(read) <= sum(map(len, texts)) + len(texts)


def test_what_was_asked_of_one_text_is_not_told_of_another_question() -> None:
    known = Memory()
    key = known.key("一行")
    known.keep(key, "one", "一行", {1: "found"})
    assert known.knows(key)
    assert known.of(key, "one", "一行") == {1: "found"}
    assert known.of(key, "other", "一行") is None


def test_an_exact_memory_tells_texts_apart_by_their_blank_lines() -> None:
    for exact in (False, True):
        known = Memory(exact=exact)
        assert (known.key("甲\n乙") == known.key("甲\n \u3000\n\n乙")) is not exact


def test_the_oldest_texts_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "REMEMBERED", 25)
    known = Memory()
    texts = [f"{number}号码头货船" for number in range(10)]
    for text in texts:
        known.keep(known.key(text), "one", text, {})
    assert [known.knows(known.key(text)) for text in texts] == [False] * 6 + [True] * 4


@given(st.text(alphabet="甲乙 \n\u3000\r𠮷\ud800", max_size=30), st.data())
def test_places_come_back_as_they_were_given(text: str, data: st.DataObject) -> None:
    solid = [at for at, mark in enumerate(text) if mark not in memory.BLANKS + "\n"]
    places = data.draw(st.sets(st.sampled_from(solid))) if solid else set()
    known = Memory()
    key = known.key(text)
    known.keep(key, "one", text, {at: text[at] for at in places})
    back = known.of(key, "one", text)
    assert back == {at: text[at] for at in places}
    closer = "\n".join(line for line in text.split("\n") if line.strip(memory.BLANKS))
    assert known.key(closer) == key
    moved = known.of(key, "one", closer) or {}
    assert sorted(cast(dict[int, str], moved).values()) == sorted(text[at] for at in places)
    assert all(closer[at] == mark for at, mark in moved.items())


def test_windows_of_a_long_text_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def every(judge: Judge, part: Part) -> Iterator[tuple[int, int, str]]:
        for at in np.flatnonzero(part.codes == ord("末")).tolist():
            yield 0, at, "末"

    text = "江边末班船。\n" * 6
    whole = judge()
    for left, right in ((0, 20), (15, len(text))):
        codes = encode(text[left:right])
        starts = np.array([-left], dtype=np.int64)
        whole.found(
            every, Batch(text[left:right], codes, classify(codes), (document(text),), starts)
        )
    wanted = [at for at, mark in enumerate(text) if mark == "末"]
    assert sorted(whole.of(every, text)) == wanted
    read: list[int] = []

    def other(judge: Judge, part: Part) -> Iterator[tuple[int, int, str]]:
        read.append(len(part.codes))
        return every(judge, part)

    assert whole.found(other, batch((text,)))[0].tolist() == wanted
    assert read == [len(text)]
