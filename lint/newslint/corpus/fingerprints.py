"""Fingerprints of the documents of a part: written beside it, read back mapped into memory.

A folder holds two files. `texts.u16` is the documents in UTF-16, a NUL behind each.
`prints.nl` (see `store`) is written last, so a folder that has it is whole. It holds by document:
where its text starts, its length as compared, its date, its source, its id, the hash of its text
as compared; and by band the keys, sorted, each with its document.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BufferedWriter
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

import numpy as np

from newslint.corpus.normal import Normal, joined, normalise_units, table
from newslint.corpus.settings import Entry, Settings
from newslint.corpus.shingles import (
    KEYS,
    Grams,
    Hashes,
    band_keys,
    figure_keys,
    sampled,
    signature_version,
)
from newslint.corpus.store import Array, Fact, Store, damaged, open_store, write_store
from newslint.sinks.files import writing
from newslint.sources.payload import blocks_of

KIND: Final = "fingerprints"
TEXTS: Final = "texts.u16"
PRINTS: Final = "prints.nl"
WHOLE: Final = KEYS
"""The band whose keys are hashes of whole texts."""

_TOGETHER: Final = 3 << 13
"""Characters that are looked at together.

With arrays that are larger than 256 KB the system takes a third of the time, for their pages.
"""

UNKNOWN_DATE: Final = np.iinfo(np.int64).max
_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?)?)?)?(?!\d)")


def date_number(date: str) -> int:
    """Return a number that orders ISO dates; the greatest for what is none."""
    match = _DATE.match(date)
    if match is None:
        return int(UNKNOWN_DATE)
    return int("".join((part or "00") for part in match.groups()))


def identity(settings: Settings) -> str:
    """Return what fingerprints must have in common to be compared."""
    parts = [f"table {table().digest}", f"shingle {settings.shingle}"]
    if settings.near is not None:
        parts.append(signature_version())
    if settings.passage is not None:
        parts.append(f"passages {settings.characters}")
    return ", ".join(parts)


@dataclass
class _Gathered:
    """What is known so far of the documents of a part, a list of arrays a column."""

    columns: dict[str, list[Array]] = field(default_factory=dict)

    def add(self, name: str, array: Array) -> None:
        self.columns.setdefault(name, []).append(array)

    def of(self, name: str, like: Array) -> Array:
        found = self.columns.pop(name, [])
        return np.concatenate(found) if found else like


class Fingerprints:
    """Writes the fingerprints of the documents of a part, in the order of its records.

    Memory grows by some 300 bytes a document of the part, and by 16 a sampled gram when passages
    are looked for.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._settings = settings
        self._identity = identity(settings)
        self._found = _Gathered()
        self._sources: dict[str, int] = {}
        self._entries: list[Entry] = []
        self._texts: list[str] = []
        self._waiting = 0
        self._ids = bytearray()
        self._units = 0
        self._documents = 0
        self._empty = 0
        self._sum = hashlib.blake2b(digest_size=16)
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / PRINTS).unlink(missing_ok=True)
            self._stream: BufferedWriter = (folder / TEXTS).open("wb")

    def add(self, entry: Entry, text: str) -> None:
        """Take in the next document. Raises OutputError."""
        self._entries.append(entry)
        self._texts.append(text)
        self._waiting += len(text) + 1
        if self._waiting >= _TOGETHER:
            self._take_in()

    def close(self) -> None:
        """Write what is left; only then the folder counts. Raises OutputError."""
        self._take_in()
        with writing(self._folder):
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
        found, empty = self._found, np.zeros(0, dtype=np.uint64)
        arrays: dict[str, Array] = {
            "starts": np.append(found.of("starts", empty), self._units).astype(np.uint64),
            "dates": found.of("dates", empty.astype(np.int64)),
            "sizes": found.of("sizes", empty.astype(np.uint32)),
            "sources": found.of("sources", empty.astype(np.uint32)),
            "id_starts": np.append(found.of("id_starts", empty), len(self._ids)).astype(np.uint64),
            "ids": np.frombuffer(bytes(self._ids), dtype=np.uint8),
            "digests": found.of("digests", empty.reshape(0, 2)),
            "figures": found.of("figures", empty),
            **lists("source", list(self._sources)),
        }
        sizes = arrays["sizes"].astype(np.int64)
        filled = np.flatnonzero(sizes > 0)
        arrays |= sorted_keys(str(WHOLE), arrays["digests"][filled, 0], filled)
        if self._settings.near is not None:
            keys = found.of("keys", empty.reshape(0, KEYS))
            long = np.flatnonzero(sizes >= self._settings.shingle)
            for band in range(KEYS):
                arrays |= sorted_keys(str(band), keys[long, band], long)
        if self._settings.passage is not None:
            arrays |= self._passages()
        facts: dict[str, Fact] = {
            "documents": self._documents,
            "empty": self._empty,
            "units": self._units,
            "identity": self._identity,
            "texts": self._sum.hexdigest(),
        }
        write_store(self._folder / PRINTS, KIND, facts, arrays, durable=True)

    def _take_in(self) -> None:
        if not self._texts:
            return
        data, starts = joined(self._texts)
        data += b"\0\0"
        with writing(self._folder):
            self._stream.write(data)
        self._sum.update(data)
        normal = normalise_units(data, starts)
        add, sizes = self._found.add, np.diff(normal.starts)
        add("starts", (starts[:-1] + self._units).astype(np.uint64))
        add("sizes", sizes.astype(np.uint32))
        add("digests", digests(normal))
        dates = [date_number(entry.date) for entry in self._entries]
        add("dates", np.array(dates, dtype=np.int64))
        known = self._sources
        sources = [known.setdefault(entry.source, len(known)) for entry in self._entries]
        add("sources", np.array(sources, dtype=np.uint32))
        self._name()
        grams = Grams(normal)
        if self._settings.near is not None:
            add("keys", band_keys(normal, self._settings.shingle, grams))
            add("figures", figure_keys(normal))
        if self._settings.passage is not None:
            hashes, places = sampled(normal, self._settings.characters, grams)
            owners = np.searchsorted(normal.starts, places, side="right") - 1
            add("passage_keys", hashes)
            add("passage_owners", (owners + self._documents).astype(np.uint32))
            add("passage_places", (places - normal.starts[owners]).astype(np.uint32))
        self._units += int(starts[-1])
        self._documents += len(self._texts)
        self._empty += int((sizes == 0).sum())
        self._entries, self._texts, self._waiting = [], [], 0

    def _name(self) -> None:
        starts = []
        for entry in self._entries:
            starts.append(len(self._ids))
            self._ids += entry.id.encode("utf-8", "surrogatepass")
        self._found.add("id_starts", np.array(starts, dtype=np.uint64))

    def _passages(self) -> dict[str, Array]:
        keys = self._found.of("passage_keys", np.zeros(0, dtype=np.uint64))
        order = np.argsort(keys, kind="stable")
        none = np.zeros(0, dtype=np.uint32)
        return {
            "passage_keys": keys[order],
            "passage_owners": self._found.of("passage_owners", none)[order],
            "passage_places": self._found.of("passage_places", none)[order],
        }


