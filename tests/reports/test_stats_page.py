"""The page, the text and the JSON of newslint stats."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from math import inf

import pytest

from newslint.reports.stats import Scale, Spread, Statistics, Tally, Value
from newslint.reports.stats_figures import PERCENTS, Summary, as_json, summary
from newslint.reports.stats_html import MOST_DRAWN, stats_html
from newslint.reports.stats_text import MOST_TOLD, WIDEST, text, width

LENGTH = Scale("characters of text", "DOC001", "too-short", "characters", 50.0, least=True)
SHARE = Scale("share", "DOC004", "wrong-language", "share", 0.3)


def run(sources: int = 2, articles: int = 40, name: str = "南溪/晚报{}.jsonl") -> Summary:
    found = Statistics()
    for at in range(sources):
        tally = found.of(name.format(at))
        tally.documents += articles
        tally.characters += 1_000 * articles
        tally.found["DOC004"] += at + 1
        for value in range(articles):
            number = value / max(articles, 1)
            tally.measure(
                (LENGTH, SHARE),
                (Value(20.0 * value, value < 3), Value(number, number > 0.3)),
            )
    found.settle()
    rules = {"DOC001": "too-short", "DOC004": "wrong-language"}
    return summary(found, (LENGTH, SHARE), rules, by="file", fingerprint="0f")


class Page(HTMLParser):
    """Collects tags and attributes; fails on what is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "rect", "line", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "line"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_is_whole_and_loads_and_runs_nothing() -> None:
    html = stats_html(run(), "1.0")
    page = Page(html)
    tags = {tag for tag, _ in page.tags}
    assert "svg" in tags
    assert tags.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert not any(name in ("src", "href", "style") for _, one in page.tags for name in one)
    assert "default-src 'none'" in html
    assert not re.search(r"url\(|@import|https?:", html)


def test_the_page_is_the_same_for_the_same_counts() -> None:
    assert stats_html(run(), "1.0") == stats_html(run(), "1.0")
    assert stats_html(run(), "1.0") != stats_html(run(articles=41), "1.0")


def test_the_page_draws_the_limit_and_what_lies_beyond_it() -> None:
    page = Page(stats_html(run(sources=1), "1.0"))
    said = "".join(page.text)
    assert "at least 50" in said
    assert "at most 0.3" in said
    assert "3 of 40 articles (7.50 %) are beyond it and fail" in said
    assert "27 of 40 articles (67.50 %) are beyond it and fail" in said
    limits = [one for tag, one in page.tags if tag == "line" and one["class"] == "limit"]
    assert len(limits) == 2
    bars = [one for tag, one in page.tags if tag == "rect" and one["class"] in ("pass", "beyond")]
    share_bars = bars[-40:]
    line = float(limits[1]["x1"] or 0)
    for bar in share_bars:
        start, end = float(bar["x"] or 0), float(bar["x"] or 0) + float(bar["width"] or 0)
        assert start >= line if bar["class"] == "beyond" else end <= line
        assert float(bar["height"] or 0) > 0


def test_the_bar_in_which_the_limit_stands_is_cut_there() -> None:
    scale = Scale("characters", "TST001", "test", "characters", 55.0, least=True)
    spread = Spread()
    for value in (52.0, 60.0):
        spread.add(Value(value, value < 55))
    tally = Tally(documents=2, articles=2, characters=112, spreads=[spread])
    found = summary(Statistics({"甲报": tally}), (scale,), {}, by="file", fingerprint="0f")
    page = Page(stats_html(found, "1.0"))
    kinds = ("beyond", "pass")
    bars = [one for tag, one in page.tags if tag == "rect" and one["class"] in kinds]
    assert [one["class"] for one in bars] == ["beyond", "pass"]
    [line] = [one["x1"] for tag, one in page.tags if tag == "line" and one["class"] == "limit"]
    assert bars[1]["x"] == line
    assert bars[0]["height"] == bars[1]["height"]


