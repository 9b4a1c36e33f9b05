"""A long document is scanned in windows and gives the same candidates as in one piece."""

from random import Random

import pytest

from newslint.pipeline import scan
from newslint.pipeline.scan import Scanner, windows
from newslint.rule import load_packs
from newslint.text.document import Document
from planting import page_of, planted_page

RULES = load_packs()

NEAR = ("DUP002", "DUP003")
"""Rules that compare what stands in one window; only documents of over two windows have more."""


def long_page(seed: int) -> Document:
    random = Random(seed)
    text = "\n\n".join(planted_page(random.randrange(10**6)).text for _ in range(12))
    return page_of(text + random.choice(["", "\n", "\n\n\n"])).document


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [64, 300, 1000])
def test_windows_change_nothing(seed: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    document = long_page(seed)
    monkeypatch.setattr(scan, "SIZE", 10**9)
    [whole] = Scanner(RULES).scan([document])
    monkeypatch.setattr(scan, "SIZE", size)
    [parts] = Scanner(RULES).scan([document])
    near = {at for at, rule in enumerate(RULES) if rule.code in NEAR}
    for at in near:
        whole.pop(at, None)
        parts.pop(at, None)
    assert whole == parts


def test_windows_cover_every_document_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SIZE", 50)
    monkeypatch.setattr(scan, "OVERLAP", 20)
    texts = ["甲" * 30, "乙。\n" * 100, "", "丙" * 500, "\n" * 300, "丁"]
    documents = [page_of(text, f"{n}.txt").document for n, text in enumerate(texts)]
    covered: dict[int, list[str]] = {}
    for window in windows(documents):
        if len(window.documents) > 1:
            for at, document in enumerate(window.documents):
                covered[window.first + at] = [document.text]
        else:
            part = window.text[window.own.start : window.own.end]
            covered.setdefault(window.first, []).append(part)
    assert ["".join(covered[n]) for n in range(len(texts))] == texts


def test_a_line_longer_than_a_window_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SIZE", 100)
    line = "".join(chr(0x4E00 + n) for n in range(700)) + "。"
    document = page_of(f"{line}\n\n水库放水。\n\n{line}\n").document
    rules = [rule for rule in RULES if rule.code == "DUP001"]
    [found] = Scanner(rules).scan([document])
    assert [span.of(document.text) for span in found[0]] == [line]
