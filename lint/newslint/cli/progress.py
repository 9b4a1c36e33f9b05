"""Shows how far a long run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

import click

from newslint.engines.part import Facts
from newslint.errors import Exit

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SILENCE: Final = 30.0
"""Seconds between two lines where there is no terminal."""


class Quiet:
    """Says what the user must know and nothing else; the exit code is collected here too."""

    def __init__(self) -> None:
        self.exit = Exit.DONE
        self._heard: set[str] = set()

    def planned(self, parts: int, size: int, known: int, stale: int) -> None:
        """Say what of a run that was stopped is used again."""
        if known:
            click.echo(f"newslint: going on: {known:,} of {parts:,} parts are done", err=True)
        if stale:
            click.echo(
                f"newslint: {stale:,} parts are of another configuration or input; "
                f"{parts - known:,} are cleaned now",
                err=True,
            )

    def cleaned(self, facts: Facts, *, known: bool) -> None:
        """Say what went wrong in a part, each line once."""
        self.exit = max(self.exit, facts.exit)
        for line in facts.said:
            self.said(line)
        if facts.unsaid:
            self.said(f"and {facts.unsaid:,} more such lines, see rejects.jsonl")

    def said(self, line: str) -> None:
        """Print a line to standard error unless it was printed before."""
        if line not in self._heard:
            self._heard.add(line)
            click.echo(f"newslint: {line}", err=True)

    def alarmed(self, line: str) -> None:
        """Print what looks wrong with the run as a whole."""
        self.said(line)
        self.exit = max(self.exit, Exit.FINDINGS)

    def close(self) -> None:
        """Take the bar away."""


class Lines(Quiet):
    """Prints a line every SILENCE seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._size = self._read = self._fresh = 0
        self._pages = self._findings = 0
        self._started = self._spoke = time.monotonic()

    def planned(self, parts: int, size: int, known: int, stale: int) -> None:
        """Remember how much there is."""
        super().planned(parts, size, known, stale)
        self._size = size
        self._started = self._spoke = time.monotonic()

    def cleaned(self, facts: Facts, *, known: bool) -> None:
        """Count a part, and say how far the run is when it is time."""
        super().cleaned(facts, known=known)
        self._read += facts.size
        self._fresh += 0 if known else facts.size
        self._pages += facts.counts.pages
        self._findings += facts.counts.by_rule.total()
        now = time.monotonic()
        if now - self._spoke >= SILENCE:
            self._spoke = now
            click.echo(f"newslint: {self._line(now)}", err=True)

    def _line(self, now: float) -> str:
        speed = self._fresh / 1e6 / max(now - self._started, 1e-9)
        left = (self._size - self._read) / 1e6 / speed if speed else 0.0
        return (
            f"{self._read / 1e6:,.0f} of {self._size / 1e6:,.0f} MB, {speed:.1f} MB/s, "
            f"{self._pages:,} documents, {self._findings:,} findings, "
            f"{_duration(left)} left"
        )


class Bar(Lines):
    """Draws a bar on a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def planned(self, parts: int, size: int, known: int, stale: int) -> None:
        """Draw an empty bar."""
        super().planned(parts, size, known, stale)
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %  {task.description}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=max(size, 1))
        self._progress.start()

    def cleaned(self, facts: Facts, *, known: bool) -> None:
        """Let the bar grow."""
        super().cleaned(facts, known=known)
        if self._progress is not None and self._task is not None:
            speed = self._fresh / 1e6 / max(time.monotonic() - self._started, 1e-9)
            told = f"{speed:.1f} MB/s, {self._pages:,} documents, {self._findings:,} findings"
            self._progress.update(self._task, completed=self._read, description=told)

    def said(self, line: str) -> None:
        """Print a line above the bar."""
        if self._progress is None:
            super().said(line)
        elif line not in self._heard:
            self._heard.add(line)
            self._progress.console.print(f"newslint: {line}", markup=False, highlight=False)

    def close(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()


def progress(*, quiet: bool) -> Quiet:
    """Return what shows the progress of a run on standard error."""
    if quiet:
        return Quiet()
    return Bar() if sys.stderr.isatty() else Lines()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
