"""How a worker, in another process or on another machine, comes by the session of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from newslint.cli.session import Asked, Session
from newslint.config.load import Loaded, load
from newslint.corpus.settings import Settings
from newslint.engines.across import Across
from newslint.engines.part import Kit
from newslint.errors import RuleError
from newslint.pipeline.project import Unit
from newslint.sinks.part import Judges


@dataclass(frozen=True, slots=True)
class Copies:
    """What the command line says of copies: see the options of `newslint clean`."""

    priority: tuple[str, ...] = ()
    loss: float = 0.5
    source_field: str = "source"
    date_field: str = "date"


@dataclass(frozen=True)
class Recipe:
    """All that a session is made of but the input; can be pickled.

    Args:
        asked: what the command line says, without paths.
        loaded: the configuration, as the run read it.
        unsafe: whether repairs that only ask are applied.
        drop: codes of the rules whose verdict drops an article.
        unit: what a record is.
        copies: what is said of copies.
        fingerprint: of the session.
        ready: the kit, where it was made.
    """

    asked: Asked
    loaded: Loaded
    unsafe: bool
    drop: str
    unit: Unit | None
    copies: Copies
    fingerprint: str = ""
    ready: Kit | None = field(default=None, compare=False, repr=False)

    def session(self) -> Session:
        """Return the session, without files; raises UsageError."""
        session = Session.open(
            self.asked,
            unsafe=self.unsafe,
            drop=self.drop,
            trains=True,
            loaded=self.loaded,
            reads=False,
        )
        return replace(session, reading=replace(session.reading, unit=self.unit))

    def __call__(self) -> Kit:
        """Return what cleans; raises RuleError where the same words make another session."""
        if self.ready is not None:
            return self.ready
        session = self.session()
        if session.fingerprint != self.fingerprint:
            raise RuleError(
                "a worker has other rules or another model than the run that started it",
                todo="install the same newslint, rule packs and models everywhere",
            )
        return kit_of(session, self.copies)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without the kit: rules are found anew where it is opened."""
        words = self.asked, self.loaded, self.unsafe, self.drop, self.unit
        return Recipe, (*words, self.copies, self.fingerprint)


def kit_of(session: Session, copies: Copies) -> Kit:
    """Return what cleans in a session; raises UsageError for an option that is out of range."""
    settings = Settings.of(
        session.rules, priority=copies.priority, dropped=session.drop, loss=copies.loss
    )
    return Kit(
        session.cleaner,
        session.reading,
        Judges(
            tuple(rule for rule in session.rules if rule.verdict is not None),
            frozenset(session.drop),
        ),
        frozenset(rule.code for rule in session.rules if rule.tags),
        Across(settings, copies.source_field, copies.date_field),
    )


def opened(
    asked: Asked, unsafe: bool, drop: str, unit: Unit | None, copies: Copies
) -> tuple[Session, Recipe]:
    """Return a session with its files, and how to open it again without them.

    Raises UsageError.
    """
    loaded = load(asked.config, isolated=asked.isolated)
    session = Session.open(asked, unsafe=unsafe, drop=drop, trains=True, loaded=loaded)
    session = replace(session, reading=replace(session.reading, unit=unit))
    model = session.judging.file if session.judging is not None else None
    again = replace(asked, paths=(), files_from=None, lm=asked.lm if model is None else str(model))
    kit = kit_of(session, copies)
    return session, Recipe(again, loaded, unsafe, drop, unit, copies, session.fingerprint, kit)
