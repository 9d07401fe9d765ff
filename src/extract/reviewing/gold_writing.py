"""Gold of reviewed articles: each correction becomes a test of the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.corrections_applying import REASON
from extract.storing.reading_back import Output

Row = Mapping[str, Any]

_METADATA = ("title", "publisher", "author", "published")
_FACT = (
    *("start", "end", "quote", "kind", "value_low", "value_high", "modifier", "unit", "per", "topic"),
    *("indicator", "role", "direction", "status", "place_code", "place_name", "period_start", "period_end"),
    *("baseline_start", "baseline_end", "programme", "reviewed_by"),
)
_SPAN = ("start", "end", "quote")


def write_gold(output: Output, folder: Path) -> list[Path]:
    """Write the articles in which somebody reviewed a fact, with their facts as gold.

    The whole article is written, for a fact may take its place or time from far above; what nobody has
    looked at is there as the rules gave it, with ``reviewed_by`` null.

    Args:
        output: the open output.
        folder: for ``NAME.txt`` and ``NAME.gold.json``, as ``extract evaluate`` reads them.

    Returns:
        The files of gold.
    """
    wanted = pa.array(_reviewed_articles(output), pa.string())
    articles, facts, mentions = (_rows(output, name, wanted) for name in ("articles", "facts", "mentions"))
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_one(folder, article, _of(facts, article), _of(mentions, article)) for article in articles]


def _reviewed_articles(output: Output) -> list[str]:
    facts = output.table("facts", ["article_id", "reviewed_by"])
    rejections = output.table("rejections", ["article_id", "reason"])
    found = facts.filter(facts.column("reviewed_by").is_valid()).column("article_id").to_pylist()
    refused = pc.equal(rejections.column("reason").cast(pa.string()), REASON)
    return sorted({*found, *rejections.filter(refused).column("article_id").to_pylist()})


def _rows(output: Output, name: str, article_ids: pa.Array) -> list[Row]:
    table = output.table(name)
    rows: list[Row] = table.filter(pc.is_in(table.column("article_id"), article_ids)).to_pylist()
    return rows


def _of(rows: Sequence[Row], article: Row) -> list[Row]:
    own = (row for row in rows if row["article_id"] == article["article_id"])
    return sorted(own, key=lambda row: (row["start"], row["end"]))


def _write_one(folder: Path, article: Row, facts: Sequence[Row], mentions: Sequence[Row]) -> Path:
    name = article["source"].replace("/", "__").replace("#", "__").removesuffix(".txt")
    gold = {
        "article": {key: _plain(article[key]) for key in _METADATA},
        "facts": [{key: _plain(fact[key]) for key in _FACT} for fact in facts],
        "places": [
            {key: row[key] for key in _SPAN} | {"place_code": row["id"], "place_name": row["name"]}
            for row in mentions
            if row["type"] == "place"
        ],
        "programmes": [
            {key: row[key] for key in _SPAN} | {"programme": row["name"]}
            for row in mentions
            if row["type"] == "programme"
        ],
    }
    # Line ends stay as they are: the offsets count them.
    (folder / f"{name}.txt").write_text(article["text"], encoding="utf-8", newline="")
    path = folder / f"{name}.gold.json"
    path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
