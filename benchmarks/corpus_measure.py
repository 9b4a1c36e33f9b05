"""Measures what a command uses, with all the processes that it starts, where there is /proc."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.1
"""Fewest seconds between two looks at the memory of the processes."""
SHARE = 0.02
"""Most of the time that is spent on looking."""

_PROC = Path("/proc")
_PSS = re.compile(rb"^Pss:\s*(\d+) kB", re.MULTILINE)
_PARENT = re.compile(rb"\) \S (\d+) ")


@dataclass(frozen=True, slots=True)
class Used:
    """What a command used, children that it waited for included.

    Args:
        cpu: seconds of processor time, user and system.
        wall: seconds by the clock.
        peak: most memory at one time in bytes; shared pages are counted once (PSS).
        code: exit code, negative for a signal.
        said: the last line that it printed.
    """

    cpu: float
    wall: float
    peak: int
    code: int
    said: str


def measured(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Used:
    """Run a command, what it prints into a file; return what it used."""
    peak = 0
    started = time.perf_counter()
    with log.open("wb") as out:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        )
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            looked = time.process_time()
            peak = max(peak, memory(child.pid))
            time.sleep(max(INTERVAL, (time.process_time() - looked) / SHARE))
    child.returncode = os.waitstatus_to_exitcode(status)
    lines = log.read_text("utf-8", "replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    cpu = usage.ru_utime + usage.ru_stime
    return Used(cpu, time.perf_counter() - started, peak, child.returncode, said)


def memory(root: int) -> int:
    """Return the bytes that a process and its descendants hold; 0 without /proc."""
    children = defaultdict(list)
    for entry in _PROC.glob("[0-9]*/stat"):
        found = _PARENT.search(_read(entry))
        if found:
            children[int(found[1])].append(int(entry.parent.name))
    total = 0
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        waiting += children[pid]
        held = _PSS.search(_read(_PROC / str(pid) / "smaps_rollup"))
        total += int(held[1]) * 1024 if held else 0
    return total


def _read(path: Path) -> bytes:
    """Return the content of a file, nothing if its process has ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
