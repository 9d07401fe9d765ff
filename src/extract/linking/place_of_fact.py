"""The place of a fact: by its clause, else its sentence, else the discourse, else the article.

Each place that stands in a fact's sentence, and each word that stands for one ("the city"),
gets points for where it stands to the quantity; the best one wins. A sentence without any
takes the place that the text speaks of; an article that speaks of none, that of its title.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extract.finding.place_gazetteer import Gazetteer
from extract.linking.place_about import CONTINENT
from extract.linking.place_anchors import Anchor, anchor_holds, common_holder, is_same
from extract.linking.place_counted import (
    CountedAgain,
    CountedCues,
    is_of_figure,
    is_one_of,
    nation_counted,
    nation_of_money,
    units_behind,
)
from extract.linking.place_cues import FactCues
from extract.linking.place_records import FactPlace
from extract.linking.place_scene import Scene
from extract.linking.place_scoring import ENOUGH, LATER, AnchorScorer
from extract.linking.place_several import holder_of_many, partner, whole_of
from extract.linking.place_sharing import distributed, in_item
from extract.linking.places import PlaceLinks
from extract.records import Document, Quantity, Span
from extract.rules.loading import RuleSet

_REACH_OF_JOINT = 40
_REACH_OF_INSIDE = 20
_STANDS_FOR = frozenset({"adjective", "reference"})
_COUNTED = frozenset({"count", "people"})

__all__ = ["DocumentPlaces", "FactPlace", "FactPlacer"]


class FactPlacer:
    """Gives facts their place.

    Args:
        ruleset: where the cues are read from.
        gazetteer: the finder's.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        self._cues = FactCues(ruleset, gazetteer)
        self._counted = CountedCues(ruleset)

    def prepare(
        self, document: Document, links: PlaceLinks, quantities: Sequence[Span | Quantity] = ()
    ) -> DocumentPlaces:
        """What is needed to place all facts of a document.

        Args:
            document: the article.
            links: its places, from ``link_places``.
            quantities: its quantities in text order.
        """
        again = CountedAgain(document.view, self._counted, self._cues.enumerated)
        return DocumentPlaces(document, links, self._cues, again, quantities)


