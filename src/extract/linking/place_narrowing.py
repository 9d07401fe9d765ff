"""The small place that a text under a wide name turns out to be told of.

"Solar power helps China's poor" over a report on one village, "Town in east China grows tea":
where all that is named inside the wide place lies around one unit, the text is about that.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.finding.place_gazetteer import Gazetteer
from extract.linking.place_anchors import Anchor, depth, holds
from extract.linking.place_records import LinkedPlace

_WIDE = frozenset({"region", "province"})
_UNITS = frozenset(
    {"province", "state", "prefecture", "county", "town", "village", "city", "district", "capital"}
)
_TOWNS = frozenset({"city", "town", "capital", "village"})
_OFTEN = 2
# The part of the units named that lie around the one, and in it.
_AKIN = 0.8
_INSIDE = 0.5


def narrowed(wide: Anchor, body: Sequence[Anchor], opening: int, gazetteer: Gazetteer) -> Anchor | None:
    """The unit inside a wide place that the body is told of; None where it tells of several.

    Args:
        wide: what the title names or the text names most.
        body: the anchors of the body in text order.
        opening: where the beginning of the body ends: the unit or what holds it stands there.
        gazetteer: to know what holds what.
    """
    place = wide.place
    if place is None or place.level not in _WIDE or len(wide.listed) > 1:
        return None
    inner = [a for a in body if a.place and a.place.level in _UNITS and _lies_in(place, a.place, gazetteer)]
    if not inner:
        return None
    again = sum(1 for a in body if a.place and a.place.place_id == place.place_id)
    found: Anchor | None = None
    tried: set[str] = set()
    for anchor in inner:
        if anchor.place is None or len(anchor.listed) > 1 or anchor.place.place_id in tried:
            continue
        tried.add(anchor.place.place_id)
        if found is not None and depth(anchor.place) <= depth(found.place or place):
            continue
        if _is_told_of(anchor.place, inner, again, opening, gazetteer):
            found = anchor
    return found


def _is_told_of(
    one: LinkedPlace, inner: Sequence[Anchor], again: int, opening: int, gazetteer: Gazetteer
) -> bool:
    below = [a for a in inner if a.place and _is_or_lies_in(one, a.place, gazetteer)]
    if len(below) < max(_OFTEN, again, _INSIDE * len(inner)):
        return False
    above = [a for a in inner if a not in below and a.place and _is_or_lies_in(a.place, one, gazetteer)]
    if len(below) + len(above) < _AKIN * len(inner):
        return False
    return below[0].start < opening


def _lies_in(wide: LinkedPlace, one: LinkedPlace, gazetteer: Gazetteer) -> bool:
    """Whether it lies in the wide place; of 'east China', which has no bounds, in China."""
    if holds(gazetteer, wide, one):
        return True
    if wide.code is not None or not wide.parent or one.place_id == wide.place_id:
        return False
    inside = gazetteer.contains(wide.parent, one.code) if one.code else one.parent == wide.parent
    return inside and one.code != wide.parent


def _is_or_lies_in(outer: LinkedPlace, inner: LinkedPlace, gazetteer: Gazetteer) -> bool:
    if outer.place_id == inner.place_id or holds(gazetteer, outer, inner):
        return True
    return outer.level == "state" and inner.level in _TOWNS and inner.parent in {"", outer.parent}
