"""Finds long runs of digits, and hides a part of a number without changing its length."""

from __future__ import annotations

import numpy as np
import regex

from newslint.rule import Batch
from newslint.text.charclass import Class, Offsets

HIDDEN = "＊"
"""Stands for a hidden character; full-width, since * is a mark of Markdown."""

_DIGIT = regex.compile(r"[0-9Xx]")
_NUMBERED = regex.compile(
    r"(?:订单|单|运单|快递|流水|编|型|批|序列|货|证书|许可证|备案|合同|案|股票|信用代|学|工|准考证|发票|条形?码|ISBN|ISSN|QQ)"
    r"[号码]?(?:码|为|是|[：: ])?[：: ]{0,2}[A-Za-z-]{0,6}$"
)


def long_numbers(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the runs of at least two digits that open a number of at least seven digits.

    One or two other characters may part its groups, of which three are counted.
    """
    starts, ends = batch.runs(Class.DIGIT)
    if not len(starts):
        return starts, ends
    sizes = ends - starts
    following = np.zeros(len(starts), dtype=np.int64)
    near = np.append(starts[1:] - ends[:-1] <= 2, False)
    following[:-1] = sizes[1:]
    following[:-2] += np.where(near[1:-1], sizes[2:], 0)
    following[~near] = 0
    wanted = (sizes >= 2) & (sizes + following >= 7)
    return starts[wanted], ends[wanted]


def masked(number: str, head: int, tail: int) -> str:
    """Return a number whose digits are hidden but for some at its head and at its tail."""
    digits = [match.start() for match in _DIGIT.finditer(number)]
    hidden = set(digits[head : len(digits) - tail])
    return "".join(HIDDEN if at in hidden else char for at, char in enumerate(number))


def is_numbered(text: str, at: int) -> bool:
    """Tell whether a word before a number says that it numbers an order, a document, a book."""
    return _NUMBERED.search(text, max(0, at - 16), at) is not None
