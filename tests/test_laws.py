"""The laws of the design that hold for every page, on pages full of planted defects."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.pipeline.project import Unit, project
from newslint.rule import Stage, load_packs
from newslint.sinks.cleaned import CleanedWriter, Manifest, result_of
from newslint.sources.cleaned import CleanedDirectory
from newslint.sources.restore import file_bytes
from newslint.text.newlines import Places
from planting import page_of, planted_page

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
            assert piece.record or piece.why
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


def test_at_least_four_of_five_planted_pages_get_an_edit_of_each_stage() -> None:
    pages = [planted_page(seed) for seed in range(120)]
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


@pytest.mark.parametrize("unit", [None, "page", "article"])
def test_a_cleaned_directory_gives_every_page_back(tmp_path: Path, unit: str | None) -> None:
    pages = [page_of(planted_page(seed).text, f"{seed:03}.txt") for seed in range(25)]
    writer = CleanedWriter(tmp_path, unit)  # type: ignore[arg-type]
    for item in flow(pages, CLEANER):
        assert isinstance(item, Cleaned)
        writer.add(result_of(item))
    writer.finish(Manifest({}, "", unit), len(pages), "")  # type: ignore[arg-type]
    stored = {one.page.document.id: one for one in CleanedDirectory(tmp_path).pages()}
    for page in pages:
        one = stored[page.document.id]
        assert file_bytes([(one.page, one.page.decoded)]) == page.decoded.encode()


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
