"""What must hold of every edit history, told by an oracle that follows single characters.

The oracle gives every character a mark: its offset in the source text, or the change that wrote
it. Each law raises AssertionError (or what the code under test raises) when it is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from types import ModuleType

from newslint.text.edit import Edit, Safety
from newslint.text.log import Address, EditLog, Step
from newslint.text.span import Span
from text.histories import after_spans, edits, page, span_of

Law = Callable[[EditLog, Random, ModuleType], None]


@dataclass(frozen=True)
class Written:
    """The mark of a character that a change wrote."""

    step: int
    place: int
    at: int


Mark = int | Written


def replaced(text: str, changed: Iterable[Edit]) -> str:
    """Apply edits from the last to the first."""
    for edit in sorted(changed, key=lambda edit: edit.span, reverse=True):
        assert edit.span.of(text) == edit.old
        text = text[: edit.span.start] + edit.new + text[edit.span.end :]
    return text


def marks(log: EditLog) -> list[list[Mark]]:
    """Return the marks of every revision."""
    revisions: list[list[Mark]] = [list(range(len(log.source)))]
    for number, step in enumerate(log.steps):
        now = list(revisions[-1])
        for place in reversed(range(len(step.edits))):
            edit = step.edits[place]
            new = [Written(number, place, at) for at in range(len(edit.new))]
            now[edit.span.start : edit.span.end] = new
        revisions.append(now)
    return revisions


def steps_apply_and_revert(log: EditLog, random: Random, core: ModuleType) -> None:
    text = log.source
    for number, step in enumerate(log.steps):
        after = replaced(text, step.edits)
        assert step.apply(text) == after == log.revisions[number + 1]
        assert step.revert(after) == text
        text = after
    assert log.text == text
    assert log.undo() == log.source
    assert core.EditLog(log.source, log.steps).revisions == log.revisions


def steps_refuse_other_texts(log: EditLog, random: Random, core: ModuleType) -> None:
    for number, step in enumerate(log.steps):
        before, after = log.revisions[number : number + 2]
        for edit, behind in zip(step.edits, after_spans(step), strict=True):
            assert _refuses(core, step.apply, _spoilt(before, edit.span))
            assert _refuses(core, step.revert, _spoilt(after, behind))


def edits_that_meet_make_no_step(log: EditLog, random: Random, core: ModuleType) -> None:
    spans = [span_of(random, log.text[:3]) for _ in range(2)]
    changes = tuple(
        core.Change(Edit(span, span.of(log.text), ""), "T0", Safety.SAFE, 1.0, "free", "", 0)
        for span in spans
    )
    shares = set(range(spans[0].start, spans[0].end)) & set(range(spans[1].start, spans[1].end))
    inside = any(one.start < other.start <= other.end < one.end for one in spans for other in spans)
    fits = spans[0].start < spans[1].start and not shares and not inside
    try:
        core.Step(changes)
    except ValueError:
        assert not fits
    else:
        assert fits


def _spoilt(text: str, span: Span) -> str | None:
    """Return a text that is wrong at a span: another character, or cut off before the span ends."""
    if span:
        return text[: span.start] + "錯" + text[span.start + 1 :]
    return text[: span.start - 1] if span.start else None


def _refuses(core: ModuleType, act: Callable[[str], str], text: str | None) -> bool:
    if text is None:
        return True
    try:
        act(text)
    except core.EditMismatchError:
        return True
    return False


def untouched_characters_map_both_ways(log: EditLog, random: Random, core: ModuleType) -> None:
    revisions = marks(log)
    for number, step in enumerate(log.steps):
        after = {mark: at for at, mark in enumerate(revisions[number + 1])}
        for at, mark in enumerate(revisions[number]):
            if mark in after:
                here, there = Span(at, at + 1), Span(after[mark], after[mark] + 1)
                assert step.forward(here) == there
                assert step.backward(there) == here
    for at, mark in enumerate(revisions[-1]):
        if isinstance(mark, int):
            assert log.forward(Span(mark, mark + 1)) == Span(at, at + 1)
            assert log.origin(Span(at, at + 1)) == Span(mark, mark + 1)


def spans_map_to_whole_changes(log: EditLog, random: Random, core: ModuleType) -> None:
    revisions = marks(log)
    for number, step in enumerate(log.steps):
        before, after = revisions[number : number + 2]
        here = [edit.span for edit in step.edits]
        there = after_spans(step)
        span = span_of(random, log.revisions[number])
        _check_image(span, step.forward(span), before, after, here, there)
        span = span_of(random, log.revisions[number + 1])
        _check_image(span, step.backward(span), after, before, there, here)


def _check_image(
    span: Span,
    image: Span,
    before: list[Mark],
    after: list[Mark],
    here: list[Span],
    there: list[Span],
) -> None:
    """Check that an image holds the span's survivors and the changes it overlaps, no more."""
    expected = {after.index(mark) for mark in before[span.start : span.end] if mark in after}
    for old, new in zip(here, there, strict=True):
        if span.overlaps(old):
            expected |= set(range(new.start, new.end))
    if span:
        assert set(range(image.start, image.end)) == expected
    assert image.end <= len(after)
    assert not set(before[: span.start]) & set(after[image.end :])
    assert not set(before[span.end :]) & set(after[: image.start])


