"""Options of ``extract run`` that say how inputs are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from extract.cli.options import parse_size
from extract.reading.options import DEFAULT_LIMITS, KINDS
from extract.running.summary import RunSummary

_COLUMNS = {
    "text": "The column of a table, or key of JSON (a.b for a key in a key), that holds the text.",
    "title": "The same for the title. Columns that are not named are guessed, and said.",
    "publisher": "The same for the publisher.",
    "author": "The same for the author.",
    "published": "The same for the date of publication.",
    "url": "The same for the URL.",
    "id": "The same for what names a record; by default an id or URL column, else its number.",
}
_LIMITS: dict[str, tuple[Any, str, str]] = {
    "max_bytes": (parse_size, "SIZE", "A larger article, line or field is refused, a row in 'failures'."),
    "max_html_bytes": (parse_size, "SIZE", "The same for web pages, whose parsing costs more."),
    "max_ratio": (
        click.IntRange(min=1),
        "N",
        "A file that unpacks to more than N times its size is a bomb.",
    ),
    "max_nesting": (click.IntRange(min=1), "N", "How deep archives may lie in archives."),
    "max_entries": (click.IntRange(min=1), "N", "How many entries an archive may have."),
}

Command = Callable[..., Any]


def input_options(command: Command) -> Command:
    """Add the options that say how inputs are read."""
    for name, (kind, metavar, text) in reversed(_LIMITS.items()):
        default = f" [default: {getattr(DEFAULT_LIMITS, name):,}]."
        option = click.option(
            f"--{name.replace('_', '-')}",
            type=kind,
            default=str(getattr(DEFAULT_LIMITS, name)),
            metavar=metavar,
            help=text.removesuffix(".") + default,
        )
        command = option(command)
    for name, text in reversed(_COLUMNS.items()):
        command = click.option(f"--{name}-column", metavar="NAME", help=text)(command)
    help_text = "What named inputs and standard input hold, whatever their suffix: " + ", ".join(KINDS) + "."
    return click.option("--input-format", type=click.Choice(KINDS), metavar="KIND", help=help_text)(command)


def announcing(
    progress: Callable[[RunSummary, int], None] | None,
) -> Callable[[RunSummary, int], None]:
    """Say at once, on standard error, which columns were taken: a wrong guess need not run all night."""
    said: set[str] = set()

    def tell(summary: RunSummary, count: int) -> None:
        for columns in summary.columns.keys() - said:
            said.add(columns)
            click.echo(
                f"columns: {columns}; others can be named by --text-column, --title-column ...", err=True
            )
        if progress:
            progress(summary, count)

    return tell
