from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from newslint.errors import RuleError
from newslint.pipeline.clean import Cleaner, Outcome
from newslint.reports.html import MOST_PAGES, ReportBuilder
from newslint.reports.page_view import (
    FOLD_FROM,
    LONGEST_MARK,
    PageView,
    Run,
    Segment,
    page_view,
)
from newslint.rule import Finding, Level, Measured, Page, Rule, Stage, Words, rule
from newslint.text.contract import Free, Listed, Mark, Whitespace
from newslint.text.document import Document, Source
from newslint.text.edit import Safety
from newslint.text.log import EditLog
from newslint.text.newlines import fold
from newslint.text.span import Span

MISREADINGS = {"木戓": "木板", "湖泮": "湖畔"}
HOSTILE = "<script>alert('坏')</script> & \"引号\""


def measured(rule: Rule) -> Rule:
    return replace(rule, measured={"safe": Measured(200, 0, 0.985, "test")})


@measured
@rule(
    code="TST001",
    name="misread-word",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Words(lambda: list(MISREADINGS)),
    contract="listed",
)
def misread(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Finds words of the test list."""
    table = set(MISREADINGS.items())
    for place in places:
        edit = page.edit(place, MISREADINGS[place.of(page.text)])
        fix = page.fix(edit, safety=Safety.SAFE, contract=Listed(table))
        yield page.finding(place, f"misread {HOSTILE}", fix=fix)


@rule(
    code="TST002",
    name="cut-line",
    level=Level.WARNING,
    stage=Stage.LAYOUT,
    trigger=Words(lambda: ["的\n\n"]),
    contract="whitespace",
)
def cut(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Finds lines that end with a particle."""
    for place in places:
        edit = page.edit(Span(place.start + 1, place.end), "")
        yield page.finding(
            place,
            "a line ends inside a phrase",
            fix=page.fix(edit, safety=Safety.SAFE, contract=Whitespace()),
        )


@measured
@rule(
    code="TST003",
    name="straight-quotes",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Words(lambda: ['"']),
    contract="mark",
)
def quotes(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Finds pairs of straight quotation marks."""
    for left, right in zip(places[::2], places[1::2], strict=True):
        fix = page.fix(
            page.edit(left, "“"), page.edit(right, "”"), safety=Safety.SAFE, contract=Mark()
        )
        yield page.finding(Span(left.start, right.end), "straight quotation marks", fix=fix)


@rule(
    code="TST004",
    name="odd-passage",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=Words(lambda: ["渡口边的石阶", "石阶长满青苔", "边的石"]),
)
def odd(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Finds passages that overlap or lie inside each other."""
    for place in places:
        yield page.finding(place, "an odd passage", candidates=["甲", "乙"])


@measured
@rule(
    code="TST005",
    name="broken-promise",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Words(lambda: ["灯塔"]),
    contract="listed",
)
def broken(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Finds a word whose fix is no row of its table."""
    for place in places:
        fix = page.fix(page.edit(place, "灯楼"), safety=Safety.SAFE, contract=Listed(set()))
        yield page.finding(place, "not in the table", fix=fix)


@measured
@rule(
    code="TST006",
    name="longer-misreading",
    level=Level.WARNING,
    stage=Stage.WORDS,
    trigger=Words(lambda: ["旧木戓桥"]),
    contract="listed",
)
def longer(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Finds a longer word around a misread one."""
    for place in places:
        contract = Listed({("旧木戓桥", "旧木板桥")})
        fix = page.fix(page.edit(place, "旧木板桥"), safety=Safety.SAFE, contract=contract)
        yield page.finding(place, "a longer misreading", fix=fix)


@rule(
    code="TST007",
    name="whole-page",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=Words(lambda: ["整版存疑"]),
)
def whole(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Finds something about the page, and a mark that is missing at its end."""
    end = len(page.text)
    yield page.finding(Span(0, end), "the page is doubtful")
    fix = page.fix(page.edit(Span(end, end), "。"), safety=Safety.ASK, contract=Free())
    yield page.finding(Span(end, end), "no final mark", fix=fix)


RULES = (misread, cut, quotes, odd, broken, longer, whole)
TEXT = f"""# 湖泮小镇修好三座桥

渔民清早就把船系在岸边的

木桩上。渡口边的石阶长满青苔，"老船长"说，旧木戓桥和灯塔都要留着。

{HOSTILE}

# 书店深夜不打烊

店主把木戓擦得发亮，给晚归的人留一盏灯。
"""


def outcome_of(text: str, path: str = "版面/一.txt") -> Outcome:
    folded, newlines = fold(text)
    source = Source(path, "utf-8", b"", "0" * 64, 0)
    return next(Cleaner(RULES).run([Document(source, folded, newlines)]))


def view_of(text: str, path: str = "版面/一.txt") -> PageView:
    return page_view(outcome_of(text, path), [])


def report(*pages: PageView) -> str:
    builder = ReportBuilder()
    for page in pages:
        builder.draw(page)
    return builder.html(newslint_version="9.9.9", total_pages=len(pages), rules=RULES)


def segments(page: PageView) -> list[Segment]:
    return [segment for article in page.articles for segment in article.segments]


def text_of(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


class Reader(HTMLParser):
    """Reads a report strictly: every element is closed in order, every attribute is noted."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        self.elements.append((tag, dict(attrs)))
        if tag == "a":
            assert "a" not in self.open, "a link inside a link"
        if tag not in self.VOID:
            self.open.append(tag)
            self.inside.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.inside[tag][-1] += data

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.elements if name in attrs]


def test_text_and_reasons_are_escaped() -> None:
    html = report(view_of(TEXT, path="<b>\"'.txt"))
    assert "<script>alert" not in html
    assert "<b>\"'" not in html
    read = Reader(html)
    assert len(read.inside["script"]) == 1
    assert HOSTILE in read.inside["article"][0]
    assert any(f"misread {HOSTILE}" in tip for tip in read.values("data-tip"))


def test_the_policy_admits_exactly_the_inline_style_and_script() -> None:
    read = Reader(report(view_of(TEXT)))
    policy = next(
        attrs["content"] or ""
        for tag, attrs in read.elements
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    for tag in ("style", "script"):
        (inline,) = read.inside[tag]
        digest = b64encode(sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert policy.endswith("base-uri 'none'; form-action 'none'")


def test_nothing_is_loaded_and_nothing_is_inline_but_the_two() -> None:
    html = report(view_of(TEXT))
    assert re.search(r"https?:|//\w|@import|url\(", html) is None
    read = Reader(html)
    assert {value[0] for value in read.values("href")} == {"#"}
    names = {name for _, attrs in read.elements for name in attrs}
    assert not any(name.startswith("on") for name in names)
    assert not names & {"style", "src", "srcset", "action"}


def test_the_segments_give_back_source_and_cleaned_text() -> None:
    outcome = outcome_of(TEXT)
    page = page_view(outcome, [])
    before = "".join(text_of(one.old if one.changed else one.new) for one in segments(page))
    after = "".join(text_of(one.new) for one in segments(page))
    assert before == outcome.document.text.strip()
    assert after == outcome.cleaned.text.strip()


def test_every_deletion_and_insertion_is_drawn() -> None:
    outcome = outcome_of(TEXT)
    read = Reader(report(page_view(outcome, [])))
    assert len(outcome.log.regions()) >= 5
    for region in outcome.log.regions():
        assert region.source.of(outcome.log.source) in read.inside["del"]
        if region.final:
            assert region.final.of(outcome.log.text) in read.inside["ins"]


def test_every_link_leads_to_one_place() -> None:
    read = Reader(report(view_of(TEXT), view_of(TEXT, "版面/二.txt")))
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in read.values("href")} <= set(ids)


def test_changed_white_space_is_visible_and_not_part_of_the_text() -> None:
    (change,) = (one for one in segments(view_of(TEXT)) if one.notes and not one.new)
    assert change.old == (Run("\n", "⏎"), Run("\n", "⏎"))
    assert "⏎" not in "".join(Reader(report(view_of(TEXT))).inside["article"])


def test_control_characters_are_named_instead_of_written() -> None:
    page = view_of("湖泮\x00有风\u202e，木船\u200b靠岸。")
    assert [run.mark for one in segments(page) for run in one.new if run.mark] == [
        "U+0000",
        "U+202E",
    ]
    assert "\x00" not in report(page)
    report(replace(page, path="版面/\udc80.txt")).encode("utf-8")


def test_overlapping_and_nested_findings_do_not_nest_elements() -> None:
    page = view_of(TEXT)
    marked = [one for one in segments(page) if any(note.rule == "TST004" for note in one.notes)]
    assert [text_of(one.new) for one in marked] == ["渡口", "边的", "石", "阶", "长满青苔"]
    assert max(len(one.notes) for one in marked) == 3
    Reader(report(page))


def test_a_finding_at_a_change_is_told_at_the_change() -> None:
    page = view_of("渡口边的\n\n石阶长满青苔。")
    (change,) = (one for one in segments(page) if one.changed)
    assert [note.rule for note in change.notes] == ["TST004", "TST004", "TST002"]
    Reader(report(page))


def test_refused_and_deferred_fixes_are_listed_with_the_reason_or_the_winner() -> None:
    by_state = {note.state.value: note for note in view_of(TEXT).notes}
    assert by_state["refused"].rule == "TST005"
    assert "no row of the table" in by_state["refused"].beyond
    assert by_state["deferred"].rule == "TST001"
    assert by_state["deferred"].beyond == "waited for TST006 longer-misreading"
    html = report(view_of(TEXT))
    assert "waited for TST006 longer-misreading" in html
    assert "no row of the table" in html


def test_a_fix_in_two_places_is_one_entry_with_two_labels() -> None:
    page = view_of(TEXT)
    note = next(note for note in page.notes if note.rule == "TST003")
    assert len(note.pairs) == 2
    assert sum(note.number in one.labels for one in segments(page)) == 2
    assert sum(note.number in one.anchors for one in segments(page)) == 1


@pytest.mark.parametrize("length", [3, LONGEST_MARK])
def test_verdicts_on_a_page_and_findings_between_characters_have_a_place(length: int) -> None:
    page = view_of("\n\n整版存疑" + "风" * length + "\n")
    assert {note.because for note in page.notes} == {"the page is doubtful", "no final mark"}
    where = {
        note.because: text_of(one.new)
        for one in segments(page)
        for note in one.notes
        if note.number in one.labels
    }
    assert where["no final mark"] == "风"
    assert (where["the page is doubtful"] == "整") == (length == LONGEST_MARK)


def test_articles_and_the_text_between_them_are_told_apart() -> None:
    outcome = outcome_of(TEXT + "\n责任编辑：木戓\n")
    text = outcome.cleaned.text
    first, second, end = text.index("# 湖"), text.index("# 书"), text.index("\n责任")
    page = page_view(outcome, [("桥", Span(first, second)), ("书店", Span(second, end))])
    assert [article.title for article in page.articles] == ["桥", "书店", None]
    assert [len(article.notes) > 0 for article in page.articles] == [True, True, True]
    assert sum(len(article.notes) for article in page.articles) == len(page.notes)
    assert page.articles[1].segments[0].heading
    html = report(page)
    assert "outside any article" in html
    assert 'lang="zh-Hans">书店' in html


def test_text_removed_at_the_end_of_an_article_is_shown_in_it() -> None:
    outcome = outcome_of("船停在岸边的\n\n# 书店")
    border = outcome.cleaned.text.index("#")
    page = page_view(outcome, [("船", Span(0, border)), ("书店", Span(border, border + 4))])
    assert [len(article.notes) for article in page.articles] == [1, 0]


def test_only_long_pages_are_folded() -> None:
    filler = "云从山后慢慢飘过来。" * 40 + "\n\n"
    for times, folded in ((2, False), (FOLD_FROM // 400, True)):
        page = view_of(f"湖泮\n\n{filler * times}木戓")
        assert any(one.folded for one in segments(page)) == folded
        assert text_of([run for one in segments(page) for run in one.new]).count("云") == 40 * times
        assert ("unchanged characters</summary>" in report(page)) == folded


def test_counts_by_rule_cover_all_pages_and_the_cap_is_told() -> None:
    pages = [view_of("湖泮有风。", f"{number}.txt") for number in range(MOST_PAGES + 3)]
    html = report(view_of("无事。", "clean.txt"), *pages)
    read = Reader(html)
    assert sum(attrs.get("class") == "page" for _, attrs in read.elements) == MOST_PAGES
    assert "3 more pages with changes or findings are not drawn here" in html
    assert "edits.jsonl" in html
    assert f'aria-label="{MOST_PAGES + 3} repaired, 0 left alone"' in html
    assert "clean.txt" not in html
    assert "more page" not in report(*pages[:MOST_PAGES])


def test_a_page_that_failed_is_shown_with_the_reason() -> None:
    good = outcome_of("湖泮")
    error = RuleError("rule TST001 failed: <oops>", where="版面/一.txt")
    failed = Outcome(good.document, good.document, EditLog(good.document.text), error=error)
    assert "Not screened: 版面/一.txt: rule TST001 failed: &lt;oops&gt;" in report(
        page_view(failed, [])
    )


def test_the_report_says_screened_and_names_what_was_looked_for() -> None:
    html = report(view_of("无事。"))
    assert "screened, not certified correct" in html
    assert "并未认证无误" in html
    for one in RULES:
        assert one.name in html


def test_an_empty_run_and_an_empty_page_are_reports_too() -> None:
    Reader(ReportBuilder().html(newslint_version="9.9.9", total_pages=0))
    Reader(report(view_of("")))


def test_the_report_is_the_same_twice() -> None:
    assert report(view_of(TEXT)) == report(view_of(TEXT))


def test_pages_beyond_those_drawn_are_counted_as_they_come() -> None:
    drawn, counted = ReportBuilder(), ReportBuilder()
    for number in range(MOST_PAGES + 3):
        for text in ("无事。", "湖泮有风。"):
            outcome = outcome_of(text, f"{number}.txt")
            drawn.draw(page_view(outcome, []))
            counted.add(outcome, [])
    total = 2 * (MOST_PAGES + 3)
    html = counted.html(newslint_version="9.9.9", total_pages=total, rules=RULES)
    assert html == drawn.html(newslint_version="9.9.9", total_pages=total, rules=RULES)
    assert f'aria-label="{MOST_PAGES + 3} repaired, 0 left alone"' in html
