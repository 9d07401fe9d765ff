"""Link the mentions of places: which place of that name is meant, or none.

The document decides. Codes that were not in force in its year are out; a place inside
another that is named nearby, or elsewhere in the article, wins over a namesake ("Wuxi" in
an article on Chongqing is Wuxi County); else the higher unit, else the better known. One
name has one sense per article unless the words beside a mention say otherwise. Every link
carries the signals that decided it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.finding.place_gazetteer import Gazetteer
from extract.finding.place_records import UNREAD, PlaceCandidate
from extract.linking.place_choice import Chooser
from extract.linking.place_nesting import nest_settlements
from extract.linking.place_records import LinkedPlace, Sense
from extract.linking.place_support import supported
from extract.records import Document

__all__ = ["LinkedPlace", "PlaceLinks", "link_places", "reference_year"]

# It begins with digits: what begins with a look-behind is found three times slower.
_YEAR = re.compile(r"(?:19(?<![\w,.]19)[5-9]|20(?<![\w,.]20)[0-3])\d(?!\w|[.,]\d)")


def reference_year(document: Document, published: date | None) -> int | None:
    """The year whose codes hold: of publication, else the last that the text names.

    A text is no older than the last year that it tells of, and what it looks back on it
    calls by the names of its own day.
    """
    if published is not None:
        return published.year
    years = (
        int(match[0])
        for segment in document.segments
        if segment.kind not in UNREAD
        for match in _YEAR.finditer(document.view, segment.start, segment.end)
    )
    return max(years, default=None)


@dataclass(frozen=True, slots=True)
class PlaceLinks:
    """The linked places of a document, in text order.

    Attributes:
        mentions: one per mention.
        hints: places inside names of bodies that act in them; no mentions, but they tell
            where facts belong.
    """

    mentions: tuple[LinkedPlace, ...]
    hints: tuple[LinkedPlace, ...]


def link_places(
    document: Document,
    candidates: Sequence[PlaceCandidate],
    published: date | None,
    gazetteer: Gazetteer,
    row: re.Pattern[str],
) -> PlaceLinks:
    """The mentions of places with the place that each is, in text order.

    Args:
        document: the article.
        candidates: what ``PlaceFinder.find`` found in it.
        published: its date, where known; else its year is inferred from the text.
        gazetteer: the finder's.
        row: what stands between the places of an enumeration, from ``row_pattern``.

    Returns:
        One link per mention, and the hints; candidates that nothing supports are left out.
    """
    if not candidates:
        return PlaceLinks((), ())
    chooser = Chooser(candidates, reference_year(document, published), gazetteer, dated=published is not None)
    choices = chooser.choose()
    support = supported(document, candidates, choices, chooser, row)
    senses = []
    for number, (candidate, choice) in enumerate(zip(candidates, choices, strict=True)):
        if not candidate.rows:
            senses.append(Sense(candidate, None, ("settlement",)))
        elif choice is not None and number in support:
            senses.append(Sense(candidate, choice.place, (*choice.signals, support[number])))
    links = nest_settlements(senses, document.view, gazetteer)
    swallowed = {sense.candidate.start for sense in senses if sense.candidate.swallowed}
    return PlaceLinks(
        tuple(link for link in links if link.start not in swallowed),
        tuple(link for link in links if link.start in swallowed),
    )
