"""What the profiles set, and that the default one never touches spacing, quotes and indents."""

from pathlib import Path
from typing import get_args

import pytest

from newslint.config.apply import POLICIES, policy_options
from newslint.config.model import PROFILES, Config, Policies, Profile
from newslint.rule import load_packs

from .conftest import Codes, Run, Write

SEEDS = Path(__file__).parents[2] / "seeds"
PAGE = (
    "# 新馆开放\n\n　　新馆用上VR设备，观众说“路线 Citywalk 很有意思”，首日接待了三千名各地观众。\n"
)


def test_every_profile_sets_every_policy() -> None:
    assert set(PROFILES) == set(get_args(Profile))
    for profile in PROFILES.values():
        assert None not in (profile.spacing, profile.quotes, profile.brackets, profile.indent)


def test_explicit_policies_win_over_the_profile() -> None:
    config = Config(profile="pangu", policies=Policies(spacing="none"))
    assert policy_options(config)["MIX006"] == {"spacing": "none"}
    assert policy_options(Config(profile="pangu"))["MIX006"] == {"spacing": "space"}


def test_every_policy_has_a_rule_with_its_option() -> None:
    options = {rule.code: rule.options for rule in load_packs()}
    for policy in POLICIES:
        if policy.code in options:
            assert hasattr(options[policy.code], policy.option)


@pytest.mark.parametrize(
    ("profile", "spaced", "stripped"),
    [("news", False, False), ("web", False, True), ("pangu", True, False)],
)
def test_a_profile_decides_spacing_and_indent(
    codes: Codes, write: Write, profile: str, spaced: bool, stripped: bool
) -> None:
    write("page.txt", PAGE)
    found = codes("page.txt", "--profile", profile)
    assert ("MIX006" in found, "LAY009" in found) == (spaced, stripped)


def test_the_profile_of_the_command_line_wins(codes: Codes, write: Write) -> None:
    write("page.txt", PAGE)
    write("newslint.toml", 'profile = "pangu"\n')
    assert "MIX006" in codes("page.txt")
    assert "MIX006" not in codes("page.txt", "--profile", "news")


def test_spacing_none_takes_spaces_out(run: Run, write: Write, tmp_path: Path) -> None:
    page = write("page.txt", PAGE)
    write("newslint.toml", 'select = ["MIX006"]\n[policies]\nspacing = "none"\n')
    assert run("fix", "page.txt").code == 1
    assert page.read_text("utf-8") == PAGE.replace(" Citywalk ", "Citywalk")


def test_a_policy_that_keeps_takes_its_rule_out_of_the_run(codes: Codes, write: Write) -> None:
    write("page.txt", PAGE)
    assert codes("page.txt", "--select", "MIX006,LAY009") == []


def test_under_news_no_edit_of_policy_appears_on_the_seeds(run: Run) -> None:
    done = run("clean", str(SEEDS), "-o", "out")
    assert done.code == 0
    edits = Path("out/edits.jsonl").read_text("utf-8")
    rules = Path("out/manifest.json").read_text("utf-8")
    for code in ("MIX006", "LAY009", "PUN015"):
        assert f'"{code}"' not in edits
        assert f'"{code}"' not in rules


def test_stripping_is_stable(run: Run, write: Write) -> None:
    page = write(
        "page.txt",
        f"{PAGE}　　第二段也有缩进，紧跟在上一段的后面，没有空行把两段隔开，一共三行。\n",
    )
    write("newslint.toml", 'profile = "web"\n')
    run("fix", "page.txt")
    once = page.read_text("utf-8")
    assert "\u3000" not in once
    assert once.count("\n\n") == 2
    assert run("fix", "page.txt").code == 0
