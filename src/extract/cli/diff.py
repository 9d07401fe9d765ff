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

    from rich.console import Console

    from extract.reviewing.diffing import Diff

_SHOWN = 10
_RULES = 15


@click.command("diff", short_help="What changed between two outputs, fact by fact.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
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
    new: Path,
    shape: str,
    by: str,
    limit: int | None,
    out: Path | None,
    **wanted: Any,  # noqa: ANN401 - they go to `diff` as they are
) -> int:
    """Compare two outputs: which facts were added, removed or changed, and by which rules.

    OLD and NEW are output folders. Facts are paired by their place in the text; where the text
    itself was edited, by their words and sentence. Filters may be given several times. The exit
    code is 1 if there is a difference.

    \b
    Examples:
      extract diff output-before output
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

            return format_html(found, by=by, limit=limit)
        case "markdown":
            from extract.reviewing.diffing_markdown import format_markdown

            return [format_markdown(found, by=by, limit=_SHOWN if limit is None else limit)]
        case _:
            from rich.console import Console

            _print(found, by, _SHOWN if limit is None else limit, Console(file=stream, highlight=False))
            return []


def _print(found: Diff, by: str, limit: int, console: Console) -> None:
    from rich.markup import escape

    from extract.reviewing.diffing_words import spell_articles, spell_heading

    console.print(f"[bold]{spell_heading(found)}[/bold]", soft_wrap=True)
    for name, label in zip(("old", "new"), found.labels, strict=True):
        console.print(f"{name:<10}{escape(label)}", soft_wrap=True)
    console.print(f"{'articles':<10}{spell_articles(found)}", soft_wrap=True)
    _print_counts(found, console)
    for group in found.groups(by, limit):
        console.print(f"\n[bold]{escape(group.heading)}[/bold]: {group.count:,}", soft_wrap=True)
        for change in group.changes:
            _print_change(change, console)
        if group.count > len(group.changes):
            console.print(f"  ... and {group.count - len(group.changes):,} more (--limit)", soft_wrap=True)


def _print_counts(found: Diff, console: Console) -> None:
    from rich.table import Table

    from extract.reviewing.diffing_records import CHANGES

    if found.by_field:
        fields = ", ".join(f"{count:,} {name}" for name, count in found.by_field.items())
        console.print(f"{'fields':<10}{fields}", soft_wrap=True)
    if not found.by_rule:
        return
    table = Table("rule", box=None, pad_edge=False)
    for name in CHANGES:
        table.add_column(name, justify="right")
    for rule, counts in list(found.by_rule.items())[:_RULES]:
        table.add_row(rule, *(f"{counts[name]:,}" if counts[name] else "" for name in CHANGES))
    console.print()
    console.print(table)
    if len(found.by_rule) > _RULES:
        console.print(f"... and {len(found.by_rule) - _RULES:,} more rules")


def _print_change(change: Any, console: Console) -> None:  # noqa: ANN401 - a FactChange, whose import costs
    from rich.markup import escape

    from extract.reviewing import diffing_words as words

    cited = words.cut_sentence(change.shown)
    marked = (
        f"{escape(cited.before)}[bold yellow]{escape(f'[{cited.quote}]')}[/]{escape(cited.after)}".strip()
    )
    console.print(f"  {marked}", soft_wrap=True)
    console.print(f"    [dim]{escape(words.spell_citation(change))}[/dim]", soft_wrap=True)
    if not change.fields:
        sign, colour = ("+", "green") if change.change == "added" else ("-", "red")
        console.print(f"    [{colour}]{sign} {escape(words.spell_whole(change))}[/]", soft_wrap=True)
    for field in change.fields:
        old, new = map(escape, words.spell_field(field))
        console.print(f"    {field.field}: [red]{old}[/] {words.ARROW} [green]{new}[/]", soft_wrap=True)
    gone, fresh = (escape(rules) or words.NOTHING for rules in words.spell_rules(change))
    if change.rules:
        console.print(f"    [dim]rules: {gone} {words.ARROW} {fresh}[/dim]", soft_wrap=True)
