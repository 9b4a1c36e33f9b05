"""Runs work in processes of this machine, and notices when one of them is killed."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Final, cast

from newslint.engines.engine import Argument, Died, Result
from newslint.errors import NewslintError, RuleError

_CONTEXT: Final = multiprocessing.get_context("spawn")
"""Workers start afresh: a copy of a process with threads may find their locks taken."""

COLLECTED: Final = (20_000, 20, 50)
"""Thresholds of the collector of cycles in workers: rules make many objects and few cycles."""


@dataclass
class _Worker:
    """A process, the line to it, and the number of the argument it is at."""

    process: SpawnProcess
    line: Connection
    at: int | None = None

    @classmethod
    def start(cls) -> _Worker:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def end(self) -> None:
        self.line.close()
        self.process.terminate()
        self.process.join()


class Local:
    """The engine for one machine.

    Args:
        workers: how many processes.
    """

    def __init__(self, workers: int) -> None:
        self._most = workers
        self._workers: list[_Worker] = []

    def each(
        self, function: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> Iterator[tuple[int, Result | Died]]:
        """Yield the number of each argument with its result, or how its worker died."""
        waiting = deque(range(len(arguments)))
        busy = 0
        while waiting or busy:
            while waiting and (worker := self._idle()) is not None:
                worker.at = waiting.popleft()
                busy += 1
                # a worker that is dead already is met below: its line ends
                _send(worker.line, (function, arguments[worker.at]))
            for worker in self._ready():
                busy -= 1
                number = cast(int, worker.at)
                answer = _receive(worker.line)
                if answer is None:
                    yield number, self._buried(worker)
                    continue
                worker.at = None
                kind, value = answer
                if kind == "raised":
                    self.close()
                    raise cast(BaseException, value)
                yield number, cast(Result, value)

    def close(self) -> None:
        """End all workers, whatever they are at."""
        while self._workers:
            self._workers.pop().end()

    def _idle(self) -> _Worker | None:
        """Return a worker with nothing to do, a new one while there may be more, else None."""
        for worker in self._workers:
            if worker.at is None:
                return worker
        if len(self._workers) >= self._most:
            return None
        self._workers.append(_Worker.start())
        return self._workers[-1]

    def _ready(self) -> list[_Worker]:
        """Wait for workers that have an answer or are dead, and return them."""
        busy = [worker for worker in self._workers if worker.at is not None]
        ready = wait([worker.line for worker in busy])
        return [worker for worker in busy if worker.line in ready]

    def _buried(self, worker: _Worker) -> Died:
        """Take a dead worker out and return how it ended."""
        worker.process.join()
        self._workers.remove(worker)
        worker.line.close()
        return Died(_ending(worker.process.exitcode))


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"killed by {name}" + (", out of memory?" if name == "SIGKILL" else "")
    return f"exit code {code}"


def _send(line: Connection, message: object) -> None:
    """Send a message; a dead receiver is met when its answer is awaited."""
    try:
        line.send_bytes(pickle.dumps(message))
    except (BrokenPipeError, ConnectionResetError):
        return


def _receive(line: Connection) -> tuple[str, object] | None:
    """Return a worker's answer, None when it died."""
    try:
        answer: tuple[str, object] = pickle.loads(line.recv_bytes())
    except (EOFError, ConnectionResetError):
        return None
    return answer


def _serve(line: Connection) -> None:
    """Answer calls until the line ends; the whole life of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*COLLECTED)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            function, argument = pickle.loads(line.recv_bytes())
        except (EOFError, ConnectionResetError):
            return
        try:
            answer = "returned", function(argument)
        except Exception as error:
            answer = "raised", portable(error)
        _send(line, answer)


def portable(error: Exception) -> Exception:
    """Return an error that crosses to the parent: ours as it is, others in words."""
    if isinstance(error, NewslintError):
        return error
    return RuleError(f"the engine failed: {error!r}", todo="report it; the run can be resumed")


def _end_with_parent() -> None:
    """End this process when its parent is gone, even one that had no time to say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
