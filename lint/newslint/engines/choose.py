"""Which engine runs a task of so many pieces."""

from __future__ import annotations

import os
from dataclasses import dataclass

from newslint.engines.engine import Engine
from newslint.engines.serial import Serial


@dataclass(frozen=True, slots=True)
class Where:
    """Where the work is to be done.

    Args:
        workers: how many processes or tasks; None leaves it to the work.
        ray: on a Ray cluster.
        address: of the cluster; None for one of this machine.
    """

    workers: int | None = None
    ray: bool = False
    address: str | None = None


def engine_for(where: Where, pieces: int) -> Engine:
    """Return what runs: this process for one piece, else as many processes as are of use.

    Raises UsageError without the extra for Ray, OutputError when there is no such cluster.
    """
    if where.ray:
        from newslint.engines.ray import Ray

        return Ray(where.address, where.workers)
    if pieces <= 1 and where.workers is None:
        return Serial()
    from newslint.engines.local import Local

    return Local(min(where.workers or _processors(), max(pieces, 1)))


def _processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
