"""The tables are those of the specification, and the data dictionary is theirs."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from extract.storing.columns import SCHEMA_VERSION, TABLES
from extract.storing.dictionary import write_dictionary
from extract.storing.schema import schemas

DICTIONARY = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"

FACTS = """
fact_id:string claim_id:string article_id:string
kind:dictionary modifier:dictionary per:dictionary? indicator:dictionary?
role:dictionary direction:dictionary status:dictionary
unit:string place_code:string? place_name:string? programme:string?
value_low:double value_high:double base_low:double? base_high:double? base_unit:string?
topic:string? quote:string sentence:string section:string?
start:int32 end:int32 page:int32? sentence_start:int32 sentence_end:int32
period_start:date32[day]? period_end:date32[day]? baseline_start:date32[day]? baseline_end:date32[day]?
attributed_to:string? change_id:string? confidence_core:float? confidence_full:float?
evidence:list rules:list reviewed_by:string? corrected:list
source:string title:string? publisher:string? published:date32[day]?
"""
COLUMNS = {
    "articles": "article_id collection source content_sha256 text title publisher author published language "
    "duplicate_of n_facts n_rejected run_id input_digest encoding url pages story_id signature",
    "mentions": "article_id type start end quote id name rule",
    "rejections": "article_id start end quote reason rule",
    "containers": "collection source digest run_id",
    "failures": "article_id collection source stage error run_id",
    "places": "place_id place_code name_en name_zh level parent_code valid_from valid_to lat lon",
    "programmes": "programme programme_id name_zh start_year end_year description",
    "indicators": "indicator description kinds default_unit",
    "units": "unit kind pint base_unit base_factor description",
    "claims": "claim_id indicator topic kind unit per role value_low value_high direction status "
    "place_code place_name period_start period_end programme "
    "scope n_facts n_articles n_sources first_published last_published fact_ids",
    "conflicts": "conflict_id reason explanation indicator topic kind unit per role "
    "place_code place_name programme "
    "one_fact_id one_claim_id one_article_id one_source one_published one_quote one_sentence "
    "one_period_start one_period_end one_n_sources "
    "other_fact_id other_claim_id other_article_id other_source other_published other_quote other_sentence "
    "other_period_start other_period_end other_n_sources",
    "runs": "run_id started_at finished_at code_version schema_version rules_digest model inputs collections "
    "n_new n_replaced n_unchanged n_duplicates n_pruned n_failures n_facts n_rejections n_words "
    "rolled_back_to text engine workers seconds peak_memory_mb worker_memory_mb warnings",
}


def spell(field: pa.Field) -> str:
    kind = "dictionary" if pa.types.is_dictionary(field.type) else str(field.type).split("<")[0]
    return f"{field.name}:{kind}{'?' if field.nullable else ''}"


def test_facts_have_the_columns_of_the_specification():
    assert sorted(map(spell, schemas("facts").stored)) == sorted(FACTS.split())


@pytest.mark.parametrize("name", list(COLUMNS))
def test_other_tables_have_the_columns_of_the_specification(name: str):
    assert sorted(schemas(name).stored.names) == sorted(COLUMNS[name].split())


def test_there_is_no_other_table():
    assert set(TABLES) == {"facts", *COLUMNS}


def test_evidence_is_field_start_end():
    struct = schemas("facts").stored.field("evidence").type.value_type
    assert [(field.name, str(field.type)) for field in struct] == [
        ("field", "string"),
        ("start", "int32"),
        ("end", "int32"),
    ]


@pytest.mark.parametrize("name", list(TABLES))
def test_schema_carries_version_and_descriptions(name: str):
    schema = schemas(name).stored
    assert schema.metadata[b"extract:schema_version"] == str(SCHEMA_VERSION).encode()
    assert schema.metadata[b"extract:table"] == name.encode()
    descriptions = [field.metadata[b"description"].decode() for field in schema]
    assert all(text.endswith(".") and len(text) > 5 for text in descriptions)


def test_data_dictionary_is_up_to_date():
    remedy = "run: python -m extract.storing.dictionary > docs/data-dictionary.md"
    assert DICTIONARY.read_text(encoding="utf-8") == write_dictionary(), remedy
