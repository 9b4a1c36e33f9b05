"""newslint stats: numbers that agree with what clean writes, however the work is divided."""

from __future__ import annotations

import json
from collections import Counter
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from newslint.engines.engine import Died
from newslint.engines.part import Facts
from newslint.engines.stats import Counted, Job, count
from newslint.errors import OutputError
from newslint.reports.html import ReportBuilder
from newslint.reports.stats import Meter, Statistics, Value
from newslint.reports.stats_figures import PERCENTS
from newslint.sinks.chain import Chain
from newslint.sinks.part import Counts
from newslint.text.measures import Matter
from planting import newspaper_page, planted_page

from .conftest import Run

PLAIN = ("--isolated", "--lm", "off")
FOREIGN = "The ferry across the bay was suspended on Monday after thick fog, officials said. "


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Write pages and rows that fail every now and then, and a row and a file that are none."""
    random = Random(5)
    folder = tmp_path / "corpus"
    for name in ("甲报", "乙报"):
        (folder / name).mkdir(parents=True)
    for seed in range(8):
        page = (newspaper_page if seed % 2 else planted_page)(seed).text
        (folder / ("甲报" if seed % 3 else "乙报") / f"page{seed}.txt").write_text(page, "utf-8")
    rows = []
    for seed in range(40):
        text = planted_page(100 + seed).text
        text = text[: random.randint(4, 400)] if seed % 4 == 0 else text
        text = FOREIGN * 3 if seed % 9 == 0 else text
        row = {"id": seed, "paper": ["晨报", "晚报"][seed % 2], "text": text}
        rows.append(json.dumps(row, ensure_ascii=False))
    rows.insert(11, '{"text": ')
    rows.insert(12, '{"id": 1, "text": "𠮷田村的渡口昨天复航。"}')
    (folder / "rows.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    (folder / "broken.txt").write_bytes("渔船回港。".encode() + b"\xff\xfe\n")
    return folder


def told(run: Run, *words: str, code: int = 0) -> dict[str, Any]:
    done = run("stats", *words, *PLAIN, "--format", "json")
    assert done.code == code, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def of_rule(group: dict[str, Any], code: str) -> dict[str, Any]:
    [found] = [one for one in group["measures"] if one["rule"] == code]
    return dict(found)


def nearest_rank(values: list[float], percent: int) -> float:
    return sorted(values)[max(1, ceil(percent * len(values) / 100)) - 1]


def test_the_numbers_are_those_of_the_cleaned_records(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    found = told(run, "corpus", code=3)["total"]
    assert run("clean", "corpus", "-o", "out", "--drop", "DOC", *PLAIN).code == 3
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    lines = [
        json.loads(line)
        for name in ("records.jsonl", "dropped.jsonl")
        for line in (tmp_path / "out" / name).read_text("utf-8").splitlines()
    ]
    records = [line.get("newslint", line) for line in lines]
    records = [one for one in records if "counts" in one]
    assert found["articles"] == len(records)
    assert found["rejects"] == manifest["counts"]["rejects"] == 2
    measures = {(one["rule"], one["measure"]): one for one in found["measures"]}
    for measure, column in (
        ("characters", "characters"),
        ("share of Han", "han_share"),
        ("paragraphs", "paragraphs"),
        ("sentences", "sentences"),
    ):
        values = [one["counts"][column] for one in records]
        mine = measures[None, measure]
        assert mine["exact"]
        expected = [nearest_rank(values, percent) for percent in PERCENTS]
        assert list(mine["percentiles"].values()) == pytest.approx(expected, abs=6e-5)
        assert mine["least"] == pytest.approx(min(values), abs=6e-5)
        assert mine["greatest"] == pytest.approx(max(values), abs=6e-5)
    failed = Counter(
        one["rule"] for record in records for one in record["quality"] if not one["passed"]
    )
    assert len(failed) >= 2
    assert found["fails"] == dict(failed)
    lengths = [
        one["value"] for record in records for one in record["quality"] if one["rule"] == "DOC001"
    ]
    mine = measures["DOC001", "characters of text"]
    assert mine["beyond"] == sum(value < mine["limit"] for value in lengths)
    assert mine["fails"] == failed["DOC001"]
    assert mine["percentiles"]["50"] == nearest_rank(lengths, 50)


def test_the_findings_are_those_of_check(run: Run, corpus: Path) -> None:
    found = told(run, "corpus", code=3)["total"]
    lines = run("check", "corpus", *PLAIN, "--output-format", "jsonl").out.splitlines()
    codes = Counter(
        code
        for line in lines
        if not (code := json.loads(line).get("rule") or json.loads(line)["code"]).startswith("FUR")
    )
    assert {one["rule"]: one["findings"] for one in found["findings"]} == dict(codes)
    for one in found["findings"]:
        rate = 10_000 * one["findings"] / found["characters"]
        assert one["per_10000_characters"] == pytest.approx(rate, abs=1e-4)


def test_the_bytes_do_not_depend_on_the_division(run: Run, corpus: Path) -> None:
    asked = ("stats", "corpus", *PLAIN, "--format", "json")
    whole = run(*asked)
    assert whole.code == 3
    for division in (
        ("--workers", "1", "--task-size", "2KB"),
        ("--workers", "3", "--task-size", "5000"),
        ("--task-size", "1GB"),
    ):
        done = run(*asked, *division)
        assert (done.code, done.out) == (3, whole.out)
        assert sorted(done.err.splitlines()) == sorted(whole.err.splitlines())


def test_the_page_does_not_depend_on_the_division(run: Run, corpus: Path) -> None:
    asked = ("stats", "corpus", *PLAIN, "--format", "html")
    assert run(*asked).out == run(*asked, "--task-size", "20KB", "--workers", "1").out


def test_a_source_is_a_file_a_folder_or_what_a_field_says(run: Run, corpus: Path) -> None:
    def sources(*words: str) -> dict[str, int]:
        found = told(run, "corpus", *words, code=3)
        total = sum(one["documents"] for one in found["sources"])
        assert total == found["total"]["documents"] == 8 + 41
        return {one["source"]: one["documents"] for one in found["sources"]}

    by_file = sources()
    assert by_file["corpus/rows.jsonl"] == 41
    assert by_file["corpus/broken.txt"] == 0
    assert by_file["corpus/甲报/page1.txt"] == 1
    assert sources("--by", "folder") == {"corpus": 41, "corpus/甲报": 5, "corpus/乙报": 3}
    by_field = sources("--source-field", "paper")
    assert by_field["晨报"] == by_field["晚报"] == 20
    assert by_field["corpus/rows.jsonl"] == 1
    assert by_field["corpus/甲报/page1.txt"] == 1
    assert sources("--by", "source-field") == by_file
    meta = corpus / "甲报" / "meta.json"
    meta.write_text('{"paper": "甲报"}', "utf-8")
    assert sources("--by", "source-field", "--source-field", "paper")["甲报"] == 5


def test_the_limit_of_now_is_the_one_of_the_configuration(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "newslint.toml").write_text("[rules.DOC001]\ncharacters = 300\n", "utf-8")
    words = ("stats", "corpus", "--lm", "off", "--format", "json")
    found = json.loads(run(*words, "--workers", "2", "--task-size", "9000").out)["total"]
    mine = of_rule(found, "DOC001")
    assert mine["limit"] == 300
    before = of_rule(told(run, "corpus", code=3)["total"], "DOC001")
    assert mine["fails"] > before["fails"]
    assert mine["would_drop"] == before["would_drop"]


def test_a_proposed_limit_drops_no_more_than_it_says(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    found = told(run, "corpus", code=3)["total"]
    mine = of_rule(found, "DOC001")
    [ten] = [one["limit"] for one in mine["would_drop"] if one["share"] == 0.1]
    (tmp_path / "newslint.toml").write_text(f"[rules.DOC001]\ncharacters = {ten}\n", "utf-8")
    again = json.loads(run("stats", "corpus", "--lm", "off", "--format", "json").out)["total"]
    fails = again["fails"].get("DOC001", 0)
    assert 0 < fails <= found["articles"] * 0.1


def test_only_selected_rules_are_counted_and_measured(run: Run, corpus: Path) -> None:
    found = told(run, "corpus", "--select", "ENC", code=3)
    assert {code[:3] for code in found["rules"]} == {"ENC"}
    assert {one["rule"][:3] for one in found["total"]["findings"]} == {"ENC"}
    assert [one["rule"] for one in found["total"]["measures"]] == [None] * 4


def test_rules_that_look_across_documents_or_tag_are_not_among_those_that_looked(
    run: Run, corpus: Path
) -> None:
    rules = told(run, "corpus", code=3)["rules"]
    assert "DOC001" in rules
    assert not {"DUP101", "DUP102", "DUP103", "FUR001"} & set(rules)


def test_what_cannot_be_read_is_told_and_the_exit_code_is_3(run: Run, corpus: Path) -> None:
    done = run("stats", "corpus", *PLAIN)
    assert done.code == 3
    assert "broken.txt" in done.err
    assert "rows.jsonl:12" in done.err
    assert done.out.splitlines()[0].split()[-1] == "rejects"
    (corpus / "broken.txt").unlink()
    (corpus / "rows.jsonl").unlink()
    assert run("stats", "corpus", *PLAIN).code == 0


def test_an_empty_file_has_no_articles(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_bytes(b"")
    found = told(run, "none.jsonl", code=3)
    assert (found["total"]["documents"], found["total"]["articles"]) == (0, 0)
    assert found["total"]["rejects"] == 1
    assert found["total"]["measures"][0]["percentiles"] is None
    for form in ("text", "html"):
        done = run("stats", "none.jsonl", *PLAIN, "--format", form)
        assert done.code == 3
        assert done.out


@pytest.mark.parametrize("text", ["字", "𠮷", "\r\n", "渡口复航。\r\n\r\n回港。\r\n", "a\u0301"])
def test_odd_texts_are_counted(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.txt").write_bytes(text.encode())
    found = told(run, "odd.txt")["total"]
    assert (found["documents"], found["characters"]) == (1, len(text))


def test_a_lone_surrogate_is_counted(run: Run, tmp_path: Path) -> None:
    row = '{"source": "甲\\ud800", "text": "渡口\\ud800昨天复航。"}\n'
    (tmp_path / "rows.jsonl").write_text(row, "utf-8")
    found = told(run, "rows.jsonl", "--by", "source-field")
    assert [one["source"] for one in found["sources"]] == ["甲\\ud800"]
    for form in ("text", "html"):
        assert run("stats", "rows.jsonl", *PLAIN, "--format", form).code == 0


def test_a_document_that_cannot_be_measured_stops_nothing(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Meter.read

    def broken(self: Meter, matter: Matter) -> tuple[Value, ...]:
        if "ferry" in matter.page:
            raise ZeroDivisionError("no words")
        return read(self, matter)

    monkeypatch.setattr(Meter, "read", broken)
    done = run("stats", "corpus", *PLAIN, "--format", "json")
    assert done.code == 4
    assert "rows.jsonl:1: cannot be measured" in done.err
    total = json.loads(done.out)["total"]
    assert (total["documents"], total["rejects"]) == (8 + 41 - 5, 2 + 5)


class Mortal:
    """An engine whose worker dies at the second argument, as often as it is told to."""

    def __init__(self, deaths: int) -> None:
        self.deaths = deaths

    def each(self, function: Any, arguments: Any) -> Any:
        for number, _ in enumerate(arguments):
            if number == len(arguments) // 2 and self.deaths:
                self.deaths -= 1
                yield number, Died("killed")
                continue
            part = Statistics()
            part.of("甲报").documents += 1
            yield number, Counted(Facts(1, Counts(), Chain(), ReportBuilder(), None), part)

    def close(self) -> None:
        """Do nothing."""


class Ears:
    def __init__(self) -> None:
        self.parts = 0
        self.heard: list[str] = []

    def cleaned(self, facts: Facts, *, known: bool) -> None:
        self.parts += 1

    def said(self, line: str) -> None:
        self.heard.append(line)


def test_the_part_of_a_dead_worker_is_counted_again_and_once() -> None:
    jobs: list[Job] = [object()] * 3  # type: ignore[list-item]
    ears = Ears()
    assert count(jobs, Mortal(1), ears).total.documents == ears.parts == 3
    assert "killed" in ears.heard[0]
    with pytest.raises(OutputError, match="died twice"):
        count(jobs, Mortal(9), Ears())


def test_standard_input_is_counted_in_processes_too(run: Run) -> None:
    rows = b'{"text": "\xe6\xb8\xa1\xe5\x8f\xa3\xe5\xa4\x8d\xe8\x88\xaa\xe3\x80\x82"}\n' * 4
    words = ("stats", "-", "--stdin-filename", "in.jsonl", *PLAIN, "--format", "json")
    done = run(*words, "--workers", "2", "--task-size", "40", stdin=rows)
    assert done.code == 0
    assert json.loads(done.out)["total"]["documents"] == 4
    assert json.loads(done.out)["sources"][0]["source"] == "in.jsonl"


def test_the_name_of_the_output_says_its_format(run: Run, corpus: Path, tmp_path: Path) -> None:
    for name, start in (("a.html", "<!DOCTYPE html>"), ("a.json", "{"), ("a.txt", "source ")):
        done = run("stats", "corpus", *PLAIN, "-o", name)
        assert (done.code, done.out) == (3, "")
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    run("stats", "corpus", *PLAIN, "-o", "b.html", "--format", "json")
    assert (tmp_path / "b.html").read_bytes() == (tmp_path / "a.json").read_bytes()


def test_an_output_that_cannot_be_written_is_told_first(run: Run, corpus: Path) -> None:
    done = run("stats", "corpus", *PLAIN, "-o", "nowhere/a.html")
    assert done.code == 4
    assert "nowhere" in done.err
    assert "broken.txt" not in done.err


def test_stats_says_what_it_needs(run: Run, corpus: Path) -> None:
    assert run("stats").code == 2
    assert run("stats", "--precision").code == 2
    assert run("stats", "corpus", "--lm", "auto").code == 2
    assert run("stats", "corpus", "--by", "folder", "--source-field", "paper").code == 2
    (corpus.parent / "s.jsonl").write_bytes(b"")
    done = run("stats", "--precision", "s.jsonl", "--format", "html")
    assert done.code == 2
    assert "no HTML" in done.err


def test_nothing_is_written_beside_the_output(run: Run, corpus: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    run("stats", "corpus", *PLAIN, "--workers", "2", "--task-size", "9000")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