def origin_counts_the_steps_before_a_revision(
    log: EditLog, random: Random, core: ModuleType
) -> None:
    for number, revision in enumerate(marks(log)):
        for at, mark in enumerate(revision):
            if isinstance(mark, int):
                assert log.origin(Span(at, at + 1), number) == Span(mark, mark + 1)


def born_characters_are_those_that_steps_wrote(
    log: EditLog, random: Random, core: ModuleType
) -> None:
    revisions = marks(log)
    for _ in range(4):
        span = span_of(random, log.text)
        inside = revisions[-1][span.start : span.end]
        assert log.born(span) == any(isinstance(mark, Written) for mark in inside)
    for number, step in enumerate(log.steps):
        span = span_of(random, log.revisions[number + 1])
        inside = revisions[number + 1][span.start : span.end]
        assert step.born(span) == bool(set(inside) - set(revisions[number]))


def regions_glue_both_ends(log: EditLog, random: Random, core: ModuleType) -> None:
    regions = log.regions()
    forth: list[str] = []
    back: list[str] = []
    source = final = 0
    for region in regions:
        assert not forth or region.source.start > source
        outside = log.source[source : region.source.start]
        assert outside == log.text[final : region.final.start]
        forth += [outside, region.final.of(log.text)]
        back += [outside, region.source.of(log.source)]
        source, final = region.source.end, region.final.end
    assert log.source[source:] == log.text[final:]
    assert "".join([*forth, log.source[source:]]) == log.text
    assert "".join([*back, log.text[final:]]) == log.source
    for region in regions:
        assert list(region.changes) == sorted(region.changes)
    named = sorted(address for region in regions for address in region.changes)
    assert named == _addresses(log, core)
    last = marks(log)[-1]
    for region in regions:
        within = last[region.final.start : region.final.end]
        assert all(
            (mark.step, mark.place) in {(one.step, one.place) for one in region.changes}
            if isinstance(mark, Written)
            else region.source.start <= mark < region.source.end
            for mark in within
        )


def _addresses(log: EditLog, core: ModuleType) -> list[Address]:
    return [
        core.Address(number, place)
        for number, step in enumerate(log.steps)
        for place in range(len(step.changes))
    ]


