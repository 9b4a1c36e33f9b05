"""clean --sample draws a sheet to be judged; stats --precision works out what the judges said."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import pytest

from newslint.pipeline.clean import Cleaner
from newslint.pipeline.flow import Cleaned, flow
from newslint.reports.sheet import sheet_html
from newslint.rule import load_packs
from newslint.shares import lower_bound, wilson
from newslint.sinks.sample import CONTEXT, Sample, Sampler
from planting import page_of, planted_page

from .conftest import Run

PAGE = (
    "# 渔港复工\n\n码头(含引桥)上午恢复作业,三十条渔船陆\n\n续出海，旅馆的人住率上升。\n\n\n\n"
    "水库已经蓄满，大坝安全.\n\n本报记者 周立言\n"
)
HOSTILE = "大坝</script><script>alert(1)</script>&\"'<b>牢固(\u2028\u202e\x01\ud800),放心。\n"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def drawn(sample: Sample) -> list[str]:
    return [one.item.id for one in sample.items]


@pytest.fixture(scope="module")
def pages() -> list[Cleaned]:
    cleaner = Cleaner(load_packs())
    read = [page_of(planted_page(seed).text, f"page{seed}.txt") for seed in range(40)]
    items = flow(read, cleaner)
    return [item for item in items if isinstance(item, Cleaned)]


def sampler(pages: Sequence[Cleaned], size: int, seed: int = 0) -> Sampler:
    result = Sampler(size, seed)
    for page in pages:
        result.add(page)
    return result


def test_a_line_tells_where_the_finding_is_and_what_was_done(run: Run, tmp_path: Path) -> None:
    data = PAGE.replace("\n", "\r\n").encode()
    (tmp_path / "page.txt").write_bytes(data)
    asked = ("--sample", "50", "--select", "LAY,OCR,PUN")
    assert run("clean", "page.txt", "-o", "out", *asked).code == 0
    decoded = data.decode()
    sheet = lines(tmp_path / "out" / "sample.jsonl")
    found = {one["name"]: one for one in sheet}
    word = found["confused-word"]
    start, end = word["place"]["start"], word["place"]["end"]
    assert decoded[start:end] == word["old"] == "人住率"
    assert decoded[:start].count("\n") + 1 == word["place"]["line"] == 5
    assert (word["new"], word["status"], word["safety"]) == ("入住率", "applied", "safe")
    assert (word["source"], word["row"]) == ("page.txt", None)
    assert word["before"].endswith("续出海，旅馆的")
    assert word["after"].startswith("上升。")
    assert len(word["before"]) == CONTEXT
    assert (word["judgement"], word["note"]) == (None, "")
    opened = [one for one in sheet if one["status"] == "open"]
    assert [(one["old"], one["new"]) for one in opened] == [(".", "。")]
    assert opened[0]["place"]["line"] == 9
    split = found["split-sentence"]
    assert (split["old"], split["new"]) == ("\n\n", "")


def test_a_finding_in_a_row_names_the_row(run: Run, tmp_path: Path) -> None:
    rows = [json.dumps({"text": "渔船,回港。" * (at == 1) or "天晴。"}) for at in range(3)]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), "utf-8")
    run("clean", "rows.jsonl", "-o", "out", "--sample", "9", "--select", "PUN001")
    [one] = lines(tmp_path / "out" / "sample.jsonl")
    assert (one["source"], one["row"], one["place"]["start"]) == ("rows.jsonl", 2, 2)


def test_the_sheet_belongs_to_the_directory_and_is_reproduced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    asked = ("clean", "page.txt", "--sample", "5", "--seed", "7")
    assert run(*asked, "-o", "one").code == 0
    assert run(*asked, "-o", "two").code == 0
    for name in ("sample.jsonl", "sample.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert len(lines(tmp_path / "one" / "sample.jsonl")) == 5
    assert run(*asked, "-o", "one", "--check").code == 0
    other = run(*asked, "-o", "one", "--check", "--seed", "8")
    assert other.code == 1
    assert "sample.jsonl: differs" in other.out
    assert run("undo", "one", "-o", "back").code == 0
    assert (tmp_path / "back" / "page.txt").read_text("utf-8") == PAGE


def test_a_sample_needs_a_size_of_at_least_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    assert run("clean", "page.txt", "-o", "out", "--sample", "0").code == 2
    assert run("clean", "page.txt", "-o", "out", "--sample", "some").code == 2


def test_a_run_without_findings_gives_an_empty_sheet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("天气转晴，渔汛将至。\n", "utf-8")
    run("clean", "page.txt", "-o", "out", "--sample", "5", "--select", "PUN")
    assert (tmp_path / "out" / "sample.jsonl").read_bytes() == b""
    assert "found nothing" in (tmp_path / "out" / "sample.html").read_text("utf-8")
    judged = run("stats", "--precision", "out/sample.jsonl")
    assert judged.code == 0
    assert "nothing judged" in judged.out


@pytest.mark.parametrize("size", [1, 2, 13, 60, 10_000])
def test_the_sample_does_not_depend_on_the_order_of_the_pages(
    pages: list[Cleaned], size: int
) -> None:
    whole = sampler(pages, size).sample()
    assert len(whole.items) == min(size, whole.total)
    assert len(set(drawn(whole))) == len(whole.items)
    shuffled = list(pages)
    Random(size).shuffle(shuffled)
    assert sampler(shuffled, size).sample() == whole
    parts = [sampler(shuffled[at::3], size) for at in range(3)]
    parts[2].merge(parts[0])
    parts[2].merge(parts[1])
    assert parts[2].sample() == whole


def test_memory_holds_little_more_than_the_sample(pages: list[Cleaned]) -> None:
    result = Sampler(12)
    for page in pages:
        result.add(page)
        assert len(result._kept) <= 24 + len(result._counts)
    assert result.sample().total > 300


def test_rare_rules_are_seen_and_common_ones_keep_their_weight(pages: list[Cleaned]) -> None:
    everything = sampler(pages, 10_000).sample()
    of = Counter((one.item.rule, one.item.status) for one in everything.items)
    sample = sampler(pages, 60).sample()
    seen = Counter((one.item.rule, one.item.status) for one in sample.items)
    assert set(seen) == set(of)
    for one in sample.items:
        stratum = (one.item.rule, one.item.status)
        assert (one.of, one.drawn) == (of[stratum], seen[stratum])
    [(commonest, _)] = of.most_common(1)
    assert seen[commonest] >= 0.6 * 30 * of[commonest] / everything.total


def test_every_finding_of_a_rule_is_as_likely_as_the_next(pages: list[Cleaned]) -> None:
    few = pages[:12]
    everything = sampler(few, 10_000).sample()
    hits: Counter[str] = Counter()
    expected: defaultdict[str, float] = defaultdict(float)
    for seed in range(300):
        sample = sampler(few, 20, seed).sample()
        hits.update(drawn(sample))
        rates = {(one.item.rule, one.item.status): one.drawn / one.of for one in sample.items}
        for one in everything.items:
            expected[one.item.id] += rates.get((one.item.rule, one.item.status), 0.0)
    for one in everything.items:
        assert abs(hits[one.item.id] - expected[one.item.id]) < 50, one.item


def test_a_reader_who_stops_early_has_seen_every_rule(pages: list[Cleaned]) -> None:
    sample = sampler(pages, 60).sample()
    strata = {(one.item.rule, one.item.status) for one in sample.items}
    first = [(one.item.rule, one.item.status) for one in sample.items[: len(strata)]]
    assert set(first) == strata


def test_the_same_finding_has_the_same_id_whatever_the_seed(pages: list[Cleaned]) -> None:
    one, two = (sampler(pages, 10_000, seed).sample() for seed in (0, 1))
    assert drawn(one) != drawn(two)
    assert set(drawn(one)) == set(drawn(two))
    assert one.run == two.run


def test_tags_are_not_drawn(pages: list[Cleaned]) -> None:
    result = Sampler(10_000, tags=("PUN001",))
    for page in pages:
        result.add(page)
    rules = {one.item.rule for one in result.sample().items}
    assert "PUN001" not in rules
    assert "OCR001" in rules


class Reader(HTMLParser):
    """Reads a sheet: tags, texts of the findings, data, and what would be loaded."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.texts: list[str] = []
        self.data = ""
        self._in_text = self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        given = dict(attrs)
        assert not {"src", "href", "action", "onclick", "style"} & set(given), given
        if given.get("class") == "text":
            self._in_text = True
            self.texts.append("")
        self._in_data = given.get("id") == "lines"

    def handle_endtag(self, tag: str) -> None:
        self._in_text = self._in_text and tag != "p"
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_text:
            self.texts[-1] += data
        if self._in_data:
            self.data += data


