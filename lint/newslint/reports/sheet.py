"""The HTML sheet of a sample: each finding in its context, to be judged in a browser."""

from __future__ import annotations

import json
from dataclasses import dataclass

from newslint.reports.page_view import UNSAFE, UNSEEN, Run, runs
from newslint.reports.template import storable, template
from newslint.sinks.sample import Item, Mark, Sample


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of text as it is drawn, and what it is."""

    mark: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An item of the sheet: its facts, and its text from context to context."""

    item: Item
    text: tuple[Shown, ...]


def sheet_html(sample: Sample, newslint_version: str) -> str:
    """Return the sheet: the same HTML for the same sample; nothing is loaded, nothing sent."""
    cards = [_card(drawn.item) for drawn in sample.items]
    # ASCII alone, and no "<": the text cannot end the element it stands in.
    data = json.dumps(sample.lines, separators=(",", ":")).replace("<", "\\u003c")
    html = template("sheet.html.j2").render(
        version=newslint_version,
        sample=sample,
        cards=cards,
        rules=sorted({(card.item.rule, card.item.name) for card in cards}),
        data=data,
    )
    return storable(html)


def _card(item: Item) -> Card:
    text = [Shown(Mark.KEPT.value, runs(item.before, UNSAFE))]
    for part in item.parts:
        marked = UNSAFE if part.mark is Mark.KEPT else UNSEEN
        text.append(Shown(part.mark.value, runs(part.text, marked)))
    text.append(Shown(Mark.KEPT.value, runs(item.after, UNSAFE)))
    return Card(item, tuple(text))
