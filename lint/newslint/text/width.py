"""ASCII characters and their full-width forms: the only pairs that count as a change of width."""

from __future__ import annotations

from typing import Final

_OFFSET: Final = 0xFEE0

TO_FULL: Final[dict[int, int]] = {code: code + _OFFSET for code in range(0x21, 0x7F)} | {
    0x20: 0x3000
}
"""Translation table from ASCII to full-width forms (U+FF01 to U+FF5E, U+3000)."""

TO_HALF: Final[dict[int, int]] = {full: half for half, full in TO_FULL.items()}
"""Translation table from full-width forms to ASCII."""


def to_full(text: str) -> str:
    """Return `text` with every ASCII character in its full-width form; same length."""
    return text.translate(TO_FULL)


def to_half(text: str) -> str:
    """Return `text` with every full-width form as ASCII; same length."""
    return text.translate(TO_HALF)
