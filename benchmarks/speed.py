"""Times newslint on 20 MB of generated news-like text, family by family and as a whole.

    python benchmarks/speed.py [--size MB] [--runs N] [--shapes]
    python benchmarks/speed.py --pages [--size MB] [--runs N]

All figures are CPU seconds of one process, medians over the runs. Two variants of the text are
timed: clean, and with 30 planted defects in 10,000 characters. UTF-8 decoding alone is the
limit; the package `autocorrect-py` and the command `autocorrect` are timed in the same run
when they are installed. `--shapes` also times rows, small files and one long line against the
same bytes in one file, and measures peak memory.

`--pages` times instead what makes articles of pages: segmentation and the families that work on
whole pages, against the budget of 0.10 CPU seconds a MB, on one text of long paragraphs and on
short pages with headings, bylines and captions.
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

from newslike import pages_of, text_of
from newslint.config.apply import settle
from newslint.config.load import load
from newslint.config.selection import Selection
from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.rule import Rule, load_packs
from newslint.sources.find import Format, InputFile
from newslint.sources.read import Reading, read
from newslint.text.document import Document, Source
from newslint.text.newlines import fold

PAGE_FAMILIES = ("LAY", "DUP", "NUM", "FUR", "DOC")
BUDGET = 0.10
"""CPU seconds a MB for segmentation and PAGE_FAMILIES together."""

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


def fresh(texts: Sequence[str], run: int) -> list[Document]:
    """Return texts as documents that nothing is known about yet.

    A last line tells one run from another: what is remembered of one text is no use to the next.
    """
    documents = []
    for number, text in enumerate(texts):
        folded, newlines = fold(f"{text}\n第{run}次印刷\n")
        source = Source(f"{number}.txt", "utf-8", b"", "", len(text))
        documents.append(Document(source, folded, newlines))
    return documents


def time_pages(texts: Sequence[str], runs: int) -> dict[str, float]:
    """Return the CPU seconds a MB of segmentation, each page family, and all of them.

    What is shared with all other rules, to look up the classes of characters, is taken off.
    Families find their pages segmented, and pay for reading again what they changed.
    """
    size = sum(len(text.encode()) for text in texts) / 1e6
    rules = default_rules()
    number = 0

    def best(rules: Sequence[Rule], *, known: bool) -> float:
        nonlocal number
        times = []
        for _ in range(runs):
            number += 1
            documents = fresh(texts, number)
            for document in documents if known else ():
                assert document.stories is not None
            start = time.process_time()
            for outcome in Cleaner(rules).run(documents):
                assert outcome.error is None, str(outcome.error)
            times.append(time.process_time() - start)
        return min(times) / size

    every = [rule for rule in rules if rule.family in PAGE_FAMILIES]
    for _ in Cleaner(every).run(fresh(texts[:1], 0)):
        pass
    nothing = best([], known=False)
    used = {"segmentation": segmenting(texts, runs) / size}
    for letters in PAGE_FAMILIES:
        chosen = [rule for rule in every if rule.family == letters]
        used[f"{letters} ({len(chosen)} rules)"] = best(chosen, known=True) - nothing
    used["all together"] = best(every, known=False) - nothing
    return used


def segmenting(texts: Sequence[str], runs: int) -> float:
    """Return the least CPU seconds that it takes to segment texts into articles."""
    times = []
    for run in range(runs):
        documents = fresh(texts, run)
        start = time.process_time()
        for document in documents:
            assert document.stories is not None
        times.append(time.process_time() - start)
    return min(times)


def print_pages(size: float, runs: int) -> None:
    """Print what the families of pages use on both kinds of text, and as shares of BUDGET."""
    kinds = {
        "one text of long paragraphs": [text_of(7, int(size * 1e6))],
        "short news-like pages": list(pages_of(7, int(size * 1e6))),
    }
    columns = {name: time_pages(texts, runs) for name, texts in kinds.items()}
    print("| CPU s/MB |" + "".join(f" {name} | of {BUDGET:.2f} |" for name in columns))
    print("|---|" + "---|---|" * len(columns))
    for what in next(iter(columns.values())):
        cells = (f" {used[what]:.4f} | {used[what] / BUDGET:.2f} |" for used in columns.values())
        print(f"| {what} |" + "".join(cells))


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
    parser.add_argument("--pages", action="store_true", help="time what makes articles of pages")
    arguments = parser.parse_args()
    if arguments.pages:
        print_pages(arguments.size, arguments.runs)
        return
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
