"""Build `text/script.tsv`, the characters that exist in Traditional or Simplified script only.

Input: the package opencc (Apache-2.0; conversions `t2s`, `s2t`, `t2tw`, `t2hk`) and
`Unihan_OtherMappings.txt` of the Unicode Character Database, plain or `.bz2` (Unicode licence), for
two lists of characters: `kTGH`, the Table of General Standard Chinese Characters (2013), and
`kBigFive`.
Output: one `char<TAB>kind<TAB>other` a line, sorted by code point. The same opencc and Unihan give
the same bytes.

Kinds of the unified ideographs of the Basic Multilingual Plane
    one   Traditional only: t2s changes it, kTGH lacks it, and s2t gives it back
    many  Traditional only as before, but s2t prefers another Traditional character
    both  t2s changes it, and kTGH or GB 2312 holds it, or it is one of USED: right in a
          Simplified text too (乾 徵 拚)
    simple  Simplified only: s2t changes it, kTGH holds it, Big5 lacks it, and neither t2tw nor
          t2hk makes it (Hong Kong writes 温 户 税)

`other` is what t2s or s2t makes of the character by itself.
"""

from __future__ import annotations

import argparse
import bz2
from collections.abc import Iterator
from pathlib import Path

from opencc import OpenCC

FIRST, LAST = 0x3400, 0x9FFF
"""Extension A and the unified ideographs; the hexagrams between them convert to themselves."""

USED = frozenset("噁濛瀰矇")
"""Characters outside both lists that Simplified texts use all the same: 二噁英, 细雨濛濛."""


def unihan(mappings: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters with kTGH and those with kBigFive."""
    data = mappings.read_bytes()
    text = (bz2.decompress(data) if mappings.suffix == ".bz2" else data).decode("utf-8")
    fields: dict[str, set[str]] = {"kTGH": set(), "kBigFive": set()}
    for line in text.splitlines():
        if line.startswith("U+"):
            code, field, _ = line.split("\t", 2)
            if field in fields:
                fields[field].add(chr(int(code[2:], 16)))
    return frozenset(fields["kTGH"]), frozenset(fields["kBigFive"])


def in_gb2312(char: str) -> bool:
    """Tell whether GB 2312, the older list of Simplified characters, holds a character."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def rows(standard: frozenset[str], big5: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield character, kind and counterpart, by code point."""
    simplify, restore = OpenCC("t2s").convert, OpenCC("s2t").convert
    regions = [OpenCC("t2tw").convert, OpenCC("t2hk").convert]
    for char in map(chr, range(FIRST, LAST + 1)):
        simple, traditional = simplify(char), restore(char)
        if simple != char and len(simple) == 1 and ord(simple) <= LAST:
            if char in standard | USED or in_gb2312(char):
                yield char, "both", simple
            elif simple in standard:
                yield char, "one" if restore(simple) == char else "many", simple
        elif (
            len(traditional) == 1
            and char in standard - big5
            and char not in (traditional, *(local(traditional) for local in regions))
        ):
            yield char, "simple", traditional


def main() -> None:
    """Build the table from the arguments of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("mappings", type=Path, help="Unihan_OtherMappings.txt, plain or .bz2")
    parser.add_argument("output", type=Path, help="script.tsv to write")
    options = parser.parse_args()
    lines = ["char\tkind\tother", *("\t".join(row) for row in rows(*unihan(options.mappings)))]
    options.output.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(lines) - 1} characters")


if __name__ == "__main__":
    main()
