"""Every indicator of the rules by its own examples, and an indicator of a user's own."""

import re
from pathlib import Path

import pytest
from topic_support import find_marked

from extract import extract_text
from extract.assembling.indicator_rules import RULES_FILE, compile_indicators
from extract.errors import RulesError
from extract.rules.loading import RuleSet
from extract.running.checking import check

SPEC_IDS = {
    "poverty_incidence",
    "poor_population",
    "people_lifted_out_of_poverty",
    "households_lifted_out_of_poverty",
    "villages_lifted_out_of_poverty",
    "counties_lifted_out_of_poverty",
    "poverty_line",
    "disposable_income_per_capita",
    "net_income_per_capita",
    "household_income",
    "funds",
    "loans",
    "contract_value",
    "people_relocated",
    "people_trained",
    "people_employed",
    "minimum_living_standard",
    "gdp",
    "output_value",
    "sales_revenue",
    "tourists",
    "population",
    "road_length",
    "drinking_water_beneficiaries",
    "housing_renovated",
    "area_planted",
}
ENTRIES = RuleSet().entries(RULES_FILE, "indicator")


def test_every_indicator_of_the_contract_has_a_rule():
    assert {entry.id for entry in ENTRIES} == SPEC_IDS
    assert all(entry.fields["description"] and entry.fields["unit"] for entry in ENTRIES)


TWO_SECTIONS = """Report on the year

I. Poverty

The poverty rate was 18 percent in 2014, officials of the county said on Monday.

II. Energy

Across the whole county the rate fell to 0.5 percent, they said in their report.
"""


def indicators_of(markup: str) -> list[str | None]:
    return [one.id if one else None for one in find_marked(markup).indicators]


@pytest.mark.parametrize(
    ("markup", "indicators"),
    [
        (
            "The poverty rate was {8.7 percent|percent} ({668.7 million ~people|people}).",
            ["poverty_incidence", "poor_population"],
        ),
        (
            "The poverty rate was {8.7 percent|percent}, or some {668.7 million ~people|people}.",
            ["poverty_incidence", "poor_population"],
        ),
        ("The vaccination rate was {8.7 percent|percent} ({668.7 million ~people|people}).", [None, None]),
        (
            "GDP grew {7.9 percent|percent}, short of the {8.1 percent|percent} that was hoped for.",
            ["gdp", "gdp"],
        ),
        (
            "Fruit sold for {4.3 million yuan|money}, and {20 ~trucks|count truck} came.",
            ["sales_revenue", None],
        ),
    ],
)
def test_a_quantity_goes_on_with_an_earlier_one(markup: str, indicators: list[str | None]):
    assert indicators_of(markup) == indicators


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        (
            "The poverty rate was 18 percent in 2014. By 2019 the rate had fallen to 0.5 percent.",
            ["poverty_incidence"] * 2,
        ),
        (
            "The poverty rate was 18 percent in 2014. Of the 30 schools 6 were closed.",
            ["poverty_incidence", None, None],
        ),
        (
            "It created 13 million jobs. The aim for the chief pollutants is 3.1 percent.",
            ["people_employed", None],
        ),
        (
            "Loans came to 3 billion yuan. That is 12 percent more than before.",
            ["loans", "loans"],
        ),
        (
            TWO_SECTIONS,
            ["poverty_incidence", None],
        ),
    ],
)
def test_a_sentence_goes_on_with_the_one_before_in_its_section(text: str, indicators: list[str | None]):
    assert [fact["indicator"] for fact in extract_text(text)] == indicators


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        pytest.param(
            "The poverty rate of Zembla is 24 percent. In Onhava, a port, 9 percent fish for a living. "
            "Tyne has 41 percent, and the storm there cut off 30,000 people.",
            ["poverty_incidence", None, "poverty_incidence", None],
            id="rates on a page of poverty rates",
        ),
        pytest.param(
            "The poverty rate of Zembla is 24 percent. Hardship hit some 2.1 million people.",
            ["poverty_incidence", "poor_population"],
            id="people on a page of poverty rates",
        ),
        pytest.param(
            "The fair had 40 stalls, 12 horses and 300 cakes. The poverty rate is 24 percent. "
            "Tyne has 41 percent.",
            [None, None, None, "poverty_incidence", None],
            id="a page that tells of poverty once",
        ),
    ],
)
def test_a_number_without_words_is_what_its_page_tells_of(text: str, indicators: list[str | None]):
    assert [fact["indicator"] for fact in extract_text(text)] == indicators


