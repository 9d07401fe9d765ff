"""The nation that a text begins with which names no place there: "The British chain X is to close"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.finding.place_gazetteer import CHINA
from extract.linking.place_about import CONTINENT
from extract.linking.place_anchors import Anchor, before, holds, is_chinese, is_code
from extract.linking.place_capitals import as_link
from extract.linking.place_cues import FactCues
from extract.linking.place_datelines import is_dateline
from extract.linking.place_firms import firm_told
from extract.linking.place_records import LinkedPlace
from extract.records import Document, Sentence

_OPENING = 40
# The part of them that lies in a part of the world, or is it.
_DOMINANT_WORLD = 0.6
# Before it "the country's": "Sahara Foods, the country's largest maker of snacks".
_NAME = 90
# The part of the places named that are the nation or lie in it.
_LEAST = 0.25
# The same where the sentence comes to it late: "The price of food will soon hurt British households".
_MOST = 0.5


def nation_of_opening(
    document: Document, opening: Sentence, told: Sequence[Anchor], anchors: Sequence[Anchor], cues: FactCues
) -> Anchor | None:
    """The nation, or that of the firm, that a text begins with.

    Args:
        document: the article.
        opening: the first sentence of the body.
        told: the places that the article may be about.
        anchors: its grouped mentions, in text order.
        cues: the compiled cues.
    """
    firm = firm_told(document, opening, anchors, cues)
    if firm is not None:
        return firm
    number = before(told, opening.start)
    leads = number < len(told) and told[number].start < opening.end
    nation = None if leads else nation_told(document.view, opening, told, cues)
    return nation or nation_of_first(document, opening, anchors, cues)


def nation_told(view: str, opening: Sentence, told: Sequence[Anchor], cues: FactCues) -> Anchor | None:
    """The nation whose adjective a text begins with, where enough of its places lie in it.

    What a firm, a bank or a ministry of a country tells of itself is told of the country, whatever
    towns it has shops and plants in.

    Args:
        view: the document's view.
        opening: the first sentence of the body, which names no place.
        told: the places that the article may be about.
        cues: the compiled cues.
    """
    for span, reference, code in cues.anchors.words(view, opening.start, opening.end):
        if reference is not None or not code or not is_code(code):
            continue
        link = as_link(cues.gazetteer, span.start, span.end, code)
        if link is None:
            return None
        inside = sum(
            1 for a in told if a.place and (a.place.place_id == code or holds(cues.gazetteer, link, a.place))
        )
        firm = cues.firms.is_firm.match(view, span.end, opening.end) is not None
        early = span.start - opening.start <= _OPENING
        if inside < (_LEAST if early else _MOST) * len(told) and not (firm and early):
            return None
        return Anchor(span.start, span.end, link, "mention", (link,), "nation")
    return None


def part_of_the_world(opening: Sentence, told: Sequence[Anchor], cues: FactCues) -> Anchor | None:
    """The part of the world that a text begins with, where most of what it names lies there: 'the Sahel'.

    Args:
        opening: the first sentence of the body.
        told: the places that the article may be about.
        cues: the compiled cues.
    """
    for anchor in told:
        whole = anchor.place
        if whole is None or whole.level != CONTINENT or not opening.start <= anchor.start < opening.end:
            continue
        places = (a.place for a in told if a.place is not None)
        inside = sum(1 for one in places if _lies_in(one, whole, cues))
        if inside > _DOMINANT_WORLD * len(told):
            return anchor
    return None


def _lies_in(place: LinkedPlace, whole: LinkedPlace, cues: FactCues) -> bool:
    return place.place_id == whole.place_id or holds(cues.gazetteer, whole, place)


def nation_of_first(
    document: Document, opening: Sentence, anchors: Sequence[Anchor], cues: FactCues
) -> Anchor | None:
    """The nation whose firm a text begins with: "MUMBAI: Sahara Retail, the country's largest grocer".

    Args:
        document: the article.
        opening: the first sentence of the body.
        anchors: its grouped mentions, in text order; most of them lie in the nation.
        cues: the compiled cues.
    """
    view, start = document.view, opening.start
    for span, reference, _ in cues.anchors.words(view, start, min(opening.end, start + _NAME)):
        if reference is None or "country" not in reference.levels or not view.startswith("'s", span.end):
            continue
        if any(start <= one.start < span.start and not is_dateline(document, one) for one in anchors):
            return None  # "Dawan Village, the country's largest grower": told of the village
        codes = Counter(CHINA if is_chinese(a.place) else a.place.parent for a in anchors if a.place)
        code, count = max(codes.items(), key=lambda item: item[1], default=("", 0))
        return _anchor_of(cues, span.start, span.end, code) if code and 2 * count > len(anchors) else None
    return None


def _anchor_of(cues: FactCues, start: int, end: int, code: str) -> Anchor | None:
    """An anchor for a country that words of the text stand for."""
    link = as_link(cues.gazetteer, start, end, code)
    return Anchor(start, end, link, "mention", (link,), "nation") if link is not None else None


def country_behind(view: str, dateline: Anchor, cues: FactCues) -> str:
    """The code of the country that a dateline names behind the town: "EL LAUREL, Honduras -"; else ''."""
    row = cues.gazetteer.by_code(dateline.place.parent) if dateline.place and dateline.place.parent else None
    named = row is not None and view.endswith(row.name, dateline.start, dateline.end)
    return row.code or "" if row is not None and named else ""
