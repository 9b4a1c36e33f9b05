"""One change of text, and the group of changes that repairs one defect."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from newslint.text.span import Span

if TYPE_CHECKING:
    from newslint.text.contract import Contract


class Safety(IntEnum):
    """How far a fix may be trusted: shown only, asked about, or applied."""

    SHOW = 0
    ASK = 1
    SAFE = 2

    @property
    def label(self) -> str:
        """Return the word used in reports: `show`, `ask` or `safe`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `old`, which stands at `span`, by `new`; offsets are code points."""

    span: Span
    old: str
    new: str

    def __post_init__(self) -> None:
        if len(self.old) != len(self.span):
            raise ValueError(f"edit at {self.span} holds {len(self.old)} old code points")

    @property
    def growth(self) -> int:
        """Return by how many code points the text grows."""
        return len(self.new) - len(self.old)


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that are applied together or not at all.

    Args:
        edits: the atomic group, sorted, none meeting another.
        safety: the highest use it is fit for.
        confidence: lower 95 % bound of the share of right fixes, measured; 0 to 1.
        contract: what applying it may change, checked by machine each time.
    """

    edits: tuple[Edit, ...]
    safety: Safety
    confidence: float
    contract: Contract

    def __post_init__(self) -> None:
        if not self.edits:
            raise ValueError("a fix without edits")
        for left, right in zip(self.edits, self.edits[1:], strict=False):
            if right.span < left.span or left.span.meets(right.span):
                raise ValueError(f"edits of one fix meet: {left.span} and {right.span}")

    @property
    def span(self) -> Span:
        """Return the smallest span that covers all edits."""
        return Span(self.edits[0].span.start, self.edits[-1].span.end)
