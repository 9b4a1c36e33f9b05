"""newslint new writes a rule that works at once, and its catalogue line in order."""

import shutil
import subprocess
import sys
from pathlib import Path

from .conftest import Run

ROOT = Path(__file__).resolve().parents[2]


def copy_rules(target: Path) -> None:
    shutil.copytree(ROOT / "rules", target / "rules", ignore=shutil.ignore_patterns("__pycache__"))


def test_a_new_rule_works_at_once(run: Run, tmp_path: Path) -> None:
    copy_rules(tmp_path)
    done = run("new", "layout/orphaned-line")
    assert done.code == 0, done.err
    place = tmp_path / "rules" / "newslint_rules" / "layout" / "orphaned_line.py"
    assert "LAY010" in place.read_text("utf-8")
    catalog = (tmp_path / "rules" / "newslint_rules" / "catalog.py").read_text("utf-8")
    codes = [line.rpartition("# ")[2] for line in catalog.splitlines() if ",  # " in line]
    assert codes == sorted(codes)
    assert "LAY010" in codes
    imports = [line for line in catalog.splitlines() if line.startswith("from newslint_rules")]
    assert imports == sorted(imports)
    script = (
        "from newslint_rules.catalog import RULES\n"
        "from newslint.pipeline.clean import Cleaner\n"
        "from planting import page_of\n"
        "[rule] = [rule for rule in RULES if rule.code == 'LAY010']\n"
        "for example in rule.examples:\n"
        "    [outcome] = Cleaner([rule]).run([page_of(example.text).document])\n"
        "    found = [report.span for report in outcome.reports]\n"
        "    assert found == [span for span, *_ in example.expected]\n"
        "print(len(rule.examples))\n"
    )
    path = [str(tmp_path / "rules"), str(ROOT / "lint"), str(ROOT / "tests")]
    checked = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n{script}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stdout) == (0, "2\n"), checked.stderr


def test_a_new_family_gets_its_package(run: Run, tmp_path: Path) -> None:
    copy_rules(tmp_path)
    shutil.rmtree(tmp_path / "rules" / "newslint_rules" / "furniture")
    done = run("new", "furniture/page-number")
    assert done.code == 0
    assert "import-linter" in done.out
    assert (tmp_path / "rules" / "newslint_rules" / "furniture" / "__init__.py").exists()


def test_what_cannot_be_made_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    assert run("new", "layout/orphaned-line").code == 2
    copy_rules(tmp_path)
    for words in (("nonsense",), ("layout/Name",), ("layout/blank-run",),
                  ("layout/orphaned-line", "--code", "LAY001"),
                  ("layout/orphaned-line", "--code", "OCR099")):  # fmt: skip
        done = run("new", *words)
        assert done.code == 2
        assert len(done.err.splitlines()) == 1
