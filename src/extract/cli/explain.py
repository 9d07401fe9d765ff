"""``extract explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from extract.reviewing.explaining import Explanation


@click.command("explain", short_help="Show where each field of a fact comes from.")
@click.argument("output", type=click.Path(path_type=Path))
@click.argument("fact_id")
def explain_command(output: Path, fact_id: str) -> None:
    """Explain the fact FACT_ID of OUTPUT: its sentence with all that was found in it, each field with
    the rule and the words that it came from, and the numbers beside it that are no facts.

    The first characters of an id will do where no other fact has them.

    \b
    Example:
      extract explain output 3f9c2a
    """  # noqa: D205, D301 - the first paragraph is help text; \b is click's mark
    from extract.reviewing.explaining import explain_fact
    from extract.storing.reading_back import Output

    with Output(output) as opened:
        explanation = explain_fact(opened, fact_id)
    fact = explanation.fact
    print_explanation(explanation, f"{fact['source']}, characters {fact['start']}-{fact['end']}")


def print_explanation(explanation: Explanation, where: str) -> None:
    """Print a fact with its sentence and fields, and what beside it is no fact.

    Args:
        explanation: the fact explained.
        where: where it stands.
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    fact = explanation.fact
    console = Console(highlight=False)
    console.print(f"[bold]{escape(fact['quote'])}[/bold]  {escape(where)}")
    console.print(escape(explanation.sentence), soft_wrap=True)
    if not explanation.with_text:
        console.print("only quotes are shown: the text is not stored (--no-text)")
    table = Table("field", "value", "from the words", "by the rules", box=None, pad_edge=False)
    for reason in explanation.fields:
        if reason.value:
            table.add_row(
                reason.field, escape(reason.value), escape(" … ".join(reason.words)), ", ".join(reason.rules)
            )
    console.print(table)
    for reason in explanation.fields:
        if reason.why:
            console.print(f"{reason.field}: {escape(reason.why)}", soft_wrap=True)
    for words, reason_text, rule in explanation.rejected:
        console.print(f"no fact: {escape(words)!r}, {reason_text} ({rule})", highlight=False)
