"""Reads rows and writes them again as they were: the least that any work on a corpus costs.

    python benchmarks/pass_through.py INPUT.jsonl FOLDER

One process. Rows are read with `newslint.sources.read`, their text found and decoded, and written
with `newslint.sinks.output` to FOLDER/records.jsonl; nothing is done with them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from newslint.sinks.output import LineFile
from newslint.sources.find import find
from newslint.sources.read import Page, Reading, read


def main() -> None:
    path, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True)
    records = LineFile(folder / "records.jsonl")
    rows = 0
    for item in read(find([path]), Reading()):
        if not isinstance(item, Page) or item.row is None:
            raise SystemExit(f"no row: {item}")
        records.write_bytes(item.row.encoded(item.decoded, item.document.source.codec))
        rows += 1
    records.close()
    print(f"{rows:,} rows")


if __name__ == "__main__":
    main()
