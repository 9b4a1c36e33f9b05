"""The log of an in-place repair: what each file was, and how to give it back."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

from newslint.pipeline.flow import Cleaned
from newslint.sinks.lines import Json, dump
from newslint.sinks.page_lines import edit_lines


def fix_log(path: Path, cleaned: Sequence[Cleaned], sha_after: str) -> Iterator[str]:
    """Yield the lines that describe the repair of one file.

    The first names the file and its digests before and after; the rest are its edits, and for
    rows whose literal was written in a form of its own, that literal.
    """
    first = cleaned[0].page
    source = first.document.source
    head: dict[str, Json] = {
        "file": str(path.absolute()),
        "path": source.path,
        "sha_before": source.sha256,
        "sha_after": sha_after,
        "codec": source.codec,
        "pointer": first.document.pointer,
    }
    if first.original is not None:
        head["original"] = base64.b64encode(first.original).decode()
    yield dump(head)
    number = 0
    for one in cleaned:
        row = one.page.row
        if row is not None and one.changed and "literal" in (facts := row.facts()):
            yield dump({"row": one.page.document.row, "literal": facts["literal"]})
        for line in edit_lines(one.page.document, one.log, number):
            number += 1
            yield dump(line)
