"""The HTML report of a run: self-contained, nothing loaded, nothing sent."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from newslint.reports.page_view import PageView, State
from newslint.rule import Rule
from newslint.text.edit import Safety

MOST_PAGES = 200
"""At most this many pages are drawn, so that a browser can open the report."""


@dataclass
class Bar:
    """Findings of one rule over all pages."""

    rule: str
    name: str
    repaired: int = 0
    left: int = 0


def render(
    pages: Iterable[PageView],
    *,
    newslint_version: str,
    total_pages: int,
    rules: Sequence[Rule] = (),
) -> str:
    """Return the report: the same HTML for the same pages, with no time, host or network in it.

    Args:
        pages: all pages of the run, or those with findings; read once.
        newslint_version: version to name.
        total_pages: pages of the run, those without findings too.
        rules: what was looked for; without them the report names the rules that found something.
    """
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    drawn: list[PageView] = []
    undrawn = 0
    bars: dict[str, Bar] = {}
    for page in pages:
        for rule, name, repaired in page.findings:
            bar = bars.setdefault(rule, Bar(rule, name))
            bar.repaired += repaired
            bar.left += not repaired
        if page.notes or page.error:
            if len(drawn) < MOST_PAGES:
                drawn.append(page)
            else:
                undrawn += 1
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["csp_hash"] = _csp_hash
    environment.filters["thousands"] = "{:,}".format
    widest = max((bar.repaired + bar.left for bar in bars.values()), default=1)
    template = files("newslint.reports").joinpath("report.html.j2").read_text(encoding="utf-8")
    html = environment.from_string(template).render(
        version=newslint_version,
        total=total_pages,
        pages=drawn,
        undrawn=undrawn,
        bars=sorted(bars.values(), key=lambda bar: (-bar.repaired - bar.left, bar.rule)),
        rules=rules,
        widest=widest,
        safeties=[safety.label for safety in sorted(Safety, reverse=True)],
        states=[state.value for state in State],
    )
    # Lone surrogates, which undecodable file names hold, cannot be written as UTF-8.
    return html.encode("utf-8", "backslashreplace").decode("utf-8")


def _csp_hash(inline: str) -> str:
    """Return the source expression that lets a content-security policy admit an inline text."""
    return "sha256-" + b64encode(sha256(inline.encode("utf-8")).digest()).decode("ascii")
