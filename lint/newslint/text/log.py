"""Steps of edits over successive revisions, and the log that can undo any of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from newslint.text.edit import Edit, Safety
from newslint.text.span import Span


class EditMismatchError(ValueError):
    """An edit's `old` is not what stands in the text at its span."""

    def __init__(self, edit: Edit, found: str) -> None:
        super().__init__(edit, found)
        self.edit = edit
        self.found = found

    def __str__(self) -> str:
        span = self.edit.span
        if self.found == self.edit.old:
            return f"the text ends before {span.start}"
        return f"at {span.start}-{span.end} stands {self.found!r}, not {self.edit.old!r}"


@dataclass(frozen=True, slots=True)
class Change:
    """An applied edit and what led to it.

    `group` numbers the fixes of one step: edits with the same number stand and fall together.
    `because` is the finding's message.
    """

    edit: Edit
    rule: str
    safety: Safety
    confidence: float
    contract: str
    because: str
    group: int


@dataclass(frozen=True)
class Step:
    """Changes of one revision, sorted, none meeting another: applying them makes the next."""

    changes: tuple[Change, ...]

    def __post_init__(self) -> None:
        for left, right in zip(self.changes, self.changes[1:], strict=False):
            a, b = left.edit.span, right.edit.span
            if b < a or a.meets(b):
                raise ValueError(f"edits of one step meet: {a} and {b}")

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Return the bare edits in order."""
        return tuple(change.edit for change in self.changes)

    def apply(self, text: str) -> str:
        """Return the next revision; raises EditMismatchError when `text` is not the right one."""
        parts: list[str] = []
        position = 0
        for change in self.changes:
            edit = change.edit
            found = edit.span.of(text)
            if found != edit.old or edit.span.end > len(text):
                raise EditMismatchError(edit, found)
            parts.append(text[position : edit.span.start])
            parts.append(edit.new)
            position = edit.span.end
        parts.append(text[position:])
        return "".join(parts)

    def revert(self, text: str) -> str:
        """Return the previous revision; raises EditMismatchError when `text` is not the next."""
        parts: list[str] = []
        position = 0
        for change, start in zip(self.changes, self._after_starts, strict=True):
            edit = change.edit
            end = start + len(edit.new)
            if text[start:end] != edit.new or end > len(text):
                back = Edit(Span(start, end), edit.new, edit.old)
                raise EditMismatchError(back, text[start:end])
            parts.append(text[position:start])
            parts.append(edit.old)
            position = end
        parts.append(text[position:])
        return "".join(parts)

    @cached_property
    def _starts(self) -> list[int]:
        return [change.edit.span.start for change in self.changes]

    @cached_property
    def _ends(self) -> list[int]:
        return [change.edit.span.end for change in self.changes]

    @cached_property
    def _grown(self) -> list[int]:
        return list(accumulate((change.edit.growth for change in self.changes), initial=0))

    @cached_property
    def _after_starts(self) -> list[int]:
        return [start + by for start, by in zip(self._starts, self._grown, strict=False)]

    @cached_property
    def _after_ends(self) -> list[int]:
        return [
            start + len(change.edit.new)
            for start, change in zip(self._after_starts, self.changes, strict=True)
        ]

    def forward(self, span: Span) -> Span:
        """Return where a span of the text before this step lies after it.

        A border inside an edit moves to the edit's border; text inserted at a border is left out.
        """
        return _mapped(span, self._starts, self._ends, self._after_starts, self._after_ends)

    def backward(self, span: Span) -> Span:
        """Return which span of the text before this step a span of the text after it came from."""
        return _mapped(span, self._after_starts, self._after_ends, self._starts, self._ends)

    def born(self, span: Span) -> bool:
        """Tell whether a span of the text after this step holds a character it wrote."""
        first = bisect_right(self._after_ends, span.start)
        last = bisect_left(self._after_starts, span.end)
        return bool(span) and any(
            start < end
            for start, end in zip(
                self._after_starts[first:last], self._after_ends[first:last], strict=True
            )
        )

    def sources(self, span: Span) -> list[Span]:
        """Return the spans of the text before this step that make up a span that is not born.

        Other than `backward`, they leave out what was deleted between them.
        """
        first = bisect_right(self._after_starts, span.start)
        last = bisect_left(self._after_starts, span.end)
        cuts = [span.start, *self._after_starts[first:last], span.end]
        return [self.backward(Span(*piece)) for piece in pairwise(cuts) if piece[0] < piece[1]]

    def covering(self, span: Span, gone: Container[int]) -> Span:
        """Return the place after this step of a span whose only changes inside are in `gone`."""
        first = last = bisect_left(self._starts, span.start)
        while last < len(self.changes) and last in gone and self._starts[last] <= span.end:
            last += 1
        return Span(span.start + self._grown[first], span.end + self._grown[last])

    def moved(self, span: Span) -> int | None:
        """Return by how far this step moved a span of the text after it; None if it touched it."""
        first = bisect_left(self._after_ends, span.start)
        if first < len(self.changes) and self._after_starts[first] <= span.end:
            return None
        return self._grown[first]

    def whole_before(self, span: Span) -> Span:
        """Return a span of the text before this step, grown until it cuts no change in two."""
        return _whole(span, self._starts, self._ends)

    def whole_after(self, span: Span) -> Span:
        """Return a span of the text after this step, grown until it cuts no change in two."""
        return _whole(span, self._after_starts, self._after_ends)


def _whole(span: Span, starts: list[int], ends: list[int]) -> Span:
    """Grow a span to the borders of the changes at starts/ends that its own borders lie in."""
    last = bisect_left(starts, span.start) - 1
    first = bisect_right(ends, span.end)
    start, end = span.start, span.end
    if last >= 0 and start < ends[last]:
        start = starts[last]
    if first < len(ends) and starts[first] < end:
        end = ends[first]
    return Span(start, end)


def _mapped(
    span: Span, starts: list[int], ends: list[int], new_starts: list[int], new_ends: list[int]
) -> Span:
    """Map a span over edits that lie at starts/ends on one side and new_starts/new_ends beyond."""
    last = bisect_right(starts, span.start) - 1
    if last < 0:
        start = span.start
    elif span.start < ends[last]:
        start = new_starts[last]
    else:
        start = span.start + new_ends[last] - ends[last]
    first = bisect_left(ends, span.end)
    if first < len(ends) and starts[first] < span.end:
        end = new_ends[first]
    elif first == 0:
        end = span.end
    else:
        end = span.end + new_ends[first - 1] - ends[first - 1]
    return Span(start, end) if start <= end else Span(end, start)


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """The place of one change in a log: its step and its place in that step."""

    step: int
    place: int


@dataclass(frozen=True, slots=True)
class Region:
    """A place that the steps changed, seen from both ends.

    Args:
        source: its span in the source text.
        final: its span in the last revision.
        changes: the addresses of the changes that made it, in the order of the steps.
    """

    source: Span
    final: Span
    changes: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Partial:
    """A text without some edits, the log that makes it, and the edits that had to go with them."""

    log: EditLog
    dependent: tuple[Address, ...]


@dataclass(frozen=True)
class EditLog:
    """A source text and the steps that made its last revision."""

    source: str
    steps: tuple[Step, ...] = ()

    @cached_property
    def revisions(self) -> tuple[str, ...]:
        """Return the source text and the text after each step."""
        texts = [self.source]
        for step in self.steps:
            texts.append(step.apply(texts[-1]))
        return tuple(texts)

    @property
    def text(self) -> str:
        """Return the last revision."""
        return self.revisions[-1]

    def apply(self, step: Step) -> EditLog:
        """Return the log with one more step; raises EditMismatchError when it does not fit."""
        text = step.apply(self.text)
        log = EditLog(self.source, (*self.steps, step))
        log.__dict__["revisions"] = (*self.revisions, text)
        return log

    def undo(self) -> str:
        """Return the source text, worked out backwards from the last revision."""
        text = self.text
        for step in reversed(self.steps):
            text = step.revert(text)
        return text

    def origin(self, span: Span, revision: int | None = None) -> Span:
        """Return the source span that a span of a revision (default: last) came from."""
        for step in reversed(self.steps[: len(self.steps) if revision is None else revision]):
            span = step.backward(span)
        return span

    def forward(self, span: Span) -> Span:
        """Return where a span of the source text lies in the last revision."""
        for step in self.steps:
            span = step.forward(span)
        return span

    def born(self, span: Span) -> bool:
        """Tell whether a span of the last revision holds a character written by any step."""
        pieces = [span]
        for step in reversed(self.steps):
            if any(step.born(piece) for piece in pieces):
                return True
            pieces = [source for piece in pieces for source in step.sources(piece)]
        return False

    def lifted(self, edit: Edit, revision: int) -> Edit:
        """Return an edit of a revision as an edit of the source text.

        Where earlier steps changed the text around it, the edit grows to whole changes, so that
        applying it alone to the source gives the repaired text of that place.
        """
        span = edit.span
        for step in reversed(self.steps[:revision]):
            moved = step.moved(span)
            if moved is None:
                break
            span = span.shifted(-moved)
        else:
            return Edit(span, edit.old, edit.new)
        spans = self._uncut(edit.span, revision)
        origin, whole, text = spans[0], spans[-1], self.revisions[revision]
        new = text[whole.start : edit.span.start] + edit.new + text[edit.span.end : whole.end]
        return Edit(origin, origin.of(self.source), new)

    def _uncut(self, span: Span, revision: int) -> list[Span]:
        """Return a span's place in each revision up to its own, grown until no change is cut."""
        spans = [span]
        for step in reversed(self.steps[:revision]):
            spans.insert(0, step.backward(spans[0]))
        known: list[Span] = []
        while spans != known:
            known = list(spans)
            for at in range(revision - 1, -1, -1):
                spans[at + 1] = self.steps[at].whole_after(spans[at + 1])
                spans[at] = spans[at].joined(self.steps[at].backward(spans[at + 1]))
            for at in range(revision):
                spans[at] = self.steps[at].whole_before(spans[at])
                spans[at + 1] = spans[at + 1].joined(self.steps[at].forward(spans[at]))
        return spans

    def regions(self) -> tuple[Region, ...]:
        """Return the changed places in order; outside them source and last revision agree."""
        traced = sorted(
            (self.origin(change.edit.span, number), Address(number, place))
            for number, step in enumerate(self.steps)
            for place, change in enumerate(step.changes)
        )
        merged: list[tuple[Span, list[Address]]] = []
        for span, address in traced:
            if merged and span.start <= merged[-1][0].end:
                last, addresses = merged[-1]
                merged[-1] = (Span(last.start, max(last.end, span.end)), [*addresses, address])
            else:
                merged.append((span, [address]))
        regions: list[Region] = []
        shift = 0
        for span, addresses in merged:
            growth = sum(self.change(address).edit.growth for address in addresses)
            final = Span(span.start + shift, span.end + shift + growth)
            regions.append(Region(span, final, tuple(sorted(addresses))))
            shift += growth
        return tuple(regions)

    def change(self, address: Address) -> Change:
        """Return the change at an address."""
        return self.steps[address.step].changes[address.place]

    def without(self, unwanted: Collection[Address]) -> Partial:
        """Return the log without some edits, and the later edits that depended on them.

        Edits of the same fix go together. A later edit depends on an unwanted one when it
        touches text whose form would now be different.
        """
        patches: list[_Patch] = []
        kept_steps: list[Step] = []
        dependent: list[Address] = []
        for number, step in enumerate(self.steps):
            asked = {
                place for place in range(len(step.changes)) if Address(number, place) in unwanted
            }
            gone = _with_group(step, asked | _touching(step, patches))
            dependent += [Address(number, place) for place in sorted(gone - asked)]
            kept = _rebased(step, gone, patches)
            patches = _next_patches(step, gone, patches, self.revisions[number])
            if kept:
                kept_steps.append(Step(tuple(kept)))
        return Partial(EditLog(self.source, tuple(kept_steps)), tuple(dependent))


