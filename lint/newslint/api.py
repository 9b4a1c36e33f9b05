"""Cleans single records in memory, for programs and engines that bring their own reading."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

from newslint.cli.session import Asked, Session
from newslint.errors import InputError
from newslint.pipeline.flow import flow
from newslint.sinks.lines import Json
from newslint.sinks.page_lines import edit_lines
from newslint.sources.cleaned import steps_of
from newslint.sources.read import Page, Reject
from newslint.text.document import Document, Source
from newslint.text.newlines import fold

Edits = list[dict[str, Json]]
"""The edits of a text in order, as edits.jsonl has them: enough to take them back."""


@dataclass(frozen=True)
class RecordCleaner:
    """Cleans records as `newslint clean` cleans rows, one at a time; can be pickled.

    Args:
        text_field: the field that holds the text.
        select: only these rules, as the option of the same name.
        extend_select: these rules too.
        ignore: not these rules.
        config: a configuration file; without one none is read.
        lm: the model that judges characters: base, off, the name of an installed one, or a file.
        unsafe: whether repairs that only ask are applied, too.

    Raises UsageError at the first record for what a command line could not say either.
    """

    text_field: str = "text"
    select: str | None = None
    extend_select: str | None = None
    ignore: str | None = None
    config: Path | None = None
    lm: str = "base"
    unsafe: bool = False

    def __call__(self, record: Mapping[str, object]) -> tuple[dict[str, object], Edits]:
        """Return a record with its text repaired, and the edits; all other fields stay.

        Raises InputError when the field is missing or holds no text, RuleError when a rule fails.
        """
        text = record.get(self.text_field)
        if not isinstance(text, str):
            raise InputError(
                "the record has no text",
                where=self.text_field,
                todo="name the field that holds it with text_field",
            )
        source = Source("record", "utf-8", b"", _digest(text), len(text))
        folded, newlines = fold(text)
        page = Page(Document(source, folded, newlines, 1, f"/{self.text_field}", unit="page"), text)
        [item] = flow([page], self._session.cleaner)
        if isinstance(item, Reject):
            raise InputError(item.reason, where="record", todo=item.todo)
        cleaned = dict(record)
        cleaned[self.text_field] = item.log.text
        return cleaned, list(edit_lines(item.page.document, item.log, 0))

    @cached_property
    def _session(self) -> Session:
        return _opened(self)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by what was asked for; rules and model are loaded where they are used."""
        words = self.text_field, self.select, self.extend_select, self.ignore
        return RecordCleaner, (*words, self.config, self.lm, self.unsafe)


@lru_cache(maxsize=4)
def _opened(cleaner: RecordCleaner) -> Session:
    asked = Asked(
        (),
        config=cleaner.config,
        isolated=cleaner.config is None,
        select=cleaner.select,
        extend_select=cleaner.extend_select,
        ignore=cleaner.ignore,
        text_field=cleaner.text_field,
        lm=cleaner.lm,
    )
    return Session.open(asked, unsafe=cleaner.unsafe, reads=False)


def clean_record(
    record: Mapping[str, object], text_field: str = "text"
) -> tuple[dict[str, object], Edits]:
    """Return a record with its text repaired by the default rules, and the edits.

    `RecordCleaner` takes rules, a configuration and a model. Errors are those of its call.
    """
    return RecordCleaner(text_field)(record)


def undo_record(
    record: Mapping[str, object], edits: Sequence[Mapping[str, object]], text_field: str = "text"
) -> dict[str, object]:
    """Return a record as it was before `clean_record`.

    Raises InputError when its text is not what the edits led to.
    """
    text = cast(str, record[text_field])
    steps, _ = steps_of([*edits])
    try:
        for step in reversed(steps):
            text = step.revert(text)
    except ValueError as error:
        raise InputError(
            f"the text is not what these edits led to ({error})",
            where=text_field,
            todo="give the record and the edits as clean_record returned them",
        ) from None
    return {**record, text_field: text}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
