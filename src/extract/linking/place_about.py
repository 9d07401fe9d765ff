"""How other places lie to the one that an article is about: inside it, around it, beside it."""

from __future__ import annotations

from dataclasses import dataclass

from extract.finding.place_gazetteer import CHINA, Gazetteer
from extract.linking.place_anchors import Anchor, holds, is_chinese
from extract.linking.place_capitals import as_link
from extract.linking.place_records import LinkedPlace

CONTINENT = "continent"


@dataclass(frozen=True, slots=True)
class About:
    """The place of an article.

    Attributes:
        gazetteer: to know what holds what.
        default: the place of the title, else the one named most; None without any.
        dominant: whether the article is about that place, not only names it most.
    """

    gazetteer: Gazetteer
    default: Anchor | None
    dominant: bool

    @property
    def own(self) -> Anchor | None:
        """The article's own place where it is about one; else None."""
        return self.default if self.dominant else None

    @property
    def place(self) -> LinkedPlace | None:
        """The same as a place; None also for an article on the world."""
        return self.default.place if self.dominant and self.default is not None else None

    def has_inside(self, anchor: Anchor) -> bool:
        """Whether the anchor's place is the article's own or lies in it."""
        if self.place is None or anchor.place is None:
            return False
        return anchor.place.place_id == self.place.place_id or holds(self.gazetteer, self.place, anchor.place)

    def lies_in(self, anchor: Anchor) -> bool:
        """Whether the article's own place lies in the anchor's."""
        if self.place is None or anchor.place is None:
            return False
        return holds(self.gazetteer, anchor.place, self.place)

    def default_lies_in(self, anchor: Anchor) -> bool:
        """Whether what the article is about, or names most, lies in the anchor's place."""
        place = self.default.place if self.default is not None else None
        return place is not None and anchor.place is not None and holds(self.gazetteer, anchor.place, place)

    def goes_with(self, anchor: Anchor) -> bool:
        """Whether a sentence that only ends on the place may set the scene: not on one outside the own."""
        if self.place is None:
            return self.own is None or self.own.kind != "world"
        return self.has_inside(anchor)

    def is_partner(self, other: LinkedPlace | None) -> bool:
        """Whether both are units of China of which neither holds the other: Fuzhou, of Dingxi."""
        place = self.default.place if self.default is not None else None
        if place is None or other is None or other.code is None or CHINA in {place.code, other.code}:
            return False
        if not (is_chinese(place) and is_chinese(other)) or place.place_id == other.place_id:
            return False
        return not (holds(self.gazetteer, other, place) or holds(self.gazetteer, place, other))

    def nation(self) -> Anchor | None:
        """The same as an anchor."""
        link = self.country()
        return Anchor(link.start, link.end, link, "nation", (link,), "nation") if link is not None else None

    def country(self) -> LinkedPlace | None:
        """The country of the default."""
        place = self.default.place if self.default is not None else None
        if place is None:
            return None
        code = CHINA if is_chinese(place) else (place.code if place.level == "country" else place.parent)
        link = as_link(self.gazetteer, place.start, place.end, code) if code else None
        return link if link is not None and link.level == "country" else None

    def continent(self) -> LinkedPlace | None:
        """What "the region" is of a text on a continent; elsewhere the word is for smaller ones."""
        place = self.default.place if self.default is not None else None
        return place if place is not None and place.level == CONTINENT else None
