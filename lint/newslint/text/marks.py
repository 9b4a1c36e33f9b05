"""Punctuation of Chinese running text, by role (GB/T 15834-2011)."""

from __future__ import annotations

from typing import Final

FINAL: Final = "。！？!?…"
"""Marks that end a sentence (clauses 4.1 to 4.3; the ellipsis of clause 4.11 may end one)."""

CLOSERS: Final = "”’」』）)】〕〉》]"
"""Closing quotes and brackets, which may follow a final mark."""

OPENERS: Final = "“‘「『（(【〔〈《["
"""Opening quotes and brackets, each at the place of its closer in CLOSERS."""

PAUSES: Final = "，、；：,;:"
"""Marks inside a sentence (clauses 4.4 to 4.7)."""


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends with a final mark, closing quotes and brackets left aside."""
    bare = text.rstrip().rstrip(CLOSERS)
    return bool(bare) and bare[-1] in FINAL
