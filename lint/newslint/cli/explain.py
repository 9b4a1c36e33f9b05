"""newslint explain: show the page of a rule."""

from __future__ import annotations

import click

from newslint.cli.session import select_rules
from newslint.config.shape import keys
from newslint.rule import Rule, load_packs


@click.command("explain", short_help="Show the page of a rule.")
@click.argument("codes", nargs=-1, required=True, metavar="CODE…")
def command(codes: tuple[str, ...]) -> None:
    """Show what a rule finds, why it matters, when its repair is safe, what it leaves alone."""
    click.echo(
        "\n\n".join(_page(rule) for rule in select_rules(load_packs(), " ".join(codes), None, None))
    )


def _page(rule: Rule) -> str:
    head = click.style(f"{rule.code} {rule.name}", bold=True)
    facts = [f"level {rule.level.label}", f"stage {rule.stage.name.lower()}"]
    if rule.contract:
        facts.append(f"contract {rule.contract}")
    if rule.options is not None:
        facts += [
            f"option {key.name} = {getattr(rule.options, key.field)!r}: {key.about}"
            for key in keys(type(rule.options))
        ]
    facts += [
        f"{safety}: {one.n - one.wrong} of {one.n} labelled hits right, "
        f"lower bound {one.lower:.3f} ({one.data})"
        for safety, one in sorted(rule.measured.items(), reverse=True)
    ]
    return f"{head}\n\n{rule.page}\n\n" + "\n".join(facts)
