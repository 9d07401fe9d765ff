"""The place that an article is about: that of its title, else the one that it names first and most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from extract.finding.place_gazetteer import CHINA
from extract.finding.place_records import Place
from extract.linking.place_about import CONTINENT
from extract.linking.place_anchors import Anchor, before, common_holder, depth, holds, is_chinese
from extract.linking.place_cues import FactCues
from extract.linking.place_datelines import is_dateline
from extract.linking.place_homes import home_town, written_at
from extract.linking.place_narrowing import narrowed
from extract.linking.place_nations import country_behind, nation_of_opening, part_of_the_world
from extract.linking.place_records import LinkedPlace
from extract.linking.place_titles import helped, is_goal, is_label, joint_of, titled_way, way_of_opening
from extract.linking.place_world import world_told
from extract.records import Document, Segment, Sentence, Span

_DOMINANT = 0.4
# The same for one that the body begins with, too.
_DOMINANT_LEAD = 0.25
# The same for a county or a village of a text that begins with the country: one story of several.
_DOMINANT_OF_COUNTRY = 0.6
# What the place of the body's first sentence has over others that are named as often.
_LEAD = 0.5
_SHOWN = 0.1  # What a caption adds: it decides between places that the text names as often.
_VERB = 24
_OFTEN = 2
_SEVERAL = 3
# The part of the places that one holds or lies in which the text has in mind from the start.
_MOST = 0.75
# So many paragraphs of the body are its beginning.
_OPENING = 2
_UNITS = frozenset({"prefecture", "county"})
_DEEPEST_PART = 3  # a city; what lies deeper is a county, a town, a village
_BODY = frozenset({"paragraph", "note"})
_CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """The place of an article.

    Attributes:
        anchor: where it is named; None where no place is.
        dominant: whether the article is about that place, not only names it most.
        rule: id of the rule: title, titled_kind, most_named.
        since: from where on it is, where the text comes to it late.
        until: what holds before that: the holder of all places, if any.
    """

    anchor: Anchor | None
    dominant: bool
    rule: str
    since: int = 0
    until: Anchor | None = None


def own_place(document: Document, anchors: Sequence[Anchor], cues: FactCues) -> OwnPlace:
    """The place that the article is about.

    Args:
        document: the article.
        anchors: its grouped mentions, in text order.
        cues: the compiled cues.
    """
    own = _own_place(document, anchors, cues)
    if own.until is None and own.since:
        own = replace(own, until=written_at(document, anchors))
    if own.anchor is None:
        return own
    if own.rule == "title" and _is_of_countries(own.anchor, cues):
        return replace(own, anchor=replace(own.anchor, place=None, listed=()))
    return replace(own, anchor=_whole(own.anchor, cues))


def _own_place(document: Document, anchors: Sequence[Anchor], cues: FactCues) -> OwnPlace:
    view = document.view
    told = [a for a in anchors if a.place and _may_be_own(view, a, cues)]
    told = [a for a in told if not is_dateline(document, a)] or told or [a for a in anchors if a.place]
    told, shown = _pictured(document, told)
    lead, opening = _lead(document, told), _first_sentence(document)
    for title in document.segments:
        if title.kind != "title":
            continue
        named = [a for a in anchors if title.start <= a.start < title.end and a.place]
        way = titled_way(view, named, cues) or way_of_opening(view, title, opening, anchors, cues)
        if way is not None:
            return OwnPlace(joint_of(way, cues), dominant=True, rule="titled_way")
        named = [a for a in named if len(named) < _OFTEN or not cues.is_giver(view, a, helps=False)]
        named = helped(view, named, title, cues) or named
        named = [a for a in named if not is_goal(view, a, title, cues) or _is_told_by(lead, a)]
        named = [a for a in named if not is_label(view, a, title)]
        named = [a for a in named if not cues.is_landscape(a)] or named  # "in Yellow Sea"
        if named and (
            _is_told_landscape(named, anchors, title, cues) or not _is_of_other_news(named, title, told, cues)
        ):
            deepest = max(named, key=lambda a: depth(a.place) if a.place else 0)
            unit = _of_that_kind(document, title, deepest, told, cues)
            unit = unit or _unit_told(deepest, lead, told, cues)
            unit = unit or narrowed(deepest, *_body(document, told), cues.gazetteer)
            return OwnPlace(unit or deepest, dominant=True, rule="titled_kind" if unit else "title")
    told_world = world_told(document, opening, anchors, cues) if opening is not None else None
    world = _of_world(told_world) if told_world is not None else None
    begun = _of_opening(document, opening, told, anchors, cues, world=world is not None)
    if begun is not None:
        return begun
    written = written_at(document, anchors)
    town = home_town(document, written, told, opening, cues) if written is not None else None
    if town is not None:
        return OwnPlace(town, dominant=True, rule="home")
    home = country_behind(view, written, cues) if written is not None else ""
    return world or _since(_most_named(told, lead, cues, home, shown), document, told, lead, cues)


def _pictured(document: Document, told: list[Anchor]) -> tuple[list[Anchor], list[Anchor]]:
    """The anchors without those of captions, which may show what is elsewhere, and those of captions."""
    shown = [a for a in told if document.segment_at(a.start).kind == _CAPTION]
    return [a for a in told if a not in shown] or told, shown


def _of_opening(
    document: Document,
    opening: Sentence | None,
    told: Sequence[Anchor],
    anchors: Sequence[Anchor],
    cues: FactCues,
    *,
    world: bool,
) -> OwnPlace | None:
    """What the body begins with: the seat of an institution, a nation, a part of the world."""
    if opening is None:
        return None
    seat = cues.institutions.seat(document, opening, anchors)
    if seat is not None:
        return OwnPlace(seat, dominant=True, rule="institution")
    if not world:
        nation = nation_of_opening(document, opening, told, anchors, cues)
        if nation is not None:
            return OwnPlace(nation, dominant=True, rule="nation")
    wide = part_of_the_world(opening, told, cues)
    return OwnPlace(wide, dominant=True, rule="lead") if wide is not None else None


def _body(document: Document, told: Sequence[Anchor]) -> tuple[list[Anchor], int]:
    """The anchors of the body, and where its first paragraphs end."""
    body = [s for s in document.segments if s.kind in _BODY]
    if not body:
        return [], 0
    return [a for a in told if a.start >= body[0].start], body[:_OPENING][-1].end


def _is_of_other_news(
    named: Sequence[Anchor], title: Segment, told: Sequence[Anchor], cues: FactCues
) -> bool:
    """Whether the text tells of elsewhere only, and often of one place: a headline of other news above it."""
    body = [a for a in told if not title.start <= a.start < title.end]
    akin = any(_is_or_holds(one, a, cues) or _is_or_holds(a, one, cues) for one in named for a in body)
    counts = Counter(a.place.place_id for a in body if a.place)
    return not akin and max(counts.values(), default=0) >= _OFTEN


def _is_told_landscape(
    named: Sequence[Anchor], anchors: Sequence[Anchor], title: Segment, cues: FactCues
) -> bool:
    """Whether the title names a landscape that the text goes on about: 'Farmers tame the Kubuqi Desert'."""
    if not all(cues.is_landscape(one) for one in named):
        return False
    ids = {one.place.place_id for one in named if one.place}
    again = sum(
        1 for a in anchors if a.place and a.place.place_id in ids and not title.start <= a.start < title.end
    )
    return again >= _OFTEN


def _since(
    own: OwnPlace, document: Document, told: Sequence[Anchor], lead: Anchor | None, cues: FactCues
) -> OwnPlace:
    """The same, from its first mention on where it is only one of several that the text comes to.

    "The fund agreed to $90 million in loans. In Ghana, a programme will ... In Nepal, ..."
    """
    anchor = own.anchor
    if anchor is None or (lead is not None and _is_told_by(lead, anchor)):
        return own
    country = _country_around(anchor, told, cues)
    if country is not None:
        return OwnPlace(country, dominant=False, rule="named_once")
    told = [a for a in told if a.place and a.place.level != "region"] or told
    akin = sum(1 for a in told if _is_or_holds(anchor, a, cues) or _is_or_holds(a, anchor, cues))
    if akin >= _MOST * len(told):
        return own
    return replace(own, since=document.segment_at(anchor.start).start, until=_holder_of_all(told, cues))


def _is_of_countries(anchor: Anchor, cues: FactCues) -> bool:
    """Whether it lists countries: "Floods in India and Nepal" tells of no one place."""
    if len(anchor.listed) < _OFTEN or common_holder(anchor.listed, cues.gazetteer) is not None:
        return False
    return all(one.level == "country" for one in anchor.listed)


def _whole(anchor: Anchor, cues: FactCues) -> Anchor:
    """What holds a part that only a direction names, and all of a list.

    A report on "northern Kenya" tells of Kenya, one on "England and Wales" of the United Kingdom.
    """
    part = anchor.place
    holder = part.parent if part and part.rule == "direction" else ""
    if len(anchor.listed) > 1 and anchor.kind == "mention":
        holder = common_holder(anchor.listed, cues.gazetteer) or ""
    row = cues.gazetteer.by_code(holder) if holder else None
    if part is None or row is None:
        return anchor
    return _raised(anchor, part, row)


def _of_world(span: Span) -> OwnPlace:
    return OwnPlace(Anchor(span.start, span.end, None, "world", (), "world"), dominant=True, rule="world")


def _first_sentence(document: Document) -> Sentence | None:
    """The first sentence of the body, not of the caption that stands before its credit: '[Photo/Xinhua]'."""
    pairs = zip_longest(document.segments, document.segments[1:])
    bodies = [(s, following) for s, following in pairs if s.kind in _BODY]
    if not bodies:
        return None
    body = next(
        (s for s, following in bodies if following is None or following.kind != "caption"), bodies[0][0]
    )
    return next((s for s in document.sentences if s.start >= body.start), None)


def _most_named(
    told: Sequence[Anchor], lead: Anchor | None, cues: FactCues, home: str, shown: Sequence[Anchor]
) -> OwnPlace:
    """The place named most; it dominates where enough of the others are it or lie inside it.

    The country of a dateline ("EL LAUREL, Honduras -") counts as named there and as the first named.
    """
    counts: dict[str, float] = dict(Counter(a.place.place_id for a in told if a.place))
    if not counts:
        return OwnPlace(None, dominant=False, rule="most_named")
    total = sum(counts.values())
    if lead is not None and _goes_on_with_all(lead, told, cues):
        return OwnPlace(replace(lead, place=None, listed=()), dominant=False, rule="most_named")
    if lead is not None and lead.place is not None and _country_of(lead, told, cues) is None:
        counts[lead.place.place_id] += _LEAD
    led = lead.place.place_id if lead and lead.place else ""
    for place_id in {a.place.place_id for a in shown if a.place} & counts.keys():
        # a picture of the place that the text begins with belongs to the text
        counts[place_id] += 1 if place_id == led else _SHOWN
    if home in counts:
        counts[home] += 1 + _LEAD
    most = max(counts.values())
    often = [a for a in told if a.place and counts[a.place.place_id] == most]
    often = [a for a in often if a.place and a.place.rule != "compound"] or often  # "the Hunan-Hubei region"
    often = [a for a in often if a.place and a.place.level != "quarter"] or often  # a dam, a square
    first = _country_of(often[0], often, cues) or often[0]
    if lead is not None and lead.place is not None and counts[lead.place.place_id] >= most - _LEAD:
        first = lead if _is_or_holds(lead, first, cues) else first  # "Samoa shut its schools. … In Apia, …"
    inside = sum(1 for a in told if _is_or_holds(first, a, cues))
    if first.place and first.place.level == CONTINENT and lead is None:
        return OwnPlace(None, dominant=False, rule="most_named")  # a firm's "Asia Pacific region"
    if inside >= _least_share(first, lead, cues) * total:
        return OwnPlace(first, dominant=True, rule="most_named")
    holder = _holder_of_all(told, cues) if most < _OFTEN else None
    if holder is None and most < _OFTEN and _is_of_countries(first, cues):
        return OwnPlace(None, dominant=False, rule="most_named")  # "Children in Angola, Chad and Mali …"
    return OwnPlace(holder or first, dominant=holder is not None, rule="holder" if holder else "most_named")


def _goes_on_with_all(lead: Anchor, told: Sequence[Anchor], cues: FactCues) -> bool:
    """Whether a text begins with countries and goes on with each: 'Togo and Benin … In Togo … In Benin'."""
    again = {place.place_id for anchor in told if anchor is not lead for place in anchor.listed}
    return _is_of_countries(lead, cues) and all(place.place_id in again for place in lead.listed)


def _least_share(first: Anchor, lead: Anchor | None, cues: FactCues) -> float:
    """The share of the places from which on a text is about the one named most: less if it begins there."""
    if lead is None or lead.place is None or first.place is None:
        return _DOMINANT
    if lead.place.place_id == first.place.place_id:
        return _DOMINANT_LEAD
    from_country = lead.place.level == "country" and depth(first.place) > _DEEPEST_PART
    return _DOMINANT_OF_COUNTRY if from_country and _is_or_holds(lead, first, cues) else _DOMINANT


def _country_of(town: Anchor, told: Sequence[Anchor], cues: FactCues) -> Anchor | None:
    """The country of a town abroad, if it is named too: 'In the hills above Nyeri ... Kenya produced'."""
    place = town.place
    if place is None or place.code is not None or place.level == "state":
        return None
    return next((a for a in told if a.place and a.place.code and holds(cues.gazetteer, a.place, place)), None)


def _country_around(anchor: Anchor, told: Sequence[Anchor], cues: FactCues) -> Anchor | None:
    """The country of a place that the text names but once, and not where it begins."""
    place = anchor.place
    if place is None or place.level in {"country", "continent"}:
        return None
    if sum(1 for a in told if _is_or_holds(anchor, a, cues)) > 1:
        return None
    if len(told) == 1 and place.level == "state" and place.parent in cues.federal:
        return None  # "The share rose to 92.2 percent. ... in hospitals in England"
    code = CHINA if is_chinese(place) else place.parent
    row = cues.gazetteer.by_code(code) if code else None
    if row is None or row.level != "country":
        return None
    return _raised(anchor, place, row)


def _raised(anchor: Anchor, place: LinkedPlace, row: Place) -> Anchor:
    """The anchor as one of what holds its place."""
    link = replace(
        place, code=row.code, name=row.name, place_id=row.place_id, level=row.level, parent=row.parent
    )
    return replace(anchor, place=link, listed=(link,))


def _holder_of_all(told: Sequence[Anchor], cues: FactCues) -> Anchor | None:
    """What holds all places of a text that names several and none more than the others."""
    places = [place for anchor in told for place in anchor.listed]
    number = len({place.place_id for place in places})
    code = common_holder(places, cues.gazetteer) if number > 1 else None
    row = cues.gazetteer.by_code(code) if code else None
    if row is None or not row.code or (row.level == "country" and number < _SEVERAL):
        return None
    first = told[0]
    place = LinkedPlace(
        first.start, first.end, row.code, row.name, row.code, row.level, row.parent, "stands_for"
    )
    return replace(first, place=place, listed=(place,), rule="holder")


def _is_or_holds(outer: Anchor, inner: Anchor, cues: FactCues) -> bool:
    if outer.place is None or inner.place is None:
        return False
    return inner.place.place_id == outer.place.place_id or holds(cues.gazetteer, outer.place, inner.place)


def _lead(document: Document, told: Sequence[Anchor]) -> Anchor | None:
    """The first place of the body, if its first sentence names one."""
    sentence = _first_sentence(document)
    if sentence is None:
        return None
    number = before(told, sentence.start)
    leads = number < len(told) and told[number].start < sentence.end
    return told[number] if leads else None


def _is_told_by(lead: Anchor | None, anchor: Anchor) -> bool:
    """Whether the body begins with the place that the title only leads to: 'students head to America'."""
    if lead is None or lead.place is None or anchor.place is None:
        return False
    return lead.place.place_id == anchor.place.place_id


def _may_be_own(view: str, anchor: Anchor, cues: FactCues) -> bool:
    """Whether an article may be about the place: not one that only gives a distance, or an example."""
    before = view[max(0, anchor.start - _VERB) : anchor.start]
    if cues.is_landscape(anchor) or cues.is_of_person(view, anchor) or cues.is_example(before):
        return False
    return not cues.on_the_other_side(view, anchor, 0) or cues.is_favoured(before)


def _of_that_kind(
    document: Document, title: Segment, anchor: Anchor, told: Sequence[Anchor], cues: FactCues
) -> Anchor | None:
    """The county that 'the driest county of Gansu', 'a Gansu county' turns out to be: the first named."""
    view = document.view
    reference = cues.kind_before(view, title.start, anchor.start) or cues.kind_behind(view, anchor.end)
    if reference is None:
        return None
    return next(
        (a for a in told if a.place and reference.fits(a.place) and _is_or_holds(anchor, a, cues)), None
    )


def _unit_told(titled: Anchor, lead: Anchor | None, told: Sequence[Anchor], cues: FactCues) -> Anchor | None:
    """The county that 'Tea makes farmers in Anhui rich' turns out to be told of: all that it names there."""
    if lead is None or titled.place is None or titled.place.level != "province" or lead.place is None:
        return None
    if lead.place.level not in _UNITS or not holds(cues.gazetteer, titled.place, lead.place):
        return None
    units = [a for a in told if a.place and (a.place.level in _UNITS or _is_settlement(a.place))]
    akin = sum(1 for a in units if _is_or_holds(lead, a, cues) or _is_or_holds(a, lead, cues))
    again = sum(1 for a in told if a.place and a.place.place_id == titled.place.place_id) - 1
    return lead if len(units) >= max(_OFTEN, again) and akin == len(units) else None


def _is_settlement(place: LinkedPlace) -> bool:
    """Whether it is a village or a town that lies in a known county."""
    return place.code is not None and place.level in {"village", "town"}
