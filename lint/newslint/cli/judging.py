"""Which model judges a run: what --lm says, and what is said about it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from newslint.errors import OutputError, UsageError
from newslint.rule import Rule
from newslint.sources.find import InputFile
from newslint.sources.read import Page, Reading, read

if TYPE_CHECKING:
    from newslint.model.scorers.protocol import Scorer
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
        digest: what names model, calibration and scorer; empty when nothing is judged.
        recall: share of misread characters to expect, None when nothing is judged or it is not
            known.
        judge: who judges; None for the shipped one, which is loaded when it is first asked, and
            for none.
        scorer: what reads suspicious places once more, as it was named, with the beginning of
            its digest; empty for nothing.
        own: the thresholds were made for this model.
        file: where the model is that was trained for this run, None for any other.
    """

    name: str
    digest: str
    recall: float | None
    judge: Judge | None = None
    scorer: str = ""
    own: bool = True
    file: Path | None = None

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
        if self.name == OFF:
            return "no model judged misread characters (--lm off)"
        who = f"misread characters judged by the model {self.name}"
        if self.scorer:
            who += f" and the scorer {self.scorer}"
        if self.recall is None:
            return f"{who}; what share of them is found is not measured"
        share = (
            f"finds and rightly corrects some {self.recall:.0%} of them at 1 false alarm in "
            "20,000 characters"
        )
        if self.scorer:
            return f"{who}; the model alone {share}, both together are not measured"
        return f"{who}; it {share}" + ("" if self.own else ", by the thresholds of the base")


def judging(word: str, calibration: Path | None = None, scorer: str = "") -> Judging:
    """Return who judges.

    Raises UsageError for a calibration without its model and a scorer that cannot be opened,
    BadModel for a file that is no model.

    Args:
        word: `base`, `off`, the name of an installed model, or a model file.
        calibration: of that model, in place of the one beside it.
        scorer: specification of what reads suspicious places once more; empty for none.
    """
    if calibration is not None and word in (AUTO, OFF):
        raise UsageError(
            "a calibration goes with the model it was made for",
            where=str(calibration),
            todo="name that model with --lm base or --lm FILE",
        )
    if word == OFF:
        return Judging(OFF, "", None)
    shipped = word in (AUTO, BASE)
    if shipped and calibration is None and not scorer:
        from newslint.model.calibration import base_calibration

        known = base_calibration()
        return Judging(BASE, known.model, known.expected(20_000))
    from newslint.model.judges import file_of, judge_from

    opened = scorer_of(scorer)
    judge = judge_from(None if shipped else file_of(word), calibration, opened)
    found = of_judge(judge, scorer)
    return replace(found, name=BASE) if shipped else found


def scorer_of(spec: str) -> Scorer | None:
    """Return the scorer of a specification, None for an empty one; raises UsageError."""
    if not spec:
        return None
    from newslint.model.scorers.choose import scorer

    return scorer(spec)


def of_judge(judge: Judge, scorer: str = "") -> Judging:
    """Return who judges for a judge that was loaded, with the specification of its scorer."""
    from newslint.model.judges import has_own_thresholds, identity

    named = f"{judge.model.digest} {identity(judge.calibration)}"
    if judge.scorer is not None:
        named += f" {judge.scorer.digest}"
        scorer = f"{scorer} ({judge.scorer.digest[:12]})"
    calibration = judge.calibration
    recall = calibration.expected(20_000) if calibration.recall else None
    digest = hashlib.sha256(named.encode()).hexdigest()
    own = has_own_thresholds(judge)
    return Judging(judge.model.facts.name, digest, recall, judge, scorer, own)


def trained_on(files: Sequence[InputFile], reading: Reading, scorer: str = "") -> Judging:
    """Return who judges a corpus that is cleaned: trained on it when it is large enough.

    Raises OutputError when the cache cannot be written; see also `judging`.
    """
    from newslint.model.train import ENOUGH

    base = judging(BASE, None, scorer)
    on_disk = [file.path for file in files if file.path is not None]
    size = sum(path.stat().st_size for path in on_disk if path.is_file())
    if len(on_disk) < len(files) or size < _HAN_BYTES * ENOUGH:
        return base
    from newslint.model.judges import judge_from

    shipped = judging(BASE).digest
    model = cache_folder() / f"{_content(files, reading, shipped)}.lm"
    if not model.exists():
        data = _trained(files, reading)
        if data is None:
            return base
        from newslint.sinks.files import replace_file, writing

        with writing(model):
            model.parent.mkdir(parents=True, exist_ok=True)
        replace_file(model, data)
    found = of_judge(judge_from(model, None, scorer_of(scorer)), scorer)
    return replace(found, file=model)


def _trained(files: Sequence[InputFile], reading: Reading) -> bytes | None:
    """Return the model of a corpus as a file holds it, None for one that is too small."""
    from newslint.model.self_calibration import self_calibrated
    from newslint.model.train import ENOUGH, SIZES, Trainer
    from newslint.model.typos import base_model

    trainer = Trainer()
    with progress("training") as report:
        trainer.add(texts_of(files, reading), report)
        trainer.counter.result()
    if trainer.counter.han < ENOUGH:
        return None
    model = trainer.adapted(base_model(), "base and this corpus", SIZES["large"])
    return self_calibrated(model, trainer.sample.texts).to_bytes()


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
