"""Links the parts of a story that is continued on another page (下转第二版 … 上接第一版).

Only the few stories with a jump line are remembered, as small facts; which parts belong together
is decided when all pages are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import regex

from newslint.text.articles import page_label
from newslint.text.folio import Folio, label_value

MOST_RIVALS = 50
"""With more parts that fit a jump line, none is looked at: the folder mixes many issues."""

_HAN = regex.compile(r"\p{Han}+")


@dataclass(frozen=True, slots=True)
class Issue:
    """What two parts of a story have in common.

    Args:
        folder: folder of a text file, or the row file.
        newspaper: name of the paper, empty when it is not known.
        date: day of the issue in ISO 8601, empty when it is not known.
    """

    folder: str
    newspaper: str
    date: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a continued story.

    Args:
        record: id of its record.
        issue: the issue that it stands in.
        page: label of its own page, empty when it is not known.
        title: its title.
        continues: label of the page that it comes from, None for a first part.
        continued: label of the page that it goes on to, None for a last part.
    """

    record: str
    issue: Issue
    page: str
    title: str
    continues: str | None
    continued: str | None


def issue_of(path: str, row: int | None, folio: Folio, meta: Mapping[str, str]) -> Issue:
    """Return the issue that a page belongs to."""
    folder = path if row is not None else PurePosixPath(path).parent.as_posix()
    date = folio.date.isoformat() if folio.date else meta.get("date", "")
    return Issue(folder, folio.newspaper or meta.get("newspaper", ""), date)


def own_label(folio: Folio, meta: Mapping[str, str]) -> str:
    """Return a page's label in the form of a jump line's: as printed, else as its meta says."""
    if folio.label:
        return label_value(folio.label)
    said = meta.get("page", "")
    return page_label(said) if said else ""


def links(parts: Iterable[Part]) -> dict[str, str]:
    """Return for each record that is continued the record it goes on in.

    Each jump line must name the other's page where that one's label is known. Of several parts
    that fit, those with a known label come first, then those whose titles share most; two that are
    equally good, or a part that another one suits better, are not linked.
    """
    issues: dict[Issue, list[Part]] = defaultdict(list)
    for part in parts:
        issues[part.issue].append(part)
    found: dict[str, str] = {}
    for members in issues.values():
        heads = [_End(one, one.continued) for one in members if one.continued is not None]
        tails = [_End(one, one.continues) for one in members if one.continues is not None]
        forth, back = _choices(heads, tails), _choices(tails, heads)
        found |= {head: tail for head, tail in forth.items() if back.get(tail) == head}
    return found


class _End:
    """A jump line: the part that has it, and the page that it names."""

    def __init__(self, part: Part, said: str) -> None:
        self.record, self.own, self.said = part.record, part.page, said
        runs = _HAN.findall(part.title)
        self.pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def _choices(ends: Sequence[_End], others: Sequence[_End]) -> dict[str, str]:
    """Return the record that suits each end best, for those that have one."""
    by_page: dict[str, list[_End]] = defaultdict(list)
    by_both: dict[tuple[str, str], list[_End]] = defaultdict(list)
    for other in others:
        by_page[other.own].append(other)
        by_both[other.own, other.said].append(other)
    found: dict[str, str] = {}
    for end in ends:
        for own in (end.said, ""):
            near = by_both[own, end.own] if end.own else by_page[own]
            best = _best(end, near)
            if best is not None:
                found[end.record] = best.record
            if near:
                break
    return found


def _best(end: _End, near: Sequence[_End]) -> _End | None:
    """Return the one of some ends that shares most with an end, None when two do."""
    if len(near) > MOST_RIVALS:
        return None
    fitting = [one for one in near if one.said != end.said and one.record != end.record]
    ranked = sorted(fitting, key=lambda one: len(one.pairs & end.pairs), reverse=True)
    shared = [len(one.pairs & end.pairs) for one in ranked[:2]]
    if not ranked or (len(shared) == 2 and shared[0] == shared[1]):
        return None
    return ranked[0]
