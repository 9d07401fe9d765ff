"""Texts that are about no one place: they begin with the world, or with countries that they only count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.linking.place_about import CONTINENT
from extract.linking.place_anchors import Anchor, before
from extract.linking.place_cues import FactCues
from extract.records import Document, Sentence, Span

_LEADING = 60
_COUNTED = re.compile(r"\d(?: [a-z-]+){1,4}\Z")


def world_told(
    document: Document, opening: Sentence, anchors: Sequence[Anchor], cues: FactCues
) -> Span | None:
    """The words by which a text begins with the world: 'About 811 million people in the world went hungry'.

    Args:
        document: the article.
        opening: the first sentence of its body.
        anchors: its grouped mentions, in text order.
        cues: the compiled cues.
    """
    view = document.view
    number = before(anchors, opening.start)
    first = anchors[number].start if number < len(anchors) else len(view)
    nations = cues.anchors.has_nation(view, opening.start, opening.end)
    behind = cues.world.behind.search(view, opening.start, opening.end)
    counted = behind is not None and _COUNTED.search(view, opening.start, behind.start())
    if behind is not None and counted and behind.start() < first and not nations:
        return Span(behind.start() + 1, behind.end())
    if nations:
        return None
    titles = [(s.start, s.end) for s in document.segments if s.kind == "title"]
    many = _countries_counted(view, opening, titles, anchors, cues)
    if many is not None:
        return many
    spans = [*titles, (opening.start, min(opening.end, opening.start + _LEADING))]
    lead = next(filter(None, (_lead(view, start, end, cues) for start, end in spans)), None)
    if lead is None or first >= opening.end:
        return lead
    caused = opening.start <= lead.start < first and cues.world.causes.search(view, lead.end, first)
    return lead if caused else None  # "Prices around the globe rose because of rain in Peru"


def _lead(view: str, start: int, end: int, cues: FactCues) -> Span | None:
    """The words for the world with which a title or a text begins: 'The price of wheat in the world'."""
    lead = cues.world.lead.search(view, start, end)
    if lead is not None:
        return Span(lead.start(), lead.end())
    told = (span for span, reference, code in cues.anchors.words(view, start, end) if not (reference or code))
    return next((span for span in told if not cues.world.are_group(view, span)), None)


def _countries_counted(
    view: str,
    opening: Sentence,
    titles: Sequence[tuple[int, int]],
    anchors: Sequence[Anchor],
    cues: FactCues,
) -> Span | None:
    """The countries with which a text begins that names none: 'aid for 30 countries'."""
    named = anchors[before(anchors, opening.start) : before(anchors, opening.end)]
    parts = [place for anchor in named for place in anchor.listed]
    if len(parts) == 1 or any(place.level != CONTINENT for place in parts):
        return None
    spans = [*titles, (opening.start, opening.end)]
    many = next(filter(None, (cues.world.countries.search(view, start, end) for start, end in spans)), None)
    return Span(many.start(), many.end()) if many is not None else None
