"""A cleaned directory is read as a stream, in one file of each kind or in several."""

from __future__ import annotations

from pathlib import Path

import pytest

from newslint.cli.undo import undo_all, undo_some
from newslint.errors import InputError, UsageError
from newslint.sinks.output import LineFile
from newslint.sources.cleaned import CleanedDirectory
from newslint.sources.find import InputFile
from planting import planted_page
from sources.round_trip import clean, content, file_of, stored

KINDS = ("records", "pages", "edits", "left", "dropped", "rejects")


def sources(folder: Path) -> list[InputFile]:
    """Write files of several formats with defects and bad rows, not in the order of their names."""
    folder.mkdir()
    rows = [f'{{"text":{line!r}}}'.replace("'", '"') for line in ("渔船,回港。", "港口,复工。")]
    files = {
        "b.txt": planted_page(1).text.encode(),
        "empty.txt": b"",
        "a.jsonl.gz": "\n".join([rows[0], "{", rows[1], "[]"]).encode(),
        "c.csv": 'n,text\n1,渔船,回港。\n2,"渔船,回港。"\n'.encode(),
        "bad.txt": b"\xff\xfe\xfd",
        "z.txt": planted_page(2).text.encode(),
        "bad.jsonl": b"{\n[]\n",
    }
    return [file_of(stored(folder / name, data)) for name, data in files.items()]


def divided(out: Path, suffix: str, parts: int) -> None:
    """Divide the files of a cleaned directory into several, and compress them."""
    for kind in KINDS:
        path = out / f"{kind}.jsonl"
        lines = path.read_bytes().splitlines(keepends=True)
        path.unlink()
        size = -(-len(lines) // parts) or 1
        for part in range(parts):
            number = f"-{part:05}-of-{parts:05}" if parts > 1 else ""
            file = LineFile(out / f"{kind}{number}.jsonl{suffix}")
            file.write_bytes(b"".join(lines[part * size : (part + 1) * size]))
            file.close()


def same(files: list[InputFile], back: Path) -> None:
    assert {path.name for path in back.iterdir()} == {file.name for file in files}
    for file in files:
        assert file.path is not None
        assert content(back / file.name) == content(file.path), file.name


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("parts", [1, 3])
def test_files_of_each_kind_may_be_several(suffix: str, parts: int, tmp_path: Path) -> None:
    files = sources(tmp_path / "in")
    pages, rejects = clean(files, tmp_path / "out")
    assert len(pages) >= 5
    assert len(rejects) >= 6
    divided(tmp_path / "out", suffix, parts)
    undo_all(CleanedDirectory(tmp_path / "out"), tmp_path / "back")
    same(files, tmp_path / "back")


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    clean(sources(tmp_path / "in"), tmp_path / "out")
    divided(tmp_path / "out", ".zst", 3)
    (tmp_path / "out" / "edits-00001-of-00003.jsonl.zst").unlink()
    with pytest.raises(InputError, match="missing or too many"):
        CleanedDirectory(tmp_path / "out")


def test_a_truncated_file_is_damage(tmp_path: Path) -> None:
    clean(sources(tmp_path / "in"), tmp_path / "out")
    divided(tmp_path / "out", ".zst", 1)
    path = tmp_path / "out" / "pages.jsonl.zst"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="middle of its compressed data"):
        list(CleanedDirectory(tmp_path / "out").pages())


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("pages", '"text":"', '"text":"x', "pages.jsonl"),
        ("edits", '"old":"', '"old":"x', "pages.jsonl"),
        ("edits", '"source":"', '"source":"x', "edits.jsonl|checksum differs"),
        ("rejects", '"base64":"', '"base64":"AAAA', "wrong checksum"),
        ("pages", '{"path"', '["path"', "pages.jsonl"),
    ],
)
def test_a_changed_line_is_damage(
    name: str, old: str, new: str, words: str, tmp_path: Path
) -> None:
    clean(sources(tmp_path / "in"), tmp_path / "out")
    path = tmp_path / "out" / f"{name}.jsonl"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=words):
        undo_all(CleanedDirectory(tmp_path / "out"), tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_a_text_that_was_changed_after_all_is_noticed_by_its_checksum(tmp_path: Path) -> None:
    clean(sources(tmp_path / "in"), tmp_path / "out")
    path = tmp_path / "out" / "pages.jsonl"
    path.write_text(path.read_text("utf-8").replace('"tail":"', '"tail":" ', 1), "utf-8")
    with pytest.raises(InputError, match="checksum differs"):
        undo_all(CleanedDirectory(tmp_path / "out"), tmp_path / "back")


def test_an_edit_of_a_compressed_row_file_can_be_undone_alone(tmp_path: Path) -> None:
    files = sources(tmp_path / "in")
    clean(files, tmp_path / "out")
    cleaned = CleanedDirectory(tmp_path / "out")
    [row] = [one for one in cleaned.pages() if one.page.document.id == "a.jsonl.gz:1"]
    undo_some(cleaned, frozenset(), frozenset(row.ids[0]), tmp_path / "back")
    text = content(tmp_path / "back" / "a.jsonl.gz").decode()
    assert '"渔船,回港。"' in text
    assert '"港口，复工。"' in text
    assert "\n{\n" in text


def test_an_edit_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    clean(sources(tmp_path / "in"), tmp_path / "out")
    with pytest.raises(UsageError, match="no such edit"):
        undo_some(
            CleanedDirectory(tmp_path / "out"), frozenset({"XYZ001"}), frozenset(), tmp_path / "b"
        )
    assert not (tmp_path / "b").exists()
