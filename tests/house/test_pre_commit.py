"""The two hooks, run by pre-commit from a clone of this repository, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BAD = "# 江州老码头明年开放\n\n项目负责人说,三座仓库正在改造,预计明年春\n\n天向市民开放。\n"
REPAIRED = "# 江州老码头明年开放\n\n项目负责人说，三座仓库正在改造，预计明年春天向市民开放。\n"

CONFIG = """\
repos:
  - repo: {hooks}
    rev: {rev}
    hooks:
      - id: newslint-check
      - id: newslint-fix
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("git") is None or not (ROOT / ".git").exists(), reason="needs a git checkout"
    ),
]


def run(*command: str, where: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=where,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


def commit(repository: Path, env: dict[str, str]) -> str:
    """Make a repository of all files of a directory and return its first commit."""
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "first")):
        done = run("git", *words, where=repository, env=env)
        assert done.returncode == 0, done.stdout
    return run("git", "rev-parse", "HEAD", where=repository, env=env).stdout.strip()


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which pip takes everything from the running one.

    pip builds the hook's package with the hatchling that is installed here and asks no index;
    the hook finds its dependencies here too. pip spells `--no-build-isolation` as a 0.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PIP_", "PRE_COMMIT", "VIRTUALENV_"))
    }
    return inherited | {
        "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_AUTHOR_NAME": "test",
        "GIT_COMMITTER_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "test",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
    }


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> tuple[Path, str]:
    """Return a repository of the working tree as it is now, and its commit."""
    clone = tmp_path_factory.mktemp("hooks")
    listed = run("git", "ls-files", "-z", "-co", "--exclude-standard", where=ROOT, env=env)
    assert listed.returncode == 0, listed.stdout
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    return clone, commit(clone, env)


@pytest.fixture
def consumer(tmp_path: Path, hooks: tuple[Path, str], env: dict[str, str]) -> Path:
    """Return somebody's repository with one page that needs repair and one that needs none."""
    clone, rev = hooks
    (tmp_path / ".pre-commit-config.yaml").write_text(
        CONFIG.format(hooks=clone.as_posix(), rev=rev), encoding="utf-8"
    )
    (tmp_path / ".gitignore").write_text(".newslint/\n", encoding="utf-8")
    (tmp_path / "page.txt").write_bytes(BAD.encode())
    (tmp_path / "good.md").write_bytes(REPAIRED.encode())
    (tmp_path / "code.py").write_bytes(BAD.encode())
    commit(tmp_path, env)
    return tmp_path


def pre_commit(hook: str, consumer: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run(
        sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--verbose",
        where=consumer, env=env,
    )  # fmt: skip


def test_the_check_hook_fails_and_names_what_is_wrong(consumer: Path, env: dict[str, str]) -> None:
    done = pre_commit("newslint-check", consumer, env)
    assert done.returncode == 1, done.stdout
    assert "page.txt:3:7: PUN001 halfwidth-punctuation" in done.stdout
    assert "page.txt:3:22: LAY001 split-sentence" in done.stdout
    assert "good.md" not in done.stdout
    assert "code.py" not in done.stdout
    installed = Path(env["PRE_COMMIT_HOME"]).rglob("site-packages/newslint_rules/catalog.py")
    assert list(installed), "the hook did not run from an environment of its own"
    assert (consumer / "page.txt").read_bytes() == BAD.encode()


def test_the_fix_hook_repairs_once_and_passes_the_second_time(
    consumer: Path, env: dict[str, str]
) -> None:
    done = pre_commit("newslint-fix", consumer, env)
    assert done.returncode == 1, done.stdout
    assert (consumer / "page.txt").read_bytes() == REPAIRED.encode()
    assert (consumer / "good.md").read_bytes() == REPAIRED.encode()
    assert (consumer / "code.py").read_bytes() == BAD.encode()
    for hook in ("newslint-fix", "newslint-check"):
        again = pre_commit(hook, consumer, env)
        assert again.returncode == 0, again.stdout
