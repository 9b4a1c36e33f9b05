"""Records of CSV and TSV files: their fields as raw slices, so that all but the text stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from newslint.sources.row import RowError, Stored
from newslint.sources.rows import literal as json_string

_QUOTED: Final = re.compile(r'[^"]*+(?:""[^"]*+)*+')
"""What stands between the quotes of a field."""

_TODO: Final = "repair the record"


@cache
def _field(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(
        rf'("{_QUOTED.pattern}"|[^{mark}"\r\n][^{mark}\r\n]*+|)({mark}|\r?\n|\Z)', re.DOTALL
    )


def goes_on(line: str, delimiter: str, *, quoted: bool) -> bool:
    """Tell whether a record goes on behind a physical line, inside quotes.

    `quoted` tells whether the line starts inside quotes. Raises RowError where a closing quote
    is followed by anything but the end of its field.
    """
    at, end = 0, len(line)
    if '"' not in line:
        return quoted
    while True:
        if quoted or line[at : at + 1] == '"':
            start = at if quoted else at + 1
            quoted = False
            match = _QUOTED.match(line, start)
            assert match is not None
            at = match.end() + 1
            if at > end:
                return True
            behind = line[at : at + 2]
            if behind in ("", "\r\n") or behind[0] == "\n":
                return False
            if behind[0] != delimiter:
                raise RowError("text behind a closing quote", at, _TODO)
            at += 1
        else:
            at = line.find(delimiter, at) + 1
            if not at:
                return False


def fields(record: str, delimiter: str) -> list[str]:
    """Return the raw fields of a record; raises RowError."""
    found: list[str] = []
    match = _field(delimiter).match
    at = 0
    while True:
        field = match(record, at)
        if field is None:
            raise RowError("a quote or a carriage return out of place", at, _TODO)
        found.append(field[1])
        at = field.end()
        if field[2] != delimiter:
            return found


def value(raw: str) -> str:
    """Return the value of a raw field."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def spelled(text: str, delimiter: str, *, quoted: bool) -> str:
    """Return a value as a raw field, in quotes when they are wanted or needed."""
    needed = text[:1] == '"' or delimiter in text or "\n" in text or "\r" in text
    return _quoted(text) if quoted or needed else text


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A record cut round the raw field of its text.

    Args:
        lead: what stands in the file before the first record: the header.
        head: the record up to the text.
        literal: the raw field of the text.
        tail: what follows it, up to the next record.
        text: its value.
        columns: the names of all columns.
        delimiter: what stands between fields.
        id: the value of the id column.
    """

    lead: str
    head: str
    literal: str
    tail: str
    text: str
    columns: tuple[str, ...]
    delimiter: str
    id: str | None = None

    def encoded(self, text: str, codec: str) -> bytes:
        """Return the bytes of the record with a text."""
        raw = self.literal
        if text != self.text:
            raw = spelled(text, self.delimiter, quoted=raw.startswith('"'))
        return (self.lead + self.head + raw + self.tail).encode(codec)

    def record(self, text: str) -> str:
        """Return the record with a text as a JSON object of strings, without its last brace."""
        before = len(fields(self.head, self.delimiter)) - 1
        values = fields(self.head + self.literal + self.tail, self.delimiter)
        said = [
            f"{json_string(name)}:{json_string(text if at == before else value(raw))}"
            for at, (name, raw) in enumerate(zip(self.columns, values, strict=True))
            if name != "newslint"
        ]
        return "{" + ",".join(said)

    def facts(self) -> Mapping[str, Stored]:
        """Return the slices round the text, and what is needed to read them."""
        said: dict[str, Stored] = {"head": self.head, "tail": self.tail}
        if self.literal == _quoted(self.text):
            said["quoted"] = True
        elif self.literal != self.text:
            said["literal"] = self.literal
        if self.lead:
            said["lead"] = self.lead
        said["delimiter"], said["columns"] = self.delimiter, list(self.columns)
        return said


def csv_row(line: Mapping[str, object], text: str) -> CsvRow:
    """Return the row that a line of pages.jsonl keeps."""
    columns = line["columns"]
    assert isinstance(columns, list)
    spelled = _quoted(text) if line.get("quoted") else str(line.get("literal", text))
    return CsvRow(
        str(line.get("lead", "")),
        str(line["head"]),
        spelled,
        str(line["tail"]),
        text,
        tuple(map(str, columns)),
        str(line["delimiter"]),
    )
