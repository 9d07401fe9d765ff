"""The place of a fact by its clause, its sentence, the discourse and the article."""

from __future__ import annotations

import re

import pytest
from place_documents import parse, read_marked

from extract.finding.places import PlaceFinder
from extract.linking.place_of_fact import FactPlacer
from extract.linking.places import link_places
from extract.records import RawArticle, Span
from extract.rules.loading import RuleSet
from extract.running.pipeline import Extractor

KINDS = (
    ("measure", re.compile(r"km|kilometer|hour|meter|mm|magnitude|tonne")),
    ("percent", re.compile(r"percent|half")),
    ("money", re.compile(r"yuan|\$|euro|dollar")),
)


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(RuleSet())


@pytest.fixture(scope="module")
def placer(finder: PlaceFinder) -> FactPlacer:
    return FactPlacer(RuleSet(), finder.gazetteer)


def kind_of(quote: str) -> str:
    return next((kind for kind, pattern in KINDS if pattern.search(quote)), "count")


@pytest.mark.parametrize("line", read_marked("facts.txt"))
def test_facts_have_the_place_that_they_are_about(finder: PlaceFinder, placer: FactPlacer, line: str):
    marked = parse(line)
    document = marked.document
    links = link_places(document, finder.find(document), marked.published, finder.gazetteer, finder.row)
    places = placer.prepare(document, links, [Span(start, end) for start, end, _ in marked.facts])
    assert marked.facts
    for start, end, expected in marked.facts:
        sentence = next(s for s in document.sentences if s.start <= start < s.end)
        kind = kind_of(document.view[start:end])
        found = places.of(Span(start, end), Span(sentence.start, sentence.end), kind=kind)
        assert (found.code or found.name or "-") == expected, (document.view[start:end], found)
        assert found.evidence is None or found.evidence.end <= len(document.view)


def test_a_document_without_places_gives_none(finder: PlaceFinder, placer: FactPlacer):
    document = parse("It sold {300 cars|-}.").document
    places = placer.prepare(
        document, link_places(document, finder.find(document), None, finder.gazetteer, finder.row)
    )
    found = places.of(Span(8, 16), Span(0, 17))
    assert (found.code, found.name, found.evidence) == (None, None, None)


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Spain beat Peru 2-1 on a wet night", "NG"),  # a headline of other news, in a report on Nigeria
        ("Oil sector lifts growth in Nigeria", "NG"),
        ("Floods hit India and Nepal", "NG"),
    ],
)
def test_a_title_of_other_news_does_not_govern(extractor: Extractor, title: str, place: str):
    body = (
        "The economy grew 1.4 percent in the third quarter, the statistics office said on Monday.\n\n"
        "Oil brings Nigeria most of its revenue. Nigeria fell into recession in 2016.\n\n"
        "Farms in Nigeria did well, and the budget is 8.6 trillion naira.\n"
    )
    (result,) = extractor.extract([RawArticle("t", "a", f"{title}\n\n{body}", "a")])
    assert result.facts[-2].place_code == place


def test_a_title_of_two_countries_is_of_no_one_place(extractor: Extractor):
    text = "Floods in India and Nepal drive people from home\n\nSome 200 people died, it said.\n"
    (result,) = extractor.extract([RawArticle("t", "a", text, "a")])
    assert (result.facts[-1].place_code, result.facts[-1].place_name) == (None, None)


def test_the_name_of_a_column_is_no_place_of_its_article(extractor: Extractor):
    text = (
        "Across China: Online shops open a road to a better life\n\n"
        "Hu, whose home is in Yanyuan County, sells apples. Yanyuan has little farmland.\n\n"
        "He earned 400,000 yuan last year.\n"
    )
    (result,) = extractor.extract([RawArticle("t", "a", text, "a")])
    assert result.facts[-1].place_code == "513423"
