"""Times newslint on 20 MB of generated news-like text, family by family and as a whole.

    python benchmarks/speed.py [--size MB] [--runs N] [--shapes]

All figures are CPU seconds of one process, medians over the runs. Two variants of the text are
timed: clean, and with 30 planted defects in 10,000 characters. UTF-8 decoding alone is the
limit; the package `autocorrect-py` and the command `autocorrect` are timed in the same run
when they are installed. `--shapes` also times rows, small files and one long line against the
same bytes in one file, and measures peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from newslike import text_of
from newslint.config.apply import settle
from newslint.config.load import load
from newslint.config.selection import Selection
from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.rule import Rule, load_packs
from newslint.sources.find import Format, InputFile
from newslint.sources.read import Reading, read

RATES = {"clean": 0.0, "defects": 30.0}


@dataclass(frozen=True)
class Used:
    """What a process used: CPU seconds and its largest memory in bytes."""

    cpu: float
    memory: int


def cpu(act: Callable[[], object], runs: int) -> float:
    """Return the median CPU seconds of an act in this process."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return statistics.median(times)


PROBE = """
import atexit, re, sys
place = sys.argv.pop(1)
def told():
    try:
        status = open("/proc/self/status").read()
    except OSError:
        return
    open(place, "w").write(re.search(r"VmHWM:\\s*(\\d+)", status)[1])
atexit.register(told)
from newslint.cli.main import main
main()
"""
"""Runs newslint and writes its largest memory in kB to the file named first, where Linux tells.

The resource usage of a child process would also count the memory of the process that made it.
"""


def process(command: Sequence[str], runs: int) -> float:
    """Return the median CPU seconds of a command, output thrown away."""
    used = []
    for _ in range(runs):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(child.pid, 0)
        used.append(usage.ru_utime + usage.ru_stime)
    return statistics.median(used)


def check(path: Path, runs: int) -> Used:
    """Return what `newslint check` uses on a path, findings as JSON lines."""
    with tempfile.NamedTemporaryFile() as told:
        command = [sys.executable, "-c", PROBE, told.name]
        command += ["check", str(path), "--output-format", "jsonl", "--isolated"]
        used = process(command, runs)
        memory = Path(told.name).read_text("utf-8")
    return Used(used, int(memory or 0) * 1024)


def clean_with(rules: Sequence[Rule], path: Path) -> int:
    """Run rules over a file and return how many findings they made."""
    file = InputFile(path, path.name, Format.TEXT)
    found = 0
    for item in flow(read([file], Reading()), Cleaner(rules)):
        assert isinstance(item, Cleaned), str(item)
        found += len(item.outcome.reports)
    return found


def default_rules() -> tuple[Rule, ...]:
    """Return the rules that run without a configuration."""
    return settle(load(isolated=True), load_packs(), Selection()).rules


def family(rule: Rule) -> str:
    """Return the letters of a rule's code."""
    return rule.family