def test_the_html_sheet_escapes_everything_and_loads_nothing() -> None:
    [page] = flow([page_of(PAGE + HOSTILE, "</title><b>.txt")], Cleaner(load_packs()))
    assert isinstance(page, Cleaned)
    sample = sampler([page], 50).sample()
    html = sheet_html(sample, "9.9.9")
    html.encode("utf-8")
    assert re.search(r"https?:|@import|url\(", html) is None
    assert "<script>alert" not in html
    read = Reader(html)
    assert (read.tags["script"], read.tags["b"]) == (2, len(sample.items))
    assert read.tags["article"] == len(sample.items) == len(read.texts)
    assert read.tags["input"] == 4 * len(sample.items) + 1
    assert json.loads(read.data) == json.loads(json.dumps(sample.lines))
    assert {line["id"] for line in json.loads(read.data)} == {
        json.loads(line)["id"] for line in sample.jsonl().splitlines()
    }
    shown = next(
        text
        for text, one in zip(read.texts, sample.items, strict=True)
        if one.item.name == "confused-word"
    )
    assert "旅馆的人住率入住率上升" in shown


def test_repairs_are_marked_and_the_page_says_what_to_do_without_scripts(
    pages: list[Cleaned],
) -> None:
    html = sheet_html(sampler(pages, 30).sample(), "9.9.9")
    assert "<del>" in html
    assert "<ins>" in html
    assert "<noscript>" in html
    assert html.count("&lt;/script") == 0
    assert "\r" not in html


