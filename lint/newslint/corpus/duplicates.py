"""Finds the duplicates among all documents of a run, from the fingerprints of its parts.

Equal texts come first; of each group one goes on. Then documents that share a key are compared, the
near ones among them are settled, and those that stay are searched for shared passages. Every step
is a list of independent tasks for an engine's map, and what they find lies on disk in between, so
the memory of the caller grows with the duplicates only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newslint.corpus import passages, spans, verify
from newslint.corpus.candidates import (
    ENOUGH,
    GROUPS,
    LOST,
    PAIRS,
    candidate_pairs,
    equal_texts,
    slices,
)
from newslint.corpus.clusters import Edges
from newslint.corpus.fingerprints import WHOLE, Checked, Fingerprints, check_part, identity
from newslint.corpus.gathered import fewer_files, fewer_parts
from newslint.corpus.layout import RANGE, Documents, Layout
from newslint.corpus.losses import Losses, losses_of
from newslint.corpus.settings import (
    Duplicate,
    Entry,
    Loss,
    Map,
    Settings,
    SharedPassage,
    serial,
)
from newslint.corpus.shingles import KEYS
from newslint.corpus.store import Array, Store, open_store, write_store
from newslint.errors import UsageError
from newslint.rule import Rule
from newslint.sinks.files import writing

_LOSERS: Final = "losers"


@dataclass(frozen=True)
class Duplicates:
    """What was found among the documents of a run; read from disk a part at a time.

    Args:
        scratch: where it lies; it must stay as long as this is asked.
        layout: the parts.
        losses_found: by source, with what is an alarm.
    """

    scratch: Path
    layout: Layout
    losses_found: Losses

    @classmethod
    def read(cls, scratch: Path) -> Duplicates:
        """Return what a run found whose caller has the losses."""
        return cls(scratch, Layout.read(scratch), Losses({}, ()))

    @property
    def losses(self) -> Mapping[str, Loss]:
        """Return what the sources of 20 documents or more lose."""
        return self.losses_found.by_source

    @property
    def alarms(self) -> tuple[str, ...]:
        """Return what looks wrong with the run, a line each."""
        return self.losses_found.alarms

    @property
    def lost(self) -> int:
        """Return how many documents are lost."""
        return len(self._losers.arrays["documents"])

    @property
    def _losers(self) -> Store:
        return open_store(self.scratch / _LOSERS, spans.LOSERS)

    def of(self, part: int) -> Mapping[int, Duplicate]:
        """Return the duplicates among the documents of a part, by ordinal, ascending."""
        layout, store = self.layout, self._losers
        base = int(layout.given_bases[part])
        documents = store.numbers("documents")
        first, last = np.searchsorted(documents, layout.given_bases[part : part + 2]).tolist()
        codes = {spans.EQUAL: layout.settings.same, spans.NEAR: layout.settings.near}
        found: dict[int, Duplicate] = {}
        rows = zip(
            (documents[first:last] - base).tolist(),
            store.numbers("kinds")[first:last].tolist(),
            store.numbers("winners")[first:last].tolist(),
            store.arrays["similarity"][first:last].tolist(),
            self._spans(first, last),
            strict=True,
        )
        for document, kind, winner, similarity, shared in rows:
            code = codes[kind]
            assert code is not None
            found[document] = Duplicate(code, layout.id(winner), round(similarity, 4), shared)
        return found

    def _spans(self, first: int, last: int) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield the shared spans of the losers of a range."""
        for begin in range(first // RANGE * RANGE, last, RANGE):
            store = open_store(self.scratch / f"spans-{begin}", spans.FOUND)
            bounds = store.numbers("bounds")[max(0, first - begin) : last - begin + 1].tolist()
            starts, ends = store.numbers("starts"), store.numbers("ends")
            for one, other in pairwise(bounds):
                yield tuple(zip(starts[one:other].tolist(), ends[one:other].tolist(), strict=True))

    def passages(self, part: int) -> Mapping[int, Sequence[SharedPassage]]:
        """Return the shared passages of the documents of a part, by ordinal, ascending."""
        layout = self.layout
        base, end = layout.given_bases[part : part + 2].tolist()
        found: dict[int, list[SharedPassage]] = {}
        for begin in range(base // RANGE * RANGE, end, RANGE):
            path = self.scratch / f"passages-{begin}"
            if layout.settings.passage is None or not path.exists():
                continue
            store = open_store(path, passages.PASSAGES)
            where = slice(*np.searchsorted(store.numbers("document"), (base, end)).tolist())
            names = ("document", "start", "end", "other", "many")
            rows = zip(*(store.numbers(name)[where].tolist() for name in names), strict=True)
            for document, start, last, other, many in rows:
                passage = SharedPassage(start, last, layout.id(other), many)
                found.setdefault(document - base, []).append(passage)
        return found


def duplicates(
    folders: Sequence[Path], settings: Settings, scratch: Path, map: Map = serial
) -> Duplicates:
    """Find the duplicates among the documents whose fingerprints lie in some folders.

    Args:
        folders: of the parts, in order; the result does not depend on how the documents are
            divided among them.
        settings: what is looked for; the fingerprints must have been made for it.
        scratch: an empty directory for what is found; some 400 bytes a document.
        map: runs tasks, in this process by default.

    Raises UsageError for fingerprints made for other settings, DamagedError for damaged ones,
    OutputError when scratch cannot be written.
    """
    known = tuple(map(check_part, list(folders)))
    _check(folders, known, settings)
    with writing(scratch):
        scratch.mkdir(parents=True, exist_ok=True)
    few, sizes = fewer_parts(folders, known, scratch, map)
    layout = Layout(few, sizes, settings, tuple(one.documents for one in known))
    layout.write(scratch)
    members, winners = _equal(layout, scratch, map)
    _mark(scratch, layout.documents, members)
    losers, kept, similarity = _near(layout, scratch, map)
    _settle(layout, scratch, (members, winners), (losers, kept, similarity))
    store = open_store(scratch / _LOSERS, spans.LOSERS)
    many = len(store.arrays["documents"])
    tasks = [
        spans.Shared(scratch, store.path, first, min(first + RANGE, many))
        for first in range(0, many, RANGE)
    ]
    for _ in map(spans.shared_spans, tasks):
        pass
    _mark(scratch, layout.documents, np.concatenate((members, losers)))
    if settings.passage is not None:
        _passages(layout, scratch, map)
    return Duplicates(scratch, layout, losses_of(layout, store.numbers("documents")))


def among(texts: Sequence[str], rules: Iterable[Rule]) -> list[list[tuple[int, int]]]:
    """Return for each of a few texts the spans at which rules across documents find something.

    That is the whole of a text that is lost, and the passages it shares.
    """
    settings = Settings.of(rules)
    with TemporaryDirectory() as folder:
        part, scratch = Path(folder) / "part", Path(folder) / "scratch"
        prints = Fingerprints(part, settings)
        for number, text in enumerate(texts):
            prints.add(Entry(f"{number:06}", ""), text)
        prints.close()
        found = duplicates([part], settings, scratch)
        lost, passages = found.of(0), found.passages(0)
        return [
            [(0, len(text))]
            if number in lost
            else [(one.start, one.end) for one in passages.get(number, ())]
            for number, text in enumerate(texts)
        ]


def _check(folders: Sequence[Path], known: Sequence[Checked], settings: Settings) -> None:
    wanted = identity(settings)
    for folder, one in zip(folders, known, strict=True):
        if not set(wanted.split(", ")) <= set(one.identity.split(", ")):
            raise UsageError(
                f"made for other settings ({one.identity}; wanted: {wanted})",
                where=str(folder),
                todo="make the fingerprints anew",
            )


def _keys(layout: Layout, name: str) -> int:
    return sum(len(layout.part(number).store.arrays[name]) for number in range(len(layout.sizes)))


def _equal(layout: Layout, scratch: Path, map: Map) -> tuple[Documents, Documents]:
    """Return the documents whose text another one has, each with the one of them that stays."""
    tasks = list(slices(scratch, WHOLE, _keys(layout, f"keys{WHOLE}")))
    members, winners = (
        np.concatenate(column)
        for column in _columns(map(equal_texts, tasks), GROUPS, "members", "winners")
    )
    order = np.argsort(members)
    return members[order], winners[order]


def _near(
    layout: Layout, scratch: Path, map: Map
) -> tuple[Documents, Documents, NDArray[np.float32]]:
    """Return the documents that nearly have the text of one that stays, with it."""
    none = np.zeros(0, dtype=np.int64)
    nothing = none, none, np.zeros(0, dtype=np.float32)
    if layout.settings.near is None:
        return nothing
    keys = _keys(layout, "keys0")
    bands = [one for band in range(KEYS) for one in slices(scratch, band, keys)]
    pairs = fewer_files(list(map(candidate_pairs, bands)), PAIRS, scratch, map)
    tasks = list(verify.ranges(scratch, pairs, layout.documents, "edges"))
    first, second, similarity = _edges(map(verify.near_duplicates, tasks))
    if not len(first):
        return nothing
    more = Edges.of(layout, first, second, similarity).more_pairs()
    if len(more[0]):
        path = scratch / "pairs-more"
        write_store(path, PAIRS, {"weight": ENOUGH}, {"first": more[0], "second": more[1]})
        tasks = list(verify.ranges(scratch, (path,), layout.documents, "more"))
        added = _edges(map(verify.near_duplicates, tasks))
        first, second = np.concatenate((first, added[0])), np.concatenate((second, added[1]))
        similarity = np.concatenate((similarity, added[2]))
    return Edges.of(layout, first, second, similarity).lost()


def _edges(paths: Iterable[Path | None]) -> tuple[Documents, Documents, NDArray[np.float32]]:
    first, second, similarity = _columns(paths, verify.EDGES, "first", "second", "similarity")
    none = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([none, *first]),
        np.concatenate([none, *second]),
        np.concatenate([none.astype(np.float32), *similarity], dtype=np.float32),
    )


def _columns(
    paths: Iterable[Path | None], kind: str, *names: str
) -> tuple[list[NDArray[np.int64]], ...]:
    """Return columns of some files, an array a file; no file stays open."""
    columns: tuple[list[NDArray[np.int64]], ...] = tuple([] for _ in names)
    for path in paths:
        if path is None:
            continue
        store = open_store(path, kind)
        for column, name in zip(columns, names, strict=True):
            column.append(np.array(store.numbers(name)))
    return columns


def _mark(scratch: Path, documents: int, lost: Documents) -> None:
    """Write which documents are lost, a bit each, where tasks find it."""
    bits = np.zeros(-(-documents // 8), dtype=np.uint8)
    np.bitwise_or.at(bits, lost >> 3, (1 << (lost & 7)).astype(np.uint8))
    with writing(scratch / LOST):
        np.save(scratch / LOST, bits)


def _settle(
    layout: Layout,
    scratch: Path,
    equal: tuple[Documents, Documents],
    near: tuple[Documents, Documents, NDArray[np.float32]],
) -> None:
    """Write who loses to whom; a winner is lost by no rule whose losers are dropped."""
    members, winners = equal
    losers, kept, likeness = near
    order = np.argsort(losers)
    losers, kept, likeness = losers[order], kept[order], likeness[order]
    settings = layout.settings
    passed_on = np.zeros(len(members), dtype=np.bool_)
    if settings.near in settings.dropped and len(losers):
        at = np.minimum(np.searchsorted(losers, winners), len(losers) - 1)
        passed_on = losers[at] == winners
        winners = np.where(passed_on, kept[at], winners)
    similarity = np.ones(len(members), dtype=np.float32)
    if passed_on.any():
        similarity[passed_on] = likeness[at[passed_on]]
    if settings.same is None:
        members, winners = members[passed_on], winners[passed_on]
        similarity, passed_on = similarity[passed_on], passed_on[passed_on]
    kinds = np.where(passed_on, spans.NEAR, spans.EQUAL).astype(np.uint8)
    documents = np.concatenate((members, losers))
    order = np.argsort(documents)
    columns: dict[str, Array] = {
        "documents": documents[order],
        "winners": np.concatenate((winners, kept))[order],
        "similarity": np.concatenate((similarity, likeness))[order],
        "kinds": np.concatenate((kinds, np.full(len(losers), spans.NEAR, dtype=np.uint8)))[order],
    }
    write_store(scratch / _LOSERS, spans.LOSERS, {}, columns)


def _passages(layout: Layout, scratch: Path, map: Map) -> None:
    keys = _keys(layout, "passage_keys")
    found = list(map(passages.seeds, list(slices(scratch, KEYS + 1, keys))))
    files = fewer_files(found, passages.SEEDS, scratch, map)
    tasks = list(passages.ranges(scratch, files, layout.documents))
    for _ in map(passages.shared_passages, tasks):
        pass
