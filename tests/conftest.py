"""Hypothesis profiles (short by default, `soak` for long runs) and a count of work done."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from newslint.pipeline.scan import Scanner
from newslint.rule import Rule
from newslint.testing import document

if TYPE_CHECKING:
    from _typeshed import TraceFunction

_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "newslint",
    max_examples=300,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=_QUIET,
)
settings.register_profile("soak", max_examples=20_000, deadline=None, suppress_health_check=_QUIET)
settings.load_profile(os.environ.get("NEWSLINT_HYPOTHESIS", "newslint"))


@pytest.fixture
def counting() -> Callable[[Callable[[], object]], int]:
    """Return a function that counts the lines an act runs, which no other load changes."""

    def count(act: Callable[[], object]) -> int:
        lines = 0

        def trace(frame: FrameType, event: str, argument: object) -> TraceFunction:
            nonlocal lines
            lines += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            act()
        finally:
            sys.settrace(before)
        return lines

    return count


@pytest.fixture
def judging(
    counting: Callable[[Callable[[], object]], int],
) -> Callable[[Sequence[Rule], str], int]:
    """Return a function that counts the lines rules run to judge their places in a text."""

    def work(rules: Sequence[Rule], text: str) -> int:
        page = document(text)
        [found] = Scanner(rules).scan([page])

        def judge() -> None:
            for at, places in found.items():
                list(rules[at].find(page, places))

        return counting(judge)

    return work
