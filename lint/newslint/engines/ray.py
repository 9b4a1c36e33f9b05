"""Runs work as tasks of a Ray cluster: one that is named, or one of this machine alone.

Files are shared, not sent: every machine must see the input, the output directory and newslint
itself in the same places.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, cast

from newslint.engines.engine import Argument, Died, Result
from newslint.engines.local import portable
from newslint.errors import OutputError, RuleError, UsageError

if TYPE_CHECKING:
    import ray

AHEAD: Final = 2
"""Tasks that are handed to the cluster for each of its processors."""


class Ray:
    """The engine for clusters.

    Ray's own retries are off: a task that ends its worker is met as by any other engine, so that
    the run can try it alone.

    Args:
        address: of the cluster; None starts one on this machine and ends it with the run.
        workers: tasks that run at the same time; None for as many as there are processors.

    Raises UsageError without the extra, OutputError when there is no such cluster.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        try:
            import ray
        except ImportError:
            raise UsageError(
                "the Ray engine is not installed",
                where="--engine ray",
                todo="pip install 'newslint[ray]'",
            ) from None
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            ray.init(
                address=address,
                num_cpus=workers if address is None else None,
                include_dashboard=None if address else False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                configure_logging=False,
            )
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            raise OutputError(
                f"no Ray cluster ({error})",
                where=address or "this machine",
                todo="check --ray-address, or leave it out for a cluster of this machine",
            ) from None
        processors = int(ray.cluster_resources().get("CPU", 1))
        self._most = workers or AHEAD * processors
        self._task = ray.remote(num_cpus=1, max_retries=0)(_call)

    def each(
        self, function: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> Iterator[tuple[int, Result | Died]]:
        """Yield the number of each argument with its result, or how its worker died."""
        import ray

        here = os.getcwd(), tuple(sys.path)  # noqa: PTH109 - machines may be of another kind
        running: dict[ray.ObjectRef, int] = {}
        following = 0
        while running or following < len(arguments):
            while following < len(arguments) and len(running) < self._most:
                work = pickle.dumps((function, arguments[following]))
                task = self._task.remote(here, work)
                running[task] = following
                following += 1
            [ready], _ = ray.wait(list(running), num_returns=1)
            yield running.pop(ready), cast("Result | Died", _answer(ready))

    def close(self) -> None:
        """Leave the cluster; one that was started for the run ends."""
        import ray

        ray.shutdown()


def _call(here: tuple[str, Sequence[str]], work: bytes) -> tuple[object, Exception | None]:
    """Run a pickled function in a worker, with the paths of the run; errors are answers too."""
    directory, places = here
    os.chdir(directory)
    sys.path.extend(place for place in places if place not in sys.path)
    try:
        function, argument = pickle.loads(work)
        return function(argument), None
    except Exception as error:
        return None, portable(error)


def _answer(task: ray.ObjectRef) -> object:
    """Return the result of a task, or how its worker died; raises what the function raised."""
    import ray

    try:
        result, error = ray.get(task)
    except ray.exceptions.RayTaskError as failure:
        raise RuleError(
            f"a task could not begin: {failure.cause!r}",
            where="Ray",
            todo="install the same newslint on every machine of the cluster",
        ) from None
    except ray.exceptions.RayError as death:
        return Died(f"lost by the cluster ({type(death).__name__})")
    if error is not None:
        raise error
    return cast("object", result)
