"""Writes the links between the parts of continued stories into their records, at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from newslint.pipeline.continued import Part, issue_of, links, own_label
from newslint.sinks.record import Record
from newslint.text.folio import Folio

_STRING = r'"(?:[^"\\]|\\.)*+"'
_FIELDS = tuple(
    regex.compile(rf'"{name}":\{{"line":{_STRING},"page":{_STRING},"record":null(?=\}})')
    for name in ("continues", "continued")
)


@dataclass(frozen=True, slots=True)
class Ends:
    """The ids of the records that a record is linked to.

    Args:
        back: the one before it.
        onward: the one that it goes on in.
    """

    back: str | None
    onward: str | None

    def filled(self, line: str) -> str:
        """Return the line of the record with them; a row's own fields stand before ours."""
        for pattern, found in zip(_FIELDS, (self.back, self.onward), strict=True):
            if found is not None:
                *_, last = pattern.finditer(line)
                line = f'{line[: last.end() - len("null")]}"{found}"{line[last.end() :]}'
        return line


@dataclass
class Chain:
    """Remembers the records with a jump line, and the line of the file that each stands in."""

    parts: dict[int, Part] = field(default_factory=dict)

    def add(self, record: Record, folio: Folio, line: int) -> None:
        """Remember a record if a jump line stands in it; `line` counts from 0."""
        back, onward = record.continues, record.continued
        if back is None and onward is None:
            return
        source = record.source
        self.parts[line] = Part(
            record.id,
            issue_of(source.path, source.row, folio, record.meta),
            own_label(folio, record.meta),
            record.title or "",
            back.page if back else None,
            onward.page if onward else None,
        )


def linked(chains: Sequence[Chain]) -> list[dict[int, Ends]]:
    """Return for each chain the lines that are linked, with their ends."""
    onward = links(part for chain in chains for part in chain.parts.values())
    back = {tail: head for head, tail in onward.items()}
    return [
        {
            line: Ends(back.get(part.record), onward.get(part.record))
            for line, part in chain.parts.items()
            if part.record in onward or part.record in back
        }
        for chain in chains
    ]
