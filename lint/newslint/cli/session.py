"""What the commands that read text share: their options, and the run behind them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

import click

from newslint.config.apply import settle
from newslint.config.load import Loaded, load
from newslint.config.model import Config, Profile
from newslint.config.selection import Selection, chosen
from newslint.errors import Exit, UsageError
from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.pipeline.resolve import Gate
from newslint.pipeline.suppress import Suppression
from newslint.pipeline.verdicts import dropping
from newslint.rule import Level, Rule, load_packs
from newslint.sources.decode import check_codec
from newslint.sources.find import InputFile, find, paths_in
from newslint.sources.read import Page, Reading, Reject, read
from newslint.text.edit import Safety

if TYPE_CHECKING:
    from newslint.cli.judging import Judging

Function = TypeVar("Function", bound=Callable[..., None])

_GIVEN = "newslint.given"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says about a run; None where it leaves it to the configuration.

    Args:
        paths: what to read.
        stdin_filename: name of the text read from standard input.
        config: configuration file to use in place of the nearest one.
        isolated: use no configuration file.
        profile: house policies to start from.
        select: only these rules.
        extend_select: these rules too.
        ignore: not these rules.
        encoding: codec of the input.
        text_field: field of a row that holds its text.
        id_field: field of a row that holds its id.
        files_from: file that lists more paths, one a line.
        confidence: lower bound that a safe repair must reach.
        lm: which model judges: base, off, a file, and for `clean` auto.
        lm_calibration: calibration of the model.
        scorer: masked language model that reads suspicious places once more; off for none.
    """

    paths: tuple[str, ...]
    stdin_filename: str = "stdin.txt"
    config: Path | None = None
    isolated: bool = False
    profile: Profile | None = None
    select: str | None = None
    extend_select: str | None = None
    ignore: str | None = None
    encoding: str | None = None
    text_field: str | None = None
    id_field: str | None = None
    files_from: str | None = None
    confidence: float | None = None
    lm: str | None = None
    lm_calibration: Path | None = None
    scorer: str | None = None

    @classmethod
    def here(cls) -> Asked:
        """Return what was given to the command that runs."""
        return cls(**click.get_current_context().meta[_GIVEN])


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    context.meta.setdefault(_GIVEN, {})[parameter.name] = value


_option = partial(click.option, expose_value=False, callback=_remember)

_OPTIONS: tuple[Callable[[Function], Function], ...] = (
    click.argument(
        "paths",
        nargs=-1,
        type=click.Path(),
        expose_value=False,
        callback=_remember,
    ),
    _option("--select", metavar="CODES", help="Only these rules: codes, prefixes or names."),
    _option("--extend-select", metavar="CODES", help="These rules too."),
    _option("--ignore", metavar="CODES", help="Not these rules."),
    _option(
        "--profile",
        type=click.Choice(get_args(Profile)),
        help="House policies to start from.  [default: news]",
    ),
    _option(
        "--config",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Configuration file.  [default: the nearest newslint.toml or pyproject.toml]",
    ),
    _option("--isolated", is_flag=True, help="Use no configuration file."),
    _option("--encoding", metavar="NAME", help="Codec of the input; found by default."),
    _option(
        "--text-field",
        metavar="NAME",
        help="Field of a row that holds its text: a name or a JSON pointer.  [default: text]",
    ),
    _option(
        "--id-field",
        metavar="NAME",
        help="Field of a row that holds its id, kept in the meta of its records.",
    ),
    _option(
        "--files-from",
        metavar="LIST",
        help="Also read the paths that this file lists, one a line; - for standard input.",
    ),
    _option(
        "--stdin-filename",
        metavar="NAME",
        default="stdin.txt",
        show_default=True,
        help="Name of the text read from standard input (-).",
    ),
    _option(
        "--confidence",
        metavar="SHARE",
        type=click.FloatRange(0, 1),
        help="Lower 95 % bound a safe repair must reach to be applied.  [default: 0.95]",
    ),
    _option(
        "--lm",
        metavar="MODEL",
        help="Which model judges characters: base, off, the name of an installed one, or a file "
        "of `newslint lm train`; for clean also auto.  [default: base; clean: auto]",
    ),
    _option(
        "--lm-calibration",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Calibration for the model of --lm.  [default: the one beside it]",
    ),
    _option(
        "--scorer",
        metavar="SCORER",
        help="Masked language model that reads suspicious places once more: onnx:PATH, "
        "hf:NAME_OR_PATH, or off.  [default: off]",
    ),
)


