"""The errors newslint raises on purpose: one root, an exit code each, texts that say what to do."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Process exit codes; the highest that applies wins, USAGE stops at once."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    INPUT = 3
    OUTPUT = 4
    INTERRUPTED = 130


class NewslintError(Exception):
    """Root of all expected errors: what was wrong, where, and what to do about it."""

    exit_code = Exit.OUTPUT

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what, where, todo)
        self.what = what
        self.where = where
        self.todo = todo

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by fields, so that the error crosses process borders whole."""
        return (_rebuild, (type(self), self.what, self.where, self.todo))

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}; {self.todo}" if self.todo else text


def _rebuild(kind: type[NewslintError], what: str, where: str, todo: str) -> NewslintError:
    return kind(what, where=where, todo=todo)


class UsageError(NewslintError):
    """The command line or the configuration asks for something that cannot be done."""

    exit_code = Exit.USAGE


class InputError(NewslintError):
    """Some input could not be read; the run goes on without it."""

    exit_code = Exit.INPUT


class OutputError(NewslintError):
    """Some output could not be written."""

    exit_code = Exit.OUTPUT


class RuleError(NewslintError):
    """A rule or the engine broke one of its own laws."""

    exit_code = Exit.OUTPUT
