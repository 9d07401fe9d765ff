"""Group the mentions of a document: "Suining, Sichuan Province" is one anchor, a list another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.finding.place_context import CUES, alternatives, row_pattern, words
from extract.finding.place_gazetteer import Gazetteer
from extract.linking.place_anchors import Anchor, holds
from extract.linking.place_records import LinkedPlace
from extract.rules.loading import RuleSet

_POSSESSIVE = re.compile(r"'s?[ \n]")
_LONGEST_GAP = 80
_TOWNS = frozenset({"city", "town", "capital"})
_CITIES = frozenset({"city", "capital"})
_UNLISTED = "unlisted"
# Behind the second of two places: they are the first of a row.
_GOES_ON = re.compile(r",?[ \n](?:[a-z]+[ \n])?[A-Z]|/")
_UNITS = frozenset({"prefecture", "county", "town", "village"})


def _is_town_of(town: LinkedPlace, state: LinkedPlace) -> bool:
    """Whether the one may be a town of the other, a state abroad: no table says in which state one lies."""
    if state.level != "state" or town.level not in _TOWNS:
        return False
    return town.parent in {"", state.parent}


def _is_part_of_city(part: LinkedPlace, city: LinkedPlace) -> bool:
    """Whether the one, which no table has, may be a quarter of the other: 'in Gorbals, Glasgow'."""
    abroad = city.level in _CITIES and city.code is None and city.parent.isalpha()
    return abroad and part.rule.startswith(_UNLISTED) and part.parent in {"", city.parent}


class MentionGrouper:
    """Makes chains of containment and enumerations one anchor each.

    Args:
        ruleset: where the words between places are read from.
        gazetteer: to know what holds what.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        chain = alternatives(words(ruleset.entries(CUES, "chain")))
        the = rf"(?:(?:{alternatives(words(ruleset.entries(CUES, 'determiner')))}) )?"
        self._chain = re.compile(rf"(?:'s?|,|,? (?:{chain})|)[ \n]?{the}(?:(?:{chain}) )?")
        kinds = alternatives(words(ruleset.entries(CUES, "kind_of_place")))
        of = alternatives(words(ruleset.entries(CUES, "kind_of_place"), "behind"))
        self._in_state = re.compile(rf",(?: (?:{chain}) {the}(?:(?:{kinds}) (?:{of}) )?| )?")
        told = ruleset.entries(CUES, "apposed")
        self._apposed = re.compile(
            rf",[ \n](?:{alternatives(words(told, 'articles'))})[ \n](?:[\w-]+[ \n]){{0,4}}?"
            rf"(?:{kinds})[ \n](?:{alternatives(words(told))})[ \n]{the}"
        )
        self._told_what = re.compile(
            rf",[ \n](?:{alternatives(words(told, 'articles'))})[ \n](?:[\w-]+[ \n]){{0,3}}"
            rf"(?:{kinds})[ \n][^,.;:\"]*"
        )
        self._inside = re.compile(rf",? (?:{chain}) {the}")
        self._row = row_pattern(ruleset)
        articles = alternatives(words(ruleset.entries(CUES, "enumeration"), "articles"))
        self._comma = re.compile(rf",[ \n]?(?:(?:{articles})[ \n])?")
        self._landscapes = frozenset(words(ruleset.entries(CUES, "beside_landscape"), "levels"))
        self._gazetteer = gazetteer

    def only_tells_where(self, view: str, one: Anchor, two: Anchor) -> bool:
        """Whether the second tells where the first lies: 'Sankuri, a village 15 km west of Garissa'."""
        return self._told_what.fullmatch(view, one.end, two.start) is not None

    def group(self, view: str, links: Sequence[LinkedPlace]) -> list[Anchor]:
        """The mentions of a document as anchors, in text order."""
        anchors: list[Anchor] = []
        for number, link in enumerate(links):
            merged = None
            if anchors and link.start - anchors[-1].end <= _LONGEST_GAP:
                following = links[number + 1] if number + 1 < len(links) else None
                merged = self._chained(view, anchors[-1], link) or self._listed(
                    view, anchors[-1], link, following
                )
            if merged is None:
                anchors.append(Anchor(link.start, link.end, link, "mention", (link,), "mention"))
            else:
                anchors[-1] = merged
        return anchors

    def _chained(self, view: str, last: Anchor, link: LinkedPlace) -> Anchor | None:
        """One anchor for the inner of two places of which one holds the other."""
        gap, tail = view[last.end : link.start], last.listed[-1]
        outer = Anchor(last.start, link.end, last.place, "mention", last.listed, "chain")
        inner = (*last.listed[:-1], link)
        nearer = Anchor(last.start, link.end, inner[0], "mention", inner, "chain")
        if _POSSESSIVE.fullmatch(gap):
            if self._is_region_of(tail, link):
                return nearer
            if last.rule == "chain":  # "Poyang Lake, in east China's Jiangxi"
                return outer
        owned = gap == ", " and len(last.listed) == 1 and view.startswith("'s ", link.end)
        # "Yiwu, a county-level city administered by Jinhua"
        told = self._apposed.fullmatch(gap) is not None and holds(self._gazetteer, link, tail)
        quarter = gap == ", " and _is_part_of_city(tail, link) and not _GOES_ON.match(view, link.end)
        if owned or told or quarter or (_is_town_of(tail, link) and self._in_state.fullmatch(gap)):
            return outer  # "Nigeria, Africa's most populous country", "Abilene, Texas"
        # A line that ends is no chain: a caption's "... in Rajasthan", then "India's ..."
        if gap == "\n" or not self._chain.fullmatch(gap):
            return None
        inside = tail.code is None and self._inside.fullmatch(gap) is not None
        beside = inside and tail.level in self._landscapes and link.level in _UNITS
        if beside or holds(self._gazetteer, tail, link):  # "along the Yangtze River in Yunyang County"
            return nearer
        return outer if inside or holds(self._gazetteer, link, tail) else None

    def _listed(
        self, view: str, last: Anchor, link: LinkedPlace, following: LinkedPlace | None
    ) -> Anchor | None:
        """An enumeration: 'A, B and C', but not the comma of 'In A, B said'."""
        gap = view[last.end : link.start]
        if not self._row.fullmatch(gap):
            return None
        goes_on = len(last.listed) > 1 or (
            following is not None and self._row.fullmatch(view[link.end : following.start]) is not None
        )
        if self._comma.fullmatch(gap) and not goes_on:
            return None
        return Anchor(last.start, link.end, last.place, "mention", (*last.listed, link), "list")

    def _is_region_of(self, outer: LinkedPlace, inner: LinkedPlace) -> bool:
        """'southwest China's Sichuan': that both lie in China is enough with the possessive."""
        if outer.code is not None or inner.code is None or not outer.parent:
            return False
        return outer.parent != inner.code and self._gazetteer.contains(outer.parent, inner.code)