@dataclass(frozen=True, slots=True)
class _Patch:
    """Where the text without the unwanted edits reads `new` instead of the old text at `span`."""

    span: Span
    new: str


def _with_group(step: Step, places: set[int]) -> set[int]:
    groups = {step.changes[place].group for place in places}
    return {place for place, change in enumerate(step.changes) if change.group in groups}


def _touching(step: Step, patches: Sequence[_Patch]) -> set[int]:
    """Return the places of the changes that overlap a patch or start where one starts."""
    places: set[int] = set()
    at = 0
    for place, change in enumerate(step.changes):
        span = change.edit.span
        while at < len(patches) and patches[at].span.end < span.start:
            at += 1
        probe = at
        while probe < len(patches) and patches[probe].span.start <= span.end:
            patch = patches[probe].span
            if span.overlaps(patch) or (
                not (span and patch) and (span.start == patch.start or span.end == patch.end)
            ):
                places.add(place)
            probe += 1
    return places


def _rebased(step: Step, gone: set[int], patches: Sequence[_Patch]) -> list[Change]:
    """Return the changes that stay, moved to where the patched text has their places."""
    kept: list[Change] = []
    shift = at = 0
    for place, change in enumerate(step.changes):
        edit = change.edit
        while at < len(patches) and patches[at].span.end <= edit.span.start:
            shift += len(patches[at].new) - len(patches[at].span)
            at += 1
        if place not in gone:
            kept.append(replace(change, edit=replace(edit, span=edit.span.shifted(shift))))
    return kept


def _next_patches(
    step: Step, gone: set[int], patches: Sequence[_Patch], old_text: str
) -> list[_Patch]:
    """Return the differences between the two texts after a step, in offsets of the full one."""
    spans = sorted(
        [patch.span for patch in patches] + [step.changes[place].edit.span for place in gone]
    )
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = merged[-1].joined(span)
        else:
            merged.append(span)
    result: list[_Patch] = []
    at = 0
    for span in merged:
        parts: list[str] = []
        position = span.start
        while at < len(patches) and patches[at].span.end <= span.end:
            parts += [old_text[position : patches[at].span.start], patches[at].new]
            position = patches[at].span.end
            at += 1
        parts.append(old_text[position : span.end])
        patch = _Patch(step.covering(span, gone), "".join(parts))
        if patch.span or patch.new:
            result.append(patch)
    return result
