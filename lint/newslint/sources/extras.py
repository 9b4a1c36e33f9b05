"""What an extra installs, asked for before anything is read."""

from __future__ import annotations

from importlib.util import find_spec

from newslint.errors import UsageError


def require(extra: str, module: str, what: str, where: str = "") -> None:
    """Raise UsageError unless a module that an extra installs is there.

    Args:
        extra: name of the extra.
        module: module that it installs.
        what: what needs it.
        where: the input that asks for it.
    """
    if find_spec(module) is None:
        raise UsageError(
            f"{what} needs {module}", where=where, todo=f"pip install 'newslint[{extra}]'"
        )