def reading_options(function: Function) -> Function:
    """Add to a command what `Asked` holds; the command reads it with `Asked.here`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@dataclass(frozen=True)
class Session:
    """Rules, gate and files of one run; all commands go through `run`."""

    rules: tuple[Rule, ...]
    gate: Gate
    files: tuple[InputFile, ...]
    reading: Reading
    suppression: Suppression = field(default_factory=Suppression)
    fail_level: Level = Level.WARNING
    drop: tuple[str, ...] = ()
    judging: Judging | None = None

    @classmethod
    def open(
        cls,
        asked: Asked,
        *,
        unsafe: bool = False,
        drop: str | None = None,
        trains: bool = False,
        loaded: Loaded | None = None,
        reads: bool = True,
    ) -> Session:
        """Return the session that the command line and the configuration ask for.

        The command line wins over the file. `drop` names the rules whose verdict drops an
        article; `trains` tells that a model may be trained on what is read; `loaded` is the
        configuration, which is read when it is not given; a session that does not read has no
        files. Raises UsageError.
        """
        loaded = loaded or load(asked.config, isolated=asked.isolated)
        config = loaded.config
        if asked.profile is not None:
            config = replace(config, profile=asked.profile)
        confidence = config.confidence if asked.confidence is None else asked.confidence
        gate = Gate(Safety.ASK if unsafe else Safety.SAFE, confidence)
        text_field = config.text_field if asked.text_field is None else asked.text_field
        id_pointer = None if asked.id_field is None else _pointer(asked.id_field)
        codec = _codec(asked.encoding, loaded)
        reading = Reading(codec, _pointer(text_field), id_pointer=id_pointer)
        files = find(_paths(asked), asked.stdin_filename) if reads else ()
        layer = Selection(
            None if asked.select is None else words(asked.select),
            words(asked.extend_select),
            words(asked.ignore),
        )
        installed = load_packs()
        settings = settle(replace(loaded, config=config), installed, layer)
        level = Level[config.fail_level.upper()]
        dropped = tuple(dropping(words(drop), installed, settings.rules))
        judging, rules = _judged(asked, config, settings.rules, files, reading, trains=trains)
        return cls(rules, gate, files, reading, settings.suppression, level, dropped, judging)

    def run(self) -> Iterator[Cleaned | Reject]:
        """Yield what became of each page, and what could not be read, in order."""
        return flow(read(self.files, self.reading), self.cleaner)

    @cached_property
    def cleaner(self) -> Cleaner:
        """Return what runs the rules."""
        return Cleaner(self.rules, self.gate, self.suppression)

    @property
    def fingerprint(self) -> str:
        """Return a hash of everything but the input that decides what a run writes."""
        parts = [
            f"{rule.code}={rule.version}:{rule.level.label}:{rule.options!r}:{rule.measured!r}"
            for rule in self.rules
        ]
        parts += [repr(self.gate), repr(self.reading), self.suppression.identity]
        parts += [f"drop {code}" for code in self.drop]
        parts += [f"lm {self.judging.digest}"] if self.judging is not None else []
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _judged(
    asked: Asked,
    config: Config,
    rules: tuple[Rule, ...],
    files: Sequence[InputFile],
    reading: Reading,
    *,
    trains: bool,
) -> tuple[Judging | None, tuple[Rule, ...]]:
    """Return who judges, None when no rule asks a model, and the rules with it.

    Raises UsageError, and BadModel for a file that is no model.
    """
    from newslint.cli.judging import AUTO, OFF, judging, trained_on
    from newslint.model.judges import asks

    if asked.lm == AUTO and not trains:
        raise UsageError(
            "only `newslint clean` trains on what it reads",
            where="--lm auto",
            todo="name base, off, or a file of `newslint lm train`",
        )
    word = config.lm if asked.lm is None else asked.lm
    scorer = config.scorer if asked.scorer is None else asked.scorer
    scorer = "" if scorer == OFF else scorer
    if word == OFF and scorer and asked.scorer is not None:
        raise UsageError(
            "a scorer reads what a model doubts, and none judges",
            where=f"--scorer {scorer}",
            todo="leave out --scorer or --lm off",
        )
    if not any(map(asks, rules)):
        if word != AUTO or asked.lm_calibration is not None or asked.scorer is not None:
            judging(word, asked.lm_calibration, scorer)
        return None, rules
    if word == AUTO and trains and asked.lm_calibration is None:
        found = trained_on(files, reading, scorer)
    else:
        found = judging(word, asked.lm_calibration, scorer)
    return found, found.serve(rules)


def _pointer(name: str) -> str:
    """Return the JSON pointer of a field that is given as one, or by its name."""
    return name if name.startswith("/") else f"/{name}"


def _paths(asked: Asked) -> tuple[str, ...]:
    """Return the paths given and listed; raises UsageError when there is none."""
    if asked.files_from is not None:
        return asked.paths + paths_in(asked.files_from)
    if not asked.paths:
        raise UsageError("nothing to read", todo="name files or folders, or --files-from LIST")
    return asked.paths


def _codec(asked: str | None, loaded: Loaded) -> str | None:
    """Return the codec asked for, or that of the configuration; raises UsageError."""
    if asked:
        return check_codec(asked)
    if loaded.config.encoding is None:
        return None
    try:
        return check_codec(loaded.config.encoding)
    except UsageError as error:
        raise loaded.place.key("encoding").error(error.what, error.todo) from None


def words(given: str | None) -> tuple[str, ...]:
    """Return the words of an option, which commas or spaces divide."""
    return tuple((given or "").replace(",", " ").split())


def select_rules(
    rules: Sequence[Rule], select: str | None, extend_select: str | None, ignore: str | None
) -> tuple[Rule, ...]:
    """Return the rules that are selected; raises UsageError for a word that names none.

    Rules that are off by default run only when `select` or `extend_select` names them.
    """
    anew = None if select is None else words(select)
    codes = chosen(rules, [Selection(anew, words(extend_select), words(ignore))])
    return tuple(rule for rule in rules if rule.code in codes)


@dataclass
class Verdict:
    """The exit code so far: the highest that applies."""

    code: Exit = Exit.DONE

    def raise_to(self, code: Exit) -> None:
        """Remember an exit code unless a higher one is known."""
        self.code = max(self.code, code)

    def report(self, reject: Reject) -> None:
        """Print why some input could not be read or cleaned, in one line."""
        click.echo(f"newslint: {reject}", err=True)
        self.raise_to(Exit.OUTPUT if reject.internal else Exit.INPUT)

    def sidecars(self, page: Page) -> None:
        """Print what is wrong with sidecars that were met with a page."""
        for line in page.troubles:
            click.echo(f"newslint: {line}", err=True)
            self.raise_to(Exit.INPUT)


def announce_codec(cleaned: Cleaned) -> None:
    """Say on standard error which codec a file was read in when it is not UTF-8."""
    source = cleaned.page.document.source
    if source.codec != "utf-8" and cleaned.page.document.row in (None, 1):
        click.echo(f"newslint: {source.path}: read as {source.codec}", err=True)
