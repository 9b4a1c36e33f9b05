"""What a scorer does to the findings: places, order, thresholds, evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from newslint.model.calibration import base_calibration
from newslint.model.misread import misread
from newslint.model.scorers.protocol import UNKNOWN, Context, Logs
from newslint.model.scorers.rerank import LEAST_ODDS, WEIGHT
from newslint.model.scorers.second_opinion import second_opinion
from newslint.model.typos import Judge, Judged, base_judge, bound
from newslint.pipeline.clean import Cleaner, Report
from newslint.rule import Batch, load_packs
from newslint.testing import document, run
from newslint.text.charclass import SENTINEL, classify, encode

[TYPOS] = [rule for rule in load_packs() if rule.code == "OCR002"]

OTHER = "市政府通报了全市安全生产工怍情况，要求各地认真组织学习。"
SURE = "县图书馆的阅览室夏天开放到晚上九点，读者可以凭身份征办理借书证。"
CLEAR = "渡轮停航三天后恢复营运，码头上排起了长队，旅客的心情都很好。"


@dataclass
class Preferring:
    """A scorer that finds some characters likelier than all others, and remembers the asking."""

    nats: Mapping[str, float]
    other: float = -10.0
    asked: list[Context] = field(default_factory=list)
    digest: str = "5" * 64

    def score(self, contexts: Sequence[Context]) -> list[Logs]:
        self.asked.extend(contexts)
        return [
            np.array(
                [self.nats.get(one, self.other) for one in context.characters], dtype=np.float32
            )
            for context in contexts
        ]


def alone(text: str) -> Judged:
    return base_judge().judge(encode(text), np.zeros(1, dtype=np.int64))


def served(scorer: Preferring | None, beyond: float = 2.0) -> Judge:
    """Return a judge to whom the misreading in SURE is so much surer than the threshold."""
    known = base_calibration()
    odds = float(alone(SURE).odds.max())
    bias = known.bias + known.threshold(20_000) + beyond - odds
    return replace(base_judge(), calibration=replace(known, bias=bias), scorer=scorer)


def found(text: str, scorer: Preferring | None, beyond: float = 2.0) -> Sequence[Report]:
    return run([bound(TYPOS, served(scorer, beyond))], text).reports


def test_a_doubt_below_the_threshold_is_found_when_the_scorer_shares_it() -> None:
    assert not found(SURE, None, -1.0)
    [report] = found(SURE, Preferring({"证": -1.0}), -1.0)
    assert report.finding.span.of(SURE) == "征"
    assert report.finding.candidates[0] == "证"


def test_a_sure_misreading_is_dropped_when_the_scorer_prefers_what_was_read() -> None:
    [report] = found(SURE, None)
    assert report.finding.span.of(SURE) == "征"
    assert not found(SURE, Preferring({"征": -1.0}))


def test_candidates_stand_in_the_new_order_with_joined_odds_and_evidence() -> None:
    judged = served(None, 1.0).judge(encode(SURE), np.zeros(1, dtype=np.int64))
    before = dict(judged.candidates(int(np.argmax(judged.odds))))
    first, second = list(before)[:2]
    scorer = Preferring({second: -0.25, first: -19.0}, other=-20.0)
    joined = before[second] + WEIGHT * 19.75
    assert joined > before[first] + WEIGHT
    [report] = found(SURE, scorer, 1.0)
    finding = report.finding
    assert finding.candidates[:2] == (second, first)
    assert finding.fix is None or finding.fix.edits[0].new == second
    told = {one.label: one.value for one in finding.evidence}
    assert float(told["log odds"]) == pytest.approx(joined, abs=0.01)
    assert told["read again"].startswith(f"{second} +19.8, {first} +1.0")
    assert told["model"] == f"{base_judge().mark} + scorer {'5' * 12}"
    chance = base_calibration().probability(joined)
    assert f"{second} {chance:.0%}" in [one.value for one in finding.evidence]


def test_without_a_scorer_nothing_is_said_of_one() -> None:
    [report] = found(SURE, None)
    told = {one.label: one.value for one in report.finding.evidence}
    assert "read again" not in told
    assert "scorer" not in told["model"]


def test_only_places_above_the_lower_bound_are_asked_about() -> None:
    scorer = Preferring({})
    texts = [SURE, OTHER, CLEAR, "乡里请来农技员，手把手教村民给果树剪技，今年有望增收。"]
    joined = SENTINEL.join(texts)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    judged = served(None).judge(encode(joined), starts)
    assert (judged.odds < LEAST_ODDS).any()
    again, told = second_opinion(judged, encode(joined), scorer)
    above = np.flatnonzero(judged.odds >= LEAST_ODDS)
    assert list(told) == above.tolist()
    assert len(scorer.asked) == len(above) > 0
    assert [one.characters[0] for one in scorer.asked] == [
        joined[at] for at in judged.places[above]
    ]
    below = judged.odds < LEAST_ODDS
    assert again.odds[below].tolist() == judged.odds[below].tolist()
    assert again.best[below].tolist() == judged.best[below].tolist()


def test_a_text_in_traditional_script_is_not_read_again() -> None:
    text = "會後發布的報告說，全市安全生產工怍情況良好，還將參觀博物館。"
    scorer = Preferring({})
    assert (alone(text).odds >= LEAST_ODDS).any()
    assert not found(text, scorer)
    assert not scorer.asked
    list(Cleaner([bound(TYPOS, served(scorer))]).run([document(text), document(SURE)]))
    assert {one.text for one in scorer.asked} == {SURE}


def test_a_scorer_without_opinion_changes_no_finding() -> None:
    class Ignorant(Preferring):
        def score(self, contexts: Sequence[Context]) -> list[Logs]:
            return [np.full(len(one.characters), UNKNOWN, dtype=np.float32) for one in contexts]

    for text in (SURE, OTHER, CLEAR):
        places = [one.finding.span for one in found(text, None)]
        assert [one.finding.span for one in found(text, Ignorant({}))] == places


def test_findings_depend_on_no_other_text_of_the_batch() -> None:
    texts = [CLEAR, SURE, "", OTHER, "𠮷" + SURE[10:], "\ud800" + OTHER, SURE + "\r\n" + SURE]
    preferred = {"作": -1.0, "证": -2.0}

    def told(some: Sequence[str]) -> list[list[tuple[int, tuple[str, ...], str]]]:
        rule = bound(TYPOS, served(Preferring(preferred)))
        return [
            [
                (one.finding.span.start, tuple(one.finding.candidates), str(one.finding.evidence))
                for one in outcome.reports
            ]
            for outcome in Cleaner([rule]).run([document(text) for text in some])
        ]

    separate = [told([text])[0] for text in texts]
    assert sum(map(len, separate)) >= 4
    assert told(texts) == separate
    assert told(texts[::-1]) == separate[::-1]


def test_a_text_read_by_its_rule_alone_has_the_findings_of_the_trigger() -> None:
    judge = served(Preferring({"作": -1.0}))
    codes = encode(OTHER)
    batch = Batch(OTHER, codes, classify(codes), (document(OTHER),), np.zeros(1, np.int64))
    starts, _ = judge.found(misread, batch)
    fresh = served(Preferring({"作": -1.0}))
    assert list(fresh.of(misread, OTHER)) == starts.tolist()


@pytest.mark.parametrize("text", ["", "住", "𠮷", "\n\n", "English only."])
def test_texts_with_nothing_to_doubt_ask_nothing(text: str) -> None:
    scorer = Preferring({})
    assert not found(text, scorer)
    assert not scorer.asked


def test_a_calibration_with_a_scorer_and_judgements_is_read_back(tmp_path: Path) -> None:
    from newslint.model.calibration import Calibration, Refit

    known = replace(base_calibration(), refit=Refit(0.75, -0.5, 12), scorer="a" * 64)
    back = Calibration.from_json(known.to_json())
    assert (back.refit, back.scorer) == (known.refit, known.scorer)
    assert back.probability(1.0) < base_calibration().probability(1.0)
    assert base_calibration().refit is None
    assert '"scorer"' not in base_calibration().to_json()
