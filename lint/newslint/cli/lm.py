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

from newslint.cli.judging import BASE, progress
from newslint.errors import InputError, UsageError
from newslint.sources.decode import check_codec
from newslint.sources.find import InputFile, find
from newslint.sources.read import Reading, Reject, read
from newslint.sources.sheet import read_sheet

if TYPE_CHECKING:
    from newslint.model.suspects import Numbers
    from newslint.model.typos import Calibration, Judge

CODES = ("OCR002",)
"""Rules whose judged findings say how sure the model is rightly."""

FEWEST = 1000
"""N-grams of the smallest model that can be asked for."""

SUREST = 0.005
"""Probabilities are told in whole percent; nearer to 0 and 1 they are taken for this."""

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
    from newslint.model.train import ENOUGH, SIZES, Trainer
    from newslint.model.typos import base_model
    from newslint.sinks.files import replace_file

    most = SIZES.get(size) or _number(size, SIZES)
    if output.is_dir():
        raise UsageError("is a directory", where=str(output), todo="name a file with -o")
    started = time.perf_counter()
    files, reading = find(paths), _reading(text_field, encoding)
    trainer = Trainer()
    with progress("counting") as report:
        trainer.add(_texts(files, reading), report)
    called = name or output.stem
    if alone:
        data = trainer.alone(called, most).to_bytes()
    else:
        data = trainer.adapted(base_model(), called, most).to_bytes()
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
    click.echo(
        "newslint: thresholds are those of the base; set your own with "
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
    judge, path = _judge(model, None)
    facts = described(judge, path)
    if output_format == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    for label, value in facts.items():
        click.echo(f"{label:<20} {_shown(value)}")


def _judge(model: str, calibration: Path | None) -> tuple[Judge, Path | None]:
    from newslint.model.judges import file_of, judge_from
    from newslint.model.typos import base_judge

    if model == BASE:
        return base_judge(), None
    path = file_of(model)
    return judge_from(path, calibration), path


def described(judge: Judge, path: Path | None) -> dict[str, object]:
    """Return what is known of a model, by label."""
    from newslint.model.evidence import Adapted
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
    own = calibration.model == model.digest
    facts["calibration"] = "its own" if own else "that of the base"
    facts["thresholds"] = {f"1/{rate}": level for rate, level in _ordered(calibration.thresholds)}
    facts["expected recall"] = {f"1/{rate}": share for rate, share in _ordered(calibration.recall)}
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
    output: Path | None,
    text_field: str,
    encoding: str | None,
) -> None:
    """Set the thresholds of a model by your own clean text, PATHS, and by judged findings.

    Each threshold lets through one false alarm in so many characters of the clean text.
    """
    from newslint.model.judges import BESIDE
    from newslint.sinks.files import replace_file

    if not paths and not sheets:
        raise UsageError("nothing to calibrate by", todo="name clean text, or sheets with --judged")
    judge, path = _judge(model, None)
    if output is None:
        if path is None:
            raise UsageError(
                "the shipped model keeps its calibration", todo="name a file to write with -o"
            )
        output = path.with_name(path.name + BESIDE)
    done: list[str] = []
    calibration = replace(judge.calibration, model=judge.model.digest)
    if sheets:
        calibration = _by_judgement(calibration, sheets, done)
    if paths:
        files = find(paths)
        judge = replace(judge, calibration=calibration)
        calibration = _by_text(judge, _texts(files, _reading(text_field, encoding)), done)
    replace_file(output, calibration.to_json().encode())
    for line in done:
        click.echo(line)
    click.echo(f"-> {output}")


def _by_text(judge: Judge, texts: Iterator[str], done: list[str]) -> Calibration:
    """Return the calibration with thresholds from clean text, and add what was done."""
    from newslint.model.judges import SUPPORT, recalibrated
    from newslint.model.typos import RATES

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
    from newslint.text.charclass import SENTINEL, encode

    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    return judge.judge(encode(SENTINEL.join(texts)), starts).odds


def _by_judgement(calibration: Calibration, sheets: Sequence[Path], done: list[str]) -> Calibration:
    """Return the calibration fitted to judged findings, and add what was done."""
    from newslint.model.judges import platt, refitted
    from newslint.rule import FEWEST_LABELLED

    judged: dict[str, tuple[float, bool]] = {}
    for sheet in sheets:
        judged |= _judgements(calibration, sheet)
    right = np.array([verdict for _, verdict in judged.values()], dtype=np.bool_)
    if len(judged) < FEWEST_LABELLED:
        raise UsageError(
            f"{len(judged)} judged findings of {', '.join(CODES)} are too few; nothing was written",
            todo=f"judge at least {FEWEST_LABELLED} as right or wrong",
        )
    odds = np.array([known for known, _ in judged.values()], dtype=np.float32)
    scale, bias = platt(odds, right)
    done.append(
        f"{len(judged)} judged findings, {int(right.sum())} right: log odds times {scale:.2f}, "
        f"{bias:+.2f}"
    )
    return refitted(calibration, scale, bias)


def _judgements(calibration: Calibration, sheet: Path) -> dict[str, tuple[float, bool]]:
    """Return by the id of each judged finding its log odds, and whether it was right."""
    found: dict[str, tuple[float, bool]] = {}
    judged = list(read_sheet(sheet))
    lines = [line for line in sheet.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    from newslint.model.typos import PRIOR

    shift = np.log(PRIOR / (1 - PRIOR)) - np.log(calibration.prior / (1 - calibration.prior))
    for one, line in zip(judged, lines, strict=True):
        if one.rule in CODES and one.judgement in ("right", "wrong"):
            chance = _chance(json.loads(line).get("evidence"), one.where)
            odds = float(np.log(chance / (1 - chance)) - shift)
            found[one.id] = odds, one.judgement == "right"
    return found


def _chance(evidence: object, where: str) -> float:
    """Return the probability that a finding was told with; raises InputError without one."""
    for one in evidence if isinstance(evidence, list) else ():
        if isinstance(one, dict) and one.get("label") == "probability":
            number = str(one.get("value")).rpartition(" ")[2].removesuffix("%")
            if number.replace(".", "", 1).isdecimal():
                return min(max(float(number) / 100, SUREST), 1 - SUREST)
    raise InputError(
        "the finding tells no probability",
        where=where,
        todo="keep every field of the sheet as it was drawn",
    )
