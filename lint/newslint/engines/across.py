"""What a run finds across its documents: fingerprints beside each part, then one comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from newslint.corpus.duplicates import Duplicates, duplicates
from newslint.corpus.fingerprints import Fingerprints, open_part
from newslint.corpus.settings import Entry, Settings, SharedPassage
from newslint.engines.engine import Engine, in_order
from newslint.sinks.lines import Json, load
from newslint.sinks.merge import Copy, Passage, Said
from newslint.sinks.record import Record
from newslint.sources.row import Row

FINGERPRINTS: Final = "fingerprints"
"""Folder of a part with the fingerprints of its records."""

_NOTHING: Final = Entry("", "")


@dataclass(frozen=True, slots=True)
class Across:
    """What is looked for across documents, and what says which of two copies stays.

    Args:
        settings: what is looked for.
        source: field of a row, or fact about a file, that names the source of a document; where
            there is none, the path does.
        date: the one that holds its date; where there is none, the dateline does.
    """

    settings: Settings
    source: str = "source"
    date: str = "date"

    @property
    def idle(self) -> bool:
        """Tell whether nothing is looked for."""
        return self.settings.idle

    def entry(self, record: Record, row: Row | None) -> Entry:
        """Return what decides whether a record stays when it is a copy."""
        known: Mapping[str, object] = record.meta
        if row is not None:
            fields = load(row.record("") + "}")
            known = fields if isinstance(fields, dict) else {}
        source, date = known.get(self.source), known.get(self.date)
        told = record.dateline.date if record.dateline is not None else None
        return Entry(
            record.id,
            source if isinstance(source, str) and source else record.source.path,
            (date if isinstance(date, str) else "") or told or "",
        )


class Noting:
    """Writes the fingerprint of each record of a part; a line without a record has none."""

    def __init__(self, folder: Path, across: Across) -> None:
        self._across = across
        self._prints = Fingerprints(folder / FINGERPRINTS, across.settings)
        self._lines = 0

    def add(self, line: int, record: Record, row: Row | None) -> None:
        """Take in the record of a line."""
        self._skip_to(line)
        self._prints.add(self._across.entry(record, row), record.text)
        self._lines += 1

    def close(self, lines: int) -> None:
        """Write what is left of a part with so many records."""
        self._skip_to(lines)
        self._prints.close()

    def _skip_to(self, line: int) -> None:
        while self._lines < line:
            self._prints.add(_NOTHING, "")
            self._lines += 1


@dataclass(frozen=True)
class Comparison:
    """What was found across the documents of a run."""

    settings: Settings
    found: Duplicates
    folders: Sequence[Path]

    @property
    def alarms(self) -> Sequence[str]:
        """Return what looks wrong with the run, a line each."""
        return self.found.alarms

    def said(self, part: int) -> dict[int, tuple[Said, ...]]:
        """Return what is said of the records of a part, by line of records.jsonl."""
        prints = open_part(self.folders[part])
        said: dict[int, list[Said]] = {}
        for line, copy in self.found.of(part).items():
            said.setdefault(line, []).append(
                Copy(
                    prints.id(line),
                    copy.rule,
                    copy.winner,
                    copy.similarity,
                    self._threshold(copy.rule),
                    copy.shared_spans,
                    copy.rule in self.settings.dropped,
                )
            )
        for line, passages in self.found.passages(part).items():
            said.setdefault(line, []).extend(self._passages(prints.id(line), passages))
        return {line: tuple(some) for line, some in said.items()}

    def _passages(self, record: str, passages: Sequence[SharedPassage]) -> Iterator[Passage]:
        assert self.settings.passage is not None
        for one in passages:
            yield Passage(
                record, self.settings.passage, one.other, one.documents, one.start, one.end
            )

    def _threshold(self, rule: str) -> float:
        return self.settings.similarity if rule == self.settings.near else 1.0


def compared(
    parts: Sequence[Path], settings: Settings, scratch: Path, engine: Engine
) -> Comparison:
    """Compare the records of all parts; raises OutputError."""
    folders = [part / FINGERPRINTS for part in parts]
    found = duplicates(folders, settings, scratch, partial(in_order, engine))
    return Comparison(settings, found, folders)


def limits(settings: Settings) -> Mapping[str, Json]:
    """Return the limits of the rules that run, for the manifest."""
    known: dict[str | None, Json] = {
        settings.near: {"similarity": settings.similarity, "figures": settings.figures},
        settings.passage: {"characters": settings.characters},
    }
    return {rule: limit for rule, limit in known.items() if rule is not None}
