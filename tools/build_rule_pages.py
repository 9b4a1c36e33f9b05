"""Writes docs/rules/: a page for each rule from its docstring, and their index.

    python tools/build_rule_pages.py

A test keeps the committed pages current.
"""

from __future__ import annotations

from pathlib import Path

from newslint.rule import Rule, load_packs
from newslint.text.edit import Safety

TARGET = Path(__file__).resolve().parent.parent / "docs" / "rules"


def highest_safety(rule: Rule) -> Safety:
    """Return the highest safety that the rule's examples show."""
    shown = [safety for example in rule.examples for *_, safety in example.expected]
    return max(shown, default=Safety.SHOW)


def page(rule: Rule) -> str:
    """Return a rule's page: facts, then its docstring, which is Markdown as it stands."""
    facts = [
        f"level {rule.level.label}",
        f"stage {rule.stage.name.lower()}",
        f"fix {highest_safety(rule).label}",
    ]
    if rule.contract:
        facts.append(f"contract {rule.contract}")
    if not rule.default:
        facts.append("off by default")
    lines = [f"# {rule.code} {rule.name}", "", ", ".join(facts), "", rule.page]
    if rule.measured:
        lines += ["", "Measured", "--------"]
        for safety, one in sorted(rule.measured.items(), reverse=True):
            lines.append(
                f"- {safety}: {one.n - one.wrong:,} of {one.n:,} labelled hits right, lower "
                f"95 % bound {one.lower} ({one.data})"
            )
    return "\n".join(lines) + "\n"


def index(rules: tuple[Rule, ...]) -> str:
    """Return the index: every rule in order of its code."""
    lines = [
        "# Rules",
        "",
        "Made from the rules' docstrings by `tools/build_rule_pages.py`. In the examples of a "
        "page a bracket marks what is found: ⟦old→new⟧ is repaired safely, ⟦old⇢new⟧ is asked "
        "about, ⟦old⟧ is only shown; ⏎ stands for a line end, ␠ for a space, ║ between documents.",
        "",
        "| code | name | what it finds | level | fix |",
        "|---|---|---|---|---|",
    ]
    for rule in rules:
        note = "" if rule.default else " (off by default)"
        lines.append(
            f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.summary}{note} | "
            f"{rule.level.label} | {highest_safety(rule).label} |"
        )
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Return what every file of docs/rules holds, by its name."""
    rules = load_packs()
    return {f"{rule.code}.md": page(rule) for rule in rules} | {"README.md": index(rules)}


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    wanted = pages()
    for old in TARGET.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (TARGET / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
