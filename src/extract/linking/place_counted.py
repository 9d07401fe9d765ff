"""Counted units and what is told of them: 'nine counties in Guizhou … . In these nine counties, income …'."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from extract.finding.place_context import CUES, alternatives, words
from extract.linking.place_anchors import Anchor
from extract.linking.place_cues import FactCues
from extract.linking.place_records import FactPlace
from extract.records import Quantity, Span
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_BLANK = r"[ \n]"
_BACK = 30
# So often, and in so great a part of its sums, a text counts in the money of its country.
_OFTEN = 2
_MOST = 0.75
_REACH_OF_INSIDE = 20
# So many people of a nation are told of the nation, wherever the text is: "8 million Bangladeshis".
_OF_A_NATION = 100_000


class CountedCues:
    """The words by which a text comes back to units that it counted before.

    Args:
        ruleset: where they are read from.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        entries = ruleset.entries(CUES, "counted_again")
        again = rf"(?:{alternatives(words(entries))}){_BLANK}"
        within, each = (alternatives(words(entries, key)) for key in ("within", "all"))
        self.again = Ending(rf"(?<![\w-]){again}", re.IGNORECASE)
        self.leading = re.compile(rf"\W*(?:{within}){_BLANK}(?:{each})?{again}\Z", re.IGNORECASE)


class CountedAgain:
    """The places of the units that a document counts, for where it counts the same ones again.

    Args:
        view: the document's text.
        cues: the words that come back to them.
        units: finds a word for units of places in a quantity.
    """

    def __init__(self, view: str, cues: CountedCues, units: re.Pattern[str]) -> None:
        self._view, self._cues, self._units = view, cues, units
        self._places: dict[tuple[float, str], FactPlace] = {}
        self._told_of: tuple[Span, FactPlace] | None = None

    def remember(self, counted: Quantity | None, place: FactPlace) -> None:
        """Keep the place of units that are counted: 'the last nine counties, all in Guizhou'."""
        if counted is not None and place.name and self._is_of_units(counted):
            self._places.setdefault(_key(counted), place)

    def place(self, counted: Quantity | None, quantity: Span, sentence: Span) -> FactPlace | None:
        """The place of 'these nine counties', and of what a sentence that opens with them tells."""
        told = self._told_of
        if told is not None and sentence.start <= told[0].start < quantity.start < sentence.end:
            return told[1]
        if counted is None or not self._is_of_units(counted):
            return None
        known = self._places.get(_key(counted))
        view, start = self._view, counted.start
        if known is None or self._cues.again.search(view, max(sentence.start, start - _BACK), start) is None:
            return None
        if self._cues.leading.match(view, sentence.start, start):
            self._told_of = (quantity, known)
        return known

    def _is_of_units(self, counted: Quantity) -> bool:
        return self._units.search(self._view, counted.start, counted.end) is not None


def units_behind(
    view: str, cues: FactCues, spans: Sequence[Span | Quantity], quantity: Span
) -> Quantity | None:
    """The units that a quantity is told of, and whose place it has: '2 million people in 24 provinces of …'.

    Args:
        view: the document's text.
        cues: the compiled cues.
        spans: all quantities of the document in text order.
        quantity: the one to be placed.
    """
    number = bisect_right(spans, quantity.start, key=lambda span: span.start)
    following = spans[number] if number < len(spans) else None
    if not isinstance(following, Quantity) or following.start - quantity.end > _REACH_OF_INSIDE:
        return None
    if cues.enumerated.search(view, following.start, following.end) is None:
        return None
    located = cues.locates.search(view, quantity.end, following.start)
    return following if located is not None and located.start() == quantity.end + 1 else None


def is_one_of(cues: FactCues, anchor: Anchor, counted: Quantity | None) -> bool:
    """Whether the place may be one of the units counted: Tibet, of 'three other provinces'."""
    if counted is None or anchor.place is None or counted.unit not in cues.anchors.nouns:
        return True
    return cues.anchors.reference(counted.unit).fits(anchor.place)


def is_of_figure(view: str, cues: FactCues, anchors: Sequence[Anchor], quantity: Span) -> bool:
    """Whether it is the figure of a place named right before: 'than the national poverty line of'."""
    told = [anchor for anchor in anchors if anchor.end <= quantity.start]
    return bool(told) and cues.is_figure_of(view, told[-1], view[told[-1].end : quantity.start])


def nation_of_money(view: str, cues: FactCues, counted: Iterable[Quantity]) -> str:
    """Code of the country in whose money a text counts, be it one sum of 59 trillion yuan; '' if unknown.

    Dollars tell nothing, nor does what sums are only converted to, "$10tn (£8tn)", nor rupees or pesos,
    which many countries have, unless of a sum that large.

    Args:
        view: the document's text.
        cues: the compiled cues.
        counted: the quantities of the document.
    """
    sums = [one for one in counted if one.kind == "money" and not view.endswith("(", 0, one.start)]
    large = _country_of(cues, [one for one in sums if one.value_low >= cues.national_sum], 1)
    own = [one for one in sums if one.unit not in cues.namesakes]
    return large or _country_of(cues, own, max(_OFTEN, int(_MOST * len(sums))))


def _country_of(cues: FactCues, sums: Sequence[Quantity], least: int) -> str:
    """Code of the country of the currency that most of the sums are in, if so many are; else ''."""
    units = Counter(one.unit for one in sums)
    for shared in cues.shared_currencies:
        units.pop(shared, None)
    unit, count = next(iter(units.most_common(1)), ("", 0))
    return unit[:2] if count >= least else ""


def _key(counted: Quantity) -> tuple[float, str]:
    return float(counted.value_low), counted.unit


def nation_counted(
    view: str, counted: Quantity | None, anchors: Iterable[Anchor], cues: FactCues
) -> Anchor | None:
    """The nation whose people are counted where no place is named: "one of 8 million Bangladeshis".

    Args:
        view: the document's view.
        counted: the quantity, None where it is not known.
        anchors: those of its sentence.
        cues: the compiled cues.
    """
    if counted is None or counted.value_low < _OF_A_NATION:
        return None
    nation: Anchor | None = None
    for anchor in anchors:
        if anchor.kind == "mention" and not _is_told_beside(view, anchor, counted, cues):
            return None
        inside = anchor.kind == "adjective" and anchor.start > counted.start and anchor.end == counted.end
        nation = anchor if inside and anchor.place is not None and nation is None else nation
    return nation


def _is_told_beside(view: str, place: Anchor, counted: Quantity, cues: FactCues) -> bool:
    """Whether another clause tells of it: 'five million in Chad, and three million Kenyans'."""
    return place.end <= counted.start and cues.clause_break.search(view, place.end, counted.start) is not None
