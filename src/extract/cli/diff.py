"""``extract diff``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.reviewing.diffing import Diff

_SHOWN = 10
_SHOWN_IN_PAGE = 1_000
_STYLES = {"": "", "bold": "bold", "dim": "dim", "old": "red", "new": "green", "quote": "bold yellow"}


@click.command("diff", short_help="What changed between two outputs, fact by fact.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
@click.option("--old-run", metavar="RUN", help="An earlier run of OLD: its number or id.")
@click.option("--new-run", metavar="RUN", help="An earlier run of NEW, or of OLD where there is no NEW.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="For eyes, for a pull request, for programs, or one page for a browser.",
)
@click.option(
    "--by", type=click.Choice(["field", "rule"]), default="field", show_default=True, help="Group by."
)
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Facts of this kind: money, percent, ….")
@click.option("--field", "fields", multiple=True, metavar="FIELD", help="Facts in which this field changed.")
@click.option(
    "--place", "places", multiple=True, metavar="PLACE", help="Code or name; a province with all of it."
)
@click.option("--source", "sources", multiple=True, metavar="PATTERN", help="Sources such as '2020/*.txt'.")
@click.option(
    "--rule", "rules", multiple=True, metavar="ID", help="Rule that came or went: currency.CNY, topic."
)
@click.option(
    "--change", "changes", multiple=True, metavar="CHANGE", help="Only what was added, removed or changed."
)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show N facts of each group.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write there, not to the terminal."
)
def diff_command(
    *,
    old: Path,
    new: Path | None,
    shape: str,
    by: str,
    limit: int | None,
    out: Path | None,
    **wanted: Any,  # noqa: ANN401 - they go to `diff` as they are
) -> int:
    """Compare two outputs: which facts were added, removed or changed, and by which rules.

    OLD and NEW are output folders; without NEW, OLD as it is is compared with its run before
    ('extract runs' lists the runs that are kept). Facts are paired by their place in the text; where
    the text itself was edited, by their words and sentence. Filters may be given several times.
    The exit code is 1 if there is a difference.

    \b
    Examples:
      extract diff output-before output
      extract diff output --old-run 3
      extract diff output-before output --field indicator --place 500000
      extract diff output-before output --format markdown --out comment.md
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.reviewing.diffing import diff

    found = diff(old, new, **wanted)
    with _opened(out) as stream:
        for piece in _format(found, shape, by, limit, stream):
            stream.write(piece)
    return 1 if len(found) else 0


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
        return
    with out.open("w", encoding="utf-8") as file:
        yield file


def _format(found: Diff, shape: str, by: str, limit: int | None, stream: IO[str]) -> Iterable[str]:
    match shape:
        case "json":
            from extract.reviewing.diffing_json import format_json

            return format_json(found)
        case "html":
            from extract.reviewing.diffing_html import format_html

            return format_html(found, by=by, limit=_SHOWN_IN_PAGE if limit is None else limit)
        case "markdown":
            from extract.reviewing.diffing_markdown import format_markdown

            return [format_markdown(found, by=by, limit=_SHOWN if limit is None else limit)]
        case _:
            _print(found, by, _SHOWN if limit is None else limit, stream)
            return []


def _print(found: Diff, by: str, limit: int, stream: IO[str]) -> None:
    from rich.console import Console
    from rich.text import Text

    from extract.reviewing.diffing_text import describe

    console = Console(file=stream, highlight=False)
    for line in describe(found, by=by, limit=limit):
        # A line may be as long as a sentence: the terminal wraps it, a file keeps it whole.
        console.print(Text.assemble(*((text, _STYLES[style]) for text, style in line)), soft_wrap=True)
