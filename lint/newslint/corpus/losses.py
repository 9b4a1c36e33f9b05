"""What each source loses as duplicates, and when that is an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus.layout import Documents, Layout
from newslint.corpus.settings import Loss

FEWEST: Final = 20
"""Sources and runs of fewer documents raise no alarm."""

EMPTY: Final = 0.2
"""Share of documents without a letter or figure from which on the run is an alarm."""

ALIKE: Final = 0.5
"""Share of documents that have one and the same text from which on the run is an alarm."""


@dataclass(frozen=True, slots=True)
class Losses:
    """Losses of the sources of FEWEST documents or more, and alarms in words."""

    by_source: Mapping[str, Loss]
    alarms: tuple[str, ...]


def losses_of(layout: Layout, lost: Documents) -> Losses:
    """Return the losses of a run; `lost` are the documents lost, ascending."""
    table = np.zeros((0, 3), dtype=np.uint64)
    waiting: list[NDArray[np.uint64]] = []
    empty = rows = 0
    for number in range(len(layout.sizes)):
        empty += int(layout.part(number).store.facts["empty"])
        waiting.append(_of_part(layout, number, lost))
        rows += len(waiting[-1])
        if rows > len(table):  # so that sources are merged a few times each, not once a part
            table, waiting, rows = _merged(np.concatenate((table, *waiting))), [], 0
    table = _merged(np.concatenate((table, *waiting)))
    large = {int(key): (int(all_), int(gone)) for key, all_, gone in table if all_ >= FEWEST}
    found: dict[str, Loss] = {}
    for number in range(len(layout.sizes)) if large else ():
        for source in layout.part(number).sources():
            counts = large.get(_key(source))
            if counts is not None:
                found[source] = Loss(*counts)
    by_source = dict(sorted(found.items()))
    return Losses(by_source, tuple(_alarms(layout, by_source, empty, lost)))


def _alarms(
    layout: Layout, by_source: Mapping[str, Loss], empty: int, lost: Documents
) -> list[str]:
    documents, limit = layout.documents, layout.settings.loss
    found = [
        f"{source} would lose {one.share:.0%} of its {one.documents:,} documents as duplicates, "
        f"over the limit of {limit:.0%}"
        for source, one in by_source.items()
        if one.share > limit
    ]
    if documents < FEWEST:
        return found
    if empty > EMPTY * documents:
        found.append(
            f"{empty:,} of {documents:,} documents have no letter or figure: is it the right field?"
        )
    if len(lost) > ALIKE * documents:
        found.append(f"{len(lost):,} of {documents:,} documents are duplicates of others")
    return found


def _of_part(layout: Layout, number: int, lost: Documents) -> NDArray[np.uint64]:
    """Return a row a source of a part: hash, documents, those lost."""
    part = layout.part(number)
    base, end = layout.bases[number : number + 2]
    mine = lost[slice(*np.searchsorted(lost, (base, end)))] - base
    of = part.store.numbers("sources").astype(np.int64)
    keys = [_key(source) for source in part.sources()]
    counts = np.bincount(of, minlength=len(keys))
    gone = np.bincount(of[mine], minlength=len(keys))
    columns = (np.array(keys, dtype=np.uint64), counts.astype(np.uint64), gone.astype(np.uint64))
    return np.stack(columns, axis=1)


def _merged(table: NDArray[np.uint64]) -> NDArray[np.uint64]:
    keys, inverse = np.unique(table[:, 0], return_inverse=True)
    merged = np.zeros((len(keys), 3), dtype=np.uint64)
    merged[:, 0] = keys
    np.add.at(merged[:, 1:], inverse, table[:, 1:])
    return merged


def _key(source: str) -> int:
    data = source.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")