def time_families(path: Path, runs: int) -> None:
    """Print a table of decoding, every family, every rule above 5 %, and the whole."""
    data = path.read_bytes()
    size = len(data) / 1e6
    rules = default_rules()
    base = cpu(lambda: data.decode(), runs)
    print("| what | CPU s | s/MB | MB/s | x decoding |")
    print("|---|---|---|---|---|")
    print(row("UTF-8 decoding", base, size, base))
    nothing = cpu(lambda: clean_with([], path), runs)
    print(row("decoding and scan, no rule", nothing, size, base))
    for letters, members in groupby(sorted(rules, key=family), key=family):
        chosen = tuple(members)
        print(
            row(
                f"{letters} ({len(chosen)} rules)",
                cpu(partial(clean_with, chosen, path), runs),
                size,
                base,
            )
        )
    characters = [rule for rule in rules if rule.family in ("ENC", "MIX", "PUN", "NUM", "VLM")]
    print(
        row("all character families", cpu(lambda: clean_with(characters, path), runs), size, base)
    )
    whole = cpu(lambda: clean_with(rules, path), runs)
    print(row("all rules, in this process", whole, size, base))
    used = check(path, runs)
    print(row("newslint check, whole process", used.cpu, size, base))
    print(
        f"\npeak memory of check: {used.memory / 1e6:.0f} MB for {len(data.decode()):,} characters"
    )
    shares = [
        ((cpu(partial(clean_with, [rule], path), max(1, runs // 2)) - nothing) / whole, rule)
        for rule in rules
    ]
    shares.sort(key=lambda pair: -pair[0])
    print(
        "dearest rules, share of all rules: "
        + ", ".join(f"{rule.code} {share:.1%}" for share, rule in shares[:6])
    )


def row(what: str, used: float, size: float, base: float) -> str:
    """Return a line of the table."""
    return f"| {what} | {used:.3f} | {used / size:.4f} | {size / used:.1f} | {used / base:.1f} |"


def time_peers(path: Path, runs: int) -> None:
    """Print the figures of AutoCorrect, where it is installed."""
    size = path.stat().st_size / 1e6
    try:
        import autocorrect_py
    except ImportError:
        print("autocorrect-py is not installed")
    else:
        text = path.read_text("utf-8")
        for name, act in (
            ("format", lambda: autocorrect_py.format(text)),
            ("lint_for", lambda: autocorrect_py.lint_for(text, "text")),
        ):
            try:
                used = cpu(act, runs)
            except ValueError as error:  # lint_for gives up on a text with many findings
                print(f"| autocorrect_py.{name} | fails: {str(error).split('= ')[-1].strip()} |")
                continue
            print(row(f"autocorrect_py.{name}", used, size, used))
    command = shutil.which("autocorrect")
    if command:
        words = [command, "--lint", "--format", "json", "--threads", "1", str(path)]
        spent = process(words, runs)
        print(row("autocorrect --lint", spent, size, spent))


def time_shapes(folder: Path, runs: int) -> None:
    """Print how other shapes of the same bytes compare with one file."""
    text = text_of(11, 20_000_000)
    pieces: list[str] = []
    for line in text.split("\n\n"):
        start = 0
        while start < len(line) and len(pieces) < 50_000:
            stop = line.find("。", start + 150)
            stop = len(line) if stop < 0 else stop + 1
            pieces.append(line[start:stop])
            start = stop
    one = folder / "one.txt"
    one.write_text("\n\n".join(pieces) + "\n", "utf-8")
    rows = folder / "rows.jsonl"
    rows.write_text(
        "".join(
            json.dumps({"id": n, "text": piece}, ensure_ascii=False) + "\n"
            for n, piece in enumerate(pieces)
        ),
        "utf-8",
    )
    small = folder / "small"
    small.mkdir()
    for n, piece in enumerate(pieces):
        (small / f"{n:05}.txt").write_text(piece + "\n", "utf-8")
    long_line = folder / "line.txt"
    long_text = text_of(12, 50_000_000).replace("\n", "")
    long_line.write_text(long_text + "\n", "utf-8")
    long_file = folder / "lines.txt"
    long_file.write_text(text_of(12, 50_000_000), "utf-8")
    base, long_base = check(one, runs), check(long_file, 1)
    average = sum(len(piece.encode()) for piece in pieces) / len(pieces)
    print(f"\n{len(pieces):,} pieces of {average:.0f} bytes\n")
    print("| shape | CPU s | x one file | peak MB | bytes/character |\n|---|---|---|---|---|")
    count = sum(map(len, pieces))
    for name, path, against, characters, times in (
        ("one file", one, base, count, runs),
        ("rows", rows, base, count, runs),
        ("small files", small, base, count, 1),
        ("one 50 MB file of paragraphs", long_file, long_base, len(long_text), 1),
        ("one 50 MB line", long_line, long_base, len(long_text), 1),
    ):
        used = check(path, times)
        print(
            f"| {name} | {used.cpu:.2f} | {used.cpu / against.cpu:.2f} | "
            f"{used.memory / 1e6:.0f} | {used.memory / characters:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=float, default=20.0, help="MB of text")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--shapes", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name, rate in RATES.items():
            path = Path(scratch) / f"{name}.txt"
            path.write_text(text_of(7, int(arguments.size * 1e6), rate), "utf-8")
            print(f"\n## {name}, {path.stat().st_size / 1e6:.1f} MB\n")
            time_families(path, arguments.runs)
            time_peers(path, arguments.runs)
        if arguments.shapes:
            time_shapes(Path(scratch), arguments.runs)


if __name__ == "__main__":
    main()
