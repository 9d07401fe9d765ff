"""Tables on standard output: for eyes, for spreadsheets, for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

FORMAT = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="A table to look at, CSV, or one JSON object per line; the last two have all columns.",
)

Rows = Sequence[Mapping[str, Any]]


def print_rows(rows: Rows, columns: Sequence[str], shape: str, shown: Iterable[Mapping[str, str]]) -> None:
    """Print rows.

    Args:
        rows: with all columns.
        columns: their names, in order.
        shape: as in ``--format``.
        shown: the same rows as short strings, for a table to look at.
    """
    match shape:
        case "csv":
            writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        case "json":
            for row in rows:
                click.echo(json.dumps({name: row[name] for name in columns}, ensure_ascii=False, default=str))
        case _:
            _print_table(list(shown))


def _print_table(rows: Sequence[Mapping[str, str]]) -> None:
    if not rows:
        click.echo("nothing found")
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(escape(value) for value in row.values()))
    Console(highlight=False).print(table)
