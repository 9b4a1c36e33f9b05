"""Runs what was read through the cleaner and keeps it together with what became of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from newslint.pipeline.clean import Cleaner, Outcome
from newslint.sources.read import Item, Page, Reject
from newslint.sources.restore import file_bytes
from newslint.text.document import Document
from newslint.text.log import EditLog
from newslint.text.newlines import unfold


@dataclass(frozen=True)
class Cleaned:
    """A page that was read, and what became of it."""

    page: Page
    outcome: Outcome

    @cached_property
    def log(self) -> EditLog:
        """Return the steps over the decoded source, with its own line ends."""
        return unfold(self.outcome.log, self.page.decoded, self.page.document.newlines)

    @property
    def changed(self) -> bool:
        """Tell whether any edit was applied."""
        return bool(self.outcome.log.steps)


def flow(items: Iterable[Item], cleaner: Cleaner) -> Iterator[Cleaned | Reject]:
    """Yield each page with its outcome and each reject, in the order they were read.

    A page that a rule or the engine failed on becomes a reject with the reason.
    """
    waiting: deque[Item] = deque()

    def documents() -> Iterator[Document]:
        for item in items:
            waiting.append(item)
            if isinstance(item, Page):
                yield item.document

    for outcome in cleaner.run(documents()):
        page = waiting.popleft()
        while isinstance(page, Reject):
            yield page
            page = waiting.popleft()
        yield _failed(page, outcome) if outcome.error else Cleaned(page, outcome)
    for item in waiting:
        assert isinstance(item, Reject)
        yield item


def _failed(page: Page, outcome: Outcome) -> Reject:
    error = outcome.error
    assert error is not None
    document = page.document
    return Reject(
        document.source.path,
        document.row,
        error.what,
        error.todo,
        file_bytes([(page, page.decoded)]),
        0,
        internal=True,
    )