def judge(path: Path, words: Mapping[str, Sequence[str | None]], **facts: int) -> None:
    """Write a sheet with judgements by rule; facts override how many findings the run has."""
    out = []
    for rule, judgements in words.items():
        for number, word in enumerate(judgements):
            out.append(
                {
                    "id": f"{rule}{number}",
                    "rule": rule,
                    "name": f"name-of-{rule.lower()}",
                    "status": "open" if rule.startswith("DUP") else "applied",
                    "sample": {"run": "a", "of": facts.get(rule, len(judgements)), "seed": 0},
                    "judgement": word,
                    "note": "",
                }
            )
    path.write_text("".join(json.dumps(one) + "\n" for one in out), "utf-8")


def test_precision_is_counted_by_rule_with_intervals(run: Run, tmp_path: Path) -> None:
    judge(
        tmp_path / "s.jsonl",
        {"LAY001": ["right"] * 59 + ["wrong", "unsure", None], "DUP004": ["right", "wrong"]},
    )
    done = run("stats", "--precision", "s.jsonl", "--output-format", "json")
    assert done.code == 0
    found = json.loads(done.out)
    dup, lay = found["rules"]
    assert (dup["rule"], dup["status"], dup["precision"]) == ("DUP004", "open", 0.5)
    assert (lay["judged"], lay["right"], lay["wrong"], lay["unsure"]) == (61, 59, 1, 1)
    assert lay["interval"] == [round(one, 4) for one in wilson(59, 60)]
    assert lay["lower"] == lower_bound(60, 1)
    assert found["unjudged"] == 1
    assert found["below_gate"] == ["LAY001"]
    told = run("stats", "--precision", "s.jsonl")
    assert "LAY001 name-of-lay001 is below the gate" in told.out
    assert "0.983" in told.out


def test_59_right_ones_are_above_the_gate_and_58_are_too_few_to_tell(
    run: Run, tmp_path: Path
) -> None:
    judge(tmp_path / "s.jsonl", {"LAY001": ["right"] * 59, "PUN001": ["wrong"] * 58})
    assert "below the gate" not in run("stats", "--precision", "s.jsonl").out


def test_the_whole_weighs_each_rule_by_its_findings(run: Run, tmp_path: Path) -> None:
    judge(
        tmp_path / "s.jsonl",
        {"LAY001": ["right"] * 10, "PUN001": ["wrong"] * 10, "OCR001": [None]},
        LAY001=900,
        PUN001=100,
        OCR001=7,
    )
    done = run("stats", "--precision", "s.jsonl", "--output-format", "json")
    applied, everything = json.loads(done.out)["overall"]
    assert applied["status"] == "applied"
    assert everything["precision"] == applied["precision"] == 0.9
    assert (applied["findings"], applied["left_out"], applied["decided"]) == (1000, 7, 20)
    # Kish: 1000**2 / (900**2 / 10 + 100**2 / 10)
    effective = 1000**2 / 82_000
    assert applied["interval"] == [round(one, 4) for one in wilson(0.9 * effective, effective)]


