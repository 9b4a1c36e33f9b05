"""newslint lm: train the model that judges characters, look at one, set its thresholds."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from newslint.cli.judging import BASE, OFF, progress, scorer_of
from newslint.errors import UsageError
from newslint.sources.decode import check_codec
from newslint.sources.find import InputFile, find
from newslint.sources.read import Reading, Reject, read

if TYPE_CHECKING:
    from newslint.model.calibration import Calibration
    from newslint.model.doubts import Numbers
    from newslint.model.scorers.protocol import Scorer
    from newslint.model.typos import Judge

FEWEST = 1000
"""N-grams of the smallest model that can be asked for."""

_TOGETHER = 1_000_000


@click.group("lm", short_help="Train or look at the model that judges characters.")
def command() -> None:
    """Train a model of the characters of news on your own text, look at one, set thresholds."""


_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path())
_FIELD = click.option(
    "--text-field", metavar="NAME", default="text", help="Field of a row that holds its text."
)
_ENCODING = click.option("--encoding", metavar="NAME", help="Codec of the input; found by default.")


@command.command("train")
@_PATHS
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.",
)
@click.option(
    "--alone", is_flag=True, help="Learn from this corpus only, without the model that is shipped."
)
@click.option(
    "--size",
    metavar="SIZE",
    default="large",
    show_default=True,
    help="N-grams to keep: small (2 million), large (5.3 million), or a number.",
)
@click.option("--name", metavar="NAME", help="What reports call the model.  [default: its file]")
@_FIELD
@_ENCODING
def train(
    paths: tuple[str, ...],
    output: Path,
    alone: bool,
    size: str,
    name: str | None,
    text_field: str,
    encoding: str | None,
) -> None:
    """Write a model of a corpus: what it writes again and again is taken for right.

    The counts of the corpus are mixed with the shipped model, whose digest the file names. Lines
    that repeat others, whole or nearly so, are counted once.
    """
    from newslint.model.self_calibration import self_calibrated
    from newslint.model.train import ENOUGH, SIZES, Trainer
    from newslint.model.typos import base_model
    from newslint.sinks.files import replace_file

    most = SIZES.get(size) or _number(size, SIZES)
    if output.is_dir():
        raise UsageError("is a directory", where=str(output), todo="name a file with -o")
    started = time.perf_counter()
    files, reading = find(paths), _reading(text_field, encoding)
    thresholds: Mapping[int, float] = {}
    trainer = Trainer()
    with progress("counting") as report:
        trainer.add(_texts(files, reading), report)
    called = name or output.stem
    if alone:
        data = trainer.alone(called, most).to_bytes()
    else:
        model = self_calibrated(trainer.adapted(base_model(), called, most), trainer.sample.texts)
        thresholds = model.thresholds
        data = model.to_bytes()
    replace_file(output, data)
    counter = trainer.counter
    click.echo(
        f"{output}: {len(data):,} bytes from {counter.characters:,} characters, "
        f"{counter.repeats.repeated:,} of {counter.repeats.lines:,} lines left out as repeats, "
        f"{time.perf_counter() - started:.0f} s"
    )
    if counter.han < ENOUGH:
        click.echo(
            f"newslint: {counter.han:,} Han characters are few: from {ENOUGH:,} on a corpus helps",
            err=True,
        )
    from newslint.model.judges import beside

    if beside(output).exists():
        click.echo(
            f"newslint: {beside(output)} is for the model that was replaced: calibrate again",
            err=True,
        )
    whose = "set by the corpus itself" if thresholds else "those of the base"
    click.echo(
        f"newslint: thresholds are {whose}; clean text sets them better: "
        f"`newslint lm calibrate CLEAN --lm {output} -o {output}.json`",
        err=True,
    )


def _number(size: str, names: Mapping[str, int]) -> int:
    plain = size.replace(",", "").replace("_", "")
    if plain.isdecimal() and int(plain) >= FEWEST:
        return int(plain)
    allowed = f"allowed: {', '.join(names)}, or a number from {FEWEST:,} on"
    raise UsageError(f"{size!r} is no size", where="--size", todo=allowed)


def _reading(text_field: str, encoding: str | None) -> Reading:
    pointer = text_field if text_field.startswith("/") else f"/{text_field}"
    return Reading(check_codec(encoding) if encoding else None, pointer)


def _texts(files: Sequence[InputFile], reading: Reading) -> Iterator[str]:
    """Yield the texts of files; what cannot be read is told and passed over."""
    for item in read(files, reading):
        if isinstance(item, Reject):
            click.echo(f"newslint: {item}", err=True)
        else:
            yield item.document.text


@command.command("info")
@click.argument("model", metavar="FILE|base")
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def info(model: str, output_format: str) -> None:
    """Print what a model file is: where it is from, how large, what to expect of it."""
    judge, path = _judge(model)
    facts = described(judge, path)
    if output_format == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    for label, value in facts.items():
        click.echo(f"{label:<20} {_shown(value)}")


def _judge(model: str) -> tuple[Judge, Path | None]:
    """Return a model with the calibration beside it, whatever scorer it is for, and its file."""
    from newslint.model.judges import beside, file_of, read_calibration, uncalibrated

    path = None if model == BASE else file_of(model)
    judge = uncalibrated(path)
    if path is not None and beside(path).exists():
        known = read_calibration(beside(path), judge.model.digest)
        judge = replace(judge, calibration=known)
    return judge, path


def described(judge: Judge, path: Path | None) -> dict[str, object]:
    """Return what is known of a model, by label."""
    from newslint.model.evidence import Adapted
    from newslint.model.judges import has_own_thresholds
    from newslint.model.ngrams import Ngrams, sizes

    model = judge.model
    facts: dict[str, object] = {
        "name": model.facts.name,
        "characters": model.facts.characters,
        "lines": model.facts.lines,
        "corpus": model.facts.source,
        "digest": model.digest,
    }
    if path is not None:
        facts["bytes"] = path.stat().st_size
    if isinstance(model, Adapted):
        facts["kind"] = "corpus on the base"
        facts["base"] = model.base.digest
        facts["share of the corpus"] = model.share
        counted = [int((model.ones > 0).sum()), *(len(table) for table in model.tables.values())]
    else:
        assert isinstance(model, Ngrams)
        facts["kind"] = "whole model"
        counted = list(sizes(model))
    facts["n-grams"] = {str(order): count for order, count in enumerate(counted, 1)}
    calibration = judge.calibration
    own = "its own" if has_own_thresholds(judge) else "that of the base"
    by_corpus = isinstance(model, Adapted) and model.thresholds == calibration.thresholds
    facts["calibration"] = "thresholds by the corpus itself" if by_corpus else own
    facts["thresholds"] = {f"1/{rate}": level for rate, level in _ordered(calibration.thresholds)}
    facts["expected recall"] = {f"1/{rate}": share for rate, share in _ordered(calibration.recall)}
    if calibration.scorer:
        facts["thresholds with"] = f"the scorer {calibration.scorer}"
    if calibration.refit is not None:
        facts["judged findings"] = calibration.refit.findings
    return facts


def _ordered(values: object) -> list[tuple[int, float]]:
    assert isinstance(values, dict)
    return [(key, round(values[key], 4)) for key in sorted(values)]


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{key}: {_shown(one)}" for key, one in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)


@command.command("calibrate")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--lm", "model", metavar="FILE|base", default=BASE, show_default=True)
@click.option(
    "--judged",
    "sheets",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Sheet of `newslint clean --sample` in which findings of OCR002 were judged.",
)
@click.option(
    "--scorer",
    "spec",
    metavar="SCORER",
    default=OFF,
    help="Calibrate for judging with this scorer: onnx:PATH or hf:NAME_OR_PATH.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.  [default: beside the model]",
)
@_FIELD
@_ENCODING
def calibrate(
    paths: tuple[str, ...],
    model: str,
    sheets: tuple[Path, ...],
    spec: str,
    output: Path | None,
    text_field: str,
    encoding: str | None,
) -> None:
    """Set the thresholds of a model by your own clean text, PATHS, and by judged findings.

    Each threshold lets through one false alarm in so many characters of the clean text. Judged
    findings correct the probabilities that are told.
    """
    from newslint.model.judges import beside, file_of
    from newslint.sinks.files import replace_file

    if not paths and not sheets:
        raise UsageError("nothing to calibrate by", todo="name clean text, or sheets with --judged")
    path = None if model == BASE else file_of(model)
    if output is None:
        if path is None:
            raise UsageError(
                "the shipped model keeps its calibration", todo="name a file to write with -o"
            )
        output = beside(path)
    scorer = scorer_of("" if spec == OFF else spec)
    judge = _known(path, scorer, output)
    done: list[str] = []
    if sheets:
        from newslint.cli.judgements import refit_by

        if scorer is not None and not paths and judge.calibration.scorer != scorer.digest:
            raise UsageError(
                "a new scorer needs thresholds of its own",
                where=f"--scorer {spec}",
                todo="name clean text, too",
            )
        refit, done = refit_by(judge, sheets)
        judge = replace(judge, calibration=replace(judge.calibration, refit=refit))
    calibration = replace(judge.calibration, model=judge.model.digest)
    if paths:
        texts = _texts(find(paths), _reading(text_field, encoding))
        calibration = _by_text(judge, texts, done)
    replace_file(output, calibration.to_json().encode())
    for line in done:
        click.echo(line)
    click.echo(f"-> {output}")


def _known(path: Path | None, scorer: Scorer | None, output: Path) -> Judge:
    """Return a judge with what was known of it before it is calibrated.

    This is the calibration that stands where the new one is written, then that beside the model;
    that of the base where neither is for this model and scorer.
    """
    from newslint.model.arrays import BadModel
    from newslint.model.judges import beside, read_calibration, uncalibrated

    judge = uncalibrated(path, scorer)
    for file in (output, *([beside(path)] if path is not None else [])):
        if not file.is_file():
            continue
        try:
            found = read_calibration(file, judge.model.digest)
        except BadModel as error:
            click.echo(f"newslint: {error.where}: {error.what}; begun anew", err=True)
            continue
        if found.scorer == (scorer.digest if scorer is not None else ""):
            return replace(judge, calibration=found)
    return judge


def _by_text(judge: Judge, texts: Iterator[str], done: list[str]) -> Calibration:
    """Return the calibration with thresholds from clean text, and add what was done."""
    from newslint.model.calibration import RATES
    from newslint.model.judges import SUPPORT, recalibrated

    found: list[Numbers] = []
    characters = 0
    with progress("judging") as report:
        for batch in _batches(texts):
            found.append(_odds(judge, batch))
            characters += sum(map(len, batch))
            report(characters)
    least = SUPPORT * min(RATES)
    if characters < least:
        raise UsageError(
            f"{characters:,} characters of clean text are too few; nothing was written",
            todo=f"give it at least {least:,}; {SUPPORT * 20_000:,} for one false alarm in 20,000",
        )
    odds = np.concatenate(found)
    calibration, measured = recalibrated(judge, odds, characters)
    for rate in measured:
        before, now = judge.calibration.thresholds[rate], calibration.thresholds[rate]
        alarms = int((odds > before).sum())
        done.append(
            f"1 in {rate:,}: threshold {before:.2f} -> {now:.2f} "
            f"({alarms} alarms in {characters:,} characters before)"
        )
    rest = [f"{rate:,}" for rate in RATES if rate not in measured]
    if rest:
        done.append(f"1 in {', '.join(rest)}: moved along; more clean text would measure them")
    return calibration


def _batches(texts: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= _TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _odds(judge: Judge, texts: Sequence[str]) -> Numbers:
    """Return the log odds of all places of texts, after the scorer has read them, if any."""
    from newslint.model.scorers.second_opinion import second_opinion
    from newslint.text.charclass import SENTINEL, encode

    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    codes = encode(SENTINEL.join(texts))
    judged = judge.judge(codes, starts)
    if judge.scorer is not None:
        judged, _ = second_opinion(judged, codes, judge.scorer)
    return judged.odds
