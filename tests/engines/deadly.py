"""A kit whose only rule ends the process at some texts; opened by name in workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newslint.corpus.settings import Settings
from newslint.engines.across import Across
from newslint.engines.part import Kit
from newslint.pipeline.clean import Cleaner
from newslint.pipeline.resolve import Gate
from newslint.rule import Finding, Level, Page, Stage, Words, rule
from newslint.sinks.part import Judges
from newslint.sources.read import Reading
from newslint.text.edit import Safety
from newslint.text.span import Span

DEADLY = "此文致命"
ONCE = "一次致命"
MARK = "NEWSLINT_TEST_MARK"
"""The variable that names the file by which a text that is deadly once is known."""


@rule(
    code="TST001",
    name="deadly-text",
    level=Level.WARNING,
    stage=Stage.CHARACTERS,
    trigger=Words(lambda: (DEADLY, ONCE)),
)
def deadly_text(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """A text that ends the process that reads it."""
    mark = Path(os.environ[MARK])
    if DEADLY in page.text or not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    yield from ()


@dataclass(frozen=True)
class Deadly:
    """Makes the kit."""

    def __call__(self) -> Kit:
        idle = Settings(same=None, near=None, passage=None)
        return Kit(
            Cleaner((deadly_text,), Gate(Safety.SAFE, 0.95)),
            Reading(),
            Judges(),
            frozenset(),
            Across(idle),
        )