def digests(normal: Normal) -> Hashes:
    """Return the 128-bit hash of each document as it is compared, shape (documents, 2)."""
    units = normal.units.astype("<u2", copy=False).data
    made = b"".join(
        hashlib.blake2b(units[first:last], digest_size=16).digest()
        for first, last in pairwise(normal.starts.tolist())
    )
    return np.frombuffer(made, dtype="<u8").reshape(-1, 2)


def sorted_keys(band: str, keys: Array, owners: Array) -> dict[str, Array]:
    """Return the keys of a band in order, each with its document."""
    order = np.argsort(keys, kind="stable")
    return {
        f"keys{band}": keys[order],
        f"owners{band}": owners[order].astype(np.uint32),
    }


def lists(name: str, words: Sequence[str]) -> dict[str, Array]:
    """Return words as two arrays: where each starts and the last ends, and their letters."""
    encoded = [word.encode("utf-8", "surrogatepass") for word in words]
    starts = np.zeros(len(encoded) + 1, dtype=np.uint64)
    np.cumsum([len(word) for word in encoded], out=starts[1:])
    return {
        f"{name}_starts": starts,
        f"{name}_names": np.frombuffer(b"".join(encoded), dtype=np.uint8),
    }


@dataclass(frozen=True, slots=True)
class Part:
    """Fingerprints that were written: arrays, ids and texts of the documents of one part.

    Args:
        store: the arrays.
        folder: where the texts are; of a part put together of others, where they are not.
    """

    store: Store
    folder: Path

    @property
    def documents(self) -> int:
        """Return how many documents it has."""
        return int(self.store.facts["documents"])

    def id(self, document: int) -> str:
        """Return the id of a document."""
        return self._word("id_starts", "ids", document)

    def sources(self) -> list[str]:
        """Return the sources of its documents, each once."""
        many = len(self.store.arrays["source_starts"]) - 1
        return [self.source(one) for one in range(many)]

    def source(self, number: int) -> str:
        """Return one of the sources."""
        return self._word("source_starts", "source_names", number)

    def text(self, document: int) -> str:
        """Return the text of a document."""
        return self.texts([document])[0]

    def texts(self, documents: Sequence[int]) -> list[str]:
        """Return the texts of some documents; a file that holds several in a row is opened once.

        Raises DamagedError.
        """
        starts = self.store.numbers("starts")
        found = []
        for (path, before), some in groupby(documents, self._file):
            try:
                with path.open("rb", buffering=0) as stream:
                    for one in some:
                        first, last = int(starts[one]), int(starts[one + 1]) - 1
                        stream.seek(2 * (first - before))
                        data = stream.read(2 * (last - first))
                        if len(data) < 2 * (last - first):
                            raise damaged(path, "it is shorter than it was")
                        found.append(data.decode("utf-16-le", "surrogatepass"))
            except OSError:
                raise damaged(path, "it cannot be read") from None
        return found

    def _file(self, document: int) -> tuple[Path, int]:
        """Return the file in which the text of a document is, and the units before its first."""
        if not self.gathered:
            return self.folder / TEXTS, 0
        bounds = self.store.numbers("member_documents")
        member = int(np.searchsorted(bounds, document, side="right")) - 1
        before = int(self.store.numbers("member_units")[member])
        return Path(self._word("member_starts", "member_names", member)) / TEXTS, before

    @property
    def gathered(self) -> bool:
        """Tell whether it was put together of other parts."""
        return "member_units" in self.store.arrays

    def _word(self, starts: str, letters: str, number: int) -> str:
        bounds = self.store.numbers(starts)
        data = self.store.arrays[letters][int(bounds[number]) : int(bounds[number + 1])]
        return data.tobytes().decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a folder of fingerprints holds.

    Args:
        documents: how many documents.
        grams: how many sampled grams.
        identity: how they were made.
    """

    documents: int
    grams: int
    identity: str


def open_part(folder: Path) -> Part:
    """Return the fingerprints of a folder; errors as for `open_store`."""
    part = Part(open_store(folder / PRINTS, KIND), folder)
    if not part.gathered:
        _check_size(folder / TEXTS, int(part.store.facts["units"]))
    return part


def check_part(folder: Path) -> Checked:
    """Return what a folder holds, after all checksums were compared.

    Errors as for `open_store`.
    """
    store = open_store(folder / PRINTS, KIND, check=True)
    _check_size(folder / TEXTS, int(store.facts["units"]))
    found = hashlib.blake2b(digest_size=16)
    with (folder / TEXTS).open("rb") as stream:
        for block in blocks_of(stream):
            found.update(block)
    if found.hexdigest() != store.facts["texts"]:
        raise damaged(folder / TEXTS, "it is not what was written")
    grams = len(store.arrays["passage_keys"]) if "passage_keys" in store.arrays else 0
    return Checked(int(store.facts["documents"]), grams, str(store.facts["identity"]))


def _check_size(path: Path, units: int) -> None:
    try:
        size = path.stat().st_size
    except OSError:
        raise damaged(path, "it is missing") from None
    if size != 2 * units:
        raise damaged(path, f"it has {size} bytes, {2 * units} were written")
