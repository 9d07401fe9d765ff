"""Articles with all that was found in them, in shards that the page opens one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from extract.reviewing.explaining import explain_fields
from extract.storing.reading_back import Output

Row = Mapping[str, Any]

SHARD_CHARACTERS = 400_000
"""A shard is closed when the texts in it are longer than this: it opens in a few milliseconds."""

_BATCH = 2_000
_MENTIONS = ("article_id", "start", "end", "quote", "type", "id", "name", "rule")
_REJECTIONS = ("article_id", "start", "end", "quote", "reason", "rule")
_ARTICLES = ("article_id", "text", "author", "url", "duplicate_of")
# What the page already has of a fact in its index, or shows as a reason.
_KNOWN = frozenset(
    (
        *("claim_id", "article_id", "quote", "sentence", "evidence", "rules", "source", "title", "publisher"),
        *("published", "kind", "value_low", "value_high", "modifier", "unit", "per", "topic", "indicator"),
        *("role", "direction", "status", "place_code", "place_name", "period_start", "period_end"),
        *("baseline_start", "baseline_end", "programme", "attributed_to", "fact_id", "start", "end"),
        *(
            "sentence_start",
            "sentence_end",
            "base_low",
            "base_high",
            "base_unit",
            "change_id",
            "reviewed_by",
            "corrected",
        ),
    )
)


class RowsByArticle:
    """The rows of a table, article by article, read as they are asked for.

    Args:
        output: an open output.
        table: a table that is sorted by ``article_id``.
        columns: these.
    """

    def __init__(self, output: Output, table: str, columns: Sequence[str]) -> None:
        rows = _iter_rows(output, table, columns)
        self._groups = groupby(rows, key=lambda row: str(row["article_id"]))
        self._next = next(self._groups, None)

    def take(self, article_id: str) -> list[Row]:
        """The rows of an article; articles must be asked for in the order of their ids."""
        while self._next is not None and self._next[0] < article_id:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != article_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _iter_rows(output: Output, table: str, columns: Sequence[str]) -> Iterator[Row]:
    for part in output.iter_tables(table, columns):
        for batch in part.to_batches(max_chunksize=_BATCH):
            yield from batch.to_pylist()


def article_shards(output: Output, fact_columns: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """The articles in the order of their table, cut into shards.

    Args:
        output: an open output.
        fact_columns: all columns of its facts.

    Yields:
        The articles of a shard, as `describe_article` makes them.
    """
    facts = RowsByArticle(output, "facts", fact_columns)
    mentions = RowsByArticle(output, "mentions", _MENTIONS)
    rejections = RowsByArticle(output, "rejections", _REJECTIONS)
    shard: list[dict[str, Any]] = []
    characters = 0
    for article in _iter_rows(output, "articles", _ARTICLES):
        key = article["article_id"]
        shard.append(describe_article(article, facts.take(key), mentions.take(key), rejections.take(key)))
        characters += len(article["text"])
        if characters > SHARD_CHARACTERS:
            yield shard
            shard, characters = [], 0
    if shard:
        yield shard


def describe_article(
    article: Row, facts: Sequence[Row], mentions: Sequence[Row], rejections: Sequence[Row]
) -> dict[str, Any]:
    """An article as the page shows it: its text, and every span in it with its rule.

    Args:
        article: a row of articles.
        facts: its facts, in the order of their table.
        mentions: its places, programmes and periods.
        rejections: its numbers that are no facts.
    """
    return {
        "text": article["text"],
        "author": article["author"],
        "url": article["url"],
        "duplicate_of": article["duplicate_of"],
        "facts": [describe_fact(fact, article["text"]) for fact in facts],
        "mentions": [
            [row["start"], row["end"], row["type"], row["id"], row["name"], row["rule"]] for row in mentions
        ],
        "rejections": [[row["start"], row["end"], row["reason"], row["rule"]] for row in rejections],
    }


def describe_fact(fact: Row, text: str) -> dict[str, Any]:
    """A fact with its spans and the reasons of its fields.

    Args:
        fact: a row of facts.
        text: the text of its article.

    Returns:
        ``id``, ``start``, ``end``, ``sentence`` (its two offsets), ``fields``: name, value, rules and
        spans of each field that has a value, ``movement``: what the facts of one movement share,
        ``more``: whatever other columns the facts have.
    """
    reasons = explain_fields(fact, text)
    more = {name: value for name, value in fact.items() if name not in _KNOWN and value not in (None, [])}
    return {
        "id": fact["fact_id"],
        "start": fact["start"],
        "end": fact["end"],
        "sentence": [fact["sentence_start"], fact["sentence_end"]],
        "fields": [
            [reason.field, reason.value, list(reason.rules), [list(span) for span in reason.spans]]
            for reason in reasons
            if reason.value
        ],
        "rules": list(fact["rules"]),
        "movement": fact["change_id"],
        "more": {name: _spell(value) for name, value in more.items()},
    }


def _spell(value: object) -> str:
    match value:
        case float():
            return f"{value:.2f}"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
