"""Checks that time grows linearly on texts made to be slow: CPU time at 2n against n.

    python benchmarks/adversarial.py [--size N] [--pages]

`--pages` looks at whole pages instead: with the rules that work on pages, texts of one character,
one of a million blank lines, 100,000 paragraphs of one character, pages of 20 MB, and cut and
wrapped columns, each against twice as much of it.

The ratio should be near 2; above 2.3 is marked. Each text is a unit repeated up to the size, or
a shape that has led checkers into quadratic time before.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

from newslike import text_of
from newslint.pipeline.clean import Cleaner
from newslint.rule import load_packs
from newslint.text.document import Document, Source
from newslint.text.newlines import fold

UNITS = (
    "“",
    "”",
    "(",
    ")",
    "（",
    "《",
    "的",
    "和",
    " and ",
    "$",
    "**",
    "&",
    "<b>",
    "。",
    "，",
    ",",
    ".",
    "…",
    "—",
    "-",
    "1",
    "１",
    "A",
    "\u200b",
    "\n",
    "\n\n",
    " ",
    "　",
    "中 ",
    "中\n\n",
    "发展",
    "人住",
    "中.",
    "中 and ",
    "中and中",
    "中(",
    "中)",
    "[",
    "```\n",
    "\ufffd",
    "e\u0301",
    "&nbsp;",
    "“中”",
    "（中",
    "中,",
    '"',
    "'",
    "#",
    "|",
)
SHAPES: dict[str, Callable[[int], str]] = {
    "one paragraph again and again": lambda n: (
        "渔船上午出海，傍晚回到港口，一共二十条，船上的人都很高兴，说今年不错。\n\n" * (n // 40)
    ),
    "many short lines": lambda n: "中\n\n" * (n // 3),
    "many cut lines": lambda n: (
        "渔船上午出海，傍晚回到港口，一共二十条，船上\n\n的人都很高兴，说今年的渔汛不错，收入会增加。\n\n"
        * (n // 50)
    ),
    "a list of one item": lambda n: "江州厂、" * (n // 4),
    "blank lines only": lambda n: "\n" * n,
    "open quotes, one a line": lambda n: (
        "“渔船上午出海，傍晚回到港口，一共二十条。\n\n" * (n // 23)
    ),
}


PAGE_FAMILIES = ("LAY", "DUP", "NUM", "FUR", "DOC")
LINE = "渔船上午出海，傍晚回到港口，一共二十条，船上的人都"
PAGES: dict[str, tuple[int, Callable[[int], str]]] = {
    "one character": (1, lambda n: "中" * n),
    "blank lines": (1_000_000, lambda n: "\n" * n),
    "paragraphs of one character": (100_000, lambda n: "中\n\n" * n),
    "headings of one character": (20_000, lambda n: "# 中\n\n" * n),
    "bylines": (20_000, lambda n: "本报记者 闻人雪\n" * n),
    "a page of 20 MB in paragraphs": (20_000_000, lambda n: text_of(3, n)),
    "a page of 20 MB in one line": (20_000_000, lambda n: text_of(3, n).replace("\n", "")),
    "lines of one width": (20_000, lambda n: f"{LINE}\n" * n),
    "columns cut at the same place": (2_000, lambda n: f"{LINE * 20}\n\n" * n),
}
"""The sizes of the shorter texts and what makes a text of a size."""


def seconds(cleaner: Cleaner, text: str, runs: int = 3) -> float:
    """Return the least CPU time of some runs over a text."""
    folded, newlines = fold(text)
    document = Document(Source("x.txt", "utf-8", b"", "", len(text)), folded, newlines)
    times = []
    for run in range(runs):
        document = document.revised(folded + " " * run)  # nothing is remembered of another run
        start = time.process_time()
        [outcome] = cleaner.run([document])
        times.append(time.process_time() - start)
        if outcome.error:
            raise SystemExit(f"{text[:20]!r}: {outcome.error}")
    return min(times)


def _repeated(unit: str, n: int) -> str:
    """Return a unit again and again, some n code points."""
    return unit * (n // len(unit))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=250_000, help="code points of the shorter text")
    parser.add_argument("--pages", action="store_true", help="whole pages, with the rules on pages")
    arguments = parser.parse_args()
    size = arguments.size
    rules = [rule for rule in load_packs() if rule.default]
    texts: dict[str, tuple[int, Callable[[int], str]]] = {
        repr(unit): (size, partial(_repeated, unit)) for unit in UNITS
    }
    texts |= {name: (size, make) for name, make in SHAPES.items()}
    if arguments.pages:
        rules = [rule for rule in rules if rule.family in PAGE_FAMILIES]
        texts = PAGES
    cleaner = Cleaner(rules)
    print("| text | n | n s | 2n s | ratio |\n|---|---|---|---|---|")
    for name, (n, make) in texts.items():
        runs = 1 if n > 10_000_000 else 3
        short, long = (seconds(cleaner, make(length), runs) for length in (n, 2 * n))
        mark = " **above 2.3**" if long > 2.3 * short and long > 0.2 else ""
        print(
            f"| {name} | {n:,} | {short:.3f} | {long:.3f} | {long / short:.2f}{mark} |", flush=True
        )


if __name__ == "__main__":
    main()
