"""How much a place can hold: 600 million people who left poverty did not do so in one county."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extract.finding.place_context import CUES, alternatives
from extract.finding.place_gazetteer import Gazetteer
from extract.finding.place_records import Place
from extract.linking.place_records import LinkedPlace
from extract.records import Quantity
from extract.rules.loading import Entry, RuleSet

_REACH = 45
_MILLION = 1_000_000
_PERSON = "person"
_ABROAD = "state"
_BREAK = re.compile(r"[,.;:!?](?!\d)|\n")


@dataclass(frozen=True, slots=True)
class _Bound:
    """At most so many by level of place, of those that ``among`` names and not of those of ``passing``.

    Where ``parts`` is a level, a place has at most as many as the tables know of that level in it.
    """

    most: Mapping[str, int]
    parts: str
    among: re.Pattern[str] | None
    passing: re.Pattern[str] | None

    def holds_for(self, view: str, quantity: Quantity) -> bool:
        """Whether it is said of what the quantity counts."""
        if quantity.number.end >= quantity.end:  # "301 of them"
            return False
        if self.passing is not None and self.passing.search(view, quantity.start, quantity.end):
            return False  # "40 million visitors", each counted as often as he comes
        if self.among is None:
            return True
        clause = _BREAK.search(view, quantity.end, quantity.end + _REACH)
        return bool(
            self.among.search(view, quantity.start, clause.start() if clause else quantity.end + _REACH)
        )


class Capacity:
    """How many of a unit places of each level have at most.

    Args:
        ruleset: where the numbers are read from.
        gazetteer: to know what holds what.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        self._bounds: dict[str, list[_Bound]] = defaultdict(list)
        for entry in ruleset.entries(CUES, "capacity"):
            bound = _Bound(
                dict(entry.fields["most"]),
                str(entry.fields.get("parts", "")),
                _words(entry, "among"),
                _words(entry, "passing"),
            )
            self._bounds[str(entry.fields["unit"])].append(bound)
        self._people = {
            code: millions * _MILLION
            for entry in ruleset.entries(CUES, "population")
            for code, millions in entry.fields["millions"].items()
        }
        self._gazetteer = gazetteer

    def holder(self, view: str, quantity: Quantity, place: LinkedPlace) -> Place | None:
        """The smallest unit around the place that can hold so many; None where the place itself can.

        Args:
            view: the document's view.
            quantity: what is counted.
            place: where the text seems to place it.
        """
        bounds = self._bounds.get(quantity.unit, ())
        told = [bound for bound in bounds if self._is_beyond(bound, quantity, place)]
        told = [bound for bound in told if bound.holds_for(view, quantity)]
        if not told:
            return None
        return next(
            (
                row
                for row in self._around(place)
                if not any(self._is_beyond(bound, quantity, row) for bound in told)
            ),
            None,
        )

    def _is_beyond(self, bound: _Bound, quantity: Quantity, place: LinkedPlace | Place) -> bool:
        most = bound.most.get(place.level)
        if place.level == _ABROAD and place.name.lower().endswith(f" {quantity.unit}"):
            most = 1  # "23 counties", after Kilifi County
        if most is None:
            return False
        if bound.parts:
            most = self._gazetteer.parts[place.code or "", bound.parts] or most
        living = self._people.get(place.code or "", most) if bound.among is None else most
        return quantity.value_low > (min(most, living) if quantity.unit == _PERSON else most)

    def _around(self, place: LinkedPlace) -> Iterator[Place]:
        """The place itself or what holds it, if it has a code, and all that holds that."""
        row = self._gazetteer.by_code(place.code or place.parent)
        if row is None:
            return
        yield row
        for code in self._gazetteer.ancestors(row):
            holder = self._gazetteer.by_code(code)
            if holder is not None:
                yield holder


def _words(entry: Entry, key: str) -> re.Pattern[str] | None:
    surfaces = entry.fields.get(key)
    return re.compile(rf"(?<!\w)(?:{alternatives(surfaces)})(?!\w)", re.IGNORECASE) if surfaces else None
