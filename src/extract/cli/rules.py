"""``extract rules``."""

from __future__ import annotations

from pathlib import Path

import click

from extract.cli.options import RULES
from extract.errors import RulesError


@click.group("rules", invoke_without_command=True, short_help="Check rules against their examples.")
@click.pass_context
def rules_command(context: click.Context) -> None:
    """Look after rules: units, nouns, cues, names, each with its examples."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@rules_command.command("check")
@RULES
def check_command(rules: tuple[Path, ...]) -> None:
    """Run the examples and counter-examples of all rules through the pipeline.

    Every mismatch is one line: file, line, id, what was found, what was expected.

    \b
    Examples:
      extract rules check
      extract rules check --rules my-rules/
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.rules.loading import RuleSet

    # What is wrong with the arguments is said before anything heavy is loaded.
    overlaid = RuleSet(*rules)

    from extract.running.checking import check

    problems, n_cases = check(overlaid)
    for problem in problems:
        click.echo(problem)
    if problems:
        noun = "problem" if len(problems) == 1 else "problems"
        raise RulesError(f"{len(problems):,} {noun} in {n_cases:,} examples; mend the rules named above")
    click.echo(f"{n_cases:,} examples hold")
