"""Sentences that share their quantities out among places: items of a list, "respectively"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.linking.place_anchors import Anchor
from extract.linking.place_cues import FactCues
from extract.linking.place_records import FactPlace
from extract.records import Span

_ITEM = re.compile(r"\(\d{1,2}\)[ \n]")
_NUMBER = re.compile(r"(?<![\w.,])(?:[A-Z]{0,4}[$€£¥]|[A-Z]{2,3}[ \n])?\d+(?:,\d{3})*(?:\.\d+)?(?!\d)")
_SECOND_ITEM = "(2)"


def in_item(view: str, anchors: list[Anchor], quantity: Span, sentence: Span, cues: FactCues) -> list[Anchor]:
    """The anchors that may speak for a quantity of one item of a list.

    None of a list of those who buy: "Its main markets were China ($558 million), Japan ($332 million)".
    "Finished: (1) a road in Badong County, 41 km; (2) a bridge in Jianshi County, 388 meters
    long; (3) nine ports": the second is 388 meters long in Jianshi, and the ports have none
    of the places of other items.
    """
    buyers = cues.markets.search(view, sentence.start, sentence.end) if len(anchors) > 1 else None
    if buyers is not None and buyers.end() < quantity.start:
        return [anchor for anchor in anchors if anchor.end <= buyers.start()]
    if view.find(_SECOND_ITEM, sentence.start, sentence.end) < 0:
        return anchors
    markers = list(_ITEM.finditer(view, sentence.start, sentence.end))
    if not markers or quantity.start < markers[0].end():
        return anchors
    start = max(mark.end() for mark in markers if mark.end() <= quantity.start)
    end = min((mark.start() for mark in markers if mark.start() >= quantity.end), default=sentence.end)
    inside = [anchor for anchor in anchors if start <= anchor.start < end]
    return inside or [anchor for anchor in anchors if anchor.end <= markers[0].start()]


def distributed(
    view: str, anchors: Sequence[Anchor], quantity: Span, sentence: Span, cues: FactCues
) -> FactPlace | None:
    """The place of the same number in a list as the quantity has in its own.

    "Pengshui and Qianjiang spent 3 and 4 million yuan respectively"; without that word only
    bare numbers are shared out ("grew by 12, 15 and 26 percent").
    """
    lists = [anchor for anchor in anchors if len(anchor.listed) > 1 and anchor.place is not None]
    if not lists:
        return None
    said = cues.respectively.search(view, sentence.start, sentence.end) is not None
    row = _row(view, quantity, sentence, cues.between_numbers if said else cues.between_bare_numbers)
    at = next(
        (number for number, span in enumerate(row) if quantity.start <= span.start < quantity.end), None
    )
    for anchor in sorted(lists, key=lambda one: abs(one.start - quantity.start)):
        if at is not None and len(anchor.listed) == len(row):
            place = anchor.listed[at]
            return FactPlace(place.code, place.name, Span(place.start, place.end), "respectively")
    return None


def _row(view: str, quantity: Span, sentence: Span, between: re.Pattern[str]) -> list[Span]:
    """The numbers that stand in a row with the quantity's."""
    rows: list[list[Span]] = []
    for match in _NUMBER.finditer(view, sentence.start, sentence.end):
        span = Span(match.start(), match.end())
        if rows and between.fullmatch(view, rows[-1][-1].end, span.start):
            rows[-1].append(span)
        else:
            rows.append([span])
    return next((row for row in rows if row[0].start < quantity.end and quantity.start < row[-1].end), [])
