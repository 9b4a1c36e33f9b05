"""Runs newslint, and other cleaners, over a made-up corpus whose truth is known.

    python benchmarks/corpus.py [--mb 100] [--seed 0] [--only NAMES] [--scratch DIR]
        [--documents 100000,1000000] [--datatrove PYTHON] [--data-juicer PYTHON]

Every run is a process of its own. CPU seconds are those of all its processes; MB are of the input
as stored. A peak counts memory shared by several processes once. A run that fails, or for which an
option is not there yet, says so in its line. `--only none` runs the other tools alone; PYTHON is
the interpreter of the environment in which a tool is installed, see corpus_peers.py.

`pass` is benchmarks/pass_through.py, which reads rows and writes them; `dedup` is `newslint dedup`
from reading to writing; `clean --drop` does the same beside cleaning.

Recall is the share of copies that are gone, precision the share of dropped documents of which a
copy was kept. Bulletins are alike but for their figures: none may be dropped.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus_peers
import pass_through
from corpus_copies import COPIERS
from corpus_measure import Used, measured
from corpus_score import Score, changed_fields, kept_ids, score, unreported_ids
from corpus_text import Corpus, read_truth, short_documents, write

NEWSLINT = (sys.executable, "-m", "newslint")
CLEAN = "clean {input} -o {output} --isolated --quiet"
DROP = "--drop DUP101,DUP102"


@dataclass(frozen=True, slots=True)
class Case:
    """A command to measure.

    Args:
        name: what it is called in --only.
        does: what it does, for the table.
        arguments: what follows the program; {input} and {output} stand for paths.
        rate: the least MB a CPU second that it should do.
        drops: whether it takes out duplicates.
        reports: whether it prints duplicates as JSON lines, and writes no records.
        peer: whether it is another tool; limits are not for it.
        program: what runs; newslint unless it is said.
    """

    name: str
    does: str
    arguments: str
    rate: float | None
    drops: bool = True
    reports: bool = False
    peer: bool = False
    program: tuple[str, ...] = NEWSLINT

    @property
    def command(self) -> str:
        """Return the command as a person would write it."""
        program = "newslint" if self.program == NEWSLINT else "python benchmarks/pass_through.py"
        return f"{program} {self.arguments}"


CASES = (
    Case(
        "pass",
        "rows read and written",
        "{input} {output}",
        40.0,
        drops=False,
        program=(sys.executable, pass_through.__file__),
    ),
    Case(
        "dedup",
        "duplicates dropped",
        "dedup files {input} -o {output} --isolated --quiet --workers 1 --select DUP101,DUP102",
        13.0,
    ),
    Case(
        "passages",
        "duplicates dropped, shared passages told",
        "dedup files {input} -o {output} --isolated --quiet --workers 1",
        None,
    ),
    Case(
        "dedup-workers",
        "duplicates dropped, two workers",
        "dedup files {input} -o {output} --isolated --quiet --workers 2 --select DUP101,DUP102",
        None,
    ),
    Case(
        "report",
        "duplicates reported",
        "dedup files {input} --isolated --select DUP101,DUP102 --format jsonl",
        13.0,
        reports=True,
    ),
    Case("clean", "whole clean", f"{CLEAN} --workers 1 {DROP}", 1.9),
    Case("no-model", "clean without the model", f"{CLEAN} --workers 1 --lm off {DROP}", 4.0),
    Case("workers", "whole clean, two workers", f"{CLEAN} --workers 2 {DROP}", None),
)
GROWING = ("dedup",)
"""Names of what is run over many short documents."""

PAIRS = (("dedup", "dedup-workers"), ("clean", "workers"))
"""Names of the same work by one worker and by two."""

PEERS = {"datatrove": ("datatrove", "datatrove-characters"), "data_juicer": ("data-juicer",)}
"""Runs of corpus_peers.py, by the option that names the interpreter."""

MOST_MEMORY = 600e6
MOST_A_DOCUMENT = 100.0
SPEED_UP = 1.8
AGREEMENT = 0.998


@dataclass(frozen=True, slots=True)
class Run:
    """A measured command.

    Args:
        size: bytes of its input.
        changed: records whose fields are not those of their row; None when not looked at.
    """

    case: Case
    size: int
    used: Used
    score: Score | None
    changed: int | None

    @property
    def rate(self) -> float:
        """Return MB a CPU second."""
        return self.size / 1e6 / self.used.cpu


class Bench:
    """Runs commands over inputs in a scratch folder and tells of each as it ends."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch

    def newslint(self, case: Case, path: Path, *, scored: bool = True) -> Run:
        """Measure a command of newslint."""
        output = self._scratch / f"{path.stem}.{case.name}"
        words = [word.format(input=path, output=output) for word in shlex.split(case.arguments)]
        return self._run(case, path, output, [*case.program, *words], scored=scored)

    def peer(self, name: str, python: Path, path: Path) -> Run:
        """Measure another tool."""
        output = self._scratch / f"{path.stem}.{name}"
        case = Case(name, name, "", None, peer=True)
        command = [str(python), corpus_peers.__file__, name, str(path), str(output)]
        return self._run(case, path, output, command)

    def _run(
        self,
        case: Case,
        path: Path,
        output: Path,
        command: Sequence[str],
        *,
        scored: bool = True,
    ) -> Run:
        shutil.rmtree(output, ignore_errors=True)
        offline = {"HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"} if case.peer else {}
        log = output.with_suffix(f"{output.suffix}.log")
        used = measured(command, log, offline)
        result = changed = None
        if scored and not used.code:
            if case.reports:
                result = score(read_truth(path), unreported_ids(read_truth(path), log))
            elif case.drops:
                result = score(read_truth(path), kept_ids(output))
            if not (case.peer or case.reports):
                changed = changed_fields(path, output)
        shutil.rmtree(output, ignore_errors=True)
        run = Run(case, path.stat().st_size, used, result, changed)
        print(row(run), file=sys.stderr, flush=True)
        return run


