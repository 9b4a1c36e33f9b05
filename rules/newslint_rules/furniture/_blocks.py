"""Yields a tag for each block of some kinds or roles."""

from __future__ import annotations

from collections.abc import Iterator

from newslint.rule import Evidence, Finding, Page
from newslint.text.blocks import Block, Kind, Role


def tagged(page: Page, what: str, *sorts: Kind | Role) -> Iterator[Finding]:
    """Yield a finding for each block of one of the kinds or roles."""
    if page.document.sorts.isdisjoint(sorts):
        return
    for block in page.document.labelled:
        if block.kind in sorts or block.role in sorts:
            yield tag(page, block, what)


def tag(page: Page, block: Block, what: str, *evidence: Evidence) -> Finding:
    """Return the finding that says what a block is."""
    return page.finding(
        block.content,
        f"{what}: {block.why}",
        evidence=[Evidence("block", block.kind.value), *evidence],
    )
