"""The closing summary of ``extract run``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from extract.running.foreseeing import Foresight
from extract.running.summary import RunSummary

# What is said only where it is said.
_PLAIN = ("level", "none", "actual")


def print_summary(summary: RunSummary, console: Console | None = None) -> None:
    """Print what a run did.

    Args:
        summary: the run.
        console: where to; standard output by default.
    """
    console = console or Console(highlight=False, soft_wrap=True)
    for label, value in _lines(summary):
        console.print(f"{label:<11}{value}", markup=False)


def _lines(summary: RunSummary) -> list[tuple[str, str]]:
    lines = [("articles", _articles(summary))]
    if summary.left_alone:
        lines.append(("left alone", _counts(summary.left_alone)))
    lines += [("columns", f"{columns} ({count:,})") for columns, count in summary.columns.most_common()]
    lines.append(("facts", f"{summary.facts_by_kind.total():,}{_details(summary.facts_by_kind)}"))
    rejections = summary.rejections_by_reason
    lines.append(("rejections", f"{rejections.total():,}{_details(rejections)}"))
    failures = f"{summary.failures:,}"
    if summary.failures:
        failures += f" (see {summary.out / 'failures'}; the next run tries again)"
    lines.append(("failures", failures))
    if summary.corrections:
        lines.append(("corrected", _counts(Counter(summary.corrections))))
    speed = f"{summary.seconds:.1f} seconds, {summary.words:,} words, {summary.words_per_second:,.0f} words/s"
    if summary.workers:
        speed += f", {summary.workers} worker{'s' * (summary.workers > 1)}"
    lines.append(("time", speed))
    lines += [("unusual", warning) for warning in summary.warnings]
    total = f"{summary.out}: {summary.total_articles:,} articles, {summary.total_facts:,} facts"
    lines.append(("output", total))
    return lines


def _articles(summary: RunSummary) -> str:
    parts = [f"{summary.new:,} new", f"{summary.replaced:,} replaced", f"{summary.unchanged:,} unchanged"]
    if summary.duplicates:
        parts.append(f"{summary.duplicates:,} of them duplicates")
    if summary.pruned:
        parts.append(f"{summary.pruned:,} pruned")
    return ", ".join(parts)


def _details(counts: Counter[str]) -> str:
    return f": {_counts(counts)}" if counts else ""


def _counts(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {name}" for name, count in ordered)


def print_foresight(foresight: Foresight, *, prune: bool) -> None:
    """Print what a run would do.

    Args:
        foresight: what it would do.
        prune: whether it would take out what is gone.
    """
    rows = [
        (f"{count:,}", reason, f"such as {foresight.examples[reason]}")
        for reason, count in foresight.reasons.most_common()
    ]
    rows.append((f"{foresight.unchanged:,}", "unchanged", "left alone"))
    if foresight.unreadable:
        rows.append((f"{foresight.unreadable:,}", "unreadable", "rows in 'failures'"))
    if foresight.gone:
        rows.append(
            (f"{foresight.gone:,}", "gone", "taken out" if prune else "stay (--prune takes them out)")
        )
    click.echo(f"would process {foresight.total:,} articles")
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for count, reason, remark in rows:
        click.echo(f"{count:>{widths[0]}}  {reason:<{widths[1]}}  {remark}")


def print_facts(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print facts as a table, or as JSON lines.

    Args:
        rows: rows of the table ``facts``.
        as_json: all columns, one object per line.
    """
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
    elif rows:
        Console(highlight=False).print(_facts_table(rows))
    else:
        click.echo("no facts")


def _facts_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("quote", "value", "unit", "what", "where", "when", "at"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, _cells(row)))
    return table


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = row["value_low"], row["value_high"]
    value = f"{low:,.15g}" if low == high else f"{low:,.15g} to {high:,.15g}"
    modifier = "" if row["modifier"] in ("exact", "range") else f"{row['modifier']} "
    unit = f"{row['unit']} per {row['per']}" if row["per"] else str(row["unit"])
    moved = [str(row[name]) for name in ("role", "direction", "status") if row[name] not in _PLAIN]
    what = " ".join(str(part) for part in (row["indicator"] or row["topic"] or "", *moved))
    return (
        str(row["quote"]),
        f"{modifier}{value}",
        unit,
        what,
        str(row["place_name"] or ""),
        _period(row["period_start"], row["period_end"]),
        f"{row['start']}-{row['end']}",
    )


def _period(start: object, end: object) -> str:
    if start == end:
        return str(start or "")
    return f"{start or '...'} to {end or '...'}"
