"""Every indicator of the rules by its own examples, and an indicator of a user's own."""

import re
from pathlib import Path

import pytest
from topic_support import find, find_marked

from extract.assembling.indicator_rules import RULES_FILE, compile_indicators
from extract.errors import RulesError
from extract.records import Quantity, Span
from extract.rules.loading import RuleSet

_MARKUP = re.compile(r"<q(?: indicator=(\w+))?>(.*?)</q>")
_MONEY = re.compile(r"yuan|dollars?|RMB|\$|€|Rs\b")
_MEASURES = {"mu": "mu", "kilometers": "kilometer", "meters": "square_meter"}
_NUMBER = re.compile(r"(?:RMB |\$)?[\d.,]*\d(?: (?:million|billion))?|nine")
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
PEOPLE = {"people", "tourists", "villagers", "labors", "passengers", "residents", "farmers"}
NOUNS = {
    "households": "household",
    "villages": "village",
    "counties": "county",
    "houses": "house",
    "jobs": "job",
}


def _quantity(start: int, surface: str) -> Quantity:
    number = _NUMBER.match(surface)
    assert number, surface
    last = surface.rsplit(maxsplit=1)[-1]
    kind, unit = "people", "person"
    if "%" in surface or "percent" in surface:
        kind = unit = "percent"
    elif _MONEY.search(surface):
        kind, unit = "money", "CNY"
    elif last in _MEASURES:
        kind, unit = "measure", _MEASURES[last]
    elif last in NOUNS:
        kind, unit = "count", NOUNS[last]
    else:
        assert last in PEOPLE or last.isalpha() is False or last in {"million", "billion"}, surface
    span = Span(start, start + number.end())
    return Quantity(start, start + len(surface), kind, 1, 1, "exact", unit, None, span)  # type: ignore[arg-type]


def _run(example: str, *overlays: Path) -> list[tuple[str | None, str | None]]:
    """Pairs of the indicator that the markup asks for and the one found."""
    text, position, wanted, quantities = "", 0, [], []
    for match in _MARKUP.finditer(example):
        text += example[position : match.start()]
        quantities.append(_quantity(len(text), match.group(2)))
        wanted.append(match.group(1))
        text += match.group(2)
        position = match.end()
    found = find(text + example[position:], quantities, *overlays)
    assert quantities, example
    return [(w, i.id if i else None) for w, i in zip(wanted, found.indicators, strict=True)]


ENTRIES = RuleSet().entries(RULES_FILE, "indicator")
EXAMPLES = [(e.id, text) for e in ENTRIES for text in e.fields["examples"]]
COUNTER_EXAMPLES = [(e.id, text) for e in ENTRIES for text in e.fields["counter_examples"]]


def test_every_indicator_of_the_contract_has_a_rule():
    assert {entry.id for entry in ENTRIES} == SPEC_IDS
    assert all(entry.fields["description"] and entry.fields["unit"] for entry in ENTRIES)


@pytest.mark.parametrize(("identifier", "example"), EXAMPLES)
def test_examples_get_their_indicator(identifier: str, example: str):
    pairs = _run(example)
    assert [found for wanted, found in pairs if wanted] == [identifier]


@pytest.mark.parametrize(("identifier", "example"), COUNTER_EXAMPLES)
def test_counter_examples_do_not(identifier: str, example: str):
    assert identifier not in [found for _, found in _run(example)]


def test_counterparts_work_by_their_examples():
    (entry,) = RuleSet().entries(RULES_FILE, "counterpart")
    found = find_marked("The poverty rate was {8.7 percent|percent} ({668.7 million ~people|people}).")
    assert [i.id if i else None for i in found.indicators] == ["poverty_incidence", entry.fields["indicator"]]
    other = find_marked("The vaccination rate was {8.7 percent|percent} ({668.7 million ~people|people}).")
    assert other.indicators == [None, None]


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


def test_a_user_adds_an_indicator_by_a_file(overlay: Path):
    _write(overlay, UNEMPLOYMENT)
    entries = RuleSet(overlay).entries(RULES_FILE, "indicator")
    (own,) = [entry for entry in entries if entry.id == "unemployment_rate"]
    assert _run(own.fields["examples"][0], overlay) == [("unemployment_rate", "unemployment_rate")]
    assert _run(own.fields["counter_examples"][0], overlay) == [(None, "poverty_incidence")]
    assert next(rule.id for rule in compile_indicators(RuleSet(overlay))) == "unemployment_rate"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ('kinds = ["percents"]\ntopic = ["x"]', "kinds"),
        ('kinds = ["percent"]', "neither topic nor clause"),
        ('kinds = ["percent"]\ntopic = ["("]', "broken expression"),
        ('kinds = ["percent"]\ntopic = "x"', "write topic = ["),
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


def test_a_change_takes_the_indicator_of_what_changes():
    found = find_marked("Tourism revenue was {3 billion yuan|money}, {5 percent|percent} more than in 2018.")
    assert [i.id if i else None for i in found.indicators] == ["sales_revenue", "sales_revenue"]
    assert found.indicators[1].rule == "indicator.sales_revenue.inherited"


def test_evidence_of_an_indicator_lies_in_the_sentence():
    found = find_marked("It lifted {450 ~poor villages|count village} out of poverty.")
    (indicator,) = found.indicators
    assert indicator.spans
    assert all(found.context.start <= s.start < s.end <= found.context.end for s in indicator.spans)
