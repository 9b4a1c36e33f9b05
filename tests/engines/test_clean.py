"""Law 4 and law 7: the same bytes however the work is divided, and whatever is killed meanwhile."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.corpora import CLEAN, clean, write_corpus, written
from newslint.cli.main import main
from newslint.engines.clean import WORK


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus, and in `calm` what an undisturbed run in one process makes of it."""
    root = tmp_path_factory.mktemp("run")
    write_corpus(root)
    done = clean(root, "calm", "--task-size", "1GB")
    assert done.returncode == 3, done.stderr.decode()
    return root


def test_the_corpus_has_work_for_every_file(root: Path) -> None:
    files = written(root / "calm")
    assert files["edits.jsonl"].count(b"\n") > 300
    assert files["rejects.jsonl"].count(b"\n") == 2
    manifest = json.loads(files["manifest.json"])
    assert manifest["counts"]["pages"] == 84
    assert sorted([*manifest["files"], "manifest.json"]) == sorted(files)


@pytest.mark.parametrize(
    "options",
    [
        ("--workers", "1"),
        ("--workers", "2"),
        ("--workers", "4", "--task-size", "1"),
        ("--task-size", "50000", "--keep-parts"),
    ],
    ids=" ".join,
)
def test_workers_and_tasks_do_not_show(root: Path, options: tuple[str, ...]) -> None:
    output = "-".join(("out", *(option.strip("-") for option in options)))
    done = clean(root, output, *options)
    assert done.returncode == 3, done.stderr.decode()
    found = {
        name: data for name, data in written(root / output).items() if not name.startswith(WORK)
    }
    assert found == written(root / "calm")
    assert (root / output / WORK).exists() == ("--keep-parts" in options)


@pytest.mark.parametrize("disturbed", [False, True])
def test_a_ray_cluster_does_not_show(root: Path, disturbed: bool) -> None:
    pytest.importorskip("ray")

    def kill(process: subprocess.Popen[bytes]) -> None:
        found: list[int] = []
        while disturbed and not found and process.poll() is None:
            found = [one for one in workers(process.pid) if b"ray::" in _command(one)]
        for worker in found[:1]:
            os.kill(worker, signal.SIGKILL)

    output = f"ray{disturbed}"
    options = ("--workers", "2", "--engine", "ray", "--task-size", "20000")
    assert killed(root, output, kill, *options) == 3
    assert written(root / output) == written(root / "calm")


