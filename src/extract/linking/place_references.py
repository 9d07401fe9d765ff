"""What "the county" stands for: the place of that kind that the text speaks of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from extract.finding.place_gazetteer import CHINA
from extract.linking.place_about import CONTINENT, About
from extract.linking.place_anchors import Anchor, Reference, before, holds, is_chinese
from extract.linking.place_capitals import as_link
from extract.linking.place_cues import FactCues
from extract.linking.place_records import LinkedPlace
from extract.linking.place_words import PlaceWords
from extract.records import Document


class References:
    """The places that generics of one document stand for.

    Args:
        document: the article.
        cues: the compiled cues.
        anchors: its grouped mentions in text order.
        links: its linked places in text order.
        about: what the article is about.
        words: its adjectives of nations.
    """

    def __init__(
        self,
        document: Document,
        cues: FactCues,
        anchors: Sequence[Anchor],
        links: Sequence[LinkedPlace],
        about: About,
        words: PlaceWords,
    ) -> None:
        self._document = document
        self._view = document.view
        self._cues = cues
        self._anchors = anchors
        self._links = links
        self._about = about
        self._words = words
        self._default = about.default
        self._unnamed: set[Reference] = set()

    def resolve(self, reference: Reference, offset: int) -> LinkedPlace | None:
        """The place of that kind named last before the offset, else the first one after.

        The article's own place where it is of that kind, unless one inside or around it is named since.
        """
        near = self._named_near(reference, offset)
        if near is not None:
            return near
        found = self._named_last(reference, offset)
        if found is not None and found.level == CONTINENT:
            found = self._about.continent()
        own = self._about.own.place if self._about.own is not None else None
        if found is not None and "country" in reference.levels and self._is_far(found, offset):
            whole = own if own is not None and own.level == CONTINENT else None  # "national lockdowns" there
            return self._about.country() or self._nation_told(offset) or whole or found
        if own is None or not reference.fits(own) or (found is not None and found.place_id == own.place_id):
            return found
        if found is not None and found.rule == "direction":
            return own  # "the region" is Xinjiang where only southern Xinjiang was named since
        gazetteer = self._cues.gazetteer
        related = found is not None and (holds(gazetteer, own, found) or holds(gazetteer, found, own))
        return found if related else own

    def _named_near(self, reference: Reference, offset: int) -> LinkedPlace | None:
        """The place that 'that country' points to: the one of its kind named last before in the sentence."""
        if not self._cues.anchors.points_near(self._view, offset):
            return None
        sentences = self._document.sentences
        start = sentences[bisect_right(sentences, offset, key=lambda one: one.start) - 1].start
        first, last = before(self._anchors, start), before(self._anchors, offset)
        told = (
            self._fitting(anchor, reference, addressed=True) for anchor in self._anchors[first:last][::-1]
        )
        return next((place for place in told if place is not None), None)

    def _nation_told(self, offset: int) -> LinkedPlace | None:
        """The country whose adjective stands before in the paragraph: 'Nigerian children ... The country'."""
        told = self._words.nation_before(self._document.segment_at(offset).start, offset)
        return as_link(self._cues.gazetteer, told[0].start, told[0].end, told[1]) if told else None

    def _is_far(self, country: LinkedPlace, offset: int) -> bool:
        """Whether a country other than the article's is not named before in the same paragraph."""
        if self._default is None:
            return False
        return not self._document.segment_at(offset).start <= country.start < offset

    def _named_last(self, reference: Reference, offset: int) -> LinkedPlace | None:
        """The place of that kind named last before the offset, else the first one after."""
        if reference not in self._unnamed:
            here = before(self._anchors, offset)
            for order in (range(here - 1, -1, -1), range(here, len(self._anchors))):
                for addressed in (False, True):
                    for number in order:
                        found = self._fitting(self._anchors[number], reference, addressed=addressed)
                        if found is not None:
                            return found
            self._unnamed.add(reference)
        return self._country() if "country" in reference.levels else None

    def _fitting(self, anchor: Anchor, reference: Reference, *, addressed: bool) -> LinkedPlace | None:
        """The place of the anchor that fits; of 'Suining, Sichuan Province' either may.

        Args:
            anchor: the anchor.
            reference: the generic.
            addressed: whether places that something only leads to count, too.
        """
        fitting = next((place for place in anchor.listed if reference.fits(place)), None)
        if fitting is not None and (addressed or not self._cues.on_the_other_side(self._view, anchor, 0)):
            return fitting
        if anchor.rule != "chain":
            return None
        first = bisect_left(self._links, anchor.start, key=lambda link: link.start)
        last = bisect_left(self._links, anchor.end, key=lambda link: link.start)
        links = [link for link in self._links[first:last] if reference.fits(link) and link.level != "region"]
        return next((link for link in links if link.code), links[0] if links else None)

    def _country(self) -> LinkedPlace | None:
        """The country of the article's own place, else that which most of the places lie in."""
        own = self._about.country()
        if own is not None:
            return own
        holders = (CHINA if is_chinese(link) else link.parent for link in self._links)
        counts = Counter(code for code in holders if code)
        if not counts:
            return None
        link = as_link(
            self._cues.gazetteer, self._links[0].start, self._links[0].end, counts.most_common(1)[0][0]
        )
        return link if link is not None and link.level == "country" else None
