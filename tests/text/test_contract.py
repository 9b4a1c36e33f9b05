"""Each contract accepts a right fix and refuses wrong ones."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newslint.text import contract as contracts
from newslint.text.contract import (
    Canonical,
    Contract,
    DeleteCopy,
    DeletePattern,
    Free,
    Insertion,
    Listed,
    Mark,
    Move,
    Recode,
    Script,
    Unescape,
    Whitespace,
    Width,
    comparable,
    without_space,
)
from newslint.text.edit import Edit, Fix, Safety
from newslint.text.span import Span
from newslint.text.width import to_full, to_half
from text.histories import ALPHABET


@dataclass
class Stage:
    """A revision in which some spans were written or are being changed."""

    text: str
    written: list[Span] = field(default_factory=list)
    changing: list[Span] = field(default_factory=list)

    def born(self, span: Span) -> bool:
        return any(span.overlaps(one) for one in self.written)

    def untouched(self, span: Span) -> bool:
        return not any(span.overlaps(one) for one in self.changing)


Pairs = tuple[tuple[str, str], ...]


def fix_of(pairs: Pairs, contract: Contract, safety: Safety = Safety.SAFE) -> tuple[Fix, Stage]:
    """Return a fix of the pairs old, new, which stand one behind the other, a gap between them."""
    starts = accumulate((len(old) + 1 for old, _ in pairs), initial=0)
    edits = tuple(
        Edit(Span(start, start + len(old)), old, new)
        for start, (old, new) in zip(starts, pairs, strict=False)
    )
    return Fix(edits, safety, 1.0, contract), Stage("；".join(old for old, _ in pairs))


def pair(old: str, new: str) -> Pairs:
    return ((old, new),)


TABLE = Listed(frozenset({("人住", "入住"), ("己经", "已经")}))
LATIN = Recode("utf-8", "latin-1")
PAGE_MARK = DeletePattern("第[0-9]{1,3}版")
MOVED = "导语\n\n正文\n"

RIGHT: list[tuple[Contract, Pairs]] = [
    (Whitespace(), pair("房 价\u3000上\n涨", "房价上涨")),
    (Whitespace(), pair("", "\n")),
    (Canonical(), pair("か\u3099e\u0301", "がé")),
    (Width(), pair("２０２４年ＧＤＰ", "2024年GDP")),
    (Width(), pair("甲\u3000乙", "甲 乙")),
    (Script(), pair("臺灣經濟", "台湾经济")),
    (TABLE, (("人住", "入住"), ("己经", "已经"))),
    (Mark(), pair("他说:“好.", "他说：「好。」")),
    (LATIN, pair("æ\x88¿", "房")),
    (Unescape(), pair("&ldquo;房&amp;价&#x4E0A;", "“房&价上")),
    (PAGE_MARK, pair("第12版", "")),
    (Move(), ((MOVED, ""), ("", "正文\n导语\n"))),
    (Insertion("，。"), (("", "，"), ("", "。"))),
]

WRONG: list[tuple[Contract, Pairs]] = [
    (Whitespace(), pair("房 价", "房价。")),
    (Whitespace(), pair("房 价", "价 房")),
    (Whitespace(), pair("房\u200b价", "房价")),
    (Whitespace(), (("房 ", "房"), ("价", "格"))),
    (Whitespace(), (("房价", "房"), ("", "价"))),
    (Canonical(), pair("é", "e")),
    (Canonical(), pair("Ａ", "A")),
    (Canonical(), pair("か\u3099", "か")),
    (Canonical(), pair("㎡", "m2")),
    (Width(), pair("㎡", "m2")),
    (Width(), pair("①", "1")),
    (Width(), pair("。", ".")),
    (Width(), pair("ｱ", "ア")),
    (Width(), pair("１２", "12 ")),
    (Script(), pair("臺灣", "台")),
    (Script(), pair("臺灣", "台弯")),
    (Script(), pair("房价", "房架")),
    (Script(), pair("甲\0乙", "甲\0丙")),
    (Script(), pair("\ud800", "甲")),
    (TABLE, pair("人住", "入往")),
    (TABLE, pair("入住", "人住")),
    (TABLE, pair("人住率", "入住率")),
    (TABLE, (("人住", "入住"), ("已经", "己经"))),
    (Mark(), pair("他说，", "她说，")),
    (Mark(), pair("房价", "房價")),
    (Mark(), pair("1+1", "11")),
    (Mark(), (("好，", "，"), ("。", "好。"))),
    (LATIN, pair("æ\x88¿", "价")),
    (LATIN, pair("房", "房")),
    (LATIN, pair("æ", "\ud800")),
    (Recode("gbk", "big5"), pair("甲", "𠮷")),
    (Recode("idna", "latin-1"), pair("甲", "a..b")),
    (Unescape(), pair("&lt;", ">")),
    (Unescape(), pair("&amp;lt;", "<")),
    (Unescape(), pair("房 &amp; 价", "房&价")),
    (PAGE_MARK, pair("第12版", "版")),
    (PAGE_MARK, pair("第12版面", "")),
    (PAGE_MARK, pair("见第12版", "")),
    (PAGE_MARK, pair("第1234版", "")),
    (DeletePattern("广+"), pair("广" * 201, "")),
    (Move(), pair(MOVED, "正文\n")),
    (Move(), pair(MOVED, "正文\n导语\n导语\n")),
    (Move(), pair(MOVED, "正文\n导言\n")),
    (Move(), pair(MOVED, "正文导语\n")),
    (Insertion("，。"), pair("", "；")),
    (Insertion("，。"), pair("、", "，")),
    (Insertion("，。"), pair("、", "")),
    (Insertion("，。"), pair("", "。了")),
    (Free(), pair("房", "屋")),
]


@pytest.mark.parametrize(("contract", "pairs"), RIGHT)
def test_a_right_fix_is_accepted(contract: Contract, pairs: Pairs) -> None:
    assert contract.broken(*fix_of(pairs, contract)) is None


@pytest.mark.parametrize(("contract", "pairs"), WRONG)
def test_a_wrong_fix_is_refused_with_a_reason(contract: Contract, pairs: Pairs) -> None:
    reason = contract.broken(*fix_of(pairs, contract))
    assert reason


def test_every_contract_refuses_three_wrong_fixes_at_least() -> None:
    classes = {
        value
        for value in vars(contracts).values()
        if isinstance(value, type) and hasattr(value, "proves") and value is not Contract
    }
    tried = [type(contract) for contract, _ in WRONG]
    elsewhere = {DeleteCopy, Free}
    assert classes == set(tried) | elsewhere
    assert all(tried.count(one) >= 3 for one in classes - elsewhere)


@pytest.mark.parametrize("safety", [Safety.SHOW, Safety.ASK])
def test_a_free_fix_may_do_anything_but_be_safe(safety: Safety) -> None:
    for old, new in (("房", "屋"), ("房", ""), ("", "全新的一句。")):
        contract = Free()
        assert contract.broken(*fix_of(pair(old, new), contract, safety)) is None
        assert contract.broken(*fix_of(pair(old, new), contract)) == "a free fix is never safe"


@pytest.mark.parametrize("written", [Span(0, 1), Span(3, 4), Span(2, 9)])
def test_a_pattern_never_deletes_what_this_run_wrote(written: Span) -> None:
    fix, stage = fix_of(pair("第12版", ""), PAGE_MARK)
    stage.written.append(written)
    assert PAGE_MARK.broken(fix, stage) == "'第12版' was written in part by an edit of this run"


def test_a_pattern_deletes_beside_what_this_run_wrote() -> None:
    fix, stage = fix_of((("第12版", ""), ("第3版", "")), PAGE_MARK)
    stage.written.append(Span(4, 5))
    assert PAGE_MARK.broken(fix, stage) is None


COPIED = "通车　仪式。\n通车仪式。\n通车典礼。"


def copy(kept: Span, deleted: Span, new: str = "") -> tuple[DeleteCopy, Fix]:
    contract = DeleteCopy(kept)
    return contract, Fix((Edit(deleted, deleted.of(COPIED), new),), Safety.SAFE, 1.0, contract)


def test_a_copy_is_deleted_when_its_original_stays() -> None:
    contract, fix = copy(Span(0, 6), Span(7, 12))
    assert contract.broken(fix, Stage(COPIED, changing=[Span(13, 18)])) is None


@pytest.mark.parametrize(
    ("kept", "deleted", "new", "changing"),
    [
        (Span(0, 6), Span(13, 18), "", []),
        (Span(0, 6), Span(7, 12), "同上", []),
        (Span(6, 7), Span(12, 13), "", []),
        (Span(7, 12), Span(7, 12), "", []),
        (Span(6, 12), Span(7, 12), "", []),
        (Span(0, 6), Span(7, 12), "", [Span(2, 3)]),
        (Span(0, 6), Span(7, 12), "", [Span(3, 3)]),
        (Span(0, 0), Span(7, 12), "", []),
        (Span(40, 45), Span(7, 12), "", []),
    ],
)
def test_a_wrong_deletion_of_a_copy_is_refused(
    kept: Span, deleted: Span, new: str, changing: list[Span]
) -> None:
    contract, fix = copy(kept, deleted, new)
    assert contract.broken(fix, Stage(COPIED, changing=changing))


def test_two_edits_of_one_fix_may_not_delete_the_copy_and_its_original() -> None:
    contract = DeleteCopy(Span(0, 6))
    edits = tuple(Edit(span, span.of(COPIED), "") for span in (Span(0, 6), Span(7, 12)))
    assert contract.broken(Fix(edits, Safety.SAFE, 1.0, contract), Stage(COPIED))


CHARS = st.sampled_from(list(ALPHABET + "éがＡＢab１２\u3000\t"))
TEXTS = st.text(CHARS, max_size=4)
SPACED = st.tuples(TEXTS, st.sampled_from([" ", "\u3000", "\n", ""])).map("".join)


@st.composite
def related(draw: st.DrawFn) -> tuple[str, str]:
    """Return two texts that are often the same but for spaces, width or composition."""
    old = draw(TEXTS)
    forms = [
        old,
        to_half(old),
        to_full(old),
        "".join(old.split()),
        f" {old}\n",
        unicodedata.normalize("NFC", old),
        unicodedata.normalize("NFD", old),
        draw(TEXTS),
    ]
    return old, draw(st.sampled_from(forms))


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


FORMS: list[tuple[Contract, Callable[[str], str]]] = [
    (Whitespace(), without_space),
    (Width(), to_half),
    (Canonical(), composed),
]


@given(before=TEXTS, pairs=st.lists(related(), min_size=1, max_size=3), after=TEXTS)
def test_a_fix_that_a_contract_accepts_never_changes_the_compared_form_of_the_page(
    before: str, pairs: list[tuple[str, str]], after: str
) -> None:
    old = before + "；".join(one for one, _ in pairs) + after
    new = before + "；".join(one for _, one in pairs) + after
    for contract, form in FORMS:
        if contract.broken(*fix_of(tuple(pairs), contract)) is None:
            assert form(old) == form(new)
            assert isinstance(contract, Canonical) or comparable(old) == comparable(new)


@given(old=SPACED, new=SPACED)
def test_a_contract_that_is_not_broken_is_not_broken_backwards(old: str, new: str) -> None:
    both: list[Contract] = [Whitespace(), Width(), Canonical(), Mark()]
    for contract in both:
        there = contract.broken(*fix_of(pair(old, new), contract))
        back = contract.broken(*fix_of(pair(new, old), contract))
        assert (there is None) == (back is None)


@given(text=st.text(CHARS, max_size=12))
def test_width_is_changed_there_and_back_without_loss(text: str) -> None:
    assume(to_half(text) == text)
    assert to_half(to_full(text)) == text
    assert len(to_full(text)) == len(text)