def test_ray_is_named_where_it_is_missing(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.chdir(root)
    words = ["newslint", "clean", "corpus", "-o", "none", "--lm", "off", "--engine", "ray"]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "pip install 'newslint[ray]'" in capsys.readouterr().err


def killed(
    root: Path,
    output: str,
    kill: Callable[[subprocess.Popen[bytes]], None],
    *options: str,
) -> int:
    """Start a run, do something to it, and return its exit code."""
    process = subprocess.Popen(
        [*CLEAN, "-o", output, "--workers", "2", *options],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    kill(process)
    return process.wait(timeout=300)


def workers(process: int) -> list[int]:
    """Return the processes below a process that do its work."""
    found: list[int] = []
    for child in _children(process):
        command = _command(child)
        if b"spawn_main" in command or command.startswith(b"ray::_call"):
            found.append(child)
        found += workers(child)
    return found


def _children(process: int) -> list[int]:
    try:
        return [
            int(child)
            for tasks in Path(f"/proc/{process}/task").glob("*/children")
            for child in tasks.read_text().split()
        ]
    except OSError:
        return []


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bytes(root: Path) -> None:
    chance = random.Random(20)
    moments = [chance.uniform(0.2, 3.5) for _ in range(20)]
    for start in range(0, len(moments), 5):
        output = f"killed{start}"
        for moment in moments[start : start + 5]:
            deadline = time.monotonic() + moment

            def wait(process: subprocess.Popen[bytes], deadline: float = deadline) -> None:
                while time.monotonic() < deadline and process.poll() is None:
                    os.sched_yield()
                process.kill()

            killed(root, output, wait)
        assert clean(root, output, "--workers", "2").returncode == 3
        assert written(root / output) == written(root / "calm")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to find the workers")
def test_killed_workers_change_nothing(root: Path) -> None:
    chance = random.Random(7)
    deaths = 0

    def massacre(process: subprocess.Popen[bytes]) -> None:
        nonlocal deaths
        following = time.monotonic() + 1.5
        while process.poll() is None and deaths < 20:
            if time.monotonic() < following:
                continue
            for worker in workers(process.pid)[:1]:
                os.kill(worker, signal.SIGKILL)
                deaths += 1
            following = time.monotonic() + chance.uniform(0.05, 0.4)

    for _ in range(4):
        assert killed(root, f"massacre{deaths}", massacre) in (3, 4)
    for output in root.glob("massacre*"):
        clean(root, output.name, "--workers", "2")
        assert written(output) == written(root / "calm")
    assert deaths >= 10


def test_a_stopped_run_goes_on_and_says_so(root: Path) -> None:
    def stop(process: subprocess.Popen[bytes]) -> None:
        def is_done(facts: Path) -> bool:
            return "." not in facts.parent.name

        while not any(map(is_done, (root / "stopped").glob(f"{WORK}/parts/*/facts"))):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)

    slowly = ("--task-size", "1", "--workers", "1")
    assert killed(root, "stopped", stop, *slowly) == 130
    done = clean(root, "stopped", *slowly)
    assert b"going on: " in done.stderr
    assert written(root / "stopped") == written(root / "calm")


def going_on(said: bytes) -> tuple[int, int]:
    """Return how many parts a run found done, and how many there are."""
    known, _, parts, *_ = said.split(b"going on: ")[1].split(b" ")
    return int(known), int(parts)


def test_only_what_changed_is_cleaned_again(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, pages=20, rows=12)
    assert clean(tmp_path, "out", "--keep-parts").returncode == 3
    again = clean(tmp_path, "out", "--keep-parts")
    (corpus / "page000.txt").write_text("渔船,回港。\n", "utf-8")
    changed = clean(tmp_path, "out", "--keep-parts")
    clean(tmp_path, "fresh")
    known, parts = going_on(again.stderr)
    assert known == parts > 8
    known, parts = going_on(changed.stderr)
    assert 1 <= parts - known <= 3
    assert b"of another configuration or input" in changed.stderr
    kept = {name: data for name, data in written(tmp_path / "out").items() if WORK not in name}
    assert kept == written(tmp_path / "fresh")


def test_another_configuration_uses_nothing_of_a_stopped_run(tmp_path: Path) -> None:
    write_corpus(tmp_path, pages=4, rows=8)
    clean(tmp_path, "out", "--keep-parts", "--select", "PUN")
    done = clean(tmp_path, "out", "--select", "PUN,LAY")
    assert b"going on" not in done.stderr
    assert b"another configuration" in done.stderr
    clean(tmp_path, "fresh", "--select", "PUN,LAY")
    assert written(tmp_path / "out") == written(tmp_path / "fresh")


def test_files_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    write_corpus(tmp_path, pages=6, rows=12)
    clean(tmp_path, "out", "--max-file-size", "10000", "--to", "txt")
    assert len(list((tmp_path / "out").glob("records-*"))) > 1
    (tmp_path / "out" / "mine.txt").write_text("stays", "utf-8")
    clean(tmp_path, "out")
    clean(tmp_path, "fresh")
    found = written(tmp_path / "out")
    assert found.pop("mine.txt") == b"stays"
    assert found == written(tmp_path / "fresh")


def test_two_runs_do_not_write_one_directory(root: Path) -> None:
    second: list[subprocess.CompletedProcess[bytes]] = []

    def meet(process: subprocess.Popen[bytes]) -> None:
        while not (root / "shared" / WORK / "parts").is_dir():
            assert process.poll() is None
        second.append(clean(root, "shared"))

    assert killed(root, "shared", meet) == 3
    assert second[0].returncode == 4
    assert b"another newslint is writing this directory" in second[0].stderr
    assert written(root / "shared") == written(root / "calm")


def test_a_full_disk_stops_the_run_and_loses_nothing(root: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    stopped = subprocess.run(
        [*CLEAN, "-o", "full", "--workers", "2"],
        cwd=root,
        capture_output=True,
        preexec_fn=little_room,
        check=False,
        timeout=300,
    )
    assert stopped.returncode == 4
    assert b"cannot be written (File too large)" in stopped.stderr
    assert b"Traceback" not in stopped.stderr
    assert not (root / "full" / "manifest.json").exists()
    assert clean(root, "full").returncode == 3
    assert written(root / "full") == written(root / "calm")


def test_there_must_be_room_when_it_is_asked_for(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.chdir(root)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    monkeypatch.setattr("sys.argv", ["newslint", "clean", "corpus", "-o", "none", "--check-disk"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 4
    assert "GB are free" in capsys.readouterr().err
    assert not (root / "none").exists()


def test_no_clock_decides_anything(root: Path, tmp_path: Path) -> None:
    for path in (root / "corpus").iterdir():
        os.utime(path, (4_000_000_000, 4_000_000_000))
    assert clean(root, "later").returncode == 3
    assert written(root / "later") == written(root / "calm")
