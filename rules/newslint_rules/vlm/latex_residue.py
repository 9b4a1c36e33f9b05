"""VLM003 latex-residue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import regex

from newslint.rule import Batch, Finding, Level, Page, Places, Stage, rule
from newslint.text.charclass import Class, Offsets
from newslint.text.contract import Listed
from newslint.text.edit import Edit, Safety
from newslint.text.span import Span

_SYMBOLS = {
    "times": "×", "div": "÷", "pm": "±", "approx": "≈", "sim": "～", "cdot": "·", "ge": "≥",
    "geq": "≥", "le": "≤", "leq": "≤", "circ": "°", "degree": "°", "rightarrow": "→", "to": "→",
    "ldots": "…", "cdots": "…", "alpha": "α", "beta": "β", "mu": "μ", "Omega": "Ω", "pi": "π",
}  # fmt: skip
_RAISED = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_WRAPPERS = "text|textbf|textit|textrm|mathrm|mathbf|mathit|mathsf|operatorname|underline"
_ROWS: frozenset[tuple[str, str]] = frozenset(
    [(mark, "") for mark in ("$", "$$", "\\(", "\\)", "\\[", "\\]", "}", "\\,", "\\;", "\\!")]
    + [(f"\\{name}{{", "") for name in _WRAPPERS.split("|")]
    + [(f"\\{char}", char) for char in "%$&#_"]
    + [(f"\\{name}{gap}", new) for name, new in _SYMBOLS.items() for gap in ("", " ")]
    + [(f"^{mark}", "°") for mark in ("\\circ", "\\circ ", "{\\circ}", "\\degree")]
    + [(form, new) for old, new in _RAISED.items() for form in (f"^{old}", f"^{{{old}}}")]
    + [(f"_{{{digit}}}", digit) for digit in "0123456789"]
    + [("_", "")]
)
"""What may be written for each mark of LaTeX."""

_NAMES = "|".join(sorted(_SYMBOLS, key=len, reverse=True))
_MARK = (
    r"\\[%$&#_,;!]|\^(?:\{\\circ\}|\\circ ?|\\degree|\{[0-9]\}|[0-9])|_\{[0-9]\}|_(?=[0-9])"
    rf"|\\(?:{_NAMES})(?![A-Za-z]) ?"
)
_GROUP = (
    rf"\\(?:{_WRAPPERS})\{{(?:[\p{{Han}}A-Za-z0-9 ./·%℃-]|\\%|\^[0-9]|\^\{{[0-9]\}}){{0,40}}+\}}"
)
_SURE = r"[0-9.,:/+=<>()~±×÷≈≤≥～%℃°-]| (?! )"
_BODY = rf"(?:{_GROUP}|{_MARK}|{_SURE}|(?<=°|\\circ ?|\\circ\}})C)"
_MATH = regex.compile(
    rf"(?<![A-Za-z0-9$\\])(\$\$?+)(?! )((?:{_BODY}){{1,60}}+)(?<![ ,:/+=<(~～.-])\1(?![0-9$])"
    rf"|\\\(((?:{_BODY}){{1,60}}+)\\\)|\\\[((?:{_BODY}){{1,60}}+)\\\]"
)
_ANY_MATH = regex.compile(r"(?<![A-Za-z0-9$\\])\$[^$\n]{0,60}?\\[A-Za-z%{][^$\n]{0,80}\$(?![0-9])")
_BARE = regex.compile(rf"{_GROUP}|(?<=[0-9])\\%|\\\$(?=[0-9])")
_COMMAND = regex.compile(r"\\(?:begin|end|frac|dfrac|sqrt|sum|overline|hat|left|right)[{({\[|]")
_TOKEN = regex.compile(rf"\$\$?|\\[()\[\]]|\\(?:{_WRAPPERS})\{{|{_MARK}|\}}")


def marks(batch: Batch) -> tuple[Offsets, Offsets]:
    """Return the dollar signs, and the backslashes before letters and punctuation."""
    codes = batch.codes
    found = np.flatnonzero((codes == ord("$")) | (codes == ord("\\")))
    if len(found):
        after = np.minimum(found + 1, len(codes) - 1)
        taken = batch.has(Class.LATIN)[after] | ((codes[after] < 0x80) & (codes[after] > 0x20))
        found = found[(codes[found] == ord("$")) | taken]
    return found, found + 1


@rule(
    code="VLM003",
    name="latex-residue",
    level=Level.WARNING,
    stage=Stage.BYTES,
    trigger=Places(marks),
    contract="listed",
)
def latex_residue(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    r"""A mark of LaTeX that stands in the text.

    What it finds
    -------------
    Numbers, percentages and units set as inline mathematics; marks of LaTeX outside of it; other
    formulas, which are only shown.

        去年产量增长⟦$10\%$→10%⟧，水温保持在⟦$25^\circ C$→25°C⟧。
        单池容积⟦\(3.5 \times 10^3\)→3.5 ×10³⟧升，重⟦$40\text{公斤}$→40公斤⟧，合格率98⟦\%→%⟧。
        注意⟦\textbf{防火}⇢防火⟧，参考价⟦\$⇢$⟧12，受力为⟦$\frac{a}{b}$⟧。

    Why it matters
    --------------
    Vision-language models set every figure of a page as mathematics. The marks part numbers
    from their units and percent signs.

    When the fix is safe
    --------------------
    For closed inline mathematics of digits, signs, percent signs and units in \text{}, and for
    \% behind a digit: every mark is a row of a table, digits and letters stay.

    What it leaves alone
    --------------------
    Prices in dollars, names of shares, paths, escapes of program text.

        票价⟦从$10涨到$12⟧，区间为⟦$10-$12⟧，合⟦US$8、HK$62⟧，晚场⟦$20/$30⟧。
        有人晒出⟦$江河股份$⟧的走势，文件在⟦D:\text\times⟧里，换行写作⟦\n⟧。

    Source
    ------
    Output of vision-language models on newspaper pages; LaTeX2e, sections on mathematics.
    """
    text = page.text
    done = 0
    for place in places:
        at = place.start
        if at < done:
            continue
        math = _MATH.match(text, at)
        if math and regex.search("[0-9]", math[0]):
            yield _rewritten(page, Span(*math.span()), Safety.SAFE)
            done = math.end()
            continue
        any_math = _ANY_MATH.match(text, at)
        if any_math:
            yield page.finding(Span(*any_math.span()), "formula in LaTeX")
            done = any_math.end()
            continue
        bare = _BARE.match(text, at)
        if bare:
            safety = Safety.SAFE if bare[0] == "\\%" else Safety.ASK
            yield _rewritten(page, Span(*bare.span()), safety)
            done = bare.end()
        elif _COMMAND.match(text, at):
            yield page.finding(place, "command of LaTeX")


def _rewritten(page: Page, span: Span, safety: Safety) -> Finding:
    """Return the finding that replaces each mark inside a span by what it stands for."""
    edits: list[Edit] = []
    for token in _TOKEN.finditer(page.text, span.start, span.end):
        new = _meaning(token[0])
        if new != token[0]:
            edits.append(page.edit(Span(*token.span()), new))
    fix = page.fix(*edits, safety=safety, contract=Listed(_ROWS))
    return page.finding(span, "marks of LaTeX in running text", fix=fix)


def _meaning(mark: str) -> str:
    return next((new for old, new in _ROWS if old == mark), mark)
