"""Verdicts on whole articles, beyond the examples of their pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newslint.errors import UsageError
from newslint.pipeline.verdicts import dropping, failed, verdicts
from newslint.rule import Level, Rule, load_packs
from newslint.testing import document, run

RULES = load_packs()
FAMILY = tuple(rule for rule in RULES if rule.family == "DOC")

NEWS = (
    "老城区的自来水管换了新的，上周末全线通水。施工队分成六个组，夜里挖沟，天亮前把路面盖好，"
    "早高峰的车一辆也没有堵住。"
)
LOOP = "路面已经恢复，请放心通行，" * 30 + "\n"
FOREIGN = "The water main was replaced over the weekend, and traffic was never stopped at all. " * 2

ORDINARY = [
    NEWS,
    f"# 老城换管\n\n{NEWS}\n\n本报记者 纪小满\n",
    "昨夜下了一场小雨。\n",
    "# 雨后\n\n图为雨后的古塔，远处是新建的跨江大桥。\n\n纪小满 摄\n",
    f"问：何时通水？\n\n答：{NEWS}\n",
    "10.8秒！12岁的她跑进了全省前三；4×100米接力又以48.36秒夺冠，团体总分由2021年的186.5分升到233分。\n",
    "床前的灯亮着，\n窗外的雨下着，\n我写一封长信，\n寄给远方的你。\n",
    "",
    "\n\n\n",
]


def broken(rules: tuple[Rule, ...], text: str) -> list[str]:
    return [report.finding.rule for report in run(rules, text).reports]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_articles_pass(text: str) -> None:
    assert broken(FAMILY, text) == []


def test_a_failing_article_is_found_at_its_first_block_with_the_numbers() -> None:
    text = f"# 老城换管\n\n{NEWS}\n\n本报记者 纪小满\n\n# 路通了\n\n{LOOP}"
    [report] = run(FAMILY, text).reports
    assert report.finding.rule == "DOC003"
    assert report.span.of(text) == "路通了"
    assert report.finding.fix is None
    assert [one.label for one in report.finding.evidence] == ["value", "threshold", "percentile"]
    assert report.finding.evidence[2].value == "100"


def test_passing_judgements_are_given_too_with_value_threshold_and_percentile() -> None:
    [matter] = document(NEWS).matters
    judged = verdicts(matter, RULES)
    assert [one.rule for one in judged] == [rule.code for rule in FAMILY]
    assert all(one.passed for one in judged)
    assert all(0 <= one.percentile <= 100 for one in judged)
    assert judged[0].value == len(NEWS)
    assert judged[0].threshold == 50
    assert failed(judged, [rule.code for rule in FAMILY]) == ()


def test_of_several_measures_the_one_nearest_to_its_limit_is_named() -> None:
    [rule] = [rule for rule in FAMILY if rule.code == "DOC003"]
    [matter] = document(f"{NEWS}\n\n{NEWS}\n").matters
    judgement = rule.judge(matter)
    assert judgement is not None
    assert judgement.measure == "share of repeated paragraphs"
    assert (judgement.value, judgement.threshold, judgement.passed) == (0.5, 0.3, False)


def test_a_value_at_its_limit_passes_and_the_limit_can_be_moved() -> None:
    [rule] = [rule for rule in FAMILY if rule.code == "DOC001"]
    [matter] = document("# 老城\n\n通水没有，").matters
    [text] = matter.paragraphs
    for limit, passed in ((len(text), True), (len(text) + 1, False), (len(text) - 1, True)):
        moved = replace(rule, options=replace(rule.options, characters=limit))  # type: ignore[type-var]
        judgement = moved.judge(matter)
        assert judgement is not None
        assert (judgement.value, judgement.passed) == (len(text), passed)


def test_length_is_a_matter_of_taste_and_the_others_are_warnings() -> None:
    assert {rule.code: rule.level for rule in FAMILY} == {
        "DOC001": Level.INFO,
        **{f"DOC{number:03}": Level.WARNING for number in range(2, 7)},
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LOOP, "DOC003"),
        (FOREIGN, "DOC004"),
        ("通水没有\n", "DOC001"),
        ("3 | 4.5 % : 71 / 20 ; 8.8 " * 9, "DOC002"),
    ],
)
def test_each_failure_is_named_by_its_rule(text: str, code: str) -> None:
    assert code in broken(FAMILY, text)


def test_words_of_a_drop_name_codes_beginnings_and_names() -> None:
    codes = [rule.code for rule in FAMILY]
    assert dropping(["DOC"], RULES, RULES) == codes
    assert dropping(["doc003", "wrong-language"], RULES, RULES) == ["DOC003", "DOC004"]
    assert dropping(["DOC"], RULES, FAMILY[:2]) == codes[:2]
    assert dropping([], RULES, RULES) == []


@pytest.mark.parametrize(
    ("word", "running", "what"),
    [
        ("PUN001", RULES, "judges no whole article"),
        ("ZZZ", RULES, "no rule is called"),
        ("DOC003", FAMILY[:2], "does not run"),
    ],
)
def test_a_drop_of_what_judges_nothing_is_refused(
    word: str, running: tuple[Rule, ...], what: str
) -> None:
    with pytest.raises(UsageError, match=what):
        dropping([word], RULES, running)
