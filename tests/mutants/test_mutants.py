"""Every hand-made mistake is caught by the laws, and the code as it stands is not."""

import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from mutants.battery import BATTERIES
from mutants.catalog import MUTANTS, Mutant


@cache
def source_of(module: str) -> str:
    path = import_module(module).__file__
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


Mutate = Callable[[Mutant], ModuleType]


@pytest.fixture
def mutated(monkeypatch: pytest.MonkeyPatch) -> Mutate:
    """Return a function that makes a fresh module with a mistake; no other module sees it."""
    return lambda mutant: _mutated(mutant, monkeypatch)


def _mutated(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType(f"mutant_of_{mutant.module.replace('.', '_')}")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    text = source_of(mutant.module).replace(mutant.old, mutant.new)
    exec(compile(text, module.__name__, "exec"), vars(module))
    return module


@pytest.mark.parametrize("module", BATTERIES)
def test_the_code_as_it_stands_obeys_the_laws(module: str) -> None:
    BATTERIES[module](import_module(module))


@pytest.mark.parametrize("module", BATTERIES)
def test_a_copy_without_a_mistake_obeys_the_laws(module: str, mutated: Mutate) -> None:
    BATTERIES[module](mutated(Mutant(module, "", "", "nothing")))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.breaks)
def test_a_mistake_is_caught(mutant: Mutant, mutated: Mutate) -> None:
    assert source_of(mutant.module).count(mutant.old) == 1
    module = mutated(mutant)
    with pytest.raises(Exception):  # noqa: B017, PT011  any failure is a catch
        BATTERIES[mutant.module](module)


def test_every_module_has_several_mutants_and_none_is_listed_twice() -> None:
    assert set(Counter((one.module, one.old, one.new) for one in MUTANTS).values()) == {1}
    assert len({one.breaks for one in MUTANTS}) == len(MUTANTS)
    counts = Counter(one.module for one in MUTANTS)
    assert all(counts[module] >= 10 for module in BATTERIES)
