"""Which names are mentions of places, and which place each is."""

from __future__ import annotations

from datetime import date

import pytest
from place_documents import parse, read_marked

from extract.finding.place_context import word_before
from extract.finding.places import PlaceFinder
from extract.linking.places import link_places, reference_year
from extract.records import Document, Metadata, RawArticle, Segment
from extract.rules.loading import RuleSet


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(RuleSet())


@pytest.mark.parametrize("line", read_marked("mentions.txt"))
def test_mentions_are_found_and_linked(finder: PlaceFinder, line: str):
    marked = parse(line)
    links = link_places(
        marked.document, finder.find(marked.document), marked.published, finder.gazetteer, finder.row
    )
    assert [(m.start, m.end, m.code or m.name) for m in links.mentions] == marked.mentions


def test_every_link_says_why(finder: PlaceFinder):
    marked = parse("[Wuxi|500238] and [Wushan|500237] are in [Chongqing|500000], which [China|CN] governs.")
    links = link_places(
        marked.document, finder.find(marked.document), None, finder.gazetteer, finder.row
    ).mentions
    assert all(link.rule and link.signals for link in links)
    assert "nearby" in links[0].signals


@pytest.mark.parametrize("kind", ["furniture", "metadata"])
def test_furniture_and_metadata_hold_no_mentions(finder: PlaceFinder, kind: str):
    text = "Chongqing and Beijing"
    document = Document(
        RawArticle("test", "test", text, "0"), text, Metadata(), (Segment(0, len(text), kind),), ()
    )
    assert finder.find(document) == []


def test_bodies_that_act_in_a_place_are_hints(finder: PlaceFinder):
    marked = parse("The Chongqing Municipal Information Office held a press conference.")
    links = link_places(marked.document, finder.find(marked.document), None, finder.gazetteer, finder.row)
    assert links.mentions == ()
    assert [hint.code for hint in links.hints] == ["500000"]


def test_a_village_is_nested_under_its_county_and_found_again(finder: PlaceFinder):
    text = "Wangwan village lies in [Ruzhou city|410482], Henan. Tourists like Wangwan."
    marked = parse(text)
    links = link_places(
        marked.document, finder.find(marked.document), None, finder.gazetteer, finder.row
    ).mentions
    assert [(link.code, link.name, link.level) for link in links if link.level == "village"] == [
        ("410482", "Wangwan Village", "village"),
        ("410482", "Wangwan Village", "village"),
    ]
    assert links[0].place_id == "410482/Wangwan Village"


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("In 2011 and 2011, not 2020.", None, 2020),
        ("In 2011.", date(2019, 3, 1), 2019),
        ("It cost 2,011 yuan, or 2011.5 in all.", None, None),
    ],
)
def test_the_year_of_the_codes(text: str, published: date | None, expected: int | None):
    assert reference_year(parse(text).document, published) == expected


def test_the_word_before_a_name_is_that_of_its_own_text():
    one, other = "Rice of Hunan", "Rice in Hunan"
    assert [word_before(text, 8) for text in (one, other, one, one, other)] == ["of", "in", "of", "of", "in"]
    assert word_before(other, 5) == "rice"
    assert word_before("Hunan", 0) == ""
