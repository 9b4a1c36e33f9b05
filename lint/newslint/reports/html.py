"""The HTML report of a run: self-contained, nothing loaded, nothing sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newslint.pipeline.clean import Outcome
from newslint.reports.page_view import PageView, State, defects, findings_of, page_view
from newslint.reports.template import storable, template
from newslint.rule import Rule
from newslint.text.edit import Safety
from newslint.text.span import Span

MOST_PAGES = 200
"""At most this many pages are drawn, so that a browser can open the report."""


@dataclass
class Bar:
    """Findings of one rule over all pages."""

    rule: str
    name: str
    repaired: int = 0
    left: int = 0


class ReportBuilder:
    """Collects what the report shows, page by page; no more than MOST_PAGES are held."""

    def __init__(self) -> None:
        self._drawn: list[PageView] = []
        self._undrawn = 0
        self._bars: dict[str, Bar] = {}

    def add(self, outcome: Outcome, articles: Sequence[tuple[str, Span]]) -> None:
        """Take in what became of a page; articles are as in `page_view`.

        A page that would not be drawn is only counted.
        """
        seen = outcome.deferred or outcome.log.steps or outcome.error or any(defects(outcome))
        if not seen:
            return
        if len(self._drawn) < MOST_PAGES:
            self.draw(page_view(outcome, articles))
        else:
            self._undrawn += 1
            self._count(findings_of(outcome))

    def draw(self, page: PageView) -> None:
        """Take in a page as it is to be drawn."""
        self._count(page.findings)
        if page.notes or page.error:
            if len(self._drawn) < MOST_PAGES:
                self._drawn.append(page)
            else:
                self._undrawn += 1

    def merge(self, other: ReportBuilder) -> None:
        """Take in the pages of a later part of the run."""
        room = MOST_PAGES - len(self._drawn)
        self._drawn += other._drawn[:room]
        self._undrawn += other._undrawn + len(other._drawn[room:])
        for bar in other._bars.values():
            mine = self._bars.setdefault(bar.rule, Bar(bar.rule, bar.name))
            mine.repaired += bar.repaired
            mine.left += bar.left

    @property
    def full(self) -> bool:
        """Tell whether no more pages would be drawn."""
        return len(self._drawn) >= MOST_PAGES

    def uncovered(self) -> ReportBuilder:
        """Return its counts without its pages."""
        bare = ReportBuilder()
        bare._bars = self._bars
        bare._undrawn = self._undrawn + len(self._drawn)
        return bare

    def _count(self, findings: Iterable[tuple[str, str, bool]]) -> None:
        for rule, name, repaired in findings:
            bar = self._bars.setdefault(rule, Bar(rule, name))
            bar.repaired += repaired
            bar.left += not repaired

    def html(self, *, newslint_version: str, total_pages: int, rules: Sequence[Rule] = ()) -> str:
        """Return the report: the same HTML for the same pages; no time, host or network in it.

        Args:
            newslint_version: version to name.
            total_pages: pages of the run, those without findings too.
            rules: what was looked for; without them the report names those that found something.
        """
        bars = sorted(self._bars.values(), key=lambda bar: (-bar.repaired - bar.left, bar.rule))
        html = template("report.html.j2").render(
            version=newslint_version,
            total=total_pages,
            pages=self._drawn,
            undrawn=self._undrawn,
            bars=bars,
            rules=rules,
            widest=max((bar.repaired + bar.left for bar in bars), default=1),
            safeties=[safety.label for safety in sorted(Safety, reverse=True)],
            states=[state.value for state in State],
        )
        return storable(html)
