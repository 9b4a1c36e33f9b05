"""Reads a shard of a corpus into a part: its documents as they were, and their fingerprints.

A part is a folder. `documents` holds a line for each document: the row as it was, or as JSON when
it was none; of a text file the path. `bounds` holds where each starts and the last ends, `kinds`
which of the two it is. Fingerprints and rejects lie beside them. The folder is put in place by one
rename.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from array import array
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from newslint.corpus.fingerprints import Fingerprints
from newslint.corpus.settings import Entry, Settings
from newslint.errors import Exit
from newslint.sinks.files import writing
from newslint.sinks.lines import dump, load
from newslint.sinks.reject_line import reject_line
from newslint.sources.find import InputFile
from newslint.sources.read import Page, Reading, Reject, read
from newslint.sources.row import Row
from newslint.sources.rows import JsonRow
from newslint.sources.shards import Shard

DOCUMENTS, BOUNDS, KINDS = "documents", "bounds.npy", "kinds.npy"
REJECTS, FACTS, FINGERPRINTS = "rejects.jsonl", "facts.json", "fingerprints"
ROW, FILE = 0, 1
"""Kinds of documents."""

MOST_SAID: Final = 100
"""Lines about rejects and the like that a part keeps."""

_BLANK: Final = " \t\r\n\ufeff"
_BUFFER: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of a row, or facts about a file, say where a document is from and of when."""

    source: str = "source"
    date: str = "date"

    def entry(self, page: Page) -> Entry:
        """Return what is known of a document; its id is its path, with the number of its row."""
        document = page.document
        path, row = document.source.path, document.row
        known: Mapping[str, object] = document.meta
        if page.row is not None:
            fields = load(page.row.record("") + "}")
            known = fields if isinstance(fields, dict) else {}
        source, date = known.get(self.source), known.get(self.date)
        return Entry(
            path if row is None else f"{path}:{row}",
            source if isinstance(source, str) and source else path,
            date if isinstance(date, str) else "",
        )


@dataclass(frozen=True, slots=True)
class Intake:
    """A shard to read.

    Args:
        shard: the shard.
        reading: how its files are read.
        settings: what the fingerprints are for.
        fields: what tells source and date.
        folder: where parts are.
        name: what the part is called there.
    """

    shard: Shard
    reading: Reading
    settings: Settings
    fields: Fields
    folder: Path
    name: str


@dataclass
class Facts:
    """What the run needs to know of a part.

    Args:
        size: bytes of input, as stored.
        documents: how many were read.
        files: how many of them are text files.
        rejects: how many pieces of input were none.
        said: lines for the user about rejects, codecs and sidecars; the first MOST_SAID.
        unsaid: how many lines were left out.
        exit: what the exit code is at least.
    """

    size: int
    documents: int = 0
    files: int = 0
    rejects: int = 0
    said: list[str] = field(default_factory=list)
    unsaid: int = 0
    exit: int = Exit.DONE

    def say(self, line: str, code: Exit = Exit.DONE) -> None:
        """Keep a line for the user, and the exit code that it means."""
        self.exit = max(self.exit, int(code))
        if len(self.said) < MOST_SAID:
            self.said.append(line)
        else:
            self.unsaid += 1


def take_in(job: Intake) -> Facts:
    """Read a shard, put its part in place by one rename, and return what is told of it.

    Raises OutputError when it cannot be written.
    """
    fresh = job.folder / f"{job.name}.{uuid.uuid4().hex}"
    with writing(job.folder):
        fresh.mkdir(parents=True)
        try:
            facts = _Part(job, fresh).written()
            (fresh / FACTS).write_text(json.dumps(asdict(facts)), encoding="utf-8")
            target = job.folder / job.name
            if not target.exists():
                fresh.rename(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return facts


def facts_of(folder: Path) -> Facts:
    """Return what is known of a part that was written."""
    return Facts(**json.loads((folder / FACTS).read_text(encoding="utf-8")))


class _Part:
    """A part that is being written."""

    def __init__(self, job: Intake, folder: Path) -> None:
        self._job, self._folder = job, folder
        self._facts = Facts(job.shard.size)
        self._files = {one.file.name: one.file for one in job.shard.slices}
        self._prints = Fingerprints(folder / FINGERPRINTS, job.settings)

    def written(self) -> Facts:
        folder, job = self._folder, self._job
        bounds, kinds = array("Q", (0,)), bytearray()
        end = 0
        with (
            (folder / DOCUMENTS).open("wb", buffering=_BUFFER) as documents,
            (folder / REJECTS).open("wb", buffering=_BUFFER) as rejects,
        ):
            for item in read(job.shard.slices, job.reading):
                if isinstance(item, Reject):
                    rejects.write(self._rejected(item))
                    continue
                self._prints.add(job.fields.entry(item), item.decoded)
                data = self._line(item)
                documents.write(data)
                end += len(data)
                bounds.append(end)
                kinds.append(ROW if item.row is not None else FILE)
                self._note(item)
        self._facts.documents, self._facts.files = len(kinds), kinds.count(FILE)
        np.save(folder / BOUNDS, np.frombuffer(bounds, dtype=np.uint64))
        np.save(folder / KINDS, np.frombuffer(kinds, dtype=np.uint8))
        self._prints.close()
        return self._facts

    def _rejected(self, reject: Reject) -> bytes:
        self._facts.rejects += 1
        self._facts.say(str(reject), Exit.OUTPUT if reject.internal else Exit.INPUT)
        line = dump(reject_line(reject, self._folder))
        return line.encode("utf-8", "surrogatepass") + b"\n"

    def _line(self, page: Page) -> bytes:
        if page.row is None:
            return os.fsencode(path_of(self._files[page.document.source.path])) + b"\n"
        return line_of(page.row).encode("utf-8", "surrogatepass")

    def _note(self, page: Page) -> None:
        source = page.document.source
        if source.codec != "utf-8" and page.document.row in (None, 1):
            self._facts.say(f"{source.path}: read as {source.codec}")
        for line in page.troubles:
            self._facts.say(line, Exit.INPUT)


def path_of(file: InputFile) -> str:
    """Return how a file is called from the working directory; of a remote one its URL."""
    return os.path.relpath(file.path) if file.path is not None else file.url or file.name


def line_of(row: Row) -> str:
    """Return a row as one line: of JSON lines the line that it was, of others their values.

    Blank lines and a byte order mark beside it are left out; a line end is added when it has none.
    """
    if not isinstance(row, JsonRow):
        return row.record(row.text) + "}\n"
    line = row.line(row.text)
    if line.startswith("{") and line.endswith("}\n"):
        return line
    [whole] = [piece for piece in line.split("\n") if piece.strip(_BLANK)]
    return whole.removeprefix("\ufeff") + "\n"
