"""newslint finds, explains and reversibly repairs defects in OCR'd Chinese news text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newslint.api import RecordCleaner, clean_record, undo_record

__version__ = "0.1.0"
__all__ = ["RecordCleaner", "__version__", "clean_record", "undo_record"]


def __getattr__(name: str) -> object:
    """Load what cleans when it is first asked for, so that importing the package costs nothing."""
    if name in __all__:
        from newslint import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
