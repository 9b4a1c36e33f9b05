"""Writes the links between the parts of continued stories into records.jsonl, at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import regex

from newslint.pipeline.continued import Part, issue_of, links, own_label
from newslint.sinks.record import Record
from newslint.text.folio import Folio

_STRING = r'"(?:[^"\\]|\\.)*+"'
_FIELDS = tuple(
    regex.compile(rf'"{name}":\{{"line":{_STRING},"page":{_STRING},"record":null(?=\}})')
    for name in ("continues", "continued")
)


@dataclass
class Chain:
    """Remembers the records with a jump line, and the line of the file that each stands in."""

    _parts: list[Part] = field(default_factory=list)
    _lines: dict[int, str] = field(default_factory=dict)

    def add(self, record: Record, folio: Folio, line: int) -> None:
        """Remember a record if a jump line stands in it; `line` counts from 0."""
        back, onward = record.continues, record.continued
        if back is None and onward is None:
            return
        source = record.source
        self._lines[line] = record.id
        self._parts.append(
            Part(
                record.id,
                issue_of(source.path, source.row, folio, record.meta),
                own_label(folio, record.meta),
                record.title or "",
                back.page if back else None,
                onward.page if onward else None,
            )
        )

    def link(self, records: Path) -> None:
        """Rewrite the records file with the ids of the linked parts, if there are any."""
        onward = links(self._parts)
        back = {tail: head for head, tail in onward.items()}
        if not onward:
            return
        fresh = records.with_name(records.name + ".linked")
        with records.open("rb") as old, fresh.open("wb") as new:
            for number, line in enumerate(old):
                record = self._lines.get(number)
                if record in onward or record in back:
                    text = line.decode("utf-8", "surrogatepass")
                    for pattern, found in zip(_FIELDS, (back, onward), strict=True):
                        if record in found:
                            text = _filled(text, pattern, found[record])
                    line = text.encode("utf-8", "surrogatepass")
                new.write(line)
        fresh.replace(records)


def _filled(line: str, pattern: regex.Pattern[str], record: str) -> str:
    """Return a line with the id in the last place for it: a row's own fields stand before ours."""
    *_, last = pattern.finditer(line)
    return f'{line[: last.end() - len("null")]}"{record}"{line[last.end() :]}'
