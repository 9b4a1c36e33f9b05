"""The labelled pages follow their format, and segmentation does well on those it was tuned on."""

from functools import cache
from pathlib import Path

import pytest

import pages
import segment
from newslint.text.blocks import Kind
from pages import BadPageError, LabelledPage

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = [*pages.load("tuning"), *pages.load("frozen")]


@cache
def scores() -> list[segment.Score]:
    return segment.score_part("tuning")


def test_there_are_sixty_pages_and_a_quarter_is_frozen() -> None:
    assert len(WRITTEN) >= 60
    assert 4 * len(pages.load("frozen")) >= len(WRITTEN)


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_a_page_has_the_size_of_a_newspaper_page(page: LabelledPage) -> None:
    assert 300 <= len(page.text.replace("\n", "")) <= 1500


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_only_furniture_stands_before_the_first_article(page: LabelledPage) -> None:
    first = next(at for at, block in enumerate(page.blocks) if block.opens)
    assert all(block.kind is Kind.FURNITURE for block in page.blocks[:first])


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_what_a_record_must_hold_is_printed_on_the_page(page: LabelledPage) -> None:
    facts = page.facts
    bare = "".join(page.text.split())
    for fact in (*facts.credits, *facts.photos, *facts.datelines):
        assert "".join(fact.split()) in bare
    for person in facts.people:
        assert person.name in bare
        assert person.role in bare
        assert person.agency in bare


def test_a_repetition_stood_before() -> None:
    """Most of it, that is: near copies differ in a few characters."""
    for page in WRITTEN:
        for copy in page.repeats:
            text = "".join(copy.of(page.text).split())
            before = "".join(page.text[: copy.start].split())
            pieces = {text[at : at + 4] for at in range(len(text) - 3)}
            assert sum(piece in before for piece in pieces) >= 0.5 * len(pieces), page.name


@pytest.mark.parametrize("name", ["000", "003"])
def test_the_labelled_seeds_are_the_seeds(name: str) -> None:
    [page] = [page for page in pages.load("seeds") if page.name == name]
    [seed] = (ROOT / "seeds").glob(f"{name}_*.txt")
    assert page.text.rstrip("\n") == seed.read_text("utf-8").rstrip("\n")


@pytest.mark.parametrize(
    "annotated", ["weather|晴", "晴", "body|晴⟪", "body|晴⟫", "@person 甲 记者\nbody*|晴"]
)
def test_a_page_out_of_format_is_named_with_its_line(annotated: str) -> None:
    with pytest.raises(BadPageError, match=r"^x\.page, line 1: "):
        pages.parse(annotated, "x")


def test_the_seeds_are_complete() -> None:
    found = segment.score_part("seeds")
    assert [note for one in found for note in one.notes] == []


def test_article_starts_of_the_tuning_pages_are_found() -> None:
    assert sum((one.starts for one in scores()), segment.Tally()).f1 >= 0.92


def test_block_kinds_of_the_tuning_pages_are_right() -> None:
    assert segment.macro(scores()) >= 0.92


def test_no_repetition_of_the_tuning_pages_is_a_false_alarm() -> None:
    found = sum((one.repeats for one in scores()), segment.Tally())
    assert found.right == found.predicted