def test_of_two_judgements_the_later_counts_and_the_contradiction_is_named(
    run: Run, tmp_path: Path
) -> None:
    judge(tmp_path / "a.jsonl", {"LAY001": ["right", "right", "unsure"]})
    judge(tmp_path / "b.jsonl", {"LAY001": ["right", "wrong", None]})
    found = json.loads(
        run("stats", "--precision", "a.jsonl", "b.jsonl", "--output-format", "json").out
    )
    [rule] = found["rules"]
    assert (rule["right"], rule["wrong"], rule["unsure"], rule["findings"]) == (1, 1, 1, 3)
    [one] = found["contradictions"]
    assert (one["id"], one["earlier"]["where"], one["later"]["where"]) == (
        "LAY0011",
        "a.jsonl:2",
        "b.jsonl:2",
    )
    told = run("stats", "--precision", "a.jsonl", "b.jsonl")
    assert "LAY0011 LAY001: right at a.jsonl:2, wrong at b.jsonl:2" in told.out


def test_a_drawn_sheet_can_be_judged_and_measured(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    run("clean", "page.txt", "-o", "out", "--sample", "50")
    nothing = run("stats", "--precision", "out/sample.jsonl")
    assert (nothing.code, nothing.out.startswith("nothing judged yet")) == (0, True)
    text = (tmp_path / "out" / "sample.jsonl").read_text("utf-8")
    judged = text.replace('"judgement":null', '"judgement":"right"').replace("\n", "\r\n")
    (tmp_path / "judged.jsonl").write_bytes(b"\xef\xbb\xbf" + judged.encode() + b"\r\n")
    done = run("stats", "--precision", "judged.jsonl", "--output-format", "json")
    found = json.loads(done.out)
    assert all(one["judged"] == one["right"] == one["findings"] for one in found["rules"])
    assert sum(one["judged"] for one in found["rules"]) == len(text.splitlines())


BAD = [
    ("{", "not JSON"),
    ("[1]", "no JSON object"),
    ('{"id": "a"}', "no field sample"),
    ('"judgement": "yes"', 'judgement is "yes"; write "right", "wrong" or "unsure"'),
    ('"judgement": true', "judgement is true"),
    ('"id": 7', "id is not a text"),
    ('"status": "done"', "status is 'done'"),
    ('"sample": {"run": "a"}', "no field of"),
    ('"sample": {"run": "a", "of": true}', "of is not a number"),
    ('"sample": {"run": "a", "of": 0}', "sample.of is 0"),
]


@pytest.mark.parametrize(("wrong", "message"), BAD)
def test_a_bad_sheet_is_named_with_its_line(
    run: Run, tmp_path: Path, wrong: str, message: str
) -> None:
    judge(tmp_path / "s.jsonl", {"LAY001": ["right"]})
    good = (tmp_path / "s.jsonl").read_text("utf-8").strip()
    bad = wrong if wrong[0] in "{[" else json.dumps(json.loads(good) | json.loads(f"{{{wrong}}}"))
    (tmp_path / "s.jsonl").write_text(f"{good}\n\n{bad}\n", "utf-8")
    done = run("stats", "--precision", "s.jsonl")
    assert (done.code, done.out) == (3, "")
    [line] = done.err.splitlines()
    assert line.startswith("newslint: s.jsonl:3: ")
    assert message in line


def test_a_field_that_is_gone_is_named(run: Run, tmp_path: Path) -> None:
    judge(tmp_path / "s.jsonl", {"LAY001": ["right"]})
    line = json.loads((tmp_path / "s.jsonl").read_text("utf-8"))
    del line["judgement"]
    (tmp_path / "s.jsonl").write_text(json.dumps(line), "utf-8")
    done = run("stats", "--precision", "s.jsonl")
    assert done.code == 3
    assert "s.jsonl:1: no field judgement" in done.err
    (tmp_path / "s.jsonl").write_bytes(b"{}\n\xff\n")
    assert run("stats", "--precision", "s.jsonl").code == 3


def test_stats_says_what_it_needs(run: Run, tmp_path: Path) -> None:
    missing = run("stats", "--precision", "nowhere.jsonl")
    assert missing.code == 2
    assert "no such file" in missing.err
    assert run("stats", "--precision").code == 2


def test_bounds_are_those_of_the_books() -> None:
    low, high = wilson(59, 60)
    assert (round(low, 3), round(high, 3)) == (0.911, 0.997)
    assert lower_bound(59, 0) == 0.9504
    assert lower_bound(58, 0) < 0.95
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == 1.0
