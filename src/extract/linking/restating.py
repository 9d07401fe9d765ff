"""Headlines: what a title tells in a number, the body tells again with its time and place.

"Consumer prices 3.9% up on year" stands above "in March 2024 the index rose by 3.9 percent":
the headline's number holds for March 2024, too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.frozen import record
from extract.linking.period_links import LinkedPeriod
from extract.linking.place_records import FactPlace
from extract.linking.programmes import ProgrammeLink
from extract.records import Document, Quantity

# Headlines round: "tops 40%" above "quickened to 40.4 percent".
_ROUNDING = Decimal("0.035")
_ARTICLE = "article"
# A rate is one of a time, while a sum may be a milestone: "Port tops 100 million tonnes".
_RATES = frozenset({"percent"})
# Sums are told of loans and projects alike: a bank lends 43 million, of a project or to one.
_COUNTED = frozenset({"people", "count"})


@record(frozen=True, slots=True)
class Told:
    """Where and when a quantity holds.

    Attributes:
        place: its place.
        period: its period.
        programme: its programme.
    """

    place: FactPlace
    period: LinkedPeriod | None
    programme: ProgrammeLink | None = None


def restate(document: Document, quantities: Sequence[Quantity], told: Sequence[Told]) -> list[Told]:
    """The same, with what the title leaves out taken from the body.

    Args:
        document: the article.
        quantities: its quantities in text order.
        told: where and when each holds.
    """
    titles = [s for s in document.segments if s.kind == "title"]
    restated = list(told)
    if not titles:
        return restated
    end = max(title.end for title in titles)
    number = bisect_right(quantities, end, key=lambda quantity: quantity.start)
    body = range(number, len(quantities))
    for index in range(number):
        inside = any(t.start <= quantities[index].start < t.end for t in titles)
        again = _again(quantities, index, body) if inside else None
        if again is not None:
            restated[index] = _completed(told[index], told[again], quantities[index])
    return restated


def _again(quantities: Sequence[Quantity], index: int, body: range) -> int | None:
    """The first quantity of the body with the same value, else with one that was rounded to it."""
    headline = quantities[index]
    same = [n for n in body if _is_alike(quantities[n], headline)]
    exact = (n for n in same if quantities[n].value_low == headline.value_low)
    return next(exact, next(iter(same), None))


def _is_alike(one: Quantity, headline: Quantity) -> bool:
    if (one.kind, one.unit) != (headline.kind, headline.unit):
        return False
    lows, highs = (one.value_low, headline.value_low), (one.value_high, headline.value_high)
    cut = int(one.value_low) if one.kind in _RATES else None  # "falling 11%" above "a fall of 11.5 per cent"
    return headline.value_low == cut or all(abs(a - b) <= _ROUNDING * abs(b) for a, b in (lows, highs))


def _completed(title: Told, body: Told, headline: Quantity) -> Told:
    period = title.period
    is_milestone = headline.kind not in _RATES and headline.modifier == "more_than"
    if (period is None or period.period is None) and not is_milestone:
        period = body.period
    place = title.place
    if place.rule == _ARTICLE and body.place.name is not None:
        place = replace(body.place, rule="headline")
    programme = title.programme
    if programme is None and headline.kind in _COUNTED:
        programme = body.programme
    return Told(place, period, programme)
