"""What a title names: the place that it is about, a way between two, one that it only leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.linking.place_anchors import Anchor, anchor_holds, before, common_holder, is_chinese
from extract.linking.place_cues import FactCues
from extract.linking.place_records import LinkedPlace
from extract.records import Segment, Sentence

_COLON = ": "
_VERB = 24


def is_label(view: str, anchor: Anchor, title: Segment) -> bool:
    """Whether it stands in the name of a column: "Across China: Online shops …", but not "China: …"."""
    return anchor.start > title.start and view.startswith(_COLON, anchor.end)


def is_goal(view: str, anchor: Anchor, title: Segment, cues: FactCues) -> bool:
    """Whether a title only leads to a place: 'New road to Qiemo', but not 'A loan for Ethiopia'."""
    if cues.is_favoured(view[title.start : anchor.start]):
        return False
    return cues.on_the_other_side(view, anchor, title.start)


def helped(view: str, named: Sequence[Anchor], title: Segment, cues: FactCues) -> list[Anchor]:
    """Of units of China in a title those that another helps: 'Fujian steps up its assistance to Ningxia'."""
    units = [a for a in named if a.place is not None and is_chinese(a.place) and a.place.level != "country"]
    found = [a for a in units if cues.is_favoured(view[title.start : a.start])]
    others = [a for a in units if a not in found]
    apart = not any(anchor_holds(cues.gazetteer, one, two) for one in units for two in units)
    return found if others and apart else []


def titled_way(view: str, named: Sequence[Anchor], cues: FactCues) -> Anchor | None:
    """The two places that a title links: 'Line links Kunming with Vientiane', 'Road from A to B'."""
    for anchor in named:
        if cues.is_way(view, anchor):
            return anchor
    for one, two in pairwise(named):
        if cues.links.search(view[max(0, one.start - _VERB) : one.start]) and cues.link_between.fullmatch(
            view[one.end : two.start]
        ):
            return replace(one, end=two.end, listed=(one.listed[0], two.listed[0]))
    return None


def way_of_opening(
    view: str, title: Segment, opening: Sentence | None, anchors: Sequence[Anchor], cues: FactCues
) -> Anchor | None:
    """The ends of the way that a title only tells of, told where the text begins: 'Expressway brings buyers'.

    Args:
        view: the document's view.
        title: the title.
        opening: the first sentence of the body.
        anchors: the grouped mentions of the document, in text order.
        cues: the compiled cues.
    """
    if opening is None or cues.route.search(view, title.start, title.end) is None:
        return None
    first, last = before(anchors, opening.start), before(anchors, opening.end)
    return titled_way(view, [anchor for anchor in anchors[first:last] if anchor.place], cues)


def joint_of(way: Anchor, cues: FactCues) -> Anchor:
    """The ends of a way as one anchor, of what holds both or of no place."""
    code = common_holder(way.listed, cues.gazetteer)
    row = cues.gazetteer.by_code(code) if code else None
    place = None
    if row is not None and row.code:
        place = LinkedPlace(
            way.start, way.end, row.code, row.name, row.code, row.level, row.parent, "stands_for"
        )
    return replace(way, place=place, kind="way", listed=(place,) if place else ())
