"""What a piece of a page is: its kind, its finer role, and why it was taken for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from newslint.text.span import Span


class Kind(Enum):
    """What a block is for."""

    __hash__ = object.__hash__

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

    __hash__ = object.__hash__

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


@dataclass(frozen=True, slots=True, init=False)
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

    def __init__(
        self,
        span: Span,
        content: Span,
        kind: Kind,
        why: str,
        level: int = 0,
        role: Role | None = None,
        opens: str = "",
    ) -> None:
        _set_span(self, span)
        _set_content(self, content)
        _set_kind(self, kind)
        _set_why(self, why)
        _set_level(self, level)
        _set_role(self, role)
        _set_opens(self, opens)


_set_span: Callable[[Block, Span], None] = vars(Block)["span"].__set__
_set_content: Callable[[Block, Span], None] = vars(Block)["content"].__set__
_set_kind: Callable[[Block, Kind], None] = vars(Block)["kind"].__set__
_set_why: Callable[[Block, str], None] = vars(Block)["why"].__set__
_set_level: Callable[[Block, int], None] = vars(Block)["level"].__set__
_set_role: Callable[[Block, Role | None], None] = vars(Block)["role"].__set__
_set_opens: Callable[[Block, str], None] = vars(Block)["opens"].__set__
"""Setters of the slots: a page has many blocks, and the ordinary way takes half as long again."""
