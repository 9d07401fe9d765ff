"""The facts of an output as the columns that the page sorts and filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.reviewing.report.encoding import (
    Encoded,
    encode_codes,
    encode_days,
    encode_integers,
    encode_numbers,
    encode_words,
)
from extract.storing.reading_back import Output

ID_LENGTH = 12
"""So many characters of a fact's id tell it apart in a link to it."""

_WORDS = (
    *("kind", "modifier", "unit", "per", "topic", "indicator", "role", "direction", "status"),
    *("programme", "attributed_to", "quote"),
)
_NUMBERS = ("value_low", "value_high", "confidence_core", "confidence_full")
_DAYS = ("period_start", "period_end", "baseline_start", "baseline_end")
_READ = (
    "fact_id",
    "article_id",
    "start",
    "sentence",
    "place_code",
    "place_name",
    "reviewed_by",
    "corrected",
    *_WORDS,
    *_NUMBERS,
    *_DAYS,
)
_ARTICLE_WORDS = ("source", "title", "publisher")


@dataclass(frozen=True, slots=True)
class FactIndex:
    """The facts, column by column, in the order of their table.

    Attributes:
        columns: what the page holds of every fact: name of the column to its encoding.
        sentences: the different sentences; column ``sentence`` has their numbers.
        articles: the articles, column by column, in the order of their table.
        row_of: row of a fact by its id.
        article_of: number of an article by its id.
    """

    columns: Mapping[str, Encoded]
    sentences: tuple[str, ...]
    articles: Mapping[str, Encoded]
    row_of: Mapping[str, int]
    article_of: Mapping[str, int]

    @property
    def size(self) -> int:
        """How many facts there are."""
        return len(self.row_of)


def index_facts(output: Output) -> FactIndex:
    """Read the facts of an output.

    Args:
        output: an open output.
    """
    facts = output.table("facts", _READ)
    articles = output.table("articles", ["article_id", *_ARTICLE_WORDS, "published", "duplicate_of"])
    article_ids = articles.column("article_id").to_pylist()
    ids = facts.column("fact_id").to_pylist()
    sentences = encode_words(facts.column("sentence"))
    columns: dict[str, Encoded] = {name: encode_words(facts.column(name)) for name in _WORDS}
    columns |= {name: encode_numbers(facts.column(name)) for name in _NUMBERS}
    columns |= {name: encode_days(facts.column(name)) for name in _DAYS}
    columns |= {
        "id": {"kind": "ids", "length": ID_LENGTH, "data": "".join(one[:ID_LENGTH] for one in ids)},
        "article": {"kind": "codes", **encode_codes(facts.column("article_id"), article_ids)},
        "start": {"kind": "codes", **_integers(facts.column("start"))},
        "sentence": {key: value for key, value in sentences.items() if key != "values"} | {"kind": "codes"},
        "review": encode_words(_reviews(facts.column("reviewed_by"), facts.column("corrected"))),
        "place": _encode_places(facts.column("place_code"), facts.column("place_name")),
    }
    return FactIndex(
        columns,
        tuple(sentences["values"]),
        _encode_articles(articles),
        {fact_id: row for row, fact_id in enumerate(ids)},
        {article_id: number for number, article_id in enumerate(article_ids)},
    )


def _integers(column: pa.ChunkedArray) -> Encoded:
    numbers = column.to_numpy()
    return encode_integers(numbers, int(numbers.max(initial=0)))


def _reviews(reviewers: pa.ChunkedArray, corrected: pa.ChunkedArray) -> pa.Array:
    """Which facts a person corrected, and which one accepted as they are."""
    changed = pc.greater(pc.fill_null(pc.list_value_length(corrected), 0), 0)
    seen = pc.if_else(pc.is_valid(reviewers), "accepted", pa.scalar(None, pa.string()))
    return pc.if_else(changed, "corrected", seen)


def _encode_articles(articles: pa.Table) -> dict[str, Encoded]:
    encoded: dict[str, Encoded] = {name: encode_words(articles.column(name)) for name in _ARTICLE_WORDS}
    return encoded | {"published": encode_days(articles.column("published"))}


def _encode_places(codes: pa.ChunkedArray, names: pa.ChunkedArray) -> Encoded:
    """Places as pairs of name and code: a town has the code of its county and a name of its own."""
    pairs = list(zip(names.to_pylist(), codes.to_pylist(), strict=True))
    known = {pair for pair in pairs if pair != (None, None)}
    values = sorted(known, key=lambda pair: ((pair[0] or "").casefold(), pair[0] or "", pair[1] or ""))
    number_of: dict[tuple[Any, Any], int] = {pair: number for number, pair in enumerate(values)}
    numbers = np.fromiter((number_of.get(pair, len(values)) for pair in pairs), np.int64, len(pairs))
    return {
        "kind": "places",
        "values": [name or code for name, code in values],
        "place_codes": [code for _, code in values],
        **encode_integers(numbers, len(values)),
    }


def read_parents(output: Output, index: FactIndex) -> dict[str, str]:
    """Which place holds which, as far as facts need it: code of a place to the code above it.

    Args:
        output: an open output.
        index: its facts.
    """
    table = output.table("places", ["place_code", "parent_code"])
    known = table.filter(pc.is_valid(table.column("parent_code")))
    parents = dict(zip(*(column.to_pylist() for column in known.columns), strict=True))
    needed: dict[str, str] = {}
    for code in index.columns["place"]["place_codes"]:
        step = code
        while step in parents and step not in needed:
            needed[step] = parents[step]
            step = parents[step]
    return needed