HEAD = (
    "| run | CPU s | wall s | MB/s a CPU s | limit | peak MB | limit | precision | recall "
    "| bulletins dropped | records with other fields |"
)


def row(run: Run) -> str:
    """Return a run as a line of the table."""
    used = run.used
    if used.code:
        return f"| {run.case.does} | exit code {used.code}: {used.said[:120]} |" + " |" * 9
    found = run.score
    cells = [
        run.case.does,
        f"{used.cpu:.1f}",
        f"{used.wall:.1f}",
        f"{run.rate:.2f}",
        judged(run.rate, run.case.rate),
        f"{used.peak / 1e6:.0f}",
        judged(-used.peak / 1e6, None if run.case.peer else -MOST_MEMORY / 1e6),
        f"{found.precision:.4f}" if found else "",
        f"{found.recall:.4f}" if found else "",
        str(found.bulletins) if found else "",
        "" if run.changed is None else str(run.changed),
    ]
    return f"| {' | '.join(cells)} |"


def judged(value: float, limit: float | None) -> str:
    """Return a lower limit and whether a value reaches it; negative numbers for an upper limit."""
    if limit is None:
        return ""
    return f"{abs(limit):g} {'reached' if value >= limit else '**not reached**'}"


def print_runs(runs: Sequence[Run]) -> None:
    """Print the table of all runs and that of the kinds of copies."""
    print(f"\n{HEAD}\n|{'---|' * (HEAD.count('|') - 1)}")
    for run in runs:
        print(row(run))
    print()
    for run in runs:
        if run.case.arguments:
            print(f"- {run.case.does}: `{run.case.command}`")
    scored = {run.case.does: run.score for run in runs if run.score}
    if scored:
        print_kinds(scored)
    by_name = {run.case.name: run for run in runs if not run.used.code}
    for one, two in PAIRS:
        if one in by_name and two in by_name:
            ratio = by_name[one].used.wall / by_name[two].used.wall
            limit = judged(ratio, SPEED_UP if one == "clean" else None)
            print(
                f"\nspeed-up of {one} by the clock, two workers: {ratio:.2f}"
                + (f", limit {limit}" if limit else "")
            )


