"""A comparison as JSON; ``diff-1.schema.json`` beside this file is its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from extract.reviewing.diffing import Diff
from extract.reviewing.diffing_records import COLUMNS, FactChange

FORMAT = "extract-diff/1"
"""Name and version of the format: the version is raised where a reader of the last one would go wrong."""

SCHEMA = Path(__file__).with_name("diff-1.schema.json")
"""The JSON Schema of the format."""

_CITED = (
    *("fact_id", "article_id", "source", "start", "end", "quote", "sentence", "sentence_start"),
    *("title", "publisher", "published", "rules"),
)


def format_json(diff: Diff) -> Iterator[str]:
    """A comparison as JSON, piece by piece: one difference on each line.

    Args:
        diff: the comparison.
    """
    head = {
        "format": FORMAT,
        "old": {"label": diff.labels[0], "facts": diff.totals.old},
        "new": {"label": diff.labels[1], "facts": diff.totals.new},
        "same": diff.totals.same,
        "articles": dict(diff.totals.articles),
        "filter": {name: list(values) for name, values in asdict(diff.wanted).items()},
        "counts": diff.counts,
        "by_field": diff.by_field,
        "by_rule": diff.by_rule,
    }
    yield _dump(head)[:-1] + ', "facts": [\n'
    for number, change in enumerate(diff):
        yield (",\n" if number else "") + _dump(_as_dict(change))
    yield "\n]}\n"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _as_dict(change: FactChange) -> dict[str, Any]:
    return {
        "change": change.change,
        "paired_by": change.paired_by,
        "fields": [{"field": one.field, "old": dict(one.old), "new": dict(one.new)} for one in change.fields],
        "rules_gone": list(change.rules_gone),
        "rules_new": list(change.rules_new),
        "old": _row(change.old),
        "new": _row(change.new),
    }


def _row(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: row[name] for name in dict.fromkeys((*_CITED, *COLUMNS))} if row else None
