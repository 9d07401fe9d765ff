"""A pipeline of one regular expression, so that reading, storing and running are tested alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from extract.records import (
    ArticleResult,
    Document,
    Evidence,
    Fact,
    Mention,
    Metadata,
    Period,
    Quantity,
    RawArticle,
    Rejection,
    Span,
)
from extract.running.pipelines import Pipeline

_NUMBER = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_PLACE = re.compile(r"Chengkou|Muliang")
VOCABULARY: dict[str, list[dict[str, Any]]] = {
    "places": [{"place_id": "500229", "place_code": "500229", "name_en": "Chengkou", "level": "county"}],
    "programmes": [{"programme": "13th Five-Year Plan", "start_year": 2016, "end_year": 2020}],
    "indicators": [{"indicator": "funds", "kinds": ["money"]}],
    "units": [{"unit": "person", "kind": "people", "base_unit": "person", "base_factor": 1.0}],
}


class FakeExtractor:
    """Takes every number for a count of things, every year for a rejection.

    Attributes:
        calls: how many articles it was given.
    """

    def __init__(self) -> None:
        self.calls = 0

    @property
    def vocabulary(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return VOCABULARY

    def extract(self, raws: Sequence[RawArticle]) -> list[ArticleResult]:
        return [self._extract(raw) for raw in raws]

    def _extract(self, raw: RawArticle) -> ArticleResult:
        self.calls += 1
        if "CRASH" in raw.text:
            raise ValueError("cannot\nread this")
        if "BAD SPAN" in raw.text:
            return ArticleResult(_document(raw), rejections=(Rejection(0, len(raw.text) + 1, "name", "r"),))
        found = list(_NUMBER.finditer(raw.text))
        years = [match for match in found if _YEAR.fullmatch(match[0])]
        facts = tuple(_fact(raw, match) for match in found if match not in years)
        rejections = tuple(Rejection(*match.span(), "year", "year.bare") for match in years)
        mentions = tuple(
            Mention(*match.span(), "place", "500229", match[0], "place.name")
            for match in _PLACE.finditer(raw.text)
        )
        return ArticleResult(_document(raw), facts, mentions, rejections)


def _document(raw: RawArticle) -> Document:
    metadata = Metadata(raw.title, raw.publisher, raw.author, raw.published, "en")
    return Document(raw, raw.text, metadata, (), ())


def _fact(raw: RawArticle, match: re.Match[str]) -> Fact:
    value = Decimal(match[0])
    span = Span(*match.span())
    kind = "measure" if raw.text[match.end() :].startswith(" km") else "count"
    quantity = Quantity(
        *match.span(),
        kind,
        value,
        value,
        "exact",
        "kilometer" if kind == "measure" else "thing",
        None,
        span,
        (Evidence("place", *match.span()),),
        ("number.digits",),
    )
    return Fact(
        quantity,
        Span(0, len(raw.text)),
        None,
        topic="Things  counted",
        place_code="500229",
        place_name="Muliang Town",
        period=Period(date(2019, 1, 1), date(2019, 12, 31)),
    )


def base_value(unit: str, low: Decimal, high: Decimal, *, change: bool = False) -> tuple[float, float, str]:
    """Knows kilometres only."""
    assert not change
    factor, base = (1000, "meter") if unit == "kilometer" else (1, unit)
    return float(low) * factor, float(high) * factor, base


def fake_pipeline(rules_digest: str = "rules-1") -> Pipeline:
    """A pipeline whose rules can be pretended to change."""
    return Pipeline(FakeExtractor(), _document, base_value, rules_digest, None)
