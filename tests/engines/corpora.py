"""A small corpus with defects, and the command line that cleans it, in processes of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from planting import newspaper_page, planted_page

TASK = "6000"
"""Bytes of input in a shard: a few documents."""

CLEAN = (
    sys.executable,
    "-m",
    "newslint",
    "clean",
    "corpus",
    "--isolated",
    "--lm",
    "off",
    "--task-size",
    TASK,
)


def write_corpus(root: Path, pages: int = 24, rows: int = 60) -> Path:
    """Write text pages, rows, a file that cannot be read and rows that are none."""
    corpus = root / "corpus"
    corpus.mkdir()
    for seed in range(pages):
        make = newspaper_page if seed % 2 else planted_page
        (corpus / f"page{seed:03}.txt").write_text(make(seed).text, "utf-8")
    lines = [
        json.dumps({"id": seed, "text": planted_page(1000 + seed).text}, ensure_ascii=False)
        for seed in range(rows)
    ]
    lines.insert(7, '{"id": 7, "text": ')
    lines.insert(30, "")
    (corpus / "rows.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (corpus / "broken.txt").write_bytes("渔船回港。".encode() + b"\xff\xfe\n")
    return corpus


def clean(root: Path, output: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Clean the corpus of a folder to its end."""
    return subprocess.run(
        [*CLEAN, "-o", output, *options], cwd=root, capture_output=True, timeout=300, check=False
    )


def written(directory: Path) -> dict[str, bytes]:
    """Return all files of a cleaned directory but run.json."""
    return dict(_files(directory))


def _files(directory: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.name != "run.json":
            yield path.relative_to(directory).as_posix(), path.read_bytes()
