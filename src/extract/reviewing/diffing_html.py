"""A comparison as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extract.reviewing.diffing import Diff, Group
from extract.reviewing.diffing_records import CHANGES, FactChange
from extract.reviewing.diffing_words import (
    cut_sentence,
    spell_articles,
    spell_citation,
    spell_field,
    spell_heading,
    spell_rules,
    spell_whole,
)


def format_html(diff: Diff, *, by: str = "field", limit: int | None = 1_000) -> Iterator[str]:
    """A comparison as HTML, piece by piece.

    Everything is escaped and the page forbids scripts: an article that contains one is shown.

    Args:
        diff: the comparison.
        by: ``field`` or ``rule``, as in ``Diff.groups``.
        limit: facts of each group that are shown; None for all.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    yield from environment.get_template("diff.html").generate(
        heading=spell_heading(diff),
        labels=diff.labels,
        articles=spell_articles(diff),
        by_field=diff.by_field,
        by_rule=diff.by_rule,
        changes=CHANGES,
        groups=(_group(group) for group in diff.groups(by, limit)),
    )


def _group(group: Group) -> dict[str, Any]:
    return {
        "heading": group.heading,
        "count": group.count,
        "more": group.count - len(group.changes),
        "facts": [_fact(change) for change in group.changes],
    }


def _fact(change: FactChange) -> dict[str, Any]:
    return {
        "change": change.change,
        "cited": cut_sentence(change.shown),
        "citation": spell_citation(change),
        "whole": "" if change.fields else spell_whole(change),
        "fields": [(one.field, *spell_field(one)) for one in change.fields],
        "rules": spell_rules(change) if change.rules else "",
    }