def lifted_edits_repair_the_source(log: EditLog, random: Random, core: ModuleType) -> None:
    """Some cut of the revision around the edit, through no change, is what is written."""
    number = random.randint(0, len(log.steps))
    earlier = core.EditLog(log.source, log.steps[:number])
    text = earlier.text
    clean = _clean_cuts(earlier)
    for edit in edits(random, text):
        lifted = log.lifted(edit, number)
        assert lifted.old == lifted.span.of(log.source)
        assert any(
            lifted.new == text[left : edit.span.start] + edit.new + text[edit.span.end : right]
            for left, source in clean
            if left <= edit.span.start and source == lifted.span.start
            for right, end in clean
            if right >= edit.span.end and end == lifted.span.end
        )
        if not number:
            assert lifted == edit


def _clean_cuts(log: EditLog) -> list[tuple[int, int]]:
    """Return the cuts of the last revision and of the source that part no knot of changes."""
    revisions = marks(log)
    knots: list[tuple[set[Mark], set[int]]] = []
    for number, step in enumerate(log.steps):
        now = revisions[number]
        for place, edit in enumerate(step.edits):
            start, end = edit.span.start, edit.span.end
            wrote: set[Mark] = {Written(number, place, at) for at in range(len(edit.new))}
            removed = {mark for mark in now[start:end] if isinstance(mark, int)}
            apart: list[tuple[set[Mark], set[int]]] = []
            for knot in knots:
                within = knot[0] & set(now[start:end])
                around = knot[0] & set(now[:start]) and knot[0] & set(now[end:])
                if within or around:
                    wrote, removed = wrote | knot[0], removed | knot[1]
                else:
                    apart.append(knot)
            knots = [*apart, (wrote, removed)]
    last = revisions[-1]
    return [
        (cut, source)
        for cut in range(len(last) + 1)
        for source in range(len(log.source) + 1)
        if all(mark < source for mark in last[:cut] if isinstance(mark, int))
        and all(mark >= source for mark in last[cut:] if isinstance(mark, int))
        and not any(
            (wrote & set(last[:cut]) or any(mark < source for mark in removed))
            and (wrote & set(last[cut:]) or any(mark >= source for mark in removed))
            for wrote, removed in knots
        )
    ]


def without_nothing_is_the_text_and_without_everything_the_source(
    log: EditLog, random: Random, core: ModuleType
) -> None:
    whole = log.without(())
    assert whole.log.text == log.text
    assert whole.dependent == ()
    nothing = log.without(_addresses(log, core))
    assert nothing.log.text == log.source
    assert nothing.log.steps == ()
    assert nothing.dependent == ()


def without_replays_what_is_left(log: EditLog, random: Random, core: ModuleType) -> None:
    """The rest is replayed by the marks of the characters; a change that has lost them fails."""
    everything = _addresses(log, core)
    unwanted = [address for address in everything if random.random() < 0.3]
    partial = log.without(unwanted)
    gone = set(unwanted) | set(partial.dependent)
    assert not set(unwanted) & set(partial.dependent)
    assert list(partial.dependent) == sorted(partial.dependent)
    assert len(partial.dependent) == len(set(partial.dependent))
    replay = _Replay(log)
    for number, step in enumerate(log.steps):
        here = {place for place in range(len(step.changes)) if core.Address(number, place) in gone}
        groups = {step.changes[place].group for place in here}
        closed = {at for at, change in enumerate(step.changes) if change.group in groups}
        assert here == closed, "a fix was torn apart"
        asked = {place for place in here if core.Address(number, place) in unwanted}
        pulled = {step.changes[place].group for place in asked}
        for group in groups - pulled:
            assert any(
                replay.disturbed(number, change.edit.span)
                for change in step.changes
                if change.group == group
            ), "an edit went that depended on nothing"
        replay.step(number, step, here)
    assert partial.log.source == log.source
    assert partial.log.text == replay.text
    assert partial.log.undo() == log.source
    left = [change for step in partial.log.steps for change in step.changes]
    assert [(one.rule, one.edit.new, one.group, one.because) for one in left] == [
        (one.rule, one.edit.new, one.group, one.because)
        for one in (log.change(address) for address in everything if address not in gone)
    ]


