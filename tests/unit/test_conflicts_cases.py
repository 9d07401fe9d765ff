"""Planted contradictions are found in short articles, and look-alikes are left alone."""

from __future__ import annotations

import pytest
from conflict_cases import fact_table, find_conflicts, read_lines

from extract.running.pipeline import Extractor

CONTRADICTIONS = read_lines("contradictions.txt")
LOOKALIKES = read_lines("lookalikes.txt")
ARTICLES = " || "


def test_there_are_enough_cases_of_both_sorts():
    assert len(CONTRADICTIONS) >= 30
    assert len(LOOKALIKES) >= 30


@pytest.mark.parametrize("line", CONTRADICTIONS)
def test_contradiction_is_found(line: str, extractor: Extractor):
    reason, _, articles = line.partition(" | ")
    facts = fact_table(articles.split(ARTICLES), extractor)
    assert [row["reason"] for row in find_conflicts(facts)] == [reason]


@pytest.mark.parametrize("line", LOOKALIKES)
def test_lookalike_is_left_alone(line: str, extractor: Extractor):
    facts = fact_table(line.split(ARTICLES), extractor)
    assert facts.num_rows > 0
    assert [row["explanation"] for row in find_conflicts(facts)] == []


def test_a_conflict_cites_both_facts_whole(extractor: Extractor):
    one = "In 2018, the GDP of Guizhou was 1.48 trillion yuan."
    other = "In 2018, Guizhou's GDP was 1.84 trillion yuan."
    facts = fact_table([one, other], extractor).to_pylist()
    (row,) = find_conflicts(fact_table([one, other], extractor))
    assert (row["one_sentence"], row["other_sentence"]) == (one, other)
    assert (row["one_source"], row["other_source"]) == ("0.txt", "1.txt")
    assert [row["one_fact_id"], row["other_fact_id"]] == [fact["fact_id"] for fact in facts]
    assert row["explanation"] == (
        'GDP, Guizhou Province, 2018: "1.48 trillion yuan" (0.txt), yet "1.84 trillion yuan" (1.txt).'
    )


def test_all_odd_numbers_are_held_against_the_best_supported_one(extractor: Extractor):
    numbers = ("1.48", "1.48", "1.84", "1.94")
    texts = [f"In 2018, the GDP of Guizhou was {number} trillion yuan." for number in numbers]
    facts = fact_table(texts, extractor)
    claims = facts.column("claim_id").to_pylist()
    rows = find_conflicts(facts, {claims[0]: 2})
    assert {row["one_quote"] for row in rows} == {"1.48 trillion yuan"}
    assert {row["other_quote"] for row in rows} == {"1.84 trillion yuan", "1.94 trillion yuan"}
    assert [row["one_n_sources"] for row in rows] == [2, 2]
    rows = find_conflicts(facts, {claims[3]: 3})
    assert {row["one_quote"] for row in rows} == {"1.94 trillion yuan"}
