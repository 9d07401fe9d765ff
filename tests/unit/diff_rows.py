"""Facts of short articles for the tests of diffs: sentences with their quantities in brackets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extract.reviewing.diffing import Diff, compare_sides
from extract.reviewing.diffing_filters import DiffFilter
from extract.reviewing.diffing_sides import Side, make_side

_PLAIN = {
    "kind": "count",
    "modifier": "exact",
    "unit": "village",
    "role": "level",
    "direction": "none",
    "status": "actual",
    "rules": ["number.digits", "count.head_noun"],
    "corrected": [],
}
_QUANTITY = re.compile(r"\[([^\]]+)\]")

Articles = Mapping[str, Iterable[str]]
Fields = Mapping[str, Mapping[str, Any]]


def side(articles: Articles, fields: Fields | None = None, label: str = "side") -> Side:
    """A side of articles: of each its sentences, quantities in brackets; ``fields`` by quote."""
    facts: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for source, sentences in articles.items():
        text = ""
        for marked in sentences:
            facts += _facts(source, marked, len(text), fields or {})
            text += _QUANTITY.sub(r"\1", marked) + " "
        digest = hashlib.sha256(text.encode()).hexdigest()
        rows.append({"article_id": f"id-{source}", "source": source, "content_sha256": digest})
    return make_side(facts, rows, label)


def _facts(source: str, marked: str, first: int, fields: Fields) -> Iterable[dict[str, Any]]:
    sentence = _QUANTITY.sub(r"\1", marked)
    for number, match in enumerate(_QUANTITY.finditer(marked)):
        start = first + match.start() - 2 * number
        quote = match[1]
        value = float(re.sub(r"\D", "", quote) or 0)
        yield {
            **_PLAIN,
            "fact_id": f"{source}-{start}",
            "article_id": f"id-{source}",
            "source": source,
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "sentence": sentence,
            "sentence_start": first,
            "value_low": value,
            "value_high": value,
            **fields.get(quote, {}),
        }


def compare(old: Side, new: Side, **wanted: Sequence[str]) -> Diff:
    """What changed."""
    return compare_sides(old, new, DiffFilter(**wanted))
