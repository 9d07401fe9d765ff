"""What the finding of places hands on: rows of the gazetteer and candidates in the text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from extract.frozen import record
from extract.records import Document

OPEN_YEAR = 9999
UNREAD = frozenset({"furniture", "metadata"})


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A row of the gazetteer; one object a row, so that rows are told apart and hashed by identity.

    Attributes:
        code: GB/T 2260 or ISO 3166-1 alpha-2; None for regions, waters and cities abroad.
        name: official English name.
        level: country, province, prefecture, county, town, village, capital, city, state,
            region, continent, sea, river, mountain, island, strait, quarter, zone.
        parent: code of the unit that holds it; empty for countries and most regions.
        valid_from: first year of the code.
        valid_to: its last year, ``OPEN_YEAR`` while in force.
        successor: code of today of a unit that ended, else empty.
        population: of a city abroad, else 0.
        members: codes that make up a region.
        short: its bare name where that cannot stand without its generic ('Li'), else empty.
        municipality: a city of provincial rank, which has districts and counties.
    """

    code: str | None
    name: str
    level: str
    parent: str = ""
    valid_from: int = 0
    valid_to: int = OPEN_YEAR
    successor: str = ""
    population: int = 0
    members: tuple[str, ...] = ()
    short: str = ""
    municipality: bool = False

    @property
    def place_id(self) -> str:
        """Key of the vocabulary: the code, or ``/`` and the name."""
        return self.code or f"/{self.name}"

    def in_force(self, year: int) -> bool:
        """Whether the code was in force in that year."""
        return self.valid_from <= year <= self.valid_to


@record(frozen=True, slots=True)
class PlaceCandidate:
    """A stretch of text that may name a place.

    Attributes:
        start, end: the name with its generic where written, without a possessive.
        name: the name alone, as the gazetteer spells it.
        rows: the places that it may be; () for a village or town of no table.
        rule: id of the rule that found it.
        generic: the generic as written, else ''.
        settlement: the English generic of a village or town ('Village'), else ''.
        level: of a settlement: village or town, else ''.
        weak: the name alone is not enough; linking wants support from the document.
        cue: 'strong' or 'weak' after a preposition of place, 'dateline' before a date, 'event' inside the
            name of one, else ''.
        person: it may be part of a person's name.
        swallowed: no mention, but part of the name of a body that acts in the place
            ("Chongqing Municipal Information Office"): it tells where facts belong.
        guarded: bare, it wants its holder beside it or its generic elsewhere ("Dongxiang").
    """

    start: int
    end: int
    name: str
    rows: tuple[Place, ...]
    rule: str
    generic: str = ""
    settlement: str = ""
    level: str = ""
    weak: bool = False
    cue: str = ""
    person: bool = False
    swallowed: bool = False
    guarded: bool = False


class Readable:
    """Whether an offset lies in a part of the page that is read.

    Args:
        document: whose segments say so.
    """

    def __init__(self, document: Document) -> None:
        self._segments = document.segments
        self._starts = [segment.start for segment in document.segments]

    def holds(self, offset: int) -> bool:
        """Whether the character is neither furniture nor metadata."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or offset >= self._segments[number].end:
            return False
        return self._segments[number].kind not in UNREAD
