"""What a piece of a page is: its kind, its finer role, and why it was taken for that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from newslint.text.span import Span


class Kind(Enum):
    """What a block is for."""

    TITLE = "title"
    KICKER = "kicker"
    SUBTITLE = "subtitle"
    SUBHEAD = "subhead"
    BYLINE = "byline"
    DATELINE = "dateline"
    CREDIT = "credit"
    CAPTION = "caption"
    BODY = "body"
    LIST = "list"
    TABLE = "table"
    FURNITURE = "furniture"


class Role(Enum):
    """Which sort of furniture or credit a block is.

    PAGE is a page number or label, MASTHEAD the paper's head with its date, PROMPT an invitation
    to scan a code or follow an account, MARKUP a fence, rule or image placeholder; AGENCY and
    PHOTO tell the two sorts of credit apart.
    """

    PAGE = "page"
    MASTHEAD = "masthead"
    JUMP = "jump"
    EDITOR = "editor"
    ADVERTISEMENT = "advertisement"
    PROMPT = "prompt"
    COPYRIGHT = "copyright"
    RELATED = "related"
    MARKUP = "markup"
    AGENCY = "agency"
    PHOTO = "photo"


HEADINGS = frozenset({Kind.TITLE, Kind.KICKER, Kind.SUBTITLE, Kind.SUBHEAD})
"""Kinds that head something."""

PROSE = frozenset({Kind.BODY, Kind.SUBHEAD, Kind.LIST, Kind.TABLE})
"""Kinds that make the text of a record."""


@dataclass(frozen=True, slots=True)
class Block:
    """A typed piece of a page.

    Args:
        span: the tile: content and the white space behind it.
        content: the piece without surrounding white space and heading marks.
        kind: what it is for.
        why: the evidence for the kind, in a few words.
        level: number of heading marks (#), 0 for none.
        role: which sort of furniture or credit it is, None for other kinds.
        opens: why an article starts with it, empty when none does.
    """

    span: Span
    content: Span
    kind: Kind
    why: str
    level: int = 0
    role: Role | None = None
    opens: str = ""
