"""The town of a dateline: only where a report was written, or the home of a local newspaper's story."""

from __future__ import annotations

from collections.abc import Sequence

from extract.linking.place_anchors import Anchor
from extract.linking.place_cues import FactCues
from extract.linking.place_datelines import is_dateline
from extract.linking.place_nations import country_behind
from extract.records import Document, Sentence

_TOWNS = frozenset({"town", "city"})
_OFTEN = 2
# So much of the body's beginning may call the town "the city".
_OPENING = 400


def written_at(document: Document, anchors: Sequence[Anchor]) -> Anchor | None:
    """The small town of a dateline, where a text begins: 'GARISSA, Kenya - The nurses begin to worry'."""
    first = next(iter(anchors), None)
    if first is None:
        return None
    small = first.place is not None and first.place.level in _TOWNS and first.rule != "list"
    return first if small and is_dateline(document, first) else None


def home_town(
    document: Document, written: Anchor, told: Sequence[Anchor], opening: Sentence | None, cues: FactCues
) -> Anchor | None:
    """The town of a dateline that names no country, if the text goes on with it.

    "MERRITT, B.C. - Three families still sleep in the motel. The city has ..." is told of Merritt, whatever
    else it names; "GARISSA, Kenya - ..." of Kenya.

    Args:
        document: the article.
        written: the town, from ``written_at``.
        told: the places that the article may be about, datelines left out.
        opening: the first sentence of the body, with the dateline.
        cues: the compiled cues.
    """
    place = written.place
    if place is None or opening is None or country_behind(document.view, written, cues):
        return None
    if any(opening.start <= one.start < opening.end for one in told):
        return None  # "INEZ, Ky. - Martin County closed the school"
    if sum(1 for one in told if one.place is not None and one.place.place_id == place.place_id) >= _OFTEN:
        return written
    words = cues.anchors.words(document.view, written.end, min(len(document.view), written.end + _OPENING))
    again = any(reference is not None and reference.fits(place) for _, reference, _ in words)
    return written if again else None
