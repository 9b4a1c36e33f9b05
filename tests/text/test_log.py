"""Laws of steps and logs; laws.py says what each one means."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslint.text import log as core
from newslint.text.edit import Edit, Safety
from newslint.text.log import Address, Change, EditLog, EditMismatchError, Step
from newslint.text.span import Span
from text import laws
from text.histories import RANDOMS, history

HISTORIES = st.builds(history, RANDOMS)


def change(start: int, old: str, new: str, group: int = 0) -> Change:
    edit = Edit(Span(start, start + len(old)), old, new)
    return Change(edit, "T1", Safety.SAFE, 1.0, "free", "", group)


def log_of(source: str, *steps: tuple[Change, ...]) -> EditLog:
    return EditLog(source, tuple(Step(changes) for changes in steps))


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
@given(log=HISTORIES, random=RANDOMS)
def test_every_history_obeys(law: laws.Law, log: EditLog, random: Random) -> None:
    law(log, random, core)


def test_most_histories_hold_edits_that_build_on_earlier_ones() -> None:
    logs = [history(Random(seed)) for seed in range(500)]
    edited = [log for log in logs if any(step.changes for step in log.steps)]
    built_on = [
        log
        for log in edited
        if any(len({at.step for at in one.changes}) > 1 for one in log.regions())
    ]
    assert len(edited) >= 0.75 * len(logs)
    assert len(built_on) >= 0.4 * len(logs)


def test_a_step_whose_edits_meet_is_refused() -> None:
    with pytest.raises(ValueError, match="edits of one step meet"):
        Step((change(1, "住房", "宅"), change(2, "", "，")))
    with pytest.raises(ValueError, match="edits of one step meet"):
        Step((change(2, "", "，"), change(2, "房", "屋")))
    with pytest.raises(ValueError, match="edits of one step meet"):
        Step((change(4, "价", "格"), change(2, "房", "屋")))


def test_an_insertion_behind_the_end_of_the_text_is_refused() -> None:
    step = Step((change(3, "", "。"),))
    with pytest.raises(EditMismatchError, match="the text ends before 3"):
        step.apply("短")


def test_a_deletion_is_not_reverted_behind_the_end_of_the_text() -> None:
    step = Step((change(3, "的", ""),))
    with pytest.raises(EditMismatchError, match="the text ends before 3"):
        step.revert("短")


def test_a_mismatch_says_where_and_what_stands_there() -> None:
    step = Step((change(1, "人住", "入住"),))
    with pytest.raises(EditMismatchError) as raised:
        step.apply("出入住房")
    assert str(raised.value) == "at 1-3 stands '入住', not '人住'"
    assert raised.value.found == "入住"
    assert raised.value.edit == step.edits[0]


def test_text_that_was_inserted_and_deleted_again_leaves_nothing_born() -> None:
    log = log_of("房价", (change(1, "", "贷"),), (change(1, "贷", ""),))
    assert log.text == "房价"
    assert not log.born(Span(0, 2))


def test_an_empty_span_inside_written_text_holds_no_born_character() -> None:
    log = log_of("房价", (change(1, "", "屋均"),))
    assert not log.born(Span(2, 2))
    assert log.born(Span(2, 3))


def test_an_edit_that_takes_half_an_insertion_is_lifted_with_the_other_half() -> None:
    log = log_of("甲乙", (change(1, "", "丙丁"),))
    left = log.lifted(Edit(Span(0, 2), "甲丙", "戊"), 1)
    assert left == Edit(Span(0, 1), "甲", "戊丁")
    right = log.lifted(Edit(Span(2, 4), "丁乙", "戊"), 1)
    assert right == Edit(Span(1, 2), "乙", "丙戊")


def test_a_lifted_edit_keeps_what_later_steps_made_of_the_rest() -> None:
    log = log_of("", (change(0, "", "一二三"),), (change(0, "一", "壹"),))
    assert log.lifted(Edit(Span(1, 1), "", "，"), 2) == Edit(Span(0, 0), "", "壹，二三")


def test_lifted_edits_of_untouched_places_repair_the_source_together() -> None:
    source = "居民人住率　升高了了。"
    log = log_of(source, (change(5, "　", ""),), (change(8, "了", ""),))
    late = Edit(Span(2, 3), "人", "入")
    lifted = [
        log.lifted(edit, revision) for revision, step in enumerate(log.steps) for edit in step.edits
    ]
    lifted.append(log.lifted(late, 2))
    assert laws.replaced(source, lifted) == "居民入住率升高了。"


def test_a_noop_insertion_pulls_no_later_edit_with_it() -> None:
    log = log_of("房价", (change(1, "", ""),), (change(1, "价", "租"),))
    partial = log.without([Address(0, 0)])
    assert partial.dependent == ()
    assert partial.log.text == "房租"


def test_taking_back_one_edit_of_a_fix_takes_back_the_others() -> None:
    log = log_of("“房价”", (change(0, "“", "「", 1), change(3, "”", "」", 1)))
    partial = log.without([Address(0, 1)])
    assert partial.log.text == "“房价”"
    assert partial.dependent == (Address(0, 0),)


def test_an_edit_of_an_inserted_word_goes_with_the_insertion() -> None:
    log = log_of("房", (change(1, "", "介"),), (change(0, "房", "屋", 1), change(1, "介", "价")))
    partial = log.without([Address(0, 0)])
    assert partial.log.text == "屋"
    assert partial.dependent == (Address(1, 1),)


def test_taking_back_half_of_many_edits_takes_linear_time(
    counting: Callable[[Callable[[], object]], int],
) -> None:
    def work(size: int) -> int:
        log = log_of(
            "字" * (3 * size),
            tuple(change(3 * at, "字", "串", at) for at in range(size)),
            tuple(change(3 * at + 1, "字", "串", at) for at in range(size)),
        )
        assert log.text
        unwanted = {Address(0, at) for at in range(0, size, 2)}
        return counting(lambda: log.without(unwanted))

    assert work(400) < 2.5 * work(200)
