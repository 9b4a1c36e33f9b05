"""Times the start of the command line and a check of the seeds, in processes of their own.

    python benchmarks/startup.py

Prints medians of wall time against the limits (150 ms for --version, 1 s for the seeds), and
the imports that `newslint --version` spends its time on (`python -X importtime`).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7
LIMITS = ((("--version",), 0.150), (("check", "seeds/", "--statistics"), 1.0))


def seconds(words: tuple[str, ...]) -> list[float]:
    """Return the wall time of each run of a command."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        command = [sys.executable, "-m", "newslint", *words]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
    return times


def heaviest_imports(count: int = 6) -> list[tuple[str, float]]:
    """Return the modules that take longest to import for --version, in milliseconds."""
    command = [sys.executable, "-X", "importtime", "-m", "newslint", "--version"]
    lines = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stderr.splitlines()
    rows = [line.removeprefix("import time:").split("|") for line in lines[1:]]
    own = [(name.strip(), int(us) / 1000) for us, _, name in rows if us.strip().isdigit()]
    return sorted(own, key=lambda row: -row[1])[:count]


def main() -> None:
    print("| command | limit s | min | median | max |")
    print("|---|---|---|---|---|")
    for words, limit in LIMITS:
        times = seconds(words)
        print(
            f"| newslint {' '.join(words)} | {limit} | {min(times):.3f} | "
            f"{statistics.median(times):.3f} | {max(times):.3f} |"
        )
    print("\nheaviest imports of --version, own time:")
    for name, milliseconds in heaviest_imports():
        print(f"- {name} {milliseconds:.1f} ms")


if __name__ == "__main__":
    main()
