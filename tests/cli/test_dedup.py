"""newslint dedup: what it prints, its exit codes, and the reference index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newslint.engines.clean import held
from newslint.errors import OutputError

from .conftest import Run

WELL = (
    "村口那口老井淘净了，井壁重新砌了青砖，石栏也扶正了。淘井的三个师傅轮班干了四天，头一桶清水"
    "先给了巷尾的豆腐坊。豆腐坊的掌柜说，井水点的豆腐就是嫩，往后不用再去镇上拉水。"
)
MISREAD = WELL.replace("师傅", "师傳").replace("清水", "青水")
LOOM = (
    "织布社的老织机搬进了新屋，二十台一字排开，窗子朝南。最年长的织工带着徒弟们调了一上午经线，"
    "下午就织出了头一匹蓝布，颜色比往年的深一点。"
)
NOTICE = (
    "防汛办提醒，明后两天有大雨，低处的仓库要垫高，船只要靠岸系牢，学校和集市听广播安排。夜里巡堤的"
    "人分三班，每班带两盏灯和一面锣，看到水漫过第二级石阶就敲锣，听到锣声的人家把老人和孩子送到祠堂。"
    "祠堂备好了热水和铺盖，灶上的火不熄。"
)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    texts = [WELL, LOOM, MISREAD, f"{WELL}\n", f"{LOOM[:30]}。{NOTICE}", f"{NOTICE}{WELL[:20]}。"]
    dates = ["2024-03-02", "2024-01-01", "2024-03-01", "2024-02-01", "", ""]
    lines = [
        json.dumps({"id": number, "date": date, "text": text}, ensure_ascii=False)
        for number, (date, text) in enumerate(zip(dates, texts, strict=True))
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([*lines, "{", ""]), encoding="utf-8")
    return path


def printed(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.usefixtures("rows")
def test_duplicates_and_passages_are_printed_with_what_stays(run: Run) -> None:
    done = run("dedup", "rows.jsonl", "--isolated")
    assert done.out.splitlines() == [
        "rows.jsonl:1: DUP101 duplicate of rows.jsonl:4, similarity 1.00",
        *[line for line in done.out.splitlines() if line.startswith("rows.jsonl:3: DUP102")],
        f"rows.jsonl:5: DUP103 characters 31 to {31 + len(NOTICE)} stand in rows.jsonl:6, too "
        "(2 documents)",
        f"rows.jsonl:6: DUP103 characters 0 to {len(NOTICE)} stand in rows.jsonl:5, too "
        "(2 documents)",
        "6 documents: 1 DUP101, 1 DUP102, 2 DUP103",
    ]
    assert done.code == 3
    assert "rows.jsonl:7" in done.err


@pytest.mark.usefixtures("rows")
def test_json_lines_say_the_same(run: Run) -> None:
    found = printed(run("dedup", "rows.jsonl", "--isolated", "--format", "jsonl").out)
    assert [one["rule"] for one in found] == ["DUP101", "DUP102", "DUP103", "DUP103"]
    assert found[0] == {
        "rule": "DUP101",
        "id": "rows.jsonl:1",
        "winner": "rows.jsonl:4",
        "similarity": 1.0,
        "shared_spans": [[0, len(WELL)]],
    }
    assert found[1]["winner"] == "rows.jsonl:4"
    assert 0.7 < found[1]["similarity"] < 1
    assert list(found[2]) == ["rule", "id", "start", "end", "other", "documents"]


@pytest.mark.usefixtures("rows")
def test_rules_can_be_selected_and_left_out(run: Run) -> None:
    found = printed(run("dedup", "rows.jsonl", "--select", "DUP103", "--format", "jsonl").out)
    assert {one["rule"] for one in found} == {"DUP103"}
    found = printed(run("dedup", "rows.jsonl", "--ignore", "DUP103", "--format", "jsonl").out)
    assert {one["rule"] for one in found} == {"DUP101", "DUP102"}
    assert run("dedup", "rows.jsonl", "--select", "PUN").code == 2


@pytest.mark.usefixtures("rows")
def test_options_come_from_the_configuration(run: Run, tmp_path: Path) -> None:
    (tmp_path / "newslint.toml").write_text(
        "[rules.DUP102]\nsimilarity = 0.99\n[rules.DUP103]\ncharacters = 200\n"
    )
    found = printed(run("dedup", "rows.jsonl", "--format", "jsonl").out)
    assert [one["rule"] for one in found] == ["DUP101"]
    (tmp_path / "newslint.toml").write_text("[rules.DUP102]\nsimilarity = 7\n")
    assert "similarity" in run("dedup", "rows.jsonl").err


def test_text_files_take_their_source_from_the_path(run: Run, tmp_path: Path) -> None:
    for name in ("web/a.txt", "paper/b.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        (tmp_path / "in" / name).write_bytes(WELL.replace("。", "。\r\n").encode())
    done = run("dedup", "in", "--isolated")
    assert done.out.startswith("in/web/a.txt: DUP101 duplicate of in/paper/b.txt")
    done = run("dedup", "in", "--isolated", "--priority", "in/web/*")
    assert done.out.startswith("in/paper/b.txt: DUP101 duplicate of in/web/a.txt")
    assert done.code == 0


def test_a_source_that_loses_too_much_is_an_alarm(run: Run, tmp_path: Path) -> None:
    texts = [f"{number}号渡口今天开渡，船工{number * 7}人。" for number in range(40)]
    lines = [
        json.dumps({"source": source, "date": date, "text": text}, ensure_ascii=False)
        for source, date in (("first", "2024-01-01"), ("again", "2024-01-02"))
        for text in texts
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = run("dedup", "rows.jsonl", "--isolated")
    assert done.code == 1
    assert "alarm: again would lose 100% of its 40 documents" in done.err
    assert run("dedup", "rows.jsonl", "--isolated", "--max-loss", "1").code == 0


def test_an_index_answers_for_new_documents(run: Run, tmp_path: Path) -> None:
    for name, text in {"well": WELL, "loom": LOOM, "new": MISREAD, "other": NOTICE}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    done = run("dedup", "index", "build", "known", "well.txt", "--isolated")
    assert (done.code, done.out) == (0, "known: 1 of 1 documents added, 1 in all\n")
    done = run("dedup", "index", "add", "known", "well.txt", "loom.txt", "--isolated")
    assert (done.code, done.out) == (0, "known: 1 of 2 documents added, 2 in all\n")
    done = run("dedup", "index", "query", "known", "other.txt", "--isolated")
    assert (done.code, done.out) == (0, "1 documents: no duplicates\n")
    done = run("dedup", "index", "query", "known", "new.txt", "loom.txt", "--format", "jsonl")
    assert done.code == 1
    assert [(one["rule"], one["winner"]) for one in printed(done.out)] == [
        ("DUP102", "well.txt"),
        ("DUP101", "loom.txt"),
    ]


def test_what_is_wrong_with_an_index_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "well.txt").write_text(WELL, encoding="utf-8")
    done = run("dedup", "index", "query", "known", "well.txt")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert run("dedup", "index", "build", "known", "well.txt").code == 0
    assert run("dedup", "index", "build", "known", "well.txt").code == 2
    header = tmp_path / "known" / "index.nl"
    header.write_bytes(header.read_bytes()[:40])
    done = run("dedup", "index", "query", "known", "well.txt")
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "damaged" in done.err


def test_a_path_called_like_a_command_can_be_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "a.txt").write_text(WELL, encoding="utf-8")
    assert run("dedup", "files", "index", "--isolated").out == "1 documents: no duplicates\n"


def test_without_documents_nothing_is_printed_but_the_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    done = run("dedup", "a.txt", "--isolated")
    assert done.code == 3
    assert "empty file" in done.err


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.usefixtures("rows")
def test_what_stays_and_what_is_dropped_is_written_with_the_reason(
    run: Run, tmp_path: Path
) -> None:
    given = (tmp_path / "rows.jsonl").read_bytes().splitlines(keepends=True)
    done = run("dedup", "rows.jsonl", "-o", "out", "--isolated")
    assert done.code == 3
    assert "rows.jsonl:7" in done.err
    assert done.out == (
        "6 documents (1 DUP101, 1 DUP102, 2 DUP103): 4 kept, 2 dropped, 1 rejects -> out\n"
    )
    out = tmp_path / "out"
    assert (out / "kept.jsonl").read_bytes() == given[1] + given[3] + given[4] + given[5]
    first, second = lines_of(out / "dropped.jsonl")
    assert {name: first[name] for name in ("id", "date", "text")} == json.loads(given[0])
    assert first["newslint"] == {
        "path": "rows.jsonl",
        "row": 1,
        "rule": "DUP101",
        "value": 1.0,
        "threshold": 1.0,
        "failed": ["DUP101"],
        "winner": "rows.jsonl:4",
        "similarity": 1.0,
        "shared_spans": [[0, len(WELL)]],
    }
    assert (second["id"], second["newslint"]["threshold"]) == (2, 0.7)
    said = lines_of(out / "duplicates.jsonl")
    assert [one["rule"] for one in said] == ["DUP101", "DUP102", "DUP103", "DUP103"]
    assert [one["dropped"] for one in said] == [True, True, False, False]
    [reject] = lines_of(out / "rejects.jsonl")
    assert (reject["row"], reject["base64"]) == (7, "ewo=")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["counts"] == {"input": 7, "kept": 4, "dropped": 2, "rejects": 1}
    assert manifest["files"] == sorted(set(tree(out)) - {"manifest.json"})
    assert not (out / "kept.txt").exists()
    assert not (out / ".newslint").exists()


def test_rows_stay_as_they_are_spelled(run: Run, tmp_path: Path) -> None:
    well = json.dumps(WELL)
    rows = [
        b"\xef\xbb\xbf  \n" + f'  {{"n": 1.50,"text": {well},"newslint":{{"a":1}}}}\r\n'.encode(),
        f'{{"text":"{LOOM}\u2028𠮷\\ud800"}} \n\n \t\n'.encode(),
        f'{{"newslint":{{"a":1}}, "text":{well}, "n":1e2 }}'.encode(),
    ]
    (tmp_path / "a.jsonl").write_bytes(b"".join(rows))
    (tmp_path / "b.jsonl").write_bytes(b"\xef\xbb\xbf" + f'{{"text":"{NOTICE}"}}'.encode())
    assert run("dedup", "a.jsonl", "b.jsonl", "-o", "out", "--isolated").code == 0
    assert (tmp_path / "out" / "kept.jsonl").read_bytes() == b"".join(
        (
            rows[0].removeprefix(b"\xef\xbb\xbf  \n"),
            rows[1].removesuffix(b"\n \t\n"),
            f'{{"text":"{NOTICE}"}}\n'.encode(),
        )
    )
    dropped = (tmp_path / "out" / "dropped.jsonl").read_text("utf-8")
    assert dropped.startswith(f'{{"text":{well},"n":1e2,"newslint":{{"path":"a.jsonl","row":6,')


def test_text_files_stay_as_a_list_that_can_be_read_again(run: Run, tmp_path: Path) -> None:
    for name, text in {"a": WELL, "b": LOOM, "c": WELL.replace("。", "。\r\n")}.items():
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{name}.txt").write_bytes(text.encode())
    assert run("dedup", "in", "-o", "out", "--isolated", "--priority", "in/a*").code == 0
    out = tmp_path / "out"
    assert (out / "kept.txt").read_text("utf-8") == "in/a.txt\nin/b.txt\n"
    [dropped] = lines_of(out / "dropped.jsonl")
    assert (dropped["path"], dropped["row"], dropped["winner"]) == ("in/c.txt", None, "in/a.txt")
    assert dropped["text"] == WELL.replace("。", "。\r\n")
    assert run("check", "--files-from", "out/kept.txt", "--isolated", "--lm", "off").code in (0, 1)


def test_rows_of_other_formats_become_json_lines(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'n,text\n1,{WELL}\n"0""2",{WELL}\n', encoding="gb18030")
    done = run("dedup", "a.csv", "-o", "out", "--isolated", "--encoding", "gb18030")
    assert "read as gb18030" in done.err
    assert lines_of(tmp_path / "out" / "kept.jsonl") == [{"n": "1", "text": WELL}]
    [dropped] = lines_of(tmp_path / "out" / "dropped.jsonl")
    assert dropped["n"] == '0"2'
    assert dropped["newslint"]["winner"] == "a.csv:1"


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of several shards with duplicates, rejects and a text file beside it."""
    monkeypatch.setattr("newslint.cli.dedup_run.SIZE", 2_000)
    folder = tmp_path / "many"
    folder.mkdir()
    lines = []
    for number in range(40):
        text = f"{number}号渡口今天开渡，船工{number * 7}人。{LOOM[number % 3 :]}{number}"
        lines += [text, text] if number % 4 == 0 else [text]
    rows = [json.dumps({"text": text}, ensure_ascii=False) for text in lines]
    (folder / "rows.jsonl").write_text("\n".join([*rows[:20], "]", *rows[20:]]), encoding="utf-8")
    (folder / "well.txt").write_text(WELL, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("many")
def test_the_number_of_workers_changes_no_byte(run: Run, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        done = run("dedup", "many", "-o", workers, "--isolated", "--workers", workers, "-q")
        assert done.code == 3
    first = tree(tmp_path / "1")
    assert first == tree(tmp_path / "2")
    assert first["dropped.jsonl"].count(b"\n") == 10
    assert first["kept.jsonl"].count(b"\n") == 40


@pytest.mark.usefixtures("many")
def test_large_output_is_divided_and_a_later_run_takes_the_place_of_all(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("dedup", "many", "-o", "whole", "--isolated", "--workers", "1")
    monkeypatch.setattr("newslint.cli.dedup_run.MOST", 4_000)
    run("dedup", "many", "-o", "out", "--isolated", "--workers", "1")
    out, whole = tmp_path / "out", tmp_path / "whole"
    pieces = sorted(out.glob("kept-*.jsonl"))
    assert pieces[0].name == f"kept-00000-of-{len(pieces):05}.jsonl"
    assert len(pieces) > 2
    joined = b"".join(path.read_bytes() for path in pieces)
    assert joined == (whole / "kept.jsonl").read_bytes()
    monkeypatch.setattr("newslint.cli.dedup_run.MOST", 1 << 30)
    (out / "mine").write_text("stays")
    run("dedup", "many", "-o", "out", "--isolated", "--workers", "1")
    assert tree(out) == tree(whole) | {"mine": b"stays"}


@pytest.mark.usefixtures("many")
def test_a_run_that_was_stopped_leaves_what_was_there_and_goes_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("dedup", "many", "-o", "out", "--isolated", "--workers", "1")
    run(*words, "--select", "DUP101")
    before = tree(tmp_path / "out")

    def full(*_: object) -> None:
        raise OutputError("no room", where="out", todo="free some")

    with monkeypatch.context() as broken:
        broken.setattr("newslint.cli.dedup_run.write_group", full)
        assert run(*words).code == 4
    now = tree(tmp_path / "out")
    assert {name: now[name] for name in before} == before
    assert "going on" in run(*words).err
    run("dedup", "many", "-o", "fresh", "--isolated", "--workers", "1")
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")


@pytest.mark.usefixtures("rows")
def test_two_runs_cannot_write_one_directory(run: Run, tmp_path: Path) -> None:
    with held(tmp_path / "out"):
        done = run("dedup", "rows.jsonl", "-o", "out", "--isolated")
    assert done.code == 4
    assert "another newslint" in done.err


@pytest.mark.usefixtures("rows")
def test_findings_are_not_printed_as_json_when_they_are_written(run: Run) -> None:
    done = run("dedup", "rows.jsonl", "-o", "out", "--isolated", "--format", "jsonl")
    assert done.code == 2
    assert "--output" in done.err


def test_a_loss_over_the_limit_is_an_alarm_and_the_directory_is_written(
    run: Run, tmp_path: Path
) -> None:
    texts = [f"{number}号渡口今天开渡，船工{number * 7}人。" for number in range(20)] * 3
    rows = [json.dumps({"text": text}) for text in texts]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    done = run("dedup", "rows.jsonl", "-o", "out", "--isolated")
    assert done.code == 1
    assert "alarm: rows.jsonl would lose 67%" in done.err
    assert len(lines_of(tmp_path / "out" / "kept.jsonl")) == 20
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["alarms"]
    assert run("dedup", "rows.jsonl", "-o", "out", "--isolated", "--max-loss", "1").code == 1


def test_nothing_but_rejects_is_written_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(b"[]\n" + b'"' + b"x" * 1_200_000)
    assert run("dedup", "rows.jsonl", "-o", "out", "--isolated").code == 3
    files = tree(tmp_path / "out")
    assert files["kept.jsonl"] == b""
    small, large = lines_of(tmp_path / "out" / "rejects.jsonl")
    assert small["base64"] == "W10K"
    assert len(files[large["file"]]) == 1_200_001


def test_rows_come_from_standard_input_but_a_text_there_cannot_be_listed(
    run: Run, tmp_path: Path
) -> None:
    rows = f'{{"text":"{WELL}"}}\n{{"text":"{LOOM}"}}\n'.encode()
    words = ("dedup", "-", "-o", "out", "--isolated")
    assert run(*words, "--stdin-filename", "in.jsonl", stdin=rows).code == 0
    assert (tmp_path / "out" / "kept.jsonl").read_bytes() == rows
    done = run(*words, stdin=WELL.encode())
    assert (done.code, done.err.count("\n")) == (2, 1)
