"""The laws of the design that hold for every page, on pages full of planted defects."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.pipeline.project import Unit, project
from newslint.rule import Stage, load_packs
from newslint.sinks.cleaned import Manifest, Part, write_directory
from newslint.sinks.part import Judges, PartWriter
from newslint.sinks.result import result_of
from newslint.sources.cleaned import CleanedDirectory
from newslint.sources.restore import file_bytes
from newslint.text.block import Kind, Role
from newslint.text.newlines import Places
from planting import Planted, newspaper_page, page_of, planted_page

RULES = load_packs()
CLEANER = Cleaner(RULES)
SEEDS = st.integers(min_value=0, max_value=10**9)
NOISE = st.text(
    st.sampled_from("中国人住率的在发展，。、：；“”（）()\n\r 　#—…！？ab andwith0123.𠮷é́\u200b"),
    max_size=80,
)


def cleaned(text: str) -> Cleaned:
    [item] = flow([page_of(text)], CLEANER)
    assert isinstance(item, Cleaned), item
    return item


def check_laws(text: str) -> None:
    one = cleaned(text)
    document, final = one.outcome.document, one.outcome.cleaned
    # 1: undo gives the text back, in both coordinate systems
    assert one.outcome.log.undo() == document.text
    assert one.log.undo() == text
    # 2: pieces tile the cleaned page and each is in a record or has a kind that says why
    units: tuple[Unit, ...] = ("article", "page")
    for unit in units:
        projection = project(final, unit)
        position = 0
        for piece in projection.pieces:
            assert piece.span.start == position
            assert piece.why
            assert piece.record or piece.kind is Kind.FURNITURE
            position = piece.span.end
        assert position == len(final.text)
        held = [span for article in projection.articles for span in article.spans]
        assert sum(map(len, held)) == sum(
            len(piece.span) for piece in projection.pieces if piece.record
        )
    # 3: a cleaned page is left as it is, blocks included
    again = cleaned(one.log.text)
    assert again.log.text == one.log.text
    assert again.outcome.cleaned.blocks == final.blocks
    gate = CLEANER.gate
    for report in again.outcome.reports:
        fix = report.finding.fix
        assert fix is None or not gate.admits(fix) or again.outcome.refused
    # 6: offsets name the text that the finding is about
    places = Places(document.text, document.newlines)
    for report in one.outcome.reports:
        assert places.span(report.span).of(text).replace("\r\n", "\n").replace(
            "\r", "\n"
        ) == report.span.of(document.text)
        for edit in report.edits:
            assert edit.span.of(document.text) == edit.old


@given(SEEDS)
def test_laws_hold_on_pages_with_planted_defects(seed: int) -> None:
    check_laws(planted_page(seed).text)


@given(SEEDS)
def test_laws_hold_on_newspaper_pages(seed: int) -> None:
    check_laws(newspaper_page(seed).text)


@given(NOISE)
@example("")
@example("。")
@example("\n")
@example("\r")
@example("\r\n\r\n\r\n")
@example("𠮷")
@example("　　")
@example("(")
@example("\ufeff")
@example("\uffff中,中\uffff")
def test_laws_hold_on_noise(text: str) -> None:
    check_laws(text)


@pytest.mark.parametrize("make", [planted_page, newspaper_page])
def test_at_least_four_of_five_planted_pages_get_an_edit_of_each_stage(
    make: Callable[[int], Planted],
) -> None:
    pages = [make(seed) for seed in range(120)]
    stage_of = {rule.code: rule.stage for rule in RULES}
    applied: Counter[Stage] = Counter()
    for item in flow((page_of(page.text) for page in pages), CLEANER):
        assert isinstance(item, Cleaned)
        rules = {change.rule for step in item.log.steps for change in step.changes}
        applied.update({stage_of[rule] for rule in rules})
    for stage in Stage:
        if stage is Stage.CORPUS:  # no rule reads many documents yet
            continue
        assert applied[stage] >= 0.8 * len(pages), (stage, applied)


def test_planted_defects_are_repaired_to_the_text_before_planting() -> None:
    from random import Random

    from planting import PLANTS, clean_page

    for rule in PLANTS:
        for seed in range(40):
            random = Random(seed)
            lines = clean_page(random)
            before = "\n\n".join(lines) + "\n"
            PLANTS[rule](lines, random)
            after = cleaned("\n\n".join(lines) + "\n")
            assert any(
                change.rule == rule for step in after.log.steps for change in step.changes
            ), (rule, seed)
            if rule in ("LAY001", "LAY005", "DUP001"):
                assert after.log.text == before, (rule, seed)


def test_newspaper_pages_have_all_that_they_are_made_of() -> None:
    kinds: Counter[Kind] = Counter()
    roles: Counter[Role | None] = Counter()
    articles = 0
    for seed in range(60):
        page = page_of(newspaper_page(seed).text).document
        kinds.update({block.kind for block in page.blocks})
        roles.update({block.role for block in page.blocks})
        articles += len(page.stories)
    for kind in (Kind.TITLE, Kind.KICKER, Kind.BYLINE, Kind.DATELINE, Kind.CAPTION, Kind.CREDIT):
        assert kinds[kind] >= 20, kind
    assert min(roles[role] for role in (Role.JUMP, Role.EDITOR, Role.PHOTO)) >= 20
    assert kinds[Kind.FURNITURE] >= 50
    assert articles >= 120


@pytest.mark.parametrize("card", [False, True])
@pytest.mark.parametrize("unit", [None, "page", "article"])
def test_a_cleaned_directory_gives_every_page_back(
    tmp_path: Path, unit: Unit | None, card: bool
) -> None:
    makers = (planted_page, newspaper_page)
    texts = [make(seed).text for make in makers for seed in range(15)]
    pages = [page_of(text, f"{number:03}.txt") for number, text in enumerate(texts)]
    judges = Judges(tuple(rule for rule in RULES if rule.verdict), frozenset({"DOC001"}))
    folder, target = tmp_path / "part", tmp_path / "out"
    folder.mkdir()
    target.mkdir()
    writer = PartWriter(folder, unit, judges=judges)
    for item in flow(pages, CLEANER):
        assert isinstance(item, Cleaned)
        writer.add(result_of(item))
    writer.close()
    part = Part(folder, writer.counts, writer.chain)
    write_directory(target, [part], Manifest({}, "", unit, judges=judges), str, card=card)
    stored = {one.page.document.id: one for one in CleanedDirectory(target).pages()}
    for page in pages:
        one = stored[page.document.id]
        assert file_bytes([(one.page, one.page.decoded)]) == page.decoded.encode()
    check_pieces(target)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def check_pieces(directory: Path) -> None:
    """Assert that pieces tile each written page, and each is in a record or says why it is not."""
    kept, dropped = (
        {record["id"]: record for record in lines(directory / name)}
        for name in ("records.jsonl", "dropped.jsonl")
    )
    for page in lines(directory / "pages.jsonl"):
        position = 0
        for piece in page["pieces"]:
            assert piece["start"] == position
            position = piece["end"]
            assert piece["kind"]
            assert piece["why"]
            if piece["record"] is None:
                assert piece["kind"] == "furniture"
            elif piece["dropped_by"]:
                assert dropped[piece["record"]]["rule"] == piece["dropped_by"]
            else:
                spans = kept[piece["record"]]["spans"]
                assert any(start <= piece["start"] and piece["end"] <= end for start, end in spans)
        assert position == len(page["text"])


def test_the_order_and_grouping_of_pages_changes_nothing() -> None:
    pages = [page_of(planted_page(seed).text, f"{seed}.txt") for seed in range(12)]
    together = {
        item.page.document.id: item.log
        for item in flow(pages, CLEANER)
        if isinstance(item, Cleaned)
    }
    for page in pages:
        [alone] = flow([page], CLEANER)
        assert isinstance(alone, Cleaned)
        assert alone.log == together[page.document.id]