@pytest.fixture
def overlay(tmp_path: Path):
    (tmp_path / "en").mkdir()
    return tmp_path


def _write(overlay: Path, text: str) -> Path:
    (overlay / "en" / "indicators.toml").write_text(text, encoding="utf-8")
    return overlay


UNEMPLOYMENT = """
[[indicator]]
id = "unemployment_rate"
description = "Share of the labour force without work"
kinds = ["percent"]
unit = "percent"
topic = ['\\bunemployment rate\\b', '\\bjobless rate\\b']
examples = ["The jobless rate rose to <q indicator=unemployment_rate>5.3 percent</q>."]
counter_examples = ["The poverty rate rose to <q>5.3 percent</q>."]
"""


@pytest.mark.slow
def test_a_user_adds_an_indicator_by_a_file(overlay: Path):
    _write(overlay, UNEMPLOYMENT)
    entries = RuleSet(overlay).entries(RULES_FILE, "indicator")
    (own,) = [entry for entry in entries if entry.id == "unemployment_rate"]
    assert own.file.is_relative_to(overlay)
    assert check(RuleSet(overlay))[0] == []
    (fact,) = extract_text("The jobless rate rose to 5.3 percent in 2019.", rules=[overlay])
    assert fact["indicator"] == "unemployment_rate"
    assert next(rule.id for rule in compile_indicators(RuleSet(overlay))) == "unemployment_rate"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ('kinds = ["percents"]\ntopic = ["x"]', "kinds"),
        ('kinds = ["percent"]', "neither topic nor clause"),
        ('kinds = ["percent"]\ntopic = ["("]', "broken expression"),
        ('kinds = ["percent"]\ntopic = ["x", "y("]', "broken expression in topic: 'y('"),
        ('kinds = ["percent"]\nclause = ["# y", "x("]', "broken expression in clause: 'x('"),
        ('kinds = ["percent"]\ntopic = "x"', "write topic = ["),
        ('kinds = ["percent"]\ntopic = ["{cropz}"]', "unknown atom 'cropz'"),
        ('kinds = ["money"]\ntopic = ["x"]\nlarge = "many"', "write large = 100000"),
    ],
)
def test_a_broken_indicator_is_told_in_one_line(overlay: Path, broken: str, says: str):
    _write(overlay, f'[[indicator]]\nid = "mine"\n{broken}\n')
    with pytest.raises(RulesError, match=re.escape(says)) as caught:
        compile_indicators(RuleSet(overlay))
    assert "\n" not in str(caught.value)
    assert "indicators.toml:2:" in str(caught.value)


NONE_OF_THEM = [
    "Fiscal revenue reached {1.9 billion yuan|money}.",
    "Tax revenue slid {4.6 percent|percent}.",
    "The general public budget revenue was {6.9 billion yuan|money}, up {8.5 percent|percent}.",
    "Gross national income per capita was {$10,410|money}.",
    "Exports rose {9.5 percent|percent} and imports fell {2 percent|percent}.",
    "The value added of industry grew by {6.9 percent|percent}.",
    "Some {84 ~households|count household} were moved into new flats.",
    "Energy consumption per unit of GDP fell {13 percent|percent}.",
    "Wages grew by {2.4 percent|percent}.",
    "Belt and Road trade made up {29 percent|percent} of the total.",
]


@pytest.mark.parametrize("markup", NONE_OF_THEM)
def test_what_is_none_of_the_indicators_stays_null(markup: str):
    assert set(find_marked(markup).indicators) == {None}


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("The bridge, which cost 86 million yuan, opened in May.", "funds"),
        ("The lunch, which cost 86 yuan, came late.", None),
        ("The county grows\ngoji on 200,000 mu.", "area_planted"),
        ("Of its people, 190,000 do not reach the poverty line.", "poor_population"),
    ],
)
def test_size_line_breaks_and_word_fields_count(text: str, indicator: str | None):
    assert extract_text(text)[-1]["indicator"] == indicator


def test_a_change_takes_the_indicator_of_what_changes():
    found = find_marked("Tourism revenue was {3 billion yuan|money}, {5 percent|percent} more than in 2018.")
    assert [i.id if i else None for i in found.indicators] == ["sales_revenue", "sales_revenue"]
    assert found.indicators[1].rule == "indicator.sales_revenue.inherited"


def test_evidence_of_an_indicator_lies_in_the_sentence():
    found = find_marked("The drive lifted {62 ~poor villages|count village} out of poverty.")
    (indicator,) = found.indicators
    assert indicator.spans
    assert all(found.context.start <= s.start < s.end <= found.context.end for s in indicator.spans)
