"""The command line, and pages that show what a configuration does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Done, Run, run

__all__ = ["Codes", "Done", "Run", "Write", "codes", "run", "write"]

Write = Callable[[str, str], Path]
Codes = Callable[..., list[str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below the working directory of the test."""

    def call(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return call


@pytest.fixture
def codes(run: Run) -> Codes:
    """Check and return the codes of what was found, in order."""

    def call(*words: str) -> list[str]:
        done = run("check", "--output-format", "concise", *words)
        assert done.code in (0, 1), done.err
        return [line.split(": ")[1].split()[0] for line in done.out.splitlines()]

    return call
