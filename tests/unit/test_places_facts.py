"""The place of a fact by its clause, its sentence, the discourse and the article."""

from __future__ import annotations

import re

import pytest
from place_documents import parse, read_marked

from extract.finding.places import PlaceFinder
from extract.linking.place_of_fact import FactPlacer
from extract.linking.places import link_places
from extract.records import Span
from extract.rules.loading import RuleSet

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