def print_kinds(scored: Mapping[str, Score]) -> None:
    """Print the recall of each kind of copy, and against the limits the whole."""
    planted = next(iter(scored.values())).found
    kinds = [kind for kind in COPIERS if kind in planted]
    titles = "".join(f" {kind} ({planted[kind][1]:,}) |" for kind in kinds)
    print(f"\n| recall |{titles} wrongly dropped | limit {AGREEMENT} |")
    print(f"|{'---|' * (len(kinds) + 3)}")
    for name, found in scored.items():
        counts = [found.found[kind] for kind in kinds]
        shares = "".join(f" {gone / count:.4f} |" for gone, count in counts)
        reached = min(found.precision, found.recall) >= AGREEMENT and not found.bulletins
        print(
            f"| {name} |{shares} {found.wrong:,} | {'reached' if reached else '**not reached**'} |"
        )


def print_growth(bench: Bench, case: Case, folder: Path, counts: Sequence[int], seed: int) -> None:
    """Print what many short documents use, and the bytes of memory that each one adds."""
    runs = []
    print(f"\n| {case.does}: short documents | MB | CPU s | wall s | documents a CPU s | peak MB |")
    print("|---|---|---|---|---|---|")
    for count in counts:
        path = folder / f"short-{count}-{seed}.jsonl"
        if not path.exists():
            write(short_documents(count, seed), path)
        run = bench.newslint(case, path, scored=False)
        used = run.used
        end = f"exit code {used.code}: {used.said[:120]}" if used.code else f"{used.peak / 1e6:.0f}"
        print(
            f"| {count:,} | {run.size / 1e6:.0f} | {used.cpu:.1f} | {used.wall:.1f} "
            f"| {count / used.cpu:,.0f} | {end} |",
            flush=True,
        )
        runs.append((count, run.used))
    (few, less), (many, more) = runs[0], runs[-1]
    if many > few and not less.code and not more.code:
        grown = (more.peak - less.peak) / (many - few)
        print(f"\n{grown:.1f} bytes of memory a document, limit {judged(-grown, -MOST_A_DOCUMENT)}")


def machine() -> str:
    """Return date, processor, cores, load and versions."""
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    processor = found[1] if found else platform.processor()
    return (
        f"{datetime.date.today()}, {processor}, {os.cpu_count()} cores, load "
        f"{os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )


def made(folder: Path, size: float, seed: int) -> Path:
    """Return a corpus of so many MB, made unless it is there."""
    path = folder / f"corpus-{size:g}-{seed}.jsonl"
    if not path.exists():
        part = path.with_name(f"part-{path.name}")
        write(Corpus(seed).documents(int(size * 1e6)), part)
        part.with_suffix(".truth.jsonl").rename(path.with_suffix(".truth.jsonl"))
        part.rename(path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mb", type=float, default=100.0, help="MB of the corpus")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scratch", type=Path, help="folder to keep the corpus and logs in")
    names = ", ".join(case.name for case in CASES)
    parser.add_argument("--only", help=f"names of runs, set off by commas: {names}; none")
    parser.add_argument("--documents", help="counts of short documents, set off by commas")
    parser.add_argument("--datatrove", type=Path, metavar="PYTHON")
    parser.add_argument("--data-juicer", type=Path, metavar="PYTHON")
    arguments = parser.parse_args()
    wanted = arguments.only.split(",") if arguments.only else [case.name for case in CASES]
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.scratch or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder)
        print(f"{machine()}\n\n`python benchmarks/corpus.py {shlex.join(sys.argv[1:])}`\n")
        path = made(folder, arguments.mb, arguments.seed)
        with path.open("rb") as lines:
            count = sum(1 for _ in lines)
        print(f"{count:,} documents, {path.stat().st_size / 1e6:.1f} MB", flush=True)
        runs = [bench.newslint(case, path) for case in CASES if case.name in wanted]
        for option, tools in PEERS.items():
            python = getattr(arguments, option)
            runs += [bench.peer(tool, python, path) for tool in tools if python is not None]
        print_runs(runs)
        if arguments.documents:
            counts = [int(count) for count in arguments.documents.split(",")]
            for case in CASES:
                if case.name in wanted and case.name in GROWING:
                    print_growth(bench, case, folder, counts, arguments.seed)


if __name__ == "__main__":
    main()
