"""All that the page of an output holds, shard by shard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.reviewing.corrections_values import CORRECTABLE
from extract.reviewing.diffing import diff
from extract.reviewing.report.articles import article_shards
from extract.reviewing.report.changes import describe_changes
from extract.reviewing.report.encoding import pack
from extract.reviewing.report.facts import index_facts, read_parents
from extract.reviewing.report.leads import (
    describe_conflicts,
    describe_failures,
    describe_rejections,
    describe_series,
)
from extract.storing.columns import TABLES
from extract.storing.reading_back import Output

Shard = tuple[str, str]

META = "meta"
"""The shard that stands in the page itself, whatever stands beside it."""

_FACT_COLUMNS = tuple(column.name for column in TABLES["facts"].columns)
_RUN = ("run_id", "started_at", "code_version", "rules_digest", "inputs")


def iter_shards(output: Output, title: str, against: Output | None = None) -> Iterator[Shard]:
    """The shards of an output's page, `META` last.

    Args:
        output: an open output.
        title: of the page.
        against: an earlier output, to show what changed since.

    Yields:
        Name and content of each.
    """
    index = index_facts(output)
    yield "facts", pack({"size": index.size, "columns": index.columns, "articles": index.articles})
    yield "sentences", pack(index.sentences)
    yield "series", pack(describe_series(output, index))
    conflicts, failures = describe_conflicts(output, index), describe_failures(output)
    yield "conflicts", pack(conflicts)
    yield "rejections", pack(describe_rejections(output, index))
    yield "failures", pack(failures)
    changes = describe_changes(diff(against, output), index) if against else None
    yield "changes", pack(changes)
    first_articles = [0]
    for number, articles in enumerate(article_shards(output, _FACT_COLUMNS)):
        yield f"texts-{number}", pack(articles)
        first_articles.append(first_articles[-1] + len(articles))
    yield (
        META,
        pack(
            {
                "title": title,
                "name": output.folder.name,
                "counts": {
                    "facts": index.size,
                    "articles": len(index.article_of),
                    "conflicts": len(conflicts),
                    "rejections": output.manifest.rows("rejections"),
                    "failures": len(failures),
                    "changes": len(changes["details"]) if changes else None,
                },
                "run": _describe_run(output),
                "correctable": CORRECTABLE,
                "parents": read_parents(output, index),
                "indicators": _describe_indicators(output),
                # Shard k holds the articles from number k on to that of k + 1.
                "text_shards": first_articles,
            }
        ),
    )


def _describe_run(output: Output) -> dict[str, Any]:
    """The last run that this output tells of."""
    runs = output.table("runs", _RUN).to_pylist()
    return (
        {name: str(value) if name == "started_at" else value for name, value in runs[-1].items()}
        if runs
        else {}
    )


def _describe_indicators(output: Output) -> dict[str, str]:
    table = output.table("indicators", ["indicator", "description"])
    return {row["indicator"]: row["description"] or "" for row in table.to_pylist()}
