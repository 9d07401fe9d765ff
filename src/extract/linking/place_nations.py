"""The nation that a text begins with which names no place there: "The British chain X is to close"."""

from __future__ import annotations

from collections.abc import Sequence

from extract.linking.place_anchors import Anchor, holds, is_code
from extract.linking.place_capitals import as_link
from extract.linking.place_cues import FactCues
from extract.records import Sentence

_OPENING = 40
# The part of the places named that are the nation or lie in it.
_LEAST = 0.25


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
    end = min(opening.end, opening.start + _OPENING)
    for span, reference, code in cues.anchors.words(view, opening.start, end):
        if reference is not None or not code or not is_code(code):
            continue
        link = as_link(cues.gazetteer, span.start, span.end, code)
        if link is None:
            return None
        inside = sum(
            1 for a in told if a.place and (a.place.place_id == code or holds(cues.gazetteer, link, a.place))
        )
        firm = cues.is_firm.match(view, span.end, opening.end) is not None
        if inside < _LEAST * len(told) and not firm:
            return None
        return Anchor(span.start, span.end, link, "mention", (link,), "nation")
    return None
