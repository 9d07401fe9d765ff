"""What leads a reader to facts, or away from them: series, conflicts, rejections, failures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from extract.reviewing.report.encoding import Encoded, encode_codes, encode_integers, encode_words
from extract.reviewing.report.facts import FactIndex
from extract.reviewing.series import iter_series
from extract.storing.reading_back import Output

Row = Mapping[str, Any]

_CONTEXT = 48
_FAILURES = ("collection", "source", "stage", "error", "run_id")
_WHITE = re.compile(r"\s+")


def describe_series(output: Output, index: FactIndex) -> list[dict[str, Any]]:
    """Every series: of one indicator in one place.

    Args:
        output: an open output.
        index: its facts.

    Returns:
        For each its ``indicator``, ``place`` (the number of the place in the index) and ``rows``: row of
        the fact that is cited, subject, what the levels give, whether that agrees, facts, articles.
    """
    places = index.columns["place"]
    number_of = {
        (name, code): number
        for number, (name, code) in enumerate(zip(places["values"], places["place_codes"], strict=True))
    }
    rows = groupby(
        iter_series(output), key=lambda row: (row["indicator"], row["place_name"], row["place_code"])
    )
    return [
        {
            "indicator": indicator,
            "place": number_of[name or code, code],
            "rows": [_series_row(row, index) for row in group],
        }
        for (indicator, name, code), group in rows
    ]


def _series_row(row: Row, index: FactIndex) -> list[Any]:
    own = (row["subject"], row["reckoned"], row["check"], row["n_facts"], row["n_sources"])
    return [index.row_of[row["fact_id"]], *own]


def describe_conflicts(output: Output, index: FactIndex) -> list[dict[str, Any]]:
    """The contradictions, each with the rows of its one or two facts in the index.

    Args:
        output: an open output.
        index: its facts.
    """
    return [
        {
            "reason": row["reason"],
            "explanation": row["explanation"],
            "facts": [
                [index.row_of[row[f"{side}_fact_id"]], row[f"{side}_n_sources"]]
                for side in ("one", "other")
                if row[f"{side}_fact_id"] is not None
            ],
        }
        for row in output.table("conflicts").to_pylist()
    ]


def describe_rejections(output: Output, index: FactIndex) -> dict[str, Encoded]:
    """The numbers that are no facts, column by column, each with the words around it.

    Args:
        output: an open output.
        index: its facts and articles.
    """
    table = output.table("rejections")
    starts = table.column("start").to_numpy()
    return {
        "article": {"kind": "codes", **encode_codes(table.column("article_id"), list(index.article_of))},
        "start": {"kind": "codes", **encode_integers(starts, int(np.max(starts, initial=0)))},
        **{name: encode_words(table.column(name)) for name in ("quote", "reason", "rule")},
        "context": encode_words(pa.array(list(_iter_contexts(output, table)), pa.string())),
    }


def _iter_contexts(output: Output, rejections: pa.Table) -> Iterator[str]:
    texts = _iter_texts(output)
    article_id, text = "", ""
    spans = zip(
        *(rejections.column(name).to_pylist() for name in ("article_id", "start", "end")), strict=True
    )
    for wanted, start, end in spans:
        while article_id < wanted:
            article_id, text = next(texts)
        yield surround(text, start, end)


def _iter_texts(output: Output) -> Iterator[tuple[str, str]]:
    for part in output.iter_tables("articles", ["article_id", "text"]):
        for batch in part.to_batches(max_chunksize=1_000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def surround(text: str, start: int, end: int) -> str:
    """A stretch of a text with the whole words on both sides of it, on one line.

    Args:
        text: all of it.
        start: first code point.
        end: one past the last code point.
    """
    before = text[max(0, start - _CONTEXT) : start]
    after = text[end : end + _CONTEXT]
    if start > _CONTEXT:
        before = f"…{before.partition(' ')[2]}"
    if end + _CONTEXT < len(text):
        after = f"{after.rpartition(' ')[0]}…"
    return _WHITE.sub(" ", f"{before}{text[start:end]}{after}").strip()


def describe_failures(output: Output) -> list[Row]:
    """The articles and sidecars that could not be read or processed."""
    rows: list[Row] = output.table("failures", _FAILURES).to_pylist()
    return rows
