"""When two numbers agree: rounding, hedges, ranges, units, words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conflict_cases import RULES

from extract.errors import RulesError
from extract.reviewing.conflicts import ConflictFinder
from extract.reviewing.conflicts_rules import RULES_FILE, load_conflict_rules
from extract.reviewing.conflicts_subjects import Subjects
from extract.reviewing.conflicts_values import agree, reach_of
from extract.rules.loading import RuleSet
from extract.storing.schema import schemas


def value(
    quote: str, low: float, modifier: str = "exact", high: float | None = None, base: float = 1.0
) -> dict[str, Any]:
    return {
        "quote": quote,
        "value_low": low,
        "value_high": low if high is None else high,
        "base_low": low * base,
        "modifier": modifier,
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (value("1.34 billion", 1.34e9), value("1.336 billion", 1.336e9)),
        (value("1.33 billion", 1.33e9), value("1.336 billion", 1.336e9)),
        (value("10,000", 1e4), value("9,876", 9876)),
        (value("16 percent", 16), value("15.6 percent", 15.6)),
        (value("6 percent", 6), value("5.6 percent", 5.6)),
        (value("0.4%", 0.4), value("0.42%", 0.42)),
        (value("two thirds", 200 / 3), value("66.7%", 66.7)),
        (value("70 million", 7e7), value("70.17 million", 7.017e7)),
        (value("500", 500, "approx"), value("540", 540)),
        (value("500", 500, "more_than"), value("620", 620)),
        (value("500", 500, "at_least"), value("50,000", 50_000)),
        (value("500", 500, "less_than"), value("420", 420)),
        (value("500", 500, "at_most"), value("zero", 0)),
        (value("200 to 300", 200, "range", 300), value("240", 240)),
        (value("200 to 300", 200, "range", 300), value("250 to 400", 250, "range", 400)),
        (value("tens of thousands", 1e4, "more_than"), value("42,000", 42_000)),
        (value("10 km", 10, base=1000), value("6.2 miles", 6.2, base=1609.344)),
        (value("-6.8 percent", -6.8), value("-6.8 percent", -6.8)),
        (value("zero", 0), value("0", 0)),
        (value("1,214 kilometers", 1214, base=1000), value("754 miles", 754, base=1609.344)),
    ],
)
def test_numbers_that_agree(one: dict[str, Any], other: dict[str, Any]):
    for first, second in ((one, other), (other, one)):
        assert agree(reach_of(first, RULES.tolerances), reach_of(second, RULES.tolerances))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (value("1.34 billion", 1.34e9), value("1.35 billion", 1.35e9)),
        (value("1.34 billion", 1.34e9), value("1.316 billion", 1.316e9)),
        (value("10,404", 10_404), value("10,440", 10_440)),
        (value("10,000", 1e4), value("9,000", 9e3)),
        (value("5,000", 5e3), value("6,000", 6e3)),
        (value("6 percent", 6), value("6.8 percent", 6.8)),
        (value("15%", 15), value("15.6%", 15.6)),
        (value("25 towns", 25), value("26 towns", 26)),
        (value("500", 500, "approx"), value("700", 700)),
        (value("500", 500, "more_than"), value("400", 400)),
        (value("500", 500, "more_than"), value("50,000", 50_000)),
        (value("500", 500, "less_than"), value("620", 620)),
        (value("500", 500, "at_most"), value("620", 620)),
        (value("200 to 300", 200, "range", 300), value("430", 430)),
        (value("10 km", 10, base=1000), value("10 miles", 10, base=1609.344)),
        (value("-6.8 percent", -6.8), value("6.8 percent", 6.8)),
        (value("zero", 0), value("3", 3)),
    ],
)
def test_numbers_that_do_not(one: dict[str, Any], other: dict[str, Any]):
    for first, second in ((one, other), (other, one)):
        assert not agree(reach_of(first, RULES.tolerances), reach_of(second, RULES.tolerances))


SUBJECTS = Subjects(RULES)
INCOME = "disposable_income_per_capita"


@pytest.mark.parametrize(
    ("indicator", "one", "other"),
    [
        (INCOME, "rural per capita disposable income", "per capita disposable income of farmers"),
        (INCOME, "per capita disposable income", "average disposable income of residents"),
        ("poverty_incidence", "incidence of poverty", "poverty rate"),
        (None, "poverty alleviation workshops", "workshops for poverty alleviation"),
        (None, "Norway's oil output", "oil output"),
    ],
)
def test_topics_that_are_one_subject(indicator: str | None, one: str, other: str):
    assert SUBJECTS.of(indicator, one, "Norway", "unit") == SUBJECTS.of(indicator, other, "Norway", "unit")


@pytest.mark.parametrize(
    ("indicator", "one", "other"),
    [
        (INCOME, "rural per capita disposable income", "urban per capita disposable income"),
        ("gdp", "GDP", "per capita GDP"),
        ("poverty_incidence", "poverty rate", "extreme poverty rate"),
        (None, "wheat output", "rice output"),
    ],
)
def test_topics_that_are_two_subjects(indicator: str | None, one: str, other: str):
    assert SUBJECTS.of(indicator, one, None, "unit") != SUBJECTS.of(indicator, other, None, "unit")


@pytest.mark.parametrize("topic", [None, "", "total amount", "the investment", "number of people"])
def test_topics_that_name_no_subject(topic: str | None):
    assert SUBJECTS.of(None, topic, "Norway", "CNY") is None


@pytest.mark.parametrize(
    ("topic", "unit", "weight"),
    [("towns", "town", "bare"), ("new towns", "town", "bare"), ("border towns", "town", "topic")],
)
def test_a_topic_that_is_its_unit_is_bare(topic: str, unit: str, weight: str):
    subject = SUBJECTS.of(None, topic, None, unit)
    assert subject is not None
    assert subject.weight == weight


FACT: dict[str, Any] = dict.fromkeys(schemas("facts").plain.names) | {
    "kind": "money",
    "unit": "CNY",
    "base_unit": "CNY",
    "modifier": "exact",
    "indicator": "gdp",
    "topic": "GDP",
    "role": "level",
    "direction": "none",
    "status": "actual",
    "place_code": "CN",
    "place_name": "China",
    "period_start": date(2019, 1, 1),
    "period_end": date(2019, 12, 31),
    "quote": "100",
    "start": 7,
    "end": 10,
    "sentence": "It was 100.",
    "sentence_start": 0,
    "sentence_end": 11,
    "evidence": [],
    "rules": [],
    "source": "a",
}


def found(*changes: dict[str, Any]) -> list[str]:
    rows = []
    for number, change in enumerate(changes):
        row = FACT | {"article_id": f"{number}", "fact_id": f"f{number}", "claim_id": f"c{number}"} | change
        amount = row.pop("amount", 100.0)
        rows.append(row | dict.fromkeys(("value_low", "value_high", "base_low", "base_high"), amount))
    table = pa.Table.from_pylist(rows, schema=schemas("facts").plain)

    def read_facts(columns: Sequence[str]) -> Iterator[pa.Table]:
        for number in range(table.num_rows):  # Each fact in a file of its own.
            yield table.slice(number, 1).select(list(columns))

    reasons: list[str] = ConflictFinder(RULES).find(read_facts, lambda _: 1).column("reason").to_pylist()
    return reasons


TWICE = {"amount": 200.0, "quote": "200"}
THRICE = {"amount": 353.0, "quote": "353"}


def test_two_numbers_for_the_same_are_a_conflict():
    assert found({}, TWICE) == ["value"]


@pytest.mark.parametrize(
    "change",
    [
        {"place_code": "JP", "place_name": "Japan"},
        {"period_start": date(2018, 1, 1), "period_end": date(2018, 12, 31)},
        {"period_start": None, "period_end": None},
        {"place_code": None, "place_name": None},
        {"programme": "13th Five-Year Plan"},
        {"per": "person"},
        {"role": "change"},
        {"status": "planned"},
        {"unit": "USD", "base_unit": "USD"},
        {"kind": "percent"},
        {"indicator": None},
        {"topic": "nominal GDP"},
    ],
    ids=str,
)
def test_what_differs_in_another_field_is_none(change: dict[str, Any]):
    assert found({}, TWICE | change) == []


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        (({"role": "change", "direction": "up"}, {"role": "change", "direction": "down"}), ["direction"]),
        (({"direction": "up"}, {"direction": "down"}), []),
        (({"role": "change", "direction": "up"}, {"role": "change"}), []),
        (({"role": "change", "status": "planned"}, TWICE | {"role": "change", "status": "planned"}), []),
        (({"status": "planned"}, TWICE | {"status": "planned"}), ["value"]),
        # The year before may be said or not; another year is another change.
        (
            (
                {"role": "change", "baseline_start": date(2018, 1, 1), "baseline_end": date(2018, 12, 31)},
                TWICE | {"role": "change"},
            ),
            ["value"],
        ),
        (
            (
                {"role": "change", "baseline_start": date(2010, 1, 1), "baseline_end": date(2010, 12, 31)},
                TWICE | {"role": "change"},
            ),
            [],
        ),
        # In one article: near numbers are a slip, far ones mean something else.
        (({}, TWICE | {"article_id": "0", "sentence_start": 90}), []),
        (({}, {"amount": 110.0, "quote": "110", "article_id": "0", "sentence_start": 90}), ["value"]),
        (({}, {"amount": 110.0, "quote": "110", "article_id": "0"}), []),
        # Sums of several articles may be whole and part.
        (({"indicator": "funds"}, TWICE | {"indicator": "funds"}), ["value"]),
        (({"indicator": "funds"}, THRICE | {"indicator": "funds"}), []),
        (
            ({"indicator": "funds"}, TWICE | {"indicator": "funds", "article_id": "0", "sentence_start": 90}),
            [],
        ),
        # The same claim and the same words are one statement.
        (({}, TWICE, TWICE | {"claim_id": "c1"}), ["value"]),
    ],
)
def test_fine_points(changes: tuple[dict[str, Any], ...], reasons: list[str]):
    assert found(*changes) == reasons


NEXT_YEAR = {"period_start": date(2020, 1, 1), "period_end": date(2020, 12, 31)}
LATER = {"period_start": date(2029, 1, 1), "period_end": date(2029, 12, 31)}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        (({}, NEXT_YEAR | {"amount": 12_000.0}), ["jump"]),
        (({}, NEXT_YEAR | {"amount": 1.0}), ["jump"]),
        (({}, NEXT_YEAR | {"amount": 5_000.0}), []),
        (({}, LATER | {"amount": 12_000.0}), []),
        (({}, NEXT_YEAR | {"amount": 12_000.0, "modifier": "more_than"}), []),
        (({"indicator": "funds"}, NEXT_YEAR | {"indicator": "funds", "amount": 12_000.0}), []),
        (
            ({"indicator": "poor_population"}, NEXT_YEAR | {"indicator": "poor_population", "amount": 0.5}),
            [],
        ),
    ],
)
def test_jumps_of_a_series(changes: tuple[dict[str, Any], ...], reasons: list[str]):
    assert found(*changes) == reasons


def test_an_output_without_facts_has_no_conflicts():
    assert found() == []


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[[tolerance]]\nid = "approx"\nvalue = -1', "tolerance 'approx': value -1"),
        ('[[share]]\nid = "x"\nside = "left"\nregex = "a"', "share 'x': side 'left'; write one of before"),
        ('[[share]]\nid = "x"\nside = "after"\nregex = "("', "share 'x': regex: "),
        ('[[parts]]\nid = "x"\nwords = ["of"]\nreach = "far"', "parts 'x': reach 'far'"),
        ('[[barrier]]\nid = "x"', "barrier 'x': no key 'words'"),
    ],
)
def test_a_rule_that_cannot_be_used_is_one_line(tmp_path: Path, table: str, words: str):
    file = tmp_path / RULES_FILE
    file.parent.mkdir()
    file.write_text(table)
    with pytest.raises(RulesError, match=r"conflicts\.toml:\d+: ") as error:
        load_conflict_rules(RuleSet(tmp_path))
    assert words in str(error.value)


def test_all_rules_are_loaded():
    assert len(RULES.indicators) >= 25
    assert len(RULES.topics.neutral) > 30
    assert len(RULES.sentences.parts) == 2
