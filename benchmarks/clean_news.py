"""Counts what newslint finds on clean news: its false alarms, and the slips of the news itself.

    python benchmarks/clean_news.py DEV.txt.zst [--commonest N]

The text holds one paragraph a line; pages of eight paragraphs are made of it. Prints findings of
level warning or error in 10,000 characters by rule and by family, and the commonest findings
with a few characters round them, to be read and judged by a person.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import zstandard

from newslint.pipeline.clean import Cleaner
from newslint.rule import Level, load_packs
from newslint.text.document import Document, Source
from newslint.text.newlines import Newlines

PARAGRAPHS = 8
WINDOW = 8


def pages(path: Path) -> Iterator[Document]:
    """Yield pages of the text."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=2**31)
    with path.open("rb") as stream:
        text = decompressor.stream_reader(stream).read().decode()
    lines = [line for line in text.split("\n") if line.strip()]
    for number in range(0, len(lines), PARAGRAPHS):
        page = "\n\n".join(lines[number : number + PARAGRAPHS]) + "\n"
        source = Source(f"{number}.txt", "utf-8", b"", "", 0)
        yield Document(source, page, Newlines("lf"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--commonest", type=int, default=50)
    arguments = parser.parse_args()
    cleaner = Cleaner([rule for rule in load_packs() if rule.default])
    characters = 0
    rules: Counter[tuple[str, str]] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    windows: defaultdict[tuple[str, str], str] = defaultdict(str)
    for outcome in cleaner.run(pages(arguments.text)):
        text = outcome.document.text
        characters += len(text)
        for report in outcome.reports:
            finding, span = report.finding, report.span
            if finding.level < Level.WARNING:
                continue
            rules[finding.rule, finding.name] += 1
            new = "/".join(edit.new for edit in report.edits) if report.edits else "-"
            kind = finding.rule, f"{span.of(text)[:12]!r} -> {new[:12]!r}"
            kinds[kind] += 1
            left, right = max(0, span.start - WINDOW), span.end + WINDOW
            windows[kind] = (
                f"{text[left : span.start]}[{span.of(text)[:12]}]{text[span.end : right]}"
            )
    print(f"{characters:,} characters\n\n| rule | findings | in 10,000 |\n|---|---|---|")
    families: Counter[str] = Counter()
    for (code, name), count in sorted(rules.items()):
        families[code[:3]] += count
        print(f"| {code} {name} | {count} | {10_000 * count / characters:.3f} |")
    for family, count in sorted(families.items()):
        print(f"| {family} | {count} | {10_000 * count / characters:.3f} |")
    total = sum(families.values())
    print(f"| **all** | {total} | {10_000 * total / characters:.3f} |\n")
    for (code, what), count in kinds.most_common(arguments.commonest):
        print(f"{count:>4} {code} {what}   {windows[code, what]!r}")


if __name__ == "__main__":
    main()
