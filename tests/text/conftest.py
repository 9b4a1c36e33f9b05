from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _typeshed import TraceFunction


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
