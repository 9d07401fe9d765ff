"""Places of those who only speak, give or take: no fact of the sentence is told of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extract.linking.place_about import About
from extract.linking.place_anchors import Anchor, before
from extract.linking.place_cues import FactCues
from extract.records import Document

_WIDE = frozenset({"country", "continent"})


class Asides:
    """Which places of a document are only told in passing.

    Args:
        document: the article.
        cues: the compiled cues.
        about: what the article is about.
        anchors: its grouped mentions, in text order.
    """

    def __init__(self, document: Document, cues: FactCues, about: About, anchors: Sequence[Anchor]) -> None:
        self._document = document
        self._view = document.view
        self._cues = cues
        self._about = about
        self._anchors = anchors

    def is_aside(self, anchor: Anchor, start: int, *, gives: bool = True) -> bool:
        """Whether it is a place outside the article's own of one who only speaks, gives or takes.

        Args:
            anchor: the place.
            start: where its sentence starts.
            gives: whether givers and takers count, or only speakers.
        """
        if anchor.kind == "adjective":
            return self._is_of_somebody(anchor, start)
        if self._cues.world.is_group(self._view, anchor):  # "According to the EU statistics office"
            source = self._cues.world.is_source(self._view, anchor, start)
            return source or self._cues.speaks(self._view, anchor)
        if anchor.kind != "mention":
            return False
        if not _is_wide(anchor) and self._cues.is_of_expert(self._view, anchor, start, speaks=True):
            return True
        return not self._about.has_inside(anchor) and self._is_of_others(anchor, start, gives=gives)

    def _is_of_somebody(self, anchor: Anchor, start: int) -> bool:
        """Whether it only says who somebody is, in a text on elsewhere: 'sold to a Canadian company'."""
        default = self._about.default
        if default is None or default.place is None or anchor.place is None:
            return False
        if anchor.place.place_id == default.place.place_id or self._about.default_lies_in(anchor):
            return False
        if self._cues.indefinite.search(self._view, max(start - 1, 0), anchor.start) is None:
            return False
        return self._cues.kind_behind(self._view, anchor.end) is None  # not "a Chinese city"

    def _is_of_others(self, anchor: Anchor, start: int, *, gives: bool) -> bool:
        """The same of a place that does not lie in the article's own."""
        own = self._about.own
        helps = self._about.is_partner(anchor.place)
        several = len(anchor.listed) > 1  # "The Fujian-Ningxia programme has sent 11 groups"
        if own is None and helps and gives and not several:  # "Fujian has sent 11 groups to Ningxia"
            return self._cues.is_giver(self._view, anchor, helps=False)
        if own is None or own.place is None:
            return False
        if self._cues.is_of_partners(self._view, anchor, start) and not self._about.lies_in(anchor):
            return True
        if several:
            return False
        if gives and self._about.lies_in(anchor):  # "Beijing has put $700 billion into relief", of a village
            gives = self._is_named_after(anchor)
        return self._cues.is_aside(self._view, anchor, start, gives=gives, helps=helps)

    def _is_named_after(self, anchor: Anchor) -> bool:
        """Whether the article's own place, or one inside it, follows in the sentence of the anchor."""
        sentences = self._document.sentences
        number = bisect_right(sentences, anchor.start, key=lambda one: one.start) - 1
        first, last = (before(self._anchors, offset) for offset in (anchor.end, sentences[number].end))
        return any(self._about.has_inside(one) for one in self._anchors[first:last])


def _is_wide(anchor: Anchor) -> bool:
    """Whether it is a country or more: what its economists say is told of it."""
    return anchor.place is not None and anchor.place.level in _WIDE
