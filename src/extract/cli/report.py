"""``extract report``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report", short_help="The output as a page to look at: charts, facts, articles.")
@click.argument("output", type=click.Path(path_type=Path))
@click.option(
    "--out",
    default=Path("report.html"),
    show_default=True,
    type=click.Path(path_type=Path),
    metavar="FILE|DIR",
    help="One file that holds all (.html), or a folder that reads its data as they are looked at.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="OLD",
    help="An earlier output: the page shows what changed since.",
)
def report_command(output: Path, out: Path, against: Path | None) -> None:
    """Write OUTPUT as a page for a browser: charts, a table of all facts, each article with what was
    found in it, series, conflicts, and the numbers that are no facts.

    The page opens from disk and asks nothing of a network. One file is easy to send; for more
    than some ten thousand facts a folder opens sooner.

    \b
    Examples:
      extract report output
      extract report output --out review/
      extract report output --against output-before
    """  # noqa: D205, D301 - the first paragraph is help text; \b is click's mark
    from extract.reviewing.report.writing import report

    page = report(output, out, against=against)
    click.echo(f"{page}: open it in a browser")