def test_a_name_cannot_break_out_of_the_page() -> None:
    html = stats_html(run(name='<script>alert("坏")</script>&{}'), "1.0")
    assert "<script" not in html
    assert '<script>alert("坏")</script>&1' in "".join(Page(html).text)


def test_only_the_largest_sources_are_drawn() -> None:
    html = stats_html(run(sources=MOST_DRAWN + 5, articles=2), "1.0")
    assert html.count('<details class="source">') == MOST_DRAWN
    assert "tells the other 5, too" in html


def test_the_page_of_nothing_is_a_page() -> None:
    page = Page(stats_html(run(sources=0), "1.0"))
    assert not any(tag == "svg" for tag, _ in page.tags)
    Page(stats_html(run(sources=1, articles=0), "1.0"))


def test_columns_stand_in_line_beside_wide_names() -> None:
    found = run(name="𠮷田é報{}·a.jsonl", sources=3)
    lines = list(text(found))
    overview = lines[: 1 + 3 + 1]
    assert len({width(line) for line in overview}) == 1
    assert width("报a，é") == 2 + 1 + 2 + 1
    start = next(at for at, line in enumerate(lines) if line.startswith("rule  "))
    assert [line.split()[:2] for line in lines[start + 1 : start + 2]] == [
        ["DOC004", "wrong-language"]
    ]


def test_a_long_name_is_shown_by_its_end_and_controls_are_spelt_out() -> None:
    lines = list(text(run(name="长" * 60 + "\x1b[2J\n{}.txt")))
    assert lines[1].startswith("…长")
    assert "\\x1b[2J\\n0.txt" in lines[1]
    assert max(width(line.split("  ")[0]) for line in lines[:4]) <= WIDEST


def test_the_text_tells_few_sources_apart_and_many_together() -> None:
    told = "\n".join(text(run(sources=3)))
    assert told.count("== ") == 4
    many = "\n".join(text(run(sources=MOST_TOLD + 1)))
    assert many.count("== ") == 1
    assert f"{MOST_TOLD + 1} sources" in many


def test_the_json_says_the_same() -> None:
    found = json.loads(as_json(run(), "1.0"))
    assert [one["source"] for one in found["sources"]] == ["南溪/晚报0.jsonl", "南溪/晚报1.jsonl"]
    total = found["total"]
    assert total["articles"] == 80
    assert total["findings"][0]["per_10000_characters"] == round(30_000 / 80_000, 4)
    length, other = total["measures"]
    assert (length["limit"], length["passes"], length["fails"]) == (50, "at least", 6)
    assert (other["passes"], other["fails"]) == ("at most", 54)
    assert total["fails"] == {"DOC001": 6, "DOC004": 54}
    assert sum(length["histogram"]["counts"]) == 80
    assert len(length["histogram"]["edges"]) == len(length["histogram"]["counts"]) + 1
    assert found["others"] is None
    assert list(length["percentiles"]) == [str(one) for one in PERCENTS]


def test_there_is_json_of_nothing() -> None:
    found = json.loads(as_json(run(sources=0), "1.0"))
    assert found["sources"] == []
    assert found["total"]["measures"][0]["percentiles"] is None


@pytest.mark.parametrize("limit", [inf, -inf, 1e300, 0.0, -5.0])
def test_any_limit_can_be_drawn(limit: float) -> None:
    scale = Scale("words", "TST001", "test", "words", limit, least=limit < 0)
    spread = Spread()
    for value in range(5):
        spread.add(Value(float(value), value > limit))
    tally = Tally(documents=5, articles=5, characters=9, spreads=[spread])
    found = summary(
        Statistics({"甲报": tally}), (scale,), {"TST001": "test"}, by="file", fingerprint="0f"
    )
    Page(stats_html(found, "1.0"))
    assert list(text(found))
    assert json.loads(as_json(found, "1.0"))
