"""Which model judges a run: what --lm says, and what is said about it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from newslint.errors import OutputError, UsageError
from newslint.rule import Rule
from newslint.sources.find import InputFile
from newslint.sources.read import Page, Reading, read

if TYPE_CHECKING:
    from newslint.model.typos import Judge

AUTO: Final = "auto"
BASE: Final = "base"
OFF: Final = "off"

CACHE: Final = "newslint"
"""Folder of the user's cache that holds models trained by `clean --lm auto`."""

_HAN_BYTES: Final = 2
"""A Han character takes at least so many bytes of a file."""


@dataclass(frozen=True)
class Judging:
    """Who judges.

    Args:
        name: `base`, `off`, or what to call the model.
        digest: what names model and calibration; empty when nothing is judged.
        recall: share of misread characters to expect, None when nothing is judged.
        judge: who judges; None for the shipped one, which is loaded when it is first asked, and
            for none.
    """

    name: str
    digest: str
    recall: float | None
    judge: Judge | None = None

    def serve(self, rules: Sequence[Rule]) -> tuple[Rule, ...]:
        """Return the rules with this judge; without one, those that need none."""
        from newslint.model.judges import asks
        from newslint.model.typos import bound

        if self.name == OFF:
            return tuple(rule for rule in rules if not asks(rule))
        judge = self.judge
        return tuple(rules) if judge is None else tuple(bound(rule, judge) for rule in rules)

    def said(self) -> str:
        """Return the line that says who judges and what to expect."""
        if self.recall is None:
            return "no model judged misread characters (--lm off)"
        return (
            f"misread characters judged by the model {self.name}; it finds and rightly corrects "
            f"some {self.recall:.0%} of them at 1 false alarm in 20,000 characters"
        )


def judging(word: str, calibration: Path | None = None) -> Judging:
    """Return who judges for `base`, `off`, the name of an installed model, or a model file.

    Raises UsageError for a calibration without a model file, BadModel for a file that is none.
    """
    if calibration is not None and word in (AUTO, BASE, OFF):
        raise UsageError(
            "a calibration goes with the model it was made for",
            where=str(calibration),
            todo="name that model with --lm FILE",
        )
    if word == OFF:
        return Judging(OFF, "", None)
    if word in (AUTO, BASE):
        from newslint.model.typos import base_calibration

        known = base_calibration()
        return Judging(BASE, known.model, known.expected(20_000))
    from newslint.model.judges import file_of, judge_from

    return of_judge(judge_from(file_of(word), calibration))


def of_judge(judge: Judge) -> Judging:
    """Return who judges for a judge that was loaded."""
    from newslint.model.judges import identity

    digest = hashlib.sha256(
        f"{judge.model.digest} {identity(judge.calibration)}".encode()
    ).hexdigest()
    recall = judge.calibration.expected(20_000)
    return Judging(judge.model.facts.name, digest, recall, judge)


def trained_on(files: Sequence[InputFile], reading: Reading) -> Judging:
    """Return who judges a corpus that is cleaned: trained on it when it is large enough.

    Raises OutputError when the cache cannot be written.
    """
    from newslint.model.train import ENOUGH

    base = judging(BASE)
    on_disk = [file.path for file in files if file.path is not None]
    size = sum(path.stat().st_size for path in on_disk if path.is_file())
    if len(on_disk) < len(files) or size < _HAN_BYTES * ENOUGH:
        return base
    from newslint.model.judges import judge_from

    model = cache_folder() / f"{_content(files, reading, base.digest)}.lm"
    if not model.exists():
        data = _trained(files, reading)
        if data is None:
            return base
        from newslint.sinks.files import replace_file, writing

        with writing(model):
            model.parent.mkdir(parents=True, exist_ok=True)
        replace_file(model, data)
    return of_judge(judge_from(model))


def _trained(files: Sequence[InputFile], reading: Reading) -> bytes | None:
    """Return the model of a corpus as a file holds it, None for one that is too small."""
    from newslint.model.train import ENOUGH, SIZES, Trainer
    from newslint.model.typos import base_model

    trainer = Trainer()
    with progress("training") as report:
        trainer.add(texts_of(files, reading), report)
        trainer.counter.result()
    if trainer.counter.han < ENOUGH:
        return None
    return trainer.adapted(base_model(), "base and this corpus", SIZES["large"]).to_bytes()


def texts_of(files: Sequence[InputFile], reading: Reading) -> Iterator[str]:
    """Yield the texts of files; what cannot be read is passed over."""
    for item in read(files, reading):
        if isinstance(item, Page):
            yield item.document.text


@contextmanager
def progress(doing: str) -> Iterator[Callable[[int], None]]:
    """Give what shows on standard error, if it is a terminal, how many characters were read."""
    shown = sys.stderr.isatty()

    def report(characters: int) -> None:
        if shown:
            click.echo(f"\rnewslint: {doing}: {characters:,} characters", nl=False, err=True)

    try:
        yield report
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def cache_folder() -> Path:
    """Return the folder for trained models: XDG_CACHE_HOME, or that of the platform."""
    given = os.environ.get("XDG_CACHE_HOME")
    if given:
        return Path(given) / CACHE
    local = os.environ.get("LOCALAPPDATA")
    if sys.platform == "win32" and local:
        return Path(local) / CACHE / "cache"
    try:
        home = Path.home()
    except RuntimeError:
        raise OutputError(
            "no home directory for the cache of trained models",
            todo="set XDG_CACHE_HOME, or use --lm base",
        ) from None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / CACHE
    return home / ".cache" / CACHE


def _content(files: Sequence[InputFile], reading: Reading, base: str) -> str:
    """Return a hash of all that decides what is trained; names of files are not part of it."""
    from newslint.model import evidence

    total = hashlib.sha256(f"{evidence.VERSION} {base} {reading!r}".encode())
    for file in files:
        assert file.path is not None
        try:
            with file.path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            digest = "unreadable"
        total.update(f"{file.format.value} {digest}\n".encode())
    return total.hexdigest()
