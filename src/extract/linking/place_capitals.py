"""Capitals that stand for the government: a fact about the country has the country."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from extract.finding.place_gazetteer import Gazetteer
from extract.linking.place_anchors import Anchor, is_code
from extract.linking.place_cues import FactCues
from extract.linking.place_records import LinkedPlace
from extract.linking.place_words import PlaceWords
from extract.records import Span

_ON_FOR_CITY = 150
_CAPITAL = "capital"
_QUARTER = "quarter"
_CITIES = frozenset({"capital", "city", "town"})


class Capitals:
    """Which capitals of a document stand for their country.

    Args:
        view: the document's view.
        words: its words that stand for places.
        cues: the compiled cues.
    """

    _kept_seats: dict[str, str] | None = None

    def __init__(self, view: str, words: PlaceWords, cues: FactCues) -> None:
        self._view = view
        self._words = words
        self._cues = cues

    def country(self, link: LinkedPlace, named: Counter[str]) -> LinkedPlace:
        """The country for its capital where that stands for the government, else the link as it is.

        Args:
            link: any place.
            named: how often the text names each place, by id.
        """
        code = self._country_meant(link)
        if code is None:
            return link
        meant = as_link(self._cues.gazetteer, link.start, link.end, code) or link
        if link.level == _QUARTER:  # "Wall Street"
            return meant
        strong = "cue:strong" in link.signals and not self._cues.is_governed_from(self._view, link.start)
        if strong or named[code] < named[link.place_id]:
            return link
        after = self._words.between(Span(link.end, link.end + _ON_FOR_CITY))
        if any(reference is not None and _CAPITAL in reference.levels for _, reference, _ in after):
            return link  # "Beijing had 21 million guests, and the city's revenue ..."
        return meant

    def _country_meant(self, link: LinkedPlace) -> str | None:
        """The country that it may stand for: Beijing always, Kigali where it does what governments do."""
        code = self._cues.anchors.metonyms.get((self._view[link.start : link.end], link.place_id))
        if code is not None or link.level != _CAPITAL or not link.parent:
            return code
        return link.parent if self._cues.is_government(self._view, link.start, link.end) else None

    def nation_of(self, anchor: Anchor | None, named: Counter[str], *, titled: bool) -> Anchor | None:
        """The country for its capital, where the text speaks of the nation: 'Bangladeshi workers in Dhaka'.

        Args:
            anchor: the place that the text is about.
            named: how often the text names each place, by id.
            titled: whether the title names it; then the country must be named more often.
        """
        place = anchor.place if anchor is not None else None
        if anchor is None or place is None or place.level != _CAPITAL:
            return anchor
        code = place.parent
        meant = named[code] > named[place.place_id] if titled else code == self._words.nation
        return self._raised(anchor, place, code) if meant else anchor

    def governed_from(self, anchor: Anchor | None) -> Anchor | None:
        """The country where a text names only the town that it was written in or a firm sits in."""
        place = anchor.place if anchor is not None else None
        if anchor is None or place is None:
            return anchor
        code = self._seats.get(place.place_id) or (place.parent if place.level in _CITIES else None)
        return self._raised(anchor, place, code) if code else anchor

    @property
    def _seats(self) -> dict[str, str]:
        """The code of the country by the id of its capital."""
        if self._kept_seats is None:
            self._kept_seats = {
                capital: country for (_, capital), country in self._cues.anchors.metonyms.items()
            }
        return self._kept_seats

    def _raised(self, anchor: Anchor, place: LinkedPlace, code: str) -> Anchor:
        link = as_link(self._cues.gazetteer, place.start, place.end, code)
        return replace(anchor, place=link, listed=(link,)) if link is not None else anchor


def as_link(gazetteer: Gazetteer, start: int, end: int, code: str) -> LinkedPlace | None:
    """The unit of a code as what words at [start, end) stand for; a continent has a name only."""
    if not is_code(code):  # "African"
        return LinkedPlace(start, end, None, code, f"/{code}", "continent", "", "stands_for", ())
    row = gazetteer.by_code(code)
    if row is None or row.code is None:
        return None
    return LinkedPlace(start, end, row.code, row.name, row.code, row.level, row.parent, "stands_for", ())
