"""Linked places: what linking hands on."""

from __future__ import annotations

from extract.finding.place_records import Place, PlaceCandidate
from extract.frozen import record
from extract.records import Span


@record(frozen=True, slots=True)
class LinkedPlace:
    """A mention of a place and the place that it is.

    Attributes:
        start, end: the mention.
        code: GB/T 2260 or ISO 3166-1 code; of a village or town the county's; else None.
        name: official English name; of a place without a code its name in title case.
        place_id: key of the vocabulary: the code, for a village or town the county's code,
            ``/`` and its name, for another place without a code ``/`` and its name.
        level: country, province, prefecture, county, town, village, region, city, ...
        parent: code of the unit that holds it, '' where unknown.
        rule: id of the rule that found it.
        signals: what decided the link, for ``extract explain``.
        municipality: a city of provincial rank.
    """

    start: int
    end: int
    code: str | None
    name: str
    place_id: str
    level: str
    parent: str
    rule: str
    signals: tuple[str, ...] = ()
    municipality: bool = False


@record(frozen=True, slots=True)
class Sense:
    """A candidate and the place chosen for it; None for a settlement not yet nested."""

    candidate: PlaceCandidate
    place: Place | None
    signals: tuple[str, ...]


@record(frozen=True, slots=True)
class FactPlace:
    """The place of a fact.

    Attributes:
        code: GB/T 2260 or ISO code, None where it has none.
        name: its name; None for the whole world and where nothing is known.
        evidence: the stretch of text that says so; None where nothing does.
        rule: id of the rule that decided.
        signals: where the place stands to the quantity, then what made its name mean that place;
            for ``extract explain``.
    """

    code: str | None
    name: str | None
    evidence: Span | None
    rule: str
    signals: tuple[str, ...] = ()
