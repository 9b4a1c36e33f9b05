"""The options of commands that divide their work: how much at a time, and where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import click

from newslint.engines.choose import Where
from newslint.sources.shards import SIZE

Function = TypeVar("Function", bound=Callable[..., None])


class Size(click.ParamType[int]):
    """A number of bytes: 500, 64MB, 1.5GB."""

    name = "size"
    _units: Final = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the bytes that a word stands for."""
        if isinstance(value, int):
            return value
        number = str(value).upper().removesuffix("B")
        unit = number[-1:] if number[-1:] in self._units else ""
        try:
            size = int(float(number.removesuffix(unit)) * self._units[unit])
        except (ValueError, OverflowError):
            size = 0
        if size < 1:
            self.fail(f"{value!r} is no size; write 500, 64MB, 1.5GB", param, ctx)
        return size


_OPTIONS: Final[tuple[Callable[[Function], Function], ...]] = (
    click.option(
        "--workers",
        metavar="N",
        type=click.IntRange(min=1),
        help="Processes that work.  [default: one for each processor, none for little input]",
    ),
    click.option(
        "--task-size",
        "task",
        type=Size(),
        default=SIZE,
        show_default="16.8MB",
        help="Input that a worker takes at a time.",
    ),
    click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="Where the work is done: processes of this machine, or a Ray cluster.",
    ),
    click.option(
        "--ray-address",
        "address",
        metavar="ADDRESS",
        help="Ray cluster to use.  [default: one of this machine, for this run]",
    ),
    click.option("--quiet", "-q", is_flag=True, help="Show no progress."),
)


def work_options(function: Function) -> Function:
    """Add the options `workers`, `task`, `engine`, `address` and `quiet` to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def where(workers: int | None, engine: str, address: str | None) -> Where:
    """Return where the work is to be done."""
    return Where(workers, engine == "ray", address)
