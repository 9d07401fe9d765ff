"""Several places told of at once: the partners of a cooperation, what is told after a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.finding.place_gazetteer import Gazetteer
from extract.linking.place_about import CONTINENT
from extract.linking.place_anchors import Anchor, common_holder, holds
from extract.linking.place_cues import FactCues
from extract.linking.place_records import FactPlace, LinkedPlace
from extract.records import Span

_PARTNERS = "-"
_REACH = 40


def partner(view: str, anchor: Anchor, own: Anchor | None, gazetteer: Gazetteer) -> Anchor | None:
    """Of 'the Shandong-Chongqing cooperation' the partner that the article is about, else None."""
    if len(anchor.listed) < 2 or own is None:
        return None
    first, second = anchor.listed[:2]
    if view[first.end : second.start] != _PARTNERS:
        return None
    ids = {place.place_id for place in own.listed}
    ours = [place for place in anchor.listed if place.place_id in ids]
    ours += [p for p in anchor.listed for o in own.listed if holds(gazetteer, p, o)]
    if not ours:
        return None
    return Anchor(anchor.start, anchor.end, ours[0], anchor.kind, anchor.listed, "partner")


def together(view: str, anchor: Anchor, own: Anchor | None, gazetteer: Gazetteer) -> Anchor:
    """What holds all places of a list, for what is told after it: 'in Gia Lai, Kon Tum and Dak Lak'.

    Args:
        view: the document's view.
        anchor: the list.
        own: what the article is about, if it is about one place.
        gazetteer: to know what holds what.
    """
    first, second = anchor.listed[:2]
    if view[first.end : second.start] == _PARTNERS:
        return anchor
    if own is not None and own.place is not None and own.kind == "mention":
        place = own.place
        if all(holds(gazetteer, place, one) for one in anchor.listed):
            return own
    placed = [one for one in anchor.listed if one.code or one.parent] or anchor.listed
    code = common_holder(placed, gazetteer)
    row = gazetteer.by_code(code) if code else None
    if row is None or not row.code:
        return anchor
    holder = LinkedPlace(
        anchor.start, anchor.end, row.code, row.name, row.code, row.level, row.parent, "stands_for"
    )
    return replace(anchor, place=holder, listed=(holder,))


def are_siblings(view: str, anchors: Sequence[Anchor], cues: FactCues) -> bool:
    """Whether a sentence sets several places beside each other, of which none holds another.

    Not so in "Sankuri, a village 15 km west of Garissa": that tells only of Sankuri.
    """
    gazetteer = cues.gazetteer
    beside = [two for one, two in pairwise(anchors) if not cues.grouper.only_tells_where(view, one, two)]
    main = [anchor for anchor in (*anchors[:1], *beside) if not cues.is_office(view, anchor)]
    places = {anchor.place.place_id: anchor.place for anchor in main if anchor.place is not None}
    return len(places) > 1 and not any(
        one is not two and holds(gazetteer, one, two) for one in places.values() for two in places.values()
    )


def holder_of_many(
    view: str, cues: FactCues, quantity: Span, sentence: Span, anchors: Sequence[Anchor]
) -> FactPlace | None:
    """What holds the place before 'was the only one of nine states', which are told of there.

    Args:
        view: the document's view.
        cues: the compiled cues.
        quantity: the units counted.
        sentence: its sentence.
        anchors: those of the sentence.
    """
    if cues.enumerated.search(view, quantity.start, quantity.end) is None:
        return None
    start = max(sentence.start, quantity.start - _REACH)
    if cues.of_units.search(view, start, quantity.start) is None:
        return None
    told = [a for a in anchors if a.kind in {"mention", "reference"} and a.end <= quantity.start]
    place = told[-1].place if told else None
    later = any(a.start >= quantity.end and a.start - quantity.end < _REACH for a in anchors)
    holder = cues.gazetteer.by_code(place.parent) if place is not None and place.parent else None
    if place is None or holder is None or later or len(told[-1].listed) > 1:
        return None
    return FactPlace(holder.code, holder.name, Span(place.start, place.end), "one_of", ("one_of",))


def whole_of(default: Anchor | None, places: Sequence[LinkedPlace], gazetteer: Gazetteer) -> Anchor | None:
    """The part of the world that the article is about, where it holds all of the places: the Sahel."""
    whole = default.place if default is not None else None
    if whole is None or whole.level != CONTINENT:
        return None
    return default if all(holds(gazetteer, whole, one) for one in places) else None
