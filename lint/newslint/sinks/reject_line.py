"""The JSON line about what could not be read or cleaned, and the bytes that are too many for it."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

from newslint.sinks.lines import Json
from newslint.sources.item import Reject

PAYLOADS: Final = "rejects"
"""Folder of rejected payloads that are too large for a line."""

LARGEST_INLINE: Final = 1_000_000
"""A rejected payload of more bytes than this stands in a file of its own."""


def reject_line(reject: Reject, folder: Path) -> dict[str, Json]:
    """Return the line of rejects.jsonl about a reject.

    Many bytes are written to a file below `folder`, named by their digest. Raises OSError.
    """
    payload, data = reject.payload, reject.data
    digest = payload.sha256 if payload is not None else hashlib.sha256(data).hexdigest()
    line: dict[str, Json] = {
        "path": reject.path,
        "row": reject.row,
        "reason": reject.reason,
        "todo": reject.todo,
        "offset": reject.offset,
        "bytes": reject.size,
        "sha256": digest,
    }
    if reject.whole:
        line["whole"] = True
    if payload is None and len(data) <= LARGEST_INLINE:
        line["base64"] = base64.b64encode(data).decode()
        return line
    place = folder / PAYLOADS / digest
    place.parent.mkdir(exist_ok=True)
    if payload is not None:
        payload.copy_to(place)
    else:
        place.write_bytes(data)
    line["file"] = f"{PAYLOADS}/{digest}"
    return line
