"""The rules that ask the model, beyond the examples of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newslint.model.calibration import Calibration, base_calibration
from newslint.model.features import NAMES
from newslint.model.typos import base_judge, bound
from newslint.pipeline.clean import Cleaner
from newslint.rule import Rule, load_packs
from newslint.testing import check, document, run
from newslint.text.edit import Safety

RULES = [rule for rule in load_packs() if rule.code in ("OCR002", "OCR005", "PUN014")]
[TYPOS] = [rule for rule in RULES if rule.code == "OCR002"]

MISREAD = [
    "市政府召开新闻发布会，通报了全市安全生产工⟦怍⇢作⟧情况。",
    "各级党委要高度重视防汛工作，切实保障人民群众的财产安⟦金⟧。",
    "这项工程总投资二十亿元，通车后两地之间的车程将缩短一半以⟦士⇢上⟧。",
    "专家认为，回升向好的基础还不牢固，需要进一步加大宏观政策调控力⟦庋⇢度⟧。",
]

SILENT = [
    "",
    "\n\n",
    "Only English words stand on this line.",
    "三人住一间房，五个工人住在工地旁边的板房里。",
    "诗云：蒹葭苍苍，白露为霜。所谓伊人，在水一方。",
    "他姓亓官，名叫昶旻，妻子叫郗璟璇，儿子叫亓官骁骥。",
    "會議結束以後，代表團末來幾天將訪問三個國家，並與當地企業簽署合作協議，還將參觀博物館。",
]


@pytest.mark.parametrize("line", MISREAD)
def test_a_misread_character_is_asked_about(line: str) -> None:
    check([TYPOS], line)


@pytest.mark.parametrize("text", SILENT)
def test_what_is_right_or_not_for_the_model_is_left_alone(text: str) -> None:
    assert not run(RULES, text).reports


def test_what_others_of_the_text_make_sure_is_found_too() -> None:
    text = "节日期间，海边酒店的人住率超过八成，旅客的人住天数比去年多了半天。"
    places = [report.span.start for report in run([TYPOS], text).reports]
    assert places == [text.find("人住率"), text.find("人住天数")]


def test_fewer_false_alarms_find_no_more() -> None:
    text = "".join(line.replace("⟦", "").partition("⇢")[0] + "。\n" for line in MISREAD)
    counts = []
    for rate in (5_000, 20_000, 200_000):
        strict = replace(TYPOS, options=replace(TYPOS.options, false_alarms=rate))  # type: ignore[type-var]
        counts.append(len(run([strict], text).reports))
    assert counts == sorted(counts, reverse=True)


def test_a_judge_that_doubts_nothing_silences_the_rules() -> None:
    known = base_calibration()
    deaf = Calibration(
        np.zeros(len(NAMES), dtype=np.float32),
        -1.0,
        known.prior,
        dict.fromkeys(known.thresholds, 0.0),
        {},
        known.model,
    )
    served = [bound(rule, replace(base_judge(), calibration=deaf)) for rule in RULES]
    for line in MISREAD:
        assert not run(served, line.replace("⟦", "").partition("⇢")[0]).reports


def places(rules: Sequence[Rule], texts: Sequence[str]) -> list[list[tuple[str, int]]]:
    outcomes = Cleaner(rules).run([document(text) for text in texts])
    return [
        [(report.finding.rule, report.span.start) for report in outcome.reports]
        for outcome in outcomes
    ]


def test_a_text_is_judged_alike_alone_and_in_any_batch() -> None:
    texts = [
        "山坡上的羊群慢慢走过新修的水渠，牧人在树下打盹。",
        *(line.replace("⟦", "").replace("⟧", "").replace("⇢", "") for line in MISREAD),
        "",
        "港湾里亮着渔火，",
    ]
    alone = [places(RULES, [text])[0] for text in texts]
    assert places(RULES, texts) == alone
    assert places(RULES, texts[::-1]) == alone[::-1]


def test_nothing_is_ever_repaired_without_being_asked() -> None:
    for line in MISREAD:
        for report in run(RULES, line.replace("⟦", "").partition("⇢")[0]).reports:
            assert report.finding.safety < Safety.SAFE
            assert not report.applied


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=80))
def test_no_text_makes_a_rule_fail(text: str) -> None:
    run(RULES, text)