class _Replay:
    """Applies the kept changes to marked characters, wherever those now stand."""

    def __init__(self, log: EditLog) -> None:
        self.full = marks(log)
        self.now: list[tuple[Mark, str]] = list(enumerate(log.source))

    @property
    def text(self) -> str:
        return "".join(char for _, char in self.now)

    def disturbed(self, number: int, span: Span) -> bool:
        """Tell whether a span of the full revision and its neighbours stand otherwise now."""
        full: list[Mark] = [-1, *self.full[number], -2]
        window = full[span.start : span.end + 2]
        now: list[Mark] = [-1, *(mark for mark, _ in self.now), -2]
        if window[0] not in now:
            return True
        at = now.index(window[0])
        return now[at : at + len(window)] != window

    def step(self, number: int, step: Step, gone: set[int]) -> None:
        full = self.full[number]
        places = [mark for mark, _ in self.now]
        for place in reversed(range(len(step.changes))):
            if place in gone:
                continue
            edit = step.edits[place]
            start, end = edit.span.start, edit.span.end
            at = places.index(full[start]) if start < end else _gap(places, full, start)
            assert places[at : at + end - start] == full[start:end]
            new = [(Written(number, place, k), char) for k, char in enumerate(edit.new)]
            self.now[at : at + end - start] = new


def _gap(places: list[Mark], full: list[Mark], at: int) -> int:
    """Return where an insertion belongs; both its neighbours must stand together."""
    left = places.index(full[at - 1]) + 1 if at else 0
    right = places.index(full[at]) if at < len(full) else len(places)
    assert left == right
    return left


def without_an_edit_nobody_built_on_removes_exactly_it(
    log: EditLog, random: Random, core: ModuleType
) -> None:
    for region in log.regions():
        groups = {(address.step, log.change(address).group) for address in region.changes}
        alone = [
            address
            for address in _addresses(log, core)
            if (address.step, log.change(address).group) in groups
        ]
        if len(alone) > 1:
            continue
        partial = log.without(alone)
        final = region.final
        text = log.text[: final.start] + region.source.of(log.source) + log.text[final.end :]
        assert partial.dependent == ()
        assert partial.log.text == text


def dependents_share_a_region_or_a_fix(log: EditLog, random: Random, core: ModuleType) -> None:
    everything = _addresses(log, core)
    if not everything:
        return
    unwanted = random.choice(everything)
    reached = {unwanted}
    while True:
        groups = {(one.step, log.change(one).group) for one in reached}
        wider = {one for one in everything if (one.step, log.change(one).group) in groups}
        for region in log.regions():
            if wider & set(region.changes):
                wider |= set(region.changes)
        if wider == reached:
            break
        reached = wider
    assert set(log.without([unwanted]).dependent) <= reached


def applying_a_step_adds_it(log: EditLog, random: Random, core: ModuleType) -> None:
    edit = Edit(Span(0, 0), "", page(random, 3))
    step = core.Step((core.Change(edit, "T0", Safety.SAFE, 1.0, "free", "", 0),))
    longer = log.apply(step)
    assert longer.steps == (*log.steps, step)
    assert longer.text == edit.new + log.text
    assert longer.source == log.source


LAWS: tuple[Law, ...] = (
    steps_apply_and_revert,
    steps_refuse_other_texts,
    edits_that_meet_make_no_step,
    untouched_characters_map_both_ways,
    spans_map_to_whole_changes,
    origin_counts_the_steps_before_a_revision,
    born_characters_are_those_that_steps_wrote,
    regions_glue_both_ends,
    lifted_edits_repair_the_source,
    without_nothing_is_the_text_and_without_everything_the_source,
    without_replays_what_is_left,
    without_an_edit_nobody_built_on_removes_exactly_it,
    dependents_share_a_region_or_a_fix,
    applying_a_step_adds_it,
)
