"""Planters of defects by rule family, to measure how often each rule's fixes are right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plant:
    """A line with a planted defect.

    Args:
        text: the damaged line.
        start: where the defect starts in it, in code points.
        end: where it ends.
        expected: what must stand there after repair.
    """

    text: str
    start: int
    end: int
    expected: str
