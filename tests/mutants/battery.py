"""Seeded checks of one module's laws: fast, repeatable, and strict enough to catch each mutant."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from types import ModuleType

from pipeline.test_resolve import obeys
from text import laws, newline_laws
from text.histories import decoded, history

ROUNDS = 2_500


def try_log(core: ModuleType) -> None:
    """Check random histories made of the module's own steps."""
    for seed in range(ROUNDS):
        log = history(Random(seed), core)
        for law in laws.LAWS:
            law(log, Random(seed), core)


def try_newlines(core: ModuleType) -> None:
    """Check random decoded texts and histories of them."""
    for seed in range(ROUNDS):
        text = decoded(Random(seed))
        for law in newline_laws.LAWS:
            law(text, Random(seed), core)


def try_resolve(core: ModuleType) -> None:
    """Check random findings of random pages."""
    for seed in range(ROUNDS):
        obeys(Random(seed), core)


BATTERIES: dict[str, Callable[[ModuleType], None]] = {
    "newslint.text.log": try_log,
    "newslint.text.newlines": try_newlines,
    "newslint.pipeline.resolve": try_resolve,
}
