"""Nest villages and towns under the county that the text puts them in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.finding.place_records import Place
from extract.linking.place_records import LinkedPlace, Sense

_SMALL = ("county", "prefecture", "province", "country")
_ABROAD = frozenset({"country", "capital", "city", "state"})
_STEP = 30
_STEPS = 4
_BESIDE = 4
_TOLD = "unlisted:kind"
_ZONE = "zone"
_ENDS_SENTENCE = re.compile(r"[.!?;:][ \n]|\n\n")


def nest_settlements(senses: Sequence[Sense], view: str, gazetteer: Gazetteer) -> list[LinkedPlace]:
    """Links of all senses; a village or town takes the code of the county around it.

    The county is the one that follows at any of its mentions ("Jiazi Village, Heyu Town, Chengkou
    County"), else the one of the table of towns that the article names, else the one named last
    before its first mention, else the first one after; without a county the next higher unit.
    """
    names = {number: _name(sense, gazetteer) for number, sense in enumerate(senses) if sense.place is None}
    holders = _holders(names, senses, view, gazetteer)
    zones = _holders_of_zones(senses, view)
    return [
        _linked(sense, sense.place, gazetteer, zones.get(sense.candidate.name, ""))
        if sense.place is not None
        else _settled(sense, names[number], holders[names[number]])
        for number, sense in enumerate(senses)
    ]


def _name(sense: Sense, gazetteer: Gazetteer) -> str:
    """The name of a settlement; of a village that the nation knows in full: 'the village of Dazhai'."""
    candidate = sense.candidate
    name = gazetteer.title_case(f"{candidate.name} {candidate.settlement}".strip())
    return gazetteer.villages_by_name.get(name, name) if candidate.level == "village" else name


def _holders(
    names: dict[int, str], senses: Sequence[Sense], view: str, gazetteer: Gazetteer
) -> dict[str, Place | None]:
    """The holder of each settlement: what any of its mentions says, else what stands around the first."""
    said: dict[str, Place | None] = {}
    for number, name in names.items():
        if name not in said and (county := _said(number, senses, view)) is not None:
            said[name] = county
    told_first = sorted(names.items(), key=lambda item: senses[item[0]].candidate.rule != _TOLD)
    told = {name: number for number, name in reversed(told_first)}  # by each name, where it is told of
    smallest_last = sorted(
        ((number, name) for name, number in told.items()),
        key=lambda item: (senses[item[0]].candidate.level == "village", item[0]),
    )
    for number, name in smallest_last:
        town = _town_behind(number, senses, view)
        town = _town_before(number, senses) if town is None else town
        if name not in said and town is not None and said.get(names[town]) is not None:
            said[name] = said[names[town]]
        if name not in said:
            holder = _inferred(number, senses, view, gazetteer, name)
            said[name] = holder if senses[number].candidate.settlement or _may_hold_unlisted(holder) else None
    return said


def _holders_of_zones(senses: Sequence[Sense], view: str) -> dict[str, str]:
    """The unit that follows a zone at any of its mentions: 'Xinhe Development Zone, Tangshan city'."""
    held: dict[str, str] = {}
    for number, sense in enumerate(senses):
        place, name = sense.place, sense.candidate.name
        if place is not None and place.level == _ZONE and not place.parent and name not in held:
            holder = _following(number, senses, view)
            if holder is not None and holder.code:
                held[name] = holder.code
    return held


def _linked(sense: Sense, place: Place, gazetteer: Gazetteer, holder: str = "") -> LinkedPlace:
    candidate = sense.candidate
    name = gazetteer.title_case(place.name) if place.code is None else place.name
    return LinkedPlace(
        candidate.start,
        candidate.end,
        place.code,
        name,
        place.code or f"/{name}",
        place.level,
        place.parent or holder,
        candidate.rule,
        sense.signals,
        place.municipality,
    )


def _settled(sense: Sense, name: str, holder: Place | None) -> LinkedPlace:
    candidate = sense.candidate
    near = holder is not None and holder.level != "province"  # a village "in Shaanxi" has no code
    code = holder.code if near and holder is not None and holder.code and holder.code[0].isdigit() else None
    parent = holder.code or holder.parent if holder is not None else ""
    signals = (*sense.signals, f"inside:{holder.name}") if holder is not None else sense.signals
    return LinkedPlace(
        candidate.start,
        candidate.end,
        code,
        name,
        f"{code or ''}/{name}",
        candidate.level,
        parent,
        candidate.rule,
        signals,
    )


def _said(number: int, senses: Sequence[Sense], view: str) -> Place | None:
    """The county that the words at a mention put it in: behind it, else just before."""
    following = _following(number, senses, view)
    if following is not None and following.level == "county":
        return following
    return _owner(number, senses, view)


def _town_behind(number: int, senses: Sequence[Sense], view: str) -> int | None:
    """Number of the town behind a village: 'Daguo Village, Meng Town', 'Daguo Village lies in Meng Town'."""
    if number + 1 == len(senses) or senses[number].candidate.level != "village":
        return None
    here, behind = senses[number].candidate, senses[number + 1]
    beside = behind.place is None and behind.candidate.level == "town"
    gap = view[here.end : behind.candidate.start]
    return number + 1 if beside and len(gap) <= _STEP and not _ENDS_SENTENCE.search(gap) else None


def _town_before(number: int, senses: Sequence[Sense]) -> int | None:
    """Number of the town named last before a village: 'Meng Town in Gansu. In Daguo Village'."""
    if senses[number].candidate.level != "village":
        return None
    for earlier in range(number - 1, max(-1, number - 1 - _STEPS), -1):
        sense = senses[earlier]
        if sense.place is None and sense.candidate.level == "town":
            return earlier
        if sense.place is not None and sense.place.level != "province":
            return None
    return None


def _inferred(
    number: int, senses: Sequence[Sense], view: str, gazetteer: Gazetteer, name: str
) -> Place | None:
    """The county that the tables, else the article, let suppose; without one a higher unit."""
    named = [sense.place for sense in senses if sense.place is not None]
    counties = [place for place in named if place.level == "county" and place.code]
    candidate = senses[number].candidate
    listed = gazetteer.towns.get(name, ()) if candidate.level == "town" else ()
    for place in counties:
        if place.code in listed:
            return place
    units = {place.code for place in named if place.code and place.code != CHINA}
    if not listed and candidate.settlement and not counties:
        namesakes = gazetteer.towns_by_name.get(candidate.name, ())
        listed = namesakes if len(namesakes) == 1 else ()  # a village is often called like its township
    inside = [code for code in listed if units.intersection(_above(code, gazetteer))]
    if len(inside) == 1:
        return gazetteer.by_code(inside[0])
    following = _following(number, senses, view)
    known = _well_known(number, senses, view, gazetteer, name)
    if known is not None and (
        following is None or gazetteer.contains(following.code or "", known.code or "")
    ):
        return known
    if following is not None:  # "Shibadong Village in Hunan": a county of Hunan, if one is named
        around = (sense.place for sense in (*reversed(senses[:number]), *senses[number + 1 :]))
        counties_around = (place for place in around if place is not None and place.level == "county")
        held = (p for p in counties_around if gazetteer.contains(following.code or "", p.code or ""))
        return next(held, following)
    return _in_sentence(number, senses, view) or _part_behind(number, senses, view) or _around(number, senses)


def _well_known(
    number: int, senses: Sequence[Sense], view: str, gazetteer: Gazetteer, name: str
) -> Place | None:
    """The county of a village of which the whole nation tells, unless its sentence names a county before."""
    code = gazetteer.villages.get(name)
    if code is None:
        return None
    start = senses[number].candidate.start
    for before in reversed(senses[:number]):
        if _ENDS_SENTENCE.search(view, before.candidate.end, start):
            break
        if before.place is not None and before.place.level in _SMALL[:2]:
            return None  # "In Renhua County, Dazhai Village" is a namesake
    return gazetteer.by_code(code)


def _may_hold_unlisted(holder: Place | None) -> bool:
    """Whether it is near enough to be the holder of a place that no table lists."""
    return holder is not None and (holder.level in {"county", *_ABROAD} or _is_part_abroad(holder))


def _is_part_abroad(place: Place) -> bool:
    """Whether it is a region of a country: "eastern Guatemala"."""
    return place.level == "region" and place.parent not in {"", CHINA} and place.parent.isalpha()


def _owner(number: int, senses: Sequence[Sense], view: str) -> Place | None:
    """The county just before: 'Jiangjin District's Shisun Village'."""
    if not number:
        return None
    before = senses[number - 1]
    gap = view[before.candidate.end : senses[number].candidate.start]
    direct = before.place is not None and before.place.level == "county" and len(gap) <= _BESIDE
    return before.place if direct and not gap.startswith((",", ".", ";")) else None


def _above(code: str, gazetteer: Gazetteer) -> list[str]:
    place = gazetteer.by_code(code)
    return list(gazetteer.ancestors(place)) if place else []


def _following(number: int, senses: Sequence[Sense], view: str) -> Place | None:
    """The first unit that follows in short steps: ', Heyu Town, ' leads to 'Chengkou County'."""
    end = senses[number].candidate.end
    for sense in senses[number + 1 : number + 1 + _STEPS]:
        gap = view[end : sense.candidate.start]
        if len(gap) > _STEP or _ENDS_SENTENCE.search(gap):
            return None
        if sense.place is not None and sense.place.code and sense.place.level in _SMALL[:3]:
            return sense.place
        end = sense.candidate.end
    return None


def _in_sentence(number: int, senses: Sequence[Sense], view: str) -> Place | None:
    """A county named later in the same sentence."""
    end = senses[number].candidate.end
    for sense in senses[number + 1 :]:
        if _ENDS_SENTENCE.search(view, end, sense.candidate.start):
            return None
        if sense.place is not None and sense.place.level == "county":
            return sense.place
    return None


def _part_behind(number: int, senses: Sequence[Sense], view: str) -> Place | None:
    """The city or the part of a country abroad right behind.

    "In Gorbals, Glasgow", "in Esquipulas, in the hills of eastern Guatemala".
    """
    if number + 1 == len(senses) or senses[number].candidate.settlement:
        return None
    gap = view[senses[number].candidate.end : senses[number + 1].candidate.start]
    place = senses[number + 1].place
    if place is None or not gap.startswith(", "):
        return None
    if place.level in _ABROAD and place.parent.isalpha():
        return place if gap == ", " else None
    return place if _is_part_abroad(place) and len(gap) <= _STEP else None


def _around(number: int, senses: Sequence[Sense]) -> Place | None:
    """The county named last before, else the first one after; without one a higher unit."""
    before = [sense.place for sense in reversed(senses[:number]) if sense.place is not None]
    after = [sense.place for sense in senses[number + 1 :] if sense.place is not None]
    for level in _SMALL:
        for place in (*before, *after):
            if place.level == level and (level != "country" or place.code == CHINA):
                return place
    return next((place for place in before if place.level in _ABROAD), None)
