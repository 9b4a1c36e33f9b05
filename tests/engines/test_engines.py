"""The engines: every result, wherever it is made, and every death is noticed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newslint.engines.engine import Died, Engine, in_order
from newslint.engines.local import Local
from newslint.engines.serial import Serial
from newslint.errors import InputError, NewslintError, OutputError


def on_ray() -> Engine:
    pytest.importorskip("ray")
    from newslint.engines.ray import Ray

    return Ray(workers=2)


ENGINES: dict[str, Callable[[], Engine]] = {
    "one worker": lambda: Local(1),
    "three workers": lambda: Local(3),
    "ray": on_ray,
}


@pytest.fixture(params=["serial", *ENGINES])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made: Engine = Serial() if request.param == "serial" else ENGINES[request.param]()
    yield made
    made.close()


@pytest.fixture(params=list(ENGINES))
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give an engine that works in other processes."""
    made = ENGINES[request.param]()
    yield made
    made.close()


def doubled(number: int) -> int:
    return 2 * number


def refused(number: int) -> int:
    if number == 3:
        raise InputError("the third is bad", where="here", todo="leave it out")
    return number


def killed_once(place: Path) -> str:
    """End the process at the first call."""
    if place.suffix == ".kill" and not place.exists():
        place.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return place.name


def killed_always(place: Path) -> str:
    os._exit(7)


def worker_of(_: int) -> int:
    return os.getpid()


def working_directory(_: int) -> str:
    return str(Path.cwd())


def test_every_argument_has_its_result(engine: Engine) -> None:
    assert dict(engine.each(doubled, range(50))) == {number: 2 * number for number in range(50)}


def test_results_can_be_had_in_order(engine: Engine) -> None:
    assert list(in_order(engine, doubled, range(50))) == [2 * number for number in range(50)]


def test_no_arguments_are_no_results(engine: Engine) -> None:
    assert list(engine.each(doubled, [])) == []


def test_an_error_crosses_with_its_fields(engine: Engine) -> None:
    with pytest.raises(NewslintError) as caught:
        list(engine.each(refused, range(6)))
    assert (caught.value.what, caught.value.where) == ("the third is bad", "here")
    assert caught.value.todo == "leave it out"


def test_work_is_done_elsewhere(elsewhere: Engine) -> None:
    workers = {worker for _, worker in elsewhere.each(worker_of, range(40))}
    assert os.getpid() not in workers
    assert 1 <= len(workers) <= 3


def test_a_killed_worker_is_told_and_the_rest_goes_on(elsewhere: Engine, tmp_path: Path) -> None:
    places = [tmp_path / f"{number}.{'kill' if number == 2 else 'calm'}" for number in range(8)]
    results = dict(elsewhere.each(killed_once, places))
    assert isinstance(results[2], Died)
    assert [results[number] for number in range(8) if number != 2] == [
        place.name for place in places if place.suffix == ".calm"
    ]


def test_the_death_of_a_worker_has_a_reason(tmp_path: Path) -> None:
    engine = Local(1)
    [(_, result)] = engine.each(killed_once, [tmp_path / "1.kill"])
    engine.close()
    assert isinstance(result, Died)
    assert "SIGKILL" in result.reason


def test_work_of_a_killed_worker_is_done_again(elsewhere: Engine, tmp_path: Path) -> None:
    places = [tmp_path / f"{number}.{'kill' if number % 3 == 2 else ''}" for number in range(8)]
    assert list(in_order(elsewhere, killed_once, places)) == [place.name for place in places]


def test_a_task_that_ends_every_worker_is_an_error(elsewhere: Engine, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="died twice"):
        list(in_order(elsewhere, killed_always, [tmp_path]))


def test_workers_find_relative_paths(
    elsewhere: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [(_, found)] = elsewhere.each(working_directory, [0])
    assert found == str(tmp_path)
