"""Checks that time grows linearly on texts made to be slow: CPU time at 2n against n.

    python benchmarks/adversarial.py [--size N]

The ratio should be near 2; above 2.3 is marked. Each text is a unit repeated up to the size, or
a shape that has led checkers into quadratic time before.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

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


def seconds(cleaner: Cleaner, text: str) -> float:
    """Return the least CPU time of three runs over a text."""
    folded, newlines = fold(text)
    document = Document(Source("x.txt", "utf-8", b"", "", len(text)), folded, newlines)
    times = []
    for _ in range(3):
        start = time.process_time()
        [outcome] = cleaner.run([document])
        times.append(time.process_time() - start)
        if outcome.error:
            raise SystemExit(f"{text[:20]!r}: {outcome.error}")
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=250_000, help="code points of the shorter text")
    size = parser.parse_args().size
    cleaner = Cleaner([rule for rule in load_packs() if rule.default])
    texts: dict[str, Callable[[int], str]] = {
        repr(unit): (lambda n, unit=unit: unit * (n // len(unit))) for unit in UNITS
    } | SHAPES
    print("| text | n s | 2n s | ratio |\n|---|---|---|---|")
    for name, make in texts.items():
        short, long = seconds(cleaner, make(size)), seconds(cleaner, make(2 * size))
        mark = " **above 2.3**" if long > 2.3 * short and long > 0.2 else ""
        print(f"| {name} | {short:.3f} | {long:.3f} | {long / short:.2f}{mark} |", flush=True)


if __name__ == "__main__":
    main()
