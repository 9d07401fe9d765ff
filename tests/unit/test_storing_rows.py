"""Rows: their values, their checks, their ids."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from fake_pipeline import FakeExtractor, base_value

from extract.records import ArticleResult, Evidence, Mention, Metadata, Period, RawArticle, Rejection, Span
from extract.storing.arrow import RowError, build_table, rows_to_columns
from extract.storing.columns import TABLES
from extract.storing.identity import make_article_id, make_claim_id, make_fact_id
from extract.storing.rows import RowContext, SpanError, build_rows
from extract.storing.schema import schemas

TEXT = "In 2019 Chengkou had 12 villages and 300 km of road."
CONTEXT = RowContext(run_id="run", input_digest="digest", base_value=base_value)


def make_result(text: str = TEXT) -> ArticleResult:
    raw = RawArticle("dump", "a.txt", text, "0" * 64, title="T", published=date(2020, 1, 1))
    return FakeExtractor().extract([raw])[0]


def rows_of(result: ArticleResult) -> dict[str, list[dict[str, Any]]]:
    return {
        name: build_table(name, columns).to_pylist() for name, columns in build_rows(result, CONTEXT).items()
    }


def test_build_rows_cites_every_row():
    rows = rows_of(make_result())
    cited = [row for name in ("facts", "mentions", "rejections") for row in rows[name]]
    assert len(cited) == 4
    assert all(TEXT[row["start"] : row["end"]] == row["quote"] for row in cited)


def test_build_rows_gives_a_whole_citation_in_each_fact():
    first, second = rows_of(make_result())["facts"]
    assert first["title"] == "T"
    assert first["source"] == "a.txt"
    assert first["published"] == date(2020, 1, 1)
    assert first["period_end"] == date(2019, 12, 31)
    assert (second["value_low"], second["base_low"], second["base_unit"]) == (300, 300_000, "meter")
    assert second["evidence"] == [{"field": "place", "start": 37, "end": 40}]
    assert second["rules"] == ["number.digits"]


def test_build_rows_puts_rows_in_text_order_and_each_once():
    result = make_result()
    rejection = Rejection(3, 7, "year", "year.bare")
    mixed = replace(result, facts=result.facts[::-1], rejections=(rejection, rejection))
    assert rows_of(mixed) == rows_of(replace(result, rejections=(rejection,)))


def test_build_rows_unites_the_evidence_and_rules_of_quantity_and_fact():
    result = make_result()
    fact = replace(
        result.facts[0], evidence=(Evidence("period", 3, 7), Evidence("place", 21, 23)), rules=("a", "b", "a")
    )
    row = rows_of(replace(result, facts=(fact,)))["facts"][0]
    assert [(e["field"], e["start"]) for e in row["evidence"]] == [("period", 3), ("place", 21)]
    assert row["rules"] == ["number.digits", "a", "b"]


@pytest.mark.parametrize(
    "change",
    [
        {"rejections": (Rejection(0, len(TEXT) + 1, "name", "r"),)},
        {"rejections": (Rejection(5, 5, "name", "r"),)},
        {"rejections": (Rejection(-1, 5, "name", "r"),)},
        {"mentions": (Mention(9, 4, "place", None, None, "r"),)},
    ],
)
def test_build_rows_refuses_spans_outside_the_text(change: dict[str, Any]):
    with pytest.raises(SpanError, match="lies outside"):
        build_rows(replace(make_result(), **change), CONTEXT)


@pytest.mark.parametrize(
    "change",
    [
        {"sentence": Span(0, 999)},
        {"section": Span(5, 999)},
        {"evidence": (Evidence("place", 3, 999),)},
    ],
)
def test_build_rows_refuses_links_outside_the_text(change: dict[str, Any]):
    result = make_result()
    bad = replace(result.facts[0], **change)
    with pytest.raises(SpanError, match="lies outside"):
        build_rows(replace(result, facts=(bad,)), CONTEXT)


def test_build_rows_refuses_one_mention_twice():
    result = make_result()
    with pytest.raises(SpanError, match="two facts at"):
        build_rows(replace(result, facts=(result.facts[0], result.facts[0])), CONTEXT)


def test_build_rows_stores_values_beyond_floats_as_infinite():
    result = make_result()
    fact = result.facts[0]
    huge = replace(
        fact, quantity=replace(fact.quantity, value_low=Decimal("1e400"), value_high=Decimal("1e400"))
    )
    assert math.isinf(rows_of(replace(result, facts=(huge,)))["facts"][0]["value_low"])


@pytest.mark.parametrize("name", list(TABLES))
def test_build_table_accepts_no_rows(name: str):
    empty = build_table(name, {column: [] for column in schemas(name).plain.names})
    assert empty.schema.equals(schemas(name).plain, check_metadata=True)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"quote": None}, "columns that differ: \\['quote'\\]"),
        ({"surprise": ["x"]}, "columns that differ: \\['surprise'\\]"),
        ({"quote": ["a", "b"]}, "several lengths"),
        ({"quote": [None]}, "rejections.quote: 1 values are missing"),
        ({"quote": [5]}, "rejections.quote"),
        ({"start": [2**40]}, "rejections.start"),
        ({"quote": ["\ud800"]}, "rejections.quote"),
    ],
)
def test_build_table_refuses_rows_that_do_not_fit(change: dict[str, Any], found: str):
    good: dict[str, Any] = {
        "article_id": ["x"],
        "start": [1],
        "end": [2],
        "quote": ["q"],
        "reason": ["year"],
        "rule": ["r"],
    }
    build_table("rejections", good)
    columns = {name: values for name, values in (good | change).items() if values is not None}
    with pytest.raises(RowError, match=found):
        build_table("rejections", columns)


def test_build_table_refuses_values_outside_a_closed_vocabulary():
    columns = build_rows(make_result(), CONTEXT)["facts"]
    with pytest.raises(RowError, match=r"facts.kind: \['monney'\] not in"):
        build_table("facts", columns | {"kind": ["monney", "count"]})


def test_rows_to_columns_refuses_unknown_keys():
    with pytest.raises(RowError, match=r"unknown columns \['x'\]"):
        rows_to_columns("units", [{"unit": "mu", "x": 1}])


def test_ids_do_not_depend_on_the_run():
    article_id = make_article_id("dump", "a.txt")
    assert article_id == "5d893ea7bf35dc08c2133f95849b4d77"
    assert make_fact_id(article_id, 1, 2) == "412eae4df2621eeb49ca218027dd8797"
    assert make_article_id("dum", "pa.txt") != article_id


def test_claim_id_is_that_of_what_is_claimed():
    fact = make_result().facts[0]
    claim = make_claim_id(fact)
    hedged = replace(fact, quantity=replace(fact.quantity, modifier="approx", value_low=Decimal("12.0")))
    same = [hedged, replace(fact, topic="things counted"), replace(fact, direction="up", sentence=Span(0, 3))]
    assert [make_claim_id(other) for other in same] == [claim] * 3
    other = [
        replace(fact, topic="else"),
        replace(fact, indicator="funds"),
        replace(fact, role="change"),
        replace(fact, place_name="Elsewhere"),
        replace(fact, period=Period(date(2019, 1, 1), None)),
        replace(fact, programme="Rain Plan"),
        replace(fact, quantity=replace(fact.quantity, value_high=Decimal(13))),
        replace(fact, quantity=replace(fact.quantity, unit="mu")),
        replace(fact, quantity=replace(fact.quantity, per="year")),
    ]
    assert len({claim, *map(make_claim_id, other)}) == 10


def test_stored_schema_has_dictionaries_only_for_vocabularies():
    for name, table in TABLES.items():
        stored = schemas(name).stored
        dictionaries = {field.name for field in stored if pa.types.is_dictionary(field.type)}
        assert dictionaries == {column.name for column in table.columns if column.type == "vocabulary"}


def test_metadata_is_that_of_the_page():
    result = make_result()
    document = replace(result.document, metadata=Metadata("Page title", "P", "A", date(2021, 1, 1), "en"))
    (row,) = rows_of(replace(result, document=document))["articles"]
    assert (row["title"], row["publisher"], row["author"]) == ("Page title", "P", "A")
    assert (row["n_facts"], row["n_rejected"], row["language"]) == (2, 1, "en")