class DocumentPlaces:
    """The places of one document, ready to be asked for each fact.

    Args:
        document: the article.
        places: its linked places.
        cues: the compiled cues.
        again: the places of its counted units.
        quantities: its quantities in text order, to see which stand between.
    """

    _kept_nation: tuple[str, str] | None = None

    def __init__(
        self,
        document: Document,
        places: PlaceLinks,
        cues: FactCues,
        again: CountedAgain,
        quantities: Sequence[Span | Quantity] = (),
    ) -> None:
        self._again = again
        self._spans = quantities
        self._quantities = [quantity.start for quantity in quantities]
        self._counted = {one.start: one for one in quantities if isinstance(one, Quantity)}
        self._many: tuple[Span, FactPlace] | None = None
        self._last_world: Span | None = None
        self._view = document.view
        self._cues = cues
        self._scene = Scene(document, places, cues)

    def release(self) -> None:
        """Let go of the document, all facts of which are placed; see `Scene.release`."""
        self._scene.release()

    def of(self, quantity: Span, sentence: Span, section: Span | None = None, *, kind: str = "") -> FactPlace:
        """The place of the fact whose quantity stands at ``quantity``.

        Args:
            quantity: the quantity as cited.
            sentence: its sentence.
            section: the heading it stands under, if any.
            kind: of the quantity: "400 km from the city" and "a loan from China" say nothing of
                their place, "1,000 workers from Lhasa" does.
        """
        counted = self._counted.get(quantity.start)
        again = self._again.place(counted, quantity, sentence)
        if again is not None and not is_of_figure(
            self._view, self._cues, self._scene.anchors(sentence), quantity
        ):
            return again
        place = self._weighed(quantity, sentence, section, kind)
        self._again.remember(counted, place)
        return place

    def _weighed(self, quantity: Span, sentence: Span, section: Span | None, kind: str) -> FactPlace:
        """The place by what its sentence and the text before it name."""
        units = units_behind(self._view, self._cues, self._spans, quantity)
        if units is not None:
            return self.of(Span(units.start, units.end), sentence, section, kind=units.kind)
        anchors = in_item(self._view, self._scene.anchors(sentence), quantity, sentence, self._cues)
        said = self._said_outright(quantity, sentence, anchors, section)
        if said is not None:
            return said
        best, how = self._best(quantity, sentence, anchors, kind, section)
        if best is None or self._is_named_of_counted(quantity, best):
            wider = self._among_the_world(quantity, sentence) or self._of_same_many(quantity, sentence)
            if wider is not None:
                return wider
            best, how = self._scene.around(sentence, section), "told_before"
        if best is None:
            return self._of_article(quantity)
        own = self._scene.default
        if self._cues.is_way(self._view, best):
            own = None
        chosen = partner(self._view, best, own, self._cues.gazetteer) or best
        several = self._several(quantity, best, kind) or self._beyond(chosen, quantity)
        return several or _as_fact(chosen, f"{chosen.kind}:{chosen.rule}", (how,))

    def _of_article(self, quantity: Span) -> FactPlace:
        """The article's own place, else the country whose people or sums it speaks of."""
        default, why = self._scene.default_at(quantity.start), self._scene.why
        if default is not None:
            return self._beyond(default, quantity) or _as_fact(default, "article", (why,))
        code, sign = self._nation
        row = self._cues.gazetteer.by_code(code) if code else None
        if row is None:
            return _as_fact(None, "article", (why,))
        return FactPlace(row.code, row.name, None, "nation", (sign,))

    def _beyond(self, anchor: Anchor, quantity: Span) -> FactPlace | None:
        """What holds the anchor's place, where that is too small: '600 million people' in a county."""
        counted = self._counted.get(quantity.start)
        if counted is None or anchor.place is None:
            return None
        row = self._cues.capacity.holder(self._view, counted, anchor.place)
        if row is None:
            return None
        place = FactPlace(row.code, row.name, None, "capacity", ("capacity",))
        self._many = (quantity, place)
        return place

    def _of_same_many(self, quantity: Span, sentence: Span) -> FactPlace | None:
        """The place of those many, for what is told of them in the rest of their sentence."""
        if self._many is None or not sentence.start <= self._many[0].start < quantity.start:
            return None
        return self._many[1]

    @property
    def _nation(self) -> tuple[str, str]:
        """The country of a text that names no place, and what tells it: its people, offices or sums."""
        if self._kept_nation is None:
            self._kept_nation = self._reckon_nation()
        return self._kept_nation

    def _reckon_nation(self) -> tuple[str, str]:
        told = self._scene.words.nation
        office = "" if told else self._cues.offices.nation(self._view)
        if told or office:
            return told or office, "nation" if told else "office"
        return nation_of_money(self._view, self._cues, self._counted.values()), "money"

    def _said_outright(
        self, quantity: Span, sentence: Span, anchors: list[Anchor], section: Span | None
    ) -> FactPlace | None:
        """The place that needs no weighing: a share of a list, 'worldwide', 'there', 'one of nine states'."""
        share = distributed(self._view, anchors, quantity, sentence, self._cues)
        if share is not None:
            return share
        world = self._of_the_world(quantity, anchors)
        if world is not None:
            return world
        there = self._there(quantity, anchors)
        if there is not None:
            return _as_fact(there, "there", ("there",))
        here = self._here(quantity, sentence, section) or self._nation_counted(quantity, anchors)
        return here or holder_of_many(self._view, self._cues, quantity, sentence, anchors)

    def _here(self, quantity: Span, sentence: Span, section: Span | None) -> FactPlace | None:
        """What the text speaks of, for '63 projects here'."""
        if self._cues.here.match(self._view, quantity.end, sentence.end) is None:
            return None
        told = self._scene.around(sentence, section) or self._scene.own
        return _as_fact(told, "here", ("here",)) if told is not None else None

    def _nation_counted(self, quantity: Span, anchors: list[Anchor]) -> FactPlace | None:
        """The nation whose people are counted."""
        nation = nation_counted(self._view, self._counted.get(quantity.start), anchors, self._cues)
        return _as_fact(nation, "nation", ("adjective",)) if nation is not None else None

    def _among_the_world(self, quantity: Span, sentence: Span) -> FactPlace | None:
        """No place: of units counted the world over, and after a number of the world in its sentence."""
        if self._cues.world.unit.search(self._view, quantity.start, quantity.end):
            return FactPlace(None, None, None, "world_unit", ("world",))
        if self._last_world is not None and sentence.start <= self._last_world.start < quantity.start:
            return FactPlace(None, None, self._last_world, "world", ("world",))
        return None

    def _is_named_of_counted(self, quantity: Span, best: Anchor) -> bool:
        """Whether the place is one of the countries counted before it: 'Of the 25 largest, only Brazil …'."""
        if best.kind != "mention" or best.place is None or best.place.level != "country":
            return False
        counted = self._cues.world.unit.search(self._view, quantity.start, quantity.end)
        return counted is not None and best.start >= quantity.end

    def _there(self, quantity: Span, anchors: list[Anchor]) -> Anchor | None:
        """The place named last before 'and bought two houses there', in the sentence or the one before."""
        if self._cues.there.match(self._view, quantity.end) is None:
            return None
        told = [a for a in anchors if a.kind == "mention" and a.end <= quantity.start]
        return told[-1] if told else self._scene.named_before(quantity.start)

    def _of_the_world(self, quantity: Span, anchors: list[Anchor]) -> FactPlace | None:
        """'40 million people worldwide', 'three international poverty lines': no place."""
        behind = self._cues.world.behind.match(self._view, quantity.end)
        if behind is not None:
            self._last_world = Span(behind.start() + 1, behind.end())
            return FactPlace(None, None, self._last_world, "world", ("world",))
        for anchor in anchors:
            inside = anchor.kind == "world" and quantity.start <= anchor.start < quantity.end
            if inside and not self._cues.world.is_group(self._view, anchor):
                return FactPlace(None, None, Span(anchor.start, anchor.end), "world", ("world",))
        return None

    def _best(
        self, quantity: Span, sentence: Span, anchors: list[Anchor], kind: str, section: Span | None
    ) -> tuple[Anchor | None, str]:
        """The anchor of the sentence with the most points, the first of equals, and where it stands."""
        scene = self._scene
        outside = [
            a
            for a in anchors
            if not (
                self._is_in_quantity(a)
                or (a.kind in _STANDS_FOR and self._cues.venues.is_seated(self._view, a.start))
                or scene.asides.is_aside(a, sentence.start, gives=a.end <= quantity.start)
                or self._is_spot(a, sentence)
            )
        ]
        receiver = self._receiver(quantity, anchors, outside)
        if receiver is not None:
            return receiver, "receives"
        scorer = AnchorScorer(
            self._view,
            self._cues,
            outside,
            sentence.start,
            own=scene.own,
            quantities=self._quantities,
            told=lambda: scene.around(sentence, section) or scene.default_at(quantity.start),
        )
        scored = [(scorer.score(anchor, quantity, kind), anchor) for anchor in outside]
        points, best = max(scored, key=lambda item: (item[0], -item[1].start), default=(0.0, None))
        if best is None or points < ENOUGH:
            return None, ""
        if best.kind == "adjective":  # "Chinese authorities", in an article on a smaller place
            if scene.own is not None and is_same(scene.own, best):
                return best, "adjective"
            return self._unless_inside(
                best, scene.around(sentence, section) or scene.default_at(quantity.start)
            ), "adjective"
        if points <= LATER:  # "He came back from Guangdong with 70,000 yuan", in an article on a county
            return self._or_discourse(best, anchors, sentence, section), "or_told_before"
        return self._of_that_kind(best) or best, scorer.reason(points, best, quantity)

    def _is_spot(self, anchor: Anchor, sentence: Span) -> bool:
        """Whether a word for a landscape only says where something is: 'at the bend of the river'."""
        if anchor.kind != "reference" or anchor.start == sentence.start:
            return False
        if not self._cues.is_landscape(anchor):
            return False
        return self._scene.default is None or not is_same(self._scene.default, anchor)

    def _receiver(
        self, quantity: Span, anchors: Sequence[Anchor], outside: Sequence[Anchor]
    ) -> Anchor | None:
        """The place that a giver before the quantity gives to: 'Fujian has sent 11 groups to Ningxia'.

        Args:
            quantity: the quantity.
            anchors: those of its sentence.
            outside: the same without those who only speak, give or take.
        """
        view, cues, named = self._view, self._cues, {"mention", "reference"}
        before = (a for a in anchors if a.kind == "mention" and a.end <= quantity.start and a not in outside)
        giver = next((a for a in before if cues.is_giver(view, a)), None)
        if giver is None:
            return None
        behind = (a for a in outside if a.start > giver.end and a.kind in named and not is_same(a, giver))
        for anchor in behind:
            gap = view[giver.end : anchor.start]
            reached = cues.is_addressee(gap) or cues.inside.search(gap) is not None
            if reached and not anchor_holds(cues.gazetteer, anchor, giver):
                return anchor
        return None

    def _is_in_quantity(self, anchor: Anchor) -> bool:
        """Whether it stands in a quantity: '73 national key counties and 7 provincial ones'."""
        number = bisect_right(self._spans, anchor.start, key=lambda one: one.start) - 1
        return number >= 0 and anchor.start < self._spans[number].end

    def _of_that_kind(self, best: Anchor) -> Anchor | None:
        """The article's own county for 'Hebei county to move 3,000', in an article on one of Hebei."""
        own = self._scene.own
        if best.place is None or best.place.level != "province" or own is None or own.place is None:
            return None
        if best.kind != "mention" or not anchor_holds(self._cues.gazetteer, best, own):
            return None
        reference = self._cues.kind_behind(self._view, best.end)
        return own if reference is not None and reference.fits(own.place) else None

    def _or_discourse(
        self, best: Anchor, anchors: list[Anchor], sentence: Span, section: Span | None
    ) -> Anchor:
        """An anchor that only stands near, or what the text speaks of where that is another place."""
        around, own = self._scene.around(sentence, section), self._scene.own
        whole = best.kind == "world" and not self._cues.world.is_group(self._view, best)
        if whole or (around is None and own is None):
            return best
        goes_on = around is not None and self._cues.pronoun.match(self._view, sentence.start) is not None
        if own is not None and not goes_on and any(is_same(own, anchor) for anchor in anchors):
            return own
        chosen = around or own or best
        other_side = self._cues.is_first_or_other(self._view, best, sentence.start)
        inside = anchor_holds(self._cues.gazetteer, chosen, best)
        whole = chosen.place is not None and chosen.place.level == CONTINENT
        return chosen if other_side or whole or not inside else best

    def _unless_inside(self, best: Anchor, around: Anchor | None) -> Anchor:
        """The anchor, or the one that the discourse gives if that lies inside it."""
        return around if around is not None and anchor_holds(self._cues.gazetteer, best, around) else best

    def _several(self, quantity: Span, anchor: Anchor, kind: str) -> FactPlace | None:
        """What holds all the places, where the fact is true of them together."""
        view, cues = self._view, self._cues
        units = cues.enumerated.search(view, quantity.start, quantity.end) is not None
        if not units and len(anchor.listed) <= 1:  # as of most facts
            return None
        way = cues.is_way(view, anchor)
        together = cues.joint.search(view, anchor.end, anchor.end + _REACH_OF_JOINT) is not None
        back = max(0, anchor.start - _REACH_OF_INSIDE)
        cue = cues.locates if anchor.start < quantity.start else cues.inside_all
        inside = cue.search(view, back, anchor.start) is not None
        joint = len(anchor.listed) > 1 and (units or together or way or inside)  # "in England and Wales"
        others = units and anchor.kind == "mention" and cues.others.search(view, quantity.start, quantity.end)
        counted = self._counted.get(quantity.start)
        if others and (anchor.start >= quantity.end or not is_one_of(cues, anchor, counted)):
            return None  # "Lixian and seven other counties, the last on Gansu's list", "In Gansu, two more"
        if not (joint or others):
            return None
        code = common_holder(anchor.listed, cues.gazetteer)
        holder = cues.gazetteer.by_code(code) if code else None
        whole = whole_of(self._scene.default, anchor.listed, cues.gazetteer) if holder is None else None
        if whole is not None:
            return _as_fact(whole, "joint")
        if holder is None:  # "Russia and Ukraine together": of no place
            rule = "way" if way else "joint"
            # "14 countries of Africa and Asia", "three projects in China and Nepal"
            parts = all(place.level == CONTINENT for place in anchor.listed)
            apart = way or together or parts or (inside and kind in _COUNTED)
            return FactPlace(None, None, Span(anchor.start, anchor.end), rule) if apart else None
        return FactPlace(code, holder.name, Span(anchor.start, anchor.end), "joint" if joint else "others")


def _as_fact(anchor: Anchor | None, rule: str, signals: tuple[str, ...] = ()) -> FactPlace:
    if anchor is None:
        return FactPlace(None, None, None, rule, signals)
    if anchor.place is None:
        return FactPlace(None, None, Span(anchor.start, anchor.end), rule, signals)
    place = anchor.place
    return FactPlace(place.code, place.name, Span(place.start, place.end), rule, (*signals, *place.signals))
